//! The lock holds what is needed, and what is written to it is read.

use super::*;

#[test]
fn holds_only_what_has_another_spelling_than_the_usual_one() {
    let names = of(object(&["fooBar", "a", "type"]), "").names;
    assert!(!names.contains("fields."), "{names}");
    let names = of(object(&["foo_bar", "a", "_type"]), "").names;
    assert!(names.contains("fields.\"_type\" = \"type_\"\nfields.\"foo_bar\" = \"foo_bar\"\n"), "{names}");
}

#[test]
fn names_a_field_as_a_maintainer_edits_it() {
    let before = of(object(&["foo_bar"]), "").names;
    let after = of(object(&["foo_bar"]), &before.replace("= \"foo_bar\"", "= \"mine\""));
    assert_eq!(after.fields, pairs(&[("foo_bar", "mine")]));
    assert!(after.names.contains("fields.\"foo_bar\" = \"mine\""));
}

#[test]
fn is_refused_where_an_edited_name_is_not_valid_or_used_twice() {
    let refused = |fields: &str| {
        let text = format!("[[type]]\nname = \"All\"\ntitle = \"All\"\nshape = []\nused = []\n{fields}\n");
        Lock::parse(&Source { name: "names.lock".to_owned(), text }).map_err(|problems| problems.to_string())
    };
    for fields in [
        "fields.a = \"A\"",
        "fields.a = \"type\"",
        "fields.a = \"x\"\nfields.b = \"x\"",
        "fields.a = \"x\"\nadditional = \"x\"",
        "setters.a = \"new\"",
        "variants.a = \"Unknown\"",
        "variants.a = \"x\"",
    ] {
        let message = refused(fields).expect_err(fields);
        assert!(message.contains("of `All` is used twice, or is not a valid name for it"), "{message}");
        assert!(message.contains("names.lock:2"), "{message}");
    }
    assert_eq!(refused("fields.a = \"x\"\nvariants.a = \"X\"\nsetters.a = \"x\"").map(|_| ()), Ok(()));
}

/// Text of characters that are likely to be treated in a special way.
fn text(random: &mut Random) -> String {
    const PIECES: &[&str] = &[
        "a", "b", "X", "AB", "Ab", "1", "23", " ", "_", "-", "+", ".", "<", "/", "self", "type", "Self", "option",
        "new", "unknown", "ǆ", "ǅ", "Ǆ", "İ", "ı", "ŉ", "ß", "ẞ", "ſ", "ǰ", "ΐ", "Σ", "ς", "ﬁ", "K", "名", "ｶ", "²",
        "\u{301}", "\u{200b}", "🦀", "é", "É", "ΑΣ", "\"", "\\", "\n", "\u{7f}", "\u{202e}",
    ];
    (0..random.below(7)).map(|_| PIECES[random.below(PIECES.len())]).collect()
}

#[test]
fn names_are_names_of_themselves_whatever_the_text() {
    let mut random = Random::new(20);
    for _ in 0..5_000 {
        let text = text(&mut random);
        let (name, module) = (snake(&text), operations_module(&text));
        assert_eq!(snake(&name), name, "{text:?}");
        assert_eq!(operations_module(&module), module, "{text:?}");
        let name = camel(&text);
        assert!(is_camel(&name) && camel(&name) == name, "{text:?}: {name}");
    }
    // Every letter with a capital or small form.
    let has_case = |c: &char| !c.to_lowercase().eq([*c]) || !c.to_uppercase().eq([*c]);
    for c in (0..=0x2_ffff).filter_map(char::from_u32).filter(has_case) {
        for text in [format!("{c} nullable"), format!("{c}x"), format!("a{c}b")] {
            assert_eq!(snake(&snake(&text)), snake(&text), "{text:?}");
            let name = camel(&text);
            assert!(is_camel(&name) && camel(&name) == name, "{text:?}: {name}");
        }
    }
}

#[test]
fn is_read_as_it_was_written_whatever_the_texts() {
    let mut random = Random::new(19);
    for _ in 0..25 {
        let mut texts: Vec<String> = (0..12).map(|_| text(&mut random)).filter(|text| !text.is_empty()).collect();
        texts.sort_unstable();
        texts.dedup();
        let keys: Vec<&str> = texts.iter().map(String::as_str).collect();
        let [tag, title] = [0, 1].map(|at| texts[at % texts.len()].clone());
        let mut body = object(&keys);
        body["title"] = json!(title);
        body["properties"]["x"] = values(&keys);
        let parameter = |key: &&str| json!({"in": "query", "name": key, "schema": {"type": "string"}});
        let mut root = operation(body, json!(keys.iter().map(parameter).collect::<Vec<_>>()));
        root["paths"]["/a"]["post"]["tags"] = json!([tag]);
        root["paths"]["/a"]["post"]["operationId"] = json!(title);
        let first = bindings(&root, "");
        let second = bindings(&root, &first.names);
        assert_eq!(first.names, second.names);
        assert_eq!(first.versions[0].files, second.versions[0].files);
    }
}

#[test]
fn holds_a_tag_that_begins_with_a_folded_letter() {
    let mut root = described(object(&["a"]));
    root["paths"]["/a"]["post"]["tags"] = json!(["ǆ Nullable"]);
    let names = bindings(&root, "").names;
    assert!(names.contains("\"POST /a\" = \"nullable::list_a\""), "{names}");
    bindings(&root, &names);
}
