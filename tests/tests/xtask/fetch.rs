//! `cargo xtask fetch` and `regen` fetch the descriptions from a server: all versions or none.

use std::time::{Duration, SystemTime};

use dixa_tests::server::{Reply, Seen, Server};

use crate::support::{COMMON_OVERLAY, Done, Exit, Project, description};

/// A server that publishes each version at `/v1.yaml` and `/beta.yaml`, and for v1 also at `/fallback.yaml`.
fn server(response: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static) -> Server {
    Server::start(move |seen| {
        response(seen).unwrap_or_else(|| {
            let version = if seen.target == "/beta.yaml" { "beta" } else { "v1" };
            Reply::status(200).header("content-type", "application/yaml").body(newer(version))
        })
    })
}

/// A server that returns `reply` where v1 is requested.
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

/// Expects that nothing changes if the server returns `reply` where v1 is requested, and that the reason is reported.
#[track_caller]
fn refuses(reply: Reply, reason: &str) {
    let server = server_with_v1(reply);
    let project = project(&server);
    for command in ["regen", "fetch"] {
        let done = project.run_without_change(&[command]).fails();
        assert_eq!(done.out, "");
        done.prints_error(&format!("  v1: {}/v1.yaml: {reason}", server.url()))
            .prints_error("nothing was changed")
            .prints_error("cargo xtask regen --offline");
    }
}

fn yaml(text: impl Into<Vec<u8>>) -> Reply {
    Reply::status(200).body(text)
}

