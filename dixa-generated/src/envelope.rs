//! The envelope around the value of a response.

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _, MapAccess};
use serde::ser::SerializeMap;

use crate::codec::{Object, ObjectReader, Order, Writer, read_object};
use crate::generated::conventions::{DATA, META};

/// The envelope `{"data": …, "meta": …}`. A member that is null counts as absent.
///
/// An object with other keys and without `data` is not an envelope but something else, such as `{"message": …}`, and
/// must not pass for an empty list.
#[derive(Debug)]
pub(crate) struct Envelope<T, M> {
    pub(crate) data: Option<T>,
    pub(crate) meta: Option<M>,
}

impl<T: DeserializeOwned, M: DeserializeOwned> Object for Envelope<T, M> {
    const NAME: &'static str = "the response's envelope";
    const KEYS: &'static [&'static str] = &[DATA, META];

    fn read<'de, A: MapAccess<'de>>(reader: &mut ObjectReader<A>) -> Result<Self, A::Error> {
        let mut envelope = Self { data: None, meta: None };
        let (mut has_data, mut has_more) = (false, false);
        while let Some(position) = reader.next_known_or(|| has_more = true)? {
            match position {
                0 => {
                    has_data = true;
                    reader.set_optional(&mut envelope.data)
                }
                _ => reader.set_optional(&mut envelope.meta),
            }?;
        }
        if has_data || !has_more { Ok(envelope) } else { Err(A::Error::missing_field(DATA)) }
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
