//! `cargo xtask regen` writes the files generated from the descriptions, and no others.

use std::collections::BTreeMap;
use std::fs;

use xtask::apply::{Content, Plan, Written};
use xtask::apply::{Staged, Staging};
use xtask::error::Error;

use crate::support::{COMMON_OVERLAY, Exit, Project, description};

#[test]
fn regen_writes_everything() {
    let project = Project::new();
    let done = project.run(&["regen", "--offline"]).succeeds();
    for path in [
        "dixa-generated/src/generated/mod.rs",
        "dixa-generated/src/generated/provenance.rs",
        "dixa-generated/src/generated/v1/mod.rs",
        "dixa-generated/src/generated/v1/notes.rs",
        "dixa-generated/src/generated/beta/types/text_note.rs",
        "spec/overlays/v1.evidence.yaml",
        "spec/overlays/beta.evidence.yaml",
        "spec/names.lock",
        "tests/operations/src/generated/mod.rs",
        "tests/operations/src/generated/v1.rs",
        "tests/operations/src/generated/beta.rs",
    ] {
        assert!(!project.read(path).is_empty(), "{path} is empty");
    }
    assert!(
        project
            .read("dixa-generated/src/generated/v1/notes.rs")
            .contains("https://notes.example/v1/notes/getnotesnoteid")
    );
    assert!(project.read("spec/overlays/v1.evidence.yaml").contains("propertyName: _type"));
    done.prints("v1: 2 operations, 3 types (0 enumerations)\n  unions: 1 tagged")
        .prints(" written, 0 unchanged, 0 removed")
        .prints("time: read ");
}

#[test]
fn unions_that_only_our_own_examples_show_are_counted_as_assumed() {
    let project = Project::generated();
    let description = project.read("spec/v1.yaml");
    project.write("spec/v1.yaml", format!("x-example-source: ours\n{description}"));
    let done = project.run(&["regen", "--offline"]).succeeds();
    done.prints("v1: 2 operations, 3 types (0 enumerations)\n  unions: 1 tagged (0 published, 1 assumed)\n");
    assert!(project.read("spec/overlays/v1.evidence.yaml").contains("x-evidence:\n    assumed: true\n    ours: 3\n"));
}

#[test]
fn an_undecided_union_is_named_with_its_place() {
    let project = Project::generated();
    let description = project.read("spec/v1.yaml");
    let without = description.replace("              example:", "              x-was:");
    project.write("spec/v1.yaml", without);
    let done = project.run(&["regen", "--offline"]).succeeds();
    done.prints("\n  unions: 1 undecided\n").prints("note[union-undecided]").prints("  at spec/v1.yaml:");
}

#[test]
fn versions_are_listed_in_the_order_of_the_sources() {
    let project = Project::generated();
    for path in ["dixa-generated/src/generated/mod.rs", "dixa-generated/src/generated/provenance.rs"] {
        let text = project.read(path);
        assert!(text.find("pub mod v1").unwrap() < text.find("pub mod beta").unwrap(), "{text}");
    }
}

#[test]
fn a_second_regen_writes_nothing() {
    let project = Project::generated();
    project.run_without_change(&["regen", "--offline"]).succeeds().prints("files: 0 written");
}

#[test]
fn no_temporary_file_remains() {
    let project = Project::generated();
    let names: Vec<_> = fs::read_dir(project.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.display().to_string().starts_with('.')), "{names:?}");
}

#[test]
fn a_checkout_with_windows_line_endings_is_left_alone() {
    let project = Project::generated();
    let path = "dixa-generated/src/generated/v1/mod.rs";
    project.write(path, project.read(path).replace('\n', "\r\n"));
    project.run_without_change(&["regen", "--offline"]).succeeds().prints("files: 0 written");
    project.run(&["regen", "--check"]).succeeds();
}

