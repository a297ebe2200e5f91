//! An export, and its items as a stream and as an iterator.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::moment::Span;
use super::reader::{Items, Progress, Reader};
use super::seen::Times;
use crate::client::{Client, RetryPolicy};
use crate::error::Error;
#[cfg(feature = "blocking")]
use crate::page::BlockingSteps;
use crate::page::{Buffer, Stepped};
use crate::request::RequestParts;

/// An export of a span, as a value. `T` is the type of its items.
///
/// If the end of the span is before its beginning, reading it returns the error.
#[must_use = "an export does nothing until its items are read"]
pub struct Export<T> {
    parts: Box<RequestParts>,
    times: Times,
    span: Span,
    types: PhantomData<fn() -> T>,
}

impl<T> Export<T> {
    pub(super) fn new(parts: Box<RequestParts>, times: Times, span: Span) -> Self {
        Self { parts, times, span, types: PhantomData }
    }

    /// Sets when a window is requested again, in place of the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.parts.retry = Some(policy);
        self
    }
}

impl<T: DeserializeOwned> Export<T> {
    /// The items. Nothing is sent before the first is read; see the [module](super) for what happens afterwards.
    pub fn items(self, client: &Client) -> ExportItems<T> {
        let reader = self.reader(client);
        ExportItems { start: reader.start(), steps: Stepped::new(reader) }
    }

    /// The items; the blocking form of [`items`](Self::items).
    #[cfg(feature = "blocking")]
    pub fn items_blocking(self, client: &Client) -> BlockingExportItems<T> {
        let reader = self.reader(client);
        BlockingExportItems { start: reader.start(), steps: BlockingSteps::new(reader) }
    }

    fn reader(self, client: &Client) -> Reader {
        Reader::new(client, self.parts, self.times, self.span)
    }
}

impl<T> fmt::Debug for Export<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (times, from, to) = (self.times, self.span.start(), self.span.end());
        f.debug_struct("Export").field("times", &times).field("from", &from).field("to", &to).finish_non_exhaustive()
    }
}

/// A `futures_core::Stream` of the items of an export, returned by [`Export::items`]. Dropping it closes the connection.
#[must_use = "streams do nothing unless they are polled"]
pub struct ExportItems<T> {
    start: Progress,
    steps: Stepped<Reader, T>,
}

impl<T: DeserializeOwned> ExportItems<T> {
    /// The next item; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.steps.poll_next(context)).await
    }
}

impl<T> ExportItems<T> {
    /// How far the export has come with the item that was returned last.
    pub fn progress(&self) -> Progress {
        progress(self.steps.buffer(), self.start)
    }
}

impl<T: DeserializeOwned> Stream for ExportItems<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.steps.poll_next(context)
    }
}

/// An iterator over the items of an export, returned by [`Export::items_blocking`]. Dropping it closes the connection.
#[cfg(feature = "blocking")]
#[must_use = "iterators do nothing unless they are used"]
pub struct BlockingExportItems<T> {
    start: Progress,
    steps: BlockingSteps<Reader, T>,
}

#[cfg(feature = "blocking")]
impl<T> BlockingExportItems<T> {
    /// How far the export has come with the item that was returned last.
    pub fn progress(&self) -> Progress {
        progress(self.steps.buffer(), self.start)
    }
}

#[cfg(feature = "blocking")]
impl<T: DeserializeOwned> Iterator for BlockingExportItems<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.steps.next()
    }
}

fn progress<T>(buffer: &Buffer<Items, T>, start: Progress) -> Progress {
    buffer.position().map_or(start, |(items, taken)| items.progress(taken))
}
