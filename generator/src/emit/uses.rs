//! Where a type is used, for its docs.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, Operation, Type, TypeId};
use crate::name::Names;

/// How many places are listed; a number is given for the others.
const SHOWN: usize = 3;

/// What uses a type directly, as links.
#[derive(Default)]
struct Places {
    sent: BTreeSet<String>,
    returned: BTreeSet<String>,
    within: BTreeSet<String>,
}

/// Where each type of an API is used.
pub(super) struct Uses<'a>(BTreeMap<&'a TypeId, Places>);

impl<'a> Uses<'a> {
    pub(super) fn of(api: &'a Api, names: &Names) -> Self {
        let mut uses: BTreeMap<&TypeId, Places> = BTreeMap::new();
        for operation in &api.operations {
            let (module, function) = names.operation(operation);
            let link = format!("[`{module}::{function}()`](super::super::{module}::{function}())");
            for id in sent(operation).flat_map(Type::named) {
                uses.entry(id).or_default().sent.insert(link.clone());
            }
            for id in returned(operation).flat_map(Type::named) {
                uses.entry(id).or_default().returned.insert(link.clone());
            }
        }
        for (id, def) in &api.types {
            let name = names.ty(id);
            let types = def.shape.types().into_iter().flat_map(|(_, ty)| ty.named());
            for inner in types.filter(|inner| *inner != id) {
                uses.entry(inner).or_default().within.insert(format!("[`{name}`](super::{name})"));
            }
        }
        Self(uses)
    }

    /// The functions that take or return a type; the types that contain it, if there are no such functions.
    pub(super) fn paragraph(&self, id: &TypeId) -> Option<String> {
        let Places { sent, returned, within } = self.0.get(id)?;
        let said = [("Sent by", sent), ("Returned by", returned)].map(|(how, links)| sentence(how, links));
        let said: Vec<String> = said.into_iter().flatten().collect();
        if said.is_empty() { sentence("Part of", within) } else { Some(said.join(" ")) }
    }
}

fn sent(operation: &Operation) -> impl Iterator<Item = &Type> {
    operation.parameters.iter().map(|parameter| &parameter.ty).chain(operation.body.iter().map(|body| &body.ty))
}

fn returned(operation: &Operation) -> impl Iterator<Item = &Type> {
    operation.response.ty.iter().chain(operation.errors.iter().filter_map(|error| error.ty.as_ref()))
}

fn sentence(how: &str, links: &BTreeSet<String>) -> Option<String> {
    let shown: Vec<&str> = links.iter().take(SHOWN).map(String::as_str).collect();
    let list = match (links.len() - shown.len(), shown.as_slice()) {
        (_, []) => return None,
        (0, [one]) => (*one).to_owned(),
        (0, [first @ .., last]) => format!("{} and {last}", first.join(", ")),
        (more, shown) => format!("{} and {more} more", shown.join(", ")),
    };
    Some(format!("{how} {list}."))
}
