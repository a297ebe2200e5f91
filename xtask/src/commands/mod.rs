//! The commands `regen` and `export`, one file each, and the output of `regen`.

mod check;
mod export;
mod regen;
mod summary;

pub use export::export;
pub use regen::regen;
pub use summary::{files, report};
