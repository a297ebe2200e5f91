//! Reads a description: schemas, operations and examples, each with its JSON pointer.

mod conforms;
pub mod disjoint;
mod examples;
pub mod formats;
mod keywords;
mod node;
mod operations;
mod patterns;
mod schemas;
mod tags;
mod webhooks;

pub use examples::{Example, examples, read_texts};
pub use keywords::CONSTRAINING;
pub use node::Node;
pub use operations::{OperationNode, operations};
pub use schemas::{MemberSchema, Schemas, components, mapped_schema};
pub use webhooks::{METHOD as WEBHOOK_METHOD, WEBHOOKS, WebhookNode, webhooks};
