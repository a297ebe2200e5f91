//! Fields of objects: those of responses, those of requests, and those of both.

use serde_json::{Value, json};

use crate::common::{
    ALL_OF_IT, OPERATIONS, input, input_properties, merged, note, note_properties, reference, response, schemas,
};
use crate::pair::{Pair, Step};

pub fn pairs() -> Vec<Pair> {
    [added_and_removed(), types(), presence(), identifiers(), setters(), presets(), details()]
        .into_iter()
        .flatten()
        .collect()
}

/// An operation that returns an author.
fn get_author() -> Value {
    json!({"paths": {"/v1/author": {"get": {
        "tags": ["Notes"], "summary": "Get author", "operationId": "getAuthor",
        "responses": {"200": response(reference("Author"))},
    }}}})
}

const USER: &str = r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new(7, "Ann") }"#;

const BY_NAME: &str = r#"pub fn example() -> v1::CreateNoteInput {
    v1::CreateNoteInput::new(v1::CreateNoteInputRequired { user_id: "u1".to_owned(), user_name: "Ann".to_owned() })
}"#;

/// An input that requires the id of a user, of this type, and a name.
fn user(id: &str, required: Value) -> Value {
    let properties = json!({"userId": {"type": id}, "userName": {"type": "string"}, "subject": null});
    input(json!({"required": required, "properties": properties}))
}

