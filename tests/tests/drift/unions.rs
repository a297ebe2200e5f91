//! Unions.

use serde_json::{Value, json};

use crate::common::{input_properties, merged, reference, schemas};
use crate::pair::{Pair, Step};

pub fn pairs() -> Vec<Pair> {
    [members(), encodings(), methods()].into_iter().flatten().collect()
}

/// The schema of an object with a required string and an optional language.
fn format(title: &str, key: &str) -> Value {
    let properties = json!({key: {"type": "string"}, "language": {"type": "string"}});
    json!({"title": title, "type": "object", "required": [key], "properties": properties})
}

/// A content that is sent and received: HTML or plain text, distinguished by the property `kind`.
fn contents() -> Value {
    schemas(json!({
        "Content": {
            "title": "Content",
            "oneOf": [reference("Html"), reference("Text")],
            "discriminator": {"propertyName": "kind", "mapping": {"Html": "Html", "Text": "Text"}},
        },
        "Html": format("Html", "markup"),
        "Text": format("Text", "text"),
        "Note": {"properties": {"content": reference("Content")}},
        "CreateNoteInput": {"properties": {"content": reference("Content")}},
    }))
}

/// A program that uses all of the contents.
const ALL_OF_THEM: &str = r#"
pub fn text() -> v1::CreateNoteInput {
    v1::CreateNoteInput::new("Called back").content(v1::ContentText::new("No response").language("en"))
}

pub fn html() -> v1::Content {
    let mut html = v1::ContentHtml::new("<p>No response</p>");
    html.language = None;
    v1::Content::from(html)
}

pub fn show(note: v1::Note) -> Option<String> {
    let content = note.content?;
    let language = content.language().map(str::to_owned);
    match content {
        v1::Content::Html(html) => Some(html.markup),
        v1::Content::Text(v1::ContentText { text, .. }) => Some(text),
        _ => language,
    }
}
"#;

