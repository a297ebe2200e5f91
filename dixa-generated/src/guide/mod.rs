//! The guide: a page for each subject.
//!
//! Its programs are compiled and, where they need no service, run by the tests of this crate.

#[doc = include_str!("requests.md")]
#[cfg_attr(
    feature = "blocking",
    doc = "\n\n[`send_blocking`]: crate::Request::send_blocking\n[`items_blocking`]: crate::Request::items_blocking"
)]
#[cfg_attr(
    not(feature = "blocking"),
    doc = "\n\n[`send_blocking`]: crate#features\n[`items_blocking`]: crate#features"
)]
pub mod requests {}

#[doc = include_str!("unions.md")]
pub mod unions {}

#[doc = include_str!("errors.md")]
pub mod errors {}

#[doc = include_str!("retries.md")]
pub mod retries {}

#[doc = include_str!("paging.md")]
pub mod paging {}

#[doc = include_str!("testing.md")]
pub mod testing {}

#[doc = include_str!("webhooks.md")]
#[cfg_attr(
    feature = "webhooks",
    doc = "\n\n[`webhooks`]: mod@crate::webhooks\n[`Verifier`]: crate::webhooks::Verifier"
)]
#[cfg_attr(not(feature = "webhooks"), doc = "\n\n[`webhooks`]: crate#features\n[`Verifier`]: crate#features")]
pub mod webhooks {}

#[doc = include_str!("exports.md")]
#[cfg_attr(feature = "exports", doc = "\n\n[`exports`]: mod@crate::exports\n[`Progress`]: crate::exports::Progress")]
#[cfg_attr(not(feature = "exports"), doc = "\n\n[`exports`]: crate#features\n[`Progress`]: crate#features")]
pub mod exports {}

#[doc = include_str!("versions.md")]
pub mod versions {}

#[doc = include_str!("untyped.md")]
pub mod untyped {}
