//! Each API has its own origin, authorization and rate limit, and the token is sent to no other origin.

use std::time::Duration;

use dixa_generated::{Api, Authorization, Client, ClientBuilder, Error, Method, Operation, RateLimit, Request};
use dixa_generated::{RequestParts, ResponseFormat};
use dixa_tests::server::{Reply, Server};
use serde_json::{Value, json};

use crate::{TOKEN, TestClock, assert_no_token, get_thing};

/// Another API than the main one, as the generator writes it.
static OTHER: Api = Api {
    name: "other",
    base_url: "https://other.example.com",
    variable: "",
    authorization: Authorization::Bearer,
    rate_limit: Some(RateLimit::per(10, Duration::from_secs(60), 1)),
    prefixes: &["/v1"],
};

static GET_OTHER: Operation = Operation {
    id: "getOther",
    name: "other::things::get_other",
    api: &OTHER,
    method: Method::GET,
    path: "/v1/things",
    response: ResponseFormat::Json,
    statuses: &[],
};

fn get_other() -> Request<Value> {
    RequestParts::new(&GET_OTHER).into()
}

fn builder(token: &str, main: &Server, other: &Server) -> ClientBuilder {
    let builder = Client::builder(token).base_url(main.url()).base_url_of(&OTHER, other.url());
    builder.rate_limit(None).rate_limit_of(&OTHER, None).clock(TestClock::default())
}

fn good() -> Server {
    Server::responding([Reply::data(&json!(1))])
}

/// The `Authorization` that a server received, of each request.
fn authorizations(server: &Server) -> Vec<String> {
    server.seen().iter().map(|seen| seen.header("authorization").unwrap_or("none").to_owned()).collect()
}

#[tokio::test]
async fn each_api_is_called_at_its_base_url_and_with_its_authorization() {
    let bearer = format!("Bearer {TOKEN}");
    for (token, sent) in [(TOKEN, TOKEN), (bearer.as_str(), bearer.as_str()), (" bearer  secret ", "bearer  secret")] {
        let (main, other) = (good(), good());
        let client = builder(token, &main, &other).build().unwrap();
        get_thing().send(&client).await.unwrap();
        get_other().send(&client).await.unwrap();
        let value: Value = OTHER.untyped(Method::GET, "/v1/{what}").path("what", "a b").send(&client).await.unwrap();
        assert_eq!(value, json!({ "data": 1 }));
        assert_eq!(authorizations(&main), [sent]);
        let bare = sent.split(' ').next_back().unwrap();
        assert_eq!(authorizations(&other), [format!("Bearer {bare}"), format!("Bearer {bare}")]);
        assert_eq!(other.seen()[1].target, "/v1/a%20b");
        assert_no_token(&client);
    }
}

#[tokio::test]
async fn another_token_is_sent_to_each_api_in_its_way() {
    let (main, other) = (good(), good());
    let client = builder(TOKEN, &main, &other).build().unwrap().with_token("another").unwrap();
    get_thing().send(&client).await.unwrap();
    get_other().send(&client).await.unwrap();
    assert_eq!(
        (authorizations(&main), authorizations(&other)),
        (vec!["another".into()], vec!["Bearer another".into()])
    );
    assert!(client.with_token("Bearer ").unwrap_err().is_builder(), "the token is empty");
}

#[tokio::test]
async fn no_redirect_leads_from_one_api_to_another() {
    let (main, other) = (good(), good());
    for status in [301, 302, 303, 307, 308] {
        let redirecting = |to: &Server| Server::responding([Reply::status(status).header("location", &to.url())]);
        let (to_other, to_main) = (redirecting(&other), redirecting(&main));
        let client = builder(TOKEN, &to_other, &to_main).build().unwrap();
        let errors = [get_thing().send(&client).await.unwrap_err(), get_other().send(&client).await.unwrap_err()];
        for (error, setting) in errors.into_iter().zip(["set `base_url` to it", "set `base_url_of` to it"]) {
            let text = error.to_string();
            assert!(text.contains("no other origin") && text.contains(setting), "{text}");
        }
    }
    assert_eq!((main.seen().len(), other.seen().len()), (0, 0));
}

