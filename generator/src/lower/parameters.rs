//! Converts parameters: their types, and how their values are written.

use serde_json::Value;

use super::constraints::constraints;
use super::media::{Kind, contents, kind_of};
use super::state::{Context, Lower};
use super::text_form::TextForm;
use crate::description::Node;
use crate::description::disjoint::first_overlap;
use crate::diagnostic::Severity::{self, Note, Warning};
use crate::model::{Constraints, Parameter, ParameterLocation, Pattern, Style, Type};

impl Parameter {
    /// A required string in the path, as a template shows it.
    pub(super) fn in_path(name: &str) -> Self {
        Self {
            wire: name.to_owned(),
            place: ParameterLocation::Path,
            style: Style::Joined(','),
            media_type: None,
            required: true,
            ty: Type::String,
            docs: String::new(),
            default: None,
            constraints: Constraints::new(),
            deprecated: false,
        }
    }
}

impl<'r> Lower<'_, 'r> {
    pub(super) fn parameter(&mut self, node: &Node<'r>, id: &str) -> Option<Parameter> {
        let name = node.str("name")?;
        let place = match node.str("in")? {
            "path" => ParameterLocation::Path,
            "query" => ParameterLocation::Query,
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
        let context = Context { parent: id, name };
        let (schema, ty, style) = match contents(self.schemas, node).into_iter().next() {
            Some(content) => {
                let (ty, style) = self.content_type(node, content.media_type, content.schema.as_ref(), context);
                (content.schema, ty, style)
            }
            None => {
                let schema = node.get("schema");
                let ty = schema.as_ref().map_or(Type::String, |schema| self.parameter_type(schema, context));
                let style = self.style(node, place);
                let (ty, style) = self.sendable(node, place, ty, style);
                (schema.map(|schema| self.schemas.resolve(&schema)), ty, style)
            }
        };
        let mut constraints = schema.as_ref().map(|schema| constraints(self.schemas, schema)).unwrap_or_default();
        if node.flag("allowReserved") {
            self.report_reserved(node, name);
            constraints.insert("allowReserved".to_owned(), Value::Bool(true));
        }
        Some(Parameter {
            place,
            style,
            required: node.flag("required") || place == ParameterLocation::Path,
            ty,
            docs: self.docs(node),
            default: schema.as_ref().and_then(|schema| schema.value.get("default").cloned()),
            constraints,
            deprecated: node.flag("deprecated"),
            ..Parameter::in_path(name)
        })
    }

    /// A parameter whose value is of a media type.
    fn content_type(
        &mut self,
        node: &Node<'r>,
        media_type: &str,
        schema: Option<&Node<'r>>,
        context: Context<'_>,
    ) -> (Type, Style) {
        match kind_of(media_type) {
            Kind::Json => {
                let ty = schema.map_or(Type::Json, |schema| self.nullable_type_of(schema, context));
                (ty, Style::Json)
            }
            Kind::Text => (Type::String, Style::Exploded),
            _ => {
                let message = format!(
                    "the parameter `{}` is `{media_type}`, which the bindings cannot write; it becomes a string",
                    context.name
                );
                let help = "pass the text as the service expects it, or give it a schema with an overlay";
                self.report(Warning, "parameter-untyped", message, &node.pointer, help);
                (Type::String, Style::Exploded)
            }
        }
    }

    /// The type of a schema whose values are sent as text: a union is a string if its members are the same there, `null`
    /// cannot be sent, and neither can be said what a free value is.
    fn parameter_type(&mut self, schema: &Node<'r>, context: Context<'_>) -> Type {
        let schema = self.schemas.resolve(schema);
        let items = schema.get("items").filter(|_| schema.str("type") == Some("array"));
        if items.is_some_and(|items| self.is_any_text(&items)) {
            return Type::List(Box::new(Type::String));
        }
        if self.is_any_text(&schema) {
            return Type::String;
        }
        match self.type_of(&schema, context) {
            Type::List(item) => match *item {
                Type::Nullable(item) => Type::List(item),
                item => Type::List(Box::new(item)),
            },
            Type::Map(key, value) if *value == Type::Json => Type::Map(key, Box::new(Type::String)),
            ty => ty,
        }
    }

    /// Whether a schema is a union of plain values that JSON does not distinguish; as text they are all strings.
    fn is_any_text(&mut self, node: &Node<'r>) -> bool {
        let node = self.schemas.resolve(node);
        let members = self.schemas.members(&node);
        let patterns: Option<Vec<Pattern>> = members.iter().map(|member| self.plain_pattern(&member.node)).collect();
        let Some(patterns) = patterns.filter(|patterns| patterns.len() > 1) else { return false };
        let is_ambiguous = first_overlap(&patterns).is_some();
        if is_ambiguous {
            let message = "the members of the union are the same as text; a parameter takes a string".to_owned();
            self.report(
                Note,
                "parameter-text",
                message,
                &node.pointer,
                "nothing is to be done; any member can be passed",
            );
        }
        is_ambiguous
    }

    /// The pattern of a schema if its values are plain, also within an `allOf` of one part.
    fn plain_pattern(&self, node: &Node<'r>) -> Option<Pattern> {
        let mut node = self.schemas.resolve(node);
        for _ in 0..16 {
            let [part] = &node.items("allOf")[..] else { break };
            node = self.schemas.resolve(part);
        }
        let pattern = self.schemas.pattern(&node);
        matches!(pattern, Pattern::Boolean | Pattern::Number | Pattern::String(_)).then_some(pattern)
    }

    /// The declared style of a parameter or of a field of a form.
    pub(super) fn style(&mut self, node: &Node<'r>, place: ParameterLocation) -> Style {
        use ParameterLocation::{Cookie, Header, Path, Query};
        let usual = if matches!(place, Path | Header) { "simple" } else { "form" };
        let style = node.str("style").unwrap_or(usual);
        let explode = node.value.get("explode").and_then(Value::as_bool);
        let by_comma = if explode.unwrap_or(usual == "form") { Style::Exploded } else { Style::Joined(',') };
        match (place, style) {
            (Path, "label") => Style::Label { explode: explode.unwrap_or(false) },
            (Path, "matrix") => Style::Matrix { explode: explode.unwrap_or(false) },
            (Query, "spaceDelimited" | "pipeDelimited") if explode == Some(true) => Style::Exploded,
            (Query, "spaceDelimited") => Style::Joined(' '),
            (Query, "pipeDelimited") => Style::Joined('|'),
            (Query, "deepObject") => Style::Deep,
            (Query | Cookie, "form") | (Path | Header, "simple") => by_comma,
            _ => {
                let message = format!("the style `{style}` is not defined here; `{usual}` is sent");
                self.report(Warning, "parameter-style", message, &node.pointer, "correct the style with an overlay");
                by_comma
            }
        }
    }

    /// Type and style of a parameter if its values can be sent; otherwise of what can be sent in its place.
    fn sendable(&mut self, node: &Node<'r>, place: ParameterLocation, ty: Type, style: Style) -> (Type, Style) {
        let name = node.str("name").unwrap_or_default();
        let form = self.text_form(&ty);
        let is_query = place == ParameterLocation::Query;
        let pairs = Type::Map(Box::new(Type::String), Box::new(Type::String));
        match form {
            Some(form) if Self::fits(form, style, place) => {
                self.report_guesses(node, name, form, style);
                if place == ParameterLocation::Cookie && form.list && style == Style::Exploded {
                    let message = format!("the cookie `{name}` is a list; its items are joined by commas");
                    let help = "a cookie has one value; declare `explode: false` with an overlay";
                    self.report(Note, "parameter-style", message, &node.pointer, help);
                }
                (ty, style)
            }
            _ if is_query && matches!(style, Style::Exploded | Style::Deep) && self.is_object(&ty) => {
                let message = format!(
                    "the parameter `{name}` has values that its style cannot express; it becomes a map of the pairs that are sent"
                );
                let help = "pass each pair as the service expects it, or correct schema or style with an overlay";
                self.report(Warning, "parameter-nested", message, &node.pointer, help);
                (pairs, Style::Exploded)
            }
            _ => {
                let (why, help) = match ty {
                    Type::Json | Type::Binary | Type::List(_) => {
                        ("is neither a plain value nor a list of plain values", "add a type with an overlay")
                    }
                    _ => (
                        "has values that cannot be sent in its place and style",
                        "pass the text as the service expects it, or correct schema or style with an overlay",
                    ),
                };
                let message = format!("the parameter `{name}` {why}; it becomes a string");
                self.report(Warning, "parameter-untyped", message, &node.pointer, help);
                (Type::String, style)
            }
        }
    }

    /// Whether a style can write values of this form.
    pub(super) fn fits(form: TextForm, style: Style, place: ParameterLocation) -> bool {
        match (style, place) {
            (Style::Json | Style::Deep, _) => true,
            (_, ParameterLocation::Cookie) => !form.object,
            (Style::Exploded, ParameterLocation::Query) => !form.nested,
            _ => !form.nested && !form.loose,
        }
    }

    fn is_object(&self, ty: &Type) -> bool {
        match ty {
            Type::Map(..) => true,
            Type::Named(id) => self.types.get(id).is_some_and(|def| !matches!(def.shape, crate::model::Shape::Enum(_))),
            _ => false,
        }
    }

    pub(super) fn report_reserved(&mut self, node: &Node<'r>, name: &str) {
        let message = format!("reserved characters in `{name}` are percent-encoded, although they need not be");
        let help = "nothing is to be done for a service that decodes what it receives";
        self.report(Note, "parameter-reserved", message, &node.pointer, help);
    }

    /// Reports what OpenAPI does not define and is sent as most services read it.
    pub(super) fn report_guesses(&mut self, node: &Node<'r>, name: &str, form: TextForm, style: Style) {
        let mut report = |severity: Severity, what: String| {
            let message = format!("{what}; OpenAPI does not define this");
            let help = "check how the service reads it; to change it, correct schema or style with an overlay";
            self.report(severity, "parameter-guess", message, &node.pointer, help);
        };
        if style == Style::Deep && !form.object {
            report(
                Warning,
                format!("`{name}` is not an object and has the style `deepObject`; it is sent as `{name}=…`"),
            );
        }
        if style == Style::Deep && form.nested {
            report(Warning, format!("an object within `{name}` is sent as `{name}[outer][inner]=…`"));
        }
        if form.loose {
            report(Note, format!("a list within `{name}` repeats its key, any other nested value is JSON text"));
        }
    }
}
