//! For every problem of the input the generator reports what is wrong, where, and what to do. It never panics.

use dixa_generator::diagnostic::{Diagnostic, Diagnostics, Severity};
use dixa_generator::text::{Source, source_from_bytes};
use dixa_generator::{Input, Output, VersionInput, generate};
use dixa_tests::project;
use dixa_tests::random::Random;
use serde_json::{Value, json};

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";

fn source(name: &str, text: impl Into<String>) -> Source {
    Source { name: name.to_owned(), text: text.into() }
}

fn run_with(description: Source, overlay: &str, names: &str) -> Result<Output, Diagnostics> {
    let overlays = if overlay.is_empty() { Vec::new() } else { vec![source("fix.yaml", overlay)] };
    let version = VersionInput { version: "v1".to_owned(), description, overlays, observations: None, reference: None };
    generate(&Input {
        versions: vec![version],
        conventions: project::source("spec/conventions.toml"),
        names: source("names.lock", names),
        ..Input::default()
    })
}

fn run(text: impl Into<String>) -> Result<Output, Diagnostics> {
    run_with(source("api.yaml", text), "", "")
}

/// A description whose first two lines are the header; `rest` begins in line 3.
fn described(rest: &str) -> Result<Output, Diagnostics> {
    run(format!("{HEAD}{rest}"))
}

/// Returns all diagnostics, whether bindings were generated or not.
fn reported(result: &Result<Output, Diagnostics>) -> &Diagnostics {
    match result {
        Ok(output) => &output.diagnostics,
        Err(problems) => problems,
    }
}

/// Returns the only problem with this code, and checks that it has a help text.
fn problem<'r>(result: &'r Result<Output, Diagnostics>, code: &str) -> &'r Diagnostic {
    let found: Vec<_> = reported(result).iter().filter(|problem| problem.code == code).collect();
    let [only] = found.as_slice() else { panic!("{} problems `{code}` in:\n{}", found.len(), reported(result)) };
    assert!(!only.help.is_empty(), "{only}");
    only
}

/// Checks that nothing is generated, because of an error with this code at this place.
fn refused(result: &Result<Output, Diagnostics>, code: &str, place: &str) {
    assert!(result.is_err(), "something was generated");
    let problem = problem(result, code);
    assert_eq!((problem.severity, problem.places[0].to_string().as_str()), (Severity::Error, place), "{problem}");
}

/// Checks that bindings are generated, with a warning with this code at this place.
fn warned<'r>(result: &'r Result<Output, Diagnostics>, code: &str, place: &str) -> &'r Output {
    let output = result.as_ref().unwrap_or_else(|problems| panic!("{problems}"));
    let problem = problem(result, code);
    assert_eq!((problem.severity, problem.places[0].to_string().as_str()), (Severity::Warning, place), "{problem}");
    output
}

/// Checks that bindings are generated without diagnostics.
fn silent(result: &Result<Output, Diagnostics>) -> &Output {
    let output = result.as_ref().unwrap_or_else(|problems| panic!("{problems}"));
    assert!(output.diagnostics.is_empty(), "{}", output.diagnostics);
    output
}

const OK: &str = "responses: {'204': {description: Done}}";

#[test]
fn an_empty_file_is_refused() {
    refused(&run(""), "empty-file", "api.yaml");
}

#[test]
fn a_binary_file_is_refused() {
    let problems = source_from_bytes("api.yaml", b"\x89PNG\r\n\x1a\n\0".to_vec()).expect_err("binary");
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["binary-file"]);
}

#[test]
fn truncated_yaml_is_refused_with_the_line() {
    let text = project::frozen().versions.remove(0).description.text;
    let end = text.find("summary").expect("an operation with a summary") + "summary".len();
    let cut = &text[..end];
    let result = run(cut);
    assert!(problem(&result, "syntax").places[0].line.is_some_and(|line| line.abs_diff(cut.lines().count()) < 3));
}

#[test]
fn other_versions_of_the_standard_are_refused_with_a_hint_how_to_convert_to_3_0() {
    refused(&run("swagger: '2.0'\ninfo: {}"), "swagger-2", "api.yaml:1 /swagger");
    refused(&run("openapi: 3.1.0\ninfo: {}"), "openapi-newer", "api.yaml:1 /openapi");
}

