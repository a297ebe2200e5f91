//! What a client saw: the lines of a file of observations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// A line of a file of observations: where a value was seen, and what it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shape {
    /// Method and path template, such as `GET /v1/tags/{tagId}`.
    pub operation: String,
    /// The status of the response.
    pub status: u16,
    /// Where the value is in the response, such as `data[].link<FollowUp>.parentId`.
    pub path: String,
    /// The JSON type; `integer` for a number without a fraction.
    pub ty: String,
    /// The keys of an object; `*` for those that are not known.
    pub keys: BTreeSet<String>,
    /// The tags of an object by their keys; `?` for one that is not written as a name.
    pub tags: BTreeMap<String, String>,
    /// A string that its enumeration does not have.
    pub value: Option<String>,
}

/// A part of a path.
#[derive(Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    /// The value of a key; `*` for a key that is not known.
    Key(&'a str),
    /// An element of an array.
    Element,
    /// The object before it has this tag.
    Tag(&'a str),
}

/// A shape with the version of the API that it is of, and how often it was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The version, where the line states it.
    pub version: Option<String>,
    /// What was seen.
    pub shape: Shape,
    /// The number of lines that were merged into this one.
    pub count: usize,
}

const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];
const KEYS: [&str; 9] = ["count", "keys", "operation", "path", "status", "tags", "type", "value", "version"];

impl Counted {
    /// Reads a line. The error says what is wrong with it.
    pub fn parse(line: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(line).map_err(|error| format!("it is not JSON: {error}"))?;
        let object = value.as_object().ok_or("it is not a JSON object")?;
        if let Some(key) = object.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(format!("the key `{key}` is not one of {}", KEYS.join(", ")));
        }
        let text = |key: &str| {
            let found = object.get(key).map(|text| text.as_str().map(str::to_owned));
            found.map(|text| text.ok_or_else(|| format!("`{key}` is not a string"))).transpose()
        };
        let required = |key: &str| text(key)?.ok_or_else(|| format!("`{key}` is missing"));
        let number = |key: &str| object.get(key).map(|n| n.as_u64().ok_or_else(|| format!("`{key}` is not a number")));
        let ty = required("type")?;
        if !TYPES.contains(&ty.as_str()) {
            return Err(format!("`type` is not one of {}", TYPES.join(", ")));
        }
        let status = number("status").transpose()?.and_then(|status| u16::try_from(status).ok());
        let shape = Shape {
            operation: required("operation")?,
            status: status.ok_or("`status` is not a status")?,
            path: required("path")?,
            keys: names(object, "keys")?,
            tags: tags(object)?,
            value: text("value")?,
            ty,
        };
        segments(&shape.path)?;
        let count = number("count").transpose()?.unwrap_or(1);
        Ok(Self { version: text("version")?, shape, count: usize::try_from(count).unwrap_or(usize::MAX) })
    }

    /// The line, without the version.
    pub fn to_line(&self) -> String {
        let Shape { operation, status, path, ty, keys, tags, value } = &self.shape;
        let line = json!({"operation": operation, "status": status, "path": path, "type": ty, "count": self.count});
        let Value::Object(mut line) = line else { return String::new() };
        if ty == "object" {
            line.insert("keys".to_owned(), json!(keys));
        }
        if !tags.is_empty() {
            line.insert("tags".to_owned(), json!(tags));
        }
        if let Some(value) = value {
            line.insert("value".to_owned(), json!(value));
        }
        Value::Object(line).to_string()
    }
}

fn names(object: &Map<String, Value>, key: &str) -> Result<BTreeSet<String>, String> {
    let wrong = || format!("`{key}` is not a list of strings");
    let Some(list) = object.get(key) else { return Ok(BTreeSet::new()) };
    let list = list.as_array().ok_or_else(wrong)?;
    list.iter().map(|name| name.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
}

fn tags(object: &Map<String, Value>) -> Result<BTreeMap<String, String>, String> {
    let wrong = || "`tags` is not an object of strings".to_owned();
    let Some(tags) = object.get("tags") else { return Ok(BTreeMap::new()) };
    let tags = tags.as_object().ok_or_else(wrong)?;
    tags.iter().map(|(key, tag)| Ok((key.clone(), tag.as_str().ok_or_else(wrong)?.to_owned()))).collect()
}

/// The parts of a path.
pub fn segments(path: &str) -> Result<Vec<Segment<'_>>, String> {
    let wrong = |rest: &str| format!("the path `{path}` is wrong at `{rest}`");
    let mut segments = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("[]") {
            segments.push(Segment::Element);
            rest = after;
        } else if let Some((tag, after)) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
            segments.push(Segment::Tag(tag));
            rest = after;
        } else {
            let key = if segments.is_empty() { Some(rest) } else { rest.strip_prefix('.') };
            let key = key.ok_or_else(|| wrong(rest))?;
            let end = key.find(['.', '[', '<']).unwrap_or(key.len());
            if end == 0 {
                return Err(wrong(rest));
            }
            segments.push(Segment::Key(&key[..end]));
            rest = &key[end..];
        }
    }
    Ok(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_consists_of_keys_elements_and_tags() {
        let parts = segments("data[].link<FollowUp>.*").unwrap();
        let expected =
            [Segment::Key("data"), Segment::Element, Segment::Key("link"), Segment::Tag("FollowUp"), Segment::Key("*")];
        assert_eq!(parts, expected);
        assert_eq!(segments("[]<A>.b").unwrap(), [Segment::Element, Segment::Tag("A"), Segment::Key("b")]);
        assert!(segments("").unwrap().is_empty());
        for wrong in ["a..b", "a.", "a[0]", "a<B", "a[]b"] {
            assert!(segments(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_line_is_read_as_it_is_written() {
        let line = r#"{"count":2,"keys":["a"],"operation":"GET /a","path":"data","status":200,"tags":{"_type":"A"},"type":"object"}"#;
        assert_eq!(Counted::parse(line).unwrap().to_line(), line);
        for wrong in ["", "1", r#"{"path": "a"}"#, &line.replace("count", "email"), &line.replace("object", "Ann")] {
            assert!(Counted::parse(wrong).is_err(), "{wrong}");
        }
    }
}
