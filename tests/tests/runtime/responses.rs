use std::collections::BTreeMap;

use dixa_generated::{Error, Method, Operation, Page, ReceivedBody, ResponseFormat};
use dixa_tests::server::{Reply, Server};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{builder, client, get_thing, operation, request};

static DATA: Operation = operation(Method::GET, "/v1/data", ResponseFormat::Data);
static JSON: Operation = operation(Method::GET, "/v1/json", ResponseFormat::Json);
static LIST: Operation = operation(Method::GET, "/v1/list", ResponseFormat::List);
static OPTIONAL: Operation = operation(Method::GET, "/v1/data", ResponseFormat::Optional(&ResponseFormat::Data));
static EMPTY: Operation = operation(Method::GET, "/v1/empty", ResponseFormat::Empty);
static TEXT: Operation = operation(Method::GET, "/v1/text", ResponseFormat::Text);
static BY_STATUS: Operation = operation(
    Method::GET,
    "/v1/status",
    ResponseFormat::ByStatus(&[
        ("201", ResponseFormat::Data),
        ("202", ResponseFormat::Text),
        ("203", ResponseFormat::Json),
        ("204", ResponseFormat::Empty),
    ]),
);
static BYTES: Operation = operation(Method::GET, "/v1/bytes", ResponseFormat::Bytes);

async fn response<T: DeserializeOwned>(operation: &'static Operation, reply: Reply) -> Result<T, Error> {
    let server = Server::responding([reply]);
    request::<T>(operation).send(&client(&server)).await
}

fn body(body: &str) -> Reply {
    Reply::status(200).header("content-type", "application/json").body(body)
}

