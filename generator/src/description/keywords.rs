//! What the keywords of a schema say: annotations, constraints, and whether a value may be `null`.

use serde_json::Value;

use super::node::Node;
use super::schemas::Schemas;
use crate::model::Access;

/// The keywords that say nothing about the form of the values. `nullable` is read separately.
const ANNOTATIONS: [&str; 11] = [
    "default",
    "deprecated",
    "description",
    "discriminator",
    "example",
    "externalDocs",
    "nullable",
    "readOnly",
    "title",
    "writeOnly",
    "xml",
];

/// The keywords that constrain the values of a type (OpenAPI 3.0.3, "Schema Object").
pub const CONSTRAINING: [&str; 14] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

/// The keywords that a member of a union has if it only states which properties must be present.
const PRESENCE: [&str; 6] = ["maxProperties", "minProperties", "not", "properties", "required", "type"];

/// How many schemas within each other are searched for `nullable`.
const NULLABLE_DEPTH: usize = 16;

impl<'a> Node<'a> {
    /// The keywords that say something about the form of the values.
    pub fn shaping(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let keywords = self.value.as_object().into_iter().flat_map(|keywords| keywords.keys());
        keywords.map(String::as_str).filter(|key| !key.starts_with("x-") && !ANNOTATIONS.contains(key))
    }

    /// Whether `null` is the only value.
    pub fn is_null(&self) -> bool {
        let values = self.value.get("enum").and_then(Value::as_array);
        let only_null = values.is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null));
        only_null || self.flag("nullable") && self.shaping().next().is_none()
    }

    /// Whether the schema only states which properties must be present, such as `{required: [name]}`.
    pub(super) fn is_presence(&self) -> bool {
        let states = ["maxProperties", "minProperties", "not", "required"].iter().any(|key| self.has(key));
        let is_object = self.str("type").is_none_or(|ty| ty == "object");
        let untyped = self.entries("properties").iter().all(|(_, property)| property.shaping().next().is_none());
        states && is_object && untyped && self.shaping().all(|key| PRESENCE.contains(&key))
    }
}

impl<'a> Schemas<'a> {
    /// Whether requests and responses have a property.
    pub fn access(&self, property: &Node<'a>) -> Access {
        let parts = self.object_parts(property);
        let says = |flag: &str| property.flag(flag) || parts.iter().any(|part| part.flag(flag));
        match (says("readOnly"), says("writeOnly")) {
            (true, false) => Access::ReadOnly,
            (false, true) => Access::WriteOnly,
            _ => Access::Both,
        }
    }

    /// Whether the value may be `null`: by the schema itself, by a member of its union, or by what it wraps.
    pub fn is_nullable(&self, node: &Node<'a>) -> bool {
        self.nullable_within(node, NULLABLE_DEPTH)
    }

    fn nullable_within(&self, node: &Node<'a>, depth: usize) -> bool {
        let node = self.resolve(node);
        let Some(depth) = depth.checked_sub(1) else { return false };
        let null_in_enum = node.value.get("enum").and_then(Value::as_array).is_some_and(|e| e.contains(&Value::Null));
        if node.flag("nullable") || null_in_enum {
            return true;
        }
        let mut members = ["oneOf", "anyOf"].iter().flat_map(|key| node.items(key));
        members.any(|member| self.nullable_within(&member, depth)) || self.parts_are_nullable(&node, depth)
    }

    /// Whether a part of an `allOf` adds `null` to the others, or all parts that say something allow it.
    fn parts_are_nullable(&self, node: &Node<'a>, depth: usize) -> bool {
        let parts: Vec<Node<'a>> = node.items("allOf").iter().map(|part| self.resolve(part)).collect();
        let shaping: Vec<&Node<'a>> = parts.iter().filter(|part| part.shaping().next().is_some()).collect();
        let added = parts.iter().any(Node::is_null);
        let of_all = !shaping.is_empty() && shaping.iter().all(|part| self.nullable_within(part, depth));
        added || of_all && node.shaping().all(|key| key == "allOf")
    }
}
