//! Compares what clients saw with the description.

use std::collections::{BTreeMap, BTreeSet};

use super::observe::Observation;
use super::place::{Place, Places};
use super::proposal::{Fields, Proposer};
use super::prose::{Checked, ValueList};
use super::shape::{Counted, Shape};
use super::support::Source as Whose;
use crate::description::{Node, Schemas};
use crate::diagnostic::{Diagnostic, Diagnostics, Location, Severity};
use crate::model::Access;
use crate::overlay::Action;
use crate::text::Source;

/// The result of comparing all observations.
#[derive(Default)]
pub struct Wire {
    /// The observations of unions.
    pub unions: Vec<Observation>,
    /// The observed values of each string with a list of values.
    pub checked: BTreeMap<String, Checked>,
    /// What contradicts the description.
    pub diagnostics: Diagnostics,
    /// The corrections that would remove the contradictions.
    pub proposals: Vec<Action>,
}

/// Compares the observations of a version with its description; `file` is its name.
pub fn compare(file: &str, schemas: &Schemas<'_>, lists: &[ValueList], source: &Source) -> Wire {
    let mut wire = Wire::default();
    let mut seen = Vec::new();
    for (index, line) in source.text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = Location { line: Some(index + 1), ..Location::new(&source.name, "") };
        match Counted::parse(line) {
            Ok(counted) => seen.push((place, counted)),
            Err(why) => {
                let help = "`cargo xtask observe` writes this file; restore it from version control";
                wire.diagnostics.push(Severity::Error, "observation-unreadable", why, place, help);
            }
        }
    }
    let lists = lists.iter().map(|list| (list.pointer.as_str(), list)).collect();
    let (places, proposer) = (Places::new(schemas), Proposer { schemas });
    let mut comparison =
        Comparison { file, schemas, lists, places, proposer, seen: &seen, wire, found: BTreeMap::new() };
    seen.iter().for_each(|(place, counted)| comparison.shape(place, counted));
    comparison.finish()
}

/// The comparison of all observations.
pub(super) struct Comparison<'a, 'r> {
    file: &'a str,
    pub(super) schemas: &'a Schemas<'r>,
    lists: BTreeMap<&'a str, &'a ValueList>,
    pub(super) places: Places<'a, 'r>,
    pub(super) proposer: Proposer<'a, 'r>,
    seen: &'a [(Location, Counted)],
    pub(super) wire: Wire,
    /// The contradictions by the schema and what is seen.
    found: BTreeMap<(String, String), Contradiction>,
}

struct Contradiction {
    severity: Severity,
    code: &'static str,
    shape: Shape,
    count: usize,
    places: Vec<Location>,
    actions: Vec<Action>,
}

/// How many observations a contradiction shows.
const SHOWN: usize = 3;

