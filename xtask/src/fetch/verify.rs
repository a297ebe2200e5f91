//! Whether what arrived is the description that it should be.

use dixa_generator::check;
use dixa_generator::description::{components, operations};
use dixa_generator::diagnostic::{Diagnostics, Severity};
use dixa_generator::overlay;
use dixa_generator::text::Source;
use serde_json::Value;

use crate::error::counted;

/// By what a description is known.
#[derive(Debug, PartialEq)]
pub struct Facts {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// How many operations there are.
    pub operations: usize,
    /// How many component schemas there are.
    pub schemas: usize,
}

impl Facts {
    /// The facts of a description.
    pub fn of(description: &Value) -> Self {
        let info = |key: &str| description["info"][key].as_str().unwrap_or_default().to_owned();
        Self {
            title: info("title"),
            version: info("version"),
            operations: operations(description).len(),
            schemas: components(description).count(),
        }
    }
}

/// Checks that this is a sound description, and by its facts a successor of the one that is `known`.
pub fn verify(
    arrived: Source,
    overlays: &[Source],
    known: Option<&Facts>,
    accept_shrink: bool,
) -> Result<Facts, String> {
    let mut document = check::parse(arrived).map_err(|problems| first(&problems))?;
    let facts = Facts::of(&document.value);
    // Before its references are: of a description that is cut off this is the better news.
    if let Some(known) = known {
        is_successor(&facts, known, accept_shrink)?;
    }
    // Corrections may mend what is refused otherwise. Whether they still fit is for `regen` to say.
    let overlays: Vec<_> = overlays.iter().filter_map(|source| overlay::parse(source.clone()).ok()).collect();
    overlay::apply(&mut document.value, &overlays);
    let problems = check::check(&document);
    if problems.has_errors() { Err(first(&problems)) } else { Ok(facts) }
}

fn is_successor(new: &Facts, known: &Facts, accept_shrink: bool) -> Result<(), String> {
    if (&new.title, &new.version) != (&known.title, &known.version) {
        return Err(format!(
            "it describes `{}`, version `{}`; expected is `{}`, version `{}`",
            new.title, new.version, known.title, known.version
        ));
    }
    // More than a tenth is gone.
    if !accept_shrink && new.operations * 10 < known.operations * 9 {
        return Err(format!(
            "it has {}, the checked-in description {}: perhaps it is cut off; `--accept-shrink` takes it all the same",
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
