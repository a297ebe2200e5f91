//! Names what is within types and operations: fields, variants and setters.
//!
//! A newcomer never takes the identifier of what exists. The lock therefore holds every identifier, except where a key
//! has the usual spelling: `fooBar` for the field `foo_bar`, `Email` for the variant `Email`. Only one key has the usual
//! spelling of an identifier, and without a pinned one it comes first, so it needs no entry.

use std::collections::BTreeMap;

use super::arguments;
use super::ident::{Scope, snake, usual_key, variant, words};
use super::lock::{Idents, Lock, LockedType};
use super::setters::{field_setter, input_key, operation_setter};
use crate::model::{
    Api, Field, Operation, Parameter, ParameterLocation, Shape, TypeDef, TypeId, UnionEncoding, status_name,
};

/// The identifiers within one type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Members {
    /// The fields of a struct, and the methods for the fields that all members of a union have.
    pub fields: Idents,
    /// The field that keeps entries under keys that the description does not name.
    pub additional: String,
    /// The setters of a struct's fields.
    pub setters: Idents,
    /// The variants of an enumeration or union.
    pub variants: Idents,
    /// The keys of the fields that the constructor of a struct takes, in the order of its arguments.
    pub arguments: Vec<String>,
}

/// How something is named, by its key.
type Keyed = (String, Wanted);

/// How something is named.
struct Wanted {
    /// The identifier that it gets if that is free.
    ident: String,
    /// Whether the key has the usual spelling of the identifier.
    is_usual: bool,
}

/// Names the members of all types; writes those to the entries that the lock has to hold.
pub(super) fn name_members(
    apis: &[&Api],
    names: &[BTreeMap<TypeId, String>],
    before: &Lock,
    entries: &mut [LockedType],
) -> Vec<BTreeMap<TypeId, Members>> {
    let mut defs: BTreeMap<&str, Vec<&TypeDef>> = BTreeMap::new();
    for (api, names) in apis.iter().zip(names) {
        for (id, name) in names {
            defs.entry(name).or_default().extend(api.types.get(id));
        }
    }
    let pinned: BTreeMap<&str, &LockedType> = before.types.iter().map(|entry| (entry.name.as_str(), entry)).collect();
    let mut members: BTreeMap<&str, Members> = BTreeMap::new();
    let none = LockedType::default();
    for entry in entries {
        if let Some((name, defs)) = defs.get_key_value(entry.name.as_str()) {
            members.insert(name, members_of(defs, pinned.get(name).copied().unwrap_or(&none), entry));
        }
    }
    let of = |name: &String| members.get(name.as_str()).cloned().unwrap_or_default();
    names.iter().map(|names| names.iter().map(|(id, name)| (id.clone(), of(name))).collect()).collect()
}

/// The identifiers within a type, whose versions have these definitions.
fn members_of(defs: &[&TypeDef], before: &LockedType, after: &mut LockedType) -> Members {
    let mut members = Members::default();
    let mut scope = Scope::new();
    before.additional.iter().for_each(|ident| scope.reserve(ident));
    let keys = by_key(defs.iter().flat_map(|def| fields(def)).map(wanted_field));
    (members.fields, after.fields) = assign(keys, &before.fields, &mut scope, Scope::unique_snake);
    let keeps_more = |def: &&TypeDef| matches!(&def.shape, Shape::Struct(s) if s.additional.is_some());
    if defs.iter().any(keeps_more) {
        let pinned = before.additional.clone();
        members.additional = pinned.unwrap_or_else(|| scope.unique_snake("additional"));
        after.additional = Some(members.additional.clone());
    }
    let of_structs = defs.iter().filter(|def| matches!(def.shape, Shape::Struct(_))).flat_map(|def| fields(def));
    let set = of_structs.filter(|field| field.constant.is_none()).map(|field| wanted_setter(field, &members.fields));
    (members.setters, after.setters) = assign(by_key(set), &before.setters, &mut Scope::new(), Scope::unique_snake);
    members.arguments = arguments::of_type(defs, &before.arguments);
    after.arguments.clone_from(&members.arguments);
    let mut scope = Scope::new();
    scope.reserve("Unknown");
    let variants = by_key(defs.iter().flat_map(|def| wanted_variants(def)));
    (members.variants, after.variants) = assign(variants, &before.variants, &mut scope, Scope::unique_camel);
    members
}

