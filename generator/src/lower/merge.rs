//! Merges equal schemas into one type.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::{Api, ArgumentOrder, Disposition, Operation, Shape, Type, TypeDef, TypeId, UnionEncoding, Webhook};

/// Merges types with the same title and structure, and enumerations with the same values regardless of their titles.
///
/// Types are first classified by their own key. The classes are then refined by the classes of the types that they
/// refer to, until nothing changes. Types that refer to each other are therefore merged too.
pub fn merge_equal(api: &mut Api) {
    let (mut classes, mut count) = number(api.types.iter().map(|(id, def)| (id, own_key(def))));
    loop {
        let keys = api.types.iter().map(|(id, def)| (id, format!("{} {}", classes[id], structure(def, &classes))));
        let (refined, refined_count) = number(keys);
        let is_final = refined_count == count;
        (classes, count) = (refined, refined_count);
        if is_final {
            break;
        }
    }
    let mut kept: BTreeMap<usize, &TypeId> = BTreeMap::new();
    for id in api.types.keys() {
        kept.entry(classes[id]).or_insert(id);
    }
    let merged: BTreeMap<TypeId, TypeId> =
        classes.iter().map(|(id, class)| ((*id).clone(), kept[class].clone())).collect();
    replace_ids(api, &merged);
    follow(&mut api.dispositions, &merged);
}

/// The class of each type.
type Classes<'t> = HashMap<&'t TypeId, usize>;

/// Assigns a class to each distinct key; returns the classes and their number.
fn number<'t>(keys: impl Iterator<Item = (&'t TypeId, String)>) -> (Classes<'t>, usize) {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut classes = Classes::new();
    for (id, key) in keys {
        let next = numbers.len();
        classes.insert(id, *numbers.entry(key).or_insert(next));
    }
    (classes, numbers.len())
}

/// The part of a type that must be equal, regardless of what it refers to.
fn own_key(def: &TypeDef) -> String {
    match &def.shape {
        Shape::Enum(e) => format!("enum {:?}", e.values),
        // Untagged unions (such as a string or a list of strings) are the same type wherever they are.
        Shape::Union(u) if !def.parent.is_empty() && u.encoding == UnionEncoding::Untagged => "inline union".to_owned(),
        // An inline object belongs to its position; only components with the same title may be the same type.
        _ if !def.parent.is_empty() => format!("inline {} {}", def.parent, def.title),
        _ => format!("named {}", def.title),
    }
}

/// The structure of a type, with the types that it refers to replaced by their classes. Prose is ignored.
fn structure(def: &TypeDef, classes: &Classes<'_>) -> String {
    let class = |ty: &Type| {
        let by_class = |id: &TypeId| TypeId(classes.get(id).map_or(id.0.clone(), |class| format!("#{class}")));
        format!("{:?}", ty.map_named(&by_class))
    };
    match &def.shape {
        Shape::Enum(_) => String::new(),
        Shape::Struct(s) => {
            let field = |f: &crate::model::Field| {
                format!(
                    "{}:{}:{}:{}:{:?}:{:?}:{:?}",
                    f.wire,
                    class(&f.ty),
                    f.required,
                    f.nullable,
                    f.constant,
                    f.preset,
                    f.access
                )
            };
            format!("{:?} {:?}", s.fields.iter().map(field).collect::<Vec<_>>(), s.additional.as_ref().map(class))
        }
        Shape::Union(u) => {
            let member = |m: &crate::model::Member| format!("{}:{:?}:{:?}", m.tag, m.ty.as_ref().map(class), m.pattern);
            format!("{:?} {:?}", u.encoding, u.members.iter().map(member).collect::<Vec<_>>())
        }
    }
}

/// Replaces references to types that do not exist with JSON values: a schema that became a JSON value may have been
/// referred to before, from within itself.
pub fn without_dangling<'m>(types: &mut BTreeMap<TypeId, TypeDef>, roots: impl Iterator<Item = &'m mut Type>) {
    let known: BTreeSet<TypeId> = types.keys().cloned().collect();
    let correct = |ty: &mut Type| *ty = ty.without(&|id| !known.contains(id));
    types.values_mut().flat_map(|def| def.shape.types_mut()).for_each(correct);
    roots.for_each(correct);
}

/// The types that operations and webhooks use themselves.
pub(super) fn root_types_mut<'m>(
    operations: &'m mut [Operation],
    webhooks: &'m mut [Webhook],
) -> impl Iterator<Item = &'m mut Type> {
    operations.iter_mut().flat_map(operation_types_mut).chain(webhooks.iter_mut().map(|webhook| &mut webhook.ty))
}