fn members() -> Vec<Pair> {
    let note_body = || {
        schemas(json!({
            "Body": {
                "title": "NoteBody", "oneOf": [reference("NoteCall"), reference("NoteMail")],
                "discriminator": {"propertyName": "kind", "mapping": {"NoteCall": "NoteCall", "NoteMail": "NoteMail"}},
            },
            "NoteCall": format("NoteCall", "number"),
            "NoteMail": format("NoteMail", "address"),
            "Note": {"properties": {"body": reference("Body")}},
        }))
    };
    const IS_CALL: &str = "pub fn is_call(body: &v1::NoteBody) -> bool { matches!(body, v1::NoteBody::Call(_)) }";
    let another = |tag: &str, schema: &str, patch: Value| {
        let content = json!({
            "oneOf": [reference("Html"), reference("Text"), reference(schema)],
            "discriminator": {"mapping": {tag: schema}},
        });
        merged(schemas(json!({"Content": content})), &schemas(patch))
    };
    vec![
        Pair {
            what: "a union has one more member",
            base: contents(),
            head: another("Markdown", "Markdown", json!({"Markdown": format("Markdown", "source")})),
            forward: Step {
                callers: &[ALL_OF_THEM],
                verdict: &["adds type-added v1::ContentMarkdown", "adds member-added v1::Content::Markdown"],
            },
            back: Step {
                callers: &[
                    r#"pub fn bold() -> v1::ContentMarkdown { v1::ContentMarkdown::new("**now**") }"#,
                    "pub fn is_markdown(content: &v1::Content) -> bool { matches!(content, v1::Content::Markdown(_)) }",
                ],
                verdict: &["breaks type-removed v1::ContentMarkdown", "breaks member-removed v1::Content::Markdown"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a union has a member without content",
            base: contents(),
            head: another("Redacted", "Redacted", json!({"Redacted": {"title": "Redacted", "type": "object"}})),
            forward: Step {
                callers: &["pub fn language(content: &v1::Content) -> Option<&str> { content.language() }"],
                verdict: &[
                    "adds member-added v1::Content::Redacted",
                    "breaks accessor-removed v1::Content::language()",
                ],
            },
            back: Step {
                callers: &["pub fn is_gone(content: v1::Content) -> bool { content == v1::Content::Redacted }"],
                verdict: &[
                    "breaks member-removed v1::Content::Redacted",
                    "adds accessor-added v1::Content::language()",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "a member without content gets content",
            base: merged(contents(), &another("Redacted", "Redacted", json!({"Redacted": {"type": "object"}}))),
            head: schemas(json!({"Redacted": {"title": "Redacted", "properties": {"reason": {"type": "string"}}}})),
            forward: Step {
                callers: &["pub fn is_gone(content: v1::Content) -> bool { content == v1::Content::Redacted }"],
                verdict: &["adds type-added v1::ContentRedacted", "breaks member-type-changed v1::Content::Redacted"],
            },
            back: Step {
                callers: &[
                    "pub fn reason(redacted: v1::ContentRedacted) -> Option<String> { redacted.reason }",
                    "pub fn is_gone(content: v1::Content) -> bool { matches!(content, v1::Content::Redacted(_)) }",
                ],
                verdict: &[
                    "breaks type-removed v1::ContentRedacted",
                    "breaks member-type-changed v1::Content::Redacted",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "a union with another title keeps its name and those of its members",
            base: note_body(),
            head: schemas(json!({"Body": {"title": "Body"}})),
            forward: Step { callers: &[IS_CALL], verdict: &[] },
            back: Step { callers: &[IS_CALL], verdict: &[] },
            ..Pair::default()
        },
        Pair {
            what: "a maintainer renames a variant of a union",
            base: note_body(),
            lock: &[(r#"variants."NoteCall" = "Call""#, r#"variants."NoteCall" = "Phone""#)],
            forward: Step { callers: &[IS_CALL], verdict: &["breaks variant-renamed v1::NoteBody::Call"] },
            back: Step {
                callers: &["pub fn is_call(body: &v1::NoteBody) -> bool { matches!(body, v1::NoteBody::Phone(_)) }"],
                verdict: &["breaks variant-renamed v1::NoteBody::Phone"],
            },
            ..Pair::default()
        },
        Pair {
            what: "the content of a member has another type",
            base: merged(
                contents(),
                &schemas(json!({
                    "Plain": format("Plain", "plain"),
                    "CreateNoteInput": {"properties": {"footer": reference("Text"), "header": reference("Plain")}},
                })),
            ),
            head: schemas(json!({"Content": {
                "oneOf": [reference("Html"), reference("Plain")],
                "discriminator": {"mapping": {"Text": "Plain"}},
            }})),
            forward: Step {
                callers: &[r#"pub fn text() -> v1::Content { v1::Content::Text(v1::Text::new("No response")) }"#],
                verdict: &["breaks member-type-changed v1::Content::Text"],
            },
            back: Step {
                callers: &[r#"pub fn text() -> v1::Content { v1::Plain::new("No response").into() }"#],
                verdict: &["breaks member-type-changed v1::Content::Text"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a member contains its own union",
            base: contents(),
            head: schemas(json!({"Text": {"properties": {"quoted": reference("Content")}}})),
            forward: Step {
                callers: &[
                    r#"pub fn text() -> v1::Content { v1::Content::Text(v1::ContentText::new("No response")) }"#,
                ],
                verdict: &["adds field-added v1::ContentText.quoted", "breaks member-type-changed v1::Content::Text"],
            },
            back: Step {
                callers: &[
                    "pub fn quoted(text: v1::ContentText) -> Option<v1::Content> { text.quoted }",
                    r#"pub fn text() -> v1::Content { v1::Content::Text(Box::new(v1::ContentText::new("No response"))) }"#,
                ],
                verdict: &[
                    "breaks field-removed v1::ContentText.quoted",
                    "breaks member-type-changed v1::Content::Text",
                ],
            },
            ..Pair::default()
        },
    ]
}

fn encodings() -> Vec<Pair> {
    let same = |what, base, head, verdict| {
        let step = Step { callers: &[ALL_OF_THEM], verdict };
        Pair { what, base, head, forward: step, back: step, ..Pair::default() }
    };
    let periods = || {
        let list = json!({"type": "array", "items": {"type": "integer"}});
        merged(
            schemas(json!({
                "Target": {
                    "title": "Target", "oneOf": [reference("ById"), reference("ByPeriod")], "example": {"ids": [1]},
                },
                "ById": {"title": "ById", "type": "object", "required": ["ids"], "properties": {"ids": list}},
                "ByPeriod": {
                    "title": "ByPeriod", "type": "object", "required": ["period"],
                    "properties": {"period": {"type": "string"}},
                },
            })),
            &input_properties(json!({"target": reference("Target")})),
        )
    };
    let declares = |member: &str, key: &str| {
        schemas(json!({member: {"properties": {"kind": {"type": "string"}}, "required": ["kind", key]}}))
    };
    const TARGETS: &str = r#"
pub fn by_id(input: v1::CreateNoteInput) -> v1::CreateNoteInput { input.target(v1::TargetById::new([1, 2])) }

pub fn is_by_period(target: &v1::Target) -> bool {
    match target {
        v1::Target::ByPeriod(v1::TargetByPeriod { period, .. }) => !period.is_empty(),
        v1::Target::ById(by_id) => by_id.ids.is_empty(),
        _ => false,
    }
}
"#;
    vec![
        same(
            "a tag is written in another style",
            contents(),
            schemas(json!({"Content": {"discriminator": {"mapping": {"Html": null, "html": "Html"}}}})),
            &["behaves tag-changed v1::Content::Html"],
        ),
        same(
            "the tag is in another property",
            contents(),
            schemas(json!({"Content": {"discriminator": {"propertyName": "_type"}}})),
            &["behaves tag-property-changed v1::Content"],
        ),
        same(
            "members are distinguished by their keys",
            contents(),
            schemas(json!({"Content": {"discriminator": null, "example": {"text": "No response"}}})),
            &["behaves encoding-changed v1::Content"],
        ),
        same(
            "the members declare the tag themselves",
            contents(),
            merged(declares("Html", "markup"), &declares("Text", "text")),
            &[],
        ),
        Pair {
            what: "a member that is also used by itself declares the tag",
            base: merged(contents(), &input_properties(json!({"footer": reference("Text")}))),
            head: declares("Text", "text"),
            forward: Step {
                callers: &[
                    r#"pub fn text(input: v1::CreateNoteInput) -> v1::CreateNoteInput { input.footer(v1::Text::new("Hi")) }"#,
                ],
                verdict: &[
                    "breaks constructor-form-changed v1::Text::new",
                    "breaks required-field-added v1::Text.kind",
                ],
            },
            back: Step {
                callers: &["pub fn kind(text: v1::Text) -> String { text.kind }"],
                verdict: &["breaks constructor-form-changed v1::Text::new", "breaks field-removed v1::Text.kind"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a member that declares the tag is no longer used by itself",
            base: merged(
                merged(contents(), &declares("Text", "text")),
                &input_properties(json!({"footer": reference("Text")})),
            ),
            head: input_properties(json!({"footer": null})),
            forward: Step {
                callers: &[
                    r#"pub fn text() -> v1::Text {
                        v1::Text::new(v1::TextRequired { kind: "text".to_owned(), text: "Hi".to_owned() })
                    }"#,
                    "pub fn footer(input: v1::CreateNoteInput) -> Option<v1::Text> { input.footer }",
                    "pub fn kind(text: v1::Text) -> String { text.kind }",
                ],
                verdict: &[
                    "breaks constructor-form-changed v1::Text::new",
                    "breaks field-removed v1::CreateNoteInput.footer",
                    "breaks field-removed v1::Text.kind",
                    r#"behaves constant-added v1::Text["kind"]"#,
                ],
            },
            back: Step {
                callers: &[r#"pub fn text() -> v1::Text { v1::Text::new("No response") }"#],
                verdict: &[
                    "adds field-added v1::CreateNoteInput.footer",
                    "breaks constructor-form-changed v1::Text::new",
                    "breaks required-field-added v1::Text.kind",
                    r#"behaves constant-removed v1::Text["kind"]"#,
                ],
            },
            ..Pair::default()
        },
        same(
            "a tag that its member declares is written in another style",
            merged(contents(), &declares("Html", "markup")),
            schemas(json!({"Content": {"discriminator": {"mapping": {"Html": null, "html": "Html"}}}})),
            &[r#"behaves constant-changed v1::ContentHtml["kind"]"#, "behaves tag-changed v1::Content::Html"],
        ),
        same(
            "members with tags in another style than their titles are distinguished by their keys",
            merged(
                contents(),
                &schemas(json!({"Content": {"discriminator": {"mapping": {"Html": null, "html": "Html"}}}})),
            ),
            schemas(json!({"Content": {"discriminator": null, "example": {"text": "No response"}}})),
            &["behaves encoding-changed v1::Content"],
        ),
        Pair {
            what: "an untagged member accepts any further entries",
            base: periods(),
            head: schemas(json!({"ById": {"additionalProperties": true}})),
            forward: Step {
                callers: &[TARGETS],
                verdict: &[
                    "adds additional-added v1::TargetById.additional",
                    "behaves recognition-changed v1::Target::ById",
                ],
            },
            back: Step {
                callers: &["pub fn further(by_id: &v1::TargetById) -> usize { by_id.additional.len() }"],
                verdict: &[
                    "breaks additional-removed v1::TargetById.additional",
                    "behaves recognition-changed v1::Target::ById",
                ],
            },
            ..Pair::default()
        },
    ]
}

fn methods() -> Vec<Pair> {
    let in_both = |patch: Value| schemas(json!({"Html": {"properties": patch}, "Text": {"properties": patch}}));
    vec![
        Pair {
            what: "a second member has the same type",
            base: contents(),
            head: schemas(json!({"Content": {"discriminator": {"mapping": {"Plain": "Text"}}}})),
            forward: Step {
                callers: &[r#"pub fn text() -> v1::Content { v1::ContentText::new("No response").into() }"#],
                verdict: &["adds member-added v1::Content::Plain", "breaks conversion-removed v1::Content"],
            },
            back: Step {
                callers: &[
                    r#"pub fn text() -> v1::Content { v1::Content::Plain(v1::ContentText::new("No response")) }"#,
                ],
                verdict: &["breaks member-removed v1::Content::Plain", "adds conversion-added v1::Content"],
            },
            ..Pair::default()
        },
        Pair {
            what: "all members have one more field",
            base: contents(),
            head: in_both(json!({"size": {"type": "integer"}})),
            forward: Step {
                callers: &[ALL_OF_THEM],
                verdict: &[
                    "adds field-added v1::ContentHtml.size",
                    "adds field-added v1::ContentText.size",
                    "adds accessor-added v1::Content::size()",
                ],
            },
            back: Step {
                callers: &[
                    "pub fn size(html: &v1::ContentHtml) -> Option<i64> { html.size }",
                    "pub fn size(text: &v1::ContentText) -> Option<i64> { text.size }",
                    "pub fn size(content: &v1::Content) -> Option<i64> { content.size() }",
                ],
                verdict: &[
                    "breaks field-removed v1::ContentHtml.size",
                    "breaks field-removed v1::ContentText.size",
                    "breaks accessor-removed v1::Content::size()",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "all members have a field with the name of a member",
            base: contents(),
            head: schemas(json!({"Html": {"properties": {"text": {"type": "string"}}}})),
            forward: Step {
                callers: &[r#"pub fn text() -> v1::Content { v1::Content::text("No response") }"#],
                verdict: &[
                    "adds field-added v1::ContentHtml.text",
                    "adds accessor-added v1::Content::text()",
                    "breaks member-constructor-removed v1::Content::text()",
                ],
            },
            back: Step {
                callers: &[
                    "pub fn text(html: v1::ContentHtml) -> Option<String> { html.text }",
                    "pub fn text(content: &v1::Content) -> Option<&str> { content.text() }",
                ],
                verdict: &[
                    "breaks field-removed v1::ContentHtml.text",
                    "breaks accessor-removed v1::Content::text()",
                    "adds member-constructor-added v1::Content::text()",
                ],
            },
            ..Pair::default()
        },
        Pair {
            what: "one member loses a shared field",
            base: contents(),
            head: schemas(json!({"Html": {"properties": {"language": null}}})),
            forward: Step {
                callers: &[
                    "pub fn language(html: v1::ContentHtml) -> Option<String> { html.language }",
                    "pub fn language(content: &v1::Content) -> Option<&str> { content.language() }",
                ],
                verdict: &[
                    "breaks field-removed v1::ContentHtml.language",
                    "breaks accessor-removed v1::Content::language()",
                ],
            },
            back: Step {
                callers: &[r#"
pub fn language(content: v1::Content) -> Option<String> {
    match content {
        v1::Content::Html(html) => Some(html.markup),
        v1::Content::Text(text) => text.language,
        _ => None,
    }
}"#],
                verdict: &["adds field-added v1::ContentHtml.language", "adds accessor-added v1::Content::language()"],
            },
            ..Pair::default()
        },
        Pair {
            what: "a shared field has another type",
            base: contents(),
            head: in_both(json!({"language": {"type": "integer"}})),
            forward: Step {
                callers: &[
                    "pub fn language(html: v1::ContentHtml) -> Option<String> { html.language }",
                    "pub fn language(text: v1::ContentText) -> Option<String> { text.language }",
                    "pub fn language(content: &v1::Content) -> Option<&str> { content.language() }",
                ],
                verdict: &[
                    "breaks field-type-changed v1::ContentHtml.language",
                    "breaks field-type-changed v1::ContentText.language",
                    "breaks accessor-type-changed v1::Content::language()",
                ],
            },
            back: Step {
                callers: &[
                    "pub fn language(html: &v1::ContentHtml) -> Option<i64> { html.language }",
                    "pub fn language(text: &v1::ContentText) -> Option<i64> { text.language }",
                    "pub fn language(content: &v1::Content) -> Option<i64> { content.language() }",
                ],
                verdict: &[
                    "breaks field-type-changed v1::ContentHtml.language",
                    "breaks field-type-changed v1::ContentText.language",
                    "breaks accessor-type-changed v1::Content::language()",
                ],
            },
            ..Pair::default()
        },
    ]
}
