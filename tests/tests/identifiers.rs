//! An identifier that exists stays: whatever a description adds beside it gets another one.

use std::collections::BTreeMap;

use dixa_generator::name::ident::{camel, is_camel, operations_module, snake};
use dixa_generator::name::lock::Lock;
use dixa_generator::text::Source;
use dixa_generator::{Input, Output, VersionInput, generate};
use dixa_tests::random::Random;
use serde_json::{Value, json};

/// The bindings for descriptions of several versions of one API.
fn versions(roots: &[&Value], names: &str) -> Output {
    let version = |(index, root): (usize, &&Value)| VersionInput {
        version: format!("v{}", index + 1),
        description: Source { name: format!("v{}.yaml", index + 1), text: root.to_string() },
        overlays: Vec::new(),
        reference: None,
    };
    let input = Input {
        versions: roots.iter().enumerate().map(version).collect(),
        conventions: dixa_tests::project::source("spec/conventions.toml"),
        names: Source { name: "names.lock".to_owned(), text: names.to_owned() },
    };
    generate(&input).unwrap_or_else(|problems| panic!("{problems}"))
}

fn bindings(root: &Value, names: &str) -> Output {
    versions(&[root], names)
}

/// A description of one operation, `listA` on `GET /a`, with this body and these parameters.
fn operation(body: Value, parameters: Value) -> Value {
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/All"}}});
    let operation = json!({
        "tags": ["a"], "operationId": "listA", "parameters": parameters,
        "requestBody": {"content": content}, "responses": {"200": {"description": "Done", "content": content}},
    });
    let schemas = if body.get("All").is_some() { body } else { json!({"All": body}) };
    json!({
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": operation}}, "components": {"schemas": schemas},
    })
}

fn described(body: Value) -> Value {
    operation(body, json!([]))
}

fn object(keys: &[&str]) -> Value {
    let properties: serde_json::Map<_, _> =
        keys.iter().map(|key| ((*key).to_owned(), json!({"type": "string"}))).collect();
    json!({"type": "object", "properties": properties})
}

fn values(values: &[&str]) -> Value {
    json!({"type": "string", "enum": values})
}

/// What is within a type, and the setters of the operation: the identifier of each key.
struct Within {
    fields: BTreeMap<String, String>,
    setters: BTreeMap<String, String>,
    variants: BTreeMap<String, String>,
    inputs: BTreeMap<String, String>,
    names: String,
}

fn within(output: &Output, name: &str) -> Within {
    let names = &output.versions[0].names;
    let id = names.types.iter().find(|(_, own)| *own == name).map(|(id, _)| id);
    let members = names.members[id.unwrap_or_else(|| panic!("no {name} among {:?}", names.types))].clone();
    let inputs = names.setters.values().next().cloned().unwrap_or_default();
    let (fields, setters, variants) = (members.fields, members.setters, members.variants);
    Within { fields, setters, variants, inputs, names: output.names.clone() }
}

fn of(body: Value, names: &str) -> Within {
    within(&bindings(&described(body), names), "All")
}

fn types(output: &Output) -> Vec<&str> {
    let mut names: Vec<&str> = output.versions[0].names.types.values().map(String::as_str).collect();
    names.sort_unstable();
    names
}

fn pairs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

/// Spellings of one identifier, in every order of their appearance.
const ORDERS: [[&str; 3]; 6] = [
    ["foo_bar", "fooBar", "FOO-BAR"],
    ["foo_bar", "FOO-BAR", "fooBar"],
    ["fooBar", "foo_bar", "FOO-BAR"],
    ["fooBar", "FOO-BAR", "foo_bar"],
    ["FOO-BAR", "foo_bar", "fooBar"],
    ["FOO-BAR", "fooBar", "foo_bar"],
];

mod a_newcomer_takes_the_number {
    use super::*;

