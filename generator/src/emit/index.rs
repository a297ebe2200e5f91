//! The files that declare the generated modules.

use quote::quote;

use super::format::format;
use super::ident;

/// An API of the crate: its name, and its versions. The main one has an empty name.
pub type Listed = (String, Vec<String>);

/// The text of `generated/mod.rs`: a module for each version, behind the feature of the same name.
pub fn index(apis: &[Listed]) -> Result<String, String> {
    let modules = apis.iter().flat_map(|(_, versions)| versions).map(|version| {
        let name = ident(version);
        quote! { #[cfg(feature = #version)] pub mod #name; }
    });
    format(quote! {
        #![doc = " Generated code only."]

        #(#modules)*
        pub(crate) mod conventions;
        pub mod provenance;
    })
}

/// The versions of which the tests crate's list says more than that they exist.
pub struct Special<'a> {
    /// Those that have webhooks.
    pub with_webhooks: &'a [&'a str],
    /// Those with operations of another API than the main one.
    pub of_further_apis: &'a [&'a str],
}

/// The text of the tests crate's `generated/mod.rs`: the tables of each version.
pub fn contract_index(apis: &[Listed], special: &Special<'_>, crate_name: &str) -> Result<String, String> {
    let Special { with_webhooks, of_further_apis } = special;
    let versions: Vec<&String> = apis.iter().flat_map(|(_, versions)| versions).collect();
    let modules = versions.iter().map(|version| ident(version)).collect::<Vec<_>>();
    let of_webhooks = with_webhooks.iter().map(|version| ident(version));
    let (bindings, further) = (ident(crate_name), of_further_apis.iter().map(|version| ident(version)));
    let apis = apis.iter().map(|(api, versions)| quote! { (#api, &[#(#versions),*]) });
    format(quote! {
        #![doc = " The tables of each version."]

        #(pub mod #modules;)*

        /// The table of operations of a version; empty for an unknown version.
        pub fn operations(version: &str) -> &'static [crate::OperationCase] {
            match version {
                #(#versions => #modules::OPERATIONS,)*
                _ => &[],
            }
        }

        /// The table of webhooks of a version; empty for an unknown version.
        pub fn webhooks(version: &str) -> &'static [crate::WebhookCase] {
            match version {
                #(#with_webhooks => #of_webhooks::WEBHOOKS,)*
                _ => &[],
            }
        }

        /// The API that the operations of a version are called at.
        pub fn api(version: &str) -> &'static #bindings::Api {
            match version {
                #(#of_further_apis => #bindings::#further::API,)*
                _ => #bindings::Api::MAIN,
            }
        }

        /// The APIs by name, each with its versions. The main one has an empty name.
        pub const APIS: &[(&str, &[&str])] = &[#(#apis),*];
    })
}
