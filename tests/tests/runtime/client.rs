use std::process::Command;

use dixa_generated::{Client, Error};
use dixa_tests::server::{Reply, Server};
use serde_json::json;

use crate::{TOKEN, assert_no_token, builder, get_thing};

fn refusal(base_url: &str) -> String {
    let error = Client::builder(TOKEN).base_url(base_url).build().unwrap_err();
    assert!(error.is_builder());
    error.to_string()
}

/// The environment of a process cannot be changed safely, so this is run as a process of its own.
#[test]
#[ignore = "run by the tests below"]
fn client_of_the_environment() {
    match Client::from_env() {
        Ok(client) => panic!("<{}>", client.base_url()),
        Err(error) => panic!("<{error}>"),
    }
}

fn from_env(variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "client::client_of_the_environment", "--nocapture"]);
    command.env_remove("DIXA_API_KEY").env_remove("DIXA_BASE_URL").envs(variables.iter().copied());
    let output = String::from_utf8(command.output().unwrap().stderr).unwrap();
    assert!(!output.contains(TOKEN));
    output
}

#[test]
fn from_env_says_what_is_missing() {
    assert!(from_env(&[]).contains("DIXA_API_KEY is not set"));
    assert!(from_env(&[("DIXA_API_KEY", " ")]).contains("DIXA_API_KEY is not set"));
}

#[test]
fn from_env_reads_token_and_base_url() {
    assert!(from_env(&[("DIXA_API_KEY", TOKEN)]).contains("<https://dev.dixa.io>"));
    let both = [("DIXA_API_KEY", TOKEN), ("DIXA_BASE_URL", "http://localhost:4010/mock/")];
    assert!(from_env(&both).contains("<http://localhost:4010/mock>"));
}

#[test]
fn plain_http_is_for_loopback_and_for_hosts_that_are_named() {
    for loopback in ["http://localhost:1", "http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:1"] {
        Client::builder(TOKEN).base_url(loopback).build().unwrap();
    }
    for other in ["http://dev.dixa.io", "http://localhost.example.com", "http://127.0.0.1.example.com"] {
        assert!(refusal(other).contains("plain http"), "{other}");
    }
    let named = Client::builder(TOKEN).base_url("http://mock.internal").plain_http("mock.internal");
    named.build().unwrap();
    let another = Client::builder(TOKEN).base_url("http://mock.example.com").plain_http("mock.internal");
    assert!(another.build().unwrap_err().is_builder());
}

#[test]
fn base_urls_that_lead_astray_are_refused() {
    assert!(refusal("dev.dixa.io").contains("not an absolute URL"));
    assert!(refusal("ftp://dev.dixa.io").contains("neither https nor http"));
    assert!(refusal("https://dev.dixa.io/?a=b").contains("query"));
    let with_password = refusal("https://ann:password@dev.dixa.io");
    assert!(with_password.contains("credentials") && !with_password.contains("password"));
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
fn clients_requests_and_calls_can_go_to_other_threads() {
    fn is_shareable(_: &(impl Send + Sync)) {}
    fn is_sendable(_: &impl Send) {}
    let client = Client::new(TOKEN).unwrap();
    is_shareable(&client);
    is_shareable(&get_thing());
    is_sendable(&get_thing().send(&client));
    is_shareable(&Err::<(), Error>(Client::new("").unwrap_err()));
}

#[tokio::test]
async fn every_request_carries_the_raw_token_and_the_headers_of_the_client() {
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
