//! Converts arbitrary text to Rust identifiers.
//!
//! A [`Scope`] is the only source of identifiers, so that two items in one scope never have the same one.

use std::borrow::Cow;
use std::collections::BTreeSet;

use heck::{ToLowerCamelCase, ToSnakeCase, ToUpperCamelCase};

/// The identifiers assigned in one scope: the fields of a struct, the variants of an enum, the types of a module.
#[derive(Default)]
pub struct Scope {
    taken: BTreeSet<String>,
}

/// Words that cannot be identifiers (The Rust Reference, "Keywords", all editions).
const KEYWORDS: [&str; 54] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "safe", "self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "raw",
];

/// Type names that generated code uses for other types.
const TYPES_IN_USE: [&str; 18] = [
    "Box",
    "Clone",
    "Debug",
    "Default",
    "Err",
    "From",
    "Into",
    "IntoIterator",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Self",
    "Some",
    "String",
    "ToString",
    "Vec",
];

impl Scope {
    /// An empty scope.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reserves an identifier, so that it is not assigned.
    pub fn reserve(&mut self, ident: &str) {
        self.taken.insert(ident.to_owned());
    }

    /// Whether the identifier is still free.
    pub fn is_free(&self, ident: &str) -> bool {
        !self.taken.contains(ident)
    }

    /// An identifier in snake case: a field, a method, a module, an argument.
    pub fn snake(&mut self, text: &str) -> String {
        self.unique_snake(&snake(text))
    }

    /// An identifier in snake case, numbered if it is taken.
    pub fn unique_snake(&mut self, ident: &str) -> String {
        self.unique(ident, |base, n| format!("{}_{n}", base.trim_end_matches('_')))
    }

    /// An identifier in camel case: a type or a variant.
    pub fn camel(&mut self, text: &str) -> String {
        self.unique_camel(&camel(text))
    }

    /// An identifier in camel case, numbered if it is taken.
    pub fn unique_camel(&mut self, ident: &str) -> String {
        self.unique(ident, |base, n| format!("{base}{n}"))
    }

    /// The name of a module and its file.
    pub fn module(&mut self, text: &str) -> String {
        self.unique(&module(text), |base, n| format!("{}_{n}", base.trim_end_matches('_')))
    }

    fn unique(&mut self, base: &str, numbered: impl Fn(&str, usize) -> String) -> String {
        let mut ident = base.to_owned();
        let mut n = 2;
        while !self.taken.insert(ident.clone()) {
            ident = numbered(base, n);
            n += 1;
        }
        ident
    }
}

/// The maximum number of characters of an identifier, so that the name of its file is not too long. A number that makes
/// it unique comes in addition.
const LONGEST: usize = 64;

/// Converts text to an identifier in snake case. An identifier is converted to itself.
pub fn snake(text: &str) -> String {
    let mut ident = if is_word(text) { text.to_owned() } else { capped(&spelled(text).to_snake_case()) };
    if ident.starts_with(|c: char| c.is_ascii_digit()) {
        ident.insert(0, 'n');
    }
    if KEYWORDS.contains(&ident.as_str()) {
        ident.push('_');
    }
    ident
}

/// Converts text to the name of a module and its file: rustc finds files by ASCII names only.
pub fn module(text: &str) -> String {
    let mut ascii = String::new();
    for c in snake(text).chars() {
        let code = if c.is_ascii() { c.to_string() } else { format!("u{:x}", u32::from(c)) };
        if ascii.len() + code.len() > LONGEST {
            break;
        }
        ascii.push_str(&code);
    }
    ascii
}

/// The module of a tag. The bindings use `types` for their own module.
pub fn operations_module(tag: &str) -> String {
    let name = module(tag);
    if name == "types" { format!("{name}_operations") } else { name }
}

/// Converts text to the name of a type in camel case. A name is converted to itself.
pub fn camel(text: &str) -> String {
    let mut ident = variant(text);
    if TYPES_IN_USE.contains(&ident.as_str()) {
        ident.push_str("Object");
    }
    ident
}

