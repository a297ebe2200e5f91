//! The state of lowering a description.

use std::collections::{BTreeMap, BTreeSet};

use crate::description::{Node, Schemas};
use crate::diagnostic::{Diagnostics, Location, Severity};
use crate::evidence::without_values;
use crate::model::{Constraints, Disposition, Type, TypeDef, TypeId};

/// The state of lowering a description.
pub(super) struct Lower<'a, 'r> {
    pub(super) version: &'a str,
    pub(super) file: &'a str,
    pub(super) schemas: &'a Schemas<'r>,
    pub(super) types: BTreeMap<TypeId, TypeDef>,
    pub(super) dispositions: BTreeMap<String, Disposition>,
    /// The pointers of the schemas that are being lowered, to detect schemas that contain themselves.
    pub(super) open: Vec<String>,
    /// The structs whose fields are not lowered yet.
    pub(super) pending: Vec<Pending<'r>>,
    /// The components whose values are written out in the enumeration of a union.
    pub(super) written_out: BTreeSet<String>,
    pub(super) diagnostics: Diagnostics,
    /// Notes that are reported once, each with its places.
    pub(super) repeated: BTreeMap<RepeatedNote, Vec<String>>,
}

/// Code, message and help of a note.
pub(super) type RepeatedNote = (&'static str, String, &'static str);

impl Lower<'_, '_> {
    /// Adds a place to a note that is reported once.
    pub(super) fn note_once(&mut self, code: &'static str, message: String, pointer: &str, help: &'static str) {
        self.repeated.entry((code, message, help)).or_default().push(pointer.to_owned());
    }

    pub(super) fn report(
        &mut self,
        severity: Severity,
        code: &'static str,
        message: String,
        pointer: &str,
        help: &str,
    ) {
        self.diagnostics.push(severity, code, message, Location::new(self.file, pointer), help);
    }

    /// The description of a node, without the list of values that becomes an enumeration.
    pub(super) fn docs(&self, node: &Node<'_>) -> String {
        without_values(&self.schemas.conventions.prose, node.str("description").unwrap_or_default())
    }

    /// The type of a construct without a Rust type: a JSON value. Reports a warning.
    pub(super) fn json_value(&mut self, node: &Node<'_>, what: &str) -> Type {
        let message = format!("{what}; it becomes a JSON value");
        self.report(Severity::Warning, "untyped", message, &node.pointer, "add a type with an overlay");
        Type::Json
    }
}

/// The context of a schema, which determines the name of its type.
#[derive(Clone, Copy)]
pub(super) struct Context<'c> {
    /// The title of the nearest enclosing named schema or the operation.
    pub(super) parent: &'c str,
    /// The name of the property, item or body.
    pub(super) name: &'c str,
}

/// A struct that is registered among the types but has no fields yet.
pub(super) struct Pending<'r> {
    pub(super) id: TypeId,
    pub(super) pointer: String,
    pub(super) parts: Vec<Node<'r>>,
}

/// The keywords that constrain the values of a type (OpenAPI 3.0.3, "Schema Object").
const CONSTRAINING: [&str; 14] = [
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

/// The constraints of a schema beyond its type; those of a list's items have the prefix `items.`.
pub(super) fn constraints(schema: &Node<'_>) -> Constraints {
    let own = |node: &Node<'_>, prefix: &str| -> Constraints {
        CONSTRAINING.iter().filter_map(|key| Some((format!("{prefix}{key}"), node.value.get(*key)?.clone()))).collect()
    };
    let mut all = own(schema, "");
    all.extend(schema.get("items").map(|items| own(&items, "items.")).unwrap_or_default());
    all
}
