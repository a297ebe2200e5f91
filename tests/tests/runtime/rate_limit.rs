use std::time::{Duration, Instant};

use dixa_generated::{RateLimit, RetryPolicy};
use dixa_tests::server::{Reply, Server};
use serde_json::json;

use crate::{TestClock, builder, get_thing};

fn server() -> Server {
    Server::responding([Reply::data(&json!(1))])
}

#[tokio::test]
async fn sixty_four_tasks_respect_the_documented_limit() {
    let (server, clock) = (server(), TestClock::frozen());
    let client = builder(&server).rate_limit(RateLimit::default()).clock(clock.clone()).build().unwrap();
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { get_thing().send(&client).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let mut waits = clock.waits();
    waits.sort_unstable();
    // Four at once; the others one by one, a tenth of a second apart.
    let expected: Vec<u64> = (1..=60).map(|turn| turn * 100).collect();
    assert_eq!(waits, expected);
    assert_eq!(server.seen().len(), 64);
}

#[tokio::test]
async fn the_server_sees_no_more_than_the_rate() {
    let server = server();
    let limit = RateLimit::per_second(200.0, 4);
    let client = dixa_generated::Client::builder("token").base_url(server.url()).rate_limit(limit).build().unwrap();
    let started = Instant::now();
    let calls = (0..44).map(|_| get_thing().send(&client));
    let responses = futures_util::future::join_all(calls).await;
    assert!(responses.iter().all(Result::is_ok));
    assert!(started.elapsed() >= Duration::from_millis(200), "40 requests beyond the burst take 200 ms");
}

#[tokio::test]
async fn a_pause_restores_the_burst_and_no_more() {
    let (server, clock) = (server(), TestClock::frozen());
    let limit = RateLimit::per_second(10.0, 2);
    let client = builder(&server).rate_limit(limit).clock(clock.clone()).build().unwrap();
    for _ in 0..3 {
        get_thing().send(&client).await.unwrap();
    }
    assert_eq!(clock.waits(), [100]);
    clock.advance(Duration::from_secs(3600));
    for _ in 0..3 {
        get_thing().send(&client).await.unwrap();
    }
    assert_eq!(clock.waits(), [100, 100]);
}

#[tokio::test]
async fn retries_count_towards_the_limit() {
    let (server, clock) = (Server::responding([Reply::status(429).header("retry-after", "0")]), TestClock::frozen());
    let limit = RateLimit::per_second(1.0, 1);
    let client = builder(&server).rate_limit(limit).clock(clock.clone()).retry(RetryPolicy::default().max_attempts(3));
    get_thing().send(&client.build().unwrap()).await.unwrap_err();
    assert_eq!(clock.waits(), [0, 1000, 0, 2000]);
}

#[tokio::test]
async fn invalid_limits_are_slow() {
    for rate in [0.0, -1.0, f64::NAN] {
        let (server, clock) = (server(), TestClock::frozen());
        let client = builder(&server).rate_limit(RateLimit::per_second(rate, 0)).clock(clock.clone()).build().unwrap();
        get_thing().send(&client).await.unwrap();
        get_thing().send(&client).await.unwrap();
        assert_eq!(clock.waits(), [24 * 60 * 60 * 1000]);
    }
}
