//! Removing the token from messages, in case the service echoed it.

use crate::shortened::shortened;

/// How many consecutive bytes of the token are recognized as a part of it. Quoted responses are truncated, and may cut
/// it anywhere. A token that is shorter is not removed: it would be found in other words.
const FRAGMENT: usize = 8;

/// The longest text, in bytes.
const LONGEST: usize = 2000;

/// A text without the token, cut to a length that can be read.
pub(super) fn without_token(text: &str, token: &str) -> String {
    let text = shortened(text, LONGEST);
    let token = token.strip_prefix("Bearer ").unwrap_or(token).trim().as_bytes();
    let mut hidden = vec![false; text.len()];
    for (start, window) in text.as_bytes().windows(FRAGMENT).enumerate() {
        if token.windows(FRAGMENT).any(|part| part == window) {
            hidden[start..start + FRAGMENT].fill(true);
        }
    }
    let mut clean = String::with_capacity(text.len());
    let mut before = false;
    for (index, c) in text.char_indices() {
        match (before, hidden[index]) {
            (_, false) => clean.push(c),
            (false, true) => clean.push_str("[token]"),
            (true, true) => {}
        }
        before = hidden[index];
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_and_its_parts_are_removed() {
        let token = "secret-token-4711";
        for (text, clean) in [
            ("unknown token secret-token-4711.", "unknown token [token]."),
            ("cut: secret-to", "cut: [token]"),
            ("oken-4711 and secret-t", "[token] and [token]"),
            ("no secret", "no secret"),
        ] {
            assert_eq!(without_token(text, token), clean);
            assert_eq!(without_token(text, &format!("Bearer {token}")), clean);
        }
    }

    #[test]
    fn a_short_token_is_no_reason_to_change_words() {
        assert_eq!(without_token("data at data.title", "t"), "data at data.title");
        assert_eq!(without_token("data", ""), "data");
    }
}
