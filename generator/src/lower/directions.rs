//! Types whose requests and responses differ: a request does not send what only the service sets, and a response may lack
//! what the service never returns.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::root_types;
use crate::model::{Access, Api, Shape, Type, TypeDef, TypeId};

/// Gives each type that differs, and each type that contains one, a copy for requests, if responses use it as well.
pub fn split(api: &mut Api) {
    let differing = differing(&api.types);
    if differing.is_empty() {
        return;
    }
    let [in_responses, in_requests] = [false, true].map(|in_request| reached(api, in_request));
    let copied: BTreeMap<TypeId, TypeId> = differing
        .intersection(&in_requests)
        .filter(|id| in_responses.contains(*id))
        .map(|id| (id.clone(), TypeId(format!("{}#request", id.0))))
        .collect();
    for (id, copy) in &copied {
        let Some(mut def) = api.types.get(id).cloned() else { continue };
        // An inline type is named after the one around it.
        let named = if def.parent.is_empty() { &mut def.title } else { &mut def.parent };
        named.push_str(" input");
        for_requests(&mut def, &copied);
        api.types.insert(copy.clone(), def);
    }
    for id in &differing {
        let Some(def) = api.types.get_mut(id) else { continue };
        if in_responses.contains(id) {
            for_responses(def);
        } else if in_requests.contains(id) {
            for_requests(def, &copied);
        }
    }
    for operation in &mut api.operations {
        let parameters = operation.parameters.iter_mut().map(|parameter| &mut parameter.ty);
        parameters.chain(operation.body.iter_mut().map(|body| &mut body.ty)).for_each(|ty| *ty = copies(ty, &copied));
    }
}

/// The types with a property that only requests or only responses have, and all types that contain one.
fn differing(types: &BTreeMap<TypeId, TypeDef>) -> BTreeSet<TypeId> {
    let has_access = |def: &&TypeDef| match &def.shape {
        Shape::Struct(s) => s.fields.iter().any(|field| field.access != Access::Both && field.constant.is_none()),
        _ => false,
    };
    let own = types.iter().filter(|(_, def)| has_access(def)).map(|(id, _)| id.clone());
    let mut containers: BTreeMap<&TypeId, Vec<&TypeId>> = BTreeMap::new();
    for (id, def) in types {
        for (_, ty) in def.shape.types() {
            ty.named().into_iter().for_each(|inner| containers.entry(inner).or_default().push(id));
        }
    }
    let mut found: BTreeSet<TypeId> = own.collect();
    let mut open: Vec<TypeId> = found.iter().cloned().collect();
    while let Some(id) = open.pop() {
        for container in containers.get(&id).into_iter().flatten() {
            if found.insert((*container).clone()) {
                open.push((*container).clone());
            }
        }
    }
    found
}

/// The types that requests or responses reach.
fn reached(api: &Api, in_request: bool) -> BTreeSet<TypeId> {
    let mut open: Vec<TypeId> =
        root_types(api).filter(|(_, _, of)| *of == in_request).flat_map(|(_, ty, _)| ty.named()).cloned().collect();
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        if found.insert(id.clone()) {
            let types = api.types.get(&id).map(|def| def.shape.types()).unwrap_or_default();
            open.extend(types.into_iter().flat_map(|(_, ty)| ty.named()).cloned());
        }
    }
    found
}

fn for_requests(def: &mut TypeDef, copied: &BTreeMap<TypeId, TypeId>) {
    if let Shape::Struct(s) = &mut def.shape {
        s.fields.retain(|field| field.access != Access::ReadOnly || field.constant.is_some());
    }
    def.shape.types_mut().into_iter().for_each(|ty| *ty = copies(ty, copied));
}

fn for_responses(def: &mut TypeDef) {
    if let Shape::Struct(s) = &mut def.shape {
        let write_only = s.fields.iter_mut().filter(|field| field.access == Access::WriteOnly);
        write_only.for_each(|field| (field.required, field.preset) = (false, None));
    }
}

fn copies(ty: &Type, copied: &BTreeMap<TypeId, TypeId>) -> Type {
    ty.map_named(&|id| copied.get(id).unwrap_or(id).clone())
}
