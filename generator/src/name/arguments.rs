//! The order in which constructors and operations take their arguments.
//!
//! The lock lists every argument: a description in another order changes nothing, and a new argument is the last one.
//! `x-order` in the description comes before the lock. Arguments that could be exchanged, and that `x-order` does not
//! list, are the fields of a struct, which the constructor takes (`FooRequired` of `Foo`).

use std::collections::{BTreeMap, BTreeSet};

use super::ident::Scope;
use super::lock::{Lock, folded};
use super::setters::input_key;
use crate::model::{Api, ArgumentOrder, Operation, Parameter, ParameterLocation, Shape, TypeDef, TypeId};

/// The keys of the arguments in their order; `orders` are those of all versions.
fn pinned_order<'k>(
    orders: &[&'k ArgumentOrder],
    pinned: &'k [String],
    mut arguments: BTreeSet<&'k str>,
) -> Vec<String> {
    let fixed = orders.iter().flat_map(|order| &order.fixed);
    let listed = orders.iter().flat_map(|order| &order.listed);
    // A key in another style keeps its place.
    let in_other_style = |key: &str| {
        let is_same = |other: &&&str| folded(other) == folded(key) && !pinned.iter().any(|known| known == **other);
        arguments.iter().find(is_same).copied()
    };
    let kept: Vec<&str> =
        pinned.iter().filter_map(|key| arguments.get(key.as_str()).copied().or_else(|| in_other_style(key))).collect();
    let all = fixed.map(String::as_str).chain(kept).chain(listed.map(String::as_str));
    let (mut ordered, rest): (Vec<&str>, Vec<&str>) = (Vec::new(), arguments.iter().copied().collect());
    ordered.extend(all.chain(rest).filter(|key| arguments.remove(key)));
    ordered.into_iter().map(str::to_owned).collect()
}

/// The order of the arguments of a constructor.
pub(super) fn of_type(defs: &[&TypeDef], pinned: &[String]) -> Vec<String> {
    let built = defs.iter().filter(|def| def.in_request).filter_map(|def| match &def.shape {
        Shape::Struct(s) => Some(s),
        _ => None,
    });
    let fields = built.clone().flat_map(|s| &s.fields).filter(|field| field.is_argument());
    let arguments = fields.map(|field| field.wire.as_str()).collect();
    pinned_order(&built.map(|s| &s.order).collect::<Vec<_>>(), pinned, arguments)
}

/// The name of the struct with the required fields of a type.
pub(crate) fn form_name(of: &str) -> String {
    format!("{of}Required")
}

/// The names of the structs with the required fields of types, where constructors take one.
pub(super) fn forms(api: &Api, types: &BTreeMap<TypeId, String>, lock: &Lock) -> BTreeMap<TypeId, String> {
    let mut scope = Scope::new();
    types.values().chain(lock.renamed.keys()).for_each(|name| scope.reserve(name));
    let takes_form = |id: &TypeId| {
        let def = api.types.get(id).filter(|def| def.in_request);
        def.is_some_and(|def| matches!(&def.shape, Shape::Struct(s) if s.has_named_arguments()))
    };
    let mut with_form: Vec<_> = types.iter().filter(|(id, _)| takes_form(id)).collect();
    with_form.sort_by_key(|(_, name)| *name);
    with_form.into_iter().map(|(id, name)| (id.clone(), scope.unique_camel(&form_name(name)))).collect()
}

/// Whether an operation takes a parameter as an argument whose place among the others is not given by the path.
pub(super) fn is_ordered(parameter: &Parameter) -> bool {
    parameter.required && parameter.place != ParameterLocation::Path
}

/// The order of the arguments of each operation by its key, beyond those in the path. `operations` are those of all
/// versions by their names, `keys` the names by key.
pub(super) fn of_operations(
    operations: &BTreeMap<String, Vec<&Operation>>,
    before: &Lock,
    keys: &BTreeMap<String, String>,
) -> BTreeMap<String, Vec<String>> {
    // An operation may have moved to another key, but not to another name.
    let pinned: BTreeMap<&str, &Vec<String>> =
        before.operations.iter().filter_map(|(key, name)| Some((name.as_str(), before.arguments.get(key)?))).collect();
    let of = |(key, name): (&String, &String)| {
        let versions = operations.get(name)?;
        let parameters = versions.iter().flat_map(|operation| &operation.parameters);
        let arguments: Vec<String> = parameters.filter(|p| is_ordered(p)).map(input_key).collect();
        let orders: Vec<&ArgumentOrder> = versions.iter().map(|operation| &operation.order).collect();
        let pinned = pinned.get(name.as_str()).map_or(&[][..], |pinned| pinned.as_slice());
        let order = pinned_order(&orders, pinned, arguments.iter().map(String::as_str).collect());
        (!order.is_empty()).then(|| (key.clone(), order))
    };
    keys.iter().filter_map(of).collect()
}
