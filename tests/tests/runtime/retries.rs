use std::time::Duration;

use dixa_generated::{FilePart, Method, Request, RetryPolicy};
use dixa_tests::server::{Reply, Server};
use futures_util::stream;
use serde_json::{Value, json};

use crate::{ADD_THING, GET_THING, PUT_THING, REMOVE_THING, TestClock, add_thing, builder, get_thing, request};

/// Sends a request to a server that returns these in turn; returns the error, the waits in milliseconds and the
/// number of requests.
async fn waits<T: serde::de::DeserializeOwned>(
    replies: impl IntoIterator<Item = Reply>,
    policy: RetryPolicy,
    request: Request<T>,
) -> (Option<dixa_generated::Error>, Vec<u64>, usize) {
    let (server, clock) = (Server::responding(replies), TestClock::default());
    let client = builder(&server).clock(clock.clone()).retry(policy).build().unwrap();
    let error = request.send(&client).await.err();
    (error, clock.waits(), server.seen().len())
}

fn policy() -> RetryPolicy {
    RetryPolicy::default().jitter(|| 1.0)
}

fn good() -> Reply {
    Reply::data(&json!(1))
}

#[tokio::test]
async fn a_429_is_retried_for_every_method_after_its_retry_after() {
    for request in [get_thing(), add_thing()] {
        let limited = Reply::error(429, "slow down").header("retry-after", "7");
        let (error, waits, requests) = waits([limited, good()], policy(), request).await;
        assert!(error.is_none());
        assert_eq!((waits, requests), (vec![7000], 2));
    }
}

#[tokio::test]
async fn retry_after_may_be_a_date() {
    let limited = Reply::status(429)
        .header("date", "Sun, 06 Nov 1994 08:49:37 GMT")
        .header("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT");
    let (_, waited, _) = waits([limited, good()], policy(), get_thing()).await;
    assert_eq!(waited, [30_000]);

    let past = Reply::status(429).header("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT");
    let (_, waited, _) = waits([past, good()], policy(), get_thing()).await;
    assert_eq!(waited, [0]);
}

#[tokio::test]
async fn every_form_of_retry_after_is_understood() {
    let forms = [
        ("2.0", 2000),
        ("Sun Nov  6 08:50:37 1994", 60_000),
        ("Sunday, 06-Nov-94 08:50:37 GMT", 60_000),
        ("Mon, 06 Nov 1994 08:50:37 GMT", 60_000),
    ];
    for (value, wait) in forms {
        let limited = Reply::status(429).header("date", "Sun, 06 Nov 1994 08:49:37 GMT").header("retry-after", value);
        let (_, waited, _) = waits([limited, good()], policy(), get_thing()).await;
        assert_eq!(waited, [wait], "{value}");
    }
}

#[tokio::test]
async fn a_request_is_not_sent_again_before_the_service_allows_it() {
    for (value, wait) in [("300", Duration::from_secs(300)), ("99999999999999999999", Duration::MAX)] {
        let limited = Reply::error(429, "slow down").header("retry-after", value);
        let (error, waited, requests) = waits([limited], policy(), get_thing()).await;
        assert_eq!((waited, requests), (vec![], 1), "{value}");
        let error = error.unwrap();
        assert!(error.is_rate_limited());
        assert_eq!((error.retry_after(), error.attempts()), (Some(wait), 1));
        assert!(error.to_string().contains("`max_retry_after`"), "{error}");
    }
}

#[tokio::test]
async fn an_invalid_retry_after_is_ignored() {
    for value in ["soon", "-5", "", "1e3"] {
        let (_, waited, _) =
            waits([Reply::status(429).header("retry-after", value), good()], policy(), get_thing()).await;
        assert_eq!(waited, [500], "{value:?}");
    }
}

#[tokio::test]
async fn tasks_that_are_asked_for_the_same_wait_return_at_different_times() {
    let mut all = Vec::new();
    for _ in 0..50 {
        let limited = Reply::status(429).header("retry-after", "10");
        let (_, waited, _) = waits([limited, good()], RetryPolicy::default(), get_thing()).await;
        assert!((10_000..=11_000).contains(&waited[0]), "{waited:?}");
        all.push(waited[0]);
    }
    let (first, last) = (all.iter().min().unwrap(), all.iter().max().unwrap());
    assert!(last - first > 100, "50 random numbers of 1,000 lie close together: {all:?}");
}

