//! The attempts of a call, and when another one follows.

use std::ops::ControlFlow;
use std::pin::pin;
use std::time::{Duration, Instant};

use http::{HeaderMap, StatusCode};
use reqwest::Url;

use super::exchange::Exchange;
use super::limits::within;
use super::received::Received;
use crate::client::{Client, Limiter, Route, is_retryable, retry_after};
use crate::error::{Error, Kind};
use crate::request::RequestParts;

/// A request that is sent until an attempt succeeds or no further one is allowed.
pub(super) struct Call<'a> {
    client: &'a Client,
    parts: &'a RequestParts,
    route: Route<'a>,
    exchange: Exchange<'a>,
    timeout: Option<Duration>,
    /// When the time limit ends, by the client's clock.
    deadline: Option<Instant>,
    attempts: u32,
    /// Why the attempt before failed.
    failure: Option<String>,
    /// How an earlier transfer ended.
    broken: Option<Error>,
}

/// What was tried before a request for the same is sent.
#[derive(Default)]
pub(crate) struct Earlier {
    /// How many attempts brought nothing.
    pub(crate) attempts: u32,
    /// How the last one ended, while its body was read.
    pub(crate) broken: Option<Error>,
}

/// The outcome of an attempt.
type Outcome = Result<Received, Error>;

impl<'a> Call<'a> {
    pub(super) fn new(
        client: &'a Client,
        parts: &'a RequestParts,
        route: Route<'a>,
        http: reqwest::Client,
        url: Url,
        headers: HeaderMap,
    ) -> Self {
        let limits = &client.inner.limits;
        let timeout = parts.timeout.unwrap_or(limits.call);
        let deadline = timeout.and_then(|limit| client.inner.clock.now().checked_add(limit));
        let exchange = Exchange {
            parts,
            http,
            url,
            headers,
            timeout: parts.attempt_timeout.unwrap_or(limits.attempt),
            read_timeout: limits.silence,
            max_response_size: client.inner.max_response_size,
            is_streamed: false,
        };
        Self { client, parts, route, exchange, timeout, deadline, attempts: 0, failure: None, broken: None }
    }

    /// Leaves the body of a success to be read while it arrives.
    pub(super) fn streamed(mut self, earlier: Earlier) -> Self {
        self.exchange.is_streamed = true;
        self.attempts = earlier.attempts;
        self.broken = earlier.broken;
        self
    }

    /// Sends the request. An error has its operation and attempts.
    pub(super) async fn send(&mut self) -> Outcome {
        let took_too_long =
            |limit| Error::new(Kind::Timeout, format!("the call took longer than {limit:?} (`timeout`)"));
        let outcome = within(self.timeout, pin!(self.attempts()), took_too_long).await;
        outcome.map_err(|error| {
            let note = match self.failure.take() {
                _ if self.attempts == 0 && error.is_timeout() => {
                    Some("nothing was sent: it waited for the rate limit".to_owned())
                }
                Some(failure) if error.is_timeout() => Some(format!("the attempt before: {failure}")),
                _ => None,
            };
            self.client.complete(error.with_note(note), self.parts.name(), self.attempts)
        })
    }

    async fn attempts(&mut self) -> Outcome {
        let mut earlier: Option<Outcome> = None;
        if let Some(broken) = self.broken.take() {
            match self.pause(Err(broken)).await {
                ControlFlow::Break(outcome) => return outcome,
                ControlFlow::Continue(outcome) => earlier = Some(outcome),
            }
        }
        loop {
            if let Err(error) = self.wait_for_rate_limit().await {
                return not_again(earlier, error);
            }
            let body = match self.parts.body.open(earlier.is_none()).await {
                Ok(body) => body,
                Err(problem) => return not_again(earlier, Error::builder(problem)),
            };
            self.attempts += 1;
            let outcome = self.exchange.run(body).await;
            let outcome = outcome.map(|received| Received { attempts: self.attempts, ..received });
            self.count(&outcome);
            match self.pause(outcome).await {
                ControlFlow::Break(outcome) => return outcome,
                ControlFlow::Continue(outcome) => earlier = Some(outcome),
            }
        }
    }

