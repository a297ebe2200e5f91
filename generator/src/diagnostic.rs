//! Problems in the generator's input: each with its location and what to do about it.

use std::collections::BTreeMap;
use std::fmt;

use crate::text::printable;

/// How serious a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing can be generated from this input.
    Error,
    /// Bindings are generated, but the input contradicts itself or is not fully covered.
    Warning,
    /// A decision of the generator that a maintainer may want to know about.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// A location in an input file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file's name as it was passed to the generator.
    pub file: String,
    /// The line, counted from 1, if it could be determined.
    pub line: Option<usize>,
    /// The JSON pointer (RFC 6901); empty for the whole file.
    pub pointer: String,
}

impl Location {
    /// A location in `file`; the line is filled in by [`locate`](crate::text::locate).
    pub fn new(file: impl Into<String>, pointer: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, pointer: pointer.into() }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.file))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.pointer.is_empty() {
            write!(f, " {}", printable(&self.pointer))?;
        }
        Ok(())
    }
}

/// One problem: what it is, where it is, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How serious it is.
    pub severity: Severity,
    /// A stable short name of the kind of problem, such as `ref-not-found`.
    pub code: &'static str,
    /// What is wrong, with the name of the item.
    pub message: String,
    /// The locations. The first is where the problem is; the others are involved in it.
    pub places: Vec<Location>,
    /// What to do about it.
    pub help: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.code, printable(&self.message))?;
        for place in &self.places {
            write!(f, "\n  at {place}")?;
        }
        if !self.help.is_empty() {
            write!(f, "\n  help: {}", printable(&self.help))?;
        }
        Ok(())
    }
}

/// All problems of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds a problem with one location.
    pub fn push(
        &mut self,
        severity: Severity,
        code: &'static str,
        message: impl Into<String>,
        place: Location,
        help: impl Into<String>,
    ) {
        self.0.push(Diagnostic { severity, code, message: message.into(), places: vec![place], help: help.into() });
    }

    /// Adds a note about several places: at the first of them, with their number.
    pub fn note_places(&mut self, code: &'static str, what: &str, file: &str, places: &[String], help: &str) {
        let Some(first) = places.iter().min() else { return };
        let count = if places.len() == 1 { "1 place".to_owned() } else { format!("{} places", places.len()) };
        self.push(Severity::Note, code, format!("{what}, at {count}"), Location::new(file, first), help);
    }

    /// Adds a problem.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all problems of another collection.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The problems that match, and the others.
    pub fn partition(self, matches: impl FnMut(&Diagnostic) -> bool) -> (Self, Self) {
        let (matching, others) = self.0.into_iter().partition(matches);
        (Self(matching), Self(others))
    }

    /// Whether any problem is an error, so that nothing can be generated.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// The problems, in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// The number of problems.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no problems.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The locations in a file whose line is not known yet.
    pub(crate) fn places_without_line(&mut self, file: &str) -> impl Iterator<Item = &mut Location> {
        let is_wanted = move |place: &&mut Location| place.file == file && place.line.is_none();
        self.0.iter_mut().flat_map(|problem| &mut problem.places).filter(is_wanted)
    }

    /// Adds a further location to every problem.
    pub(crate) fn add_place(&mut self, place: &Location) {
        self.0.iter_mut().for_each(|problem| problem.places.push(place.clone()));
    }

    /// Combines problems that differ only in their further locations: one wrong correction of several descriptions.
    pub(crate) fn merge_places(&mut self) {
        let mut merged: Vec<Diagnostic> = Vec::new();
        let mut known: BTreeMap<(&'static str, String, Option<Location>, String), usize> = BTreeMap::new();
        for Diagnostic { severity, code, message, places, help } in std::mem::take(&mut self.0) {
            let key = (code, message.clone(), places.first().cloned(), help.clone());
            match known.get(&key).and_then(|index| merged.get_mut(*index)) {
                Some(first) => {
                    let new: Vec<Location> = places.into_iter().filter(|place| !first.places.contains(place)).collect();
                    first.places.extend(new);
                }
                None => {
                    known.insert(key, merged.len());
                    merged.push(Diagnostic { severity, code, message, places, help });
                }
            }
        }
        self.0 = merged;
    }

    /// Sorts by severity and location, and removes duplicates.
    pub(crate) fn sort(&mut self) {
        self.0.sort_by(|a, b| {
            (a.severity, &a.places, a.code, &a.message).cmp(&(b.severity, &b.places, b.code, &b.message))
        });
        self.0.dedup();
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.0 {
            writeln!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}
