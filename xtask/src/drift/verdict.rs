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
    /// The version of `dixa-generated` before; none where the manifest does not state it.
    pub version: Option<String>,
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
            let accepted = accepted.get(&change.fingerprint()).cloned();
            JudgedChange { change, locations, accepted }
        });
        let changes = judged.collect();
        Ok(Self { base: base.label.clone(), head: head.label.clone(), changes, version: base.version.clone() })
    }

    /// The number of changes of a class.
    pub fn count(&self, class: Class) -> usize {
        self.changes.iter().filter(|judged| judged.change.class() == class).count()
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
