//! What a running client sees that the description behind this version does not know.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use http::StatusCode;
use serde::de::DeserializeOwned;

use crate::codec;

/// Something in an answer that this version of the crate does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Drift {
    /// The path of the Rust function, such as `v1::tags::get_tag`.
    pub operation: String,
    /// What it is.
    pub kind: DriftKind,
    /// The JSON path in the answer, such as `data[3].link._type`; empty for a status.
    pub path: String,
    /// The value, the tag, the name of the field, or the status.
    pub value: String,
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, kind, path, value } = self;
        write!(f, "{operation}: {kind} `{value}`")?;
        if path.is_empty() { Ok(()) } else { write!(f, " at {path}") }
    }
}

/// The kinds of drift that a client can see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DriftKind {
    /// A value that an enumeration does not list.
    EnumValue,
    /// A tag, or a form, that no member of a union has.
    UnionMember,
    /// A field that a struct does not have.
    Field,
    /// A status that the operation does not declare; 429 is expected of all.
    Status,
}

impl fmt::Display for DriftKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EnumValue => "unknown value",
            Self::UnionMember => "unknown member",
            Self::Field => "unknown field",
            Self::Status => "undeclared status",
        })
    }
}

/// Watches answers for what this version of the crate does not know, and reports it.
///
/// Set by [`ClientBuilder::drift`](crate::ClientBuilder::drift). Without it nothing is watched and nothing costs time;
/// with it an answer without drift is decoded once, and one with drift once more for each finding.
///
/// ```
/// # fn main() -> Result<(), dixa_generated::Error> {
/// use dixa_generated::{Client, DriftWatch};
///
/// let watch = DriftWatch::new(|drift| println!("{drift}")).unknown_fields(true);
/// let client = Client::builder("token").drift(watch).build()?;
/// # let _ = client;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct DriftWatch {
    hook: Arc<dyn Fn(&Drift) + Send + Sync>,
    fields: bool,
    strict: bool,
}

/// How many findings of one answer are reported.
const MOST: usize = 100;

impl DriftWatch {
    /// Calls the function for each finding, on the thread that decodes the answer.
    pub fn new(hook: impl Fn(&Drift) + Send + Sync + 'static) -> Self {
        Self { hook: Arc::new(hook), fields: false, strict: false }
    }

    /// Whether fields that a struct does not have are reported; they are not by default.
    pub fn unknown_fields(mut self, report: bool) -> Self {
        self.fields = report;
        self
    }

    /// Whether a finding makes the call an error (`is_decode`), for tests against a server; not by default.
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Decodes JSON that stands at a path of an answer, and reports what it does not know. In strict mode the first
    /// finding is the error.
    pub(crate) fn decode<T: DeserializeOwned>(
        &self,
        operation: &str,
        path: &str,
        json: &str,
    ) -> Result<T, Result<Drift, serde_json::Error>> {
        let (value, seen) = self.pass::<T>(json, usize::MAX);
        let value = value.map_err(Err)?;
        for position in 1..=seen.min(MOST) {
            let Some(mut drift) = self.pass::<T>(json, position).0.err().and_then(|error| found(&error)) else {
                continue;
            };
            drift.operation = operation.to_owned();
            drift.path = format!("{path}{}", drift.path).trim_start_matches('.').to_owned();
            (self.hook)(&drift);
            if self.strict {
                return Err(Ok(drift));
            }
        }
        Ok(value)
    }

    /// Reports a status that the operation does not declare; in strict mode it is the error.
    pub(crate) fn check_status(&self, operation: &str, declared: &[u16], status: StatusCode) -> Result<(), Drift> {
        if declared.is_empty() || declared.contains(&status.as_u16()) || status == StatusCode::TOO_MANY_REQUESTS {
            return Ok(());
        }
        let (operation, value) = (operation.to_owned(), status.as_u16().to_string());
        let drift = Drift { operation, kind: DriftKind::Status, path: String::new(), value };
        (self.hook)(&drift);
        if self.strict { Err(drift) } else { Ok(()) }
    }

    /// Decodes once and counts the findings; the one at `stop_at` is raised as an error, which knows its path.
    fn pass<T: DeserializeOwned>(&self, json: &str, stop_at: usize) -> (Result<T, serde_json::Error>, usize) {
        let _reset = Reset(PASS.replace(Some(Pass { seen: 0, stop_at, fields: self.fields, tag: "" })));
        let result = codec::decode(json);
        (result, position())
    }
}

impl fmt::Debug for DriftWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { fields, strict, .. } = self;
        f.debug_struct("DriftWatch").field("fields", fields).field("strict", strict).finish_non_exhaustive()
    }
}

/// A pass over an answer that counts what is not known.
#[derive(Clone, Copy)]
struct Pass {
    seen: usize,
    stop_at: usize,
    fields: bool,
    /// The property that holds the tags of unions; no struct declares it.
    tag: &'static str,
}

thread_local! {
    static PASS: Cell<Option<Pass>> = const { Cell::new(None) };
}

/// Ends a pass, also when decoding panics.
struct Reset(Option<Pass>);

impl Drop for Reset {
    fn drop(&mut self) {
        PASS.set(self.0);
    }
}

/// How much the pass on this thread has seen.
pub(crate) fn position() -> usize {
    PASS.get().map_or(0, |pass| pass.seen)
}

/// Goes back to where the pass was, before the same JSON is read again.
pub(crate) fn rewind(position: usize) {
    PASS.set(PASS.get().map(|pass| Pass { seen: position, ..pass }));
}

/// Notes the property that holds the tag of a union.
pub(crate) fn note_tag(tag: &'static str) {
    if let Some(pass) = PASS.get() {
        PASS.set(Some(Pass { tag, ..pass }));
    }
}

/// Stands around the kind in the message of an error that carries a finding.
const MARK: char = '\u{2}';

/// Notes something that is not known; an error where the pass on this thread stops at it.
pub(crate) fn note<E: serde::de::Error>(kind: DriftKind, value: &str) -> Result<(), E> {
    let Some(mut pass) = PASS.get() else { return Ok(()) };
    if kind == DriftKind::Field && (!pass.fields || value == pass.tag) {
        return Ok(());
    }
    pass.seen += 1;
    PASS.set(Some(pass));
    if pass.seen == pass.stop_at { Err(E::custom(format_args!("{MARK}{kind}{MARK}{value}"))) } else { Ok(()) }
}

/// The finding that an error carries.
fn found(error: &serde_json::Error) -> Option<Drift> {
    let (path, message) = codec::split_path(error);
    let (kind, value) = message.strip_prefix(MARK)?.split_once(MARK)?;
    let kinds = [DriftKind::EnumValue, DriftKind::UnionMember, DriftKind::Field];
    let kind = kinds.into_iter().find(|known| known.to_string() == kind)?;
    Some(Drift { operation: String::new(), kind, path: path.unwrap_or_default(), value: value.to_owned() })
}
