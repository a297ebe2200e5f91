//! The hand-written sources of the crates.

mod dependencies;
mod imports;
mod request_methods;
mod security;
