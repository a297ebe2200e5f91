//! What is known while a description is lowered.

use std::collections::BTreeMap;

use crate::description::{Node, Schemas};
use crate::diagnostic::{Diagnostics, Place, Severity};
use crate::evidence::without_values;
use crate::model::{Constraints, Disposition, Type, TypeDef, TypeId};

/// What is known while a description is lowered.
pub(super) struct Lower<'a, 'r> {
    pub(super) version: &'a str,
    pub(super) file: &'a str,
    pub(super) schemas: &'a Schemas<'r>,
    pub(super) types: BTreeMap<TypeId, TypeDef>,
    pub(super) dispositions: BTreeMap<String, Disposition>,
    /// The schemas that are being written out in place, so that one that holds itself is noticed.
    pub(super) open: Vec<String>,
    /// The structs whose fields are still to be looked at.
    pub(super) pending: Vec<Pending<'r>>,
    pub(super) diagnostics: Diagnostics,
}

impl Lower<'_, '_> {
    pub(super) fn report(
        &mut self,
        severity: Severity,
        code: &'static str,
        message: String,
        pointer: &str,
        help: &str,
    ) {
        self.diagnostics.push(severity, code, message, Place::new(self.file, pointer), help);
    }

    /// The text that describes a part, without the list of values that becomes an enumeration.
    pub(super) fn docs(&self, node: &Node<'_>) -> String {
        without_values(&self.schemas.conventions.prose, node.str("description").unwrap_or_default())
    }

    /// A construct without a type in Rust: it becomes a JSON value, and the maintainer hears of it.
    pub(super) fn untyped(&mut self, node: &Node<'_>, what: &str) -> Type {
        let message = format!("{what}; it becomes a JSON value");
        self.report(Severity::Warning, "untyped", message, &node.pointer, "give it a type by an overlay");
        Type::Json
    }
}

/// Where a schema stands, for the name of what it becomes.
#[derive(Clone, Copy)]
pub(super) struct Context<'c> {
    /// The title of the nearest enclosing named schema or the operation.
    pub(super) parent: &'c str,
    /// The name of the property, item or body.
    pub(super) name: &'c str,
}

/// A struct that has its place among the types, and not yet its fields.
pub(super) struct Pending<'r> {
    pub(super) id: TypeId,
    pub(super) pointer: String,
    pub(super) parts: Vec<Node<'r>>,
}

/// The keywords that narrow values within a type (OpenAPI 3.0.3, "Schema Object").
const NARROWING: [&str; 14] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

/// What a schema demands of values beyond their type; of the items of a list after `items.`.
pub(super) fn constraints(schema: &Node<'_>) -> Constraints {
    let own = |node: &Node<'_>, prefix: &str| -> Constraints {
        NARROWING.iter().filter_map(|key| Some((format!("{prefix}{key}"), node.value.get(*key)?.clone()))).collect()
    };
    let mut all = own(schema, "");
    all.extend(schema.get("items").map(|items| own(&items, "items.")).unwrap_or_default());
    all
}
