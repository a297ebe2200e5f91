//! Lists that come in pages.

#[cfg(feature = "blocking")]
mod blocking;
mod stream;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

#[cfg(feature = "blocking")]
pub use blocking::BlockingItems;
pub use stream::{Items, Pages};

use crate::codec::{Entries, Object, Writer, object};
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
        uri::query_value(self.meta.as_ref()?.next.as_deref()?, "pageKey")
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PageVisitor(PhantomData))
    }
}

struct PageVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for PageVisitor<T> {
    type Value = Page<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Page<T>, A::Error> {
        let (mut items, mut meta) = (None, None);
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            match &*key {
                "data" => items = map.next_value()?,
                "meta" => meta = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(Page { items: items.unwrap_or_default(), meta })
    }
}

impl<T: Serialize> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        out.serialize_entry("data", &self.items)?;
        if let Some(meta) = &self.meta {
            out.serialize_entry("meta", meta)?;
        }
        out.end()
    }
}

impl Object for PageLinks {
    const NAME: &'static str = "PageLinks";
    const KEYS: &'static [&'static str] = &["previous", "next"];

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
        out.put_some("previous", &self.previous).put_some("next", &self.next);
    }
}
object!(PageLinks);
