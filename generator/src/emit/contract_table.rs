//! The table of operations through which the end-to-end tests read every example.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::{Value, json};

use super::Emitter;
use super::format::format;
use crate::model::{
    Api, BodyMedia, Field, Operation, ParameterLocation, Response, ResponseFormat, Shape, Type, TypeId, UnionEncoding,
};
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
            let hostile = table.example(&parameter.ty, Some(HOSTILE), 0).to_string();
            let ordinary = table.ordinary(&parameter.ty).to_string();
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
    let webhooks = table.webhooks();
    format(quote! {
        #![doc = #docs]
        // Deprecated operations are called, too.
        #![allow(deprecated)]

        /// Sorted by path and method.
        pub const OPERATIONS: &[crate::OperationCase] = &[#(#operations),*];

        #webhooks
    })
}

fn location(place: ParameterLocation) -> &'static str {
    match place {
        ParameterLocation::Path => "Path",
        ParameterLocation::Query => "Query",
        ParameterLocation::Header => "Header",
        ParameterLocation::Cookie => "Cookie",
        ParameterLocation::Part => "Part",
    }
}

/// A string that must arrive unchanged: it separates segments, parameters and parts, and looks escaped.
const HOSTILE: &str = "a/../b ä%2F?#&=+";

/// Writes the table.
struct Table<'a> {
    emitter: Emitter<'a>,
    /// The crate of the bindings.
    bindings: Ident,
}

impl Table<'_> {
    /// A value that any server accepts.
    fn ordinary(&self, ty: &Type) -> Value {
        match ty {
            // Mock servers treat several parts with one name as one string, not as a list.
            Type::List(item) if **item == Type::Binary => json!([]),
            ty => self.example(ty, None, 0),
        }
    }

    /// A value of a type. Its strings are `text`; otherwise they are the first value of an enumeration, or plain.
    fn example(&self, ty: &Type, text: Option<&str>, depth: usize) -> Value {
        match ty {
            Type::Boolean => json!(true),
            Type::Int32 | Type::Int64 | Type::Uint64 => json!(7),
            Type::Float | Type::Double | Type::Decimal => json!(0.5),
            Type::Uuid => json!("4d2ab456-8510-4a35-b266-e502160d5177"),
            Type::Timestamp => json!("2024-05-02T09:41:43.5Z"),
            Type::Date => json!("2024-05-02"),
            Type::List(item) => json!([self.example(item, text, depth)]),
            Type::Map(..) => json!({}),
            Type::Named(id) => self.named_example(id, text, depth),
            _ => json!(text.unwrap_or("example")),
        }
    }

    fn named_example(&self, id: &TypeId, text: Option<&str>, depth: usize) -> Value {
        // An object that requires itself has no value.
        let shape = self.emitter.api.types.get(id).map(|def| &def.shape).filter(|_| depth < 16);
        match shape {
            Some(Shape::Enum(e)) => json!(text.or(e.values.first().map(String::as_str))),
            Some(Shape::Struct(s)) => {
                let required = s.fields.iter().filter(|field| field.required);
                let value = |field: &Field| match (&field.constant, &field.preset) {
                    (Some(constant), _) => constant.clone(),
                    (None, Some(preset)) => json!(preset),
                    (None, None) => self.example(&field.ty, text, depth + 1),
                };
                required.map(|field| (field.wire.clone(), value(field))).collect()
            }
            Some(Shape::Union(union)) => {
                let Some(member) = union.members.first() else { return Value::Null };
                let mut value = member.ty.as_ref().map_or(json!({}), |ty| self.example(ty, text, depth + 1));
                if let (UnionEncoding::Tagged { property, literal }, Value::Object(object)) =
                    (&union.encoding, &mut value)
                {
                    let literal = literal.then(|| serde_json::from_str(&member.tag).ok()).flatten();
                    object.insert(property.clone(), literal.unwrap_or_else(|| json!(member.tag)));
                }
                value
            }
            None => Value::Null,
        }
    }

    /// The call of an operation with all parameters set from `inputs`.
    fn call(&self, operation: &Operation) -> TokenStream {
        let version = super::ident(&self.emitter.api.version);
        let (module, function) = self.emitter.names.operation(operation);
        let (module, name) = (super::ident(module), super::ident(function));
        let mut required = Vec::new();
        let mut optional = Vec::new();
        let inputs = self.emitter.inputs(operation);
        for (parameter, input) in self.emitter.names.parameters(operation).into_iter().zip(inputs) {
            let (wire, ty) = (&parameter.wire, self.outside(&parameter.ty));
            let value = match &parameter.ty {
                Type::List(item) if **item == Type::Binary => quote! { inputs.files(#wire) },
                Type::Binary => quote! { inputs.file(#wire) },
                _ if input.by_reference => quote! { &inputs.get::<#ty>(#wire) },
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

    /// The bodies of the webhooks; nothing for a description without any.
    fn webhooks(&self) -> TokenStream {
        let webhooks = &self.emitter.api.webhooks;
        if webhooks.is_empty() {
            return quote!();
        }
        let cases = webhooks.iter().map(|webhook| {
            let (name, ty) = (&webhook.name, self.outside(&webhook.ty));
            quote! { crate::WebhookCase { name: #name, body: crate::round_trip::<#ty> } }
        });
        quote! {
            /// Sorted by name.
            pub const WEBHOOKS: &[crate::WebhookCase] = &[#(#cases),*];
        }
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
            // What is not JSON, and what depends on the status, is read from a whole response only.
            ResponseFormat::Empty | ResponseFormat::Text | ResponseFormat::Bytes | ResponseFormat::ByStatus => {
                quote! { None }
            }
        }
    }

    /// The path of a type from another crate.
    fn outside(&self, ty: &Type) -> TokenStream {
        let version = super::ident(&self.emitter.api.version);
        let (text, bindings) = (self.emitter.ty(ty).to_string(), &self.bindings);
        let text = text.replace("super ::", &format!("{bindings} :: {version} ::"));
        let text = text.replace("crate ::", &format!("{bindings} ::"));
        text.parse().unwrap_or_else(|_| self.emitter.ty(ty))
    }
}
