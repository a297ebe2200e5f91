//! A change of a description, and its effect on callers.

use dixa_generator::drift::Surface;
use dixa_generator::text::Source;
use dixa_generator::{GeneratedVersion, Input, VersionInput, generate};
use serde_json::{Value, json};

use crate::common::{common, merged};

/// Two descriptions that differ in one thing.
pub struct Pair {
    /// The change from the first to the second.
    pub what: &'static str,
    /// The first, as a merge patch (RFC 7386) of the common description.
    pub base: Value,
    /// The second, as a merge patch of the first.
    pub head: Value,
    /// The maintainer's edits of `names.lock` for the second: old and new string.
    pub lock: &'static [(&'static str, &'static str)],
    /// The edits for the change back to the first. If empty, the edits above are reverted.
    pub lock_back: &'static [(&'static str, &'static str)],
    /// From the first to the second.
    pub forward: Step,
    /// From the second back to the first.
    pub back: Step,
}

/// A change in one direction.
#[derive(Clone, Copy, Default)]
pub struct Step {
    /// Programs for the bindings before the change, with `v1` and the items of the crate's root in scope: one that uses
    /// everything that changes, or one for each breaking line of the verdict.
    pub callers: &'static [&'static str],
    /// The changes, each as class, rule and item.
    pub verdict: &'static [&'static str],
}

/// What is generated for one description.
pub struct Bindings {
    pub version: GeneratedVersion,
    pub diagnostics: String,
    lock: String,
}

impl Default for Pair {
    fn default() -> Self {
        let (base, head) = (json!({}), json!({}));
        Self { what: "", base, head, lock: &[], lock_back: &[], forward: Step::default(), back: Step::default() }
    }
}

impl Pair {
    /// The two descriptions.
    pub fn descriptions(&self) -> [Value; 2] {
        let base = merged(common(), &self.base);
        [base.clone(), merged(base, &self.head)]
    }

    /// The bindings of the first description, those of the second after them, and again those of the first.
    pub fn bindings(&self) -> [Bindings; 3] {
        let [base, head] = self.descriptions();
        let first = bindings(&base, "");
        let second = bindings(&head, &edited(&first.lock, self.lock.iter().copied()));
        let taken_back = self.lock.iter().map(|(old, new)| (*new, *old));
        let again = match self.lock_back {
            [] => edited(&second.lock, taken_back),
            edits => edited(&second.lock, edits.iter().copied()),
        };
        let again = bindings(&base, &again);
        [first, second, again]
    }
}

impl Bindings {
    /// What the drift verdict compares.
    pub fn surface(&self) -> Surface<'_> {
        Surface { api: &self.version.api, names: &self.version.names }
    }
}

/// The bindings of a description, named through the lock.
fn bindings(description: &Value, lock: &str) -> Bindings {
    let description = Source { name: "v1.yaml".to_owned(), text: description.to_string() };
    let version = VersionInput {
        version: "v1".to_owned(),
        description,
        overlays: Vec::new(),
        observations: None,
        reference: None,
    };
    let names = Source { name: "names.lock".to_owned(), text: lock.to_owned() };
    let mut output = generate(&Input {
        versions: vec![version],
        conventions: dixa_tests::project::source("spec/conventions.toml"),
        names,
        ..Input::default()
    })
    .unwrap_or_else(|problems| panic!("{problems}"));
    // A union without an example is not a fault of a pair.
    let faults = output.diagnostics.iter().filter(|found| found.code != "union-undecided");
    let diagnostics = faults.map(ToString::to_string).collect();
    Bindings { version: output.versions.remove(0), diagnostics, lock: output.names }
}

fn edited<'e>(lock: &str, edits: impl Iterator<Item = (&'e str, &'e str)>) -> String {
    edits.fold(lock.to_owned(), |lock, (old, new)| {
        assert!(lock.contains(old), "{old} is not in\n{lock}");
        lock.replace(old, new)
    })
}
