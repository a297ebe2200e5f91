//! Turns OpenAPI 3.0 descriptions into Rust bindings, checked against the descriptions' own examples.
//!
//! The input is strings ([`Input`]), the output is files and reports ([`Output`]). The generator does not access the
//! file system, the network or the clock.
//! Each stage is a module with one public function: [`check`] → [`overlay`] → [`evidence`] → [`lower`] → [`name`] →
//! [`emit`]. [`outline`] prints the model for review; [`drift`] compares two of them.

pub mod check;
pub mod conventions;
pub mod description;
pub mod diagnostic;
pub mod digest;
pub mod drift;
pub mod emit;
pub mod evidence;
pub mod export;
pub mod lower;
pub mod model;
pub mod name;
pub mod outline;
pub mod overlay;
mod parallel;
mod pipeline;
pub mod text;

pub use pipeline::{
    GeneratedVersion, Input, Output, Shared, VersionInput, corrected, generate, named, shared, without_unfit,
};
