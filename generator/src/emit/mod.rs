//! Writes the model as Rust: one file for each type, one for each module of operations.
//!
//! The emitter makes no decisions: its output depends only on the model and the names.

mod aliases;
mod contract_table;
mod conventions;
mod docs;
mod enums;
mod format;
mod index;
mod operations;
mod provenance;
mod signatures;
mod structs;
mod unions;

use std::collections::{BTreeMap, BTreeSet};

use heck::ToUpperCamelCase;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::diagnostic::{Diagnostics, Location, Severity};
use crate::model::{Api, Operation, Shape, Type, TypeDef, TypeId};
use crate::name::Names;
use crate::name::ident::Scope;
use crate::parallel;

pub use contract_table::contract_table;
pub use conventions::conventions;
use docs::{code, escape, one_line};
pub use format::{format, header};
pub use index::{contract_index, index};
pub use operations::REQUEST_METHODS;
pub use provenance::{Provenance, provenance};
pub use signatures::{Declaration, Input, Signatures};

/// Writes the files of one version, by path relative to the version's folder.
pub fn emit(api: &Api, names: &Names, reference: Option<&str>) -> Result<BTreeMap<String, String>, Diagnostics> {
    let emitter = Emitter::new(api, names, reference);
    let mut modules = Scope::new();
    let types = type_modules(api, names, &mut modules);
    let old_modules = names.renamed.keys().filter_map(|old| Some(old.split_once("::")?.0));
    let groups: BTreeSet<&str> = emitter.modules.keys().copied().chain(old_modules).collect();
    let type_list = (!types.is_empty()).then_some(File::Types(&modules));
    // The files of operations are the largest, so they are started first: a large file that starts last leaves the
    // other processors idle.
    let mut files: Vec<File<'_>> = groups.iter().map(|module| File::Operations(module)).collect();
    files.push(File::Version(&groups));
    files.extend(type_list);
    files.extend(types.iter().map(|(module, name, def)| File::Type { module, name, def }));
    let texts = parallel::map(&files, |file| format(emitter.tokens(file)));
    let mut diagnostics = Diagnostics::default();
    let mut found = BTreeMap::new();
    for (file, text) in files.iter().zip(texts) {
        match text {
            Ok(text) => drop(found.insert(file.path(), text)),
            Err(error) => diagnostics.extend(internal(&format!("`{}`", file.path()), &error)),
        }
    }
    if diagnostics.has_errors() { Err(diagnostics) } else { Ok(found) }
}

/// The types, sorted by name, each with the module that holds it.
fn type_modules<'a>(api: &'a Api, names: &'a Names, modules: &mut Scope) -> Vec<(String, &'a str, &'a TypeDef)> {
    let mut types: Vec<_> = api.types.iter().map(|(id, def)| (names.ty(id), def)).collect();
    types.sort_by_key(|(name, _)| *name);
    types.into_iter().map(|(name, def)| (modules.module(name), name, def)).collect()
}

/// A file of a version's module.
enum File<'a> {
    /// The functions of a module of operations.
    Operations(&'a str),
    /// The version's module, which declares the modules of operations.
    Version(&'a BTreeSet<&'a str>),
    /// The list of all types.
    Types(&'a Scope),
    /// A type.
    Type { module: &'a str, name: &'a str, def: &'a TypeDef },
}

impl File<'_> {
    fn path(&self) -> String {
        match self {
            Self::Operations(module) => format!("{module}.rs"),
            Self::Version(_) => "mod.rs".to_owned(),
            Self::Types(_) => "types/mod.rs".to_owned(),
            Self::Type { module, .. } => format!("types/{module}.rs"),
        }
    }
}

/// The report that the tokens of `what` are not Rust, which is a bug of the emitter and never an error in the input.
pub(crate) fn internal(what: &str, error: &str) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let message = format!("the emitter wrote something for {what} that is not Rust: {error}");
    diagnostics.push(
        Severity::Error,
        "internal",
        message,
        Location::default(),
        "report this as a bug of the generator",
    );
    diagnostics
}

struct Emitter<'a> {
    api: &'a Api,
    names: &'a Names,
    /// The URL of an operation's reference page, with the placeholders `{version}`, `{tag}` and `{operation}`.
    reference: Option<&'a str>,
    /// The operations of each module, each with its function name, in the order of the model.
    modules: BTreeMap<&'a str, Vec<(&'a str, &'a Operation)>>,
}

