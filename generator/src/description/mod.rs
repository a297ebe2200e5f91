//! Reads a description: schemas, operations and examples, each with its JSON pointer.

pub mod disjoint;
mod examples;
mod node;
mod operations;
mod patterns;
mod schemas;

pub use examples::{Example, examples};
pub use node::Node;
pub use operations::{OperationNode, operations};
pub use schemas::{MemberSchema, Schemas, components, mapped_schema};
