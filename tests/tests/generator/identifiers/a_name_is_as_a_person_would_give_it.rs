//! Names that are not given by the description.

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
    let all = [("Integer", "Integer"), ("Object", "Object"), ("String", "String")];
    assert_eq!(variants, pairs(&all));
    assert_eq!(types, ["All", "AllObject"]);
}

#[test]
fn members_of_one_title_are_numbered_in_an_order_of_their_own() {
    let titled = |key: &str| {
        let mut member = keyed(key);
        member["title"] = json!("Thing");
        member
    };
    for keys in [["a", "b"], ["b", "a"]] {
        let (variants, _) = union(json!(keys.map(titled)));
        assert_eq!(variants, pairs(&[("Thing", "Thing"), ("Thing 2", "Thing2")]));
    }
}

#[test]
fn a_list_of_what_has_no_title_is_named_by_what_it_holds() {
    let list = json!({"type": "array", "minItems": 1, "items": keyed("name")});
    let (variants, _) = union(json!([list, {"type": "string"}]));
    assert_eq!(variants, pairs(&[("ObjectList", "ObjectList"), ("String", "String")]));
}

#[test]
fn no_name_is_too_long_for_a_file_and_long_names_stay_distinct() {
    let long = "the outcome of the match as it stood when the referee ended the first period of play ".repeat(4);
    let schema = |end: &str| {
        let mut schema = object(&[end]);
        schema["title"] = json!(format!("{long}{end}"));
        schema
    };
    let body =
        json!({"type": "object", "properties": {"x": schema("a"), "y": schema("b"), "名".repeat(300): schema("c")}});
    let mut root = described(body);
    root["paths"]["/a"]["post"]["tags"] = json!(["名".repeat(300)]);
    let first = bindings(&root, "");
    let files = &first.versions[0].files;
    assert_eq!(files.keys().filter(|path| path.contains("the_outcome_of")).count(), 3);
    assert!(files.keys().all(|path| path.len() < 200), "{:?}", files.keys());
    assert_eq!(bindings(&root, &first.names).versions[0].files, *files);
}
