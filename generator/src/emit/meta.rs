//! What the bindings state about themselves.

use quote::quote;

use crate::format::format;
use crate::pipeline::Version;

/// The text of `meta.rs`: for each version the description's digest and what was counted in it.
pub fn meta(versions: &[Version]) -> Result<String, String> {
    let generator = env!("CARGO_PKG_VERSION");
    let modules = versions.iter().map(|version| {
        let docs = super::docs::outer(&[format!("Version {}.", super::escape(&version.version))]);
        let name = super::ident(&version.version);
        let (sha256, operations) = (&version.sha256, version.api.operations.len());
        let types = version.api.types.len();
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
