//! The fields that all members of a union share.

use crate::model::{Api, Field, Member, Shape, Type};

/// Sets for each union the fields that all its members have with the same type. Runs after merging, so that equal
/// enumerations in different members are one type.
pub fn find_shared(api: &mut Api) {
    let found: Vec<_> = api
        .types
        .iter()
        .filter_map(|(id, def)| match &def.shape {
            Shape::Union(union) => Some((id.clone(), shared_fields(api, &union.members))),
            _ => None,
        })
        .collect();
    for (id, shared) in found {
        if let Some(Shape::Union(union)) = api.types.get_mut(&id).map(|def| &mut def.shape) {
            union.shared = shared;
        }
    }
}

fn shared_fields(api: &Api, members: &[Member]) -> Vec<Field> {
    let [first, rest @ ..] = members else { return Vec::new() };
    if rest.is_empty() {
        return Vec::new();
    }
    let candidates = fields(api, first).iter().filter(|field| field.constant.is_none() && !field.nullable);
    candidates.filter_map(|field| shared(api, field, rest)).collect()
}

/// The field as all members have it: required only if all require it, with a description only if all have the same.
fn shared(api: &Api, field: &Field, others: &[Member]) -> Option<Field> {
    let mut shared = field.clone();
    for member in others {
        let same =
            |own: &&Field| own.wire == field.wire && own.ty == field.ty && own.constant.is_none() && !own.nullable;
        let own = fields(api, member).iter().find(same)?;
        shared.required &= own.required;
        if own.docs != shared.docs {
            shared.docs.clear();
        }
    }
    Some(shared)
}

fn fields<'a>(api: &'a Api, member: &Member) -> &'a [Field] {
    let Some(Type::Named(id)) = &member.ty else { return &[] };
    match api.types.get(id).map(|def| &def.shape) {
        Some(Shape::Struct(s)) => &s.fields,
        _ => &[],
    }
}
