//! What the examples and the prose of a description prove about the wire.
//!
//! The schemas alone do not say how the members of a union are told apart, nor which values a string takes. This stage
//! reads every example against its schema ([`observe`]), draws one conclusion for each union and for each string with
//! a list of values in its prose ([`prose`]), and returns the conclusions as the actions of an overlay.

mod observe;
mod prose;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Severity};
use crate::node::Node;
use crate::overlay::{Action, Change};
use crate::schema::{Schemas, json_path};

pub use prose::without_values;

use observe::{Observation, Seen};

/// The outcome of this stage.
pub struct Evidence {
    /// The conclusions, as corrections; sorted by target.
    pub actions: Vec<Action>,
    /// The conclusion for each union, by the pointer of its schema.
    pub unions: BTreeMap<String, Conclusion>,
    /// Examples that contradict their schema or each other.
    pub diagnostics: Diagnostics,
}

/// How the members of a union are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// The description itself declares a discriminator.
    Declared,
    /// By a tag in this property.
    Tagged(String),
    /// The union is a string, each member one of its values.
    BareString,
    /// By the keys that are there.
    Keys,
    /// By the JSON type of the value.
    JsonType,
    /// The members are declared as objects around the value, and the value stands alone.
    Content,
    /// Nothing tells; the proof is left to the schemas.
    Undecided,
}

/// Reads all examples and all prose of a description.
pub fn conclude(file: &str, root: &Value) -> Evidence {
    let schemas = Schemas::new(root);
    let lists = prose::value_lists(&schemas);
    let observed = observe::observe(file, &schemas, &lists);
    let mut diagnostics = observed.diagnostics;
    // By target; the actions on one schema keep their order, since an update may follow a removal.
    let mut actions: BTreeMap<String, Vec<Action>> = BTreeMap::new();
    let mut unions = BTreeMap::new();

    let mut by_union: BTreeMap<&str, Vec<&Observation>> = BTreeMap::new();
    observed.observations.iter().for_each(|o| by_union.entry(&o.union).or_default().push(o));
    let habits = Habits::of(&observed.observations);
    for union in schemas.all() {
        if schemas.members(&union).is_empty() {
            continue;
        }
        let seen = by_union.get(union.pointer.as_str()).map_or(&[][..], Vec::as_slice);
        let conclusion = match agree(seen) {
            _ if union.has("discriminator") => Conclusion::Declared,
            Ok(Some(conclusion)) => conclusion,
            Ok(None) => habits.by_analogy(&schemas, &union),
            Err((a, b)) => {
                diagnostics.add(conflict(file, &union, a, b));
                Conclusion::Undecided
            }
        };
        let target = json_path(root, &union.pointer);
        actions.insert(target.clone(), union_actions(&schemas, &union, target, &conclusion, seen.len()));
        unions.insert(union.pointer.clone(), conclusion);
    }
    for list in &lists {
        let action = list.action(root, observed.checked.get(&list.pointer).cloned().unwrap_or_default());
        actions.entry(action.target.clone()).or_default().push(action);
    }
    let actions = within_reach(actions.into_values().flatten().collect());
    Evidence { actions, unions, diagnostics }
}

/// The actions whose targets are still there when their turn comes: what stands within something that another action
/// removes would match nothing.
fn within_reach(actions: Vec<Action>) -> Vec<Action> {
    let removed: Vec<String> =
        actions.iter().filter(|a| a.change == Change::Remove).map(|a| format!("{}[", a.target)).collect();
    actions.into_iter().filter(|a| !removed.iter().any(|removed| a.target.starts_with(removed))).collect()
}

/// The one conclusion that all observations of a union allow, or two that contradict each other.
fn agree<'o>(seen: &[&'o Observation]) -> Result<Option<Conclusion>, (&'o Observation, &'o Observation)> {
    let Some(first) = seen.first() else { return Ok(None) };
    let conclusion = first.seen.conclusion();
    match seen.iter().find(|other| other.seen.conclusion() != conclusion) {
        Some(other) => Err((first, other)),
        None => Ok(Some(conclusion)),
    }
}

