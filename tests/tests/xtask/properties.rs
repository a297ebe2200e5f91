//! Descriptions that add, remove and renumber things break no test: every property of the output holds for them.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use dixa_generator::conventions::Conventions;
use dixa_generator::{VersionInput, corrected};
use dixa_tests::project;
use dixa_tests::properties::{Run, accounting, described, determinism, locality};
use serde_json::{Value, json};

use crate::support::Project;

/// A project with a copy of `spec/`, in which nothing has been generated yet.
fn copy() -> Project {
    let copy = Project::empty();
    copy_folder(&copy, &project::root(), Path::new("spec"));
    for path in ["Cargo.toml", "dixa-generated/Cargo.toml"] {
        copy.write(path, project::source(path).text);
    }
    copy
}

fn copy_folder(copy: &Project, root: &Path, folder: &Path) {
    for entry in fs::read_dir(root.join(folder)).expect("a folder") {
        let entry = entry.expect("an entry");
        let path = folder.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(copy, root, &path);
        } else {
            copy.write(path.to_str().expect("UTF-8"), fs::read(entry.path()).expect("a file"));
        }
    }
}

/// Changes a description without naming anything in it: one operation is gone, and there are two new operations, two
/// new schemas and a new field. All numbered schemas have other numbers.
fn change(version: &mut VersionInput, conventions: &Conventions) {
    determinism::renumber(version, 9);
    let mut description = described(version);
    remove_an_operation(version, &mut description, conventions);
    let added = added(&version.version);
    for part in ["/paths", "/components/schemas"] {
        let into = description.pointer_mut(part).and_then(Value::as_object_mut).expect("an object");
        into.extend(added.pointer(part).and_then(Value::as_object).expect("an object").clone());
    }
    let schemas = description["components"]["schemas"].as_object_mut().expect("schemas");
    // A further property of an envelope would change the type of a response.
    let is_struct = |schema: &&mut Value| {
        schema["required"].is_array() && schema["properties"].is_object() && schema["properties"]["data"].is_null()
    };
    let structs = schemas.values_mut().filter(is_struct);
    // Spread over all, so that requests, responses and members of unions are among them.
    for schema in structs.step_by(50) {
        schema["properties"]["addedInARefresh"] = json!({"type": "string", "format": "date-time"});
    }
    version.description.text = description.to_string();
}

/// Removes the last path that no correction in `spec/overlays` needs.
fn remove_an_operation(version: &VersionInput, description: &mut Value, conventions: &Conventions) {
    let paths: Vec<String> = description["paths"].as_object().expect("paths").keys().cloned().collect();
    for path in paths.into_iter().rev() {
        let mut without = description.clone();
        without["paths"].as_object_mut().expect("paths").remove(&path);
        let mut changed = version.clone();
        changed.description.text = without.to_string();
        if corrected(&changed, conventions).is_ok() {
            *description = without;
            return;
        }
    }
    panic!("every operation is needed by a correction");
}

/// A list without an example, and a request with a body without one.
fn added(version: &str) -> Value {
    let json =
        |schema: &str| json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{schema}")}}});
    let id = json!({"name": "drillId", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}});
    json!({
        "paths": {
            format!("/{version}/drills"): {
                "get": {
                    "tags": ["Drills"], "summary": "List drills", "operationId": "getDrills",
                    "parameters": [{"name": "kinds", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}}],
                    "responses": {"200": {"description": "All drills.", "content": json("ListDrillsOutput")}},
                },
            },
            format!("/{version}/drills/{{drillId}}"): {
                "put": {
                    "tags": ["Drills"], "summary": "Update drill", "operationId": "putDrill", "parameters": [id],
                    "requestBody": {"required": true, "content": json("Drill")},
                    "responses": {"204": {"description": "The drill is updated."}},
                },
            },
        },
        "components": {"schemas": {
            "Drill": {
                "title": "Drill", "type": "object", "required": ["name", "goal", "since"],
                "properties": {
                    "name": {"type": "string"},
                    "since": {"type": "string", "format": "date-time"},
                    "goal": {"title": "DrillGoal", "type": "string", "enum": ["speed", "care"]},
                    "rounds": {"type": "integer", "format": "int32"},
                },
            },
            "ListDrillsOutput": {
                "title": "ListDrillsOutput", "type": "object", "required": ["data"],
                "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/Drill"}}},
            },
        }},
    })
}

/// What is generated after a refresh, with the lock that the run wrote.
static REFRESHED: LazyLock<Run> = LazyLock::new(|| {
    let project = copy();
    let mut input = project::input();
    for version in &mut input.versions {
        let before = described(version);
        change(version, &project::conventions());
        assert_ne!(before, described(version));
        project.write(&version.description.name, &version.description.text);
    }
    project.run(&["regen", "--offline"]).succeeds();
    project.run_without_change(&["regen", "--offline", "--check"]).succeeds();
    Run::new(project::input_in(&project.path("")))
});

#[test]
fn everything_is_accounted_for_after_a_refresh() {
    for version in &REFRESHED.output.versions {
        let mut functions = version.names.operations.values();
        assert!(functions.any(|(module, name)| (module.as_str(), name.as_str()) == ("drills", "list_drills")));
    }
    accounting::all(&REFRESHED);
}

#[test]
fn neither_order_nor_numbers_change_the_output_after_a_refresh() {
    determinism::all(&REFRESHED);
}

#[test]
fn a_field_of_a_type_changes_its_file_alone_after_a_refresh() {
    locality::a_field_of_a_type_changes_its_file_alone(&REFRESHED, 2);
}