fn operation_types_mut(operation: &mut Operation) -> impl Iterator<Item = &mut Type> {
    let parameters = operation.parameters.iter_mut().map(|p| &mut p.ty);
    let body = operation.body.iter_mut().map(|b| &mut b.ty);
    let errors = operation.errors.iter_mut().filter_map(|e| e.ty.as_mut());
    parameters.chain(body).chain(operation.response.ty.as_mut()).chain(errors)
}

fn replace_ids(api: &mut Api, merged: &BTreeMap<TypeId, TypeId>) {
    let with = |id: &TypeId| merged.get(id).cloned().unwrap_or_else(|| id.clone());
    let mut types: BTreeMap<TypeId, TypeDef> = BTreeMap::new();
    for (id, mut def) in std::mem::take(&mut api.types) {
        for ty in def.shape.types_mut() {
            *ty = ty.map_named(&with);
        }
        let id = with(&id);
        match types.get_mut(&id) {
            Some(kept) => {
                kept.pointers.append(&mut def.pointers);
                merge_orders(&mut kept.shape, def.shape);
                kept.deprecated &= def.deprecated;
                if kept.docs.is_empty() {
                    kept.docs = def.docs;
                }
                if (&def.title, &def.parent) != (&kept.title, &kept.parent) {
                    // The order of the ids depends on the exporter's numbers, so the smaller title is used.
                    let smaller = (&def.title, &def.parent) < (&kept.title, &kept.parent);
                    if smaller {
                        (kept.title, kept.parent) = (def.title, def.parent);
                    }
                }
            }
            None => {
                types.insert(id, def);
            }
        }
    }
    api.types = types;
    for ty in root_types_mut(&mut api.operations, &mut api.webhooks) {
        *ty = ty.map_named(&with);
    }
}

/// Keeps one of two orders, regardless of the order of the ids: preferably one by `x-order`.
fn merge_orders(kept: &mut Shape, other: Shape) {
    if let (Shape::Struct(kept), Shape::Struct(other)) = (kept, other) {
        let rank = |order: &ArgumentOrder| (order.fixed.is_empty(), order.clone());
        if rank(&other.order) < rank(&kept.order) {
            kept.order = other.order;
        }
    }
}

/// Removes the types that neither an operation nor a webhook uses, and sets for the others where they are used and in
/// which direction.
pub fn drop_unreachable(api: &mut Api) {
    let mut uses: BTreeMap<TypeId, BTreeSet<String>> = BTreeMap::new();
    let mut directions: [BTreeSet<TypeId>; 2] = Default::default();
    let mut open: Vec<(TypeId, usize)> = Vec::new();
    for (place, ty, in_request) in root_types(api) {
        for id in ty.named() {
            uses.entry(id.clone()).or_default().insert(place.clone());
            open.push((id.clone(), usize::from(in_request)));
        }
    }
    while let Some((id, direction)) = open.pop() {
        let Some(def) = api.types.get(&id) else { continue };
        if !directions[direction].insert(id.clone()) {
            continue;
        }
        for (place, ty) in def.shape.types() {
            for inner in ty.named() {
                uses.entry(inner.clone()).or_default().insert(format!("{}{place}", def.title));
                open.push((inner.clone(), direction));
            }
        }
    }
    api.types.retain(|id, _| directions.iter().any(|d| d.contains(id)));
    for (id, def) in &mut api.types {
        def.uses = uses.remove(id).unwrap_or_default();
        def.in_request = directions[1].contains(id);
        def.in_response = directions[0].contains(id);
        def.pointers.sort();
    }
    for disposition in api.dispositions.values_mut() {
        if matches!(disposition, crate::model::Disposition::Type(id) if !api.types.contains_key(id)) {
            *disposition = crate::model::Disposition::Unused;
        }
    }
}

/// The types that operations and webhooks use themselves, each with its position and whether callers send it. What a
/// webhook delivers is read like a response.
pub(super) fn root_types(api: &Api) -> impl Iterator<Item = (String, &Type, bool)> {
    let webhooks = api.webhooks.iter().map(|webhook| (format!("webhook {}", webhook.name), &webhook.ty, false));
    api.operations.iter().flat_map(operation_types).chain(webhooks)
}

