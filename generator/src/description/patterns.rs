//! What the values of a schema look like, as far as it tells the members of a union apart.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::node::Node;
use super::schemas::{MemberSchema, Schemas};
use crate::model::Rule;

/// How deep [`Schemas::rule`] looks; what lies deeper counts as equal.
const RULE_DEPTH: usize = 4;

/// Keys, JSON type and the same for items: deeper values may hold tags that no schema declares yet.
const OUTLINE_DEPTH: usize = 2;

impl<'a> Schemas<'a> {
    /// What values of the schema look like, as far as needed to tell union members apart.
    pub fn rule(&self, node: &Node<'a>) -> Rule {
        self.rule_within(node, RULE_DEPTH)
    }

    /// The same from the outside only, for values whose inner unions are not yet understood.
    pub fn outline_rule(&self, node: &Node<'a>) -> Rule {
        self.rule_within(node, OUTLINE_DEPTH)
    }

    fn rule_within(&self, node: &Node<'a>, depth: usize) -> Rule {
        let node = self.resolve(node);
        let Some(depth) = depth.checked_sub(1) else { return Rule::Any };
        let members = self.members(&node);
        if !members.is_empty() {
            return Rule::OneOf(members.iter().map(|member| self.tagged_rule(&node, member, depth)).collect());
        }
        if node.has("allOf") || node.has("properties") || node.str("type") == Some("object") {
            return self.object_rule(&node, depth);
        }
        match node.str("type") {
            Some("boolean") => Rule::Boolean,
            Some("integer" | "number") => Rule::Number,
            Some("string") => {
                let values: BTreeSet<_> = node.strings("enum").into_iter().map(str::to_owned).collect();
                Rule::String((!values.is_empty()).then_some(values))
            }
            Some("array") => Rule::Array {
                items: Box::new(node.get("items").map_or(Rule::Any, |items| self.rule_within(&items, depth))),
                non_empty: node.value.get("minItems").and_then(Value::as_u64).unwrap_or(0) > 0,
            },
            _ => Rule::Any,
        }
    }

    /// A member of a tagged union carries the tag beside its own keys.
    fn tagged_rule(&self, union: &Node<'a>, member: &MemberSchema<'a>, depth: usize) -> Rule {
        let mut rule = self.rule_within(&member.node, depth);
        let property = union.get("discriminator").and_then(|d| d.str("propertyName"));
        if let (Some(property), Rule::Object { required, declared }) = (property, &mut rule) {
            required.insert(property.to_owned(), Rule::String(None));
            if let Some(declared) = declared {
                declared.insert(property.to_owned());
            }
        }
        rule
    }

    fn object_rule(&self, node: &Node<'a>, depth: usize) -> Rule {
        let mut required = BTreeMap::new();
        let mut declared = BTreeSet::new();
        let mut open = false;
        for part in self.object_parts(node) {
            for (name, property) in part.entries("properties") {
                declared.insert(name.to_owned());
                if part.strings("required").contains(&name) {
                    let property = self.resolve(&property);
                    let rule = if property.flag("nullable") { Rule::Any } else { self.rule_within(&property, depth) };
                    required.insert(name.to_owned(), rule);
                }
            }
            open |= part.value.get("additionalProperties").is_some_and(|value| value != &Value::Bool(false));
        }
        // An object about which nothing is said takes everything.
        let declared = (!open && !declared.is_empty()).then_some(declared);
        Rule::Object { required, declared }
    }
}
