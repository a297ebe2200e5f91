//! The conventions of the API, as constants for the runtime.

use quote::quote;

use super::format::format;
use crate::conventions::Conventions;

/// The text of `conventions.rs`; a convention that the API does not have is an empty string.
pub fn conventions(conventions: &Conventions, versions: &[&str]) -> Result<String, String> {
    let Conventions { envelope, paging, errors, .. } = conventions;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let [data, meta, next, previous] = [&envelope.data, &envelope.links, &envelope.next, &envelope.previous].map(text);
    let [key, limit, message] = [&paging.key, &paging.limit, &errors.message].map(text);
    format(quote! {
        #![doc = " The conventions of the API, from `spec/conventions.toml`."]

        /// The key of the value in the envelope of a response.
        pub(crate) const DATA: &str = #data;
        /// The key of the links to the neighbouring pages.
        pub(crate) const META: &str = #meta;
        /// The key of the link to the next page.
        pub(crate) const NEXT: &str = #next;
        /// The key of the link to the previous page.
        pub(crate) const PREVIOUS: &str = #previous;
        /// The query parameter that selects the page.
        pub(crate) const PAGE_KEY: &str = #key;
        /// The query parameter that limits the number of items of a page.
        pub(crate) const PAGE_LIMIT: &str = #limit;
        /// The key of the message of an error.
        pub(crate) const ERROR_MESSAGE: &str = #message;
        /// The names of all versions, with which the paths of their operations begin.
        pub(crate) const VERSIONS: &[&str] = &[#(#versions),*];
    })
}
