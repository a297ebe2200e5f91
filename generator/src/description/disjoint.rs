//! Whether the members of an untagged union can be distinguished: a proof, or a value that two members accept.
//!
//! Objects are treated as closed: a member accepts only the keys that it declares. This distinguishes
//! `{id, csidFilter}` from `{id, periodFilter}`. A decoder still ignores keys that no member declares.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::model::Pattern;

/// A value that both patterns accept; `None` proves that there is none.
///
/// The empty array does not count: it has no content that could be lost. The first list among the members accepts it
/// and writes it back unchanged.
pub fn overlap(a: &Pattern, b: &Pattern) -> Option<Value> {
    match (a, b) {
        (Pattern::OneOf(patterns), other) | (other, Pattern::OneOf(patterns)) => {
            patterns.iter().find_map(|pattern| overlap(pattern, other))
        }
        (Pattern::Any, other) | (other, Pattern::Any) => sample(other),
        (Pattern::Null, Pattern::Null)
        | (Pattern::Boolean, Pattern::Boolean)
        | (Pattern::Number, Pattern::Number)
        | (Pattern::String(_), Pattern::String(None)) => sample(a),
        (Pattern::String(None), Pattern::String(_)) => sample(b),
        (Pattern::String(Some(a)), Pattern::String(Some(b))) => a.intersection(b).next().map(|common| json!(common)),
        (Pattern::Array { items: a, .. }, Pattern::Array { items: b, .. }) => overlap(a, b).map(|item| json!([item])),
        (Pattern::Object { required: ra, declared: da }, Pattern::Object { required: rb, declared: db }) => {
            object_overlap((ra, da), (rb, db))
        }
        _ => None,
    }
}

/// The first two patterns that accept a common value, by their positions, and this value; `None` proves that there are
/// none.
pub fn first_overlap<'p>(patterns: impl IntoIterator<Item = &'p Pattern>) -> Option<(usize, usize, Value)> {
    let patterns: Vec<&Pattern> = patterns.into_iter().collect();
    let mut pairs = (0..patterns.len()).flat_map(|a| (a + 1..patterns.len()).map(move |b| (a, b)));
    pairs.find_map(|(a, b)| Some((a, b, overlap(patterns[a], patterns[b])?)))
}

type ObjectPattern<'a> = (&'a BTreeMap<String, Pattern>, &'a Option<BTreeSet<String>>);

fn object_overlap((ra, da): ObjectPattern<'_>, (rb, db): ObjectPattern<'_>) -> Option<Value> {
    let allows = |declared: &Option<BTreeSet<String>>, key: &String| declared.as_ref().is_none_or(|d| d.contains(key));
    if !ra.keys().all(|key| allows(db, key)) || !rb.keys().all(|key| allows(da, key)) {
        return None;
    }
    let keys: BTreeSet<&String> = ra.keys().chain(rb.keys()).collect();
    let value = |key: &String| match (ra.get(key), rb.get(key)) {
        (Some(a), Some(b)) => overlap(a, b),
        (one, other) => sample(one.or(other)?),
    };
    let entries = keys.into_iter().map(|key| Some((key.clone(), value(key)?)));
    entries.collect::<Option<_>>().map(Value::Object)
}

/// A value that the pattern accepts; `None` if there is none.
fn sample(pattern: &Pattern) -> Option<Value> {
    match pattern {
        Pattern::Any | Pattern::String(None) => Some(json!("text")),
        Pattern::Null => Some(Value::Null),
        Pattern::Boolean => Some(json!(true)),
        Pattern::Number => Some(json!(1)),
        Pattern::String(Some(values)) => values.first().map(|value| json!(value)),
        Pattern::Array { items, .. } => sample(items).map(|item| json!([item])),
        Pattern::Object { required, .. } => {
            let entries = required.iter().map(|(key, pattern)| Some((key.clone(), sample(pattern)?)));
            entries.collect::<Option<_>>().map(Value::Object)
        }
        Pattern::OneOf(patterns) => patterns.iter().find_map(sample),
    }
}

/// Whether the pattern accepts the value.
pub fn accepts(pattern: &Pattern, value: &Value) -> bool {
    accepts_keys(pattern, value, |declared, key| declared.contains(key))
}

/// Whether the pattern accepts the value apart from keys that it does not declare.
pub fn accepts_in_part(pattern: &Pattern, value: &Value) -> bool {
    accepts_keys(pattern, value, |_, _| true)
}

