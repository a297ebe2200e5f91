//! Applies overlays to a description.

use std::collections::BTreeSet;

use serde_json::Value;

use super::document::{Action, Change, Overlay};
use super::target::{Missing, Path, PathSegment, get, missing, select};
use crate::check::{Place, UnknownKey};
use crate::diagnostic::{Diagnostics, Location, Severity};
use crate::text::{child, locate, type_name};

/// Applies overlays in order. An action that fails changes nothing, and later actions still run. If they fail as a
/// consequence, that is not reported.
pub fn apply(document: &mut Value, overlays: &[Overlay]) -> Diagnostics {
    let mut all = Diagnostics::default();
    let mut failures = Failures::default();
    for overlay in overlays {
        let mut problems = Diagnostics::default();
        for (index, action) in overlay.actions.iter().enumerate() {
            for failure in failures.of(document, action) {
                let place = Location::new(&overlay.source.name, format!("/actions/{index}/{}", failure.at));
                problems.push(Severity::Error, failure.code, failure.message, place, failure.help);
            }
        }
        locate(&mut problems, &overlay.source);
        all.extend(problems);
    }
    all
}

/// What earlier actions failed to do.
#[derive(Default)]
struct Failures {
    /// The document as it would be if no action had failed; none as long as none has.
    assumed: Option<Value>,
    /// What was missing.
    missing: Vec<Path>,
}

impl Failures {
    /// Runs an action; returns why it failed, unless that is a consequence of an earlier failure.
    fn of(&mut self, document: &mut Value, action: &Action) -> Vec<Failure> {
        let result = run(document, action);
        if result.is_ok() && self.assumed.is_none() {
            return Vec::new();
        }
        let assumed = self.assumed.get_or_insert_with(|| document.clone());
        let is_consequence = run(assumed, action).is_ok();
        let Some(failures) = result.err().filter(|_| !is_consequence) else { return Vec::new() };
        for node in select(assumed, &action.target).unwrap_or_default().iter().rev() {
            change(assumed, action, node);
        }
        let is_new = |failure: &Failure| match &failure.missing {
            Some(path) => !self.missing.iter().any(|known| path.starts_with(known)),
            None => true,
        };
        let failures: Vec<Failure> = failures.into_iter().filter(is_new).collect();
        self.missing.extend(failures.iter().filter_map(|failure| failure.missing.clone()));
        failures
    }
}

/// The positions of the actions of each overlay that cannot be applied to a document, which is changed by the others.
pub(super) fn failing(document: &mut Value, overlays: &[Overlay]) -> Vec<Vec<usize>> {
    let mut of = |overlay: &Overlay| {
        let actions = overlay.actions.iter().enumerate();
        actions.filter_map(|(index, action)| run(document, action).err().map(|_| index)).collect()
    };
    overlays.iter().map(&mut of).collect()
}

struct Failure {
    code: &'static str,
    /// The pointer within the action.
    at: String,
    /// The node that is missing, if that is why.
    missing: Option<Path>,
    message: String,
    help: String,
}

fn run(document: &mut Value, action: &Action) -> Result<(), Vec<Failure>> {
    let nodes = targets(document, &action.target).map_err(|failure| vec![failure])?;
    for node in &nodes {
        let found = get(document, node).unwrap_or(&Value::Null);
        expected(action, node, found)
            .and_then(|()| changeable(action, node, found))
            .map_err(|failure| vec![failure])?;
    }
    let unknown: Vec<Failure> = nodes.first().map(|node| unknown_keys(document, action, node)).unwrap_or_default();
    if !unknown.is_empty() {
        return Err(unknown);
    }
    // In reverse order, so that removing an item does not shift the items still to be removed.
    nodes.iter().rev().for_each(|node| change(document, action, node));
    Ok(())
}

fn change(document: &mut Value, action: &Action, node: &[PathSegment]) {
    match &action.change {
        Change::Update(update) => update_node(document, node, update),
        Change::Remove => remove_node(document, node),
    }
}

fn targets(document: &Value, target: &str) -> Result<BTreeSet<Path>, Failure> {
    let failure =
        |code, missing, message, help: String| Failure { code, at: "target".to_owned(), missing, message, help };
    let nodes = select(document, target).map_err(|message| {
        let help = "correct the path; JSONPath is described in RFC 9535";
        failure("overlay-target", None, message, help.to_owned())
    })?;
    if !nodes.is_empty() {
        return Ok(nodes);
    }
    let help = "the description has changed: correct the target, or delete the action if it is no longer needed";
    let Some(Missing { path, message, meant }) = missing(document, target) else {
        return Err(failure("overlay-no-match", None, format!("`{target}` matches nothing"), help.to_owned()));
    };
    let help = meant.map_or_else(|| help.to_owned(), |meant| format!("did you mean `{meant}`? Otherwise {help}"));
    Err(failure("overlay-no-match", Some(path), format!("`{target}` matches nothing: {message}"), help))
}

