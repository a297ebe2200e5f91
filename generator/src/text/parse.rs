//! Reads YAML or JSON text as a JSON value.
//!
//! The text is read directly into the value. Problems that do not prevent further reading are collected.

use super::line_probe::{Key, LineProbe};
use super::lines::locate;
use super::pointer::{child, escape};
use super::source::{Source, refusal};
use crate::diagnostic::{Diagnostic, Diagnostics, Location, Severity};
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess};
use serde::de::{SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::{Cell, RefCell};
use std::fmt;

/// The maximum ratio of a document's size, aliases expanded, to the size of its text.
const EXPANSION: usize = 10;
const EXPANDED_TOO_FAR: &str = "aliases expand too far";

/// Reads YAML or JSON text that contains an object.
pub(crate) fn read(source: &Source) -> Result<Value, Diagnostics> {
    if source.text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(empty(source));
    }
    match read_any(source)? {
        Value::Null => Err(empty(source)),
        value @ Value::Object(_) => Ok(value),
        other => Err(refusal(
            &source.name,
            "not-an-object",
            format!("the top level is {}, not an object", type_name(&other)),
            "provide a document whose top level has keys, such as `openapi:` or `overlay:`",
        )),
    }
}

fn empty(source: &Source) -> Diagnostics {
    refusal(&source.name, "empty-file", "the file is empty", "provide a description in YAML or JSON")
}

/// Reads text as JSON if it starts like JSON, otherwise as YAML; all problems are reported together.
fn read_any(source: &Source) -> Result<Value, Diagnostics> {
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let reader = Reader::new(source, !is_json(text));
    let result = if reader.yaml { read_yaml(text, &reader) } else { read_json(text, &reader) };
    let mut problems = reader.problems.take();
    match result {
        Ok(value) if problems.is_empty() => return Ok(value),
        Ok(_) => {}
        Err((message, line)) => problems.add(failure(source, message, line)),
    }
    locate(&mut problems, source);
    Err(problems)
}

// Not all JSON is valid YAML: surrogate pairs and long keys are not.
fn is_json(text: &str) -> bool {
    let mut significant = text.chars().filter(|c| !c.is_whitespace());
    significant.next() == Some('{') && matches!(significant.next(), Some('"' | '}'))
}

fn read_json(text: &str, reader: &Reader<'_>) -> Result<Value, (String, Option<usize>)> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = Node(reader).deserialize(&mut json).and_then(|value| json.end().map(|()| value));
    value.map_err(|error| (error.to_string(), Some(error.line())))
}

fn read_yaml(text: &str, reader: &Reader<'_>) -> Result<Value, (String, Option<usize>)> {
    Node(reader).deserialize(serde_yaml::Deserializer::from_str(text)).or_else(|error| {
        let line = error.location().map(|location| location.line());
        reader.line_probe.take_line(error).map(|_| Value::Null).map_err(|error| (error.to_string(), line))
    })
}

fn failure(source: &Source, message: String, line: Option<usize>) -> Diagnostic {
    let (code, message, help) = if message.contains("recursion limit exceeded") {
        ("too-deep", DEEP.to_owned(), "name inner schemas under `components` and refer to them with `$ref`")
    } else if message.contains(EXPANDED_TOO_FAR) || message.contains("repetition limit exceeded") {
        ("alias-bomb", BOMB.to_owned(), "use `$ref` in place of YAML aliases")
    } else if message.contains("more than one document") {
        ("many-documents", "the file contains more than one YAML document".to_owned(), "split the file at `---`")
    } else {
        ("syntax", message, "correct the text; if the file is truncated, fetch it again")
    };
    let place = Location { line, ..Location::new(&source.name, "") };
    Diagnostic { severity: Severity::Error, code, message, places: vec![place], help: help.to_owned() }
}

const DEEP: &str = "the document is nested deeper than 128 levels; this limit prevents a stack overflow";
const BOMB: &str = "the YAML aliases expand to a document that would not fit into memory";

/// The state that the visitors of one document share.
struct Reader<'s> {
    file: &'s str,
    yaml: bool,
    pointer: RefCell<String>,
    problems: RefCell<Diagnostics>,
    line_probe: LineProbe,
    budget: Cell<usize>,
}

