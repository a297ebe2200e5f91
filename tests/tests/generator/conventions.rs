//! The conventions of an API are declared in `spec/conventions.toml`, not in code.

use std::collections::BTreeSet;

use dixa_generator::text::Source;
use dixa_generator::{Input, Output, VersionInput, generate};
use dixa_tests::project;
use serde_json::{Value, json};

fn generated(version: &str, description: &Value, conventions: &str) -> Output {
    let source = |name: &str, text: String| Source { name: name.to_owned(), text };
    let version = VersionInput {
        version: version.to_owned(),
        description: source("api.yaml", description.to_string()),
        overlays: Vec::new(),
        observations: None,
        reference: None,
    };
    let conventions = source("conventions.toml", conventions.to_owned());
    let input =
        Input { versions: vec![version], conventions, names: source("names.lock", String::new()), ..Input::default() };
    generate(&input).unwrap_or_else(|problems| panic!("{problems}"))
}

fn description(paths: Value, schemas: Value) -> Value {
    json!({
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths, "components": {"schemas": schemas},
    })
}

fn query(name: &str) -> Value {
    json!({"name": name, "in": "query", "schema": {"type": "string"}})
}

/// An operation that responds with this schema.
fn operation(parameters: &[&str], schema: Value) -> Value {
    let parameters: Vec<Value> = parameters.iter().map(|name| query(name)).collect();
    let response = json!({"description": "", "content": {"application/json": {"schema": schema}}});
    json!({"get": {"parameters": parameters, "responses": {"200": response}}})
}

fn list(properties: Value) -> Value {
    json!({"type": "object", "properties": properties})
}

fn strings() -> Value {
    json!({"type": "array", "items": {"type": "string"}})
}

/// The functions of a version, each with its module.
fn functions(output: &Output) -> BTreeSet<(String, String)> {
    output.versions[0].names.operations.values().cloned().collect()
}

/// The notes on paging, without places.
fn notes(output: &Output) -> Vec<String> {
    let of_paging = output.diagnostics.iter().filter(|problem| problem.code == "paging-not-recognised");
    of_paging.map(|problem| problem.message.clone()).collect()
}

#[test]
fn a_version_of_any_name_has_the_same_functions_as_v1() {
    let conventions = project::source("spec/conventions.toml").text;
    let v1 = project::source("spec/v1.yaml").text;
    let parsed = |text: String| {
        let source = Source { name: "v1.yaml".to_owned(), text };
        dixa_generator::check::parse(source).unwrap_or_else(|problems| panic!("{problems}")).value
    };
    let known = functions(&generated("v1", &parsed(v1.clone()), &conventions));
    let preview = parsed(v1.replace("\n  /v1/", "\n  /preview/"));
    assert_eq!(functions(&generated("preview", &preview, &conventions)), known);
}

#[test]
fn the_prefix_of_another_version_is_part_of_the_name() {
    let operations = json!({"/v1/things": operation(&[], strings()), "/v2/things": operation(&[], strings())});
    let output = generated("v1", &description(operations, json!({})), "[paths]\nprefix = \"/{version}\"\n");
    let names: Vec<_> = functions(&output).into_iter().map(|(_, function)| function).collect();
    assert_eq!(names, ["get_things", "get_v2_things"]);
}

#[test]
fn an_envelope_is_only_what_the_conventions_declare() {
    let page = list(json!({"items": strings(), "links": list(json!({"after": {"type": "string"}}))}));
    let described = description(json!({"/things": operation(&["cursor"], page)}), json!({}));
    let conventions = "[envelope]\ndata = \"items\"\nlinks = \"links\"\nnext = \"after\"\n[paging]\nkey = \"cursor\"\n";
    let declared = generated("v1", &described, conventions);
    assert!(declared.versions[0].outline.contains("-> Page<string>"), "{}", declared.versions[0].outline);
    assert_eq!(notes(&declared), Vec::<String>::new());
    let undeclared = generated("v1", &described, "");
    assert!(!undeclared.versions[0].outline.contains("Page<"), "{}", undeclared.versions[0].outline);
}

#[test]
fn a_list_whose_paging_is_not_recognised_is_noted_with_where_to_declare_it() {
    let conventions = project::source("spec/conventions.toml").text;
    let foreign = list(json!({"items": strings(), "nextCursor": {"type": "string"}}));
    let paths = json!({
        "/v1/foreign": operation(&["cursor", "limit"], foreign),
        "/v1/unlinked": operation(&["pageKey", "pageLimit"], list(json!({"data": strings()}))),
        "/v1/filtered": operation(&["name"], list(json!({"data": strings()}))),
        "/v1/single": operation(&["page"], list(json!({"data": {"type": "string"}}))),
    });
    let output = generated("v1", &description(paths, json!({})), &conventions);
    assert_eq!(
        notes(&output),
        [
            "the list GET /v1/foreign takes `cursor`; the declared parameter that selects a page is `pageKey`; its pages are \
             not followed",
            "the list GET /v1/unlinked takes `pageKey`, but its response has no `meta.next`; its pages are not followed",
        ]
    );
    let help = output.diagnostics.iter().map(|problem| problem.help.as_str()).collect::<BTreeSet<_>>();
    assert!(help.iter().all(|help| help.contains("spec/conventions.toml")), "{help:?}");
    let docs = &output.versions[0].files["default.rs"];
    assert!(docs.contains("/// The description shows no link to the next page. If the service sends one, `Request::"));
}

#[test]
fn the_runtime_gets_the_conventions_as_constants() {
    let output = generated("v1", &description(json!({}), json!({})), "[paging]\nkey = \"cursor\"\n");
    let shared = dixa_generator::shared(std::slice::from_ref(&output)).expect("Rust");
    let constants = &shared.files["conventions.rs"];
    assert!(constants.contains("pub(crate) const PAGE_KEY: &str = \"cursor\";"), "{constants}");
}

#[test]
fn the_runtime_learns_where_the_api_is_and_what_its_callers_must_send() {
    let conventions = "[service]\nbase-url = \"https://api.example.com\"\nvariable = \"EXAMPLE_URL\"\n\
                       authorization = \"bearer\"\nrate-limit = { requests = 10, seconds = 60, burst = 2 }\n\
                       [paths]\nprefix = \"/{version}\"\n";
    let described = description(json!({"/v7/things": operation(&[], strings())}), json!({}));
    let output = generated("v7", &described, conventions);
    let shared = dixa_generator::shared(std::slice::from_ref(&output)).expect("Rust");
    let (constants, operations) = (&shared.files["conventions.rs"], &output.versions[0].files["default.rs"]);
    for expected in [
        "base_url: \"https://api.example.com\",",
        "variable: \"EXAMPLE_URL\",",
        "authorization: crate::Authorization::Bearer,",
        "crate::RateLimit::per(10, std::time::Duration::from_secs(60), 2)",
        "prefixes: &[\"/v7\"],",
    ] {
        assert!(constants.contains(expected), "{expected} in {constants}");
    }
    assert!(operations.contains("api: &crate::generated::conventions::MAIN,"), "{operations}");
}

#[test]
fn conventions_that_cannot_be_read_are_reported_with_their_line() {
    let conventions = Source { name: "conventions.toml".to_owned(), text: "[paging]\nkeys = \"page\"\n".to_owned() };
    let names = Source { name: "names.lock".to_owned(), text: String::new() };
    let problems =
        generate(&Input { versions: Vec::new(), conventions, names, ..Input::default() }).expect_err("an unknown key");
    assert!(problems.to_string().contains("conventions.toml:2"), "{problems}");
}
