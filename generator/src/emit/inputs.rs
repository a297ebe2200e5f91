//! The inputs of operations: arguments and setters, and the calls on the request that they become.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;

use super::docs::{code, escape};
use super::structs::value_notes;
use super::{Emitter, ident};
use crate::model::{Body, BodyMedia, Operation, Parameter, ParameterLocation, Shape, Style, Type};
use crate::name::ident::Scope;
use crate::name::setters::input_key;

/// An argument or setter: its type, and the call on the request that it becomes.
pub(super) struct Input {
    pub(super) name: Ident,
    /// What identifies it among the names.
    pub(super) key: String,
    pub(super) ty: TokenStream,
    pub(super) call: TokenStream,
    pub(super) docs: Vec<String>,
    /// Its text in the description.
    pub(super) description: String,
    pub(super) deprecated: bool,
    pub(super) required: bool,
    /// Whether a caller passes a reference.
    pub(super) by_reference: bool,
}

impl Emitter<'_> {
    /// Path parameters, other required parameters and the body, then what is optional.
    pub(super) fn inputs(&self, operation: &Operation) -> Vec<Input> {
        let mut scope = Scope::new();
        let parameters = self.names.parameters(operation).into_iter();
        let mut inputs: Vec<Input> = parameters.map(|parameter| self.parameter(parameter, &mut scope)).collect();
        if let Some(body) = operation.body.as_ref().filter(|body| body.media != BodyMedia::Multipart) {
            inputs.push(self.body(body, &mut scope));
        }
        inputs
    }

    fn parameter(&self, parameter: &Parameter, scope: &mut Scope) -> Input {
        let name = ident(&scope.snake(&parameter.wire));
        let wire = &parameter.wire;
        let (ty, call) = match (&parameter.ty, parameter.place) {
            (_, ParameterLocation::Part) => self.part(parameter, &name),
            (ty, _) if self.is_displayed(ty, parameter.style) => self.displayed(parameter, &name),
            (ty, place) => {
                let method = ident(match place {
                    ParameterLocation::Path => "path_value",
                    ParameterLocation::Query => "query_value",
                    ParameterLocation::Header => "header_value",
                    ParameterLocation::Cookie | ParameterLocation::Part => "cookie_value",
                });
                let (ty, value) = self.serialized(ty, parameter.style, &name);
                let style = style(parameter.style);
                (ty, quote! { .#method(#wire, #style, #value) })
            }
        };
        let mut docs = Vec::new();
        if !parameter.docs.is_empty() {
            docs.push(escape(&parameter.docs));
        }
        docs.push(format!("{}{}", code(wire), value_notes(parameter.default.as_ref(), &parameter.constraints)));
        let description = parameter.docs.clone();
        let (key, by_reference) = (input_key(parameter), is_reference(&ty));
        let Parameter { deprecated, required, .. } = *parameter;
        Input { name, key, ty, call, docs, description, deprecated, required, by_reference }
    }

    /// Whether a value, or each item of a list, is written by `Display`.
    fn is_displayed(&self, ty: &Type, by: Style) -> bool {
        let item = match ty {
            Type::List(item) => item,
            ty => ty,
        };
        self.is_text(item) && !matches!(by, Style::Json | Style::Label { .. } | Style::Matrix { .. })
    }

    /// The type of an argument whose value is written by `Display`, and the call.
    fn displayed(&self, parameter: &Parameter, name: &Ident) -> (TokenStream, TokenStream) {
        let wire = &parameter.wire;
        let (ty, value) = self.text(&parameter.ty, name);
        let is_list = matches!(parameter.ty, Type::List(_));
        let call = match (parameter.place, is_list) {
            (ParameterLocation::Path, false) => quote! { .path(#wire, #value) },
            (ParameterLocation::Path, true) => quote! { .path_joined(#wire, #value) },
            (ParameterLocation::Query, false) => quote! { .query(#wire, #value) },
            (ParameterLocation::Query, true) => match parameter.style {
                Style::Joined(by) => quote! { .query_joined(#wire, #by, #value) },
                _ => quote! { .query_all(#wire, #value) },
            },
            (ParameterLocation::Header, false) => quote! { .header(#wire, #value) },
            (ParameterLocation::Header, true) => quote! { .header_joined(#wire, #value) },
            (ParameterLocation::Cookie, true) => quote! { .cookie_joined(#wire, #value) },
            (ParameterLocation::Cookie | ParameterLocation::Part, _) => quote! { .cookie(#wire, #value) },
        };
        (ty, call)
    }

    /// The type of an argument that is text or a list of texts, and the expression for its value.
    fn text(&self, ty: &Type, name: &Ident) -> (TokenStream, TokenStream) {
        match ty {
            Type::List(item) => {
                let item = match &**item {
                    Type::String => quote! { impl std::fmt::Display },
                    item => self.ty(item),
                };
                (quote! { impl IntoIterator<Item = #item> }, quote! { #name })
            }
            Type::String => (quote! { impl AsRef<str> }, quote! { #name.as_ref() }),
            ty => (self.ty(ty), quote! { #name }),
        }
    }

    /// The type of an argument that is written by its `Serialize`, and the expression for a reference to its value.
    fn serialized(&self, ty: &Type, by: Style, name: &Ident) -> (TokenStream, TokenStream) {
        match ty {
            Type::String => (quote! { impl AsRef<str> }, quote! { #name.as_ref() }),
            Type::List(item) if by == Style::Json => {
                let item = self.ty(item);
                (quote! { &[#item] }, quote! { #name })
            }
            Type::List(item) if self.is_text(item) => {
                let (ty, _) = self.text(ty, name);
                (ty, quote! { &#name.into_iter().map(|item| item.to_string()).collect::<Vec<_>>() })
            }
            Type::List(item) => {
                let item = self.ty(item);
                let ty = quote! { impl IntoIterator<Item = impl Into<#item>> };
                (ty, quote! { &#name.into_iter().map(Into::<#item>::into).collect::<Vec<_>>() })
            }
            ty if self.is_union(ty) => {
                let ty = self.ty(ty);
                (quote! { impl Into<#ty> }, quote! { &Into::<#ty>::into(#name) })
            }
            ty if self.is_text(ty) => (self.ty(ty), quote! { &#name }),
            ty => {
                let ty = self.ty(ty);
                (quote! { &#ty }, quote! { #name })
            }
        }
    }

    /// A part of a multipart body; its media type is written only where one is declared.
    fn part(&self, parameter: &Parameter, name: &Ident) -> (TokenStream, TokenStream) {
        let Parameter { wire, ty, style, media_type, .. } = parameter;
        let (item, is_list) = match ty {
            Type::List(item) => (&**item, true),
            ty => (ty, false),
        };
        if *item == Type::Binary {
            let (ty, files) = match is_list {
                true => (quote! { impl IntoIterator<Item = crate::FilePart> }, quote! { #name }),
                false => (quote! { crate::FilePart }, quote! { [#name] }),
            };
            return match media_type {
                Some(media_type) => (ty, quote! { .files_as(#wire, #media_type, #files) }),
                None => (ty, quote! { .files(#wire, #files) }),
            };
        }
        if *style == Style::Json {
            let (ty, value) = self.json_part(ty, name);
            return match media_type {
                Some(media_type) => (ty, quote! { .part_json_as(#wire, #media_type, #value) }),
                None => (ty, quote! { .part_json(#wire, #value) }),
            };
        }
        match media_type {
            None if self.is_text(item) => {
                let (ty, value) = self.text(ty, name);
                let method = ident(if is_list { "parts_text" } else { "part_text" });
                (ty, quote! { .#method(#wire, #value) })
            }
            media_type => {
                let media_type = media_type.as_deref().unwrap_or_default();
                let (ty, value) = self.serialized(ty, *style, name);
                (ty, quote! { .part_value(#wire, #media_type, #value) })
            }
        }
    }

    fn json_part(&self, ty: &Type, name: &Ident) -> (TokenStream, TokenStream) {
        match ty {
            Type::String => (quote! { impl AsRef<str> }, quote! { #name.as_ref() }),
            Type::List(item) => {
                let item = self.ty(item);
                (quote! { impl IntoIterator<Item = #item> }, quote! { &#name.into_iter().collect::<Vec<_>>() })
            }
            ty => (self.ty(ty), quote! { &#name }),
        }
    }

    fn body(&self, body: &Body, scope: &mut Scope) -> Input {
        let name = ident(&scope.snake("body"));
        let (ty, call) = match (&body.media, &body.ty) {
            (BodyMedia::Bytes(media_type), _) => (quote! { Vec<u8> }, quote! { .bytes(#media_type, #name) }),
            (BodyMedia::Text, _) => (quote! { impl Into<String> }, quote! { .text(#name.into()) }),
            (_, Type::List(item)) => {
                let item = self.ty(item);
                (quote! { &[#item] }, body_call(body, &name))
            }
            (_, ty) => {
                let ty = self.ty(ty);
                (quote! { &#ty }, body_call(body, &name))
            }
        };
        let docs = vec![if body.docs.is_empty() { "The body.".to_owned() } else { escape(&body.docs) }];
        let (key, description, by_reference) = ("body".to_owned(), body.docs.clone(), is_reference(&ty));
        Input { name, key, ty, call, docs, description, deprecated: false, required: body.required, by_reference }
    }

    /// Whether a value has a plain text form, outside JSON.
    fn is_text(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(id) => self.api.types.get(id).is_some_and(|def| matches!(def.shape, Shape::Enum(_))),
            Type::Json | Type::Map(..) | Type::Nullable(_) | Type::List(_) => false,
            _ => true,
        }
    }

    fn is_union(&self, ty: &Type) -> bool {
        matches!(ty, Type::Named(id) if self.api.types.get(id).is_some_and(|def| matches!(def.shape, Shape::Union(_))))
    }
}

fn is_reference(ty: &TokenStream) -> bool {
    matches!(ty.clone().into_iter().next(), Some(TokenTree::Punct(first)) if first.as_char() == '&')
}

fn body_call(body: &Body, name: &Ident) -> TokenStream {
    let styles = body.styles.iter().map(|(field, of)| {
        let of = style(*of);
        quote! { (#field, #of) }
    });
    match (&body.media, &body.media_type) {
        (BodyMedia::Form, _) if body.styles.is_empty() => quote! { .form(#name) },
        (BodyMedia::Form, _) => quote! { .form_with(&[#(#styles),*], #name) },
        (_, Some(media_type)) => quote! { .json_as(#media_type, #name) },
        _ => quote! { .json(#name) },
    }
}

/// The runtime's value for a style.
fn style(of: Style) -> TokenStream {
    match of {
        Style::Exploded => quote! { crate::Style::Exploded },
        Style::Joined(by) => quote! { crate::Style::Joined(#by) },
        Style::Deep => quote! { crate::Style::Deep },
        Style::Label { explode } => quote! { crate::Style::Label { explode: #explode } },
        Style::Matrix { explode } => quote! { crate::Style::Matrix { explode: #explode } },
        Style::Json => quote! { crate::Style::Json },
    }
}
