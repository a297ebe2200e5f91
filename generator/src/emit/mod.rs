//! Writes the model as Rust: one file for each type, one for each module of operations.
//!
//! The emitter makes no decisions: its output depends only on the model and the names.

mod aliases;
mod contract_table;
mod conventions;
mod deprecated;
mod docs;
mod enums;
mod format;
mod index;
mod inputs;
mod members;
mod operations;
mod provenance;
mod signatures;
mod structs;
mod tokens;
mod unions;
mod uses;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::diagnostic::{Diagnostics, Location, Severity};
use crate::model::{Api, Operation, Shape, Type, TypeDef, TypeId};
use crate::name::ident::Scope;
use crate::name::{Names, form_name};
use crate::parallel;

pub use crate::name::setters::REQUEST_METHODS;
pub use contract_table::contract_table;
pub use conventions::{Served, conventions};
use deprecated::deprecated;
use docs::{code, escape, one_line};
pub use format::{format, header};
pub use index::{Listed, Special, contract_index, index};
pub use provenance::{Provenance, provenance};
pub use signatures::{Declaration, Input, Signatures};
use uses::Uses;

/// Writes the files of one version, by path relative to the version's folder. `service` is the name of the API that it is
/// a version of; empty for the main one.
pub fn emit(
    api: &Api,
    names: &Names,
    service: &str,
    reference: Option<&str>,
) -> Result<BTreeMap<String, String>, Diagnostics> {
    let emitter = Emitter { service, ..Emitter::new(api, names, reference) };
    let types = type_modules(api, names);
    let old_modules = names.renamed.keys().filter_map(|old| Some(old.split_once("::")?.0));
    let groups: BTreeSet<&str> = emitter.modules.keys().copied().chain(old_modules).collect();
    let type_list = (!types.is_empty()).then_some(File::Types(&types));
    // The files of operations are the largest, so they are started first: a large file that starts last leaves the
    // other processors idle.
    let mut files: Vec<File<'_>> = groups.iter().map(|module| File::Operations(module)).collect();
    files.push(File::Version(&groups));
    files.extend(type_list);
    files.extend(types.iter().map(|(module, id, def)| File::Type { module, id, def }));
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

/// A type, and the module that holds it.
type TypeModule<'a> = (String, &'a TypeId, &'a TypeDef);

/// The types, sorted by name, each with the module that holds it.
fn type_modules<'a>(api: &'a Api, names: &Names) -> Vec<TypeModule<'a>> {
    let mut modules = Scope::new();
    let mut types: Vec<_> = api.types.iter().collect();
    types.sort_by_key(|(id, _)| names.ty(id));
    types.into_iter().map(|(id, def)| (modules.module(names.ty(id)), id, def)).collect()
}

/// A file of a version's module.
enum File<'a> {
    /// The functions of a module of operations.
    Operations(&'a str),
    /// The version's module, which declares the modules of operations.
    Version(&'a BTreeSet<&'a str>),
    /// The list of all types.
    Types(&'a [TypeModule<'a>]),
    /// A type.
    Type { module: &'a str, id: &'a TypeId, def: &'a TypeDef },
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
    /// The name of the API that is called; empty for the main one.
    service: &'a str,
    /// The URL of an operation's reference page, with the placeholders `{version}`, `{tag}` and `{operation}`.
    reference: Option<&'a str>,
    /// The operations of each module, each with its function name, in the order of the model.
    modules: BTreeMap<&'a str, Vec<(&'a str, &'a Operation)>>,
    uses: Uses<'a>,
}

impl<'a> Emitter<'a> {
    fn new(api: &'a Api, names: &'a Names, reference: Option<&'a str>) -> Self {
        let mut modules: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for operation in &api.operations {
            let (module, function) = names.operation(operation);
            modules.entry(module).or_default().push((function, operation));
        }
        Self { api, names, service: "", reference, modules, uses: Uses::of(api, names) }
    }
}

