//! Operations: plain functions that return a request.

use std::collections::BTreeMap;

use heck::ToKebabCase;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::conventions::api_static;
use super::deprecated::{deprecated, deprecated_operation};
use super::docs::{aliases, code, escape, inner, one_line, outer};
use super::inputs::Input;
use super::tokens::text;
use super::{Emitter, ident};
use crate::model::{Operation, Response, ResponseFormat, Type};
use crate::name::ident::{Scope, camel};

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
        let docs = outer(&self.operation_docs(operation, &required, &optional));
        let deprecated = deprecated_operation(self.api, operation, |named| {
            let (module, function) = self.names.operation(named);
            format!("{module}::{function}")
        });
        let object = object(&operation.summary);
        let described = [operation.id.as_str(), operation.path.as_str(), operation.summary.as_str()];
        let aliases = aliases(function, described.into_iter().chain(object.as_deref()));
        let metadata = self.metadata(operation, module, function);
        let name = ident(function);
        let arguments = arguments.iter().map(|(name, ty)| quote! { #name: #ty });
        let accept = operation.response.accept.join(", ");
        let accept = (!accept.is_empty()).then(|| quote! { .header("accept", #accept) });
        let calls = required.iter().map(|input| &input.call);
        let setters = marker.map(|marker| self.setters(marker, operation, &required, &optional));
        quote! {
            #docs
            #aliases
            #deprecated
            #[inline]
            pub fn #name(#(#arguments),*) -> #output {
                static OPERATION: crate::Operation = #metadata;
                crate::RequestParts::new(&OPERATION) #accept #(#calls)* .into()
            }
            #setters
        }
    }

    /// The API that operations of another API than the main one are called at.
    pub(super) fn further_api(&self) -> Option<TokenStream> {
        let is_called = !self.service.is_empty() && !self.api.operations.is_empty();
        let api = api_static(self.service);
        is_called.then(|| {
            quote! {
                /// Where these operations are called, and how. The settings of a client take it.
                pub const API: &crate::Api = &crate::generated::conventions::#api;
            }
        })
    }

    fn metadata(&self, operation: &Operation, module: &str, function: &str) -> TokenStream {
        let Operation { id, template, .. } = operation;
        let name = format!("{}::{module}::{function}", self.api.version);
        let api = api_static(self.service);
        let method = ident(&operation.method);
        let response = response_format(&operation.response);
        let statuses = declared_statuses(operation).into_iter().map(Literal::u16_unsuffixed);
        quote! {
            crate::Operation {
                id: #id,
                name: #name,
                api: &crate::generated::conventions::#api,
                method: crate::Method::#method,
                path: #template,
                response: #response,
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

    fn operation_docs(&self, operation: &Operation, arguments: &[Input], optional: &[Input]) -> Vec<String> {
        let mut paragraphs = Vec::new();
        if !operation.summary.is_empty() {
            let summary = one_line(&operation.summary);
            paragraphs.push(format!("{}.", summary.trim_end_matches('.')));
        }
        if !operation.docs.is_empty() {
            paragraphs.push(escape(&operation.docs));
        }
        paragraphs.push(code(&format!("{} {}", operation.method, operation.path)));
        if operation.response.form == ResponseFormat::Page {
            let (items, limit) = ("[`items`](crate::Request::items)", "[`page_limit`](crate::Request::page_limit)");
            paragraphs.push(format!("A list in pages: {items} reads all of them, {limit} sets their size."));
        }
        if operation.unlinked_page_key.is_some() {
            let untyped = format!("Request::<Page<_>>::untyped(Method::{}, {:?})", operation.method, operation.path);
            paragraphs.push(format!(
                "The description shows no link to the next page. If the service sends one, \
                 {} follows it.",
                code(&format!("{untyped}.items(&client)"))
            ));
        }
        let described = arguments.iter().filter(|input| !input.description.is_empty());
        let described: Vec<String> =
            described.map(|input| format!("- `{}`: {}", input.name, one_line(&input.description))).collect();
        if !described.is_empty() {
            paragraphs.push(described.join("\n"));
        }
        paragraphs.extend(self.optional_docs(operation, arguments, optional));
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

    /// The optional inputs of an operation, with a call that sets one; none if it has none.
    fn optional_docs(&self, operation: &Operation, arguments: &[Input], optional: &[Input]) -> Option<String> {
        let (_, function) = self.names.operation(operation);
        let setter = |input: &Input| self.names.input_setter(operation, &input.key);
        let first = optional.first()?;
        let arguments: Vec<_> = arguments.iter().map(|input| input.name.to_string()).collect();
        let call = format!("{function}({}).{}({}).send(&client)", arguments.join(", "), setter(first), first.name);
        let listed = optional.iter().map(|input| {
            let description = one_line(&input.description);
            let description = if description.is_empty() { String::new() } else { format!(": {description}") };
            format!("- `{}({})`{description}", setter(input), text(input.ty.clone()))
        });
        let listed: Vec<String> = listed.collect();
        Some(format!("Optional inputs:\n\n{}\n\n`{call}` sets the first.", listed.join("\n")))
    }

    /// The setters of an operation's optional inputs, on a request that is marked as this operation's.
    fn setters(&self, marker: &Ident, operation: &Operation, required: &[Input], optional: &[Input]) -> TokenStream {
        let (_, function) = self.names.operation(operation);
        let response = self.response_type(operation);
        let marked =
            format!("Marks the requests of [`{function}()`], so that they have its optional inputs as methods.");
        let listed = self.optional_docs(operation, required, optional);
        let docs = outer(&[marked].into_iter().chain(listed).collect::<Vec<_>>());
        let setters = optional.iter().map(
            |Input { name, key, ty, call, docs, description, deprecated: is_deprecated, .. }| {
                let method = ident(&self.names.input_setter(operation, key));
                let docs = outer(docs);
                let deprecated = deprecated(*is_deprecated, description);
                quote! {
                    #docs
                    #deprecated
                    #[inline]
                    pub fn #method(self, #name: #ty) -> Self {
                        self.parts #call .into()
                    }
                }
            },
        );
        quote! {
            #docs
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

/// What an operation acts on, by its summary: `internal note` of `Add an internal note`. One word is found in the name of
/// the function as well.
fn object(summary: &str) -> Option<String> {
    let words = summary.trim_end_matches('.').split_whitespace().skip(1);
    let object: Vec<&str> =
        words.skip_while(|word| ["a", "all", "an", "one", "several", "the"].contains(word)).collect();
    (object.len() > 1).then(|| object.join(" ").to_lowercase())
}

/// How the runtime reads the body of a response.
fn response_format(response: &Response) -> TokenStream {
    let format = |format: ResponseFormat| {
        let name = ident(match format {
            ResponseFormat::Empty => "Empty",
            ResponseFormat::Json | ResponseFormat::Page => "Json",
            ResponseFormat::Data => "Data",
            ResponseFormat::List => "List",
            ResponseFormat::Text => "Text",
            ResponseFormat::Bytes => "Bytes",
            ResponseFormat::ByStatus => "ByStatus",
        });
        quote! { crate::ResponseFormat::#name }
    };
    let own = format(response.form);
    if response.form != ResponseFormat::ByStatus {
        return if response.may_be_empty {
            quote! { crate::ResponseFormat::Optional(&#own) }
        } else {
            own
        };
    }
    let formats = response.by_status.iter().map(|(status, of)| {
        let of = format(*of);
        quote! { (#status, #of) }
    });
    quote! { #own(&[#(#formats),*]) }
}

/// The statuses that the operation declares; none where it declares ranges or a default, which leave nothing undeclared.
fn declared_statuses(operation: &Operation) -> Vec<u16> {
    let successes = operation.response.statuses.iter().map(|(status, _)| status);
    let all = successes.chain(operation.errors.iter().map(|error| &error.status));
    all.map(|status| status.parse().ok()).collect::<Option<Vec<u16>>>().unwrap_or_default()
}
