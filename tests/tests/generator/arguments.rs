//! Constructors and operations take their arguments in the order of the description, which the lock keeps.

use std::collections::BTreeMap;

use dixa_generator::lower::lower;
use dixa_generator::model::{Api, ArgumentOrder, Field, ParameterLocation, Shape, Type, is_exchangeable};
use dixa_generator::name::lock::Lock;
use dixa_generator::name::{Names, name};
use dixa_generator::text::Source;
use dixa_tests::project;
use serde_json::{Map, Value, json};

/// The arguments of each constructor and each operation, by their names in Rust.
type Arguments = BTreeMap<String, Vec<String>>;

fn arguments(api: &Api, names: &Names) -> Arguments {
    let constructors = api.types.iter().filter_map(|(id, def)| match &def.shape {
        Shape::Struct(s) if def.in_request => {
            let fields = names.constructor(id, s).into_iter().map(|field| field.wire.clone());
            Some((names.ty(id).to_owned(), fields.collect()))
        }
        _ => None,
    });
    let operations = api.operations.iter().map(|operation| {
        let required = names.parameters(operation).into_iter().filter(|parameter| parameter.required);
        (names.operation(operation).1.to_owned(), required.map(|parameter| parameter.wire.clone()).collect())
    });
    constructors.chain(operations).collect()
}

/// The constructors and operations that take arguments by position which could be exchanged, each with the keys that
/// are neither in the path nor in an `x-order`.
fn exchangeable(api: &Api, names: &Names) -> BTreeMap<String, Vec<String>> {
    let constructors = api.types.iter().filter_map(|(id, def)| match &def.shape {
        Shape::Struct(s) if def.in_request && !names.forms.contains_key(id) => {
            let ty = |field: &Field| {
                if field.nullable { Type::Nullable(Box::new(field.ty.clone())) } else { field.ty.clone() }
            };
            let arguments = names.constructor(id, s).into_iter().map(|field| (field.wire.clone(), ty(field), false));
            Some((names.ty(id).to_owned(), unordered(arguments, &s.order)?))
        }
        _ => None,
    });
    let operations = api.operations.iter().filter_map(|operation| {
        let required = names.parameters(operation).into_iter().filter(|parameter| parameter.required);
        let arguments = required.map(|parameter| {
            let is_of_path = parameter.place == ParameterLocation::Path;
            (parameter.wire.clone(), parameter.ty.clone(), is_of_path)
        });
        Some((names.operation(operation).1.to_owned(), unordered(arguments, &operation.order)?))
    });
    constructors.chain(operations).collect()
}

/// The keys without a stated order among arguments that could be exchanged; `None` if there are no such arguments.
fn unordered(arguments: impl Iterator<Item = (String, Type, bool)>, order: &ArgumentOrder) -> Option<Vec<String>> {
    let arguments: Vec<_> = arguments.collect();
    let has_twin = |at: usize| {
        let mut others = arguments.iter().enumerate().filter(|(other, _)| *other != at);
        others.any(|(_, (_, ty, _))| is_exchangeable(&arguments[at].1, ty))
    };
    let with_twin: Vec<_> = (0..arguments.len()).filter(|at| has_twin(*at)).map(|at| &arguments[at]).collect();
    // The keys of operations have the form `query limit`.
    let is_fixed = |key: &String| order.fixed.iter().any(|fixed| fixed.rsplit(' ').next() == Some(key));
    let is_ordered = |key: &String, is_of_path: bool| is_of_path || is_fixed(key);
    let open = with_twin.iter().filter(|(key, _, is_of_path)| !is_ordered(key, *is_of_path));
    (!with_twin.is_empty()).then(|| open.map(|(key, ..)| key.clone()).collect())
}

/// The arguments in each of several versions, and the lock that results, as it is read back.
fn versions(roots: &[&Value], lock: &Lock) -> (Vec<Arguments>, Lock) {
    let apis: Vec<_> = roots.iter().map(|root| lower("v1", "api.yaml", root, &project::conventions()).0).collect();
    let (names, lock) = name(&apis.iter().collect::<Vec<_>>(), lock);
    let text = Source { name: "names.lock".to_owned(), text: lock.to_text() };
    let read = Lock::parse(&text).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(read, lock, "what is written is read");
    (apis.iter().zip(&names).map(|(api, names)| arguments(api, names)).collect(), read)
}

