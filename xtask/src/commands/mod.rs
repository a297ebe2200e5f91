//! One file a command, and what `regen` prints.

mod check;
mod export;
mod regen;
mod summary;

pub use export::export;
pub use regen::regen;
#[cfg(feature = "fetch")]
pub use summary::{files, report};
