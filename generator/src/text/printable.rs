//! Text of a description as it may be printed.

use std::borrow::Cow;

/// The text without characters that could hide or change what a terminal shows: control characters, among them line
/// breaks, and characters that change the direction of text are escaped.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return text.into();
    }
    let escaped = |c: char| if is_hidden(c) { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(escaped).collect::<String>().into()
}

/// Whether a character is not visible and changes how other text is shown.
pub fn is_hidden(c: char) -> bool {
    let direction =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || direction || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn characters_that_change_what_a_terminal_shows_are_escaped() {
        assert_eq!(printable("a\u{1b}[2Jb\r\n\tc\u{7f}\u{9b}"), "a\\u{1b}[2Jb\\r\\n\\tc\\u{7f}\\u{9b}");
        assert_eq!(
            printable("a\u{202e}b\u{2066}c\u{200f}\u{61c}\u{2028}"),
            "a\\u{202e}b\\u{2066}c\\u{200f}\\u{61c}\\u{2028}"
        );
    }

    #[test]
    fn other_text_is_unchanged() {
        assert_eq!(printable("größe 名前 שלום 🦀 \\n"), "größe 名前 שלום 🦀 \\n");
    }
}
