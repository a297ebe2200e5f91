//! One client, used from several async runtimes and from threads without one.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use dixa_generated::{RetryPolicy, Watch};
use dixa_tests::server::{Reply, Server};
use futures_util::FutureExt;
use serde_json::json;
use tokio::runtime::{Builder, Runtime};

use crate::{add_thing, builder, client, get_thing};

fn server() -> Server {
    Server::responding([Reply::data(&json!(1))])
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn a_blocking_call_within_a_runtime_follows_an_async_one() {
    let server = server();
    let client = client(&server);
    let started = Instant::now();
    runtime().block_on(async {
        get_thing().send(&client).await.unwrap();
        add_thing().send_blocking(&client).unwrap();
        get_thing().send(&client).await.unwrap();
    });
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn a_blocking_call_beside_a_runtime_that_does_nothing_is_sent() {
    let server = server();
    let client = client(&server);
    let idle = runtime();
    idle.block_on(get_thing().send(&client)).unwrap();
    let started = Instant::now();
    let other = client.clone();
    std::thread::spawn(move || add_thing().send_blocking(&other)).join().unwrap().unwrap();
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(server.seen().len(), 2);
}

#[test]
fn a_client_outlives_a_runtime_that_used_it() {
    let server = server();
    let client = client(&server);
    for _ in 0..3 {
        let (first, second) = (runtime(), runtime());
        first.block_on(get_thing().send(&client)).unwrap();
        second.block_on(get_thing().send(&client)).unwrap();
        drop(first);
        second.block_on(add_thing().send(&client)).unwrap();
    }
    assert_eq!(server.seen().len(), 9);
}

#[test]
fn a_runtime_uses_its_connection_again() {
    let server = server();
    let client = client(&server);
    let built = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = Arc::clone(&built);
    let counting = builder(&server).http(move |http| {
        count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        http
    });
    let counting = counting.build().unwrap();
    runtime().block_on(async {
        for _ in 0..3 {
            get_thing().send(&client).await.unwrap();
            get_thing().send(&counting).await.unwrap();
        }
    });
    assert_eq!(built.load(std::sync::atomic::Ordering::Relaxed), 1);
}

#[test]
fn a_call_outside_a_runtime_says_so() {
    let server = server();
    let client = client(&server);
    let call = pin!(get_thing().send(&client));
    let Poll::Ready(outcome) = call.poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("nothing could be sent")
    };
    let error = outcome.unwrap_err();
    assert!(error.is_builder() && error.to_string().contains("tokio runtime"), "{error}");
    assert_eq!(error.operation(), Some("v1::things::test"));
}

#[test]
fn a_function_of_the_caller_may_send_blocking_calls() {
    let server = Server::start(|seen| match seen.position {
        0 => Reply::status(418),
        1 => Reply::status(503),
        _ => Reply::data(&json!(1)),
    });
    let inner = client(&server);
    let (of_watch, of_jitter) = (inner.clone(), inner.clone());
    let watch = Watch::new(move |_| drop(get_thing().send_blocking(&of_watch)));
    let policy = RetryPolicy::default().jitter(move || {
        add_thing().send_blocking(&of_jitter).unwrap();
        1.0
    });
    let outer = builder(&server).watch(watch).retry(policy).build().unwrap();
    let teapot: dixa_generated::Request<serde_json::Value> = crate::request(&crate::DECLARED);
    let error = teapot.path("thingId", 7).send_blocking(&outer).unwrap_err();
    assert_eq!(error.status().unwrap(), 418);
    get_thing().send_blocking(&outer).unwrap();
    assert!(server.seen().len() >= 4);
}

#[test]
fn a_function_of_the_caller_that_panics_does_so_on_its_own_thread() {
    let server = Server::responding([Reply::status(503), Reply::data(&json!(1))]);
    let policy = RetryPolicy::default().jitter(|| panic!("no jitter today"));
    let client = builder(&server).retry(policy).build().unwrap();
    let other = client.clone();
    let panic = std::thread::spawn(move || get_thing().send_blocking(&other)).join().unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"no jitter today"));
    assert_eq!(get_thing().send_blocking(&client).unwrap(), 1);
}

#[test]
fn a_blocking_call_within_a_busy_task_ends() {
    let server = server();
    let client = client(&server);
    runtime().block_on(async {
        // A task may poll its resources a limited number of times before it must yield.
        while tokio::task::consume_budget().now_or_never().is_some() {}
        get_thing().send_blocking(&client).unwrap();
    });
}

#[test]
fn the_future_of_a_call_is_not_large() {
    let client = dixa_generated::Client::new("token").unwrap();
    let size = size_of_val(&get_thing().send(&client));
    assert!(size < 1_500, "{size} bytes");
}
