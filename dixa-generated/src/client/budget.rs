//! The retry budget of a client.

use std::sync::atomic::{AtomicU32, Ordering};

/// How many retries a client may still make. While the service fails, clients that retry every request multiply its
/// load; with a budget they soon send each request once. The numbers are those of the AWS SDKs.
#[derive(Debug)]
pub(crate) struct Budget {
    capacity: u32,
    left: AtomicU32,
}

/// What a retry costs. A request that succeeds at once adds 1, and one that succeeds as a retry adds its cost.
const RETRY: u32 = 5;

impl Budget {
    pub(super) fn new(retries: u32) -> Self {
        let capacity = retries.saturating_mul(RETRY);
        Self { capacity, left: AtomicU32::new(capacity) }
    }

    /// Takes a retry from the budget; `false` if none is left.
    pub(crate) fn take_retry(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(RETRY)).is_ok()
    }

    /// Adds to the budget what a success is worth.
    pub(crate) fn add_success(&self, is_retry: bool) {
        let gain = if is_retry { RETRY } else { 1 };
        let add = |left: u32| Some(left.saturating_add(gain).min(self.capacity));
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }
}