/// Converts text to the name of a variant, which may be that of a type in use: `String`.
pub(super) fn variant(text: &str) -> String {
    if is_words(text) {
        return if text == "Self" { "SelfObject".to_owned() } else { text.to_owned() };
    }
    let mut ident = capped(&spelled(text).to_snake_case()).to_upper_camel_case();
    // Text in a script without capitals gets the prefix `N`, so that a type and its module have different names.
    if ident.starts_with(|c: char| !c.is_uppercase()) {
        ident.insert(0, 'N');
    }
    // Single letters are one word now: `A/B` becomes `Ab`, as `AB` does.
    ident = ident.to_upper_camel_case();
    if ident == "Self" { "SelfObject".to_owned() } else { ident }
}

/// The words of a text, in small letters.
pub(super) fn words(text: &str) -> Vec<String> {
    spelled(text).to_snake_case().split('_').map(str::to_owned).collect()
}

/// The usual spelling on the wire of a name in snake case: `foo_bar` → `fooBar`.
pub fn usual_key(ident: &str) -> String {
    if is_word(ident) { ident.to_owned() } else { ident.to_lower_camel_case() }
}

/// Whether a text is one word in small letters, which is its own name in snake case. Most keys are.
fn is_word(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_lowercase())
}

/// Whether a text is words that each begin with a capital and go on with small letters, which is its own name in camel
/// case. Most titles are. In snake case it is at most half as long again, so that it is not cut.
fn is_words(text: &str) -> bool {
    let follows =
        |pair: &[u8]| pair[1].is_ascii_lowercase() || pair[1].is_ascii_uppercase() && pair[0].is_ascii_lowercase();
    let bytes = text.as_bytes();
    bytes.len() <= LONGEST / 2 && bytes.first().is_some_and(u8::is_ascii_uppercase) && bytes.windows(2).all(follows)
}

/// Whether a name can be that of a type.
pub fn is_camel(name: &str) -> bool {
    is_variant(name) && !TYPES_IN_USE.contains(&name)
}

/// Whether a name can be that of a variant.
pub(super) fn is_variant(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && name.chars().all(is_common) && name != "Self"
}

/// The first words of a name in snake case, as many as are short enough.
fn capped(name: &str) -> String {
    match name.char_indices().nth(LONGEST) {
        None => name.to_owned(),
        Some((end, next)) => {
            let whole_words = if next == '_' { Some(end) } else { name[..end].rfind('_') };
            name[..whole_words.unwrap_or(end)].to_owned()
        }
    }
}

/// The text with only letters and digits that an identifier may contain, and spaces. Signs that distinguish numbers and
/// values are words: `-1`, `A+`, `1.1`.
fn spelled(text: &str) -> Cow<'_, str> {
    if !text.is_empty() && text.bytes().all(|c| c.is_ascii_alphanumeric()) {
        return Cow::Borrowed(text);
    }
    let chars: Vec<char> = text.chars().collect();
    let mut spelled = String::new();
    for (at, c) in chars.iter().enumerate() {
        match sign(&chars, at) {
            Some(word) => spelled.extend([" ", word, " "]),
            None if c.is_alphanumeric() => spelled.extend(letter(*c)),
            None => spelled.push(' '),
        }
    }
    Cow::Owned(if spelled.trim().is_empty() { named_symbols(text) } else { spelled })
}

