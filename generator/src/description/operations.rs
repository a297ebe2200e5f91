//! The operations of a description.

use serde_json::Value;

use super::node::Node;

/// An operation in the description.
pub struct OperationNode<'a> {
    /// The path template.
    pub path: &'a str,
    /// The method in upper case.
    pub method: String,
    /// The operation object.
    pub node: Node<'a>,
    /// The path item that contains it, with references followed.
    pub item: Node<'a>,
    /// Its parameters and those of its path item, with references followed. Its own override those of the path item.
    pub parameters: Vec<Node<'a>>,
    /// The place and name of each parameter, in the order of declaration.
    pub declared: Vec<(&'a str, &'a str)>,
}

const METHODS: [&str; 8] = ["delete", "get", "head", "options", "patch", "post", "put", "trace"];

/// The operations, sorted by path and method.
pub fn operations(root: &Value) -> Vec<OperationNode<'_>> {
    let mut operations = Vec::new();
    for (path, item) in Node::root(root).entries("paths") {
        let item = item.resolve(root);
        for method in METHODS {
            let Some(node) = item.get(method) else { continue };
            let mut parameters: Vec<Node<'_>> = Vec::new();
            for parameter in node.items("parameters").into_iter().chain(item.items("parameters")) {
                let parameter = parameter.resolve(root);
                let same = |p: &Node<'_>| p.str("name") == parameter.str("name") && p.str("in") == parameter.str("in");
                if !parameters.iter().any(same) {
                    parameters.push(parameter);
                }
            }
            let declared = parameters.iter().filter_map(|p| Some((p.str("in")?, p.str("name")?))).collect();
            parameters.sort_by_key(|p| (p.str("in"), p.str("name")));
            let item = item.clone();
            operations.push(OperationNode { path, method: method.to_uppercase(), node, item, parameters, declared });
        }
    }
    operations
}
