//! What the compiler says about typical mistakes: impls with a bound that nothing meets, whose message shows what to
//! write instead. They can never be used. `tests/compile_errors` holds the messages.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::error::Error;
#[cfg(feature = "exports")]
use crate::exports::ExportItems;
use crate::page::{Items, List, Page, Pages};
use crate::request::Request;

/// Not implemented: a request is awaited, or used in a `for` loop, before it is sent.
#[diagnostic::on_unimplemented(
    message = "this request is not sent yet",
    label = "a request, which has to be sent with a client",
    note = "`.send(&client).await?` sends it and returns the value of the response",
    note = "`.items(&client)` reads the items of a list, of all its pages"
)]
pub trait Sent {}

/// Not implemented: a stream is awaited, or used in a `for` loop, as if it were a list.
#[diagnostic::on_unimplemented(
    message = "a stream is read item by item",
    label = "a stream, which is neither a future nor an iterator",
    note = "`while let Some(item) = stream.next().await` reads one item after another",
    note = "`.send(&client).await?` of the request returns a list, or one page of it, at once",
    note = "`items_blocking`, with the feature `blocking`, returns an iterator"
)]
pub trait Collected {}

/// The type that is misused. The compiler shows the message of a bound only if the bound is not on that type itself.
pub struct Misused<T>(PhantomData<T>);

/// What `.await` finds. With an impl of `IntoFuture`, which every future has, the compiler would not show the message.
macro_rules! not_a_future {
    ([$($generics:tt)*] $type:ty, $bound:ident, $awaited:ty) => {
        #[doc(hidden)]
        impl<$($generics)*> Future for $type where Misused<Self>: $bound {
            type Output = Result<$awaited, Error>;

            fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
                Poll::Pending
            }
        }
    };
}

not_a_future!([T, P] Request<T, P>, Sent, T);
not_a_future!([T] Items<T>, Collected, Vec<T>);
not_a_future!([T] Pages<T>, Collected, Vec<Page<T>>);
#[cfg(feature = "exports")]
not_a_future!([T] ExportItems<T>, Collected, Vec<T>);

/// What `for` finds.
macro_rules! not_an_iterator {
    ([$($generics:tt)*] $type:ty, $bound:ident, $item:ty) => {
        #[doc(hidden)]
        impl<$($generics)*> Iterator for $type where Misused<Self>: $bound {
            type Item = $item;

            fn next(&mut self) -> Option<Self::Item> {
                None
            }
        }
    };
}

not_an_iterator!([L: List, P] Request<L, P>, Sent, L::Item);
not_an_iterator!([T] Items<T>, Collected, Result<T, Error>);
not_an_iterator!([T] Pages<T>, Collected, Result<Page<T>, Error>);
#[cfg(feature = "exports")]
not_an_iterator!([T] ExportItems<T>, Collected, Result<T, Error>);

/// The blocking methods, where the feature is off.
#[cfg(not(feature = "blocking"))]
mod blocking {
    use std::iter::{Empty, empty};

    use bytes::Bytes;

    use crate::client::Client;
    use crate::error::Error;
    #[cfg(feature = "exports")]
    use crate::exports::Export;
    use crate::page::List;
    use crate::request::Request;

    /// Not implemented: the feature is off.
    #[diagnostic::on_unimplemented(
        message = "calls without an async runtime need the feature `blocking` of `dixa-generated`",
        label = "needs the feature `blocking`",
        note = "switch it on in Cargo.toml: `cargo add dixa-generated --features blocking`"
    )]
    pub trait FeatureBlocking {}

    fn off<T>() -> Result<T, Error> {
        Err(Error::builder("the feature `blocking` is off"))
    }

    #[doc(hidden)]
    impl<T, P> Request<T, P> {
        pub fn send_blocking(self, _: &Client) -> Result<T, Error>
        where
            Self: FeatureBlocking,
        {
            off()
        }

        pub fn send_blocking_with_response(self, _: &Client) -> Result<http::Response<T>, Error>
        where
            Self: FeatureBlocking,
        {
            off()
        }

        pub fn send_blocking_raw(self, _: &Client) -> Result<http::Response<Bytes>, Error>
        where
            Self: FeatureBlocking,
        {
            off()
        }
    }

    #[doc(hidden)]
    impl<L: List, P> Request<L, P> {
        pub fn items_blocking(self, _: &Client) -> Empty<Result<L::Item, Error>>
        where
            Self: FeatureBlocking,
        {
            empty()
        }
    }

    #[doc(hidden)]
    #[cfg(feature = "exports")]
    impl<T> Export<T> {
        pub fn items_blocking(self, _: &Client) -> Empty<Result<T, Error>>
        where
            Self: FeatureBlocking,
        {
            empty()
        }
    }
}