fn conflict(file: &str, union: &Node<'_>, a: &Observation, b: &Observation) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code: "examples-disagree",
        message: format!(
            "two examples of the union {} are told apart in different ways: {} and {}",
            union.str("title").unwrap_or(&union.pointer),
            a.seen,
            b.seen
        ),
        places: [&a.example, &b.example, &union.pointer].map(|pointer| Place::new(file, pointer)).into(),
        help: "correct the example that is wrong, or the schema, in an overlay under spec/overlays".into(),
    }
}

/// How unions of this description are usually told apart.
struct Habits {
    /// The property that holds the tag.
    tag: Option<String>,
    /// Whether a union of members without content was seen as a plain string.
    bare: bool,
}

impl Habits {
    fn of(observations: &[Observation]) -> Self {
        let mut tags: BTreeMap<&str, usize> = BTreeMap::new();
        for observation in observations {
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

    /// What a union that no example shows is assumed to be.
    fn by_analogy(&self, schemas: &Schemas<'_>, union: &Node<'_>) -> Conclusion {
        let members = schemas.members(union);
        if self.bare && members.iter().all(|m| m.is_empty()) {
            return Conclusion::BareString;
        }
        match &self.tag {
            Some(tag) if members.iter().all(|m| m.is_object()) => Conclusion::Tagged(tag.clone()),
            _ => Conclusion::Undecided,
        }
    }
}

/// The corrections that state a conclusion about a union.
fn union_actions(
    schemas: &Schemas<'_>,
    union: &Node<'_>,
    target: String,
    conclusion: &Conclusion,
    examples: usize,
) -> Vec<Action> {
    let members = schemas.members(union);
    let evidence = if examples > 0 { json!({ "examples": examples }) } else { json!({ "assumed": true }) };
    let action = |target: String, description: String, change: Change| Action {
        target,
        description,
        change,
        expect: None,
        extensions: BTreeMap::from([("x-evidence".to_owned(), evidence.clone())]),
    };
    let key = if union.has("oneOf") { "oneOf" } else { "anyOf" };
    match conclusion {
        Conclusion::Tagged(property) => {
            let mapping: Map<String, Value> =
                members.iter().filter_map(|m| Some((m.tag.clone(), json!(m.reference?)))).collect();
            if mapping.len() != members.len() {
                // Two members with one tag, or members without a name: no tag can tell them apart.
                return Vec::new();
            }
            let update = json!({ "discriminator": { "propertyName": property, "mapping": mapping } });
            vec![action(target, format!("Members carry their title in `{property}`."), Change::Update(update))]
        }
        Conclusion::BareString => {
            let values: BTreeSet<&str> = members.iter().map(|m| m.tag.as_str()).collect();
            let update = json!({ "type": "string", "enum": values });
            vec![
                action(format!("{target}.{key}"), "The value is a string, not an object.".into(), Change::Remove),
                action(target, "Each member stands for its title.".into(), Change::Update(update)),
            ]
        }
        Conclusion::Content => {
            let contents: Vec<Value> = members.iter().filter_map(|m| content_schema(schemas, m)).collect();
            vec![
                action(format!("{target}.{key}"), "The members' contents stand alone.".into(), Change::Remove),
                action(
                    target,
                    "Members are told apart by JSON type.".into(),
                    Change::Update(json!({ "oneOf": contents })),
                ),
            ]
        }
        Conclusion::Keys | Conclusion::JsonType => {
            let (name, how) =
                if *conclusion == Conclusion::Keys { ("keys", "their keys") } else { ("json-type", "JSON type") };
            let update = json!({ "x-told-apart-by": name });
            vec![action(target, format!("Members are told apart by {how}."), Change::Update(update))]
        }
        Conclusion::Declared | Conclusion::Undecided => Vec::new(),
    }
}

/// The schema of the single property of a member, under the member's title.
fn content_schema(schemas: &Schemas<'_>, member: &crate::schema::MemberSchema<'_>) -> Option<Value> {
    let (_, property) = member.node.entries("properties").into_iter().next()?;
    let mut schema = schemas.resolve(&property).value.clone();
    schema.as_object_mut()?.insert("title".to_owned(), json!(member.tag));
    Some(schema)
}