    /// Checks that keys that appear one after the other keep their identifiers, also when the others are removed.
    fn appear(
        order: [&str; 3],
        idents: [&str; 3],
        found: impl Fn(&[&str], &str) -> (BTreeMap<String, String>, String),
    ) {
        let mut names = String::new();
        for count in 1..=3 {
            let expected: Vec<_> = order.into_iter().zip(idents).take(count).collect();
            let (all, after) = found(&order[..count], &names);
            assert_eq!(all, pairs(&expected), "{order:?}");
            names = after;
        }
        for at in 0..3 {
            let (only, _) = found(&order[at..=at], &names);
            assert_eq!(only, pairs(&[(order[at], idents[at])]), "{order:?}");
        }
    }

    const SNAKE: [&str; 3] = ["foo_bar", "foo_bar_2", "foo_bar_3"];

    #[test]
    fn among_fields() {
        for order in ORDERS {
            appear(order, SNAKE, |keys, names| {
                let it = of(object(keys), names);
                (it.fields, it.names)
            });
        }
    }

    #[test]
    fn among_the_values_of_an_enumeration() {
        for order in ORDERS {
            appear(order, ["FooBar", "FooBar2", "FooBar3"], |keys, names| {
                let it = of(json!({"type": "object", "properties": {"x": values(keys)}}), names);
                let output = bindings(&described(json!({"type": "object", "properties": {"x": values(keys)}})), names);
                (within(&output, "AllX").variants, it.names)
            });
        }
    }

    #[test]
    fn among_the_setters_of_an_operation_wherever_they_are_sent() {
        for order in ORDERS {
            for places in [["query"; 3], ["header"; 3], ["query", "header", "cookie"]] {
                let inputs: Vec<String> =
                    order.iter().zip(places).map(|(key, place)| format!("{place} {key}")).collect();
                let keys: Vec<&str> = inputs.iter().map(String::as_str).collect();
                appear([keys[0], keys[1], keys[2]], SNAKE, |keys, names| {
                    let parameter = |input: &&str| {
                        let (place, name) = input.split_once(' ').expect("place and name");
                        json!({"in": place, "name": name, "schema": {"type": "string"}})
                    };
                    let parameters: Vec<Value> = keys.iter().map(parameter).collect();
                    let mut it = within(&bindings(&operation(object(&["a"]), json!(parameters)), names), "All");
                    assert_eq!(it.inputs.remove("body").as_deref(), Some("body"));
                    (it.inputs, it.names)
                });
            }
        }
    }

    #[test]
    fn among_a_parameter_of_the_name_of_the_body_and_the_body() {
        let parameter = json!([{"in": "query", "name": "body", "schema": {"type": "string"}}]);
        let before = of(object(&["a"]), "");
        let after = within(&bindings(&operation(object(&["a"]), parameter), &before.names), "All");
        assert_eq!(after.inputs, pairs(&[("body", "body"), ("query body", "body_2")]));
    }

    #[test]
    fn among_the_tags_of_a_union() {
        let union = |tags: &[&str]| {
            let members: Vec<Value> =
                (0..tags.len()).map(|at| json!({"$ref": format!("#/components/schemas/M{at}")})).collect();
            let mapping: serde_json::Map<_, _> = tags
                .iter()
                .enumerate()
                .map(|(at, tag)| ((*tag).to_owned(), json!(format!("#/components/schemas/M{at}"))))
                .collect();
            let mut schemas =
                json!({"All": {"oneOf": members, "discriminator": {"propertyName": "t", "mapping": mapping}}});
            for at in 0..tags.len() {
                schemas[format!("M{at}")] = object(&["t", &format!("f{at}")]);
            }
            schemas
        };
        for order in ORDERS {
            appear(order, ["FooBar", "FooBar2", "FooBar3"], |keys, names| {
                let it = of(union(keys), names);
                (it.variants, it.names)
            });
        }
    }

    #[test]
    fn among_the_versions_that_have_a_type() {
        let [first, second] = ["fooBar", "foo_bar"].map(|key| described(object(&[key])));
        let names = versions(&[&first, &first], "").names;
        let output = versions(&[&second, &first], &names);
        let members = output.versions.iter().map(|version| version.names.members.values().next().cloned());
        let fields: Vec<_> = members.map(|members| members.expect("a type").fields).collect();
        let both = pairs(&[("fooBar", "foo_bar"), ("foo_bar", "foo_bar_2")]);
        assert_eq!(fields, [both.clone(), both], "an identifier means the same in all versions");
    }

