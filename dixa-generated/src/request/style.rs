//! How the values of parameters and fields are written as text (OpenAPI 3.0.3, "Style Values").

use std::collections::BTreeMap;
use std::fmt::Display;

use super::written::Written;

/// How a value is written. Only lists and objects differ by it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Each item and each property by itself. In a query or form it repeats the name; elsewhere commas join what is
    /// written.
    Exploded,
    /// One value: items, or keys and values, joined by this character.
    Joined(char),
    /// `name[key]=value` for each property.
    Deep,
    /// In a path: after a dot (RFC 6570, section 3.2.5).
    Label {
        /// Whether each item and each property is by itself.
        explode: bool,
    },
    /// In a path: `;name=value` (RFC 6570, section 3.2.7).
    Matrix {
        /// Whether each item and each property is by itself.
        explode: bool,
    },
    /// JSON text.
    Json,
}

/// How a text is encoded; separators are not.
pub(crate) type Encode = fn(&str) -> String;

/// A name and a value of a query or a form.
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) value: String,
    /// `name=value` as it is sent.
    pub(crate) encoded: String,
}

impl Pair {
    pub(crate) fn new(name: &str, value: String, encode: Encode) -> Self {
        Self { encoded: format!("{}={}", encode(name), encode(&value)), name: name.to_owned(), value }
    }

    /// A list in one value.
    pub(crate) fn joined(name: &str, by: char, values: &[String], encode: Encode) -> Self {
        let (separator, encoded_separator) = (by.to_string(), separator(by, encode));
        let encoded: Vec<String> = values.iter().map(|value| encode(value)).collect();
        Self {
            encoded: format!("{}={}", encode(name), encoded.join(&encoded_separator)),
            name: name.to_owned(),
            value: values.join(&separator),
        }
    }
}

/// A space cannot be sent as it is.
fn separator(by: char, encode: Encode) -> String {
    if by == ' ' { encode(" ") } else { by.to_string() }
}

/// The pairs of a value in a query or form. Null has none.
pub(crate) fn pairs(name: &str, value: &Written, style: Style, encode: Encode) -> Vec<Pair> {
    let repeated = |(name, value): (&str, &Written)| -> Vec<Pair> {
        item_texts(value).into_iter().map(|text| Pair::new(name, text, encode)).collect()
    };
    match (style, value.entries()) {
        (Style::Json, _) => vec![Pair::new(name, value.json().to_owned(), encode)],
        (Style::Joined(by), entries) if entries.is_some() || value.items().is_some() => {
            vec![Pair::joined(name, by, &flat(value), encode)]
        }
        (Style::Deep, Some(entries)) => {
            let mut found = Vec::new();
            deep(name, &encode(name), &entries, encode, &mut found);
            found
        }
        (_, Some(entries)) => entries.iter().flat_map(|(key, value)| repeated((key, value))).collect(),
        (_, None) => repeated((name, value)),
    }
}

/// `name[key]=value`, where a value may be an object again.
fn deep(name: &str, encoded: &str, entries: &BTreeMap<String, Written>, encode: Encode, found: &mut Vec<Pair>) {
    for (key, value) in entries {
        let (name, encoded) = (format!("{name}[{key}]"), format!("{encoded}[{}]", encode(key)));
        if let Some(entries) = value.entries() {
            deep(&name, &encoded, &entries, encode, found);
            continue;
        }
        for value in item_texts(value) {
            let encoded = format!("{encoded}={}", encode(&value));
            found.push(Pair { name: name.clone(), value, encoded });
        }
    }
}

/// A value in one piece of text, for a path, header or cookie.
pub(crate) fn line(name: &str, value: &Written, style: Style, encode: Encode) -> String {
    let entries = value.entries();
    let equals = |(key, value): (&String, &Written)| Some(format!("{}={}", encode(key), encode(&value.text()?)));
    let flat = || flat(value).iter().map(|text| encode(text)).collect::<Vec<_>>();
    let exploded = || entries.as_ref().map_or_else(flat, |entries| entries.iter().filter_map(equals).collect());
    match style {
        Style::Json => encode(value.json()),
        Style::Joined(by) => flat().join(&separator(by, encode)),
        Style::Exploded | Style::Deep => exploded().join(","),
        Style::Label { explode: true } => format!(".{}", exploded().join(".")),
        Style::Label { explode: false } => format!(".{}", flat().join(",")),
        Style::Matrix { explode: true } if entries.is_some() => format!(";{}", exploded().join(";")),
        Style::Matrix { explode: true } => exploded().iter().map(|item| format!(";{}={item}", encode(name))).collect(),
        Style::Matrix { explode: false } => format!(";{}={}", encode(name), flat().join(",")),
    }
}

/// Items, or keys and values, as texts.
pub(crate) fn flat(value: &Written) -> Vec<String> {
    match value.entries() {
        Some(entries) => entries.into_iter().filter_map(|(key, value)| Some([key, value.text()?])).flatten().collect(),
        None => item_texts(value),
    }
}

/// The texts of the items of a list; of any other value its own.
fn item_texts(value: &Written) -> Vec<String> {
    match value.items() {
        Some(items) => items.iter().filter_map(Written::text).collect(),
        None => value.text().into_iter().collect(),
    }
}

pub(crate) fn texts(values: impl IntoIterator<Item = impl Display>) -> Vec<String> {
    values.into_iter().map(|value| value.to_string()).collect()
}