#[test]
fn regen_writes_the_descriptions_and_all_generated_files() {
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
fn fetch_writes_the_descriptions_and_no_generated_file() {
    let server = server(|_| None);
    let project = project(&server);
    let bindings = project.read("dixa-generated/src/generated/v1/notes.rs");
    project.run(&["fetch"]).succeeds().prints("v1: fetched ").prints("beta: fetched ").prints("files: 3 written");
    assert_eq!(project.read("spec/beta.yaml"), newer("beta"));
    assert_eq!(project.read("dixa-generated/src/generated/v1/notes.rs"), bindings);
    project
        .run_without_change(&["regen", "--check"])
        .fails()
        .prints("stale     dixa-generated/src/generated/v1/notes.rs");
    project.run(&["regen", "--offline"]).succeeds();
}

#[test]
fn the_lock_records_where_each_description_was_fetched_and_what_it_contains() {
    let with_validators = |seen: &Seen| {
        let is_v1 = seen.target == "/v1.yaml";
        is_v1.then(|| {
            yaml(newer("v1")).header("etag", "\"one\"").header("last-modified", "Mon, 02 Nov 2026 10:00:00 GMT")
        })
    };
    let server = server(with_validators);
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
fn a_request_accepts_compression_and_names_this_program() {
    let server = server(|_| None);
    project(&server).run(&["fetch"]).succeeds();
    let seen = server.seen();
    assert_eq!(seen.iter().map(|seen| seen.target.as_str()).collect::<Vec<_>>(), ["/v1.yaml", "/beta.yaml"]);
    assert_eq!(seen[0].header("accept-encoding"), Some("gzip"));
    assert!(seen[0].header("user-agent").unwrap().starts_with("dixa-xtask/"));
}

#[test]
fn an_unmodified_description_changes_nothing() {
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
    let done = project.run_without_change(&["regen"]).succeeds().prints("files: 0 written");
    done.prints(&format!("v1: unchanged (304) at {0}/v1.yaml\nbeta: unchanged (304) at {0}/beta.yaml\n", server.url()));
}

#[test]
fn the_same_bytes_change_nothing() {
    let server = server(|_| None);
    let mut project = project(&server);
    project.run(&["regen"]).succeeds();
    project.env.now = || SystemTime::UNIX_EPOCH;
    project.run_without_change(&["regen"]).succeeds().prints("v1: unchanged (the same bytes) at ");
    project.run_without_change(&["fetch"]).succeeds().prints("files: 0 written");
}

#[test]
fn checked_in_bytes_that_a_server_also_returns_are_locked() {
    let server = server(|seen| Some(yaml(description(if seen.target == "/v1.yaml" { "v1" } else { "beta" }))));
    let project = project(&server);
    project.run(&["fetch"]).succeeds().prints("v1: unchanged (the same bytes)").prints("files: 1 written");
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
    project.run(&["regen"]).succeeds().prints("v1: fetched");
    assert_eq!((project.read("spec/v1.yaml"), project.read("spec/spec.lock")), (newer("v1"), lock));
}

#[test]
fn a_304_to_an_unconditional_request_is_refused() {
    refuses(Reply::status(304), "the server responded 304 to a request that was not conditional");
}

#[test]
fn the_next_address_is_requested_if_one_fails() {
    let server = server_with_v1(Reply::status(404).body("No such page"));
    let addresses = ["v1", "fallback"].map(|name| format!("{}/{name}.yaml", server.url()));
    let project = project_with(&addresses, &[format!("{}/beta.yaml", server.url())]);
    let done = project.run(&["regen"]).succeeds();
    done.prints(&format!(
        "from {1}\n  not from {0}: the server responded 404 Not Found: No such page\nbeta: fetched",
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
    done.prints_error(&format!("  v1: {}: the server responded 404 Not Found\n", addresses[0]))
        .prints_error(&format!("  v1: {}: the server responded 500 Internal Server Error\n", addresses[1]))
        .prints_error("  beta: there is no address\n");
}

#[test]
fn if_the_second_version_fails_the_first_is_not_replaced() {
    let server = server(|seen| (seen.target == "/beta.yaml").then(|| Reply::status(500)));
    let project = project(&server);
    for command in ["regen", "fetch"] {
        let done = project.run_without_change(&[command]).fails().prints_error("  beta: http://");
        assert!(!done.err.contains("  v1: "), "{}", done.err);
    }
    assert_eq!(server.seen().iter().filter(|seen| seen.target == "/v1.yaml").count(), 2);
}

#[test]
fn a_server_that_fails() {
    refuses(
        Reply::status(500).body("<p>It\n is down</p>"),
        "the server responded 500 Internal Server Error: <p>It is down</p>",
    );
    refuses(Reply::reset(), "error sending request: ");
}

#[test]
fn a_web_page_instead_of_a_description() {
    let page = Reply::status(200).header("content-type", "text/html").body("<html><body>Sign in</body></html>\n");
    refuses(page, "error[not-an-object]");
    let server = server_with_v1(Reply::status(200).header("content-type", "text/html").body("<html></html>"));
    project(&server).run(&["fetch"]).fails().prints_error(" (sent as text/html)");
}

#[test]
fn a_body_that_is_shorter_than_announced() {
    let length = newer("v1").len();
    refuses(yaml(newer("v1")).cut(length - 1), "error decoding response body: ");
}

#[test]
fn a_description_that_is_truncated_between_its_operations() {
    let text = newer("v1");
    let end = text.find("  /v1/notes/{noteId}:").unwrap();
    refuses(yaml(&text[..end]), "it has 1 operation, the checked-in description 2: it may be truncated");
}

#[test]
fn a_description_that_is_truncated_between_its_schemas() {
    let text = newer("v1");
    let end = text.find("    TextNote:").unwrap();
    refuses(yaml(&text[..end]), "error[ref-not-found]: ");
}

#[test]
fn a_description_that_is_truncated_in_a_line() {
    let text = newer("v1");
    let end = text.find("title: GetNoteOutput").unwrap();
    refuses(yaml(&text[..end + 6]), "error[");
}

#[test]
fn an_empty_body() {
    refuses(Reply::status(200), "error[empty-file]");
}

#[test]
fn a_binary_body() {
    refuses(yaml([0x89, b'P', b'N', b'G', 0xff, 0]), "error[binary-file]");
}

#[test]
fn another_version_of_openapi() {
    refuses(yaml(newer("v1").replace("3.0.3", "3.1.0")), "error[openapi-newer]");
}

#[test]
fn the_description_of_another_api() {
    refuses(
        yaml(newer("v1").replace("title: Notes API", "title: Petstore")),
        "it describes `Petstore`, version `v1`; expected `Notes API`, version `v1`",
    );
    refuses(yaml(newer("beta")), "it describes `Notes API`, version `beta`; expected `Notes API`, version `v1`");
}

#[test]
fn a_redirect_is_followed() {
    let server = server_with_v1(Reply::status(302).header("location", "/fallback.yaml"));
    let project = project(&server);
    project.run(&["regen"]).succeeds().prints(&format!("from {}/v1.yaml\n", server.url()));
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
fn endless_redirects() {
    let server = server(|seen| {
        let step = seen.target.strip_prefix("/v1.yaml")?;
        Some(Reply::status(302).header("location", &format!("/v1.yaml{step}x")))
    });
    let project = project(&server);
    project.run_without_change(&["regen"]).fails().prints_error("redirected more than 10 times");
}

#[test]
fn a_redirect_to_an_address_that_is_not_allowed() {
    refuses(
        Reply::status(302).header("location", "http://notes.example/v1.yaml"),
        "error following redirect: redirected to http://notes.example/v1.yaml: it is plain http",
    );
    refuses(Reply::status(302).header("location", "ftp://127.0.0.1/v1.yaml"), "error following redirect: ");
}

#[test]
fn an_endless_body() {
    refuses(yaml("# And so on.\n".repeat(100)).repeated(usize::MAX), "it is longer than the limit of 100000 bytes");
}

#[test]
fn a_body_that_stalls() {
    refuses(yaml(newer("v1")).pause(Duration::from_secs(600)), "it took too long; ");
}

#[test]
fn addresses_that_are_refused_before_any_request() {
    let server = server(|_| None);
    let good = format!("{}/v1.yaml", server.url());
    let bad = [
        ("http://example.com/v1.yaml", "it is plain http"),
        ("file:///etc/passwd", "it is not https"),
        ("https://me:secret@example.com/v1.yaml", "it contains credentials"),
        ("v1.yaml", "this is not an address"),
    ];
    let project = project_with(&[good], &bad.map(|(address, _)| address.to_owned()));
    let done =
        project.run_without_change(&["regen"]).fails().prints_error("spec/sources.toml: ").prints_error("help: ");
    bad.iter().fold(done, |done, (address, reason)| done.prints_error(&format!("\n  {address}: {reason}")));
    assert_eq!(server.seen().len(), 0);
}

#[test]
fn fewer_operations_are_accepted_with_accept_shrink() {
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
fn an_unreadable_checked_in_description_is_reported_as_not_compared() {
    let server = server(|_| None);
    let project = project(&server);
    project.remove("spec/v1.yaml");
    project
        .run(&["regen"])
        .succeeds()
        .prints("  not compared with the checked-in description: spec/v1.yaml is missing\n");
    project.write("spec/v1.yaml", "swagger: '2.0'\n");
    project.run(&["regen"]).succeeds().prints("  not compared with the checked-in description: error[swagger-2]");
    assert_eq!(project.read("spec/v1.yaml"), newer("v1"));
}

#[test]
fn a_broken_reference_that_an_overlay_fixes_is_accepted() {
    let broken = newer("v1").replace("$ref: '#/components/schemas/FileNote'", "$ref: '#/components/schemas/Gone'");
    refuses(yaml(broken.clone()), "error[ref-not-found]");
    let server = server_with_v1(yaml(broken.clone()));
    let project = project(&server);
    let overlay =
        COMMON_OVERLAY.replace("$.components.schemas.FileNote.properties.size", "$.components.schemas").replace(
            "    minimum: 0\n",
            "    Gone: {type: object, required: [gone], properties: {gone: {type: string}}}\n",
        );
    project.write("spec/overlays/v1.yaml", overlay);
    project.run(&["fetch"]).succeeds();
    assert_eq!(project.read("spec/v1.yaml"), broken);
}

/// A project with an overlay that the published description of v1 no longer needs.
fn project_with_an_overlay_that_does_not_fit(server: &Server) -> Project {
    let project = project(server);
    let expected = "  x-expect: {description: Whose notes.}\n  update:";
    let overlay = COMMON_OVERLAY
        .replace("$.components.schemas.FileNote.properties.size", "$.paths['/v1/notes'].get.parameters[0]")
        .replace("  update:", expected);
    project.write("spec/overlays/v1.yaml", overlay.replace("minimum: 0", "description: Whose."));
    project.run(&["regen", "--offline"]).succeeds();
    project
}

#[test]
fn regen_refuses_a_description_that_the_overlays_do_not_fit_and_reports_what_to_do() {
    let server = server(|_| None);
    let project = project_with_an_overlay_that_does_not_fit(&server);
    let done = project.run_without_change(&["regen"]).fails();
    done.prints_error("spec/overlays/v1.yaml:")
        .prints_error("note[not-checked-in]")
        .prints_error("`cargo xtask fetch`");
    project.run(&["fetch"]).succeeds();
    project.remove("spec/overlays/v1.yaml");
    project.run(&["regen", "--offline"]).succeeds();
}

#[test]
fn addresses_can_be_read_from_another_file() {
    let server = server(|_| None);
    let project = Project::generated();
    let addresses = |name: &str| vec![format!("{}/{name}.yaml", server.url())];
    project.write("other.toml", sources(&addresses("v1"), &addresses("beta")));
    let other = project.path("other.toml");
    project.run(&["regen", "--sources", other.to_str().unwrap()]).succeeds();
    assert_eq!(project.read("spec/v1.yaml"), newer("v1"));
    // The addresses of the reference pages are still those of the project.
    assert!(
        project
            .read("dixa-generated/src/generated/v1/notes.rs")
            .contains("https://notes.example/v1/notes/getnotesnoteid")
    );
}

#[test]
fn an_unusable_file_of_addresses_is_refused() {
    let project = Project::generated();
    let other = project.path("other.toml");
    let run = || project.run_without_change(&["fetch", "--sources", other.to_str().unwrap()]).fails();
    run().prints_error("other.toml").prints_error("help: --sources takes");
    project.write("other.toml", "[v1]\naddresses = []\n\n[v2]\naddresses = []\n");
    run().prints_error("other.toml: it declares v1, v2, spec/sources.toml declares beta, v1");
    project.write("other.toml", "[v1\n");
    run().prints_error("other.toml: TOML");
}

#[test]
fn options_for_fetching_are_refused_without_fetching() {
    let project = Project::generated();
    for without in [&["--offline"][..], &["--check"], &["--from", "file", "--version", "beta"]] {
        for with in [&["--accept-shrink"][..], &["--sources", "file"]] {
            if without[0] == "--from" && with[0] == "--accept-shrink" {
                continue;
            }
            let done: Done = project.run_without_change(&[&["regen"], without, with].concat());
            assert_eq!(done.exit, Exit::Usage, "{without:?} {with:?}");
        }
    }
}

#[test]
fn an_edited_fetched_description_causes_a_warning() {
    let server = server(|_| None);
    let project = project(&server);
    project.run(&["regen"]).succeeds();
    project.edit("spec/v1.yaml", "Called back", "Called again");
    project
        .run(&["regen", "--offline"])
        .succeeds()
        .prints("warning[edited-description]: ")
        .prints("\n  at spec/v1.yaml\n");
    let done = project.run_without_change(&["regen", "--check"]).succeeds();
    done.prints("warning[edited-description]: ").prints("up to date");
    project.write("spec/v1.yaml", "");
    project.run_without_change(&["regen", "--check"]).fails().prints_error("warning[edited-description]: ");
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
    run(from("beta")).does_not_print("warning");
    let lock = project.read("spec/spec.lock");
    assert!(lock.contains("[v1]") && !lock.contains("[beta]"), "{lock}");
    project.run_without_change(&["regen", "--check"]).succeeds().does_not_print("warning");
    project.write("elsewhere.yaml", description("v1"));
    run(from("v1"));
    assert!(!project.path("spec/spec.lock").exists());
}

#[test]
fn a_removed_version_is_not_locked() {
    let server = server(|_| None);
    let project = project(&server);
    project.run(&["regen"]).succeeds();
    let v1 = sources(&[format!("{}/v1.yaml", server.url())], &[]);
    project.write("spec/sources.toml", v1.split("\n\n").next().unwrap());
    project.run_without_change(&["regen", "--check"]).fails().prints("stale     spec/spec.lock");
    project.run(&["regen"]).succeeds();
    assert!(!project.read("spec/spec.lock").contains("[beta]"));
}

#[test]
fn an_unreadable_lock_is_reported_with_what_to_do() {
    let project = Project::generated();
    for lock in [&b"[v1\n"[..], b"[v1]\nadress = 'x'\n", b"\xff\xfe"] {
        project.write("spec/spec.lock", lock);
        for args in [&["regen", "--offline"][..], &["regen", "--check"], &["fetch"]] {
            project.run_without_change(args).fails().prints_error("spec/spec.lock: ").prints_error("delete it");
        }
    }
}
