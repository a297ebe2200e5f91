//! An identifier that exists stays: whatever a description adds beside it gets another one.

mod a_name_is_as_a_person_would_give_it;
mod a_newcomer_takes_the_number;
mod the_lock;

use std::collections::BTreeMap;

use dixa_generator::name::ident::{camel, is_camel, operations_module, snake};
use dixa_generator::name::lock::Lock;
use dixa_generator::text::Source;
use dixa_generator::{Input, Output, VersionInput, generate};
use dixa_tests::random::Random;
use serde_json::{Value, json};

/// The bindings for descriptions of several versions of one API.
fn versions(roots: &[&Value], names: &str) -> Output {
    let version = |(index, root): (usize, &&Value)| VersionInput {
        version: format!("v{}", index + 1),
        description: Source { name: format!("v{}.yaml", index + 1), text: root.to_string() },
        overlays: Vec::new(),
        observations: None,
        reference: None,
    };
    let input = Input {
        versions: roots.iter().enumerate().map(version).collect(),
        conventions: dixa_tests::project::source("spec/conventions.toml"),
        names: Source { name: "names.lock".to_owned(), text: names.to_owned() },
        ..Input::default()
    };
    generate(&input).unwrap_or_else(|problems| panic!("{problems}"))
}

fn bindings(root: &Value, names: &str) -> Output {
    versions(&[root], names)
}

/// A description of one operation, `listA` on `GET /a`, with this body and these parameters.
fn operation(body: Value, parameters: Value) -> Value {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/All"}}});
    let operation = json!({
        "tags": ["a"], "operationId": "listA", "parameters": parameters,
        "requestBody": {"content": content}, "responses": {"200": {"description": "Done", "content": content}},
    });
    let schemas = if body.get("All").is_some() { body } else { json!({"All": body}) };
    json!({
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": operation}}, "components": {"schemas": schemas},
    })
}

fn described(body: Value) -> Value {
    operation(body, json!([]))
}

fn object(keys: &[&str]) -> Value {
    let properties: serde_json::Map<_, _> =
        keys.iter().map(|key| ((*key).to_owned(), json!({"type": "string"}))).collect();
    json!({"type": "object", "properties": properties})
}

fn values(values: &[&str]) -> Value {
    json!({"type": "string", "enum": values})
}

/// What is within a type, and the setters of the operation: the identifier of each key.
struct Within {
    fields: BTreeMap<String, String>,
    setters: BTreeMap<String, String>,
    variants: BTreeMap<String, String>,
    inputs: BTreeMap<String, String>,
    names: String,
}

fn within(output: &Output, name: &str) -> Within {
    let names = &output.versions[0].names;
    let id = names.types.iter().find(|(_, own)| *own == name).map(|(id, _)| id);
    let members = names.members[id.unwrap_or_else(|| panic!("no {name} among {:?}", names.types))].clone();
    let inputs = names.setters.values().next().cloned().unwrap_or_default();
    let (fields, setters, variants) = (members.fields, members.setters, members.variants);
    Within { fields, setters, variants, inputs, names: output.names.clone() }
}

fn of(body: Value, names: &str) -> Within {
    within(&bindings(&described(body), names), "All")
}

fn types(output: &Output) -> Vec<&str> {
    let mut names: Vec<&str> = output.versions[0].names.types.values().map(String::as_str).collect();
    names.sort_unstable();
    names
}

fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

/// Keys come and go; those that stay keep their identifiers, and no two have the same.
#[test]
fn what_stays_keeps_its_identifier_whatever_comes_and_goes_beside_it() {
    const KEYS: [&str; 12] = [
        "foo_bar",
        "fooBar",
        "FooBar",
        "foo-bar",
        "foo bar",
        "FOO_BAR",
        "foo_bar_2",
        "new",
        "with_new",
        "withNew",
        "New",
        "foo.bar",
    ];
    let mut random = Random::new(7);
    let (mut names, mut known) = (String::new(), [BTreeMap::new(), BTreeMap::new(), BTreeMap::new()]);
    for _ in 0..60 {
        let keys: Vec<&str> = KEYS.into_iter().filter(|_| random.below(3) > 0).chain(["always"]).collect();
        let mut body = object(&keys);
        body["properties"]["x"] = values(&keys);
        let output = bindings(&described(body), &names);
        let [all, x] = ["All", "AllX"].map(|name| within(&output, name));
        for (known, found) in known.iter_mut().zip([all.fields, all.setters, x.variants]) {
            let distinct: std::collections::BTreeSet<&String> = found.values().collect();
            assert_eq!(distinct.len(), found.len(), "{found:?}");
            let kept = known.iter().filter(|(key, _)| found.contains_key(*key));
            kept.for_each(|(key, ident): (&String, &String)| assert_eq!(found[key], *ident, "{key}"));
            *known = found;
        }
        names = output.names;
    }
}

/// Spellings of one identifier, in every order of their appearance.
const ORDERS: [[&str; 3]; 6] = [
    ["foo_bar", "fooBar", "FOO-BAR"],
    ["foo_bar", "FOO-BAR", "fooBar"],
    ["fooBar", "foo_bar", "FOO-BAR"],
    ["fooBar", "FOO-BAR", "foo_bar"],
    ["FOO-BAR", "foo_bar", "fooBar"],
    ["FOO-BAR", "fooBar", "foo_bar"],
];

#[test]
fn the_type_of_a_key_in_another_style_keeps_its_name() {
    let body = |key: &str| json!({"type": "object", "properties": {key: object(&["note"]), "a": object(&["b"])}});
    let names = bindings(&described(body("extraInfo")), "").names.replace("AllExtraInfo", "Mine");
    for key in ["extra_info", "extra-info", "ExtraInfo"] {
        let output = bindings(&described(body(key)), &names);
        assert_eq!(types(&output), ["All", "AllA", "Mine"], "{key}");
    }
}
