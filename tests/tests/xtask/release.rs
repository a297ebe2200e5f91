//! `cargo xtask release --check` lists all that is open before a release, and then the commands of the release.

use std::io;
use std::path::Path;

use xtask::{Env, Ran};

use crate::support::{Done, Exit, Project};

const CHECK: [&str; 2] = ["release", "--check"];

const LISTED: &str = "CHANGELOG.md\nCargo.toml\nLICENSE-APACHE\nLICENSE-MIT\nREADME.md\nexamples/one.rs\nsrc/lib.rs\n";

/// A cargo that lists a complete package, and finds the public API compatible.
fn cargo(_: &Path, args: &[&str]) -> io::Result<Ran> {
    let out = if args[0] == "package" { LISTED } else { "" };
    Ok(Ran { is_success: true, out: out.into(), err: Vec::new() })
}

/// A committed project in which nothing is open.
fn ready() -> Project {
    let mut project = Project::generated();
    project.env.cargo = cargo;
    project.write("Cargo.toml", "[workspace.package]\nversion = \"0.2.0\"\n");
    let features = "[features]\nv1 = []\nbeta = []\n";
    let package =
        "[package]\nname = \"notes\"\nversion.workspace = true\nrepository = \"https://git.example/notes\"\n\n";
    project.write("dixa-generated/Cargo.toml", format!("{package}{features}"));
    project.write("dixa-generated/CHANGELOG.md", "# Changelog\n\n## 0.2.0 (2030-01-31)\n\n- A change.\n- Another.\n");
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        project.write(licence, "You may.\n");
        project.write(&format!("dixa-generated/{licence}"), "You may.\n");
    }
    project.write("SECURITY.md", "Write to security@git.example.\n");
    project.write("CODE_OF_CONDUCT.md", "Be kind. Write to conduct@git.example.\n");
    project.commit_all();
    project
}

/// Commits a change of the project that is ready, checks, and expects one problem with this message, place and help.
#[track_caller]
fn is_open(change: impl FnOnce(&mut Project), problem: &str) -> Done {
    let mut project = ready();
    change(&mut project);
    project.git(&["add", "--all"]);
    project.git(&["commit", "--quiet", "--allow-empty", "--message", "change"]);
    let done = project.run_without_change(&CHECK);
    done.fails().prints(problem).prints("\n1 problem to solve before the release; nothing was published\n")
}

#[test]
fn the_commands_of_the_release_follow_if_nothing_is_open() {
    let done = ready().run_without_change(&CHECK).succeeds();
    done.prints("release of notes 0.2.0\n")
        .prints("done  changelog: 2 changes in 0.2.0\n")
        .prints("done  public API: nothing to compare with: there is no tag of a release yet\n")
        .prints("  1. .ci/run\n  2. cargo publish --package notes --locked\n  3. git tag --annotate v0.2.0 ")
        .prints("  4. git push origin HEAD v0.2.0\n")
        .does_not_print("open  ");
}

#[test]
fn all_that_is_open_is_listed_at_once_each_with_its_place_and_the_way_out() {
    let mut project = Project::new();
    project.env.cargo = |_, _| Ok(Ran { err: b"error: no such package\n".into(), ..Ran::default() });
    project.write("Cargo.toml", "");
    project.write("dixa-generated/Cargo.toml", "[package]\nname = \"notes\"\nversion = \"0.2.0\"\n");
    project.write("dixa-generated/CHANGELOG.md", "# Changelog\n");
    project.write("README.md", "git = \"[OWNER: address]\", see [OWNER: contact].\n");
    project.git(&["init", "--quiet"]);
    project.git(&["add", "README.md"]);
    let done = project.run(&CHECK).fails();
    for problem in [
        "error[not-filled-in]: `repository` of notes is not stated",
        "error[missing-file]: the file is missing\n  at SECURITY.md\n  help: write SECURITY.md",
        "error[missing-file]: the file is missing\n  at CODE_OF_CONDUCT.md\n",
        "error[not-filled-in]: address is not filled in\n  at README.md:1\n  help: replace `[OWNER: address]` by it",
        "error[not-filled-in]: contact is not filled in\n  at README.md:1\n",
        "error[changelog]: it lists no change for 0.2.0\n  at dixa-generated/CHANGELOG.md\n  help: list what changed",
        "error[not-committed]: ",
        "error[stale-files]: `cargo xtask regen --offline --check` fails: ",
        "error[package]: `cargo package --list` fails: error: no such package\n  at dixa-generated/Cargo.toml\n",
    ] {
        assert!(done.out.contains(problem), "{problem:?} is not in\n{}", done.out);
    }
    done.does_not_print("cargo publish");
}

#[test]
fn a_place_that_is_marked_for_the_owner_is_open() {
    let mark = |project: &mut Project| project.write(".github/workflows/x.yml", "a:\n  b: '[OWNER: the channel]'\n");
    is_open(mark, "error[not-filled-in]: the channel is not filled in\n  at .github/workflows/x.yml:2\n");
}

#[test]
fn changes_that_are_listed_as_unreleased_are_open() {
    let heading = |heading: &'static str| {
        move |project: &mut Project| project.edit("dixa-generated/CHANGELOG.md", "## 0.2.0 (2030-01-31)", heading)
    };
    let open = is_open(heading("## Unreleased"), "error[changelog]: `Unreleased` lists 2 changes, 0.2.0 none");
    open.prints("help: replace `## Unreleased` by `## 0.2.0 (YEAR-MONTH-DAY)`");
    is_open(heading("## Unreleased\n\n- New.\n\n## 0.2.0"), "`Unreleased` lists 1 change beside those of 0.2.0");
    is_open(heading("## 0.2.00"), "it lists no change for 0.2.0");
    let mut project = ready();
    heading("## Unreleased\n\n## [0.2.0] - 2030-01-31")(&mut project);
    project.git(&["commit", "--quiet", "--all", "--message", "change"]);
    project.run_without_change(&CHECK).succeeds();
}

