//! The files that declare the generated modules.

use quote::quote;

use super::format::format;
use super::ident;

/// The text of `generated/mod.rs`: a module for each version, behind the feature of the same name.
pub fn index(versions: &[&str]) -> Result<String, String> {
    let modules = versions.iter().map(|version| {
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

/// The text of the tests crate's `generated/mod.rs`: the table of operations of each version.
pub fn contract_index(versions: &[&str]) -> Result<String, String> {
    let modules = versions.iter().map(|version| ident(version)).collect::<Vec<_>>();
    format(quote! {
        #![doc = " The table of operations of each version."]

        #(#[rustfmt::skip] pub mod #modules;)*

        /// The table of operations of a version; empty for an unknown version.
        pub fn operations(version: &str) -> &'static [crate::OperationCase] {
            match version {
                #(#versions => #modules::OPERATIONS,)*
                _ => &[],
            }
        }

        /// The names of all versions.
        pub const VERSIONS: &[&str] = &[#(#versions),*];
    })
}
