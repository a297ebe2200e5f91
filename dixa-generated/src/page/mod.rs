//! Lists, in pages or whole.

#[cfg(feature = "blocking")]
mod blocking;
mod list;
mod steps;
mod stream;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess};
use serde::ser::{Serialize, SerializeMap, Serializer};

#[cfg(feature = "blocking")]
pub use blocking::BlockingItems;
pub use list::List;
#[cfg(all(feature = "exports", feature = "blocking"))]
pub(crate) use steps::BlockingSteps;
#[cfg(feature = "exports")]
pub(crate) use steps::{Batch, Buffer, Fetched, Source, Stepped};
pub use stream::{Items, Pages};

use crate::codec::{Object, ObjectReader, Writer, object};
use crate::envelope::Envelope;
use crate::generated::conventions::{DATA, META, NEXT, PAGE_KEY, PREVIOUS};
use crate::request::uri;

/// A page of a list, as one call returns it. It fails if an item cannot be decoded, or if the response is not a page.
///
/// [`Request::items`](crate::Request::items) reads the items of all pages, each with its own result.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The items. A page can be empty without being the last.
    pub items: Vec<T>,
    /// The links to the previous and the next page.
    pub meta: Option<PageLinks>,
}

/// The links of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageLinks {
    /// The previous page.
    pub previous: Option<String>,
    /// The next page; `None` on the last page.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The key of the next page, for [`Request::page_key`](crate::Request::page_key);
    /// `None` on the last page.
    pub fn next_key(&self) -> Option<String> {
        uri::query_value(self.meta.as_ref()?.next.as_deref()?, PAGE_KEY)
    }
}

/// The items of this page. Those of all pages are in [`Request::items`](crate::Request::items).
impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

/// The items of this page. Those of all pages are in [`Request::items`](crate::Request::items).
impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Envelope { data, meta } = Envelope::deserialize(deserializer)?;
        Ok(Self { items: data.unwrap_or_default(), meta })
    }
}

impl<T: Serialize> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry(DATA, &self.items)?;
        if let Some(meta) = &self.meta {
            out.serialize_entry(META, meta)?;
        }
        out.end()
    }
}

impl Object for PageLinks {
    const NAME: &'static str = "PageLinks";
    const KEYS: &'static [&'static str] = &[PREVIOUS, NEXT];

    fn read<'de, A: MapAccess<'de>>(reader: &mut ObjectReader<A>) -> Result<Self, A::Error> {
        let mut links = Self::default();
        while let Some(position) = reader.next_known()? {
            match position {
                0 => reader.set_optional(&mut links.previous),
                _ => reader.set_optional(&mut links.next),
            }?;
        }
        Ok(links)
    }

    fn write<M: SerializeMap>(&self, out: &mut Writer<M>) {
        out.put_some(PREVIOUS, &self.previous).put_some(NEXT, &self.next);
    }
}
object!(PageLinks);
