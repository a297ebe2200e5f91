//! Converts webhooks: the JSON bodies of the requests that the service sends.

use super::media::{Content, Kind, contents};
use super::state::{Context, Lower};
use crate::description::{Node, WEBHOOK_METHOD, WebhookNode, webhooks};
use crate::diagnostic::Severity::Warning;
use crate::model::{Type, Webhook};

/// The keys of a webhook's path item that are read, or that say nothing about the body.
const ITEM: [&str; 3] = ["description", WEBHOOK_METHOD, "summary"];
/// The keys of its request that are read, or that say nothing about the body.
const REQUEST: [&str; 7] = ["deprecated", "description", "operationId", "requestBody", "responses", "summary", "tags"];

impl<'r> Lower<'_, 'r> {
    /// All webhooks, sorted by name.
    pub(super) fn webhooks(&mut self) -> Vec<Webhook> {
        webhooks(self.schemas.root).iter().filter_map(|source| self.webhook(source)).collect()
    }

    fn webhook(&mut self, source: &WebhookNode<'r>) -> Option<Webhook> {
        let WebhookNode { name, item, request } = source;
        self.report_not_read(name, item, &ITEM);
        let content = request.as_ref().and_then(|request| self.webhook_body(name, request));
        let Some(content) = content else {
            let message =
                format!("the webhook `{name}` has no JSON body in a `{WEBHOOK_METHOD}`; nothing is generated for it");
            let help = "declare the body under `requestBody` with an overlay, or remove the webhook";
            self.report(Warning, "webhook-without-body", message, &item.pointer, help);
            return None;
        };
        let context = Context { parent: name, name: "body" };
        let schema = content.node.get("schema");
        let ty = schema.map_or(Type::Json, |schema| self.nullable_type_of(&schema, context));
        let pointer = request.as_ref().unwrap_or(item).pointer.clone();
        Some(Webhook { name: (*name).to_owned(), ty, pointer })
    }

    /// The JSON content of the request's body.
    fn webhook_body(&mut self, name: &str, request: &Node<'r>) -> Option<Content<'r>> {
        self.report_not_read(name, request, &REQUEST);
        for (_, response) in request.entries("responses") {
            let response = self.schemas.resolve(&response);
            self.report_not_read(name, &response, &["description"]);
        }
        let body = self.schemas.resolve(&request.get("requestBody")?);
        let all = contents(self.schemas, &body);
        self.report_other_contents(&body, &all, "the body of a webhook is read as");
        all.into_iter().next().filter(|content| content.kind == Kind::Json)
    }

    /// Reports the keys of a part of a webhook that the bindings do not follow.
    fn report_not_read(&mut self, name: &str, part: &Node<'r>, read: &[&str]) {
        let keys = part.value.as_object().into_iter().flat_map(|object| object.keys());
        let others: Vec<&str> =
            keys.map(String::as_str).filter(|key| !key.starts_with("x-") && !read.contains(key)).collect();
        if !others.is_empty() {
            let message =
                format!("of the webhook `{name}` only the body is generated; not read: `{}`", others.join("`, `"));
            let help =
                "the program that receives the webhook has to follow it; remove it with an overlay if it is wrong";
            self.report(Warning, "webhook-not-read", message, &part.pointer, help);
        }
    }
}
