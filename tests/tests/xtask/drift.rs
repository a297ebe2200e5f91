//! `cargo xtask drift` compares two states of a small project.

use serde_json::Value;

use crate::support::{Exit, Project, description};

/// A project whose state is committed.
fn committed() -> Project {
    let project = Project::generated();
    project.write("Cargo.toml", "[workspace.package]\nversion = \"0.3.1\"\n");
    project.write("dixa-generated/Cargo.toml", "[package]\nversion.workspace = true\n");
    project.commit_all();
    project
}

/// The description with a removed field, a new field, a deprecated operation and changed prose.
fn changed(version: &str) -> String {
    let text = description(version);
    let edits = [
        (
            "        size:\n          type: integer\n          format: int64\n",
            "        bytes:\n          type: integer\n",
        ),
        ("                  size: 12\n", "                  bytes: 12\n"),
        ("      summary: Get a note\n", "      summary: Get a note\n      deprecated: true\n"),
        ("Whose notes.", "Whose notes they are."),
    ];
    edits.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from) || from.contains("size: 12"), "{from}");
        text.replace(from, to)
    })
}

fn json(project: &Project, arguments: &[&str]) -> Value {
    let done = project.run_without_change(&[&["drift", "--format", "json"], arguments].concat()).succeeds();
    serde_json::from_str(&done.out).unwrap_or_else(|error| panic!("{error}: {}", done.out))
}

/// Class, rule and items of each change except those of prose.
fn listed(report: &Value) -> Vec<String> {
    let changes = report["changes"].as_array().unwrap().iter().filter(|change| change["class"] != "prose");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = |change: &Value| change["items"].as_array().unwrap().iter().map(text).collect::<Vec<_>>().join(" ");
    changes.map(|c| format!("{} {} {}", text(&c["class"]), text(&c["rule"]), items(c))).collect()
}

#[test]
fn a_work_tree_equal_to_the_last_commit_has_no_changes() {
    let project = committed();
    let done = project.run_without_change(&["drift", "--fail-on", "additions"]).succeeds();
    done.prints("spec/ in the work tree").prints("verdict: nothing changed for callers");
}

#[test]
fn the_summary_comes_first_and_says_which_version_is_affected() {
    let project = committed();
    project.write("spec/beta.yaml", changed("beta"));
    let done = project.run_without_change(&["drift"]).succeeds();
    let affected =
        "\n  v1: nothing\n  beta: 1 breaking change, 1 change of behaviour, 1 addition, 1 change of prose\n\nbreaks";
    let policy = "\n  no break in v1; the crate has one version number, so a break in any version of the API counts, beta included\n";
    done.prints(affected).prints("verdict: a new minor version (0.3.1 → 0.4.0): 1 breaking change").prints(policy);
    let markdown = project.run_without_change(&["drift", "--format", "markdown"]).succeeds();
    markdown
        .prints("\n- v1: nothing\n- beta: 1 breaking change")
        .prints("No break in v1; the crate has one version number");
    let report = json(&project, &[]);
    assert_eq!(report["affected"]["beta"], serde_json::json!({"breaks": 1, "behaves": 1, "adds": 1, "prose": 1}));
    assert_eq!(report["affected"]["v1"], serde_json::json!({"breaks": 0, "behaves": 0, "adds": 0, "prose": 0}));
}

#[test]
fn a_break_in_every_version_needs_no_word_on_those_without_one() {
    let project = committed();
    for version in ["v1", "beta"] {
        project.write(&format!("spec/{version}.yaml"), changed(version));
    }
    project.run_without_change(&["drift"]).succeeds().does_not_print("one version number");
}

#[test]
fn many_changes_of_one_kind_are_one_entry_with_a_line_for_each() {
    let project = committed();
    let field = "        size:\n          type: integer\n          format: int64\n";
    let more: String = ["a", "b", "c", "d"].map(|key| format!("        {key}:\n          type: string\n")).concat();
    let text = description("v1");
    assert!(text.contains(field));
    project.write("spec/v1.yaml", text.replace(field, &format!("{field}{more}")));
    let done = project.run_without_change(&["drift"]).succeeds();
    done.prints("adds\n  4 items: each is new: `Option<String>`  [field-added]\n    v1::FileNote.a  [")
        .prints("    v1::FileNote.d  [")
        .prints("] at spec/v1.yaml:");
    let markdown = project.run_without_change(&["drift", "--format", "markdown"]).succeeds();
    markdown.prints("- 4 items: each is new: `Option<String>`.\n  - v1::FileNote.a (spec/v1.yaml:");
    assert_eq!(listed(&json(&project, &[])).len(), 4, "programs get each change");
}