/// The operations of all versions by module and function.
pub(super) fn by_function<'a>(
    apis: &[&'a Api],
    names: &[BTreeMap<String, (String, String)>],
) -> BTreeMap<String, Vec<&'a Operation>> {
    let mut operations: BTreeMap<String, Vec<&Operation>> = BTreeMap::new();
    for (api, names) in apis.iter().zip(names) {
        for operation in &api.operations {
            operations.entry(function(names, operation)).or_default().push(operation);
        }
    }
    operations
}

/// Names the setters of all operations. Returns them by the key of the operation for each version, and those that the
/// lock has to hold.
pub(super) fn name_setters(
    apis: &[&Api],
    names: &[BTreeMap<String, (String, String)>],
    operations: &BTreeMap<String, Vec<&Operation>>,
    before: &Lock,
    keys: &BTreeMap<String, String>,
) -> (Vec<BTreeMap<String, Idents>>, BTreeMap<String, Idents>) {
    // An operation may have moved to another key, but not to another name.
    let pinned: BTreeMap<&str, &Idents> =
        before.operations.iter().filter_map(|(key, name)| Some((name.as_str(), before.setters.get(key)?))).collect();
    let none = Idents::new();
    let mut assigned: BTreeMap<&str, Idents> = BTreeMap::new();
    let mut locked = BTreeMap::new();
    for (key, name) in keys {
        let inputs = operations.get(name).into_iter().flatten().flat_map(|operation| wanted_inputs(operation));
        let pinned = pinned.get(name.as_str()).copied().unwrap_or(&none);
        let (idents, to_lock) = assign(by_key(inputs), pinned, &mut Scope::new(), Scope::unique_snake);
        assigned.insert(name, idents);
        if !to_lock.is_empty() {
            locked.insert(key.clone(), to_lock);
        }
    }
    let of = |name: &str| assigned.get(name).cloned().unwrap_or_default();
    let of_version = |(api, names): (&&Api, &BTreeMap<String, (String, String)>)| {
        api.operations.iter().map(|operation| (operation.key.clone(), of(&function(names, operation)))).collect()
    };
    (apis.iter().zip(names).map(of_version).collect(), locked)
}

fn function(names: &BTreeMap<String, (String, String)>, operation: &Operation) -> String {
    names.get(&operation.key).map_or_else(String::new, |(module, function)| format!("{module}::{function}"))
}

/// Assigns an identifier to each: the pinned ones, then those of the usual spelling, then the others. Returns all of
/// them, and those that the lock has to hold.
fn assign(
    wanted: BTreeMap<String, Wanted>,
    pinned: &Idents,
    scope: &mut Scope,
    unique: fn(&mut Scope, &str) -> String,
) -> (Idents, Idents) {
    let mut idents: Idents = BTreeMap::new();
    for (key, ident) in pinned.iter().filter(|(key, _)| wanted.contains_key(*key)) {
        scope.reserve(ident);
        idents.insert(key.clone(), ident.clone());
    }
    let mut locked = idents.clone();
    for is_usual in [true, false] {
        for (key, of) in wanted.iter().filter(|(_, of)| of.is_usual == is_usual) {
            if !idents.contains_key(key) {
                let ident = unique(scope, &of.ident);
                if !is_usual || ident != of.ident {
                    locked.insert(key.clone(), ident.clone());
                }
                idents.insert(key.clone(), ident);
            }
        }
    }
    (idents, locked)
}

/// What has the same key in several versions has one identifier: that of the first.
fn by_key(all: impl Iterator<Item = Keyed>) -> BTreeMap<String, Wanted> {
    let mut keyed = BTreeMap::new();
    for (key, wanted) in all {
        keyed.entry(key).or_insert(wanted);
    }
    keyed
}

