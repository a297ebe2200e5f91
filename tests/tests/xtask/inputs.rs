//! Wrong inputs are reported, and nothing is written.

use crate::support::{COMMON_OVERLAY, Exit, Project, description};

/// Writes `content` to `path` and expects `regen` and `regen --check` to fail with all of `expected` in the error.
#[track_caller]
fn refuses(path: &str, content: impl AsRef<[u8]>, expected: &[&str]) {
    let project = Project::generated();
    project.write(path, content);
    for args in [["regen", "--offline"], ["regen", "--check"]] {
        let done = project.run_without_change(&args).fails().prints_error(path);
        assert_eq!(done.out, "");
        expected.iter().fold(done, |done, text| done.prints_error(text));
    }
}

#[test]
fn an_empty_description() {
    refuses("spec/v1.yaml", "", &["error[empty-file]", "1 error; nothing was written"]);
    refuses("spec/v1.yaml", " \n\n", &["error[empty-file]"]);
}

#[test]
fn a_binary_description() {
    refuses("spec/v1.yaml", [0x89, b'P', b'N', b'G', 0xff, 0], &["error[binary-file]"]);
    refuses("spec/v1.yaml", "openapi: 3.0.3\n\0", &["error[binary-file]"]);
}

#[test]
fn a_truncated_description() {
    let whole = description("v1");
    let end = whole.find("title: GetNoteOutput").unwrap();
    refuses("spec/v1.yaml", &whole[..end + 6], &["error["]);
}

#[test]
fn invalid_yaml() {
    refuses("spec/v1.yaml", "openapi: 3.0.3\ninfo: [\n", &["error["]);
    refuses("spec/v1.yaml", "<html><body>Sign in</body></html>\n", &["error["]);
}

#[test]
fn swagger_2() {
    refuses("spec/v1.yaml", "swagger: '2.0'\npaths: {}\n", &["error[swagger-2]", "help:"]);
}

#[test]
fn openapi_3_1() {
    refuses("spec/v1.yaml", description("v1").replace("3.0.3", "3.1.0"), &["error[openapi-newer]", "OpenAPI 3.1.0"]);
}

#[test]
fn a_broken_reference_is_reported_with_its_line() {
    let text = description("v1").replace("schemas/FileNote'", "schemas/FilesNote'");
    let line = text.lines().position(|line| line.contains("FilesNote")).unwrap() + 1;
    refuses("spec/v1.yaml", text, &["FilesNote", &format!("spec/v1.yaml:{line}")]);
}

#[test]
fn a_missing_description() {
    let project = Project::generated();
    project.remove("spec/beta.yaml");
    let done = project.run_without_change(&["regen", "--offline"]).fails();
    done.prints_error("error[missing-description]")
        .prints_error("spec/beta.yaml")
        .prints_error("--from FILE --version beta");
}

#[test]
fn missing_conventions_are_reported_since_other_bindings_would_follow_without_them() {
    let project = Project::generated();
    project.remove("spec/conventions.toml");
    for args in [&["regen", "--offline"][..], &["regen", "--check"], &["export", "--version", "v1"]] {
        let done = project.run_without_change(args).fails();
        done.prints_error("error[missing-conventions]").prints_error("spec/conventions.toml").prints_error("help:");
    }
}

#[test]
fn conventions_that_contradict_themselves() {
    refuses(
        "spec/conventions.toml",
        "[paths]\nprefix = \"v1/\"\n[envelope]\nlinks = \"meta\"\n",
        &["`paths.prefix`", "`envelope.links` requires `envelope.data`", "3 errors; nothing was written"],
    );
    refuses("spec/conventions.toml", "[paging]\nlimits = \"x\"\n", &["error[conventions]", "conventions.toml:2"]);
}

#[test]
fn a_folder_instead_of_a_description() {
    let project = Project::generated();
    project.remove("spec/beta.yaml");
    project.write("spec/beta.yaml/inside", "");
    let done = project.run_without_change(&["regen", "--offline"]).fails();
    done.prints_error("error[unreadable]").prints_error("spec/beta.yaml");
}

#[test]
fn a_broken_lock() {
    refuses("spec/names.lock", "[operations\n", &["error[names-lock]", "spec/names.lock:1", "help:"]);
    refuses("spec/names.lock", "unknown = 1\n", &["error[names-lock]"]);
    refuses("spec/names.lock", [0xff, 0xfe], &["error[binary-file]"]);
}

#[test]
fn an_overlay_that_matches_nothing() {
    let overlay = COMMON_OVERLAY.replace("FileNote", "GoneNote");
    refuses("spec/overlays/common.yaml", overlay, &["error[overlay-no-match]", "GoneNote", "common.yaml:6"]);
}

#[test]
fn a_wrong_correction_of_all_versions_is_one_message_that_names_them() {
    let project = Project::generated();
    project.write("spec/overlays/common.yaml", COMMON_OVERLAY.replace("FileNote", "FilesNote"));
    let done = project.run_without_change(&["regen", "--offline"]).fails();
    let done = done.prints_error("`$.components.schemas` has no `FilesNote`").prints_error("did you mean `FileNote`?");
    let done = done.prints_error("common.yaml:6 /actions/0/target\n  at spec/beta.yaml\n  at spec/v1.yaml\n");
    done.prints_error("\n1 error; nothing was written\n");
}

