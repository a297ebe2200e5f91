//! The outline: all operations, webhooks and types of one version as text for review.
//!
//! It shows the structure only: no prose, no counts of evidence, nothing that depends on the exporter's numbers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::{
    Api, BodyMedia, Field, Operation, Parameter, ParameterLocation, ResponseFormat, Shape, Style, Type, TypeId,
    UnionEncoding,
};
use crate::name::Names;

/// The outline: a line for each operation, and a line for each type with its fields or members.
pub fn outline(api: &Api, names: &Names) -> String {
    let outline = Outline { names };
    let mut text = format!("{} {}\n\noperations: {}\n", api.title, api.version, api.operations.len());
    let mut operations: Vec<String> = api.operations.iter().map(|operation| outline.operation(operation)).collect();
    operations.sort();
    for line in operations {
        let _ = writeln!(text, "  {line}");
    }
    if !api.webhooks.is_empty() {
        let _ = writeln!(text, "\nwebhooks: {}", api.webhooks.len());
    }
    for webhook in &api.webhooks {
        let _ = writeln!(text, "  {}  {}", webhook.name, outline.ty(&webhook.ty));
    }
    let types: BTreeMap<&str, _> = api.types.iter().map(|(id, def)| (names.ty(id), (id, &def.shape))).collect();
    let _ = writeln!(text, "\ntypes: {}", types.len());
    for (name, (id, shape)) in types {
        let _ = writeln!(text, "  {name}: {}{}", outline.shape(shape), outline.constructor(id, shape));
    }
    text
}

struct Outline<'a> {
    names: &'a Names,
}

