//! Operations: parameters, bodies and responses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::state::{Context, Lower, constraints};
use crate::description::Node;
use crate::description::{OperationNode, operations};
use crate::diagnostic::Severity;
use crate::evidence::without_values;
use crate::model::{
    Body, BodyMedia, Constraints, Disposition, ErrorResponse, ListStyle, Operation, Paging, Parameter, ParameterPlace,
    Response, ResponseFormat, Type,
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
                // Another path differs in its prefix alone.
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
            let message = format!("the operation id `{id}` is given twice: {method} {path} has it already");
            let help = "operations are told apart by method and path here; correct the id in an overlay";
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
                let message = format!("the paths {first} and {} differ in the names of parameters only", node.path);
                let help = "the service cannot tell them apart; remove one in an overlay";
                self.report(Severity::Warning, "path-twice", message, &node.node.pointer, help);
            }
        }
    }

    fn operation(&mut self, source: &OperationNode<'r>) -> Operation {
        let node = &source.node;
        let id = node.str("operationId").map_or_else(|| format!("{} {}", source.method, source.path), str::to_owned);
        let mut parameters = self.parameters(source, &id);
        let body = self.body(node, &id, &mut parameters);
        let paging = paging(&parameters);
        let response = self.response(node, &id, paging.is_some());
        let paging = paging.filter(|_| response.form == ResponseFormat::Page);
        if let Some(paging) = &paging {
            parameters.retain(|p| p.wire != paging.key && Some(&p.wire) != paging.limit.as_ref());
        }
        let errors = self.errors(node, &id, &response);
        Operation {
            key: operation_key(&source.method, source.path),
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
                let message = format!("the path parameter `{name}` does not stand in {}", source.path);
                self.report(Severity::Warning, "path-parameter-unused", message, &node.pointer, "correct its name");
                continue;
            }
            if let Some(parameter) = self.parameter(node, id) {
                parameters.push(parameter);
            }
        }
        for name in &template {
            let declared = |p: &Parameter| p.place == ParameterPlace::Path && p.wire == *name;
            if !parameters.iter().any(declared) {
                let message =
                    format!("{} holds `{{{name}}}`, but no path parameter of this name is declared", source.path);
                let help = "it is taken as a string; declare it in an overlay to give it a type";
                self.report(Severity::Warning, "path-parameter-undeclared", message, &source.node.pointer, help);
                parameters.push(Parameter {
                    wire: (*name).to_owned(),
                    place: ParameterPlace::Path,
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
            ParameterPlace::Path => template.iter().position(|name| *name == p.wire).unwrap_or(usize::MAX),
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
            let message =
                format!("the parameter `{name}` is neither a plain value nor a list of them; it is taken as text");
            self.report(Severity::Warning, "parameter-untyped", message, &node.pointer, "give it a type in an overlay");
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
            "path" => ParameterPlace::Path,
            "query" => ParameterPlace::Query(style),
            "header" => ParameterPlace::Header,
            "cookie" => ParameterPlace::Cookie,
            _ => return None,
        };
        // OpenAPI 3.0, "Parameter Object": headers of these names are described elsewhere and ignored here.
        if place == ParameterPlace::Header
            && ["accept", "content-type", "authorization"].contains(&name.to_ascii_lowercase().as_str())
        {
            return None;
        }
        let resolved = schema.map(|schema| self.schemas.resolve(&schema));
        Some(Parameter {
            wire: name.to_owned(),
            place,
            required: node.flag("required") || place == ParameterPlace::Path,
            ty,
            docs: without_values(node.str("description").unwrap_or_default()),
            default: resolved.as_ref().and_then(|schema| schema.value.get("default").cloned()),
            constraints: resolved.as_ref().map(constraints).unwrap_or_default(),
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
        let docs = without_values(body.str("description").unwrap_or_default());
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

    /// The properties of a multipart body become parameters.
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
                place: ParameterPlace::Part,
                // A list of files may be empty, so that it can be asked for in any case.
                required: required.contains(&name) || ty == Type::List(Box::new(Type::Binary)),
                ty,
                docs: without_values(property.str("description").unwrap_or_default()),
                default: resolved.value.get("default").cloned(),
                constraints: constraints(&resolved),
                deprecated: resolved.flag("deprecated"),
            });
        }
        if seen.is_empty() {
            self.report(
                Severity::Warning,
                "multipart-empty",
                "the multipart body declares no parts, so that none can be sent".to_owned(),
                &schema.pointer,
                "declare its properties by an overlay",
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
            (ResponseFormat::Json, self.untyped(node, "the success codes have bodies of different types"))
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

    /// Takes the envelope off: `{data}`, or `{data, meta}` where `meta` links to the next page.
    fn json_response(&mut self, schema: &Node<'r>, id: &str, pages: bool) -> (ResponseFormat, Type) {
        let context = Context { parent: id, name: "response" };
        let properties = schema.entries("properties");
        let data = properties.iter().find(|(name, _)| *name == "data").map(|(_, data)| data.clone());
        let meta = properties.iter().find(|(name, _)| *name == "meta").map(|(_, meta)| self.schemas.resolve(meta));
        let Some(data) = data.filter(|_| !schema.has("additionalProperties")) else {
            return (ResponseFormat::Json, self.nullable_type_of(schema, context));
        };
        let items = self.schemas.resolve(&data).get("items");
        let links = meta.as_ref().is_some_and(|meta| meta.get("properties").is_some_and(|p| p.has("next")));
        let result = match (properties.len(), items) {
            (1, Some(items)) => (ResponseFormat::List, Type::List(Box::new(self.nullable_type_of(&items, context)))),
            (1, None) => (ResponseFormat::Data, self.nullable_type_of(&data, context)),
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
        if !matches!(&schema.entries("properties")[..], [("message", _)]) {
            return Some(self.type_of(&schema, Context { parent: id, name: "error" }));
        }
        if let Some(name) = schema.component() {
            self.dispositions.entry(name).or_insert(Disposition::ErrorBody);
        }
        None
    }
}

/// Method and path without the version's prefix: what names an operation in the lock.
fn operation_key(method: &str, path: &str) -> String {
    let bare = path.trim_start_matches('/');
    let rest = bare.split_once('/').filter(|(first, _)| is_version(first)).map(|(_, rest)| rest);
    format!("{method} /{}", rest.unwrap_or(bare))
}

fn is_version(segment: &str) -> bool {
    let numbered = segment.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()));
    numbered || matches!(segment, "beta" | "alpha")
}

/// The service turns pages by `pageKey` and sizes them by `pageLimit`.
fn paging(parameters: &[Parameter]) -> Option<Paging> {
    let query = |name: &str| {
        let found = parameters.iter().find(|p| p.wire == name && matches!(p.place, ParameterPlace::Query(_)));
        found.filter(|p| !p.required).map(|p| p.wire.clone())
    };
    Some(Paging { key: query("pageKey")?, limit: query("pageLimit") })
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

/// The content that is used among several: JSON before all others.
fn preferred<'r>(holder: &Node<'r>) -> Option<(&'r str, Node<'r>)> {
    let content = holder.entries("content");
    let json = content.iter().find(|(media_type, _)| is_json(media_type)).cloned();
    json.or_else(|| content.into_iter().next())
}
