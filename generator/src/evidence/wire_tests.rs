use serde_json::{Value, json};

use super::{Conclusion, Evidence, conclude};
use crate::conventions::{Conventions, Prose};
use crate::overlay::action_to_value;
use crate::text::Source;

/// The evidence for a description whose `GET /v` returns the schema `V`, of which these values were seen.
fn seen(schemas: Value, lines: &[Value]) -> Evidence {
    let media = json!({"application/json": {"schema": {"$ref": "#/components/schemas/V"}}});
    let root = json!({
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "components": {"schemas": schemas},
        "paths": {"/v": {"get": {"responses": {"200": {"description": "", "content": media}}}}},
    });
    let line = |line: &Value| {
        let mut line = line.as_object().unwrap().clone();
        line.insert("operation".to_owned(), json!("GET /v"));
        line.insert("status".to_owned(), json!(200));
        line.entry("path").or_insert_with(|| json!(""));
        Value::Object(line).to_string()
    };
    let text = lines.iter().map(line).collect::<Vec<_>>().join("\n");
    let prose = Prose { values: Some("values: [".to_owned()), introductions: Vec::new() };
    let source = Source { name: "v.jsonl".to_owned(), text };
    conclude("api.yaml", &root, &Conventions { prose, ..Conventions::default() }, Some(&source))
}

fn object(property: &str, ty: &str) -> Value {
    json!({"type": "object", "required": [property], "properties": {property: {"type": ty}}})
}

fn union(members: &[&str]) -> Value {
    let members: Vec<Value> = members.iter().map(|m| json!({"$ref": format!("#/components/schemas/{m}")})).collect();
    json!({ "oneOf": members })
}

fn conclusion(evidence: &Evidence) -> &Conclusion {
    assert!(evidence.diagnostics.is_empty(), "{}", evidence.diagnostics);
    &evidence.unions["/components/schemas/V"].conclusion
}

/// The targets and the changes of what is proposed.
fn proposals(evidence: &Evidence) -> Vec<Value> {
    let shown = |action| {
        let Value::Object(mut action) = action_to_value(action) else { return Value::Null };
        assert!(action["description"].as_str().unwrap().starts_with("Seen on the wire: "));
        action.remove("description");
        action.remove("x-evidence");
        Value::Object(action)
    };
    evidence.proposals.iter().map(shown).collect()
}

#[test]
fn a_tag_keys_a_json_type_a_string_and_a_content_identify_members() {
    let v = || union(&["A", "B"]);
    let same = || object("v", "string");
    let tagged = json!({"type": "object", "keys": ["_type", "v"], "tags": {"_type": "B"}, "count": 3});
    let found = seen(json!({"V": v(), "A": same(), "B": same()}), &[tagged]);
    assert_eq!(conclusion(&found), &Conclusion::Tagged("_type".to_owned()));
    assert_eq!(found.actions[0].extensions["x-evidence"], json!({"observed": 3}));
    assert!(found.unions["/components/schemas/V"].is_only_observed());

    let keys = json!({"type": "object", "keys": ["b"]});
    let found = seen(json!({"V": v(), "A": object("a", "string"), "B": object("b", "string")}), &[keys]);
    assert_eq!(conclusion(&found), &Conclusion::Keys);

    let found = seen(
        json!({"V": v(), "A": {"type": "string"}, "B": {"type": "array", "items": {}}}),
        &[json!({"type": "array"})],
    );
    assert_eq!(conclusion(&found), &Conclusion::JsonType);

    let empty = || json!({"type": "object"});
    let found = seen(json!({"V": v(), "A": empty(), "B": empty()}), &[json!({"type": "string"})]);
    assert_eq!(conclusion(&found), &Conclusion::BareString);

    let found =
        seen(json!({"V": v(), "A": object("x", "string"), "B": object("x", "integer")}), &[json!({"type": "integer"})]);
    assert_eq!(conclusion(&found), &Conclusion::Content);
}

#[test]
fn an_observation_that_contradicts_an_example_is_an_error_with_both_places() {
    let mut v = union(&["A", "B"]);
    v["example"] = json!({"b": "x"});
    let tagged = json!({"type": "object", "keys": ["_type", "b"], "tags": {"_type": "B"}});
    let found = seen(json!({"V": v, "A": object("a", "string"), "B": object("b", "string")}), &[tagged]).diagnostics;
    let problem = found.iter().find(|problem| problem.code == "examples-disagree").expect("an error");
    let places: Vec<String> = problem.places.iter().map(ToString::to_string).collect();
    assert_eq!(places[..2], ["api.yaml /components/schemas/V/example", "v.jsonl:1"]);
}

#[test]
fn a_tag_that_may_be_data_and_keys_that_are_not_known_prove_nothing() {
    let schemas = || json!({"V": union(&["A", "B"]), "A": object("a", "string"), "B": object("b", "string")});
    for line in [
        json!({"type": "object", "keys": ["*", "_type"], "tags": {"_type": "?"}}),
        json!({"type": "object", "keys": ["*"]}),
    ] {
        let found = seen(schemas(), &[line]);
        assert_eq!(found.unions["/components/schemas/V"].conclusion, Conclusion::Undecided);
        assert!(found.proposals.is_empty());
    }
    let open = seen(json!({"V": object("a", "string")}), &[json!({"type": "object", "keys": ["*"]})]);
    assert!(open.diagnostics.is_empty(), "{}", open.diagnostics);
}

