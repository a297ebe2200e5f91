//! What the examples and the prose of a description prove about the wire.
//!
//! The schemas alone do not state how the members of a union are distinguished, nor which values a string has. This stage
//! compares every example with its schema (`observe`), draws one conclusion for each union and for each string with
//! a list of values in its prose (`prose`), and returns the conclusions as the actions of an overlay.

mod conclusion;
mod observe;
mod prose;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::conventions::Conventions;
use crate::description::Node;
use crate::description::disjoint::first_overlap;
use crate::description::{MemberSchema, Schemas};
use crate::diagnostic::{Diagnostic, Diagnostics, Location, Severity};
use crate::model::Disposition;
use crate::overlay::{Action, Change};
use crate::text::json_path;

pub use conclusion::Conclusion;
pub use prose::without_values;
pub use support::Support;

use observe::{Observation, Seen};

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
    /// Examples that contradict their schema or each other.
    pub diagnostics: Diagnostics,
}

/// What is known about the encoding of a union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnionEvidence {
    /// How the members are distinguished.
    pub conclusion: Conclusion,
    /// How many values in examples show it.
    pub support: Support,
}

impl UnionEvidence {
    /// Whether the description does not declare the conclusion, and no example of the service shows it.
    pub fn is_assumed(&self) -> bool {
        self.support.is_assumed() && self.conclusion != Conclusion::Declared
    }
}

