//! Reading item by item what is fetched in batches.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use serde::de::DeserializeOwned;

use crate::error::Error;

/// What is fetched batch by batch.
pub(crate) trait Source: Sized + Send + Unpin + 'static {
    /// What one step fetches.
    type Batch: Send + Unpin + 'static;

    /// Fetches the next batch.
    fn step(self) -> impl Future<Output = Fetched<Self>> + Send;
}

/// A batch, and the source if more may follow.
pub(crate) type Fetched<S> = (Option<S>, Result<<S as Source>::Batch, Error>);

/// Items that are not decoded yet.
pub(crate) trait Batch {
    /// The item at a position.
    fn item<T: DeserializeOwned>(&self, position: usize) -> Option<Result<T, Error>>;
}

/// The batches in turn.
pub(crate) struct Batches<S: Source>(State<S>);

enum State<S: Source> {
    Idle(S),
    Fetching(Pin<Box<dyn Future<Output = Fetched<S>> + Send>>),
    Done,
}

impl<S: Source> Batches<S> {
    pub(crate) fn new(source: S) -> Self {
        Self(State::Idle(source))
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<S::Batch, Error>>> {
        loop {
            self.0 = match std::mem::replace(&mut self.0, State::Done) {
                State::Idle(source) => State::Fetching(Box::pin(source.step())),
                State::Fetching(mut step) => match step.as_mut().poll(context) {
                    Poll::Ready((source, batch)) => {
                        self.0 = source.map_or(State::Done, State::Idle);
                        return Poll::Ready(Some(batch));
                    }
                    Poll::Pending => {
                        self.0 = State::Fetching(step);
                        return Poll::Pending;
                    }
                },
                State::Done => return Poll::Ready(None),
            }
        }
    }
}

/// The items of the batches, decoded one at a time.
pub(crate) struct Stepped<S: Source, T> {
    batches: Batches<S>,
    buffer: Buffer<S::Batch, T>,
}

impl<S: Source<Batch: Batch>, T: DeserializeOwned> Stepped<S, T> {
    pub(crate) fn new(source: S) -> Self {
        Self { batches: Batches::new(source), buffer: Buffer::new(None) }
    }

    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.buffer.take() {
                return Poll::Ready(Some(item));
            }
            match ready!(self.batches.poll(context)) {
                Some(Ok(batch)) => self.buffer = Buffer::new(Some(batch)),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<S: Source, T> Stepped<S, T> {
    pub(crate) fn buffer(&self) -> &Buffer<S::Batch, T> {
        &self.buffer
    }
}

/// The items of the batches in programs without an async runtime.
#[cfg(feature = "blocking")]
pub(crate) struct BlockingSteps<S: Source, T> {
    source: Option<S>,
    buffer: Buffer<S::Batch, T>,
}

#[cfg(feature = "blocking")]
impl<S: Source<Batch: Batch>, T: DeserializeOwned> BlockingSteps<S, T> {
    pub(crate) fn new(source: S) -> Self {
        Self { source: Some(source), buffer: Buffer::new(None) }
    }

    pub(crate) fn next(&mut self) -> Option<Result<T, Error>> {
        loop {
            if let Some(item) = self.buffer.take() {
                return Some(item);
            }
            let source = self.source.take()?;
            let (source, batch) = match crate::call::run(source.step()) {
                Ok(step) => step,
                Err(error) => return Some(Err(error)),
            };
            self.source = source;
            match batch {
                Ok(batch) => self.buffer = Buffer::new(Some(batch)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

#[cfg(all(feature = "blocking", feature = "exports"))]
impl<S: Source, T> BlockingSteps<S, T> {
    pub(crate) fn buffer(&self) -> &Buffer<S::Batch, T> {
        &self.buffer
    }
}

/// The items of a batch that are not taken yet.
pub(crate) struct Buffer<B, T> {
    batch: Option<B>,
    taken: usize,
    types: PhantomData<fn() -> T>,
}

impl<B, T> Buffer<B, T> {
    fn new(batch: Option<B>) -> Self {
        Self { batch, taken: 0, types: PhantomData }
    }

    /// The last batch, and how many of its items were taken.
    pub(crate) fn position(&self) -> Option<(&B, usize)> {
        self.batch.as_ref().map(|batch| (batch, self.taken))
    }
}

impl<B: Batch, T: DeserializeOwned> Buffer<B, T> {
    fn take(&mut self) -> Option<Result<T, Error>> {
        let item = self.batch.as_ref()?.item(self.taken)?;
        self.taken += 1;
        Some(item)
    }
}
