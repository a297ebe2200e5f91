use std::future::Future;
use std::task::{Context, Waker};
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
    let client = builder(&server)
        .rate_limit(limit)
        .clock(clock.clone())
        .retry(RetryPolicy::default().max_attempts(3).jitter(|| 1.0));
    get_thing().send(&client.build().unwrap()).await.unwrap_err();
    assert_eq!(clock.waits(), [0, 1000, 0, 2000]);
}

#[tokio::test]
async fn invalid_limits_are_slow() {
    for rate in [0.0, -1.0, f64::NAN] {
        let (server, clock) = (server(), TestClock::frozen());
        let slow = builder(&server).rate_limit(RateLimit::per_second(rate, 0)).clock(clock.clone());
        let client = slow.timeout(None).build().unwrap();
        get_thing().send(&client).await.unwrap();
        get_thing().send(&client).await.unwrap();
        assert_eq!(clock.waits(), [24 * 60 * 60 * 1000]);
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_waits_takes_nothing_from_the_limit() {
    let (server, clock) = (server(), TestClock::frozen());
    let limit = RateLimit::per_second(10.0, 1);
    let client = builder(&server).rate_limit(limit).clock(Stopped(clock.clone())).build().unwrap();
    get_thing().send(&client).await.unwrap();
    for _ in 0..30 {
        let mut call = Box::pin(get_thing().send(&client));
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    assert_eq!(clock.waits(), [100; 30], "each is the next in turn");
}

/// A clock whose waits do not end.
struct Stopped(TestClock);

impl dixa_generated::Clock for Stopped {
    fn now(&self) -> Instant {
        self.0.now()
    }

    fn sleep(&self, duration: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        drop(self.0.sleep(duration));
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn the_time_limit_of_a_call_includes_the_wait_for_the_rate_limit() {
    let (server, clock) = (server(), TestClock::frozen());
    let client = builder(&server).rate_limit(RateLimit::per_second(0.1, 1)).clock(clock.clone()).build().unwrap();
    get_thing().send(&client).await.unwrap();
    let error = get_thing().timeout(Duration::from_secs(2)).send(&client).await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 0, "{error:?}");
    assert!(error.to_string().contains("rate limit") && error.to_string().contains("`timeout`"), "{error}");
    assert_eq!((clock.waits().len(), server.seen().len()), (0, 1));
}

#[tokio::test]
async fn each_token_has_its_own_limit() {
    let (server, clock) = (server(), TestClock::frozen());
    let limit = RateLimit::per_second(1.0, 1);
    let first = builder(&server).rate_limit(limit).clock(clock.clone()).header("x-team", "blue").build().unwrap();
    let second = first.with_token(" another token ").unwrap();
    for client in [&first, &second] {
        get_thing().send(client).await.unwrap();
    }
    assert_eq!(clock.waits(), [0; 0]);
    let seen = server.seen();
    assert_eq!((seen[1].header("authorization"), seen[1].header("x-team")), (Some("another token"), Some("blue")));
    assert!(first.with_token(" ").unwrap_err().is_builder());
}
