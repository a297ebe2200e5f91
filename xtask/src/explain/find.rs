//! Finds items of the bindings or of the description by name.

use std::collections::{BTreeMap, BTreeSet};

use dixa_generator::GeneratedVersion;
use dixa_generator::emit::Signatures;
use dixa_generator::model::{Disposition, Field, Shape, TypeDef, TypeId};

/// An item of the bindings or of the description.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A type.
    Type(TypeId),
    /// A field, by its position; for a union, a field that all its members share.
    Field(TypeId, usize),
    /// A variant, by its position.
    Variant(TypeId, usize),
    /// An operation, by its position.
    Operation(usize),
    /// A schema that did not become a type.
    Schema(String),
}

/// Where a name comes from. Where items share a name, the first kind wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum NameKind {
    /// The identifier in Rust.
    Rust,
    /// The name in the description.
    Wire,
    /// The title of a schema.
    Title,
}

/// All names of one version.
pub struct Index {
    names: BTreeMap<String, BTreeSet<(NameKind, Item)>>,
}

impl Index {
    /// Collects all names.
    pub fn new(version: &GeneratedVersion, signatures: &Signatures<'_>) -> Self {
        let mut index = Self { names: BTreeMap::new() };
        for (id, def) in &version.api.types {
            index.add_type(version, signatures, id, def);
        }
        index.add_operations(version);
        for (name, disposition) in &version.api.dispositions {
            let item = match disposition {
                Disposition::Type(id) => Item::Type(id.clone()),
                _ => Item::Schema(name.clone()),
            };
            index.add(name.clone(), NameKind::Wire, &item);
        }
        index
    }

    fn add(&mut self, name: String, kind: NameKind, item: &Item) {
        self.names.entry(name).or_default().insert((kind, item.clone()));
    }

    fn add_type(&mut self, version: &GeneratedVersion, signatures: &Signatures<'_>, id: &TypeId, def: &TypeDef) {
        let name = version.names.ty(id);
        let item = Item::Type(id.clone());
        self.add(name.to_owned(), NameKind::Rust, &item);
        self.add(def.title.clone(), NameKind::Title, &item);
        for (position, (field, rust)) in fields(def).iter().zip(field_names(signatures, id, def)).enumerate() {
            let item = Item::Field(id.clone(), position);
            self.add(format!("{name}.{rust}"), NameKind::Rust, &item);
            self.add(format!("{name}.{}", field.wire), NameKind::Wire, &item);
        }
        for (position, (tag, variant)) in tags(def).into_iter().zip(signatures.variants(id, def)).enumerate() {
            let item = Item::Variant(id.clone(), position);
            self.add(format!("{name}::{tag}"), NameKind::Wire, &item);
            self.add(format!("{name}::{variant}"), NameKind::Rust, &item);
        }
    }

    fn add_operations(&mut self, version: &GeneratedVersion) {
        for (position, operation) in version.api.operations.iter().enumerate() {
            let item = Item::Operation(position);
            let (module, function) = version.names.operation(operation);
            self.add(format!("{module}::{function}"), NameKind::Rust, &item);
            self.add(format!("{} {}", operation.method, operation.path), NameKind::Rust, &item);
            self.add(operation.key.clone(), NameKind::Wire, &item);
            self.add(function.to_owned(), NameKind::Wire, &item);
            self.add(operation.id.clone(), NameKind::Wire, &item);
        }
    }

    /// All items.
    pub fn items(&self) -> BTreeSet<&Item> {
        self.names.values().flatten().map(|(_, item)| item).collect()
    }

    /// The items with this name, only those of the first kind of names that has any.
    pub fn find(&self, name: &str) -> Vec<&Item> {
        let Some(items) = self.names.get(&normalized(name)) else { return Vec::new() };
        let first = items.first().map(|(kind, _)| *kind);
        items.iter().filter(|(kind, _)| Some(*kind) == first).map(|(_, item)| item).collect()
    }
}

/// `get  /tags` → `GET /tags`; other names are returned unchanged.
fn normalized(name: &str) -> String {
    match name.split_once(char::is_whitespace) {
        Some((method, path)) if path.trim_start().starts_with('/') => {
            format!("{} {}", method.to_ascii_uppercase(), path.trim())
        }
        _ => name.to_owned(),
    }
}

/// How many names are suggested.
const SUGGESTIONS: usize = 5;

/// The names that are most similar to the wanted one, the most similar first.
pub fn closest<'i>(wanted: &str, indices: impl Iterator<Item = &'i Index>) -> Vec<String> {
    let wanted = normalized(wanted).to_lowercase();
    let known: BTreeSet<&String> = indices.flat_map(|index| index.names.keys()).collect();
    let limit = wanted.chars().count() / 3;
    let distance = |name: &str| strsim::levenshtein(&wanted, &name.to_lowercase());
    let mut close: Vec<(usize, &String)> = known.into_iter().map(|name| (distance(name), name)).collect();
    close.retain(|(distance, _)| *distance <= limit);
    close.sort();
    close.into_iter().take(SUGGESTIONS).map(|(_, name)| name.clone()).collect()
}

/// The fields of a struct, or those that all members of a union share.
pub fn fields(def: &TypeDef) -> &[Field] {
    match &def.shape {
        Shape::Struct(s) => &s.fields,
        Shape::Union(u) => &u.shared,
        Shape::Enum(_) => &[],
    }
}

/// The identifiers of the fields, in their order.
fn field_names(signatures: &Signatures<'_>, id: &TypeId, def: &TypeDef) -> Vec<String> {
    match &def.shape {
        Shape::Struct(s) => signatures.fields(id, s),
        Shape::Union(u) => signatures.accessors(id, u).into_iter().map(|(name, _)| name).collect(),
        Shape::Enum(_) => Vec::new(),
    }
}

/// The value on the wire for each variant.
pub fn tags(def: &TypeDef) -> Vec<&str> {
    match &def.shape {
        Shape::Struct(_) => Vec::new(),
        Shape::Enum(e) => e.values.iter().map(String::as_str).collect(),
        Shape::Union(u) => u.members.iter().map(|member| member.tag.as_str()).collect(),
    }
}
