use std::error::Error as _;
use std::time::Duration;

use dixa_generated::{Client, Error, RetryPolicy};
use dixa_tests::server::{Reply, Server};
use serde_json::json;

use crate::{GET_THING, TOKEN, add_thing, assert_no_token, builder, client, get_thing, request};

async fn failure(reply: Reply) -> Error {
    let server = Server::responding([reply]);
    let error = get_thing().retry(RetryPolicy::none()).send(&client(&server)).await.unwrap_err();
    assert_no_token(&error);
    assert!(!error.to_string().contains(TOKEN));
    assert!(!error.to_string().contains('\n'));
    let mut source = error.source();
    while let Some(cause) = source {
        assert!(!format!("{cause} {cause:?}").contains(TOKEN));
        source = cause.source();
    }
    error
}

#[tokio::test]
async fn every_declared_error_has_its_predicate() {
    type Predicate = fn(&Error) -> bool;
    let statuses: [(u16, Predicate); 8] = [
        (400, Error::is_bad_request),
        (401, Error::is_unauthorized),
        (403, Error::is_forbidden),
        (404, Error::is_not_found),
        (409, Error::is_conflict),
        (429, Error::is_rate_limited),
        (500, Error::is_server_error),
        (503, Error::is_server_error),
    ];
    for (status, _) in statuses {
        let error = failure(Reply::error(status, "no such thing")).await;
        for (other, predicate) in statuses {
            let same = other == status || (other >= 500 && status >= 500);
            assert_eq!(predicate(&error), same, "{status} {other}");
        }
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.message(), Some("no such thing"));
        assert!(!error.is_decode() && !error.is_builder() && !error.is_timeout() && !error.is_connect());
    }
}

