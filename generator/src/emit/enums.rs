//! String enumerations.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Emitter, ident, variant_name, variants};
use crate::model::{StringEnum, TypeDef};

impl Emitter<'_> {
    pub(super) fn enumeration(&self, name: &str, def: &TypeDef, e: &StringEnum) -> TokenStream {
        let docs = self.type_docs(def);
        let type_name = ident(name);
        let values = &e.values;
        let variants = enum_variants(def, e);
        let variant_docs = values.iter().map(|value| super::docs::outer(&[super::code(value)]));
        quote! {
            #docs
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            #[non_exhaustive]
            pub enum #type_name {
                #(#variant_docs #variants,)*
                /// A value that this version of the crate does not know; `as_str` reads it.
                Unknown(crate::UnknownValue),
            }

            impl #type_name {
                /// The value on the wire.
                #[inline]
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#variants => #values,)*
                        Self::Unknown(value) => value.as_str(),
                    }
                }
            }

            impl crate::codec::StringEnum for #type_name {
                const NAME: &'static str = #name;

                #[inline]
                fn known(value: &str) -> Option<Self> {
                    Some(match value {
                        #(#values => Self::#variants,)*
                        _ => return None,
                    })
                }

                fn unknown(value: crate::UnknownValue) -> Self {
                    Self::Unknown(value)
                }
            }

            crate::codec::string_enum!(#type_name);
        }
    }
}

/// The names of the variants.
pub(super) fn enum_variants(def: &TypeDef, e: &StringEnum) -> Vec<Ident> {
    // A list that was a union of titles carries the union's name in each of them.
    let is_component = def.parent.is_empty();
    let name_of = |value: &str| if is_component { variant_name(&def.title, value) } else { value.to_owned() };
    variants(e.values.iter().map(String::as_str), name_of)
}
