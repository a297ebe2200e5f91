//! Converts operations: what belongs to them, and their paging.

use std::collections::{BTreeMap, BTreeSet};

use super::media::preferred;
use super::paths::{encoded, has_dot_segment, placeholders, query};
use super::state::Lower;
use crate::description::Node;
use crate::description::{OperationNode, operations};
use crate::diagnostic::Severity;
use crate::model::{Operation, Paging, Parameter, ParameterLocation, ResponseFormat};

impl<'r> Lower<'_, 'r> {
    /// All operations, in the order of path and method.
    pub(super) fn operations(&mut self) -> Vec<Operation> {
        let nodes = operations(self.schemas.root);
        self.check_ids(&nodes);
        self.check_templates(&nodes);
        self.check_access(&nodes);
        let mut operations: Vec<Operation> = nodes.iter().map(|node| self.operation(node)).collect();
        let mut keys = BTreeSet::new();
        for operation in &mut operations {
            if !keys.insert(operation.key.clone()) {
                // Another path differs only in its prefix.
                operation.key = format!("{} {}", operation.method, operation.path);
            }
        }
        operations
    }

    fn check_ids(&mut self, nodes: &[OperationNode<'r>]) {
        let mut seen: BTreeMap<&str, &OperationNode<'r>> = BTreeMap::new();
        for node in nodes {
            let Some(id) = node.node.str("operationId") else { continue };
            let first = *seen.entry(id).or_insert(node);
            if std::ptr::eq(first, node) {
                continue;
            }
            let (method, path) = (&first.method, first.path);
            let message = format!("the operation id `{id}` is used twice: {method} {path} has it too");
            let help = "operations are distinguished by method and path here; correct the id with an overlay";
            self.report(Severity::Warning, "operation-id-twice", message, &node.node.pointer, help);
        }
    }

    fn check_templates(&mut self, nodes: &[OperationNode<'r>]) {
        let shape =
            |path: &str| placeholders(path).iter().fold(path.to_owned(), |p, n| p.replace(&format!("{{{n}}}"), "{}"));
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for node in nodes {
            let first = *seen.entry(shape(node.path)).or_insert(node.path);
            if first != node.path {
                let message = format!("the paths {first} and {} differ only in the names of parameters", node.path);
                let help = "the service cannot distinguish them; remove one with an overlay";
                self.report(Severity::Warning, "path-twice", message, &node.node.pointer, help);
            }
            self.check_path(node);
        }
    }

    /// Reports a path that is not sent as it may be meant.
    fn check_path(&mut self, node: &OperationNode<'r>) {
        let path = node.path;
        if path.contains(['?', '#']) {
            let query = match query(path) {
                Some(query) => format!("`?{query}` is sent with every call"),
                None if path.split('#').next().is_some_and(|path| path.contains('?')) => {
                    "`?` is sent as `%3F`".to_owned()
                }
                None => "what follows `#` is not sent".to_owned(),
            };
            let message = format!("the path {path} is more than a path: {query}");
            let help = "correct the path with an overlay, and declare its query as parameters";
            self.report(Severity::Warning, "path-with-query", message, &node.node.pointer, help);
        }
        if has_dot_segment(path) {
            let message = format!("the path {path} has a segment that URL libraries remove; calls of it are errors");
            let help = "correct the path with an overlay";
            self.report(Severity::Warning, "path-with-dots", message, &node.node.pointer, help);
        }
    }

    fn operation(&mut self, source: &OperationNode<'r>) -> Operation {
        let node = &source.node;
        let id = node.str("operationId").map_or_else(|| format!("{} {}", source.method, source.path), str::to_owned);
        let mut parameters = self.parameters(source, &id);
        let body = self.body(node, &id, &mut parameters);
        let paging = self.paging(&parameters);
        let response = self.response(source, &id, paging.is_some());
        let candidate = paging.as_ref().map(|paging| paging.key.clone());
        let paging = paging.filter(|_| response.form == ResponseFormat::Page);
        let is_unlinked_list = paging.is_none() && response.form != ResponseFormat::Empty && self.is_list(node);
        let unlinked_page_key = candidate.filter(|_| is_unlinked_list);
        if is_unlinked_list {
            let is_by_status = response.form == ResponseFormat::ByStatus;
            self.report_unrecognised_paging(source, &parameters, unlinked_page_key.as_deref(), is_by_status);
        }
        if let Some(paging) = &paging {
            parameters.retain(|p| p.wire != paging.key && Some(&p.wire) != paging.limit.as_ref());
        }
        let errors = self.errors(node, &id, &response);
        Operation {
            key: self.key(&source.method, source.path),
            method: source.method.clone(),
            path: source.path.to_owned(),
            template: encoded(source.path),
            tag: node.strings("tags").first().copied().unwrap_or("default").to_owned(),
            summary: node.str("summary").unwrap_or_default().trim().to_owned(),
            docs: self.full_docs(node),
            deprecated: node.flag("deprecated"),
            parameters,
            order: self.operation_order(source),
            body,
            response,
            paging,
            unlinked_page_key,
            errors,
            pointer: node.pointer.clone(),
            id,
        }
    }

    fn parameters(&mut self, source: &OperationNode<'r>, id: &str) -> Vec<Parameter> {
        let template = placeholders(source.path);
        let mut parameters: Vec<Parameter> = Vec::new();
        for node in &source.parameters {
            let name = node.str("name").unwrap_or_default();
            if node.str("in") == Some("path") && !template.contains(&name) {
                let message = format!("the path parameter `{name}` is not in {}", source.path);
                self.report(
                    Severity::Warning,
                    "path-parameter-unused",
                    message,
                    &node.pointer,
                    "correct its name with an overlay",
                );
                continue;
            }
            if let Some(parameter) = self.parameter(node, id) {
                parameters.push(parameter);
            }
        }
        for name in &template {
            let declared = |p: &Parameter| p.place == ParameterLocation::Path && p.wire == *name;
            if !parameters.iter().any(declared) {
                let message =
                    format!("{} contains `{{{name}}}`, but no path parameter of this name is declared", source.path);
                let help = "its type is a string; to change the type, declare it with an overlay";
                self.report(Severity::Warning, "path-parameter-undeclared", message, &source.node.pointer, help);
                parameters.push(Parameter::in_path(name));
            }
        }
        let position = |p: &Parameter| match p.place {
            ParameterLocation::Path => template.iter().position(|name| *name == p.wire).unwrap_or(usize::MAX),
            _ => usize::MAX,
        };
        parameters.sort_by(|a, b| (position(a), &a.wire).cmp(&(position(b), &b.wire)));
        parameters
    }

    /// Method and path without the prefix of the version: the key of an operation in the lock.
    fn key(&self, method: &str, path: &str) -> String {
        format!("{method} {}", self.schemas.conventions.without_prefix(self.version, path))
    }

    /// The parameters that select a page and limit its size.
    fn paging(&self, parameters: &[Parameter]) -> Option<Paging> {
        let optional = |name: &Option<String>| {
            let is_it = |p: &&Parameter| Some(&p.wire) == name.as_ref() && p.place == ParameterLocation::Query;
            parameters.iter().find(is_it).filter(|p| !p.required).map(|p| p.wire.clone())
        };
        let paging = &self.schemas.conventions.paging;
        Some(Paging { key: optional(&paging.key)?, limit: optional(&paging.limit) })
    }

    /// Whether a successful response is an array or has a property that is an array.
    fn is_list(&self, operation: &Node<'r>) -> bool {
        let is_array = |schema: &Node<'r>| self.schemas.resolve(schema).str("type") == Some("array");
        let responses = operation.entries("responses").into_iter().filter(|(status, _)| status.starts_with('2'));
        responses.map(|(_, response)| self.schemas.resolve(&response)).any(|response| {
            let schema = preferred(self.schemas, &response).and_then(|content| content.schema);
            schema.is_some_and(|schema| {
                let schema = self.schemas.resolve(&schema);
                is_array(&schema) || schema.entries("properties").iter().any(|(_, property)| is_array(property))
            })
        })
    }

    /// Reports a list whose pages are not followed: either its paging parameter has a name that the conventions do not
    /// declare, or its response lacks the link that they declare.
    fn report_unrecognised_paging(
        &mut self,
        source: &OperationNode<'r>,
        parameters: &[Parameter],
        unlinked: Option<&str>,
        is_by_status: bool,
    ) {
        let envelope = &self.schemas.conventions.envelope;
        let link = envelope.links.iter().chain(&envelope.next).map(String::as_str).collect::<Vec<_>>().join(".");
        let queries = parameters.iter().filter(|p| p.place == ParameterLocation::Query);
        let positions: Vec<&str> = queries.map(|p| p.wire.as_str()).filter(|name| is_page_position(name)).collect();
        let why = match (unlinked, positions.as_slice()) {
            (Some(key), _) if is_by_status => format!("takes `{key}`, but its response depends on the status"),
            (Some(key), _) if link.is_empty() => format!("takes `{key}`, and no link to a next page is declared"),
            (Some(key), _) => format!("takes `{key}`, but its response has no `{link}`"),
            (None, []) => return,
            (None, positions) => {
                let known = self.schemas.conventions.paging.key.as_deref();
                let known = known.map_or_else(|| "none".to_owned(), |key| format!("`{key}`"));
                format!("takes `{}`; the declared parameter that selects a page is {known}", positions.join("` and `"))
            }
        };
        let message = format!("the list {} {} {why}; its pages are not followed", source.method, source.path);
        let help = "declare the API's paging under [paging] and [envelope] in spec/conventions.toml, or correct the \
                    operation with an overlay";
        self.report(Severity::Note, "paging-not-recognised", message, &source.node.pointer, help);
    }
}

/// Whether a query parameter of this name usually selects a page.
fn is_page_position(name: &str) -> bool {
    const NAMES: [&str; 14] = [
        "continuation",
        "continuationtoken",
        "cursor",
        "endcursor",
        "marker",
        "nextpagetoken",
        "nexttoken",
        "offset",
        "page",
        "pagekey",
        "pagenumber",
        "pagetoken",
        "skip",
        "startingafter",
    ];
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    NAMES.contains(&plain.as_str())
}
