//! Drift: what changed for callers between two states of the bindings.
//!
//! Compares, item by item, what callers can name ([`Signatures`]) and how the service interprets it ([`Api`]). Changed
//! descriptions are reported as prose. Items are matched by their Rust names, since callers write these.
//!
//! Callers are assumed to use items as documented. Two details are not part of the public interface and are not
//! compared: the second parameter of `Request`, which marks optional inputs, and which of several conversions `into()`
//! selects for a literal. What the model does not contain is not compared either, such as `security`.

mod causes;
mod change;
mod operations;
mod rules;
mod setters;
mod tags;
mod types;
mod unions;

use std::collections::{BTreeMap, BTreeSet};

pub use self::change::{Cause, Change, ChangeLocation, Side, Surface};
pub use self::rules::{Class, Mirror, Row, Rule};
use crate::emit::Signatures;
use crate::model::{Api, TypeId};
use crate::name::Names;

/// What changed from one state of all versions to another, the most severe changes first.
pub fn drift(base: &[Surface<'_>], head: &[Surface<'_>]) -> Vec<Change> {
    let find =
        |surfaces: &[Surface<'_>], version: &str| surfaces.iter().position(|surface| surface.api.version == version);
    let mut found = Vec::new();
    for surface in head {
        match find(base, &surface.api.version) {
            Some(at) => found.extend(compare(base[at], *surface)),
            None => found.push(whole_version(Rule::VersionAdded, surface)),
        }
    }
    let gone = base.iter().filter(|surface| find(head, &surface.api.version).is_none());
    found.extend(gone.map(|surface| whole_version(Rule::VersionRemoved, surface)));
    grouped(found)
}

/// What differs between two versions of one API, such as `v1` and `beta`; items have the names of the second.
pub fn between(base: Surface<'_>, head: Surface<'_>) -> Vec<Change> {
    grouped(compare(base, head))
}

fn whole_version(rule: Rule, surface: &Surface<'_>) -> Change {
    let Api { version, operations, types, .. } = surface.api;
    let holds = format!("{} operations and {} types", operations.len(), types.len());
    let (before, after) = if rule == Rule::VersionAdded { (String::new(), holds) } else { (holds, String::new()) };
    Change {
        rule,
        versions: vec![version.clone()],
        item: String::new(),
        before,
        after,
        places: Vec::new(),
        cause: None,
    }
}

/// Combines the same change in several versions to one, in an order that does not depend on the order of the input.
fn grouped(found: Vec<Change>) -> Vec<Change> {
    let mut groups: BTreeMap<(Class, String, Rule, String, String), Change> = BTreeMap::new();
    for change in found {
        let key = (change.class(), change.item.clone(), change.rule, change.before.clone(), change.after.clone());
        // An added or removed version has no item; its name identifies it.
        let key = if change.item.is_empty() { (key.0, change.versions.join(" "), key.2, key.3, key.4) } else { key };
        match groups.get_mut(&key) {
            Some(known) => {
                known.versions.extend(change.versions);
                known.places.extend(change.places);
            }
            None => drop(groups.insert(key, change)),
        }
    }
    causes::beside_causes(groups.into_values().collect())
}

fn compare(base: Surface<'_>, head: Surface<'_>) -> Vec<Change> {
    let followed = followed(&base, &head);
    let mut comparison = Comparison {
        base,
        head,
        before: Signatures::new(base.api, &followed, None),
        after: Signatures::new(head.api, head.names, None),
        prose: BTreeSet::new(),
        changes: Vec::new(),
    };
    comparison.version();
    comparison.types();
    comparison.operations();
    comparison.aliases();
    comparison.finish()
}

/// The names of the base, but each renamed type has its new name.
fn followed(base: &Surface<'_>, head: &Surface<'_>) -> Names {
    let mut names = base.names.clone();
    let current: BTreeSet<&String> = head.names.types.values().collect();
    for name in names.types.values_mut() {
        if let Some(new) = head.names.renamed.get(name).filter(|_| !current.contains(name)) {
            *name = new.clone();
        }
    }
    names
}

/// Two states of one version, side by side.
struct Comparison<'a> {
    base: Surface<'a>,
    head: Surface<'a>,
    before: Signatures<'a>,
    after: Signatures<'a>,
    /// The items whose prose differs, each with its pointer.
    prose: BTreeSet<(String, String)>,
    changes: Vec<Change>,
}