    #[test]
    fn among_setters_that_would_hide_the_constructor() {
        let all = pairs(&[("new", "with_new"), ("withNew", "with_new_2")]);
        let after = of(object(&["new", "withNew"]), &of(object(&["new"]), "").names);
        assert_eq!(after.setters, all);
        assert_eq!(after.fields, pairs(&[("new", "new"), ("withNew", "with_new")]));
        let after = of(object(&["new", "withNew"]), &of(object(&["withNew"]), "").names);
        assert_eq!(after.setters, pairs(&[("new", "with_new_2"), ("withNew", "with_new")]));
    }

    #[test]
    fn among_a_field_and_the_entries_of_no_name() {
        let open = |keys: &[&str]| {
            let mut body = object(keys);
            body["additionalProperties"] = json!({"type": "integer"});
            body
        };
        let before = of(open(&["a"]), "");
        let after = bindings(&described(open(&["a", "additional"])), &before.names);
        let text = &after.versions[0].files["types/all.rs"];
        assert!(text.contains("pub additional: std::collections::BTreeMap<String, i64>"), "{text}");
        assert!(text.contains("pub additional_2: Option<String>"), "{text}");
    }

    #[test]
    fn among_types() {
        let body = |items: &[&str]| {
            let properties: serde_json::Map<_, _> =
                items.iter().map(|key| ((*key).to_owned(), object(&[&format!("of_{key}")]))).collect();
            json!({"type": "object", "properties": properties})
        };
        let before = bindings(&described(body(&["foo_bar"])), "");
        let after = bindings(&described(body(&["fooBar", "foo_bar"])), &before.names);
        let name = |key: &str| after.versions[0].names.types.iter().find(|(id, _)| id.0.ends_with(key)).map(|(_, n)| n);
        assert_eq!(name("/foo_bar").map(String::as_str), Some("AllFooBar"));
        assert_ne!(name("/fooBar").map(String::as_str), Some("AllFooBar"));
    }
}

mod the_lock {
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
            "new", "unknown", "ǆ", "ǅ", "Ǆ", "İ", "ı", "ŉ", "ß", "ẞ", "ſ", "ǰ", "ΐ", "Σ", "ς", "ﬁ", "K", "名", "ｶ",
            "²", "\u{301}", "\u{200b}", "🦀", "é", "É", "ΑΣ", "\"", "\\", "\n", "\u{7f}", "\u{202e}",
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
}

mod a_name_is_as_a_person_would_give_it {
    use super::*;

    #[test]
    fn signs_are_words() {
        let body = json!({"type": "object", "properties": {"x": values(&["+1", "-1", "1.1", "11", "laugh"])}});
        let variants = within(&bindings(&described(body), ""), "AllX").variants;
        let all = [("+1", "Plus1"), ("-1", "Minus1"), ("1.1", "N1Point1"), ("11", "N11"), ("laugh", "Laugh")];
        assert_eq!(variants, pairs(&all));
    }

    #[test]
    fn a_sign_is_kept_where_the_title_is_omitted() {
        let schemas = json!({
            "All": {"type": "object", "properties": {"x": {"$ref": "#/components/schemas/SortKey"}}},
            "SortKey": values(&["name-key", "-name-key"]),
        });
        let variants = within(&bindings(&described(schemas), ""), "SortKey").variants;
        assert_eq!(variants, pairs(&[("-name-key", "MinusName"), ("name-key", "Name")]));
    }

    #[test]
    fn the_name_of_a_component_comes_before_one_made_of_a_place() {
        let schemas = json!({
            "All": {"type": "object", "properties": {
                "order": {"$ref": "#/components/schemas/Order"},
                "item": {"$ref": "#/components/schemas/OrderItem"},
            }},
            "Order": {"type": "object", "properties": {"item": object(&["quantity"])}},
            "OrderItem": object(&["price"]),
        });
        let output = bindings(&described(schemas), "");
        assert_eq!(
            output.versions[0].names.types.iter().find(|(id, _)| id.0 == "OrderItem").map(|(_, n)| n.as_str()),
            Some("OrderItem")
        );
        assert_eq!(types(&output), ["All", "AllOrderItem", "Order", "OrderItem"]);
    }

