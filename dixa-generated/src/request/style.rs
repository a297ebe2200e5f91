//! How the values of parameters and fields are written as text (OpenAPI 3.0.3, "Style Values").

use std::fmt::Display;

use serde_json::{Map, Value};

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
pub(crate) fn pairs(name: &str, value: &Value, style: Style, encode: Encode) -> Vec<Pair> {
    match (style, value) {
        (Style::Json, value) => vec![Pair::new(name, value.to_string(), encode)],
        (Style::Joined(by), Value::Array(_) | Value::Object(_)) => {
            vec![Pair::joined(name, by, &flat(value), encode)]
        }
        (Style::Deep, Value::Object(fields)) => {
            let mut found = Vec::new();
            deep(name, &encode(name), fields, encode, &mut found);
            found
        }
        (_, Value::Object(fields)) => fields.iter().flat_map(|(key, value)| repeated(key, value, encode)).collect(),
        (_, value) => repeated(name, value, encode),
    }
}

/// A pair for each item of a list, and one for any other value.
fn repeated(name: &str, value: &Value, encode: Encode) -> Vec<Pair> {
    items(value).iter().filter_map(text).map(|text| Pair::new(name, text, encode)).collect()
}

/// `name[key]=value`, where a value may be an object again.
fn deep(name: &str, encoded: &str, fields: &Map<String, Value>, encode: Encode, found: &mut Vec<Pair>) {
    for (key, value) in fields {
        let (name, encoded) = (format!("{name}[{key}]"), format!("{encoded}[{}]", encode(key)));
        if let Value::Object(fields) = value {
            deep(&name, &encoded, fields, encode, found);
            continue;
        }
        for value in items(value).iter().filter_map(text) {
            let encoded = format!("{encoded}={}", encode(&value));
            found.push(Pair { name: name.clone(), value, encoded });
        }
    }
}

/// A value in one piece of text, for a path, header or cookie.
pub(crate) fn line(name: &str, value: &Value, style: Style, encode: Encode) -> String {
    let equals = |(key, value): (&String, &Value)| Some(format!("{}={}", encode(key), encode(&text(value)?)));
    let exploded = |value: &Value| match value {
        Value::Object(fields) => fields.iter().filter_map(equals).collect(),
        value => flat(value).iter().map(|text| encode(text)).collect::<Vec<_>>(),
    };
    let joined = |by: &str| flat(value).iter().map(|text| encode(text)).collect::<Vec<_>>().join(by);
    match style {
        Style::Json => encode(&value.to_string()),
        Style::Joined(by) => joined(&separator(by, encode)),
        Style::Exploded | Style::Deep => exploded(value).join(","),
        Style::Label { explode: true } => format!(".{}", exploded(value).join(".")),
        Style::Label { explode: false } => format!(".{}", joined(",")),
        Style::Matrix { explode: true } if value.is_object() => format!(";{}", exploded(value).join(";")),
        Style::Matrix { explode: true } => {
            exploded(value).iter().map(|item| format!(";{}={item}", encode(name))).collect()
        }
        Style::Matrix { explode: false } => format!(";{}={}", encode(name), joined(",")),
    }
}

/// The items of a list; any other value alone.
fn items(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        value => std::slice::from_ref(value),
    }
}

/// Items, or keys and values, as texts.
pub(crate) fn flat(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            let entries = fields.iter().filter_map(|(key, value)| Some([key.clone(), text(value)?]));
            entries.flatten().collect()
        }
        value => items(value).iter().filter_map(text).collect(),
    }
}

/// The text of a value: a string as it is, a nested value as JSON; `None` for null, which text cannot express.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        value => Some(value.to_string()),
    }
}

pub(crate) fn texts(values: impl IntoIterator<Item = impl Display>) -> Vec<String> {
    values.into_iter().map(|value| value.to_string()).collect()
}