/// The keys of an update and of what it expects that OpenAPI does not define at the node.
fn unknown_keys(document: &Value, action: &Action, node: &[PathSegment]) -> Vec<Failure> {
    let is_description = document.get("openapi").is_some();
    let place = node.iter().try_fold(Place::ROOT, |place, segment| match segment {
        PathSegment::Key(key) => place.step(key),
        PathSegment::Item(index) => place.step(&index.to_string()),
    });
    let Some(place) = place.filter(|_| is_description) else { return Vec::new() };
    let update = match &action.change {
        Change::Update(update) => Some(("update", update)),
        Change::Remove => None,
    };
    let values = update.into_iter().chain(action.expect.as_ref().map(|expect| ("x-expect", expect)));
    let unknown = values.flat_map(|(key, value)| place.unknown_keys(value).into_iter().map(move |found| (key, found)));
    let failure = |(key, UnknownKey { pointer, message, meant }): (&str, UnknownKey)| {
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "correct it; a key that begins with `x-` may have any name".to_owned(),
        };
        Failure { code: "overlay-unknown-key", at: format!("{key}{pointer}"), missing: None, message, help }
    };
    unknown.map(failure).collect()
}

fn expected(action: &Action, node: &[PathSegment], found: &Value) -> Result<(), Failure> {
    let Some(expect) = &action.expect else { return Ok(()) };
    let Some((below, expected, found)) = mismatch(expect, Some(found)) else { return Ok(()) };
    let expected = if expected.is_null() { "nothing".to_owned() } else { brief(expected) };
    Err(Failure {
        code: "overlay-unexpected",
        at: "x-expect".to_owned(),
        missing: None,
        message: format!(
            "at `{}{below}` {expected} is expected, but the description has {}",
            pointer(node),
            found.map_or("nothing".to_owned(), brief)
        ),
        help: "the description has changed: check whether the correction is still needed, then correct or delete the action"
            .to_owned(),
    })
}

/// The first location where `found` does not contain `expect`: its pointer, and both values there.
fn mismatch<'a>(expect: &'a Value, found: Option<&'a Value>) -> Option<(String, &'a Value, Option<&'a Value>)> {
    let (Value::Object(keys), Some(Value::Object(object))) = (expect, found) else {
        return (found != Some(expect)).then(|| (String::new(), expect, found));
    };
    keys.iter().find_map(|(key, expect)| {
        let (below, expect, found) = match (expect, object.get(key)) {
            (Value::Null, None) => None,
            (Value::Null, found) => Some((String::new(), expect, found)),
            (expect, found) => mismatch(expect, found),
        }?;
        Some((child("", key) + &below, expect, found))
    })
}

fn changeable(action: &Action, node: &[PathSegment], found: &Value) -> Result<(), Failure> {
    let message = match (&action.change, found) {
        (Change::Remove, _) if node.is_empty() => "the whole document cannot be removed".to_owned(),
        (Change::Update(update), Value::Object(_)) if !update.is_object() => {
            format!("`{}` is an object, and {} cannot be merged into it", pointer(node), type_name(update))
        }
        (Change::Remove, _) | (Change::Update(_), Value::Object(_) | Value::Array(_)) => return Ok(()),
        (Change::Update(_), scalar) => {
            format!("`{}` is {}, which cannot be updated", pointer(node), type_name(scalar))
        }
    };
    let help = "target an object or a list; to change a value, target the object that contains it";
    let (at, help) = ("target".to_owned(), help.to_owned());
    Err(Failure { code: "overlay-change", at, missing: None, message, help })
}

fn update_node(document: &mut Value, node: &[PathSegment], update: &Value) {
    match get_mut(document, node) {
        Some(Value::Array(items)) => items.push(update.clone()),
        Some(object) => merge(object, update),
        None => {}
    }
}

fn merge(old: &mut Value, new: &Value) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in new {
                match old.get_mut(key) {
                    Some(inner) => merge(inner, value),
                    None => drop(old.insert(key.clone(), value.clone())),
                }
            }
        }
        (Value::Array(old), Value::Array(new)) => old.extend(new.iter().cloned()),
        (old, new) => *old = new.clone(),
    }
}

fn remove_node(document: &mut Value, node: &[PathSegment]) {
    let Some((last, parent)) = node.split_last() else { return };
    match (get_mut(document, parent), last) {
        (Some(Value::Object(object)), PathSegment::Key(key)) => drop(object.remove(key)),
        (Some(Value::Array(items)), PathSegment::Item(index)) if *index < items.len() => drop(items.remove(*index)),
        _ => {}
    }
}

fn get_mut<'v>(document: &'v mut Value, node: &[PathSegment]) -> Option<&'v mut Value> {
    node.iter().try_fold(document, |value, segment| match segment {
        PathSegment::Key(key) => value.get_mut(key),
        PathSegment::Item(index) => value.get_mut(index),
    })
}

fn pointer(node: &[PathSegment]) -> String {
    node.iter().fold(String::new(), |pointer, segment| match segment {
        PathSegment::Key(key) => child(&pointer, key),
        PathSegment::Item(index) => child(&pointer, &index.to_string()),
    })
}

fn brief(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}
