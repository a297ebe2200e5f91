//! Unions, tagged and untagged.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs::{code, escape, one_line, outer};
use super::structs::scalar;
use super::{Emitter, ident};
use crate::model::{Field, Member, Pattern, Shape, Type, TypeDef, TypeId, Union, UnionEncoding};

impl Emitter<'_> {
    pub(super) fn union(&self, id: &TypeId, def: &TypeDef, union: &Union) -> TokenStream {
        let name = self.names.ty(id);
        let variant = |member: &Member| ident(&self.names.variant(id, &member.tag));
        let variants: Vec<Ident> = union.members.iter().map(variant).collect();
        let declaration = self.union_declaration(id, def, union, &variants);
        let from = self.conversions(name, union, &variants);
        let constructors = self.constructors_of_members(id, def, union, &variants);
        let accessors = self.accessors(id, union, &variants);
        let codec = match &union.encoding {
            UnionEncoding::Tagged { property, literal } => {
                self.tagged_codec(name, union, (property, *literal), &variants)
            }
            UnionEncoding::Untagged => self.untagged_codec(name, union, &variants),
            UnionEncoding::Status => self.status_codec(name, union, &variants),
        };
        [declaration, constructors, accessors, from, codec].into_iter().collect()
    }

    fn union_declaration(&self, id: &TypeId, def: &TypeDef, union: &Union, variants: &[Ident]) -> TokenStream {
        let docs = self.type_docs(id, def);
        let name = ident(self.names.ty(id));
        let variants = union.members.iter().zip(variants).map(|(member, variant)| {
            let how = match union.encoding {
                UnionEncoding::Tagged { .. } | UnionEncoding::Status => code(&member.tag),
                UnionEncoding::Untagged => format!("{}, recognized by its form.", one_line(&member.tag)),
            };
            let mut paragraphs = vec![how];
            if !member.docs.is_empty() {
                paragraphs.insert(0, escape(&member.docs));
            }
            let docs = outer(&paragraphs);
            match self.member_type(union, member) {
                Some(ty) => quote! { #docs #variant(#ty), },
                None => quote! { #docs #variant, },
            }
        });
        let unknown = outer(&[match union.encoding {
            UnionEncoding::Status => "A success code that the description does not declare: the tag is the status.",
            _ => "A member that this version of the crate does not know; it is kept and written back unchanged.",
        }
        .to_owned()]);
        quote! {
            #docs
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                #unknown
                Unknown(crate::UnknownMember),
            }
        }
    }

    pub(super) fn member_type(&self, union: &Union, member: &Member) -> Option<TokenStream> {
        let ty = match (&union.encoding, member.ty.as_ref()?) {
            (UnionEncoding::Status, Type::Binary) => quote! { Vec<u8> },
            (_, ty) => self.ty(ty),
        };
        Some(if member.boxed {
            quote! { Box<#ty> }
        } else {
            ty
        })
    }

    /// The members that a value converts into: those whose type no other member has. Nobody but the runtime makes a
    /// response.
    pub(super) fn convertible<'u>(&self, union: &'u Union) -> Vec<Option<&'u Type>> {
        if union.encoding == UnionEncoding::Status {
            return vec![None; union.members.len()];
        }
        // Different types of the model can be one in Rust: text and binary are.
        let in_rust = |ty: &Type| self.ty(ty).to_string();
        let mut by_type: BTreeMap<String, usize> = BTreeMap::new();
        union.members.iter().filter_map(|m| m.ty.as_ref()).for_each(|ty| *by_type.entry(in_rust(ty)).or_default() += 1);
        let only = |ty: &&Type| by_type.get(&in_rust(ty)) == Some(&1);
        union.members.iter().map(|member| member.ty.as_ref().filter(only)).collect()
    }

    /// `From` for every member whose type no other member has.
    fn conversions(&self, name: &str, union: &Union, variants: &[Ident]) -> TokenStream {
        let name = ident(name);
        let from = union.members.iter().zip(variants).zip(self.convertible(union)).filter_map(
            |((member, variant), source)| {
                let source = source?;
                let ty = self.ty(source);
                let value = if member.boxed {
                    quote! { Box::new(member) }
                } else {
                    quote! { member }
                };
                let text = matches!(source, Type::String | Type::Binary).then(|| {
                    quote! {
                        impl From<&str> for #name {
                            fn from(member: &str) -> Self {
                                Self::#variant(member.to_owned())
                            }
                        }
                    }
                });
                Some(quote! {
                    impl From<#ty> for #name {
                        fn from(member: #ty) -> Self {
                            Self::#variant(#value)
                        }
                    }
                    #text
                })
            },
        );
        quote! { #(#from)* }
    }

    /// A method for each field that all members have.
    fn accessors(&self, id: &TypeId, union: &Union, variants: &[Ident]) -> TokenStream {
        if union.shared.is_empty() {
            return quote!();
        }
        let name = ident(self.names.ty(id));
        let methods = union.shared.iter().map(|field| {
            let members = union.members.iter().zip(variants).filter_map(|(member, variant)| {
                let (access, own) = self.field_of(member.ty.as_ref()?, &field.wire)?;
                Some((variant, access, own))
            });
            let method = ident(&self.names.field(id, &field.wire));
            self.shared_accessor(field, &method, &members.collect::<Vec<_>>())
        });
        quote! { impl #name { #(#methods)* } }
    }

    /// The field of a struct that has this key, with its identifier.
    fn field_of(&self, ty: &Type, wire: &str) -> Option<(Ident, &Field)> {
        let Type::Named(id) = ty else { return None };
        let Shape::Struct(s) = &self.api.types.get(id)?.shape else { return None };
        let field = s.fields.iter().find(|field| field.wire == wire)?;
        Some((ident(&self.names.field(id, wire)), field))
    }

    /// The field of a struct that keeps further entries.
    fn additional_of(&self, ty: &Type) -> Option<Ident> {
        let Type::Named(id) = ty else { return None };
        let Shape::Struct(s) = &self.api.types.get(id)?.shape else { return None };
        s.additional.as_ref().map(|_| ident(&self.names.additional(id)))
    }

    fn tagged_codec(
        &self,
        name: &str,
        union: &Union,
        (property, literal): (&str, bool),
        variants: &[Ident],
    ) -> TokenStream {
        let name = ident(name);
        let reads = union.members.iter().zip(variants).map(|(member, variant)| {
            let tag = &member.tag;
            let Some(ty) = &member.ty else { return quote! { #tag => Ok(Self::#variant), } };
            let variant = if member.boxed {
                quote! { |member| Self::#variant(Box::new(member)) }
            } else {
                quote! { Self::#variant }
            };
            // The tag belongs to the union, and is written with it.
            let without_tag = self.additional_of(ty).map(|additional| {
                let ty = self.ty(ty);
                quote! { .map(|mut member: #ty| { member.#additional.remove(#property); member }) }
            });
            quote! { #tag => serde::Deserialize::deserialize(member)#without_tag.map(#variant), }
        });
        let writes = union.members.iter().zip(variants).map(|(member, variant)| {
            let tag = match serde_json::from_str(&member.tag) {
                Ok(number) if literal => scalar(&number),
                _ => scalar(&serde_json::Value::String(member.tag.clone())),
            };
            match (&member.ty, member.boxed) {
                (None, _) => quote! { Self::#variant => crate::codec::write_tag(serializer, #property, #tag), },
                (Some(_), boxed) => {
                    let member = if boxed { quote! { &**member } } else { quote! { member } };
                    quote! { Self::#variant(member) => crate::codec::write_member(serializer, #member, #property, #tag), }
                }
            }
        });
        let only = match &union.members[..] {
            [Member { tag, .. }] => quote! { const ONLY: Option<&'static str> = Some(#tag); },
            _ => quote!(),
        };
        let is_literal = literal.then(|| quote! { const IS_LITERAL: bool = true; });
        let has_content = union.members.iter().any(|member| member.ty.is_some());
        let content = if has_content {
            quote! { member }
        } else {
            quote! { _ }
        };
        let serde = serde_impls(&name, "read_tagged", writes);
        quote! {
            impl crate::codec::Tagged for #name {
                const TAG: &'static str = #property;
                #is_literal
                #only

                fn read<'de, D: serde::Deserializer<'de>>(
                    tag: &str,
                    #content: D,
                ) -> Result<Option<Self>, D::Error> {
                    match tag {
                        #(#reads)*
                        _ => return Ok(None),
                    }
                    .map(Some)
                }

                fn unknown(member: crate::UnknownMember) -> Self {
                    Self::Unknown(member)
                }
            }

            #serde
        }
    }

    fn status_codec(&self, name: &str, union: &Union, variants: &[Ident]) -> TokenStream {
        let name = ident(name);
        let reads = union.members.iter().zip(variants).map(|(member, variant)| {
            let status = &member.tag;
            match (&member.ty, member.boxed) {
                (None, _) => quote! { #status => serde::Deserialize::deserialize(body).map(|()| Self::#variant), },
                (Some(_), true) => quote! { #status => serde::Deserialize::deserialize(body).map(|body| Self::#variant(Box::new(body))), },
                (Some(_), false) => quote! { #status => serde::Deserialize::deserialize(body).map(Self::#variant), },
            }
        });
        let writes = union.members.iter().zip(variants).map(|(member, variant)| {
            let status = &member.tag;
            match member.ty {
                None => quote! { Self::#variant => crate::codec::write_status(serializer, #status, &()), },
                Some(_) => quote! { Self::#variant(body) => crate::codec::write_status(serializer, #status, body), },
            }
        });
        let serde = serde_impls(&name, "read_by_status", writes);
        quote! {
            impl crate::codec::ByStatus for #name {
                fn read<'de, D: serde::Deserializer<'de>>(
                    status: &str,
                    body: D,
                ) -> Result<Option<Self>, D::Error> {
                    match status {
                        #(#reads)*
                        _ => return Ok(None),
                    }
                    .map(Some)
                }

                fn unknown(member: crate::UnknownMember) -> Self {
                    Self::Unknown(member)
                }
            }

            #serde
        }
    }

    fn untagged_codec(&self, name: &str, union: &Union, variants: &[Ident]) -> TokenStream {
        let name = ident(name);
        let patterns =
            union.members.iter().map(|member| member.pattern.as_ref().map_or_else(|| pattern(&Pattern::Any), pattern));
        let reads = union.members.iter().zip(variants).enumerate().map(|(position, (member, variant))| {
            let variant = if member.boxed {
                quote! { |member| Self::#variant(Box::new(member)) }
            } else {
                quote! { Self::#variant }
            };
            // The last arm is also the fallback, which is never reached.
            let number = Literal::usize_unsuffixed(position);
            let arm = if position + 1 == variants.len() {
                quote! { _ }
            } else {
                quote! { #number }
            };
            quote! { #arm => serde::Deserialize::deserialize(member).map(#variant), }
        });
        let writes = variants.iter().map(|variant| {
            quote! { Self::#variant(member) => serde::Serialize::serialize(member, serializer), }
        });
        let serde = serde_impls(&name, "read_untagged", writes);
        quote! {
            impl crate::codec::Untagged for #name {
                const PATTERNS: &'static [crate::codec::Pattern] = &[#(#patterns),*];

                fn read<'de, D: serde::Deserializer<'de>>(
                    position: usize,
                    member: D,
                ) -> Result<Self, D::Error> {
                    match position { #(#reads)* }
                }

                fn unknown(member: crate::UnknownMember) -> Self {
                    Self::Unknown(member)
                }
            }

            #serde
        }
    }
}

/// How serde reads and writes a union: `read` is the function of the codec, `writes` the arms for the members.
fn serde_impls(name: &Ident, read: &str, writes: impl Iterator<Item = TokenStream>) -> TokenStream {
    let read = ident(read);
    quote! {
        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::codec::#read(deserializer)
            }
        }

        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(#writes)*
                    Self::Unknown(member) => serde::Serialize::serialize(member, serializer),
                }
            }
        }
    }
}

/// The constant expression of a pattern.
pub(super) fn pattern(of: &Pattern) -> TokenStream {
    match of {
        Pattern::Any => quote! { crate::codec::Pattern::Any },
        Pattern::Null => quote! { crate::codec::Pattern::Null },
        Pattern::Boolean => quote! { crate::codec::Pattern::Boolean },
        Pattern::Number => quote! { crate::codec::Pattern::Number },
        Pattern::String(values) => {
            let values = values.iter().flatten();
            quote! { crate::codec::Pattern::String(&[#(#values),*]) }
        }
        Pattern::Array { items, .. } => {
            let items = pattern(items);
            quote! { crate::codec::Pattern::Array(&#items) }
        }
        Pattern::Object { required, declared } => {
            let required = required.iter().map(|(key, of)| {
                let pattern = pattern(of);
                quote! { (#key, #pattern) }
            });
            let declared = declared.iter().flatten();
            quote! { crate::codec::Pattern::Object(&[#(#required),*], &[#(#declared),*]) }
        }
        Pattern::OneOf(patterns) => {
            let patterns = patterns.iter().map(pattern);
            quote! { crate::codec::Pattern::OneOf(&[#(#patterns),*]) }
        }
    }
}
