//! Lists that come in pages.

#[cfg(feature = "blocking")]
mod blocking;
mod stream;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess};
use serde::ser::{Serialize, SerializeMap, Serializer};

#[cfg(feature = "blocking")]
pub use blocking::BlockingItems;
pub use stream::{Items, Pages};

use crate::codec::{Entries, Object, Writer, object};
use crate::envelope::Envelope;
use crate::generated::conventions::{DATA, META, NEXT, PAGE_KEY, PREVIOUS};
use crate::request::uri;

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The items; a page can be empty without being the last.
    pub items: Vec<T>,
    /// The links to its neighbours.
    pub meta: Option<PageLinks>,
}

/// The links of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageLinks {
    /// The page before.
    pub previous: Option<String>,
    /// The next page; none on the last.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// The key of the next page, for [`Request::page_key`](crate::Request::page_key); none on the last page.
    pub fn next_key(&self) -> Option<String> {
        uri::query_value(self.meta.as_ref()?.next.as_deref()?, PAGE_KEY)
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

    fn read<'de, A: MapAccess<'de>>(entries: &mut Entries<A>) -> Result<Self, A::Error> {
        let mut links = Self::default();
        while let Some(position) = entries.next_known()? {
            match position {
                0 => entries.set_optional(&mut links.previous),
                _ => entries.set_optional(&mut links.next),
            }?;
        }
        Ok(links)
    }

    fn write<M: SerializeMap>(&self, out: &mut Writer<M>) {
        out.put_some(PREVIOUS, &self.previous).put_some(NEXT, &self.next);
    }
}
object!(PageLinks);