#[test]
fn a_version_that_has_a_tag_is_open() {
    let tag = |project: &mut Project| project.git(&["tag", "v0.2.0"]);
    let open = is_open(tag, "error[tag-exists]: the tag v0.2.0 exists, so 0.2.0 is released already\n  at Cargo.toml");
    open.prints("help: set the next `version`");
}

#[test]
fn files_that_are_not_committed_are_open_and_a_long_list_of_them_is_cut() {
    let project = ready();
    (0..12).for_each(|number| project.write(&format!("notes/{number:02}.txt"), ""));
    let done = project.run_without_change(&CHECK).fails();
    done.prints("error[not-committed]: 12 changes not committed\n  at notes/00.txt\n")
        .prints("  at notes/09.txt\n  help: commit what belongs to the release")
        .does_not_print("notes/10.txt");
}

#[test]
fn stale_generated_files_are_open() {
    let stale = |project: &mut Project| project.edit("dixa-generated/src/generated/v1/notes.rs", "notes", "nodes");
    let open = is_open(stale, "error[stale-files]: `cargo xtask regen --offline --check` fails: 1 file stale");
    open.prints("help: run `cargo xtask regen --offline`");
}

#[test]
fn a_package_that_lacks_a_licence_or_has_needless_files_is_open() {
    let lacks = |_: &Path, _: &[&str]| {
        let out = LISTED.replace("LICENSE-MIT\n", "");
        Ok(Ran { is_success: true, out: out.into(), err: Vec::new() })
    };
    is_open(|project| project.env.cargo = lacks, "error[package]: the package lacks LICENSE-MIT\n  at dixa-generated/");
    let needless = |_: &Path, _: &[&str]| {
        let out = format!("{LISTED}benches/calls.rs\n");
        Ok(Ran { is_success: true, out: out.into(), err: Vec::new() })
    };
    let problem = "error[package]: the package contains benches/calls.rs, which users do not need";
    is_open(|project| project.env.cargo = needless, problem);
    let other = |project: &mut Project| project.write("dixa-generated/LICENSE-MIT", "You may not.\n");
    is_open(other, "error[licence]: it is not equal to LICENSE-MIT\n  at dixa-generated/LICENSE-MIT\n");
}

#[test]
fn the_public_api_is_compared_with_the_last_tag() {
    let project = ready();
    ["v0.1.0", "v0.1.10", "v0.1.9"].iter().for_each(|tag| project.git(&["tag", tag]));
    project.run_without_change(&CHECK).succeeds().prints("done  public API: 0.2.0 fits the changes since v0.1.10\n");
}

#[test]
fn without_the_tool_the_public_api_counts_as_open() {
    let without_tool = |folder: &Path, args: &[&str]| match args[0] {
        "semver-checks" => Ok(Ran::default()),
        _ => cargo(folder, args),
    };
    let not_installed = |project: &mut Project| {
        project.git(&["tag", "v0.1.0"]);
        project.env.cargo = without_tool;
    };
    let problem =
        "error[semver]: the public API was not compared with v0.1.0, since cargo-semver-checks is not installed";
    is_open(not_installed, problem).prints("help: `cargo install cargo-semver-checks --locked` installs it");
}

#[test]
fn a_break_that_the_version_does_not_allow_is_open() {
    let breaks = |folder: &Path, args: &[&str]| match args {
        ["semver-checks", "--version"] => cargo(folder, args),
        ["semver-checks", ..] => Ok(Ran { err: b"requires new major version\n\n".into(), ..Ran::default() }),
        _ => cargo(folder, args),
    };
    let breaking = |project: &mut Project| {
        project.git(&["tag", "v0.1.0"]);
        project.env.cargo = breaks;
    };
    is_open(breaking, "--baseline-rev v0.1.0` fails: requires new major version").prints("error[semver]");
}

#[test]
fn without_git_nothing_counts_as_checked() {
    let project = ready();
    std::fs::remove_dir_all(project.path(".git")).unwrap();
    let done = project.run_without_change(&CHECK).fails();
    done.prints("open  tag: 1 problem\n")
        .prints("open  work tree: 1 problem\n")
        .prints("open  public API: 1 problem\n");
}

#[test]
fn the_command_only_checks() {
    let done = ready().run_without_change(&["release"]);
    assert_eq!(done.exit, Exit::Usage, "{done:?}");
    done.prints_error("--check");
}

#[test]
fn a_manifest_that_states_no_version_is_an_error_that_names_it() {
    let project = ready();
    project.write("Cargo.toml", "[workspace]\n");
    project.run_without_change(&CHECK).fails().prints_error("dixa-generated/Cargo.toml states no `version`");
}

#[test]
fn the_package_of_this_project_has_what_belongs_into_it_and_nothing_else() {
    let packages_only = |folder: &Path, args: &[&str]| match args[0] {
        "package" => (Env::default().cargo)(folder, args),
        _ => Ok(Ran::default()),
    };
    let env = Env { cargo: packages_only, ..Env::default() };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    xtask::run(&dixa_tests::project::root(), CHECK.map(Into::into), &env, &mut out, &mut err);
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains("\ndone  package: "), "{out}{}", String::from_utf8_lossy(&err));
}