#[tokio::test]
async fn envelopes_are_removed() {
    assert_eq!(response::<i64>(&DATA, body(r#"{"more":[], "data":5}"#)).await.unwrap(), 5);
    assert_eq!(response::<i64>(&JSON, body("5")).await.unwrap(), 5);
    assert_eq!(response::<Vec<i64>>(&LIST, body(r#"{"data":[1,2]}"#)).await.unwrap(), [1, 2]);
    assert!(response::<Vec<i64>>(&LIST, body("{}")).await.unwrap().is_empty());
    response::<()>(&EMPTY, Reply::status(204)).await.unwrap();
    response::<()>(&EMPTY, Reply::status(202).body("whatever")).await.unwrap();
    assert_eq!(response::<String>(&TEXT, body("plain \"text\"")).await.unwrap(), "plain \"text\"");
    assert_eq!(response::<Vec<u8>>(&BYTES, Reply::status(200).body([0, 255])).await.unwrap(), [0, 255]);
}

#[tokio::test]
async fn an_empty_body_is_null_where_the_description_allows_it_and_an_error_elsewhere() {
    assert_eq!(response::<Option<i64>>(&OPTIONAL, Reply::status(202)).await.unwrap(), None);
    assert_eq!(response::<Option<i64>>(&OPTIONAL, body(" \n")).await.unwrap(), None);
    assert_eq!(response::<Option<i64>>(&OPTIONAL, body(r#"{"data":5}"#)).await.unwrap(), Some(5));
    for operation in [&JSON, &DATA, &LIST] {
        for text in ["", " ", "\u{feff}"] {
            let error = response::<Value>(operation, body(text)).await.unwrap_err();
            assert!(error.is_decode() && error.to_string().contains("the body is empty"), "{error}");
        }
    }
    let error = response::<Page<i64>>(&JSON, Reply::status(200)).await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    let server = Server::responding([Reply::status(200)]);
    let untyped = dixa_generated::Request::<()>::untyped(Method::POST, "/v1/new");
    untyped.send(&client(&server)).await.unwrap();
}

#[tokio::test]
async fn a_page_may_lack_items_and_links() {
    let page = response::<Page<i64>>(&JSON, body("{}")).await.unwrap();
    assert_eq!((page.items.len(), page.meta.is_none(), page.next_key()), (0, true, None));
    let text = r#"{"data":[1],"meta":{"next":"/v1/x?pageKey=a%2Bb%3D&pageLimit=1"}}"#;
    let page: Page<i64> = response(&JSON, body(text)).await.unwrap();
    assert_eq!(page.next_key().as_deref(), Some("a+b="));
    assert_eq!(serde_json::to_string(&page).unwrap(), text);
}

/// The JSON of a value by status has the status as its key.
#[tokio::test]
async fn the_status_decides_how_a_body_is_read() {
    let json = async |reply: Reply| response::<Value>(&BY_STATUS, reply).await.unwrap();
    assert_eq!(json(Reply::status(201).body(r#"{"data":{"id":1}}"#)).await, json!({"201": {"id": 1}}));
    let empty = response::<Value>(&BY_STATUS, Reply::status(201)).await.unwrap_err();
    assert!(empty.to_string().contains("the body is empty"), "{empty}");
    assert_eq!(json(Reply::status(202).body("\"a\", \"203\": 1")).await, json!({"202": "\"a\", \"203\": 1"}));
    assert_eq!(json(Reply::status(204)).await, json!({"204": null}));
    assert_eq!(json(Reply::status(207).body("[1]")).await, json!({"207": [1]}));
    assert_eq!(json(Reply::status(200).body([0xff])).await, json!({"200": [255]}));
}

#[tokio::test]
async fn a_body_cannot_pass_for_the_one_of_another_status() {
    let reply = || Reply::status(203).body(r#"1}, "201": {"#);
    let error = response::<Value>(&BY_STATUS, reply()).await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    let server = Server::responding([Reply::status(203).body("7")]);
    let response = request::<Value>(&BY_STATUS).send_with_response(&client(&server)).await.unwrap();
    assert_eq!((response.status().as_u16(), response.into_body()), (203, json!({"203": 7})));
}

#[tokio::test]
async fn a_decode_error_names_path_and_value() {
    let text = r#"{"data":[{"a":1},{"a":1,"b":"two"}]}"#;
    let error = response::<Vec<BTreeMap<String, i64>>>(&LIST, body(text)).await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.json_path(), Some("data[1].b"));
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.body(), text);
    assert_eq!(
        error.to_string(),
        "v1::things::test: 200 OK: cannot decode the response at data[1].b: \
         invalid type: string \"two\", expected i64, found `\"two\"`"
    );
}

#[tokio::test]
async fn a_body_that_is_not_json_is_an_error_with_its_content_type() {
    let html = Reply::status(200).header("content-type", "text/html").body("<html>\n<b>maintenance</b>");
    let error = response::<Value>(&DATA, html).await.unwrap_err();
    assert!(error.is_decode());
    let text = error.to_string();
    assert!(text.contains("near `<html> <b>maintenance</b>` (content type text/html)"), "{text}");

    let error = response::<Value>(&DATA, body(r#"{"data": {"#)).await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("EOF"), "{error}");
    let error = response::<Value>(&DATA, Reply::status(200).body([b'"', 0xff])).await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("not UTF-8"), "{error}");
}

#[tokio::test]
async fn a_wrong_content_type_is_ignored() {
    let reply = Reply::status(200).header("content-type", "text/plain").body(r#"{"data":5}"#);
    assert_eq!(response::<i64>(&DATA, reply).await.unwrap(), 5);
}

#[tokio::test]
async fn gzip_is_requested_and_decompressed() {
    let squeezed =
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xabVJI,IT\xb2R*.,MM\xadJMQ\xaa\x05\x00\x1c\xd7\xbaO\x13\x00\x00\x00";
    let server = Server::responding([Reply::status(200).header("content-encoding", "gzip").body(*squeezed)]);
    assert_eq!(get_thing().send(&client(&server)).await.unwrap(), "squeezed");
    assert!(server.only().header("accept-encoding").unwrap().contains("gzip"));
}

#[tokio::test]
async fn the_limit_of_the_size_holds_for_the_decompressed_body() {
    // 39 bytes, which are 1011 bytes when decompressed.
    let squeezed =
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x49\x2c\x49\x54\xb2\x52\xaa\x18\x05\xa3\x60\x14\x0c\
        \x7b\xa0\x54\x0b\x00\x64\x33\x89\x91\xf3\x03\x00\x00";
    let reply = || Reply::status(200).header("content-encoding", "gzip").body(*squeezed);
    let server = Server::responding([reply(), reply()]);
    let at_most = |bytes| builder(&server).max_response_size(bytes).build().unwrap();
    assert!(get_thing().send(&at_most(1010)).await.unwrap_err().is_too_large());
    assert_eq!(get_thing().send(&at_most(1011)).await.unwrap(), "x".repeat(1000));
}

#[tokio::test]
async fn send_with_response_returns_status_and_headers() {
    let server = Server::responding([Reply::data(&json!(5)).header("x-request-id", "abc")]);
    let response = get_thing().send_with_response(&client(&server)).await.unwrap();
    assert_eq!((response.status().as_u16(), &response.headers()["x-request-id"]), (200, &"abc".parse().unwrap()));
    assert_eq!(response.into_body(), 5);
}

#[tokio::test]
async fn send_with_response_returns_the_body_as_it_was_received() {
    let body = r#"{ "data": {"id": 7, "addedLater": [1.50]} }"#;
    let server = Server::responding([Reply::status(200).body(body)]);
    let response = get_thing().send_with_response(&client(&server)).await.unwrap();
    assert_eq!(response.extensions().get::<ReceivedBody>().unwrap().0, body);
    assert_eq!(response.into_body()["id"], 7);
}

#[tokio::test]
async fn send_raw_returns_a_response_with_any_status() {
    let server = Server::responding([Reply::status(418).body("teapot")]);
    let response = get_thing().send_raw(&client(&server)).await.unwrap();
    assert_eq!((response.status().as_u16(), &**response.body()), (418, &b"teapot"[..]));
}
