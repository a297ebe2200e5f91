//! What the end-to-end tests share.

mod bodies;
pub mod generated;
pub mod project;
pub mod server;

pub use bodies::{Bodies, Returned, RoundTrip, differences, round_trip, round_trip_data};

/// The table of operations of a version.
pub fn bodies(version: &str) -> &'static [Bodies] {
    match version {
        "v1" => generated::v1::OPERATIONS,
        "beta" => generated::beta::OPERATIONS,
        _ => &[],
    }
}
