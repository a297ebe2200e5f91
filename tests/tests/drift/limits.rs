//! Limits on values whose type stays the same: in requests, and in responses.

use dixa_generator::drift::drift;
use serde_json::{Value, json};

use crate::common::{
    ALL_OF_IT, create_note, get_note, input, input_properties, list_notes, merged, note_properties, reference, schemas,
};
use crate::pair::{Pair, Step};

pub fn pairs() -> Vec<Pair> {
    [fields(), inputs(), types(), responses()].into_iter().flatten().collect()
}

fn same(what: &'static str, base: Value, head: Value, verdict: &'static [&'static str]) -> Pair {
    let step = Step { callers: &[ALL_OF_IT], verdict };
    Pair { what, base, head, forward: step, back: step, ..Pair::default() }
}

fn string() -> Value {
    json!({"type": "string"})
}

fn list(items: Value) -> Value {
    json!({"type": "array", "items": items})
}

fn fields() -> Vec<Pair> {
    let labels =
        |labels: Value| merged(schemas(json!({"Label": string()})), &input_properties(json!({"labels": labels})));
    let label = schemas(json!({"Label": {"maxLength": 5}}));
    let narrowed: &[_] = &["behaves constraint-changed v1::CreateNoteInput.labels"];
    vec![
        same(
            "the items of a list, by reference, get a limit",
            labels(list(reference("Label"))),
            label.clone(),
            narrowed,
        ),
        same("items of lists in a list get a limit", labels(list(list(reference("Label")))), label.clone(), narrowed),
        same(
            "the values of a map get a limit",
            labels(json!({"type": "object", "additionalProperties": reference("Label")})),
            label.clone(),
            narrowed,
        ),
        same(
            "a string behind `allOf` gets a limit",
            labels(json!({"allOf": [reference("Label")], "description": "What it is about."})),
            label,
            narrowed,
        ),
        same(
            "a list of a request takes fewer items",
            labels(list(string())),
            input_properties(json!({"labels": {"maxItems": 3}})),
            narrowed,
        ),
        same(
            "only some integers are left",
            json!({}),
            input_properties(json!({"authorId": {"enum": [1, 2, 3]}})),
            &["behaves constraint-changed v1::CreateNoteInput.author_id"],
        ),
        same(
            "only one boolean is left",
            input_properties(json!({"draft": {"type": "boolean"}})),
            input_properties(json!({"draft": {"enum": [true]}})),
            &["behaves constraint-changed v1::CreateNoteInput.draft"],
        ),
    ]
}

fn inputs() -> Vec<Pair> {
    let body = |schema: Value| json!({"requestBody": {"content": {"application/json": {"schema": schema}}}});
    const SEVERAL: &str = r#"
pub fn create() -> Request<v1::Note> { v1::notes::create_note(&[v1::CreateNoteInput::new("Called back")]) }"#;
    let several = Step { callers: &[SEVERAL], verdict: &["behaves constraint-changed v1::notes::create_note(body)"] };
    let author = |schema: Value| {
        list_notes(json!({"parameters": [
            {"name": "author", "in": "query", "schema": string()},
            {"name": "ids", "in": "query", "schema": list(schema)},
        ]}))
    };
    vec![
        same(
            "the items of a parameter, by reference, get a limit",
            merged(schemas(json!({"NoteId": {"type": "integer"}})), &author(reference("NoteId"))),
            schemas(json!({"NoteId": {"minimum": 1}})),
            &["behaves constraint-changed v1::notes::list_notes.ids"],
        ),
        Pair {
            what: "a body takes fewer items",
            base: create_note(body(json!({"$ref": null, "type": "array", "items": reference("CreateNoteInput")}))),
            head: create_note(body(json!({"maxItems": 10}))),
            forward: several,
            back: several,
            ..Pair::default()
        },
        same(
            "the text of a parameter with JSON gets a limit",
            merged(
                schemas(json!({"Filter": string()})),
                &list_notes(json!({"parameters": [
                    {"name": "author", "in": "query", "schema": string()},
                    {"name": "filter", "in": "query", "content": {"application/json": {"schema": list(reference("Filter"))}}},
                ]})),
            ),
            schemas(json!({"Filter": {"maxLength": 5}})),
            &["behaves constraint-changed v1::notes::list_notes.filter"],
        ),
        same(
            "only some integers are left for a parameter",
            author(json!({"type": "integer"})),
            author(json!({"type": "integer", "enum": [1, 2]})),
            &["behaves constraint-changed v1::notes::list_notes.ids"],
        ),
    ]
}

fn types() -> Vec<Pair> {
    let wide = || {
        let target = json!({"title": "Target", "oneOf": [string(), {"type": "integer"}]});
        merged(schemas(json!({"Target": target})), &input_properties(json!({"target": reference("Target")})))
    };
    vec![
        same(
            "further entries of a request get a limit",
            input(json!({"additionalProperties": string()})),
            input(json!({"additionalProperties": {"maxLength": 5}})),
            &["behaves constraint-changed v1::CreateNoteInput"],
        ),
        same(
            "a request has to have a number of entries",
            json!({}),
            input(json!({"minProperties": 1})),
            &["behaves constraint-changed v1::CreateNoteInput"],
        ),
        same(
            "a member of a union in a request gets a limit",
            wide(),
            schemas(json!({"Target": {"oneOf": [{"type": "string", "maxLength": 5}, {"type": "integer"}]}})),
            &["behaves constraint-changed v1::Target"],
        ),
    ]
}

fn responses() -> Vec<Pair> {
    let as_body = create_note(json!({"requestBody": {"content": {"application/json": {"schema": reference("Note")}}}}));
    const SENDING: &str = r#"
pub fn send() -> Request<v1::Note> { v1::notes::create_note(&v1::Note::new(1, "Called back")) }"#;
    let sent = Step { callers: &[SENDING], verdict: &["behaves constraint-changed v1::Note.id"] };
    vec![
        same(
            "a number in a response is bounded",
            json!({}),
            note_properties(json!({"id": {"maximum": 5}})),
            &["prose described-constraint-changed v1::Note.id"],
        ),
        same(
            "a string in a response has a format",
            json!({}),
            note_properties(json!({"subject": {"format": "email"}})),
            &["prose described-constraint-changed v1::Note.subject"],
        ),
        same(
            "the items of a list in a response are limited",
            json!({}),
            note_properties(json!({"tags": {"items": {"maxLength": 5}}})),
            &["prose described-constraint-changed v1::Note.tags"],
        ),
        Pair {
            what: "a number of a type that is both sent and received is bounded",
            base: as_body,
            head: note_properties(json!({"id": {"maximum": 5}})),
            forward: sent,
            back: sent,
            ..Pair::default()
        },
        same(
            "the identifier in a path is bounded",
            json!({}),
            get_note(json!({"parameters": [
                {"name": "noteId", "in": "path", "required": true, "schema": {"type": "integer", "minimum": 1}},
            ]})),
            &["behaves constraint-changed v1::notes::get_note(note_id)"],
        ),
    ]
}

#[test]
fn reserved_characters_that_a_parameter_no_longer_takes_change_behaviour() {
    let author = |reserved: bool| {
        list_notes(json!({"parameters": [
            {"name": "author", "in": "query", "allowReserved": reserved, "schema": string()},
        ]}))
    };
    let [before, after, _] = Pair { base: author(true), head: author(false), ..Pair::default() }.bindings();
    let changes = drift(&[before.surface()], &[after.surface()]);
    let said: Vec<String> = changes.iter().map(|change| format!("{} {}", change.class(), change.says())).collect();
    let expected = "behaves the service accepted reserved characters as they are and now accepts reserved characters \
                    percent-encoded only";
    assert_eq!(said, [expected]);
}
