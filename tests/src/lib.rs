//! What the end-to-end tests share.

pub mod batch;
pub mod generated;
pub mod project;
pub mod server;
mod table;

pub use table::{
    Entry, Inputs, Parameter, Place, Returned, RoundTrip, answer, differences, round_trip, round_trip_data,
};

/// The table of operations of a version.
pub fn operations(version: &str) -> &'static [Entry] {
    match version {
        "v1" => generated::v1::OPERATIONS,
        "beta" => generated::beta::OPERATIONS,
        _ => &[],
    }
}
