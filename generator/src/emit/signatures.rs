//! What a caller can name, and its types: the same names and types that the other modules of the emitter write.

use std::collections::BTreeMap;

use quote::quote;

use super::tokens::text;
use super::unions::pattern;
use super::{Emitter, File, type_modules};
use crate::model::{Api, Field, Member, Operation, Shape, Struct, Type, TypeDef, TypeId, Union};
use crate::name::Names;

/// The signatures of one version, as Rust code without paths to modules.
pub struct Signatures<'a> {
    emitter: Emitter<'a>,
    /// The module of each type.
    modules: BTreeMap<&'a TypeId, String>,
}

/// An argument of an operation, or the setter of an optional input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The name of the argument or of the setter.
    pub name: String,
    /// The type that a caller passes.
    pub ty: String,
    /// Whether it is an argument.
    pub required: bool,
}

/// The declaration of an item in the generated code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The file, relative to the folder of the version.
    pub file: String,
    /// The code without docs, attributes, body and paths to modules: `pub size: Option<i64>`.
    pub code: String,
}

impl<'a> Signatures<'a> {
    /// The signatures of a model with these names. `reference` is the address of an operation's reference page, with
    /// `{version}`, `{tag}` and `{operation}` to fill in.
    pub fn new(api: &'a Api, names: &'a Names, reference: Option<&'a str>) -> Self {
        let modules = type_modules(api, names);
        let modules = modules.into_iter().map(|(module, id, _)| (id, module)).collect();
        Self { emitter: Emitter::new(api, names, reference), modules }
    }

