//! `cargo xtask regen --check` finds everything that is stale, and writes nothing.

mod xtask_support;

use xtask_support::Project;

const CHECK: [&str; 2] = ["regen", "--check"];
const MEND: &str = "mend with `cargo xtask regen --offline`";

#[test]
fn all_is_well_after_regen() {
    let project = Project::generated();
    project.run_without_change(&CHECK).succeeds().says("up to date");
    project.run_without_change(&["regen", "--offline", "--check"]).succeeds();
}

#[test]
fn an_edited_file_is_shown_with_its_difference() {
    let project = Project::generated();
    project.edit("dixa-generated/src/generated/v1/notes.rs", "pub fn get_note(", "pub fn fetch_note(");
    project
        .run_without_change(&CHECK)
        .fails()
        .says("stale     dixa-generated/src/generated/v1/notes.rs")
        .says("--- dixa-generated/src/generated/v1/notes.rs (found)\n+++ generated\n@@ ")
        .says("-pub fn fetch_note(")
        .says("+pub fn get_note(")
        .says("1 file stale, 0 missing, 0 orphaned")
        .says(MEND);
}

#[test]
fn a_missing_file_is_named() {
    let project = Project::generated();
    project.remove("dixa-generated/src/generated/v1/types/note.rs");
    project.remove("spec/names.lock");
    project
        .run_without_change(&CHECK)
        .fails()
        .says("missing   dixa-generated/src/generated/v1/types/note.rs")
        .says("missing   spec/names.lock")
        .says("0 files stale, 2 missing, 0 orphaned")
        .says(MEND);
}

#[test]
fn an_orphan_is_named() {
    let project = Project::generated();
    project.write("dixa-generated/src/generated/beta/types/gone.rs", "");
    project
        .run_without_change(&CHECK)
        .fails()
        .says("orphaned  dixa-generated/src/generated/beta/types/gone.rs")
        .says(MEND);
}

#[test]
fn a_changed_description_makes_all_that_follows_from_it_stale() {
    let project = Project::generated();
    project.edit("spec/v1.yaml", "          type: string\n        size:", "          type: boolean\n        size:");
    // The example says otherwise, so both change.
    project.edit("spec/v1.yaml", "name: offer.pdf", "name: true");
    project
        .run_without_change(&CHECK)
        .fails()
        .says("stale     dixa-generated/src/generated/v1/types/file_note.rs")
        .says("+    pub name: bool,")
        .says("stale     dixa-generated/src/generated/provenance.rs")
        .does_not_say("dixa-generated/src/generated/beta");
}

#[test]
fn a_long_difference_is_cut() {
    let project = Project::generated();
    let path = "dixa-generated/src/generated/v1/notes.rs";
    project.write(path, project.read(path) + &"// Left over.\n".repeat(100));
    let done = project.run_without_change(&CHECK).fails();
    let shown = done.out.matches("-// Left over.").count();
    assert!(shown < 40, "{shown} lines are shown");
    assert!(done.out.contains("more lines of this diff left out"), "{}", done.out);
}

#[test]
fn a_file_that_is_no_text_is_stale_all_the_same() {
    let project = Project::generated();
    project.write("dixa-generated/src/generated/provenance.rs", [0xff, 0, 0xfe]);
    project.run_without_change(&CHECK).fails().says("stale     dixa-generated/src/generated/provenance.rs");
}

#[test]
fn nothing_generated_yet_is_all_missing() {
    Project::new()
        .run_without_change(&CHECK)
        .fails()
        .says("missing   dixa-generated/src/generated/v1/mod.rs")
        .says("0 files stale");
}
