//! What a drift demands of the next release.

use std::collections::BTreeMap;
use std::path::Path;

use dixa_generator::drift::{Change, Class, Side};
use serde::Serialize;

use super::accepted;
use super::state::State;
use crate::error::Error;

/// All changes with what follows from them.
#[derive(Debug)]
pub struct Verdict {
    /// What was compared.
    pub base: String,
    /// With what.
    pub head: String,
    /// The changes, what weighs more first.
    pub changes: Vec<Judged>,
    /// The version of `dixa-generated`; none where its manifest does not tell.
    pub version: Option<String>,
}

/// A change, where it stands, and whether it has been accepted.
#[derive(Debug)]
pub struct Judged {
    /// The change.
    pub change: Change,
    /// File, line and pointer in the descriptions.
    pub places: Vec<Place>,
    /// The reason for which it has been accepted.
    pub accepted: Option<String>,
}

/// A place in a description.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// The file; one of another state has that before it: `HEAD:spec/v1.yaml`.
    pub file: String,
    /// The line of the nearest thing that stands in the file.
    pub line: Option<usize>,
    /// The JSON pointer in the corrected description.
    pub pointer: String,
    /// Whether the file is that of the state after.
    #[serde(skip)]
    pub is_head: bool,
}

/// The part of a version that has to rise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// None: what is released stays true.
    None,
    /// The last.
    Patch,
    /// The middle one.
    Minor,
    /// The first.
    Major,
}

impl Verdict {
    /// Locates the changes and looks up what has been accepted.
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
            let place = |(at, place): (usize, &dixa_generator::drift::ChangeLocation)| {
                let (file, line) = found.remove(&(number, at)).unwrap_or_default();
                Place { file, line, pointer: place.pointer.clone(), is_head: place.side == Side::Head }
            };
            let places = change.places.iter().enumerate().map(place).collect();
            let accepted = accepted.get(&change.fingerprint()).cloned();
            Judged { change, places, accepted }
        });
        let changes = judged.collect();
        Ok(Self { base: base.label.clone(), head: head.label.clone(), changes, version: base.version.clone() })
    }

    /// How many changes there are of a class.
    pub fn count(&self, class: Class) -> usize {
        self.changes.iter().filter(|judged| judged.change.class() == class).count()
    }

    /// Which part of the version has to rise. While the first part is 0, breaking callers raises the second.
    pub fn bump(&self) -> Bump {
        let is_stable = self.version.as_deref().is_some_and(|version| !version.starts_with("0."));
        let gravest = self.changes.iter().map(|judged| judged.change.class()).min();
        match (gravest, is_stable) {
            (Some(Class::Breaks), true) => Bump::Major,
            (Some(Class::Breaks), false) | (Some(Class::Adds), true) => Bump::Minor,
            (Some(Class::Behaves), true) if self.count(Class::Adds) > 0 => Bump::Minor,
            (Some(Class::Behaves | Class::Adds), _) => Bump::Patch,
            (Some(Class::Prose) | None, _) => Bump::None,
        }
    }

    /// The version that is demanded, where the present one is known.
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