#[tokio::test]
async fn an_error_keeps_message_headers_and_body() {
    let error = failure(Reply::error(404, "Not\nhere").header("x-request-id", "abc")).await;
    assert_eq!(error.to_string(), "v1::things::test: 404 Not Found: Not here");
    assert_eq!(error.operation(), Some("v1::things::test"));
    assert_eq!(error.headers()["x-request-id"], "abc");
    assert_eq!(error.body(), r#"{"message":"Not\nhere"}"#);
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn a_server_error_need_not_be_json() {
    for body in ["", "<html>oops</html>", r#"{"error":1}"#, r#"{"message":7}"#] {
        let error = failure(Reply::status(500).body(body)).await;
        assert!(error.is_server_error());
        assert_eq!((error.message(), &**error.body()), (None, body.as_bytes()));
        assert_eq!(error.to_string(), "v1::things::test: 500 Internal Server Error: no message");
    }
    let text = "Invalid value for: path parameter tagId";
    for body in [text.to_owned(), json!({ "error": { "message": text } }).to_string(), format!("<title>{text}</title>")]
    {
        let error = failure(Reply::status(400).body(body)).await;
        assert_eq!(error.to_string(), format!("v1::things::test: 400 Bad Request: {text}"));
    }
}

#[tokio::test]
async fn a_short_token_leaves_messages_as_they_are_and_a_path_is_never_changed() {
    let server = Server::responding([Reply::data(&json!({ "attestation": "x" }))]);
    for token in ["t", "attestation"] {
        let client = Client::builder(token).base_url(server.url()).rate_limit(None).build().unwrap();
        let attestation = request::<std::collections::BTreeMap<String, i64>>(&GET_THING).path("thingId", 7);
        let error = attestation.send(&client).await.unwrap_err();
        assert_eq!(error.json_path(), Some("data.attestation"));
        assert!(error.to_string().contains("data.attestation"), "{error}");
    }
}

#[tokio::test]
async fn a_huge_message_is_shortened() {
    let error = failure(Reply::error(400, &"x".repeat(8_000_000))).await;
    assert!(error.message().unwrap().len() < 3_000 && error.to_string().len() < 1_000);
    assert_eq!(error.body().len(), 8_000_014);
}

#[tokio::test]
async fn the_debug_output_of_an_error_begins_with_its_message() {
    let error = failure(Reply::error(404, "no such thing")).await;
    assert!(format!("{error:?}").starts_with(&error.to_string()), "{error:?}");
}

#[tokio::test]
async fn a_token_that_the_service_echoes_is_removed_from_messages() {
    let error = failure(Reply::error(401, &format!("unknown token {TOKEN}"))).await;
    assert_eq!(error.message(), Some("unknown token [token]"));
    let error = failure(Reply::status(200).header("x-echo", TOKEN).body(format!("<i>{TOKEN}"))).await;
    assert!(error.is_decode());
}

#[tokio::test]
async fn a_refused_connection_is_a_connect_error() {
    let server = Server::responding([Reply::status(204)]);
    // No program listens on the first port.
    let client = builder(&server).base_url("http://127.0.0.1:1").build().unwrap();
    let error = add_thing().send(&client).await.unwrap_err();
    assert!(error.is_connect() && !error.is_timeout() && !error.is_io());
    assert!(error.to_string().contains("cannot connect: "), "{error}");
    assert_eq!((error.status(), error.attempts()), (None, 4));
}

#[tokio::test]
async fn a_server_without_tls_is_a_connect_error() {
    let server = Server::responding([Reply::status(204)]);
    let client = builder(&server).base_url(server.url().replace("http", "https")).build().unwrap();
    let error = add_thing().send(&client).await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
}

#[tokio::test]
async fn a_reset_before_the_headers_is_an_io_error() {
    let error = failure(Reply::reset()).await;
    assert!(error.is_io() && error.status().is_none(), "{error:?}");
}

#[tokio::test]
async fn a_reset_after_the_headers_is_an_io_error() {
    let error = failure(Reply::data(&json!("long enough")).cut_by_reset(5)).await;
    assert!(error.is_io(), "{error:?}");
}

#[tokio::test]
async fn a_truncated_body_is_an_io_error_with_the_status() {
    let error = failure(Reply::data(&json!("long enough")).cut(5)).await;
    assert!(error.is_io(), "{error:?}");
    assert_eq!(error.status().unwrap(), 200);
    let error = failure(Reply::error(500, "long enough").cut(5)).await;
    assert!(error.is_server_error(), "{error:?}");
}

#[tokio::test]
async fn a_response_that_is_not_http_is_an_io_error() {
    let error = failure(Reply::status(200).header("bad header\u{1}", "x")).await;
    assert!(error.is_io(), "{error:?}");
}

#[tokio::test]
async fn a_broken_gzip_body_is_an_io_error() {
    let error = failure(Reply::status(200).header("content-encoding", "gzip").body("no gzip")).await;
    assert!(error.is_io(), "{error:?}");
}

#[tokio::test]
async fn a_service_that_sends_nothing_is_a_timeout() {
    let server = Server::responding([Reply::data(&json!(1)).pause(Duration::from_millis(1000))]);
    let client = builder(&server).read_timeout(Duration::from_millis(200)).retry(RetryPolicy::none()).build().unwrap();
    let error = get_thing().send(&client).await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect(), "{error:?}");
    assert_eq!(error.status().unwrap(), 200);
}

#[tokio::test]
async fn a_call_has_a_total_time_limit() {
    let server = Server::responding([Reply::data(&json!(1)).pause(Duration::from_millis(400))]);
    let client = client(&server);
    let error = get_thing().timeout(Duration::from_millis(40)).send(&client).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.to_string(), "v1::things::test: time limit exceeded: the call took longer than 40ms (`timeout`)");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_not_read() {
    const MIB: usize = 1024 * 1024;
    let endless = Reply::status(200).body(vec![b' '; MIB]).repeated(100);
    let error = failure(endless).await;
    assert!(error.is_too_large(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "v1::things::test: 200 OK: the response is too large: more than 67108864 bytes (`max_response_size`)"
    );

    let server = Server::responding([Reply::data(&json!("12345")), Reply::status(404).body("x".repeat(100))]);
    let client = builder(&server).max_response_size(16).build().unwrap();
    assert_eq!(get_thing().send(&client).await.unwrap(), "12345");
    let error = get_thing().send(&client).await.unwrap_err();
    assert!(error.is_too_large() && error.is_not_found());
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_not_followed() {
    let thief = Server::responding([Reply::data(&json!("stolen"))]);
    for status in [301, 302, 303, 307, 308] {
        let server = Server::responding([Reply::status(status).header("location", &thief.url())]);
        let error = add_thing().send(&client(&server)).await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
    }
    assert!(thief.seen().is_empty());
}

#[tokio::test]
async fn a_redirect_that_would_change_the_method_is_not_followed() {
    for status in [301, 302, 303] {
        let moved = Reply::status(status).header("location", "/v1/elsewhere");
        let server = Server::responding([moved, Reply::data(&json!(1))]);
        let error = add_thing().send(&client(&server)).await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn no_part_of_a_token_that_the_service_echoes_is_displayed() {
    let token: String = (0..200u32).map(|n| char::from(b'a' + (n * n % 26) as u8)).collect();
    for body in [json!({ "data": token }).to_string(), format!("oops {token}"), format!("{}{token}", "x".repeat(60))] {
        let server = Server::responding([Reply::status(200).body(body)]);
        let client = Client::builder(&token).base_url(server.url()).rate_limit(None).build().unwrap();
        let error = request::<i64>(&GET_THING).path("thingId", 7).send(&client).await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(token.as_bytes().windows(8).all(|part| !text.contains(std::str::from_utf8(part).unwrap())), "{text}");
    }
}

#[tokio::test]
async fn a_connection_that_fails_names_where_it_was_going() {
    let client = Client::builder("a token").base_url("http://127.0.0.1:1").retry(RetryPolicy::none()).build().unwrap();
    let error = get_thing().send(&client).await.unwrap_err();
    assert!(error.to_string().contains("http://127.0.0.1:1"), "{error}");
}

#[tokio::test]
async fn a_redirect_within_the_origin_is_followed() {
    let server = Server::start(|seen| match seen.position {
        0 => Reply::status(308).header("location", "/v1/moved"),
        _ => Reply::data(&json!(1)),
    });
    add_thing().send(&client(&server)).await.unwrap();
    let second = &server.seen()[1];
    assert_eq!((&*second.target, second.header("authorization")), ("/v1/moved", Some(TOKEN)));
    assert_eq!(second.text(), r#"{"name":"new"}"#);

    let circle = Server::responding([Reply::status(307).header("location", "/v1/things")]);
    let error = get_thing().send(&client(&circle)).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 307);
}

#[tokio::test]
async fn a_redirect_that_is_not_followed_is_named() {
    let cases = [
        (307, "file:///etc/passwd", "`file:///etc/passwd`"),
        (308, "http://[::1", "`http://[::1` is not followed: it is not an address"),
        (307, "https://elsewhere.example/v1/things", "`https://elsewhere.example/v1/things`"),
        (302, "/v1/things/8", "`/v1/things/8`"),
    ];
    for (status, location, text) in cases {
        let error = failure(Reply::status(status).header("location", location)).await;
        assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (status, 1));
        assert!(error.to_string().contains(text), "{error}");
    }
}

#[tokio::test]
async fn each_limit_of_time_is_named() {
    let server = Server::responding([Reply::data(&json!(1)).pause(Duration::from_millis(500))]);
    let short = Duration::from_millis(50);
    let client = |set: fn(dixa_generated::ClientBuilder, Duration) -> dixa_generated::ClientBuilder| {
        set(builder(&server).retry(RetryPolicy::none()), short).build().unwrap()
    };
    let clients = [
        ("`timeout`", client(|builder, limit| builder.timeout(limit))),
        ("`attempt_timeout`", client(|builder, limit| builder.attempt_timeout(limit))),
        ("`read_timeout`", client(|builder, limit| builder.read_timeout(limit))),
    ];
    for (name, client) in clients {
        let error = get_thing().send(&client).await.unwrap_err();
        assert!(error.is_timeout() && error.to_string().contains("50ms"), "{error}");
        assert!(error.to_string().contains(name), "{error}");
        assert_eq!(error.attempts(), 1);
    }
}

#[tokio::test]
async fn a_limit_may_be_as_long_as_one_likes() {
    let server = Server::responding([Reply::status(429).header("retry-after", "1"), Reply::data(&json!(1))]);
    let longest = Duration::MAX;
    let policy = RetryPolicy::default().backoff(longest, longest).max_retry_after(longest);
    let limits = builder(&server).timeout(longest).attempt_timeout(longest).connect_timeout(longest);
    let client = limits.read_timeout(longest).retry(policy).build().unwrap();
    get_thing().timeout(longest).attempt_timeout(longest).send(&client).await.unwrap();

    let none = builder(&server).timeout(None).attempt_timeout(None).connect_timeout(None).read_timeout(None);
    get_thing().timeout(None).attempt_timeout(None).send(&none.build().unwrap()).await.unwrap();
}

#[tokio::test]
async fn an_exceeded_attempt_is_followed_by_another_and_an_exceeded_call_names_what_failed_before() {
    let slow = Reply::data(&json!(1)).pause(Duration::from_millis(500));
    let server = Server::responding([slow.clone(), Reply::data(&json!(2))]);
    let client = builder(&server).attempt_timeout(Duration::from_millis(100)).build().unwrap();
    assert_eq!(get_thing().send(&client).await.unwrap(), 2);

    let server = Server::responding([Reply::status(503).header("retry-after", "0"), slow]);
    let error = get_thing().timeout(Duration::from_millis(200)).send(&crate::client(&server)).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(error.to_string().contains("2 attempts") && error.to_string().contains("503"), "{error}");
}