/// The types of an operation's parameters, body and responses, each with its position and whether it is in the request.
fn operation_types(operation: &Operation) -> Vec<(String, &Type, bool)> {
    let key = &operation.key;
    let parameters = operation.parameters.iter().map(|p| (format!("{key} ?{}", p.wire), &p.ty, true));
    let body = operation.body.iter().map(|b| (format!("{key} request"), &b.ty, true));
    let response = operation.response.ty.iter().map(|t| (format!("{key} response"), t, false));
    let errors = operation.errors.iter().filter_map(|e| Some((format!("{key} {}", e.status), e.ty.as_ref()?, false)));
    parameters.chain(body).chain(response).chain(errors).collect()
}

/// Replaces merged types in the dispositions.
fn follow(dispositions: &mut BTreeMap<String, Disposition>, merged: &BTreeMap<TypeId, TypeId>) {
    for disposition in dispositions.values_mut() {
        if let Disposition::Type(id) = disposition
            && let Some(kept) = merged.get(id)
        {
            *id = kept.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use crate::conventions::Conventions;
    use crate::lower::lower;
    use crate::model::Disposition;

    /// The type that each schema becomes if one operation uses all of them.
    fn types(schemas: Value) -> Vec<(String, String)> {
        let reference = |name: &String| (name.clone(), json!({"$ref": format!("#/components/schemas/{name}")}));
        let properties: Map<_, _> =
            schemas.as_object().into_iter().flatten().map(|(name, _)| reference(name)).collect();
        let body = json!({"type": "object", "properties": properties});
        let response = json!({"description": "", "content": {"application/json": {"schema": body}}});
        let paths = json!({"/a": {"get": {"responses": {"200": response}}}});
        let (api, _) = lower(
            "v1",
            "api.yaml",
            &json!({"paths": paths, "components": {"schemas": schemas}}),
            &Conventions::default(),
        );
        let ty = |disposition: Disposition| {
            if let Disposition::Type(id) = disposition { id.0 } else { format!("{disposition:?}") }
        };
        api.dispositions.into_iter().map(|(name, disposition)| (name, ty(disposition))).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(name, ty)| ((*name).to_owned(), (*ty).to_owned())).collect()
    }

    fn thing(title: &str, property: &str) -> Value {
        json!({"title": title, "type": "object", "properties": {property: {"type": "string"}}})
    }

    #[test]
    fn schemas_with_the_same_title_and_structure_are_one_type_regardless_of_prose() {
        let mut other = thing("Thing", "a");
        other["description"] = json!("More prose.");
        let schemas = json!({"Thing": thing("Thing", "a"), "Thing1": other});
        assert_eq!(types(schemas), pairs(&[("Thing", "Thing"), ("Thing1", "Thing")]));
    }

    #[test]
    fn schemas_with_different_titles_or_structures_are_different_types() {
        let schemas =
            json!({"Thing": thing("Thing", "a"), "Thing1": thing("Thing", "b"), "Other": thing("Other", "a")});
        assert_eq!(types(schemas), pairs(&[("Other", "Other"), ("Thing", "Thing"), ("Thing1", "Thing1")]));
    }

    #[test]
    fn enumerations_with_the_same_values_are_one_type_regardless_of_title() {
        let values = |title: &str, values: &[&str]| json!({"title": title, "type": "string", "enum": values});
        let schemas = json!({"A": values("A", &["x", "y"]), "B": values("B", &["y", "x"]), "C": values("C", &["x"])});
        assert_eq!(types(schemas), pairs(&[("A", "A"), ("B", "A"), ("C", "C")]));
    }

    #[test]
    fn types_that_refer_to_each_other_are_merged_in_pairs() {
        let link = |title: &str, to: &str| {
            let to = json!({"$ref": format!("#/components/schemas/{to}")});
            json!({"title": title, "type": "object", "properties": {"to": to}})
        };
        let schemas = json!({"A": link("A", "B"), "B": link("B", "A"), "A1": link("A", "B1"), "B1": link("B", "A1")});
        assert_eq!(types(schemas), pairs(&[("A", "A"), ("A1", "A"), ("B", "B"), ("B1", "B")]));
        // One of them refers to a different type.
        let schemas = json!({"A": link("A", "B"), "B": link("B", "A"), "A1": link("A", "C"), "C": thing("C", "a")});
        assert_eq!(types(schemas), pairs(&[("A", "A"), ("A1", "A1"), ("B", "B"), ("C", "C")]));
    }
}
