//! Types that are added, removed or changed.

use serde_json::json;

use crate::common::{
    ALL_OF_IT, OPERATIONS, create_note, input, merged, note, note_properties, reference, response, schemas,
};
use crate::pair::{Pair, Step};

pub fn pairs() -> Vec<Pair> {
    let author = || {
        schemas(json!({
            "Author": {"title": "Author", "type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
            "Note": {"properties": {"author": reference("Author")}},
        }))
    };
    let put_note = || {
        json!({"paths": {"/v1/notes/{noteId}": {"put": {
            "tags": ["Notes"], "summary": "Update note", "operationId": "updateNote",
            "parameters": [{"name": "noteId", "in": "path", "required": true, "schema": {"type": "integer"}}],
            "requestBody": {"required": true, "content": {"application/json": {"schema": reference("Note")}}},
            "responses": {"200": response(reference("Note"))},
        }}}})
    };
    vec![
        Pair {
            what: "a new field has a new type",
            head: author(),
            forward: Step {
                callers: &[ALL_OF_IT],
                verdict: &["adds type-added v1::Author", "adds field-added v1::Note.author"],
            },
            back: Step {
                callers: &[
                    "pub fn upper(author: v1::Author) -> String { author.name.to_uppercase() }",
                    "pub fn is_written(note: &v1::Note) -> bool { note.author.is_some() }",
                ],
                verdict: &["breaks type-removed v1::Author", "breaks field-removed v1::Note.author"],
            },
            ..Pair::default()
        },
        Pair {
            what: "an object becomes an enumeration",
            base: author(),
            head: schemas(json!({"Author": {
                "type": "string", "enum": ["Agent", "Bot"], "required": null, "properties": null,
            }})),
            forward: Step {
                callers: &["pub fn name(author: &v1::Author) -> &str { &author.name }"],
                verdict: &["breaks type-kind-changed v1::Author"],
            },
            back: Step {
                callers: &["pub fn is_bot(author: v1::Author) -> bool { matches!(author, v1::Author::Bot) }"],
                verdict: &["breaks type-kind-changed v1::Author"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a type is deprecated",
            base: author(),
            head: schemas(json!({"Author": {"deprecated": true}})),
            forward: Step {
                callers: &[
                    "pub fn name(note: v1::Note) -> Option<String> { let author: v1::Author = note.author?; Some(author.name) }",
                ],
                verdict: &["behaves deprecated v1::Author"],
            },
            back: Step {
                callers: &[
                    "pub fn name(note: v1::Note) -> Option<String> { let author: v1::Author = note.author?; Some(author.name) }",
                ],
                verdict: &["adds no-longer-deprecated v1::Author"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a request contains a type that only responses contained",
            head: put_note(),
            forward: Step {
                callers: &[ALL_OF_IT],
                verdict: &["adds operation-added v1::notes::update_note", "adds constructor-added v1::Note"],
            },
            back: Step {
                callers: &[
                    r#"
pub fn rename(json: &str) -> Request<v1::Note> {
    v1::notes::update_note(1, &serde_json::from_str(json).unwrap())
}"#,
                    r#"pub fn example() -> v1::Note { v1::Note::new(1, "Called back").state(v1::NoteState::Open) }"#,
                ],
                verdict: &["breaks operation-removed v1::notes::update_note", "breaks constructor-removed v1::Note"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a body is wrapped in a new type",
            base: put_note(),
            head: merged(
                schemas(json!({"UpdateNoteInput": {
                    "title": "UpdateNoteInput", "type": "object", "properties": {"subject": {"type": "string"}},
                }})),
                &json!({"paths": {"/v1/notes/{noteId}": {"put": {"requestBody": {"content": {"application/json": {
                    "schema": reference("UpdateNoteInput"),
                }}}}}}}),
            ),
            forward: Step {
                callers: &[
                    "pub fn update(note: &v1::Note) -> Request<v1::Note> { v1::notes::update_note(1, note) }",
                    r#"pub fn example() -> v1::Note { v1::Note::new(1, "Called back") }"#,
                ],
                verdict: &[
                    "adds type-added v1::UpdateNoteInput",
                    "breaks argument-type-changed v1::notes::update_note(body)",
                    "breaks constructor-removed v1::Note",
                ],
            },
            back: Step {
                callers: &[r#"
pub async fn rename(client: &Client) -> Result<v1::Note, Error> {
    v1::notes::update_note(1, &v1::UpdateNoteInput::new().subject("Called back")).send(client).await
}"#],
                verdict: &[
                    "breaks type-removed v1::UpdateNoteInput",
                    "breaks argument-type-changed v1::notes::update_note(body)",
                    "adds constructor-added v1::Note",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "the docs of a type, a field and an operation change",
            head: merged(
                note(
                    json!({"description": "A note that agents see.", "properties": {"tags": {"description": "Labels."}}}),
                ),
                &create_note(json!({"description": "Writes a note.", "summary": "Write a note"})),
            ),
            forward: Step {
                callers: &[ALL_OF_IT],
                verdict: &["prose prose-changed v1::Note", "prose prose-changed v1::notes::create_note"],
            },
            back: Step {
                callers: &[ALL_OF_IT],
                verdict: &["prose prose-changed v1::Note", "prose prose-changed v1::notes::create_note"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a field and an operation get notes",
            head: merged(
                note(json!({"properties": {"tags": {"x-note": "At most ten."}}})),
                &create_note(json!({"x-note": "Cannot be undone."})),
            ),
            forward: Step {
                callers: &[ALL_OF_IT],
                verdict: &["prose prose-changed v1::Note", "prose prose-changed v1::notes::create_note"],
            },
            back: Step {
                callers: &[ALL_OF_IT],
                verdict: &["prose prose-changed v1::Note", "prose prose-changed v1::notes::create_note"],
            },
            ..Pair::default()
        },
        Pair {
            what: "the exporter appends a number to a schema",
            head: merged(
                json!({"components": {"schemas": {"CreateNoteInput": null, "CreateNoteInput7": {
                    "title": "CreateNoteInput", "type": "object", "required": ["subject"],
                    "properties": {"subject": {"type": "string"}, "authorId": {"type": "integer"}},
                }}}}),
                &create_note(json!({"requestBody": {"content": {"application/json": {
                    "schema": reference("CreateNoteInput7"),
                }}}})),
            ),
            forward: Step { callers: &[ALL_OF_IT], verdict: &[] },
            back: Step { callers: &[ALL_OF_IT], verdict: &[] },
            ..Pair::default()
        },
        Pair {
            what: "a schema has another title",
            head: input(json!({"title": "NoteDraft"})),
            forward: Step { callers: &[ALL_OF_IT], verdict: &[] },
            back: Step { callers: &[ALL_OF_IT], verdict: &[] },
            ..Pair::default()
        },
        Pair {
            what: "two equal lists of values become different",
            base: input(json!({"properties": {"state": {"type": "string", "enum": ["open", "closed"]}}})),
            head: input(json!({"properties": {"state": {"enum": ["open", "closed", "draft"]}}})),
            forward: Step {
                callers: &[r#"pub fn copy(note: v1::Note) -> v1::CreateNoteInput {
    let state: v1::NoteState = note.state.unwrap_or(v1::NoteState::Open);
    v1::CreateNoteInput::new(note.subject).state(state)
}"#],
                verdict: &[
                    "adds type-added v1::CreateNoteInputState",
                    "breaks field-type-changed v1::CreateNoteInput.state",
                ],
            },
            back: Step {
                callers: &[
                    r#"pub fn draft() -> v1::CreateNoteInput { v1::CreateNoteInput::new("Called back").state(v1::CreateNoteInputState::Draft) }"#,
                ],
                verdict: &[
                    "behaves renamed v1::CreateNoteInputState",
                    "breaks value-removed v1::CreateNoteInputState::Draft",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "equal objects of two schemas are one type until one of them gets a field",
            base: merged(
                schemas(json!({
                    "Owner": {"title": "Person", "type": "object", "properties": {"name": {"type": "string"}}},
                    "Owner1": {"title": "Person", "type": "object", "properties": {"name": {"type": "string"}}},
                })),
                &note_properties(json!({"owner": reference("Owner"), "watcher": reference("Owner1")})),
            ),
            head: schemas(json!({"Owner1": {"properties": {"since": {"type": "string", "format": "date"}}}})),
            forward: Step {
                callers: &["pub fn both(note: v1::Note) -> [Option<v1::Person>; 2] { [note.owner, note.watcher] }"],
                verdict: &["adds type-added v1::NotePerson", "breaks field-type-changed v1::Note.watcher"],
            },
            back: Step {
                callers: &[
                    "pub fn since(note: &v1::Note) -> Option<jiff::civil::Date> { note.watcher.as_ref()?.since }",
                ],
                verdict: &["behaves renamed v1::NotePerson", "breaks field-removed v1::NotePerson.since"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a maintainer renames a type and an operation, and ends the aliases later",
            lock: &[
                ("\"GET /notes/{noteId}\" = \"notes::get_note\"", "\"GET /notes/{noteId}\" = \"notes::read_note\""),
                ("name = \"Note\"\n", "name = \"Memo\"\n"),
                (
                    OPERATIONS,
                    "[renamed]\n\"Note\" = \"Memo\"\n\"notes::get_note\" = \"notes::read_note\"\n\n[operations]\n",
                ),
            ],
            lock_back: &[("\"Note\" = \"Memo\"\n\"notes::get_note\" = \"notes::read_note\"\n", "")],
            forward: Step {
                callers: &[ALL_OF_IT],
                verdict: &["behaves renamed v1::Note", "behaves renamed v1::notes::get_note"],
            },
            back: Step {
                callers: &[
                    "pub fn subject(note: v1::Note) -> String { note.subject }",
                    "pub fn path() -> String { v1::notes::get_note(7).path_and_query() }",
                ],
                verdict: &["breaks alias-removed v1::Note", "breaks alias-removed v1::notes::get_note"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a maintainer adds an alias for a type",
            lock: &[(OPERATIONS, "[renamed]\n\"Jotting\" = \"Note\"\n\n[operations]\n")],
            lock_back: &[("\"Jotting\" = \"Note\"\n", "")],
            forward: Step { callers: &[ALL_OF_IT], verdict: &["adds alias-added v1::Jotting"] },
            back: Step {
                callers: &["pub fn subject(note: v1::Jotting) -> String { note.subject }"],
                verdict: &["breaks alias-removed v1::Jotting"],
            },
            ..Pair::default()
        },
    ]
}
