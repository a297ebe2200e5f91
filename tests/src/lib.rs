//! Code that the end-to-end tests share.

pub mod batch;
pub mod project;
pub mod properties;
pub mod random;
pub mod sample;
pub mod server;
