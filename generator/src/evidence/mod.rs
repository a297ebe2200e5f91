//! What examples, observations and the prose of a description prove about the wire.
//!
//! The schemas alone do not state how the members of a union are distinguished, nor which values a string has. This stage
//! compares every example with its schema (`observe`), draws one conclusion for each union and for each string with
//! a list of values in its prose (`prose`), and returns the conclusions as the actions of an overlay. What clients saw is
//! compared in the same way (`wire`).

mod conclusion;
mod members;
mod observe;
mod place;
mod proposal;
mod prose;
mod shape;
mod support;
mod wire;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::conventions::Conventions;
use crate::description::Node;
use crate::description::disjoint::first_overlap;
use crate::description::{MemberSchema, Schemas};
use crate::diagnostic::{Diagnostic, Diagnostics, Location, Severity};
use crate::model::Disposition;
use crate::overlay::{Action, Change};
use crate::text::{Source, json_path};

pub use conclusion::Conclusion;
pub use prose::without_values;
pub use shape::{Counted, Segment, Shape, segments};
pub use support::Support;

use observe::{Observation, Seen, Undeclared};

/// How many undecided unions a note names.
const MOST_NAMED: usize = 20;

/// The result of this stage.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The conclusions, as corrections; sorted by target.
    pub actions: Vec<Action>,
    /// The conclusion for each union, by the pointer of its schema.
    pub unions: BTreeMap<String, UnionEvidence>,
    /// The component schemas that corrected unions no longer refer to: the name, the name of the union where it is a
    /// component itself, and the disposition.
    pub written_out: Vec<(String, Option<String>, Disposition)>,
    /// The corrections by which the description would say what clients saw.
    pub proposals: Vec<Action>,
    /// Examples and observations that contradict their schema or each other.
    pub diagnostics: Diagnostics,
}

/// What is known about the encoding of a union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnionEvidence {
    /// How the members are distinguished.
    pub conclusion: Conclusion,
    /// How many values show it.
    pub support: Support,
}

impl UnionEvidence {
    /// Whether the description does not declare the conclusion, and neither an example of the service nor an observation shows it.
    pub fn is_assumed(&self) -> bool {
        self.support.is_assumed() && self.conclusion != Conclusion::Declared
    }

    /// Whether clients saw the conclusion, but no example of the service shows it.
    pub fn is_only_observed(&self) -> bool {
        self.support.published == 0 && self.support.observed > 0 && self.conclusion != Conclusion::Declared
    }
}

/// Reads all examples and all prose of the description `root`, and what clients saw; `file` is its name in diagnostics.
pub fn conclude(file: &str, root: &Value, conventions: &Conventions, observations: Option<&Source>) -> Evidence {
    let schemas = Schemas::new(root, conventions);
    let lists = prose::value_lists(&schemas);
    let mut observed = observe::observe(file, &schemas, &lists);
    let wire = observations.map(|source| wire::compare(file, &schemas, &lists, source)).unwrap_or_default();
    observed.add(wire.unions, wire.checked);
    observed.diagnostics.extend(wire.diagnostics);
    let mut diagnostics = observed.diagnostics;
    let habits = Habits::of(&observed.observations);
    let tags = observed.undeclared.iter().filter(|undeclared| habits.tag.as_ref() == Some(&undeclared.key));
    tags.for_each(|tag| diagnostics.add(unknown_tag(file, tag)));
    let mut found = Found::default();
    let mut by_union: BTreeMap<&str, Vec<&Observation>> = BTreeMap::new();
    observed.observations.iter().for_each(|o| by_union.entry(&o.union).or_default().push(o));
    for union in schemas.all() {
        let members = schemas.members(union);
        if members.is_empty() {
            continue;
        }
        let seen = by_union.get(union.pointer.as_str()).map_or(&[][..], Vec::as_slice);
        let conclusion = found.conclusion(&schemas, union, &members, seen, &habits).unwrap_or_else(|(a, b)| {
            diagnostics.add(conflict(file, union, a, b));
            Conclusion::Undecided
        });
        let support = seen.iter().map(|observation| (observation.source, observation.count)).collect();
        found.add(&schemas, union, &members, conclusion, support);
    }
    undecided(file, &found.unknown).into_iter().for_each(|note| diagnostics.add(note));
    for list in &lists {
        let action = list.action(root, observed.checked.get(&list.pointer).cloned().unwrap_or_default());
        found.actions.entry(action.target.clone()).or_default().push(action);
    }
    let Found { actions, unions, written_out, .. } = found;
    let actions = within_reach(actions.into_values().flatten().collect());
    Evidence { actions, unions, written_out, proposals: wire.proposals, diagnostics }
}

/// What is found about the unions of a description.
#[derive(Default)]
struct Found {
    /// By target; the actions on one schema keep their order, since an update may follow a removal.
    actions: BTreeMap<String, Vec<Action>>,
    unions: BTreeMap<String, UnionEvidence>,
    written_out: Vec<(String, Option<String>, Disposition)>,
    /// The unions of which nothing is known.
    unknown: Vec<String>,
}

