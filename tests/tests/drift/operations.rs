//! Operations: addresses, inputs and responses.

use serde_json::{Value, json};

use crate::common::{
    ALL_OF_IT, bare_response, common, create_note, get_note, list_notes, merged, reference, response, schemas,
};
use crate::pair::{Pair, Step};

pub fn pairs() -> Vec<Pair> {
    [addresses(), arguments(), setters(), bodies(), responses(), statuses()].into_iter().flatten().collect()
}

/// One more operation on notes.
fn operation(method: &str, path: &str, summary: &str, patch: Value) -> Value {
    let operation = json!({
        "tags": ["Notes"], "summary": summary, "operationId": summary,
        "responses": {"204": {"description": "Done"}},
    });
    json!({"paths": {path: {method: merged(operation, &patch)}}})
}

fn parameter(name: &str, place: &str, schema: Value) -> Value {
    json!({"name": name, "in": place, "required": place == "path", "schema": schema})
}

fn required(mut parameter: Value) -> Value {
    parameter["required"] = json!(true);
    parameter
}

fn text() -> Value {
    json!({"type": "string"})
}

fn integer() -> Value {
    json!({"type": "integer"})
}

/// The parameters of `list_notes`.
fn listed_by(parameters: impl IntoIterator<Item = Value>) -> Value {
    list_notes(json!({"parameters": Value::from_iter(parameters)}))
}

/// A change whose reverse is of the same kind.
fn same(
    what: &'static str,
    base: Value,
    head: Value,
    callers: &'static [&'static str],
    verdict: &'static [&'static str],
) -> Pair {
    let step = Step { callers, verdict };
    Pair { what, base, head, forward: step, back: step, ..Pair::default() }
}

