//! Paths of errors, which their messages pass on from an inner document to the outer one.

use std::fmt;

/// Delimits the path in a message.
const PATH_MARK: char = '\u{1}';

/// An error with a path prepended to the one that it may have.
pub(super) fn within<E: serde::de::Error>(error: &dyn fmt::Display, path: &str) -> E {
    let text = error.to_string();
    let (inner, message) = split(&text);
    if path.is_empty() && inner.is_empty() {
        return E::custom(message);
    }
    // A key of the document may contain any character.
    let path = path.replace(PATH_MARK, " ");
    E::custom(format_args!("{PATH_MARK}{path}{inner}{PATH_MARK}{message}"))
}

/// The path in a message, and the message without path and position in the inner document.
fn split(text: &str) -> (&str, &str) {
    // A message may quote any character of the document, but only a path begins with the mark.
    let Some(rest) = text.strip_prefix(PATH_MARK) else { return ("", without_position(text)) };
    let (path, message) = rest.split_once(PATH_MARK).unwrap_or(("", rest));
    (path, without_position(message))
}

/// The message without line and column, which refer to the inner document that callers never get.
fn without_position(message: &str) -> &str {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_position =
        |text: &str| text.split_once(" column ").is_some_and(|(line, column)| is_number(line) && is_number(column));
    message
        .rsplit_once(" at line ")
        .filter(|(_, position)| is_position(position))
        .map_or(message, |(message, _)| message)
}

/// The path and the message of an error that [`decode`](super::decode()) returned.
#[doc(hidden)]
pub fn split_path(error: &serde_json::Error) -> (Option<String>, String) {
    let text = error.to_string();
    let (path, message) = split(&text);
    ((!path.is_empty()).then(|| path.to_owned()), message.to_owned())
}
