//! The small description that the pairs of descriptions change.

use serde_json::{Value, json};

/// Notes that can be listed, read and written.
pub fn common() -> Value {
    let note = || response(json!({"$ref": "#/components/schemas/Note"}));
    let input = json!({"$ref": "#/components/schemas/CreateNoteInput"});
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Notes", "version": "1"},
        "servers": [{"url": "https://notes.example.com"}],
        "paths": {
            "/v1/notes": {
                "get": {
                    "tags": ["Notes"], "summary": "List notes", "operationId": "listNotes",
                    "parameters": [{"name": "author", "in": "query", "schema": {"type": "string"}}],
                    "responses": {"200": response(json!({"type": "array", "items": {"$ref": "#/components/schemas/Note"}}))},
                },
                "post": {
                    "tags": ["Notes"], "summary": "Create note", "operationId": "createNote",
                    "requestBody": {"required": true, "content": {"application/json": {"schema": input}}},
                    "responses": {"201": note()},
                },
            },
            "/v1/notes/{noteId}": {
                "get": {
                    "tags": ["Notes"], "summary": "Get note", "operationId": "getNote",
                    "parameters": [{"name": "noteId", "in": "path", "required": true, "schema": {"type": "integer"}}],
                    "responses": {"200": note(), "404": {"description": "No such note"}},
                },
            },
        },
        "components": {"schemas": {
            "Note": {
                "title": "Note", "type": "object", "required": ["id", "subject"],
                "properties": {
                    "id": {"type": "integer"},
                    "subject": {"type": "string"},
                    "state": {"$ref": "#/components/schemas/NoteState"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
            "NoteState": {"title": "NoteState", "type": "string", "enum": ["open", "closed"]},
            "CreateNoteInput": {
                "title": "CreateNoteInput", "type": "object", "required": ["subject"],
                "properties": {"subject": {"type": "string"}, "authorId": {"type": "integer"}},
            },
        }},
    })
}

/// Where the operations begin in a lock.
pub const OPERATIONS: &str = "[operations]\n";

/// A program that uses all of the common description.
pub const ALL_OF_IT: &str = r#"
pub async fn create(client: &Client) -> Result<(i64, String), Error> {
    let mut input = v1::CreateNoteInput::new("Called back").author_id(7);
    input.author_id = input.author_id.map(|id| id + 1);
    let created: v1::Note = v1::notes::create_note(&input).send(client).await?;
    let v1::Note { id, subject, state, tags, .. } = v1::notes::get_note(created.id).send(client).await?;
    let state: &str = match &state {
        Some(v1::NoteState::Open) => "still open",
        Some(v1::NoteState::Closed) => "done",
        Some(other) => other.as_str(),
        None => "unknown",
    };
    Ok((id, format!("{subject}: {state}, {}", tags.unwrap_or_default().join(", "))))
}

pub fn subjects(client: &Client) -> Result<Vec<String>, Error> {
    let notes: Vec<v1::Note> = v1::notes::list_notes().author("ann").send_blocking(client)?;
    Ok(notes.into_iter().map(|note| note.subject).collect())
}
"#;

/// A response with an envelope around its data.
pub fn response(data: Value) -> Value {
    bare_response(json!({"type": "object", "required": ["data"], "properties": {"data": data}}))
}

/// A response without an envelope.
pub fn bare_response(schema: Value) -> Value {
    json!({"description": "OK", "content": {"application/json": {"schema": schema}}})
}

/// A patch of the schemas.
pub fn schemas(patch: Value) -> Value {
    json!({"components": {"schemas": patch}})
}

/// A patch of `Note`.
pub fn note(patch: Value) -> Value {
    schemas(json!({"Note": patch}))
}

/// A patch of `CreateNoteInput`.
pub fn input(patch: Value) -> Value {
    schemas(json!({"CreateNoteInput": patch}))
}

/// A patch of the properties of `Note`.
pub fn note_properties(patch: Value) -> Value {
    note(json!({"properties": patch}))
}

/// A patch of the properties of `CreateNoteInput`.
pub fn input_properties(patch: Value) -> Value {
    input(json!({"properties": patch}))
}

/// A patch of `list_notes`.
pub fn list_notes(patch: Value) -> Value {
    json!({"paths": {"/v1/notes": {"get": patch}}})
}

/// A patch of `create_note`.
pub fn create_note(patch: Value) -> Value {
    json!({"paths": {"/v1/notes": {"post": patch}}})
}

/// A patch of `get_note`.
pub fn get_note(patch: Value) -> Value {
    json!({"paths": {"/v1/notes/{noteId}": {"get": patch}}})
}

/// A reference to a schema.
pub fn reference(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

/// A document after a merge patch (RFC 7386).
pub fn merged(mut target: Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else { return patch.clone() };
    if !target.is_object() {
        target = json!({});
    }
    for (key, change) in patch {
        if change.is_null() {
            target.as_object_mut().map(|entries| entries.remove(key));
        } else {
            let old = target[key].take();
            target[key] = merged(old, change);
        }
    }
    target
}
