//! Corrections: OpenAPI Overlay 1.0 documents, see <https://spec.openapis.org/overlay/v1.0.0.html>.
//!
//! An overlay that states the description which it extends is applied to no other.
//!
//! In addition to the standard, each action must state its reason as `description`, and may state as `x-expect` what it
//! expects to find, so that a correction fails if the description has changed.

mod apply;
mod document;
mod parse;
mod target;
#[cfg(test)]
mod tests;
mod unfit;

pub use apply::apply;
pub use document::{Action, Change, Overlay, action_to_value, to_document};
pub use parse::parse;
pub(crate) use parse::parse_readable;
pub use unfit::remove_unfit;
