//! The objects of OpenAPI 3.0: what is in each, and what `openapiv3` says about one alone.

use Arity::{List, Named, One};
use openapiv3 as oas;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::description::WEBHOOKS;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    pub(super) fn referable(self) -> bool {
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
            (Document, WEBHOOKS) => (Named, PathItem),
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
    pub(super) fn entry(self, key: &str) -> Option<Result<Kind, &'static str>> {
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
    pub(super) fn minimal(self) -> Value {
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
    pub(super) fn fault(self, value: &Value) -> Option<String> {
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
