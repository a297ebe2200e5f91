//! Operations: plain functions that return a request.

use std::collections::BTreeMap;

use heck::ToKebabCase;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs::{code, escape, inner, one_line, outer};
use super::structs::value_notes;
use super::{Emitter, deprecated, ident};
use crate::model::{Body, BodyMedia, ListStyle, Operation, Parameter, ParameterLocation, ResponseFormat, Shape, Type};
use crate::name::ident::{Scope, camel};
use crate::name::setters::input_key;

/// An argument or setter: its type, and the call on the request that it becomes.
pub(super) struct Input {
    pub(super) name: Ident,
    /// What identifies it among the names.
    pub(super) key: String,
    pub(super) ty: TokenStream,
    call: TokenStream,
    docs: Vec<String>,
    /// Its text in the description.
    description: String,
    deprecated: bool,
    pub(super) required: bool,
}

impl Emitter<'_> {
    /// The operations of a module by function, then its functions under their old names.
    pub(super) fn operations_file(&self, module: &str) -> TokenStream {
        let mut tokens = inner(&[self.area(module)]);
        let markers = self.markers(module);
        let functions = self.functions(module);
        tokens.extend(functions.iter().map(|(function, operation)| self.operation(operation, markers.get(function))));
        tokens.extend(self.old_functions(module));
        tokens
    }

    /// The documentation of a module.
    pub(super) fn area(&self, module: &str) -> String {
        match self.modules.get(module).and_then(|operations| operations.first()) {
            Some((_, operation)) => format!("Operations on {}.", one_line(&operation.tag)),
            None => "Old names of functions that are now in other modules.".to_owned(),
        }
    }

    /// The operations of a module by function.
    pub(super) fn functions(&self, module: &str) -> BTreeMap<&str, &Operation> {
        self.modules.get(module).into_iter().flatten().copied().collect()
    }

    /// The marker type of each function that has optional inputs.
    pub(super) fn markers(&self, module: &str) -> BTreeMap<&str, Ident> {
        let mut scope = Scope::new();
        let has_setters = |operation: &Operation| self.inputs(operation).iter().any(|input| !input.required);
        let marked = self.functions(module).into_iter().filter(|(_, operation)| has_setters(operation));
        marked.map(|(function, _)| (function, ident(&scope.camel(&camel(function))))).collect()
    }

    /// The arguments of a function, each with its type, and what it returns.
    pub(super) fn signature(
        &self,
        operation: &Operation,
        marker: Option<&TokenStream>,
    ) -> (Vec<(Ident, TokenStream)>, TokenStream) {
        let response = self.response_type(operation);
        let output = match marker {
            Some(marker) => quote! { crate::Request<#response, #marker> },
            None => quote! { crate::Request<#response> },
        };
        let required = self.inputs(operation).into_iter().filter(|input| input.required);
        (required.map(|Input { name, ty, .. }| (name, ty)).collect(), output)
    }

    fn operation(&self, operation: &Operation, marker: Option<&Ident>) -> TokenStream {
        let (module, function) = self.names.operation(operation);
        let (required, optional): (Vec<_>, Vec<_>) = self.inputs(operation).into_iter().partition(|i| i.required);
        let (arguments, output) = self.signature(operation, marker.map(|marker| quote! { #marker }).as_ref());
        let docs = outer(&self.operation_docs(operation, &required));
        let deprecated = deprecated(operation.deprecated);
        let metadata = self.metadata(operation, module, function);
        let name = ident(function);
        let arguments = arguments.iter().map(|(name, ty)| quote! { #name: #ty });
        let calls = required.iter().map(|input| &input.call);
        let setters = marker.map(|marker| self.setters(marker, operation, &optional));
        quote! {
            #docs
            #deprecated
            #[inline]
            pub fn #name(#(#arguments),*) -> #output {
                static OPERATION: crate::Operation = #metadata;
                crate::RequestParts::new(&OPERATION) #(#calls)* .into()
            }
            #setters
        }
    }

    fn metadata(&self, operation: &Operation, module: &str, function: &str) -> TokenStream {
        let Operation { id, path, .. } = operation;
        let name = format!("{}::{module}::{function}", self.api.version);
        let method = ident(&operation.method);
        let response = ident(match operation.response.form {
            ResponseFormat::Empty => "Empty",
            ResponseFormat::Json | ResponseFormat::Page => "Json",
            ResponseFormat::Data => "Data",
            ResponseFormat::List => "List",
            ResponseFormat::Text => "Text",
            ResponseFormat::Bytes => "Bytes",
        });
        let statuses = declared_statuses(operation).into_iter().map(Literal::u16_unsuffixed);
        quote! {
            crate::Operation {
                id: #id,
                name: #name,
                method: crate::Method::#method,
                path: #path,
                response: crate::ResponseFormat::#response,
                statuses: &[#(#statuses),*],
            }
        }
    }

    pub(super) fn response_type(&self, operation: &Operation) -> TokenStream {
        let response = &operation.response;
        let ty = match (&response.ty, response.form) {
            (None, _) | (_, ResponseFormat::Empty) => return quote! { () },
            (Some(item), ResponseFormat::Page) => {
                let item = self.ty(item);
                return quote! { crate::Page<#item> };
            }
            (Some(_), ResponseFormat::Bytes) => quote! { Vec<u8> },
            (Some(ty), _) => self.ty(ty),
        };
        let is_option = matches!(response.ty, Some(Type::Nullable(_)));
        if response.may_be_empty && !is_option {
            quote! { Option<#ty> }
        } else {
            ty
        }
    }

    /// Path parameters, other required parameters and the body, then what is optional.
    pub(super) fn inputs(&self, operation: &Operation) -> Vec<Input> {
        let mut scope = Scope::new();
        let mut inputs: Vec<Input> =
            operation.parameters.iter().map(|parameter| self.parameter(parameter, &mut scope)).collect();
        if let Some(body) = operation.body.as_ref().filter(|body| body.media != BodyMedia::Multipart) {
            inputs.push(self.body(body, &mut scope));
        }
        inputs
    }

    fn parameter(&self, parameter: &Parameter, scope: &mut Scope) -> Input {
        let name = ident(&scope.snake(&parameter.wire));
        let wire = &parameter.wire;
        let (item, is_list) = match &parameter.ty {
            Type::List(item) => (&**item, true),
            ty => (ty, false),
        };
        let item_type = match item {
            Type::String if is_list => quote! { impl std::fmt::Display },
            Type::String => quote! { impl AsRef<str> },
            Type::Binary => quote! { crate::FilePart },
            other => self.ty(other),
        };
        let ty = if is_list {
            quote! { impl IntoIterator<Item = #item_type> }
        } else {
            item_type
        };
        let value = if *item == Type::String && !is_list {
            quote! { #name.as_ref() }
        } else {
            quote! { #name }
        };
        let call = match (parameter.place, is_list) {
            (ParameterLocation::Path, false) => quote! { .path(#wire, #value) },
            (ParameterLocation::Path, true) => quote! { .path_joined(#wire, #name) },
            (ParameterLocation::Query(_), false) => quote! { .query(#wire, #value) },
            (ParameterLocation::Query(ListStyle::Repeated), true) => quote! { .query_all(#wire, #name) },
            (ParameterLocation::Query(ListStyle::Joined(by)), true) => quote! { .query_joined(#wire, #by, #name) },
            (ParameterLocation::Header, false) => quote! { .header(#wire, #value) },
            (ParameterLocation::Header, true) => quote! { .header_joined(#wire, #name) },
            (ParameterLocation::Cookie, false) => quote! { .cookie(#wire, #value) },
            (ParameterLocation::Cookie, true) => quote! { .cookie_joined(#wire, #name) },
            (ParameterLocation::Part, list) => self.part(wire, item, list, &name),
        };
        let mut docs = Vec::new();
        if !parameter.docs.is_empty() {
            docs.push(escape(&parameter.docs));
        }
        docs.push(format!("{}{}", code(wire), value_notes(parameter.default.as_ref(), &parameter.constraints)));
        let description = parameter.docs.clone();
        let (key, deprecated, required) = (input_key(parameter), parameter.deprecated, parameter.required);
        Input { name, key, ty, call, docs, description, deprecated, required }
    }

    fn part(&self, wire: &str, item: &Type, is_list: bool, name: &Ident) -> TokenStream {
        match (item, is_list) {
            (Type::Binary, true) => quote! { .files(#wire, #name) },
            (Type::Binary, false) => quote! { .files(#wire, [#name]) },
            (Type::String, false) => quote! { .part_text(#wire, #name.as_ref()) },
            (item, false) if self.is_text(item) => quote! { .part_text(#wire, #name) },
            (item, true) if self.is_text(item) => quote! { .parts_text(#wire, #name) },
            (_, false) => quote! { .part_json(#wire, &#name) },
            (_, true) => quote! { .part_json(#wire, &#name.into_iter().collect::<Vec<_>>()) },
        }
    }

    /// Whether a value has a plain text form, outside JSON.
    fn is_text(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(id) => self.api.types.get(id).is_some_and(|def| matches!(def.shape, Shape::Enum(_))),
            Type::Json | Type::Map(..) | Type::Nullable(_) | Type::List(_) => false,
            _ => true,
        }
    }

    fn body(&self, body: &Body, scope: &mut Scope) -> Input {
        let name = ident(&scope.snake("body"));
        let (ty, call) = match (&body.media, &body.ty) {
            (BodyMedia::Bytes(media_type), _) => (quote! { Vec<u8> }, quote! { .bytes(#media_type, #name) }),
            (BodyMedia::Text, _) => (quote! { impl Into<String> }, quote! { .text(#name.into()) }),
            (media, Type::List(item)) => {
                let item = self.ty(item);
                (quote! { &[#item] }, body_call(media, &name))
            }
            (media, ty) => {
                let ty = self.ty(ty);
                (quote! { &#ty }, body_call(media, &name))
            }
        };
        let docs = vec![if body.docs.is_empty() { "The body.".to_owned() } else { escape(&body.docs) }];
        let (key, description, required) = ("body".to_owned(), body.docs.clone(), body.required);
        Input { name, key, ty, call, docs, description, deprecated: false, required }
    }

    fn operation_docs(&self, operation: &Operation, arguments: &[Input]) -> Vec<String> {
        let mut paragraphs = Vec::new();
        if !operation.summary.is_empty() {
            let summary = one_line(&operation.summary);
            paragraphs.push(format!("{}.", summary.trim_end_matches('.')));
        }
        if !operation.docs.is_empty() {
            paragraphs.push(escape(&operation.docs));
        }
        paragraphs.push(code(&format!("{} {}", operation.method, operation.path)));
        if operation.unlinked_page_key.is_some() {
            let untyped = format!("Request::<Page<_>>::untyped(Method::{}, {:?})", operation.method, operation.path);
            paragraphs.push(format!(
                "The description shows no link to the next page. If the service sends one, \
                 {} follows it.",
                code(&format!("{untyped}.items(&client)"))
            ));
        }
        let described = arguments.iter().filter(|input| !input.description.is_empty());
        let arguments: Vec<String> =
            described.map(|input| format!("- `{}`: {}", input.name, one_line(&input.description))).collect();
        if !arguments.is_empty() {
            paragraphs.push(arguments.join("\n"));
        }
        let statuses =
            operation.response.statuses.iter().map(|(status, docs)| format!("- {status}: {}", one_line(docs)));
        let errors = operation.errors.iter().map(|error| {
            let body = match &error.ty {
                Some(Type::Named(id)) => format!(" (body: `{}`)", self.names.ty(id)),
                _ => String::new(),
            };
            format!("- {}: {}{body}", error.status, one_line(&error.docs))
        });
        paragraphs.push(format!("Responses:\n\n{}", statuses.chain(errors).collect::<Vec<_>>().join("\n")));
        if let Some(address) = self.reference_address(operation) {
            paragraphs.push(format!("Reference: {}", escape(&address)));
        }
        paragraphs
    }

    /// The setters of an operation's optional inputs, on a request that is marked as this operation's.
    fn setters(&self, marker: &Ident, operation: &Operation, optional: &[Input]) -> TokenStream {
        let (_, function) = self.names.operation(operation);
        let response = self.response_type(operation);
        let docs = format!(" Marks requests of [`{function}()`], which have these optional inputs.");
        let setters = optional.iter().map(|Input { name, key, ty, call, docs, deprecated: is_deprecated, .. }| {
            let method = ident(&self.names.input_setter(operation, key));
            let docs = outer(docs);
            let deprecated = deprecated(*is_deprecated);
            quote! {
                #docs
                #deprecated
                #[inline]
                pub fn #method(self, #name: #ty) -> Self {
                    self.parts #call .into()
                }
            }
        });
        quote! {
            #[doc = #docs]
            #[derive(Debug)]
            pub enum #marker {}

            impl crate::Request<#response, #marker> {
                #(#setters)*
            }
        }
    }

    /// The address of an operation's reference page.
    pub(super) fn reference_address(&self, operation: &Operation) -> Option<String> {
        let template = self.reference?.replace("{version}", &self.api.version);
        let template = template.replace("{tag}", &operation.tag.to_kebab_case());
        Some(template.replace("{operation}", &operation.id.to_lowercase()))
    }
}

fn body_call(media: &BodyMedia, name: &Ident) -> TokenStream {
    match media {
        BodyMedia::Form => quote! { .form(#name) },
        _ => quote! { .json(#name) },
    }
}

/// The statuses that the operation declares; none where it declares ranges or a default, which leave nothing undeclared.
fn declared_statuses(operation: &Operation) -> Vec<u16> {
    let successes = operation.response.statuses.iter().map(|(status, _)| status);
    let all = successes.chain(operation.errors.iter().map(|error| &error.status));
    all.map(|status| status.parse().ok()).collect::<Option<Vec<u16>>>().unwrap_or_default()
}
