//! Reading an export: window after window, and again where a transfer broke.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use super::elements::{Elements, Problem};
use super::moment::Span;
use super::seen::{Identity, Seen, Times};
use crate::call::{self, Earlier, Transfer, Watcher};
use crate::client::Client;
use crate::error::{Error, Kind};
use crate::page::{Batch, Fetched, Source};
use crate::request::{Operation, RequestParts};
use crate::shortened::shortened;
use crate::watch::ResponseOf;

/// How far an export has come.
///
/// Everything before `resume_from` was returned. To go on after the process has stopped, keep it and export again from
/// it: the items of the window that was being read are then returned again, and no item is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many items were returned, with those that could not be decoded.
    pub items: u64,
    /// The beginning of the window that is being read. At the end of the export it is the end of the span.
    pub resume_from: Timestamp,
    /// The end of that window.
    pub window_to: Timestamp,
}

/// Reads the items of a span.
pub(super) struct Reader {
    client: Client,
    parts: Box<RequestParts>,
    times: Times,
    span: Span,
    /// The part of the span that is not read yet.
    rest: Span,
    seen: Seen,
    earlier: Earlier,
    open: Option<Opened>,
    items: u64,
}

/// The response of a window.
struct Opened {
    transfer: Transfer,
    elements: Elements,
    /// How many elements were taken.
    taken: usize,
}

impl Reader {
    pub(super) fn new(client: &Client, mut parts: Box<RequestParts>, times: Times, span: Span) -> Self {
        if span.from > span.to {
            parts.refuse(format!("the span begins at {} and ends before, at {}", span.start(), span.end()));
        }
        let (client, seen, earlier) = (client.clone(), Seen::new(times), Earlier::default());
        Self { client, parts, times, span, rest: span, seen, earlier, open: None, items: 0 }
    }

    /// The progress before the first item.
    pub(super) fn start(&self) -> Progress {
        self.nothing().progress(0)
    }

    /// A batch without items, for the progress alone.
    fn nothing(&self) -> Items {
        self.batch(self.rest.first_window().unwrap_or(self.rest), Arc::default(), Vec::new())
    }

    /// The next items; none at the end of the span.
    async fn next(&mut self) -> Result<Items, Error> {
        self.parts.check()?;
        while let Some(window) = self.rest.first_window() {
            match self.read(window).await? {
                Some(items) => return Ok(items),
                None => {
                    self.rest = self.span.after(window);
                    self.seen.next_window();
                    self.earlier = Earlier::default();
                }
            }
        }
        Ok(self.nothing())
    }

    /// The next items of a window; `None` at its end. After a broken transfer it is requested again.
    async fn read(&mut self, window: Span) -> Result<Option<Items>, Error> {
        loop {
            let mut open = match self.open.take() {
                Some(open) => open,
                None => self.request(window).await?,
            };
            match open.next().await {
                Ok(None) => return Ok(None),
                Ok(Some(elements)) => {
                    let head = Arc::clone(&open.transfer.head);
                    self.open = Some(open);
                    let items: Vec<_> = elements.into_iter().filter(|(_, json)| self.is_new(json, window)).collect();
                    if !items.is_empty() {
                        // What the service sends again costs attempts, what is new does not.
                        self.earlier.attempts = 1;
                        return Ok(Some(self.batch(window, head, items)));
                    }
                }
                // The next request decides whether it is sent.
                Err(error) => self.earlier.broken = Some(error),
            }
        }
    }

    /// Requests a window; returns when the response begins.
    async fn request(&mut self, window: Span) -> Result<Opened, Error> {
        let ((after, before), (from, to)) = (self.times.parameters(), window.bounds());
        self.parts.set_query(after, from);
        self.parts.set_query(before, to);
        let transfer = self.client.open(&self.parts, std::mem::take(&mut self.earlier)).await?;
        self.earlier.attempts = transfer.attempts;
        Ok(Opened { transfer, elements: Elements::new(self.client.inner.max_response_size), taken: 0 })
    }

