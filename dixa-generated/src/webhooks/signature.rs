//! The signature of a delivery: `X-DIXA-SIGNATURE: t=1700000000000,v1=38d5…`.
//!
//! `v1` is HMAC-SHA256 in hexadecimal over the text of `t`, a full stop, and the body as it was received. The key is the
//! secret key of the subscription, decoded from hexadecimal. `t` is in Unix milliseconds.

use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use jiff::Timestamp;
use sha2::Sha256;

use super::delivery::{DeliveryError, Reason};
use super::headers::SIGNATURE_HEADER;
use crate::error::Error;

/// A secret key, ready for signatures.
#[derive(Clone)]
pub(super) struct SecretKey(Hmac<Sha256>);

impl SecretKey {
    /// Reads a key in hexadecimal, as the API and the interface show it.
    pub(super) fn new(hexadecimal: &str) -> Result<Self, Error> {
        let wrong = |what: &str| {
            Error::builder(format!(
                "the secret key of the webhook {what}; use `secret_key` of the subscription, in hexadecimal"
            ))
        };
        let text = hexadecimal.trim();
        if text.is_empty() {
            return Err(wrong("is empty"));
        }
        let bytes = base16ct::mixed::decode_vec(text).map_err(|_| wrong("is not hexadecimal"))?;
        Hmac::new_from_slice(&bytes).map(Self).map_err(|_| wrong("has no valid length"))
    }

    /// Whether a signature is that of a body, in constant time.
    fn fits(&self, time: &str, body: &[u8], signature: &[u8]) -> bool {
        let mac = self.0.clone().chain_update(time).chain_update(".").chain_update(body);
        mac.verify_slice(signature).is_ok()
    }
}

/// A signature as it was received. There may be pairs beside `t` and `v1`, and several `v1`, in any order.
pub(super) struct Signature<'h> {
    time: &'h str,
    pub(super) signed: Timestamp,
    values: Vec<Vec<u8>>,
}

impl<'h> Signature<'h> {
    pub(super) fn of(headers: &'h HeaderMap) -> Result<Self, DeliveryError> {
        let malformed = |what| DeliveryError(Reason::Malformed(what));
        let mut texts = headers.get_all(SIGNATURE_HEADER).iter();
        let text = texts.next().ok_or(DeliveryError(Reason::Unsigned))?;
        if texts.next().is_some() {
            return Err(malformed("occurs more than once"));
        }
        let text = text.to_str().map_err(|_| malformed("is not ASCII"))?;
        let (mut times, mut values) = (Vec::new(), Vec::new());
        for pair in text.split(',') {
            match pair.trim().split_once('=') {
                Some(("t", time)) => times.push(time),
                Some(("v1", value)) => {
                    values.push(
                        base16ct::mixed::decode_vec(value)
                            .map_err(|_| malformed("has a `v1` that is not hexadecimal"))?,
                    );
                }
                _ => {}
            }
        }
        let [time] = times[..] else { return Err(malformed("does not have one `t`")) };
        if values.is_empty() {
            return Err(malformed("has no `v1`"));
        }
        let signed = time.parse().ok().and_then(|time| Timestamp::from_millisecond(time).ok());
        let signed = signed.ok_or(malformed("has a `t` that is not a time in milliseconds"))?;
        Ok(Self { time, signed, values })
    }

    /// Whether it is that of a body with one of the keys. All are compared, so that the time does not show which one.
    pub(super) fn fits(&self, keys: &[SecretKey], body: &[u8]) -> bool {
        let pairs = keys.iter().flat_map(|key| self.values.iter().map(move |value| (key, value)));
        pairs.fold(false, |fits, (key, value)| key.fits(self.time, body, value) | fits)
    }
}
