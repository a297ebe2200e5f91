//! `cargo xtask export`: the corrected description.

use dixa_generator::check::{check, parse};
use dixa_generator::text::Source;

use crate::support::{COMMON_OVERLAY, Project};

fn exported(text: String) -> serde_json::Value {
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
