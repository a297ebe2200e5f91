//! Reports what an operation declares about its server and its credentials, and the bindings do not follow: every request
//! goes to the client's base URL, with the client's token.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::state::Lower;
use crate::description::{Node, OperationNode};
use crate::diagnostic::Severity::Warning;

/// What several operations declare: the operations, and the place of the first.
struct Declared {
    operations: Vec<String>,
    pointer: String,
}

impl Lower<'_, '_> {
    /// Reports the servers and the security of operations, once for all that declare the same.
    pub(super) fn check_access(&mut self, nodes: &[OperationNode<'_>]) {
        let root = Node::root(self.schemas.root);
        let server = urls(&root).into_iter().next();
        let mut servers: BTreeMap<String, Declared> = BTreeMap::new();
        let mut securities: BTreeMap<String, Declared> = BTreeMap::new();
        for it in nodes {
            let own = if it.node.has("servers") { Some(&it.node) } else { it.item.has("servers").then_some(&it.item) };
            if let Some(own) = own.filter(|own| urls(own).first() != server.as_ref()) {
                declare(&mut servers, urls(own).join("`, `"), it, format!("{}/servers", own.pointer));
            }
            if it.node.has("security") && security(&it.node, true) != security(&root, true) {
                declare(&mut securities, security(&it.node, false), it, format!("{}/security", it.node.pointer));
            }
        }
        for (urls, Declared { operations, pointer }) in servers {
            let message = format!(
                "{} declares the server `{urls}`, which is not used: requests and the token go to the client's base URL",
                named(&operations)
            );
            let help =
                "for the other server, build a client of its own with `base_url`, if its token may be sent there";
            self.report(Warning, "servers-not-used", message, &pointer, help);
        }
        let of_document = security(&root, false);
        for (schemes, Declared { operations, pointer }) in securities {
            let what = if schemes == of_document { format!("other scopes of {schemes}") } else { schemes };
            let message = format!(
                "{} declares the security {what}, unlike the document; the client's token is sent as `Authorization`",
                named(&operations)
            );
            let help = "set other credentials on the request with `header`, if the service needs them";
            self.report(Warning, "security-not-used", message, &pointer, help);
        }
    }
}

fn declare(all: &mut BTreeMap<String, Declared>, what: String, it: &OperationNode<'_>, pointer: String) {
    let declared = all.entry(what).or_insert_with(|| Declared { operations: Vec::new(), pointer });
    declared.operations.push(format!("{} {}", it.method, it.path));
}

/// The operations in a sentence: the first, and how many more there are.
fn named(operations: &[String]) -> String {
    match operations {
        [first, rest @ ..] if !rest.is_empty() => format!("{first} (and {} more)", rest.len()),
        operations => operations.concat(),
    }
}

/// The addresses of servers, without a slash at their end.
fn urls(holder: &Node<'_>) -> Vec<String> {
    let servers = holder.items("servers").into_iter();
    servers.filter_map(|server| Some(server.str("url")?.trim_end_matches('/').to_owned())).collect()
}

/// The security requirements as text, in an order of their own.
fn security(holder: &Node<'_>, with_scopes: bool) -> String {
    let requirements = holder.items("security");
    let texts: BTreeSet<String> = requirements.iter().map(|it| requirement(it.value, with_scopes)).collect();
    if texts.is_empty() { "none".to_owned() } else { texts.into_iter().collect::<Vec<_>>().join(" or ") }
}

fn requirement(of: &Value, with_scopes: bool) -> String {
    let schemes = of.as_object().into_iter().flatten();
    let scheme = |(name, scopes): (&String, &Value)| match with_scopes {
        true => format!("`{name}` {scopes}"),
        false => format!("`{name}`"),
    };
    let schemes: Vec<String> = schemes.map(scheme).collect();
    if schemes.is_empty() { "none".to_owned() } else { schemes.join(" and ") }
}
