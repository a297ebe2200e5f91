//! How often reading a response allocates, compared with `serde_json::Value` and with serde's derives for the same types.
//!
//! `cargo bench -p dixa-tests --bench allocations`: allocations are counted, so that one run is enough. This is not part
//! of the `codec` bench because counting takes time.
//!
//! The types of v1 are named here and in `twins.rs`. If a refresh removes or changes one of them, adapt both by hand.

mod bodies;
#[allow(dead_code, reason = "its fields are read by the `codec` bench")]
mod twins;

use allocation_counter::measure;
use dixa_generated::{Page, codec, v1};
use serde::de::DeserializeOwned;
use serde_json::Value;

use bodies::{ACTIVITY_LOG, CONVERSATIONS, END_USERS, MESSAGES, body};

fn count<Ours: DeserializeOwned, Twin: DeserializeOwned>(list: (&'static str, &str)) {
    let body = body(list);
    let text = body.text.as_str();
    let mut items = 0;
    let bindings = measure(|| items = codec::decode::<Page<Ours>>(text).map_or(0, |page| page.items.len()));
    let derives = measure(|| drop(serde_json::from_str::<twins::Page<Twin>>(text)));
    let value = measure(|| drop(serde_json::from_str::<Value>(text)));
    assert!(items > 0, "{}: the body is read", body.name);
    let each = |count: u64| count as f64 / items as f64;
    println!(
        "  {:13} {:5.1} ({:5.1}, {:5.1})",
        body.name,
        each(bindings.count_total),
        each(value.count_total),
        each(derives.count_total)
    );
}

fn main() {
    println!("allocations for each item: bindings (Value, derives)");
    count::<v1::Conversation, twins::Conversation>(CONVERSATIONS);
    count::<v1::Message, twins::Message>(MESSAGES);
    count::<v1::EndUser, twins::EndUser>(END_USERS);
    count::<v1::ActivityLogEntry, twins::ActivityLogEntry>(ACTIVITY_LOG);
}