#[tokio::test]
async fn the_rate_limits_of_two_apis_are_apart() {
    let (main, other, clock) = (good(), good(), TestClock::frozen());
    let builder = Client::builder(TOKEN).base_url(main.url()).base_url_of(&OTHER, other.url()).clock(clock.clone());
    let client = builder.build().unwrap();
    for _ in 0..4 {
        get_thing().send(&client).await.unwrap();
    }
    get_other().send(&client).await.unwrap();
    assert_eq!(clock.waits(), [0; 0], "four at once are allowed there, and one here");
    get_other().send(&client).await.unwrap();
    get_thing().send(&client).await.unwrap();
    assert_eq!(clock.waits(), [6000, 100]);
    let unlimited = builder_without_limit(&main, &other, &clock).build().unwrap();
    for _ in 0..3 {
        get_other().send(&unlimited).await.unwrap();
    }
    assert_eq!(clock.waits().len(), 2);
}

fn builder_without_limit(main: &Server, other: &Server, clock: &TestClock) -> ClientBuilder {
    builder(TOKEN, main, other).clock(clock.clone())
}

#[tokio::test]
async fn ten_requests_a_minute_are_ten() {
    let (main, other, clock) = (good(), good(), TestClock::default());
    let limited = builder(TOKEN, &main, &other).rate_limit_of(&OTHER, OTHER.rate_limit).clock(clock.clone());
    let client = limited.build().unwrap();
    for _ in 0..21 {
        get_other().send(&client).await.unwrap();
    }
    assert_eq!(clock.waits(), [6000; 20], "the 11th begins a minute after the first, the 21st two minutes");
}

fn refusal(builder: ClientBuilder) -> String {
    let error: Error = builder.build().unwrap_err();
    assert!(error.is_builder());
    error.to_string()
}

#[test]
fn each_base_url_is_checked_and_an_error_names_its_api() {
    let with = |base_url: &str| Client::builder(TOKEN).base_url_of(&OTHER, base_url);
    for (base_url, problem) in [
        ("other.example.com", "is not an absolute URL"),
        ("http://other.example.com", "is plain http"),
        ("https://other.example.com/v1/", "ends with a version"),
        ("https://ann:secret@other.example.com", "contains credentials"),
        ("https://other.example.com/?a=b", "has a query"),
        ("ftp://other.example.com", "is neither https nor http"),
    ] {
        let error = refusal(with(base_url));
        assert!(error.contains(&format!("the base URL of `other` {problem}")), "{error}");
    }
    with("https://other.example.com/beta").build().unwrap();
    assert!(refusal(Client::builder(TOKEN).base_url("https://example.com/beta")).contains("leave out `/beta`"));
}

#[test]
fn plain_http_is_allowed_for_each_named_host() {
    let urls = || {
        let builder = Client::builder(TOKEN).base_url("http://main.internal");
        builder.base_url_of(&OTHER, "http://other.internal:8080")
    };
    assert!(refusal(urls().plain_http("main.internal")).contains("of `other` is plain http"));
    assert!(refusal(urls().plain_http("other.internal")).contains("the base URL is plain http"));
    let client = urls().plain_http("other.internal:8080").plain_http("main.internal").build().unwrap();
    assert_eq!(
        (client.base_url(), client.base_url_of(&OTHER)),
        ("http://main.internal", Some("http://other.internal:8080"))
    );
}

#[tokio::test]
async fn an_api_that_a_client_has_no_base_url_for_receives_nothing() {
    let main = good();
    let client = crate::client(&main);
    assert_eq!(client.base_url_of(&OTHER), None);
    let error = get_other().send(&client).await.unwrap_err();
    assert!(error.is_builder() && error.to_string().contains("no base URL for `other`"), "{error}");
    assert!(get_other().to_http(&client).unwrap_err().is_builder());
    assert_eq!(main.seen().len(), 0);
}

#[tokio::test]
async fn an_authorization_that_the_caller_sets_replaces_the_token() {
    let (main, other) = (good(), good());
    let client = builder(TOKEN, &main, &other).header("authorization", "Basic eA==").build().unwrap();
    get_thing().send(&client).await.unwrap();
    get_other().send(&client).await.unwrap();
    assert_eq!((authorizations(&main), authorizations(&other)), (vec!["Basic eA==".into()], vec!["Basic eA==".into()]));
}