fn named(root: &Value, lock: &Lock) -> (Arguments, Lock) {
    let (mut all, lock) = versions(&[root], lock);
    (all.remove(0), lock)
}

fn first(root: &Value) -> (Arguments, Lock) {
    named(root, &Lock::default())
}

/// A description with an operation that sends each of the schemas.
fn sent(schemas: Value) -> Value {
    let operation = |name: &String| {
        let schema = json!({"$ref": format!("#/components/schemas/{name}")});
        let body = json!({"required": true, "content": {"application/json": {"schema": schema}}});
        (
            format!("/{name}"),
            json!({"post": {"operationId": format!("send{name}"), "requestBody": body, "responses": {}}}),
        )
    };
    let paths: Map<_, _> = schemas.as_object().into_iter().flatten().map(|(name, _)| operation(name)).collect();
    json!({"openapi": "3.0.3", "info": {"title": "", "version": "1"}, "paths": paths, "components": {"schemas": schemas}})
}

/// An object that requires these strings, in this order.
fn object(title: &str, required: &[&str]) -> Value {
    let properties: Map<_, _> = required.iter().map(|name| ((*name).to_owned(), json!({"type": "string"}))).collect();
    json!({"title": title, "type": "object", "required": required, "properties": properties})
}

fn interval(required: &[&str]) -> Value {
    sent(json!({"Interval": object("Interval", required)}))
}

#[test]
fn a_constructor_takes_the_required_fields_in_the_order_in_which_the_description_lists_them() {
    assert_eq!(first(&interval(&["start", "end"])).0["Interval"], ["start", "end"]);
    assert_eq!(first(&interval(&["end", "start"])).0["Interval"], ["end", "start"]);
}

#[test]
fn another_order_of_the_description_changes_nothing_and_a_new_required_field_is_the_last_argument() {
    let (_, lock) = first(&interval(&["start", "end"]));
    let (arguments, again) = named(&interval(&["end", "start"]), &lock);
    assert_eq!(arguments["Interval"], ["start", "end"]);
    assert_eq!(again.to_text(), lock.to_text());
    let (arguments, lock) = named(&interval(&["zone", "end", "start"]), &lock);
    assert_eq!(arguments["Interval"], ["start", "end", "zone"]);
    // A field that is gone for a while is new when it is back.
    let (arguments, lock) = named(&interval(&["end", "zone"]), &lock);
    assert_eq!(arguments["Interval"], ["end", "zone"]);
    assert_eq!(named(&interval(&["start", "end", "zone"]), &lock).0["Interval"], ["end", "zone", "start"]);
}

#[test]
fn a_single_argument_stays_the_first() {
    let (_, lock) = first(&interval(&["start"]));
    assert_eq!(named(&interval(&["end", "start"]), &lock).0["Interval"], ["start", "end"]);
}

#[test]
fn what_x_order_names_comes_first_whatever_the_lock_says_and_the_lock_keeps_it() {
    let (_, lock) = first(&interval(&["start", "end", "zone"]));
    let mut moved = interval(&["start", "end", "zone"]);
    moved["components"]["schemas"]["Interval"]["x-order"] = json!(["zone", "start"]);
    let (arguments, lock) = named(&moved, &lock);
    assert_eq!(arguments["Interval"], ["zone", "start", "end"]);
    assert_eq!(named(&interval(&["start", "end", "zone"]), &lock).0["Interval"], ["zone", "start", "end"]);
}

