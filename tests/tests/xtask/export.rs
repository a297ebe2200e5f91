//! `cargo xtask export`: the corrected description.

use dixa_generator::check::{check, parse};
use dixa_generator::conventions::Conventions;
use dixa_generator::corrected;
use dixa_generator::description::{Schemas, examples};
use dixa_generator::export::for_validators;
use dixa_generator::text::Source;
use dixa_tests::project::inputs;
use jsonschema::Draft;
use serde_json::{Map, Value, json};

use crate::support::{COMMON_OVERLAY, Project};

/// A description with constructs that strict validators refuse.
const REFUSED: &str = include_str!("refused.yaml");

fn exported(text: String) -> Value {
    let document = parse(Source { name: "exported".to_owned(), text }).unwrap_or_else(|problems| panic!("{problems}"));
    let problems = check(&document);
    assert!(problems.is_empty(), "{problems}");
    document.value
}

#[test]
fn export_writes_a_description_with_all_corrections() {
    let project = Project::new();
    project.write("spec/overlays/common.yaml", COMMON_OVERLAY);
    let done = project.run_without_change(&["export", "--version", "beta"]).succeeds();
    let value = exported(done.out);
    let schemas = &value["components"]["schemas"];
    assert_eq!(schemas["FileNote"]["properties"]["size"]["minimum"], 0);
    assert_eq!(schemas["Note"]["discriminator"]["propertyName"], "_type");
    assert!(value["paths"]["/beta/notes"].is_object());
}

#[test]
fn export_writes_the_same_text_to_a_file() {
    let project = Project::new();
    let file = project.path("corrected.yaml");
    let printed = project.run(&["export", "--version", "v1"]).succeeds().out;
    let done = project.run(&["export", "--version", "v1", "--output", file.to_str().unwrap()]).succeeds();
    assert_eq!(done.out, "");
    assert_eq!(project.read("corrected.yaml"), printed);
}

#[test]
fn export_refuses_unknown_versions_unwritable_files_and_broken_descriptions() {
    let project = Project::new();
    project
        .run_without_change(&["export", "--version", "v2"])
        .fails()
        .prints_error("no version `v2`")
        .prints_error("v1, beta");
    let file = project.path("no/such/folder.yaml");
    let args = ["export", "--version", "v1", "--output", file.to_str().unwrap()];
    project.run_without_change(&args).fails().prints_error("folder.yaml").prints_error("help:");
    project.write("spec/v1.yaml", "");
    project.run_without_change(&["export", "--version", "v1"]).fails().prints_error("error[empty-file]");
    project.run_without_change(&["export", "--version", "beta"]).succeeds();
}

/// Each example with its schema, which a validator of JSON Schema alone finds wrong; none are skipped.
fn refused(description: &Value) -> Vec<String> {
    let conventions = Conventions::default();
    let schemas = Schemas::new(description, &conventions);
    let found = examples(&schemas);
    assert!(!found.is_empty(), "a description without examples proves nothing");
    // In one list, so that the components are compiled once.
    let items: Vec<Value> = found.iter().map(|example| as_json_schema(example.schema.value)).collect();
    let values: Vec<Value> = found.iter().map(|example| example.value.value.clone()).collect();
    let schema = json!({"items": items, "components": as_json_schema(&description["components"])});
    let options = jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true);
    let options = ["uuid", "date"].into_iter().fold(options, |options, format| {
        options.with_format(format, move |text: &str| {
            dixa_generator::description::formats::fits(format, text) == Some(true)
        })
    });
    let validator = options.build(&schema).unwrap();
    validator.iter_errors(&json!(values)).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// A schema of OpenAPI 3.0 as one of JSON Schema, draft 4: `nullable` widens the `type` beside it, and nothing else.
fn as_json_schema(schema: &Value) -> Value {
    match schema {
        Value::Array(items) => items.iter().map(as_json_schema).collect(),
        Value::Object(keywords) => {
            let mut keywords: Map<String, Value> =
                keywords.iter().map(|(key, value)| (key.clone(), as_json_schema(value))).collect();
            if keywords.get("nullable") == Some(&json!(true)) && keywords.get("type").is_some_and(Value::is_string) {
                let both = json!([keywords["type"], "null"]);
                keywords.insert("type".to_owned(), both);
            }
            Value::Object(keywords)
        }
        other => other.clone(),
    }
}

