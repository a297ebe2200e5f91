//! Bodies of a megabyte, built from the examples of the description in `spec/`.

use dixa_generator::check;
use dixa_generator::description::{Schemas, examples};
use dixa_tests::project;
use serde_json::Value;

/// The minimum length of a body, in bytes.
const LENGTH: usize = 1_000_000;

/// The lists whose examples are used, by name and path.
pub const CONVERSATIONS: (&str, &str) = ("conversations", "/v1/endusers/{userId}/conversations");
pub const MESSAGES: (&str, &str) = ("messages", "/v1/conversations/{conversationId}/messages");
pub const END_USERS: (&str, &str) = ("end users", "/v1/endusers");
pub const ACTIVITY_LOG: (&str, &str) = ("activity log", "/v1/conversations/{conversationId}/activitylog");

/// A page of a list as a server sends it: compact, the tags of unions last.
pub struct Body {
    pub name: &'static str,
    pub text: String,
}

/// The examples of a success of an operation, repeated with other ids, times and names.
pub fn body((name, path): (&'static str, &str)) -> Body {
    let document = check::parse(project::source("spec/v1.yaml")).expect("a sound description");
    let conventions = project::conventions();
    let schemas = Schemas::new(&document.value, &conventions);
    let examples = examples(&schemas);
    let of_operation = examples.iter().filter(|example| example.operation == Some(("GET".to_owned(), path)));
    let responses = of_operation.filter(|example| example.role.starts_with('2')).map(|example| example.value.value);
    let items: Vec<&Value> = responses.flat_map(|response| response["data"].as_array().expect("a list")).collect();
    assert!(!items.is_empty(), "{path} has no examples");

    let mut text = String::from(r#"{"data":["#);
    let mut count = 0;
    while text.len() < LENGTH {
        if count > 0 {
            text.push(',');
        }
        write(&varied(items[count % items.len()], "", count / items.len()), &mut text);
        count += 1;
    }
    text.push_str(r#"],"meta":{"next":"/v1/list?pageKey=bmV4dA"}}"#);
    Body { name, text }
}

/// The example with other ids, times and names.
fn varied(example: &Value, key: &str, round: usize) -> Value {
    match example {
        Value::Object(object) => object.iter().map(|(key, value)| (key.clone(), varied(value, key, round))).collect(),
        Value::Array(items) => items.iter().map(|item| varied(item, key, round)).collect(),
        Value::String(text) if text.len() == 36 && text.matches('-').count() == 4 => {
            format!("{}{:012x}", &text[..24], round * 7919).into()
        }
        Value::String(text) if text.parse::<jiff::Timestamp>().is_ok() => {
            format!("{}{:02}:{:02}{}", &text[..14], round % 60, round * 7 % 60, &text[19..]).into()
        }
        Value::String(text) if ["name", "subject", "firstName", "displayName", "value"].contains(&key) => {
            format!("{text} {round}").into()
        }
        Value::Number(number) if key == "id" => (number.as_u64().expect("an id") + round as u64).into(),
        other => other.clone(),
    }
}

/// Writes a value with its keys in an order that is not alphabetical, as a server may do.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.iter().collect();
            entries.sort_by_key(|(key, _)| (*key == "_type", key.bytes().rev().collect::<Vec<_>>()));
            sequence(('{', '}'), entries, out, |(key, value), out| {
                out.push_str(&format!("{key:?}:"));
                write(value, out);
            });
        }
        Value::Array(items) => sequence(('[', ']'), items.iter().collect(), out, write),
        other => out.push_str(&other.to_string()),
    }
}

fn sequence<T>((open, close): (char, char), parts: Vec<T>, out: &mut String, mut write: impl FnMut(T, &mut String)) {
    out.push(open);
    for (position, part) in parts.into_iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        write(part, out);
    }
    out.push(close);
}
