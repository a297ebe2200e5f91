//! A pass over a response that counts what this version of the crate does not know.

use std::cell::Cell;
use std::fmt;

use super::path::split_path;

/// What a client can see and not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FindingKind {
    /// A value that an enumeration does not list.
    EnumValue,
    /// A tag, or a form, that no member of a union has.
    UnionMember,
    /// A field that a struct does not have.
    Field,
    /// A status that the operation does not declare; 429 is expected of all.
    Status,
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EnumValue => "unknown value",
            Self::UnionMember => "unknown member",
            Self::Field => "unknown field",
            Self::Status => "undeclared status",
        })
    }
}

/// A pass over a response that counts what is not known.
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
pub(crate) struct Reset(Option<Pass>);

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
pub(crate) fn note<E: serde::de::Error>(kind: FindingKind, value: &str) -> Result<(), E> {
    let Some(mut pass) = PASS.get() else { return Ok(()) };
    if kind == FindingKind::Field && (!pass.fields || value == pass.tag) {
        return Ok(());
    }
    pass.seen += 1;
    PASS.set(Some(pass));
    if pass.seen == pass.stop_at { Err(E::custom(format_args!("{MARK}{kind}{MARK}{value}"))) } else { Ok(()) }
}

/// The finding that an error carries: its kind, its path and its value.
pub(crate) fn found(error: &serde_json::Error) -> Option<(FindingKind, String, String)> {
    let (path, message) = split_path(error);
    let (kind, value) = message.strip_prefix(MARK)?.split_once(MARK)?;
    let kinds = [FindingKind::EnumValue, FindingKind::UnionMember, FindingKind::Field];
    let kind = kinds.into_iter().find(|known| known.to_string() == kind)?;
    Some((kind, path.unwrap_or_default(), value.to_owned()))
}

/// Begins a pass on this thread; it ends when what is returned goes out of scope, also when decoding panics.
pub(crate) fn begin(stop_at: usize, fields: bool) -> Reset {
    Reset(PASS.replace(Some(Pass { seen: 0, stop_at, fields, tag: "" })))
}
