//! Written by `cargo xtask regen`: the table of operations of each version.

pub mod beta;
pub mod v1;
