//! Rust identifiers out of any text.
//!
//! A [`Scope`] is the only source of identifiers, so that two things in one scope never share one.

use std::collections::BTreeSet;

use heck::{ToSnakeCase, ToUpperCamelCase};

/// The identifiers given out in one place: the fields of a struct, the variants of an enum, the types of a module.
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

/// Type names that generated code uses for something else.
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

    /// Takes an identifier, so that it is not given out.
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

    /// All identifiers that were given out or reserved, sorted.
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

/// Text in snake case that is an identifier.
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

/// Text as the name of a module and its file: rustc finds files by ASCII names only.
pub fn module(text: &str) -> String {
    let mut ascii = String::new();
    for c in snake(text).chars() {
        if c.is_ascii() { ascii.push(c) } else { ascii.push_str(&format!("u{:x}", u32::from(c))) }
    }
    ascii
}

/// The module of a tag; `types` is taken by the bindings themselves.
pub fn operations_module(tag: &str) -> String {
    let name = module(tag);
    if name == "types" { format!("{name}_operations") } else { name }
}

/// Text in camel case that is an identifier.
pub fn camel(text: &str) -> String {
    let mut ident = identifier_part(&text.to_upper_camel_case());
    if ident.is_empty() {
        ident = named_symbols(text).to_upper_camel_case();
    }
    // Scripts without capitals get one, so that a type never has the name of the module it stands in.
    if ident.starts_with(|c: char| !c.is_uppercase()) {
        ident.insert(0, 'N');
    }
    if TYPES_IN_USE.contains(&ident.as_str()) {
        ident.push_str("Object");
    }
    ident
}

/// What of the text may stand in an identifier.
fn identifier_part(text: &str) -> String {
    text.chars().filter(|c| *c == '_' || is_common(*c)).collect()
}

/// ASCII, and the letters of other scripts that rustc takes without a warning and without folding two of them into one.
fn is_common(c: char) -> bool {
    let folded = matches!(c, 'Ĳ' | 'ĳ' | 'Ŀ' | 'ŀ' | 'ŉ' | 'ſ' | 'Ǆ'..='ǌ' | 'Ǳ'..='ǳ');
    let latin_greek_cyrillic = matches!(c, 'À'..='ɏ' | 'Ά'..='ώ' | 'Ѐ'..='џ');
    let other = matches!(c, '\u{5d0}'..='\u{5ea}' | 'ぁ'..='ゖ' | 'ァ'..='ー' | '一'..='鿿' | '가'..='힣');
    c.is_ascii_alphanumeric() || (latin_greek_cyrillic || other) && !folded && c.is_alphabetic()
}

/// Words for text that holds no letter and no digit: `+1` keeps its digit, but `+` and `-` must differ.
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
    fn a_keyword_that_comes_twice_is_numbered_without_its_underscore() {
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
    fn names_that_differ_in_case_or_punctuation_only_are_numbered() {
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
    fn other_scripts_are_kept_and_what_no_identifier_holds_is_dropped() {
        assert_eq!(camel("größe"), "Größe");
        assert_eq!(snake("m²"), "m");
        assert_eq!(snake("名前"), "名前");
        assert_eq!(snake("🦀"), "symbol");
    }

    #[test]
    fn letters_that_rustc_warns_of_or_folds_are_dropped() {
        assert_eq!(snake("a\u{e33}"), "a");
        assert_eq!(camel("\u{93e}"), "Symbol");
        assert_eq!(snake("\u{212a}m"), "km", "the sign for Kelvin");
    }

    #[test]
    fn a_type_differs_from_its_module_in_scripts_without_capitals_too() {
        assert_eq!((camel("名前"), snake("名前")), ("N名前".to_owned(), "名前".to_owned()));
    }

    #[test]
    fn modules_have_ascii_names() {
        assert_eq!(module("End Users"), "end_users");
        assert_eq!(module("Größe"), "gruf6udfe");
    }

    #[test]
    fn hostile_names_become_harmless() {
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
