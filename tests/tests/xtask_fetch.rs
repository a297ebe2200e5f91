//! `cargo xtask fetch` and `regen` take the descriptions from a server: all that are good, or none.

mod xtask_support;

use std::time::{Duration, SystemTime};

use dixa_tests::server::{Reply, Seen, Server};
use xtask_support::{Done, Exit, Project, description};

/// What a server has for each version at `/v1.yaml` and `/beta.yaml`, and for v1 also at `/fallback.yaml`.
fn server(response: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static) -> Server {
    Server::start(move |seen| {
        response(seen).unwrap_or_else(|| {
            let version = if seen.target == "/beta.yaml" { "beta" } else { "v1" };
            Reply::status(200).header("content-type", "application/yaml").body(newer(version))
        })
    })
}

/// A server that responses this where v1 is asked for.
fn server_with_v1(reply: Reply) -> Server {
    server(move |seen| (seen.target == "/v1.yaml").then(|| reply.clone()))
}

/// A successor of the description of the small project.
fn newer(version: &str) -> String {
    description(version).replace("Whose notes.", "Whose notes are listed.")
}

fn sources(v1: &[String], beta: &[String]) -> String {
    format!("[v1]\naddresses = {v1:?}\n\n[beta]\naddresses = {beta:?}\n")
}

/// A project in which everything is up to date, and whose descriptions are published by the server.
fn project(server: &Server) -> Project {
    project_with(&[format!("{}/v1.yaml", server.url())], &[format!("{}/beta.yaml", server.url())])
}

fn project_with(v1: &[String], beta: &[String]) -> Project {
    let mut project = Project::new();
    project.write("spec/sources.toml", sources(v1, beta));
    project.run(&["regen", "--offline"]).succeeds();
    project.env.now = || SystemTime::UNIX_EPOCH + Duration::from_millis(1_800_000_000_900);
    project.env.limits.idle = Duration::from_millis(300);
    project.env.limits.size = 100_000;
    project
}

/// Expects that nothing changes when the server responses this where v1 is asked for, and that the reason is said.
#[track_caller]
fn refuses(reply: Reply, reason: &str) {
    let server = server_with_v1(reply);
    let project = project(&server);
    for command in ["regen", "fetch"] {
        let done = project.run_without_change(&[command]).fails();
        assert_eq!(done.out, "");
        done.complains(&format!("  v1: {}/v1.yaml: {reason}", server.url()))
            .complains("nothing was changed")
            .complains("cargo xtask regen --offline");
    }
}

fn yaml(text: impl Into<Vec<u8>>) -> Reply {
    Reply::status(200).body(text)
}

#[test]
fn regen_writes_the_descriptions_and_what_follows_from_them() {
    let server = server(|_| None);
    let project = project(&server);
    let done = project.run(&["regen"]).succeeds();
    for version in ["v1", "beta"] {
        assert_eq!(project.read(&format!("spec/{version}.yaml")), newer(version));
        assert!(
            project
                .read(&format!("dixa-generated/src/generated/{version}/notes.rs"))
                .contains("Whose notes are listed.")
        );
        let line = format!("{version}: fetched {} bytes from {}/{version}.yaml\n", newer(version).len(), server.url());
        assert!(done.out.contains(&line), "{}", done.out);
    }
    project.run_without_change(&["regen", "--check"]).succeeds();
}

#[test]
fn fetch_writes_the_descriptions_and_nothing_that_follows_from_them() {
    let server = server(|_| None);
    let project = project(&server);
    let bindings = project.read("dixa-generated/src/generated/v1/notes.rs");
    project.run(&["fetch"]).succeeds().says("v1: fetched ").says("beta: fetched ").says("files: 3 written");
    assert_eq!(project.read("spec/beta.yaml"), newer("beta"));
    assert_eq!(project.read("dixa-generated/src/generated/v1/notes.rs"), bindings);
    project
        .run_without_change(&["regen", "--check"])
        .fails()
        .says("stale     dixa-generated/src/generated/v1/notes.rs");
    project.run(&["regen", "--offline"]).succeeds();
}