fn fields(def: &TypeDef) -> &[Field] {
    match &def.shape {
        Shape::Struct(s) => &s.fields,
        Shape::Union(union) => &union.shared,
        Shape::Enum(_) => &[],
    }
}

fn wanted_field(field: &Field) -> Keyed {
    let ident = snake(&field.wire);
    (field.wire.clone(), Wanted { is_usual: usual_key(&ident) == field.wire, ident })
}

fn wanted_setter(field: &Field, fields: &Idents) -> Keyed {
    let own = fields.get(&field.wire).map_or("", String::as_str);
    let ident = field_setter(own);
    (field.wire.clone(), Wanted { is_usual: ident == own, ident })
}

fn wanted_variants(def: &TypeDef) -> Vec<Keyed> {
    let named = |key: &String, text: &str| {
        let ident = variant(text);
        let ident = if ident == "Unknown" { "UnknownValue".to_owned() } else { ident };
        (key.clone(), Wanted { is_usual: ident == *key, ident })
    };
    let title = || words(&def.title);
    match &def.shape {
        Shape::Struct(_) => Vec::new(),
        // A list that was a union of titles carries the union's name in each of them.
        Shape::Enum(e) if def.parent.is_empty() => {
            let title = title();
            e.values.iter().map(|value| named(value, &variant_name(&title, value))).collect()
        }
        Shape::Enum(e) => e.values.iter().map(|value| named(value, value)).collect(),
        Shape::Union(union) => {
            let title = title();
            let is_by_status = union.encoding == UnionEncoding::Status;
            let name = |tag: &str| if is_by_status { status_name(tag) } else { variant_name(&title, tag) };
            union.members.iter().map(|member| named(&member.tag, &name(&member.tag))).collect()
        }
    }
}

fn wanted_inputs(operation: &Operation) -> Vec<Keyed> {
    let optional = operation.parameters.iter().filter(|parameter| !parameter.required);
    let parameter = |parameter: &Parameter| {
        let ident = operation_setter(&parameter.wire);
        let is_query = parameter.place == ParameterLocation::Query;
        let is_usual = is_query && usual_key(&ident) == parameter.wire;
        (input_key(parameter), Wanted { is_usual, ident })
    };
    let body = operation.body.iter().filter(|body| !body.required);
    let body = body.map(|_| ("body".to_owned(), Wanted { is_usual: false, ident: operation_setter("body") }));
    optional.map(parameter).chain(body).collect()
}

/// A tag or value without the words that it shares with the start or the end of the type's title, given as words:
/// `EmailConversation` of `Conversation` → `Email`, `BulkActionSuccess` of `BulkActionOutcome` → `Success`.
///
/// Each name is derived independently, so that adding a member never changes the name of another.
fn variant_name(title: &[String], tag: &str) -> String {
    let own = words(tag);
    let end = own.iter().rev().zip(title.iter().rev()).take_while(|(a, b)| a == b).count();
    let rest = &own[..own.len() - end];
    let start = rest.iter().zip(title).take_while(|(a, b)| a == b).count();
    let kept = rest[start..].join("_");
    let starts_with_letter = kept.starts_with(|c: char| c.is_alphabetic());
    if !starts_with_letter || kept == "unknown" { tag.to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::{variant_name, words};

    #[test]
    fn a_variant_omits_the_words_it_shares_with_its_union() {
        assert_eq!(variant_name(&words("Conversation"), "EmailConversation"), "email");
        assert_eq!(variant_name(&words("BulkActionOutcome"), "BulkActionSuccess"), "success");
        assert_eq!(variant_name(&words("AggregateValue"), "LongAggregateValue"), "long");
        assert_eq!(variant_name(&words("FieldType"), "BooleanField"), "boolean_field");
        assert_eq!(variant_name(&words("Content"), "Html"), "html");
    }

    #[test]
    fn a_variant_keeps_its_name_if_nothing_or_only_unknown_would_remain() {
        assert_eq!(variant_name(&words("Channel"), "Channel"), "Channel");
        assert_eq!(variant_name(&words("AnonymizationType"), "UnknownAnonymizationType"), "UnknownAnonymizationType");
    }
}
