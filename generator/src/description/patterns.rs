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
