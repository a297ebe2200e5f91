//! An overlay as a value, and how it is written to a document.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::text::Source;

/// An overlay document.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// The text; the locations of problems refer to it.
    pub source: Source,
    /// `info.title`.
    pub title: String,
    /// `extends`: the address of the description that it corrects.
    pub extends: Option<String>,
    /// The changes, in order.
    pub actions: Vec<Action>,
}

/// One change to a description.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// The JSONPath (RFC 9535) of the nodes to change.
    pub target: String,
    /// The reason for the change.
    pub description: String,
    /// What is done to the nodes.
    pub change: Change,
    /// `x-expect`: what each node must contain before the change. If this is an object, each of its keys must match,
    /// and a key whose value is `null` must be absent. Any other value must be equal.
    pub expect: Option<Value>,
    /// The other `x-` keys, including the prefix.
    pub extensions: BTreeMap<String, Value>,
}

/// What an action does to the nodes that it targets.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Merges the value into an object, or appends it to a list.
    Update(Value),
    /// Removes the nodes.
    Remove,
}

/// Writes an overlay document; [`parse`](super::parse()) reads it back.
pub fn to_document(title: &str, version: &str, actions: &[Action]) -> Value {
    let actions: Vec<Value> = actions.iter().map(action_to_value).collect();
    json!({"overlay": "1.0.0", "info": {"title": title, "version": version}, "actions": actions})
}

/// An action as it is written in an overlay.
pub fn action_to_value(action: &Action) -> Value {
    let mut object: Map<String, Value> = action.extensions.clone().into_iter().collect();
    object.insert("target".to_owned(), action.target.clone().into());
    object.insert("description".to_owned(), action.description.clone().into());
    match &action.change {
        Change::Update(value) => object.insert("update".to_owned(), value.clone()),
        Change::Remove => object.insert("remove".to_owned(), true.into()),
    };
    if let Some(expect) = &action.expect {
        object.insert("x-expect".to_owned(), expect.clone());
    }
    Value::Object(object)
}
