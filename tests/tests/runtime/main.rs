//! The bindings: the runtime over real connections to a loopback server, and how models are read and written.
//!
//! Retries and the rate limit use a [`TestClock`], which records the waits and does not wait.

mod blocking;
mod client;
mod codec;
mod compile_errors;
mod decimal;
mod deliveries;
mod environment;
mod executors;
mod exports;
mod failures;
mod multipart;
mod observations;
mod origins;
mod paging;
mod rate_limit;
mod requests;
mod responses;
mod retries;
mod round_trip;
mod tls;
mod tolerance;
mod tour;
mod traces;
mod uploads;
mod watch;
mod webhooks;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use dixa_generated::{Api, Client, ClientBuilder, Clock, Method, Operation, Request, RequestParts, ResponseFormat};
use dixa_tests::server::Server;
use serde_json::Value;

const TOKEN: &str = "secret-token-4711";

/// A client for a server, without a rate limit, whose retries do not wait.
fn client(server: &Server) -> Client {
    builder(server).build().expect("the settings are right")
}

fn builder(server: &Server) -> ClientBuilder {
    Client::builder(TOKEN).base_url(server.url()).rate_limit(None).clock(TestClock::default())
}

/// An operation as the generator writes it.
const fn operation(method: Method, path: &'static str, response: ResponseFormat) -> Operation {
    Operation { id: "testThing", name: "v1::things::test", api: Api::MAIN, method, path, response, statuses: &[] }
}

static GET_THING: Operation = operation(Method::GET, "/v1/things/{thingId}", ResponseFormat::Data);
/// It declares one status.
static DECLARED: Operation = Operation {
    id: "testThing",
    name: "v1::things::test",
    api: Api::MAIN,
    method: Method::GET,
    path: "/v1/things/{thingId}",
    response: ResponseFormat::Data,
    statuses: &[200],
};
static LIST_THINGS: Operation = operation(Method::GET, "/v1/things", ResponseFormat::Json);
static ADD_THING: Operation = operation(Method::POST, "/v1/things", ResponseFormat::Data);
static PUT_THING: Operation = operation(Method::PUT, "/v1/things/{thingId}", ResponseFormat::Data);
static REMOVE_THING: Operation = operation(Method::DELETE, "/v1/things/{thingId}", ResponseFormat::Empty);

/// A request for an operation as the generator writes it.
fn request<T>(operation: &'static Operation) -> Request<T> {
    RequestParts::new(operation).into()
}

fn get_thing() -> Request<Value> {
    request(&GET_THING).path("thingId", 7)
}

fn add_thing() -> Request<Value> {
    request(&ADD_THING).json(&serde_json::json!({ "name": "new" }))
}

/// A clock that advances by each wait without waiting.
#[derive(Clone)]
struct TestClock(Arc<Mutex<Times>>);

struct Times {
    now: Instant,
    waits: Vec<Duration>,
    is_frozen: bool,
}

impl Default for TestClock {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Times { now: Instant::now(), waits: Vec::new(), is_frozen: false })))
    }
}

impl TestClock {
    /// A clock that does not advance, even by waits.
    fn frozen() -> Self {
        let clock = Self::default();
        clock.0.lock().unwrap().is_frozen = true;
        clock
    }

    /// The waits so far, in milliseconds.
    fn waits(&self) -> Vec<u64> {
        self.0.lock().unwrap().waits.iter().map(|wait| wait.as_millis() as u64).collect()
    }

    fn advance(&self, duration: Duration) {
        self.0.lock().unwrap().now += duration;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        self.0.lock().unwrap().now
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut times = self.0.lock().unwrap();
        times.waits.push(duration);
        if !times.is_frozen {
            times.now += duration;
        }
        Box::pin(std::future::ready(()))
    }
}

/// Asserts that the debug output of a value does not contain the token.
#[track_caller]
fn assert_no_token(value: &impl std::fmt::Debug) {
    assert!(!format!("{value:?} {value:#?}").contains(TOKEN));
}
