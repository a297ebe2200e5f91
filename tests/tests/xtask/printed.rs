//! Whatever a description contains, what is printed cannot hide or change what a terminal shows.

use serde_json::Value;

use crate::support::{Done, Project, description};

/// Ends a line of a terminal, clears it, and reverses the direction of text.
const HOSTILE: &str = "\u{1b}[2K\u{9b}1A\u{202e}\u{2066}\u{200f}\u{7f}";
/// The same as a string of YAML.
const IN_YAML: &str = r"\e[2K\x9b1A\u202e\u2066\u200f\x7f\nerror: all is well";

fn is_plain(done: &Done) {
    for text in [&done.out, &done.err] {
        assert!(!text.contains(|c: char| HOSTILE.contains(c) && !c.is_ascii_graphic()), "{text:?}");
        assert!(!text.lines().any(|line| line.starts_with("error: all is well")), "{text}");
    }
}

/// A committed project, and then another description of `v1`.
fn changed(edit: impl Fn(String) -> String) -> Project {
    let project = Project::generated();
    project.commit_all();
    project.write("spec/v1.yaml", edit(description("v1")));
    project
}

#[test]
fn errors_and_warnings() {
    let target = format!("\"#/components/schemas/{IN_YAML}\"");
    let project = changed(|text| text.replace("'#/components/schemas/FileNote'", &target));
    let done = project.run(&["regen", "--offline"]).fails().prints_error("error[ref-not-found]");
    is_plain(&done.prints_error("\\u{1b}[2K\\u{9b}1A\\u{202e}\\u{2066}\\u{200f}\\u{7f}\\nerror: all"));
    let project = changed(|text| text.replace("operationId: getNotes\n", &format!("operationId: \"{IN_YAML}\"\n")));
    project.edit("spec/v1.yaml", "operationId: getNotesNoteid\n", &format!("operationId: \"{IN_YAML}\"\n"));
    let done = project.run(&["regen", "--offline"]).succeeds().prints("warning[operation-id-twice]");
    is_plain(&done.prints("\\nerror: all is well"));
}

#[test]
fn differences_verdicts_and_explanations() {
    let key = format!("\"{IN_YAML}\"");
    let project = changed(|text| text.replace("        size:\n", &format!("        {key}:\n")));
    is_plain(&project.run(&["regen", "--check"]).fails().prints("stale"));
    for format in ["text", "markdown", "json", "github"] {
        let done = project.run(&["drift", "--format", format]).succeeds();
        is_plain(&done);
        if format == "json" {
            let report: Value = serde_json::from_str(&done.out).unwrap();
            assert!(report["changes"].as_array().is_some_and(|changes| !changes.is_empty()));
        }
    }
    is_plain(&project.run(&["regen", "--offline"]).succeeds().prints("verdict:"));
    let done = project.run(&["explain", "FileNote"]).succeeds();
    is_plain(&done);
    is_plain(&project.run(&["explain", &format!("a{HOSTILE}")]).fails());
}

#[test]
fn an_exported_description_keeps_its_characters() {
    let project = changed(|text| text.replace("Whose notes.", "Whose \u{200f}notes."));
    let done = project.run(&["export", "--version", "v1"]).succeeds();
    assert!(done.out.contains('\u{200f}') || done.out.contains("\\u200F"), "{}", done.out);
}
