//! What the values of a response are, without the values: the lines of an observation file.
//!
//! The maintainers' command compiles this file too, so it uses no other file of the crate.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// The names that may be written.
pub(crate) trait Vocabulary {
    /// Whether the description declares a field of this name.
    fn declares(&self, key: &str) -> bool;
    /// Whether unions have their tag under this key.
    fn is_tag(&self, key: &str) -> bool;
    /// Whether the value at a path is a field that its struct does not declare.
    fn is_undeclared(&self, path: &str) -> bool;
    /// Whether the value at a path is one that its enumeration does not have.
    fn is_unknown_value(&self, path: &str) -> bool;
}

/// What a response is of.
#[derive(Clone, Copy)]
pub(crate) struct Response<'a> {
    /// The version of the API, such as `v1`.
    pub(crate) version: &'a str,
    /// Method and path template, such as `GET /v1/tags/{tagId}`.
    pub(crate) operation: &'a str,
    /// The status.
    pub(crate) status: u16,
}

/// What is written in place of a key that may be data.
const ANY_KEY: &str = "*";
/// What is written in place of a tag that may be data.
const ANY_TAG: &str = "?";
/// Keys that are used for nothing but tags.
const TAGS: [&str; 4] = ["_type", "$type", "@type", "__typename"];
/// The longest path, in bytes. What is deeper is left out.
const LONGEST_PATH: usize = 400;
/// The longest name, in characters.
const LONGEST_NAME: usize = 40;

/// The lines for a value at a path of a response, such as `data[3]`: one for each value in it, without duplicates.
pub(crate) fn lines(
    response: Response<'_>,
    path: &str,
    value: &Value,
    vocabulary: &impl Vocabulary,
) -> BTreeSet<String> {
    let mut walk = Walk { response, vocabulary, lines: BTreeSet::new() };
    walk.value(path, &without_positions(path), value);
    walk.lines
}

struct Walk<'a, V> {
    response: Response<'a>,
    vocabulary: &'a V,
    lines: BTreeSet<String>,
}

impl<V: Vocabulary> Walk<'_, V> {
    /// `at` is the path with positions and keys, `shown` the one that may be written.
    fn value(&mut self, at: &str, shown: &str, value: &Value) {
        if shown.len() > LONGEST_PATH {
            return;
        }
        match value {
            Value::Object(object) => self.object(at, shown, object),
            Value::Array(items) => {
                self.line(shown, "array", Map::new());
                for (position, item) in items.iter().enumerate() {
                    self.value(&format!("{at}[{position}]"), &format!("{shown}[]"), item);
                }
            }
            Value::String(text) => {
                let mut more = Map::new();
                if self.vocabulary.is_unknown_value(at) && is_name(text) {
                    more.insert("value".to_owned(), json!(text));
                }
                self.line(shown, "string", more);
            }
            Value::Number(number) => {
                let is_integer = number.is_i64() || number.is_u64();
                self.line(shown, if is_integer { "integer" } else { "number" }, Map::new());
            }
            Value::Bool(_) => self.line(shown, "boolean", Map::new()),
            Value::Null => self.line(shown, "null", Map::new()),
        }
    }

    fn object(&mut self, at: &str, shown: &str, object: &Map<String, Value>) {
        let below = |key: &str| format!("{at}.{key}").trim_start_matches('.').to_owned();
        let names: BTreeMap<&String, &str> = object.keys().map(|key| (key, self.name_of(key, &below(key)))).collect();
        let is_tag = |(key, _): &(&String, &Value)| self.is_tag(key);
        let tags = object.iter().filter(is_tag).filter_map(|(key, tag)| Some((key.as_str(), tag.as_str()?)));
        let tags: BTreeMap<&str, &str> =
            tags.map(|(key, tag)| (key, if is_type_name(tag) { tag } else { ANY_TAG })).collect();
        let tag = tags.values().find(|tag| **tag != ANY_TAG);
        let inside = tag.map_or_else(|| shown.to_owned(), |tag| format!("{shown}<{tag}>"));
        let keys: BTreeSet<&&str> = names.values().collect();
        let mut more = Map::from_iter([("keys".to_owned(), json!(keys))]);
        if !tags.is_empty() {
            more.insert("tags".to_owned(), json!(tags));
        }
        self.line(shown, "object", more);
        for (key, value) in object {
            let name = names.get(key).copied().unwrap_or(ANY_KEY);
            self.value(&below(key), format!("{inside}.{name}").trim_start_matches('.'), value);
        }
    }

    /// The key, unless it may be data.
    fn name_of<'k>(&self, key: &'k str, at: &str) -> &'k str {
        let words = self.vocabulary;
        let is_known = words.declares(key) || self.is_tag(key) || (words.is_undeclared(at) && is_name(key));
        if is_known && is_part_of_path(key) { key } else { ANY_KEY }
    }

    fn is_tag(&self, key: &str) -> bool {
        is_tag_key(key) || self.vocabulary.is_tag(key)
    }

    fn line(&mut self, path: &str, ty: &str, mut line: Map<String, Value>) {
        let Response { version, operation, status } = self.response;
        line.insert("version".to_owned(), json!(version));
        line.insert("operation".to_owned(), json!(operation));
        line.insert("status".to_owned(), json!(status));
        line.insert("path".to_owned(), json!(path));
        line.insert("type".to_owned(), json!(ty));
        self.lines.insert(Value::Object(line).to_string());
    }
}

/// `data[3].link` → `data[].link`.
fn without_positions(path: &str) -> String {
    let mut parts = path.split('[');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + "[" + part.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// Whether a key can be written in a path.
pub(crate) fn is_part_of_path(key: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_-$@".contains(c);
    !key.is_empty() && key.len() <= LONGEST_NAME && key.chars().all(is_allowed)
}

/// Whether a key is used for nothing but tags.
pub(crate) fn is_tag_key(key: &str) -> bool {
    TAGS.contains(&key)
}

/// Whether a tag is written as the name of a type: letters and digits after a capital letter.
pub(crate) fn is_type_name(tag: &str) -> bool {
    tag.starts_with(|c: char| c.is_ascii_uppercase()) && !tag.contains('_') && tag.len() > 1 && is_name(tag)
}

/// Whether a text is written as an identifier, and does not look like an id or a token.
pub(crate) fn is_name(text: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let is_hexadecimal = text.len() >= 8 && text.chars().all(|c| c.is_ascii_hexdigit());
    let long_number = text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > 2);
    let is_identifier = starts && text.len() <= LONGEST_NAME && text.chars().all(is_allowed);
    is_identifier && !is_hexadecimal && !long_number && !is_random(text)
}

/// Whether letters, digits and capitals alternate more often than in words.
fn is_random(text: &str) -> bool {
    let changes = |(a, b): (char, char)| {
        (a.is_ascii_lowercase() && b.is_ascii_uppercase()) || a.is_ascii_digit() != b.is_ascii_digit()
    };
    let alternations = text.chars().zip(text.chars().skip(1)).filter(|pair| changes(*pair)).count();
    alternations > text.len() / 5 + 1
}
