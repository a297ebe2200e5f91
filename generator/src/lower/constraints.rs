//! The constraints of a schema that no Rust type expresses.

use serde_json::Value;

use crate::description::{CONSTRAINING, Node, Schemas};
use crate::model::{Constraints, SENSITIVE};

/// The constraints of a value's schema. Those of a list's items have the prefix `items.`, those of a map's values
/// `values.`. A struct or union is not entered: its constraints are those of its type.
pub(super) fn constraints<'r>(schemas: &Schemas<'r>, schema: &Node<'r>) -> Constraints {
    let mut found = Collector { schemas, open: Vec::new(), all: Constraints::new() };
    found.value(schema, "");
    found.all
}

/// The constraints of a type: those on the number of its entries and on further entries, or those of each member.
pub(super) fn type_constraints<'r>(schemas: &Schemas<'r>, node: &Node<'r>) -> Constraints {
    let mut found = Collector { schemas, open: Vec::new(), all: Constraints::new() };
    for part in schemas.object_parts(node) {
        if is_struct(&part) {
            found.own(&part, "");
            found.inner(&part, "");
        }
    }
    for member in schemas.members(node) {
        let name = if member.tag.is_empty() { member.node.str("type").unwrap_or("value") } else { &member.tag };
        found.value(&member.node, &format!("{name}."));
    }
    found.all
}

struct Collector<'s, 'r> {
    schemas: &'s Schemas<'r>,
    /// The pointers of the schemas around the current one, since a list may contain itself.
    open: Vec<String>,
    all: Constraints,
}

impl<'r> Collector<'_, 'r> {
    fn value(&mut self, schema: &Node<'r>, prefix: &str) {
        let node = self.schemas.resolve(schema);
        if self.open.contains(&node.pointer) {
            return;
        }
        if node.flag(SENSITIVE) {
            self.all.insert(format!("{prefix}{SENSITIVE}"), Value::Bool(true));
        }
        if is_struct(&node) {
            return;
        }
        self.own(&node, prefix);
        self.open.push(node.pointer.clone());
        node.items("allOf").iter().for_each(|part| self.value(part, prefix));
        self.inner(&node, prefix);
        self.open.pop();
    }

    fn own(&mut self, node: &Node<'r>, prefix: &str) {
        let keywords = CONSTRAINING.iter().filter_map(|key| Some((*key, node.value.get(*key)?)));
        // A list of strings becomes an enumeration.
        let values = node.value.get("enum").filter(|values| {
            let mut values = values.as_array().into_iter().flatten();
            values.any(|value| value.is_number() || value.is_boolean())
        });
        for (key, value) in keywords.chain(values.map(|values| ("enum", values))) {
            self.all.entry(format!("{prefix}{key}")).or_insert_with(|| Value::clone(value));
        }
    }

    /// The items of a list and the values of a map.
    fn inner(&mut self, node: &Node<'r>, prefix: &str) {
        for (key, name) in [("items", "items"), ("additionalProperties", "values")] {
            if let Some(inner) = node.get(key) {
                self.value(&inner, &format!("{prefix}{name}."));
            }
        }
    }
}

/// Whether the schema becomes a struct.
fn is_struct(node: &Node<'_>) -> bool {
    !node.entries("properties").is_empty()
}
