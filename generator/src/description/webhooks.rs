//! The webhooks of a description: the requests that the service sends. OpenAPI 3.0 has no place for them; `x-webhooks` has
//! the form of `webhooks` in OpenAPI 3.1.

use serde_json::Value;

use super::node::Node;

/// The key of the webhooks: name → path item.
pub const WEBHOOKS: &str = "x-webhooks";

/// The method of a webhook whose body is read.
pub const METHOD: &str = "post";

/// A webhook in the description.
pub struct WebhookNode<'a> {
    /// The name.
    pub name: &'a str,
    /// The path item, with references followed.
    pub item: Node<'a>,
    /// The request that the service sends; `None` where the path item has none.
    pub request: Option<Node<'a>>,
}

/// The webhooks, sorted by name.
pub fn webhooks(root: &Value) -> Vec<WebhookNode<'_>> {
    let items = Node::root(root).entries(WEBHOOKS).into_iter().map(|(name, item)| (name, item.resolve(root)));
    items.map(|(name, item)| WebhookNode { name, request: item.get(METHOD), item }).collect()
}