    /// Waits before the next attempt; breaks with the outcome if there is none.
    async fn pause(&mut self, outcome: Outcome) -> ControlFlow<Outcome, Outcome> {
        if !self.should_retry(&outcome) {
            return ControlFlow::Break(outcome);
        }
        let wait = match self.next_wait(&outcome) {
            Ok(wait) => wait,
            Err(reason) => return ControlFlow::Break(with_note(outcome, reason)),
        };
        self.failure = Some(match &outcome {
            Ok(received) => received.response.status().to_string(),
            Err(error) => error.to_string(),
        });
        self.client.inner.clock.sleep(wait).await;
        ControlFlow::Continue(outcome)
    }

    async fn wait_for_rate_limit(&self) -> Result<(), Error> {
        let Some(limiter) = &self.route.access.limiter else { return Ok(()) };
        limiter.acquire(&*self.client.inner.clock, self.deadline).await.map_err(|wait| {
            let detail =
                format!("the rate limit allows the request in {wait:?}, after the limit of the call (`timeout`)");
            Error::new(Kind::Timeout, detail)
        })
    }

    fn should_retry(&self, outcome: &Outcome) -> bool {
        let retryable = match outcome {
            Ok(received) => is_retryable(&self.parts.method, received.response.status()),
            Err(error) => match error.kind() {
                Kind::Connect | Kind::ConnectTimeout => true,
                Kind::UnknownHost => self.attempts == 1,
                Kind::Timeout | Kind::Io => self.parts.method.is_idempotent(),
                _ => false,
            },
        };
        retryable && self.parts.body.can_be_sent_again()
    }

    /// How long to wait before the next attempt; an error says why there is none.
    fn next_wait(&self, outcome: &Outcome) -> Result<Duration, Option<String>> {
        let inner = &self.client.inner;
        let policy = self.parts.retry.as_ref().unwrap_or(&inner.retry);
        if !policy.allows_attempt_after(self.attempts) {
            return Err(None);
        }
        let asked = outcome.as_ref().ok().and_then(|received| retry_after(received.response.headers()));
        let wait = policy.wait(self.attempts, asked).map_err(Some)?;
        let wait = if asked.is_some() { wait } else { wait.max(self.time_of_limit(outcome)) };
        let left = self.deadline.map(|deadline| deadline.saturating_duration_since(inner.clock.now()));
        if left.is_some_and(|left| left < wait) {
            return Err(Some(format!(
                "not sent again: the wait of {wait:?} exceeds the limit of the call (`timeout`)"
            )));
        }
        if inner.budget.as_ref().is_some_and(|budget| !budget.take_retry()) {
            return Err(Some("not sent again: the client's `retry_budget` is used up".to_owned()));
        }
        Ok(wait)
    }

    /// How long a request that exceeded the rate limit has to wait at least, unless the service says it.
    fn time_of_limit(&self, outcome: &Outcome) -> Duration {
        let is_exceeded = |received: &Received| received.response.status() == StatusCode::TOO_MANY_REQUESTS;
        let limiter = self.route.access.limiter.as_ref().filter(|_| outcome.as_ref().is_ok_and(is_exceeded));
        limiter.map(Limiter::period).unwrap_or_default()
    }

    /// Adds a success to the retry budget.
    fn count(&self, outcome: &Outcome) {
        let is_success = outcome.as_ref().is_ok_and(|received| {
            let status = received.response.status();
            !status.is_server_error() && status != StatusCode::TOO_MANY_REQUESTS
        });
        if let Some(budget) = self.client.inner.budget.as_ref().filter(|_| is_success) {
            budget.add_success(self.attempts > 1);
        }
    }
}

/// The outcome of the attempts so far, if no further one could begin; the error if there was none.
fn not_again(earlier: Option<Outcome>, error: Error) -> Outcome {
    match earlier {
        Some(earlier) => with_note(earlier, Some(format!("not sent again: {error}"))),
        None => Err(error),
    }
}

fn with_note(outcome: Outcome, note: Option<String>) -> Outcome {
    match outcome {
        Ok(received) => Ok(Received { note: note.or(received.note), ..received }),
        Err(error) => Err(error.with_note(note)),
    }
}
