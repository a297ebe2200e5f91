//! Lists of values in the prose of a description: `values: [Inbound, Internal, Outbound]`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::support::Support;
use crate::conventions::Prose;
use crate::description::Node;
use crate::description::{Schemas, operations};
use crate::overlay::{Action, Change};
use crate::text::child;
use crate::text::json_path;

/// A string whose prose lists its values.
pub struct ValueList {
    /// The pointer of the string's schema; for the keys of a map, the pointer of the map with `/x-propertyNames`.
    pub pointer: String,
    /// The values.
    pub values: BTreeSet<String>,
}

/// The example values of one string with a list of values.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Those that are plain strings.
    pub plain: Support,
    /// Those that are objects with the value under this single key.
    pub tagged: BTreeMap<String, Support>,
}

/// The list in a text: its start, its end and its values.
fn list_in(prose: &Prose, text: &str) -> Option<(usize, usize, BTreeSet<String>)> {
    let lead = prose.values.as_deref()?;
    let mark = text.find(lead)?;
    let open = mark + lead.len();
    let close = open + text.get(open..)?.find(']')?;
    let values: BTreeSet<String> = text.get(open..close)?.split(',').map(|v| v.trim().to_owned()).collect();
    let well_formed = values.iter().all(|v| !v.is_empty() && !v.contains(char::is_whitespace));
    well_formed.then_some((mark, close + 1, values))
}

/// The text without the list and the word before it.
pub fn without_values(prose: &Prose, text: &str) -> String {
    let Some((start, end, _)) = list_in(prose, text) else { return text.trim().to_owned() };
    let before = text[..start].trim_end();
    let mut introductions = prose.introductions.iter();
    let before = introductions.find_map(|word| before.strip_suffix(word.as_str())).unwrap_or(before).trim_end();
    let after = text[end..].trim_start_matches('.').trim();
    [before, after].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

/// Every list of values in the description, sorted by pointer.
pub fn value_lists(schemas: &Schemas<'_>) -> Vec<ValueList> {
    let prose = &schemas.conventions.prose;
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for schema in schemas.all() {
        let list = schema.str("description").and_then(|text| list_in(prose, text));
        if let (Some((_, _, values)), Some(pointer)) = (list, string_within(schema)) {
            found.insert(pointer, values);
        }
    }
    for operation in operations(schemas.root) {
        for parameter in &operation.parameters {
            let list = parameter.str("description").and_then(|text| list_in(prose, text));
            let pointer = parameter.get("schema").and_then(|schema| string_within(&schema));
            if let (Some((_, _, values)), Some(pointer)) = (list, pointer) {
                found.insert(pointer, values);
            }
        }
    }
    found.into_iter().map(|(pointer, values)| ValueList { pointer, values }).collect()
}

/// The string that a list in the prose of a schema describes: the schema itself, its items or its keys.
fn string_within(schema: &Node<'_>) -> Option<String> {
    match schema.str("type")? {
        "string" if !schema.has("enum") => Some(schema.pointer.clone()),
        "array" => schema.get("items").and_then(|items| string_within(&items)),
        "object" if schema.has("additionalProperties") && !schema.has("properties") => {
            Some(child(&schema.pointer, "x-propertyNames"))
        }
        _ => None,
    }
}

impl ValueList {
    /// The correction that states the list.
    pub fn action(&self, root: &Value, checked: Checked) -> Action {
        let tagged = checked.tagged.iter().max_by_key(|(_, support)| support.total());
        let tagged = tagged.filter(|_| checked.plain.total() == 0);
        let support = checked.tagged.values().fold(checked.plain, |sum, support| sum.and(*support));
        let mut evidence = support.counts();
        evidence.insert("prose".to_owned(), json!(true));
        if tagged.is_some() && support.is_assumed() {
            evidence.insert("assumed".to_owned(), json!(true));
        }
        let (pointer, description, update) = match (self.pointer.strip_suffix("/x-propertyNames"), tagged) {
            (Some(map), _) => (
                map,
                "The prose lists the keys.".to_owned(),
                json!({ "x-propertyNames": { "type": "string", "enum": self.values } }),
            ),
            (None, Some((key, _))) => (
                self.pointer.as_str(),
                format!("The prose lists the values; on the wire each is in `{key}` of an object."),
                json!({
                    "type": "object",
                    "discriminator": { "propertyName": key },
                    "required": [key],
                    "properties": { key: { "type": "string", "enum": self.values } },
                }),
            ),
            (None, None) => {
                (self.pointer.as_str(), "The prose lists the values.".to_owned(), json!({ "enum": self.values }))
            }
        };
        Action {
            target: json_path(root, pointer),
            description,
            change: Change::Update(update),
            expect: None,
            extensions: BTreeMap::from([("x-evidence".to_owned(), json!(evidence))]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{list_in, without_values};
    use crate::conventions::Prose;

    fn prose() -> Prose {
        let introductions = ["Allowed", "Possible"].map(str::to_owned);
        Prose { values: Some("values: [".to_owned()), introductions: introductions.into() }
    }

    fn values(text: &str) -> Option<Vec<String>> {
        list_in(&prose(), text).map(|(_, _, values)| values.into_iter().collect())
    }

    #[test]
    fn a_list_is_found_whatever_word_is_before_it() {
        for text in ["values: [B, A]", "Allowed values: [A,B].", "The kind. Possible values: [ A , B ] and more"] {
            assert_eq!(values(text), Some(vec!["A".to_owned(), "B".to_owned()]), "{text}");
        }
    }

    #[test]
    fn a_broken_list_or_one_with_spaces_in_values_is_ignored() {
        for text in ["values: [A, B", "values: []", "values: [A,, B]", "values: [two words, B]", "Values: A, B", ""] {
            assert_eq!(values(text), None, "{text}");
        }
    }

    #[test]
    fn the_prose_around_a_list_is_kept() {
        assert_eq!(without_values(&prose(), "The kind. Allowed values: [A, B]."), "The kind.");
        assert_eq!(without_values(&prose(), "Possible values: [A]. In capitals."), "In capitals.");
        assert_eq!(without_values(&prose(), "values: [A, B"), "values: [A, B");
    }
}
