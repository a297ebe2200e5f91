//! Turns OpenAPI 3.0 descriptions into Rust bindings, checked against the descriptions' own examples.
//!
//! Texts go in ([`Input`]), files and reports come out ([`Output`]); nothing here reads a file, a network or a clock.
//! Each stage is a module with one public function: [`load`] → [`overlay`] → [`evidence`] → [`lower`] → [`name`] →
//! [`emit`] → [`mod@format`]. [`outline`] prints the model for review; [`drift`] compares two of them.

pub mod decide;
pub mod diagnostic;
pub mod drift;
pub mod emit;
pub mod evidence;
pub mod export;
pub mod format;
pub mod ident;
pub mod load;
pub mod lock;
pub mod lower;
pub mod model;
pub mod name;
pub mod node;
pub mod outline;
pub mod overlay;
mod parallel;
mod pipeline;
pub mod schema;

pub use pipeline::{Input, Output, Version, VersionInput, corrected, generate, named};
