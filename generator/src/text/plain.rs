//! Whether a string of YAML needs quotes.

use super::printable::is_hidden;

/// What a reader of YAML 1.1 or 1.2 takes for a boolean, null, a merge or a default.
const WORDS: [&str; 12] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<"];
/// What begins something other than a string. Some readers of Ruby take `:a` for a symbol.
const INDICATORS: [char; 19] =
    [',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', ':', ' ', '\u{a0}'];

/// Whether every reader of YAML takes the text, without quotes, for a string, and for this one.
pub(super) fn is_plain(text: &str) -> bool {
    let has_structure = text.contains(": ") || text.contains(" #") || text.ends_with([':', ' ']);
    let is_item =
        ["-", "?"].iter().any(|sign| text == *sign || text.strip_prefix(sign).is_some_and(|t| t.starts_with(' ')));
    let is_end = text.starts_with("---") || text.starts_with("...");
    !(text.is_empty()
        || text.starts_with(INDICATORS)
        || text.contains(is_hidden_in_yaml)
        || has_structure
        || is_item
        || is_end
        || is_word(text)
        || is_number(text)
        || is_date(text))
}

/// Whether a character has to be escaped: it is not visible, or no text of YAML may contain it.
pub(super) fn is_hidden_in_yaml(c: char) -> bool {
    is_hidden(c) || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn is_word(text: &str) -> bool {
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether the text may be a number: decimal, of another base, with separators, in base 60, infinite or none.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let of_base = |base: char| {
        let rest = digits.strip_prefix('0').and_then(|rest| rest.strip_prefix([base, base.to_ascii_uppercase()]));
        rest.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_hexdigit() || c == '_'))
    };
    // With two points it is none, as in a version.
    let is_decimal = digits.matches('.').count() < 2
        && digits.contains(|c: char| c.is_ascii_digit())
        && digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.chars().all(|c| c.is_ascii_digit() || "_,.:eE+-".contains(c));
    is_decimal
        || ['x', 'o', 'b'].into_iter().any(of_base)
        || [".inf", ".nan"].iter().any(|n| digits.eq_ignore_ascii_case(n))
}

/// Whether the text begins like a date: `2021-12-01`, `2021-1-1T…`.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut all_digits =
        || parts.next().is_some_and(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    text.as_bytes().get(4) == Some(&b'-') && all_digits() && all_digits()
}
