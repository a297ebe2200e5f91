//! Every example of a request or a response in `spec/*.yaml` is read into its type and written, and the result is equal
//! as JSON, including tags, nulls and empty lists. The content of `spec/` decides what is tested.

use std::collections::BTreeMap;

use dixa_generated::{Api, Method, Operation, Request, RequestParts};
use dixa_generator::check;
use dixa_generator::description::{Example, Schemas, examples};
use dixa_operations::{OperationCase, RoundTrip, differences, operations, webhooks};
use dixa_tests::project;

/// Returns the problems of one example.
fn problems(case: &OperationCase, example: &Example<'_>) -> Vec<String> {
    let reader = match example.role.as_str() {
        "request" => case.request,
        status if status.starts_with('2') => case.response,
        status => match case.errors.iter().find(|(declared, _)| *declared == status) {
            Some((_, reader)) => Some(*reader),
            None => return error_body(status, example),
        },
    };
    let Some(reader) = reader else { return vec!["the bindings read no body of this role".to_owned()] };
    differences_of(reader, example)
}

/// What differs between an example and what is written after it was read.
fn differences_of(reader: RoundTrip, example: &Example<'_>) -> Vec<String> {
    match reader(&example.value.value.to_string()) {
        Err(error) => vec![format!("cannot be read: {error}")],
        Ok(returned) => {
            let mut problems = differences(example.value.value, &returned.json);
            if returned.debug.contains("Unknown(") {
                problems.push(format!("a value is unknown: {}", returned.debug));
            }
            problems
        }
    }
}

/// The runtime reads the message of an error from its body.
fn error_body(status: &str, example: &Example<'_>) -> Vec<String> {
    static OPERATION: Operation = Operation {
        id: "test",
        name: "test",
        api: Api::MAIN,
        method: Method::GET,
        path: "/",
        response: dixa_generated::ResponseFormat::Json,
        statuses: &[],
    };
    let body = example.value.value.to_string();
    let response = http::Response::builder().status(status.parse::<u16>().unwrap()).body(body.clone()).unwrap();
    let error = Request::<serde_json::Value>::from(RequestParts::new(&OPERATION))
        .decode(response)
        .expect_err("an error status");
    let message = example.value.value["message"].as_str();
    let kept = error.body() == body.as_bytes();
    match (error.message() == message && message.is_some(), kept) {
        (true, true) => Vec::new(),
        _ => vec![format!("message {:?} of {message:?}, body kept: {kept}", error.message())],
    }
}

#[test]
fn every_example_of_a_request_or_response_is_written_as_it_was_read() {
    for version in project::versions() {
        let document = check::parse(project::source(&format!("spec/{version}.yaml"))).expect("a sound description");
        let conventions = project::conventions();
        let schemas = Schemas::new(&document.value, &conventions);
        let table: BTreeMap<_, _> =
            operations(version).iter().map(|entry| ((entry.method, entry.path), entry)).collect();
        let mut found = Vec::new();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for example in examples(&schemas) {
            let line = || dixa_generator::text::line_of(&document.source, &example.value.pointer).unwrap_or_default();
            let mut add = |problems: Vec<String>, of: &str| {
                found.extend(problems.iter().map(|p| format!("spec/{version}.yaml:{} ({of}): {p}", line())));
            };
            if let Some(name) = example.webhook {
                *counts.entry("webhook").or_default() += 1;
                let case = webhooks(version).iter().find(|case| case.name == name);
                let case = case.unwrap_or_else(|| panic!("the webhook {name} is not in the table"));
                add(differences_of(case.body, &example), name);
            }
            let Some((method, path)) = &example.operation else { continue };
            let kind = match example.role.as_str() {
                "parameter" => continue,
                "request" => "request",
                status if status.starts_with('2') => "success",
                _ => "error",
            };
            *counts.entry(kind).or_default() += 1;
            let case =
                table.get(&(method.as_str(), *path)).unwrap_or_else(|| panic!("{method} {path} is not in the table"));
            add(problems(case, &example), case.name);
        }
        assert!(found.is_empty(), "{} problems:\n{}", found.len(), found.join("\n"));
        assert!(!counts.is_empty(), "spec/{version}.yaml has no examples");
    }
}

#[test]
fn every_operation_of_the_description_is_in_the_table() {
    for version in project::versions() {
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
