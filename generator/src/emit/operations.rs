//! Operations: plain functions that return a request.

use heck::ToKebabCase;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::{escape, inner, outer};
use super::structs::default_note;
use super::{Emitter, deprecated, ident};
use crate::ident::{Scope, camel, snake};
use crate::model::{
    AnswerForm, Body, BodyMedia, ListStyle, Operation, Parameter, ParameterPlace, Type,
};

/// An argument or setter: its type, and the call on the request that it becomes.
struct Input {
    name: Ident,
    ty: TokenStream,
    call: TokenStream,
    docs: Vec<String>,
    deprecated: bool,
    required: bool,
}

impl Emitter<'_> {
    pub(super) fn operations_file(&self, operations: &[&Operation]) -> TokenStream {
        let tag = operations.first().map_or("", |operation| &operation.tag);
        let docs = inner(&[format!("Operations on {}.", escape(tag))]);
        let mut sorted: Vec<_> = operations.to_vec();
        sorted.sort_by_key(|operation| self.names.operation(operation).1);
        let mut markers = Scope::new();
        let functions = sorted.iter().map(|operation| self.operation(operation, &mut markers));
        quote! { #docs #(#functions)* }
    }

    fn operation(&self, operation: &Operation, markers: &mut Scope) -> TokenStream {
        let (module, function) = self.names.operation(operation);
        let (required, optional): (Vec<_>, Vec<_>) = self.inputs(operation).into_iter().partition(|i| i.required);
        let answer = self.answer_type(operation);
        let marker = (!optional.is_empty()).then(|| ident(&markers.camel(&camel(function))));
        let output = match &marker {
            Some(marker) => quote! { crate::Request<#answer, #marker> },
            None => quote! { crate::Request<#answer> },
        };
        let docs = outer(&self.operation_docs(operation));
        let deprecated = deprecated(operation.deprecated);
        let metadata = self.metadata(operation, module, function);
        let name = ident(function);
        let arguments = required.iter().map(|Input { name, ty, .. }| quote! { #name: #ty });
        let calls = required.iter().map(|input| &input.call);
        let setters = marker.map(|marker| setters(&marker, function, &answer, &optional));
        quote! {
            #docs
            #deprecated
            #[inline]
            pub fn #name(#(#arguments),*) -> #output {
                static OPERATION: crate::Operation = #metadata;
                crate::Request::new(&OPERATION) #(#calls)*
            }
            #setters
        }
    }

    fn metadata(&self, operation: &Operation, module: &str, function: &str) -> TokenStream {
        let Operation { id, path, .. } = operation;
        let name = format!("{}::{module}::{function}", self.api.version);
        let method = ident(&operation.method);
        let answer = ident(match operation.answer.form {
            AnswerForm::Empty => "Empty",
            AnswerForm::Json | AnswerForm::Page => "Json",
            AnswerForm::Data => "Data",
            AnswerForm::List => "List",
            AnswerForm::Text => "Text",
            AnswerForm::Bytes => "Bytes",
        });
        let optional = |text: Option<&String>| match text {
            Some(text) => quote! { Some(#text) },
            None => quote! { None },
        };
        let key = optional(operation.paging.as_ref().map(|paging| &paging.key));
        let limit = optional(operation.paging.as_ref().and_then(|paging| paging.limit.as_ref()));
        quote! {
            crate::Operation {
                id: #id,
                name: #name,
                method: crate::Method::#method,
                path: #path,
                answer: crate::Answer::#answer,
                page_key: #key,
                page_limit: #limit,
            }
        }
    }

    fn answer_type(&self, operation: &Operation) -> TokenStream {
        let answer = &operation.answer;
        let ty = match (&answer.ty, answer.form) {
            (None, _) | (_, AnswerForm::Empty) => return quote! { () },
            (Some(item), AnswerForm::Page) => {
                let item = self.ty(item);
                return quote! { crate::Page<#item> };
            }
            (Some(_), AnswerForm::Bytes) => quote! { Vec<u8> },
            (Some(ty), _) => self.ty(ty),
        };
        if answer.may_be_empty { quote! { Option<#ty> } } else { ty }
    }

    /// Path parameters, other required parameters and the body, then what is optional.
    fn inputs(&self, operation: &Operation) -> Vec<Input> {
        let mut scope = Scope::new();
        let mut inputs: Vec<Input> =
            operation.parameters.iter().map(|parameter| self.parameter(parameter, &mut scope)).collect();
        if let Some(body) = operation.body.as_ref().filter(|body| body.media != BodyMedia::Multipart) {
            let first_optional = inputs.iter().position(|input| !input.required).unwrap_or(inputs.len());
            inputs.insert(first_optional, self.body(body, &mut scope));
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
        let ty = if is_list { quote! { impl IntoIterator<Item = #item_type> } } else { item_type };
        let value = if *item == Type::String && !is_list { quote! { &#name.as_ref() } } else { quote! { &#name } };
        let call = match (parameter.place, is_list) {
            (ParameterPlace::Path, false) => quote! { .path(#wire, #value) },
            (ParameterPlace::Path, true) => quote! { .path(#wire, &crate::request::joined(',', #name)) },
            (ParameterPlace::Query(_), false) => quote! { .query(#wire, #value) },
            (ParameterPlace::Query(ListStyle::Repeated), true) => quote! { .query_all(#wire, #name) },
            (ParameterPlace::Query(ListStyle::Joined(by)), true) => quote! { .query_joined(#wire, #by, #name) },
            (ParameterPlace::Header, false) => quote! { .header(#wire, #value) },
            (ParameterPlace::Header, true) => quote! { .header(#wire, &crate::request::joined(',', #name)) },
            (ParameterPlace::Cookie, false) => quote! { .cookie(#wire, #value) },
            (ParameterPlace::Cookie, true) => quote! { .cookie(#wire, &crate::request::joined(',', #name)) },
            (ParameterPlace::Part, list) => self.part(wire, item, list, &name),
        };
        let mut docs = Vec::new();
        if !parameter.docs.is_empty() {
            docs.push(escape(&parameter.docs));
        }
        docs.push(format!("`{}`{}", wire.replace('`', "'"), default_note(parameter.default.as_ref())));
        Input { name, ty, call, docs, deprecated: parameter.deprecated, required: parameter.required }
    }

    fn part(&self, wire: &str, item: &Type, is_list: bool, name: &Ident) -> TokenStream {
        match (item, is_list) {
            (Type::Binary, true) => quote! { .files(#wire, #name) },
            (Type::Binary, false) => quote! { .files(#wire, [#name]) },
            (_, true) => quote! { .parts_text(#wire, #name) },
            (Type::String, false) => quote! { .part_text(#wire, &#name.as_ref()) },
            (Type::Named(id), false)
                if !matches!(self.api.types.get(id).map(|d| &d.shape), Some(crate::model::Shape::Enum(_))) =>
            {
                quote! { .part_json(#wire, &#name) }
            }
            (Type::Json | Type::Map(..) | Type::Nullable(_), false) => quote! { .part_json(#wire, &#name) },
            _ => quote! { .part_text(#wire, &#name) },
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
        Input { name, ty, call, docs, deprecated: false, required: body.required }
    }

    fn operation_docs(&self, operation: &Operation) -> Vec<String> {
        let mut paragraphs = Vec::new();
        if !operation.summary.is_empty() {
            let summary = escape(&operation.summary);
            paragraphs.push(format!("{}.", summary.trim_end_matches('.')));
        }
        if !operation.docs.is_empty() {
            paragraphs.push(escape(&operation.docs));
        }
        paragraphs.push(format!("`{} {}`", operation.method, operation.path.replace('`', "")));
        let body = operation.body.iter().filter(|body| body.required && !body.docs.is_empty());
        let said = |parameter: &&Parameter| parameter.required && !parameter.docs.is_empty();
        let arguments: Vec<String> = operation
            .parameters
            .iter()
            .filter(said)
            .map(|p| format!("- `{}`: {}", snake(&p.wire), one_line(&p.docs)))
            .chain(body.map(|b| format!("- `body`: {}", one_line(&b.docs))))
            .collect();
        if !arguments.is_empty() {
            paragraphs.push(arguments.join("\n"));
        }
        let statuses = operation.answer.statuses.iter().map(|(status, docs)| format!("- {status}: {}", one_line(docs)));
        let errors = operation.errors.iter().map(|error| {
            let body = match &error.ty {
                Some(Type::Named(id)) => format!(" (body: `{}`)", self.names.ty(id)),
                _ => String::new(),
            };
            format!("- {}: {}{body}", error.status, one_line(&error.docs))
        });
        paragraphs.push(format!("Answers:\n\n{}", statuses.chain(errors).collect::<Vec<_>>().join("\n")));
        if let Some(template) = self.reference {
            let address = template
                .replace("{version}", &self.api.version)
                .replace("{tag}", &operation.tag.to_kebab_case())
                .replace("{operation}", &operation.id.to_lowercase());
            paragraphs.push(format!("Reference: {}", escape(&address)));
        }
        paragraphs
    }
}

fn one_line(text: &str) -> String {
    escape(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn body_call(media: &BodyMedia, name: &Ident) -> TokenStream {
    match media {
        BodyMedia::Form => quote! { .form(#name) },
        _ => quote! { .json(#name) },
    }
}

/// What a request itself offers (`dixa-generated/src/request.rs`): a setter of such a name gets `with_` before it.
const RUNTIME_METHODS: [&str; 32] = [
    "body", "bytes", "cookie", "decode", "files", "form", "header", "headers", "items", "items_blocking", "json",
    "method", "new", "operation", "page_key", "page_limit", "pages", "part_json", "part_text", "parts_text", "path",
    "path_and_query", "path_template", "query", "query_all", "query_joined", "query_pairs", "retry", "send", "text",
    "timeout", "to_http",
];

/// The method that sets an optional input.
pub(super) fn setter_name(name: &Ident) -> Ident {
    let text = name.to_string();
    let taken = RUNTIME_METHODS.contains(&text.as_str()) || text.starts_with("send_");
    if taken { ident(&format!("with_{text}")) } else { name.clone() }
}

/// The setters of an operation's optional inputs, on a request that is marked as this operation's.
fn setters(marker: &Ident, function: &str, answer: &TokenStream, optional: &[Input]) -> TokenStream {
    let docs = format!(" Marks requests of [`{function}`], which have these optional inputs.");
    let setters = optional.iter().map(|Input { name, ty, call, docs, deprecated: is_deprecated, .. }| {
        let docs = outer(docs);
        let deprecated = deprecated(*is_deprecated);
        let method = setter_name(name);
        quote! {
            #docs
            #deprecated
            pub fn #method(self, #name: #ty) -> Self {
                self #call
            }
        }
    });
    quote! {
        #[doc = #docs]
        #[derive(Debug)]
        pub enum #marker {}

        impl crate::Request<#answer, #marker> {
            #(#setters)*
        }
    }
}
