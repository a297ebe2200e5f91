//! Long texts in messages.

/// The beginning of a text, at most this many bytes, with an ellipsis if something was cut.
pub(crate) fn shortened(text: &str, longest: usize) -> String {
    match beginning(text, longest) {
        start if start.len() < text.len() => format!("{start}…"),
        start => start.to_owned(),
    }
}

/// The beginning of a text, at most this many bytes.
pub(crate) fn beginning(text: &str, longest: usize) -> &str {
    let end = (0..=longest.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}
