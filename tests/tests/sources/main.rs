//! The hand-written sources of the crates.

mod imports;
mod request_methods;