#[test]
fn arguments_of_one_type_are_the_fields_of_a_struct_unless_x_order_lists_them() {
    let form = |schema: Value| {
        let (api, _) = lower("v1", "api.yaml", &sent(json!({"Thing": schema})), &project::conventions());
        let (names, _) = name(&[&api], &Lock::default());
        names[0].forms.values().cloned().collect::<Vec<_>>()
    };
    let with = |properties: Value, order: &[&str]| {
        let required: Vec<&String> = properties.as_object().into_iter().flatten().map(|(name, _)| name).collect();
        json!({"title": "Thing", "type": "object", "required": required, "properties": properties, "x-order": order})
    };
    let typed = |a: Value, b: Value| with(json!({"a": a, "b": b}), &[]);
    let (text, int32, int64) =
        (json!({"type": "string"}), json!({"type": "integer", "format": "int32"}), json!({"type": "integer"}));
    assert_eq!(form(typed(text.clone(), text.clone())), ["ThingRequired"]);
    assert_eq!(form(typed(int32, int64.clone())), ["ThingRequired"], "a literal is of either type");
    assert!(form(typed(text.clone(), int64.clone())).is_empty());
    assert!(form(typed(text.clone(), json!({"type": "string", "nullable": true}))).is_empty());
    assert!(form(typed(text.clone(), json!({"type": "string", "format": "uuid"}))).is_empty());
    assert!(form(with(json!({"a": text, "b": text}), &["b", "a"])).is_empty());
    let third = json!({"a": text, "b": text, "c": text});
    assert_eq!(form(with(third, &["b", "a"])), ["ThingRequired"], "`x-order` does not list all three");
}

#[test]
fn a_struct_with_required_fields_has_a_name_of_its_own() {
    let twins = |title: &str| object(title, &["a", "b"]);
    let both = sent(json!({"Thing": twins("Thing"), "ThingRequired": twins("ThingRequired")}));
    let forms = |root: &Value, lock: &Lock| {
        let (api, _) = lower("v1", "api.yaml", root, &project::conventions());
        let (names, lock) = name(&[&api], lock);
        let forms = names[0].forms.iter().map(|(id, form)| (names[0].ty(id).to_owned(), form.clone()));
        (forms.collect::<BTreeMap<_, _>>(), lock)
    };
    let (all, _) = forms(&both, &Lock::default());
    assert_eq!((all["Thing"].as_str(), all["ThingRequired"].as_str()), ("ThingRequired2", "ThingRequiredRequired"));
    // A type that is added later does not take the name.
    let (_, lock) = forms(&sent(json!({"Thing": twins("Thing")})), &Lock::default());
    assert_eq!(forms(&both, &lock).0["Thing"], "ThingRequired");
}

#[test]
fn no_two_arguments_of_the_checked_in_descriptions_can_be_mistaken_for_each_other() {
    let versions: Vec<_> = crate::checked_in().flat_map(|run| &run.output.versions).collect();
    for version in versions {
        for (name, unordered) in exchangeable(&version.api, &version.names) {
            assert!(
                unordered.is_empty(),
                "{}: the arguments of `{name}` could be exchanged: add an action to an overlay with `x-order` and the \
                 reason why {unordered:?} are never mistaken",
                version.version,
            );
        }
    }
}

#[test]
fn the_fields_of_what_a_schema_builds_on_come_before_its_own() {
    let own = json!({
        "allOf": [{"$ref": "#/components/schemas/Base"}, object("", &["middle"])],
        "required": ["last", "optional"], "properties": {"last": {"type": "string"}},
    });
    let mut base = object("Base", &["z", "a"]);
    base["properties"]["optional"] = json!({"type": "string"});
    let root = sent(json!({"Base": base, "Derived": own}));
    assert_eq!(first(&root).0["Derived"], ["z", "a", "middle", "last", "optional"]);
}

#[test]
fn equal_schemas_with_different_orders_are_one_type_whatever_their_names() {
    let order = |one: &[&str], other: &[&str]| {
        first(&sent(json!({"Thing": object("Thing", one), "Thing1": object("Thing", other)}))).0["Thing"].clone()
    };
    assert_eq!(order(&["b", "a"], &["a", "b"]), order(&["a", "b"], &["b", "a"]));
    let mut fixed = object("Thing", &["a", "b"]);
    fixed["x-order"] = json!(["b"]);
    for (one, other) in [("Thing", "Thing1"), ("Thing1", "Thing")] {
        let root = sent(json!({one: object("Thing", &["a", "b"]), other: fixed}));
        assert_eq!(first(&root).0["Thing"], ["b", "a"], "`x-order` of either counts");
    }
}

