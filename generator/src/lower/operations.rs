//! Converts operations: parameters, bodies and responses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::constraints::constraints;
use super::state::{Context, Lower};
use crate::description::Node;
use crate::description::{OperationNode, operations};
use crate::diagnostic::Severity;
use crate::model::{
    Body, BodyMedia, Constraints, Disposition, ErrorResponse, ListStyle, Operation, Paging, Parameter,
    ParameterLocation, Response, ResponseFormat, Type,
};

impl<'r> Lower<'_, 'r> {
    /// All operations, in the order of path and method.
    pub(super) fn operations(&mut self) -> Vec<Operation> {
        let nodes = operations(self.schemas.root);
        self.check_ids(&nodes);
        self.check_templates(&nodes);
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
        }
    }

    fn operation(&mut self, source: &OperationNode<'r>) -> Operation {
        let node = &source.node;
        let id = node.str("operationId").map_or_else(|| format!("{} {}", source.method, source.path), str::to_owned);
        let mut parameters = self.parameters(source, &id);
        let body = self.body(node, &id, &mut parameters);
        let paging = self.paging(&parameters);
        let response = self.response(node, &id, paging.is_some());
        let candidate = paging.as_ref().map(|paging| paging.key.clone());
        let paging = paging.filter(|_| response.form == ResponseFormat::Page);
        let unlinked_page_key = candidate.filter(|_| paging.is_none() && self.is_list(node));
        if paging.is_none() && self.is_list(node) {
            self.report_unrecognised_paging(source, &parameters, unlinked_page_key.as_deref());
        }
        if let Some(paging) = &paging {
            parameters.retain(|p| p.wire != paging.key && Some(&p.wire) != paging.limit.as_ref());
        }
        let errors = self.errors(node, &id, &response);
        Operation {
            key: self.key(&source.method, source.path),
            method: source.method.clone(),
            path: source.path.to_owned(),
            tag: node.strings("tags").first().copied().unwrap_or("default").to_owned(),
            summary: node.str("summary").unwrap_or_default().trim().to_owned(),
            docs: node.str("description").unwrap_or_default().trim().to_owned(),
            deprecated: node.flag("deprecated"),
            parameters,
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
                parameters.push(Parameter {
                    wire: (*name).to_owned(),
                    place: ParameterLocation::Path,
                    required: true,
                    ty: Type::String,
                    docs: String::new(),
                    default: None,
                    constraints: Constraints::new(),
                    deprecated: false,
                });
            }
        }
        let position = |p: &Parameter| match p.place {
            ParameterLocation::Path => template.iter().position(|name| *name == p.wire).unwrap_or(usize::MAX),
            _ => usize::MAX,
        };
        parameters.sort_by(|a, b| (position(a), &a.wire).cmp(&(position(b), &b.wire)));
        parameters
    }

    fn parameter(&mut self, node: &Node<'r>, id: &str) -> Option<Parameter> {
        let name = node.str("name")?;
        let schema = node.get("schema");
        let mut ty = match &schema {
            Some(schema) => self.type_of(schema, Context { parent: id, name }),
            None => Type::String,
        };
        if !self.is_parameter_type(&ty, true) {
            let message = format!(
                "the parameter `{name}` is neither a plain value nor a list of plain values; it becomes a string"
            );
            self.report(Severity::Warning, "parameter-untyped", message, &node.pointer, "add a type with an overlay");
            ty = Type::String;
        }
        if let (Some("path"), Some(style @ ("label" | "matrix"))) = (node.str("in"), node.str("style")) {
            let message = format!("the path parameter `{name}` has the style `{style}`; it is sent as `simple`");
            self.report(Severity::Warning, "parameter-style", message, &node.pointer, "check the path that is sent");
        }
        let explode = node.value.get("explode").and_then(Value::as_bool);
        let style = match (node.str("style").unwrap_or("form"), explode) {
            ("spaceDelimited", Some(false) | None) => ListStyle::Joined(' '),
            ("pipeDelimited", Some(false) | None) => ListStyle::Joined('|'),
            ("form", Some(false)) => ListStyle::Joined(','),
            _ => ListStyle::Repeated,
        };
        let place = match node.str("in")? {
            "path" => ParameterLocation::Path,
            "query" => ParameterLocation::Query(style),
            "header" => ParameterLocation::Header,
            "cookie" => ParameterLocation::Cookie,
            _ => return None,
        };
        // OpenAPI 3.0, "Parameter Object": headers of these names are described elsewhere and ignored here.
        if place == ParameterLocation::Header
            && ["accept", "content-type", "authorization"].contains(&name.to_ascii_lowercase().as_str())
        {
            return None;
        }
        let resolved = schema.map(|schema| self.schemas.resolve(&schema));
        Some(Parameter {
            wire: name.to_owned(),
            place,
            required: node.flag("required") || place == ParameterLocation::Path,
            ty,
            docs: self.docs(node),
            default: resolved.as_ref().and_then(|schema| schema.value.get("default").cloned()),
            constraints: resolved.as_ref().map(|schema| constraints(self.schemas, schema)).unwrap_or_default(),
            deprecated: node.flag("deprecated"),
        })
    }

    fn is_parameter_type(&self, ty: &Type, lists: bool) -> bool {
        match ty {
            Type::List(inner) => lists && self.is_parameter_type(inner, false),
            Type::Named(id) => self.types.get(id).is_some_and(|d| matches!(d.shape, crate::model::Shape::Enum(_))),
            Type::Map(..) | Type::Json | Type::Nullable(_) | Type::Binary => false,
            _ => true,
        }
    }

    fn body(&mut self, node: &Node<'r>, id: &str, parameters: &mut Vec<Parameter>) -> Option<Body> {
        let body = self.schemas.resolve(&node.get("requestBody")?);
        let (media_type, media) = preferred(&body)?;
        let docs = self.docs(&body);
        let required = body.flag("required");
        let schema = media.get("schema");
        let kind = match media_type {
            m if is_json(m) => BodyMedia::Json,
            "application/x-www-form-urlencoded" => BodyMedia::Form,
            "multipart/form-data" => BodyMedia::Multipart,
            m if essence(m) == "text/plain" => BodyMedia::Text,
            m => BodyMedia::Bytes(m.to_owned()),
        };
        let context = Context { parent: id, name: "body" };
        let ty = match (&kind, &schema) {
            (BodyMedia::Json, Some(schema)) => self.nullable_type_of(schema, context),
            (BodyMedia::Form, Some(schema)) => self.type_of(schema, context),
            (BodyMedia::Multipart, Some(schema)) => {
                let schema = self.schemas.resolve(schema);
                if let Some(name) = schema.component() {
                    self.dispositions.insert(name, Disposition::Inlined);
                }
                self.parts(&schema, id, parameters);
                Type::Json
            }
            (BodyMedia::Text, _) => Type::String,
            (BodyMedia::Bytes(_), _) => Type::Binary,
            (_, None) => Type::Json,
        };
        Some(Body { required, media: kind, ty, docs })
    }

    /// Method and path without the prefix of the version: the key of an operation in the lock.
    fn key(&self, method: &str, path: &str) -> String {
        format!("{method} {}", self.schemas.conventions.without_prefix(self.version, path))
    }

    /// The parameters that select a page and limit its size.
    fn paging(&self, parameters: &[Parameter]) -> Option<Paging> {
        let optional = |name: &Option<String>| {
            let is_it =
                |p: &&Parameter| Some(&p.wire) == name.as_ref() && matches!(p.place, ParameterLocation::Query(_));
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
            let schema = preferred(&response).and_then(|(_, media)| media.get("schema"));
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
    ) {
        let envelope = &self.schemas.conventions.envelope;
        let link = envelope.links.iter().chain(&envelope.next).map(String::as_str).collect::<Vec<_>>().join(".");
        let queries = parameters.iter().filter(|p| matches!(p.place, ParameterLocation::Query(_)));
        let positions: Vec<&str> = queries.map(|p| p.wire.as_str()).filter(|name| is_page_position(name)).collect();
        let why = match (unlinked, positions.as_slice()) {
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

    /// Adds the properties of a multipart body to the parameters.
    fn parts(&mut self, schema: &Node<'r>, id: &str, parameters: &mut Vec<Parameter>) {
        let object = self.schemas.object_parts(schema);
        let required: Vec<&str> = object.iter().flat_map(|part| part.strings("required")).collect();
        let mut seen = BTreeSet::new();
        for (name, property) in object.iter().flat_map(|part| part.entries("properties")) {
            if !seen.insert(name) {
                continue;
            }
            let ty = self.type_of(&property, Context { parent: id, name });
            let resolved = self.schemas.resolve(&property);
            parameters.push(Parameter {
                wire: name.to_owned(),
                place: ParameterLocation::Part,
                // A list of files may be empty, so it can always be required.
                required: required.contains(&name) || ty == Type::List(Box::new(Type::Binary)),
                ty,
                docs: self.docs(&property),
                default: resolved.value.get("default").cloned(),
                constraints: constraints(self.schemas, &resolved),
                deprecated: resolved.flag("deprecated"),
            });
        }
        if seen.is_empty() {
            self.report(
                Severity::Warning,
                "multipart-empty",
                "the multipart body declares no parts, so none can be sent".to_owned(),
                &schema.pointer,
                "declare its properties with an overlay",
            );
        }
    }

    fn response(&mut self, node: &Node<'r>, id: &str, pages: bool) -> Response {
        let responses = node.entries("responses");
        let mut successes: Vec<_> = responses.iter().filter(|(status, _)| status.starts_with('2')).cloned().collect();
        if successes.is_empty() {
            successes = responses.into_iter().filter(|(status, _)| *status == "default").collect();
        }
        let resolved: Vec<(&str, Node<'r>)> =
            successes.into_iter().map(|(status, response)| (status, self.schemas.resolve(&response))).collect();
        let describe = |r: &Node<'_>| r.str("description").unwrap_or_default().trim().to_owned();
        let statuses = resolved.iter().map(|(status, r)| ((*status).to_owned(), describe(r))).collect();
        let bodies: Vec<_> = resolved.iter().filter_map(|(_, r)| preferred(r)).collect();
        let may_be_empty = bodies.len() < resolved.len();
        let Some((media_type, media)) = bodies.first() else {
            return Response { statuses, form: ResponseFormat::Empty, ty: None, may_be_empty: false };
        };
        let schema = media.get("schema").map(|schema| self.schemas.resolve(&schema));
        let same = |(_, other): &(&str, Node<'r>)| {
            other.get("schema").map(|s| self.schemas.resolve(&s).value) == schema.as_ref().map(|s| s.value)
        };
        let (form, ty) = if !bodies.iter().all(same) {
            (ResponseFormat::Json, self.json_value(node, "the successful responses have bodies of different types"))
        } else if is_json(media_type) {
            match &schema {
                Some(schema) => self.json_response(schema, id, pages),
                None => (ResponseFormat::Json, Type::Json),
            }
        } else if media_type.starts_with("text/") {
            (ResponseFormat::Text, Type::String)
        } else {
            (ResponseFormat::Bytes, Type::Binary)
        };
        Response { statuses, form, ty: Some(ty), may_be_empty }
    }

    /// Removes the envelope: `{data}`, or `{data, meta}` if `meta` links to the next page.
    fn json_response(&mut self, schema: &Node<'r>, id: &str, pages: bool) -> (ResponseFormat, Type) {
        let context = Context { parent: id, name: "response" };
        let envelope = &self.schemas.conventions.envelope;
        let properties = schema.entries("properties");
        let property = |key: &Option<String>| {
            properties.iter().find(|(name, _)| Some(*name) == key.as_deref()).map(|(_, schema)| schema.clone())
        };
        let data = property(&envelope.data);
        let meta = property(&envelope.links).map(|links| self.schemas.resolve(&links));
        let Some(data) = data.filter(|_| !schema.has("additionalProperties")) else {
            return (ResponseFormat::Json, self.nullable_type_of(schema, context));
        };
        let items = self.schemas.resolve(&data).get("items");
        let links = meta.as_ref().is_some_and(|meta| {
            meta.get("properties").zip(envelope.next.as_deref()).is_some_and(|(links, next)| links.has(next))
        });
        let result = match (properties.len(), items) {
            (1, Some(items)) => (ResponseFormat::List, Type::List(Box::new(self.nullable_type_of(&items, context)))),
            (1, None) => {
                let ty = self.nullable_type_of(&data, context);
                let is_certain = schema.strings("required").iter().any(|key| Some(*key) == envelope.data.as_deref());
                (ResponseFormat::Data, if is_certain { ty } else { ty.nullable() })
            }
            (2, Some(items)) if links && pages => {
                if let Some(name) = meta.and_then(|meta| meta.component()) {
                    self.dispositions.insert(name, Disposition::Envelope);
                }
                (ResponseFormat::Page, self.nullable_type_of(&items, context))
            }
            _ => return (ResponseFormat::Json, self.nullable_type_of(schema, context)),
        };
        if let Some(name) = schema.component() {
            self.dispositions.entry(name).or_insert(Disposition::Envelope);
        }
        result
    }

    fn errors(&mut self, node: &Node<'r>, id: &str, success: &Response) -> Vec<ErrorResponse> {
        let mut errors = Vec::new();
        for (status, response) in node.entries("responses") {
            if success.statuses.iter().any(|(declared, _)| declared == status) {
                continue;
            }
            let response = self.schemas.resolve(&response);
            let docs = response.str("description").unwrap_or_default().trim().to_owned();
            let schema = preferred(&response).and_then(|(_, media)| media.get("schema"));
            let ty = schema.and_then(|schema| self.error_body(&schema, id));
            errors.push(ErrorResponse { status: status.to_owned(), docs, ty });
        }
        errors
    }

    /// The type of an error body, unless it is the one that the runtime reads.
    fn error_body(&mut self, schema: &Node<'r>, id: &str) -> Option<Type> {
        let schema = self.schemas.resolve(schema);
        let message = self.schemas.conventions.errors.message.as_deref();
        if !matches!(&schema.entries("properties")[..], [(only, _)] if Some(*only) == message) {
            return Some(self.type_of(&schema, Context { parent: id, name: "error" }));
        }
        if let Some(name) = schema.component() {
            self.dispositions.entry(name).or_insert(Disposition::ErrorBody);
        }
        None
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

/// The parameters in a path template, in order.
fn placeholders(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence == "*/*" || essence.ends_with("+json")
}

/// The content that is used if there are several: JSON if present, otherwise the first.
fn preferred<'r>(holder: &Node<'r>) -> Option<(&'r str, Node<'r>)> {
    let content = holder.entries("content");
    let json = content.iter().find(|(media_type, _)| is_json(media_type)).cloned();
    json.or_else(|| content.into_iter().next())
}
