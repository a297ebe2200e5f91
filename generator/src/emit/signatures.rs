//! What a caller can name and how it is typed: the same names and types that the other modules of the emitter write out.

use proc_macro2::{Ident, TokenStream};

use super::enums::enum_variants;
use super::operations::is_taken;
use super::structs::field_idents;
use super::unions::{accessor_idents, rule, union_variants};
use super::{Emitter, setter_names};
use crate::model::{Api, Field, Member, Operation, Shape, Struct, Type, TypeDef, Union};
use crate::name::Names;

/// The signatures of one version, as Rust text without paths to modules.
pub struct Signatures<'a>(Emitter<'a>);

/// An argument of an operation, or the setter of an optional input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The name of the argument or of the setter.
    pub name: String,
    /// The type that a caller gives.
    pub ty: String,
    /// Whether it is an argument.
    pub required: bool,
}

impl<'a> Signatures<'a> {
    /// The signatures of a model under these names.
    pub fn new(api: &'a Api, names: &'a Names) -> Self {
        Self(Emitter::new(api, names, None))
    }

    /// A type.
    pub fn ty(&self, ty: &Type) -> String {
        text(self.0.ty(ty))
    }

    /// The names of a struct's fields, in their order.
    pub fn fields(&self, s: &Struct) -> Vec<String> {
        field_idents(s).iter().map(Ident::to_string).collect()
    }

    /// The type of a field, with what stands for absence, `null` and recursion.
    pub fn field(&self, field: &Field) -> String {
        text(self.0.field_type(field))
    }

    /// The names of an enumeration's or union's variants, in their order.
    pub fn variants(&self, def: &TypeDef) -> Vec<String> {
        let variants = match &def.shape {
            Shape::Struct(_) => Vec::new(),
            Shape::Enum(e) => enum_variants(def, e),
            Shape::Union(union) => union_variants(def, union),
        };
        variants.iter().map(Ident::to_string).collect()
    }

    /// What each variant of a union holds.
    pub fn contents(&self, union: &Union) -> Vec<Option<String>> {
        union.members.iter().map(|member| self.0.member_type(member).map(text)).collect()
    }

    /// For each variant of a union the type that converts into it.
    pub fn conversions(&self, union: &Union) -> Vec<Option<String>> {
        self.0.convertible(union).into_iter().map(|ty| ty.map(|ty| self.ty(ty))).collect()
    }

    /// How the bindings recognise an untagged member.
    pub fn recognition(&self, member: &Member) -> Option<String> {
        member.pattern.as_ref().map(|of| text(rule(of)))
    }

    /// The methods for the fields that all members of a union have, with what they give.
    pub fn accessors(&self, union: &Union) -> Vec<(String, String)> {
        let types = union.shared.iter().map(|field| text(self.0.accessor_type(field)));
        accessor_idents(union).iter().map(Ident::to_string).zip(types).collect()
    }

    /// The inputs of an operation: one for each parameter, then the body.
    pub fn inputs(&self, operation: &Operation) -> Vec<Input> {
        let inputs = self.0.inputs(operation);
        let optional = inputs.iter().filter(|input| !input.required).map(|input| &input.name);
        let mut setters = setter_names(optional, is_taken).into_iter();
        let mut name = |input: &super::operations::Input| match input.required {
            true => input.name.to_string(),
            false => setters.next().map(|setter| setter.to_string()).unwrap_or_default(),
        };
        inputs
            .iter()
            .map(|input| Input { name: name(input), ty: text(input.ty.clone()), required: input.required })
            .collect()
    }

    /// What a call gives.
    pub fn response(&self, operation: &Operation) -> String {
        text(self.0.response_type(operation))
    }
}

/// Tokens as a person writes them, without paths to modules.
fn text(tokens: TokenStream) -> String {
    let mut words: Vec<String> = tokens.to_string().split_whitespace().map(str::to_owned).collect();
    while let Some(at) = words.iter().position(|word| word == "::") {
        words.drain(at.saturating_sub(1)..=at);
    }
    let mut text = words.join(" ");
    for (spaced, close) in [
        (" < ", "<"),
        (" >", ">"),
        ("< ", "<"),
        (" , ", ", "),
        ("& ", "&"),
        ("[ ", "["),
        (" ]", "]"),
        ("( ", "("),
        (" )", ")"),
    ] {
        text = text.replace(spaced, close);
    }
    text
}
