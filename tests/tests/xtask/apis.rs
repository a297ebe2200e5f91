//! Descriptions of further APIs: each has its own conventions, names and overlays, is fetched by itself, and is added by its
//! file, its entry in `sources.toml` and its feature alone.

use dixa_tests::server::{Reply, Seen, Server};

use crate::support::{COMMON_OVERLAY, Project, description};

/// An API with a type of the same name as one of the main API. Its responses have no envelope.
const BILLS: &str = "\
openapi: 3.0.3
info: {title: Bills API, version: '7'}
paths:
  /v7/notes:
    get:
      tags: [Notes]
      summary: List notes
      operationId: listNotes
      parameters:
      - {name: after, in: query, description: From which day., schema: {type: string}}
      responses:
        '200':
          description: The notes on bills.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Note'}}
              example: [{cents: 5}]
components:
  schemas:
    Note:
      title: Note
      type: object
      required: [cents]
      properties: {cents: {type: integer}}
";

/// Events without an address and without operations.
const CALLS: &str = "\
openapi: 3.0.3
info: {title: Calls, version: '1'}
paths: {}
x-webhooks:
  call:
    post:
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Call'}
            example: {kind: Ended, seconds: 3}
      responses: {'200': {description: Received.}}
components:
  schemas:
    Call:
      oneOf: [{$ref: '#/components/schemas/Began'}, {$ref: '#/components/schemas/Ended'}]
      discriminator: {propertyName: kind}
    Began: {title: Began, type: object, properties: {by: {type: string}}}
    Ended: {title: Ended, type: object, properties: {seconds: {type: integer}}}
";

const BILLS_CONVENTIONS: &str = "\
[service]
base-url = \"https://bills.example\"
authorization = \"bearer\"
[paths]
prefix = \"/v7\"
";

fn sources(url: &str) -> String {
    let published = |version: &str| format!("[{version}]\naddresses = [\"{url}/{version}.yaml\"]\n");
    let [v1, beta, bills] = ["v1", "beta", "bills"].map(published);
    let reference = "reference = \"https://notes.example/{version}/{tag}/{operation}\"\n";
    format!("{v1}{reference}{beta}{bills}api = \"bills\"\n{UNPUBLISHED}")
}

const UNPUBLISHED: &str = "[calls]\napi = \"calls\"\n";

/// A project with the two further APIs, in which everything is up to date.
fn project_at(url: &str) -> Project {
    let project = Project::new();
    project.write("spec/sources.toml", sources(url));
    project.write("spec/bills.yaml", BILLS);
    project.write("spec/bills.conventions.toml", BILLS_CONVENTIONS);
    project.write("spec/calls.yaml", CALLS);
    project.run(&["regen", "--offline"]).succeeds();
    project
}

fn project() -> Project {
    project_at("https://notes.example")
}

/// A server that publishes newer descriptions of v1, beta and bills.
fn server(response: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static) -> Server {
    Server::start(move |seen| {
        response(seen).unwrap_or_else(|| Reply::status(200).body(newer(seen.target.trim_matches('/'))))
    })
}

fn newer(file: &str) -> String {
    match file {
        "bills.yaml" => BILLS.replace("From which day.", "From which day on."),
        file => description(file.trim_end_matches(".yaml")).replace("Whose notes.", "Whose notes are listed."),
    }
}

#[test]
fn a_further_api_changes_no_file_of_the_main_one() {
    let main = Project::new();
    main.run(&["regen", "--offline"]).succeeds();
    let project = project();
    // The lists of all modules and the conventions name every API.
    let is_shared = |path: &str| {
        ["generated/mod.rs", "generated/provenance.rs", "generated/conventions.rs", "spec/sources.toml"]
            .iter()
            .any(|end| path.ends_with(end))
    };
    for (path, text) in main.files() {
        let path = path.to_str().unwrap();
        if !is_shared(path) && path.contains("notes.rs") | path.starts_with("spec") {
            assert_eq!(project.read(path), String::from_utf8(text).unwrap(), "{path}");
        }
    }
    assert!(
        project.read("dixa-generated/src/generated/mod.rs").contains("#[cfg(feature = \"bills\")]\npub mod bills;")
    );
    assert!(project.read("dixa-generated/src/generated/provenance.rs").contains("pub mod calls {"));
}

