//! Constructors of unions: one for each member that is a struct.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Emitter, ident};
use crate::model::{Shape, Struct, Type, TypeDef, TypeId, Union, UnionEncoding};
use crate::name::ident::snake;

/// The functions of traits that every union has or that callers use with it: a constructor of the same name would hide
/// them.
const OF_TRAITS: [&str; 12] = [
    "clone",
    "clone_from",
    "default",
    "deserialize",
    "eq",
    "fmt",
    "from",
    "into",
    "ne",
    "serialize",
    "try_from",
    "try_into",
];

/// A constructor of a union for one of its members.
pub(super) struct MemberConstructor<'u> {
    pub(super) name: String,
    id: &'u TypeId,
    of: &'u Struct,
}

impl Emitter<'_> {
    /// The constructor for each member, where the member is a struct and its name is free. Only what requests contain is
    /// built.
    pub(super) fn member_constructors<'u>(
        &'u self,
        id: &TypeId,
        def: &TypeDef,
        union: &'u Union,
    ) -> Vec<Option<MemberConstructor<'u>>> {
        let accessors = union.shared.iter().map(|field| self.names.field(id, &field.wire));
        let mut taken: BTreeSet<String> = accessors.chain(OF_TRAITS.map(str::to_owned)).collect();
        let is_built = def.in_request && union.encoding != UnionEncoding::Status;
        let constructors = union.members.iter().map(|member| {
            let Some(Type::Named(of)) = member.ty.as_ref().filter(|_| is_built) else { return None };
            let Shape::Struct(s) = &self.api.types.get(of)?.shape else { return None };
            let name = snake(&self.names.variant(id, &member.tag));
            taken.insert(name.clone()).then_some(MemberConstructor { name, id: of, of: s })
        });
        constructors.collect()
    }

    /// The code of the constructors.
    pub(super) fn constructors_of_members(
        &self,
        id: &TypeId,
        def: &TypeDef,
        union: &Union,
        variants: &[Ident],
    ) -> TokenStream {
        let constructors = self.member_constructors(id, def, union);
        let all = union.members.iter().zip(variants).zip(constructors);
        let functions = all.filter_map(|((member, variant), constructor)| {
            let MemberConstructor { name, id, of } = constructor?;
            let (content, function) = (ident(self.names.ty(id)), ident(&name));
            let arguments = self.arguments(id, of);
            let values = arguments.iter().map(|(name, _)| name);
            let arguments = arguments.iter().map(|(name, ty)| quote! { #name: #ty });
            let value = quote! { super::#content::new(#(#values),*) };
            let value = if member.boxed {
                quote! { Box::new(#value) }
            } else {
                value
            };
            let docs = format!(" [`Self::{variant}`] with the required fields of [`super::{content}`].");
            Some(quote! {
                #[doc = #docs]
                pub fn #function(#(#arguments),*) -> Self {
                    Self::#variant(#value)
                }
            })
        });
        let functions: Vec<TokenStream> = functions.collect();
        let name = ident(self.names.ty(id));
        if functions.is_empty() {
            quote!()
        } else {
            let docs = " A constructor for each member. A member itself becomes the union with `.into()`.";
            quote! { #[doc = #docs] impl #name { #(#functions)* } }
        }
    }
}