#[test]
fn references_to_missing_schemas_in_circles_or_outside_the_file_are_refused() {
    let schemas = |schemas: &str| described(&format!("paths: {{}}\ncomponents:\n  schemas:\n{schemas}"));
    refused(
        &schemas("    A: {$ref: '#/components/schemas/B'}\n"),
        "ref-not-found",
        "api.yaml:6 /components/schemas/A/$ref",
    );
    refused(&schemas("    A: {$ref: '#/components/schemas/A'}\n"), "ref-circle", "api.yaml:6 /components/schemas/A");
    refused(&schemas("    A: {$ref: 'other.yaml#/A'}\n"), "ref-external", "api.yaml:6 /components/schemas/A/$ref");
}

#[test]
fn two_operations_with_the_same_id_are_both_generated_with_a_warning() {
    let result = described(&format!(
        "paths:\n  /a: {{get: {{operationId: x, {OK}}}}}\n  /b: {{get: {{operationId: x, {OK}}}}}\n"
    ));
    let output = warned(&result, "operation-id-twice", "api.yaml:5 /paths/~1b/get");
    assert_eq!(output.versions[0].api.operations.len(), 2);
}

#[test]
fn two_paths_that_differ_in_the_names_of_parameters_are_both_generated_with_a_warning() {
    let parameter =
        |name: &str| format!("parameters: [{{name: {name}, in: path, required: true, schema: {{type: string}}}}]");
    let path = |name: &str| format!("  /a/{{{name}}}: {{get: {{{}, {OK}}}}}\n", parameter(name));
    let result = described(&format!("paths:\n{}{}", path("x"), path("y")));
    let output = warned(&result, "path-twice", "api.yaml:5 /paths/~1a~1{y}/get");
    let names: std::collections::BTreeSet<_> = output.versions[0].names.operations.values().collect();
    assert_eq!(names.len(), 2);
}

#[test]
fn an_undeclared_path_parameter_is_a_string_and_one_that_is_not_in_the_path_is_omitted() {
    let result = described(&format!("paths:\n  /a/{{x}}: {{get: {{{OK}}}}}\n"));
    let output = warned(&result, "path-parameter-undeclared", "api.yaml:4 /paths/~1a~1{x}/get");
    assert!(output.versions[0].outline.contains("(path x: string)"), "{}", output.versions[0].outline);

    let result = described(&format!(
        "paths:\n  /a: {{get: {{parameters: [{{name: x, in: path, required: true, schema: {{}}}}], {OK}}}}}\n"
    ));
    let output = warned(&result, "path-parameter-unused", "api.yaml:4 /paths/~1a/get/parameters/0");
    assert!(output.versions[0].outline.contains("GET /a  ()"), "{}", output.versions[0].outline);
}

#[test]
fn a_hundred_levels_of_inline_objects_are_generated() {
    let mut schema = json!({"type": "string", "description": "Allowed values: [a, b]"});
    for _ in 0..100 {
        schema = json!({"type": "object", "properties": {"a quite long name of a property": schema}});
    }
    let text = with_body(&schema, json!({})).to_string();
    // The JSON is twice as deep, which exceeds the limit of the parser. So the levels are components.
    refused(&run(text), "too-deep", "api.yaml:1");

    let mut schemas = serde_json::Map::new();
    for level in 0..100 {
        let next = json!({"$ref": format!("#/components/schemas/Level{}", level + 1)});
        schemas.insert(format!("Level{level}"), json!({"type": "object", "properties": {"next": next}}));
    }
    schemas.insert("Level100".to_owned(), json!({"type": "string", "enum": ["a"]}));
    let text = with_body(&json!({"$ref": "#/components/schemas/Level0"}), schemas.into()).to_string();
    assert_eq!(silent(&run(text)).versions[0].api.types.len(), 101);
}

