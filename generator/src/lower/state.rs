//! The state of lowering a description.

use std::collections::{BTreeMap, BTreeSet};

use crate::description::{Node, Schemas};
use crate::diagnostic::{Diagnostic, Diagnostics, Location, Severity};
use crate::evidence::without_values;
use crate::model::{Disposition, NOTE, Type, TypeDef, TypeId};

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
    /// The warning about each schema that has become a JSON value, by the pointer of the schema or of its use.
    pub(super) untyped: BTreeMap<String, String>,
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

    /// Remembers the first warning after `reported` problems as the reason why a schema has become a JSON value.
    pub(super) fn note_untyped(&mut self, pointer: &str, reported: usize) {
        let warning = self.diagnostics.iter().skip(reported).find(|problem| problem.severity == Severity::Warning);
        if let Some(Diagnostic { severity, code, message, places, .. }) = warning {
            let place = places.first().map_or(pointer, |place| &place.pointer);
            self.untyped.insert(pointer.to_owned(), format!("{severity}[{code}]: {message} (at {place})"));
        }
    }

    /// The description of a schema, a parameter or a body, without the list of values that becomes an enumeration, and
    /// its note.
    pub(super) fn docs(&mut self, node: &Node<'_>) -> String {
        let text = without_values(&self.schemas.conventions.prose, node.str("description").unwrap_or_default());
        self.with_note(node, text)
    }

    /// The description of an operation or a response, and its note.
    pub(super) fn full_docs(&mut self, node: &Node<'_>) -> String {
        self.with_note(node, node.str("description").unwrap_or_default().trim().to_owned())
    }

    /// The text, and the note of the node as a paragraph of its own.
    fn with_note(&mut self, node: &Node<'_>, text: String) -> String {
        let Some(note) = node.get(NOTE) else { return text };
        let Some(note) = note.value.as_str() else {
            let help = "write the note as a string";
            let message = format!("`{NOTE}` is ignored, since it is not a string");
            self.report(Severity::Warning, "ill-formed-note", message, &note.pointer, help);
            return text;
        };
        [text.as_str(), note.trim()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    /// The type of a construct without a Rust type: a JSON value. Reports a warning.
    pub(super) fn json_value(&mut self, node: &Node<'_>, what: &str) -> Type {
        let message = format!("{what}; it becomes a JSON value");
        let reported = self.diagnostics.len();
        self.report(Severity::Warning, "untyped", message, &node.pointer, "add a type with an overlay");
        self.note_untyped(&node.pointer, reported);
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