#[test]
fn every_example_of_an_export_fits_its_schema_with_all_formats_read_strictly() {
    for input in inputs() {
        let conventions = Conventions::parse(&input.conventions).unwrap();
        for version in &input.versions {
            let corrected = corrected(version, &conventions).unwrap_or_else(|problems| panic!("{problems}"));
            let refused = refused(&for_validators(&corrected));
            assert!(refused.is_empty(), "{}:\n{}", version.version, refused.join("\n"));
        }
    }
}

#[test]
fn a_format_that_an_example_contradicts_is_left_out_and_a_time_with_a_zone_has_a_pattern() {
    let project = Project::new();
    project.write("spec/v1.yaml", REFUSED);
    let before = parse(Source { name: "v1.yaml".to_owned(), text: REFUSED.to_owned() }).unwrap().value;
    assert!(refused(&before).len() > 10, "the validator accepts what this test is about: {:?}", refused(&before));
    let value = exported(project.run(&["export", "--version", "v1"]).succeeds().out);
    assert_eq!(refused(&value), [""; 0]);

    let schemas = &value["components"]["schemas"];
    let has_format = |schema: &Value, format: &str| schema["format"] == format && schema.get("pattern").is_none();
    let (times, formats) = (&schemas["Times"]["properties"], &schemas["Formats"]["properties"]);
    for (name, schema) in times.as_object().unwrap() {
        let schema = if schema["items"].is_object() { &schema["items"] } else { schema };
        let schema = if schema["additionalProperties"].is_object() { &schema["additionalProperties"] } else { schema };
        match name.as_str() {
            "kept" | "unseen" => assert!(has_format(schema, "date-time"), "{name}: {schema}"),
            "referred" | "odd" | "patterned" => assert_eq!(schema.get("format"), None, "{name}: {schema}"),
            _ => assert!(schema["pattern"].is_string() && schema.get("format").is_none(), "{name}: {schema}"),
        }
    }
    assert_eq!(times["patterned"]["pattern"], "^2");
    assert_eq!(times["odd"].get("pattern"), None);
    assert!(has_format(&formats["id"], "uuid") && has_format(&formats["day"], "date"));
    assert_eq!([&formats["wrong_id"], &formats["wrong_day"]].map(|schema| schema.get("format")), [None, None]);
}

#[test]
fn a_nullable_schema_accepts_null_to_a_strict_validator_and_still_refuses_other_values() {
    let project = Project::new();
    project.write("spec/v1.yaml", REFUSED);
    let value = exported(project.run(&["export", "--version", "v1"]).succeeds().out);
    let nulls = &value["components"]["schemas"]["Nulls"]["properties"];
    for (name, schema) in nulls.as_object().unwrap() {
        let schema = json!({"components": as_json_schema(&value["components"]), "allOf": [as_json_schema(schema)]});
        let validator = jsonschema::options().with_draft(Draft::Draft4).build(&schema).unwrap();
        assert!(validator.is_valid(&Value::Null), "{name}: {schema}");
        assert!(!validator.is_valid(&json!(["neither"])), "{name}: {schema}");
    }
}

#[test]
fn the_style_of_a_list_in_a_form_is_stated_unless_the_description_states_another() {
    let project = Project::new();
    project.write("spec/v1.yaml", REFUSED);
    let value = exported(project.run(&["export", "--version", "v1"]).succeeds().out);
    let form = &value["paths"]["/v1/files"]["post"]["requestBody"]["content"]["multipart/form-data"];
    let stated = json!({"files": {"style": "form", "explode": true}, "declared": {"contentType": "text/csv"}});
    assert_eq!(form["encoding"], stated);
}

#[test]
fn a_string_of_an_export_is_quoted_where_a_reader_takes_it_for_something_else() {
    let project = Project::new();
    project.write("spec/v1.yaml", REFUSED);
    let text = project.run(&["export", "--version", "v1"]).succeeds().out;
    for line in ["day: '2021-12-01'", "'y': '12:30:45'", "'2021-12-01': 'no'", "kept: '2021-12-01T09:00:00Z'"] {
        assert!(text.lines().any(|found| found.trim_start() == line), "{line} is not in\n{text}");
    }
}
