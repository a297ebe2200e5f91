//! Reports of what a running client receives and this version of the crate does not know or expect.

use std::fmt;
use std::io::Write;
use std::sync::Arc;

use http::StatusCode;
use serde::de::DeserializeOwned;

use crate::codec::{self, FindingKind, names, pass};
use crate::observations::Observations;
use crate::observe::Response;
use crate::request::Operation;

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
/// response is decoded once, and again for each finding. [`observations`](Self::observations) writes what responses look
/// like to a file.
///
/// ```
/// # fn main() -> Result<(), dixa_generated::Error> {
/// use dixa_generated::{Client, Watch};
///
/// let watch = Watch::new(|finding| println!("{finding}"))
///     .unknown_fields(true);
/// let client = Client::builder("token").watch(watch).build()?;
/// # let _ = client;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Watch {
    hook: Arc<dyn Fn(&Finding) + Send + Sync>,
    fields: bool,
    strict: bool,
    observations: Option<Observations>,
}

/// What a response is of.
#[derive(Clone, Copy)]
pub(crate) struct ResponseOf<'a> {
    /// The path of the Rust function.
    pub(crate) name: &'a str,
    /// The operation.
    pub(crate) operation: &'static Operation,
    /// The status of the response.
    pub(crate) status: StatusCode,
}

impl ResponseOf<'_> {
    /// Method and path template.
    fn request(&self) -> String {
        format!("{} {}", self.operation.method, self.operation.path)
    }

    fn response<'r>(&self, operation: &'r str) -> Response<'r> {
        let version = self.operation.name.split("::").next().unwrap_or_default();
        Response { version, operation, status: self.status.as_u16() }
    }
}

/// How many findings of one response are reported at most.
const MOST: usize = 100;

impl Watch {
    /// Calls the function for each finding, on the thread that decodes the response.
    pub fn new(hook: impl Fn(&Finding) + Send + Sync + 'static) -> Self {
        Self { hook: Arc::new(hook), fields: false, strict: false, observations: None }
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

    /// Writes to `out`, a file that the caller has opened, what responses look like, so that the maintainers of these
    /// bindings can compare it with the description: `cargo xtask observe FILE`. Off by default.
    ///
    /// Each line is a JSON object. There is one for each value of a successful JSON response, but each distinct line is
    /// written once, and at most 10 000 in all. A line has
    ///
    /// - `version`, `operation` and `status`, such as `v1`, `GET /v1/tags/{tagId}` and 200;
    /// - `path`, such as `data[].link<FollowUp>.parentId`: without positions; `<…>` is the tag of the object before it;
    /// - `type`: the JSON type of the value, with `integer` for a number without a fraction;
    /// - `keys`, of an object: the names of its fields;
    /// - `tags`, of an object: the name of its type, where unions have it;
    /// - `value`, of a string: a value that its enumeration does not have.
    ///
    /// No other value is written. A key is written if a model declares a field of this name, or if its struct does not
    /// have it and it is an identifier that does not look like an id; any other key, such as that of a map, is `*`. A
    /// tag and a value are written if they are identifiers in that sense, a tag if it begins with a capital letter
    /// too; any other tag is `?`. If the service itself uses a word of a customer as the name of a field, as a tag or as
    /// a value of an enumeration, that word is written: read the file before you share it.
    ///
    /// Each response is decoded once more, and its lines are written and flushed on the thread that decodes it. After an
    /// error of `out` nothing more is written; calls do not fail.
    pub fn observations(mut self, out: impl Write + Send + 'static) -> Self {
        self.observations = Some(Observations::new(out));
        self
    }

    /// Decodes JSON that is at a path of a response, and reports the findings. In strict mode the first finding is the
    /// error. `received` is the JSON as it was received.
    pub(crate) fn decode<T: DeserializeOwned>(
        &self,
        of: ResponseOf<'_>,
        path: &str,
        json: &str,
        received: &str,
    ) -> Result<T, Result<Finding, serde_json::Error>> {
        let is_observed = |observations: &&Observations| !of.operation.id.is_empty() && observations.is_open();
        if let Some(observations) = self.observations.as_ref().filter(is_observed) {
            self.observe::<T>(observations, of, path, json, received);
        }
        let (value, seen) = self.pass::<T>(json, usize::MAX, self.fields);
        self.report(value, self.findings::<T>(of, path, json, seen, self.fields))
    }

    /// Writes what a value looks like.
    fn observe<T: DeserializeOwned>(
        &self,
        observations: &Observations,
        of: ResponseOf<'_>,
        path: &str,
        json: &str,
        received: &str,
    ) {
        let (found, names) = names::collected(|| {
            let (_, seen) = self.pass::<T>(json, usize::MAX, true);
            self.findings::<T>(of, path, json, seen, true).collect::<Vec<_>>()
        });
        let places: Vec<_> = found.iter().map(|finding| (finding.kind, finding.path.as_str())).collect();
        observations.add(of.response(&of.request()), path, received, names, &places);
    }

    /// Calls the function for each finding in a value.
    fn report<T>(
        &self,
        value: Result<T, serde_json::Error>,
        found: impl Iterator<Item = Finding>,
    ) -> Result<T, Result<Finding, serde_json::Error>> {
        let value = value.map_err(Err)?;
        for finding in found {
            (self.hook)(&finding);
            if self.strict {
                return Err(Ok(finding));
            }
        }
        Ok(value)
    }

    /// The findings that a pass has counted.
    fn findings<T: DeserializeOwned>(
        &self,
        of: ResponseOf<'_>,
        path: &str,
        json: &str,
        seen: usize,
        fields: bool,
    ) -> impl Iterator<Item = Finding> {
        (1..=seen.min(MOST)).filter_map(move |position| {
            let error = self.pass::<T>(json, position, fields).0.err()?;
            let (kind, inner, value) = pass::found(&error)?;
            let path = format!("{path}{inner}").trim_start_matches('.').to_owned();
            Some(Finding { operation: of.name.to_owned(), kind, path, value })
        })
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
    fn pass<T: DeserializeOwned>(
        &self,
        json: &str,
        stop_at: usize,
        fields: bool,
    ) -> (Result<T, serde_json::Error>, usize) {
        let _reset = pass::begin(stop_at, fields);
        let result = codec::decode(json);
        (result, pass::position())
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { fields, strict, observations, .. } = self;
        let writes = observations.is_some();
        let mut shown = f.debug_struct("Watch");
        shown.field("fields", fields).field("strict", strict).field("observations", &writes).finish_non_exhaustive()
    }
}
