//! Which corrections, by hand or proven by examples, touch which part of a description.

use std::collections::BTreeSet;

use dixa_generator::check;
use dixa_generator::overlay::{self, Action, Change, Overlay};
use dixa_generator::text::{Source, json_path, lines_of};
use dixa_generator::{GeneratedVersion, VersionInput};
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::error::counted;
use crate::project;

/// A correction and what it changes.
pub struct Correction {
    /// Whether it was written by hand.
    pub by_hand: bool,
    /// The overlay and the line.
    pub place: String,
    /// The change.
    pub action: Action,
    /// The JSON pointers of what it changes.
    nodes: Vec<String>,
}

impl Correction {
    /// Whether it changes what stands at the pointer or within.
    pub fn touches(&self, pointer: &str) -> bool {
        self.nodes.iter().any(|node| {
            let within = node.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            let around = pointer.strip_prefix(node.as_str()).filter(|rest| rest.starts_with('/'));
            within || around.is_some_and(|rest| self.reaches(rest))
        })
    }

    /// Whether it changes what stands at `rest` below the nodes that it changes.
    fn reaches(&self, rest: &str) -> bool {
        match &self.action.change {
            Change::Update(update) => update.pointer(rest).is_some(),
            Change::Remove => true,
        }
    }

    /// What it rests on, in words.
    pub fn grounds(&self) -> String {
        let Some(evidence) = self.action.extensions.get("x-evidence") else { return "by hand".to_owned() };
        let prose = evidence.get("prose").is_some().then(|| "prose".to_owned());
        let examples = evidence.get("examples").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let examples = examples.map(|n| counted(n, "example"));
        let assumed = evidence.get("assumed").is_some().then(|| "assumed".to_owned());
        let grounds: Vec<String> = [prose, examples, assumed].into_iter().flatten().collect();
        if grounds.is_empty() { evidence.to_string() } else { grounds.join(" and ") }
    }
}

/// All corrections of a version, in the order in which they are applied. They have been applied before, so that what
/// does not fit has been reported.
pub fn corrections(input: &VersionInput, version: &GeneratedVersion) -> Vec<Correction> {
    let Ok(mut document) = check::parse(input.description.clone()) else { return Vec::new() };
    let evidence = Source { name: project::evidence(&version.version), text: version.evidence.clone() };
    let sources = input.overlays.iter().map(|source| (source, true)).chain([(&evidence, false)]);
    let mut corrections = Vec::new();
    for (source, by_hand) in sources {
        // Evidence without any action is no overlay that could be read.
        let Ok(overlay) = overlay::parse(source.clone()) else { continue };
        let places = places(source, overlay.actions.len());
        for (action, place) in overlay.actions.iter().zip(places) {
            let nodes = nodes(&document.value, &action.target);
            let one = Overlay { actions: vec![action.clone()], ..overlay.clone() };
            let _ = overlay::apply(&mut document.value, &[one]);
            corrections.push(Correction { by_hand, place, action: action.clone(), nodes });
        }
    }
    corrections
}

/// File and line of each action of an overlay.
fn places(source: &Source, actions: usize) -> Vec<String> {
    let pointers: Vec<String> = (0..actions).map(|index| format!("/actions/{index}")).collect();
    let lines = lines_of(source, &pointers.iter().map(String::as_str).collect::<Vec<_>>());
    lines.into_iter().map(|line| place(&source.name, line)).collect()
}

/// A file and, where it is known, the line.
pub fn place(file: &str, line: Option<usize>) -> String {
    line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"))
}

fn nodes(document: &Value, target: &str) -> Vec<String> {
    let Ok(path) = JsonPath::parse(target) else { return Vec::new() };
    path.query_located(document).locations().map(|location| location.to_json_pointer()).collect()
}

/// The pointers of the unions whose encoding examples show.
pub fn unions_seen(version: &GeneratedVersion) -> BTreeSet<&str> {
    let source = Source { name: String::new(), text: version.evidence.clone() };
    let actions = overlay::parse(source).map(|overlay| overlay.actions).unwrap_or_default();
    let has_examples =
        |action: &&Action| action.extensions.get("x-evidence").is_some_and(|e| e.get("examples").is_some());
    let targets: BTreeSet<&str> = actions.iter().filter(has_examples).map(|action| action.target.as_str()).collect();
    let is_seen = |pointer: &&str| targets.contains(json_path(&version.corrected, pointer).as_str());
    version.unions.keys().map(String::as_str).filter(is_seen).collect()
}
