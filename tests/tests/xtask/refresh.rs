//! The verdict of `regen` on changed descriptions, and the changelog.

use dixa_generator::check;
use dixa_generator::text::Source;
use dixa_tests::project;
use dixa_tests::server::{Reply, Server};
use serde_json::json;

use crate::support::{Project, description};

/// The frozen description as that of a version.
fn frozen(version: &str) -> String {
    project::source("tests/fixtures/frozen.yaml").text.replace("\n  /v1/", &format!("\n  /{version}/"))
}

/// A project with the frozen description in two versions, generated and committed.
fn committed() -> Project {
    let project = Project::new();
    for version in ["v1", "beta"] {
        project.write(&format!("spec/{version}.yaml"), frozen(version));
    }
    project.write("spec/conventions.toml", project::source("tests/fixtures/frozen.conventions.toml").text);
    project.write("Cargo.toml", "[workspace.package]\nversion = \"0.1.0\"\n");
    project.write("dixa-generated/Cargo.toml", "[package]\nversion.workspace = true\n[features]\nv1 = []\nbeta = []\n");
    project.write("dixa-generated/CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n- By hand.\n");
    project.run(&["regen", "--offline"]).succeeds();
    project.commit_all();
    project
}

/// The description with a removed field, a new field, a new value in a list, a deprecated operation and a renumbered
/// schema.
fn changed(version: &str) -> String {
    let source = Source { name: "frozen.yaml".to_owned(), text: frozen(version) };
    let mut root = check::parse(source).expect("a sound description").value;
    root["paths"][format!("/{version}/members")]["get"]["deprecated"] = true.into();
    let member = &mut root["components"]["schemas"]["Member"];
    member["required"].as_array_mut().unwrap().retain(|key| key != "name");
    let properties = member["properties"].as_object_mut().unwrap();
    properties.remove("name").unwrap();
    properties.insert("nickname".to_owned(), json!({"type": "string"}));
    let text = root.to_string().replace("values: [Novice", "values: [Visitor, Novice");
    text.replace("IsOneOf1\"", "IsOneOf77\"")
}

#[test]
fn the_verdict_of_regen_names_exactly_what_changed_in_the_fetched_descriptions() {
    let server = Server::start(|seen| {
        let version = if seen.target == "/beta" { "beta" } else { "v1" };
        Reply::status(200).header("content-type", "application/yaml").body(changed(version))
    });
    let project = committed();
    let url = server.url();
    project
        .write("elsewhere.toml", format!("[v1]\naddresses = [\"{url}/v1\"]\n[beta]\naddresses = [\"{url}/beta\"]\n"));
    let sources = project.path("elsewhere.toml");
    let done = project.run(&["regen", "--sources", sources.to_str().unwrap()]).succeeds();
    let drift = done.out.split_once("drift: ").unwrap_or_else(|| panic!("{}", done.out)).1;
    let (commit, drift) = drift.split_once(")").unwrap();
    assert!(commit.starts_with("spec/ at HEAD ("));
    insta::assert_snapshot!(without_lines(drift), @"
     → spec/ as it is now
      v1: 1 breaking change, 1 change of behaviour, 2 additions
      beta: 1 breaking change, 1 change of behaviour, 2 additions

    breaks the build
      v1::Member.name, beta::Member.name
        was removed; it was `String`  [field-removed a000f628214e]
        at HEAD:spec/v1.yaml:LINE /components/schemas/Member/properties/name
        at HEAD:spec/beta.yaml:LINE /components/schemas/Member/properties/name
        migrate: remove the code that uses it

    changes behaviour
      v1::members::list_members, beta::members::list_members
        is deprecated  [deprecated 64710ceddca6]
        at spec/v1.yaml:LINE /paths/~1v1~1members/get
        at spec/beta.yaml:LINE /paths/~1beta~1members/get

    adds
      v1::Level::Visitor, beta::Level::Visitor
        is new: `Visitor`  [value-added bc5ab3f74853]
        at spec/v1.yaml:LINE /components/schemas/CreateMemberInput/properties/level
        at spec/beta.yaml:LINE /components/schemas/CreateMemberInput/properties/level
      v1::Member.nickname, beta::Member.nickname
        is new: `Option<String>`  [field-added 9c1a07d529c4]
        at spec/v1.yaml:LINE /components/schemas/Member/properties/nickname
        at spec/beta.yaml:LINE /components/schemas/Member/properties/nickname

    verdict: a new minor version (0.1.0 → 0.2.0): 1 breaking change, 1 change of behaviour, 2 additions
    ");
    for version in ["v1", "beta"] {
        let member = project.read(&format!("dixa-generated/src/generated/{version}/types/member.rs"));
        assert!(member.contains("pub nickname: Option<String>") && !member.contains("pub name"), "{member}");
        assert_eq!(project.read(&format!("spec/{version}.yaml")), changed(version));
        assert!(project.read(&format!("tests/operations/src/generated/{version}.rs")).contains("OperationCase"));
    }
    assert!(project.read("spec/spec.lock").contains(&format!("address = \"{url}/beta\"")));
    assert!(
        project.read("dixa-generated/CHANGELOG.md").contains("- `v1::Member.nickname`, `beta::Member.nickname` is new")
    );
    project.run_without_change(&["regen", "--check"]).succeeds();
}

/// The text without the numbers of lines.
fn without_lines(text: &str) -> String {
    let mut pieces = text.split(".yaml:");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| {
        format!("{text}.yaml:LINE{}", piece.trim_start_matches(|c: char| c.is_ascii_digit()))
    })
}

