//! The table of operations through which the end-to-end tests read every example.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Emitter;
use super::format::format;
use crate::model::{Api, BodyMedia, Operation, ParameterLocation, Response, ResponseFormat, Shape, Type};
use crate::name::Names;
use crate::name::setters::input_key;

/// A file for the tests crate: how each operation is called, and how its bodies are decoded and encoded.
pub fn contract_table(api: &Api, names: &Names, crate_name: &str) -> Result<String, String> {
    let table = Table { emitter: Emitter::new(api, names, None), bindings: super::ident(crate_name) };
    let version = &api.version;
    let docs = format!(" How each operation of {version} is called, and how its bodies are read and written.");
    let operations = api.operations.iter().map(|operation| {
        let (method, path) = (&operation.method, &operation.path);
        let (module, function) = names.operation(operation);
        let name = format!("{version}::{module}::{function}");
        let request = match &operation.body {
            Some(body) if matches!(body.media, BodyMedia::Json | BodyMedia::Form) => {
                let ty = table.outside(&body.ty);
                quote! { Some(crate::round_trip::<#ty>) }
            }
            _ => quote! { None },
        };
        let response = table.response_reader(&operation.response);
        let parameters = operation.parameters.iter().map(|parameter| {
            let (wire, location) = (&parameter.wire, super::ident(location(parameter.place)));
            let (hostile, ordinary) = (example(&parameter.ty, HOSTILE), table.ordinary(&parameter.ty));
            quote! {
                crate::Parameter {
                    name: #wire,
                    location: crate::ParameterLocation::#location,
                    hostile: #hostile,
                    ordinary: #ordinary,
                }
            }
        });
        let call = table.call(operation);
        let has_inputs = !operation.parameters.is_empty() || operation.body.is_some();
        let inputs = super::ident(if has_inputs { "inputs" } else { "_inputs" });
        let errors = operation.errors.iter().filter_map(|error| {
            let (status, ty) = (&error.status, table.outside(error.ty.as_ref()?));
            Some(quote! { (#status, crate::round_trip::<#ty>) })
        });
        quote! {
            crate::OperationCase {
                method: #method,
                path: #path,
                name: #name,
                parameters: &[#(#parameters),*],
                request: #request,
                response: #response,
                errors: &[#(#errors),*],
                call: |#inputs, client| Box::pin(async move { crate::response(#call, &client).await }),
            }
        }
    });
    format(quote! {
        #![doc = #docs]
        // Deprecated operations are called, too.
        #![allow(deprecated)]

        /// Sorted by path and method.
        pub const OPERATIONS: &[crate::OperationCase] = &[#(#operations),*];
    })
}

fn location(place: ParameterLocation) -> &'static str {
    match place {
        ParameterLocation::Path => "Path",
        ParameterLocation::Query(_) => "Query",
        ParameterLocation::Header => "Header",
        ParameterLocation::Cookie => "Cookie",
        ParameterLocation::Part => "Part",
    }
}

/// A string that must arrive unchanged: it separates segments, parameters and parts, and looks escaped.
const HOSTILE: &str = "a/../b ä%2F?#&=+";

/// The JSON of a value that the parameter takes.
fn example(ty: &Type, text: &str) -> String {
    match ty {
        Type::Boolean => "true".to_owned(),
        Type::Int32 | Type::Int64 | Type::Uint64 => "7".to_owned(),
        Type::Float | Type::Double => "0.5".to_owned(),
        Type::Uuid => "\"4d2ab456-8510-4a35-b266-e502160d5177\"".to_owned(),
        Type::Timestamp => "\"2024-05-02T09:41:43.5Z\"".to_owned(),
        Type::Date => "\"2024-05-02\"".to_owned(),
        Type::List(item) => format!("[{}]", example(item, text)),
        _ => serde_json::Value::from(text).to_string(),
    }
}

/// Writes the table.
struct Table<'a> {
    emitter: Emitter<'a>,
    /// The crate of the bindings.
    bindings: Ident,
}

impl Table<'_> {
    /// The JSON of a value that any server accepts: the first value of an enumeration, or a plain string.
    fn ordinary(&self, ty: &Type) -> String {
        let id = match ty {
            // Mock servers treat several parts with one name as one string, not as a list.
            Type::List(item) if **item == Type::Binary => return "[]".to_owned(),
            Type::List(item) => return format!("[{}]", self.ordinary(item)),
            Type::Named(id) => Some(id),
            _ => None,
        };
        match id.and_then(|id| self.emitter.api.types.get(id)).map(|def| &def.shape) {
            Some(Shape::Enum(e)) => example(ty, e.values.first().map_or("", String::as_str)),
            _ => example(ty, "example"),
        }
    }

    /// The call of an operation with all parameters set from `inputs`.
    fn call(&self, operation: &Operation) -> TokenStream {
        let version = super::ident(&self.emitter.api.version);
        let (module, function) = self.emitter.names.operation(operation);
        let (module, name) = (super::ident(module), super::ident(function));
        let mut required = Vec::new();
        let mut optional = Vec::new();
        for parameter in &operation.parameters {
            let (wire, ty) = (&parameter.wire, self.outside(&parameter.ty));
            let value = match &parameter.ty {
                Type::List(item) if **item == Type::Binary => quote! { inputs.files(#wire) },
                Type::Binary => quote! { inputs.file(#wire) },
                _ => quote! { inputs.get::<#ty>(#wire) },
            };
            if parameter.required { required.push(value) } else { optional.push((input_key(parameter), value)) }
        }
        if let Some(body) = operation.body.as_ref().filter(|body| body.media != BodyMedia::Multipart) {
            let ty = self.outside(&body.ty);
            let value = match &body.media {
                BodyMedia::Json | BodyMedia::Form => quote! { &inputs.get::<#ty>("body") },
                BodyMedia::Text => quote! { inputs.get::<String>("body") },
                BodyMedia::Bytes(_) | BodyMedia::Multipart => quote! { inputs.get::<Vec<u8>>("body") },
            };
            if body.required { required.push(value) } else { optional.push(("body".to_owned(), value)) }
        }
        let setters = optional.iter().map(|(key, _)| super::ident(&self.emitter.names.input_setter(operation, key)));
        let values = optional.iter().map(|(_, value)| value);
        let bindings = &self.bindings;
        quote! { #bindings::#version::#module::#name(#(#required),*) #(.#setters(#values))* }
    }

    fn response_reader(&self, response: &Response) -> TokenStream {
        let Some(ty) = &response.ty else { return quote! { None } };
        let ty = self.outside(ty);
        match response.form {
            ResponseFormat::Data | ResponseFormat::List => quote! { Some(crate::round_trip_data::<#ty>) },
            ResponseFormat::Page => {
                let bindings = &self.bindings;
                quote! { Some(crate::round_trip::<#bindings::Page<#ty>>) }
            }
            ResponseFormat::Json => quote! { Some(crate::round_trip::<#ty>) },
            ResponseFormat::Empty | ResponseFormat::Text | ResponseFormat::Bytes => quote! { None },
        }
    }

    /// The path of a type from another crate.
    fn outside(&self, ty: &Type) -> TokenStream {
        let version = super::ident(&self.emitter.api.version);
        let text = self.emitter.ty(ty).to_string().replace("super ::", &format!("{} :: {version} ::", self.bindings));
        text.parse().unwrap_or_else(|_| self.emitter.ty(ty))
    }
}
