//! Reading the items of a list, of all its pages.

use std::borrow::Cow;
use std::collections::HashSet;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::list::{Form, List};
use super::steps::{Batch, Batches, Fetched, Source, Stepped};
use super::{Page, PageLinks};
use crate::call::{self, Failure, Received, Watcher};
use crate::client::Client;
use crate::codec::RawJson;
use crate::envelope::Envelope;
use crate::error::{Error, Kind};
use crate::generated::conventions::{DATA, PAGE_KEY, PAGE_LIMIT};
use crate::request::{Operation, Request, RequestParts, ResponseFormat, uri};
use crate::watch::ResponseOf;

/// Parameters of pages.
impl<T, P> Request<Page<T>, P> {
    /// Sets the largest number of items in a page. It can differ from one page to the next.
    pub fn page_limit(self, limit: i32) -> Self {
        self.query(PAGE_LIMIT, limit)
    }

    /// Starts at the page with a key, which [`Page::next_key`] or [`Items::page_key`] returned. Keys are opaque:
    /// the service can change their form at any time.
    pub fn page_key(self, key: impl AsRef<str>) -> Self {
        self.query(PAGE_KEY, key.as_ref())
    }
}

impl<L: List<Item: DeserializeOwned>, P> Request<L, P> {
    /// All items of a list. The pages of a list in pages are fetched when they are needed, starting at this request's,
    /// with the same parameters and body.
    ///
    /// An item that cannot be decoded is an error ([`Error::is_item`]) with the item's JSON and its path, and the stream
    /// continues; `send` fails in that case, with the path of the first such item. After any other error the stream
    /// ends, although there may be more items; [`Error::page_key`] is the page to continue with.
    ///
    /// ```no_run
    /// # async fn example(client: dixa_generated::Client) -> Result<(), dixa_generated::Error> {
    /// use dixa_generated::{Method, Page, Request};
    ///
    /// type Agents = Page<serde_json::Value>;
    /// let agents = Request::<Agents>::untyped(Method::GET, "/v1/agents");
    /// let mut agents = agents.page_limit(50).items(&client);
    /// while let Some(agent) = agents.next().await {
    ///     println!("{}", agent?["displayName"]);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn items(self, client: &Client) -> Items<L::Item> {
        Items(Stepped::new(Pager::new(client, self.parts, L::FORM)))
    }
}

impl<T: DeserializeOwned, P> Request<Page<T>, P> {
    /// All pages, starting at this request's page. A page with an item that cannot be decoded is an error
    /// ([`Error::is_item`]), and the stream continues with the next page. After any other error the stream ends;
    /// [`Error::page_key`] is the page to continue with.
    pub fn pages(self, client: &Client) -> Pages<T> {
        Pages { pages: Batches::new(Pager::new(client, self.parts, Form::Pages)), types: PhantomData }
    }
}

/// A `futures_core::Stream` of the items of a list, returned by [`Request::items`].
#[must_use = "streams do nothing unless they are polled"]
pub struct Items<T>(Stepped<Pager, T>);

impl<T: DeserializeOwned> Items<T> {
    /// The next item; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The key of the page that the last item was on; `None` on the first page and for a list without pages. Pass it to
    /// [`Request::page_key`] to resume later.
    pub fn page_key(&self) -> Option<&str> {
        self.0.buffer().position()?.0.key.as_deref()
    }
}

impl<T: DeserializeOwned> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next(context)
    }
}

/// A `futures_core::Stream` of the pages of a list, returned by [`Request::pages`].
#[must_use = "streams do nothing unless they are polled"]
pub struct Pages<T> {
    pages: Batches<Pager>,
    types: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Pages<T> {
    /// The next page; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T: DeserializeOwned> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.pages.poll(context).map(|page| page.map(|page| page.and_then(|page| page.decode())))
    }
}

/// Fetches the pages in turn; a whole list is one page.
pub(crate) struct Pager {
    client: Client,
    parts: Box<RequestParts>,
    form: Form,
    /// The key of the page to fetch; `None` for the first.
    key: Option<String>,
    seen: HashSet<String>,
    problem: Option<Error>,
}