#[test]
fn one_regen_updates_the_changelog_together_with_the_bindings() {
    let project = Project::generated();
    project.write("dixa-generated/CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n- By hand.\n");
    project.commit_all();
    project.edit("spec/v1.yaml", "        size:\n", "        bytes:\n");
    project.run_without_change(&["regen", "--check"]).fails().prints("stale     dixa-generated/CHANGELOG.md");
    project
        .run(&["regen", "--offline"])
        .succeeds()
        .prints("v1::FileNote.size")
        .prints("verdict: a new minor version: 1 breaking change, 1 addition");
    let changelog = project.read("dixa-generated/CHANGELOG.md");
    let without_fingerprints: Vec<&str> = changelog.lines().map(|line| line.split(" <!--").next().unwrap()).collect();
    insta::assert_snapshot!(without_fingerprints.join("\n"), @"
    # Changelog

    ## Unreleased

    - By hand.

    ### Breaking

    - `v1::FileNote.size` was removed; it was `Option<i64>`. Migrate: remove the code that uses it.

    ### Added

    - `v1::FileNote.bytes` is new: `Option<i64>`.
    ");
    project.run_without_change(&["regen", "--check"]).succeeds();
    project.run_without_change(&["regen", "--offline"]).succeeds();
}

#[test]
fn a_change_that_is_reverted_before_it_was_committed_is_removed_from_the_changelog() {
    let project = Project::generated();
    let changelog = "# Changelog\n\n## Unreleased\n\n- By hand.\n";
    project.write("dixa-generated/CHANGELOG.md", changelog);
    project.commit_all();
    project.edit("spec/v1.yaml", "        size:\n", "        bytes:\n");
    project.run(&["regen", "--offline"]).succeeds();
    assert_ne!(project.read("dixa-generated/CHANGELOG.md"), changelog);
    project.write("spec/v1.yaml", description("v1"));
    project.run(&["regen", "--offline"]).succeeds().prints("nothing changed for callers");
    assert_eq!(project.read("dixa-generated/CHANGELOG.md"), changelog);
}

#[test]
fn without_a_commit_a_run_is_compared_with_the_state_before_it() {
    let project = Project::generated();
    project.write("elsewhere.yaml", description("v1").replace("        size:\n", "        bytes:\n"));
    let file = project.path("elsewhere.yaml");
    let done = project.run(&["regen", "--from", file.to_str().unwrap(), "--version", "v1"]).succeeds();
    done.prints("drift: spec/ before this run →").prints("at spec/v1.yaml:").prints("v1::FileNote.bytes");
    assert!(
        project
            .read("dixa-generated/CHANGELOG.md")
            .starts_with("## Unreleased\n\n### Breaking\n\n- `v1::FileNote.size`")
    );
}

#[test]
fn regen_works_although_the_committed_state_cannot_be_read() {
    let project = Project::generated();
    let broken = description("v1").replace("#/components/schemas/TextNote", "#/components/schemas/Nowhere");
    project.write("spec/v1.yaml", broken);
    project.commit_all();
    project.write("spec/v1.yaml", description("v1"));
    let done = project.run(&["regen", "--offline"]).succeeds();
    done.prints("drift: not judged").prints("error[ref-not-found]");
}

#[test]
fn an_item_renamed_in_the_lock_keeps_its_old_name_as_an_alias_until_its_line_is_deleted() {
    let project = Project::generated();
    project.commit_all();
    project.edit("spec/names.lock", "name = \"TextNote\"", "name = \"WrittenNote\"");
    project.edit("spec/names.lock", "\"notes::get_note\"", "\"notes::read_note\"");
    let done = project.run(&["regen", "--offline"]).succeeds();
    done.prints("v1::TextNote, beta::TextNote\n    is now `WrittenNote`; the old name remains as a deprecated alias")
        .prints("v1::notes::get_note, beta::notes::get_note\n    is now `notes::read_note`")
        .prints("verdict: a new patch version: 2 changes of behaviour");
    let types = project.read("dixa-generated/src/generated/v1/types/written_note.rs");
    assert!(types.contains("pub type TextNote = WrittenNote;"), "{types}");
    project.run_without_change(&["regen", "--check"]).succeeds();
    project.commit_all();
    project.edit("spec/names.lock", "\"TextNote\" = \"WrittenNote\"\n", "");
    let done = project.run(&["regen", "--offline"]).succeeds();
    done.prints("v1::TextNote, beta::TextNote\n    the alias of `WrittenNote` was removed")
        .prints("migrate: use `WrittenNote`");
}

#[test]
fn a_second_rename_before_the_commit_updates_the_alias() {
    let project = Project::generated();
    project.commit_all();
    project.edit("spec/names.lock", "name = \"TextNote\"", "name = \"WrittenNote\"");
    project.run(&["regen", "--offline"]).succeeds();
    project.edit("spec/names.lock", "name = \"WrittenNote\"", "name = \"TypedNote\"");
    project.run(&["regen", "--offline"]).succeeds().prints("1 change of behaviour").does_not_print("breaks");
    assert!(project.read("spec/names.lock").contains("\"TextNote\" = \"TypedNote\""));
    project.run_without_change(&["regen", "--check"]).succeeds();
}

#[test]
fn a_rename_after_the_description_changed_keeps_the_old_name_in_drift_and_regen() {
    let project = Project::generated();
    project.commit_all();
    project.edit("spec/v1.yaml", "        text:\n", "        length:\n          type: integer\n        text:\n");
    project.run(&["regen", "--offline"]).succeeds();
    project.edit("spec/names.lock", "name = \"TextNote\"", "name = \"WrittenNote\"");
    let renamed = "v1::TextNote, beta::TextNote\n    is now `WrittenNote`";
    project.run_without_change(&["drift"]).succeeds().prints(renamed).does_not_print("breaks the build");
    project.run(&["regen", "--offline"]).succeeds().prints(renamed).does_not_print("breaks the build");
}

#[test]
fn a_binary_changelog_or_one_with_merge_conflicts_is_left_alone() {
    for content in [&b"# Changelog\n\n- caf\xe9\n"[..], b"<<<<<<< ours\n## Unreleased\n=======\n>>>>>>> theirs\n"] {
        let project = Project::generated();
        project.commit_all();
        project.write("dixa-generated/CHANGELOG.md", content);
        project.edit("spec/v1.yaml", "        size:\n", "        bytes:\n");
        project.run_without_change(&["regen", "--offline"]).fails().prints_error("CHANGELOG.md").prints_error("help:");
    }
}

#[test]
fn text_of_a_description_cannot_end_the_line_of_an_entry() {
    let project = Project::generated();
    project.commit_all();
    let kind = "        kind:\n          type: string\n          enum: [\"a\\n\\n## 9.9.9\\n\"]\n        size:\n";
    project.edit("spec/v1.yaml", "        size:\n", kind);
    project.run(&["regen", "--offline"]).succeeds();
    project.edit("spec/v1.yaml", "## 9.9.9", "## 9.9.8");
    project.commit_all();
    project.edit("spec/v1.yaml", "## 9.9.8", "## 9.9.7");
    project.run(&["regen", "--offline"]).succeeds();
    let changelog = project.read("dixa-generated/CHANGELOG.md");
    assert!(!changelog.contains("\n## 9"), "{changelog}");
    project.run_without_change(&["regen", "--check"]).succeeds();
}
