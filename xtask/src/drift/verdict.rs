//! The verdict on a drift: its changes and the version bump that they need.

use std::collections::BTreeMap;
use std::path::Path;

use dixa_generator::drift::{Change, Class, Side};
use serde::Serialize;

use super::accepted;
use super::state::State;
use crate::error::Error;

/// All changes and the version bump that they need.
#[derive(Debug)]
pub struct Verdict {
    /// The name of the state before.
    pub base: String,
    /// The name of the state after.
    pub head: String,
    /// The changes, the most severe first.
    pub changes: Vec<JudgedChange>,
    /// The versions of the API that were compared.
    pub modules: Vec<String>,
    /// The version of `dixa-generated` before; none where the manifest does not state it.
    pub version: Option<String>,
    /// What to correct in `spec/accepted-drift.toml`.
    pub notes: Vec<String>,
}

/// A change, its locations, and whether it has been accepted.
#[derive(Debug)]
pub struct JudgedChange {
    /// The change.
    pub change: Change,
    /// The locations in the descriptions.
    pub locations: Vec<SourceLocation>,
    /// The reason for which it has been accepted.
    pub accepted: Option<String>,
}

/// A location in a description.
#[derive(Clone, Debug, Serialize)]
pub struct SourceLocation {
    /// The file, with the revision for a state that is not the work tree: `HEAD:spec/v1.yaml`.
    pub file: String,
    /// The line of the pointer or of its nearest ancestor in the file.
    pub line: Option<usize>,
    /// The JSON pointer in the corrected description.
    pub pointer: String,
    /// Whether the file belongs to the state after.
    #[serde(skip)]
    pub is_head: bool,
}

/// The part of the version to increase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// None: no release is needed.
    None,
    /// The third.
    Patch,
    /// The second.
    Minor,
    /// The first.
    Major,
}

impl Verdict {
    /// Finds the locations of the changes and which of them have been accepted.
    pub fn new(root: &Path, base: &State, head: &State, changes: Vec<Change>) -> Result<Self, Error> {
        let accepted = accepted::read(root)?;
        let notes = accepted.notes(&changes);
        let mut found: BTreeMap<(usize, usize), (String, Option<usize>)> = BTreeMap::new();
        for (side, state) in [(Side::Base, base), (Side::Head, head)] {
            let mut wanted = Vec::new();
            for (number, change) in changes.iter().enumerate() {
                let of_side = change.places.iter().enumerate().filter(|(_, place)| place.side == side);
                wanted.extend(
                    of_side.map(|(at, place)| ((number, at), (place.version.as_str(), place.pointer.as_str()))),
                );
            }
            let pointers: Vec<(&str, &str)> = wanted.iter().map(|(_, wanted)| *wanted).collect();
            found.extend(wanted.iter().map(|(at, _)| *at).zip(state.places(&pointers)));
        }
        let judged = changes.into_iter().enumerate().map(|(number, change)| {
            let location = |(at, place): (usize, &dixa_generator::drift::ChangeLocation)| {
                let (file, line) = found.remove(&(number, at)).unwrap_or_default();
                SourceLocation { file, line, pointer: place.pointer.clone(), is_head: place.side == Side::Head }
            };
            let locations = change.places.iter().enumerate().map(location).collect();
            let accepted = accepted.reason(&change);
            JudgedChange { change, locations, accepted }
        });
        let changes: Vec<JudgedChange> = judged.collect();
        let (before, after) = (base.label.clone(), head.label.clone());
        let modules = modules(base, head, &changes);
        Ok(Self { base: before, head: after, changes, modules, version: base.version.clone(), notes })
    }

    /// The changes of a class.
    pub fn of_class(&self, class: Class) -> impl Iterator<Item = &JudgedChange> {
        self.changes.iter().filter(move |judged| judged.change.class() == class)
    }

    /// The number of changes of a class.
    pub fn count(&self, class: Class) -> usize {
        self.of_class(class).count()
    }

    /// The number of changes of a class in one version of the API.
    pub fn count_in(&self, module: &str, class: Class) -> usize {
        let is_there = |judged: &&JudgedChange| judged.change.versions.iter().any(|version| version == module);
        self.of_class(class).filter(is_there).count()
    }

    /// The versions of the API without a break, if others have one.
    pub fn spared(&self) -> Vec<&str> {
        let breaks = |module: &&String| self.count_in(module, Class::Breaks) > 0;
        let (broken, others): (Vec<&String>, Vec<&String>) = self.modules.iter().partition(breaks);
        if broken.is_empty() { Vec::new() } else { others.into_iter().map(String::as_str).collect() }
    }

    /// The part of the version to increase. While the first part is 0, breaking changes increase the second.
    pub fn bump(&self) -> Bump {
        let is_stable = self.version.as_deref().is_some_and(|version| !version.starts_with("0."));
        let most_severe = self.changes.iter().map(|judged| judged.change.class()).min();
        match (most_severe, is_stable) {
            (Some(Class::Breaks), true) => Bump::Major,
            (Some(Class::Breaks), false) | (Some(Class::Adds), true) => Bump::Minor,
            (Some(Class::Behaves), true) if self.count(Class::Adds) > 0 => Bump::Minor,
            (Some(Class::Behaves | Class::Adds), _) => Bump::Patch,
            (Some(Class::Prose) | None, _) => Bump::None,
        }
    }

    /// The next version; none where the present one is unknown.
    pub fn next(&self) -> Option<String> {
        let mut parts = self.version.as_deref()?.split('.').map(|part| part.parse::<u64>().ok());
        let (major, minor, patch) = (parts.next()??, parts.next()??, parts.next()??);
        Some(match self.bump() {
            Bump::None => format!("{major}.{minor}.{patch}"),
            Bump::Patch => format!("{major}.{minor}.{}", patch + 1),
            Bump::Minor => format!("{major}.{}.0", minor + 1),
            Bump::Major => format!("{}.0.0", major + 1),
        })
    }
}

/// The compared versions: those of the state after, in their order, then those that were removed. Where two versions are
/// compared with each other, the changes are those of the second.
fn modules(base: &State, head: &State, changes: &[JudgedChange]) -> Vec<String> {
    let versions = |state: &State| state.versions().map(|input| input.version.clone()).collect::<Vec<_>>();
    let mut modules = versions(head);
    let gone = changes.iter().flat_map(|judged| &judged.change.versions);
    for version in gone.filter(|version| versions(base).contains(version)) {
        if !modules.contains(version) {
            modules.push(version.clone());
        }
    }
    modules
}
