//! Enumerations.

use serde_json::json;

use crate::common::{ALL_OF_IT, note_properties, reference, schemas};
use crate::pair::{Pair, Step};

pub fn pairs() -> Vec<Pair> {
    let note_kind = || {
        schemas(json!({
            "Kind": {"title": "NoteKind", "type": "string", "enum": ["note_call", "note_mail"]},
            "Note": {"properties": {"kind": reference("Kind")}},
        }))
    };
    const IS_CALL: &str = "pub fn is_call(note: &v1::Note) -> bool { note.kind == Some(v1::NoteKind::Call) }";
    vec![
        Pair {
            what: "a value is added to a list",
            head: schemas(json!({"NoteState": {"enum": ["open", "closed", "archived"]}})),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["adds value-added v1::NoteState::Archived"] },
            back: Step {
                callers: &["pub fn is_gone(note: &v1::Note) -> bool { note.state == Some(v1::NoteState::Archived) }"],
                verdict: &["breaks value-removed v1::NoteState::Archived"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a value is written in another style",
            base: schemas(json!({"NoteState": {"enum": ["open", "in_progress"]}})),
            head: schemas(json!({"NoteState": {"enum": ["open", "InProgress"]}})),
            forward: Step {
                callers: &[
                    "pub fn is_worked_on(note: &v1::Note) -> bool { note.state == Some(v1::NoteState::InProgress) }",
                ],
                verdict: &["behaves value-changed v1::NoteState::InProgress"],
            },
            back: Step {
                callers: &[
                    "pub fn is_worked_on(note: &v1::Note) -> bool { note.state == Some(v1::NoteState::InProgress) }",
                ],
                verdict: &["behaves value-changed v1::NoteState::InProgress"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a new value would have the name of another variant",
            base: schemas(json!({"NoteState": {"enum": ["open", "in_progress"]}})),
            head: schemas(json!({"NoteState": {"enum": ["open", "in_progress", "in-progress"]}})),
            forward: Step {
                callers: &[
                    "pub fn is_worked_on(note: &v1::Note) -> bool { note.state == Some(v1::NoteState::InProgress) }",
                ],
                verdict: &["adds value-added v1::NoteState::InProgress2"],
            },
            back: Step {
                callers: &[
                    "pub fn is_worked_on(note: &v1::Note) -> bool { note.state == Some(v1::NoteState::InProgress2) }",
                ],
                verdict: &["breaks value-removed v1::NoteState::InProgress2"],
            },
            ..Pair::default()
        },
        Pair {
            what: "values no longer start with the title of their enumeration",
            base: note_kind(),
            head: schemas(json!({"Kind": {"title": "Kind"}})),
            forward: Step { callers: &[IS_CALL], verdict: &[] },
            back: Step { callers: &[IS_CALL], verdict: &[] },
            ..Pair::default()
        },
        Pair {
            what: "a maintainer renames a variant of an enumeration",
            base: note_kind(),
            lock: &[(r#"variants."note_call" = "Call""#, r#"variants."note_call" = "Phone""#)],
            forward: Step { callers: &[IS_CALL], verdict: &["breaks variant-renamed v1::NoteKind::Call"] },
            back: Step {
                callers: &["pub fn is_call(note: &v1::Note) -> bool { note.kind == Some(v1::NoteKind::Phone) }"],
                verdict: &["breaks variant-renamed v1::NoteKind::Phone"],
            },
            ..Pair::default()
        },
        Pair {
            what: "the prose lists another value",
            base: note_properties(json!({"channel": {"type": "string", "description": "values: [Email, Sms]"}})),
            head: note_properties(json!({"channel": {"description": "values: [Chat, Email, Sms]"}})),
            forward: Step {
                callers: &[r#"
pub fn channel(note: &v1::Note) -> &str {
    match &note.channel {
        Some(v1::NoteChannel::Email) => "by mail",
        Some(v1::NoteChannel::Sms) => "by phone",
        Some(other) => other.as_str(),
        None => "",
    }
}"#],
                verdict: &["adds value-added v1::NoteChannel::Chat"],
            },
            back: Step {
                callers: &["pub fn is_chat(note: &v1::Note) -> bool { note.channel == Some(v1::NoteChannel::Chat) }"],
                verdict: &["breaks value-removed v1::NoteChannel::Chat"],
            },
            ..Pair::default()
        },
    ]
}