impl Found {
    /// The conclusion about a union, or two observations of it that contradict each other.
    fn conclusion<'o, 'a>(
        &mut self,
        schemas: &Schemas<'a>,
        union: &Node<'a>,
        members: &[MemberSchema<'a>],
        seen: &[&'o Observation],
        habits: &Habits,
    ) -> Result<Conclusion, (&'o Observation, &'o Observation)> {
        if schemas.discriminator(union, members).is_some() {
            return Ok(Conclusion::Declared);
        }
        if let Some(conclusion) = agree(seen)? {
            return Ok(conclusion);
        }
        let assumed = habits.by_analogy(schemas, members);
        // With one member and null there is nothing to decide.
        let choices = members.iter().filter(|member| !member.node.is_null()).count();
        if assumed == Conclusion::Undecided && choices > 1 {
            self.unknown.push(union.pointer.clone());
        }
        Ok(assumed)
    }

    /// Adds what follows from the conclusion about a union.
    fn add<'a>(
        &mut self,
        schemas: &Schemas<'a>,
        union: &Node<'_>,
        members: &[MemberSchema<'a>],
        conclusion: Conclusion,
        support: Support,
    ) {
        let target = json_path(schemas.root, &union.pointer);
        let actions = union_actions(schemas, union, members, target.clone(), &conclusion, support);
        self.actions.insert(target, actions);
        let disposition = match conclusion {
            Conclusion::BareString => Some(Disposition::Variant),
            Conclusion::Content => Some(Disposition::Inlined),
            _ => None,
        };
        if let Some(disposition) = disposition {
            let components = members.iter().filter_map(|member| member.node.component());
            let written_out = components.map(|name| (name, union.component(), disposition.clone()));
            self.written_out.extend(written_out);
        }
        self.unions.insert(union.pointer.clone(), UnionEvidence { conclusion, support });
    }
}

/// The values that examples have for each string with a format, by the pointer of the string's schema.
pub fn formatted(schemas: &Schemas<'_>) -> BTreeMap<String, BTreeSet<String>> {
    observe::observe("", schemas, &[]).formatted
}

/// The actions whose targets still exist when they are applied. A target within a node that another action removes would
/// match nothing.
fn within_reach(actions: Vec<Action>) -> Vec<Action> {
    let removals = actions.iter().filter(|action| action.change == Change::Remove);
    let removed: BTreeSet<String> = removals.map(|action| action.target.clone()).collect();
    let is_within = |target: &str| target.match_indices('[').any(|(at, _)| removed.contains(&target[..at]));
    actions.into_iter().filter(|action| !is_within(&action.target)).collect()
}

/// The conclusion of all observations of a union, or two observations that contradict each other.
fn agree<'o>(seen: &[&'o Observation]) -> Result<Option<Conclusion>, (&'o Observation, &'o Observation)> {
    let Some(first) = seen.first() else { return Ok(None) };
    let form = |seen: &Seen| match seen.conclusion() {
        // The members may differ in both: an object is recognised by its keys, a string by its type.
        Conclusion::JsonType => Conclusion::Keys,
        other => other,
    };
    match seen.iter().find(|other| form(&other.seen) != form(&first.seen)) {
        Some(other) => Err((first, other)),
        None if seen.iter().any(|other| other.seen == Seen::Keys) => Ok(Some(Conclusion::Keys)),
        None => Ok(Some(first.seen.conclusion())),
    }
}

fn unknown_tag(file: &str, tag: &Undeclared) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code: "tag-unknown",
        message: format!(
            "the example has `{}: {}`, as other unions have their tag, but no member of this union has that name",
            tag.key, tag.text
        ),
        places: [&tag.example, &tag.union].map(|pointer| Location::new(file, pointer)).into(),
        help: "give the member that is meant this `title` in an overlay under spec/overlays, or add the member".into(),
    }
}

/// A note that names the unions of which nothing is known; none if there are none.
fn undecided(file: &str, unions: &[String]) -> Option<Diagnostic> {
    let which = match unions {
        [] => return None,
        [_] => "this union".to_owned(),
        [_, ..] => format!("these {} unions", unions.len()),
    };
    Some(Diagnostic {
        severity: Severity::Note,
        code: "union-undecided",
        message: format!(
            "no example or observation shows {which}, and no other union suggests a tag: the schemas alone decide"
        ),
        places: unions.iter().take(MOST_NAMED).map(|pointer| Location::new(file, pointer)).collect(),
        help: "if the members have a tag, declare it as `discriminator` in an overlay under spec/overlays".into(),
    })
}

fn conflict(file: &str, union: &Node<'_>, a: &Observation, b: &Observation) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code: "examples-disagree",
        message: format!(
            "two values show different encodings of the union {}: {} and {}",
            union.str("title").unwrap_or(&union.pointer),
            a.seen,
            b.seen
        ),
        places: vec![a.place.clone(), b.place.clone(), Location::new(file, &union.pointer)],
        help: "correct the example that is wrong, or the schema, in an overlay under spec/overlays; delete the line of an \
               observation that is wrong"
            .into(),
    }
}

