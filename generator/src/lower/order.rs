//! The order in which constructors and operations take their arguments.

use std::collections::BTreeSet;

use super::media::{Kind, contents};
use super::state::Lower;
use crate::description::{Node, OperationNode, operations};
use crate::diagnostic::Severity;
use crate::model::{ArgumentOrder, ORDER};
use crate::text::similar;

impl<'r> Lower<'_, 'r> {
    /// The order of an object's required properties: those of the schemas that it builds on come before its own.
    pub(super) fn object_order(&self, parts: &[Node<'r>]) -> ArgumentOrder {
        let fixed = parts.iter().flat_map(|part| part.strings(ORDER));
        let listed = self.base_first(parts).into_iter().flat_map(|part| part.strings("required"));
        ArgumentOrder { fixed: distinct(fixed), listed: distinct(listed) }
    }

    /// The order of an operation's parameters in the order of their declaration, then of the parts of its body. The keys
    /// have the form `query limit`.
    pub(super) fn operation_order(&self, source: &OperationNode<'r>) -> ArgumentOrder {
        let key = |(place, name): &(&str, &str)| format!("{place} {name}");
        let fixed = source.node.strings(ORDER).into_iter();
        let named = fixed.flat_map(|fixed| source.declared.iter().filter(move |(_, name)| *name == fixed).map(key));
        let parts = self.multipart_order(source);
        let part = |name: &String| format!("part {name}");
        ArgumentOrder {
            fixed: named.chain(parts.fixed.iter().map(part)).collect(),
            listed: source.declared.iter().map(key).chain(parts.listed.iter().map(part)).collect(),
        }
    }

    fn multipart_order(&self, source: &OperationNode<'r>) -> ArgumentOrder {
        let body = source.node.get("requestBody").map(|body| self.schemas.resolve(&body));
        let content = body.and_then(|body| contents(self.schemas, &body).into_iter().next());
        let schema = content.filter(|content| content.kind == Kind::Multipart).and_then(|content| content.schema);
        schema.map(|schema| self.object_order(&self.schemas.object_parts(&schema))).unwrap_or_default()
    }

    /// The parts of an object, each after the parts of its own `allOf`.
    fn base_first<'n>(&self, parts: &'n [Node<'r>]) -> Vec<&'n Node<'r>> {
        let mut ordered = Vec::new();
        let mut seen = BTreeSet::new();
        for part in parts {
            self.visit(part, parts, &mut seen, &mut ordered);
        }
        ordered
    }

    fn visit<'n>(
        &self,
        part: &'n Node<'r>,
        parts: &'n [Node<'r>],
        seen: &mut BTreeSet<&'n str>,
        ordered: &mut Vec<&'n Node<'r>>,
    ) {
        if !seen.insert(&part.pointer) {
            return;
        }
        for base in part.items("allOf") {
            let base = self.schemas.resolve(&base);
            if let Some(base) = parts.iter().find(|known| known.pointer == base.pointer) {
                self.visit(base, parts, seen, ordered);
            }
        }
        ordered.push(part);
    }

    /// Reports each `x-order` that is not a list of names, or that contains an unknown name.
    pub(super) fn check_orders(&mut self) {
        let schemas = self.schemas;
        for node in schemas.all().iter().filter(|node| node.has(ORDER)) {
            let parts = schemas.object_parts(node);
            let known = parts.iter().flat_map(|part| part.entries("properties")).map(|(name, _)| name).collect();
            self.check_order(node, &known, "a property of the schema");
        }
        for source in operations(schemas.root).iter().filter(|source| source.node.has(ORDER)) {
            let beyond_path = source.declared.iter().filter(|(place, _)| *place != "path");
            let known = beyond_path.map(|(_, name)| *name).collect();
            self.check_order(&source.node, &known, "a parameter of the operation outside the path");
        }
    }

    fn check_order(&mut self, node: &Node<'r>, known: &BTreeSet<&str>, what: &str) {
        let help = "write a list of names, in the order in which callers pass the values";
        let Some(order) = node.get(ORDER) else { return };
        if !order.value.as_array().is_some_and(|names| names.iter().all(|name| name.is_string())) {
            return self.report(
                Severity::Error,
                "argument-order",
                format!("`{ORDER}` is not a list of names"),
                &order.pointer,
                help,
            );
        }
        for (name, item) in node.strings(ORDER).into_iter().zip(node.items(ORDER)) {
            if !known.contains(name) {
                let meant = similar(name, known.iter().copied());
                let meant = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
                let message = format!("`{ORDER}` contains `{name}`, which is not {what}{meant}");
                self.report(Severity::Error, "argument-order", message, &item.pointer, help);
            }
        }
    }
}

fn distinct<'s>(names: impl Iterator<Item = &'s str>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.filter(|name| seen.insert(*name)).map(str::to_owned).collect()
}
