//! The time limits of a call.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

use crate::error::{Error, Kind};
use crate::request::Upload;

/// The result of a future, or an error if it takes longer than a limit. The future is pinned by the caller: to move it
/// would double the size of every future around it.
pub(super) async fn within<T>(
    limit: Option<Duration>,
    future: Pin<&mut impl Future<Output = Result<T, Error>>>,
    error: impl FnOnce(Duration) -> Error,
) -> Result<T, Error> {
    let Some(limit) = limit else { return future.await };
    race(future, pin!(sleep(limit))).await.unwrap_or_else(|| Err(error(limit)))
}

/// The result of a future that reads from the service, or an error if the service sends nothing for longer than a
/// limit. While a body is sent, each part of it begins the time anew.
pub(super) async fn with_read_timeout<T>(
    limit: Option<Duration>,
    upload: Option<&Upload>,
    future: Pin<&mut impl Future<Output = Result<T, reqwest::Error>>>,
) -> Result<T, Error> {
    let Some(limit) = limit else { return future.await.map_err(Error::transport) };
    match race(future, pin!(silence(limit, upload))).await {
        Some(result) => result.map_err(Error::transport),
        None => Err(Error::new(Kind::Timeout, format!("the service sent nothing for {limit:?} (`read_timeout`)"))),
    }
}

async fn silence(limit: Duration, upload: Option<&Upload>) {
    let Some(upload) = upload else { return sleep(limit).await };
    let started = Instant::now();
    while let Some(end) = upload.silent_until(started, limit).filter(|end| *end > Instant::now()) {
        sleep_until(end).await;
    }
}

/// The output of a future, or `None` if a timer ends first.
fn race<T>(
    mut future: Pin<&mut impl Future<Output = T>>,
    mut timer: Pin<&mut impl Future<Output = ()>>,
) -> impl Future<Output = Option<T>> {
    poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => timer.as_mut().poll(context).map(|()| None),
    })
}
