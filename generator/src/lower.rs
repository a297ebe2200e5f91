//! A corrected description to the bindings' model.
//!
//! Every decision is taken here: which type a schema becomes, how a union is read, what an answer is without its
//! envelope. Every operation becomes a function; a construct that has no type in Rust becomes a JSON value and is named in
//! the diagnostics.

mod cycles;
mod merge;
mod operations;
mod shared;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::{Diagnostics, Place, Severity};
use crate::model::{Api, Constraints, Fate, Type, TypeDef, TypeId};
use crate::node::Node;
use crate::schema::{Schemas, components};

/// Builds the model of one version.
pub fn lower(version: &str, file: &str, root: &Value) -> (Api, Diagnostics) {
    let schemas = Schemas::new(root);
    let mut lower = Lower {
        file,
        schemas: &schemas,
        types: BTreeMap::new(),
        fates: BTreeMap::new(),
        open: Vec::new(),
        pending: Vec::new(),
        diagnostics: Diagnostics::default(),
    };
    let operations = lower.operations();
    lower.finish();
    let mut fates = lower.fates;
    let mut operations = operations;
    merge::without_dangling(&mut lower.types, &mut operations);
    for node in components(root) {
        let name = node.component().unwrap_or_default();
        fates.entry(name).or_insert(Fate::Unused);
    }
    let info = Node::root(root).get("info");
    let servers = Node::root(root).items("servers");
    let mut api = Api {
        version: version.to_owned(),
        title: info.and_then(|info| info.str("title")).unwrap_or_default().to_owned(),
        server: servers.first().and_then(|server| server.str("url")).map(str::to_owned),
        operations,
        types: lower.types,
        fates,
    };
    merge::merge_equal(&mut api);
    shared::find_shared(&mut api);
    cycles::box_cycles(&mut api);
    merge::drop_unreachable(&mut api);
    (api, lower.diagnostics)
}

struct Lower<'a, 'r> {
    file: &'a str,
    schemas: &'a Schemas<'r>,
    types: BTreeMap<TypeId, TypeDef>,
    fates: BTreeMap<String, Fate>,
    /// The schemas that are being written out in place, so that one that holds itself is noticed.
    open: Vec<String>,
    /// The structs whose fields are still to be looked at.
    pending: Vec<types::Pending<'r>>,
    diagnostics: Diagnostics,
}

impl Lower<'_, '_> {
    fn report(&mut self, severity: Severity, code: &'static str, message: String, pointer: &str, help: &str) {
        self.diagnostics.push(severity, code, message, Place::new(self.file, pointer), help);
    }

    /// A construct without a type in Rust: it becomes a JSON value, and the maintainer hears of it.
    fn untyped(&mut self, node: &Node<'_>, what: &str) -> Type {
        let message = format!("{what}; it becomes a JSON value");
        self.report(Severity::Warning, "untyped", message, &node.pointer, "give it a type by an overlay");
        Type::Json
    }
}

/// Where a schema stands, for the name of what it becomes.
#[derive(Clone, Copy)]
struct Context<'c> {
    /// The title of the nearest enclosing named schema or the operation.
    parent: &'c str,
    /// The name of the property, item or body.
    name: &'c str,
}

/// The named types that an operation's parameters, body and answer hold, each with the place.
pub(crate) fn operation_types(operation: &crate::model::Operation) -> Vec<(String, &Type, bool)> {
    let key = operation_key(&operation.method, &operation.path);
    let parameters = operation.parameters.iter().map(|p| (format!("{key} ?{}", p.wire), &p.ty, true));
    let body = operation.body.iter().map(|b| (format!("{key} request"), &b.ty, true));
    let answer = operation.answer.ty.iter().map(|t| (format!("{key} answer"), t, false));
    let errors = operation.errors.iter().filter_map(|e| Some((format!("{key} {}", e.status), e.ty.as_ref()?, false)));
    parameters.chain(body).chain(answer).chain(errors).collect()
}

/// Method and path without the version's prefix: what names an operation in the lock.
pub fn operation_key(method: &str, path: &str) -> String {
    let bare = path.trim_start_matches('/');
    let rest = bare.split_once('/').filter(|(first, _)| is_version(first)).map(|(_, rest)| rest);
    format!("{method} /{}", rest.unwrap_or(bare))
}

fn is_version(segment: &str) -> bool {
    let numbered = segment.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()));
    numbered || matches!(segment, "beta" | "alpha")
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
fn constraints(schema: &Node<'_>) -> Constraints {
    let own = |node: &Node<'_>, prefix: &str| -> Constraints {
        NARROWING.iter().filter_map(|key| Some((format!("{prefix}{key}"), node.value.get(*key)?.clone()))).collect()
    };
    let mut all = own(schema, "");
    all.extend(schema.get("items").map(|items| own(&items, "items.")).unwrap_or_default());
    all
}

/// Every component that `id` stands for after merging.
pub(crate) fn follow(fates: &mut BTreeMap<String, Fate>, merged: &BTreeMap<TypeId, TypeId>) {
    for fate in fates.values_mut() {
        if let Fate::Type(id) = fate
            && let Some(kept) = merged.get(id)
        {
            *id = kept.clone();
        }
    }
}

pub(crate) type Uses = BTreeMap<TypeId, BTreeSet<String>>;
