//! The table of operations that the end-to-end tests read every example through.

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use crate::format::format;
use crate::model::{Answer, AnswerForm, Api, BodyMedia, Type};
use crate::name::Names;

/// A file for the tests crate: for each operation how its bodies are decoded and encoded again.
pub fn table(api: &Api, names: &Names) -> Result<String, String> {
    let emitter = Emitter { api, names, reference: None };
    let version = &api.version;
    let docs = format!(" How the bodies of each operation of {version} are read and written again.");
    let operations = api.operations.iter().map(|operation| {
        let (method, path) = (&operation.method, &operation.path);
        let (module, function) = names.operation(operation);
        let name = format!("{version}::{module}::{function}");
        let request = match &operation.body {
            Some(body) if matches!(body.media, BodyMedia::Json | BodyMedia::Form) => {
                let ty = emitter.outside(&body.ty);
                quote! { Some(crate::round_trip::<#ty>) }
            }
            _ => quote! { None },
        };
        let answer = emitter.answer_reader(&operation.answer);
        let errors = operation.errors.iter().filter_map(|error| {
            let (status, ty) = (&error.status, emitter.outside(error.ty.as_ref()?));
            Some(quote! { (#status, crate::round_trip::<#ty>) })
        });
        quote! {
            crate::Bodies {
                method: #method,
                path: #path,
                name: #name,
                request: #request,
                answer: #answer,
                errors: &[#(#errors),*],
            }
        }
    });
    format(quote! {
        #![doc = #docs]

        /// Sorted by path and method.
        pub const OPERATIONS: &[crate::Bodies] = &[#(#operations),*];
    })
}

impl Emitter<'_> {
    fn answer_reader(&self, answer: &Answer) -> TokenStream {
        let Some(ty) = &answer.ty else { return quote! { None } };
        let ty = self.outside(ty);
        match answer.form {
            AnswerForm::Data | AnswerForm::List => quote! { Some(crate::round_trip_data::<#ty>) },
            AnswerForm::Page => quote! { Some(crate::round_trip::<dixa_generated::Page<#ty>>) },
            AnswerForm::Json => quote! { Some(crate::round_trip::<#ty>) },
            AnswerForm::Empty | AnswerForm::Text | AnswerForm::Bytes => quote! { None },
        }
    }

    /// A type as it is named from another crate.
    fn outside(&self, ty: &Type) -> TokenStream {
        let version = super::ident(&self.api.version);
        let text = self.ty(ty).to_string().replace("super ::", &format!("dixa_generated :: {version} ::"));
        text.parse().unwrap_or_else(|_| self.ty(ty))
    }
}