impl Emitter<'_> {
    fn tokens(&self, file: &File<'_>) -> TokenStream {
        match file {
            File::Operations(module) => self.operations_file(module),
            File::Version(modules) => self.version_file(modules),
            File::Types(types) => {
                let modules = types.iter().map(|(module, ..)| ident(module));
                let exports = types.iter().map(|of| self.exported_type(of));
                quote! { #(mod #modules;)* #(#exports)* }
            }
            File::Type { id, def, .. } => self.type_file(id, def),
        }
    }

    fn version_file(&self, modules: &BTreeSet<&str>) -> TokenStream {
        let about = if modules.is_empty() {
            "This module contains the types of what the service sends; there are no operations."
        } else {
            "Each module contains the operations of one area; this module contains the types of all areas."
        };
        let docs = docs::inner(&[one_line(&self.title()), about.to_owned()]);
        let modules = modules.iter().map(|module| {
            let module = ident(module);
            quote! { pub mod #module; }
        });
        let api = self.further_api();
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
                clippy::disallowed_names,
                clippy::self_named_constructors,
                deprecated
            )]
            #(#modules)*
            #types
            #api
        }
    }

    /// The title of the API, and the name of the version unless the title says it.
    fn title(&self) -> String {
        let Api { title, version, .. } = self.api;
        let is_said = title.split(' ').any(|word| word.eq_ignore_ascii_case(version));
        if is_said { format!("{title}.") } else { format!("{title}, version {version}.") }
    }

    fn type_file(&self, id: &TypeId, def: &TypeDef) -> TokenStream {
        let mut tokens = match &def.shape {
            Shape::Struct(s) => self.structure(id, def, s),
            Shape::Enum(e) => self.enumeration(id, def, e),
            Shape::Union(u) => self.union(id, def, u),
        };
        tokens.extend(self.old_types(id));
        tokens
    }

    /// The docs of a type: its description, what uses it, and its pointers in the API description.
    fn type_docs(&self, id: &TypeId, def: &TypeDef) -> TokenStream {
        let name = self.names.ty(id);
        let mut paragraphs = Vec::new();
        if !def.docs.is_empty() {
            paragraphs.push(escape(&def.docs));
        }
        paragraphs.extend(self.uses.paragraph(id));
        let places: BTreeSet<&str> = def.pointers.iter().map(|pointer| without_position(pointer)).collect();
        let pointers: Vec<String> = places.iter().take(3).map(|p| code(&format!("#{p}"))).collect();
        let more = places.len() - pointers.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        paragraphs.push(format!("From {}{more}.", pointers.join(", ")));
        let docs = docs::outer(&paragraphs);
        // Not the names of the schemas: the exporter numbers them anew.
        let aliases = docs::aliases(name, [def.title.as_str()]);
        let deprecated = deprecated(def.deprecated, &def.docs);
        quote! { #docs #aliases #deprecated }
    }

    /// The export of a type, with the names of the description by which a search of the documentation finds it: rustdoc
    /// does not find those of an item that is exported from another module, only those of the export.
    fn exported_type(&self, (module, id, def): &TypeModule<'_>) -> TokenStream {
        let (name, module) = (self.names.ty(id), ident(module));
        let aliases = docs::aliases(name, [def.title.as_str()]);
        if aliases.is_empty() {
            return quote! { pub use self::#module::*; };
        }
        let form = self.names.forms.get(*id);
        let old = self.names.old_names(name);
        let old = old.flat_map(|old| [Some(old.to_owned()), form.map(|_| form_name(old))]).flatten();
        let others: Vec<Ident> = form.cloned().into_iter().chain(old).map(|other| ident(&other)).collect();
        let others = (!others.is_empty()).then(|| quote! { pub use self::#module::{#(#others),*}; });
        let name = ident(name);
        quote! { #aliases pub use self::#module::#name; #others }
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
            Type::Decimal => quote! { crate::Decimal },
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
            Type::String | Type::Binary | Type::Decimal | Type::List(_) => true,
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
