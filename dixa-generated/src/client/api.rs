//! An API of the service: where it is, and what its callers must send.

use super::rate_limit::RateLimit;

/// An API of the service. Each has its own base URL, its own way to send the token, and its own rate limit.
///
/// [`Api::MAIN`] is that of `v1` and `beta`; with the feature `exports`, `exports::API` is another.
/// [`ClientBuilder::base_url_of`](crate::ClientBuilder::base_url_of) and
/// [`rate_limit_of`](crate::ClientBuilder::rate_limit_of) change its settings, and [`untyped`](Self::untyped) is a request
/// for an operation that its description does not have.
#[derive(Debug)]
pub struct Api {
    /// The name, for messages.
    #[doc(hidden)]
    pub name: &'static str,
    /// The base URL, unless another one is set.
    #[doc(hidden)]
    pub base_url: &'static str,
    /// The environment variable with another base URL; empty if there is none.
    #[doc(hidden)]
    pub variable: &'static str,
    /// How the token is sent.
    #[doc(hidden)]
    pub authorization: Authorization,
    /// The documented rate limit of a token.
    #[doc(hidden)]
    pub rate_limit: Option<RateLimit>,
    /// With what the paths of its operations begin, such as `/v1`. A base URL does not end with it.
    #[doc(hidden)]
    pub prefixes: &'static [&'static str],
}

/// How the token is sent in the header `Authorization`.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// As it is, without a scheme.
    Token,
    /// `Bearer` and the token.
    Bearer,
}