/// The word for a character that is a sign where it is: a point between digits, `+` before a digit, and a sign at the
/// start or end of the text, beside a letter or digit.
fn sign(chars: &[char], at: usize) -> Option<&'static str> {
    let is_sign = |c: &char| matches!(c, '+' | '-' | '<' | '>' | '=' | '!' | '~');
    let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    let (before, after) = (&chars[..at], &chars[at + 1..]);
    let leads =
        || before.iter().all(is_sign) && after.iter().find(|c| !is_sign(c)).is_some_and(|c| c.is_alphanumeric());
    let ends = || {
        after.iter().all(|c| matches!(c, '+' | '-'))
            && before.iter().rfind(|c| !matches!(c, '+' | '-')).is_some_and(|c| c.is_alphanumeric())
    };
    match chars[at] {
        '.' if digit(before.last()) && digit(after.first()) => Some("point"),
        '+' if digit(after.first()) => Some("plus"),
        c if is_sign(&c) && leads() || matches!(c, '+' | '-') && ends() => Some(symbol(c)),
        _ => None,
    }
}

/// The letter or digit as an identifier may contain it.
fn letter(c: char) -> Option<char> {
    let mut lowercase = c.to_lowercase();
    let small = lowercase.next().filter(|small| is_common(*small) && lowercase.next().is_none());
    if is_common(c) { Some(c) } else { small }
}

/// Whether an identifier may contain the character, and its capital and small form.
fn is_common(c: char) -> bool {
    c.is_ascii_alphanumeric() || is_plain(c) && c.to_lowercase().chain(c.to_uppercase()).all(is_plain)
}

/// Whether the character is ASCII, or a letter of another script that rustc accepts without a warning and does not
/// normalise to another letter.
fn is_plain(c: char) -> bool {
    let folded = matches!(c, 'Ĳ' | 'ĳ' | 'Ŀ' | 'ŀ' | 'ŉ' | 'ſ' | 'Ǆ'..='ǌ' | 'Ǳ'..='ǳ');
    let latin_greek_cyrillic = matches!(c, 'À'..='ɏ' | 'Ά'..='ώ' | 'Ѐ'..='џ');
    let other = matches!(c, '\u{5d0}'..='\u{5ea}' | 'ぁ'..='ゖ' | 'ァ'..='ー' | '一'..='鿿' | '가'..='힣');
    c.is_ascii_alphanumeric() || (latin_greek_cyrillic || other) && !folded && c.is_alphabetic()
}

/// Names for the symbols of text without letters and digits, so that `+` and `-` differ.
fn named_symbols(text: &str) -> String {
    let words: Vec<&str> = text.chars().take(8).map(symbol).collect();
    if words.is_empty() { "empty".to_owned() } else { words.join(" ") }
}

