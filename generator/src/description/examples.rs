//! The examples of a description, each with its schema.

use super::node::Node;
use super::operations::operations;
use super::schemas::Schemas;

/// An example and its schema.
pub struct Example<'a> {
    /// The value.
    pub value: Node<'a>,
    /// The schema.
    pub schema: Node<'a>,
    /// Method and path of its operation; `None` for an example of a schema.
    pub operation: Option<(String, &'a str)>,
    /// `request` for a body, the status for a response, `parameter` for a parameter, `schema` for a schema.
    pub role: String,
    /// The example's name; empty for a single example without a name.
    pub name: String,
}

/// Every example of the description: of bodies, parameters and schemas.
pub fn examples<'a>(schemas: &Schemas<'a>) -> Vec<Example<'a>> {
    let mut found = Vec::new();
    for operation in operations(schemas.root) {
        let owner = Some((operation.method.clone(), operation.path));
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
        }
    }
    for schema in schemas.all() {
        if let Some(value) = schema.get("example") {
            let schema = schema.clone();
            found.push(Example { value, schema, operation: None, role: "schema".to_owned(), name: String::new() });
        }
    }
    found
}

fn media_examples<'a>(
    schemas: &Schemas<'a>,
    holder: &Node<'a>,
    operation: &Option<(String, &'a str)>,
    role: &str,
    found: &mut Vec<Example<'a>>,
) {
    let Some(schema) = holder.get("schema") else { return };
    let named = holder.entries("examples").into_iter().filter_map(|(name, example)| {
        let value = schemas.resolve(&example).get("value")?;
        Some((name.to_owned(), value))
    });
    let single = holder.get("example").map(|value| (String::new(), value));
    for (name, value) in single.into_iter().chain(named) {
        let (schema, operation, role) = (schema.clone(), operation.clone(), role.to_owned());
        found.push(Example { value, schema, operation, role, name });
    }
}
