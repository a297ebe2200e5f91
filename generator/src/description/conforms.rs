//! Whether a value certainly fits a schema: a message shows no value that does not.

use serde_json::{Map, Value};

use super::disjoint::accepts;
use super::formats::fits;
use super::node::Node;
use super::schemas::Schemas;

/// How many schemas within each other are checked.
const DEPTH: usize = 8;

impl<'a> Schemas<'a> {
    /// Whether the schema certainly accepts the value. `false` says nothing: a keyword may not be understood here.
    pub fn surely_accepts(&self, node: &Node<'a>, value: &Value) -> bool {
        self.accepts_within(node, value, DEPTH)
    }

    fn accepts_within(&self, node: &Node<'a>, value: &Value, depth: usize) -> bool {
        let node = self.resolve(node);
        let Some(depth) = depth.checked_sub(1) else { return false };
        if value.is_null() {
            return node.flag("nullable") && !node.has("allOf");
        }
        node.shaping().all(|keyword| self.keyword_accepts(&node, keyword, value, depth))
    }

    fn keyword_accepts(&self, node: &Node<'a>, keyword: &str, value: &Value, depth: usize) -> bool {
        let of = |key: &str| node.value.get(key);
        let limit = |key: &str| of(key).and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
        let accepts = |inner: &Node<'a>, value: &Value| self.accepts_within(inner, value, depth);
        let at_least = |length: usize, key: &str| limit(key).is_some_and(|limit| length >= limit);
        let at_most = |length: usize, key: &str| limit(key).is_some_and(|limit| length <= limit);
        let object = value.as_object();
        match keyword {
            "type" => node.str("type").is_some_and(|ty| has_type(value, ty)),
            "enum" => of("enum").and_then(Value::as_array).is_some_and(|values| values.contains(value)),
            "format" => node.str("format").is_some_and(|format| format_accepts(format, value)),
            "allOf" => node.items("allOf").iter().all(|part| accepts(part, value)),
            "anyOf" => node.items("anyOf").iter().any(|member| accepts(member, value)),
            "oneOf" => self.one_accepts(&node.items("oneOf"), value, depth),
            "minLength" => value.as_str().is_none_or(|text| at_least(text.chars().count(), keyword)),
            "maxLength" => value.as_str().is_none_or(|text| at_most(text.chars().count(), keyword)),
            "minItems" => value.as_array().is_none_or(|items| at_least(items.len(), keyword)),
            "maxItems" => value.as_array().is_none_or(|items| at_most(items.len(), keyword)),
            "uniqueItems" => value.as_array().is_none_or(|items| items.len() < 2),
            "minProperties" => object.is_none_or(|object| at_least(object.len(), keyword)),
            "maxProperties" => object.is_none_or(|object| at_most(object.len(), keyword)),
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => within_limits(node, value),
            "items" => value
                .as_array()
                .is_none_or(|all| node.get("items").is_some_and(|of| all.iter().all(|i| accepts(&of, i)))),
            "required" => {
                object.is_none_or(|object| node.strings("required").iter().all(|key| object.contains_key(*key)))
            }
            "properties" => object.is_none_or(|object| {
                node.entries("properties")
                    .iter()
                    .all(|(key, of)| object.get(*key).is_none_or(|value| accepts(of, value)))
            }),
            "additionalProperties" => object.is_none_or(|object| self.further_accept(node, object, depth)),
            _ => false,
        }
    }

    /// One member certainly accepts the value, and the others certainly do not.
    fn one_accepts(&self, members: &[Node<'a>], value: &Value, depth: usize) -> bool {
        let accepting = members.iter().filter(|member| self.accepts_within(member, value, depth)).count();
        let possible = members.iter().filter(|member| accepts(&self.pattern(member), value)).count();
        accepting == 1 && possible == 1
    }

    fn further_accept(&self, node: &Node<'a>, object: &Map<String, Value>, depth: usize) -> bool {
        let declared = node.entries("properties");
        let mut further = object.iter().filter(|(key, _)| !declared.iter().any(|(name, _)| name == key));
        match node.get("additionalProperties") {
            Some(of) if of.value.is_object() => further.all(|(_, value)| self.accepts_within(&of, value, depth)),
            Some(of) => of.value == &Value::Bool(true) || further.next().is_none(),
            None => true,
        }
    }
}

fn has_type(value: &Value, ty: &str) -> bool {
    match ty {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

fn format_accepts(format: &str, value: &Value) -> bool {
    match value {
        Value::String(text) => fits(format, text) == Some(true),
        Value::Number(_) => ["int32", "int64", "uint64", "float", "double"].contains(&format),
        _ => true,
    }
}

fn within_limits(node: &Node<'_>, value: &Value) -> bool {
    let Some(value) = value.as_f64() else { return true };
    let limit = |key: &str| node.value.get(key).and_then(Value::as_f64);
    // A limit that is met exactly may be excluded.
    limit("minimum").is_none_or(|least| value > least || value == least && !node.has("exclusiveMinimum"))
        && limit("maximum").is_none_or(|most| value < most || value == most && !node.has("exclusiveMaximum"))
}
