//! The examples of a description, each with its schema.

use serde_json::Value;

use super::node::Node;
use super::operations::operations;
use super::schemas::Schemas;
use super::webhooks::webhooks;
use crate::conventions::Conventions;

/// The key beside an example that says whose it is: `ours` if the authors of the description made it up. An example
/// without it is published by the service. At the top level of a description it is for every example.
const EXAMPLE_SOURCE: &str = "x-example-source";

/// An example and its schema.
pub struct Example<'a> {
    /// The value.
    pub value: Node<'a>,
    /// The schema.
    pub schema: Node<'a>,
    /// Method and path of its operation; `None` for an example of a schema or of a webhook.
    pub operation: Option<(String, &'a str)>,
    /// The name of its webhook.
    pub webhook: Option<&'a str>,
    /// `request` for a body, the status for a response, `parameter` for a parameter, `schema` for a schema.
    pub role: String,
    /// The example's name; empty for a single example without a name.
    pub name: String,
    /// What the description says about whose the example is.
    pub source: Option<&'a Value>,
}

/// Every example of the description: of bodies, parameters, webhooks and schemas.
pub fn examples<'a>(schemas: &Schemas<'a>) -> Vec<Example<'a>> {
    let mut found = Vec::new();
    for operation in operations(schemas.root) {
        let owner = Owner { operation: Some((operation.method.clone(), operation.path)), webhook: None };
        let body = operation.node.get("requestBody").map(|body| ("request".to_owned(), schemas.resolve(&body)));
        let responses = operation.node.entries("responses").into_iter();
        let responses = responses.map(|(status, response)| (status.to_owned(), schemas.resolve(&response)));
        for (role, holder) in body.into_iter().chain(responses) {
            for (_, media) in holder.entries("content") {
                media_examples(schemas, &media, &owner, &role, &mut found);
            }
        }
        for parameter in &operation.parameters {
            media_examples(schemas, parameter, &owner, "parameter", &mut found);
            for (_, media) in parameter.entries("content") {
                media_examples(schemas, &media, &owner, "parameter", &mut found);
            }
        }
    }
    for webhook in webhooks(schemas.root) {
        let owner = Owner { operation: None, webhook: Some(webhook.name) };
        let body = webhook.request.and_then(|request| request.get("requestBody"));
        for (_, media) in body.into_iter().flat_map(|body| schemas.resolve(&body).entries("content")) {
            media_examples(schemas, &media, &owner, "request", &mut found);
        }
    }
    for schema in schemas.all() {
        if let Some(value) = schema.get("example") {
            let (schema, source) = (schema.clone(), source_of(schemas, schema));
            let (role, name) = ("schema".to_owned(), String::new());
            found.push(Example { value, schema, operation: None, webhook: None, role, name, source });
        }
    }
    found
}

/// Replaces each example that is JSON in a string by the JSON, unless its schema is a string: exporters write such texts.
pub fn read_texts(root: &mut Value, conventions: &Conventions) {
    if !has_json_text(root) {
        return;
    }
    let schemas = Schemas::new(root, conventions);
    let read = |example| {
        let example: Example<'_> = example;
        let value: Value = serde_json::from_str(example.value.value.as_str()?).ok()?;
        let is_json = value.is_object() || value.is_array();
        (is_json && !schemas.is_text(&example.schema)).then_some((example.value.pointer, value))
    };
    let found: Vec<(String, Value)> = examples(&schemas).into_iter().filter_map(read).collect();
    for (pointer, value) in found {
        if let Some(text) = root.pointer_mut(&pointer) {
            *text = value;
        }
    }
}

/// Whether an example may be JSON in a string: few descriptions have one, and to find all examples takes long.
fn has_json_text(value: &Value) -> bool {
    match value {
        Value::Object(object) => object.iter().any(|(key, value)| match value {
            Value::String(text) => text.trim_start().starts_with(['{', '[']) && (key == "example" || key == "value"),
            value => has_json_text(value),
        }),
        Value::Array(items) => items.iter().any(has_json_text),
        _ => false,
    }
}

impl<'a> Schemas<'a> {
    /// Whether a string fits the schema, as far as its own keywords tell.
    fn is_text(&self, schema: &Node<'a>) -> bool {
        let parts = self.object_parts(schema);
        let unlimited = parts.iter().all(|part| part.shaping().next().is_none());
        unlimited || parts.iter().any(|part| part.str("type") == Some("string"))
    }
}

/// What an example belongs to.
struct Owner<'a> {
    operation: Option<(String, &'a str)>,
    webhook: Option<&'a str>,
}

fn media_examples<'a>(
    schemas: &Schemas<'a>,
    holder: &Node<'a>,
    owner: &Owner<'a>,
    role: &str,
    found: &mut Vec<Example<'a>>,
) {
    let Some(schema) = holder.get("schema") else { return };
    let named = holder.entries("examples").into_iter().filter_map(|(name, example)| {
        let example = schemas.resolve(&example);
        Some((name.to_owned(), example.get("value")?, source_of(schemas, &example)))
    });
    let single = holder.get("example").map(|value| (String::new(), value, source_of(schemas, holder)));
    for (name, value, source) in single.into_iter().chain(named) {
        let Owner { operation, webhook } = owner;
        let (schema, operation, role) = (schema.clone(), operation.clone(), role.to_owned());
        found.push(Example { value, schema, operation, webhook: *webhook, role, name, source });
    }
}

/// The source of an example: beside it, or for the whole description.
fn source_of<'a>(schemas: &Schemas<'a>, holder: &Node<'a>) -> Option<&'a Value> {
    holder.value.get(EXAMPLE_SOURCE).or_else(|| schemas.root.get(EXAMPLE_SOURCE))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_example_that_is_json_in_a_string_is_read_unless_its_schema_is_a_string() {
        let media = |schema: Value, example: &str| json!({"schema": schema, "example": example});
        let mut root = json!({"paths": {"/a": {"get": {"responses": {"200": {"content": {
            "a/object": media(json!({"type": "object"}), "{\"name\": \"red\"}"),
            "a/list": media(json!({"allOf": [{"type": "array", "items": {}}]}), "[1]"),
            "a/text": media(json!({"type": "string"}), "[1]"),
            "a/free": media(json!({}), "[1]"),
            "a/word": media(json!({"type": "object"}), "{no json"),
            "a/number": media(json!({"type": "integer"}), "1"),
        }}}}}}});
        read_texts(&mut root, &Conventions::default());
        let content = &root["paths"]["/a"]["get"]["responses"]["200"]["content"];
        let example = |name: &str| &content[name]["example"];
        assert_eq!((example("a/object"), example("a/list")), (&json!({"name": "red"}), &json!([1])));
        for (name, text) in [("a/text", "[1]"), ("a/free", "[1]"), ("a/word", "{no json"), ("a/number", "1")] {
            assert_eq!(example(name), text, "{name}");
        }
    }
}
