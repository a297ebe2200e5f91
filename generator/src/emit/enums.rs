//! String enumerations.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Emitter, ident};
use crate::model::{StringEnum, TypeDef, TypeId};

impl Emitter<'_> {
    pub(super) fn enumeration(&self, id: &TypeId, def: &TypeDef, e: &StringEnum) -> TokenStream {
        let name = self.names.ty(id);
        let docs = self.type_docs(id, def);
        let type_name = ident(name);
        let values = &e.values;
        let variants: Vec<Ident> = values.iter().map(|value| ident(&self.names.variant(id, value))).collect();
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
                const VALUES: &'static [&'static str] = &[#(#values),*];

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