#[test]
fn a_misspelled_key_of_an_overlay() {
    let overlay = COMMON_OVERLAY.replace("minimum", "minimun");
    refuses(
        "spec/overlays/common.yaml",
        overlay,
        &["error[overlay-unknown-key]", "`minimun`", "did you mean `minimum`?"],
    );
    let overlay = COMMON_OVERLAY.replace("  update:", "  x-expects: {type: string}\n  update:");
    refuses("spec/overlays/common.yaml", overlay, &["`x-expects` is unknown", "did you mean `x-expect`?", "1 error;"]);
}

#[test]
fn what_a_failed_correction_would_have_corrected_is_not_reported_too() {
    let project = Project::generated();
    project.edit("spec/v1.yaml", "schemas/FileNote'", "schemas/FilesNote'");
    let target = "target: $.components.schemas.FileNotes\n  description: d\n  remove: true\n";
    project.write("spec/overlays/v1.yaml", COMMON_OVERLAY.split("target:").next().unwrap().to_owned() + target);
    let done = project.run_without_change(&["regen", "--offline"]).fails().prints_error("error[overlay-no-match]");
    done.prints_error("\n1 error; nothing was written\n");
}

#[test]
fn an_overlay_that_is_applied_to_no_description() {
    for name in ["v11.yaml", "comon.yaml", "v1.yml"] {
        let path = format!("spec/overlays/{name}");
        refuses(&path, COMMON_OVERLAY, &["error[unused-overlay]", "spec/overlays/v1.yaml", "rename the file"]);
    }
}

#[test]
fn an_overlay_that_extends_another_description() {
    let overlay = |extends: &str| COMMON_OVERLAY.replace("info:", &format!("extends: {extends}\ninfo:"));
    let project = Project::new();
    project.write("spec/overlays/v1.yaml", overlay("../v1.yaml"));
    project.run(&["regen", "--offline"]).succeeds();
    let expected = ["error[overlay-extends]", "extends `../beta.yaml`", "applied to `v1`", "spec/overlays/v1.yaml:2"];
    refuses("spec/overlays/v1.yaml", overlay("../beta.yaml"), &expected);
}

#[test]
fn an_invalid_overlay() {
    refuses("spec/overlays/beta.yaml", "overlay: 1.0.0\n", &["error[overlay-invalid]"]);
    refuses("spec/overlays/beta.yaml", [0xff, 0xfe], &["error[binary-file]"]);
}

#[test]
fn problems_of_all_inputs_are_reported_together() {
    let project = Project::generated();
    project.write("spec/v1.yaml", "");
    project.write("spec/beta.yaml", "swagger: '2.0'\n");
    project.write("spec/names.lock", "[operations\n");
    let done = project.run_without_change(&["regen", "--offline"]).fails();
    let done =
        done.prints_error("error[empty-file]").prints_error("error[swagger-2]").prints_error("error[names-lock]");
    done.prints_error("3 errors; nothing was written");
}

#[test]
fn problems_of_other_files_are_reported_together_with_a_missing_one() {
    let project = Project::generated();
    project.remove("spec/v1.yaml");
    project.write("spec/beta.yaml", "swagger: '2.0'\n");
    let done = project.run_without_change(&["regen", "--offline"]).fails();
    done.prints_error("error[missing-description]").prints_error("error[swagger-2]");
}

#[test]
fn unusable_sources() {
    refuses("spec/sources.toml", "", &["declares no version"]);
    refuses("spec/sources.toml", "[v1\n", &["spec/sources.toml"]);
    refuses("spec/sources.toml", "[v1]\naddress = []\n", &["address"]);
    refuses("spec/sources.toml", "[\"../v1\"]\naddresses = []\n", &["`../v1` cannot be the name of a version"]);
    refuses("spec/sources.toml", "[provenance]\naddresses = []\n", &["`provenance` cannot be the name of a version"]);
    let project = Project::generated();
    project.remove("spec/sources.toml");
    project.run_without_change(&["regen", "--offline"]).fails().prints_error("sources.toml").prints_error("help:");
}

#[test]
fn invalid_command_lines() {
    let project = Project::new();
    for args in [
        &["regen", "--version", "beta"][..],
        &["regen", "--from", "file"],
        &["regen", "--ofline"],
        &["regenerate"],
        &["explain"],
        &["export"],
    ] {
        let done = project.run_without_change(args);
        assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{args:?}");
        done.prints_error("cargo xtask");
    }
}

#[test]
fn help_is_printed_on_request() {
    let project = Project::new();
    let done = project.run(&["--help"]).succeeds();
    done.prints("regen").prints("export").prints("explain").prints("Usage: cargo xtask");
    project.run(&["regen", "--help"]).succeeds().prints("--offline").prints("--check").prints("--from <FILE>");
}
