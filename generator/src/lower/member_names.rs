//! Names for members of unions that have no title.

use crate::description::{MemberSchema, Node};
use crate::model::{Member, Type};

/// What a member without a title is called: by its JSON type, or among several objects by a key that only it has.
/// Empty where only its Rust type shows it.
pub(super) fn member_name(member: &MemberSchema<'_>, members: &[MemberSchema<'_>]) -> String {
    let node = &member.node;
    if !member.tag.is_empty() {
        return member.tag.clone();
    }
    let is_map = node.has("additionalProperties") && node.entries("properties").is_empty();
    if member.is_object() && !is_map {
        return key_of_one(member, members).unwrap_or_else(|| "Object".to_owned());
    }
    match &node.strings("enum")[..] {
        [only] => (*only).to_owned(),
        [] if node.has("oneOf") || node.has("anyOf") => "Union".to_owned(),
        [] => String::new(),
        _ => "String".to_owned(),
    }
}

/// Sorts the members of an untagged union by their names, and numbers those that have the same one. Their order does not
/// depend on that of the description.
pub(super) fn sort_and_number(members: &mut [Member]) {
    members.sort_by_cached_key(|member| (member.tag.clone(), format!("{:?}", member.pattern)));
    let names: Vec<String> = members.iter().map(|member| member.tag.clone()).collect();
    for (index, member) in members.iter_mut().enumerate() {
        let before = names[..index].iter().filter(|name| **name == member.tag).count();
        if before > 0 {
            member.tag = format!("{} {}", member.tag, before + 1);
        }
    }
}

/// A key that only this one of several objects has, preferably the only required one.
fn key_of_one(member: &MemberSchema<'_>, members: &[MemberSchema<'_>]) -> Option<String> {
    let others: Vec<&Node<'_>> = members
        .iter()
        .filter(|other| other.is_object() && other.node.pointer != member.node.pointer)
        .map(|other| &other.node)
        .collect();
    if others.is_empty() {
        return None;
    }
    let has = |node: &Node<'_>, key: &str| node.get("properties").is_some_and(|properties| properties.has(key));
    let required = member.node.strings("required");
    let declared = member.node.entries("properties").into_iter().map(|(key, _)| key);
    let mut keys = required.into_iter().chain(declared);
    keys.find(|key| !others.iter().any(|other| has(other, key))).map(str::to_owned)
}

/// What a member without a title is called by its Rust type; `own` is the name of its schema.
pub(super) fn name_of_type(ty: &Type, own: &str) -> String {
    match ty {
        Type::String => "String".into(),
        Type::Boolean => "Boolean".into(),
        Type::Int32 | Type::Int64 | Type::Uint64 => "Integer".into(),
        Type::Float | Type::Double | Type::Decimal => "Number".into(),
        Type::Uuid => "Uuid".into(),
        Type::Timestamp => "Timestamp".into(),
        Type::Date => "Date".into(),
        Type::Binary => "Binary".into(),
        Type::Json => "Json".into(),
        Type::List(inner) => format!("{}List", name_of_type(inner, own)),
        Type::Map(_, value) => format!("{}Map", name_of_type(value, own)),
        Type::Nullable(inner) => name_of_type(inner, own),
        // The id of a schema without a name is its pointer.
        Type::Named(id) if id.0.starts_with('/') => own.to_owned(),
        Type::Named(id) => id.0.clone(),
    }
}
