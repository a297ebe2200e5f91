//! Webhooks: the signature of a delivery, and receivers.

mod receivers;
mod signature;

use dixa_generated::http::HeaderMap;
use dixa_generated::jiff::Timestamp;
use dixa_generated::webhooks::SIGNATURE_HEADER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The key of the test vector: the bytes 0 to 31.
const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// A signature by the documented rule, with the key of the vector.
fn sign(milliseconds: i64, body: &str) -> String {
    let key: Vec<u8> = (0..32).collect();
    let mac = Hmac::<Sha256>::new_from_slice(&key).unwrap().chain_update(format!("{milliseconds}.{body}"));
    let hexadecimal: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={milliseconds},v1={hexadecimal}")
}

fn headers(signature: &str) -> HeaderMap {
    HeaderMap::from_iter([(SIGNATURE_HEADER.parse().unwrap(), signature.parse().unwrap())])
}

fn at(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap()
}

/// A delivery of an event, as far as its form counts.
fn delivery(id: u32, name: &str) -> String {
    format!(
        r#"{{"event_id":"00000000-0000-4000-8000-{id:012}","event_fqn":"{name}","event_version":"1","event_timestamp":"2026-03-01T08:01:00.456Z","data":{{}}}}"#
    )
}
