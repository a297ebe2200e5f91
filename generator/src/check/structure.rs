//! Checks each object of a description separately against the types of `openapiv3`.
//!
//! For a whole document `openapiv3` reports only that some value matched no variant. Here every object is checked
//! separately, with its inner objects replaced by minimal ones. A failure therefore names the smallest object that is
//! wrong, and all such objects are reported.

use crate::diagnostic::{Diagnostics, Location, Severity};
use crate::text::{child, escape, type_name};
use Arity::{List, Named, One};
use openapiv3 as oas;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The kinds of objects in OpenAPI 3.0 that are checked one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Document,
    Components,
    Paths,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Responses,
    Response,
    Header,
    MediaType,
    Encoding,
    Schema,
    Example,
    Link,
    Callback,
    SecurityScheme,
}

/// How many inner objects are under a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Arity {
    One,
    Named,
    List,
}

impl Kind {
    /// The name in messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Document => "description",
            Self::Components => "components object",
            Self::Paths => "paths object",
            Self::PathItem => "path item",
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::RequestBody => "request body",
            Self::Responses => "responses object",
            Self::Response => "response",
            Self::Header => "header",
            Self::MediaType => "media type",
            Self::Encoding => "encoding",
            Self::Schema => "schema",
            Self::Example => "example",
            Self::Link => "link",
            Self::Callback => "callback",
            Self::SecurityScheme => "security scheme",
        }
    }

    /// Whether a reference is allowed in place of the object.
    fn referable(self) -> bool {
        use Kind::*;
        !matches!(self, Document | Components | Paths | Operation | Responses | MediaType | Encoding)
    }

    /// The inner objects under a key.
    #[rustfmt::skip]
    pub(super) fn part(self, key: &str) -> Option<(Arity, Kind)> {
        use Kind::*;
        Some(match (self, key) {
            (Document, "paths") => (One, Paths),
            (Document, "components") => (One, Components),
            (Components, "schemas") | (Schema, "properties") => (Named, Schema),
            (Components, "responses") => (Named, Response),
            (Components, "parameters") => (Named, Parameter),
            (Components, "requestBodies") => (Named, RequestBody),
            (Components, "securitySchemes") => (Named, SecurityScheme),
            (Components | Response, "links") => (Named, Link),
            (Components | Operation, "callbacks") => (Named, Callback),
            (Components | Response | Encoding, "headers") => (Named, Header),
            (Components | Parameter | Header | MediaType, "examples") => (Named, Example),
            (RequestBody | Response | Parameter | Header, "content") => (Named, MediaType),
            (PathItem, "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace") => (One, Operation),
            (PathItem | Operation, "parameters") => (List, Parameter),
            (Operation, "requestBody") => (One, RequestBody),
            (Operation, "responses") => (One, Responses),
            (Parameter | Header | MediaType, "schema") => (One, Schema),
            (MediaType, "encoding") => (Named, Encoding),
            (Schema, "items" | "not" | "additionalProperties") => (One, Schema),
            (Schema, "allOf" | "oneOf" | "anyOf") => (List, Schema),
            _ => return None,
        })
    }

    /// For objects with arbitrary keys: the kind of object under a key, or which keys are allowed.
    fn entry(self, key: &str) -> Option<Result<Kind, &'static str>> {
        match self {
            Self::Paths if key.starts_with('/') => Some(Ok(Self::PathItem)),
            Self::Paths => Some(Err("a path that starts with `/`")),
            Self::Callback => Some(Ok(Self::PathItem)),
            Self::Responses if is_status(key) => Some(Ok(Self::Response)),
            Self::Responses => Some(Err("`default`, a status such as `404`, or a range such as `4XX`")),
            _ => None,
        }
    }

    /// The smallest valid object.
    fn minimal(self) -> Value {
        match self {
            Self::Document => json!({"openapi": "3.0.3", "info": {"title": "", "version": ""}, "paths": {}}),
            Self::Operation => json!({"responses": {}}),
            Self::Parameter => json!({"name": "", "in": "query", "schema": {}}),
            Self::Header => json!({"schema": {}}),
            Self::Response => json!({"description": ""}),
            Self::RequestBody => json!({"content": {}}),
            Self::Link => json!({"operationId": ""}),
            _ => json!({}),
        }
    }

    /// The error that `openapiv3` reports for an object.
    fn fault(self, value: &Value) -> Option<String> {
        match self {
            Self::Document => fault::<oas::OpenAPI>(value),
            Self::Components => fault::<oas::Components>(value),
            Self::PathItem => fault::<oas::PathItem>(value),
            Self::Operation => fault::<oas::Operation>(value),
            Self::Parameter => fault::<oas::Parameter>(value),
            Self::RequestBody => fault::<oas::RequestBody>(value),
            Self::Response => fault::<oas::Response>(value),
            Self::Header => fault::<oas::Header>(value),
            Self::MediaType => fault::<oas::MediaType>(value),
            Self::Encoding => fault::<oas::Encoding>(value),
            Self::Schema => fault::<oas::Schema>(value).or_else(|| unknown_type(value)),
            Self::Example => fault::<oas::Example>(value),
            Self::Link => fault::<oas::Link>(value),
            Self::SecurityScheme => fault::<oas::SecurityScheme>(value),
            Self::Paths | Self::Responses | Self::Callback => None,
        }
    }
}