#[tokio::test]
async fn a_wait_beyond_the_time_limit_of_the_call_is_not_begun() {
    for status in [429, 503] {
        let limited = Reply::error(status, "slow down").header("retry-after", "30");
        let (error, waited, requests) = waits([limited], policy(), get_thing().timeout(Duration::from_secs(1))).await;
        let error = error.unwrap();
        assert!(!error.is_timeout());
        assert_eq!((error.status().unwrap().as_u16(), error.retry_after()), (status, Some(Duration::from_secs(30))));
        assert_eq!((error.attempts(), waited, requests), (1, vec![], 1));
        assert!(error.to_string().contains("slow down") && error.to_string().contains("(`timeout`)"), "{error}");
    }
}

#[tokio::test]
async fn waits_grow_up_to_a_limit() {
    let policy = policy().max_attempts(7).backoff(Duration::from_millis(500), Duration::from_secs(5));
    let (error, waited, requests) = waits([Reply::error(429, "slow down")], policy, add_thing()).await;
    assert_eq!((waited, requests), (vec![500, 1000, 2000, 4000, 5000, 5000], 7));
    let error = error.unwrap();
    assert!(error.is_rate_limited());
    assert_eq!(error.attempts(), 7);
    assert_eq!(error.to_string(), "v1::things::test: 429 Too Many Requests: slow down (7 attempts)");
}

#[tokio::test]
async fn jitter_reduces_a_wait_by_at_most_half() {
    for (jitter, wait) in [(0.0, 250), (0.5, 375), (1.0, 500), (7.0, 250), (f64::NAN, 250)] {
        let policy = RetryPolicy::default().jitter(move || jitter);
        let (_, waited, _) = waits([Reply::status(429), good()], policy, get_thing()).await;
        assert_eq!(waited, [wait], "{jitter}");
    }
    let (_, waited, _) = waits([Reply::status(429), good()], RetryPolicy::default(), get_thing()).await;
    assert!((250..=500).contains(&waited[0]));
}

#[tokio::test]
async fn a_5xx_is_retried_for_idempotent_methods_only() {
    let with_id = |operation| request::<Value>(operation).path("thingId", 1);
    for status in [500, 502, 503, 504] {
        for request in [with_id(&GET_THING), with_id(&PUT_THING), with_id(&REMOVE_THING)] {
            let (error, _, requests) = waits([Reply::status(status), good()], policy(), request).await;
            assert!(error.is_none());
            assert_eq!(requests, 2);
        }
        let (error, _, requests) = waits([Reply::status(status), good()], policy(), add_thing()).await;
        assert!(error.unwrap().is_server_error());
        assert_eq!(requests, 1);
    }
    let patch = dixa_generated::Request::<Value>::untyped(Method::PATCH, "/v1/things");
    assert_eq!(waits([Reply::status(500), good()], policy(), patch).await.2, 1);
}

#[tokio::test]
async fn the_retry_after_of_a_503_is_respected() {
    let (_, waited, _) = waits([Reply::status(503).header("retry-after", "3"), good()], policy(), get_thing()).await;
    assert_eq!(waited, [3000]);
}

#[tokio::test]
async fn other_errors_are_not_retried() {
    for status in [400, 401, 403, 404, 409] {
        let (error, waited, requests) = waits([Reply::error(status, "no")], policy(), get_thing()).await;
        assert_eq!((error.unwrap().attempts(), waited.len(), requests), (1, 0, 1));
    }
}

#[tokio::test]
async fn a_broken_connection_is_retried_for_idempotent_methods_only() {
    for broken in [Reply::reset(), good().cut(3), good().cut_by_reset(3)] {
        let (error, _, requests) = waits([broken.clone(), good()], policy(), get_thing()).await;
        assert!(error.is_none());
        assert_eq!(requests, 2);
        let (error, _, requests) = waits([broken, good()], policy(), add_thing()).await;
        assert!(error.unwrap().is_io());
        assert_eq!(requests, 1);
    }
}

#[tokio::test]
async fn the_time_limit_of_a_call_ends_its_retries() {
    let limited = Reply::status(429).header("retry-after", "50");
    let request = get_thing().timeout(Duration::from_secs(120));
    let (error, waited, requests) = waits([limited], policy().max_attempts(100), request).await;
    assert_eq!((waited, requests), (vec![50_000, 50_000], 3));
    let error = error.unwrap();
    assert!(error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(50)));
}

#[tokio::test]
async fn a_408_is_retried_for_every_method_and_a_501_for_none() {
    for request in [get_thing(), add_thing()] {
        assert_eq!(waits([Reply::status(408), good()], policy(), request.clone()).await.2, 2);
        for status in [501, 505] {
            assert_eq!(waits([Reply::status(status), good()], policy(), request.clone()).await.2, 1, "{status}");
        }
    }
}

