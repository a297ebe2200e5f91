//! Reports of what a running client receives and this version of the crate does not know or expect.

use std::fmt;
use std::sync::Arc;

use http::StatusCode;
use serde::de::DeserializeOwned;

use crate::codec::{self, FindingKind, pass};

/// Something in a response that this version of the crate does not know, or misses.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The path of the Rust function, such as `v1::tags::get_tag`.
    pub operation: String,
    /// What kind of finding it is.
    pub kind: FindingKind,
    /// The JSON path in the response, such as `data[3].link._type`; empty for a status.
    pub path: String,
    /// The value, the tag, the name of the field, the name of the tag that is missing, or the status.
    pub value: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, kind, path, value } = self;
        write!(f, "{operation}: {kind} `{value}`")?;
        if path.is_empty() { Ok(()) } else { write!(f, " at {path}") }
    }
}

/// Reports what responses contain that this version of the crate does not know, and what they lack although the
/// description requires it: tags of unions, lists and maps. The call succeeds nevertheless; [`FindingKind`] says with
/// which value.
///
/// Set by [`ClientBuilder::watch`](crate::ClientBuilder::watch). Without a watch there is no cost. With a watch, a
/// response is decoded once, and again for each finding.
///
/// ```
/// # fn main() -> Result<(), dixa_generated::Error> {
/// use dixa_generated::{Client, Watch};
///
/// let watch = Watch::new(|finding| println!("{finding}")).unknown_fields(true);
/// let client = Client::builder("token").watch(watch).build()?;
/// # let _ = client;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Watch {
    hook: Arc<dyn Fn(&Finding) + Send + Sync>,
    fields: bool,
    strict: bool,
}

/// How many findings of one response are reported at most.
const MOST: usize = 100;

impl Watch {
    /// Calls the function for each finding, on the thread that decodes the response.
    pub fn new(hook: impl Fn(&Finding) + Send + Sync + 'static) -> Self {
        Self { hook: Arc::new(hook), fields: false, strict: false }
    }

    /// Sets whether fields that a struct does not have are reported; off by default.
    pub fn unknown_fields(mut self, report: bool) -> Self {
        self.fields = report;
        self
    }

    /// Sets whether a finding makes the call fail ([`Error::is_decode`](crate::Error::is_decode)), for tests against a
    /// server; off by default.
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Decodes JSON that is at a path of a response, and reports the findings. In strict mode the first finding is the
    /// error.
    pub(crate) fn decode<T: DeserializeOwned>(
        &self,
        operation: &str,
        path: &str,
        json: &str,
    ) -> Result<T, Result<Finding, serde_json::Error>> {
        let (value, seen) = self.pass::<T>(json, usize::MAX);
        let value = value.map_err(Err)?;
        for position in 1..=seen.min(MOST) {
            let Some((kind, inner, value)) =
                self.pass::<T>(json, position).0.err().and_then(|error| pass::found(&error))
            else {
                continue;
            };
            let path = format!("{path}{inner}").trim_start_matches('.').to_owned();
            let finding = Finding { operation: operation.to_owned(), kind, path, value };
            (self.hook)(&finding);
            if self.strict {
                return Err(Ok(finding));
            }
        }
        Ok(value)
    }

    /// Reports a status that the operation does not declare; in strict mode it is the error.
    pub(crate) fn check_status(&self, operation: &str, declared: &[u16], status: StatusCode) -> Result<(), Finding> {
        if declared.is_empty() || declared.contains(&status.as_u16()) || status == StatusCode::TOO_MANY_REQUESTS {
            return Ok(());
        }
        let (operation, value) = (operation.to_owned(), status.as_u16().to_string());
        let finding = Finding { operation, kind: FindingKind::Status, path: String::new(), value };
        (self.hook)(&finding);
        if self.strict { Err(finding) } else { Ok(()) }
    }

    /// Decodes once and counts the findings. The one at position `stop_at` is returned as an error, which has its path.
    fn pass<T: DeserializeOwned>(&self, json: &str, stop_at: usize) -> (Result<T, serde_json::Error>, usize) {
        let _reset = pass::begin(stop_at, self.fields);
        let result = codec::decode(json);
        (result, pass::position())
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { fields, strict, .. } = self;
        f.debug_struct("Watch").field("fields", fields).field("strict", strict).finish_non_exhaustive()
    }
}
