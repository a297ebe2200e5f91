//! The corrections of a description, handwritten or proven by examples, and the values that each changes.

use dixa_generator::check;
use dixa_generator::overlay::{self, Action, Change, Overlay};
use dixa_generator::text::{Source, lines_of};
use dixa_generator::{GeneratedVersion, VersionInput};
use serde_json::Value;
use serde_json_path::JsonPath;

use super::explanation::location;
use crate::error::counted;
use crate::project;

/// A correction and what it changes.
pub struct Correction {
    /// Whether it is handwritten.
    pub by_hand: bool,
    /// The overlay and the line.
    pub location: String,
    /// The change.
    pub action: Action,
    /// The JSON pointers of what it changes.
    nodes: Vec<String>,
}

impl Correction {
    /// Whether it changes the value at the pointer or a value within.
    pub fn touches(&self, pointer: &str) -> bool {
        self.nodes.iter().any(|node| {
            let within = node.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            let around = pointer.strip_prefix(node.as_str()).filter(|rest| rest.starts_with('/'));
            within || around.is_some_and(|rest| self.reaches(rest))
        })
    }

    /// Whether the change includes `rest`, a pointer relative to the nodes that it changes.
    fn reaches(&self, rest: &str) -> bool {
        match &self.action.change {
            Change::Update(update) => update.pointer(rest).is_some(),
            Change::Remove => true,
        }
    }

    /// Why it is known to be right: by hand, or by which evidence.
    pub fn grounds(&self) -> String {
        let Some(evidence) = self.action.extensions.get("x-evidence") else { return "by hand".to_owned() };
        let prose = evidence.get("prose").is_some().then(|| "prose".to_owned());
        let count = |key| evidence.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let published = count("published").map(|n| counted(n, "published example"));
        let ours = count("ours").map(|n| counted(n, "own example"));
        let observed = count("observed").map(|n| counted(n, "observation"));
        let assumed = evidence.get("assumed").is_some().then(|| "assumed".to_owned());
        let grounds: Vec<String> = [prose, published, ours, observed, assumed].into_iter().flatten().collect();
        if grounds.is_empty() { evidence.to_string() } else { grounds.join(" and ") }
    }
}

/// All corrections of a version, in the order in which they are applied. The generator has applied them before and has
/// reported those that do not fit.
pub fn corrections(input: &VersionInput, version: &GeneratedVersion) -> Vec<Correction> {
    let Ok(mut document) = check::parse(input.description.clone()) else { return Vec::new() };
    let by_hand = input.overlays.iter().filter_map(|source| Some((source, overlay::parse(source.clone()).ok()?, true)));
    let source = Source { name: project::evidence(&version.version), text: version.evidence_text.clone() };
    let (title, extends, actions) = (String::new(), None, version.evidence.actions.clone());
    let proven = Overlay { source: source.clone(), title, extends, actions };
    let mut corrections = Vec::new();
    for (source, overlay, by_hand) in by_hand.chain([(&source, proven, false)]) {
        let locations = locations(source, overlay.actions.len());
        for (action, location) in overlay.actions.iter().zip(locations) {
            let nodes = nodes(&document.value, &action.target);
            let one = Overlay { actions: vec![action.clone()], ..overlay.clone() };
            let _ = overlay::apply(&mut document.value, &[one]);
            corrections.push(Correction { by_hand, location, action: action.clone(), nodes });
        }
    }
    corrections
}

/// File and line of each action of an overlay.
fn locations(source: &Source, actions: usize) -> Vec<String> {
    let pointers: Vec<String> = (0..actions).map(|index| format!("/actions/{index}")).collect();
    let lines = lines_of(source, &pointers.iter().map(String::as_str).collect::<Vec<_>>());
    lines.into_iter().map(|line| location(&source.name, line)).collect()
}

fn nodes(document: &Value, target: &str) -> Vec<String> {
    let Ok(path) = JsonPath::parse(target) else { return Vec::new() };
    path.query_located(document).locations().map(|location| location.to_json_pointer()).collect()
}