fn symbol(c: char) -> &'static str {
    match c {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '!' => "not",
        '?' => "question",
        '@' => "at",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '~' => "tilde",
        _ => "symbol",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_get_an_underscore() {
        assert_eq!(snake("type"), "type_");
        assert_eq!(snake("_type"), "type_");
        assert_eq!(snake("self"), "self_");
        assert_eq!(camel("self"), "SelfObject");
    }

    #[test]
    fn a_repeated_keyword_is_numbered_without_its_underscore() {
        let mut scope = Scope::new();
        assert_eq!(scope.snake("type"), "type_");
        assert_eq!(scope.snake("Type"), "type_2");
    }

    #[test]
    fn names_that_start_with_a_digit_get_a_letter() {
        assert_eq!(snake("2fa"), "n2fa");
        assert_eq!(camel("2fa"), "N2fa");
    }

    #[test]
    fn names_that_differ_only_in_case_or_punctuation_are_numbered() {
        let mut scope = Scope::new();
        assert_eq!(scope.snake("foo-bar"), "foo_bar");
        assert_eq!(scope.snake("fooBar"), "foo_bar_2");
        assert_eq!(scope.snake("FOO_BAR"), "foo_bar_3");
    }

    #[test]
    fn text_without_letters_is_spelled_out() {
        assert_eq!(snake("+"), "plus");
        assert_eq!(camel(">="), "GreaterEqual");
        assert_eq!(camel(""), "Empty");
    }

    #[test]
    fn what_is_a_name_already_is_converted_to_itself() {
        let mut texts = vec![String::new()];
        for length in 0..5 {
            let longer = texts.iter().filter(|text| text.len() == length);
            let longer = longer.flat_map(|text| ['a', 'b', 'A', 'B', '1', '_', '-', ' '].map(|c| format!("{text}{c}")));
            texts.extend(longer.collect::<Vec<_>>());
        }
        for text in &texts {
            let converted = spelled(text).to_snake_case();
            assert!(!is_word(text) || converted == *text && converted.to_lower_camel_case() == *text, "{text}");
            assert!(!is_words(text) || converted.to_upper_camel_case() == *text, "{text}");
        }
        assert!(is_word("email") && is_words("EmailConversation") && is_words("ThingA"));
        assert!(!is_words(&"Word".repeat(16)) && !is_word(&"w".repeat(65)), "it is cut");
    }

    #[test]
    fn signs_and_points_are_words_where_they_distinguish_values() {
        assert_eq!(["+1", "-1", "1"].map(camel), ["Plus1", "Minus1", "N1"]);
        assert_eq!(["1.1", "11", "-1.5"].map(camel), ["N1Point1", "N11", "Minus1Point5"]);
        assert_eq!(["GMT+1", "GMT-1"].map(camel), ["GmtPlus1", "Gmt1"]);
        assert_eq!(["A", "A+", "A-", "C++"].map(camel), ["A", "APlus", "AMinus", "CPlusPlus"]);
        assert_eq!(["<5", ">=5", "5"].map(camel), ["Less5", "GreaterEqual5", "N5"]);
        assert_eq!(["created", "-created", "!created"].map(snake), ["created", "minus_created", "not_created"]);
        assert_eq!(["foo-bar", "utf-8", "a.b", "2026-11-26"].map(snake), ["foo_bar", "utf_8", "a_b", "n2026_11_26"]);
    }

    #[test]
    fn a_long_name_is_cut_after_a_word() {
        let sentence = "the outcome of the match as it stood at the moment when the referee ended the first period";
        assert_eq!(snake(sentence), "the_outcome_of_the_match_as_it_stood_at_the_moment_when_the");
        assert_eq!(camel(sentence), "TheOutcomeOfTheMatchAsItStoodAtTheMomentWhenThe");
        assert_eq!((snake(&"t".repeat(300)).len(), camel(&"T".repeat(300)).len()), (64, 64));
        let mut scope = Scope::new();
        let names = ["a", "b"].map(|end| scope.snake(&format!("{sentence} {end}")));
        assert!(names[1].ends_with("_when_the_2"), "{names:?}");
        assert!(module(&"名".repeat(300)).len() <= 64);
    }

    #[test]
    fn letters_of_other_scripts_are_kept_and_invalid_characters_are_removed() {
        assert_eq!(camel("größe"), "Größe");
        assert_eq!(snake("m²"), "m");
        assert_eq!(snake("名前"), "名前");
        assert_eq!(snake("🦀"), "symbol");
    }

    #[test]
    fn letters_that_rustc_warns_about_or_normalises_are_removed() {
        assert_eq!(snake("a\u{e33}"), "a");
        assert_eq!(camel("\u{93e}"), "Symbol");
        assert_eq!(snake("\u{212a}m"), "km", "the sign for Kelvin");
    }

    #[test]
    fn a_type_and_its_module_have_different_names_in_scripts_without_capitals() {
        assert_eq!((camel("名前"), snake("名前")), ("N名前".to_owned(), "名前".to_owned()));
    }

    #[test]
    fn modules_have_ascii_names() {
        assert_eq!(module("End Users"), "end_users");
        assert_eq!(module("Größe"), "gruf6udfe");
    }

    #[test]
    fn malicious_names_become_plain_identifiers() {
        assert_eq!(camel("../../x"), "X");
        assert_eq!(snake("fn"), "fn_");
        assert_eq!(snake("a\"#; drop()"), "a_drop");
    }

    #[test]
    fn names_of_the_prelude_are_avoided() {
        assert_eq!(camel("option"), "OptionObject");
        assert_eq!(camel("Result"), "ResultObject");
    }
}
