//! Converts responses: their bodies without the envelope, by status where they differ, and the bodies of errors.

use std::collections::BTreeSet;

use super::media::{Content, Kind, contents, preferred, sent};
use super::state::{Context, Lower};
use crate::description::{Node, OperationNode};
use crate::model::{
    Api, Constraints, Disposition, ErrorResponse, Member, Response, ResponseFormat, Shape, Type, TypeDef, TypeId,
    Union, UnionEncoding, status_name,
};

/// A successful response.
struct Success<'r> {
    status: &'r str,
    docs: String,
    content: Option<Content<'r>>,
}

impl<'r> Lower<'_, 'r> {
    pub(super) fn response(&mut self, source: &OperationNode<'r>, id: &str, pages: bool) -> Response {
        let node = &source.node;
        let responses = node.entries("responses");
        let mut successes: Vec<_> = responses.iter().filter(|(status, _)| status.starts_with('2')).cloned().collect();
        if successes.is_empty() {
            successes = responses.into_iter().filter(|(status, _)| *status == "default").collect();
        }
        let mut accept = Vec::new();
        let successes: Vec<Success<'r>> = successes
            .into_iter()
            .map(|(status, response)| self.success(source, status, &response, &mut accept))
            .collect();
        let bodies: Vec<&Content<'r>> = successes.iter().filter_map(|success| success.content.as_ref()).collect();
        let body = |content: &Content<'r>| (content.kind, content.schema.as_ref().map(|schema| schema.value));
        let is_same = bodies.windows(2).all(|pair| body(pair[0]) == body(pair[1]));
        let may_be_empty = is_same && !bodies.is_empty() && bodies.len() < successes.len();
        let (form, ty, by_status) = match bodies.first() {
            None => (ResponseFormat::Empty, None, Vec::new()),
            Some(content) if is_same => {
                let (form, ty) = self.content(content, Context { parent: id, name: "response" }, pages);
                (form, Some(ty), Vec::new())
            }
            Some(_) => {
                let (ty, by_status) = self.by_status(node, id, &successes);
                (ResponseFormat::ByStatus, Some(ty), by_status)
            }
        };
        if accept == ["application/json"] {
            accept.clear();
        }
        let statuses = successes.into_iter().map(|success| (success.status.to_owned(), success.docs)).collect();
        Response { statuses, form, ty, may_be_empty, accept, by_status }
    }

    /// A successful response with the content that is read. Adds to the media types that are asked for.
    fn success(
        &mut self,
        source: &OperationNode<'r>,
        status: &'r str,
        response: &Node<'r>,
        accept: &mut Vec<String>,
    ) -> Success<'r> {
        let response = self.schemas.resolve(response);
        let docs = self.full_docs(&response);
        let all = contents(self.schemas, &response);
        // RFC 9110, sections 9.3.2, 15.3.5 and 15.3.6.
        let reason = match status {
            _ if source.method == "HEAD" => "to HEAD",
            "204" | "205" => "with the status 204 or 205",
            _ => {
                self.report_other_contents(&response, &all, "the response is read as");
                for media_type in accepted(&all) {
                    if !accept.contains(&media_type) {
                        accept.push(media_type);
                    }
                }
                return Success { status, docs, content: all.into_iter().next() };
            }
        };
        if !all.is_empty() {
            let message = format!("a response {reason} has no body; the declared content is ignored");
            let help = "remove the content with an overlay";
            self.note_once("response-without-body", message, &response.pointer, help);
        }
        Success { status, docs, content: None }
    }

    /// How a body is read, and the type that a caller gets.
    fn content(&mut self, content: &Content<'r>, context: Context<'_>, pages: bool) -> (ResponseFormat, Type) {
        match (content.kind, &content.schema) {
            (Kind::Json, Some(schema)) => self.json_response(schema, context, pages),
            (Kind::Json, None) => (ResponseFormat::Json, Type::Json),
            (Kind::Text, _) => (ResponseFormat::Text, Type::String),
            _ => (ResponseFormat::Bytes, Type::Binary),
        }
    }

    /// A union of the bodies that the success codes have, and how each is read.
    fn by_status(
        &mut self,
        node: &Node<'r>,
        id: &str,
        successes: &[Success<'r>],
    ) -> (Type, Vec<(String, ResponseFormat)>) {
        let mut members = Vec::new();
        let mut formats = Vec::new();
        for Success { status, docs, content } in successes {
            let name = format!("{} response", status_name(status));
            let body =
                content.as_ref().map(|content| self.content(content, Context { parent: id, name: &name }, false));
            let (format, ty) = body.map_or((ResponseFormat::Empty, None), |(format, ty)| (format, Some(ty)));
            formats.push(((*status).to_owned(), format));
            let (tag, docs) = ((*status).to_owned(), docs.clone());
            members.push(Member { tag, ty, boxed: false, docs, pattern: None });
        }
        let pointer = format!("{}/responses", node.pointer);
        let union = Union { encoding: UnionEncoding::Status, members, shared: Vec::new() };
        let def = TypeDef {
            title: format!("{id} response"),
            parent: String::new(),
            pointers: vec![pointer.clone()],
            constraints: Constraints::new(),
            docs: String::new(),
            deprecated: false,
            shape: Shape::Union(union),
            uses: BTreeSet::new(),
            in_request: false,
            in_response: false,
        };
        self.types.insert(TypeId(pointer.clone()), def);
        (Type::Named(TypeId(pointer)), formats)
    }

    /// Removes the envelope: `{data}`, or `{data, meta}` if `meta` links to the next page.
    fn json_response(&mut self, schema: &Node<'r>, context: Context<'_>, pages: bool) -> (ResponseFormat, Type) {
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

    pub(super) fn errors(&mut self, node: &Node<'r>, id: &str, success: &Response) -> Vec<ErrorResponse> {
        let mut errors = Vec::new();
        for (status, response) in node.entries("responses") {
            if success.statuses.iter().any(|(declared, _)| declared == status) {
                continue;
            }
            let response = self.schemas.resolve(&response);
            let docs = self.full_docs(&response);
            let schema = preferred(self.schemas, &response).and_then(|content| content.schema);
            let ty = schema.and_then(|schema| self.error_body(&schema, id));
            errors.push(ErrorResponse { status: status.to_owned(), docs, ty });
        }
        errors
    }

    /// The type of an error body, unless it is the one that the runtime reads.
    fn error_body(&mut self, schema: &Node<'r>, id: &str) -> Option<Type> {
        let message = self.schemas.conventions.errors.message.as_deref();
        if !matches!(&schema.entries("properties")[..], [(only, _)] if Some(*only) == message) {
            return Some(self.type_of(schema, Context { parent: id, name: "error" }));
        }
        if let Some(name) = schema.component() {
            self.dispositions.entry(name).or_insert(Disposition::ErrorBody);
        }
        None
    }
}

/// The media types that are read as the first is. A range that includes JSON is read as JSON.
fn accepted(all: &[Content<'_>]) -> Vec<String> {
    let Some(used) = all.first() else { return Vec::new() };
    let is_alike = |other: &&Content<'_>| {
        let is_same = used.schema.as_ref().map(|s| s.value) == other.schema.as_ref().map(|s| s.value);
        used.kind == other.kind && (is_same || used.kind != Kind::Json)
    };
    let name = |content: &Content<'_>| match sent(content.media_type) {
        Some(media_type) => Some(media_type),
        None if content.kind == Kind::Json => Some("application/json".to_owned()),
        // Anything else is not a media type.
        None => super::media::range(content.media_type),
    };
    all.iter().filter(is_alike).filter_map(name).collect()
}

/// Makes a response one type whose bodies turned out to be equal for all success codes that have one. Runs after merging.
pub(super) fn unify(api: &mut Api) {
    for operation in &mut api.operations {
        let response = &mut operation.response;
        let Some(Type::Named(id)) = response.ty.as_ref().filter(|_| response.form == ResponseFormat::ByStatus) else {
            continue;
        };
        let Some(Shape::Union(union)) = api.types.get(id).map(|def| &def.shape) else { continue };
        let formats = response.by_status.iter().map(|(_, format)| *format);
        let bodies: Vec<(&Type, ResponseFormat)> = union
            .members
            .iter()
            .zip(formats)
            .filter_map(|(member, format)| Some((member.ty.as_ref()?, format)))
            .collect();
        if let Some((ty, format)) = bodies.first().filter(|first| bodies.iter().all(|body| body == *first)) {
            response.may_be_empty = bodies.len() < union.members.len();
            (response.form, response.ty) = (*format, Some((*ty).clone()));
            response.by_status.clear();
        }
    }
}
