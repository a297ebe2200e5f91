//! Reading all items in programs without an async runtime.

use serde::de::DeserializeOwned;

use super::list::List;
use super::stream::{Buffer, Pager};
use crate::call::run;
use crate::client::Client;
use crate::error::Error;
use crate::request::Request;

impl<L: List<Item: DeserializeOwned>, P> Request<L, P> {
    /// All items; the blocking form of [`items`](Self::items).
    pub fn items_blocking(self, client: &Client) -> BlockingItems<L::Item> {
        BlockingItems { pager: Some(Pager::new(client, self.parts, L::FORM)), buffer: Buffer::new(None) }
    }
}

/// An iterator over the items of a list, returned by [`Request::items_blocking`].
#[must_use = "iterators do nothing unless they are used"]
pub struct BlockingItems<T> {
    pager: Option<Pager>,
    buffer: Buffer<T>,
}

impl<T: DeserializeOwned> Iterator for BlockingItems<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.buffer.take() {
                return Some(item);
            }
            let pager = self.pager.take()?;
            let (pager, page) = match run(pager.step()) {
                Ok(step) => step,
                Err(error) => return Some(Err(error)),
            };
            self.pager = pager;
            match page {
                Ok(page) => self.buffer = Buffer::new(Some(page)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
