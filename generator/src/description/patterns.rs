//! The patterns of schemas: the form of their values, as far as it distinguishes the members of a union.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::node::Node;
use super::schemas::{MemberSchema, Schemas};
use crate::model::Pattern;

/// The depth to which [`Schemas::pattern`] compares; deeper values are treated as equal.
const PATTERN_DEPTH: usize = 4;

/// Keys and JSON type, of the value and of its items. Deeper values may contain tags that no schema declares yet.
const OUTLINE_DEPTH: usize = 2;

impl<'a> Schemas<'a> {
    /// The pattern of the schema's values, as far as needed to distinguish the members of a union.
    pub fn pattern(&self, node: &Node<'a>) -> Pattern {
        self.pattern_within(node, PATTERN_DEPTH)
    }

    /// The pattern of the outer levels only, for values whose inner unions are not decided yet.
    pub fn outline_pattern(&self, node: &Node<'a>) -> Pattern {
        self.pattern_within(node, OUTLINE_DEPTH)
    }

    fn pattern_within(&self, node: &Node<'a>, depth: usize) -> Pattern {
        let node = self.resolve(node);
        let Some(depth) = depth.checked_sub(1) else { return Pattern::Any };
        let members = self.members(&node);
        if !members.is_empty() {
            return Pattern::OneOf(members.iter().map(|member| self.tagged_pattern(&node, member, depth)).collect());
        }
        if node.has("allOf") || node.has("properties") || node.str("type") == Some("object") {
            return self.object_pattern(&node, depth);
        }
        match node.str("type") {
            Some("boolean") => Pattern::Boolean,
            Some("integer" | "number") => Pattern::Number,
            Some("string") => {
                let values: BTreeSet<_> = node.strings("enum").into_iter().map(str::to_owned).collect();
                Pattern::String((!values.is_empty()).then_some(values))
            }
            Some("array") => Pattern::Array {
                items: Box::new(node.get("items").map_or(Pattern::Any, |items| self.pattern_within(&items, depth))),
                non_empty: node.value.get("minItems").and_then(Value::as_u64).unwrap_or(0) > 0,
            },
            _ => Pattern::Any,
        }
    }

    /// The pattern of a member of a tagged union, which has the tag in addition to its own keys.
    fn tagged_pattern(&self, union: &Node<'a>, member: &MemberSchema<'a>, depth: usize) -> Pattern {
        let mut pattern = self.pattern_within(&member.node, depth);
        let property = union.get("discriminator").and_then(|d| d.str("propertyName"));
        if let (Some(property), Pattern::Object { required, declared }) = (property, &mut pattern) {
            required.insert(property.to_owned(), Pattern::String(None));
            if let Some(declared) = declared {
                declared.insert(property.to_owned());
            }
        }
        pattern
    }

    fn object_pattern(&self, node: &Node<'a>, depth: usize) -> Pattern {
        let mut required = BTreeMap::new();
        let mut declared = BTreeSet::new();
        let mut open = false;
        for part in self.object_parts(node) {
            for (name, property) in part.entries("properties") {
                declared.insert(name.to_owned());
                if part.strings("required").contains(&name) {
                    let property = self.resolve(&property);
                    let pattern =
                        if property.flag("nullable") { Pattern::Any } else { self.pattern_within(&property, depth) };
                    required.insert(name.to_owned(), pattern);
                }
            }
            open |= part.value.get("additionalProperties").is_some_and(|value| value != &Value::Bool(false));
        }
        // An object without properties accepts everything.
        let declared = (!open && !declared.is_empty()).then_some(declared);
        Pattern::Object { required, declared }
    }
}
