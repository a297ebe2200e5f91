//! What depends on the environment of the process. It cannot be changed safely, so these run in processes of their own.

use std::process::Command;

use dixa_generated::{Client, Method, RetryPolicy, exports, reqwest};
use dixa_tests::server::{Reply, Server};
use serde_json::{Value, json};

use crate::{TOKEN, add_thing, builder, get_thing};

/// Runs a test of this file in a process of its own, with these environment variables; returns its standard error.
#[track_caller]
fn run(test: &str, variables: &[(&str, &str)], succeeds: bool) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", &format!("environment::{test}"), "--nocapture"]);
    for name in [
        "DIXA_API_KEY",
        "DIXA_BASE_URL",
        "DIXA_EXPORTS_URL",
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
        "NO_PROXY",
        "no_proxy",
    ] {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.contains("running 1 test"), "{printed}");
    assert!(!errors.contains(TOKEN));
    assert_eq!(output.status.success(), succeeds, "{errors}");
    errors
}

#[test]
#[ignore = "run by the tests below"]
fn client_of_the_environment() {
    match Client::from_env() {
        Ok(client) => panic!("<{}> <{}>", client.base_url(), client.base_url_of(exports::API).unwrap_or_default()),
        Err(error) => panic!("<{error}>"),
    }
}

fn from_env(variables: &[(&str, &str)]) -> String {
    run("client_of_the_environment", variables, false)
}

#[test]
fn from_env_names_the_missing_variable() {
    assert!(from_env(&[]).contains("DIXA_API_KEY is not set"));
    assert!(from_env(&[("DIXA_API_KEY", " ")]).contains("DIXA_API_KEY is not set"));
}

#[test]
fn from_env_reads_token_and_base_url() {
    assert!(from_env(&[("DIXA_API_KEY", TOKEN)]).contains("<https://dev.dixa.io> <https://exports.dixa.io>"));
    let both = [("DIXA_API_KEY", TOKEN), ("DIXA_BASE_URL", "http://localhost:4010/mock/")];
    assert!(from_env(&both).contains("<http://localhost:4010/mock> <https://exports.dixa.io>"));
    let exports = [("DIXA_API_KEY", TOKEN), ("DIXA_EXPORTS_URL", "http://localhost:4011/")];
    assert!(from_env(&exports).contains("<https://dev.dixa.io> <http://localhost:4011>"));
}

#[test]
fn a_base_url_of_the_environment_that_cannot_be_used_is_shown_with_its_variable() {
    let error = from_env(&[("DIXA_API_KEY", TOKEN), ("DIXA_BASE_URL", "dev.dixa.io")]);
    assert!(error.contains("DIXA_BASE_URL") && error.contains("`dev.dixa.io`"), "{error}");
    for (url, problem) in
        [("exports.dixa.io", "absolute"), ("https://exports.dixa.io/v1", "version"), ("http://a.b", "plain")]
    {
        let error = from_env(&[("DIXA_API_KEY", TOKEN), ("DIXA_EXPORTS_URL", url)]);
        assert!(error.contains("the base URL in DIXA_EXPORTS_URL") && error.contains(problem), "{error}");
    }
}

#[test]
#[ignore = "run by the test below"]
fn call_beside_a_proxy() {
    let server = Server::responding([Reply::data(&json!(1))]);
    add_thing().send_blocking(&builder(&server).build().unwrap()).unwrap();
    let by_name = server.url().replace("127.0.0.1", "localhost");
    add_thing().send_blocking(&builder(&server).base_url(by_name).build().unwrap()).unwrap();
    assert_eq!(server.seen().len(), 2);
    // The main API may be https, whose requests use proxies.
    let exports = Client::builder(TOKEN).base_url_of(exports::API, server.url()).build().unwrap();
    let request = exports::API.untyped::<Value>(Method::GET, "/v1/conversation_export");
    request.send_blocking(&exports).unwrap();
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn a_proxy_of_the_environment_does_not_receive_requests_over_plain_http() {
    let proxy = Server::responding([Reply::data(&json!("of the proxy"))]);
    run("call_beside_a_proxy", &[("HTTP_PROXY", &proxy.url()), ("ALL_PROXY", &proxy.url())], true);
    run("call_beside_a_proxy", &[("http_proxy", &proxy.url())], true);
    assert!(proxy.seen().is_empty());
}

#[test]
#[ignore = "run by the test below"]
fn call_over_https() {
    let client = Client::builder(TOKEN).base_url("https://dixa.example").retry(RetryPolicy::none()).build().unwrap();
    let error = get_thing().send_blocking(&client).unwrap_err();
    assert!(error.is_connect(), "{error:?}");
}

#[test]
fn a_proxy_of_the_environment_learns_of_a_call_over_https_nothing_but_the_host() {
    let proxy = Server::responding([Reply::status(403)]);
    run("call_over_https", &[("HTTPS_PROXY", &proxy.url())], true);
    let seen = proxy.only();
    assert_eq!((seen.method.as_str(), seen.target.as_str()), ("CONNECT", "dixa.example:443"));
    assert_eq!((seen.header("authorization"), seen.text()), (None, String::new()));
}

#[tokio::test]
async fn a_proxy_that_the_caller_sets_is_used() {
    let (target, proxy) =
        (Server::responding([Reply::data(&json!(1))]), Server::responding([Reply::data(&json!("of the proxy"))]));
    let address = proxy.url();
    let proxied = builder(&target).http(move |http| http.proxy(reqwest::Proxy::http(&address).unwrap()));
    assert_eq!(get_thing().send(&proxied.build().unwrap()).await.unwrap(), "of the proxy");
    assert!(target.seen().is_empty());
}

#[test]
#[ignore = "run by the test below"]
fn calls_without_certificates() {
    let server = Server::responding([Reply::data(&json!(1))]);
    get_thing().send_blocking(&builder(&server).build().unwrap()).unwrap();

    let client = Client::builder(TOKEN).base_url("https://127.0.0.1:1").build().unwrap();
    get_thing().to_http(&client).unwrap();
    let error = get_thing().send_blocking(&client).unwrap_err();
    assert!(error.is_builder() && error.to_string().contains("`ca-certificates`"), "{error}");
}

#[cfg(target_os = "linux")]
#[test]
fn without_certificates_plain_http_works_and_the_message_for_https_names_what_to_install() {
    run("calls_without_certificates", &[("SSL_CERT_FILE", "/no/such/file"), ("SSL_CERT_DIR", "/no/such/folder")], true);
}