    #[test]
    fn inline_schemas_of_one_name_are_named_by_what_holds_them() {
        let response = |key: &str| {
            let inner = json!({"type": "object", "properties": {"answer": object(&[key])}});
            json!({"get": {"responses": {"200": {"description": "", "content": {"application/json": {"schema": inner}}}}}})
        };
        let mut root = described(object(&["a"]));
        for path in ["/x", "/y", "/z"] {
            root["paths"][path] = response(&path[1..]);
        }
        let output = bindings(&root, "");
        let expected = ["GetXResponse", "GetYResponse", "GetZResponse"];
        let found: Vec<&str> = types(&output).into_iter().filter(|name| name.contains("Response")).collect();
        assert!(expected.iter().all(|name| found.contains(name)), "{found:?}");
        assert!(found.iter().all(|name| !name.contains(|c: char| c.is_ascii_digit())), "{found:?}");
    }

    fn union(members: Value) -> (BTreeMap<String, String>, Vec<String>) {
        let output = bindings(&described(json!({"anyOf": members})), "");
        let names = types(&output).into_iter().map(str::to_owned).collect();
        (within(&output, "All").variants, names)
    }

    fn keyed(key: &str) -> Value {
        let mut member = object(&[key]);
        member["required"] = json!([key]);
        member
    }

    #[test]
    fn members_without_a_title_are_named_by_the_key_that_only_they_have() {
        let (variants, types) = union(json!([keyed("One"), keyed("Two")]));
        assert_eq!(variants, pairs(&[("One", "One"), ("Two", "Two")]));
        assert_eq!(types, ["All", "AllOne", "AllTwo"]);
    }

    #[test]
    fn members_without_a_title_are_named_by_their_json_type() {
        let (variants, types) = union(json!([{"type": "string"}, keyed("name"), {"type": "integer"}]));
        let all = [("Integer", "Integer"), ("Object", "Object"), ("String", "StringObject")];
        assert_eq!(variants, pairs(&all));
        assert_eq!(types, ["All", "AllObject"]);
    }

    #[test]
    fn a_list_of_what_has_no_title_is_named_by_what_it_holds() {
        let list = json!({"type": "array", "minItems": 1, "items": keyed("name")});
        let (variants, _) = union(json!([list, {"type": "string"}]));
        assert_eq!(variants, pairs(&[("ObjectList", "ObjectList"), ("String", "StringObject")]));
    }

    #[test]
    fn no_name_is_too_long_for_a_file_and_long_names_stay_distinct() {
        let long = "the outcome of the match as it stood when the referee ended the first period of play ".repeat(4);
        let schema = |end: &str| {
            let mut schema = object(&[end]);
            schema["title"] = json!(format!("{long}{end}"));
            schema
        };
        let body = json!({"type": "object", "properties": {"x": schema("a"), "y": schema("b"), "名".repeat(300): schema("c")}});
        let mut root = described(body);
        root["paths"]["/a"]["post"]["tags"] = json!(["名".repeat(300)]);
        let first = bindings(&root, "");
        let files = &first.versions[0].files;
        assert_eq!(files.keys().filter(|path| path.contains("the_outcome_of")).count(), 3);
        assert!(files.keys().all(|path| path.len() < 200), "{:?}", files.keys());
        assert_eq!(bindings(&root, &first.names).versions[0].files, *files);
    }
}

#[test]
fn the_type_of_a_key_in_another_style_keeps_its_name() {
    let body = |key: &str| json!({"type": "object", "properties": {key: object(&["note"]), "a": object(&["b"])}});
    let names = bindings(&described(body("extraInfo")), "").names.replace("AllExtraInfo", "Mine");
    for key in ["extra_info", "extra-info", "ExtraInfo"] {
        let output = bindings(&described(body(key)), &names);
        assert_eq!(types(&output), ["All", "AllA", "Mine"], "{key}");
    }
}
