//! The constants that describe how the bindings were generated.

use quote::quote;

use super::docs::{escape, outer};
use super::format::format;
use super::ident;

/// The description that one module was generated from, and the size of the module.
#[derive(Clone, Copy, Debug)]
pub struct Provenance<'a> {
    /// The module's name.
    pub version: &'a str,
    /// The sha256 of the description, in hexadecimal digits.
    pub sha256: &'a str,
    /// The number of operations in the module.
    pub operations: usize,
    /// The number of types in the module.
    pub types: usize,
}

/// The text of `provenance.rs`: for each version the description's digest and the number of operations and types.
pub fn provenance(versions: &[Provenance<'_>]) -> Result<String, String> {
    let generator = env!("CARGO_PKG_VERSION");
    let modules = versions.iter().map(|Provenance { version, sha256, operations, types }| {
        let docs = outer(&[format!("The module `{}`.", escape(version))]);
        let name = ident(version);
        quote! {
            #docs
            pub mod #name {
                /// The sha256 of the description that the module was generated from, in hexadecimal digits.
                pub const SHA256: &str = #sha256;
                /// The number of operations in the module.
                pub const OPERATIONS: usize = #operations;
                /// The number of types in the module.
                pub const TYPES: usize = #types;
            }
        }
    });
    format(quote! {
        #![doc = " The descriptions that the modules were generated from."]

        /// The version of the generator.
        pub const GENERATOR: &str = #generator;

        #(#modules)*
    })
}