#[test]
fn each_api_has_its_own_names() {
    let project = project();
    let types = |version: &str| project.read(&format!("dixa-generated/src/generated/{version}/types/note.rs"));
    assert!(types("bills").contains("pub struct Note {") && types("v1").contains("pub enum Note {"));
    assert!(project.read("spec/bills.names.lock").contains("\"GET /notes\" = \"notes::list_notes\""));
    assert!(project.read("spec/calls.names.lock").contains("name = \"Call\""));
    assert!(!project.read("spec/names.lock").contains("Call"));
}

#[test]
fn each_api_has_its_own_conventions() {
    let bills = project().read("dixa-generated/src/generated/bills/notes.rs");
    assert!(bills.contains("ResponseFormat::Json") && bills.contains("path: \"/v7/notes\""), "{bills}");
    assert!(bills.contains("api: &crate::generated::conventions::BILLS,"), "{bills}");
}

#[test]
fn operations_of_a_further_api_need_a_declared_service() {
    let project = project();
    project.remove("spec/bills.conventions.toml");
    let refused = project.run_without_change(&["regen", "--offline"]).fails();
    refused.prints_error("error[no-service]: `bills` has operations").prints_error("at spec/bills.conventions.toml");
}

#[test]
fn an_overlay_for_all_versions_of_an_api_applies_to_no_other_api() {
    let project = project();
    project.write("spec/overlays/common.yaml", COMMON_OVERLAY);
    let bills = COMMON_OVERLAY.replace("FileNote.properties.size", "Note.properties.cents");
    project.write("spec/overlays/bills.common.yaml", bills);
    project.run(&["regen", "--offline"]).succeeds();
    let exported = project.run(&["export", "--version", "bills"]).succeeds();
    exported.prints("minimum: 0");
    project.write("spec/overlays/bils.common.yaml", COMMON_OVERLAY);
    project.run(&["regen", "--offline"]).fails().prints_error("unused-overlay").prints_error("bills.common.yaml");
}

#[test]
fn what_the_service_sends_is_generated_without_operations() {
    let project = project();
    let done = project.run(&["regen", "--offline"]).succeeds();
    done.prints("calls: 0 operations, 1 webhook, 3 types").does_not_print("warning");
    let module = project.read("dixa-generated/src/generated/calls/mod.rs");
    assert_eq!(module.matches("mod ").count(), 1, "only that of the types: {module}");
    assert!(project.read("tests/operations/src/generated/calls.rs").contains("name: \"call\""));
    project.run(&["regen", "--check"]).succeeds();
}