#[test]
fn forty_levels_of_inline_objects_are_generated_with_the_list_of_values_at_the_bottom() {
    let mut schema = json!({"type": "string", "description": "Allowed values: [a, b]"});
    for _ in 0..40 {
        schema = json!({"type": "object", "properties": {"a quite long name of a property": schema}});
    }
    let result = run(with_body(&schema, json!({})).to_string());
    assert_eq!(silent(&result).versions[0].api.types.len(), 41);
}

#[test]
fn a_chain_of_fifteen_hundred_schemas_does_not_overflow_the_stack() {
    let mut schemas = serde_json::Map::new();
    for level in 0..1500 {
        let next = json!({"$ref": format!("#/components/schemas/Level{}", (level + 1) % 1500)});
        schemas.insert(format!("Level{level}"), json!({"type": "object", "properties": {"next": next}}));
    }
    let result = run(with_body(&json!({"$ref": "#/components/schemas/Level0"}), schemas.into()).to_string());
    assert_eq!(silent(&result).versions[0].api.types.len(), 1500);
}

/// A description with one operation that sends a body.
fn with_body(schema: &Value, schemas: Value) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": {
            "requestBody": {"required": true, "content": {"application/json": {"schema": schema}}},
            "responses": {"204": {"description": "Done"}},
        }}},
        "components": {"schemas": schemas},
    })
}

#[test]
fn no_name_points_outside_the_folder_or_is_a_keyword() {
    let names = ["../../x", "fn", "Self", "types/mod.rs", "..\\x", "\u{0}", "con.rs"];
    let schemas: serde_json::Map<_, _> =
        names.iter().map(|name| ((*name).to_owned(), json!({"type": "object", "properties": {"a": {}}}))).collect();
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{}", name.replace('/', "~1"))});
    let properties: serde_json::Map<_, _> = names.iter().map(|name| ((*name).to_owned(), reference(name))).collect();
    let text = with_body(&json!({"type": "object", "properties": properties}), schemas.into()).to_string();
    let result = run(text);
    for path in silent(&result).versions[0].files.keys() {
        let parts: Vec<_> = path.split('/').collect();
        assert!(
            parts.len() <= 2
                && parts
                    .iter()
                    .all(|part| part.trim_end_matches(".rs").chars().all(|c| c.is_ascii_alphanumeric() || c == '_')),
            "{path}"
        );
    }
}

#[test]
fn an_overlay_that_no_longer_matches_is_refused_with_its_own_line() {
    let overlay = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n  - {target: $.components.schemas.Gone, description: d, remove: true}\n";
    let result = run_with(source("api.yaml", format!("{HEAD}paths: {{}}\n")), overlay, "");
    refused(&result, "overlay-no-match", "fix.yaml:4 /actions/0/target");
}

const UNION: &str = "components:
  schemas:
    U: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
    A: {type: object, required: [a], properties: {a: {type: string}}}
    B: {type: object, required: [b], properties: {b: {type: string}}}
";

fn with_examples(examples: &str) -> Result<Output, Diagnostics> {
    described(&format!(
        "paths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: OK\n          content:\n            application/json:\n              schema: {{$ref: '#/components/schemas/U'}}\n              examples: {examples}\n{UNION}"
    ))
}

#[test]
fn examples_that_disagree_about_a_union_are_refused_with_both_places() {
    let result = with_examples("{one: {value: {a: x, _type: A}}, two: {value: {b: x}}}");
    refused(
        &result,
        "examples-disagree",
        "api.yaml:12 /paths/~1a/get/responses/200/content/application~1json/examples/one/value",
    );
    let places = &problem(&result, "examples-disagree").places;
    assert!(
        places[1].pointer.ends_with("/examples/two/value") && places[2].pointer == "/components/schemas/U",
        "{places:?}"
    );
}

#[test]
fn an_example_that_contradicts_its_schema_is_a_warning_with_both_places() {
    let result = with_examples("{one: {value: {a: 1, _type: A}}}");
    let at = "api.yaml:12 /paths/~1a/get/responses/200/content/application~1json/examples/one/value/a";
    warned(&result, "example-contradicts-schema", at);
    let schema = &problem(&result, "example-contradicts-schema").places[1];
    assert_eq!(schema.to_string(), "api.yaml:16 /components/schemas/A/properties/a");
}

