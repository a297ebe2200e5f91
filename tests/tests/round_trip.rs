//! Every example of a request or a response in `spec/*.yaml` is read into its type and written again, and comes back
//! equal as JSON: tags, nulls and empty lists included. What `spec/` holds decides what is tested.

use std::collections::BTreeMap;

use dixa_generated::{Method, Operation, Request};
use dixa_generator::check;
use dixa_generator::description::{Example, Schemas, examples};
use dixa_tests::{Entry, differences, operations, project};

/// What is wrong with one example; nothing for most.
fn problems(entry: &Entry, example: &Example<'_>) -> Vec<String> {
    let json = example.value.value.to_string();
    let reader = match example.role.as_str() {
        "request" => entry.request,
        status if status.starts_with('2') => entry.response,
        status => match entry.errors.iter().find(|(declared, _)| *declared == status) {
            Some((_, reader)) => Some(*reader),
            None => return error_body(status, example),
        },
    };
    let Some(reader) = reader else { return vec!["the bindings read no body here".to_owned()] };
    match reader(&json) {
        Err(error) => vec![format!("cannot be read: {error}")],
        Ok(returned) => {
            let mut problems = differences(example.value.value, &returned.json);
            if returned.debug.contains("Unknown(") {
                problems.push(format!("a value is not known: {}", returned.debug));
            }
            problems
        }
    }
}

/// An error's message is what the runtime reads out of the body.
fn error_body(status: &str, example: &Example<'_>) -> Vec<String> {
    static OPERATION: Operation = Operation {
        id: "test",
        name: "test",
        method: Method::GET,
        path: "/",
        response: dixa_generated::ResponseFormat::Json,
        statuses: &[],
        page_key: None,
        page_limit: None,
    };
    let body = example.value.value.to_string();
    let response = http::Response::builder().status(status.parse::<u16>().unwrap()).body(body.clone()).unwrap();
    let error = Request::<serde_json::Value>::new(&OPERATION).decode(response).expect_err("an error status");
    let message = example.value.value["message"].as_str();
    let kept = error.body() == body.as_bytes();
    match (error.message() == message && message.is_some(), kept) {
        (true, true) => Vec::new(),
        _ => vec![format!("message {:?} of {message:?}, body kept: {kept}", error.message())],
    }
}

#[test]
fn every_example_of_a_request_or_response_comes_back_equal() {
    for version in project::VERSIONS.iter().copied() {
        let document = check::parse(project::source(&format!("spec/{version}.yaml"))).expect("a sound description");
        let schemas = Schemas::new(&document.value);
        let table: BTreeMap<_, _> =
            operations(version).iter().map(|entry| ((entry.method, entry.path), entry)).collect();
        let mut found = Vec::new();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for example in examples(&schemas) {
            let Some((method, path)) = &example.operation else { continue };
            let kind = match example.role.as_str() {
                "parameter" => continue,
                "request" => "request",
                status if status.starts_with('2') => "success",
                _ => "error",
            };
            *counts.entry(kind).or_default() += 1;
            let entry = table.get(&(method.as_str(), *path)).unwrap_or_else(|| panic!("{method} {path} has no entry"));
            let line = || dixa_generator::text::line_of(&document.source, &example.value.pointer).unwrap_or_default();
            let problems = problems(entry, &example);
            found.extend(problems.iter().map(|p| format!("spec/{version}.yaml:{} ({}): {p}", line(), entry.name)));
        }
        println!("{version}: {counts:?}");
        assert!(found.is_empty(), "{} problems:\n{}", found.len(), found.join("\n"));
        assert!(["request", "success", "error"].iter().all(|kind| counts.contains_key(kind)), "{counts:?}");
    }
}

#[test]
fn every_operation_of_the_description_has_an_entry_in_the_table() {
    for version in project::VERSIONS.iter().copied() {
        let document = check::parse(project::source(&format!("spec/{version}.yaml"))).expect("a sound description");
        let described: Vec<(String, String)> = dixa_generator::description::operations(&document.value)
            .into_iter()
            .map(|operation| (operation.method, operation.path.to_owned()))
            .collect();
        let generated: Vec<(String, String)> =
            operations(version).iter().map(|b| (b.method.to_owned(), b.path.to_owned())).collect();
        let missing: Vec<_> = described.iter().filter(|operation| !generated.contains(operation)).collect();
        assert!(missing.is_empty() && described.len() == generated.len(), "{version}: {missing:?}");
    }
}