#[test]
fn an_edited_file_is_restored_and_no_other_is_written() {
    let project = Project::generated();
    let before = project.snapshot();
    project.edit("dixa-generated/src/generated/v1/notes.rs", "get_note", "get_nothing");
    project.run(&["regen", "--offline"]).succeeds().prints("files: 1 written");
    let after = project.snapshot();
    let touched: Vec<_> = before.iter().filter(|(path, file)| after.get(*path) != Some(file)).map(|(p, _)| p).collect();
    assert_eq!(touched, [&project.path("dixa-generated/src/generated/v1/notes.rs")]);
    assert!(project.read("dixa-generated/src/generated/v1/notes.rs").contains("pub fn get_note("));
}

#[test]
fn generated_leftovers_are_removed_with_their_folder() {
    let project = Project::generated();
    let before = project.snapshot();
    let generated = project.read("dixa-generated/src/generated/v1/types/note.rs");
    project.write("dixa-generated/src/generated/v1/types/deeper/gone.rs", &generated);
    project.write("dixa-generated/src/generated/gone.rs", &generated);
    project
        .run(&["regen", "--offline"])
        .succeeds()
        .prints("0 written")
        .prints("2 removed")
        .does_not_print("not-generated");
    assert!(before == project.snapshot());
}

#[test]
fn a_file_among_the_generated_ones_that_is_not_generated_is_named_and_left_alone() {
    let project = Project::generated();
    let files = ["by_hand.rs", "notes.txt", "v1/by_hand.rs", "v1/types/empty.rs", "v1/types/deeper/by_hand.rs"]
        .map(|file| format!("dixa-generated/src/generated/{file}"));
    files.iter().for_each(|file| project.write(file, if file.ends_with("empty.rs") { "" } else { "// By hand.\n" }));
    for args in [["regen", "--offline"], ["regen", "--check"]] {
        let done = project.run_without_change(&args).succeeds();
        for file in &files {
            let warning = format!(
                "warning[not-generated]: this file is not generated, but `regen` owns its folder; it was left alone\n  \
                 at {file}\n  help: "
            );
            assert!(done.out.contains(&warning), "{warning:?} is not in the output:\n{}", done.out);
        }
    }
    let done = project.run_without_change(&["regen", "--offline"]).succeeds();
    done.prints("5 warnings: not-generated\n").prints("files: 0 written").prints("0 removed");
}

#[test]
fn a_further_version_needs_only_its_feature_and_regen_names_the_missing_line() {
    let project = Project::generated();
    let manifest = |features: &str| format!("[package]\nname = \"dixa-generated\"\n\n[features]\n{features}");
    project.write("dixa-generated/Cargo.toml", manifest("v1 = []\nbeta = []\n"));
    project.run_without_change(&["regen", "--check"]).succeeds().does_not_print("feature");
    project.write("spec/sources.toml", project.read("spec/sources.toml") + "\n[preview]\naddresses = []\n");
    project.write("spec/preview.yaml", description("preview"));
    let missing = "add `preview = []` under [features] in dixa-generated/Cargo.toml";
    let done = project.run(&["regen", "--offline"]).succeeds();
    done.prints("warning[missing-feature]: ").prints(missing).prints("1 warning: missing-feature\n");
    for index in ["dixa-generated/src/generated/mod.rs", "tests/operations/src/generated/mod.rs"] {
        assert!(project.read(index).contains("pub mod preview;"), "{index}");
    }
    project.run_without_change(&["regen", "--check"]).fails().prints(missing).prints("a feature is missing");
    project.write("dixa-generated/Cargo.toml", manifest("v1 = []\nbeta = []\npreview = []\n"));
    project.run_without_change(&["regen", "--check"]).succeeds().prints("up to date").does_not_print("feature");
}

#[test]
fn every_missing_feature_is_named_where_the_manifest_declares_none() {
    let project = Project::generated();
    project.write("dixa-generated/Cargo.toml", "[package]\nname = \"dixa-generated\"\n");
    let done = project.run_without_change(&["regen", "--offline"]).succeeds();
    done.prints("add `v1 = []` under [features]").prints("add `beta = []` under [features]");
}

