//! Text to document: reads YAML or JSON and checks what later stages rely on.
//!
//! [`load`] is [`parse`] and then [`check`]. They are separate so that corrections can be applied
//! in between: an overlay may mend what `check` would refuse.

mod lines;
mod refs;
mod structure;
#[cfg(test)]
mod tests;
mod text;
mod trap;

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Severity};
use serde_json::{Map, Value};
use std::borrow::Cow;

pub use lines::{line_of, lines_of};
pub(crate) use refs::percent_decoded;
pub use text::to_yaml;

/// A text and the name it is reported under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Usually a path.
    pub name: String,
    /// The content.
    pub text: String,
}

/// A description: its text and the value that the text stands for.
#[derive(Clone, Debug)]
pub struct Document {
    /// The text; lines are looked up in it.
    pub source: Source,
    /// The value; corrections are applied to it.
    pub value: Value,
}

/// Makes a source from the bytes of a file: UTF-8, with or without a byte order mark.
pub fn source_from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Source, Diagnostics> {
    let name = name.into();
    let binary = |what: String| refusal(&name, "binary-file", format!("this is not a text file: {what}"), BINARY_HELP);
    let text = String::from_utf8(bytes)
        .map_err(|error| binary(format!("byte {} is not UTF-8", error.utf8_error().valid_up_to())))?;
    if let Some(position) = text.find('\0') {
        return Err(binary(format!("byte {position} is NUL")));
    }
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Ok(Source { name, text })
}

const BINARY_HELP: &str = "give a description in YAML or JSON, encoded in UTF-8";

/// Reads a description and checks it; all problems are reported together.
pub fn load(source: Source) -> Result<Document, Diagnostics> {
    let document = parse(source)?;
    let problems = check(&document);
    if problems.has_errors() { Err(problems) } else { Ok(document) }
}

/// Reads a description of OpenAPI 3.0, without checking structure and references.
pub fn parse(source: Source) -> Result<Document, Diagnostics> {
    let value = read(&source)?;
    if let Err((code, message, help)) = version(&value) {
        let mut problems = Diagnostics::default();
        let key = ["openapi", "swagger"].into_iter().find(|key| value.get(key).is_some());
        let pointer = key.map(|key| child("", key)).unwrap_or_default();
        problems.push(Severity::Error, code, message, Place::new(&source.name, pointer), help);
        problems.locate(&source);
        return Err(problems);
    }
    Ok(Document { source, value })
}

/// Checks that everything has the structure that OpenAPI 3.0 gives it, and that every reference
/// leads to a thing of the right kind inside the document.
pub fn check(document: &Document) -> Diagnostics {
    let mut walk = structure::Walk::new(&document.source.name);
    walk.visit_at("", structure::Kind::Document, &document.value);
    let mut problems = refs::check(&mut walk, &document.value);
    problems.extend(walk.problems);
    problems.locate(&document.source);
    problems
}

/// Reads YAML or JSON text that holds an object.
pub(crate) fn read(source: &Source) -> Result<Value, Diagnostics> {
    if source.text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(empty(source));
    }
    match text::read(source)? {
        Value::Null => Err(empty(source)),
        value @ Value::Object(_) => Ok(value),
        other => Err(refusal(
            &source.name,
            "not-an-object",
            format!("the top level is {}, not an object", type_name(&other)),
            "give a document whose top level has keys, such as `openapi:` or `overlay:`",
        )),
    }
}

fn empty(source: &Source) -> Diagnostics {
    refusal(&source.name, "empty-file", "the file is empty", "give a description in YAML or JSON")
}

fn refusal(file: &str, code: &'static str, message: impl Into<String>, help: &str) -> Diagnostics {
    let mut problems = Diagnostics::default();
    problems.push(Severity::Error, code, message, Place::new(file, ""), help);
    problems
}

/// Whether the document is OpenAPI 3.0; if not, the code, the message and the way out.
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
                "there is no `openapi` key at the top level: this is no OpenAPI description".to_owned(),
                "give the whole description; it starts with `openapi: 3.0.3`",
            ),
        });
    };
    let said = scalar(version);
    match said.strip_prefix("3.").and_then(|rest| rest.split('.').next()) {
        Some("0") if version.is_string() && said.split('.').count() == 3 => Ok(()),
        Some("1" | "2") => Err((
            "openapi-newer",
            format!("this is OpenAPI {said}; only OpenAPI 3.0 is supported"),
            "ask the publisher for 3.0, or convert it down first; 3.1 schemas follow other rules than 3.0 schemas",
        )),
        _ => Err((
            "openapi-version",
            format!("`{said}` is no version of OpenAPI that is supported"),
            "only OpenAPI 3.0 is supported, written in full as a string such as `3.0.3`",
        )),
    }
}

fn scalar(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The name of a value's JSON type, with its article.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Escapes one segment of a JSON pointer (RFC 6901).
pub fn escape(segment: &str) -> Cow<'_, str> {
    // Nearly no segment holds what has to be escaped.
    if segment.contains(['~', '/']) { segment.replace('~', "~0").replace('/', "~1").into() } else { segment.into() }
}

/// The JSON pointer to a member of what `pointer` points to.
pub fn child(pointer: &str, segment: &str) -> String {
    [pointer, "/", &escape(segment)].concat()
}

pub(crate) fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}