#[test]
fn values_of_a_list_in_prose_are_counted_and_new_ones_are_one_correction() {
    let v = json!({"type": "string", "description": "values: [A, B]"});
    let found = seen(json!({ "V": v }), &[json!({"type": "string"})]);
    assert_eq!(found.actions[0].extensions["x-evidence"], json!({"observed": 1, "prose": true}));
    let lines = ["C", "D", "A"].map(|value| json!({"type": "string", "value": value}));
    let found = seen(json!({ "V": v }), &lines);
    let update = json!({"enum": ["A", "B", "C", "D"]});
    assert_eq!(proposals(&found), [json!({"target": "$.components.schemas.V", "update": update})]);
    let tagged = json!({"type": "object", "keys": ["_type"], "tags": {"_type": "A"}});
    let found = seen(json!({ "V": v }), &[tagged]);
    assert!(found.diagnostics.is_empty() && found.actions[0].description.contains("in `_type` of an object"));
}

#[test]
fn a_reference_that_is_null_is_wrapped() {
    let v = json!({"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A"}}});
    let found = seen(json!({"V": v, "A": object("x", "string")}), &[json!({"type": "null", "path": "a"})]);
    let reference = json!({"$ref": "#/components/schemas/A"});
    assert_eq!(
        proposals(&found),
        [
            json!({"target": "$.components.schemas.V.properties.a", "remove": true, "x-expect": reference}),
            json!({"target": "$.components.schemas.V.properties", "update": {"a": {"allOf": [reference], "nullable": true}}}),
        ]
    );
}

#[test]
fn another_json_type_replaces_the_declared_one_unless_both_are_seen() {
    let schemas = || json!({"V": {"type": "object", "properties": {"a": {"type": "integer", "format": "int32"}}}});
    let text = json!({"type": "string", "path": "a"});
    let found = seen(schemas(), std::slice::from_ref(&text));
    let target = "$.components.schemas.V.properties.a";
    assert_eq!(
        proposals(&found),
        [
            json!({"target": format!("{target}.format"), "remove": true}),
            json!({"target": target, "x-expect": {"type": "integer"}, "update": {"type": "string"}}),
        ]
    );
    let both = seen(schemas(), &[text, json!({"type": "integer", "path": "a"})]);
    assert!(both.proposals.is_empty() && both.diagnostics.iter().count() == 1);
    let number = seen(json!({"V": {"type": "number"}}), &[json!({"type": "integer"})]);
    assert!(number.diagnostics.is_empty(), "an integer is a number");
}

#[test]
fn a_missing_key_is_no_longer_required_and_a_new_one_is_declared_with_its_types() {
    let v = json!({"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}});
    let lines = [
        json!({"type": "object", "keys": ["a", "c"]}),
        json!({"type": "null", "path": "c"}),
        json!({"type": "boolean", "path": "c"}),
    ];
    let found = seen(json!({ "V": v }), &lines);
    let target = "$.components.schemas.V";
    assert_eq!(
        proposals(&found),
        [
            json!({"target": format!("{target}.properties"), "update": {"c": {"type": "boolean", "nullable": true}}}),
            json!({"target": format!("{target}.required[?@ == 'b']"), "remove": true}),
        ]
    );
    let only = seen(json!({"V": object("a", "string")}), &[json!({"type": "object", "keys": []})]);
    assert_eq!(proposals(&only), [json!({"target": format!("{target}.required"), "remove": true})]);
}

#[test]
fn a_place_in_several_members_contradicts_only_what_none_of_them_allows() {
    let schemas = || json!({"V": union(&["A", "B"]), "A": object("v", "string"), "B": object("v", "integer")});
    let at = |path: &str, ty: &str| json!({"type": ty, "path": path});
    for (line, is_wrong) in [
        (at("v", "integer"), false),
        (at("<A>.v", "integer"), true),
        (at("<B>.v", "integer"), false),
        (at("v", "array"), true),
    ] {
        let found = seen(schemas(), std::slice::from_ref(&line));
        let codes: Vec<_> = found.diagnostics.iter().map(|d| d.code).filter(|code| code.starts_with("wire")).collect();
        assert_eq!(!codes.is_empty(), is_wrong, "{line}: {}", found.diagnostics);
    }
}

#[test]
fn what_the_description_does_not_declare_is_no_contradiction_by_itself() {
    let lines = [json!({"type": "string", "path": "a.b[].c"}), json!({"type": "object", "keys": ["x"]})];
    let free = seen(json!({"V": {"type": "object", "additionalProperties": {"type": "string"}}}), &lines);
    assert!(free.diagnostics.is_empty(), "{}", free.diagnostics);
    let any = seen(json!({"V": {}}), &[json!({"type": "null"}), json!({"type": "array"})]);
    assert!(any.diagnostics.is_empty(), "{}", any.diagnostics);
}

#[test]
fn a_union_that_leads_back_to_itself_ends() {
    let v = json!({"oneOf": [{"$ref": "#/components/schemas/V"}, {"$ref": "#/components/schemas/A"}]});
    let _ = seen(
        json!({"V": v, "A": object("a", "string")}),
        &[json!({"type": "object", "keys": ["a"]}), json!({"type": "null"})],
    );
}