/// Reads all examples and all prose of the description `root`; `file` is its name in diagnostics.
pub fn conclude(file: &str, root: &Value, conventions: &Conventions) -> Evidence {
    let schemas = Schemas::new(root, conventions);
    let lists = prose::value_lists(&schemas);
    let observed = observe::observe(file, &schemas, &lists);
    let mut diagnostics = observed.diagnostics;
    // By target; the actions on one schema keep their order, since an update may follow a removal.
    let mut actions: BTreeMap<String, Vec<Action>> = BTreeMap::new();
    let mut unions = BTreeMap::new();
    let mut written_out = Vec::new();

    let mut by_union: BTreeMap<&str, Vec<&Observation>> = BTreeMap::new();
    observed.observations.iter().for_each(|o| by_union.entry(&o.union).or_default().push(o));
    let habits = Habits::of(&observed.observations);
    for union in schemas.all() {
        let members = schemas.members(union);
        if members.is_empty() {
            continue;
        }
        let seen = by_union.get(union.pointer.as_str()).map_or(&[][..], Vec::as_slice);
        let conclusion = match agree(seen) {
            _ if schemas.discriminator(union, &members).is_some() => Conclusion::Declared,
            Ok(Some(conclusion)) => conclusion,
            Ok(None) => {
                let assumed = habits.by_analogy(&schemas, &members);
                // With one member and null there is nothing to decide.
                let choices = members.iter().filter(|member| !member.node.is_null()).count();
                if assumed == Conclusion::Undecided && choices > 1 {
                    diagnostics.add(undecided(file, union));
                }
                assumed
            }
            Err((a, b)) => {
                diagnostics.add(conflict(file, union, a, b));
                Conclusion::Undecided
            }
        };
        let support = seen.iter().map(|observation| observation.source).collect();
        let target = json_path(root, &union.pointer);
        actions.insert(target.clone(), union_actions(&schemas, union, &members, target, &conclusion, support));
        let disposition = match conclusion {
            Conclusion::BareString => Some(Disposition::Variant),
            Conclusion::Content => Some(Disposition::Inlined),
            _ => None,
        };
        for member in &members {
            written_out.extend(
                disposition
                    .clone()
                    .and_then(|disposition| Some((member.node.component()?, union.component(), disposition))),
            );
        }
        unions.insert(union.pointer.clone(), UnionEvidence { conclusion, support });
    }
    for list in &lists {
        let action = list.action(root, observed.checked.get(&list.pointer).cloned().unwrap_or_default());
        actions.entry(action.target.clone()).or_default().push(action);
    }
    let actions = within_reach(actions.into_values().flatten().collect());
    Evidence { actions, unions, written_out, diagnostics }
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

fn undecided(file: &str, union: &Node<'_>) -> Diagnostic {
    Diagnostic {
        severity: Severity::Note,
        code: "union-undecided",
        message: format!(
            "no example shows the union {}, and no other union suggests a tag; its type rests on its schemas alone",
            union.str("title").unwrap_or(&union.pointer),
        ),
        places: vec![Location::new(file, &union.pointer)],
        help: "if its members have a tag, declare it as `discriminator` in an overlay under spec/overlays".into(),
    }
}

fn conflict(file: &str, union: &Node<'_>, a: &Observation, b: &Observation) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code: "examples-disagree",
        message: format!(
            "two examples show different encodings of the union {}: {} and {}",
            union.str("title").unwrap_or(&union.pointer),
            a.seen,
            b.seen
        ),
        places: [&a.example, &b.example, &union.pointer].map(|pointer| Location::new(file, pointer)).into(),
        help: "correct the example that is wrong, or the schema, in an overlay under spec/overlays".into(),
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
mod tests {
    use serde_json::{Value, json};

    use super::{Change, Conclusion, Evidence, conclude};
    use crate::conventions::{Conventions, Prose};

    fn evidence_of(root: &Value) -> Evidence {
        let prose = Prose { values: Some("values: [".to_owned()), introductions: Vec::new() };
        conclude("api.yaml", root, &Conventions { prose, ..Conventions::default() })
    }

    /// A description whose schemas contain their examples.
    fn description(schemas: Value) -> Value {
        json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": schemas}})
    }

    fn union(members: &[&str], example: Value) -> Value {
        let members: Vec<Value> =
            members.iter().map(|m| json!({"$ref": format!("#/components/schemas/{m}")})).collect();
        let mut union = json!({ "oneOf": members });
        if !example.is_null() {
            union["example"] = example;
        }
        union
    }

    fn object(property: &str, ty: &str) -> Value {
        json!({"type": "object", "required": [property], "properties": {property: {"type": ty}}})
    }

    /// The evidence of a union `U` of `A` and `B`.
    fn evidence(a: Value, b: Value, example: Value) -> Evidence {
        evidence_of(&description(json!({"U": union(&["A", "B"], example), "A": a, "B": b})))
    }

    fn conclusion(evidence: &Evidence) -> &Conclusion {
        &evidence.unions["/components/schemas/U"].conclusion
    }

    #[test]
    fn a_tag_is_the_title_of_a_member_under_a_key_that_it_does_not_declare() {
        let found = evidence(object("v", "string"), object("v", "string"), json!({"v": "x", "_type": "B"}));
        assert_eq!(conclusion(&found), &Conclusion::Tagged("_type".to_owned()));
        assert_eq!(found.actions[0].extensions["x-evidence"], json!({"published": 1}));
    }

    #[test]
    fn members_without_properties_are_a_plain_string_where_an_example_is_one() {
        let empty = || json!({"type": "object"});
        assert_eq!(conclusion(&evidence(empty(), empty(), json!("A"))), &Conclusion::BareString);
        let tagged = evidence(empty(), empty(), json!({"_type": "A"}));
        assert_eq!(conclusion(&tagged), &Conclusion::Tagged("_type".to_owned()));
    }

    #[test]
    fn without_a_tag_members_are_distinguished_by_keys_or_json_type() {
        let by_keys = evidence(object("a", "string"), object("b", "string"), json!({"a": "x"}));
        assert_eq!(conclusion(&by_keys), &Conclusion::Keys);
        let by_type = evidence(json!({"type": "string"}), json!({"type": "integer"}), json!(1));
        assert_eq!(conclusion(&by_type), &Conclusion::JsonType);
    }

    #[test]
    fn the_content_of_a_member_may_be_the_value_itself() {
        let found = evidence(object("value", "string"), object("value", "integer"), json!("x"));
        assert_eq!(conclusion(&found), &Conclusion::Content);
    }

    #[test]
    fn corrections_within_a_removed_node_are_left_out() {
        let member = |ty: &str| json!({"title": ty, "type": "object", "properties": {"value": {"type": ty, "description": "values: [a, b]"}}});
        let union = json!({"oneOf": [member("string"), member("integer")], "example": "a"});
        let found = evidence_of(&description(json!({ "U": union })));
        assert_eq!(conclusion(&found), &Conclusion::Content);
        assert_eq!(found.actions.iter().filter(|action| action.change == Change::Remove).count(), 1);
        assert!(!found.actions.iter().any(|action| action.target.contains("oneOf[")), "{:?}", found.actions);
    }

    #[test]
    fn a_union_without_examples_is_tagged_like_the_others_and_marked_as_assumed() {
        let seen = union(&["A", "B"], json!({"v": "x", "_type": "A"}));
        let schemas = json!({
            "U": union(&["A", "B"], Value::Null), "Seen": seen, "A": object("v", "string"), "B": object("v", "string"),
        });
        let found = evidence_of(&description(schemas));
        assert_eq!(conclusion(&found), &Conclusion::Tagged("_type".to_owned()));
        let action = found.actions.iter().find(|action| action.target.ends_with(".U")).expect("an action");
        assert_eq!(action.extensions["x-evidence"], json!({"assumed": true}));
    }

    #[test]
    fn published_examples_and_our_own_are_counted_apart() {
        let tagged = |tag: &str| json!({"v": "x", "_type": tag});
        let named = json!({
            "a": {"value": tagged("A")}, "b": {"value": tagged("B"), "x-example-source": "ours"},
            "c": {"value": tagged("B"), "x-example-source": "published"},
        });
        let media = json!({"schema": {"$ref": "#/components/schemas/U"}, "examples": named});
        let mut root = description(json!({
            "U": union(&["A", "B"], Value::Null), "A": object("v", "string"), "B": object("v", "string"),
        }));
        root["paths"] = json!({"/u": {"get": {"responses": {"200": {"content": {"application/json": media}}}}}});
        assert_eq!(evidence_of(&root).actions[0].extensions["x-evidence"], json!({"published": 2, "ours": 1}));
    }

    #[test]
    fn what_only_our_own_examples_show_is_assumed() {
        let mut marked = union(&["A", "B"], json!({"v": "x", "_type": "B"}));
        marked["x-example-source"] = json!("ours");
        let parts = json!({"U": marked, "A": object("v", "string"), "B": object("v", "string")});
        let mut unmarked = description(parts.clone());
        unmarked["components"]["schemas"]["U"].as_object_mut().map(|union| union.remove("x-example-source"));
        let mut whole = unmarked.clone();
        whole["x-example-source"] = json!("ours");
        for root in [description(parts), whole] {
            let found = evidence_of(&root);
            assert_eq!(conclusion(&found), &Conclusion::Tagged("_type".to_owned()));
            assert!(found.unions["/components/schemas/U"].is_assumed());
            assert_eq!(found.actions[0].extensions["x-evidence"], json!({"ours": 1, "assumed": true}));
        }
        assert!(!evidence_of(&unmarked).unions["/components/schemas/U"].is_assumed());
    }

    #[test]
    fn the_form_of_a_listed_string_that_only_our_own_examples_show_is_assumed() {
        let listed = |example: Value| {
            let schema = json!({"type": "string", "description": "values: [a, b]", "example": example});
            let mut root = description(json!({ "S": schema }));
            root["x-example-source"] = json!("ours");
            evidence_of(&root).actions.remove(0).extensions.remove("x-evidence").unwrap_or_default()
        };
        assert_eq!(listed(json!({"_type": "a"})), json!({"prose": true, "ours": 1, "assumed": true}));
        assert_eq!(listed(json!("a")), json!({"prose": true, "ours": 1}));
    }

    #[test]
    fn an_unknown_source_of_an_example_is_an_error() {
        let root = description(json!({"S": {"type": "string", "example": "x", "x-example-source": "theirs"}}));
        let found = evidence_of(&root).diagnostics.to_string();
        assert!(found.contains("`x-example-source` is \"theirs\"") && found.contains("/S/example"), "{found}");
    }

    #[test]
    fn a_union_of_which_nothing_is_known_is_noted_with_its_place() {
        let found = evidence(object("v", "string"), object("v", "string"), Value::Null).diagnostics;
        let notes: Vec<_> = found.iter().map(|note| (note.code, note.places[0].pointer.as_str())).collect();
        assert_eq!(notes, [("union-undecided", "/components/schemas/U")]);
    }

    #[test]
    fn a_declared_discriminator_is_kept_whatever_the_name_of_the_tag() {
        let mut schemas = json!({"U": union(&["A"], json!({"v": "x", "kind": "A"})), "A": object("v", "string")});
        schemas["U"]["discriminator"] = json!({"propertyName": "kind"});
        let found = evidence_of(&description(schemas));
        assert_eq!(conclusion(&found), &Conclusion::Declared);
        assert!(found.actions.is_empty() && found.diagnostics.is_empty(), "{}", found.diagnostics);
    }

    #[test]
    fn nothing_is_assumed_where_no_example_shows_a_union() {
        let found = evidence(object("v", "string"), object("v", "string"), Value::Null);
        assert_eq!(conclusion(&found), &Conclusion::Undecided);
        assert!(found.actions.is_empty());
    }

    #[test]
    fn an_example_that_shows_keys_and_one_that_shows_a_json_type_do_not_contradict_each_other() {
        let members = json!([{"type": "string"}, object("name", "string")]);
        let list =
            json!({"type": "array", "items": {"$ref": "#/components/schemas/U"}, "example": [{"name": "red"}, "red"]});
        let found = evidence_of(&description(json!({"U": {"oneOf": members}, "List": list})));
        assert!(found.diagnostics.is_empty(), "{}", found.diagnostics);
        assert_eq!(conclusion(&found), &Conclusion::Keys);
    }

    #[test]
    fn an_empty_string_is_not_the_tag_of_a_member_without_a_title() {
        let members = json!([object("login", "string"), object("slug", "string")]);
        let union = json!({"oneOf": members, "example": {"login": "ann", "avatar": ""}});
        let found = evidence_of(&description(json!({ "U": union })));
        assert_eq!(conclusion(&found), &Conclusion::Keys);
    }

    #[test]
    fn a_declared_tag_says_nothing_about_unions_without_one() {
        let mut pet = union(&["Cat", "Dog"], json!({"kind": "Cat"}));
        pet["discriminator"] = json!({"propertyName": "kind"});
        let same = || object("x", "string");
        let schemas = json!({
            "Pet": pet, "Cat": object("kind", "string"), "Dog": object("kind", "string"),
            "U": union(&["A", "B"], Value::Null), "A": same(), "B": same(),
        });
        assert_eq!(conclusion(&evidence_of(&description(schemas))), &Conclusion::Undecided);
    }

    #[test]
    fn no_tag_is_assumed_where_keys_prove_the_members() {
        let seen = union(&["C", "D"], json!({"v": "x", "_type": "C"}));
        let schemas = |b: &str| {
            json!({
                "U": union(&["A", "B"], Value::Null), "A": object("a", "string"), "B": object(b, "string"),
                "Seen": seen.clone(), "C": object("v", "string"), "D": object("v", "string"),
            })
        };
        assert_eq!(conclusion(&evidence_of(&description(schemas("b")))), &Conclusion::Undecided);
        assert_eq!(conclusion(&evidence_of(&description(schemas("a")))), &Conclusion::Tagged("_type".to_owned()));
    }

    #[test]
    fn an_example_may_be_null_only_where_the_schema_or_a_member_allows_it() {
        let nullable = json!({"oneOf": [object("a", "string"), {"nullable": true}], "example": null});
        assert!(evidence_of(&description(json!({ "U": nullable }))).diagnostics.is_empty());
        let found = evidence_of(&description(json!({"S": {"type": "string", "example": null}})));
        assert!(found.diagnostics.to_string().contains("the schema does not allow null"), "{}", found.diagnostics);
    }

    #[test]
    fn a_union_that_leads_back_to_itself_is_compared_once() {
        let members = json!([{"$ref": "#/components/schemas/U"}, {"type": "string"}]);
        let direct = json!({"oneOf": members, "example": {}});
        let _ = evidence_of(&description(json!({"U": direct.clone()})));
        let through = json!({"allOf": [{"$ref": "#/components/schemas/V"}], "example": "x"});
        let _ = evidence_of(&description(
            json!({"U": direct, "V": {"anyOf": [{"$ref": "#/components/schemas/W"}]}, "W": through}),
        ));
    }

    #[test]
    fn a_string_that_breaks_its_format_is_reported() {
        for (format, wrong, right) in [
            ("uuid", "not-a-uuid", "4d2ab456-8510-4a35-b266-e502160d5177"),
            ("date-time", "2024-01-02T03:04:05", "2024-01-02T03:04:05Z"),
            ("date", "2024-01-02T03:04:05Z", "2024-01-02"),
        ] {
            let schema = |example: &str| json!({"S": {"type": "string", "format": format, "example": example}});
            let found = evidence_of(&description(schema(wrong))).diagnostics.to_string();
            assert!(found.contains(&format!("the value is not in the format `{format}`")), "{found}");
            assert!(evidence_of(&description(schema(right))).diagnostics.is_empty());
        }
    }

    #[test]
    fn contradicting_examples_are_an_error_that_names_both() {
        let list = json!({
            "type": "array",
            "items": {"$ref": "#/components/schemas/U"},
            "example": [{"a": "x", "_type": "A"}, {"b": "x"}],
        });
        let schemas = json!({
            "U": union(&["A", "B"], Value::Null), "A": object("a", "string"), "B": object("b", "string"), "List": list,
        });
        let found = evidence_of(&description(schemas));
        let problem = found.diagnostics.iter().next().expect("a problem");
        assert_eq!((problem.code, conclusion(&found)), ("examples-disagree", &Conclusion::Undecided));
        let places: Vec<&str> = problem.places.iter().map(|place| place.pointer.as_str()).collect();
        assert_eq!(places[..2], ["/components/schemas/List/example/0", "/components/schemas/List/example/1"]);
    }
}