    /// The names.
    pub fn names(&self) -> &'a Names {
        self.emitter.names
    }

    /// Whether a constructor takes its arguments as the fields of a struct.
    pub fn has_named_arguments(&self, id: &TypeId) -> bool {
        self.emitter.names.forms.contains_key(id)
    }

    /// The fields that a constructor takes, in the order of its arguments: name and type, as for fields.
    pub fn constructor(&self, id: &TypeId, s: &Struct) -> Vec<(String, String)> {
        let argument = |field: &Field| (self.emitter.names.field(id, &field.wire), self.field(field));
        self.emitter.names.constructor(id, s).into_iter().map(argument).collect()
    }

    /// The declaration of a type.
    pub fn type_declaration(&self, id: &TypeId, def: &TypeDef) -> Declaration {
        let keyword = match def.shape {
            Shape::Struct(_) => "struct",
            Shape::Enum(_) | Shape::Union(_) => "enum",
        };
        self.in_type(id, format!("pub {keyword} {}", self.emitter.names.ty(id)))
    }

    /// The declarations of a struct's fields, in the order of the model; none for a constant, which the bindings write
    /// themselves. The field that keeps further entries is the last.
    pub fn field_declarations(&self, id: &TypeId, s: &Struct) -> Vec<Option<Declaration>> {
        let additional = s.additional.as_ref().map(|ty| {
            let ty = self.emitter.ty(ty);
            Some(text(quote! { std::collections::BTreeMap<String, #ty> }))
        });
        let types = s.fields.iter().map(|field| field.constant.is_none().then(|| self.field(field)));
        let declaration = |(name, ty): (String, Option<String>)| Some(self.in_type(id, format!("pub {name}: {}", ty?)));
        self.fields(id, s).into_iter().zip(types.chain(additional)).map(declaration).collect()
    }

    /// The declarations of the methods for the fields that all members of a union have, in the order of the model.
    pub fn accessor_declarations(&self, id: &TypeId, union: &Union) -> Vec<Declaration> {
        let code = |(name, ty)| format!("pub fn {name}(&self) -> {ty}");
        self.accessors(id, union).into_iter().map(|accessor| self.in_type(id, code(accessor))).collect()
    }

    /// The declarations of an enumeration's or union's variants, in the order of the model. The variant for unknown
    /// values is the last.
    pub fn variant_declarations(&self, id: &TypeId, def: &TypeDef) -> Vec<Declaration> {
        let (contents, unknown) = match &def.shape {
            Shape::Struct(_) => return Vec::new(),
            Shape::Enum(e) => (vec![None; e.values.len()], "Unknown(UnknownValue)"),
            Shape::Union(union) => (self.contents(union), "Unknown(UnknownMember)"),
        };
        let known = self.variants(id, def).into_iter().zip(contents).map(|(name, content)| match content {
            Some(content) => format!("{name}({content})"),
            None => name,
        });
        known.chain([unknown.to_owned()]).map(|code| self.in_type(id, code)).collect()
    }

    /// The declaration of an operation's function, with its arguments and what it returns.
    pub fn operation_declaration(&self, operation: &Operation) -> Declaration {
        let (module, function) = self.emitter.names.operation(operation);
        let marker = self.emitter.markers(module).remove(function).map(|marker| quote! { #marker });
        let (arguments, output) = self.emitter.signature(operation, marker.as_ref());
        let arguments: Vec<String> = arguments.into_iter().map(|(name, ty)| format!("{name}: {}", text(ty))).collect();
        let code = format!("pub fn {function}({}) -> {}", arguments.join(", "), text(output));
        Declaration { file: File::Operations(module).path(), code }
    }

    /// The address of an operation's reference page.
    pub fn reference(&self, operation: &Operation) -> Option<String> {
        self.emitter.reference_address(operation)
    }

    fn in_type(&self, id: &TypeId, code: String) -> Declaration {
        let module = self.modules.get(id).map_or("", String::as_str);
        let def = self.emitter.api.types.get(id);
        let file = def.map_or_else(String::new, |def| File::Type { module, id, def }.path());
        Declaration { file, code }
    }

    /// A type.
    pub fn ty(&self, ty: &Type) -> String {
        text(self.emitter.ty(ty))
    }

    /// The names of a struct's fields, in their order. The field that keeps further entries is the last.
    pub fn fields(&self, id: &TypeId, s: &Struct) -> Vec<String> {
        let names = self.emitter.names;
        let additional = s.additional.iter().map(|_| names.additional(id));
        s.fields.iter().map(|field| names.field(id, &field.wire)).chain(additional).collect()
    }

    /// The setters of a struct's fields, in their order; none for a field that is required or constant.
    pub fn setters(&self, id: &TypeId, s: &Struct) -> Vec<Option<String>> {
        let is_set = |field: &Field| !field.required && field.constant.is_none();
        s.fields.iter().map(|field| is_set(field).then(|| self.emitter.names.setter(id, &field.wire))).collect()
    }

    /// The type of a field, including how absence, `null` and recursion are expressed.
    pub fn field(&self, field: &Field) -> String {
        text(self.emitter.field_type(field))
    }

    /// The names of an enumeration's or union's variants, in their order.
    pub fn variants(&self, id: &TypeId, def: &TypeDef) -> Vec<String> {
        let variant = |key: &String| self.emitter.names.variant(id, key);
        match &def.shape {
            Shape::Struct(_) => Vec::new(),
            Shape::Enum(e) => e.values.iter().map(variant).collect(),
            Shape::Union(union) => union.members.iter().map(|member| variant(&member.tag)).collect(),
        }
    }

    /// What each variant of a union holds.
    pub fn contents(&self, union: &Union) -> Vec<Option<String>> {
        union.members.iter().map(|member| self.emitter.member_type(union, member).map(text)).collect()
    }

    /// For each variant of a union the type that converts into it.
    pub fn conversions(&self, union: &Union) -> Vec<Option<String>> {
        self.emitter.convertible(union).into_iter().map(|ty| ty.map(|ty| self.ty(ty))).collect()
    }

    /// For each member of a union the name of its constructor.
    pub fn member_constructors(&self, id: &TypeId, def: &TypeDef, union: &Union) -> Vec<Option<String>> {
        let constructors = self.emitter.member_constructors(id, def, union).into_iter();
        constructors.map(|constructor| constructor.map(|constructor| constructor.name)).collect()
    }

    /// How the bindings recognise an untagged member.
    pub fn recognition(&self, member: &Member) -> Option<String> {
        member.pattern.as_ref().map(|of| text(pattern(of)))
    }

    /// The methods for the fields that all members of a union have, each with what it returns.
    pub fn accessors(&self, id: &TypeId, union: &Union) -> Vec<(String, String)> {
        let returned = |field: &Field| format!("Option<{}>", text(self.emitter.accessor_type(field)));
        union.shared.iter().map(|field| (self.emitter.names.field(id, &field.wire), returned(field))).collect()
    }

    /// The inputs of an operation: one for each parameter, then the body.
    pub fn inputs(&self, operation: &Operation) -> Vec<Input> {
        let name = |input: &super::inputs::Input| match input.required {
            true => input.name.to_string(),
            false => self.emitter.names.input_setter(operation, &input.key),
        };
        let inputs = self.emitter.inputs(operation).into_iter();
        inputs.map(|input| Input { name: name(&input), ty: text(input.ty), required: input.required }).collect()
    }

    /// What a call returns.
    pub fn response(&self, operation: &Operation) -> String {
        text(self.emitter.response_type(operation))
    }
}
