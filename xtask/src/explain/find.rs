//! From a name to what it names.

use std::collections::{BTreeMap, BTreeSet};

use dixa_generator::GeneratedVersion;
use dixa_generator::model::{Disposition, Field, Shape, TypeDef, TypeId};
use dixa_generator::name::ident::Scope;
use similar::TextDiff;

use super::generated::File;

/// A part of the bindings or of the description.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A type.
    Type(TypeId),
    /// A field, by its position; for a union a field that all its members share.
    Field(TypeId, usize),
    /// A variant, by its position.
    Variant(TypeId, usize),
    /// An operation, by its position.
    Operation(usize),
    /// A schema that became no type.
    Schema(String),
}

/// How well a name fits; the best come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Rust,
    Wire,
    Title,
}

/// All names of one version.
pub struct Index {
    names: BTreeMap<String, BTreeSet<(Fit, Thing)>>,
}

impl Index {
    /// Collects all names.
    pub fn new(version: &GeneratedVersion) -> Self {
        let mut index = Self { names: BTreeMap::new() };
        for (id, def) in &version.api.types {
            index.add_type(version, id, def);
        }
        index.add_operations(version);
        for (name, disposition) in &version.api.dispositions {
            let thing = match disposition {
                Disposition::Type(id) => Thing::Type(id.clone()),
                _ => Thing::Schema(name.clone()),
            };
            index.add(name.clone(), Fit::Wire, &thing);
        }
        index
    }

    fn add(&mut self, name: String, fit: Fit, thing: &Thing) {
        self.names.entry(name).or_default().insert((fit, thing.clone()));
    }

    fn add_type(&mut self, version: &GeneratedVersion, id: &TypeId, def: &TypeDef) {
        let name = version.names.ty(id);
        let thing = Thing::Type(id.clone());
        self.add(name.to_owned(), Fit::Rust, &thing);
        self.add(def.title.clone(), Fit::Title, &thing);
        for (position, (field, rust)) in fields(def).iter().zip(field_names(def)).enumerate() {
            let thing = Thing::Field(id.clone(), position);
            self.add(format!("{name}.{rust}"), Fit::Rust, &thing);
            self.add(format!("{name}.{}", field.wire), Fit::Wire, &thing);
        }
        let variants = variant_names(version, name);
        for (position, tag) in tags(def).into_iter().enumerate() {
            let thing = Thing::Variant(id.clone(), position);
            self.add(format!("{name}::{tag}"), Fit::Wire, &thing);
            if let Some(variant) = variants.get(position) {
                self.add(format!("{name}::{variant}"), Fit::Rust, &thing);
            }
        }
    }

    fn add_operations(&mut self, version: &GeneratedVersion) {
        for (position, operation) in version.api.operations.iter().enumerate() {
            let thing = Thing::Operation(position);
            let (module, function) = version.names.operation(operation);
            self.add(format!("{module}::{function}"), Fit::Rust, &thing);
            self.add(format!("{} {}", operation.method, operation.path), Fit::Rust, &thing);
            self.add(operation.key.clone(), Fit::Wire, &thing);
            self.add(function.to_owned(), Fit::Wire, &thing);
            self.add(operation.id.clone(), Fit::Wire, &thing);
        }
    }

    /// What the name fits best.
    pub fn find(&self, name: &str) -> Vec<Thing> {
        let name = one_spaced(name);
        let Some(things) = self.names.get(&name) else { return Vec::new() };
        let best = things.first().map(|(fit, _)| *fit);
        things.iter().filter(|(fit, _)| Some(*fit) == best).map(|(_, thing)| thing.clone()).collect()
    }
}

/// `get  /tags` → `GET /tags`; other names as they are.
fn one_spaced(name: &str) -> String {
    match name.split_once(char::is_whitespace) {
        Some((method, path)) if path.trim_start().starts_with('/') => {
            format!("{} {}", method.to_ascii_uppercase(), path.trim())
        }
        _ => name.to_owned(),
    }
}

const SUGGESTIONS: usize = 5;
/// How much of two names must agree.
const CLOSE: f32 = 0.7;

/// The names that are most like the wanted one, the closest first.
pub fn closest(wanted: &str, indices: &[Index]) -> Vec<String> {
    let wanted = one_spaced(wanted).to_lowercase();
    let known: BTreeSet<&String> = indices.iter().flat_map(|index| index.names.keys()).collect();
    let score = |name: &&String| TextDiff::from_chars(wanted.as_str(), name.to_lowercase().as_str()).ratio();
    let mut scored: Vec<(f32, &String)> = known.iter().map(|name| (score(name), *name)).collect();
    scored.retain(|(score, _)| *score >= CLOSE);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.into_iter().take(SUGGESTIONS).map(|(_, name)| name.clone()).collect()
}

/// The fields of a struct, or those that all members of a union share.
pub fn fields(def: &TypeDef) -> &[Field] {
    match &def.shape {
        Shape::Struct(s) => &s.fields,
        Shape::Union(u) => &u.shared,
        Shape::Enum(_) => &[],
    }
}

/// The identifiers of the fields.
pub fn field_names(def: &TypeDef) -> Vec<String> {
    let mut scope = Scope::new();
    fields(def).iter().map(|field| scope.snake(&field.wire)).collect()
}

/// What stands on the wire for each variant.
pub fn tags(def: &TypeDef) -> Vec<&str> {
    match &def.shape {
        Shape::Struct(_) => Vec::new(),
        Shape::Enum(e) => e.values.iter().map(String::as_str).collect(),
        Shape::Union(u) => u.members.iter().map(|member| member.tag.as_str()).collect(),
    }
}

/// The identifiers of the variants.
fn variant_names(version: &GeneratedVersion, name: &str) -> Vec<String> {
    let identifier = |text: &str| text.split(['(', ',', ' ']).next().unwrap_or_default().to_owned();
    File::of_type(version, name).variants(name).iter().map(|variant| identifier(&variant.text)).collect()
}
