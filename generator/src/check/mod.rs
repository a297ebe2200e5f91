//! Checks what later stages rely on: the version of OpenAPI, the structure of each object, and the references.
//!
//! [`parse`] and [`check`] are separate so that corrections can be applied in between: an overlay may correct what
//! [`check`] would reject.

mod ignored;
mod keys;
mod kind;
mod refs;
mod structure;
#[cfg(test)]
mod tests;

use serde_json::Value;

pub(crate) use keys::{Place, UnknownKey};

use crate::diagnostic::{Diagnostics, Location, Severity};
use crate::text::{Source, child, locate, read};

/// A description: its text and the value parsed from it.
#[derive(Clone, Debug)]
pub struct Document {
    /// The text; line numbers refer to it.
    pub source: Source,
    /// The value; corrections are applied to it.
    pub value: Value,
}

/// Reads a description of OpenAPI 3.0, without checking structure and references.
pub fn parse(source: Source) -> Result<Document, Diagnostics> {
    let value = read(&source)?;
    if let Err((code, message, help)) = version(&value) {
        let mut problems = Diagnostics::default();
        let key = ["openapi", "swagger"].into_iter().find(|key| value.get(key).is_some());
        let pointer = key.map(|key| child("", key)).unwrap_or_default();
        problems.push(Severity::Error, code, message, Location::new(&source.name, pointer), help);
        locate(&mut problems, &source);
        return Err(problems);
    }
    Ok(Document { source, value })
}

/// Checks that each object has the structure that OpenAPI 3.0 defines, and that every reference points to an object of
/// the right kind inside the document.
pub fn check(document: &Document) -> Diagnostics {
    let mut walk = structure::Walk::new(&document.source.name);
    walk.visit_at("", kind::Kind::Document, &document.value);
    let mut problems = refs::check(&mut walk, &document.value);
    problems.extend(walk.problems);
    problems.extend(walk.ignored.report(&document.source.name));
    locate(&mut problems, &document.source);
    problems
}

/// Checks that the document is OpenAPI 3.0. The error is the code, the message and the help of a problem.
fn version(value: &Value) -> Result<(), (&'static str, String, &'static str)> {
    let Some(version) = value.get("openapi") else {
        return Err(match value.get("swagger") {
            Some(swagger) => (
                "swagger-2",
                format!("this is Swagger {}; only OpenAPI 3.0 is supported", scalar(swagger)),
                "convert it to OpenAPI 3.0 first, for instance with `npx swagger2openapi`",
            ),
            None => (
                "openapi-missing",
                "there is no `openapi` key at the top level: this is not an OpenAPI description".to_owned(),
                "provide the whole description; it starts with `openapi: 3.0.3`",
            ),
        });
    };
    let stated = scalar(version);
    match stated.strip_prefix("3.").and_then(|rest| rest.split('.').next()) {
        Some("0") if version.is_string() && stated.split('.').count() == 3 => Ok(()),
        Some("1" | "2") => Err((
            "openapi-newer",
            format!("this is OpenAPI {stated}; only OpenAPI 3.0 is supported"),
            "ask the publisher for 3.0, or convert the description to 3.0 first; 3.1 schemas have different rules",
        )),
        _ => Err((
            "openapi-version",
            format!("`{stated}` is not a supported version of OpenAPI"),
            "only OpenAPI 3.0 is supported, written in full as a string such as `3.0.3`",
        )),
    }
}

fn scalar(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
