use dixa_generated::{Client, Error};
use dixa_tests::server::{Reply, Server};
use serde_json::json;

use crate::{TOKEN, assert_no_token, builder, get_thing};

fn refusal(base_url: &str) -> String {
    let error = Client::builder(TOKEN).base_url(base_url).build().unwrap_err();
    assert!(error.is_builder());
    error.to_string()
}

#[test]
fn plain_http_is_allowed_for_loopback_and_for_named_hosts() {
    for loopback in ["http://localhost:1", "http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:1"] {
        Client::builder(TOKEN).base_url(loopback).build().unwrap();
    }
    for other in ["http://dev.dixa.io", "http://localhost.example.com", "http://127.0.0.1.example.com"] {
        assert!(refusal(other).contains("plain http"), "{other}");
    }
    assert!(refusal("http://dev.dixa.io").contains("plain_http(\"dev.dixa.io\")"));
}

#[test]
fn a_host_for_plain_http_may_have_a_port_capitals_and_an_ipv6_address() {
    let is_allowed = |base_url: &str, host: &str| Client::builder(TOKEN).base_url(base_url).plain_http(host).build();
    let allowed = [
        ("http://mock.internal", "mock.internal"),
        ("http://mock.internal:8080", "mock.internal"),
        ("http://mock.internal:8080", "Mock.Internal:8080"),
        ("http://MOCK.internal/path", " mock.internal "),
        ("http://mock.internal", "mock.internal:80"),
        ("http://[fd00::7]:8080", "fd00::7"),
        ("http://[fd00::7]:8080", "[fd00:0::7]:8080"),
    ];
    for (base_url, host) in allowed {
        is_allowed(base_url, host).unwrap();
    }
    let refused = [
        ("http://mock.example.com", "mock.internal"),
        ("http://mock.internal:8080", "mock.internal:8081"),
        ("http://mock.internal", "mock.internal:8080"),
        ("http://[fd00::8]", "fd00::7"),
    ];
    for (base_url, host) in refused {
        assert!(is_allowed(base_url, host).unwrap_err().is_builder(), "{base_url} {host}");
    }
    let error = is_allowed("http://mock.internal", "http://mock.internal").unwrap_err().to_string();
    assert!(error.contains("`plain_http(\"http://mock.internal\")`"), "{error}");
}

#[test]
fn base_urls_that_cannot_be_used_are_refused() {
    let relative = refusal("dev.dixa.io");
    assert!(relative.contains("not an absolute URL") && relative.contains("`dev.dixa.io`"), "{relative}");
    for version in ["https://dev.dixa.io/v1", "https://dev.dixa.io/v1/", "https://dev.dixa.io/mock/beta"] {
        assert!(refusal(version).contains("ends with a version"), "{version}");
    }
    assert!(refusal("ftp://dev.dixa.io").contains("neither https nor http"));
    assert!(refusal("https://dev.dixa.io/?a=b").contains("query"));
    let with_password = refusal("https://ann:password@dev.dixa.io");
    assert!(with_password.contains("credentials") && !with_password.contains("password"));
    let broken = refusal("ann:password@dev.dixa.io:");
    assert!(!broken.contains("password"), "{broken}");
}

#[test]
fn tokens_that_cannot_be_sent_are_refused_and_not_shown() {
    assert!(Client::new("").unwrap_err().to_string().contains("empty"));
    let error = Client::new(format!("{TOKEN}\u{7}x")).unwrap_err();
    assert!(error.is_builder());
    assert!(!error.to_string().contains(TOKEN));
    assert_no_token(&error);
}

#[test]
fn nothing_shows_the_token() {
    let builder = Client::builder(TOKEN).header("authorization", TOKEN);
    assert_no_token(&builder);
    let client = builder.build().unwrap();
    assert_no_token(&client);
    assert_no_token(&get_thing().header("Authorization", TOKEN));
    assert_no_token(&get_thing().to_http(&client).unwrap());
}

#[test]
fn clients_requests_and_calls_can_be_sent_to_other_threads() {
    fn is_shareable(_: &(impl Send + Sync)) {}
    fn is_sendable(_: &impl Send) {}
    let client = Client::new(TOKEN).unwrap();
    is_shareable(&client);
    is_shareable(&get_thing());
    is_sendable(&get_thing().send(&client));
    is_shareable(&Err::<(), Error>(Client::new("").unwrap_err()));
}

#[tokio::test]
async fn every_request_has_the_token_and_the_headers_of_the_client() {
    let server = Server::responding([Reply::data(&json!(1))]);
    let client = builder(&server).user_agent("export/2").header("X-Team", "blue").build().unwrap();
    get_thing().send(&client).await.unwrap();
    let seen = server.only();
    assert_eq!(seen.header("authorization"), Some(TOKEN));
    assert_eq!(seen.header("user-agent"), Some("export/2"));
    assert_eq!(seen.header("x-team"), Some("blue"));
    assert_eq!(seen.header("accept"), Some("application/json"));
    assert_eq!(seen.header("content-type"), None);
}

#[tokio::test]
async fn the_base_url_may_have_a_path() {
    let server = Server::responding([Reply::data(&json!(1))]);
    let client = builder(&server).base_url(format!("{}/_mock/dixa-api/", server.url())).build().unwrap();
    get_thing().send(&client).await.unwrap();
    assert_eq!(server.only().target, "/_mock/dixa-api/v1/things/7");
}