#[test]
fn an_example_without_the_declared_tag_is_a_warning() {
    let result = described(&format!(
        "paths:\n  /a: {{get: {{responses: {{'200': {{description: OK, content: {{application/json: {{schema: {{$ref: '#/components/schemas/U'}}, example: {{a: x}}}}}}}}}}}}}}\n{}",
        UNION.replace("B'}]}", "B'}], discriminator: {propertyName: kind}}")
    ));
    warned(
        &result,
        "example-contradicts-schema",
        "api.yaml:4 /paths/~1a/get/responses/200/content/application~1json/example",
    );
}

#[test]
fn a_lock_with_duplicate_or_impossible_names_is_refused() {
    let refused_with = |lock: &str, part: &str| {
        let result = run_with(source("api.yaml", format!("{HEAD}paths: {{}}\n")), "", lock);
        assert!(result.is_err());
        let problem = problem(&result, "names-lock");
        assert!(problem.message.contains(part) && problem.places[0].file == "names.lock", "{problem}");
    };
    let ty = |name: &str| format!("[[type]]\nname = \"{name}\"\ntitle = \"A\"\nshape = []\nused = []\n");
    refused_with(&format!("{}{}", ty("A"), ty("A")), "`A` is used twice");
    refused_with(&ty("not a name"), "`not a name`");
    refused_with(&ty("Self"), "`Self`");
    refused_with("[operations]\n\"GET /a\" = \"a::x\"\n\"GET /b\" = \"a::x\"\n", "`a::x` is used twice");
    refused_with("[operations]\n\"GET /a\" = \"fn\"\n", "`fn`");
    refused_with("[operations]\n\"GET /a\" = \"types::x\"\n", "`types::x`");
    refused_with("[operations]\n\"GET /a\" = ", "cannot be read");
    refused_with("surprise = 1\n", "surprise");
}

#[test]
fn a_version_that_cannot_be_a_module_is_refused() {
    for name in ["", "1", "v-1", "fn", "V1", "../x"] {
        let description = source("api.yaml", format!("{HEAD}paths: {{}}\n"));
        let version = VersionInput {
            version: name.to_owned(),
            description,
            overlays: Vec::new(),
            observations: None,
            reference: None,
        };
        let twice = if name.is_empty() { 2 } else { 1 };
        let result = generate(&Input {
            versions: vec![version; twice],
            conventions: source("conventions.toml", ""),
            names: source("names.lock", ""),
            ..Input::default()
        });
        assert!(result.is_err() && reported(&result).iter().any(|problem| problem.code == "version-name"), "{name}");
    }
}

#[test]
fn descriptions_without_operations_are_generated() {
    let only_components =
        described("paths: {}\ncomponents: {schemas: {A: {type: object, properties: {a: {type: string}}}}}\n");
    let output = silent(&only_components);
    assert!(output.versions[0].api.types.is_empty() && output.versions[0].files.len() == 1);
    assert!(silent(&described("paths: {}\n")).versions[0].api.operations.is_empty());
    refused(&described("components: {}\n"), "structure", "api.yaml");
}

#[test]
fn an_operation_without_responses_is_refused_and_one_with_empty_responses_returns_nothing() {
    refused(&described("paths:\n  /a: {get: {}}\n"), "structure", "api.yaml:4 /paths/~1a/get");
    let result = described("paths:\n  /a: {get: {responses: {}}}\n");
    assert!(silent(&result).versions[0].outline.contains("-> ()"));
}

#[test]
fn all_problems_are_reported_together() {
    let result = run_with(
        source(
            "api.yaml",
            format!("{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {{type: text}}, B: {{$ref: '#/x'}}}}}}\n"),
        ),
        "overlay: 2.0.0\n",
        "surprise = 1\n",
    );
    let codes: std::collections::BTreeSet<_> = reported(&result).iter().map(|problem| problem.code).collect();
    assert!(
        ["names-lock", "overlay-invalid", "ref-not-found", "structure"].iter().all(|code| codes.contains(code)),
        "{codes:?}"
    );
}

