//! Applies overlays to a description.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json_path::PathElement;

use super::document::{Action, Change, Overlay};
use super::target::compile;
use crate::diagnostic::{Diagnostics, Location, Severity};
use crate::text::{child, locate, type_name};

/// Applies overlays in order. An action that fails changes nothing, and later actions still run.
pub fn apply(document: &mut Value, overlays: &[Overlay]) -> Diagnostics {
    let mut all = Diagnostics::default();
    for overlay in overlays {
        let mut problems = Diagnostics::default();
        for (index, action) in overlay.actions.iter().enumerate() {
            if let Err(failure) = run(document, action) {
                let place = Location::new(&overlay.source.name, format!("/actions/{index}/{}", failure.key));
                problems.push(Severity::Error, failure.code, failure.message, place, failure.help);
            }
        }
        locate(&mut problems, &overlay.source);
        all.extend(problems);
    }
    all
}

struct Failure {
    code: &'static str,
    key: &'static str,
    message: String,
    help: &'static str,
}

fn run(document: &mut Value, action: &Action) -> Result<(), Failure> {
    let nodes = targets(document, &action.target)?;
    for node in &nodes {
        let found = get(document, node).unwrap_or(&Value::Null);
        expected(action, node, found)?;
        changeable(action, node, found)?;
    }
    match &action.change {
        Change::Update(update) => nodes.iter().for_each(|node| update_node(document, node, update)),
        // In reverse order, so that removing an item does not shift the items still to be removed.
        Change::Remove => nodes.iter().rev().for_each(|node| remove_node(document, node)),
    }
    Ok(())
}

/// A segment of the path to a node. They are ordered so that an item of a list is before the later items.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum PathSegment {
    Key(String),
    Item(usize),
}

type Path = Vec<PathSegment>;

fn targets(document: &Value, target: &str) -> Result<BTreeSet<Path>, Failure> {
    let path = compile(target).map_err(|message| Failure {
        code: "overlay-target",
        key: "target",
        message,
        help: "correct the path; JSONPath is described in RFC 9535",
    })?;
    let segment = |element: &PathElement<'_>| match element {
        PathElement::Name(name) => PathSegment::Key((*name).to_owned()),
        PathElement::Index(index) => PathSegment::Item(*index),
    };
    let nodes: BTreeSet<Path> =
        path.query_located(document).locations().map(|location| location.iter().map(segment).collect()).collect();
    if nodes.is_empty() {
        return Err(Failure {
            code: "overlay-no-match",
            key: "target",
            message: format!("`{target}` matches nothing"),
            help: "the description has changed: correct the target, or delete the action if it is no longer needed",
        });
    }
    Ok(nodes)
}

fn expected(action: &Action, node: &[PathSegment], found: &Value) -> Result<(), Failure> {
    let Some(expect) = &action.expect else { return Ok(()) };
    let Some((below, expected, found)) = mismatch(expect, Some(found)) else { return Ok(()) };
    let expected = if expected.is_null() { "nothing".to_owned() } else { brief(expected) };
    Err(Failure {
        code: "overlay-unexpected",
        key: "x-expect",
        message: format!(
            "at `{}{below}` {expected} is expected, but the description has {}",
            pointer(node),
            found.map_or("nothing".to_owned(), brief)
        ),
        help: "the description has changed: check whether the correction is still needed, then correct or delete the action",
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
    Err(Failure { code: "overlay-change", key: "target", message, help })
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

fn get<'v>(document: &'v Value, node: &[PathSegment]) -> Option<&'v Value> {
    node.iter().try_fold(document, |value, segment| match segment {
        PathSegment::Key(key) => value.get(key),
        PathSegment::Item(index) => value.get(index),
    })
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
