//! The text of a file, with the name that problems are reported under.

use crate::diagnostic::{Diagnostics, Location, Severity};

/// The text of a file and the name that problems are reported under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Usually a path.
    pub name: String,
    /// The content.
    pub text: String,
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

const BINARY_HELP: &str = "provide a description in YAML or JSON, encoded in UTF-8";

pub(super) fn refusal(file: &str, code: &'static str, message: impl Into<String>, help: &str) -> Diagnostics {
    let mut problems = Diagnostics::default();
    problems.push(Severity::Error, code, message, Location::new(file, ""), help);
    problems
}
