//! Reading all items in programs without an async runtime.

use serde::de::DeserializeOwned;

use super::list::List;
use super::steps::BlockingSteps;
use super::stream::Pager;
use crate::client::Client;
use crate::error::Error;
use crate::request::Request;

impl<L: List<Item: DeserializeOwned>, P> Request<L, P> {
    /// All items; the blocking form of [`items`](Self::items).
    pub fn items_blocking(self, client: &Client) -> BlockingItems<L::Item> {
        BlockingItems(BlockingSteps::new(Pager::new(client, self.parts, L::FORM)))
    }
}

/// An iterator over the items of a list, returned by [`Request::items_blocking`].
#[must_use = "iterators do nothing unless they are used"]
pub struct BlockingItems<T>(BlockingSteps<Pager, T>);

impl<T: DeserializeOwned> Iterator for BlockingItems<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next()
    }
}
