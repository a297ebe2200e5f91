use dixa_generated::{Client, FilePart, Method, Operation, Request, RequestParts, ResponseFormat};
use dixa_tests::server::{Reply, Server};
use http::header::AUTHORIZATION;
use serde_json::{Value, json};

use crate::{ADD_THING, GET_THING, REMOVE_THING, TOKEN, add_thing, client, get_thing, operation, request};

static NESTED: Operation = operation(Method::GET, "/v1/a/{first}/b/{second}.json", ResponseFormat::Data);

fn thing(id: &str) -> Request<Value> {
    request(&GET_THING).path("thingId", id)
}

#[tokio::test]
async fn hostile_path_parameters_stay_one_segment_on_the_wire() {
    let server = Server::responding([Reply::data(&json!(1))]);
    let client = client(&server);
    let ids = [
        ("a/../b", "a%2F..%2Fb"),
        ("ä %2F?#", "%C3%A4%20%252F%3F%23"),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        ("{thingId}\\\r\n\0", "%7BthingId%7D%5C%0D%0A%00"),
        ("azAZ09-._~", "azAZ09-._~"),
    ];
    for (position, (id, encoded)) in ids.into_iter().enumerate() {
        thing(id).send(&client).await.unwrap();
        assert_eq!(server.seen()[position].target, format!("/v1/things/{encoded}"));
    }
}

#[tokio::test]
async fn path_parameters_that_name_no_resource_are_refused_before_anything_is_sent() {
    let server = Server::responding([Reply::data(&json!(1))]);
    let client = client(&server);
    for id in ["", ".", ".."] {
        let error = thing(id).send(&client).await.unwrap_err();
        assert!(error.is_builder());
        assert!(error.to_string().contains("path parameter `thingId`"), "{error}");
        assert!(thing(id).to_http(&client).unwrap_err().is_builder());
        assert!(thing(id).send_raw(&client).await.unwrap_err().is_builder());
    }
    let missing = request::<Value>(&GET_THING).send(&client).await.unwrap_err();
    assert_eq!(
        missing.to_string(),
        "v1::things::test: cannot build the request: path parameter `thingId` has no value"
    );
    assert!(server.seen().is_empty());
}

#[test]
fn each_path_parameter_is_set_in_its_own_place() {
    let request = request::<Value>(&NESTED).path("first", "{second}").path("second", 1);
    assert_eq!(request.path_and_query(), "/v1/a/%7Bsecond%7D/b/1.json");
    assert_eq!(request.path_template(), "/v1/a/{first}/b/{second}.json");
}

#[test]
fn queries_are_encoded_replaced_repeated_and_joined() {
    let parts = RequestParts::new(&GET_THING).path("thingId", 7).query_joined("tag", ',', ["x", "y"]);
    let request =
        Request::<Value>::from(parts).query("email", "old").query("email", "a b+c@d&e=f").query_all("id", [1, 2]);
    let expected = "/v1/things/7?tag=x,y&email=a%20b%2Bc%40d%26e%3Df&id=1&id=2";
    assert_eq!(request.path_and_query(), expected);
    assert_eq!(request.query_pairs()[1], ("email".to_owned(), "a b+c@d&e=f".to_owned()));
    assert_eq!(request.query_all("id", [3]).query_pairs().len(), 3);
}

#[test]
fn a_request_can_be_read_without_sending_it() {
    let parts = RequestParts::new(&ADD_THING).json(&json!({ "name": "new" })).cookie("a", "1;2").cookie("b", 3);
    let request = Request::<Value>::from(parts).header("X-Trace", 7);
    assert_eq!(request.operation(), "v1::things::test");
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.headers()["x-trace"], "7");
    assert_eq!(request.headers()["cookie"], "a=1%3B2; b=3");
    assert_eq!(request.body_in_memory().unwrap(), r#"{"name":"new"}"#);
    assert_eq!(get_thing().body_in_memory().unwrap(), "");
}

#[test]
fn errors_while_building_are_returned_when_the_request_is_sent() {
    let client = Client::new(TOKEN).unwrap();
    let problem = |request: Request<Value>| request.to_http(&client).unwrap_err().to_string();
    assert!(problem(get_thing().header("bad name", 1)).contains("bad name"));
    let secret = problem(get_thing().header("x-secret", "abc\n"));
    assert!(secret.contains("x-secret") && !secret.contains("abc"));
    assert!(problem(get_thing().json(&std::collections::HashMap::from([((1, 2), 3)]))).contains("the body"));
    assert!(problem(RequestParts::new(&ADD_THING).form(&json!([1])).into()).contains("a form must be an object"));
    let first = get_thing().header("first", "\n").header("second", "\n");
    assert!(problem(first).contains("first"));
}

