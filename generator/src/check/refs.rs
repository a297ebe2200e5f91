//! Checks that every `$ref` points to an object of the right kind inside the document.

use super::kind::Kind;
use super::structure::{Reference, Walk};
use crate::diagnostic::{Diagnostic, Diagnostics, Location, Severity};
use crate::text::{percent_decoded, similar, unescape};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Checks the references that a walk has collected.
///
/// A reference may also point inside a component. Its target is then visited as the expected kind of object, which can
/// add further references.
pub(super) fn check(walk: &mut Walk<'_>, document: &Value) -> Diagnostics {
    let mut check = Check { file: walk.file, document, problems: Diagnostics::default() };
    let mut links = BTreeMap::new();
    let mut visited = BTreeSet::new();
    let mut next = 0;
    while let Some(reference) = walk.references.get(next) {
        next += 1;
        let Some((pointer, value)) = check.target(reference) else { continue };
        let kind = reference.kind;
        links.insert(reference.pointer.clone(), pointer.clone());
        if component_kind(&pointer).is_none() && visited.insert((pointer.clone(), kind)) {
            walk.visit_at(&pointer, kind, value);
        }
    }
    check.circles(&links);
    check.problems
}

struct Check<'a> {
    file: &'a str,
    document: &'a Value,
    problems: Diagnostics,
}

impl<'a> Check<'a> {
    /// The pointer and the value of a reference's target.
    fn target(&mut self, reference: &Reference) -> Option<(String, &'a Value)> {
        let target = &reference.target;
        let Some(fragment) = target.strip_prefix('#') else {
            let message = format!("`{target}` points outside this file: it does not start with `#`");
            let help = "bundle the description into one file first, for instance with `npx @redocly/cli bundle`";
            self.problem("ref-external", reference, message, help);
            return None;
        };
        let pointer = percent_decoded(fragment);
        let Some(value) = self.document.pointer(&pointer) else {
            let help = match self.closest(&pointer) {
                Some(name) => format!("did you mean `{name}`? Otherwise correct it with an overlay"),
                None => "correct it with an overlay".to_owned(),
            };
            self.problem("ref-not-found", reference, format!("`{target}` does not exist"), help);
            return None;
        };
        match component_kind(&pointer) {
            Some(kind) if kind != reference.kind => {
                let message = format!("`{target}` is a {}, not a {}", kind.name(), reference.kind.name());
                self.problem("ref-kind", reference, message, "refer to a component in the right section");
                None
            }
            _ => Some((pointer, value)),
        }
    }

    /// The existing component of the same section whose name is most similar to the missing one.
    fn closest(&self, pointer: &str) -> Option<String> {
        let (section, name) = pointer.rsplit_once('/')?;
        let names = self.document.pointer(section)?.as_object()?.keys();
        similar(&unescape(name), names.map(String::as_str)).map(str::to_owned)
    }

    /// Reports cycles that consist of references only.
    fn circles(&mut self, links: &BTreeMap<String, String>) {
        let mut done = BTreeSet::new();
        for start in links.keys() {
            let mut path = Vec::new();
            let mut at = start;
            while let Some(next) = links.get(at).filter(|_| done.insert(at.as_str())) {
                path.push(at);
                at = next;
            }
            if let Some(from) = path.iter().position(|pointer| *pointer == at) {
                self.circle(&path[from..]);
            }
        }
    }

    fn circle(&mut self, members: &[&String]) {
        let names: Vec<_> = members.iter().map(|pointer| format!("`#{pointer}`")).collect();
        self.problems.add(Diagnostic {
            severity: Severity::Error,
            code: "ref-circle",
            message: match names.as_slice() {
                [one] => format!("{one} refers to itself"),
                names => format!("{} refer only to each other", names.join(" → ")),
            },
            places: members.iter().map(|pointer| Location::new(self.file, pointer.as_str())).collect(),
            help: "replace one of the references by a schema or other object with an overlay".to_owned(),
        });
    }

    fn problem(&mut self, code: &'static str, reference: &Reference, message: String, help: impl Into<String>) {
        let place = Location::new(self.file, format!("{}/$ref", reference.pointer));
        self.problems.push(Severity::Error, code, message, place, help);
    }
}

/// The kind of `/components/<section>/<name>`.
fn component_kind(pointer: &str) -> Option<Kind> {
    let (section, name) = pointer.strip_prefix("/components/")?.split_once('/')?;
    Kind::Components.part(section).filter(|_| !name.contains('/')).map(|(_, kind)| kind)
}