impl Outline<'_> {
    fn operation(&self, operation: &Operation) -> String {
        let (module, function) = self.names.operation(operation);
        let inputs: Vec<String> = self
            .names
            .parameters(operation)
            .into_iter()
            .map(|p| self.parameter(p))
            .chain(self.body(operation))
            .collect();
        let deprecated = if operation.deprecated { " (deprecated)" } else { "" };
        format!(
            "{module}::{function}{deprecated}  {} {}  ({}) -> {}",
            operation.method,
            operation.path,
            inputs.join(", "),
            self.response(operation)
        )
    }

    fn parameter(&self, parameter: &Parameter) -> String {
        let place = match parameter.place {
            ParameterLocation::Path => "path ",
            ParameterLocation::Query => "",
            ParameterLocation::Header => "header ",
            ParameterLocation::Cookie => "cookie ",
            ParameterLocation::Part => "part ",
        };
        let optional = if parameter.required { "" } else { "?" };
        let default = parameter.default.as_ref().map_or_else(String::new, |value| format!(" = {value}"));
        let style = match (parameter.place, parameter.style) {
            (ParameterLocation::Part, _) => "",
            (_, Style::Deep) => " deep",
            (_, Style::Json) => " as json",
            (ParameterLocation::Query, Style::Joined(_)) => " joined",
            (_, Style::Label { .. }) => " label",
            (_, Style::Matrix { .. }) => " matrix",
            _ => "",
        };
        format!("{place}{}{optional}: {}{style}{default}", parameter.wire, self.ty(&parameter.ty))
    }

    fn body(&self, operation: &Operation) -> Option<String> {
        let body = operation.body.as_ref()?;
        let optional = if body.required { "" } else { "?" };
        let media = match &body.media {
            BodyMedia::Json => body.media_type.as_ref().map_or_else(String::new, |media_type| format!(" {media_type}")),
            BodyMedia::Form => " form".to_owned(),
            BodyMedia::Text => " text".to_owned(),
            BodyMedia::Bytes(_) => " bytes".to_owned(),
            BodyMedia::Multipart => return None,
        };
        Some(format!("body{optional}: {}{media}", self.ty(&body.ty)))
    }

    fn response(&self, operation: &Operation) -> String {
        let response = &operation.response;
        let ty = response.ty.as_ref().map_or_else(|| "()".to_owned(), |ty| self.ty(ty));
        let statuses: Vec<&str> = response.statuses.iter().map(|(status, _)| status.as_str()).collect();
        let ty = match response.form {
            ResponseFormat::Page => format!("Page<{ty}>"),
            ResponseFormat::Text => format!("{ty} text"),
            ResponseFormat::Bytes => "bytes".to_owned(),
            _ => ty,
        };
        let ty = if response.may_be_empty { format!("{ty}?") } else { ty };
        let errors: Vec<String> = operation
            .errors
            .iter()
            .map(|e| {
                format!("{}{}", e.status, e.ty.as_ref().map_or_else(String::new, |ty| format!(" {}", self.ty(ty))))
            })
            .collect();
        format!("{ty} [{}; {}]", statuses.join(" "), errors.join(" "))
    }

    fn shape(&self, shape: &Shape) -> String {
        match shape {
            Shape::Struct(s) => {
                let fields = s.fields.iter().map(|field| self.field(field));
                let additional = s.additional.iter().map(|ty| format!("*: {}", self.ty(ty)));
                format!("{{ {} }}", fields.chain(additional).collect::<Vec<_>>().join(", "))
            }
            Shape::Enum(e) => format!("\"{}\"", e.values.join("\" | \"")),
            Shape::Union(u) => {
                let members: Vec<String> = u
                    .members
                    .iter()
                    .map(|m| match &m.ty {
                        Some(ty) => format!("{}({})", m.tag, self.ty(ty)),
                        None => m.tag.clone(),
                    })
                    .collect();
                let encoding = match &u.encoding {
                    UnionEncoding::Tagged { property, .. } => format!("tagged {property}"),
                    UnionEncoding::Untagged => "untagged".to_owned(),
                    UnionEncoding::Status => "by status".to_owned(),
                };
                let shared: Vec<&str> = u.shared.iter().map(|field| field.wire.as_str()).collect();
                let shared = if shared.is_empty() { String::new() } else { format!(" (all: {})", shared.join(", ")) };
                format!("{encoding} {}{shared}", members.join(" | "))
            }
        }
    }

    /// The arguments of a constructor, where their order is not that of the fields, or where they have names.
    fn constructor(&self, id: &TypeId, shape: &Shape) -> String {
        let Shape::Struct(s) = shape else { return String::new() };
        let arguments: Vec<&str> = self.names.constructor(id, s).into_iter().map(|field| field.wire.as_str()).collect();
        if self.names.forms.contains_key(id) {
            format!(" new({{ {} }})", arguments.join(", "))
        } else if arguments.is_sorted() {
            String::new()
        } else {
            format!(" new({})", arguments.join(", "))
        }
    }

    fn field(&self, field: &Field) -> String {
        if let Some(constant) = &field.constant {
            return format!("{} = {constant}", field.wire);
        }
        let optional = if field.required { "" } else { "?" };
        let null = if field.nullable { " or null" } else { "" };
        let deprecated = if field.deprecated { " (deprecated)" } else { "" };
        let boxed = if field.boxed { "box " } else { "" };
        let preset = field.preset.as_ref().map_or_else(String::new, |value| format!(" = {value:?}"));
        format!("{}{optional}: {boxed}{}{preset}{null}{deprecated}", field.wire, self.ty(&field.ty))
    }

    fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::String => "string".into(),
            Type::Boolean => "bool".into(),
            Type::Int32 => "i32".into(),
            Type::Int64 => "i64".into(),
            Type::Uint64 => "u64".into(),
            Type::Float => "f32".into(),
            Type::Double => "f64".into(),
            Type::Decimal => "decimal".into(),
            Type::Uuid => "uuid".into(),
            Type::Timestamp => "timestamp".into(),
            Type::Date => "date".into(),
            Type::Binary => "file".into(),
            Type::Json => "json".into(),
            Type::List(inner) => format!("[{}]", self.ty(inner)),
            Type::Map(key, value) => format!("{{{}: {}}}", self.ty(key), self.ty(value)),
            Type::Nullable(inner) => format!("{} or null", self.ty(inner)),
            Type::Named(id) => self.names.ty(id).to_owned(),
        }
    }
}
