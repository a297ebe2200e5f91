//! Converts the bodies of requests: JSON, forms, parts, text and bytes.

use std::collections::{BTreeMap, BTreeSet};

use super::constraints::constraints;
use super::media::{Content, Kind, contents, is_range, kind_of, sent};
use super::state::{Context, Lower};
use crate::description::Node;
use crate::diagnostic::Severity::{Note, Warning};
use crate::model::{Body, BodyMedia, Constraints, Disposition, Parameter, ParameterLocation, Shape, Style, Type};

impl<'r> Lower<'_, 'r> {
    pub(super) fn body(&mut self, node: &Node<'r>, id: &str, parameters: &mut Vec<Parameter>) -> Option<Body> {
        let body = self.schemas.resolve(&node.get("requestBody")?);
        let all = contents(self.schemas, &body);
        let content = all.first()?;
        self.report_other_contents(&body, &all, "the body is sent as");
        let context = Context { parent: id, name: "body" };
        let mut lowered = Body {
            required: body.flag("required"),
            media: BodyMedia::Json,
            media_type: None,
            styles: BTreeMap::new(),
            ty: Type::Json,
            constraints: Constraints::new(),
            docs: self.docs(&body),
        };
        let schema = content.node.get("schema");
        if content.kind != Kind::Multipart {
            lowered.constraints = schema.as_ref().map(|s| constraints(self.schemas, s)).unwrap_or_default();
        }
        match content.kind {
            Kind::Json => {
                lowered.ty = schema.map_or(Type::Json, |schema| self.nullable_type_of(&schema, context));
                let media_type = self.sent_media_type(content, "application/json");
                lowered.media_type = Some(media_type).filter(|media_type| media_type != "application/json");
            }
            Kind::Form => {
                lowered.media = BodyMedia::Form;
                (lowered.ty, lowered.styles) = self.form(content, context);
            }
            Kind::Multipart => {
                lowered.media = BodyMedia::Multipart;
                if let Some(name) = content.schema.as_ref().and_then(Node::component) {
                    self.dispositions.insert(name, Disposition::Inlined);
                }
                self.parts(content, id, parameters);
            }
            Kind::Text if super::media::essence(content.media_type) == "text/plain" => {
                (lowered.media, lowered.ty) = (BodyMedia::Text, Type::String);
            }
            Kind::Text | Kind::Bytes => {
                let media_type = self.sent_media_type(content, "application/octet-stream");
                (lowered.media, lowered.ty) = (BodyMedia::Bytes(media_type), Type::Binary);
            }
        }
        Some(lowered)
    }

    /// The media type that is sent for a content, and a report if it is not the declared one or not enough.
    fn sent_media_type(&mut self, content: &Content<'r>, otherwise: &str) -> String {
        let declared = content.media_type;
        if content.kind == Kind::Bytes && declared.trim_start().to_ascii_lowercase().starts_with("multipart/") {
            let message = format!("a body of the media type `{declared}` is written by the caller");
            let help = "set the header `content-type` of the request to the media type with its boundary";
            self.report(Warning, "media-type-not-sent", message, &content.node.pointer, help);
        }
        match sent(declared) {
            Some(media_type) => media_type,
            None if content.kind == Kind::Json && is_range(declared) => otherwise.to_owned(),
            None => {
                let message = format!("`{declared}` is not a media type that can be sent; `{otherwise}` is sent");
                let help = "set the header `content-type` of the request, or correct the media type with an overlay";
                self.report(Warning, "media-type-not-sent", message, &content.node.pointer, help);
                otherwise.to_owned()
            }
        }
    }

    /// Reports the contents that are not used besides the first.
    pub(super) fn report_other_contents(&mut self, holder: &Node<'r>, all: &[Content<'r>], what: &str) {
        let Some((used, others)) = all.split_first() else { return };
        // Another JSON type with the same schema is the same content.
        let is_other = |other: &&Content<'_>| {
            let same = used.kind == other.kind
                && used.schema.as_ref().map(|s| s.value) == other.schema.as_ref().map(|s| s.value);
            !(same || used.kind == Kind::Bytes && other.kind == Kind::Bytes)
        };
        let others: Vec<String> =
            others.iter().filter(is_other).map(|other| format!("`{}`", other.media_type)).collect();
        if !others.is_empty() {
            let message = format!("{what} `{}`; not used: {}", used.media_type, others.join(", "));
            let help = "to use another one, remove the others with an overlay";
            self.note_once("media-type-unused", message, &holder.pointer, help);
        }
    }

    /// The declared encodings of the properties of a form or of parts.
    fn encodings(&mut self, content: &Content<'r>) -> BTreeMap<&'r str, Node<'r>> {
        let parts = content.schema.iter().flat_map(|schema| self.schemas.object_parts(schema));
        let properties: BTreeSet<&str> =
            parts.flat_map(|part| part.entries("properties")).map(|(name, _)| name).collect();
        let encodings: BTreeMap<&str, Node<'r>> = content.node.entries("encoding").into_iter().collect();
        for (name, encoding) in encodings.iter().filter(|(name, _)| !properties.contains(*name)) {
            let message = format!("there is an encoding for `{name}`, which is not a property of the body");
            let help = "correct its name with an overlay";
            self.report(Warning, "encoding-unused", message, &encoding.pointer, help);
        }
        encodings
    }

    /// The type of a form, and the styles of its fields that are not exploded.
    fn form(&mut self, content: &Content<'r>, context: Context<'_>) -> (Type, BTreeMap<String, Style>) {
        let ty = content.schema.as_ref().map(|schema| self.type_of(schema, context));
        let fields = ty.as_ref().and_then(|ty| self.form_fields(ty));
        let (Some(ty), Some(fields)) = (ty, fields) else {
            let message = "a form must be an object; it becomes a map of the pairs that are sent".to_owned();
            let help = "declare the properties of the form with an overlay";
            self.report(Warning, "form-untyped", message, &content.node.pointer, help);
            return (Type::Map(Box::new(Type::String), Box::new(Type::String)), BTreeMap::new());
        };
        let encodings = self.encodings(content);
        let parts = content.schema.iter().flat_map(|schema| self.schemas.object_parts(schema));
        let properties: BTreeMap<&str, Node<'r>> = parts.flat_map(|part| part.entries("properties")).collect();
        let styles = fields.into_iter().map(|(name, ty)| {
            let encoding = encodings.get(name.as_str());
            let place = encoding.or_else(|| properties.get(name.as_str())).unwrap_or(&content.node);
            let style = self.field_style(&name, &ty, encoding, place);
            (name, style)
        });
        let styles = styles.filter(|(_, style)| *style != Style::Exploded).collect();
        (ty, styles)
    }

    /// The fields that a form may have; `None` if the type is not an object.
    fn form_fields(&mut self, ty: &Type) -> Option<Vec<(String, Type)>> {
        self.fill_pending();
        match ty {
            Type::Map(..) => Some(Vec::new()),
            Type::Named(id) => match &self.types.get(id)?.shape {
                Shape::Enum(_) => None,
                Shape::Struct(s) => Some(s.fields.iter().map(|field| (field.wire.clone(), field.ty.clone())).collect()),
                Shape::Union(union) => {
                    let members: Vec<Type> = union.members.iter().filter_map(|member| member.ty.clone()).collect();
                    let fields = members.iter().map(|member| self.member_fields(member));
                    fields.collect::<Option<Vec<_>>>().map(|all| all.concat())
                }
            },
            _ => None,
        }
    }

    /// The fields of a union's member.
    fn member_fields(&self, ty: &Type) -> Option<Vec<(String, Type)>> {
        let Type::Named(id) = ty else { return None };
        let Shape::Struct(s) = &self.types.get(id)?.shape else { return None };
        Some(s.fields.iter().map(|field| (field.wire.clone(), field.ty.clone())).collect())
    }

    /// How a field of a form is written.
    fn field_style(&mut self, name: &str, ty: &Type, encoding: Option<&Node<'r>>, place: &Node<'r>) -> Style {
        let has_style =
            |encoding: &&Node<'r>| ["style", "explode", "allowReserved"].iter().any(|key| encoding.has(key));
        let styled = encoding.filter(has_style);
        let is_json = encoding.and_then(|it| it.str("contentType")).is_some_and(|it| kind_of(it) == Kind::Json);
        if styled.is_none() && is_json {
            return Style::Json;
        }
        let style = styled.map_or(Style::Exploded, |encoding| self.style(encoding, ParameterLocation::Query));
        if styled.is_some_and(|encoding| encoding.flag("allowReserved")) {
            self.report_reserved(place, name);
        }
        let form = match ty {
            Type::Binary | Type::Json => return style,
            ty => self.text_form(ty),
        };
        match form {
            Some(form) if Self::fits(form, style, ParameterLocation::Query) => {
                self.report_guesses(place, name, form, style);
                if styled.is_none() && form.object {
                    let message = format!(
                        "the field `{name}` is an object without a declared style: its properties are sent as fields of \
                         their own, as OpenAPI 3.0 defines; later versions send JSON"
                    );
                    let help = "declare `style` or `contentType` for it under `encoding` with an overlay";
                    self.report(Warning, "form-nested", message, &place.pointer, help);
                }
                style
            }
            _ => {
                let message = format!("the field `{name}` has values that a form cannot express; they are JSON text");
                let help = "check how the service reads it, and declare its `encoding` with an overlay";
                self.report(Warning, "form-nested", message, &place.pointer, help);
                if matches!(ty, Type::List(_)) { Style::Exploded } else { Style::Json }
            }
        }
    }

    /// Adds the properties of a multipart body to the parameters.
    fn parts(&mut self, content: &Content<'r>, id: &str, parameters: &mut Vec<Parameter>) {
        let Some(schema) = &content.schema else { return self.report_no_parts(&content.node) };
        let object = self.schemas.object_parts(schema);
        let required: Vec<&str> = object.iter().flat_map(|part| part.strings("required")).collect();
        let encodings = self.encodings(content);
        let mut seen = BTreeSet::new();
        for (name, property) in object.iter().flat_map(|part| part.entries("properties")) {
            if !seen.insert(name) {
                continue;
            }
            let ty = self.type_of(&property, Context { parent: id, name });
            let (ty, style, media_type) = self.part(name, ty, encodings.get(name));
            let resolved = self.schemas.resolve(&property);
            parameters.push(Parameter {
                place: ParameterLocation::Part,
                style,
                media_type,
                // A list of files may be empty, so it can always be required.
                required: required.contains(&name) || ty == Type::List(Box::new(Type::Binary)),
                ty,
                docs: self.docs(&property),
                default: resolved.value.get("default").cloned(),
                constraints: constraints(self.schemas, &resolved),
                deprecated: resolved.flag("deprecated"),
                ..Parameter::in_path(name)
            });
        }
        if seen.is_empty() {
            self.report_no_parts(schema);
        }
    }

    fn report_no_parts(&mut self, node: &Node<'r>) {
        let message = "the multipart body declares no parts, so none can be sent".to_owned();
        let help = "declare its properties with an overlay";
        self.report(Warning, "multipart-empty", message, &node.pointer, help);
    }

    /// How a part is written: its type, whether it is text or JSON, and its media type if one is declared.
    fn part(&mut self, name: &str, ty: Type, encoding: Option<&Node<'r>>) -> (Type, Style, Option<String>) {
        let is_file = ty == Type::Binary || ty == Type::List(Box::new(Type::Binary));
        let is_text = self.text_form(&ty).is_some_and(|form| !form.object && form.plain != form.list);
        let usual = if is_file || is_text { Style::Exploded } else { Style::Json };
        let Some(encoding) = encoding else { return (ty, usual, None) };
        let ignored: Vec<&str> =
            ["headers", "style", "explode", "allowReserved"].into_iter().filter(|key| encoding.has(key)).collect();
        if !ignored.is_empty() {
            let message = format!("the part `{name}` is sent without its declared `{}`", ignored.join("` and `"));
            let help = "nothing is to be done if the service does not need it";
            self.report(Warning, "encoding-unused", message, &encoding.pointer, help);
        }
        let Some(declared) = encoding.str("contentType") else { return (ty, usual, None) };
        let media_type = sent(declared).filter(|_| !declared.contains(','));
        match (kind_of(declared), media_type) {
            (_, None) => {
                let message =
                    format!("the media type of the part `{name}` is one of `{declared}`; none is sent by itself");
                let help = "a file has its own `content_type`; to fix it for all, declare one type with an overlay";
                self.report(Note, "encoding-open", message, &encoding.pointer, help);
                (ty, usual, None)
            }
            (Kind::Json, media_type) if !is_file => (ty, Style::Json, media_type),
            (_, media_type) if is_file || is_text => (ty, usual, media_type),
            (_, media_type) => {
                let message =
                    format!("the part `{name}` is `{declared}`, which the bindings cannot write; it becomes a string");
                let help = "pass the text as the service expects it, or declare another `contentType` with an overlay";
                self.report(Warning, "part-untyped", message, &encoding.pointer, help);
                (Type::String, Style::Exploded, media_type)
            }
        }
    }
}
