//! Corrections: OpenAPI Overlay 1.0 documents, see <https://spec.openapis.org/overlay/v1.0.0.html>.
//!
//! Beyond the standard each action must give its reason as `description`, and may say as
//! `x-expect` what it expects to find, so that a correction fails when its ground has moved.

mod apply;
mod document;
mod parse;
mod target;
#[cfg(test)]
mod tests;

pub use apply::apply;
pub use document::{Action, Change, Overlay, to_document};
pub use parse::parse;
