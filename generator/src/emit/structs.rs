//! Objects with named fields.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::deprecated::deprecated;
use super::docs::{code, escape, outer};
use super::{Emitter, ident};
use crate::model::{Constraints, Field, SENSITIVE, Struct, Type, TypeDef, TypeId, is_sensitive};
use crate::name::ident::Scope;

/// A field with its identifier and its position among the keys.
#[derive(Clone)]
struct Slot<'a> {
    field: &'a Field,
    name: Ident,
    position: usize,
}

impl Emitter<'_> {
    pub(super) fn structure(&self, id: &TypeId, def: &TypeDef, s: &Struct) -> TokenStream {
        let name = self.names.ty(id);
        let docs = self.type_docs(id, def);
        let type_name = ident(name);
        let additional = s.additional.as_ref().map(|ty| (ident(&self.names.additional(id)), self.ty(ty)));
        let slots: Vec<Slot<'_>> = s
            .fields
            .iter()
            .enumerate()
            .map(|(position, field)| Slot { field, name: ident(&self.names.field(id, &field.wire)), position })
            .collect();
        let free = slots.iter().filter(|slot| slot.field.constant.is_none());
        let fields = free.map(|slot| self.field(slot, self.field_type(slot.field)));
        let additional_field = additional.as_ref().map(|(name, ty)| {
            quote! {
                /// Entries under keys that the description does not name.
                pub #name: std::collections::BTreeMap<String, #ty>,
            }
        });
        let debug = self.debug(def, &type_name, &slots, additional.as_ref());
        let derive = debug.is_none().then(|| quote! { Debug, });
        let constructors = def.in_request.then(|| self.constructors(id, s, &slots, additional.as_ref()));
        let form = self.form(id, def, s, &slots);
        let read = self.read(&slots, additional.as_ref());
        let write = self.write(&slots, additional.as_ref());
        let keys = s.fields.iter().map(|field| &field.wire);
        quote! {
            #docs
            #[derive(Clone, #derive PartialEq)]
            #[non_exhaustive]
            pub struct #type_name {
                #(#fields)*
                #additional_field
            }

            #debug

            #constructors

            #form

            impl crate::codec::Object for #type_name {
                const NAME: &'static str = #name;
                const KEYS: &'static [&'static str] = &[#(#keys),*];

                #read
                #write
            }

            crate::codec::object!(#type_name);
        }
    }

    /// Debug output without secrets; `None` if there are none, so that it can be derived.
    fn debug(
        &self,
        def: &TypeDef,
        type_name: &Ident,
        slots: &[Slot<'_>],
        additional: Option<&(Ident, TokenStream)>,
    ) -> Option<TokenStream> {
        let hides_entries = additional.is_some() && is_sensitive(&def.constraints);
        if !hides_entries && !slots.iter().any(|slot| is_sensitive(&slot.field.constraints)) {
            return None;
        }
        let free = slots.iter().filter(|slot| slot.field.constant.is_none());
        let fields = free.map(|Slot { field, name, .. }| {
            let label = name.to_string();
            let value = match (is_sensitive(&field.constraints), field.required, field.nullable) {
                (false, ..) => quote! { &self.#name },
                (true, true, false) => quote! { &crate::codec::Hidden },
                (true, false, true) => quote! { &crate::codec::Hidden::nullable(&self.#name) },
                (true, ..) => quote! { &crate::codec::Hidden::option(&self.#name) },
            };
            quote! { .field(#label, #value) }
        });
        let entries = additional.map(|(name, _)| {
            let label = name.to_string();
            if hides_entries {
                quote! { .field(#label, &crate::codec::Hidden) }
            } else {
                quote! { .field(#label, &self.#name) }
            }
        });
        let text = type_name.to_string();
        Some(quote! {
            impl std::fmt::Debug for #type_name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.debug_struct(#text) #(#fields)* #entries .finish()
                }
            }
        })
    }

    fn field(&self, slot: &Slot<'_>, ty: TokenStream) -> TokenStream {
        let Slot { field, name, .. } = slot;
        let mut paragraphs = Vec::new();
        if !field.docs.is_empty() {
            paragraphs.push(escape(&field.docs));
        }
        paragraphs.push(format!("{}{}", code(&field.wire), value_notes(field.default.as_ref(), &field.constraints)));
        let docs = outer(&paragraphs);
        let deprecated = deprecated(field.deprecated, &field.docs);
        quote! { #docs #deprecated pub #name: #ty, }
    }

    pub(super) fn field_type(&self, field: &Field) -> TokenStream {
        let inner = self.inner_type(field);
        match (field.required, field.nullable) {
            (true, false) => inner,
            (true, true) | (false, false) => quote! { Option<#inner> },
            (false, true) => quote! { crate::Nullable<#inner> },
        }
    }

    fn inner_type(&self, field: &Field) -> TokenStream {
        let ty = self.ty(&field.ty);
        if field.boxed {
            quote! { Box<#ty> }
        } else {
            ty
        }
    }

    /// `new` with the required fields, and a setter for each of the others.
    fn constructors(
        &self,
        id: &TypeId,
        s: &Struct,
        slots: &[Slot<'_>],
        additional: Option<&(Ident, TokenStream)>,
    ) -> TokenStream {
        let free: Vec<_> = slots.iter().filter(|slot| slot.field.constant.is_none()).collect();
        let form = self.names.forms.get(id).map(|form| ident(form));
        let values = free.iter().map(|slot| self.initial(slot, form.is_some()));
        let unpack = form.as_ref().map(|form| {
            let names = free.iter().filter(|slot| slot.field.is_argument()).map(|slot| &slot.name);
            quote! { let #form { #(#names),* } = required; }
        });
        let arguments = self.arguments(id, s);
        let arguments = arguments.iter().map(|(name, ty)| quote! { #name: #ty });
        let has_arguments = arguments.len() > 0;
        let additional = additional.map(|(name, _)| quote! { #name: std::collections::BTreeMap::new(), });
        let optional = free.iter().filter(|slot| !slot.field.required);
        let setters = optional.map(|slot| self.setter(slot, &ident(&self.names.setter(id, &slot.field.wire))));
        let type_name = ident(self.names.ty(id));
        let default = (!has_arguments).then(|| {
            quote! {
                impl Default for #type_name {
                    /// The same as `new`.
                    fn default() -> Self {
                        Self::new()
                    }
                }
            }
        });
        let docs = if has_arguments { " With the required fields; nothing else is set." } else { " Nothing is set." };
        quote! {
            impl #type_name {
                #[doc = #docs]
                pub fn new(#(#arguments),*) -> Self {
                    #unpack
                    Self { #(#values,)* #additional }
                }

                #(#setters)*
            }

            #default
        }
    }

    /// The struct with the required fields that `new` takes in place of arguments that could be exchanged.
    fn form(&self, id: &TypeId, def: &TypeDef, s: &Struct, slots: &[Slot<'_>]) -> Option<TokenStream> {
        let (name, form) = (self.names.ty(id), ident(self.names.forms.get(id)?));
        let slot = |field: &Field| slots.iter().find(|slot| slot.field.wire == field.wire).cloned();
        let required: Vec<Slot<'_>> = self.names.constructor(id, s).into_iter().filter_map(slot).collect();
        let fields = required.iter().map(|slot| {
            let exact = if slot.field.nullable { self.field_type(slot.field) } else { self.ty(&slot.field.ty) };
            self.field(slot, exact)
        });
        let debug = self.debug(def, &form, &required, None);
        let derive = debug.is_none().then(|| quote! { Debug, });
        let docs = outer(&[format!("The required fields of [`{name}`], for [`{name}::new`].")]);
        Some(quote! {
            #docs
            #[derive(Clone, #derive PartialEq)]
            pub struct #form {
                #(#fields)*
            }

            #debug
        })
    }

    /// The arguments of `new` in their order, each with its type.
    pub(super) fn arguments(&self, id: &TypeId, s: &Struct) -> Vec<(Ident, TokenStream)> {
        if let Some(form) = self.names.forms.get(id) {
            let form = ident(form);
            return vec![(ident("required"), quote! { super::#form })];
        }
        let argument = |field: &Field| {
            let name = ident(&self.names.field(id, &field.wire));
            let ty = if field.nullable { self.field_type(field) } else { self.argument(&field.ty, &name).0 };
            (name, ty)
        };
        self.names.constructor(id, s).into_iter().map(argument).collect()
    }

    /// What `new` sets a field to. `is_exact`: whether the argument has the type of the field, and is not converted.
    fn initial(&self, Slot { field, name, .. }: &Slot<'_>, is_exact: bool) -> TokenStream {
        let value = match (&field.preset, field.required, field.nullable) {
            (Some(preset), _, nullable) => {
                let ty = self.ty(&field.ty);
                let value = quote! { <#ty>::from(#preset) };
                if nullable {
                    quote! { Some(#value) }
                } else {
                    value
                }
            }
            (None, true, true) => quote! { #name },
            (None, true, false) => {
                let value = if is_exact {
                    quote! { #name }
                } else {
                    self.argument(&field.ty, name).1
                };
                if field.boxed {
                    quote! { Box::new(#value) }
                } else {
                    value
                }
            }
            (None, false, true) => quote! { crate::Nullable::Absent },
            (None, false, false) => quote! { None },
        };
        if *name == value.to_string() {
            value
        } else {
            quote! { #name: #value }
        }
    }

    fn setter(&self, slot: &Slot<'_>, method: &Ident) -> TokenStream {
        let Slot { field, name, .. } = slot;
        let (ty, value) = self.argument(&field.ty, name);
        let value = if field.boxed {
            quote! { Box::new(#value) }
        } else {
            value
        };
        let docs = format!(" Sets {}.", code(&field.wire));
        let deprecated = deprecated(field.deprecated, &field.docs);
        let (ty, value) = if field.nullable {
            let inner = self.inner_type(field);
            (quote! { impl Into<crate::Nullable<#inner>> }, quote! { #name.into() })
        } else {
            (ty, quote! { Some(#value) })
        };
        quote! {
            #[doc = #docs]
            #deprecated
            pub fn #method(mut self, #name: #ty) -> Self {
                self.#name = #value;
                self
            }
        }
    }

    fn read(&self, slots: &[Slot<'_>], additional: Option<&(Ident, TokenStream)>) -> TokenStream {
        let free: Vec<_> = slots.iter().filter(|slot| slot.field.constant.is_none()).collect();
        // These two must differ from the variables of the fields.
        let mut scope = Scope::new();
        let fields = free.iter().map(|slot| &slot.name).chain(additional.iter().map(|(name, _)| name));
        fields.for_each(|name| scope.reserve(&name.to_string()));
        let (reader, key) = (ident(&scope.snake("reader")), ident(&scope.snake("key")));
        let starts = free.iter().map(|Slot { field, name, .. }| {
            let start = if !field.required && field.nullable {
                quote! { crate::Nullable::Absent }
            } else {
                quote! { None }
            };
            quote! { let mut #name = #start; }
        });
        let arms: Vec<TokenStream> = slots
            .iter()
            .map(|Slot { field, name, .. }| {
                let is_time = field.ty == Type::Timestamp;
                match (&field.constant, field.required, field.nullable) {
                    (Some(_), ..) => quote! { #reader.skip() },
                    (None, false, true) => quote! { #reader.set_nullable(&mut #name) },
                    (None, true, false) if is_time => quote! { #reader.set_time(&mut #name) },
                    (None, ..) if field.is_empty_if_missing() => quote! { #reader.set_optional(&mut #name) },
                    (None, true, false) => quote! { #reader.set(&mut #name) },
                    (None, ..) if is_time => quote! { #reader.set_optional_time(&mut #name) },
                    (None, ..) => quote! { #reader.set_optional(&mut #name) },
                }
            })
            .collect();
        let next = match additional {
            Some((name, _)) => quote! { #reader.next_known_or_keep(&mut #name)? },
            None => quote! { #reader.next_known()? },
        };
        let reading = match arms.split_last() {
            None => quote! { while #next.is_some() {} },
            Some((only, [])) => quote! { while #next.is_some() { #only?; } },
            Some((last, others)) => {
                let positions = (0..others.len()).map(Literal::usize_unsuffixed);
                quote! { while let Some(#key) = #next { match #key { #(#positions => #others,)* _ => #last, }?; } }
            }
        };
        let values = free.iter().map(|Slot { field, name, position }| {
            let position = Literal::usize_unsuffixed(*position);
            if field.is_empty_if_missing() {
                quote! { #name: #reader.required_or_empty(#name, #position)?, }
            } else if field.required && !field.nullable {
                quote! { #name: #reader.required(#name, #position)?, }
            } else {
                quote! { #name, }
            }
        });
        let additional_start =
            additional.map(|(name, _)| quote! { let mut #name = std::collections::BTreeMap::new(); });
        let additional = additional.map(|(name, _)| quote! { #name, });
        quote! {
            fn read<'de, A: serde::de::MapAccess<'de>>(
                #reader: &mut crate::codec::ObjectReader<A>,
            ) -> Result<Self, A::Error> {
                #(#starts)*
                #additional_start
                #reading
                Ok(Self { #(#values)* #additional })
            }
        }
    }

    fn write(&self, slots: &[Slot<'_>], additional: Option<&(Ident, TokenStream)>) -> TokenStream {
        let entries = slots.iter().map(|Slot { field, name, .. }| {
            let key = &field.wire;
            match (&field.constant, field.required, field.nullable) {
                (Some(constant), ..) => {
                    let constant = scalar(constant);
                    quote! { .put(#key, #constant) }
                }
                (None, true, _) => quote! { .put(#key, &self.#name) },
                (None, false, false) => quote! { .put_some(#key, &self.#name) },
                (None, false, true) => quote! { .put_nullable(#key, &self.#name) },
            }
        });
        let entries = (!slots.is_empty()).then(|| quote! { out #(#entries)*; });
        let additional = additional.map(|(name, _)| {
            quote! {
                for (key, value) in &self.#name {
                    out.put(key, value);
                }
            }
        });
        let out = if slots.is_empty() && additional.is_none() {
            quote! { _ }
        } else {
            quote! { out }
        };
        quote! {
            fn write<M: serde::ser::SerializeMap>(&self, #out: &mut crate::codec::Writer<M>) {
                #entries
                #additional
            }
        }
    }

    /// What the method for a shared field returns, if the member has the field.
    pub(super) fn accessor_type(&self, field: &Field) -> TokenStream {
        let ty = self.ty(&field.ty);
        match &field.ty {
            of if Self::is_copy(of) => ty,
            Type::String | Type::Binary => quote! { &str },
            _ => quote! { &#ty },
        }
    }

    /// A method that reads a field all members of a union have; some may require it and others not.
    pub(super) fn shared_accessor(
        &self,
        field: &Field,
        name: &Ident,
        members: &[(&Ident, Ident, &Field)],
    ) -> TokenStream {
        let copied = Self::is_copy(&field.ty);
        let text = matches!(field.ty, Type::String | Type::Binary);
        let ty = self.accessor_type(field);
        let arms = members.iter().map(|(variant, access, own)| {
            let value = match (own.required && !own.nullable, copied, text) {
                (true, true, _) => quote! { Some(member.#access) },
                (true, ..) => quote! { Some(&member.#access) },
                (false, true, _) => quote! { member.#access },
                (false, _, true) => quote! { member.#access.as_deref() },
                (false, ..) if own.boxed => quote! { member.#access.as_deref() },
                (false, ..) => quote! { member.#access.as_ref() },
            };
            quote! { Self::#variant(member) => #value, }
        });
        let key = &field.wire;
        let unknown = match (copied, text) {
            (true, _) => quote! { Self::Unknown(member) => member.get(#key), },
            (_, true) => quote! { Self::Unknown(member) => member.get_str(#key), },
            _ => quote! { Self::Unknown(_) => None, },
        };
        let mut paragraphs = Vec::new();
        if !field.docs.is_empty() {
            paragraphs.push(escape(&field.docs));
        }
        paragraphs.push(format!("{} of any member; an unknown member may lack it.", code(key)));
        let docs = outer(&paragraphs);
        quote! {
            #docs
            #[inline]
            pub fn #name(&self) -> Option<#ty> {
                match self {
                    #(#arms)*
                    #unknown
                }
            }
        }
    }
}

/// A string, a number or a boolean as a reference.
pub(super) fn scalar(value: &serde_json::Value) -> TokenStream {
    match value {
        serde_json::Value::String(text) => quote! { #text },
        serde_json::Value::Bool(flag) => quote! { &#flag },
        other => {
            let number = match (other.as_i64(), other.as_u64()) {
                (Some(number), _) => Literal::i64_suffixed(number),
                (None, Some(number)) => Literal::u64_suffixed(number),
                (None, None) => Literal::f64_suffixed(other.as_f64().unwrap_or_default()),
            };
            quote! { &#number }
        }
    }
}

/// The default of a value and its constraints beyond the type, for the docs.
pub(super) fn value_notes(default: Option<&serde_json::Value>, constraints: &Constraints) -> String {
    let default = default.map(|value| format!("; {} when absent", code(&value.to_string())));
    // These formats are visible in the Rust type.
    let of_a_type = ["binary", "byte", "date", "date-time", "decimal", "double", "float", "int32", "int64", "uuid"];
    let is_visible = |value: &serde_json::Value| value.as_str().is_some_and(|format| of_a_type.contains(&format));
    let secret = is_sensitive(constraints).then(|| "; a secret, which debug output does not show".to_owned());
    let constraints = constraints
        .iter()
        .filter(|(key, value)| !(key.ends_with(SENSITIVE) || key.ends_with("format") && is_visible(value)));
    let constraints = constraints.map(|(key, value)| format!("; {}", code(&format!("{key}: {value}"))));
    default.into_iter().chain(constraints).chain(secret).collect()
}