impl<'r> Comparison<'_, 'r> {
    fn shape(&mut self, at: &Location, counted: &Counted) {
        let shape = &counted.shape;
        let Some(places) = self.places.of(shape) else {
            let message = format!("the description has no operation `{}`", shape.operation);
            let help = "delete the line, or correct the operation";
            return self.wire.diagnostics.push(Severity::Warning, "observation-unknown", message, at.clone(), help);
        };
        let Some(first) = places.first() else { return };
        if self.listed(&places, counted) {
            return;
        }
        let union = self.places.union(first).filter(|_| places.len() == 1 && shape.ty != "null");
        let mut object = Vec::new();
        if let Some(union) = union {
            match self.union(at, counted, &union) {
                Outcome::Member(member) => {
                    object = self.schemas.object_parts(&member);
                    object.extend(self.schemas.object_parts(&first.declared));
                }
                Outcome::Done => return,
                Outcome::Other => {}
            }
        } else if places.len() == 1 && shape.ty == "object" {
            object = self.schemas.object_parts(&first.declared);
        }
        if !places.iter().any(|place| self.places.allows(place, &shape.ty)) {
            return self.wrong_type(at, counted, &first.declared);
        }
        if let Some(value) = &shape.value {
            self.value(at, counted, &places, value);
        }
        if shape.ty == "object" {
            self.object(at, counted, &object);
        }
    }

    /// Counts a value of a string with a list in its prose. Returns whether it is one that is sent as a tag.
    fn listed(&mut self, places: &[Place<'r>], counted: &Counted) -> bool {
        let Counted { shape, count, .. } = counted;
        let parts = places.iter().flat_map(|place| self.places.parts(place));
        let found = parts.filter_map(|part| Some((*self.lists.get(part.pointer.as_str())?, part.pointer)));
        let mut is_tagged = false;
        for (list, pointer) in found.collect::<Vec<_>>() {
            let mut single = shape.tags.iter().filter(|_| shape.keys.len() == 1 && shape.tags.len() == 1);
            let tag = single.next().filter(|(_, tag)| list.values.contains(*tag));
            let checked = self.wire.checked.entry(pointer).or_default();
            match (shape.ty.as_str(), tag) {
                ("string", _) => checked.plain.add(Whose::Observed, *count),
                (_, Some((key, _))) => {
                    checked.tagged.entry(key.clone()).or_default().add(Whose::Observed, *count);
                    is_tagged = true;
                }
                _ => {}
            }
        }
        is_tagged
    }

    fn wrong_type(&mut self, at: &Location, counted: &Counted, schema: &Node<'r>) {
        let ty = counted.shape.ty.as_str();
        if ty == "null" {
            let actions = self.proposer.nullable(schema);
            let what = "the value is null, which the schema does not allow".to_owned();
            return self.contradiction(at, counted, schema, Severity::Warning, what, actions);
        }
        let place = Place { declared: schema.clone(), is_member: false };
        let is_mixed = self.types(&counted.shape.path, &counted.shape).iter().any(|ty| self.places.allows(&place, ty));
        let actions = if is_mixed { Vec::new() } else { self.proposer.of_type(schema, ty) };
        let declared = self.schemas.resolve(schema);
        let declared = declared.str("type").map_or_else(String::new, |ty| format!(", the schema declares `{ty}`"));
        let what = format!("the JSON type of the value is `{ty}`{declared}");
        self.contradiction(at, counted, schema, Severity::Warning, what, actions);
    }

    fn value(&mut self, at: &Location, counted: &Counted, places: &[Place<'r>], value: &str) {
        let parts: Vec<Node<'r>> = places.iter().flat_map(|place| self.places.parts(place)).collect();
        let values = |part: &Node<'r>| match self.lists.get(part.pointer.as_str()) {
            Some(list) => list.values.clone(),
            None => part.strings("enum").into_iter().map(str::to_owned).collect(),
        };
        let with_values: Vec<_> =
            parts.iter().map(|part| (part, values(part))).filter(|(_, v)| !v.is_empty()).collect();
        let [(part, known)] = with_values.as_slice() else { return };
        if known.contains(value) {
            return;
        }
        let listed = self.lists.get(part.pointer.as_str()).map(|list| &list.values);
        // All new values of a list are in one correction.
        let new = match listed {
            Some(listed) => self.values_of(part).into_iter().filter(|value| !listed.contains(value)).collect(),
            None => BTreeSet::from([value.to_owned()]),
        };
        let actions = self.proposer.values(part, listed, &new);
        let what = format!("the schema does not list the value `{value}`");
        self.contradiction(at, counted, part, Severity::Note, what, actions);
    }

    fn object(&mut self, at: &Location, counted: &Counted, parts: &[Node<'r>]) {
        let shape = &counted.shape;
        let property = |name: &str| parts.iter().find_map(|part| part.get("properties")?.get(name));
        for part in parts.iter().filter(|_| !shape.keys.contains(ANY)) {
            for name in part.strings("required").into_iter().filter(|name| !shape.keys.contains(*name)) {
                if property(name).is_none_or(|property| self.schemas.access(&property) != Access::WriteOnly) {
                    let what = format!("the schema requires `{name}`, which is missing");
                    let actions = self.proposer.optional(part, name);
                    self.contradiction(at, counted, part, Severity::Warning, what, actions);
                }
            }
        }
        let is_open = parts.iter().any(|part| part.has("additionalProperties"));
        let Some(part) = parts.iter().find(|part| part.has("properties")).filter(|_| !is_open) else { return };
        let is_new = |key: &str| key != ANY && property(key).is_none() && !shape.tags.contains_key(key);
        let inside = shape.tags.values().find(|tag| *tag != UNKNOWN).map(|tag| format!("<{tag}>"));
        for (name, types) in self.fields(shape, &inside.unwrap_or_default(), is_new) {
            let what = format!("the schema does not declare `{name}`");
            let actions = self.proposer.fields(part, &Fields::from([(name, types)]));
            self.contradiction(at, counted, part, Severity::Note, what, actions);
        }
    }

    /// The keys of an object with the JSON types of their values.
    pub(super) fn fields(&self, shape: &Shape, tag: &str, is_wanted: impl Fn(&str) -> bool) -> Fields {
        let keys = shape.keys.iter().filter(|key| *key != ANY && is_wanted(key));
        let path = |key: &String| format!("{}{tag}.{key}", shape.path).trim_start_matches('.').to_owned();
        keys.map(|key| (key.clone(), self.types(&path(key), shape))).collect()
    }

    /// The JSON types that were seen at a path of a response.
    fn types(&self, path: &str, response: &Shape) -> BTreeSet<String> {
        let shapes = self.seen.iter().map(|(_, counted)| &counted.shape);
        let shapes = shapes.filter(|shape| shape.path == path && shape.operation == response.operation);
        shapes.map(|shape| shape.ty.clone()).collect()
    }

    /// The unknown values that were seen of a string.
    fn values_of(&self, string: &Node<'r>) -> BTreeSet<String> {
        let is_of = |shape: &Shape| {
            let places = self.places.of(shape).unwrap_or_default();
            places.iter().flat_map(|place| self.places.parts(place)).any(|part| part.pointer == string.pointer)
        };
        let shapes = self.seen.iter().map(|(_, counted)| &counted.shape).filter(|shape| shape.value.is_some());
        shapes.filter(|shape| is_of(shape)).filter_map(|shape| shape.value.clone()).collect()
    }

    pub(super) fn contradiction(
        &mut self,
        at: &Location,
        counted: &Counted,
        schema: &Node<'_>,
        severity: Severity,
        what: String,
        actions: Vec<Action>,
    ) {
        let code = if severity == Severity::Note { "wire-unknown" } else { "wire-contradicts-schema" };
        let found = self.found.entry((schema.pointer.clone(), what)).or_insert_with(|| Contradiction {
            severity,
            code,
            shape: counted.shape.clone(),
            count: 0,
            places: Vec::new(),
            actions,
        });
        found.count += counted.count;
        if found.places.len() < SHOWN {
            found.places.push(at.clone());
        }
    }

    /// Reports the contradictions, and collects the corrections without repetitions.
    fn finish(mut self) -> Wire {
        for ((pointer, what), found) in self.found {
            let Contradiction { severity, code, shape, count, mut places, actions } = found;
            let path = if shape.path.is_empty() { "the whole value" } else { shape.path.as_str() };
            let message = format!("{what}; seen {count}× in {} at {path}", shape.operation);
            places.push(Location::new(self.file, pointer));
            let help = match actions.is_empty() {
                true => "correct the schema in an overlay under spec/overlays, or delete the line if it is wrong",
                false => {
                    "add the proposed correction to an overlay under spec/overlays, or delete the line if it is wrong"
                }
            };
            self.wire.diagnostics.add(Diagnostic { severity, code, message, places, help: help.to_owned() });
            for mut action in actions {
                action.description = format!("Seen on the wire: {what}.");
                action.extensions.insert("x-evidence".to_owned(), serde_json::json!({ "observed": count }));
                let same = |other: &Action| other.target == action.target && other.change == action.change;
                if !self.wire.proposals.iter().any(same) {
                    self.wire.proposals.push(action);
                }
            }
        }
        self.wire
    }
}

/// A key that is not known.
pub(super) const ANY: &str = "*";
/// A tag that is not known.
pub(super) const UNKNOWN: &str = "?";

/// What a value of a union is.
pub(super) enum Outcome<'r> {
    /// An object that is this member.
    Member(Node<'r>),
    /// There is nothing more to compare.
    Done,
    /// None of the members, as far as is known: its JSON type is compared.
    Other,
}
