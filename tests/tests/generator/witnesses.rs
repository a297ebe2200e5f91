//! The proof that the members of a union can be distinguished, against an independent validator: every value that a
//! message prints fits both members, and no value fits two members that the bindings distinguish.

use dixa_generator::text::Source;
use dixa_generator::{Input, Output, VersionInput, generate};
use serde_json::{Value, json};

/// Schemas of many forms; every pair of them becomes a union.
fn schemas() -> Vec<Value> {
    let object = |required: &[&str], properties: Value| json!({"type": "object", "required": required, "properties": properties});
    let text = || json!({"type": "string"});
    let number = || json!({"type": "integer"});
    vec![
        text(),
        json!({"type": "string", "enum": ["a", "b"]}),
        json!({"type": "string", "format": "uuid"}),
        json!({"enum": ["b", "c"]}),
        json!({"enum": [""]}),
        number(),
        json!({"type": "number", "minimum": 5}),
        json!({"type": "integer", "enum": [1, 2]}),
        json!({"type": "boolean"}),
        json!({"allOf": [text()]}),
        json!({"allOf": [{"type": "string", "maxLength": 2}, {"description": "short"}]}),
        json!({"allOf": [number()], "nullable": true}),
        json!({"oneOf": [text(), number()]}),
        json!({"anyOf": [{"type": "boolean"}, {"type": "array", "items": text()}]}),
        json!({"type": "array", "items": text()}),
        json!({"type": "array", "items": number(), "minItems": 1}),
        json!({"type": "array", "items": {"type": "string", "nullable": true}}),
        json!({"type": "array", "items": {"oneOf": [number(), {"type": "boolean"}]}}),
        json!({"type": "array", "minItems": 3, "items": text()}),
        json!({"type": "array", "items": object(&["a"], json!({"a": text()}))}),
        object(&["a"], json!({"a": text()})),
        object(&["a"], json!({"a": number(), "b": text()})),
        object(&["b"], json!({"b": text()})),
        object(&["a", "b"], json!({"a": text(), "b": text()})),
        object(&[], json!({"a": text()})),
        object(&["kind"], json!({"kind": {"type": "string", "enum": ["x"]}})),
        object(&["kind"], json!({"kind": {"type": "string", "enum": ["y"]}})),
        object(&["kind"], json!({"kind": {"type": "string", "pattern": "^x"}})),
        object(&["a"], json!({"a": {"type": "string", "nullable": true}})),
        object(&["a"], json!({"a": object(&["b"], json!({"b": number()}))})),
        object(&["a"], json!({"a": {"oneOf": [text(), number()]}})),
        json!({"allOf": [object(&["a"], json!({"a": text()})), object(&["b"], json!({"b": text()}))]}),
        json!({"type": "object", "additionalProperties": number()}),
        json!({"type": "object", "required": ["a"], "properties": {"a": text()}, "additionalProperties": text()}),
        json!({"type": "object", "properties": {"c": number()}, "minProperties": 2}),
        json!({"type": "object", "properties": {"id": number()}, "required": ["id"],
               "oneOf": [object(&["a"], json!({"a": text()})), object(&["b"], json!({"b": text()}))]}),
        json!({"not": text()}),
        json!({}),
    ]
}

/// Values of many forms.
fn values() -> Vec<Value> {
    let mut values = vec![
        json!("a"),
        json!("b"),
        json!("c"),
        json!(""),
        json!("a long text"),
        json!(1),
        json!(2),
        json!(7.5),
        json!(true),
        json!("4d2ab456-8510-4a35-b266-e502160d5177"),
        json!(["a"]),
        json!([1]),
        json!([true]),
        json!(["a", null]),
        json!(["a", "b", "c"]),
        json!([{"a": "x"}]),
        json!({}),
        json!({"c": 1}),
        json!({"c": 1, "a": "x"}),
        json!({"kind": "x"}),
        json!({"kind": "y"}),
        json!({"id": 1, "a": "x"}),
        json!({"id": 1, "b": "x"}),
    ];
    let of_a = [json!("x"), json!(1), json!(null), json!({"b": 1}), json!("a")];
    values.extend(of_a.iter().map(|a| json!({"a": a})));
    values.extend(of_a.iter().map(|a| json!({"a": a, "b": "x"})));
    values.push(json!({"b": "x"}));
    values
}

