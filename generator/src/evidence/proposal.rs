//! Corrections that would make the description say what clients saw.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::place::Union;
use crate::description::{Node, Schemas};
use crate::overlay::{Action, Change};
use crate::text::json_path;

/// What is proposed for one contradiction.
pub struct Proposer<'a, 'r> {
    /// The description.
    pub schemas: &'a Schemas<'r>,
}

/// The JSON types of the values of each key of an object.
pub type Fields = BTreeMap<String, BTreeSet<String>>;

impl<'r> Proposer<'_, 'r> {
    fn action(&self, pointer: &str, change: Change, expect: Option<Value>) -> Action {
        Action {
            target: json_path(self.schemas.root, pointer),
            description: String::new(),
            change,
            expect,
            extensions: BTreeMap::new(),
        }
    }

    /// The schema allows null.
    pub fn nullable(&self, schema: &Node<'r>) -> Vec<Action> {
        let update = |pointer: &str, update: Value, expect| self.action(pointer, Change::Update(update), expect);
        match (schema.str("$ref"), schema.pointer.rsplit_once('/')) {
            (Some(reference), Some((parent, key))) => {
                let wrapped = json!({ key: {"allOf": [{"$ref": reference}], "nullable": true} });
                let expect = Some(json!({ "$ref": reference }));
                vec![self.action(&schema.pointer, Change::Remove, expect), update(parent, wrapped, None)]
            }
            _ => vec![update(&schema.pointer, json!({"nullable": true}), None)],
        }
    }

    /// The schema has another JSON type. Nothing is proposed for a reference, since the schema has other uses.
    pub fn of_type(&self, schema: &Node<'r>, ty: &str) -> Vec<Action> {
        let Some(old) = schema.str("type") else { return Vec::new() };
        let mut actions = Vec::new();
        if schema.has("format") {
            actions.push(self.action(&format!("{}/format", schema.pointer), Change::Remove, None));
        }
        let expect = Some(json!({ "type": old }));
        actions.push(self.action(&schema.pointer, Change::Update(of_types([ty])), expect));
        actions
    }

    /// The object does not require a key.
    pub fn optional(&self, object: &Node<'r>, name: &str) -> Vec<Action> {
        let pointer = format!("{}/required", object.pointer);
        let mut action = self.action(&pointer, Change::Remove, None);
        // An empty list is not allowed.
        if object.strings("required").len() > 1 {
            action.target += &format!("[?@ == '{name}']");
        }
        vec![action]
    }

    /// The string has further values; `listed` are those in its prose, if they are there.
    pub fn values(&self, string: &Node<'r>, listed: Option<&BTreeSet<String>>, new: &BTreeSet<String>) -> Vec<Action> {
        match listed {
            Some(listed) => {
                let all: BTreeSet<&String> = listed.union(new).collect();
                vec![self.action(&string.pointer, Change::Update(json!({ "enum": all })), None)]
            }
            None => {
                let pointer = format!("{}/enum", string.pointer);
                new.iter().map(|value| self.action(&pointer, Change::Update(json!(value)), None)).collect()
            }
        }
    }

    /// The object has further properties.
    pub fn fields(&self, object: &Node<'r>, fields: &Fields) -> Vec<Action> {
        vec![self.action(&format!("{}/properties", object.pointer), Change::Update(properties(fields)), None)]
    }

    /// The union has a further member.
    pub fn member(
        &self,
        union: &Union<'r>,
        discriminator: Option<&Node<'r>>,
        tag: &str,
        fields: &Fields,
    ) -> Vec<Action> {
        let reference = format!("#/components/schemas/{tag}");
        let key = if union.node.has("oneOf") { "oneOf" } else { "anyOf" };
        if !union.node.has(key) {
            return Vec::new();
        }
        let mut actions = Vec::new();
        if self.schemas.root.pointer(&reference[1..]).is_none() {
            let schema = json!({"title": tag, "type": "object", "properties": properties(fields)});
            actions.push(self.action("/components/schemas", Change::Update(json!({ tag: schema })), None));
        }
        let list = format!("{}/{key}", union.node.pointer);
        actions.push(self.action(&list, Change::Update(json!({ "$ref": reference })), None));
        if let Some(discriminator) = discriminator.filter(|discriminator| discriminator.has("mapping")) {
            let pointer = format!("{}/mapping", discriminator.pointer);
            actions.push(self.action(&pointer, Change::Update(json!({ tag: reference })), None));
        }
        actions
    }
}

fn properties(fields: &Fields) -> Value {
    let property =
        |(name, types): (&String, &BTreeSet<String>)| (name.clone(), of_types(types.iter().map(String::as_str)));
    fields.iter().map(property).collect::<Map<_, _>>().into()
}

/// A schema of these JSON types; without restriction if there are several.
fn of_types<'t>(types: impl IntoIterator<Item = &'t str>) -> Value {
    let (null, others): (Vec<_>, Vec<_>) = types.into_iter().partition(|ty| *ty == "null");
    let mut schema = match others.as_slice() {
        [] => return json!({}),
        ["array"] => json!({"type": "array", "items": {}}),
        [ty] => json!({ "type": ty }),
        ["integer", "number"] => json!({"type": "number"}),
        _ => return json!({}),
    };
    if !null.is_empty() {
        schema["nullable"] = json!(true);
    }
    schema
}