#[test]
fn handwritten_files_outside_the_generated_folder_are_left_alone() {
    let project = Project::new();
    for path in ["dixa-generated/src/client.rs", "tests/src/lib.rs", "spec/README.md"] {
        project.write(path, "By hand.\n");
    }
    project.run(&["regen", "--offline"]).succeeds().prints("0 removed");
    assert_eq!(project.read("dixa-generated/src/client.rs"), "By hand.\n");
    assert_eq!(project.read("tests/src/lib.rs"), "By hand.\n");
}

#[test]
fn what_was_generated_for_a_dropped_version_is_removed() {
    let project = Project::generated();
    let by_hand = ["dixa-generated/src/generated/beta/by_hand.rs", "tests/src/lib.rs", "spec/overlays/beta.yaml"];
    for path in by_hand {
        project.write(path, "By hand.\n");
    }
    project.edit("spec/sources.toml", "[beta]\naddresses = []\n", "");
    let done = project.run_without_change(&["regen", "--check"]).fails();
    done.prints("orphaned  dixa-generated/src/generated/beta/types/text_note.rs\n")
        .prints("orphaned  spec/overlays/beta.evidence.yaml\n")
        .prints("orphaned  tests/operations/src/generated/beta.rs\n")
        .does_not_print("orphaned  dixa-generated/src/generated/beta/by_hand.rs");
    project.run(&["regen", "--offline"]).succeeds();
    for gone in [
        "dixa-generated/src/generated/beta/types",
        "spec/overlays/beta.evidence.yaml",
        "tests/operations/src/generated/beta.rs",
    ] {
        assert!(!project.path(gone).exists(), "{gone}");
    }
    assert!(by_hand.into_iter().chain(["spec/beta.yaml"]).all(|path| project.path(path).is_file()));
    project.run_without_change(&["regen", "--check"]).succeeds();
}

