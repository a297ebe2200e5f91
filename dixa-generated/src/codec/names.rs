//! Collecting, while a response is decoded, the names that the models declare.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

/// The names that the decoded models declare.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// The keys of objects.
    pub(crate) keys: BTreeSet<&'static str>,
    /// The keys of tags.
    pub(crate) tags: BTreeSet<&'static str>,
}

/// Whether any client of the program collects names; until then decoding only reads this.
static IS_USED: AtomicBool = AtomicBool::new(false);

thread_local! {
    static NAMES: RefCell<Option<Names>> = const { RefCell::new(None) };
}

/// Runs a function, and returns the names that it decoded on this thread.
pub(crate) fn collected<R>(decode: impl FnOnce() -> R) -> (R, Names) {
    IS_USED.store(true, Relaxed);
    NAMES.set(Some(Names::default()));
    let result = decode();
    (result, NAMES.take().unwrap_or_default())
}

/// Adds the keys of an object.
#[inline]
pub(super) fn add_keys(keys: &'static [&'static str]) {
    if IS_USED.load(Relaxed) {
        add(|names| names.keys.extend(keys));
    }
}

/// Adds the key of a tag.
#[inline]
pub(super) fn add_tag(tag: &'static str) {
    if IS_USED.load(Relaxed) {
        add(|names| names.tags.extend([tag]));
    }
}

#[cold]
fn add(what: impl FnOnce(&mut Names)) {
    NAMES.with_borrow_mut(|names| names.as_mut().map(what));
}
