//! Which items were returned already.

use std::collections::HashSet;

use serde::de::{Deserialize, Deserializer, MapAccess};
use serde::ser::SerializeMap;
use serde_json::Value;
use uuid::Uuid;

use super::moment::Span;
use crate::codec::{self, Object, ObjectReader, Order, Writer, read_object};

/// Which time of an item a span is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Times {
    Created,
    Updated,
    Closed,
    LastMessageCreated,
}

impl Times {
    /// The query parameters of the bounds.
    pub(super) fn parameters(self) -> (&'static str, &'static str) {
        match self {
            Self::Created => ("created_after", "created_before"),
            Self::Updated => ("updated_after", "updated_before"),
            Self::Closed => ("closed_after", "closed_before"),
            Self::LastMessageCreated => ("last_message_created_after", "last_message_created_before"),
        }
    }

    /// Whether the time of an item can change between two requests.
    fn may_change(self) -> bool {
        self != Self::Created
    }
}

/// What identifies an item, as far as it has it.
#[derive(Default)]
pub(super) struct Identity {
    id: Option<Value>,
    times: [Option<Value>; 4],
}

impl Identity {
    /// Reads it from the JSON of an item; of one that is not an object nothing is known.
    pub(super) fn of(json: &[u8]) -> Self {
        std::str::from_utf8(json).ok().and_then(|json| codec::decode(json).ok()).unwrap_or_default()
    }

    pub(super) fn time(&self, times: Times) -> Option<i64> {
        self.times[times as usize].as_ref()?.as_i64()
    }

    /// What distinguishes the item from others; `None` if it has no id. An item whose time has changed is another one.
    fn key(&self, times: Times) -> Option<Key> {
        let time = self.time(times).filter(|_| times.may_change());
        let number = |id: &Value| id.as_u64().or_else(|| Some(id.as_i64()?.cast_unsigned()));
        match self.id.as_ref()? {
            Value::String(id) => Some(match (Uuid::parse_str(id), time) {
                (Ok(id), None) => Key::Wide(id.as_u128()),
                (_, time) => Key::Text(format!("{id} {time:?}").into()),
            }),
            id => Some(match (number(id)?, time) {
                (id, None) => Key::Number(id),
                (id, Some(time)) => Key::Wide(u128::from(id) << 64 | u128::from(time.cast_unsigned())),
            }),
        }
    }
}

impl Object for Identity {
    const NAME: &'static str = "an item";
    const KEYS: &'static [&'static str] = &["id", "created_at", "updated_at", "closed_at", "last_message_created_at"];

    fn read<'de, A: MapAccess<'de>>(reader: &mut ObjectReader<A>) -> Result<Self, A::Error> {
        let mut identity = Self::default();
        while let Some(position) = reader.next_known()? {
            match position.checked_sub(1) {
                None => reader.set_optional(&mut identity.id),
                Some(times) => reader.set_optional(&mut identity.times[times]),
            }?;
        }
        Ok(identity)
    }

    /// Identities are read only.
    fn write<S: SerializeMap>(&self, _: &mut Writer<S>) {}
}

impl<'de> Deserialize<'de> for Identity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        static ORDER: Order = Order::new();
        read_object(deserializer, &ORDER)
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Number(u64),
    Wide(u128),
    Text(Box<str>),
}

/// The items of a window that were returned. There may be millions, so that each kind of key has its own set.
pub(super) struct Seen {
    times: Times,
    numbers: HashSet<u64>,
    wide: HashSet<u128>,
    texts: HashSet<Box<str>>,
    /// Those that the next window may have, too.
    overlap: Vec<Key>,
}

impl Seen {
    pub(super) fn new(times: Times) -> Self {
        let (numbers, wide, texts, overlap) = Default::default();
        Self { times, numbers, wide, texts, overlap }
    }

    /// Remembers an item of a window; `false` if it was there before. One without an id is always new.
    pub(super) fn insert(&mut self, item: &Identity, window: Span) -> bool {
        let Some(key) = item.key(self.times) else { return true };
        let may_be_repeated = item.time(self.times).is_none_or(|time| window.is_in_overlap(time));
        let again = may_be_repeated.then(|| key.clone());
        let is_new = self.add(key);
        self.overlap.extend(again.filter(|_| is_new));
        is_new
    }

    fn add(&mut self, key: Key) -> bool {
        match key {
            Key::Number(key) => self.numbers.insert(key),
            Key::Wide(key) => self.wide.insert(key),
            Key::Text(key) => self.texts.insert(key),
        }
    }

    /// Forgets the window, except for what the next one may have, too.
    pub(super) fn next_window(&mut self) {
        let overlap = std::mem::take(&mut self.overlap);
        *self = Self::new(self.times);
        for key in overlap {
            self.add(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Span = Span { from: 0, to: 1000 };

    fn seen(times: Times, items: &[&str]) -> Vec<bool> {
        let mut seen = Seen::new(times);
        items.iter().map(|item| seen.insert(&Identity::of(item.as_bytes()), WINDOW)).collect()
    }

    #[test]
    fn an_item_is_recognized_by_its_id_whatever_its_type() {
        let ids = ["7", "-7", "18446744073709551615", "\"7\"", "\"b1f7e7a2-0c0a-4b7e-9d5c-0d6f1f0e9a11\"", "\"x\""];
        for id in ids {
            let (first, second) = (format!("{{\"id\":{id},\"a\":1}}"), format!("{{\"a\":2,\"id\":{id}}}"));
            assert_eq!(seen(Times::Created, &[&first, &second]), [true, false], "{id}");
        }
        let all: Vec<String> = ids.iter().map(|id| format!("{{\"id\":{id}}}")).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        assert_eq!(seen(Times::Created, &all), [true; 6]);
    }

    #[test]
    fn an_item_without_an_id_is_always_new() {
        for item in ["{}", r#"{"id":null}"#, r#"{"id":[1]}"#, "7", r#"{"id":1"#, ""] {
            assert_eq!(seen(Times::Created, &[item, item]), [true, true], "{item}");
        }
    }

    #[test]
    fn an_item_that_was_updated_is_another_one_unless_the_span_is_about_its_creation() {
        let items = [r#"{"id":1,"created_at":5,"updated_at":5}"#, r#"{"id":1,"created_at":5,"updated_at":9}"#];
        assert_eq!(seen(Times::Created, &items), [true, false]);
        assert_eq!(seen(Times::Updated, &items), [true, true]);
        assert_eq!(seen(Times::Closed, &items), [true, false], "its time is not known and has not changed");
    }

    #[test]
    fn the_next_window_remembers_what_it_may_have_too() {
        let mut seen = Seen::new(Times::Created);
        let items = [r#"{"id":1,"created_at":998}"#, r#"{"id":2,"created_at":999}"#, r#"{"id":3}"#];
        let insert = |seen: &mut Seen| items.map(|item| seen.insert(&Identity::of(item.as_bytes()), WINDOW));
        assert_eq!(insert(&mut seen), [true; 3]);
        seen.next_window();
        assert_eq!(insert(&mut seen), [true, false, false]);
    }
}