impl<'s> Reader<'s> {
    fn new(source: &'s Source, yaml: bool) -> Self {
        Self {
            file: &source.name,
            yaml,
            pointer: RefCell::default(),
            problems: RefCell::default(),
            line_probe: LineProbe::default(),
            // Every node needs at least one byte of text, so only aliases can exceed this.
            budget: Cell::new(source.text.len().saturating_mul(EXPANSION).saturating_add(1000)),
        }
    }

    fn spend<E: Error>(&self, size: usize) -> Result<(), E> {
        let rest = self.budget.get().checked_sub(size).ok_or_else(|| E::custom(EXPANDED_TOO_FAR))?;
        self.budget.set(rest);
        Ok(())
    }

    /// Runs `f` with the pointer moved to a member.
    fn within<T>(&self, segment: &str, f: impl FnOnce() -> T) -> T {
        let length = self.pointer.borrow().len();
        self.pointer.borrow_mut().extend(["/", &escape(segment)]);
        let result = f();
        self.pointer.borrow_mut().truncate(length);
        result
    }

    fn report(&self, code: &'static str, message: impl Into<String>, help: &str) {
        let place = Location::new(self.file, self.pointer.borrow().as_str());
        self.problems.borrow_mut().push(Severity::Error, code, message, place, help);
    }

    fn duplicate(&self, key: &str, line: Option<usize>) {
        let first = Location::new(self.file, child(&self.pointer.borrow(), key));
        let second = line.map(|line| Location { line: Some(line), ..first.clone() });
        self.problems.borrow_mut().add(Diagnostic {
            severity: Severity::Error,
            code: "duplicate-key",
            message: format!("the key `{key}` appears twice"),
            places: second.into_iter().chain([first]).collect(),
            help: "keep one of the two; which of them applies is not defined".to_owned(),
        });
    }

    fn merge(&self, object: &mut Map<String, Value>) {
        let sources = match object.remove("<<") {
            None => return,
            Some(Value::Array(items)) => items,
            Some(one) => vec![one],
        };
        for source in sources {
            let Value::Object(source) = source else {
                let help = "set `<<` to an alias of an object, or to a list of such aliases";
                self.report("merge-key", "`<<` merges a value that is not an object", help);
                continue;
            };
            for (key, value) in source {
                object.entry(key).or_insert(value);
            }
        }
    }
}

/// Reads one value.
struct Node<'r, 's>(&'r Reader<'s>);

impl<'de> DeserializeSeed<'de> for Node<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.0.spend(1)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        if let Some(number) = serde_json::Number::from_f64(value) {
            return Ok(Value::Number(number));
        }
        let help = "use a finite number, or quote it if it is a string";
        self.0.report("not-finite", format!("the number `{value}` cannot be represented in JSON"), help);
        self.0.line_probe.fail()
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.0.spend(value.len())?;
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        for index in 0_usize.. {
            match self.0.within(&index.to_string(), || items.next_element_seed(Node(self.0))) {
                Ok(Some(item)) => list.push(item),
                Ok(None) => break,
                Err(error) => drop(self.0.line_probe.take_line(error)?),
            }
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        let mut key = String::new();
        loop {
            let refuse = |key: &str| object.contains_key(key);
            match entries.next_key_seed(Key { line_probe: &self.0.line_probe, key: &mut key, refuse }) {
                Ok(None) => break,
                Ok(Some(())) => self.0.spend(key.len())?,
                Err(error) => {
                    self.0.duplicate(&key, self.0.line_probe.take_line(error)?);
                    entries.next_value::<IgnoredAny>()?;
                    continue;
                }
            }
            match self.0.within(&key, || entries.next_value_seed(Node(self.0))) {
                Ok(value) => drop(object.insert(std::mem::take(&mut key), value)),
                Err(error) => drop(self.0.line_probe.take_line(error)?),
            }
        }
        if self.0.yaml {
            self.0.merge(&mut object);
        }
        Ok(Value::Object(object))
    }

    // Only YAML's local tags (`!Foo`) reach this.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (tag, content) = data.variant::<String>()?;
        let message = format!("the YAML tag `!{}` is not supported", tag.trim_start_matches('!'));
        self.0.report("yaml-tag", message, "remove the tag: descriptions have only the types of JSON");
        content.newtype_variant_seed(self)
    }
}

/// The name of a value's JSON type, with its article.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