fn fault<'v, T: Deserialize<'v>>(value: &'v Value) -> Option<String> {
    let message = T::deserialize(value).err()?.to_string();
    Some(match message.as_str() {
        m if m.contains("ParameterSchemaOrContent") => "one of `schema` and `content` is required".to_owned(),
        m if m.contains("LinkOperation") => "one of `operationId` and `operationRef` is required".to_owned(),
        m => m.replace("sequence", "list").replace("usize", "a whole number").chars().take(300).collect(),
    })
}

// `openapiv3` accepts unknown types.
fn unknown_type(schema: &Value) -> Option<String> {
    let name = schema.get("type")?.as_str()?;
    let known = ["array", "boolean", "integer", "number", "object", "string"];
    (!known.contains(&name)).then(|| format!("`{name}` is not a type; the types are {}", known.join(", ")))
}

fn is_status(key: &str) -> bool {
    matches!(key.as_bytes(), [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] | [b'1'..=b'5', b'X', b'X'] | b"default")
}

/// A reference at a position where OpenAPI allows one.
pub(super) struct Reference {
    /// The pointer of the object that contains the `$ref`.
    pub pointer: String,
    /// The value of `$ref`.
    pub target: String,
    /// The kind of object that is expected at the target.
    pub kind: Kind,
}

/// A walk over a document that collects problems and references.
pub(super) struct Walk<'a> {
    pub file: &'a str,
    pub problems: Diagnostics,
    pub references: Vec<Reference>,
    pointer: String,
}

impl<'a> Walk<'a> {
    pub(super) fn new(file: &'a str) -> Self {
        Self { file, problems: Diagnostics::default(), references: Vec::new(), pointer: String::new() }
    }

    /// Checks the value at `pointer` and everything in it.
    pub(super) fn visit_at(&mut self, pointer: &str, kind: Kind, value: &Value) {
        self.pointer = pointer.to_owned();
        self.visit(kind, value);
    }

    fn visit(&mut self, kind: Kind, value: &Value) {
        let Value::Object(object) = value else {
            return self.problem(kind, None, format!("expected an object, found {}", type_name(value)));
        };
        if let Some(target) = object.get("$ref") {
            return self.reference(kind, target);
        }
        let mut alone = Map::new();
        for (key, value) in object.iter().filter(|(key, _)| !is_free(kind, key)) {
            match (kind.entry(key), kind.part(key)) {
                (Some(Ok(inner)), _) => self.visit_member(key, inner, value),
                (Some(Err(expected)), _) => self.problem(kind, Some(key), format!("a key must be {expected}")),
                (None, Some((arity, inner))) => {
                    let empty = self.visit_part(kind, key, arity, inner, value);
                    alone.extend(empty.map(|empty| (key.clone(), empty)));
                }
                (None, None) => drop(alone.insert(key.clone(), value.clone())),
            }
        }
        let alone = Value::Object(alone);
        if kind.fault(&alone).is_some() {
            self.explain(kind, alone);
        }
    }

