//! Converts a corrected description to the bindings' model.
//!
//! Every decision is made here: which type a schema becomes, how a union is read, what a response contains without its
//! envelope. Every operation becomes a function. A construct that has no Rust type becomes a JSON value and is reported
//! in the diagnostics.

mod bodies;
mod composed;
mod constraints;
mod cycles;
mod directions;
mod ignored;
mod media;
mod member_names;
mod merge;
mod narrow;
mod operations;
mod order;
mod parameters;
mod paths;
mod responses;
mod servers;
mod shared;
mod state;
mod structs;
mod tagged;
mod text_form;
mod types;
mod untagged;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::conventions::Conventions;
use crate::description::Node;
use crate::description::{Schemas, components};
use crate::diagnostic::Diagnostics;
use crate::model::{Api, Disposition};

use state::Lower;

/// Builds the model of one version.
pub fn lower(version: &str, file: &str, root: &Value, conventions: &Conventions) -> (Api, Diagnostics) {
    let schemas = Schemas::new(root, conventions);
    let mut lower = Lower {
        version,
        file,
        schemas: &schemas,
        types: BTreeMap::new(),
        dispositions: BTreeMap::new(),
        open: Vec::new(),
        pending: Vec::new(),
        written_out: BTreeSet::new(),
        untyped: BTreeMap::new(),
        diagnostics: Diagnostics::default(),
        repeated: BTreeMap::new(),
    };
    let mut operations = lower.operations();
    let mut webhooks = lower.webhooks();
    lower.fill_pending();
    lower.report_ignored();
    lower.check_orders();
    lower.report_repeated();
    tagged::make_constants(&mut lower.types, merge::root_types_mut(&mut operations, &mut webhooks));
    let mut dispositions = lower.dispositions;
    merge::without_dangling(&mut lower.types, merge::root_types_mut(&mut operations, &mut webhooks));
    for node in components(root) {
        let name = node.component().unwrap_or_default();
        dispositions.entry(name).or_insert(Disposition::Unused);
    }
    let info = Node::root(root).get("info");
    let servers = Node::root(root).items("servers");
    let mut api = Api {
        version: version.to_owned(),
        title: info.and_then(|info| info.str("title")).unwrap_or_default().to_owned(),
        server: servers.first().and_then(|server| server.str("url")).map(str::to_owned),
        operations,
        webhooks,
        types: lower.types,
        dispositions,
        untyped: lower.untyped,
    };
    merge::merge_equal(&mut api);
    responses::unify(&mut api);
    directions::split(&mut api);
    shared::find_shared(&mut api);
    cycles::box_cycles(&mut api);
    merge::drop_unreachable(&mut api);
    for name in lower.written_out {
        if api.dispositions.get(&name) == Some(&Disposition::Unused) {
            api.dispositions.insert(name, Disposition::Inlined);
        }
    }
    (api, lower.diagnostics)
}