#[test]
fn the_lock_says_where_each_came_from_and_what_was_in_it() {
    let answered = |seen: &Seen| {
        let is_v1 = seen.target == "/v1.yaml";
        is_v1.then(|| {
            yaml(newer("v1")).header("etag", "\"one\"").header("last-modified", "Mon, 02 Nov 2026 10:00:00 GMT")
        })
    };
    let server = server(answered);
    let project = project(&server);
    project.run(&["fetch"]).succeeds();
    let lock = project.read("spec/spec.lock").replace(&server.url(), "http://loopback");
    insta::assert_snapshot!(lock, @r#"
    # Written by `cargo xtask regen`: where each description came from.

    [beta]
    address = "http://loopback/beta.yaml"
    sha256 = "48b90748901ec1bba021f8f132ab7cb2400abb5ed6e11e5955c86c86e07c9eb9"
    size = 2209
    fetched = 2027-01-15T08:00:00Z
    operations = 2
    schemas = 5

    [v1]
    address = "http://loopback/v1.yaml"
    sha256 = "fbd72b3aef7489d32c8c27a434a918215cfe414644ff17d14f049180f9e91075"
    size = 2203
    fetched = 2027-01-15T08:00:00Z
    operations = 2
    schemas = 5
    etag = '"one"'
    last-modified = "Mon, 02 Nov 2026 10:00:00 GMT"
    "#);
}

#[test]
fn a_description_is_asked_for_compressed_and_in_the_name_of_this_program() {
    let server = server(|_| None);
    project(&server).run(&["fetch"]).succeeds();
    let seen = server.seen();
    assert_eq!(seen.iter().map(|seen| seen.target.as_str()).collect::<Vec<_>>(), ["/v1.yaml", "/beta.yaml"]);
    assert_eq!(seen[0].header("accept-encoding"), Some("gzip"));
    assert!(seen[0].header("user-agent").unwrap().starts_with("dixa-xtask/"));
}

#[test]
fn what_is_not_modified_changes_nothing() {
    let server = server(|seen| {
        let known = seen.header("if-none-match") == Some("\"one\"") && seen.header("if-modified-since") == Some("then");
        if known {
            return Some(Reply::status(304));
        }
        let version = seen.target.trim_start_matches('/').trim_end_matches(".yaml");
        Some(yaml(newer(version)).header("etag", "\"one\"").header("last-modified", "then"))
    });
    let mut project = project(&server);
    project.run(&["regen"]).succeeds();
    project.env.now = || SystemTime::UNIX_EPOCH;
    let done = project.run_without_change(&["regen"]).succeeds().says("files: 0 written");
    done.says(&format!("v1: unchanged (304) at {0}/v1.yaml\nbeta: unchanged (304) at {0}/beta.yaml\n", server.url()));
}

#[test]
fn the_same_bytes_change_nothing() {
    let server = server(|_| None);
    let mut project = project(&server);
    project.run(&["regen"]).succeeds();
    project.env.now = || SystemTime::UNIX_EPOCH;
    project.run_without_change(&["regen"]).succeeds().says("v1: unchanged (the same bytes) at ");
    project.run_without_change(&["fetch"]).succeeds().says("files: 0 written");
}

#[test]
fn the_bytes_of_the_project_are_locked_when_a_server_has_them_too() {
    let server = server(|seen| Some(yaml(description(if seen.target == "/v1.yaml" { "v1" } else { "beta" }))));
    let project = project(&server);
    project.run(&["fetch"]).succeeds().says("v1: unchanged (the same bytes)").says("files: 1 written");
    assert!(project.read("spec/spec.lock").contains("operations = 2\n"));
}

#[test]
fn an_edited_description_is_fetched_again() {
    let server = server(|seen| match seen.header("if-none-match") {
        None if seen.target == "/v1.yaml" => Some(yaml(newer("v1")).header("etag", "\"one\"")),
        None => None,
        Some(_) => Some(Reply::status(304)),
    });
    let project = project(&server);
    project.run(&["regen"]).succeeds();
    let lock = project.read("spec/spec.lock");
    project.edit("spec/v1.yaml", "Called back", "Called again");
    project.run(&["regen"]).succeeds().says("v1: fetched");
    assert_eq!((project.read("spec/v1.yaml"), project.read("spec/spec.lock")), (newer("v1"), lock));
}

#[test]
fn a_304_that_was_not_asked_for_is_refused() {
    refuses(Reply::status(304), "the server answered 304, but was not asked for news");
}

#[test]
fn the_next_address_is_asked_when_one_fails() {
    let server = server_with_v1(Reply::status(404).body("No such page"));
    let addresses = ["v1", "fallback"].map(|name| format!("{}/{name}.yaml", server.url()));
    let project = project_with(&addresses, &[format!("{}/beta.yaml", server.url())]);
    let done = project.run(&["regen"]).succeeds();
    done.says(&format!(
        "from {1}\n  not from {0}: the server answered 404 Not Found: No such page\nbeta: fetched",
        addresses[0], addresses[1]
    ));
    assert!(project.read("spec/spec.lock").contains("/fallback.yaml\""));
    assert_eq!(project.read("spec/v1.yaml"), newer("v1"));
}

#[test]
fn all_addresses_that_fail_are_named_with_their_reasons() {
    let server = server(|seen| {
        (seen.target != "/beta.yaml").then(|| Reply::status(if seen.target == "/v1.yaml" { 404 } else { 500 }))
    });
    let addresses = ["v1", "fallback"].map(|name| format!("{}/{name}.yaml", server.url()));
    let project = project_with(&addresses, &[]);
    let done = project.run_without_change(&["regen"]).fails();
    done.complains(&format!("  v1: {}: the server answered 404 Not Found\n", addresses[0]))
        .complains(&format!("  v1: {}: the server answered 500 Internal Server Error\n", addresses[1]))
        .complains("  beta: no address is given\n");
}

#[test]
fn where_the_second_version_fails_the_first_is_not_replaced() {
    let server = server(|seen| (seen.target == "/beta.yaml").then(|| Reply::status(500)));
    let project = project(&server);
    for command in ["regen", "fetch"] {
        let done = project.run_without_change(&[command]).fails().complains("  beta: http://");
        assert!(!done.err.contains("  v1: "), "{}", done.err);
    }
    assert_eq!(server.seen().iter().filter(|seen| seen.target == "/v1.yaml").count(), 2);
}

#[test]
fn a_server_that_fails() {
    refuses(
        Reply::status(500).body("<p>It\n is down</p>"),
        "the server answered 500 Internal Server Error: <p>It is down</p>",
    );
    refuses(Reply::reset(), "error sending request: ");
}

#[test]
fn a_page_in_place_of_a_description() {
    let page = Reply::status(200).header("content-type", "text/html").body("<html><body>Sign in</body></html>\n");
    refuses(page, "error[not-an-object]");
    let server = server_with_v1(Reply::status(200).header("content-type", "text/html").body("<html></html>"));
    project(&server).run(&["fetch"]).fails().complains(" (sent as text/html)");
}

#[test]
fn a_body_that_is_shorter_than_announced() {
    let length = newer("v1").len();
    refuses(yaml(newer("v1")).cut(length - 1), "error decoding response body: ");
}

#[test]
fn a_description_that_is_cut_off_between_its_operations() {
    let text = newer("v1");
    let end = text.find("  /v1/notes/{noteId}:").unwrap();
    refuses(yaml(&text[..end]), "it has 1 operation, the checked-in description 2: perhaps it is cut off");
}

#[test]
fn a_description_that_is_cut_off_between_its_schemas() {
    let text = newer("v1");
    let end = text.find("    TextNote:").unwrap();
    refuses(yaml(&text[..end]), "error[ref-not-found]: ");
}

#[test]
fn a_description_that_is_cut_off_in_a_line() {
    let text = newer("v1");
    let end = text.find("title: GetNoteOutput").unwrap();
    refuses(yaml(&text[..end + 6]), "error[");
}

#[test]
fn an_empty_body() {
    refuses(Reply::status(200), "error[empty-file]");
}

#[test]
fn bytes_that_are_no_text() {
    refuses(yaml([0x89, b'P', b'N', b'G', 0xff, 0]), "error[binary-file]");
}

#[test]
fn another_openapi() {
    refuses(yaml(newer("v1").replace("3.0.3", "3.1.0")), "error[openapi-newer]");
}

#[test]
fn the_description_of_another_api() {
    refuses(
        yaml(newer("v1").replace("title: Notes API", "title: Petstore")),
        "it describes `Petstore`, version `v1`; expected is `Notes API`, version `v1`",
    );
    refuses(yaml(newer("beta")), "it describes `Notes API`, version `beta`; expected is `Notes API`, version `v1`");
}

#[test]
fn a_redirect_is_followed() {
    let server = server_with_v1(Reply::status(302).header("location", "/fallback.yaml"));
    let project = project(&server);
    project.run(&["regen"]).succeeds().says(&format!("from {}/v1.yaml\n", server.url()));
    assert_eq!(project.read("spec/v1.yaml"), newer("v1"));
}

#[test]
fn redirects_in_a_loop() {
    refuses(
        Reply::status(302).header("location", "/v1.yaml"),
        "error following redirect: redirected in a loop, again to ",
    );
}

#[test]
fn redirects_without_an_end() {
    let server = server(|seen| {
        let step = seen.target.strip_prefix("/v1.yaml")?;
        Some(Reply::status(302).header("location", &format!("/v1.yaml{step}x")))
    });
    let project = project(&server);
    project.run_without_change(&["regen"]).fails().complains("redirected more than 10 times");
}

#[test]
fn a_redirect_to_where_no_description_is_taken_from() {
    refuses(
        Reply::status(302).header("location", "http://notes.example/v1.yaml"),
        "error following redirect: redirected to http://notes.example/v1.yaml: it is plain http",
    );
    refuses(Reply::status(302).header("location", "ftp://127.0.0.1/v1.yaml"), "error following redirect: ");
}

#[test]
fn a_body_without_an_end() {
    refuses(
        yaml("# And so on.\n".repeat(100)).repeated(usize::MAX),
        "it is longer than 100000 bytes, the most that is taken",
    );
}

#[test]
fn a_body_that_stalls() {
    refuses(yaml(newer("v1")).pause(Duration::from_secs(600)), "it took too long: ");
}

#[test]
fn addresses_that_are_refused_before_any_is_asked() {
    let server = server(|_| None);
    let good = format!("{}/v1.yaml", server.url());
    let bad = [
        ("http://example.com/v1.yaml", "it is plain http"),
        ("file:///etc/passwd", "it is not https"),
        ("https://me:secret@example.com/v1.yaml", "it holds credentials"),
        ("v1.yaml", "this is no address"),
    ];
    let project = project_with(&[good], &bad.map(|(address, _)| address.to_owned()));
    let done = project.run_without_change(&["regen"]).fails().complains("spec/sources.toml: ").complains("help: ");
    bad.iter().fold(done, |done, (address, reason)| done.complains(&format!("\n  {address}: {reason}")));
    assert_eq!(server.seen().len(), 0);
}

#[test]
fn fewer_operations_are_taken_where_that_is_said() {
    let text = newer("v1");
    let (start, end) = (text.find("  /v1/notes/{noteId}:").unwrap(), text.find("components:").unwrap());
    let smaller = text[..start].to_owned() + &text[end..];
    refuses(yaml(smaller.clone()), "it has 1 operation, the checked-in description 2");
    let server = server_with_v1(yaml(smaller.clone()));
    let project = project(&server);
    project.run(&["regen", "--accept-shrink"]).succeeds();
    assert_eq!(project.read("spec/v1.yaml"), smaller);
}

#[test]
fn where_there_is_nothing_to_compare_with_that_is_said() {
    let server = server(|_| None);
    let project = project(&server);
    project.remove("spec/v1.yaml");
    project
        .run(&["regen"])
        .succeeds()
        .says("  not compared with the checked-in description: spec/v1.yaml is missing\n");
    project.write("spec/v1.yaml", "swagger: '2.0'\n");
    project.run(&["regen"]).succeeds().says("  not compared with the checked-in description: error[swagger-2]");
    assert_eq!(project.read("spec/v1.yaml"), newer("v1"));
}

#[test]
fn a_reference_that_an_overlay_mends_is_no_reason_to_refuse() {
    let broken = newer("v1").replace("$ref: '#/components/schemas/FileNote'", "$ref: '#/components/schemas/Gone'");
    refuses(yaml(broken.clone()), "error[ref-not-found]");
    let server = server_with_v1(yaml(broken.clone()));
    let project = project(&server);
    let overlay = xtask_support::COMMON_OVERLAY
        .replace("$.components.schemas.FileNote.properties.size", "$.components.schemas")
        .replace(
            "    minimum: 0\n",
            "    Gone: {type: object, required: [gone], properties: {gone: {type: string}}}\n",
        );
    project.write("spec/overlays/v1.yaml", overlay);
    project.run(&["fetch"]).succeeds();
    assert_eq!(project.read("spec/v1.yaml"), broken);
}

/// A project with a correction that the published description of v1 does not need any more.
fn project_with_an_overlay_that_does_not_fit(server: &Server) -> Project {
    let project = project(server);
    let expected = "  x-expect: {description: Whose notes.}\n  update:";
    let overlay = xtask_support::COMMON_OVERLAY
        .replace("$.components.schemas.FileNote.properties.size", "$.paths['/v1/notes'].get.parameters[0]")
        .replace("  update:", expected);
    project.write("spec/overlays/v1.yaml", overlay.replace("minimum: 0", "description: Whose."));
    project.run(&["regen", "--offline"]).succeeds();
    project
}

#[test]
fn regen_takes_no_description_that_the_corrections_do_not_fit_and_names_the_way_out() {
    let server = server(|_| None);
    let project = project_with_an_overlay_that_does_not_fit(&server);
    let done = project.run_without_change(&["regen"]).fails();
    done.complains("spec/overlays/v1.yaml:").complains("note[not-checked-in]").complains("`cargo xtask fetch`");
    project.run(&["fetch"]).succeeds();
    project.remove("spec/overlays/v1.yaml");
    project.run(&["regen", "--offline"]).succeeds();
}

#[test]
fn addresses_can_be_taken_from_another_file() {
    let server = server(|_| None);
    let project = Project::generated();
    let addresses = |name: &str| vec![format!("{}/{name}.yaml", server.url())];
    project.write("other.toml", sources(&addresses("v1"), &addresses("beta")));
    let other = project.path("other.toml");
    project.run(&["regen", "--sources", other.to_str().unwrap()]).succeeds();
    assert_eq!(project.read("spec/v1.yaml"), newer("v1"));
    // The addresses of the reference pages stay those of the project.
    assert!(
        project
            .read("dixa-generated/src/generated/v1/notes.rs")
            .contains("https://notes.example/v1/notes/getnotesnoteid")
    );
}

#[test]
fn a_file_of_addresses_that_cannot_be_used() {
    let project = Project::generated();
    let other = project.path("other.toml");
    let run = || project.run_without_change(&["fetch", "--sources", other.to_str().unwrap()]).fails();
    run().complains("other.toml").complains("help: --sources takes");
    project.write("other.toml", "[v1]\naddresses = []\n\n[v2]\naddresses = []\n");
    run().complains("other.toml: it declares v1, v2, spec/sources.toml declares beta, v1");
    project.write("other.toml", "[v1\n");
    run().complains("other.toml: TOML");
}

#[test]
fn what_concerns_fetching_makes_no_sense_without() {
    let project = Project::generated();
    for without in [&["--offline"][..], &["--check"], &["--from", "file", "--version", "beta"]] {
        for with in [&["--accept-shrink"][..], &["--sources", "file"]] {
            let done: Done = project.run_without_change(&[&["regen"], without, with].concat());
            assert_eq!(done.exit, Exit::Usage, "{without:?} {with:?}");
        }
    }
}

#[test]
fn a_fetched_description_that_was_edited_is_warned_of() {
    let server = server(|_| None);
    let project = project(&server);
    project.run(&["regen"]).succeeds();
    project.edit("spec/v1.yaml", "Called back", "Called again");
    project.run(&["regen", "--offline"]).succeeds().says("warning[edited-description]: ").says("\n  at spec/v1.yaml\n");
    let done = project.run_without_change(&["regen", "--check"]).succeeds();
    done.says("warning[edited-description]: ").says("up to date");
    project.write("spec/v1.yaml", "");
    project.run_without_change(&["regen", "--check"]).fails().complains("warning[edited-description]: ");
}

#[test]
fn a_description_from_a_file_is_not_locked() {
    let server = server(|_| None);
    let project = project(&server);
    project.run(&["regen"]).succeeds();
    project.write("elsewhere.yaml", description("beta"));
    let from = project.path("elsewhere.yaml");
    let from = |version| ["regen", "--from", from.to_str().unwrap(), "--version", version].map(str::to_owned);
    let run = |args: [String; 5]| project.run(&args.each_ref().map(String::as_str)).succeeds();
    run(from("beta")).does_not_say("warning");
    let lock = project.read("spec/spec.lock");
    assert!(lock.contains("[v1]") && !lock.contains("[beta]"), "{lock}");
    project.run_without_change(&["regen", "--check"]).succeeds().does_not_say("warning");
    project.write("elsewhere.yaml", description("v1"));
    run(from("v1"));
    assert!(!project.path("spec/spec.lock").exists());
}

#[test]
fn a_version_that_is_dropped_is_not_locked() {
    let server = server(|_| None);
    let project = project(&server);
    project.run(&["regen"]).succeeds();
    let v1 = sources(&[format!("{}/v1.yaml", server.url())], &[]);
    project.write("spec/sources.toml", v1.split("\n\n").next().unwrap());
    project.run_without_change(&["regen", "--check"]).fails().says("stale     spec/spec.lock");
    project.run(&["regen"]).succeeds();
    assert!(!project.read("spec/spec.lock").contains("[beta]"));
}

#[test]
fn a_lock_that_cannot_be_read_is_named_with_the_way_out() {
    let project = Project::generated();
    for lock in [&b"[v1\n"[..], b"[v1]\nadress = 'x'\n", b"\xff\xfe"] {
        project.write("spec/spec.lock", lock);
        for args in [&["regen", "--offline"][..], &["regen", "--check"], &["fetch"]] {
            project.run_without_change(args).fails().complains("spec/spec.lock: ").complains("delete it");
        }
    }
}
