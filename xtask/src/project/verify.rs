//! Verifies that a description is the expected one, whether it was downloaded or is a file.

use dixa_generator::check;
use dixa_generator::description::{components, operations};
use dixa_generator::diagnostic::{Diagnostics, Severity};
use dixa_generator::overlay;
use dixa_generator::text::Source;
use serde_json::Value;

use super::{self as project, Project};
use crate::error::{Error, counted};

/// What identifies a description, and its size.
#[derive(Debug, PartialEq)]
pub struct DescriptionInfo {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// The number of operations.
    pub operations: usize,
    /// The number of component schemas.
    pub schemas: usize,
    /// The number of operations whose path begins with the prefix of the version.
    prefixed: usize,
}

impl DescriptionInfo {
    /// Reads the info of a description of a version, whose paths begin with the prefix.
    pub fn of(description: &Value, prefix: &str) -> Self {
        let text = |key: &str| description["info"][key].as_str().unwrap_or_default().to_owned();
        let begins = |path: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
        Self {
            prefixed: operations(description).iter().filter(|operation| begins(operation.path)).count(),
            title: text("title"),
            version: text("version"),
            operations: operations(description).len(),
            schemas: components(description).count(),
        }
    }
}

/// What a description has to be to replace the checked-in one of a version.
#[derive(Debug)]
pub struct Expected {
    /// The start of every path; empty where none is declared.
    prefix: String,
    /// The checked-in description, or why there is none.
    known: Result<DescriptionInfo, String>,
    accept_shrink: bool,
}

impl Expected {
    /// A successor of the checked-in description of a version.
    pub fn new(project: &Project, version: &str, accept_shrink: bool) -> Result<Self, Error> {
        let conventions = project.conventions(project.api_of(version))?;
        let prefix = conventions.prefix(version).unwrap_or_default();
        let path = project::description(version);
        let read = project.read_file(&path).map_err(|problems| first(&problems));
        let known = read.and_then(|source| source.ok_or_else(|| format!("{path} is missing")));
        let known = known.and_then(|source| check::parse(source).map_err(|problems| first(&problems)));
        let known = known.map(|document| DescriptionInfo::of(&document.value, &prefix));
        Ok(Self { prefix, known, accept_shrink })
    }

    /// Why a description is not compared with the checked-in one.
    pub fn not_compared(&self) -> Option<String> {
        let why = self.known.as_ref().err()?;
        Some(format!("  not compared with the checked-in description: {why}"))
    }

    /// Checks that a description is the expected one, and that it is valid with the corrections.
    pub fn verify(&self, arrived: Source, overlays: &[Source]) -> Result<DescriptionInfo, String> {
        let mut document = check::parse(arrived).map_err(|problems| first(&problems))?;
        // Before the references are checked: for a truncated description this error is more helpful.
        let info = self.successor(&document.value)?;
        // Overlays may fix what would be refused otherwise. `regen` reports those that no longer fit.
        let overlays: Vec<_> = overlays.iter().filter_map(|source| overlay::parse(source.clone()).ok()).collect();
        overlay::apply(&mut document.value, &overlays);
        let problems = check::check(&document);
        if problems.has_errors() { Err(first(&problems)) } else { Ok(info) }
    }

    /// Checks that a description is the expected one; whether it is valid is left to the generator.
    pub fn verify_identity(&self, file: Source) -> Result<(), String> {
        match check::parse(file) {
            Ok(document) => self.successor(&document.value).map(|_| ()),
            Err(_) => Ok(()),
        }
    }

    fn successor(&self, description: &Value) -> Result<DescriptionInfo, String> {
        let new = DescriptionInfo::of(description, &self.prefix);
        if let Ok(known) = &self.known {
            self.compare(&new, known)?;
        }
        let known_prefixed = self.known.as_ref().map_or(usize::MAX, |known| known.prefixed);
        if !self.prefix.is_empty() && new.operations > 0 && new.prefixed == 0 && known_prefixed > 0 {
            return Err(format!("none of its paths begins with `{}`, so it describes another version", self.prefix));
        }
        Ok(new)
    }

    fn compare(&self, new: &DescriptionInfo, known: &DescriptionInfo) -> Result<(), String> {
        if (&new.title, &new.version) != (&known.title, &known.version) {
            return Err(format!(
                "it describes `{}`, version `{}`; expected `{}`, version `{}`",
                new.title, new.version, known.title, known.version
            ));
        }
        // More than a tenth is missing.
        if !self.accept_shrink && new.operations * 10 < known.operations * 9 {
            return Err(format!(
                "it has {}, the checked-in description {}: it may be truncated; `--accept-shrink` accepts it anyway",
                counted(new.operations, "operation"),
                known.operations
            ));
        }
        Ok(())
    }
}

/// The first problem in one line, and how many others there are.
pub fn first(problems: &Diagnostics) -> String {
    let mut errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let Some(error) = errors.next() else { return "it cannot be used".to_owned() };
    let places: Vec<String> = error.places.iter().map(|place| format!(" at {place}")).collect();
    let more = match errors.count() {
        0 => String::new(),
        more => format!("; and {}", counted(more, "more error")),
    };
    format!("{}[{}]: {}{}{more}", error.severity, error.code, error.message, places.concat())
}