fn added_and_removed() -> Vec<Pair> {
    vec![
        Pair {
            what: "a response has one more field",
            head: note_properties(json!({"pinned": {"type": "boolean"}})),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["adds field-added v1::Note.pinned"] },
            back: Step {
                callers: &["pub fn is_pinned(note: &v1::Note) -> bool { note.pinned == Some(true) }"],
                verdict: &["breaks field-removed v1::Note.pinned"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a response has one more field that is required",
            head: note(json!({"required": ["id", "subject", "pinned"], "properties": {"pinned": {"type": "boolean"}}})),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["adds field-added v1::Note.pinned"] },
            back: Step {
                callers: &["pub fn is_pinned(note: &v1::Note) -> bool { note.pinned }"],
                verdict: &["breaks field-removed v1::Note.pinned"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a request has one more optional field",
            head: input_properties(json!({"pinned": {"type": "boolean"}})),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["adds field-added v1::CreateNoteInput.pinned"] },
            back: Step {
                callers: &[
                    r#"pub fn pinned() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back").pinned(true) }"#,
                ],
                verdict: &["breaks field-removed v1::CreateNoteInput.pinned"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a request has one more required field",
            head: input(json!({"required": ["subject", "size"], "properties": {"size": {"type": "integer"}}})),
            forward: Step {
                callers: &[r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back") }"#],
                verdict: &["breaks required-field-added v1::CreateNoteInput.size"],
            },
            back: Step {
                callers: &[r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back", 7) }"#],
                verdict: &["breaks field-removed v1::CreateNoteInput.size"],
            },
            ..Pair::default()
        },
        Pair {
            what: "entries other than the declared ones are kept",
            head: note(json!({"additionalProperties": {"type": "string"}})),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["adds additional-added v1::Note.additional"] },
            back: Step {
                callers: &[r#"pub fn color(note: &v1::Note) -> Option<&String> { note.additional.get("color") }"#],
                verdict: &["breaks additional-removed v1::Note.additional"],
            },
            ..Pair::default()
        },
    ]
}

fn types() -> Vec<Pair> {
    vec![
        Pair {
            what: "a number becomes a UUID",
            head: note_properties(json!({"id": {"type": "string", "format": "uuid"}})),
            forward: Step {
                callers: &["pub fn id(note: &v1::Note) -> i64 { note.id }"],
                verdict: &["breaks field-type-changed v1::Note.id"],
            },
            back: Step {
                callers: &["pub fn id(note: &v1::Note) -> uuid::Uuid { note.id }"],
                verdict: &["breaks field-type-changed v1::Note.id"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a number has 32 bits",
            head: note_properties(json!({"id": {"format": "int32"}})),
            forward: Step {
                callers: &["pub fn id(note: &v1::Note) -> i64 { note.id }"],
                verdict: &["breaks field-type-changed v1::Note.id"],
            },
            back: Step {
                callers: &["pub fn id(note: &v1::Note) -> i32 { note.id }"],
                verdict: &["breaks field-type-changed v1::Note.id"],
            },
            ..Pair::default()
        },
        Pair {
            what: "the format of a number promises all its digits",
            base: note_properties(json!({"price": {"type": "number"}})),
            head: note_properties(json!({"price": {"format": "decimal"}})),
            forward: Step {
                callers: &["pub fn price(note: &v1::Note) -> Option<f64> { note.price }"],
                verdict: &["breaks field-type-changed v1::Note.price"],
            },
            back: Step {
                callers: &[
                    "pub fn price(note: &v1::Note) -> Option<&str> { note.price.as_ref().map(|price| price.as_str()) }",
                ],
                verdict: &["breaks field-type-changed v1::Note.price"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a request takes a string instead of a number",
            head: input_properties(json!({"authorId": {"type": "string"}})),
            forward: Step {
                callers: &[
                    r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back").author_id(7) }"#,
                ],
                verdict: &["breaks field-type-changed v1::CreateNoteInput.author_id"],
            },
            back: Step {
                callers: &[
                    r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back").author_id("ann") }"#,
                ],
                verdict: &["breaks field-type-changed v1::CreateNoteInput.author_id"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a request requires a list instead of one string",
            head: input_properties(json!({"subject": {"type": "array", "items": {"type": "string"}}})),
            forward: Step {
                callers: &[r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back") }"#],
                verdict: &["breaks field-type-changed v1::CreateNoteInput.subject"],
            },
            back: Step {
                callers: &[
                    r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new(["Called back".to_owned()]) }"#,
                ],
                verdict: &["breaks field-type-changed v1::CreateNoteInput.subject"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a list of strings becomes a list of objects",
            head: schemas(json!({
                "Tag": {"title": "Tag", "type": "object", "properties": {"name": {"type": "string"}}},
                "Note": {"properties": {"tags": {"items": {"type": null, "$ref": "#/components/schemas/Tag"}}}},
            })),
            forward: Step {
                callers: &[r#"pub fn tags(note: v1::Note) -> String { note.tags.unwrap_or_default().join(", ") }"#],
                verdict: &["adds type-added v1::Tag", "breaks field-type-changed v1::Note.tags"],
            },
            back: Step {
                callers: &[
                    "pub fn name(tag: v1::Tag) -> Option<String> { tag.name }",
                    "pub fn are_named(note: &v1::Note) -> bool { note.tags.iter().flatten().all(|tag| tag.name.is_some()) }",
                ],
                verdict: &["breaks type-removed v1::Tag", "breaks field-type-changed v1::Note.tags"],
            },
            ..Pair::default()
        },
        Pair {
            what: "the items of a list may be null",
            head: note_properties(json!({"tags": {"items": {"nullable": true}}})),
            forward: Step {
                callers: &[r#"pub fn tags(note: v1::Note) -> Vec<String> { note.tags.unwrap_or_default() }"#],
                verdict: &["breaks field-type-changed v1::Note.tags"],
            },
            back: Step {
                callers: &[
                    "pub fn tags(note: v1::Note) -> usize { note.tags.iter().flatten().flatten().map(|tag| tag.len()).sum() }",
                ],
                verdict: &["breaks field-type-changed v1::Note.tags"],
            },
            ..Pair::default()
        },
        Pair {
            what: "the values of a string are listed",
            head: note_properties(json!({"subject": {"enum": ["Call", "Mail"]}})),
            forward: Step {
                callers: &["pub fn subject(note: v1::Note) -> String { note.subject }"],
                verdict: &["adds type-added v1::NoteSubject", "breaks field-type-changed v1::Note.subject"],
            },
            back: Step {
                callers: &["pub fn is_call(note: v1::Note) -> bool { note.subject == v1::NoteSubject::Call }"],
                verdict: &["breaks type-removed v1::NoteSubject", "breaks field-type-changed v1::Note.subject"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a time becomes a date",
            base: note_properties(json!({"due": {"type": "string", "format": "date-time"}})),
            head: note_properties(json!({"due": {"format": "date"}})),
            forward: Step {
                callers: &["pub fn due(note: &v1::Note) -> Option<jiff::Timestamp> { note.due }"],
                verdict: &["breaks field-type-changed v1::Note.due"],
            },
            back: Step {
                callers: &["pub fn due(note: &v1::Note) -> Option<jiff::civil::Date> { note.due }"],
                verdict: &["breaks field-type-changed v1::Note.due"],
            },
            ..Pair::default()
        },
        Pair {
            what: "the values of a map have another type",
            base: note_properties(json!({"votes": {"type": "object", "additionalProperties": {"type": "integer"}}})),
            head: note_properties(json!({"votes": {"additionalProperties": {"type": "boolean"}}})),
            forward: Step {
                callers: &[
                    "pub fn votes(note: v1::Note) -> i64 { note.votes.iter().flatten().map(|(_, count)| *count).sum() }",
                ],
                verdict: &["breaks field-type-changed v1::Note.votes"],
            },
            back: Step {
                callers: &[
                    "pub fn votes(note: v1::Note) -> bool { note.votes.iter().flatten().all(|(_, vote)| *vote) }",
                ],
                verdict: &["breaks field-type-changed v1::Note.votes"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a type contains itself through a field that existed before",
            base: merged(
                get_author(),
                &schemas(json!({"Author": {
                    "title": "Author", "type": "object", "properties": {"lastNote": reference("Note")},
                }})),
            ),
            head: note_properties(json!({"author": reference("Author")})),
            forward: Step {
                callers: &["pub fn last(author: v1::Author) -> Option<v1::Note> { author.last_note }"],
                verdict: &["adds field-added v1::Note.author", "breaks field-boxing-changed v1::Author.last_note"],
            },
            back: Step {
                callers: &[
                    "pub fn author(note: v1::Note) -> Option<v1::Author> { note.author }",
                    "pub fn last(author: v1::Author) -> Option<Box<v1::Note>> { author.last_note }",
                ],
                verdict: &["breaks field-removed v1::Note.author", "breaks field-boxing-changed v1::Author.last_note"],
            },
            ..Pair::default()
        },
    ]
}

fn presence() -> Vec<Pair> {
    let both_ways = || {
        json!({"paths": {"/v1/notes": {"post": {"requestBody": {"content": {"application/json": {
            "schema": reference("Note"),
        }}}}}}})
    };
    vec![
        Pair {
            what: "a field of a response becomes optional",
            head: note(json!({"required": ["id"]})),
            forward: Step {
                callers: &["pub fn subject(note: v1::Note) -> String { note.subject }"],
                verdict: &["breaks response-field-became-optional v1::Note.subject"],
            },
            back: Step {
                callers: &["pub fn subject(note: v1::Note) -> Option<String> { note.subject }"],
                verdict: &["breaks response-field-became-required v1::Note.subject"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a field of a request becomes required",
            head: input(json!({"required": ["authorId", "subject"]})),
            forward: Step {
                callers: &[
                    r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back").author_id(7) }"#,
                ],
                verdict: &["breaks request-field-became-required v1::CreateNoteInput.author_id"],
            },
            back: Step {
                callers: &[r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back", 7) }"#],
                verdict: &["breaks request-field-became-optional v1::CreateNoteInput.author_id"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a field of a type that is both sent and received becomes required",
            base: both_ways(),
            head: note(json!({"required": ["id", "state", "subject"]})),
            forward: Step {
                callers: &["pub fn is_open(note: &v1::Note) -> bool { note.state == Some(v1::NoteState::Open) }"],
                verdict: &["breaks request-field-became-required v1::Note.state"],
            },
            back: Step {
                callers: &["pub fn is_open(note: &v1::Note) -> bool { note.state == v1::NoteState::Open }"],
                verdict: &["breaks request-field-became-optional v1::Note.state"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a required field may be null",
            head: note_properties(json!({"subject": {"nullable": true}})),
            forward: Step {
                callers: &["pub fn subject(note: v1::Note) -> String { note.subject }"],
                verdict: &["breaks field-became-nullable v1::Note.subject"],
            },
            back: Step {
                callers: &["pub fn subject(note: v1::Note) -> Option<String> { note.subject }"],
                verdict: &["breaks field-no-longer-nullable v1::Note.subject"],
            },
            ..Pair::default()
        },
        Pair {
            what: "an optional field of a request may be null",
            head: input_properties(json!({"authorId": {"nullable": true}})),
            forward: Step {
                callers: &["pub fn author(input: &v1::CreateNoteInput) -> Option<i64> { input.author_id }"],
                verdict: &["breaks field-became-nullable v1::CreateNoteInput.author_id"],
            },
            back: Step {
                callers: &[
                    r#"pub fn nobody() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back").author_id(Nullable::Null) }"#,
                ],
                verdict: &["breaks field-no-longer-nullable v1::CreateNoteInput.author_id"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a required field of a request may be null",
            head: input_properties(json!({"subject": {"nullable": true}})),
            forward: Step {
                callers: &[r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back") }"#],
                verdict: &["breaks field-became-nullable v1::CreateNoteInput.subject"],
            },
            back: Step {
                callers: &["pub fn nothing() -> v1::CreateNoteInput { v1::CreateNoteInput::new(None) }"],
                verdict: &["breaks field-no-longer-nullable v1::CreateNoteInput.subject"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a field of a response is absent instead of null",
            base: note_properties(json!({"subject": {"nullable": true}})),
            head: note(json!({"required": ["id"], "properties": {"subject": {"nullable": false}}})),
            forward: Step {
                callers: &[
                    r#"pub fn subject(note: v1::Note) -> String { note.subject.unwrap_or_else(|| "none".to_owned()) }"#,
                ],
                verdict: &["behaves field-presence-changed v1::Note.subject"],
            },
            back: Step {
                callers: &[
                    r#"pub fn subject(note: v1::Note) -> String { note.subject.unwrap_or_else(|| "none".to_owned()) }"#,
                ],
                verdict: &["behaves field-presence-changed v1::Note.subject"],
            },
            ..Pair::default()
        },
    ]
}

fn identifiers() -> Vec<Pair> {
    let inner = || json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}});
    const EXTRA: &str = "
pub fn a(note: v1::Note) -> Option<String> { let extra: v1::NoteExtraInfo = note.extra_info?; Some(extra.a) }";
    vec![
        Pair {
            what: "a key is written in another style",
            base: note_properties(json!({"user_id": {"type": "integer"}})),
            head: note_properties(json!({"user_id": null, "userId": {"type": "integer"}})),
            forward: Step {
                callers: &["pub fn user(note: &v1::Note) -> Option<i64> { note.user_id }"],
                verdict: &["behaves field-key-changed v1::Note.user_id"],
            },
            back: Step {
                callers: &["pub fn user(note: &v1::Note) -> Option<i64> { note.user_id }"],
                verdict: &["behaves field-key-changed v1::Note.user_id"],
            },
            ..Pair::default()
        },
        Pair {
            what: "the key of an object without a name is written in another style",
            base: note_properties(json!({"extraInfo": inner()})),
            head: note_properties(json!({"extraInfo": null, "extra_info": inner()})),
            forward: Step { callers: &[EXTRA], verdict: &["behaves field-key-changed v1::Note.extra_info"] },
            back: Step { callers: &[EXTRA], verdict: &["behaves field-key-changed v1::Note.extra_info"] },
            ..Pair::default()
        },
        Pair {
            what: "a key in another style keeps its place among the arguments of the constructor",
            base: input(json!({
                "required": ["user_id", "userName"],
                "properties": {"user_id": {"type": "integer"}, "userName": {"type": "string"}, "subject": null},
            })),
            head: input(json!({
                "required": ["userName", "userId"],
                "properties": {"user_id": null, "userId": {"type": "integer"}},
            })),
            forward: Step { callers: &[USER], verdict: &["behaves field-key-changed v1::CreateNoteInput.user_id"] },
            back: Step { callers: &[USER], verdict: &["behaves field-key-changed v1::CreateNoteInput.user_id"] },
            ..Pair::default()
        },
        Pair {
            what: "the description lists the required fields in another order",
            base: user("integer", json!(["userId", "userName"])),
            head: user("integer", json!(["userName", "userId"])),
            forward: Step { callers: &[USER], verdict: &[] },
            back: Step { callers: &[USER], verdict: &[] },
            ..Pair::default()
        },
        Pair {
            what: "an overlay moves an argument of the constructor",
            base: user("integer", json!(["userId", "userName"])),
            head: input(json!({"x-order": ["userName"]})),
            forward: Step { callers: &[USER], verdict: &["breaks arguments-shifted v1::CreateNoteInput::new"] },
            // The lock keeps the order.
            back: Step {
                callers: &[r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Ann", 7) }"#],
                verdict: &[],
            },
            ..Pair::default()
        },
        Pair {
            what: "an overlay moves one of two arguments of one type",
            base: merged(
                user("string", json!(["userId", "userName"])),
                &input(json!({"x-order": ["userId", "userName"]})),
            ),
            head: input(json!({"x-order": ["userName", "userId"]})),
            forward: Step {
                callers: &[r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("u1", "Ann") }"#],
                verdict: &["behaves arguments-reordered v1::CreateNoteInput::new"],
            },
            back: Step {
                callers: &[r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Ann", "u1") }"#],
                verdict: &["behaves arguments-reordered v1::CreateNoteInput::new"],
            },
            ..Pair::default()
        },
        Pair {
            what: "the description lists fields of one type in another order",
            base: user("string", json!(["userId", "userName"])),
            head: user("string", json!(["userName", "userId"])),
            forward: Step { callers: &[BY_NAME], verdict: &[] },
            back: Step { callers: &[BY_NAME], verdict: &[] },
            ..Pair::default()
        },
        Pair {
            what: "an overlay states the order of two fields of one type",
            base: user("string", json!(["userId", "userName"])),
            head: input(json!({"x-order": ["userId", "userName"]})),
            forward: Step {
                callers: &[BY_NAME],
                verdict: &["breaks constructor-form-changed v1::CreateNoteInput::new"],
            },
            back: Step {
                callers: &[r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("u1", "Ann") }"#],
                verdict: &["breaks constructor-form-changed v1::CreateNoteInput::new"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a field that requests require has the type of another",
            base: user("string", json!(["userId"])),
            head: user("string", json!(["userId", "userName"])),
            forward: Step {
                callers: &[r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("u1") }"#],
                verdict: &[
                    "breaks constructor-form-changed v1::CreateNoteInput::new",
                    "breaks request-field-became-required v1::CreateNoteInput.user_name",
                ],
            },
            back: Step {
                callers: &[BY_NAME],
                verdict: &[
                    "breaks constructor-form-changed v1::CreateNoteInput::new",
                    "breaks request-field-became-optional v1::CreateNoteInput.user_name",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "a maintainer renames a type whose required fields have names, and ends the alias later",
            base: user("string", json!(["userId", "userName"])),
            lock: &[
                ("name = \"CreateNoteInput\"\n", "name = \"NewNote\"\n"),
                (OPERATIONS, "[renamed]\n\"CreateNoteInput\" = \"NewNote\"\n\n[operations]\n"),
            ],
            lock_back: &[("\"CreateNoteInput\" = \"NewNote\"\n", "")],
            forward: Step { callers: &[BY_NAME], verdict: &["behaves renamed v1::CreateNoteInput"] },
            back: Step { callers: &[BY_NAME], verdict: &["breaks alias-removed v1::CreateNoteInput"] },
            ..Pair::default()
        },
        Pair {
            what: "arguments are swapped, and there is a new one",
            base: user("integer", json!(["userId", "userName"])),
            head: input(json!({
                "required": ["userId", "userName", "size"], "x-order": ["userName"],
                "properties": {"size": {"type": "boolean"}},
            })),
            forward: Step {
                callers: &[USER],
                verdict: &[
                    "breaks arguments-shifted v1::CreateNoteInput::new",
                    "breaks required-field-added v1::CreateNoteInput.size",
                ],
            },
            back: Step {
                callers: &[r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Ann", 7, true) }"#],
                verdict: &["breaks field-removed v1::CreateNoteInput.size"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a new key would have the identifier of the further entries",
            base: note(json!({"additionalProperties": {"type": "string"}})),
            head: note_properties(json!({"additional": {"type": "boolean"}})),
            forward: Step {
                callers: &[r#"pub fn color(note: &v1::Note) -> Option<&String> { note.additional.get("color") }"#],
                verdict: &["adds field-added v1::Note.additional_2"],
            },
            back: Step {
                callers: &["pub fn has_more(note: &v1::Note) -> bool { note.additional_2 == Some(true) }"],
                verdict: &["breaks field-removed v1::Note.additional_2"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a new key would have the identifier of another, of another type",
            base: note_properties(json!({"user_id": {"type": "integer"}})),
            head: note_properties(json!({"userId": {"type": "string"}})),
            forward: Step {
                callers: &["pub fn user(note: &v1::Note) -> Option<i64> { note.user_id }"],
                verdict: &["adds field-added v1::Note.user_id_2"],
            },
            back: Step {
                callers: &["pub fn user(note: v1::Note) -> Option<String> { note.user_id_2 }"],
                verdict: &["breaks field-removed v1::Note.user_id_2"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a new key would have the identifier of another, of the same type",
            base: note_properties(json!({"user_id": {"type": "integer"}})),
            head: note_properties(json!({"userId": {"type": "integer"}})),
            forward: Step {
                callers: &["pub fn user(note: &v1::Note) -> Option<i64> { note.user_id }"],
                verdict: &["adds field-added v1::Note.user_id_2"],
            },
            back: Step {
                callers: &["pub fn user(note: &v1::Note) -> Option<i64> { note.user_id_2 }"],
                verdict: &["breaks field-removed v1::Note.user_id_2"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a maintainer renames a field",
            base: note_properties(json!({"user_id": {"type": "integer"}})),
            lock: &[(r#"fields."user_id" = "user_id""#, r#"fields."user_id" = "owner_id""#)],
            forward: Step {
                callers: &["pub fn user(note: &v1::Note) -> Option<i64> { note.user_id }"],
                verdict: &["breaks field-renamed v1::Note.user_id"],
            },
            back: Step {
                callers: &["pub fn user(note: &v1::Note) -> Option<i64> { note.owner_id }"],
                verdict: &["breaks field-renamed v1::Note.owner_id"],
            },
            ..Pair::default()
        },
    ]
}

fn setters() -> Vec<Pair> {
    let new = || json!({"new": {"type": "string"}});
    let both = || merged(input_properties(json!({"withNew": {"type": "string"}})), &input_properties(new()));
    vec![
        Pair {
            what: "a new key would have the setter of another",
            base: input_properties(json!({"withNew": {"type": "string"}})),
            head: input_properties(new()),
            forward: Step {
                callers: &[
                    r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back").with_new("x") }"#,
                ],
                verdict: &["adds field-added v1::CreateNoteInput.new"],
            },
            back: Step {
                callers: &[
                    r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back").with_new_2("x") }"#,
                ],
                verdict: &["breaks field-removed v1::CreateNoteInput.new"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a maintainer gives the setter of a field to another",
            base: both(),
            lock: &[(
                "setters.\"new\" = \"with_new_2\"\n",
                "setters.\"new\" = \"with_new\"\nsetters.\"withNew\" = \"with_new_2\"\n",
            )],
            forward: Step {
                callers: &[
                    r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back").with_new("x").with_new_2("y") }"#,
                ],
                verdict: &[
                    "behaves setter-reassigned v1::CreateNoteInput.with_new()",
                    "behaves setter-reassigned v1::CreateNoteInput.with_new_2()",
                ],
            },
            back: Step {
                callers: &[
                    r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back").with_new("x").with_new_2("y") }"#,
                ],
                verdict: &[
                    "behaves setter-reassigned v1::CreateNoteInput.with_new()",
                    "behaves setter-reassigned v1::CreateNoteInput.with_new_2()",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "a maintainer renames the setter of a field",
            base: both(),
            lock: &[(r#"setters."new" = "with_new_2""#, r#"setters."new" = "set_new""#)],
            forward: Step {
                callers: &[
                    r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back").with_new_2("x") }"#,
                ],
                verdict: &["breaks setter-renamed v1::CreateNoteInput.with_new_2()"],
            },
            back: Step {
                callers: &[
                    r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back").set_new("x") }"#,
                ],
                verdict: &["breaks setter-renamed v1::CreateNoteInput.set_new()"],
            },
            ..Pair::default()
        },
    ]
}

/// Fields that the constructor sets, since their enumeration has one value.
fn presets() -> Vec<Pair> {
    let kind = |value: &str| json!({"type": "string", "enum": [value], "default": value});
    vec![
        Pair {
            what: "a request has one more field with one value",
            head: input(json!({"required": ["kind", "subject"], "properties": {"kind": kind("plain")}})),
            forward: Step {
                callers: &[ALL_OF_IT],
                verdict: &["adds field-added v1::CreateNoteInput.kind", "adds type-added v1::CreateNoteInputKind"],
            },
            back: Step {
                callers: &[
                    "pub fn kind(input: v1::CreateNoteInput) { drop(input.kind) }",
                    "pub fn kind(kind: v1::CreateNoteInputKind) { drop(kind) }",
                ],
                verdict: &[
                    "breaks field-removed v1::CreateNoteInput.kind",
                    "breaks type-removed v1::CreateNoteInputKind",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "the one value of a field changes",
            base: input(json!({"required": ["kind", "subject"], "properties": {"kind": kind("plain")}})),
            head: input_properties(json!({"kind": kind("simple")})),
            forward: Step {
                callers: &["pub fn kind() -> v1::CreateNoteInputKind { v1::CreateNoteInputKind::Plain }"],
                verdict: &[
                    "adds value-added v1::CreateNoteInputKind::Simple",
                    "behaves default-changed v1::CreateNoteInput.kind",
                    "breaks value-removed v1::CreateNoteInputKind::Plain",
                ],
            },
            back: Step {
                callers: &["pub fn kind() -> v1::CreateNoteInputKind { v1::CreateNoteInputKind::Simple }"],
                verdict: &[
                    "adds value-added v1::CreateNoteInputKind::Plain",
                    "behaves default-changed v1::CreateNoteInput.kind",
                    "breaks value-removed v1::CreateNoteInputKind::Simple",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "a field of a request has one value",
            base: input(json!({
                "required": ["kind", "subject"], "x-order": ["kind", "subject"],
                "properties": {"kind": {"type": "string"}},
            })),
            head: input_properties(json!({"kind": kind("plain")})),
            forward: Step {
                callers: &[
                    "pub fn kind(input: v1::CreateNoteInput) -> String { input.kind }",
                    r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("plain", "Called back") }"#,
                ],
                verdict: &[
                    "adds type-added v1::CreateNoteInputKind",
                    "behaves default-changed v1::CreateNoteInput.kind",
                    "breaks field-type-changed v1::CreateNoteInput.kind",
                    "breaks request-field-became-optional v1::CreateNoteInput.kind",
                ],
            },
            back: Step {
                callers: &[
                    "pub fn kind(input: v1::CreateNoteInput) -> v1::CreateNoteInputKind { input.kind }",
                    r#"pub fn example() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back") }"#,
                    "pub fn kind(kind: v1::CreateNoteInputKind) { drop(kind) }",
                ],
                verdict: &[
                    "behaves default-changed v1::CreateNoteInput.kind",
                    "breaks field-type-changed v1::CreateNoteInput.kind",
                    "breaks request-field-became-required v1::CreateNoteInput.kind",
                    "breaks type-removed v1::CreateNoteInputKind",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "a field of a response has one value",
            base: note(json!({"required": ["id", "kind", "subject"], "properties": {"kind": {"type": "string"}}})),
            head: note_properties(json!({"kind": kind("plain")})),
            forward: Step {
                callers: &["pub fn kind(note: v1::Note) -> String { note.kind }"],
                verdict: &[
                    "adds type-added v1::NoteKind",
                    "behaves default-changed v1::Note.kind",
                    "breaks field-type-changed v1::Note.kind",
                ],
            },
            back: Step {
                callers: &[
                    "pub fn kind(note: v1::Note) -> v1::NoteKind { note.kind }",
                    "pub fn kind(kind: v1::NoteKind) { drop(kind) }",
                ],
                verdict: &[
                    "behaves default-changed v1::Note.kind",
                    "breaks field-type-changed v1::Note.kind",
                    "breaks type-removed v1::NoteKind",
                ],
            },
            ..Pair::default()
        },
    ]
}

fn details() -> Vec<Pair> {
    let same = |what, base, head, verdict| {
        let step = Step { callers: &[ALL_OF_IT], verdict };
        Pair { what, base, head, forward: step, back: step, ..Pair::default() }
    };
    vec![
        same(
            "an absent field means another value",
            input_properties(json!({"authorId": {"default": 1}})),
            input_properties(json!({"authorId": {"default": 2}})),
            &["behaves default-changed v1::CreateNoteInput.author_id"],
        ),
        same(
            "a string has another format that is still a string",
            input_properties(json!({"subject": {"format": "email"}})),
            input_properties(json!({"subject": {"format": "hostname"}})),
            &["behaves format-changed v1::CreateNoteInput.subject"],
        ),
        same(
            "a string may be longer",
            input_properties(json!({"subject": {"maxLength": 80}})),
            input_properties(json!({"subject": {"maxLength": 200}})),
            &["behaves constraint-changed v1::CreateNoteInput.subject"],
        ),
        same(
            "a number is bounded",
            json!({}),
            input_properties(json!({"authorId": {"minimum": 1}})),
            &["behaves constraint-changed v1::CreateNoteInput.author_id"],
        ),
        Pair {
            what: "a field of a response is deprecated",
            head: note_properties(json!({"tags": {"deprecated": true}})),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["behaves deprecated v1::Note.tags"] },
            back: Step { callers: &[ALL_OF_IT], verdict: &["adds no-longer-deprecated v1::Note.tags"] },
            ..Pair::default()
        },
        Pair {
            what: "a field of a request is deprecated",
            head: input_properties(json!({"authorId": {"deprecated": true}})),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["behaves deprecated v1::CreateNoteInput.author_id"] },
            back: Step { callers: &[ALL_OF_IT], verdict: &["adds no-longer-deprecated v1::CreateNoteInput.author_id"] },
            ..Pair::default()
        },
    ]
}