fn generated(a: &Value, b: &Value) -> Output {
    let description = json!({
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "OK", "content": {"application/json": {"schema": {
            "type": "object", "properties": {"it": {"oneOf": [a, b]}},
        }}}}}}}},
    });
    let text = |name: &str, text: String| Source { name: name.to_owned(), text };
    let version = VersionInput {
        version: "v1".to_owned(),
        description: text("api.json", description.to_string()),
        overlays: Vec::new(),
        observations: None,
        reference: None,
    };
    let names = text("names.lock", String::new());
    let input = Input {
        versions: vec![version],
        conventions: text("conventions.toml", String::new()),
        names,
        ..Input::default()
    };
    generate(&input).unwrap_or_else(|problems| panic!("{a} and {b}: {problems}"))
}

/// A schema of OpenAPI 3.0 in the terms of JSON Schema: only `nullable` and the limits differ.
fn json_schema(schema: &Value) -> Value {
    let Value::Object(keywords) = schema else { return schema.clone() };
    let inner = |value: &Value| match value {
        Value::Array(items) => Value::Array(items.iter().map(json_schema).collect()),
        other => json_schema(other),
    };
    let mut keywords: serde_json::Map<String, Value> =
        keywords.iter().map(|(key, value)| (key.clone(), inner(value))).collect();
    if keywords.remove("nullable") == Some(json!(true)) {
        return json!({"anyOf": [keywords, {"type": "null"}]});
    }
    Value::Object(keywords)
}

fn fits(schema: &Value, value: &Value) -> bool {
    let validator = jsonschema::options().should_validate_formats(true).build(&json_schema(schema)).unwrap();
    validator.is_valid(value)
}

/// Whether a schema has a place for every key of the value: the bindings treat objects as closed.
fn declares_all_keys(schema: &Value, value: &Value) -> bool {
    let composed = ["allOf", "oneOf", "anyOf"].iter().flat_map(|key| schema[*key].as_array().into_iter().flatten());
    let parts: Vec<&Value> = std::iter::once(schema).chain(composed).collect();
    match value {
        Value::Object(object) => object.iter().all(|(key, value)| {
            let declared: Vec<&Value> = parts.iter().filter_map(|part| part["properties"].get(key)).collect();
            let open = parts.iter().any(|part| part.get("additionalProperties").is_some());
            let any = parts.iter().all(|part| part["properties"].is_null());
            open || any || declared.iter().any(|property| declares_all_keys(property, value))
        }),
        Value::Array(items) => {
            parts.iter().any(|part| items.iter().all(|item| declares_all_keys(&part["items"], item)))
        }
        _ => true,
    }
}

#[test]
fn a_value_that_a_message_prints_fits_both_members_and_distinguished_members_share_no_value() {
    let (schemas, values) = (schemas(), values());
    let (mut printed, mut distinguished) = (0, 0);
    for (index, a) in schemas.iter().enumerate() {
        for b in &schemas[index + 1..] {
            let output = generated(a, b);
            let notes = output.diagnostics.to_string();
            if let Some((_, rest)) = notes.split_once("both accept ") {
                let witness = rest.split("; it becomes a JSON value").next().unwrap_or_default();
                let witness: Value = serde_json::from_str(witness).unwrap_or_else(|error| panic!("{error}: {notes}"));
                assert!(fits(a, &witness) && fits(b, &witness), "{witness} does not fit both {a} and {b}");
                printed += 1;
            }
            if output.versions[0].outline.contains("untagged") && !notes.contains("ambiguous-union") {
                let shared = |value: &&Value| [a, b].iter().all(|s| fits(s, value) && declares_all_keys(s, value));
                let shared: Vec<&Value> = values.iter().filter(shared).collect();
                assert!(
                    shared.is_empty(),
                    "{shared:?} fit both {a} and {b}, which are distinguished:\n{}",
                    output.versions[0].outline
                );
                distinguished += 1;
            }
        }
    }
    assert!(printed > 50 && distinguished > 200, "{printed} printed, {distinguished} distinguished");
}
