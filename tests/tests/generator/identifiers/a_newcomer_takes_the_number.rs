//! What appears beside an identifier gets another one.

use super::*;

/// Checks that keys that appear one after the other keep their identifiers, also when the others are removed.
fn appear(order: [&str; 3], idents: [&str; 3], found: impl Fn(&[&str], &str) -> (BTreeMap<String, String>, String)) {
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
            let inputs: Vec<String> = order.iter().zip(places).map(|(key, place)| format!("{place} {key}")).collect();
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
