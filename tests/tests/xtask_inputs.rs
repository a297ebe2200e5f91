//! Wrong inputs: what is said, and that nothing is written.

mod xtask_support;

use xtask_support::{COMMON_OVERLAY, Exit, Project, description};

/// Puts `content` at `path` and expects `regen` and `regen --check` to refuse it and to say all of `expected`.
#[track_caller]
fn refuses(path: &str, content: impl AsRef<[u8]>, expected: &[&str]) {
    let project = Project::generated();
    project.write(path, content);
    for args in [["regen", "--offline"], ["regen", "--check"]] {
        let done = project.run_without_change(&args).fails().complains(path);
        assert_eq!(done.out, "");
        expected.iter().fold(done, |done, text| done.complains(text));
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
fn a_description_that_is_cut_off() {
    let whole = description("v1");
    let end = whole.find("title: GetNoteOutput").unwrap();
    refuses("spec/v1.yaml", &whole[..end + 6], &["error["]);
}

#[test]
fn yaml_that_is_none() {
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
fn a_reference_to_nowhere_is_shown_with_its_line() {
    let text = description("v1").replace("schemas/FileNote'", "schemas/FilesNote'");
    let line = text.lines().position(|line| line.contains("FilesNote")).unwrap() + 1;
    refuses("spec/v1.yaml", text, &["FilesNote", &format!("spec/v1.yaml:{line}")]);
}

#[test]
fn a_missing_description() {
    let project = Project::generated();
    project.remove("spec/beta.yaml");
    let done = project.run_without_change(&["regen", "--offline"]).fails();
    done.complains("error[missing-description]").complains("spec/beta.yaml").complains("--from FILE --version beta");
}

#[test]
fn a_folder_in_place_of_a_description() {
    let project = Project::generated();
    project.remove("spec/beta.yaml");
    project.write("spec/beta.yaml/inside", "");
    let done = project.run_without_change(&["regen", "--offline"]).fails();
    done.complains("error[unreadable]").complains("spec/beta.yaml");
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
fn an_overlay_of_one_version_that_is_none() {
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
    let done = done.complains("error[empty-file]").complains("error[swagger-2]").complains("error[names-lock]");
    done.complains("3 errors; nothing was written");
}

#[test]
fn problems_of_files_that_can_be_read_are_reported_beside_a_missing_one() {
    let project = Project::generated();
    project.remove("spec/v1.yaml");
    project.write("spec/beta.yaml", "swagger: '2.0'\n");
    let done = project.run_without_change(&["regen", "--offline"]).fails();
    done.complains("error[missing-description]").complains("error[swagger-2]");
}

#[test]
fn sources_that_cannot_be_used() {
    refuses("spec/sources.toml", "", &["declares no version"]);
    refuses("spec/sources.toml", "[v1\n", &["spec/sources.toml"]);
    refuses("spec/sources.toml", "[v1]\naddress = []\n", &["address"]);
    refuses("spec/sources.toml", "[\"../v1\"]\naddresses = []\n", &["`../v1` cannot be the name of a version"]);
    refuses("spec/sources.toml", "[provenance]\naddresses = []\n", &["`provenance` cannot be the name of a version"]);
    let project = Project::generated();
    project.remove("spec/sources.toml");
    project.run_without_change(&["regen", "--offline"]).fails().complains("sources.toml").complains("help:");
}

#[test]
fn command_lines_that_make_no_sense() {
    let project = Project::new();
    for args in [
        &["regen", "--version", "beta"][..],
        &["regen", "--from", "file"],
        &["regen", "--ofline"],
        &["regenerate"],
        &["explain"],
        &["export"],
        &[],
    ] {
        let done = project.run_without_change(args);
        assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""), "{args:?}");
        done.complains("cargo xtask");
    }
}

#[test]
fn help_is_given_where_it_is_asked_for() {
    let project = Project::new();
    let done = project.run(&["--help"]).succeeds();
    done.says("regen").says("export").says("explain").says("Usage: cargo xtask");
    project.run(&["regen", "--help"]).succeeds().says("--offline").says("--check").says("--from <FILE>");
}
