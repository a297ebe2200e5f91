//! Reads schemas: titles, members of unions, and all schemas of a description.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ptr;

use serde_json::Value;

use super::node::Node;
use super::operations::operations;
use super::webhooks::webhooks;
use crate::conventions::Conventions;
use crate::text::{percent_decoded, unescape};

/// A description with indices for frequent lookups.
pub struct Schemas<'a> {
    /// The description.
    pub root: &'a Value,
    /// The conventions of its API.
    pub conventions: &'a Conventions,
    /// The titles of all components, and the names of those without one.
    titles: BTreeSet<String>,
    /// The component schemas by pointer, since nearly every reference points to one.
    components: HashMap<String, &'a Value>,
    all: OnceCell<Vec<Node<'a>>>,
    derived: OnceCell<BTreeMap<String, Vec<String>>>,
}

/// A member of a `oneOf` or `anyOf`.
pub struct MemberSchema<'a> {
    /// The member's schema, with references followed.
    pub node: Node<'a>,
    /// The pointer of the member in the list of members.
    pub place: String,
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
        let titles =
            components(root).filter_map(|node| node.str("title").map(str::to_owned).or(node.component())).collect();
        let components = components(root).map(|node| (node.pointer, node.value)).collect();
        Self { root, conventions, titles, components, all: OnceCell::new(), derived: OnceCell::new() }
    }

    /// Follows the references from a node; a node that is not a reference is returned unchanged.
    pub fn resolve(&self, node: &Node<'a>) -> Node<'a> {
        node.resolve_by(|pointer| self.components.get(pointer).copied().or_else(|| self.root.pointer(pointer)))
    }

    /// The title of a schema without its generic suffix; for a component without a title, its name, without the number
    /// that the exporter added to it.
    pub fn title(&self, node: &Node<'a>) -> Option<String> {
        if let Some(title) = node.str("title") {
            return Some(self.without_generic_suffix(title).to_owned());
        }
        let name = node.component()?;
        Some(self.without_number(self.without_generic_suffix(&name)).to_owned())
    }

    /// `NotFound1` → `NotFound`, if the exporter numbers its names and `NotFound` is the name of another schema.
    fn without_number<'t>(&self, name: &'t str) -> &'t str {
        let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_numbered = self.conventions.titles.numbered && self.titles.contains(base);
        if is_numbered { base } else { name }
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

    /// The members of a union without `null`; empty for every other schema, and for a union whose members only state
    /// which properties must be present.
    pub fn members(&self, union: &Node<'a>) -> Vec<MemberSchema<'a>> {
        let written = ["oneOf", "anyOf"].iter().flat_map(|key| union.items(key));
        let mut members: Vec<_> =
            written.map(|node| self.member(node)).filter(|member| !member.node.is_null()).collect();
        let is_presence = |member: &MemberSchema<'_>| member.reference.is_none() && member.node.is_presence();
        if !union.has("discriminator") && members.iter().all(is_presence) {
            return Vec::new();
        }
        members.sort_by(|a, b| (&a.tag, &a.node.pointer).cmp(&(&b.tag, &b.node.pointer)));
        members
    }

    fn member(&self, node: Node<'a>) -> MemberSchema<'a> {
        let reference = node.str("$ref");
        let resolved = self.resolve(&node);
        let tag = self.title(&resolved).unwrap_or_default();
        MemberSchema { node: resolved, place: node.pointer, reference, tag }
    }

    /// The schemas that are derived from a base with a discriminator: the components with the base in their `allOf`, at
    /// any depth. A value of the base is a value of one of them. Empty for every other schema.
    pub fn subtypes(&self, base: &Node<'a>) -> Vec<MemberSchema<'a>> {
        let declares_tag = base.value.get("discriminator").is_some_and(|d| d["propertyName"].is_string());
        if !declares_tag || base.has("oneOf") || base.has("anyOf") {
            return Vec::new();
        }
        let Some(name) = base.component() else { return Vec::new() };
        let derived = self.derived.get_or_init(|| self.find_derived());
        let mut found = BTreeSet::new();
        let mut open = vec![&name];
        while let Some(inner) = open.pop().and_then(|name| derived.get(name)) {
            open.extend(inner.iter().filter(|subtype| **subtype != name && found.insert(subtype.as_str())));
        }
        let nodes = components(self.root).filter(|node| node.component().is_some_and(|n| found.contains(n.as_str())));
        nodes.map(|node| self.member(node)).collect()
    }

    /// The discriminator of a union: its own, or that of a schema that all members are derived from.
    pub fn discriminator(&self, union: &Node<'a>, members: &[MemberSchema<'a>]) -> Option<Node<'a>> {
        let declared = |node: &Node<'a>| node.get("discriminator").filter(|d| d.str("propertyName").is_some());
        let of_member = |member: &MemberSchema<'a>| -> Vec<Node<'a>> {
            self.object_parts(&member.node).iter().filter_map(declared).collect()
        };
        declared(union).or_else(|| {
            let (first, rest) = members.split_first()?;
            let is_shared = |base: &Node<'a>| {
                rest.iter().all(|member| of_member(member).iter().any(|other| other.pointer == base.pointer))
            };
            of_member(first).into_iter().find(|base| !rest.is_empty() && is_shared(base))
        })
    }

    /// The components whose `allOf` refers to a component, by the name of the latter.
    fn find_derived(&self) -> BTreeMap<String, Vec<String>> {
        let mut derived: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for node in components(self.root) {
            let Some(name) = node.component() else { continue };
            for base in node.items("allOf").iter().filter_map(Node::component) {
                derived.entry(base).or_default().push(name.clone());
            }
        }
        derived
    }

    /// The schema of a property that an object or a part of it declares.
    pub fn property(&self, object: &Node<'a>, name: &str) -> Option<Node<'a>> {
        self.object_parts(object).iter().find_map(|part| part.get("properties")?.get(name))
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
                let contents = parameter.entries("content").into_iter().filter_map(|(_, media)| media.get("schema"));
                parameter.get("schema").into_iter().chain(contents).for_each(|schema| walk(schema, &mut found));
            }
            let body = operation.node.get("requestBody").map(|body| self.resolve(&body));
            let responses = operation.node.entries("responses").into_iter().map(|(_, r)| self.resolve(&r));
            for holder in body.into_iter().chain(responses) {
                for (_, media) in holder.entries("content") {
                    media.get("schema").into_iter().for_each(|schema| walk(schema, &mut found));
                }
            }
        }
        let bodies = webhooks(self.root).into_iter().filter_map(|webhook| webhook.request?.get("requestBody"));
        for body in bodies.map(|body| self.resolve(&body)) {
            let schemas = body.entries("content").into_iter().filter_map(|(_, media)| media.get("schema"));
            schemas.for_each(|schema| walk(schema, &mut found));
        }
        // Several operations may refer to one component.
        let mut seen = HashSet::new();
        found.retain(|node| seen.insert(ptr::from_ref(node.value)));
        found
    }
}

fn walk<'a>(node: Node<'a>, found: &mut Vec<Node<'a>>) {
    if node.has("$ref") {
        return;
    }
    found.push(node.clone());
    let properties = node.entries("properties").into_iter().map(|(_, property)| property);
    let single = ["items", "additionalProperties", "not"].into_iter().filter_map(|key| node.get(key));
    let lists = ["oneOf", "anyOf", "allOf"].into_iter().flat_map(|key| node.items(key));
    let inner = properties.chain(single).chain(lists).filter(|inner| inner.value.is_object());
    inner.for_each(|inner| walk(inner, found));
}

/// The component schemas, sorted by name.
pub fn components(root: &Value) -> impl Iterator<Item = Node<'_>> {
    let components = Node::root(root).get("components");
    components.into_iter().flat_map(|c| c.entries("schemas")).map(|(_, node)| node)
}

/// The name of the schema that a mapping names or refers to.
pub fn mapped_schema(target: &str) -> String {
    let name = target.rsplit('/').next().unwrap_or(target);
    let is_encoded = target.starts_with('#') && name.contains(['%', '~']);
    if is_encoded { unescape(&percent_decoded(name)) } else { name.to_owned() }
}
