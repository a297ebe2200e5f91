//! Finds keys that OpenAPI does not define, in part of a description.

use serde_json::Value;

use super::kind::{Arity, Kind};
use crate::text::{child, similar};

/// What is at a place of a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    arity: Arity,
    kind: Kind,
}

/// A key that OpenAPI does not define.
pub(crate) struct UnknownKey {
    /// Its pointer, from where the search began.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// What was probably meant.
    pub meant: Option<&'static str>,
}

impl Place {
    /// The whole description.
    pub(crate) const ROOT: Self = Self { arity: Arity::One, kind: Kind::Document };

    /// What is under a key, or at a position of a list.
    pub(crate) fn step(self, key: &str) -> Option<Self> {
        let Self { arity, kind } = self;
        if arity != Arity::One {
            return Some(Self { arity: Arity::One, kind });
        }
        match kind.entry(key) {
            Some(entry) => entry.ok().map(|kind| Self { arity, kind }),
            None => kind.part(key).map(|(arity, kind)| Self { arity, kind }),
        }
    }

    /// The keys in a value at this place that OpenAPI does not define. Extensions, and values of any form such as
    /// examples, may have every key.
    pub(crate) fn unknown_keys(self, value: &Value) -> Vec<UnknownKey> {
        let mut found = Vec::new();
        self.search(value, "", &mut found);
        found
    }

    fn search(self, value: &Value, at: &str, found: &mut Vec<UnknownKey>) {
        match (self.arity, value) {
            (Arity::List, Value::Array(items)) => {
                for (position, item) in items.iter().enumerate() {
                    self.inner(&position.to_string(), item, at, found);
                }
            }
            // An overlay appends a single item.
            (Arity::List, item) => Self { arity: Arity::One, ..self }.search(item, at, found),
            (Arity::Named, Value::Object(named)) => {
                named.iter().for_each(|(name, value)| self.inner(name, value, at, found));
            }
            (Arity::One, Value::Object(object)) => {
                let is_checked = |key: &str| !key.starts_with("x-") || self.kind.part(key).is_some();
                for (key, value) in object.iter().filter(|(key, _)| is_checked(key)) {
                    match self.step(key) {
                        Some(_) => self.inner(key, value, at, found),
                        None => found.extend(self.unknown(key, at)),
                    }
                }
            }
            _ => {}
        }
    }

    fn inner(self, key: &str, value: &Value, at: &str, found: &mut Vec<UnknownKey>) {
        if let Some(inner) = self.step(key) {
            inner.search(value, &child(at, key), found);
        }
    }

    fn unknown(self, key: &str, at: &str) -> Option<UnknownKey> {
        let known = self.kind.all_keys();
        if known.contains(&key) {
            return None;
        }
        let message = format!("OpenAPI defines no `{key}` for this {}", self.kind.name());
        Some(UnknownKey { pointer: child(at, key), message, meant: similar(key, known) })
    }
}

impl Kind {
    /// The keys that OpenAPI 3.0 defines, apart from those of inner objects.
    #[rustfmt::skip]
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Document => &["openapi", "info", "servers", "security", "tags", "externalDocs"],
            Self::PathItem => &["summary", "description", "servers"],
            Self::Operation => &[
                "tags", "summary", "description", "externalDocs", "operationId", "deprecated", "security", "servers",
            ],
            Self::Parameter | Self::Header => &[
                "name", "in", "description", "required", "deprecated", "allowEmptyValue", "style", "explode",
                "allowReserved", "example",
            ],
            Self::RequestBody => &["description", "required"],
            Self::Response => &["description"],
            Self::MediaType => &["example"],
            Self::Encoding => &["contentType", "style", "explode", "allowReserved"],
            Self::Schema => &[
                "title", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
                "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties",
                "required", "enum", "type", "description", "format", "default", "nullable", "discriminator",
                "readOnly", "writeOnly", "xml", "externalDocs", "example", "deprecated",
            ],
            Self::Example => &["summary", "description", "value", "externalValue"],
            Self::Link => &["operationRef", "operationId", "parameters", "requestBody", "description", "server"],
            Self::SecurityScheme => &[
                "type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl",
            ],
            Self::Components | Self::Paths | Self::Responses | Self::Callback => &[],
        }
    }

    /// All keys of an object of this kind, those of inner objects too.
    fn all_keys(self) -> Vec<&'static str> {
        let inner = INNER.iter().filter(|key| self.part(key).is_some());
        self.keys().iter().chain(inner).chain(self.referable().then_some(&"$ref")).copied().collect()
    }
}

/// Every key that has inner objects in some kind of object.
const INNER: [&str; 30] = [
    "paths",
    "components",
    "schemas",
    "properties",
    "responses",
    "parameters",
    "requestBodies",
    "securitySchemes",
    "links",
    "callbacks",
    "headers",
    "examples",
    "content",
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "requestBody",
    "schema",
    "encoding",
    "items",
    "not",
    "additionalProperties",
    "allOf",
    "oneOf",
    "anyOf",
];
