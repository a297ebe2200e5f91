//! JSON pointers (RFC 6901), and conversion to JSONPath (RFC 9535).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// Escapes one segment of a JSON pointer (RFC 6901).
pub fn escape(segment: &str) -> Cow<'_, str> {
    // Few segments contain a character that must be escaped.
    if segment.contains(['~', '/']) { segment.replace('~', "~0").replace('/', "~1").into() } else { segment.into() }
}

/// The JSON pointer to a member of the value at `pointer`.
pub fn child(pointer: &str, segment: &str) -> String {
    [pointer, "/", &escape(segment)].concat()
}

pub(crate) fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// A pointer without its last two segments: from a property to its schema.
pub fn enclosing(pointer: &str) -> &str {
    pointer.rsplitn(3, '/').nth(2).unwrap_or("")
}

/// The pointer to the schema of a property.
pub fn property(schema: &str, name: &str) -> String {
    child(&child(schema, "properties"), name)
}

/// The JSONPath (RFC 9535) that selects the node at a pointer; a parameter is selected by its `name` and `in`.
pub fn json_path(root: &Value, pointer: &str) -> String {
    let mut path = "$".to_owned();
    let mut node = root;
    let mut above = String::new();
    for segment in pointer.split('/').skip(1) {
        let name = unescape(segment);
        let next = match node {
            Value::Array(items) => name.parse::<usize>().ok().and_then(|index| items.get(index)),
            _ => node.get(&name),
        };
        let parameter =
            next.filter(|_| above == "parameters").and_then(|p| Some((p["name"].as_str()?, p["in"].as_str()?)));
        match (node, parameter) {
            (Value::Array(_), Some((name, place))) => {
                path.push_str(&format!("[?@.name == {} && @.in == {}]", quoted(name), quoted(place)));
            }
            (Value::Array(_), None) => path.push_str(&format!("[{name}]")),
            _ if is_shorthand(&name) => path.push_str(&format!(".{name}")),
            _ => path.push_str(&format!("[{}]", quoted(&name))),
        }
        above = name;
        node = next.unwrap_or(&Value::Null);
    }
    path
}

fn is_shorthand(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn quoted(name: &str) -> String {
    let mut text = String::from("'");
    for c in name.chars() {
        match c {
            '\\' | '\'' => text.extend(['\\', c]),
            c if c < ' ' => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('\'');
    text
}

/// The JSON pointer that the fragment of a reference represents (RFC 6901, section 6).
pub(crate) fn percent_decoded(fragment: &str) -> String {
    percent_decode_str(fragment).decode_utf8().map_or_else(|_| fragment.to_owned(), Cow::into_owned)
}