#[test]
fn a_change_that_follows_from_another_is_beside_it() {
    let project = committed();
    let field = "        size:\n          type: integer\n          format: int64\n";
    let inline = "        origin:\n          type: object\n          properties:\n            page:\n              type: string\n";
    project.write("spec/v1.yaml", description("v1").replace(field, &format!("{field}{inline}")));
    let done = project.run_without_change(&["drift"]).succeeds();
    let because = "    because: FileNote.origin is new: `Option<FileNoteOrigin>`\n";
    let (cause, effect) = (done.out.find("  v1::FileNote.origin\n"), done.out.find("  v1::FileNoteOrigin\n"));
    assert!(cause < effect && cause.is_some(), "{}", done.out);
    done.prints(because);
}

#[test]
fn the_work_tree_is_compared_with_the_last_commit_and_a_change_of_both_versions_is_listed_once() {
    let project = committed();
    for version in ["v1", "beta"] {
        project.write(&format!("spec/{version}.yaml"), changed(version));
    }
    let report = json(&project, &[]);
    let expected = [
        "breaks field-removed v1::FileNote.size beta::FileNote.size",
        "behaves deprecated v1::notes::get_note beta::notes::get_note",
        "adds field-added v1::FileNote.bytes beta::FileNote.bytes",
    ];
    assert_eq!(listed(&report), expected);
    assert_eq!(
        (&report["bump"], &report["version"], &report["next_version"]),
        (&"minor".into(), &"0.3.1".into(), &"0.4.0".into())
    );
    let prose = report["changes"].as_array().unwrap().iter().filter(|change| change["class"] == "prose").count();
    assert_eq!(prose, 1, "{report}");
}

#[test]
fn a_change_is_listed_with_its_locations_and_how_to_migrate() {
    let project = committed();
    project.write("spec/v1.yaml", changed("v1"));
    let done = project.run_without_change(&["drift"]).succeeds();
    let line = |text: &str, wanted: &str| text.lines().position(|line| line.trim() == wanted).unwrap() + 1;
    let (before, after) = (description("v1"), changed("v1"));
    let pointer = "/components/schemas/FileNote/properties";
    done.prints("v1::FileNote.size\n    was removed; it was `Option<i64>`  [field-removed ")
        .prints(&format!("    at HEAD:spec/v1.yaml:{} {pointer}/size\n", line(&before, "size:")))
        .prints("    migrate: remove the code that uses it\n")
        .prints(&format!("    at spec/v1.yaml:{} {pointer}/bytes\n", line(&after, "bytes:")))
        .prints("verdict: a new minor version (0.3.1 → 0.4.0): 1 breaking change, 1 change of behaviour, 1 addition, 1 change of prose\n");
}

#[test]
fn markdown_and_annotations_list_the_same_changes() {
    let project = committed();
    project.write("spec/v1.yaml", changed("v1"));
    let markdown = project.run_without_change(&["drift", "--format", "markdown"]).succeeds();
    markdown
        .prints("**Verdict:** a new minor version (0.3.1 → 0.4.0)")
        .prints("### Breaks the build\n\n- `v1::FileNote.size` was removed; it was `Option<i64>`. Migrate: remove the code that uses it.")
        .prints("### Adds\n\n- `v1::FileNote.bytes` is new: `Option<i64>`.")
        .prints("1 change only in prose.");
    let github = project.run_without_change(&["drift", "--format", "github"]).succeeds();
    github
        .prints("::error title=breaks the build::v1::FileNote.size was removed; it was `Option<i64>`%0AMigrate: remove the code that uses it\n")
        .prints("::warning file=spec/v1.yaml,line=")
        .prints("::notice title=verdict::a new minor version");
}

#[test]
fn revisions_and_files_can_be_compared() {
    let project = committed();
    project.git(&["tag", "before"]);
    project.write("spec/v1.yaml", changed("v1"));
    project.commit_all();
    project.run_without_change(&["drift"]).succeeds().prints("nothing changed");
    let forward = listed(&json(&project, &["--base", "before"]));
    assert_eq!(forward.len(), 3, "{forward:?}");
    let back = listed(&json(&project, &["--base", "HEAD", "--head", "before"]));
    assert!(back.contains(&"breaks field-removed v1::FileNote.bytes".to_owned()), "{back:?}");
    project.write("elsewhere.yaml", description("v1"));
    let file = project.path("elsewhere.yaml");
    let from_file = listed(&json(&project, &["--base", file.to_str().unwrap(), "--version", "v1"]));
    assert_eq!(from_file, forward);
}

