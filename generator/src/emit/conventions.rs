//! The conventions of the API, as constants for the runtime.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::format::format;
use super::ident;
use crate::conventions::{Authorization, Conventions, RateLimit, Service};

/// An API: its name, which is empty for the main one, its conventions and its versions.
pub struct Served<'a> {
    /// The name.
    pub name: &'a str,
    /// The conventions.
    pub conventions: &'a Conventions,
    /// The versions, each of which is a feature.
    pub versions: &'a [String],
}

/// The text of `conventions.rs`; a convention that the API does not have is an empty string. The first API is the main
/// one, whose conventions hold for all.
pub fn conventions(apis: &[Served<'_>]) -> Result<String, String> {
    let none = Conventions::default();
    let conventions = apis.first().map_or(&none, |main| main.conventions);
    let Conventions { envelope, paging, errors, .. } = conventions;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let [data, meta, next, previous] = [&envelope.data, &envelope.links, &envelope.next, &envelope.previous].map(text);
    let [key, limit, message] = [&paging.key, &paging.limit, &errors.message].map(text);
    let called: Vec<&Served<'_>> = apis.iter().filter(|api| api.is_called()).collect();
    let statics = called.iter().map(|api| api.declaration());
    let (names, features) = (called.iter().map(|api| api_static(api.name)), called.iter().map(|api| api.feature()));
    format(quote! {
        #![doc = " The conventions of the API, from `spec/conventions.toml`."]

        /// The key of the value in the envelope of a response.
        pub(crate) const DATA: &str = #data;
        /// The key of the links to the neighbouring pages.
        pub(crate) const META: &str = #meta;
        /// The key of the link to the next page.
        pub(crate) const NEXT: &str = #next;
        /// The key of the link to the previous page.
        pub(crate) const PREVIOUS: &str = #previous;
        /// The query parameter that selects the page.
        pub(crate) const PAGE_KEY: &str = #key;
        /// The query parameter that limits the number of items of a page.
        pub(crate) const PAGE_LIMIT: &str = #limit;
        /// The key of the message of an error.
        pub(crate) const ERROR_MESSAGE: &str = #message;
        #(#statics)*
        /// All APIs; the first is the main one.
        pub(crate) static APIS: &[&crate::Api] = &[#(#features &#names),*];
    })
}

/// The static value of the API with this name.
pub(super) fn api_static(name: &str) -> Ident {
    ident(&if name.is_empty() { "MAIN".to_owned() } else { name.to_uppercase() })
}

impl Served<'_> {
    /// Whether the API has operations that can be called. The main one is what untyped requests are sent to.
    fn is_called(&self) -> bool {
        self.name.is_empty() || self.conventions.service != Service::default()
    }

    /// The features with which the API exists; the main one always does.
    fn feature(&self) -> TokenStream {
        match self.versions {
            _ if self.name.is_empty() => quote!(),
            [version] => quote! { #[cfg(feature = #version)] },
            versions => quote! { #[cfg(any(#(feature = #versions),*))] },
        }
    }

    /// The value that says where the API is, and what its callers must send.
    fn declaration(&self) -> TokenStream {
        let Service { base_url, variable, authorization, rate_limit } = &self.conventions.service;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let (base_url, variable) = (text(base_url), text(variable));
        let authorization = ident(match authorization {
            Authorization::Token => "Token",
            Authorization::Bearer => "Bearer",
        });
        let rate_limit = rate_limit.map_or_else(|| quote! { None }, rate_limit_value);
        let prefixes = self.versions.iter().filter_map(|version| self.conventions.prefix(version));
        let prefixes: BTreeSet<String> = prefixes.collect();
        let name = if self.name.is_empty() { "main" } else { self.name };
        let (docs, feature, ident) = (format!(" The API `{name}`."), self.feature(), api_static(self.name));
        quote! {
            #[doc = #docs]
            #feature
            pub(crate) static #ident: crate::Api = crate::Api {
                name: #name,
                base_url: #base_url,
                variable: #variable,
                authorization: crate::Authorization::#authorization,
                rate_limit: #rate_limit,
                prefixes: &[#(#prefixes),*],
            };
        }
    }
}

fn rate_limit_value(RateLimit { requests, seconds, burst }: RateLimit) -> TokenStream {
    let [requests, burst] = [requests, burst].map(Literal::u32_unsuffixed);
    let seconds = Literal::u64_unsuffixed(seconds.into());
    quote! { Some(crate::RateLimit::per(#requests, std::time::Duration::from_secs(#seconds), #burst)) }
}
