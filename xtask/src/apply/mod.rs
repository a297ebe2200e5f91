//! Comparing files on the disk with their wanted content, and writing all of them or none.

mod orphans;
mod plan;
mod transaction;

pub use orphans::{Leftovers, leftovers};
pub use plan::{Content, Plan, Stale, Written, read};
pub use transaction::{Staged, Staging, is_interrupted};