impl Comparison<'_> {
    fn version(&mut self) {
        let server = |surface: &Surface<'_>| match &surface.api.server {
            Some(server) => format!("`{server}`"),
            None => "not given".to_owned(),
        };
        self.differs(Rule::ServerChanged, "", server(&self.base), server(&self.head), "/servers");
        if self.base.api.title != self.head.api.title {
            self.prose.insert((String::new(), "/info/title".to_owned()));
        }
    }

    /// Aliases that were added or removed, except those of items that were renamed.
    fn aliases(&mut self) {
        let (before, after) = (&self.base.names.renamed, &self.head.names.renamed);
        let mut found = Vec::new();
        for (alias, target) in before {
            let target = after.get(target).unwrap_or(target);
            if !has(&self.head, alias) && after.get(alias) != Some(target) {
                found.push((Rule::AliasRemoved, alias, target));
            }
        }
        let new = after.iter().filter(|(alias, _)| !before.contains_key(*alias) && !has(&self.base, alias));
        found.extend(new.map(|(alias, target)| (Rule::AliasAdded, alias, target)));
        for (rule, alias, target) in found {
            self.push(rule, alias, target.clone(), target.clone(), "");
        }
    }

    /// Adds a change. The location of a removed item is in the base.
    fn push(&mut self, rule: Rule, item: &str, before: impl Into<String>, after: impl Into<String>, pointer: &str) {
        // Values of a description may contain line breaks; a report has one line for each change.
        let on_one_line = |text: String| text.replace(char::is_control, " ");
        let (before, after) = (on_one_line(before.into()), on_one_line(after.into()));
        let is_gone = after.is_empty() && !before.is_empty();
        let side = if is_gone { Side::Base } else { Side::Head };
        let api = if side == Side::Base { self.base.api } else { self.head.api };
        let place = ChangeLocation { version: api.version.clone(), side, pointer: pointer.to_owned() };
        let (versions, places) = (vec![self.head.api.version.clone()], vec![place]);
        self.changes.push(Change { rule, versions, item: item.to_owned(), before, after, places, cause: None });
    }

    /// Adds a change if the two values differ; returns whether they do.
    fn differs(&mut self, rule: Rule, item: &str, before: String, after: String, pointer: &str) -> bool {
        let differs = before != after;
        if differs {
            self.push(rule, item, before, after, pointer);
        }
        differs
    }

    fn deprecation(&mut self, item: &str, before: bool, after: bool, pointer: &str) {
        match (before, after) {
            (false, true) => self.push(Rule::Deprecated, item, "", "", pointer),
            (true, false) => self.push(Rule::NoLongerDeprecated, item, "", "", pointer),
            _ => {}
        }
    }

    fn finish(mut self) -> Vec<Change> {
        for (item, pointer) in std::mem::take(&mut self.prose) {
            self.push(Rule::ProseChanged, &item, "", "", &pointer);
        }
        causes::find(&mut self.changes, &self.base, &self.head);
        self.changes
    }
}

/// Whether a type or operation, not only an alias, has this name.
fn has(surface: &Surface<'_>, name: &str) -> bool {
    let is_operation = |(module, function): &(String, String)| name == format!("{module}::{function}");
    surface.names.types.values().any(|known| known == name) || surface.names.operations.values().any(is_operation)
}

/// The types of a version by name.
fn by_name<'a>(surface: &Surface<'a>) -> BTreeMap<&'a str, &'a TypeId> {
    surface.api.types.keys().map(|id| (surface.names.ty(id), id)).collect()
}

/// A JSON value as text; `nothing` if there is none.
fn value(of: Option<&serde_json::Value>) -> String {
    of.map_or_else(|| "nothing".to_owned(), |value| format!("`{value}`"))
}
