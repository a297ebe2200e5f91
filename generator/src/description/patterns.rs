//! The patterns of schemas: the form of their values, as far as it distinguishes the members of a union.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::node::Node;
use super::schemas::{MemberSchema, Schemas};
use crate::model::{Access, Pattern};

/// The depth to which [`Schemas::pattern`] compares; deeper values are treated as equal.
const PATTERN_DEPTH: usize = 4;

/// Keys and JSON type, of the value and of its items. Deeper values may contain tags that no schema declares yet.
const OUTLINE_DEPTH: usize = 2;

/// How many pairs of members are compared where two unions apply to one value.
const MOST_PAIRS: usize = 256;

impl<'a> Schemas<'a> {
    /// The pattern of the schema's values, as far as needed to distinguish the members of a union. `null` is left out.
    pub fn pattern(&self, node: &Node<'a>) -> Pattern {
        self.pattern_within(node, PATTERN_DEPTH)
    }

    /// The pattern of the outer levels only, for values whose inner unions are not decided yet.
    pub fn outline_pattern(&self, node: &Node<'a>) -> Pattern {
        self.pattern_within(node, OUTLINE_DEPTH)
    }

    /// The pattern of a member of a union with keywords of its own beside the members.
    pub fn member_pattern(&self, own: &[Node<'a>], member: &Node<'a>) -> Pattern {
        self.member_pattern_within(own, member, PATTERN_DEPTH)
    }

    /// [`member_pattern`](Self::member_pattern) of the outer levels only.
    pub fn outline_member_pattern(&self, own: &[Node<'a>], member: &Node<'a>) -> Pattern {
        self.member_pattern_within(own, member, OUTLINE_DEPTH)
    }

    fn member_pattern_within(&self, own: &[Node<'a>], member: &Node<'a>, depth: usize) -> Pattern {
        let own = own.iter().filter_map(|part| self.own_pattern(part, depth - 1));
        closed(own.fold(self.open_pattern(member, depth), |all, part| meet(&all, &part)))
    }

    fn pattern_within(&self, node: &Node<'a>, depth: usize) -> Pattern {
        closed(self.open_pattern(node, depth))
    }

    /// The pattern of a value that may also be `null`.
    fn nullable_pattern(&self, node: &Node<'a>, depth: usize) -> Pattern {
        let pattern = self.pattern_within(node, depth);
        if self.is_nullable(node) { Pattern::OneOf(vec![Pattern::Null, pattern]) } else { pattern }
    }

    /// The pattern without the rule that an object without properties accepts every key, which holds for the whole
    /// object and not for a part of it.
    fn open_pattern(&self, node: &Node<'a>, depth: usize) -> Pattern {
        let node = self.resolve(node);
        let Some(depth) = depth.checked_sub(1) else { return Pattern::Any };
        let subtypes = self.subtypes(&node);
        if !subtypes.is_empty() {
            return self.any_of(&node, &subtypes, depth);
        }
        let parts = self.object_parts(&node);
        let unions = parts.iter().map(|part| (part, self.members(part))).filter(|(_, members)| !members.is_empty());
        let unions = unions.map(|(part, members)| self.any_of(part, &members, depth));
        let own = parts.iter().filter_map(|part| self.own_pattern(part, depth));
        own.chain(unions).reduce(|all, part| meet(&all, &part)).unwrap_or(Pattern::Any)
    }

    fn any_of(&self, union: &Node<'a>, members: &[MemberSchema<'a>], depth: usize) -> Pattern {
        let discriminator = self.discriminator(union, members);
        let tag = discriminator.and_then(|d| d.str("propertyName"));
        Pattern::OneOf(members.iter().map(|member| self.tagged_pattern(tag, member, depth)).collect())
    }

    /// The pattern of a member of a tagged union, which has the tag in addition to its own keys.
    fn tagged_pattern(&self, tag: Option<&str>, member: &MemberSchema<'a>, depth: usize) -> Pattern {
        let pattern = self.open_pattern(&member.node, depth);
        let Some(property) = tag else { return pattern };
        let declared = self.property(&member.node, property);
        let tag = declared.map_or(Pattern::String(None), |tag| self.pattern_within(&tag, depth));
        let required = BTreeMap::from([(property.to_owned(), tag)]);
        meet(&pattern, &Pattern::Object { required, declared: Some([property.to_owned()].into()) })
    }

    /// The pattern of the keywords of the schema itself, without its `allOf` and its union; `None` if there are none.
    fn own_pattern(&self, node: &Node<'a>, depth: usize) -> Option<Pattern> {
        let of_type = match node.str("type") {
            Some("boolean") => Some(Pattern::Boolean),
            Some("integer" | "number") => Some(Pattern::Number),
            Some("string") => Some(Pattern::String(None)),
            Some("array") => Some(self.array_pattern(node, depth)),
            Some("object") => Some(self.object_pattern(node, depth)),
            _ if node.has("properties") || node.has("additionalProperties") || node.has("required") => {
                Some(self.object_pattern(node, depth))
            }
            _ if node.has("items") => Some(self.array_pattern(node, depth)),
            _ => None,
        };
        let values = node.value.get("enum").and_then(Value::as_array).map(|values| listed(values));
        match (of_type, values) {
            (Some(a), Some(b)) => Some(meet(&a, &b)),
            (a, b) => a.or(b),
        }
    }

    fn array_pattern(&self, node: &Node<'a>, depth: usize) -> Pattern {
        Pattern::Array {
            items: Box::new(node.get("items").map_or(Pattern::Any, |items| self.nullable_pattern(&items, depth))),
            non_empty: node.value.get("minItems").and_then(Value::as_u64).unwrap_or(0) > 0,
        }
    }

    fn object_pattern(&self, node: &Node<'a>, depth: usize) -> Pattern {
        let properties = node.entries("properties");
        let required = node.strings("required").into_iter().filter_map(|name| {
            let Some((_, property)) = properties.iter().find(|(declared, _)| *declared == name) else {
                return Some((name.to_owned(), Pattern::Any));
            };
            // Either a request or a response does not have the others.
            let is_in_both = self.access(property) == Access::Both;
            is_in_both.then(|| (name.to_owned(), self.nullable_pattern(property, depth)))
        });
        let required: BTreeMap<_, _> = required.collect();
        let open = node.value.get("additionalProperties").is_some_and(|value| value != &Value::Bool(false));
        let declared = properties.iter().map(|(name, _)| (*name).to_owned()).chain(required.keys().cloned());
        Pattern::Object { declared: (!open).then(|| declared.collect()), required }
    }
}

/// The pattern of a list of values without `null`.
fn listed(values: &[Value]) -> Pattern {
    let texts: BTreeSet<String> = values.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let mut kinds = Vec::new();
    if !texts.is_empty() {
        kinds.push(Pattern::String(Some(texts)));
    }
    for value in values {
        let kind = match value {
            Value::Bool(_) => Pattern::Boolean,
            Value::Number(_) => Pattern::Number,
            Value::Null | Value::String(_) => continue,
            Value::Array(_) | Value::Object(_) => return Pattern::Any,
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    if kinds.len() == 1 { kinds.remove(0) } else { Pattern::OneOf(kinds) }
}

/// An object without properties accepts every key.
fn closed(pattern: Pattern) -> Pattern {
    match pattern {
        Pattern::Object { required, declared: Some(declared) } if declared.is_empty() => {
            Pattern::Object { required, declared: None }
        }
        Pattern::OneOf(patterns) => Pattern::OneOf(patterns.into_iter().map(closed).collect()),
        other => other,
    }
}

/// The pattern of the values that two patterns accept, where each object may have the keys that either declares: the
/// parts of an `allOf` declare the keys of one object together.
fn meet(a: &Pattern, b: &Pattern) -> Pattern {
    match (a, b) {
        (Pattern::Any, other) | (other, Pattern::Any) => other.clone(),
        // Every value that fits both fits the first, so the answer stays safe where all pairs would be too many.
        (Pattern::OneOf(a), Pattern::OneOf(b)) if a.len() * b.len() > MOST_PAIRS => Pattern::OneOf(a.clone()),
        (Pattern::OneOf(patterns), other) => Pattern::OneOf(patterns.iter().map(|a| meet(a, other)).collect()),
        (other, Pattern::OneOf(patterns)) => Pattern::OneOf(patterns.iter().map(|b| meet(other, b)).collect()),
        (Pattern::String(None), strings @ Pattern::String(_))
        | (strings @ Pattern::String(_), Pattern::String(None)) => strings.clone(),
        (Pattern::String(Some(a)), Pattern::String(Some(b))) => {
            Pattern::String(Some(a.intersection(b).cloned().collect()))
        }
        (Pattern::Array { items: a, non_empty: x }, Pattern::Array { items: b, non_empty: y }) => {
            Pattern::Array { items: Box::new(meet(a, b)), non_empty: *x || *y }
        }
        (Pattern::Object { required: ra, declared: da }, Pattern::Object { required: rb, declared: db }) => {
            let mut required = ra.clone();
            for (key, pattern) in rb {
                let both = required.get(key).map_or_else(|| pattern.clone(), |known| meet(known, pattern));
                required.insert(key.clone(), both);
            }
            let declared = da.as_ref().zip(db.as_ref()).map(|(a, b)| a | b);
            Pattern::Object { required, declared }
        }
        (a, b) if a == b => a.clone(),
        // No value fits both.
        _ => Pattern::OneOf(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::conventions::Conventions;

    /// The pattern of a schema beside two components.
    fn pattern(schema: Value) -> Pattern {
        let base = json!({
            "type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}},
            "discriminator": {"propertyName": "kind"},
        });
        let derived =
            json!({"allOf": [{"$ref": "#/components/schemas/Base"}], "properties": {"size": {"type": "integer"}}});
        let root = json!({"components": {"schemas": {"It": schema, "Base": base, "Derived": derived}}});
        let conventions = Conventions::default();
        let schemas = Schemas::new(&root, &conventions);
        let it = Node { value: &root["components"]["schemas"]["It"], pointer: "/components/schemas/It".to_owned() };
        schemas.pattern(&it)
    }

    fn object(required: &[(&str, Pattern)], optional: &[&str]) -> Pattern {
        let keys = required.iter().map(|(key, _)| *key).chain(optional.iter().copied());
        Pattern::Object {
            declared: Some(keys.map(str::to_owned).collect()),
            required: required.iter().map(|(key, pattern)| ((*key).to_owned(), pattern.clone())).collect(),
        }
    }

    fn strings(values: &[&str]) -> Pattern {
        Pattern::String(Some(values.iter().map(|value| (*value).to_owned()).collect()))
    }

    #[test]
    fn the_parts_of_an_all_of_declare_the_keys_of_one_object() {
        let part = |key: &str| json!({"type": "object", "required": [key], "properties": {key: {"type": "string"}}});
        let both = object(&[("a", Pattern::String(None)), ("b", Pattern::String(None))], &[]);
        assert_eq!(pattern(json!({"allOf": [part("a"), part("b")]})), both);
    }

    #[test]
    fn an_object_without_properties_or_with_further_ones_accepts_every_key() {
        let open = |required: &[(&str, Pattern)]| Pattern::Object {
            declared: None,
            required: required.iter().map(|(key, pattern)| ((*key).to_owned(), pattern.clone())).collect(),
        };
        assert_eq!(pattern(json!({"type": "object"})), open(&[]));
        assert_eq!(pattern(json!({"properties": {"a": {}}, "additionalProperties": {}})), open(&[]));
        assert_eq!(pattern(json!({"properties": {"a": {}}, "additionalProperties": false})), object(&[], &["a"]));
    }

    #[test]
    fn scalars_behind_all_of_have_the_pattern_of_the_scalar() {
        assert_eq!(pattern(json!({"allOf": [{"type": "string"}, {"description": "A name."}]})), Pattern::String(None));
        let narrowed =
            json!({"allOf": [{"type": "string"}, {"enum": ["a", "b"]}, {"type": "string", "enum": ["b", "c"]}]});
        assert_eq!(pattern(narrowed), strings(&["b"]));
        let impossible = json!({"allOf": [{"type": "string"}, {"type": "integer"}]});
        assert_eq!(pattern(impossible), Pattern::OneOf(Vec::new()));
    }

    #[test]
    fn lists_of_values_count_with_and_without_a_type_and_null_is_left_out() {
        assert_eq!(pattern(json!({"enum": ["a", null]})), strings(&["a"]));
        assert_eq!(pattern(json!({"enum": [true]})), Pattern::Boolean);
        assert_eq!(pattern(json!({"enum": [1, "a"]})), Pattern::OneOf(vec![strings(&["a"]), Pattern::Number]));
        assert_eq!(pattern(json!({"enum": [{}]})), Pattern::Any);
    }

    #[test]
    fn null_counts_where_items_and_required_properties_allow_it() {
        let nullable = json!({"type": "string", "nullable": true});
        let or_null = Pattern::OneOf(vec![Pattern::Null, Pattern::String(None)]);
        let list = Pattern::Array { items: Box::new(or_null.clone()), non_empty: false };
        assert_eq!(pattern(json!({"type": "array", "items": nullable})), list);
        assert_eq!(pattern(json!({"required": ["a"], "properties": {"a": nullable}})), object(&[("a", or_null)], &[]));
    }

    #[test]
    fn a_key_that_only_one_direction_has_is_not_required() {
        let id = json!({"type": "string", "readOnly": true});
        assert_eq!(pattern(json!({"required": ["id"], "properties": {"id": id}})), object(&[], &["id"]));
    }

    #[test]
    fn keywords_beside_a_union_count_for_every_member() {
        let member = |key: &str| json!({"type": "object", "required": [key], "properties": {key: {"type": "integer"}}});
        let own = json!({"properties": {"id": {}}, "required": ["id"], "oneOf": [member("a"), member("b")]});
        let both = |key| object(&[("id", Pattern::Any), (key, Pattern::Number)], &[]);
        assert_eq!(pattern(own), Pattern::OneOf(vec![both("a"), both("b")]));
    }

    #[test]
    fn a_base_has_the_patterns_of_the_schemas_that_are_derived_from_it() {
        let derived = object(&[("kind", Pattern::String(None))], &["size"]);
        assert_eq!(pattern(json!({"$ref": "#/components/schemas/Base"})), Pattern::OneOf(vec![derived]));
    }

    #[test]
    fn two_unions_of_many_members_are_not_multiplied_without_a_bound() {
        let union: Vec<Value> = (0..40).map(|n| json!({"type": "string", "enum": [n.to_string()]})).collect();
        let all = pattern(json!({"allOf": [{"oneOf": union}, {"oneOf": union}]}));
        assert!(matches!(all, Pattern::OneOf(members) if members.len() == 40));
    }
}
