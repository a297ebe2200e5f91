//! Written by `cargo xtask regen`: the table of operations of each version.

#[rustfmt::skip]
pub mod beta;
#[rustfmt::skip]
pub mod v1;