#[test]
fn an_old_description_is_compared_without_the_corrections_that_do_not_fit_it() {
    let project = committed();
    let overlay = "\
overlay: 1.0.0
info: {title: Corrections, version: 1.0.0}
actions:
- {target: $.components.schemas.FileNote.properties.size, description: why, update: {minimum: 0}}
- {target: $.components.schemas.FileNote, description: why, x-expect: {title: FileNote}, update: {description: New.}}
- {target: $.components.schemas.NewNote, description: why, remove: true}
";
    project.write("spec/overlays/v1.yaml", overlay);
    project.edit("spec/v1.yaml", "schemas:\n", "schemas:\n    NewNote: {type: object}\n");
    project.write("old.yaml", description("v1"));
    let old = project.path("old.yaml");
    let done = project.run_without_change(&["drift", "--base", old.to_str().unwrap(), "--version", "v1"]).succeeds();
    let places = "spec/overlays/v1.yaml:6 /actions/2";
    done.prints(&format!("old.yaml (without the corrections that do not fit it: {places}) → spec/ in the work tree"));
    // As a new state it is what `regen` would refuse.
    let done = project.run_without_change(&["drift", "--head", old.to_str().unwrap(), "--version", "v1"]).fails();
    done.prints_error("error[overlay-no-match]");
}

#[test]
fn two_versions_are_compared_without_their_prefix() {
    let project = committed();
    project.run_without_change(&["drift", "--base", "v1", "--head", "beta"]).succeeds().prints("nothing changed");
    project.write("spec/beta.yaml", changed("beta"));
    let report = json(&project, &["--base", "v1", "--head", "beta"]);
    assert_eq!(listed(&report)[0], "breaks field-removed beta::FileNote.size");
}

#[test]
fn fail_on_fails_from_its_class_on_unless_the_change_is_accepted() {
    let project = committed();
    project.write("spec/v1.yaml", changed("v1"));
    let fail_on = |floor: &str| project.run_without_change(&["drift", "--fail-on", floor]);
    for floor in ["breaking", "behaviour", "additions"] {
        let done = fail_on(floor);
        assert_eq!(done.exit, Exit::Drift, "{done:?}");
        done.prints("verdict:").prints_error(&format!("`--fail-on {floor}`")).prints_error("help: accept");
    }
    fail_on("behaviour")
        .prints_error("error: 2 changes not accepted in spec/accepted-drift.toml")
        .prints_error("  v1::FileNote.size [field-removed ")
        .prints_error("  v1::notes::get_note [deprecated ");
    let report = json(&project, &[]);
    let fingerprints: Vec<&str> =
        report["changes"].as_array().unwrap().iter().map(|change| change["fingerprint"].as_str().unwrap()).collect();
    let accept =
        |fingerprint: &str| format!("[[accepted]]\nfingerprint = \"{fingerprint}\"\nreason = \"nobody used it\"\n");
    project.write("spec/accepted-drift.toml", accept(fingerprints[0]));
    fail_on("breaking").succeeds().prints("accepted: nobody used it").prints("minor version");
    assert_eq!(fail_on("behaviour").exit, Exit::Drift);
    project.write("spec/accepted-drift.toml", format!("{}{}", accept(fingerprints[0]), accept(fingerprints[1])));
    fail_on("behaviour").succeeds();
    fail_on("additions").prints_error("error: 1 change not accepted");
}

#[test]
fn an_accepted_change_that_is_not_there_is_reported() {
    let project = committed();
    let accepted = "[[accepted]]\nfingerprint = \"0123456789ab\"\nreason = \"nobody used it\"\n";
    project.write("spec/accepted-drift.toml", accepted);
    project.write("spec/v1.yaml", changed("v1"));
    let note = "spec/accepted-drift.toml: `0123456789ab` (nobody used it) matches no change here";
    for format in ["text", "markdown", "github", "json"] {
        project.run_without_change(&["drift", "--format", format]).succeeds().prints(note);
    }
}

#[test]
fn a_change_is_accepted_only_in_the_versions_that_its_entry_names() {
    let project = committed();
    project.write("spec/v1.yaml", changed("v1"));
    let report = json(&project, &[]);
    let fingerprint = report["changes"][0]["fingerprint"].as_str().unwrap();
    let accept = |versions: &str| {
        let entry = format!("[[accepted]]\nfingerprint = \"{fingerprint}\"\nreason = \"unused\"\n{versions}");
        project.write("spec/accepted-drift.toml", entry);
        project.run_without_change(&["drift", "--fail-on", "breaking"])
    };
    accept("versions = [\"v1\"]").succeeds().does_not_print("note:");
    accept("versions = [\"v1\", \"beta\"]").succeeds().prints("(unused) names `beta`, which does not have the change");
    let other = accept("versions = [\"beta\"]");
    assert_eq!(other.exit, Exit::Drift);
    other.prints("(unused) does not name `v1`, which has the change too; it is not accepted");
    accept("").succeeds().does_not_print("note:");
    project.write("spec/beta.yaml", changed("beta"));
    accept("")
        .succeeds()
        .prints("accepts the change in `v1` and `beta`; confirm it with `versions = [\"beta\", \"v1\"]`");
    assert_eq!(accept("versions = [\"v1\"]").exit, Exit::Drift);
    accept("versions = [\"beta\", \"v1\"]").succeeds().does_not_print("note:");
}