impl<'a> Emitter<'a> {
    fn new(api: &'a Api, names: &'a Names, reference: Option<&'a str>) -> Self {
        let mut modules: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for operation in &api.operations {
            let (module, function) = names.operation(operation);
            modules.entry(module).or_default().push((function, operation));
        }
        Self { api, names, reference, modules }
    }
}

impl Emitter<'_> {
    fn tokens(&self, file: &File<'_>) -> TokenStream {
        match file {
            File::Operations(module) => self.operations_file(module),
            File::Version(modules) => self.version_file(modules),
            File::Types(modules) => {
                let modules: Vec<Ident> = modules.idents().map(ident).collect();
                quote! { #(mod #modules;)* #(pub use self::#modules::*;)* }
            }
            File::Type { name, def, .. } => self.type_file(name, def),
        }
    }

    fn version_file(&self, modules: &BTreeSet<&str>) -> TokenStream {
        let title = format!("{}, version {}.", self.api.title, self.api.version);
        let docs = docs::inner(&[
            one_line(&title),
            "Each module contains the operations of one area; this module contains the types of all areas.".to_owned(),
        ]);
        let modules = modules.iter().map(|module| {
            let docs = docs::outer(&[self.area(module)]);
            let module = ident(module);
            quote! { #docs pub mod #module; }
        });
        let types = (!self.api.types.is_empty()).then(|| quote! { mod types; pub use types::*; });
        quote! {
            #docs
            // Members of a union differ in size as they do on the wire; boxing them would make access less direct.
            // Deprecated items are used by the code that reads and writes them. Setters and accessors have the name of
            // the value on the wire, even if it is `add`, `len` or the name of the module.
            #![allow(
                clippy::large_enum_variant,
                clippy::too_many_arguments,
                clippy::type_complexity,
                clippy::doc_lazy_continuation,
                clippy::should_implement_trait,
                clippy::len_without_is_empty,
                clippy::module_inception,
                deprecated
            )]
            #(#modules)*
            #types
        }
    }

    fn type_file(&self, name: &str, def: &TypeDef) -> TokenStream {
        let mut tokens = match &def.shape {
            Shape::Struct(s) => self.structure(name, def, s),
            Shape::Enum(e) => self.enumeration(name, def, e),
            Shape::Union(u) => self.union(name, def, u),
        };
        tokens.extend(self.old_types(name));
        tokens
    }

    /// The docs of a type: its description and its pointers in the API description.
    fn type_docs(&self, def: &TypeDef) -> TokenStream {
        let mut paragraphs = Vec::new();
        if !def.docs.is_empty() {
            paragraphs.push(escape(&def.docs));
        }
        let places: BTreeSet<&str> = def.pointers.iter().map(|pointer| without_position(pointer)).collect();
        let pointers: Vec<String> = places.iter().take(3).map(|p| code(&format!("#{p}"))).collect();
        let more = places.len() - pointers.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        paragraphs.push(format!("From {}{more}.", pointers.join(", ")));
        let docs = docs::outer(&paragraphs);
        let deprecated = deprecated(def.deprecated);
        quote! { #docs #deprecated }
    }

    /// The Rust type.
    fn ty(&self, ty: &Type) -> TokenStream {
        match ty {
            // Within JSON `format: binary` can only be a string.
            Type::String | Type::Binary => quote! { String },
            Type::Boolean => quote! { bool },
            Type::Int32 => quote! { i32 },
            Type::Int64 => quote! { i64 },
            Type::Uint64 => quote! { u64 },
            Type::Float => quote! { f32 },
            Type::Double => quote! { f64 },
            Type::Uuid => quote! { uuid::Uuid },
            Type::Timestamp => quote! { jiff::Timestamp },
            Type::Date => quote! { jiff::civil::Date },
            Type::Json => quote! { serde_json::Value },
            Type::List(inner) => {
                let inner = self.ty(inner);
                quote! { Vec<#inner> }
            }
            Type::Map(key, value) => {
                let (key, value) = (self.ty(key), self.ty(value));
                quote! { std::collections::BTreeMap<#key, #value> }
            }
            Type::Nullable(inner) => {
                let inner = self.ty(inner);
                quote! { Option<#inner> }
            }
            Type::Named(id) => self.named(id),
        }
    }

    fn named(&self, id: &TypeId) -> TokenStream {
        let name = ident(self.names.ty(id));
        quote! { super::#name }
    }

    /// Whether the type is `Copy`, so that values are passed and returned by value.
    fn is_copy(ty: &Type) -> bool {
        use Type::*;
        matches!(ty, Boolean | Int32 | Int64 | Uint64 | Float | Double | Uuid | Timestamp | Date)
    }

    /// An argument of a constructor or setter: its type, and the expression that converts it to the field's type.
    fn argument(&self, ty: &Type, name: &Ident) -> (TokenStream, TokenStream) {
        let exact = self.ty(ty);
        let converts = match ty {
            Type::String | Type::Binary | Type::List(_) => true,
            Type::Named(id) => self.api.types.get(id).is_some_and(|def| matches!(def.shape, Shape::Union(_))),
            _ => false,
        };
        if converts { (quote! { impl Into<#exact> }, quote! { #name.into() }) } else { (exact, quote! { #name }) }
    }
}

/// The part of a pointer that does not depend on the order of a list.
fn without_position(pointer: &str) -> &str {
    let lists = ["/parameters/", "/oneOf/", "/anyOf/", "/allOf/"];
    let ends = lists.iter().filter_map(|list| {
        let at = pointer.find(list)?;
        let is_position = pointer[at + list.len()..].starts_with(|c: char| c.is_ascii_digit());
        is_position.then_some(at + list.len() - 1)
    });
    ends.min().map_or(pointer, |end| &pointer[..end])
}

/// An identifier that a scope has assigned.
fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

fn deprecated(is: bool) -> TokenStream {
    if is {
        quote! { #[deprecated = "deprecated by the service"] }
    } else {
        quote!()
    }
}

/// The names of setters: those of the values, with the prefix `with_` if the name is taken.
fn setter_names<'n>(values: impl Iterator<Item = &'n Ident>, is_taken: impl Fn(&str) -> bool) -> Vec<Ident> {
    let mut scope = Scope::new();
    let mut name = |value: &Ident| {
        let mut text = value.to_string();
        if is_taken(&text) {
            text.insert_str(0, "with_");
        }
        // The runtime's own methods begin with `with_` too.
        ident(&scope.snake(&if is_taken(&text) { format!("{text}_value") } else { text }))
    };
    values.map(&mut name).collect()
}

/// A tag or value without the words that it shares with the start or the end of the type's title:
/// `EmailConversation` of `Conversation` → `Email`, `BulkActionSuccess` of `BulkActionOutcome` → `Success`.
///
/// Each name is derived independently, so that adding a member never changes the name of another.
fn variant_name(title: &str, tag: &str) -> String {
    let words = |text: &str| heck::ToSnakeCase::to_snake_case(text).split('_').map(str::to_owned).collect::<Vec<_>>();
    let (title, own) = (words(title), words(tag));
    let end = own.iter().rev().zip(title.iter().rev()).take_while(|(a, b)| a == b).count();
    let rest = &own[..own.len() - end];
    let start = rest.iter().zip(&title).take_while(|(a, b)| a == b).count();
    let kept = rest[start..].join("_").to_upper_camel_case();
    let starts_with_letter = kept.starts_with(|c: char| c.is_alphabetic());
    if !starts_with_letter || kept == "Unknown" { tag.to_owned() } else { kept }
}

/// The variants of an enum: unique, and different from the variant for unknown values.
fn variants<'t>(names: impl Iterator<Item = &'t str>, name_of: impl Fn(&str) -> String) -> Vec<Ident> {
    let mut scope = Scope::new();
    scope.reserve("Unknown");
    let variant = |text: &str| {
        let name = name_of(text);
        if crate::name::ident::camel(&name) == "Unknown" { "UnknownValue".to_owned() } else { name }
    };
    names.map(|text| ident(&scope.camel(&variant(text)))).collect()
}

#[cfg(test)]
mod tests {
    use super::variant_name;

    #[test]
    fn a_variant_omits_the_words_it_shares_with_its_union() {
        assert_eq!(variant_name("Conversation", "EmailConversation"), "Email");
        assert_eq!(variant_name("BulkActionOutcome", "BulkActionSuccess"), "Success");
        assert_eq!(variant_name("AggregateValue", "LongAggregateValue"), "Long");
        assert_eq!(variant_name("FieldType", "BooleanField"), "BooleanField");
        assert_eq!(variant_name("Content", "Html"), "Html");
    }

    #[test]
    fn a_variant_keeps_its_name_if_nothing_or_only_unknown_would_remain() {
        assert_eq!(variant_name("Channel", "Channel"), "Channel");
        assert_eq!(variant_name("AnonymizationType", "UnknownAnonymizationType"), "UnknownAnonymizationType");
    }
}
