//! Reading deliveries, and what can be wrong with one.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;

use super::headers::SIGNATURE_HEADER;
use crate::call;
use crate::generated::webhooks::Event;

/// Why a delivery is not accepted. It never contains the secret key or the body's values beyond a short excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryError(pub(super) Reason);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    Unsigned,
    Malformed(&'static str),
    Mismatch,
    Age { signed: Timestamp, now: Timestamp, limit: Duration },
    Body { path: String, message: String },
}

impl DeliveryError {
    /// There is no signature, or it has another form than documented.
    pub fn is_signature_missing(&self) -> bool {
        matches!(self.0, Reason::Unsigned | Reason::Malformed(_))
    }

    /// The signature is not that of this body with any of the keys.
    pub fn is_mismatch(&self) -> bool {
        matches!(self.0, Reason::Mismatch)
    }

    /// The signature is right, but the time in it is too far from now.
    pub fn is_expired(&self) -> bool {
        matches!(self.0, Reason::Age { .. })
    }

    /// The body is not an event of a form that this version knows. From a [`Verifier`](super::Verifier) it means that
    /// the signature is right: the service sent the body.
    pub fn is_body(&self) -> bool {
        matches!(self.0, Reason::Body { .. })
    }

    /// The JSON path in the body, such as `data.conversation.csid`, if the body is why.
    pub fn json_path(&self) -> Option<&str> {
        match &self.0 {
            Reason::Body { path, .. } => Some(path),
            _ => None,
        }
    }
}

impl fmt::Display for DeliveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::Unsigned => write!(f, "the delivery is not signed: it has no header {SIGNATURE_HEADER}"),
            Reason::Malformed(what) => {
                write!(f, "the header {SIGNATURE_HEADER} {what}; it must be like `t=1700000000000,v1=38d5…`")
            }
            Reason::Mismatch => f.write_str(
                "the signature does not fit the body: check that the key is the secret key of this subscription, and \
                 that the body is as it was received",
            ),
            Reason::Age { signed, now, limit } => write!(
                f,
                "the delivery was signed at {signed}, which is more than {} s from {now}; check the clock, or set \
                 `max_age`",
                limit.as_secs()
            ),
            Reason::Body { path, message } if path.is_empty() => write!(f, "cannot read the event: {message}"),
            Reason::Body { path, message } => write!(f, "cannot read the event at {path}: {message}"),
        }
    }
}

impl std::error::Error for DeliveryError {}

/// Reads the body of a delivery without a signature, such as the `payload` of an event log.
impl FromStr for Event {
    type Err = DeliveryError;

    fn from_str(body: &str) -> Result<Self, DeliveryError> {
        event(body.as_bytes())
    }
}

/// Reads the body of a delivery.
pub(super) fn event(body: &[u8]) -> Result<Event, DeliveryError> {
    call::element(body, &"", None).map_err(|failure| {
        let (path, message) = failure.into_parts();
        DeliveryError(Reason::Body { path, message })
    })
}
