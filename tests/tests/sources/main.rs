//! The hand-written sources of the crates.

mod dependencies;
mod guide;
mod imports;
mod request_methods;
mod security;
