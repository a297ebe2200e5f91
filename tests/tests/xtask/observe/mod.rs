//! What clients saw becomes evidence: `observe` merges it, `regen` compares it with the description.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use dixa_tests::batch::{self, Batch};
use dixa_tests::server::{Reply, Seen, Server};
use serde_json::{Value, json};

use crate::support::{Done, Project};

/// A line about the notes of the small project.
fn line(path: &str, more: &Value) -> String {
    let mut line = json!({"version": "v1", "operation": "GET /v1/notes", "status": 200, "path": path});
    line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    line.to_string()
}

fn observed(project: &Project, lines: &[String]) -> Vec<String> {
    project.write("seen.jsonl", lines.join("\n"));
    let file = project.path("seen.jsonl");
    vec!["observe".to_owned(), file.display().to_string()]
}

fn run(project: &Project, args: &[String]) -> Done {
    project.run(&args.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn lines_are_merged_sorted_and_counted() {
    let project = Project::generated();
    let text = line("data[]<TextNote>.text", &json!({"type": "string"}));
    let list = line("data", &json!({"type": "array"}));
    run(&project, &observed(&project, &[text.clone(), list, text.clone()])).succeeds().prints("v1: 2 new observations");
    run(&project, &observed(&project, &[text])).succeeds().prints("v1: 0 new observations, 2 in");
    assert_eq!(
        project.read("spec/observations/v1.jsonl"),
        "{\"count\":1,\"operation\":\"GET /v1/notes\",\"path\":\"data\",\"status\":200,\"type\":\"array\"}\n\
         {\"count\":3,\"operation\":\"GET /v1/notes\",\"path\":\"data[]<TextNote>.text\",\"status\":200,\"type\":\"string\"}\n"
    );
    project.run(&["regen", "--offline"]).succeeds().does_not_print("wire-");
}

#[test]
fn a_line_that_may_contain_data_is_refused_and_nothing_is_written() {
    let project = Project::generated();
    let good = line("data", &json!({"type": "array"}));
    for (bad, why) in [
        (line("data[].ann@example.com", &json!({"type": "null"})), "looks like data"),
        (line("data[]", &json!({"type": "object", "keys": ["+4512345678"]})), "the key `+4512345678` looks like data"),
        (
            line("data[]", &json!({"type": "object", "keys": ["*"], "tags": {"_type": "Ann Smith"}})),
            "the tag `Ann Smith`",
        ),
        (line("data[]<deadbeef>.x", &json!({"type": "null"})), "the tag `deadbeef`"),
        (line("data[]", &json!({"type": "string", "value": "4d2ab456-8510-4a35-b266-e502160d5177"})), "the value"),
        (line("data[]", &json!({"type": "string", "text": "hello"})), "the key `text` is not one of"),
        (line("data[0]", &json!({"type": "string"})), "is wrong at"),
        (
            line("data", &json!({"type": "array"})).replace("/v1/notes", "/v1/notes/42"),
            "no operation `GET /v1/notes/42`",
        ),
        (line("data", &json!({"type": "array"})).replace("\"v1\"", "\"v9\""), "there is no version `v9`"),
        ("Ann Smith".to_owned(), "it is not JSON"),
    ] {
        let args = observed(&project, &[good.clone(), bad]);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let done = project.run_without_change(&args).fails();
        assert!(done.err.contains(why) && done.err.contains("seen.jsonl:2") && done.err.contains("help: "), "{done:?}");
    }
}

#[test]
fn an_assumed_union_becomes_observed() {
    let project = Project::generated();
    // Only examples of our own show the union.
    for version in ["v1", "beta"] {
        project.edit(&format!("spec/{version}.yaml"), "openapi: 3.0.3\n", "openapi: 3.0.3\nx-example-source: ours\n");
    }
    project.run(&["regen", "--offline"]).succeeds().prints("1 tagged (0 published, 1 assumed)");
    let keys = json!({"type": "object", "keys": ["_type", "text"], "tags": {"_type": "TextNote"}});
    run(&project, &observed(&project, &[line("data[]", &keys)])).succeeds();
    project.run(&["regen", "--offline"]).succeeds().prints("1 tagged (0 published, 1 observed, 0 assumed)");
    assert!(project.read("spec/overlays/v1.evidence.yaml").contains("observed: 1"));
    assert!(!project.read("spec/overlays/beta.evidence.yaml").contains("observed"));
    project.run(&["explain", "v1::Note"]).succeeds().prints("3 own examples and 1 observation");
}

#[test]
fn a_contradiction_names_the_observation_and_the_schema() {
    let project = Project::generated();
    let lines = [
        line("data[]", &json!({"type": "object", "keys": ["_type"], "tags": {"_type": "TextNote"}})),
        line("data[]<FileNote>.name", &json!({"type": "null"})),
        line("data[]<FileNote>.size", &json!({"type": "boolean"})),
        line("data[]", &json!({"type": "object", "keys": ["_type", "text"], "tags": {"_type": "VoiceNote"}})),
    ];
    run(&project, &observed(&project, &lines)).succeeds();
    let done = project.run(&["regen", "--offline"]).succeeds();
    for text in [
        "the schema requires `text`, which is missing; seen 1× in GET /v1/notes at data[]",
        "the value is null, which the schema does not allow",
        "the JSON type of the value is `boolean`, the schema declares `integer`",
        "no member of the union has the tag `VoiceNote`",
        "at spec/observations/v1.jsonl:",
        "/components/schemas/FileNote/properties/name",
        "v1: corrections that follow from the observations; add those that are right to `actions` in spec/overlays/v1.yaml",
    ] {
        assert!(done.out.contains(text), "{text}\n{}", done.out);
    }
}

#[test]
fn observations_that_belong_to_no_version_are_reported() {
    let project = Project::generated();
    project.write("spec/observations/v9.jsonl", "");
    project.run(&["regen", "--offline"]).succeeds().prints("the observations belong to no version");
}

#[test]
fn an_observation_that_cannot_be_read_is_an_error_with_its_line() {
    let project = Project::generated();
    project.write("spec/observations/v1.jsonl", "{}\n");
    let done = project.run(&["regen", "--offline"]).fails();
    assert!(done.err.contains("observation-unreadable") && done.err.contains("v1.jsonl:1"), "{done:?}");
}

thread_local! {
    static VARIABLES: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
    static PAUSES: RefCell<Vec<Duration>> = const { RefCell::new(Vec::new()) };
}

/// A project whose service is a server, and the token of which is set.
fn with_service(address: &str) -> Project {
    let mut project = Project::generated();
    let variables = [("DIXA_API_KEY", "secret-token-4711"), ("DIXA_BASE_URL", address)];
    VARIABLES.set(variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    PAUSES.take();
    project.env.variable = |name| VARIABLES.with_borrow(|variables| variables.get(name).cloned());
    project.env.pause = |time| PAUSES.with_borrow_mut(|pauses| pauses.push(time));
    project
}

#[test]
fn live_sends_each_get_without_inputs_once_with_pauses_and_keeps_no_content() {
    let notes = json!([{"_type": "TextNote", "text": "ann@example.com"}, {"_type": "TextNote", "ann": 1}]);
    let server = Server::start(move |seen: &Seen| match seen.target.as_str() {
        "/v1/notes" => Reply::data(&notes),
        _ => Reply::error(403, "secret-token-4711 may not"),
    });
    let project = with_service(&server.url());
    let done = project.run(&["observe", "--live"]).succeeds();
    let seen: Vec<_> = server.seen().into_iter().map(|seen| (seen.method.to_string(), seen.target.clone())).collect();
    assert_eq!(seen, [("GET".to_owned(), "/v1/notes".to_owned()), ("GET".to_owned(), "/beta/notes".to_owned())]);
    assert_eq!(server.seen()[0].header("authorization"), Some("secret-token-4711"));
    assert_eq!(PAUSES.take(), [Duration::from_millis(500); 2]);
    assert!(done.out.contains("GET /beta/notes: not observed: the service responded 403"), "{}", done.out);
    let text = project.read("spec/observations/v1.jsonl");
    assert!(text.contains("\"data[]<TextNote>.text\"") && text.contains("\"data[]<TextNote>.*\""), "{text}");
    assert!(!text.contains("ann") && !done.out.contains("4711"), "{text}\n{}", done.out);
}

#[test]
fn the_token_goes_to_no_other_origin() {
    let other = Server::start(|_| Reply::data(&json!([])));
    let address = other.url();
    let server = Server::start(move |_| Reply::status(302).header("location", &format!("{address}/v1/notes")));
    let project = with_service(&server.url());
    let done = project.run(&["observe", "--live"]).succeeds();
    assert!(done.out.contains("the service responded 302") && other.seen().is_empty(), "{done:?}");

    let project = with_service("http://dixa.example");
    let done = project.run_without_change(&["observe", "--live"]).fails();
    assert!(done.err.contains("the token is not sent to http://dixa.example"), "{done:?}");

    VARIABLES.take();
    let done = project.run_without_change(&["observe", "--live"]).fails();
    assert!(done.err.contains("DIXA_API_KEY is not set") && done.err.contains("help: "), "{done:?}");
}

/// A thing as the service sends it, which differs from the description in six ways.
fn thing(id: u64) -> Value {
    let mut thing = json!({
        "id": id, "name": "a", "kind": "Red", "labels": ["l"], "size": "12 cm", "channel": {"name": "e", "_type": "Email"},
    });
    match id {
        1 => {
            thing["channel"] = json!({"name": "x", "_type": "Sms"});
            thing["kind"] = json!("Blue");
            thing["source"] = json!({"name": "r2", "_type": "Robot"});
        }
        2 => thing["name"] = Value::Null,
        3 => drop(thing.as_object_mut().unwrap().remove("labels")),
        _ => {}
    }
    if id != 4 {
        thing.as_object_mut().unwrap().remove("size");
    }
    thing
}

/// Compiles a program with the bindings of a project, and runs it.
fn compile_and_run(project: &Project, name: &str, program: &str, args: &[&str]) -> String {
    let folder = "dixa-generated/src/generated/v1/";
    let files = project.files().into_iter().filter_map(|(path, text)| {
        let path = path.to_str()?.strip_prefix(folder)?.to_owned();
        Some((path, String::from_utf8(text).unwrap()))
    });
    let files: BTreeMap<String, String> = files.collect();
    let features: Vec<&str> = batch::FEATURES.split(',').collect();
    let manifest = format!(
        "[package]\nname = \"client\"\nedition.workspace = true\n\n[dependencies.dixa-generated]\n\
         path = \"../dixa-generated\"\ndefault-features = false\nfeatures = {features:?}\n"
    );
    let package = [("Cargo.toml".to_owned(), manifest), ("src/main.rs".to_owned(), program.to_owned())].into();
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let batch = Batch::new(root, [("v1", &files)], &BTreeMap::from([("client".to_owned(), package)]));
    let run = ["run", "--offline", "--quiet", "--package", "client", "--"];
    let output = batch.cargo(&[&run, args].concat());
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
    assert!(output.status.success(), "{out}{err}");
    out
}

#[test]
fn what_a_client_saw_corrects_the_description_until_new_bindings_read_everything() {
    let server = Server::start(|seen: &Seen| match seen.target.strip_prefix("/v1/things/") {
        Some(id) => Reply::data(&thing(id.parse().unwrap())),
        None => Reply::data(&(1..=4).map(thing).collect()),
    });
    let project = Project::generated();
    project.write("spec/sources.toml", "[v1]\naddresses = []\n");
    project.write("spec/v1.yaml", include_str!("things.yaml"));
    project.remove("spec/names.lock");
    project.run(&["regen", "--offline"]).succeeds();

    let file = project.path("seen.jsonl").display().to_string();
    let before = compile_and_run(&project, "observed-before", include_str!("before.rs"), &[&server.url(), &file]);
    assert_eq!(before.lines().collect::<Vec<_>>(), ["list: false", "1: true", "2: false", "3: true", "4: false"]);

    project.run(&["observe", &file]).succeeds();
    let done = project.run(&["regen", "--offline"]).succeeds();
    for why in [
        "no member of the union has the tag `Sms`",
        "the schema does not list the value `Blue`",
        "the value is null, which the schema does not allow",
        "the schema requires `labels`, which is missing",
        "the JSON type of the value is `string`, the schema declares `integer`",
    ] {
        assert!(done.out.contains(why), "{why}\n{}", done.out);
    }
    // The tag that the description does not declare is evidence, the others are proposed.
    let evidence = project.read("spec/overlays/v1.evidence.yaml");
    assert!(evidence.contains("Members have their title in `_type`") && evidence.contains("observed:"), "{evidence}");
    let actions: Vec<&str> = done.out.lines().filter(|line| line.starts_with("- {")).collect();
    let head = "overlay: 1.0.0\ninfo: {title: What clients saw, version: 1.0.0}\nactions:\n";
    project.write("spec/overlays/v1.yaml", format!("{head}{}\n", actions.join("\n")));
    let done = project.run(&["regen", "--offline"]).succeeds();
    assert!(!done.out.contains("wire-") && !done.out.contains("- {"), "{}", done.out);

    let after = compile_and_run(&project, "observed-after", include_str!("after.rs"), &[&server.url()]);
    assert_eq!(after, "all read\n");
}