/// Makes a link to a new folder of the project, which contains a file.
#[cfg(unix)]
fn link(project: &Project, path: &str) {
    project.write("elsewhere/keep", "Keep.\n");
    std::os::unix::fs::symlink(project.path("elsewhere"), project.path(path)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_the_folder_for_new_files_is_refused_and_what_is_behind_it_stays() {
    let project = Project::generated();
    link(&project, ".regen");
    let done = project.run_without_change(&["regen", "--offline"]).fails();
    done.prints_error(".regen is a symbolic link, so nothing was changed").prints_error("delete the link");
    assert_eq!(project.read("elsewhere/keep"), "Keep.\n");
    // Also where there is something to write, and with the rest of an interrupted run behind it.
    project.write("elsewhere/journal", r#"[{"remove":"spec/v1.yaml"}]"#);
    project.edit("spec/v1.yaml", "Whose notes.", "Whose?");
    project.run_without_change(&["regen", "--offline"]).fails();
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_an_output_folder_is_refused_and_what_is_behind_it_stays() {
    for folder in [
        "dixa-generated/src",
        "dixa-generated/src/generated",
        "dixa-generated/src/generated/v1/types",
        "spec/overlays",
        "tests/operations",
    ] {
        let project = Project::generated();
        std::fs::remove_dir_all(project.path(folder)).unwrap();
        link(&project, folder);
        for args in [["regen", "--offline"], ["regen", "--check"]] {
            let done = project.run_without_change(&args).fails();
            done.prints_error(&format!("{folder}: it is a symbolic link to a folder"))
                .prints_error("nothing was written");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_link_among_the_generated_files_and_its_target_are_left_alone() {
    let project = Project::generated();
    project.write("elsewhere/precious.txt", "Precious.\n");
    let link = project.path("dixa-generated/src/generated/v1/link");
    std::os::unix::fs::symlink(project.path("elsewhere"), &link).unwrap();
    let done = project.run(&["regen", "--offline"]).succeeds();
    done.prints("warning[not-generated]").prints("  at dixa-generated/src/generated/v1/link\n");
    assert_eq!(project.read("elsewhere/precious.txt"), "Precious.\n");
    assert!(link.is_symlink());
}

#[test]
fn handwritten_overlays_are_applied() {
    let project = Project::new();
    let overlay = COMMON_OVERLAY.replace("minimum: 0", "format: int32");
    project.write("spec/overlays/common.yaml", overlay);
    project.run(&["regen", "--offline"]).succeeds();
    assert!(project.read("dixa-generated/src/generated/v1/types/file_note.rs").contains("pub size: Option<i32>"));
}

#[test]
fn a_name_edited_by_hand_is_kept() {
    let project = Project::generated();
    project.edit("spec/names.lock", "name = \"FileNote\"", "name = \"Attachment\"");
    project.run(&["regen", "--offline"]).succeeds();
    assert!(project.read("dixa-generated/src/generated/v1/types/attachment.rs").contains("pub struct Attachment"));
    assert!(!project.path("dixa-generated/src/generated/v1/types/file_note.rs").exists());
    project.run_without_change(&["regen", "--offline"]).succeeds();
}

/// A project whose text notes have `count` fields without a type in Rust.
fn project_with_warnings(count: usize) -> Project {
    let project = Project::new();
    let member = |key| format!("{{type: object, properties: {{{key}: {{type: string}}}}}}");
    let either = format!("oneOf: [{}, {}]", member("a"), member("b"));
    let field = |n| format!("        odd{n}:\n          {either}\n");
    let fields: String = (0..count).map(field).collect();
    let text = "        text:\n          type: string\n";
    project.edit("spec/v1.yaml", text, &format!("{text}{fields}"));
    project
}

#[test]
fn warnings_are_printed_and_counted() {
    let done = project_with_warnings(2).run(&["regen", "--offline"]).succeeds();
    let warnings = done.out.matches("warning[ambiguous-union]: ").count();
    assert_eq!(warnings, 2, "{}", done.out);
    done.prints("\n2 warnings: ambiguous-union\n").prints("assumed").does_not_print("… and");
}

#[test]
fn the_first_of_many_warnings_are_printed_and_all_are_counted() {
    let done = project_with_warnings(25).run(&["regen", "--offline"]).succeeds();
    let warnings = done.out.matches("warning[ambiguous-union]: ").count();
    assert_eq!(warnings, 20, "{}", done.out);
    done.prints("… and 5 more of ambiguous-union\n25 warnings: ambiguous-union\n");
}

#[test]
fn the_first_of_many_errors_of_one_kind_are_printed_and_all_are_counted() {
    let project = project_with_warnings(0);
    let member = |n| format!("          - $ref: '#/components/schemas/Gone{n}'\n");
    let members: String = (0..25).map(member).collect();
    project.edit(
        "spec/v1.yaml",
        "        text:\n          type: string\n",
        &format!("        text:\n          oneOf:\n{members}"),
    );
    let done = project.run_without_change(&["regen", "--offline"]).fails();
    assert_eq!(done.err.matches("error[ref-not-found]: ").count(), 20, "{}", done.err);
    done.prints_error("\n… and 5 more of ref-not-found\n25 errors; nothing was written\n");
}

#[test]
fn a_folder_at_the_path_of_a_file_is_reported_before_anything_is_written() {
    let project = Project::new();
    project.write("dixa-generated/src/generated/v1/mod.rs/inside", "");
    let done = project.run_without_change(&["regen", "--offline"]).fails();
    done.prints_error("dixa-generated/src/generated/v1/mod.rs: ").prints_error("move what is at that path elsewhere");
}

#[test]
fn a_file_at_the_path_of_a_folder_is_reported_before_anything_is_written() {
    let project = Project::new();
    project.write("dixa-generated/src/generated/v1/types", "");
    project.run_without_change(&["regen", "--offline"]).fails().prints_error("dixa-generated/src/generated/v1/types/");
    let project = Project::new();
    project.write("tests/operations/src", "");
    project.run_without_change(&["regen", "--offline"]).fails().prints_error("tests/operations/src");
}

fn plan(project: &Project, paths: &[&str]) -> Plan {
    let file = |path: &&str| ((*path).to_owned(), Content::from(format!("new {path}\n")));
    Plan::new(&project.path(""), paths.iter().map(file).collect::<BTreeMap<_, _>>(), Vec::new()).unwrap()
}

fn stage(project: &Project, plan: &Plan) -> Result<Staged, Error> {
    Staging::open(&project.path(""), || {}, &mut Vec::new()).unwrap().stage(plan)
}

fn reported(failure: Error) -> String {
    let mut text = Vec::new();
    assert_eq!(failure.report(&mut text), Exit::Failure);
    String::from_utf8(text).unwrap()
}

fn names(project: &Project, folder: &str) -> Vec<String> {
    let names = fs::read_dir(project.path(folder)).unwrap().map(|e| e.unwrap().file_name().display().to_string());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn a_failed_move_lists_the_moved_files_and_the_next_run_continues() {
    let project = Project::generated();
    let staged = stage(&project, &plan(&project, &["out/a", "out/b", "out/c"])).unwrap();
    // It appears after the check for such folders.
    project.write("out/b/inside", "");
    let message = reported(staged.commit().unwrap_err());
    assert!(message.contains("cannot write out/b"), "{message}");
    assert!(message.contains("  written:\n    out/a\n  not written:\n    out/b\n    out/c\n"), "{message}");
    assert_eq!(names(&project, "out"), ["a", "b"]);
    project.run_without_change(&["regen", "--check"]).fails().prints("interrupted");

    project.run(&["regen", "--offline"]).fails().prints_error("cannot write out/b");
    fs::remove_dir_all(project.path("out/b")).unwrap();
    project.run(&["regen", "--offline"]).succeeds().prints("finished the changes of an interrupted run");
    assert_eq!(
        (names(&project, "out"), project.read("out/b")),
        (vec!["a".into(), "b".into(), "c".into()], "new out/b\n".into())
    );
    project.run_without_change(&["regen", "--check"]).succeeds();
}

#[test]
fn staging_alone_changes_no_file_and_is_removed() {
    let project = Project::new();
    project.write("out/a", "old\n");
    let before = project.snapshot();
    let staged = stage(&project, &plan(&project, &["out/a"])).unwrap();
    assert_eq!(project.read("out/a"), "old\n");
    drop(staged);
    assert!(before == project.snapshot());
}

#[test]
fn if_a_folder_cannot_be_made_no_other_new_folder_remains() {
    let project = Project::new();
    let plan = plan(&project, &["a/deep/file", "b/file"]);
    // It appears after the check for such folders.
    project.write("b", "Not a folder.\n");
    let before = project.snapshot();
    assert!(stage(&project, &plan).is_err());
    assert!(before == project.snapshot());
}

#[test]
fn a_second_run_at_the_same_time_is_refused() {
    let project = Project::new();
    let _first = Staging::open(&project.path(""), || {}, &mut Vec::new()).unwrap();
    project.run_without_change(&["regen", "--offline"]).fails().prints_error("another `cargo xtask` is writing");
}

#[test]
fn an_unreadable_journal_is_reported_with_what_to_do() {
    let project = Project::generated();
    project.write(".regen/journal", "[{\"move\"");
    project.run_without_change(&["regen", "--check"]).fails().prints("interrupted");
    let done = project.run(&["regen", "--offline"]).fails();
    done.prints_error(".regen/journal is not a journal").prints_error("delete the folder `.regen`");
}

#[test]
fn staged_files_without_a_journal_are_discarded() {
    let project = Project::generated();
    let before = project.snapshot();
    project.write(".regen/0", "Half writt");
    project.write(".regen/journal.part", "[");
    project.run_without_change(&["regen", "--check"]).succeeds();
    project.run(&["regen", "--offline"]).succeeds().prints("files: 0 written");
    assert!(before == project.snapshot());
}

#[test]
fn a_plan_without_differences_writes_nothing() {
    let project = Project::new();
    project.write("out/a", "new out/a\n");
    let written = stage(&project, &plan(&project, &["out/a"])).unwrap().commit().unwrap();
    assert_eq!(written, Written { written: 0, unchanged: 1, removed: 0 });
}