#[test]
fn a_description_that_is_not_published_is_not_fetched() {
    let server = server(|_| None);
    let project = project_at(&server.url());
    project.run(&["regen"]).succeeds().prints("calls: not published, so it is not fetched\n");
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn a_failed_fetch_of_a_further_api_is_a_warning_and_its_checked_in_description_is_used() {
    for command in ["regen", "fetch"] {
        let server = server(|seen| (seen.target == "/bills.yaml").then(|| Reply::status(503)));
        let project = project_at(&server.url());
        let done = project.run(&[command]).succeeds();
        done.prints("warning[not-fetched]: bills could not be fetched")
            .prints(&format!("bills: {}/bills.yaml: the server responded 503", server.url()));
        assert_eq!(project.read("spec/v1.yaml"), newer("v1.yaml"));
        assert_eq!(project.read("spec/bills.yaml"), BILLS);
        assert!(!project.read("spec/spec.lock").contains("[bills]"));
    }
}

#[test]
fn if_the_main_api_cannot_be_fetched_nothing_changes() {
    let server = server(|seen| (seen.target != "/v1.yaml").then(|| Reply::status(503)));
    let project = project_at(&server.url());
    let done = project.run_without_change(&["regen"]).fails();
    done.prints_error("\n  beta: ").prints_error("\n  bills could not be fetched").prints_error("nothing was changed");
}

#[test]
fn a_further_api_is_fetched_and_recorded() {
    let server = server(|_| None);
    let project = project_at(&server.url());
    project.run(&["regen"]).succeeds().prints("bills: fetched ");
    assert_eq!(project.read("spec/bills.yaml"), newer("bills.yaml"));
    assert!(project.read("spec/spec.lock").contains("[bills]\n"));
    assert!(project.read("dixa-generated/src/generated/bills/notes.rs").contains("From which day on."));
}

#[test]
fn other_sources_need_no_entry_for_what_is_not_published() {
    let server = server(|_| None);
    let project = project();
    project.write("mirror.toml", sources(&server.url()).replace(UNPUBLISHED, ""));
    let mirror = project.path("mirror.toml");
    project.run(&["regen", "--sources", mirror.to_str().unwrap()]).succeeds().prints("bills: fetched ");
}

#[test]
fn a_description_of_a_further_api_is_taken_from_a_file() {
    let project = project();
    let from = |text: &str| {
        project.write("elsewhere.yaml", text);
        project.path("elsewhere.yaml")
    };
    for (version, text) in
        [("bills", BILLS.replace("From which day.", "Since when.")), ("calls", CALLS.replace("by:", "from:"))]
    {
        let file = from(&text);
        project.run(&["regen", "--from", file.to_str().unwrap(), "--version", version]).succeeds();
        assert_eq!(project.read(&format!("spec/{version}.yaml")), text);
    }
    let other = from(BILLS);
    let refused = project.run(&["regen", "--from", other.to_str().unwrap(), "--version", "calls"]).fails();
    refused.prints_error("it describes `Bills API`, version `7`; expected `Calls`, version `1`");
}

#[test]
fn drift_names_the_changes_of_each_description() {
    let project = project();
    project.commit_all();
    project.edit("spec/bills.yaml", "properties: {cents: {type: integer}}", "properties: {cents: {type: string}}");
    project.edit("spec/bills.yaml", "[{cents: 5}]", "[{cents: five}]");
    project.edit(
        "spec/calls.yaml",
        "properties: {by: {type: string}}",
        "properties: {by: {type: string}, at: {type: string}}",
    );
    let done = project.run(&["drift"]).succeeds();
    done.prints("v1: nothing")
        .prints("bills: 1 breaking change")
        .prints("calls: 1 addition")
        .prints("bills::Note.cents");
    project.run(&["drift", "--version", "calls"]).succeeds().prints("calls::CallBegan.at").does_not_print("bills");
}

#[test]
fn versions_of_different_apis_are_not_compared() {
    let refused = project().run(&["drift", "--base", "v1", "--head", "bills"]).fails();
    refused.prints_error("v1 and bills are not versions of one API");
}

#[test]
fn explain_finds_the_items_of_each_description() {
    let project = project();
    project.run(&["explain", "bills::notes::list_notes"]).succeeds().prints("spec/bills.names.lock:");
    project.run(&["explain", "calls::Ended"]).succeeds().prints("used by").prints("(spec/calls.names.lock:");
    project.run(&["explain", "calls::Call"]).succeeds().prints("webhook call").prints("Ended");
}

#[test]
fn a_rename_by_hand_keeps_the_old_name_in_its_own_api_alone() {
    let project = project();
    project.commit_all();
    project.edit("spec/bills.names.lock", "name = \"Note\"", "name = \"Remark\"");
    project.run(&["regen", "--offline"]).succeeds();
    assert!(project.read("spec/bills.names.lock").contains("\"Note\" = \"Remark\""));
    assert!(!project.read("spec/names.lock").contains("Remark"));
}

#[test]
fn the_names_of_the_bindings_are_declared_once() {
    let project = project();
    project.write("spec/bills.conventions.toml", format!("{BILLS_CONVENTIONS}[bindings]\ncrate = \"bills\"\n"));
    let refused = project.run(&["regen", "--offline"]).fails();
    refused.prints_error("`[bindings]` is declared once").prints_error("spec/bills.conventions.toml");
}

#[test]
fn the_problems_of_all_apis_are_reported_together() {
    let project = project();
    project.edit("spec/bills.yaml", "schemas/Note'", "schemas/Nope'");
    project.edit("spec/v1.yaml", "schemas/Note'", "schemas/Nope'");
    let refused = project.run_without_change(&["regen", "--offline"]).fails();
    refused.prints_error("spec/v1.yaml:").prints_error("spec/bills.yaml:");
}

#[test]
fn files_of_an_api_that_is_not_declared_are_named() {
    let project = project();
    project.write("spec/bils.conventions.toml", "");
    let done = project.run(&["regen", "--offline"]).succeeds();
    done.prints("warning[unused-file]: the file belongs to no API\n  at spec/bils.conventions.toml");
}

#[test]
fn sources_without_a_main_api_or_with_an_unusable_name_are_refused() {
    let refuses = |sources: &str, why: &str| {
        let project = project();
        project.write("spec/sources.toml", sources);
        project.run_without_change(&["regen", "--offline"]).fails().prints_error(why);
    };
    refuses("[bills]\napi = \"bills\"\n", "those of the main API name none");
    refuses("[v1]\n[bills]\napi = \"All bills\"\n", "`All bills` of `bills` cannot be the name of an API");
}