/// The error of a request to this address, and the number of waits.
async fn unreachable(base_url: &str, request: Request<Value>) -> (dixa_generated::Error, usize) {
    let clock = TestClock::default();
    let builder = dixa_generated::Client::builder("token").base_url(base_url).rate_limit(None).clock(clock.clone());
    let error = request.send(&builder.build().unwrap()).await.unwrap_err();
    assert!(error.is_connect() && !error.is_builder(), "{error}");
    (error, clock.waits().len())
}

#[tokio::test]
async fn a_refused_connection_is_retried_for_every_method() {
    // No program listens on the first port.
    for request in [get_thing(), add_thing()] {
        let (error, waits) = unreachable("http://127.0.0.1:1", request).await;
        assert_eq!((error.attempts(), waits), (4, 3));
    }
}

#[tokio::test]
async fn an_unknown_host_is_tried_again_once() {
    let (error, waits) = unreachable("https://no-such-host.invalid", get_thing()).await;
    assert_eq!((error.attempts(), waits), (2, 1), "{error}");
}

#[tokio::test]
async fn retries_end_with_the_budget_of_the_client_and_successes_extend_it() {
    let server = Server::start(|seen| match seen.method {
        Method::GET => Reply::error(503, "overloaded"),
        _ => Reply::data(&json!(1)),
    });
    let client = builder(&server).retry_budget(5).build().unwrap();
    let attempts = async || get_thing().send(&client).await.unwrap_err().attempts();
    assert_eq!((attempts().await, attempts().await, attempts().await), (4, 3, 1));
    let error = get_thing().send(&client).await.unwrap_err();
    assert!(error.is_server_error() && error.to_string().contains("`retry_budget`"), "{error}");
    for _ in 0..5 {
        add_thing().send(&client).await.unwrap();
    }
    assert_eq!((attempts().await, attempts().await), (2, 1));

    let unlimited = builder(&server).retry_budget(None).build().unwrap();
    for _ in 0..60 {
        assert_eq!(get_thing().send(&unlimited).await.unwrap_err().attempts(), 4);
    }
}

#[tokio::test]
async fn a_file_that_is_gone_before_a_retry_leaves_the_response_that_was_received() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("scan.pdf");
    std::fs::write(&path, "content").unwrap();
    let gone = path.clone();
    let server = Server::start(move |_| {
        std::fs::remove_file(&gone).unwrap();
        Reply::error(503, "overloaded")
    });
    let upload = request::<Value>(&PUT_THING).path("thingId", 1).files("files", [FilePart::path(&path)]);
    let error = upload.send(&crate::client(&server)).await.unwrap_err();
    assert!(!error.is_builder() && error.is_server_error(), "{error}");
    assert_eq!((error.message(), error.attempts(), server.seen().len()), (Some("overloaded"), 1, 1));
    assert!(error.to_string().contains("not sent again") && error.to_string().contains("scan.pdf"), "{error}");
}

#[tokio::test]
async fn a_request_can_have_its_own_policy() {
    let request = get_thing().retry(RetryPolicy::none());
    assert_eq!(waits([Reply::status(500)], policy(), request).await.2, 1);
    let request = get_thing().retry(policy().max_attempts(6));
    assert_eq!(waits([Reply::status(500)], RetryPolicy::none(), request).await.2, 6);
}

#[tokio::test]
async fn raw_responses_are_retried_too() {
    let server = Server::responding([Reply::status(500)]);
    let response = get_thing().send_raw(&crate::client(&server)).await.unwrap();
    assert_eq!((response.status().as_u16(), server.seen().len()), (500, 4));
}

#[tokio::test]
async fn a_retry_sends_the_same_body() {
    let file = FilePart::bytes("a.txt", "content");
    let request = request::<Value>(&ADD_THING).files("files", [file]);
    let server = Server::responding([Reply::status(429), good()]);
    request.send(&crate::client(&server)).await.unwrap();
    let seen = server.seen();
    assert!(seen[0].text().contains("content"));
    assert_eq!(seen[0].body, seen[1].body);
}

#[tokio::test]
async fn a_streamed_body_is_sent_once() {
    let pieces = || stream::iter([Ok("con".into()), Ok("tent".into())]);
    let request = request::<Value>(&ADD_THING).files("files", [FilePart::stream("a.txt", pieces())]);
    let again = request.clone();
    let server = Server::responding([Reply::status(429), good()]);
    let client = crate::client(&server);
    let error = request.send(&client).await.unwrap_err();
    assert!(error.is_rate_limited());
    assert_eq!((error.attempts(), server.seen().len()), (1, 1));
    let error = again.send(&client).await.unwrap_err();
    assert!(error.is_builder() && error.to_string().contains("sent before"), "{error}");
}
