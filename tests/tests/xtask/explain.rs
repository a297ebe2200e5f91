//! `cargo xtask explain`: the items of a small project.

use crate::support::{COMMON_OVERLAY, Project, description};

/// The location of the line `text` in the description of v1.
fn line(text: &str) -> String {
    let line = description("v1").lines().position(|line| line == text).unwrap() + 1;
    format!("(spec/v1.yaml:{line})")
}

#[test]
fn explain_a_union() {
    let project = Project::generated();
    let done = project.run_without_change(&["explain", "Note"]).succeeds();
    done.prints("union v1::Note\n")
        .prints("pub enum Note  (dixa-generated/src/generated/v1/types/note.rs)")
        .prints("Text(TextNote)  \"TextNote\"")
        .prints("encoding    tagged in `_type`")
        .prints(&format!("#/components/schemas/Note  {}", line("    Note:")))
        .prints("[3 published examples] at $.components.schemas.Note  (spec/overlays/v1.evidence.yaml:")
        .prints("pinned      title Note, ")
        .prints("(spec/names.lock:")
        .prints("used by     GET /notes response\n              GET /notes/{noteId} response")
        .prints("Identical in beta (spec/beta.yaml:")
        .does_not_print("beta::");
}

#[test]
fn explain_a_struct_with_a_handwritten_correction() {
    let project = Project::new();
    project.write("spec/overlays/common.yaml", COMMON_OVERLAY);
    project.run(&["regen", "--offline"]).succeeds();
    let corrected = "corrected   The service leaves the size out and never sends null. [by hand] \
                     at $.components.schemas.FileNote.properties.size  (spec/overlays/common.yaml:6)";
    let done = project.run(&["explain", "FileNote"]).succeeds();
    done.prints("struct v1::FileNote")
        .prints("size: Option<i64>")
        .prints(corrected)
        .prints("used by     Note|FileNote");
    project.run(&["explain", "FileNote.size"]).succeeds().prints(corrected);
    project.run(&["explain", "FileNote.name"]).succeeds().does_not_print("corrected");
}

#[test]
fn explain_in_one_version_only() {
    let project = Project::generated();
    let done = project.run(&["explain", "beta::TextNote"]).succeeds();
    done.prints("struct beta::TextNote").does_not_print("Identical in").does_not_print("v1");
    project.run(&["explain", "dixa_generated::v1::TextNote"]).succeeds().prints("struct v1::TextNote");
}

#[test]
fn explain_a_field() {
    let project = Project::generated();
    let done = project.run(&["explain", "FileNote.size"]).succeeds();
    done.prints("field v1::FileNote.size")
        .prints("pub size: Option<i64>  (dixa-generated/src/generated/v1/types/file_note.rs)")
        .prints("`size`, may be absent")
        .prints(&format!("#/components/schemas/FileNote/properties/size  {}", line("        size:")))
        .prints("struct FileNote");
}

#[test]
fn explain_a_variant_by_its_name_or_its_tag() {
    let project = Project::generated();
    for name in ["Note::File", "v1::Note::FileNote"] {
        let done = project.run(&["explain", name]).succeeds();
        done.prints("variant v1::Note::File\n")
            .prints("declared    File(FileNote)")
            .prints("on the wire \"FileNote\"")
            .prints(&format!("#/components/schemas/FileNote  {}", line("    FileNote:")));
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
        done.prints("operation v1::notes::get_note\n")
            .prints("declared    pub fn get_note(")
            .prints("GET /v1/notes/{noteId}\n")
            .prints("input       note_id: i64  in the path `noteId`\n")
            .prints("response    Note [200; 404]\n")
            .prints(&format!("#/paths/~1v1~1notes~1{{noteId}}/get  {}", {
                let path = description("v1").lines().position(|line| line == "  /v1/notes/{noteId}:").unwrap();
                format!("(spec/v1.yaml:{})", path + 2)
            }))
            .prints("GET /notes/{noteId} is notes::get_note  (spec/names.lock:")
            .prints("reference   https://notes.example/v1/notes/getnotesnoteid");
    }
}

#[test]
fn explain_shows_both_versions_where_they_differ() {
    let project = Project::new();
    project
        .write("spec/beta.yaml", description("beta").replace("          format: int64\n", "          format: int32\n"));
    project.run(&["regen", "--offline"]).succeeds();
    let done = project.run(&["explain", "FileNote"]).succeeds();
    done.prints("struct v1::FileNote").prints("struct beta::FileNote").does_not_print("Identical");
    project.run(&["explain", "TextNote"]).succeeds().prints("Identical in beta");
}

#[test]
fn explain_names_the_version_that_does_not_have_the_item() {
    let project = Project::new();
    project.write(
        "spec/beta.yaml",
        description("beta").replace("        size:\n", "        length:\n").replace("size: 12", "length: 12"),
    );
    project.run(&["explain", "FileNote.size"]).succeeds().prints("field v1::FileNote.size").prints("Not in beta.");
    project.run(&["explain", "beta::FileNote.size"]).fails().prints_error("there is v1::FileNote.size");
}

#[test]
fn explain_a_name_that_is_not_pinned_yet() {
    Project::new().run_without_change(&["explain", "TextNote"]).succeeds().prints("not yet: the name is new");
}

#[test]
fn explain_a_schema_that_did_not_become_a_type() {
    let done = Project::generated().run(&["explain", "GetNoteOutput"]).succeeds();
    done.prints("schema GetNoteOutput of v1").prints("removed: it wraps a response").prints("Identical in beta");
}

#[test]
fn explain_suggests_names_for_a_misspelled_one() {
    let project = Project::generated();
    project.run(&["explain", "FleNote"]).fails().prints_error("nothing is called `FleNote`").prints_error("FileNote");
    project.run(&["explain", "get_notte"]).fails().prints_error("did you mean").prints_error("get_note");
    project.run(&["explain", "v1::TextNote.txt"]).fails().prints_error("nothing in v1").prints_error("TextNote.text");
    project.run(&["explain", "zzzzzzzzzzzz"]).fails().prints_error("explain --help");
    project.run(&["explain", ""]).fails();
}
