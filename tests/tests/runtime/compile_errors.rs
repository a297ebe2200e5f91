//! What the compiler says about typical mistakes. `compile_errors/*.rs` are programs with one mistake each, and the
//! `*.stderr` beside them are the messages; the README there says how each message leads to the fix.
//!
//! The programs use bindings for a small description of their own, so that no refresh of `spec/` changes a message.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dixa_generator::generate;
use dixa_tests::batch::Batch;
use dixa_tests::project;

/// Set in the process that runs trybuild.
const IS_RUNNER: &str = "DIXA_COMPILE_ERRORS";
/// Set to `overwrite`, trybuild writes the messages.
const TRYBUILD: &str = "TRYBUILD";

const MANIFEST: &str = "[package]\nname = \"programs\"\nedition = \"2024\"\n\n[dependencies]\n\
                        dixa-generated = { path = \"../dixa-generated\", default-features = false }\n";

#[test]
fn the_message_of_each_typical_mistake_leads_to_the_fix() {
    if std::env::var_os(IS_RUNNER).is_some() {
        return trybuild::TestCases::new().compile_fail("mistakes/*.rs");
    }
    let (used, pinned) = (used_toolchain(), pinned_toolchain());
    let compares = used == pinned;
    let overwrites = std::env::var_os(TRYBUILD).is_some();
    assert!(compares || !overwrites, "the messages are those of Rust {pinned}; this is {used}");
    let files = files(compares);
    let batch = batch(&files);
    run(&batch, overwrites || !compares);
    if overwrites {
        keep_messages(&batch.join("programs"));
    } else if !compares {
        println!(
            "each program fails, as it should; the messages are compared with Rust {pinned} only, and this is {used}"
        );
    }
}

/// Runs trybuild, in a process of its own: it finds the package by its environment.
fn run(workspace: &Path, overwrite: bool) {
    let name = std::thread::current().name().expect("the name of the test").to_owned();
    let mut runner = Command::new(std::env::current_exe().expect("this program"));
    runner.args(["--exact", &name, "--nocapture"]).current_dir(workspace.join("programs"));
    runner.env(IS_RUNNER, "1").env("CARGO_MANIFEST_DIR", workspace.join("programs"));
    runner.env("CARGO_TARGET_DIR", workspace.with_file_name("batch-target"));
    // No flags: the messages are those that users see, and nothing is compiled twice, with each of trybuild's two sets.
    runner.env("CARGO_ENCODED_RUSTFLAGS", "");
    if overwrite {
        runner.env(TRYBUILD, "overwrite");
    }
    let output = runner.output().expect("it starts");
    let text = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(output.status.success(), "after a review, TRYBUILD=overwrite writes the messages\n{text}");
}

/// A workspace with the bindings and a package with the programs.
fn batch(files: &BTreeMap<String, String>) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile_errors");
    let mut input = project::frozen();
    input.versions[0].description = project::source("tests/compile_errors/service.yaml");
    let output = generate(&input).unwrap_or_else(|problems| panic!("{problems}"));
    let modules = output.versions.iter().map(|version| (version.version.as_str(), &version.files));
    Batch::new(root.clone(), modules, &BTreeMap::from([("programs".to_owned(), files.clone())]));
    root
}

/// The files of the package, with or without the messages.
fn files(with_messages: bool) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([("Cargo.toml".to_owned(), MANIFEST.to_owned())]);
    files.insert("src/lib.rs".to_owned(), String::new());
    for path in fs::read_dir(folder()).expect("the programs").map(|entry| entry.expect("an entry").path()) {
        let extension = path.extension().unwrap_or_default();
        if extension == "rs" || (with_messages && extension == "stderr") {
            let name = path.file_name().expect("a name").to_string_lossy();
            files.insert(format!("mistakes/{name}"), fs::read_to_string(&path).expect("a program"));
        }
    }
    files
}

/// Copies the messages that trybuild wrote to the project.
fn keep_messages(package: &Path) {
    for path in fs::read_dir(package.join("mistakes")).expect("the copy").map(|entry| entry.expect("an entry").path()) {
        if path.extension().is_some_and(|extension| extension == "stderr") {
            fs::copy(&path, folder().join(path.file_name().expect("a name"))).expect("a message is written");
        }
    }
}

fn folder() -> PathBuf {
    project::root().join("tests/compile_errors")
}

/// The version of the compiler, such as `1.95.0`.
fn used_toolchain() -> String {
    let output = Command::new("rustc").arg("--version").output().expect("rustc");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.split(' ').nth(1).expect("a version").to_owned()
}

/// The version that CI uses.
fn pinned_toolchain() -> String {
    let action = project::source(".github/actions/rust/action.yml").text;
    let default = action.lines().find_map(|line| line.trim().strip_prefix("default: "));
    default.expect("the toolchain of CI").to_owned()
}