#[tokio::test]
async fn bodies_arrive_with_their_content_type() {
    let server = Server::responding([Reply::data(&json!(1))]);
    let client = client(&server);
    let bare = || request::<Value>(&ADD_THING);
    let requests = [
        (bare().json("x"), "application/json", "\"x\""),
        (bare().text("x"), "text/plain; charset=utf-8", "x"),
        (bare().bytes("application/pdf", "%PDF"), "application/pdf", "%PDF"),
        (
            RequestParts::new(&ADD_THING).form(&json!({ "a": "b c", "d": [1, true], "e": null })).into(),
            "application/x-www-form-urlencoded",
            "a=b+c&d=1&d=true",
        ),
    ];
    for (position, (request, content_type, body)) in requests.into_iter().enumerate() {
        request.send(&client).await.unwrap();
        let seen = &server.seen()[position];
        assert_eq!((seen.header("content-type"), &*seen.text()), (Some(content_type), body));
    }
}

#[tokio::test]
async fn delete_can_have_a_body() {
    let server = Server::responding([Reply::status(204)]);
    let request = request::<()>(&REMOVE_THING).path("thingId", 1).json(&["a"]);
    request.send(&client(&server)).await.unwrap();
    let seen = server.only();
    assert_eq!((seen.method.clone(), &*seen.text()), (Method::DELETE, r#"["a"]"#));
}

#[test]
fn another_http_stack_can_send_a_request_and_its_response_can_be_decoded() {
    let client = Client::builder(TOKEN).base_url("https://example.com/mock").build().unwrap();
    let request = add_thing().query("force", true);
    let other = request.to_http(&client).unwrap();
    assert_eq!(other.uri(), "https://example.com/mock/v1/things?force=true");
    assert_eq!(other.method(), Method::POST);
    assert_eq!(other.headers()[AUTHORIZATION], TOKEN);
    assert!(other.headers()[AUTHORIZATION].is_sensitive());
    assert_eq!(other.body(), r#"{"name":"new"}"#);

    let response = http::Response::new(r#"{"data":{"id":1}}"#);
    assert_eq!(request.decode(response).unwrap(), json!({ "id": 1 }));
    let response = http::Response::builder().status(409).body(r#"{"message":"taken"}"#).unwrap();
    let error = request.decode(response).unwrap_err();
    assert!(error.is_conflict());
    assert_eq!(error.to_string(), "v1::things::test: 409 Conflict: taken");
}

#[tokio::test]
async fn untyped_requests_reach_operations_that_no_description_has() {
    let server = Server::responding([Reply::json(200, &json!({ "new": true }))]);
    let client = client(&server);
    let request = Request::<Value>::untyped(Method::PATCH, "/v1/new/{id}%20x").path("id", "a/b").json(&1);
    assert_eq!(request.operation(), "PATCH /v1/new/{id}%20x");
    assert_eq!(request.send(&client).await.unwrap(), json!({ "new": true }));
    assert_eq!(server.only().target, "/v1/new/a%2Fb%20x");
}

#[tokio::test]
async fn untyped_paths_that_a_url_library_would_change_are_refused() {
    let client = Client::new(TOKEN).unwrap();
    let paths = ["v1/a", "/v1/a?b=c", "/v1/a#b", "/v1/../a", "/v1/%2E%2e/a", "/v1/.", "/v1/a b", "/v1/ä", "/v1\\a", ""];
    for path in paths {
        let error = Request::<Value>::untyped(Method::GET, path).send(&client).await.unwrap_err();
        assert!(error.is_builder(), "{path}: {error}");
    }
}

#[test]
fn the_debug_output_of_a_request_is_short_and_shows_neither_body_nor_headers() {
    let secret = "hunter2 and more";
    let long = "x".repeat(10_000);
    let requests = [
        add_thing().json(&json!({ "password": secret, "long": long })),
        add_thing().text(format!("{secret}{long}")),
        add_thing().files("files", [FilePart::bytes(secret, format!("{secret}{long}"))]),
        add_thing().header("x-api-key", secret),
        get_thing().query("long", &long),
        Request::untyped(Method::GET, &format!("/v1/{long}")),
    ];
    for request in requests {
        let text = format!("{request:#?}");
        assert!(text.len() < 1000 && !text.contains(secret), "{text}");
    }
    assert!(format!("{:?}", add_thing().json(&json!({ "name": "new" }))).contains("14 bytes"));
}
