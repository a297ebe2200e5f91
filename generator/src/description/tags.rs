//! The tags of the members of a union with a discriminator.

use serde_json::Value;

use super::node::Node;
use super::schemas::{MemberSchema, Schemas, mapped_schema};
use crate::model::tag_text;

impl<'a> Schemas<'a> {
    /// The tags of a member: those that the discriminator maps to it, or the values that it allows for the property itself,
    /// or its name or title. Empty if it has none of these.
    pub fn tags_of(&self, discriminator: &Node<'a>, member: &MemberSchema<'a>) -> Vec<String> {
        let name = member.node.component();
        let mapping = discriminator.value.get("mapping").and_then(Value::as_object).into_iter().flatten();
        let mapped = mapping.filter(|(_, target)| name.is_some() && target.as_str().map(mapped_schema) == name);
        let mapped: Vec<String> = mapped.map(|(tag, _)| tag.clone()).collect();
        if !mapped.is_empty() {
            return mapped;
        }
        let declared = self.declared_tags(discriminator, &member.node);
        if !declared.is_empty() {
            return declared;
        }
        let name = name.unwrap_or_else(|| member.tag.clone());
        if name.is_empty() { Vec::new() } else { vec![name] }
    }

    /// The values that a member itself allows for the tag. A list of a schema that others are derived from does not count:
    /// it has the values of all of them.
    fn declared_tags(&self, discriminator: &Node<'a>, member: &Node<'a>) -> Vec<String> {
        let property = discriminator.str("propertyName").unwrap_or_default();
        let parts = self.object_parts(member);
        let own = parts.iter().filter(|part| discriminator.pointer != format!("{}/discriminator", part.pointer));
        let mut lists = own.filter_map(|part| {
            let tag = self.resolve(&part.get("properties")?.get(property)?);
            Some(tag.value.get("enum")?.as_array()?.as_slice())
        });
        let values: &[Value] = lists.next().unwrap_or_default();
        values.iter().filter(|value| !value.is_null()).map(tag_text).collect()
    }
}