/// Small descriptions that together have every construct.
fn seed_descriptions() -> Vec<Value> {
    let folder = project::root().join("tests/constructs");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let source = source("seed.yaml", std::fs::read_to_string(path).unwrap());
        dixa_generator::check::parse(source).unwrap_or_else(|problems| panic!("{problems}")).value
    };
    paths.iter().map(read).collect()
}

#[test]
fn descriptions_with_random_damage_never_make_the_generator_panic() {
    let seeds = seed_descriptions();
    let mut random = Random::new(7);
    let mut generated = 0;
    for round in 0..600 {
        let mut description = seeds[round % seeds.len()].clone();
        for _ in 0..=random.below(3) {
            damage(&mut description, &mut random);
        }
        let text = description.to_string();
        match std::panic::catch_unwind(|| run(text.clone())) {
            Ok(result) => generated += usize::from(result.is_ok()),
            Err(_) => panic!("round {round} panics on {text}"),
        }
    }
    assert!((100..600).contains(&generated), "{generated} of 600 were generated: the damage is too small or too large");
}

#[test]
fn damage_to_a_published_description_never_makes_the_generator_panic() {
    let version = project::input().versions.pop().expect("a version");
    let whole = dixa_generator::check::parse(version.description).expect("a valid description").value;
    let mut random = Random::new(11);
    for round in 0..6 {
        let mut description = whole.clone();
        for _ in 0..20 {
            damage(&mut description, &mut random);
        }
        let text = description.to_string();
        if std::panic::catch_unwind(|| run(text.clone())).is_err() {
            panic!("round {round} panics");
        }
    }
}

/// Changes one place: removes it, replaces its value, duplicates it or renames it.
fn damage(document: &mut Value, random: &mut Random) {
    let mut node = document;
    // The depth is random, so that places at all depths are changed.
    for _ in 0..1 + random.below(12) {
        let has_children = |value: &Value| {
            value.as_object().is_some_and(|o| !o.is_empty()) || value.as_array().is_some_and(|a| !a.is_empty())
        };
        let next = match &*node {
            Value::Object(object) => {
                let keys: Vec<String> =
                    object.iter().filter(|(_, value)| has_children(value)).map(|(key, _)| key.clone()).collect();
                if keys.is_empty() { None } else { Some(keys[random.below(keys.len())].clone()) }
            }
            Value::Array(items) => Some(random.below(items.len()).to_string()),
            _ => None,
        };
        let Some(next) = next else { break };
        let inner = match node {
            Value::Object(object) => object.get_mut(&next),
            Value::Array(items) => items.get_mut(next.parse::<usize>().unwrap()).filter(|item| has_children(item)),
            _ => None,
        };
        match inner {
            Some(inner) => node = inner,
            None => return,
        }
    }
    let other = |random: &mut Random| {
        let values = [
            json!(null),
            json!(true),
            json!(-1),
            json!(1.5e300),
            json!(""),
            json!("\u{1}\u{202e}🦀"),
            json!([]),
            json!({}),
            json!(["x"]),
            json!({"$ref": "#/components/schemas/Thing"}),
            json!("object"),
            json!("string"),
        ];
        values[random.below(values.len())].clone()
    };
    match node {
        Value::Object(object) if !object.is_empty() => {
            let keys: Vec<String> = object.keys().cloned().collect();
            let key = keys[random.below(keys.len())].clone();
            match random.below(4) {
                0 => drop(object.remove(&key)),
                1 => drop(object.insert(key, other(random))),
                2 => {
                    let copy = object[&key].clone();
                    object.insert(format!("{key}{}", ["2", " ", "/x", "é"][random.below(4)]), copy);
                }
                _ => {
                    let value = object.remove(&key).unwrap_or_default();
                    let names = [
                        "oneOf",
                        "allOf",
                        "properties",
                        "items",
                        "$ref",
                        "enum",
                        "discriminator",
                        "additionalProperties",
                        "",
                        "a\"b",
                    ];
                    object.insert(names[random.below(names.len())].to_owned(), value);
                }
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let index = random.below(items.len());
            match random.below(3) {
                0 => drop(items.remove(index)),
                1 => items[index] = other(random),
                _ => items.push(items[index].clone()),
            }
        }
        _ => {}
    }
}
