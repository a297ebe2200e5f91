//! Values for schemas that have no example.

use serde_json::{Value, json};

/// The smallest value of a schema of a corrected description: the required members alone, the first value of an
/// enumeration, and the first member of a union.
pub fn sample(description: &Value, schema: &Value) -> Value {
    let schema = resolved(description, schema);
    if let Some(parts) = schema["allOf"].as_array() {
        let parts = parts.iter().map(|part| sample(description, part));
        return parts.fold(json!({}), |mut all, part| match (all.as_object_mut(), part) {
            (Some(fields), Value::Object(more)) => {
                fields.extend(more);
                all
            }
            (_, part) => part,
        });
    }
    if let Some(member) = schema["oneOf"].get(0).or_else(|| schema["anyOf"].get(0)) {
        return with_tag(schema, member, sample(description, member));
    }
    let first = |key: &str| schema[key].get(0).cloned();
    match schema["type"].as_str() {
        Some("string") => first("enum").unwrap_or_else(|| text(schema["format"].as_str().unwrap_or_default()).into()),
        Some("integer" | "number") => {
            first("enum").unwrap_or_else(|| schema.get("minimum").cloned().unwrap_or(json!(1)))
        }
        Some("boolean") => json!(true),
        Some("array") => json!([]),
        _ if schema["properties"].is_object() || schema["type"] == "object" => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            required.map(|name| (name.to_owned(), sample(description, &schema["properties"][name]))).collect()
        }
        _ => json!("example"),
    }
}

fn resolved<'v>(description: &'v Value, mut schema: &'v Value) -> &'v Value {
    while let Some(target) = schema["$ref"].as_str() {
        schema = description.pointer(target.trim_start_matches('#')).unwrap_or_else(|| panic!("no {target}"));
    }
    schema
}

/// The member's value with the tag that its union requires.
fn with_tag(union: &Value, member: &Value, mut value: Value) -> Value {
    let discriminator = &union["discriminator"];
    let target = member["$ref"].as_str().unwrap_or_default();
    let mapping = discriminator["mapping"].as_object().into_iter().flatten();
    let mapped = mapping.into_iter().find(|(_, schema)| schema.as_str() == Some(target)).map(|(tag, _)| tag.as_str());
    let tag = mapped.or_else(|| target.rsplit('/').next()).unwrap_or_default();
    if let (Some(property), Some(fields)) = (discriminator["propertyName"].as_str(), value.as_object_mut()) {
        fields.insert(property.to_owned(), tag.into());
    }
    value
}

fn text(format: &str) -> &'static str {
    match format {
        "uuid" => "4d2ab456-8510-4a35-b266-e502160d5177",
        "date-time" => "2024-05-02T09:41:43.5Z",
        "date" => "2024-05-02",
        _ => "example",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_has_the_required_members_and_the_tag_of_its_union() {
        let description = json!({"components": {"schemas": {
            "Pet": {
                "oneOf": [{"$ref": "#/components/schemas/Dog"}],
                "discriminator": {"propertyName": "kind", "mapping": {"dog": "#/components/schemas/Dog"}},
            },
            "Dog": {"allOf": [{"$ref": "#/components/schemas/Named"}, {
                "type": "object",
                "required": ["legs"],
                "properties": {"legs": {"type": "integer"}, "tail": {"type": "boolean"}},
            }]},
            "Named": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        }}});
        let found = sample(&description, &json!({"$ref": "#/components/schemas/Pet"}));
        assert_eq!(found, json!({"kind": "dog", "legs": 1, "name": "example"}));
    }
}
