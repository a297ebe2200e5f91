//! Verifying deliveries.

use std::fmt;
use std::time::Duration;

use http::HeaderMap;
use jiff::Timestamp;

use super::delivery::{self, DeliveryError, Reason};
use super::signature::{SecretKey, Signature};
use crate::error::Error;
use crate::generated::webhooks::Event;

/// Verifies the signature of deliveries, and reads their events.
///
/// ```
/// # fn main() -> Result<(), dixa_generated::Error> {
/// use std::time::Duration;
/// use dixa_generated::webhooks::Verifier;
///
/// # let (old, new) = ("00ff", "01ff");
/// let verifier = Verifier::new(new)?
///     .also(old)? // while the key is replaced
///     .max_age(Duration::from_secs(60));
/// # let _ = verifier;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Verifier {
    keys: Vec<SecretKey>,
    max_age: Option<Duration>,
}

impl Verifier {
    /// A verifier with the secret key of a subscription, in hexadecimal as the API returns it.
    pub fn new(secret_key: &str) -> Result<Self, Error> {
        Ok(Self { keys: vec![SecretKey::new(secret_key)?], max_age: Some(Duration::from_secs(300)) })
    }

    /// Accepts another key as well: of another subscription, or the one before while a key is replaced.
    pub fn also(mut self, secret_key: &str) -> Result<Self, Error> {
        self.keys.push(SecretKey::new(secret_key)?);
        Ok(self)
    }

    /// Sets how far from now the time in a signature may be; 5 minutes by default, `None` for no limit. The limit is this
    /// crate's: the service documents none. It prevents that a delivery that was recorded is sent again later.
    pub fn max_age(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.max_age = limit.into();
        self
    }

    /// Verifies a delivery and reads its event. `body` is the body as it was received.
    pub fn event(&self, headers: &HeaderMap, body: &[u8]) -> Result<Event, DeliveryError> {
        self.verify(headers, body)?;
        delivery::event(body)
    }

    /// Verifies a delivery.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), DeliveryError> {
        self.verify_at(headers, body, Timestamp::now())
    }

    /// Verifies a delivery as if it were this time.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use dixa_generated::http::HeaderMap;
    /// use dixa_generated::jiff::Timestamp;
    /// use dixa_generated::webhooks::{SIGNATURE_HEADER, Verifier};
    ///
    /// # let key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    /// # let body = br#"{"event_id":"00000000-0000-4000-8000-000000000001","event_fqn":"CONVERSATION_CREATED"}"#;
    /// # let signature = "t=1700000000000,v1=38d53f786006d7b87a4655f7c37807bde27cf1a94a3d67d349cf33e39607a1b1";
    /// // `signature` is like `t=1700000000000,v1=38d53f786006…`.
    /// let mut headers = HeaderMap::new();
    /// headers.insert(SIGNATURE_HEADER, signature.parse()?);
    /// let verifier = Verifier::new(key)?;
    ///
    /// let now = Timestamp::from_second(1_700_000_060)?;
    /// verifier.verify_at(&headers, body, now)?;
    /// # Ok(()) }
    /// ```
    pub fn verify_at(&self, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<(), DeliveryError> {
        let signature = Signature::of(headers)?;
        if !signature.fits(&self.keys, body) {
            return Err(DeliveryError(Reason::Mismatch));
        }
        let signed = signature.signed;
        match self.max_age {
            Some(limit) if now.duration_since(signed).unsigned_abs() > limit => {
                Err(DeliveryError(Reason::Age { signed, now, limit }))
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { keys, max_age } = self;
        f.debug_struct("Verifier").field("keys", &keys.len()).field("max_age", max_age).finish()
    }
}