impl Source for Pager {
    type Batch = RawPage;

    async fn step(mut self) -> Fetched<Self> {
        if let Some(problem) = self.problem.take() {
            return (None, Err(problem));
        }
        match self.fetch().await {
            Ok((page, next)) => (self.follow(next), Ok(page)),
            Err(error) => (None, Err(error.with_page_key(self.key.as_deref()))),
        }
    }
}

impl Pager {
    pub(crate) fn new(client: &Client, parts: Box<RequestParts>, form: Form) -> Self {
        let key = parts.query.get(PAGE_KEY).filter(|_| form == Form::Pages).map(str::to_owned);
        Self { client: client.clone(), seen: key.iter().cloned().collect(), key, parts, form, problem: None }
    }

    async fn fetch(&self) -> Result<(RawPage, Option<String>), Error> {
        let received = self.client.success(&self.parts).await?;
        let read = self.read(received.response.body());
        let (items, path, next) = read.map_err(|failure| {
            let error = failure.into_error(&received.response);
            self.client.complete(error, self.parts.name(), received.attempts)
        })?;
        let (client, name, key) = (self.client.clone(), self.parts.name(), self.key.clone());
        let operation = self.parts.operation;
        Ok((RawPage { client, name, operation, received, items, path, key }, next))
    }

    /// The items in a body, their path, and the link to the next page.
    fn read(&self, body: &[u8]) -> Result<(Vec<RawJson>, &'static str, Option<String>), Failure> {
        if self.form != Form::Pages {
            let (items, path) = call::items(self.parts.operation.response, body, self.form == Form::Optional)?;
            return Ok((items, path, None));
        }
        let Envelope { data, meta } = call::envelope::<Vec<RawJson>, PageLinks>(body, None)?;
        Ok((data.unwrap_or_default(), DATA, meta.and_then(|links| links.next)))
    }

    /// Reads the page key in the link to the next page; the rest of the link is ignored.
    fn follow(mut self, link: Option<String>) -> Option<Self> {
        let link = link.filter(|link| !link.is_empty())?;
        match uri::query_value(&link, PAGE_KEY) {
            Some(key) if self.seen.insert(key.clone()) => {
                self.parts.set_query(PAGE_KEY, key.clone());
                self.key = Some(key);
            }
            Some(key) => self.fail(format!("the page key {key:?} was used before")),
            None => self.fail(format!("the link has no `{PAGE_KEY}`")),
        }
        Some(self)
    }

    fn fail(&mut self, reason: String) {
        let error = Error::new(Kind::Paging, reason).with_page_key(self.key.as_deref());
        self.problem = Some(self.client.complete(error, self.parts.name(), 0));
    }
}

/// A page whose items are not decoded yet.
pub(crate) struct RawPage {
    client: Client,
    name: Cow<'static, str>,
    operation: &'static Operation,
    received: Received,
    items: Vec<RawJson>,
    path: &'static str,
    key: Option<String>,
}

impl Batch for RawPage {
    fn item<T: DeserializeOwned>(&self, position: usize) -> Option<Result<T, Error>> {
        let json = self.items.get(position)?.get();
        let value = call::from_json(json, &format_args!("{}[{position}]", self.path), self.watch());
        Some(value.map_err(|failure| {
            let error = failure.into_error(&self.received.response).with_body(json.to_owned().into());
            self.complete(error)
        }))
    }
}

impl RawPage {
    fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        call::decode(ResponseFormat::Json, &self.received.response, self.watch()).map_err(|error| self.complete(error))
    }

    fn watch(&self) -> Watcher<'_> {
        let status = self.received.response.status();
        let of = ResponseOf { name: &self.name, operation: self.operation, status };
        self.client.inner.watch.as_ref().map(|watch| (watch, of))
    }

    /// An error after which the stream continues.
    fn complete(&self, error: Error) -> Error {
        let error = error.of_item().with_page_key(self.key.as_deref());
        self.client.complete(error, self.name.clone(), self.received.attempts)
    }
}