#[test]
fn all_versions_have_one_order_and_each_its_own_arguments() {
    let (v1, beta) = (interval(&["start", "end"]), interval(&["zone", "end", "start"]));
    let (all, lock) = versions(&[&v1, &beta], &Lock::default());
    assert_eq!(all[0]["Interval"], ["start", "end"]);
    assert_eq!(all[1]["Interval"], ["start", "end", "zone"]);
    assert_eq!(versions(&[&beta, &v1], &lock).0[0]["Interval"], ["start", "end", "zone"]);
}

/// An operation with a path of two parameters, and required parameters elsewhere.
fn operation(parameters: &[(&str, &str)], order: Option<Value>) -> Value {
    let parameter = |(place, name): &(&str, &str)| json!({"name": name, "in": place, "required": true, "schema": {"type": "string"}});
    let parameters: Vec<Value> = parameters.iter().map(parameter).collect();
    let mut get = json!({"operationId": "listThings", "parameters": parameters, "responses": {}});
    get["x-order"] = order.unwrap_or_else(|| json!([]));
    json!({"paths": {"/{z}/things/{a}": {"get": get}}})
}

#[test]
fn an_operation_takes_the_parameters_of_its_path_and_then_the_others_in_the_order_of_their_declaration() {
    let declared = [("query", "until"), ("path", "a"), ("header", "since"), ("path", "z")];
    let (arguments, lock) = first(&operation(&declared, None));
    let function = arguments.keys().next().cloned().unwrap_or_default();
    assert_eq!(arguments[&function], ["z", "a", "until", "since"]);
    let other = [("header", "since"), ("path", "z"), ("query", "by"), ("query", "until"), ("path", "a")];
    let (arguments, lock) = named(&operation(&other, None), &lock);
    assert_eq!(arguments[&function], ["z", "a", "until", "since", "by"]);
    let (arguments, _) = named(&operation(&other, Some(json!(["by", "since"]))), &lock);
    assert_eq!(arguments[&function], ["z", "a", "by", "since", "until"]);
}

#[test]
fn required_parts_of_a_body_are_arguments_in_the_order_of_their_list() {
    let mut root = sent(json!({"Upload": object("Upload", &["title", "file"])}));
    let body = &mut root["paths"]["/Upload"]["post"]["requestBody"]["content"];
    *body = json!({"multipart/form-data": body["application/json"]});
    let (arguments, lock) = first(&root);
    let function = arguments.keys().next().cloned().unwrap_or_default();
    assert_eq!(arguments[&function], ["title", "file"]);
    root["components"]["schemas"]["Upload"]["required"] = json!(["file", "title"]);
    assert_eq!(named(&root, &lock).0[&function], ["title", "file"]);
}

#[test]
fn an_unknown_name_in_x_order_is_an_error_with_its_place() {
    let mut root = interval(&["start", "end"]);
    root["components"]["schemas"]["Interval"]["x-order"] = json!(["strat"]);
    root["paths"]["/Interval"]["post"]["x-order"] = json!("start");
    let (_, problems) = lower("v1", "api.yaml", &root, &project::conventions());
    let problems = problems.to_string();
    insta::assert_snapshot!(problems, @r"
    error[argument-order]: `x-order` contains `strat`, which is not a property of the schema; did you mean `start`?
      at api.yaml /components/schemas/Interval/x-order/0
      help: write a list of names, in the order in which callers pass the values
    error[argument-order]: `x-order` is not a list of names
      at api.yaml /paths/~1Interval/post/x-order
      help: write a list of names, in the order in which callers pass the values
    ");
}

#[test]
fn an_argument_that_is_listed_twice_in_the_lock_is_an_error_with_its_place() {
    let (_, lock) = first(&interval(&["start", "end"]));
    let text = lock.to_text().replace(r#"["start", "end"]"#, r#"["start", "start"]"#);
    let problems = Lock::parse(&Source { name: "names.lock".to_owned(), text }).expect_err("an error").to_string();
    assert!(problems.contains("the argument `start` of `Interval` is listed twice"), "{problems}");
}
