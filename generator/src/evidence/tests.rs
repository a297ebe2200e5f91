use serde_json::{Value, json};

use super::{Change, Conclusion, Evidence, conclude};
use crate::conventions::{Conventions, Prose, Titles};

fn evidence_of(root: &Value) -> Evidence {
    let prose = Prose { values: Some("values: [".to_owned()), introductions: Vec::new() };
    conclude("api.yaml", root, &Conventions { prose, ..Conventions::default() }, None)
}

/// A description whose schemas contain their examples.
fn description(schemas: Value) -> Value {
    json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": schemas}})
}

fn union(members: &[&str], example: Value) -> Value {
    let members: Vec<Value> = members.iter().map(|m| json!({"$ref": format!("#/components/schemas/{m}")})).collect();
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
fn an_untitled_member_is_named_by_its_component_without_number_and_type_arguments() {
    let titles = |separator: Option<&str>| Titles {
        type_arguments: separator.map(str::to_owned),
        numbered: separator.is_some(),
    };
    let schemas = json!({
        "U": union(&["Done_Error_Agent", "NotFound1", "Page2"], Value::Null), "Done_Error_Agent": object("v", "string"),
        "NotFound1": object("v", "string"), "NotFound": object("w", "string"), "Error": object("w", "string"),
        "Page2": object("v", "string"),
        "List": {"type": "array", "items": {"$ref": "#/components/schemas/U"}, "example": [
            {"v": "x", "_type": "Done"}, {"v": "x", "_type": "NotFound"}, {"v": "x", "_type": "Page2"},
        ]},
    });
    let root = description(schemas);
    let found = |titles: Titles| conclude("api.yaml", &root, &Conventions { titles, ..Conventions::default() }, None);
    let named = found(titles(Some("_")));
    assert_eq!(conclusion(&named), &Conclusion::Tagged("_type".to_owned()));
    assert!(named.diagnostics.is_empty(), "{}", named.diagnostics);
    let unnamed = found(titles(None)).diagnostics.to_string();
    assert!(unnamed.contains("tag-unknown") && unnamed.contains("`_type: Done`"), "{unnamed}");
}

#[test]
fn a_tag_that_no_member_has_is_an_error_that_names_the_example_and_the_union() {
    let seen = union(&["A", "B"], json!({"v": "x", "_type": "A"}));
    let schemas = json!({
        "Seen": seen, "A": object("v", "string"), "B": object("v", "string"),
        "U": union(&["C", "D"], json!({"c": "x", "_type": "Other"})), "C": object("c", "string"), "D": object("d", "string"),
    });
    let found = evidence_of(&description(schemas)).diagnostics;
    let problem = found.iter().find(|problem| problem.code == "tag-unknown").expect("an error");
    let places: Vec<&str> = problem.places.iter().map(|place| place.pointer.as_str()).collect();
    assert_eq!(places, ["/components/schemas/U/example/_type", "/components/schemas/U"]);
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