fn accepts_keys(pattern: &Pattern, value: &Value, allowed: fn(&BTreeSet<String>, &String) -> bool) -> bool {
    match (pattern, value) {
        (Pattern::Any, _) | (Pattern::Null, Value::Null) => true,
        (Pattern::Boolean, Value::Bool(_)) | (Pattern::Number, Value::Number(_)) => true,
        (Pattern::String(values), Value::String(text)) => values.as_ref().is_none_or(|v| v.contains(text)),
        (Pattern::Array { items, non_empty }, Value::Array(array)) => {
            (!non_empty || !array.is_empty()) && array.iter().all(|item| accepts_keys(items, item, allowed))
        }
        (Pattern::Object { required, declared }, Value::Object(object)) => {
            let has =
                |key: &String, pattern| object.get(key).is_some_and(|value| accepts_keys(pattern, value, allowed));
            required.iter().all(|(key, pattern)| has(key, pattern))
                && declared.as_ref().is_none_or(|declared| object.keys().all(|key| allowed(declared, key)))
        }
        (Pattern::OneOf(patterns), value) => patterns.iter().any(|pattern| accepts_keys(pattern, value, allowed)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(required: &[&str], optional: &[&str]) -> Pattern {
        Pattern::Object {
            required: required.iter().map(|key| ((*key).to_owned(), Pattern::Number)).collect(),
            declared: Some(required.iter().chain(optional).map(|key| (*key).to_owned()).collect()),
        }
    }

    fn list(items: Pattern) -> Pattern {
        Pattern::Array { items: Box::new(items), non_empty: false }
    }

    #[test]
    fn values_of_different_json_types_are_distinguished() {
        assert_eq!(overlap(&Pattern::String(None), &Pattern::Number), None);
        assert_eq!(overlap(&list(Pattern::String(None)), &Pattern::String(None)), None);
        assert_eq!(overlap(&object(&["a"], &[]), &list(Pattern::Any)), None);
    }

    #[test]
    fn objects_are_distinguished_by_a_required_key_that_the_other_does_not_declare() {
        let by_period = object(&["id", "period"], &["timezone"]);
        let by_conversation = object(&["id"], &["conversations", "timezone"]);
        assert_eq!(overlap(&by_period, &by_conversation), None);
    }

    #[test]
    fn objects_with_the_same_keys_overlap_in_a_value_that_both_accept() {
        let a = object(&["value"], &["label"]);
        let b = object(&["value"], &[]);
        let witness = overlap(&a, &b).expect("both accept {value}");
        assert!(accepts(&a, &witness) && accepts(&b, &witness), "{witness}");
    }

    #[test]
    fn objects_whose_common_key_differs_in_type_are_distinguished() {
        let numeric = object(&["value"], &[]);
        let textual = Pattern::Object {
            required: [("value".to_owned(), Pattern::String(None))].into(),
            declared: Some(["value".to_owned()].into()),
        };
        assert_eq!(overlap(&numeric, &textual), None);
    }

    #[test]
    fn an_object_without_required_keys_overlaps_a_map() {
        let map = Pattern::Object { required: BTreeMap::new(), declared: None };
        assert_eq!(overlap(&object(&[], &["a"]), &map), Some(json!({})));
    }

    #[test]
    fn lists_are_distinguished_by_their_items() {
        assert_eq!(overlap(&list(Pattern::String(None)), &list(object(&["url"], &[]))), None);
        assert_eq!(overlap(&list(Pattern::Number), &list(Pattern::Number)), Some(json!([1])));
    }

    #[test]
    fn enumerations_overlap_only_in_a_common_value() {
        let values = |v: &[&str]| Pattern::String(Some(v.iter().map(|s| (*s).to_owned()).collect()));
        assert_eq!(overlap(&values(&["a", "b"]), &values(&["c"])), None);
        assert_eq!(overlap(&values(&["a", "b"]), &values(&["b", "c"])), Some(json!("b")));
        assert_eq!(overlap(&values(&["a"]), &Pattern::String(None)), Some(json!("a")));
    }

    fn strings(values: &[&str]) -> Pattern {
        Pattern::String(Some(values.iter().map(|value| (*value).to_owned()).collect()))
    }

    fn one_of(patterns: &[Pattern]) -> Pattern {
        Pattern::OneOf(patterns.to_vec())
    }

    /// Both orders, since each arm of `overlap` has a left and a right side.
    fn both_ways(a: &Pattern, b: &Pattern) -> Option<Value> {
        let found = overlap(a, b);
        assert_eq!(overlap(b, a).is_some(), found.is_some(), "{a:?} and {b:?}");
        found
    }

    #[test]
    fn any_value_overlaps_everything_that_has_a_value() {
        for other in
            [Pattern::Any, Pattern::Null, Pattern::Boolean, Pattern::Number, strings(&["a"]), object(&["a"], &[])]
        {
            let witness = both_ways(&Pattern::Any, &other).expect("a value");
            assert!(accepts(&other, &witness), "{other:?} and {witness}");
        }
        assert_eq!(both_ways(&Pattern::Any, &one_of(&[])), None);
        assert_eq!(both_ways(&Pattern::Any, &strings(&[])), None);
    }

    #[test]
    fn a_choice_overlaps_what_one_of_its_patterns_overlaps() {
        let choice = one_of(&[Pattern::Boolean, strings(&["a", "b"])]);
        assert_eq!(both_ways(&choice, &Pattern::Number), None);
        assert_eq!(both_ways(&choice, &strings(&["b"])), Some(json!("b")));
        assert_eq!(both_ways(&choice, &one_of(&[Pattern::Number, Pattern::Boolean])), Some(json!(true)));
        assert_eq!(both_ways(&list(choice), &list(strings(&["c"]))), None);
    }

    #[test]
    fn the_first_overlap_is_that_of_the_first_pattern_that_has_one() {
        let patterns = [Pattern::Null, Pattern::Number, strings(&["a"]), strings(&["a", "b"]), Pattern::Number];
        assert_eq!(first_overlap(&patterns), Some((1, 4, json!(1))));
        assert_eq!(first_overlap(&patterns[2..]), Some((0, 1, json!("a"))));
        assert_eq!(first_overlap(&patterns[..3]), None);
        assert_eq!(first_overlap(&patterns[..1]), None);
    }

    #[test]
    fn null_overlaps_only_null() {
        let nullable = |pattern: Pattern| one_of(&[Pattern::Null, pattern]);
        assert_eq!(both_ways(&Pattern::Null, &Pattern::Boolean), None);
        assert_eq!(both_ways(&nullable(Pattern::Number), &nullable(strings(&["a"]))), Some(Value::Null));
    }

    #[test]
    fn a_required_value_that_cannot_exist_leaves_no_object() {
        let impossible = Pattern::Object { required: [("a".to_owned(), one_of(&[]))].into(), declared: None };
        assert_eq!(both_ways(&impossible, &Pattern::Object { required: BTreeMap::new(), declared: None }), None);
        assert_eq!(both_ways(&impossible, &Pattern::Any), None);
    }

    #[test]
    fn a_pattern_accepts_the_values_of_its_form_alone() {
        let not_empty = Pattern::Array { items: Box::new(Pattern::Number), non_empty: true };
        let open = Pattern::Object { required: BTreeMap::new(), declared: None };
        let cases = [
            (Pattern::Any, json!(null), true),
            (Pattern::Null, json!(null), true),
            (Pattern::Null, json!(false), false),
            (Pattern::Boolean, json!(true), true),
            (Pattern::Boolean, json!(1), false),
            (Pattern::Number, json!(1.5), true),
            (Pattern::Number, json!("1"), false),
            (Pattern::String(None), json!("x"), true),
            (strings(&["a"]), json!("a"), true),
            (strings(&["a"]), json!("b"), false),
            (list(Pattern::Number), json!([]), true),
            (list(Pattern::Number), json!([1, 2]), true),
            (list(Pattern::Number), json!([1, "x"]), false),
            (list(Pattern::Number), json!(1), false),
            (not_empty.clone(), json!([]), false),
            (not_empty.clone(), json!([1]), true),
            (not_empty, json!(["x"]), false),
            (object(&["a"], &["b"]), json!({"a": 1}), true),
            (object(&["a"], &["b"]), json!({"a": 1, "b": 2}), true),
            (object(&["a"], &["b"]), json!({"b": 2}), false),
            (object(&["a"], &["b"]), json!({"a": "x"}), false),
            (object(&["a"], &["b"]), json!({"a": 1, "c": 3}), false),
            (open.clone(), json!({"c": 3}), true),
            (open, json!([]), false),
            (one_of(&[Pattern::Null, Pattern::Number]), json!(1), true),
            (one_of(&[Pattern::Null, Pattern::Number]), json!("x"), false),
            (one_of(&[]), json!(null), false),
        ];
        for (pattern, value, expected) in cases {
            assert_eq!(accepts(&pattern, &value), expected, "{pattern:?} and {value}");
        }
    }

    #[test]
    fn undeclared_keys_do_not_count_for_an_acceptance_in_part() {
        let of = object(&["a"], &[]);
        assert!(
            accepts_in_part(&of, &json!({"a": 1, "c": 3}))
                && accepts_in_part(&list(of.clone()), &json!([{"a": 1, "c": 3}]))
        );
        assert!(!accepts_in_part(&of, &json!({"c": 3})) && !accepts_in_part(&of, &json!(1)));
    }
}