/// How the members of unions are usually distinguished in this description.
struct Habits {
    /// The property with the tag.
    tag: Option<String>,
    /// Whether an example shows a union of members without content as a plain string.
    bare: bool,
}

impl Habits {
    fn of(observations: &[Observation]) -> Self {
        let mut tags: BTreeMap<&str, usize> = BTreeMap::new();
        // A declared tag says nothing about unions that declare none.
        for observation in observations.iter().filter(|observation| !observation.declared) {
            if let Seen::Tag(property) = &observation.seen {
                *tags.entry(property).or_default() += 1;
            }
        }
        let tag = tags.into_iter().max_by_key(|(name, count)| (*count, std::cmp::Reverse(*name)));
        Self {
            tag: tag.map(|(name, _)| name.to_owned()),
            bare: observations.iter().any(|o| matches!(o.seen, Seen::Bare)),
        }
    }

    /// The assumed conclusion for a union that no example shows.
    fn by_analogy<'a>(&self, schemas: &Schemas<'a>, members: &[MemberSchema<'a>]) -> Conclusion {
        if self.bare && members.iter().all(|m| m.is_empty()) {
            return Conclusion::BareString;
        }
        match &self.tag {
            Some(tag) if members.iter().all(|m| m.is_object()) && !are_distinct(schemas, members) => {
                Conclusion::Tagged(tag.clone())
            }
            _ => Conclusion::Undecided,
        }
    }
}

/// Whether keys or JSON types prove which member a value is.
fn are_distinct<'a>(schemas: &Schemas<'a>, members: &[MemberSchema<'a>]) -> bool {
    let patterns: Vec<_> = members.iter().map(|member| schemas.pattern(&member.node)).collect();
    // A single member proves nothing.
    patterns.len() > 1 && first_overlap(&patterns).is_none()
}

/// The corrections that state a conclusion about a union.
fn union_actions<'a>(
    schemas: &Schemas<'a>,
    union: &Node<'_>,
    members: &[MemberSchema<'a>],
    target: String,
    conclusion: &Conclusion,
    support: Support,
) -> Vec<Action> {
    let mut evidence = support.counts();
    if support.is_assumed() {
        evidence.insert("assumed".to_owned(), json!(true));
    }
    let action = |target: String, description: String, change: Change| Action {
        target,
        description,
        change,
        expect: None,
        extensions: BTreeMap::from([("x-evidence".to_owned(), json!(evidence))]),
    };
    let key = if union.has("oneOf") { "oneOf" } else { "anyOf" };
    match conclusion {
        Conclusion::Tagged(property) => {
            let mapping: Map<String, Value> =
                members.iter().filter_map(|m| Some((m.tag.clone(), json!(m.reference?)))).collect();
            if mapping.len() != members.len() {
                // Two members have one tag, or a member has no name: no tag can distinguish them.
                return Vec::new();
            }
            let update = json!({ "discriminator": { "propertyName": property, "mapping": mapping } });
            vec![action(target, format!("Members have their title in `{property}`."), Change::Update(update))]
        }
        Conclusion::BareString => {
            let values: BTreeSet<&str> = members.iter().map(|m| m.tag.as_str()).collect();
            let update = json!({ "type": "string", "enum": values });
            vec![
                action(format!("{target}.{key}"), "The value is a string, not an object.".into(), Change::Remove),
                action(target, "Each member is its title.".into(), Change::Update(update)),
            ]
        }
        Conclusion::Content => {
            let contents: Vec<Value> = members.iter().filter_map(|m| content_schema(schemas, m)).collect();
            vec![
                action(
                    format!("{target}.{key}"),
                    "The contents of the members are the values themselves.".into(),
                    Change::Remove,
                ),
                action(
                    target,
                    "Members are distinguished by JSON type.".into(),
                    Change::Update(json!({ "oneOf": contents })),
                ),
            ]
        }
        Conclusion::Keys | Conclusion::JsonType => {
            let (name, how) =
                if *conclusion == Conclusion::Keys { ("keys", "their keys") } else { ("json-type", "JSON type") };
            let update = json!({ "x-distinguished-by": name });
            vec![action(target, format!("Members are distinguished by {how}."), Change::Update(update))]
        }
        Conclusion::Declared | Conclusion::Undecided => Vec::new(),
    }
}

/// The schema of the single property of a member, under the member's title.
fn content_schema<'a>(schemas: &Schemas<'a>, member: &MemberSchema<'a>) -> Option<Value> {
    let (_, property) = member.node.entries("properties").into_iter().next()?;
    let mut schema = schemas.resolve(&property).value.clone();
    schema.as_object_mut()?.insert("title".to_owned(), json!(member.tag));
    Some(schema)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod wire_tests;
