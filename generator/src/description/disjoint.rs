//! Whether the members of an untagged union can be told apart: a proof, or a value that two members accept.
//!
//! An object is read as closed for this: a member accepts the keys that it declares. This is what tells
//! `{id, csidFilter}` from `{id, periodFilter}`; a decoder still ignores keys that nobody declares.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::model::Rule;

/// A value that both rules accept; `None` is the proof that there is none.
///
/// The empty array is no such value: it carries nothing that could be lost, so the first list among the members takes
/// it and writes it back the same.
pub fn overlap(a: &Rule, b: &Rule) -> Option<Value> {
    match (a, b) {
        (Rule::OneOf(rules), other) | (other, Rule::OneOf(rules)) => rules.iter().find_map(|rule| overlap(rule, other)),
        (Rule::Any, other) | (other, Rule::Any) => Some(sample(other)),
        (Rule::Boolean, Rule::Boolean) | (Rule::Number, Rule::Number) => Some(sample(a)),
        (Rule::String(None), other @ Rule::String(_)) | (other @ Rule::String(_), Rule::String(None)) => {
            Some(sample(other))
        }
        (Rule::String(Some(a)), Rule::String(Some(b))) => a.intersection(b).next().map(|common| json!(common)),
        (Rule::Array { items: a, .. }, Rule::Array { items: b, .. }) => overlap(a, b).map(|item| json!([item])),
        (Rule::Object { required: ra, declared: da }, Rule::Object { required: rb, declared: db }) => {
            object_overlap((ra, da), (rb, db))
        }
        _ => None,
    }
}

type ObjectRule<'a> = (&'a BTreeMap<String, Rule>, &'a Option<BTreeSet<String>>);

fn object_overlap((ra, da): ObjectRule<'_>, (rb, db): ObjectRule<'_>) -> Option<Value> {
    let allows = |declared: &Option<BTreeSet<String>>, key: &String| declared.as_ref().is_none_or(|d| d.contains(key));
    if !ra.keys().all(|key| allows(db, key)) || !rb.keys().all(|key| allows(da, key)) {
        return None;
    }
    let mut witness = serde_json::Map::new();
    for key in ra.keys().chain(rb.keys()) {
        let value = match (ra.get(key), rb.get(key)) {
            (Some(a), Some(b)) => overlap(a, b)?,
            (Some(rule), None) | (None, Some(rule)) => sample(rule),
            (None, None) => continue,
        };
        witness.insert(key.clone(), value);
    }
    Some(Value::Object(witness))
}

/// A value that the rule accepts.
fn sample(rule: &Rule) -> Value {
    match rule {
        Rule::Any | Rule::String(None) => json!("text"),
        Rule::Boolean => json!(true),
        Rule::Number => json!(1),
        Rule::String(Some(values)) => json!(values.iter().next()),
        Rule::Array { items, .. } => json!([sample(items)]),
        Rule::Object { required, .. } => {
            Value::Object(required.iter().map(|(key, rule)| (key.clone(), sample(rule))).collect())
        }
        Rule::OneOf(rules) => rules.first().map_or(Value::Null, sample),
    }
}

/// Whether the rule accepts the value.
pub fn accepts(rule: &Rule, value: &Value) -> bool {
    match (rule, value) {
        (Rule::Any, _) | (Rule::Boolean, Value::Bool(_)) | (Rule::Number, Value::Number(_)) => true,
        (Rule::String(values), Value::String(text)) => values.as_ref().is_none_or(|v| v.contains(text)),
        (Rule::Array { items, non_empty }, Value::Array(array)) => {
            (!non_empty || !array.is_empty()) && array.iter().all(|item| accepts(items, item))
        }
        (Rule::Object { required, declared }, Value::Object(object)) => {
            required.iter().all(|(key, rule)| object.get(key).is_some_and(|value| accepts(rule, value)))
                && declared.as_ref().is_none_or(|d| object.keys().all(|key| d.contains(key)))
        }
        (Rule::OneOf(rules), value) => rules.iter().any(|rule| accepts(rule, value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(required: &[&str], optional: &[&str]) -> Rule {
        Rule::Object {
            required: required.iter().map(|key| ((*key).to_owned(), Rule::Number)).collect(),
            declared: Some(required.iter().chain(optional).map(|key| (*key).to_owned()).collect()),
        }
    }

    fn list(items: Rule) -> Rule {
        Rule::Array { items: Box::new(items), non_empty: false }
    }

    #[test]
    fn values_of_different_json_types_are_told_apart() {
        assert_eq!(overlap(&Rule::String(None), &Rule::Number), None);
        assert_eq!(overlap(&list(Rule::String(None)), &Rule::String(None)), None);
        assert_eq!(overlap(&object(&["a"], &[]), &list(Rule::Any)), None);
    }

    #[test]
    fn objects_are_told_apart_by_a_required_key_that_the_other_does_not_declare() {
        let by_period = object(&["id", "period"], &["timezone"]);
        let by_conversation = object(&["id"], &["conversations", "timezone"]);
        assert_eq!(overlap(&by_period, &by_conversation), None);
    }

    #[test]
    fn objects_with_the_same_keys_are_ambiguous_and_the_witness_fits_both() {
        let a = object(&["value"], &["label"]);
        let b = object(&["value"], &[]);
        let witness = overlap(&a, &b).expect("both accept {value}");
        assert!(accepts(&a, &witness) && accepts(&b, &witness), "{witness}");
    }

    #[test]
    fn objects_whose_common_key_differs_in_type_are_told_apart() {
        let numeric = object(&["value"], &[]);
        let textual = Rule::Object {
            required: [("value".to_owned(), Rule::String(None))].into(),
            declared: Some(["value".to_owned()].into()),
        };
        assert_eq!(overlap(&numeric, &textual), None);
    }

    #[test]
    fn an_object_without_required_keys_overlaps_a_map() {
        let map = Rule::Object { required: BTreeMap::new(), declared: None };
        assert_eq!(overlap(&object(&[], &["a"]), &map), Some(json!({})));
    }

    #[test]
    fn lists_are_told_apart_by_their_items() {
        assert_eq!(overlap(&list(Rule::String(None)), &list(object(&["url"], &[]))), None);
        assert_eq!(overlap(&list(Rule::Number), &list(Rule::Number)), Some(json!([1])));
    }

    #[test]
    fn enumerations_overlap_only_in_a_common_value() {
        let values = |v: &[&str]| Rule::String(Some(v.iter().map(|s| (*s).to_owned()).collect()));
        assert_eq!(overlap(&values(&["a", "b"]), &values(&["c"])), None);
        assert_eq!(overlap(&values(&["a", "b"]), &values(&["b", "c"])), Some(json!("b")));
        assert_eq!(overlap(&values(&["a"]), &Rule::String(None)), Some(json!("a")));
    }
}
