//! `cargo xtask regen --from` takes a description from a file, if it is the expected one.

use crate::support::{Exit, Project, description};

#[test]
fn from_replaces_the_checked_in_description() {
    let project = Project::generated();
    // With a line ending that text tools often change.
    let newer = description("beta").replace("Whose notes.", "Whose notes are listed.") + "\r\n";
    project.write("elsewhere.yaml", &newer);
    let from = project.path("elsewhere.yaml");
    let args = ["regen", "--offline", "--from", from.to_str().unwrap(), "--version", "beta"];
    project.run_without_change(&[&args[..], &["--check"]].concat()).fails().prints("stale     spec/beta.yaml");
    project.run(&args).succeeds();
    assert_eq!(project.read("spec/beta.yaml"), newer);
    assert!(project.read("dixa-generated/src/generated/beta/notes.rs").contains("Whose notes are listed."));
    assert!(!project.read("dixa-generated/src/generated/v1/notes.rs").contains("Whose notes are listed."));
    project.run_without_change(&args).succeeds().prints("files: 0 written");
    project.run(&["regen", "--check"]).succeeds();
}

#[test]
fn from_adds_a_missing_description() {
    let project = Project::new();
    project.remove("spec/beta.yaml");
    project.write("elsewhere.yaml", description("beta"));
    let from = project.path("elsewhere.yaml");
    project.run(&["regen", "--from", from.to_str().unwrap(), "--version", "beta"]).succeeds();
    assert_eq!(project.read("spec/beta.yaml"), description("beta"));
}

/// Runs `regen --from` with this description as that of `beta`, and expects that it is refused for this reason.
#[track_caller]
fn from_refuses(text: impl AsRef<str>, reason: &str) {
    let project = Project::generated();
    project.write("elsewhere.yaml", text.as_ref());
    let from = project.path("elsewhere.yaml");
    for more in [&[][..], &["--offline"], &["--check"]] {
        let args = [&["regen", "--from", from.to_str().unwrap(), "--version", "beta"], more].concat();
        let done = project.run_without_change(&args).fails().prints_error("elsewhere.yaml is not used: ");
        done.prints_error(reason).prints_error("copy it to spec/beta.yaml and run `cargo xtask regen --offline`");
    }
}

#[test]
fn from_refuses_the_description_of_another_version_or_api() {
    from_refuses(description("v1"), "it describes `Notes API`, version `v1`; expected `Notes API`, version `beta`");
    let renamed = description("beta").replace("title: Notes API", "title: Other API");
    from_refuses(renamed, "it describes `Other API`, version `beta`; expected `Notes API`, version `beta`");
    let other_paths = description("beta").replace("/beta/", "/v1/");
    from_refuses(other_paths, "none of its paths begins with `/beta`, so it describes another version");
}

#[test]
fn from_refuses_a_description_that_lacks_more_than_a_tenth_of_the_operations() {
    let text = description("beta");
    let cut = text[..text.find("  /beta/notes/{noteId}:").unwrap()].to_owned() + "components: {}\n";
    let operations = cut.matches("operationId:").count();
    let reason = format!("it has {operations} operation");
    from_refuses(&cut, &reason);
    from_refuses(&cut, "it may be truncated; `--accept-shrink` accepts it anyway");
    let project = Project::generated();
    project.write("elsewhere.yaml", cut.replace("$ref: '#/components", "x-ref: '#/components"));
    let from = project.path("elsewhere.yaml");
    let args = ["regen", "--from", from.to_str().unwrap(), "--version", "beta", "--accept-shrink"];
    let done = project.run(&args);
    assert!(!done.err.contains("is not used"), "{done:?}");
    let done = project.run_without_change(&["regen", "--offline", "--accept-shrink"]);
    assert_eq!(done.exit, Exit::Usage, "{done:?}");
}

#[test]
fn from_says_where_there_is_nothing_to_compare_a_file_with() {
    let project = Project::new();
    project.remove("spec/beta.yaml");
    project.write("elsewhere.yaml", description("beta"));
    let from = project.path("elsewhere.yaml");
    let done = project.run(&["regen", "--from", from.to_str().unwrap(), "--version", "beta"]).succeeds();
    done.prints("not compared with the checked-in description: spec/beta.yaml is missing");
    // Even then a description of other paths is not used.
    project.remove("spec/beta.yaml");
    project.write("elsewhere.yaml", description("v1"));
    let done = project.run_without_change(&["regen", "--from", from.to_str().unwrap(), "--version", "beta"]).fails();
    done.prints_error("none of its paths begins with `/beta`");
}

#[test]
fn from_refuses_a_version_that_is_not_declared() {
    let project = Project::generated();
    let from = project.path("spec/v1.yaml");
    let args = ["regen", "--from", from.to_str().unwrap(), "--version", "v2"];
    project.run_without_change(&args).fails().prints_error("no version `v2`").prints_error("v1, beta");
}

#[test]
fn from_refuses_a_missing_file_and_one_that_is_not_a_description() {
    let project = Project::generated();
    let missing = project.path("missing.yaml");
    let args = ["regen", "--from", missing.to_str().unwrap(), "--version", "beta"];
    project.run_without_change(&args).fails().prints_error("missing.yaml");
    let broken = project.path("broken.yaml");
    project.write("broken.yaml", "swagger: '2.0'\n");
    let args = ["regen", "--from", broken.to_str().unwrap(), "--version", "beta"];
    project.run_without_change(&args).fails().prints_error("broken.yaml").prints_error("Swagger");
}
