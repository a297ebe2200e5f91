//! Why a change happened, which a reviewer reads beside it.

use dixa_generator::drift::{Change, drift};
use serde_json::{Value, json};

use crate::common::{get_note, merged, note_properties, reference, response, schemas};
use crate::pair::{Bindings, Pair};

/// The changes from one description to another, both as patches of the common one.
fn changes(base: Value, head: Value) -> Vec<Change> {
    let [before, after, _]: [Bindings; 3] = Pair { base, head, ..Pair::default() }.bindings();
    drift(&[before.surface()], &[after.surface()])
}

/// Each change as rule and item, with what it follows from.
fn explained(changes: &[Change]) -> Vec<String> {
    let because = |change: &Change| change.because().map_or_else(String::new, |because| format!(", because {because}"));
    changes.iter().map(|change| format!("{} {}{}", change.rule.row().code, change.item, because(change))).collect()
}

fn author(properties: Value) -> Value {
    schemas(json!({"Author": {"title": "Author", "type": "object", "properties": properties}}))
}

fn name() -> Value {
    json!({"name": {"type": "string"}})
}

#[test]
fn a_new_type_is_because_of_the_field_that_contains_it_perhaps_inside_another_new_type() {
    let team = schemas(json!({"Team": {"title": "Team", "type": "object", "properties": name()}}));
    let head = merged(
        merged(author(json!({"team": reference("Team")})), &team),
        &note_properties(json!({"author": reference("Author")})),
    );
    let expected = [
        "field-added Note.author",
        "type-added Author, because Note.author is new: `Option<Author>`",
        "type-added Team, because Note.author is new: `Option<Author>`",
    ];
    assert_eq!(explained(&changes(json!({}), head)), expected);
}

#[test]
fn a_type_of_a_new_operation_is_because_of_the_operation() {
    let get = json!({"paths": {"/v1/author": {"get": {
        "tags": ["Notes"], "summary": "Get author", "operationId": "getAuthor", "responses": {"200": response(reference("Author"))},
    }}}});
    let found = explained(&changes(json!({}), merged(author(name()), &get)));
    assert_eq!(
        found,
        ["operation-added notes::get_author", "type-added Author, because notes::get_author is new: `GET /author`"]
    );
}

#[test]
fn a_method_of_a_union_is_because_of_its_members() {
    let member = |title: &str| {
        let properties = json!({"language": {"type": "string"}, title: {"type": "string"}});
        json!({"title": title, "type": "object", "required": [title], "properties": properties})
    };
    let content = json!({
        "title": "Content", "oneOf": [reference("Html"), reference("Text")],
        "discriminator": {"propertyName": "kind", "mapping": {"Html": "Html", "Text": "Text"}},
    });
    let base = merged(
        schemas(json!({"Content": content, "Html": member("Html"), "Text": member("Text")})),
        &note_properties(json!({"content": reference("Content")})),
    );
    let head = schemas(json!({"Html": {"properties": {"language": null}}}));
    let expected = [
        "field-removed ContentHtml.language",
        "accessor-removed Content::language(), because ContentHtml.language was removed; it was `Option<String>`",
    ];
    assert_eq!(explained(&changes(base, head)), expected);
}

#[test]
fn a_field_that_becomes_a_json_value_names_the_warning() {
    let base = merged(author(name()), &note_properties(json!({"author": reference("Author")})));
    let head = schemas(json!({"Author": {"properties": null, "type": null, "not": {"type": "string"}}}));
    let found = explained(&changes(base, head));
    assert!(
        found[0].starts_with("field-type-changed Note.author, because warning[untyped]: `not` has no Rust type"),
        "{found:?}"
    );
    assert!(found[0].ends_with("(at /components/schemas/Author)"), "{found:?}");
    assert!(found[1].starts_with("type-removed Author, because Note.author was `Option<Author>`"), "{found:?}");
}

#[test]
fn a_response_that_becomes_a_json_value_names_the_warning() {
    let inner = json!({"$ref": null, "not": {"type": "string"}});
    let schema = json!({"properties": {"data": inner}});
    let head = get_note(json!({"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}));
    let found = explained(&changes(json!({}), head));
    assert!(found[0].starts_with("response-changed notes::get_note, because warning[untyped]: `not`"), "{found:?}");
}
