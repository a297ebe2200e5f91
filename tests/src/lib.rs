//! Code that the end-to-end tests share.

pub mod batch;
pub mod generated;
pub mod project;
pub mod properties;
pub mod random;
pub mod server;
mod table;

pub use generated::operations;
pub use table::{
    Entry, Inputs, Parameter, Place, Returned, RoundTrip, differences, response, round_trip, round_trip_data,
};
