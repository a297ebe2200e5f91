//! Boxes for types that contain themselves.

use std::collections::BTreeSet;

use crate::model::{Api, Shape, Type, TypeId};

/// Marks as boxed the fields and members through which a type contains itself without a list or map in between.
pub fn box_cycles(api: &mut Api) {
    let ids: Vec<TypeId> = api.types.keys().cloned().collect();
    for id in ids {
        let Some(mut shape) = api.types.get(&id).map(|def| def.shape.clone()) else { continue };
        match &mut shape {
            Shape::Struct(s) => {
                s.fields.iter_mut().for_each(|field| field.boxed = reaches(api, &field.ty, &id));
            }
            Shape::Union(u) => {
                u.members.iter_mut().for_each(|m| m.boxed = m.ty.as_ref().is_some_and(|ty| reaches(api, ty, &id)));
            }
            Shape::Enum(_) => {}
        }
        if let Some(def) = api.types.get_mut(&id) {
            def.shape = shape;
        }
    }
}

/// Whether a value of the type contains a value of `target` inline, without indirection.
fn reaches(api: &Api, ty: &Type, target: &TypeId) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&TypeId> = direct(ty).into_iter().collect();
    while let Some(id) = open.pop() {
        if id == target {
            return true;
        }
        if !seen.insert(id) {
            continue;
        }
        match api.types.get(id).map(|def| &def.shape) {
            Some(Shape::Struct(s)) => {
                open.extend(s.fields.iter().filter(|f| !f.boxed).filter_map(|f| direct(&f.ty)));
            }
            Some(Shape::Union(u)) => {
                open.extend(u.members.iter().filter(|m| !m.boxed).filter_map(|m| direct(m.ty.as_ref()?)));
            }
            Some(Shape::Enum(_)) | None => {}
        }
    }
    false
}

fn direct(ty: &Type) -> Option<&TypeId> {
    match ty {
        Type::Named(id) => Some(id),
        Type::Nullable(inner) => direct(inner),
        _ => None,
    }
}
