//! The keywords that the bindings do not follow: each is reported once, with the number of its places.

use std::collections::BTreeMap;

use serde_json::Value;

use super::kind::Kind;
use crate::description::CONSTRAINING;
use crate::diagnostic::Diagnostics;

/// The places of each keyword that is ignored, by the object that it is in.
#[derive(Default)]
pub(super) struct Ignored(BTreeMap<(Kind, String), Vec<String>>);

impl Ignored {
    /// Notes the keywords of an object that the bindings do not follow.
    pub(super) fn collect(&mut self, kind: Kind, object: &serde_json::Map<String, Value>, pointer: &str) {
        let is_reference = object.contains_key("$ref");
        for key in object.keys().filter(|key| !key.starts_with("x-")) {
            let followed =
                if is_reference { BESIDE_REFERENCES.contains(&key.as_str()) } else { is_followed(kind, key) };
            if !followed {
                let name = if is_reference { format!("{key}` beside `$ref") } else { key.clone() };
                self.0.entry((kind, name)).or_default().push(pointer.to_owned());
            }
        }
    }

    /// One note for each keyword, at its first place.
    pub(super) fn report(self, file: &str) -> Diagnostics {
        let mut notes = Diagnostics::default();
        for ((kind, key), places) in self.0 {
            let article = if kind.name().starts_with(['e', 'o']) { "an" } else { "a" };
            let what = format!("`{key}` of {article} {} is ignored", kind.name());
            notes.note_places("ignored-keyword", &what, file, &places, help(kind, &key));
        }
        notes
    }
}

fn help(kind: Kind, key: &str) -> &'static str {
    match (kind, key) {
        (Kind::Response, "headers") => "callers read the headers of a response with `send_with_response`",
        (Kind::Schema, key) if key.ends_with("beside `$ref") => {
            "OpenAPI 3.0 ignores it too: wrap the reference in `allOf` with an overlay, if it should count"
        }
        (Kind::Schema, "not") => "the bindings accept more values than the description; the service rejects the others",
        _ => "nothing in the bindings depends on it; if it is a spelling error, correct it with an overlay",
    }
}

/// The keywords beside a reference that are read: they describe the place and not the target.
const BESIDE_REFERENCES: [&str; 5] = ["$ref", "deprecated", "description", "summary", "title"];

/// Whether the bindings follow a keyword, or it is the documentation of something else.
fn is_followed(kind: Kind, key: &str) -> bool {
    let followed: &[&str] = match kind {
        Kind::Document => &["openapi", "info", "paths", "components", "servers", "security", "tags"],
        // What a component contains is followed where something refers to it.
        Kind::Components | Kind::Paths | Kind::Responses | Kind::SecurityScheme | Kind::Header => return true,
        Kind::Link | Kind::Callback => return true,
        Kind::PathItem => &[
            "delete",
            "description",
            "get",
            "head",
            "options",
            "parameters",
            "patch",
            "post",
            "put",
            "servers",
            "summary",
            "trace",
        ],
        Kind::Operation => &[
            "deprecated",
            "description",
            "operationId",
            "parameters",
            "requestBody",
            "responses",
            "security",
            "servers",
            "summary",
            "tags",
        ],
        Kind::Parameter => &[
            "allowReserved",
            "content",
            "deprecated",
            "description",
            "example",
            "examples",
            "explode",
            "in",
            "name",
            "required",
            "schema",
            "style",
        ],
        Kind::RequestBody => &["content", "description", "required"],
        Kind::Response => &["content", "description"],
        Kind::MediaType => &["encoding", "example", "examples", "schema"],
        Kind::Encoding => &["allowReserved", "contentType", "explode", "headers", "style"],
        Kind::Example => &["description", "summary", "value"],
        Kind::Schema if CONSTRAINING.contains(&key) => return true,
        Kind::Schema => &SCHEMA,
    };
    followed.contains(&key)
}

/// The keywords of a schema that are followed, beside those that constrain its values.
const SCHEMA: [&str; 18] = [
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "example",
    "items",
    "nullable",
    "oneOf",
    "properties",
    "readOnly",
    "required",
    "title",
    "type",
    "writeOnly",
];