    /// Visits the inner objects under a key, and returns their replacement for the check of the outer object.
    fn visit_part(&mut self, kind: Kind, key: &str, arity: Arity, inner: Kind, value: &Value) -> Option<Value> {
        match (arity, value) {
            (One, Value::Object(_)) => self.visit_member(key, inner, value),
            (One, Value::Bool(_)) if key == "additionalProperties" => return Some(value.clone()),
            (Named, Value::Object(named)) => self.within(key, |walk| {
                named.iter().for_each(|(name, value)| walk.visit_member(name, inner, value));
            }),
            (List, Value::Array(items)) => self.within(key, |walk| {
                items.iter().enumerate().for_each(|(i, value)| walk.visit_member(&i.to_string(), inner, value));
            }),
            _ => {
                let expected = if arity == List { "a list" } else { "an object" };
                self.problem(kind, Some(key), format!("expected {expected}, found {}", type_name(value)));
                return kind.minimal().get(key).cloned();
            }
        }
        Some(match arity {
            One => inner.minimal(),
            Named => json!({}),
            List => json!([]),
        })
    }

    fn visit_member(&mut self, segment: &str, kind: Kind, value: &Value) {
        self.within(segment, |walk| walk.visit(kind, value));
    }

    fn within(&mut self, segment: &str, f: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.extend(["/", &escape(segment)]);
        f(self);
        self.pointer.truncate(length);
    }

    fn reference(&mut self, kind: Kind, target: &Value) {
        match target {
            _ if !kind.referable() => self.problem(kind, Some("$ref"), "a reference is not allowed here"),
            Value::String(target) => {
                self.references.push(Reference { pointer: self.pointer.clone(), target: target.clone(), kind });
            }
            other => self.problem(kind, Some("$ref"), format!("expected a string, found {}", type_name(other))),
        }
    }

    /// Reports the wrong keys, found by checking each in an otherwise minimal object, and then what is wrong without
    /// them, such as a missing key.
    fn explain(&mut self, kind: Kind, alone: Value) {
        let mut base = kind.minimal();
        // The other keys of a parameter depend on where it is sent.
        if let Some(place) = alone.get("in").filter(|_| kind == Kind::Parameter) {
            base["in"] = place.clone();
        }
        let mut rest = alone.clone();
        if kind.fault(&base).is_none() {
            for (key, value) in alone.as_object().into_iter().flatten() {
                let mut probe = base.clone();
                probe[key] = value.clone();
                if let Some(fault) = kind.fault(&probe) {
                    self.problem(kind, Some(key), fault);
                    replace(&mut rest, key, base.get(key));
                }
            }
        }
        if let Some(fault) = kind.fault(&rest) {
            self.problem(kind, None, fault);
        }
    }

    fn problem(&mut self, kind: Kind, key: Option<&str>, what: impl AsRef<str>) {
        let pointer = key.map_or_else(|| self.pointer.clone(), |key| child(&self.pointer, key));
        let subject = key.map(|key| format!("`{key}` of ")).unwrap_or_default();
        let message = format!("{subject}this {} is wrong: {}", kind.name(), what.as_ref());
        let help = "correct it with an overlay; the types are described in https://spec.openapis.org/oas/v3.0.3";
        self.problems.push(Severity::Error, "structure", message, Location::new(self.file, pointer), help);
    }
}

fn replace(object: &mut Value, key: &str, value: Option<&Value>) {
    if let Value::Object(object) = object {
        object.remove(key);
        object.extend(value.map(|value| (key.to_owned(), value.clone())));
    }
}

/// Whether a key allows any value.
fn is_free(kind: Kind, key: &str) -> bool {
    key.starts_with("x-")
        || matches!(key, "example" | "default") && kind != Kind::Responses
        || (kind, key) == (Kind::Example, "value")
}
