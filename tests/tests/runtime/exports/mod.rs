//! Exports: spans in windows, items while they arrive, and going on after a broken transfer.

mod broken;
mod example;
mod items;
mod spans;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use dixa_generated::exports::{self, Export, Moment, Progress};
use dixa_generated::jiff::{Timestamp, civil::date};
use dixa_generated::{Client, ClientBuilder, Error, RetryPolicy, Watch};
use dixa_tests::server::{Reply, Seen, Server};
use serde_json::{Value, json};

use crate::{TOKEN, TestClock};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// 2026-01-01 in UTC.
const START: i64 = 1_767_225_600_000;

/// The items of a service, each with its number and when it was created.
#[derive(Clone)]
struct Archive {
    items: Vec<(i64, i64)>,
    /// Whether the bounds of a request belong to it.
    is_inclusive: bool,
}

impl Archive {
    /// Items in this distance, from the start on.
    fn every(distance: i64, count: i64) -> Self {
        Self { items: (0..count).map(|n| (n + 1, START + n * distance)).collect(), is_inclusive: false }
    }

    /// What the service responds to a request.
    fn response(&self, request: &Seen) -> Value {
        let (after, before) = bounds(request);
        assert!(before - after <= 31 * DAY, "the service permits 31 days");
        let is_within = |time: i64| match self.is_inclusive {
            true => (after..=before).contains(&time),
            false => after < time && time < before,
        };
        self.items.iter().filter(|(_, time)| is_within(*time)).map(|(id, time)| item(*id, *time)).collect()
    }

    fn ids(&self) -> Vec<i64> {
        self.items.iter().map(|(id, _)| *id).collect()
    }
}

fn item(id: i64, created_at: i64) -> Value {
    json!({
        "id": id, "created_at": created_at, "initial_channel": "email",
        "requester_id": "ff583b43-3bb1-4124-9143-d9bf9518b08e",
    })
}

/// The bounds in a request, which are milliseconds.
fn bounds(request: &Seen) -> (i64, i64) {
    let query = request.target.split_once('?').expect("a query").1;
    let find = |end: &str| {
        let pair = query.split('&').find_map(|pair| pair.split_once('=').filter(|(name, _)| name.ends_with(end)));
        pair.expect("a bound").1.parse().expect("milliseconds")
    };
    (find("_after"), find("_before"))
}

/// A server of an archive that answers some requests otherwise.
fn server(archive: &Archive, otherwise: impl Fn(&Seen, &str) -> Option<Reply> + Send + Sync + 'static) -> Server {
    let archive = archive.clone();
    Server::start(move |request| {
        let response = archive.response(request);
        otherwise(request, &response.to_string()).unwrap_or_else(|| Reply::json(200, &response))
    })
}

fn builder(server: &Server, clock: &TestClock) -> ClientBuilder {
    let policy = RetryPolicy::default().jitter(|| 1.0);
    let builder = Client::builder(TOKEN).base_url_of(exports::API, server.url()).clock(clock.clone()).retry(policy);
    builder.rate_limit_of(exports::API, None)
}

fn client(server: &Server) -> Client {
    builder(server, &TestClock::default()).build().unwrap()
}

fn days(from: i64, to: i64) -> Export<exports::Conversation> {
    exports::conversations().created_between(moment(START + from * DAY), moment(START + to * DAY))
}

fn moment(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap()
}

/// The numbers of all items, the error if one ends the export, and the progress then.
async fn read(export: Export<exports::Conversation>, client: &Client) -> (Vec<i64>, Option<Error>, Progress) {
    let mut items = export.items(client);
    let mut read = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => read.push(item.id),
            Err(error) => return (read, Some(error), items.progress()),
        }
    }
    (read, None, items.progress())
}

async fn all(export: Export<exports::Conversation>, client: &Client) -> Vec<i64> {
    let (read, error, _) = read(export, client).await;
    assert!(error.is_none(), "{error:?}");
    read
}