    /// Whether an item is of the span and was not returned before.
    fn is_new(&mut self, json: &[u8], window: Span) -> bool {
        let identity = Identity::of(json);
        let is_outside = identity.time(self.times).is_some_and(|time| self.span.is_at_bound_outside(time));
        !is_outside && self.seen.insert(&identity, window)
    }

    fn batch(&self, window: Span, head: Arc<http::Response<Bytes>>, items: Vec<(usize, Bytes)>) -> Items {
        let (client, name, attempts) = (self.client.clone(), self.parts.name(), self.earlier.attempts);
        let operation = self.parts.operation;
        Items { client, name, operation, attempts, head, items, window, before: self.items }
    }
}

impl Source for Reader {
    type Batch = Items;

    async fn step(mut self) -> Fetched<Self> {
        match self.next().await {
            Ok(items) if items.items.is_empty() => (None, Ok(items)),
            Ok(items) => {
                self.items += items.items.len() as u64;
                (Some(self), Ok(items))
            }
            Err(error) => (None, Err(error)),
        }
    }
}

impl Opened {
    /// The elements that have arrived, at least one, each with its position; `None` at the end of the array.
    async fn next(&mut self) -> Result<Option<Vec<(usize, Bytes)>>, Error> {
        let mut found = Vec::new();
        loop {
            loop {
                match self.elements.take() {
                    Ok(Some(element)) => found.push((self.taken + found.len(), element)),
                    Ok(None) => break,
                    // It is returned again by the next call.
                    Err(_) if !found.is_empty() => break,
                    Err(problem) => return Err(self.error(&problem)),
                }
            }
            if !found.is_empty() {
                self.taken += found.len();
                return Ok(Some(found));
            }
            match self.transfer.chunk().await {
                Ok(Some(part)) => self.elements.push(&part),
                // Whatever happens behind the array loses nothing.
                _ if self.elements.is_complete() => return Ok(None),
                Ok(None) => {
                    let ended = Error::new(Kind::Io, "the response ended within the array");
                    return Err(ended.with_head(self.transfer.head.status(), self.transfer.head.headers()));
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn error(&self, problem: &Problem) -> Error {
        const LONGEST: usize = 80;
        let error = match problem {
            Problem::TooLarge => {
                let detail = format!("the item at position {} is larger than `max_response_size`", self.taken);
                Error::new(Kind::TooLarge, detail)
            }
            Problem::Syntax(expected) => {
                let rest = String::from_utf8_lossy(self.elements.rest());
                let detail = format!("{expected}, found `{}`", shortened(&rest, LONGEST));
                Error::decode(format!("[{}]", self.taken), detail)
            }
        };
        error.with_head(self.transfer.head.status(), self.transfer.head.headers())
    }
}

/// Items of a window that are not decoded yet.
pub(super) struct Items {
    client: Client,
    name: Cow<'static, str>,
    operation: &'static Operation,
    attempts: u32,
    head: Arc<http::Response<Bytes>>,
    items: Vec<(usize, Bytes)>,
    window: Span,
    /// How many items there were before.
    before: u64,
}

impl Items {
    /// The progress when some of these items are taken.
    pub(super) fn progress(&self, taken: usize) -> Progress {
        let items = self.before + taken as u64;
        Progress { items, resume_from: self.window.start(), window_to: self.window.end() }
    }
}

impl Batch for Items {
    fn item<T: DeserializeOwned>(&self, position: usize) -> Option<Result<T, Error>> {
        let (element, json) = self.items.get(position)?;
        let of = ResponseOf { name: &self.name, operation: self.operation, status: self.head.status() };
        let watch: Watcher<'_> = self.client.inner.watch.as_ref().map(|watch| (watch, of));
        let value = call::element(json, &format_args!("[{element}]"), watch);
        Some(value.map_err(|failure| {
            // A copy: the item may be a part of a large buffer.
            let error = failure.into_error(&self.head).with_body(Bytes::copy_from_slice(json)).of_item();
            self.client.complete(error, self.name.clone(), self.attempts)
        }))
    }
}
