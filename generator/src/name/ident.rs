//! Converts arbitrary text to Rust identifiers.
//!
//! A [`Scope`] is the only source of identifiers, so that two items in one scope never have the same one.

use std::collections::BTreeSet;

use heck::{ToSnakeCase, ToUpperCamelCase};

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
        self.unique(snake(text), |base, n| format!("{}_{n}", base.trim_end_matches('_')))
    }

    /// An identifier in camel case: a type or a variant.
    pub fn camel(&mut self, text: &str) -> String {
        self.unique(camel(text), |base, n| format!("{base}{n}"))
    }

    /// The name of a module and its file.
    pub fn module(&mut self, text: &str) -> String {
        self.unique(module(text), |base, n| format!("{}_{n}", base.trim_end_matches('_')))
    }

    /// All identifiers that are assigned or reserved, sorted.
    pub fn idents(&self) -> impl Iterator<Item = &str> {
        self.taken.iter().map(String::as_str)
    }

    fn unique(&mut self, base: String, numbered: impl Fn(&str, usize) -> String) -> String {
        let mut ident = base.clone();
        let mut n = 2;
        while !self.taken.insert(ident.clone()) {
            ident = numbered(&base, n);
            n += 1;
        }
        ident
    }
}

/// Converts text to an identifier in snake case.
pub fn snake(text: &str) -> String {
    let mut ident = identifier_part(&text.to_snake_case());
    if ident.is_empty() {
        ident = named_symbols(text).to_snake_case();
    }
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
        if c.is_ascii() { ascii.push(c) } else { ascii.push_str(&format!("u{:x}", u32::from(c))) }
    }
    ascii
}

/// The module of a tag. The bindings use `types` for their own module.
pub fn operations_module(tag: &str) -> String {
    let name = module(tag);
    if name == "types" { format!("{name}_operations") } else { name }
}

/// Converts text to an identifier in camel case.
pub fn camel(text: &str) -> String {
    let mut ident = identifier_part(&text.to_upper_camel_case());
    if ident.is_empty() {
        ident = named_symbols(text).to_upper_camel_case();
    }
    // Text in a script without capitals gets the prefix `N`, so that a type and its module have different names.
    if ident.starts_with(|c: char| !c.is_uppercase()) {
        ident.insert(0, 'N');
    }
    if TYPES_IN_USE.contains(&ident.as_str()) {
        ident.push_str("Object");
    }
    ident
}

/// The characters of the text that an identifier may contain.
fn identifier_part(text: &str) -> String {
    text.chars().filter(|c| *c == '_' || is_common(*c)).collect()
}

/// Whether the character is ASCII, or a letter of another script that rustc accepts without a warning and does not
/// normalise to another letter.
fn is_common(c: char) -> bool {
    let folded = matches!(c, 'Ĳ' | 'ĳ' | 'Ŀ' | 'ŀ' | 'ŉ' | 'ſ' | 'Ǆ'..='ǌ' | 'Ǳ'..='ǳ');
    let latin_greek_cyrillic = matches!(c, 'À'..='ɏ' | 'Ά'..='ώ' | 'Ѐ'..='џ');
    let other = matches!(c, '\u{5d0}'..='\u{5ea}' | 'ぁ'..='ゖ' | 'ァ'..='ー' | '一'..='鿿' | '가'..='힣');
    c.is_ascii_alphanumeric() || (latin_greek_cyrillic || other) && !folded && c.is_alphabetic()
}

/// Names for the symbols of text without letters and digits, so that `+` and `-` differ.
fn named_symbols(text: &str) -> String {
    let word = |c: char| match c {
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
    };
    let words: Vec<&str> = text.chars().take(8).map(word).collect();
    if words.is_empty() { "empty".to_owned() } else { words.join("_") }
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
        assert_eq!(snake("+1"), "n1");
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
