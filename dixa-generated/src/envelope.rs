//! The envelope around the value of a response.

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess};
use serde::ser::SerializeMap;

use crate::codec::{Entries, Object, Order, Writer, read_object};
use crate::generated::conventions::{DATA, META};

/// The envelope `{"data": …, "meta": …}`. A member that is null counts as absent.
#[derive(Debug)]
pub(crate) struct Envelope<T, M> {
    pub(crate) data: Option<T>,
    pub(crate) meta: Option<M>,
}

impl<T, M> Envelope<T, M> {
    /// The envelope of an empty body.
    pub(crate) const EMPTY: Self = Self { data: None, meta: None };
}

impl<T: DeserializeOwned, M: DeserializeOwned> Object for Envelope<T, M> {
    const NAME: &'static str = "the response's envelope";
    const KEYS: &'static [&'static str] = &[DATA, META];

    fn read<'de, A: MapAccess<'de>>(entries: &mut Entries<A>) -> Result<Self, A::Error> {
        let mut envelope = Self::EMPTY;
        while let Some(position) = entries.next_known()? {
            match position {
                0 => entries.set_optional(&mut envelope.data),
                _ => entries.set_optional(&mut envelope.meta),
            }?;
        }
        Ok(envelope)
    }

    /// Envelopes are read only.
    fn write<S: SerializeMap>(&self, _: &mut Writer<S>) {}
}

impl<'de, T: DeserializeOwned, M: DeserializeOwned> Deserialize<'de> for Envelope<T, M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        static ORDER: Order = Order::new();
        read_object(deserializer, &ORDER)
    }
}
