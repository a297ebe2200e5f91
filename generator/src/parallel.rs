//! Runs work on all processors, with results in the order of the input.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Applies `work` to each item and returns the results in the order of the items.
pub fn map<'t, T: Sync, R: Send>(items: &'t [T], work: impl Fn(&'t T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|index| *index < items.len());
    let run = || std::iter::from_fn(take).map(|index| (index, work(&items[index]))).collect::<Vec<_>>();
    let mut done = thread::scope(|scope| {
        // The current thread works too.
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let mut done = run();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Runs both functions at the same time and returns both results.
pub fn join<A, B: Send>(first: impl FnOnce() -> A, second: impl FnOnce() -> B + Send) -> (A, B) {
    thread::scope(|scope| {
        let second = scope.spawn(second);
        (first(), second.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn results_are_in_the_order_of_the_items_whichever_thread_finishes_first() {
        let items: Vec<u64> = (0..1_000).collect();
        // The first items take longest.
        let work = |item: &u64| (0..(1_000 - item) * 100).fold(*item, |sum, n| sum ^ n.wrapping_mul(sum | 1));
        assert_eq!(map(&items, work), items.iter().map(work).collect::<Vec<_>>());
    }

    #[test]
    fn no_items_give_no_results() {
        assert_eq!(map(&[], |item: &u8| *item), Vec::<u8>::new());
    }
}
