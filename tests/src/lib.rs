//! Code that the end-to-end tests share.

pub mod batch;
pub mod generated;
pub mod project;
pub mod properties;
pub mod random;
pub mod sample;
pub mod server;
mod table;

pub use generated::operations;
pub use table::{
    Inputs, OperationCase, Parameter, ParameterLocation, Returned, RoundTrip, differences, response, round_trip,
    round_trip_data,
};
