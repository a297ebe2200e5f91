//! Schemas that are equal become one type.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::{Api, Disposition, Operation, Shape, Type, TypeDef, TypeId, UnionEncoding};

/// Merges types of one title and one structure, and enumerations with one list of values whatever their title.
///
/// Types start out in classes by their own make-up and the classes of what they refer to are taken into account until
/// nothing changes any more, so that types which refer to each other merge as well.
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

/// A class for each key, and how many there are.
fn number<'t>(keys: impl Iterator<Item = (&'t TypeId, String)>) -> (Classes<'t>, usize) {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut classes = Classes::new();
    for (id, key) in keys {
        let next = numbers.len();
        classes.insert(id, *numbers.entry(key).or_insert(next));
    }
    (classes, numbers.len())
}

/// What must be equal whatever a type refers to.
fn own_key(def: &TypeDef) -> String {
    match &def.shape {
        Shape::Enum(e) => format!("enum {:?}", e.values),
        // Values that are told apart by form alone (a string or a list of strings) are one thing wherever they stand.
        Shape::Union(u) if !def.parent.is_empty() && u.encoding == UnionEncoding::Untagged => "inline union".to_owned(),
        // An inline object belongs to its place; only components of one title are one thing.
        _ if !def.parent.is_empty() => format!("inline {} {}", def.parent, def.title),
        _ => format!("named {}", def.title),
    }
}

/// The structure of a type, what it refers to given as classes. Prose takes no part.
fn structure(def: &TypeDef, classes: &Classes<'_>) -> String {
    let class = |ty: &Type| {
        let by_class = |id: &TypeId| TypeId(classes.get(id).map_or(id.0.clone(), |class| format!("#{class}")));
        format!("{:?}", ty.map_named(&by_class))
    };
    match &def.shape {
        Shape::Enum(_) => String::new(),
        Shape::Struct(s) => {
            let field = |f: &crate::model::Field| {
                format!("{}:{}:{}:{}:{:?}", f.wire, class(&f.ty), f.required, f.nullable, f.constant)
            };
            format!("{:?} {:?}", s.fields.iter().map(field).collect::<Vec<_>>(), s.additional.as_ref().map(class))
        }
        Shape::Union(u) => {
            let member = |m: &crate::model::Member| format!("{}:{:?}:{:?}", m.tag, m.ty.as_ref().map(class), m.rule);
            format!("{:?} {:?}", u.encoding, u.members.iter().map(member).collect::<Vec<_>>())
        }
    }
}

/// A schema that became a JSON value may have been referred to before that was known: from within itself.
pub fn without_dangling(types: &mut BTreeMap<TypeId, TypeDef>, operations: &mut [Operation]) {
    let known: BTreeSet<TypeId> = types.keys().cloned().collect();
    let in_types = types.values_mut().flat_map(|def| def.shape.types_mut());
    for ty in in_types.chain(operations.iter_mut().flat_map(operation_types_mut)) {
        *ty = ty.without(&|id| !known.contains(id));
    }
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
                kept.deprecated &= def.deprecated;
                if kept.docs.is_empty() {
                    kept.docs = def.docs;
                }
                if (&def.title, &def.parent) != (&kept.title, &kept.parent) {
                    // Which of the places comes first would depend on names that the exporter numbers.
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
    for ty in api.operations.iter_mut().flat_map(operation_types_mut) {
        *ty = ty.map_named(&with);
    }
}

/// Drops the types that no operation leads to, and notes for the others who uses them and in which direction.
pub fn drop_unreachable(api: &mut Api) {
    let mut uses: BTreeMap<TypeId, BTreeSet<String>> = BTreeMap::new();
    let mut directions: [BTreeSet<TypeId>; 2] = Default::default();
    let mut open: Vec<(TypeId, usize)> = Vec::new();
    for operation in &api.operations {
        for (place, ty, in_request) in operation_types(operation) {
            for id in ty.named() {
                uses.entry(id.clone()).or_default().insert(place.clone());
                open.push((id.clone(), usize::from(in_request)));
            }
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

/// The named types that an operation's parameters, body and response hold, each with the place.
fn operation_types(operation: &Operation) -> Vec<(String, &Type, bool)> {
    let key = &operation.key;
    let parameters = operation.parameters.iter().map(|p| (format!("{key} ?{}", p.wire), &p.ty, true));
    let body = operation.body.iter().map(|b| (format!("{key} request"), &b.ty, true));
    let response = operation.response.ty.iter().map(|t| (format!("{key} response"), t, false));
    let errors = operation.errors.iter().filter_map(|e| Some((format!("{key} {}", e.status), e.ty.as_ref()?, false)));
    parameters.chain(body).chain(response).chain(errors).collect()
}

/// Every component that `id` stands for after merging.
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

    /// The type that each schema becomes, where one operation leads to all of them.
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
    fn schemas_of_one_title_and_one_structure_are_one_type_whatever_their_prose() {
        let mut other = thing("Thing", "a");
        other["description"] = json!("Says more.");
        let schemas = json!({"Thing": thing("Thing", "a"), "Thing1": other});
        assert_eq!(types(schemas), pairs(&[("Thing", "Thing"), ("Thing1", "Thing")]));
    }

    #[test]
    fn another_title_or_another_structure_is_another_type() {
        let schemas =
            json!({"Thing": thing("Thing", "a"), "Thing1": thing("Thing", "b"), "Other": thing("Other", "a")});
        assert_eq!(types(schemas), pairs(&[("Other", "Other"), ("Thing", "Thing"), ("Thing1", "Thing1")]));
    }

    #[test]
    fn enumerations_of_one_list_are_one_type_whatever_their_title() {
        let values = |title: &str, values: &[&str]| json!({"title": title, "type": "string", "enum": values});
        let schemas = json!({"A": values("A", &["x", "y"]), "B": values("B", &["y", "x"]), "C": values("C", &["x"])});
        assert_eq!(types(schemas), pairs(&[("A", "A"), ("B", "A"), ("C", "C")]));
    }

    #[test]
    fn types_that_refer_to_each_other_merge_in_pairs() {
        let link = |title: &str, to: &str| {
            let to = json!({"$ref": format!("#/components/schemas/{to}")});
            json!({"title": title, "type": "object", "properties": {"to": to}})
        };
        let schemas = json!({"A": link("A", "B"), "B": link("B", "A"), "A1": link("A", "B1"), "B1": link("B", "A1")});
        assert_eq!(types(schemas), pairs(&[("A", "A"), ("A1", "A"), ("B", "B"), ("B1", "B")]));
        // One of them differs in what it leads to.
        let schemas = json!({"A": link("A", "B"), "B": link("B", "A"), "A1": link("A", "C"), "C": thing("C", "a")});
        assert_eq!(types(schemas), pairs(&[("A", "A"), ("A1", "A1"), ("B", "B"), ("C", "C")]));
    }
}
