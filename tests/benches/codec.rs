//! The cost of reading and writing a response, compared with `serde_json::Value` and with serde's derives for the same
//! types.
//!
//! `cargo bench -p dixa-tests --bench codec`: the candidates take turns on the same bodies, so that other load of the
//! machine affects all of them equally. The ratios are the result.
//!
//! The types of v1 are named here and in `twins.rs`. If a refresh removes or changes one of them, adapt both by hand.

mod bodies;
mod twins;

use std::any::Any;
use std::cell::RefCell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use dixa_generated::{Page, codec, v1};
use dixa_operations::differences;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use bodies::{ACTIVITY_LOG, Body, CONVERSATIONS, END_USERS, MESSAGES, body};

const ROUNDS: usize = 101;

/// The time that each of several jobs takes to create its value and to drop it: the median of rounds in which the jobs
/// take turns.
fn medians<const N: usize>(jobs: [&dyn Fn() -> Box<dyn Any>; N]) -> [Duration; N] {
    let mut times = [const { Vec::new() }; N];
    for round in 0..ROUNDS {
        for turn in 0..N {
            // Each job is first in some rounds, so that none profits from caches that another job filled.
            let job = (turn + round) % N;
            let started = Instant::now();
            let value = jobs[job]();
            drop(value);
            times[job].push(started.elapsed());
        }
    }
    times.map(|mut times| {
        times.sort();
        times[ROUNDS / 2]
    })
}

fn megabytes_per_second(body: &Body, time: Duration) -> f64 {
    body.text.len() as f64 / 1e6 / time.as_secs_f64()
}

fn ratio(other: Duration, ours: Duration) -> f64 {
    other.as_secs_f64() / ours.as_secs_f64()
}

fn encode(value: &impl Serialize, buffer: &RefCell<Vec<u8>>) -> Result<(), serde_json::Error> {
    let mut buffer = buffer.borrow_mut();
    buffer.clear();
    serde_json::to_writer(black_box(&mut *buffer), value)
}

fn compare<Ours, Twin>(body: &Body)
where
    Ours: DeserializeOwned + Serialize + 'static,
    Twin: DeserializeOwned + Serialize + 'static,
{
    let text = body.text.as_str();
    let ours: Page<Ours> = codec::decode(text).unwrap_or_else(|error| panic!("{}: {error}", body.name));
    let twin: twins::Page<Twin> = serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}", body.name));
    let json = |value: Result<Value, serde_json::Error>| value.unwrap_or_else(|error| panic!("{}: {error}", body.name));
    let found = differences(&json(serde_json::to_value(&twin)), &json(serde_json::to_value(&ours)));
    assert!(found.is_empty(), "{}: the bindings and the twin differ: {:?}", body.name, found.first());

    let [value, derived, bindings] = medians([
        &|| Box::new(serde_json::from_str::<Value>(black_box(text))),
        &|| Box::new(serde_json::from_str::<twins::Page<Twin>>(black_box(text))),
        &|| Box::new(codec::decode::<Page<Ours>>(black_box(text))),
    ]);
    println!(
        "  decode {:13} {:5.2} x Value, {:4.2} x derives   ({:4.0}, {:4.0}, {:4.0} MB/s)",
        body.name,
        ratio(value, bindings),
        ratio(derived, bindings),
        megabytes_per_second(body, bindings),
        megabytes_per_second(body, value),
        megabytes_per_second(body, derived),
    );

    // All use one buffer, so that the allocation of a megabyte is not measured.
    let buffer = RefCell::new(Vec::with_capacity(2 * text.len()));
    let [derived, bindings] =
        medians([&|| Box::new(encode(black_box(&twin), &buffer)), &|| Box::new(encode(black_box(&ours), &buffer))]);
    println!(
        "  encode {:13}               {:4.2} x derives   ({:4.0},       {:4.0} MB/s)",
        body.name,
        ratio(derived, bindings),
        megabytes_per_second(body, bindings),
        megabytes_per_second(body, derived),
    );
}

fn main() {
    println!("bodies of 1 MB; how many times as fast as each (MB/s: bindings, Value, derives), medians of {ROUNDS}");
    compare::<v1::Conversation, twins::Conversation>(&body(CONVERSATIONS));
    compare::<v1::Message, twins::Message>(&body(MESSAGES));
    compare::<v1::EndUser, twins::EndUser>(&body(END_USERS));
    compare::<v1::ActivityLogEntry, twins::ActivityLogEntry>(&body(ACTIVITY_LOG));
}
