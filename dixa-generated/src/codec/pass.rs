//! Counting, while a response is decoded, what this version of the crate does not know.

use std::cell::Cell;
use std::fmt;

use super::names;
use super::path::split_path;

/// The kind of a [`Finding`](crate::Finding).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FindingKind {
    /// A value that an enumeration does not have.
    EnumValue,
    /// A value that no member of a union matches; with tags, an unknown tag.
    UnionMember,
    /// A field that a struct does not have.
    Field,
    /// A member of a union whose tag is missing or `null`; the value is the name of the tag. A union of one member is read
    /// as that member, any other keeps the JSON as unknown.
    MissingTag,
    /// A required list or map that is missing or `null` and was read as empty; the value is the name of the field.
    MissingField,
    /// A status that the operation does not declare; 429 is expected of every operation.
    Status,
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EnumValue => "unknown value",
            Self::UnionMember => "unknown member",
            Self::Field => "unknown field",
            Self::MissingTag => "missing tag",
            Self::MissingField => "missing field",
            Self::Status => "undeclared status",
        })
    }
}

/// The state of a pass over a response.
#[derive(Clone, Copy)]
struct Pass {
    seen: usize,
    stop_at: usize,
    fields: bool,
    /// The property that holds the tags of unions. Structs do not declare it, so it is not reported as a field.
    tag: &'static str,
}

thread_local! {
    static PASS: Cell<Option<Pass>> = const { Cell::new(None) };
}

/// Ends a pass when it is dropped, also if decoding panics.
pub(crate) struct Reset(Option<Pass>);

impl Drop for Reset {
    fn drop(&mut self) {
        PASS.set(self.0);
    }
}

/// The number of findings so far in the pass on this thread.
pub(crate) fn position() -> usize {
    PASS.get().map_or(0, |pass| pass.seen)
}

/// Resets the number of findings before the same JSON is read again.
pub(crate) fn rewind(position: usize) {
    PASS.set(PASS.get().map(|pass| Pass { seen: position, ..pass }));
}

/// Sets the property that holds the tag of a union.
pub(crate) fn set_tag(tag: &'static str) {
    names::add_tag(tag);
    if let Some(pass) = PASS.get() {
        PASS.set(Some(Pass { tag, ..pass }));
    }
}

/// Delimits the kind in the message of an error that contains a finding.
const MARK: char = '\u{2}';

/// Counts a finding; returns it as an error if it is the one that the pass on this thread stops at.
pub(crate) fn report<E: serde::de::Error>(kind: FindingKind, value: &str) -> Result<(), E> {
    let Some(mut pass) = PASS.get() else { return Ok(()) };
    if kind == FindingKind::Field && (!pass.fields || value == pass.tag) {
        return Ok(());
    }
    pass.seen += 1;
    PASS.set(Some(pass));
    if pass.seen == pass.stop_at { Err(E::custom(format_args!("{MARK}{kind}{MARK}{value}"))) } else { Ok(()) }
}

/// The kinds of findings within a body.
const KINDS: [FindingKind; 5] = [
    FindingKind::EnumValue,
    FindingKind::UnionMember,
    FindingKind::Field,
    FindingKind::MissingTag,
    FindingKind::MissingField,
];

/// The finding in an error: kind, path and value.
pub(crate) fn found(error: &serde_json::Error) -> Option<(FindingKind, String, String)> {
    let (path, message) = split_path(error);
    let (kind, value) = message.strip_prefix(MARK)?.split_once(MARK)?;
    let kind = KINDS.into_iter().find(|known| known.to_string() == kind)?;
    Some((kind, path.unwrap_or_default(), value.to_owned()))
}

/// Begins a pass on this thread, which ends when the returned value is dropped.
pub(crate) fn begin(stop_at: usize, fields: bool) -> Reset {
    Reset(PASS.replace(Some(Pass { seen: 0, stop_at, fields, tag: "" })))
}