#[test]
fn a_fingerprint_depends_only_on_the_change() {
    let project = committed();
    project.write("spec/v1.yaml", changed("v1"));
    let first = json(&project, &[]);
    project.edit("spec/v1.yaml", "info:", "# moved by a line\ninfo:");
    project.write("spec/beta.yaml", description("beta").replace("Whose notes.", "Whose?"));
    let again = json(&project, &["--version", "v1"]);
    let fingerprints = |report: &Value| -> Vec<Value> {
        report["changes"].as_array().unwrap().iter().map(|change| change["fingerprint"].clone()).collect()
    };
    assert_eq!(fingerprints(&first), fingerprints(&again));
}

#[test]
fn accepted_changes_need_a_reason_and_a_valid_fingerprint() {
    let project = committed();
    let accepted = "[[accepted]]\nfingerprint = \"nonsense\"\nreason = \"\"\n";
    project.write("spec/accepted-drift.toml", accepted);
    let done = project.run_without_change(&["drift"]).fails();
    done.prints_error("`nonsense` is not a fingerprint").prints_error("without a reason").prints_error("help:");
    project.write("spec/accepted-drift.toml", "[[accepted]]\nfingerprint = \"0123456789ab\"\nwhy = \"x\"\n");
    project
        .run_without_change(&["drift"])
        .fails()
        .prints_error("accepted-drift.toml")
        .prints_error("unknown field `why`");
}

#[test]
fn an_unreadable_state_is_reported_with_what_to_do() {
    let project = committed();
    project
        .run_without_change(&["drift", "--base", "nosuch"])
        .fails()
        .prints_error("no state `nosuch`")
        .prints_error("help:");
    let usage = project.run_without_change(&["drift", "--base", "v1"]);
    assert_eq!(usage.exit, Exit::Usage);
    usage.prints_error("--base v1 --head beta");
    let file = project.path("spec/v1.yaml");
    let usage = project.run_without_change(&["drift", "--head", file.to_str().unwrap()]);
    assert_eq!(usage.exit, Exit::Usage);
    usage.prints_error("--version");
    project.write("spec/v1.yaml", "openapi: 3.0.3\n");
    project.run_without_change(&["drift"]).fails().prints_error("spec/v1.yaml").prints_error("spec/ in the work tree");
    let without = Project::generated();
    without.run_without_change(&["drift"]).fails().prints_error("no state `HEAD`");
}

#[test]
fn a_new_or_removed_version_is_one_change() {
    let project = committed();
    let sources = project.read("spec/sources.toml");
    project.write("spec/sources.toml", sources.split("\n[beta]").next().unwrap());
    assert_eq!(listed(&json(&project, &[])), ["breaks version-removed beta"]);
    project.commit_all();
    project.write("spec/sources.toml", sources);
    let done = project.run_without_change(&["drift"]).succeeds();
    done.prints("  beta\n    is new, with 2 operations and 3 types  [version-added ");
}

#[test]
fn a_fingerprint_does_not_depend_on_the_versions_of_the_change() {
    let project = committed();
    ["v1", "beta"].iter().for_each(|version| project.write(&format!("spec/{version}.yaml"), changed(version)));
    let first = |report: Value| report["changes"][0]["fingerprint"].clone();
    assert_eq!(first(json(&project, &[])), first(json(&project, &["--version", "beta"])));
}

#[test]
fn the_next_version_is_computed_from_the_state_before() {
    let project = committed();
    project.write("Cargo.toml", "[workspace.package]\nversion = \"0.4.0\"\n");
    project.write("spec/v1.yaml", changed("v1"));
    project.run_without_change(&["drift"]).succeeds().prints("a new minor version (0.3.1 → 0.4.0)");
}

#[test]
fn drift_fails_after_an_interrupted_run() {
    let project = committed();
    project.write(".regen/journal", "[]");
    project.run_without_change(&["drift"]).fails().prints_error("interrupted").prints_error("regen --offline");
}
