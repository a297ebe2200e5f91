//! Checks each object of a description separately against the types of `openapiv3`.
//!
//! For a whole document `openapiv3` reports only that some value matched no variant. Here every object is checked
//! separately, with its inner objects replaced by minimal ones. A failure therefore names the smallest object that is
//! wrong, and all such objects are reported.

use super::ignored::Ignored;
use super::kind::{Arity, Kind};
use crate::diagnostic::{Diagnostics, Location, Severity};
use crate::text::{child, escape, type_name};
use Arity::{List, Named, One};
use serde_json::{Map, Value, json};

/// A reference at a position where OpenAPI allows one.
pub(super) struct Reference {
    /// The pointer of the object that contains the `$ref`.
    pub pointer: String,
    /// The value of `$ref`.
    pub target: String,
    /// The kind of object that is expected at the target.
    pub kind: Kind,
}

/// A walk over a document that collects problems and references.
pub(super) struct Walk<'a> {
    pub file: &'a str,
    pub problems: Diagnostics,
    pub references: Vec<Reference>,
    pub ignored: Ignored,
    pointer: String,
}

impl<'a> Walk<'a> {
    pub(super) fn new(file: &'a str) -> Self {
        Self {
            file,
            problems: Diagnostics::default(),
            references: Vec::new(),
            ignored: Ignored::default(),
            pointer: String::new(),
        }
    }

    /// Checks the value at `pointer` and everything in it.
    pub(super) fn visit_at(&mut self, pointer: &str, kind: Kind, value: &Value) {
        self.pointer = pointer.to_owned();
        self.visit(kind, value);
    }

    fn visit(&mut self, kind: Kind, value: &Value) {
        let Value::Object(object) = value else {
            return self.problem(kind, None, format!("expected an object, found {}", type_name(value)));
        };
        self.ignored.collect(kind, object, &self.pointer);
        if let Some(target) = object.get("$ref") {
            return self.reference(kind, target);
        }
        let mut alone = Map::new();
        for (key, value) in object.iter().filter(|(key, _)| !is_free(kind, key)) {
            match (kind.entry(key), kind.part(key)) {
                (Some(Ok(inner)), _) => self.visit_member(key, inner, value),
                (Some(Err(expected)), _) => self.problem(kind, Some(key), format!("a key must be {expected}")),
                (None, Some((arity, inner))) => {
                    let empty = self.visit_part(kind, key, arity, inner, value);
                    alone.extend(empty.map(|empty| (key.clone(), empty)));
                }
                (None, None) => drop(alone.insert(key.clone(), value.clone())),
            }
        }
        let alone = Value::Object(alone);
        if kind.fault(&alone).is_some() {
            self.explain(kind, alone);
        }
    }

    /// Visits the inner objects under a key, and returns their replacement for the check of the outer object.
    fn visit_part(&mut self, kind: Kind, key: &str, arity: Arity, inner: Kind, value: &Value) -> Option<Value> {
        match (arity, value) {
            (One, Value::Object(_)) => self.visit_member(key, inner, value),
            (One, Value::Bool(_)) if key == "additionalProperties" => return Some(value.clone()),
            (Named, Value::Object(named)) => self.within(key, |walk| {
                named.iter().for_each(|(name, value)| walk.visit_member(name, inner, value));
            }),
            (List, Value::Array(items)) => self.within(key, |walk| {
                items.iter().enumerate().for_each(|(i, value)| walk.visit_member(&i.to_string(), inner, value));
            }),
            _ => {
                let expected = if arity == List { "a list" } else { "an object" };
                self.problem(kind, Some(key), format!("expected {expected}, found {}", type_name(value)));
                return kind.minimal().get(key).cloned();
            }
        }
        Some(match arity {
            One => inner.minimal(),
            Named => json!({}),
            List => json!([]),
        })
    }

    fn visit_member(&mut self, segment: &str, kind: Kind, value: &Value) {
        self.within(segment, |walk| walk.visit(kind, value));
    }

    fn within(&mut self, segment: &str, f: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.extend(["/", &escape(segment)]);
        f(self);
        self.pointer.truncate(length);
    }

    fn reference(&mut self, kind: Kind, target: &Value) {
        match target {
            _ if !kind.referable() => self.problem(kind, Some("$ref"), "a reference is not allowed here"),
            Value::String(target) => {
                self.references.push(Reference { pointer: self.pointer.clone(), target: target.clone(), kind });
            }
            other => self.problem(kind, Some("$ref"), format!("expected a string, found {}", type_name(other))),
        }
    }

    /// Reports the wrong keys, found by checking each in an otherwise minimal object, and then what is wrong without
    /// them, such as a missing key.
    fn explain(&mut self, kind: Kind, alone: Value) {
        let mut base = kind.minimal();
        // The other keys of a parameter depend on where it is sent.
        if let Some(place) = alone.get("in").filter(|_| kind == Kind::Parameter) {
            base["in"] = place.clone();
        }
        let mut rest = alone.clone();
        if kind.fault(&base).is_none() {
            for (key, value) in alone.as_object().into_iter().flatten() {
                let mut probe = base.clone();
                probe[key] = value.clone();
                if let Some(fault) = kind.fault(&probe) {
                    self.problem(kind, Some(key), fault);
                    replace(&mut rest, key, base.get(key));
                }
            }
        }
        if let Some(fault) = kind.fault(&rest) {
            self.problem(kind, None, fault);
        }
    }

    fn problem(&mut self, kind: Kind, key: Option<&str>, what: impl AsRef<str>) {
        let pointer = key.map_or_else(|| self.pointer.clone(), |key| child(&self.pointer, key));
        let subject = key.map(|key| format!("`{key}` of ")).unwrap_or_default();
        let message = format!("{subject}this {} is wrong: {}", kind.name(), what.as_ref());
        let help = "correct it with an overlay; the types are described in https://spec.openapis.org/oas/v3.0.3";
        self.problems.push(Severity::Error, "structure", message, Location::new(self.file, pointer), help);
    }
}

fn replace(object: &mut Value, key: &str, value: Option<&Value>) {
    if let Value::Object(object) = object {
        object.remove(key);
        object.extend(value.map(|value| (key.to_owned(), value.clone())));
    }
}

/// Whether a key allows any value.
fn is_free(kind: Kind, key: &str) -> bool {
    key.starts_with("x-") && kind.part(key).is_none()
        || matches!(key, "example" | "default") && kind != Kind::Responses
        || (kind, key) == (Kind::Example, "value")
}