fn addresses() -> Vec<Pair> {
    let get_note_again = common()["paths"]["/v1/notes/{noteId}"].clone();
    let update = |method: &str| {
        let input =
            json!({"required": true, "content": {"application/json": {"schema": reference("CreateNoteInput")}}});
        let patch = json!({"parameters": [parameter("noteId", "path", integer())], "requestBody": input});
        operation(method, "/v1/notes/{noteId}", "Update note", patch)
    };
    const UPDATING: &str = r#"
pub async fn rename(client: &Client) -> Result<(), Error> {
    v1::notes::update_note(1, &v1::CreateNoteInput::new("Called back")).send(client).await
}
"#;
    let tag = |path: &str, note: Value| {
        let parameters = [parameter("noteId", "path", note), parameter("tagId", "path", text())];
        operation("put", path, "Tag note", json!({"parameters": parameters}))
    };
    let without = |path: &str, rest: Value| merged(json!({"paths": {path: null}}), &rest);
    let turned: &[_] = &[("PUT /notes/{noteId}/tags/{tagId}", "PUT /tags/{tagId}/notes/{noteId}")];
    vec![
        Pair {
            what: "an operation is new",
            head: operation("delete", "/v1/notes", "Delete notes", json!({})),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["adds operation-added v1::notes::delete_notes"] },
            back: Step {
                callers: &["pub fn delete() -> Request<()> { v1::notes::delete_notes() }"],
                verdict: &["breaks operation-removed v1::notes::delete_notes"],
            },
            ..Pair::default()
        },
        Pair {
            what: "the path of an operation has another version",
            head: json!({"paths": {"/v1/notes/{noteId}": null, "/v2/notes/{noteId}": get_note_again}}),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["behaves path-changed v1::notes::get_note"] },
            back: Step { callers: &[ALL_OF_IT], verdict: &["behaves path-changed v1::notes::get_note"] },
            ..Pair::default()
        },
        Pair {
            what: "an operation that keeps its name has another method",
            base: update("put"),
            head: merged(json!({"paths": {"/v1/notes/{noteId}": {"put": null}}}), &update("patch")),
            lock: &[("PUT /notes/{noteId}", "PATCH /notes/{noteId}")],
            forward: Step { callers: &[UPDATING], verdict: &["behaves method-changed v1::notes::update_note"] },
            back: Step { callers: &[UPDATING], verdict: &["behaves method-changed v1::notes::update_note"] },
            ..Pair::default()
        },
        Pair {
            what: "the service has another address",
            head: json!({"servers": [{"url": "https://eu.notes.example.com"}]}),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["behaves server-changed v1"] },
            back: Step { callers: &[ALL_OF_IT], verdict: &["behaves server-changed v1"] },
            ..Pair::default()
        },
        Pair {
            what: "parameters of the same type are swapped in the path",
            base: tag("/v1/notes/{noteId}/tags/{tagId}", text()),
            head: without("/v1/notes/{noteId}/tags/{tagId}", tag("/v1/tags/{tagId}/notes/{noteId}", text())),
            lock: turned,
            forward: Step {
                callers: &[r#"pub fn tag() -> Request<()> { v1::notes::tag_note("1", "urgent") }"#],
                verdict: &[
                    "behaves path-changed v1::notes::tag_note",
                    "behaves arguments-reordered v1::notes::tag_note",
                ],
            },
            back: Step {
                callers: &[r#"pub fn tag() -> Request<()> { v1::notes::tag_note("urgent", "1") }"#],
                verdict: &[
                    "behaves path-changed v1::notes::tag_note",
                    "behaves arguments-reordered v1::notes::tag_note",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "parameters of different types are swapped in the path",
            base: tag("/v1/notes/{noteId}/tags/{tagId}", integer()),
            head: without("/v1/notes/{noteId}/tags/{tagId}", tag("/v1/tags/{tagId}/notes/{noteId}", integer())),
            lock: turned,
            forward: Step {
                callers: &[r#"pub fn tag() -> Request<()> { v1::notes::tag_note(1, "urgent") }"#],
                verdict: &["behaves path-changed v1::notes::tag_note", "breaks arguments-shifted v1::notes::tag_note"],
            },
            back: Step {
                callers: &[r#"pub fn tag() -> Request<()> { v1::notes::tag_note("urgent", 1) }"#],
                verdict: &["behaves path-changed v1::notes::tag_note", "breaks arguments-shifted v1::notes::tag_note"],
            },
            ..Pair::default()
        },
        Pair {
            what: "an operation has another tag and another id",
            head: get_note(json!({"tags": ["Memos"], "operationId": "readMemo"})),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["prose prose-changed v1::notes::get_note"] },
            back: Step { callers: &[ALL_OF_IT], verdict: &["prose prose-changed v1::notes::get_note"] },
            ..Pair::default()
        },
        Pair {
            what: "an operation is deprecated",
            head: get_note(json!({"deprecated": true})),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["behaves deprecated v1::notes::get_note"] },
            back: Step { callers: &[ALL_OF_IT], verdict: &["adds no-longer-deprecated v1::notes::get_note"] },
            ..Pair::default()
        },
    ]
}

fn arguments() -> Vec<Pair> {
    let note_id = || parameter("noteId", "path", integer());
    let close = |patch: Value| {
        let parameters = json!({"parameters": [parameter("noteId", "path", integer())]});
        operation("post", "/v1/notes/{noteId}/close", "Close note", merged(parameters, &patch))
    };
    vec![
        Pair {
            what: "an operation has one more required parameter",
            head: get_note(json!({"parameters": [note_id(), required(parameter("locale", "query", text()))]})),
            forward: Step {
                callers: &["pub fn get() -> Request<v1::Note> { v1::notes::get_note(1) }"],
                verdict: &["breaks argument-added v1::notes::get_note(locale)"],
            },
            back: Step {
                callers: &[r#"pub fn get() -> Request<v1::Note> { v1::notes::get_note(1, "en") }"#],
                verdict: &["breaks argument-removed v1::notes::get_note(locale)"],
            },
            ..Pair::default()
        },
        Pair {
            what: "an operation requires a body",
            base: close(json!({})),
            head: merged(
                close(json!({"requestBody": {
                    "required": true, "content": {"application/json": {"schema": reference("CloseNoteInput")}},
                }})),
                &schemas(json!({"CloseNoteInput": {
                    "title": "CloseNoteInput", "type": "object", "properties": {"reason": text()},
                }})),
            ),
            forward: Step {
                callers: &["pub fn close() -> Request<()> { v1::notes::close_note(1) }"],
                verdict: &["adds type-added v1::CloseNoteInput", "breaks argument-added v1::notes::close_note(body)"],
            },
            back: Step {
                callers: &[
                    r#"pub fn done() -> v1::CloseNoteInput { v1::CloseNoteInput::new().reason("Done") }"#,
                    "pub fn close(json: &str) -> Request<()> { v1::notes::close_note(1, &serde_json::from_str(json).unwrap()) }",
                ],
                verdict: &[
                    "breaks type-removed v1::CloseNoteInput",
                    "breaks argument-removed v1::notes::close_note(body)",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "a parameter of the path has another type",
            head: get_note(json!({"parameters": [parameter("noteId", "path", text())]})),
            forward: Step {
                callers: &["pub fn get() -> Request<v1::Note> { v1::notes::get_note(1) }"],
                verdict: &["breaks argument-type-changed v1::notes::get_note(note_id)"],
            },
            back: Step {
                callers: &[r#"pub fn get() -> Request<v1::Note> { v1::notes::get_note("n1") }"#],
                verdict: &["breaks argument-type-changed v1::notes::get_note(note_id)"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a required parameter in another style keeps its place",
            base: listed_by([
                required(parameter("user_id", "query", integer())),
                required(parameter("userName", "query", text())),
            ]),
            head: listed_by([
                required(parameter("userName", "query", text())),
                required(parameter("userId", "query", integer())),
            ]),
            forward: Step {
                callers: &[r#"pub fn list() -> Request<Vec<v1::Note>> { v1::notes::list_notes(7, "Ann") }"#],
                verdict: &["behaves parameter-key-changed v1::notes::list_notes(user_id)"],
            },
            back: Step {
                callers: &[r#"pub fn list() -> Request<Vec<v1::Note>> { v1::notes::list_notes(7, "Ann") }"#],
                verdict: &["behaves parameter-key-changed v1::notes::list_notes(user_id)"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a maintainer swaps two required parameters of one type in the lock",
            base: listed_by([
                required(parameter("userId", "query", text())),
                required(parameter("userName", "query", text())),
            ]),
            lock: &[(r#"["query userId", "query userName"]"#, r#"["query userName", "query userId"]"#)],
            forward: Step {
                callers: &[r#"pub fn list() -> Request<Vec<v1::Note>> { v1::notes::list_notes("u1", "Ann") }"#],
                verdict: &["behaves arguments-reordered v1::notes::list_notes"],
            },
            back: Step {
                callers: &[r#"pub fn list() -> Request<Vec<v1::Note>> { v1::notes::list_notes("Ann", "u1") }"#],
                verdict: &["behaves arguments-reordered v1::notes::list_notes"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a required parameter is another one of the same type",
            base: listed_by([required(parameter("author", "query", integer()))]),
            head: listed_by([required(parameter("owner", "query", integer()))]),
            forward: Step {
                callers: &["pub fn list() -> Request<Vec<v1::Note>> { v1::notes::list_notes(7) }"],
                verdict: &["behaves parameter-key-changed v1::notes::list_notes(owner)"],
            },
            back: Step {
                callers: &["pub fn list() -> Request<Vec<v1::Note>> { v1::notes::list_notes(7) }"],
                verdict: &["behaves parameter-key-changed v1::notes::list_notes(author)"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a required parameter has another name on the wire",
            base: listed_by([required(parameter("author_id", "query", integer()))]),
            head: listed_by([required(parameter("authorId", "query", integer()))]),
            forward: Step {
                callers: &["pub fn list() -> Request<Vec<v1::Note>> { v1::notes::list_notes(7) }"],
                verdict: &["behaves parameter-key-changed v1::notes::list_notes(author_id)"],
            },
            back: Step {
                callers: &["pub fn list() -> Request<Vec<v1::Note>> { v1::notes::list_notes(7) }"],
                verdict: &["behaves parameter-key-changed v1::notes::list_notes(author_id)"],
            },
            ..Pair::default()
        },
    ]
}

fn setters() -> Vec<Pair> {
    let author = || parameter("author", "query", text());
    const LISTED: &str = r#"
pub async fn list(client: &Client) -> Result<Vec<v1::Note>, Error> {
    v1::notes::list_notes().author("ann").send(client).await
}
"#;
    const FOUND: &str = r#"
pub async fn find(client: &Client) -> Result<(), Error> { v1::notes::find_note(1).id("n1").send(client).await }
"#;
    let find = |path: &str, name: &str| {
        let parameters = [parameter(name, "path", integer()), parameter("id", "query", text())];
        operation("get", path, "Find note", json!({"parameters": parameters}))
    };
    let filtered = |style: &str| {
        let mut filter = parameter("filter", "query", json!({"type": "object", "additionalProperties": text()}));
        filter["style"] = json!(style);
        listed_by([filter])
    };
    let tags = |explode: bool| {
        let mut tags = parameter("tags", "query", json!({"type": "array", "items": {"type": "string"}}));
        tags["explode"] = json!(explode);
        listed_by([tags])
    };
    vec![
        Pair {
            what: "an operation gets its first optional parameter",
            head: get_note(json!({"parameters": [
                parameter("noteId", "path", integer()), parameter("locale", "query", text()),
            ]})),
            forward: Step {
                callers: &[ALL_OF_IT],
                verdict: &["adds first-parameter-added v1::notes::get_note.locale"],
            },
            back: Step {
                callers: &[r#"
pub async fn get(client: &Client) -> Result<v1::Note, Error> { v1::notes::get_note(1).locale("en").send(client).await }"#],
                verdict: &["breaks parameter-removed v1::notes::get_note.locale"],
            },
            ..Pair::default()
        },
        same(
            "the name of a header is written in another case",
            listed_by([author(), parameter("X-Reason", "header", text())]),
            listed_by([author(), parameter("x-reason", "header", text())]),
            &[LISTED],
            &[],
        ),
        same(
            "a required parameter is deprecated",
            listed_by([required(author())]),
            listed_by([merged(required(author()), &json!({"deprecated": true}))]),
            &[r#"pub fn list() -> Request<Vec<v1::Note>> { v1::notes::list_notes("ann") }"#],
            &["prose prose-changed v1::notes::list_notes"],
        ),
        Pair {
            what: "a list takes any strings instead of numbers",
            base: listed_by([parameter("ids", "query", json!({"type": "array", "items": integer()}))]),
            head: listed_by([parameter("ids", "query", json!({"type": "array", "items": text()}))]),
            forward: Step {
                callers: &[r#"
pub async fn list(client: &Client, ids: &[i64]) -> Result<Vec<v1::Note>, Error> {
    v1::notes::list_notes().ids(ids.iter().copied()).send(client).await
}"#],
                verdict: &["adds input-widened v1::notes::list_notes.ids"],
            },
            back: Step {
                callers: &[r#"
pub async fn list(client: &Client) -> Result<Vec<v1::Note>, Error> {
    v1::notes::list_notes().ids(["n1"]).send(client).await
}"#],
                verdict: &["breaks parameter-type-changed v1::notes::list_notes.ids"],
            },
            ..Pair::default()
        },
        Pair {
            what: "an operation gets one more optional parameter",
            head: listed_by([author(), parameter("since", "query", json!({"type": "string", "format": "date"}))]),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["adds parameter-added v1::notes::list_notes.since"] },
            back: Step {
                callers: &[r#"
pub async fn list(client: &Client, since: jiff::civil::Date) -> Result<Vec<v1::Note>, Error> {
    v1::notes::list_notes().author("ann").since(since).send(client).await
}"#],
                verdict: &["breaks parameter-removed v1::notes::list_notes.since"],
            },
            ..Pair::default()
        },
        Pair {
            what: "an optional parameter has another type",
            head: listed_by([parameter("author", "query", integer())]),
            forward: Step {
                callers: &[LISTED],
                verdict: &["breaks parameter-type-changed v1::notes::list_notes.author"],
            },
            back: Step {
                callers: &[r#"
pub async fn list(client: &Client) -> Result<Vec<v1::Note>, Error> {
    v1::notes::list_notes().author(7).send(client).await
}"#],
                verdict: &["breaks parameter-type-changed v1::notes::list_notes.author"],
            },
            ..Pair::default()
        },
        Pair {
            what: "an optional parameter becomes required",
            head: listed_by([required(author())]),
            forward: Step {
                callers: &[LISTED],
                verdict: &["breaks parameter-became-required v1::notes::list_notes(author)"],
            },
            back: Step {
                callers: &[r#"
pub async fn list(client: &Client) -> Result<Vec<v1::Note>, Error> {
    v1::notes::list_notes("ann").send(client).await
}"#],
                verdict: &["breaks parameter-became-optional v1::notes::list_notes.author"],
            },
            ..Pair::default()
        },
        same(
            "a parameter moves from the query into a header",
            json!({}),
            listed_by([parameter("author", "header", text())]),
            &[LISTED],
            &["behaves parameter-moved v1::notes::list_notes.author"],
        ),
        same(
            "an object in the query is written in another style",
            filtered("form"),
            filtered("deepObject"),
            &[r#"
pub async fn list(client: &Client, by: &std::collections::BTreeMap<String, String>) -> Result<Vec<v1::Note>, Error> {
    v1::notes::list_notes().filter(by).send(client).await
}"#],
            &["behaves parameter-moved v1::notes::list_notes.filter"],
        ),
        same(
            "a list in the query is joined in place of repeated",
            tags(true),
            tags(false),
            &[r#"
pub async fn list(client: &Client) -> Result<Vec<v1::Note>, Error> {
    v1::notes::list_notes().tags(["urgent", "call"]).send(client).await
}"#],
            &["behaves parameter-moved v1::notes::list_notes.tags"],
        ),
        same(
            "an optional parameter has another name on the wire",
            listed_by([parameter("author_id", "query", integer())]),
            listed_by([parameter("authorId", "query", integer())]),
            &[r#"
pub async fn list(client: &Client) -> Result<Vec<v1::Note>, Error> {
    v1::notes::list_notes().author_id(7).send(client).await
}"#],
            &["behaves parameter-key-changed v1::notes::list_notes.author_id"],
        ),
        same(
            "an absent parameter means another value",
            json!({}),
            listed_by([parameter("author", "query", json!({"type": "string", "default": "everybody"}))]),
            &[LISTED],
            &["behaves default-changed v1::notes::list_notes.author"],
        ),
        same(
            "a parameter has to look otherwise",
            json!({}),
            listed_by([parameter("author", "query", json!({"type": "string", "pattern": "^[a-z]+$"}))]),
            &[LISTED],
            &["behaves constraint-changed v1::notes::list_notes.author"],
        ),
        Pair {
            what: "an optional parameter is deprecated",
            head: listed_by([merged(author(), &json!({"deprecated": true}))]),
            forward: Step { callers: &[LISTED], verdict: &["behaves deprecated v1::notes::list_notes.author"] },
            back: Step { callers: &[LISTED], verdict: &["adds no-longer-deprecated v1::notes::list_notes.author"] },
            ..Pair::default()
        },
        Pair {
            what: "a parameter of the path no longer has the name of an optional one",
            base: find("/v1/notes/find/{id}", "id"),
            head: merged(json!({"paths": {"/v1/notes/find/{id}": null}}), &find("/v1/notes/find/{noteId}", "noteId")),
            lock: &[("GET /notes/find/{id}", "GET /notes/find/{noteId}")],
            forward: Step { callers: &[FOUND], verdict: &["prose prose-changed v1::notes::find_note"] },
            back: Step { callers: &[FOUND], verdict: &["prose prose-changed v1::notes::find_note"] },
            ..Pair::default()
        },
        Pair {
            what: "a maintainer renames the setter of a parameter",
            base: listed_by([parameter("user_id", "query", integer())]),
            lock: &[(r#""query user_id" = "user_id""#, r#""query user_id" = "owner""#)],
            forward: Step {
                callers: &[r#"
pub async fn list(client: &Client) -> Result<Vec<v1::Note>, Error> {
    v1::notes::list_notes().user_id(7).send(client).await
}"#],
                verdict: &["breaks setter-renamed v1::notes::list_notes.user_id"],
            },
            back: Step {
                callers: &[r#"
pub async fn list(client: &Client) -> Result<Vec<v1::Note>, Error> {
    v1::notes::list_notes().owner(7).send(client).await
}"#],
                verdict: &["breaks setter-renamed v1::notes::list_notes.owner"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a new parameter would have the setter of another, of another type",
            base: listed_by([parameter("user_id", "query", integer())]),
            head: listed_by([parameter("user_id", "query", integer()), parameter("user-id", "query", text())]),
            forward: Step {
                callers: &[r#"
pub async fn list(client: &Client) -> Result<Vec<v1::Note>, Error> {
    v1::notes::list_notes().user_id(7).send(client).await
}"#],
                verdict: &["adds parameter-added v1::notes::list_notes.user_id_2"],
            },
            back: Step {
                callers: &[r#"
pub async fn list(client: &Client) -> Result<Vec<v1::Note>, Error> {
    v1::notes::list_notes().user_id_2("ann").send(client).await
}"#],
                verdict: &["breaks parameter-removed v1::notes::list_notes.user_id_2"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a new parameter would have the setter of another, of the same type",
            base: listed_by([parameter("user_id", "query", integer())]),
            head: listed_by([parameter("user_id", "query", integer()), parameter("user-id", "query", integer())]),
            forward: Step {
                callers: &[r#"
pub async fn list(client: &Client) -> Result<Vec<v1::Note>, Error> {
    v1::notes::list_notes().user_id(7).send(client).await
}"#],
                verdict: &["adds parameter-added v1::notes::list_notes.user_id_2"],
            },
            back: Step {
                callers: &[r#"
pub async fn list(client: &Client) -> Result<Vec<v1::Note>, Error> {
    v1::notes::list_notes().user_id_2(7).send(client).await
}"#],
                verdict: &["breaks parameter-removed v1::notes::list_notes.user_id_2"],
            },
            ..Pair::default()
        },
    ]
}

fn bodies() -> Vec<Pair> {
    let upload = |media_type: &str| {
        let body = json!({"required": true, "content": {media_type: {}}});
        operation("post", "/v1/notes/import", "Import notes", json!({"requestBody": body}))
    };
    let attach = |properties: Value| {
        let schema = json!({"type": "object", "required": ["file"], "properties": properties});
        let body = json!({"required": true, "content": {"multipart/form-data": {"schema": schema}}});
        operation("post", "/v1/notes/files", "Attach file", json!({"requestBody": body}))
    };
    let file = || json!({"type": "string", "format": "binary"});
    let form = |encoding: Value| {
        let tags = json!({"type": "array", "items": text()});
        let schema = json!({"title": "TagInput", "type": "object", "properties": {"tags": tags}});
        let media = json!({"schema": reference("TagInput"), "encoding": encoding});
        let body = json!({"required": true, "content": {"application/x-www-form-urlencoded": media}});
        let operation = operation("post", "/v1/notes/tags", "Tag notes", json!({"requestBody": body}));
        merged(operation, &schemas(json!({"TagInput": schema})))
    };
    let search = |media_type: &str| {
        let body = json!({"required": true, "content": {media_type: {"schema": text()}}});
        operation("post", "/v1/notes/search", "Find notes", json!({"requestBody": body}))
    };
    vec![
        Pair {
            what: "a body becomes optional",
            head: create_note(json!({"requestBody": {"required": false}})),
            forward: Step {
                callers: &[r#"
pub async fn create(client: &Client) -> Result<v1::Note, Error> {
    v1::notes::create_note(&v1::CreateNoteInput::new("Called back")).send(client).await
}"#],
                verdict: &["breaks parameter-became-optional v1::notes::create_note.body"],
            },
            back: Step {
                callers: &[r#"
pub async fn create(client: &Client) -> Result<v1::Note, Error> {
    v1::notes::create_note().body(&v1::CreateNoteInput::new("Called back")).send(client).await
}"#],
                verdict: &["breaks parameter-became-required v1::notes::create_note(body)"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a body is a form instead of JSON",
            head: create_note(json!({"requestBody": {"content": {
                "application/json": null,
                "application/x-www-form-urlencoded": {"schema": reference("CreateNoteInput")},
            }}})),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["behaves body-media-changed v1::notes::create_note"] },
            back: Step { callers: &[ALL_OF_IT], verdict: &["behaves body-media-changed v1::notes::create_note"] },
            ..Pair::default()
        },
        same(
            "a JSON body has another media type",
            json!({}),
            create_note(json!({"requestBody": {"content": {
                "application/json": null,
                "application/merge-patch+json": {"schema": reference("CreateNoteInput")},
            }}})),
            &[ALL_OF_IT],
            &["behaves body-media-changed v1::notes::create_note"],
        ),
        same(
            "a list in a form is joined in place of repeated",
            form(json!({})),
            form(json!({"tags": {"explode": false}})),
            &["pub fn tag(tags: &v1::TagInput) -> Request<()> { v1::notes::tag_notes(tags) }"],
            &["behaves body-media-changed v1::notes::tag_notes"],
        ),
        Pair {
            what: "a body is a list of what it was",
            head: create_note(json!({"requestBody": {"content": {"application/json": {
                "schema": {"$ref": null, "type": "array", "items": reference("CreateNoteInput")},
            }}}})),
            forward: Step {
                callers: &[
                    "pub fn create(input: &v1::CreateNoteInput) -> Request<v1::Note> { v1::notes::create_note(input) }",
                ],
                verdict: &["breaks argument-type-changed v1::notes::create_note(body)"],
            },
            back: Step {
                callers: &[
                    "pub fn create(inputs: &[v1::CreateNoteInput]) -> Request<v1::Note> { v1::notes::create_note(inputs) }",
                ],
                verdict: &["breaks argument-type-changed v1::notes::create_note(body)"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a string is sent as text instead of JSON",
            base: search("application/json"),
            head: merged(
                json!({"paths": {"/v1/notes/search": {"post": {"requestBody": {"content": {"application/json": null}}}}}}),
                &search("text/plain"),
            ),
            forward: Step {
                callers: &["pub fn find(text: &String) -> Request<()> { v1::notes::find_notes(text) }"],
                verdict: &[
                    "behaves body-media-changed v1::notes::find_notes",
                    "adds input-widened v1::notes::find_notes(body)",
                ],
            },
            back: Step {
                callers: &["pub fn find(text: String) -> Request<()> { v1::notes::find_notes(text) }"],
                verdict: &[
                    "behaves body-media-changed v1::notes::find_notes",
                    "breaks argument-type-changed v1::notes::find_notes(body)",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "a body of bytes has another media type",
            base: upload("application/zip"),
            head: json!({"paths": {"/v1/notes/import": {"post": {"requestBody": {"content": {
                "application/zip": null, "application/gzip": {},
            }}}}}}),
            forward: Step {
                callers: &["pub fn import(bytes: Vec<u8>) -> Request<()> { v1::notes::import_notes(bytes) }"],
                verdict: &["behaves body-media-changed v1::notes::import_notes"],
            },
            back: Step {
                callers: &["pub fn import(bytes: Vec<u8>) -> Request<()> { v1::notes::import_notes(bytes) }"],
                verdict: &["behaves body-media-changed v1::notes::import_notes"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a form has one more part",
            base: attach(json!({"file": file()})),
            head: attach(json!({"caption": text()})),
            forward: Step {
                callers: &[r#"
pub async fn attach(client: &Client) -> Result<(), Error> {
    v1::notes::attach_file(FilePart::bytes("note.txt", "No response")).send(client).await
}"#],
                verdict: &["adds first-parameter-added v1::notes::attach_file.caption"],
            },
            back: Step {
                callers: &[r#"
pub async fn attach(client: &Client) -> Result<(), Error> {
    v1::notes::attach_file(FilePart::bytes("note.txt", "No response")).caption("Log").send(client).await
}"#],
                verdict: &["breaks parameter-removed v1::notes::attach_file.caption"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a part of a form is a string instead of a file",
            base: attach(json!({"file": file()})),
            head: json!({"paths": {"/v1/notes/files": {"post": {"requestBody": {"content": {"multipart/form-data": {
                "schema": {"properties": {"file": {"format": null}}},
            }}}}}}}),
            forward: Step {
                callers: &[
                    r#"pub fn attach() -> Request<()> { v1::notes::attach_file(FilePart::bytes("note.txt", "No response")) }"#,
                ],
                verdict: &["breaks argument-type-changed v1::notes::attach_file(file)"],
            },
            back: Step {
                callers: &[r#"pub fn attach() -> Request<()> { v1::notes::attach_file("No response") }"#],
                verdict: &["breaks argument-type-changed v1::notes::attach_file(file)"],
            },
            ..Pair::default()
        },
    ]
}

fn responses() -> Vec<Pair> {
    let page = |parameters: &[&str]| {
        let items = json!({"type": "array", "items": reference("Note")});
        let meta = json!({"type": "object", "properties": {"next": {"type": "string"}}});
        let schema = json!({"type": "object", "properties": {"data": items, "meta": meta}});
        let parameters: Vec<Value> =
            parameters.iter().map(|name| parameter(name, "query", json!({"type": "string"}))).collect();
        list_notes(json!({"parameters": parameters, "responses": {"200": bare_response(schema)}}))
    };
    let answered = |data: Value| {
        let schema = json!({"properties": {"data": data}});
        get_note(json!({"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}))
    };
    const PAGES: &str = r#"
pub async fn all(client: &Client) -> Result<Vec<v1::Note>, Error> {
    let first: Page<v1::Note> = v1::notes::list_notes().page_limit(50).send(client).await?;
    let mut notes: Vec<v1::Note> = Vec::new();
    let mut items = v1::notes::list_notes().page_limit(first.items.len() as i32).items(client);
    while let Some(note) = items.next().await {
        notes.push(note?);
    }
    Ok(notes)
}
"#;
    vec![
        Pair {
            what: "a response contains a list instead of one item",
            head: answered(json!({"$ref": null, "type": "array", "items": reference("Note")})),
            forward: Step {
                callers: &["pub fn get() -> Request<v1::Note> { v1::notes::get_note(1) }"],
                verdict: &["breaks response-changed v1::notes::get_note"],
            },
            back: Step {
                callers: &["pub fn get() -> Request<Vec<v1::Note>> { v1::notes::get_note(1) }"],
                verdict: &["breaks response-changed v1::notes::get_note"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a response may be null",
            head: answered(json!({"$ref": null, "allOf": [reference("Note")], "nullable": true})),
            forward: Step {
                callers: &["pub fn get() -> Request<v1::Note> { v1::notes::get_note(1) }"],
                verdict: &["breaks response-changed v1::notes::get_note"],
            },
            back: Step {
                callers: &["pub fn get() -> Request<Option<v1::Note>> { v1::notes::get_note(1) }"],
                verdict: &["breaks response-changed v1::notes::get_note"],
            },
            ..Pair::default()
        },
        Pair {
            what: "the data in an envelope may be missing",
            head: get_note(
                json!({"responses": {"200": {"content": {"application/json": {"schema": {"required": null}}}}}}),
            ),
            forward: Step {
                callers: &["pub fn get() -> Request<v1::Note> { v1::notes::get_note(1) }"],
                verdict: &["breaks response-changed v1::notes::get_note"],
            },
            back: Step {
                callers: &["pub fn get() -> Request<Option<v1::Note>> { v1::notes::get_note(1) }"],
                verdict: &["breaks response-changed v1::notes::get_note"],
            },
            ..Pair::default()
        },
        Pair {
            what: "the body of a success becomes optional",
            head: get_note(json!({"responses": {"204": {"description": "Nothing to show"}}})),
            forward: Step {
                callers: &["pub fn get() -> Request<v1::Note> { v1::notes::get_note(1) }"],
                verdict: &["adds status-added v1::notes::get_note", "breaks response-changed v1::notes::get_note"],
            },
            back: Step {
                callers: &["pub fn get() -> Request<Option<v1::Note>> { v1::notes::get_note(1) }"],
                verdict: &["behaves status-removed v1::notes::get_note", "breaks response-changed v1::notes::get_note"],
            },
            ..Pair::default()
        },
        Pair {
            what: "another success has a body of its own",
            head: create_note(json!({"responses": {"202": response(text())}})),
            forward: Step {
                callers: &[
                    "pub fn create(input: &v1::CreateNoteInput) -> Request<v1::Note> { v1::notes::create_note(input) }",
                ],
                verdict: &[
                    "adds status-added v1::notes::create_note",
                    "adds type-added v1::CreateNoteResponse",
                    "breaks response-changed v1::notes::create_note",
                ],
            },
            back: Step {
                callers: &[
                    "pub fn is_made(made: &v1::CreateNoteResponse) -> bool { matches!(made, v1::CreateNoteResponse::Created(_)) }",
                    "pub fn create(input: &v1::CreateNoteInput) -> Request<v1::CreateNoteResponse> { v1::notes::create_note(input) }",
                ],
                verdict: &[
                    "behaves status-removed v1::notes::create_note",
                    "breaks type-removed v1::CreateNoteResponse",
                    "breaks response-changed v1::notes::create_note",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "a success has no body",
            head: create_note(json!({"responses": {"201": null, "204": {"description": "Done"}}})),
            forward: Step {
                callers: &[
                    "pub fn create(input: &v1::CreateNoteInput) -> Request<v1::Note> { v1::notes::create_note(input) }",
                ],
                verdict: &[
                    "adds status-added v1::notes::create_note",
                    "behaves status-removed v1::notes::create_note",
                    "breaks response-changed v1::notes::create_note",
                ],
            },
            back: Step {
                callers: &[
                    "pub fn create(input: &v1::CreateNoteInput) -> Request<()> { v1::notes::create_note(input) }",
                ],
                verdict: &[
                    "adds status-added v1::notes::create_note",
                    "behaves status-removed v1::notes::create_note",
                    "breaks response-changed v1::notes::create_note",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "a list comes in pages",
            base: listed_by([]),
            head: page(&["pageKey", "pageLimit"]),
            forward: Step {
                callers: &[
                    "pub async fn all(client: &Client) -> Result<Vec<v1::Note>, Error> { v1::notes::list_notes().send(client).await }",
                ],
                verdict: &["breaks response-changed v1::notes::list_notes"],
            },
            back: Step { callers: &[PAGES], verdict: &["breaks response-changed v1::notes::list_notes"] },
            ..Pair::default()
        },
        Pair {
            what: "the size of a page can be chosen",
            base: page(&["pageKey"]),
            head: page(&["pageKey", "pageLimit"]),
            forward: Step { callers: &[PAGES], verdict: &["behaves paging-changed v1::notes::list_notes"] },
            back: Step { callers: &[PAGES], verdict: &["behaves paging-changed v1::notes::list_notes"] },
            ..Pair::default()
        },
        Pair {
            what: "a response has no envelope",
            head: get_note(json!({"responses": {"200": {"content": {"application/json": {"schema": {
                "type": null, "required": null, "properties": null, "$ref": "#/components/schemas/Note",
            }}}}}})),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["behaves envelope-changed v1::notes::get_note"] },
            back: Step { callers: &[ALL_OF_IT], verdict: &["behaves envelope-changed v1::notes::get_note"] },
            ..Pair::default()
        },
    ]
}

fn statuses() -> Vec<Pair> {
    vec![
        Pair {
            what: "a success has one more status",
            head: create_note(json!({"responses": {"200": response(reference("Note"))}})),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["adds status-added v1::notes::create_note"] },
            back: Step { callers: &[ALL_OF_IT], verdict: &["behaves status-removed v1::notes::create_note"] },
            ..Pair::default()
        },
        Pair {
            what: "a failure has one more status",
            head: get_note(json!({"responses": {"410": {"description": "The note is gone"}}})),
            forward: Step { callers: &[ALL_OF_IT], verdict: &["adds status-added v1::notes::get_note"] },
            back: Step { callers: &[ALL_OF_IT], verdict: &["behaves status-removed v1::notes::get_note"] },
            ..Pair::default()
        },
        Pair {
            what: "the body of a failure has a type",
            head: merged(
                get_note(json!({"responses": {"404": {"content": {"application/json": {
                    "schema": reference("Problem"),
                }}}}})),
                &schemas(json!({"Problem": {"title": "Problem", "type": "object", "properties": {"code": integer()}}})),
            ),
            forward: Step {
                callers: &[ALL_OF_IT],
                verdict: &["adds type-added v1::Problem", "behaves error-body-changed v1::notes::get_note"],
            },
            back: Step {
                callers: &["pub fn code(problem: &v1::Problem) -> Option<i64> { problem.code }"],
                verdict: &["breaks type-removed v1::Problem", "behaves error-body-changed v1::notes::get_note"],
            },
            ..Pair::default()
        },
    ]
}
