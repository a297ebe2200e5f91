//! Verifies that downloaded bytes are the expected description.

use dixa_generator::check;
use dixa_generator::description::{components, operations};
use dixa_generator::diagnostic::{Diagnostics, Severity};
use dixa_generator::overlay;
use dixa_generator::text::Source;
use serde_json::Value;

use crate::error::counted;

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
}

impl DescriptionInfo {
    /// Reads the info of a description.
    pub fn of(description: &Value) -> Self {
        let text = |key: &str| description["info"][key].as_str().unwrap_or_default().to_owned();
        Self {
            title: text("title"),
            version: text("version"),
            operations: operations(description).len(),
            schemas: components(description).count(),
        }
    }
}

/// Checks that this is a valid description, and that its info fits a successor of the `known` one.
pub fn verify(
    arrived: Source,
    overlays: &[Source],
    known: Option<&DescriptionInfo>,
    accept_shrink: bool,
) -> Result<DescriptionInfo, String> {
    let mut document = check::parse(arrived).map_err(|problems| first(&problems))?;
    let info = DescriptionInfo::of(&document.value);
    // Before the references are checked: for a truncated description this error is more helpful.
    if let Some(known) = known {
        is_successor(&info, known, accept_shrink)?;
    }
    // Overlays may fix what would be refused otherwise. `regen` reports those that no longer fit.
    let overlays: Vec<_> = overlays.iter().filter_map(|source| overlay::parse(source.clone()).ok()).collect();
    overlay::apply(&mut document.value, &overlays);
    let problems = check::check(&document);
    if problems.has_errors() { Err(first(&problems)) } else { Ok(info) }
}

fn is_successor(new: &DescriptionInfo, known: &DescriptionInfo, accept_shrink: bool) -> Result<(), String> {
    if (&new.title, &new.version) != (&known.title, &known.version) {
        return Err(format!(
            "it describes `{}`, version `{}`; expected `{}`, version `{}`",
            new.title, new.version, known.title, known.version
        ));
    }
    // More than a tenth is missing.
    if !accept_shrink && new.operations * 10 < known.operations * 9 {
        return Err(format!(
            "it has {}, the checked-in description {}: it may be truncated; `--accept-shrink` accepts it anyway",
            counted(new.operations, "operation"),
            known.operations
        ));
    }
    Ok(())
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
