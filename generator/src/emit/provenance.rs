//! What the bindings state about themselves.

use quote::quote;

use super::docs::{escape, outer};
use super::format::format;
use super::ident;

/// What one module was generated from.
#[derive(Clone, Copy, Debug)]
pub struct Provenance<'a> {
    /// The module's name.
    pub version: &'a str,
    /// The sha256 of the description, in hexadecimal digits.
    pub sha256: &'a str,
    /// How many operations the module holds.
    pub operations: usize,
    /// How many types the module holds.
    pub types: usize,
}

/// The text of `provenance.rs`: for each version the description's digest and what was counted in it.
pub fn provenance(versions: &[Provenance<'_>]) -> Result<String, String> {
    let generator = env!("CARGO_PKG_VERSION");
    let modules = versions.iter().map(|Provenance { version, sha256, operations, types }| {
        let docs = outer(&[format!("Version {}.", escape(version))]);
        let name = ident(version);
        quote! {
            #docs
            pub mod #name {
                /// The sha256 of the description that the module was generated from, in hexadecimal digits.
                pub const SHA256: &str = #sha256;
                /// How many operations the module holds.
                pub const OPERATIONS: usize = #operations;
                /// How many types the module holds.
                pub const TYPES: usize = #types;
            }
        }
    });
    format(quote! {
        #![doc = " What the generated modules were generated from."]

        /// The version of the generator.
        pub const GENERATOR: &str = #generator;

        #(#modules)*
    })
}
