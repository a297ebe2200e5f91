//! Reads an overlay document and reports everything that is wrong with it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::{Action, Change, Overlay};
use super::target::compile;
use crate::diagnostic::{Diagnostics, Location, Severity};
use crate::text::{Source, child, locate, read as read_text, similar, type_name};

/// Reads an overlay; all problems are reported together.
pub fn parse(source: Source) -> Result<Overlay, Diagnostics> {
    match parse_readable(source) {
        (Some(overlay), problems) if problems.is_empty() => Ok(overlay),
        (_, problems) => Err(problems),
    }
}

/// Reads what can be read of an overlay, so that nothing is reported as a consequence of its problems.
pub(crate) fn parse_readable(source: Source) -> (Option<Overlay>, Diagnostics) {
    let value = match read_text(&source) {
        Ok(value) => value,
        Err(problems) => return (None, problems),
    };
    let (title, actions, mut problems) = read(&source.name, &value);
    locate(&mut problems, &source);
    let extends = value.get("extends").and_then(Value::as_str).map(str::to_owned);
    (Some(Overlay { source, title, extends, actions }), problems)
}

/// The title, the actions, and everything that is wrong with the document.
fn read(file: &str, value: &Value) -> (String, Vec<Action>, Diagnostics) {
    let mut reader = Reader { file, problems: Diagnostics::default() };
    let (title, actions) = reader.document(value);
    (title, actions, reader.problems)
}

struct Reader<'a> {
    file: &'a str,
    problems: Diagnostics,
}

impl Reader<'_> {
    fn document(&mut self, value: &Value) -> (String, Vec<Action>) {
        self.known_keys("", value, &["overlay", "info", "extends", "actions"]);
        if self.text("", value, "overlay").is_some_and(|version| version != "1.0.0") {
            self.problem("/overlay", "only version `1.0.0` of the overlay format is supported");
        }
        let info = value.get("info").unwrap_or(&Value::Null);
        self.known_keys("/info", info, &["title", "version"]);
        let title = self.text("/info", info, "title").unwrap_or_default();
        self.text("/info", info, "version");
        if value.get("extends").is_some() {
            self.text("", value, "extends");
        }
        (title, self.actions(value.get("actions")))
    }

    fn actions(&mut self, value: Option<&Value>) -> Vec<Action> {
        match value {
            Some(Value::Array(actions)) if !actions.is_empty() => {
                let actions = actions.iter().enumerate();
                actions.filter_map(|(index, action)| self.action(&format!("/actions/{index}"), action)).collect()
            }
            _ => {
                self.problem("/actions", "`actions` must be a list with at least one action");
                Vec::new()
            }
        }
    }

    fn action(&mut self, at: &str, value: &Value) -> Option<Action> {
        self.known_keys(at, value, &["target", "description", "update", "remove", "x-expect", "x-evidence"]);
        let target = self.text(at, value, "target");
        if let Some(Err(problem)) = target.as_deref().map(compile) {
            self.problem(&child(at, "target"), problem);
        }
        let description = self.text(at, value, "description");
        let change = self.change(at, value);
        let mut extensions: BTreeMap<String, Value> =
            value.as_object()?.clone().into_iter().filter(|(key, _)| key.starts_with("x-")).collect();
        let expect = extensions.remove("x-expect");
        Some(Action { target: target?, description: description?, change: change?, expect, extensions })
    }

    fn change(&mut self, at: &str, value: &Value) -> Option<Change> {
        let remove = match value.get("remove") {
            None => false,
            Some(Value::Bool(remove)) => *remove,
            Some(_) => {
                self.problem(&child(at, "remove"), "`remove` must be true or false");
                return None;
            }
        };
        match (value.get("update"), remove) {
            (Some(update), false) => Some(Change::Update(update.clone())),
            (None, true) => Some(Change::Remove),
            _ if value.is_object() => {
                self.problem(at, "an action needs either `update` or `remove: true`, and not both");
                None
            }
            _ => None,
        }
    }

    fn known_keys(&mut self, at: &str, value: &Value, known: &[&str]) {
        let Value::Object(object) = value else {
            return self.problem(at, format!("expected an object, found {}", type_name(value)));
        };
        // Other programs may have extensions of their own, but not in an action: there a typo would disable a check.
        let has_extensions = known.contains(&"x-expect");
        let may_be_any = |key: &str| key.starts_with("x-") && !has_extensions;
        for key in object.keys().filter(|key| !may_be_any(key) && !known.contains(&key.as_str())) {
            let meant = similar(key, known.iter().copied());
            let meant = meant.map_or_else(String::new, |meant| format!(": did you mean `{meant}`?"));
            let known = known.join(", ");
            self.problem(
                &child(at, key),
                format!("the key `{key}` is unknown here{meant}; the known keys are {known}"),
            );
        }
    }

    fn text(&mut self, at: &str, value: &Value, key: &str) -> Option<String> {
        match value.get(key) {
            Some(Value::String(text)) if !text.trim().is_empty() => return Some(text.clone()),
            Some(_) => self.problem(&child(at, key), format!("`{key}` must be a string that is not empty")),
            None if value.is_object() => self.problem(at, format!("`{key}` is missing")),
            None => {}
        }
        None
    }

    fn problem(&mut self, pointer: &str, message: impl Into<String>) {
        let help = "the format is described in https://spec.openapis.org/overlay/v1.0.0.html; each action also needs a `description`";
        self.problems.push(Severity::Error, "overlay-invalid", message, Location::new(self.file, pointer), help);
    }
}
