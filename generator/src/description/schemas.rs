//! Reads schemas: titles, members of unions, and all schemas of a description.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::node::Node;
use super::operations::operations;
use crate::conventions::Conventions;
use crate::text::{percent_decoded, unescape};

/// A description with indices for frequent lookups.
pub struct Schemas<'a> {
    /// The description.
    pub root: &'a Value,
    /// The conventions of its API.
    pub conventions: &'a Conventions,
    titles: BTreeSet<&'a str>,
    /// The component schemas by pointer, since nearly every reference points to one.
    components: HashMap<String, &'a Value>,
    all: OnceCell<Vec<Node<'a>>>,
}

/// A member of a `oneOf` or `anyOf`.
pub struct MemberSchema<'a> {
    /// The member's schema, with references followed.
    pub node: Node<'a>,
    /// The reference, if the member is one.
    pub reference: Option<&'a str>,
    /// Its title without the generic suffix, or its name: the value of the tag, if the union is tagged.
    pub tag: String,
}

impl MemberSchema<'_> {
    /// Whether the member is an object without properties.
    pub fn is_empty(&self) -> bool {
        let node = &self.node;
        node.str("type") == Some("object")
            && node.entries("properties").is_empty()
            && !["additionalProperties", "oneOf", "anyOf", "allOf", "enum"].iter().any(|key| node.has(key))
    }

    /// Whether the member is an object.
    pub fn is_object(&self) -> bool {
        self.node.str("type") == Some("object") || self.node.has("properties") || self.node.has("allOf")
    }
}

impl<'a> Schemas<'a> {
    /// Prepares a description for reading.
    pub fn new(root: &'a Value, conventions: &'a Conventions) -> Self {
        let titles = components(root).filter_map(|node| node.str("title")).collect();
        let components = components(root).map(|node| (node.pointer, node.value)).collect();
        Self { root, conventions, titles, components, all: OnceCell::new() }
    }

    /// Follows the references from a node; a node that is not a reference is returned unchanged.
    pub fn resolve(&self, node: &Node<'a>) -> Node<'a> {
        node.resolve_by(|pointer| self.components.get(pointer).copied().or_else(|| self.root.pointer(pointer)))
    }

    /// The title of a schema without its generic suffix; for a component without a title, its name.
    pub fn title(&self, node: &Node<'a>) -> Option<String> {
        let title = match node.str("title") {
            Some(title) => title.to_owned(),
            None => node.component()?,
        };
        Some(self.without_generic_suffix(&title).to_owned())
    }

    /// `BulkActionSuccess_BulkError_Agent` → `BulkActionSuccess`. The parts after the separator are type arguments of
    /// the service's implementation if each is capitalised and one of them is the title of another schema.
    fn without_generic_suffix<'t>(&self, title: &'t str) -> &'t str {
        let Some(separator) = self.conventions.titles.type_arguments.as_deref() else { return title };
        let Some((base, arguments)) = title.split_once(separator) else { return title };
        let mut parts = arguments.split(separator);
        let capitalised = parts.clone().all(|part| part.starts_with(|c: char| c.is_ascii_uppercase()));
        let known = parts.any(|part| self.titles.contains(part));
        if capitalised && known && !base.is_empty() { base } else { title }
    }

    /// The members of a union; empty for every other schema.
    pub fn members(&self, union: &Node<'a>) -> Vec<MemberSchema<'a>> {
        let member = |node: Node<'a>| {
            let reference = node.str("$ref");
            let resolved = self.resolve(&node);
            let tag = self.title(&resolved).unwrap_or_default();
            MemberSchema { node: resolved, reference, tag }
        };
        let mut members: Vec<_> = ["oneOf", "anyOf"].iter().flat_map(|key| union.items(key)).map(member).collect();
        members.sort_by(|a, b| (&a.tag, &a.node.pointer).cmp(&(&b.tag, &b.node.pointer)));
        members
    }

    /// An object schema and, for `allOf`, all schemas that it is composed of.
    pub fn object_parts(&self, node: &Node<'a>) -> Vec<Node<'a>> {
        let mut parts = vec![self.resolve(node)];
        let mut next = 0;
        while next < parts.len() && parts.len() < 256 {
            let inner: Vec<_> = parts[next].items("allOf").iter().map(|part| self.resolve(part)).collect();
            for part in inner {
                if !parts.iter().any(|known| known.pointer == part.pointer) {
                    parts.push(part);
                }
            }
            next += 1;
        }
        parts
    }

    /// Every schema of the description, components first, each with the schemas within it.
    pub fn all(&self) -> &[Node<'a>] {
        self.all.get_or_init(|| self.walk_all())
    }

    fn walk_all(&self) -> Vec<Node<'a>> {
        let mut found = Vec::new();
        for node in components(self.root) {
            walk(node, &mut found);
        }
        for operation in operations(self.root) {
            for parameter in &operation.parameters {
                parameter.get("schema").into_iter().for_each(|schema| walk(schema, &mut found));
            }
            let body = operation.node.get("requestBody").map(|body| self.resolve(&body));
            let responses = operation.node.entries("responses").into_iter().map(|(_, r)| self.resolve(&r));
            for holder in body.into_iter().chain(responses) {
                for (_, media) in holder.entries("content") {
                    media.get("schema").into_iter().for_each(|schema| walk(schema, &mut found));
                }
            }
        }
        let mut seen = BTreeSet::new();
        found.retain(|node| seen.insert(node.pointer.clone()));
        found
    }
}

fn walk<'a>(node: Node<'a>, found: &mut Vec<Node<'a>>) {
    if node.has("$ref") {
        return;
    }
    let properties = node.entries("properties").into_iter().map(|(_, property)| property);
    let single = ["items", "additionalProperties", "not"].into_iter().filter_map(|key| node.get(key));
    let lists = ["oneOf", "anyOf", "allOf"].into_iter().flat_map(|key| node.items(key));
    let inner: Vec<_> = properties.chain(single).chain(lists).filter(|inner| inner.value.is_object()).collect();
    found.push(node);
    inner.into_iter().for_each(|inner| walk(inner, found));
}

/// The component schemas, sorted by name.
pub fn components(root: &Value) -> impl Iterator<Item = Node<'_>> {
    let components = Node::root(root).get("components");
    components.into_iter().flat_map(|c| c.entries("schemas")).map(|(_, node)| node)
}

/// The name of the schema that a mapping names or refers to.
pub fn mapped_schema(target: &str) -> String {
    let name = target.rsplit('/').next().unwrap_or(target);
    if target.starts_with('#') { unescape(&percent_decoded(name)) } else { name.to_owned() }
}
