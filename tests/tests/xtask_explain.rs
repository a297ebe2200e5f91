//! `cargo xtask explain`: the items of a small project.

mod xtask_support;

use xtask_support::{COMMON_OVERLAY, Project, description};

/// Where the line `text` stands in v1's description.
fn line(text: &str) -> String {
    let line = description("v1").lines().position(|line| line == text).unwrap() + 1;
    format!("(spec/v1.yaml:{line})")
}

#[test]
fn explain_a_union() {
    let project = Project::generated();
    let done = project.run_without_change(&["explain", "Note"]).succeeds();
    done.says("union v1::Note\n")
        .says("pub enum Note  (dixa-generated/src/generated/v1/types/note.rs)")
        .says("Text(TextNote)  \"TextNote\"")
        .says("encoding    tagged in `_type`")
        .says(&format!("#/components/schemas/Note  {}", line("    Note:")))
        .says("[3 examples] at $.components.schemas.Note  (spec/overlays/v1.evidence.yaml:")
        .says("pinned      title Note, ")
        .says("(spec/names.lock:")
        .says("used by     GET /notes response\n              GET /notes/{noteId} response")
        .says("The same in beta (spec/beta.yaml:")
        .does_not_say("beta::");
}

#[test]
fn explain_a_struct_with_a_correction_by_hand() {
    let project = Project::new();
    project.write("spec/overlays/common.yaml", COMMON_OVERLAY);
    project.run(&["regen", "--offline"]).succeeds();
    let corrected = "corrected   The service leaves the size out and never sends null. [by hand] \
                     at $.components.schemas.FileNote.properties.size  (spec/overlays/common.yaml:6)";
    let done = project.run(&["explain", "FileNote"]).succeeds();
    done.says("struct v1::FileNote").says("size: Option<i64>").says(corrected).says("used by     Note|FileNote");
    project.run(&["explain", "FileNote.size"]).succeeds().says(corrected);
    project.run(&["explain", "FileNote.name"]).succeeds().does_not_say("corrected");
}

#[test]
fn explain_in_one_version_only() {
    let project = Project::generated();
    let done = project.run(&["explain", "beta::TextNote"]).succeeds();
    done.says("struct beta::TextNote").does_not_say("The same in").does_not_say("v1");
    project.run(&["explain", "dixa_generated::v1::TextNote"]).succeeds().says("struct v1::TextNote");
}

#[test]
fn explain_a_field() {
    let project = Project::generated();
    let done = project.run(&["explain", "FileNote.size"]).succeeds();
    done.says("field v1::FileNote.size")
        .says("pub size: Option<i64>  (dixa-generated/src/generated/v1/types/file_note.rs)")
        .says("`size`, may be absent")
        .says(&format!("#/components/schemas/FileNote/properties/size  {}", line("        size:")))
        .says("struct FileNote");
}

#[test]
fn explain_a_variant_by_its_name_or_its_tag() {
    let project = Project::generated();
    for name in ["Note::File", "v1::Note::FileNote"] {
        let done = project.run(&["explain", name]).succeeds();
        done.says("variant v1::Note::File\n")
            .says("declared    File(FileNote)")
            .says("on the wire \"FileNote\"")
            .says(&format!("#/components/schemas/FileNote  {}", line("    FileNote:")));
    }
}

#[test]
fn explain_an_operation_by_every_name_it_has() {
    let project = Project::generated();
    for name in [
        "get_note",
        "notes::get_note",
        "v1::notes::get_note",
        "getNotesNoteid",
        "GET /notes/{noteId}",
        "get  /v1/notes/{noteId}",
    ] {
        let done = project.run(&["explain", name]).succeeds();
        done.says("operation v1::notes::get_note\n")
            .says("declared    pub fn get_note(")
            .says("GET /v1/notes/{noteId}\n")
            .says("input       note_id: i64  in the path `noteId`\n")
            .says("response    Note [200; 404]\n")
            .says(&format!("#/paths/~1v1~1notes~1{{noteId}}/get  {}", {
                let path = description("v1").lines().position(|line| line == "  /v1/notes/{noteId}:").unwrap();
                format!("(spec/v1.yaml:{})", path + 2)
            }))
            .says("GET /notes/{noteId} is notes::get_note  (spec/names.lock:")
            .says("reference   https://notes.example/v1/notes/getnotesnoteid");
    }
}

#[test]
fn explain_tells_where_versions_differ() {
    let project = Project::new();
    project
        .write("spec/beta.yaml", description("beta").replace("          format: int64\n", "          format: int32\n"));
    project.run(&["regen", "--offline"]).succeeds();
    let done = project.run(&["explain", "FileNote"]).succeeds();
    done.says("struct v1::FileNote").says("struct beta::FileNote").does_not_say("The same");
    project.run(&["explain", "TextNote"]).succeeds().says("The same in beta");
}

#[test]
fn explain_tells_where_only_one_version_has_it() {
    let project = Project::new();
    project.write(
        "spec/beta.yaml",
        description("beta").replace("        size:\n", "        length:\n").replace("size: 12", "length: 12"),
    );
    project.run(&["explain", "FileNote.size"]).succeeds().says("field v1::FileNote.size").says("Not in beta.");
    project.run(&["explain", "beta::FileNote.size"]).fails().complains("there is v1::FileNote.size");
}

#[test]
fn explain_a_name_that_is_not_pinned_yet() {
    Project::new().run_without_change(&["explain", "TextNote"]).succeeds().says("not yet: the name is new");
}

#[test]
fn explain_a_schema_that_became_no_type() {
    let done = Project::generated().run(&["explain", "GetNoteOutput"]).succeeds();
    done.says("schema GetNoteOutput of v1").says("removed: it wraps a response").says("The same in beta");
}

#[test]
fn explain_suggests_names_for_a_misspelt_one() {
    let project = Project::generated();
    project.run(&["explain", "FleNote"]).fails().complains("nothing is called `FleNote`").complains("FileNote");
    project.run(&["explain", "get_notte"]).fails().complains("did you mean").complains("get_note");
    project.run(&["explain", "v1::TextNote.txt"]).fails().complains("nothing in v1").complains("TextNote.text");
    project.run(&["explain", "zzzzzzzzzzzz"]).fails().complains("explain --help");
    project.run(&["explain", ""]).fails();
}
