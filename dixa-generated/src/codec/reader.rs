//! The fast reader: a deserializer for JSON text as servers usually write it.
//!
//! It keeps no information for error messages, and leaves rare cases to serde_json: escapes, fractions, deep nesting.
//! What it refuses is read again by serde_json, which decides whether it is an error. So it may refuse valid JSON, but
//! must not accept anything that serde_json refuses or reads differently.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// The reader does not accept the text, or the type does not accept the value.
#[derive(Debug)]
pub(super) struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl std::error::Error for Refused {}

impl Error for Refused {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// A newtype of this name is read from the JSON text of its value, which the reader passes as a borrowed string.
pub(super) const AS_TEXT: &str = "a value as text";

/// How many levels arrays and objects may be nested.
const DEEPEST: usize = 100;

/// A position in JSON text.
pub(super) struct Reader<'de> {
    text: &'de str,
    at: usize,
    depth: usize,
}

/// Reads a whole text.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Refused> {
    let mut reader = Reader::new(text);
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

impl<'de> Reader<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// Checks that only whitespace follows.
    pub(super) fn end(&mut self) -> Result<(), Refused> {
        if self.peek().is_err() && self.at == self.text.len() { Ok(()) } else { Err(Refused) }
    }

    /// Whether nothing has been read yet.
    pub(super) fn is_at_start(&self) -> bool {
        self.at == 0
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is not whitespace.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<u8, Refused> {
        while let Some(byte) = self.byte() {
            if byte > b' ' {
                return Ok(byte);
            }
            if !matches!(byte, b' ' | b'\n' | b'\t' | b'\r') {
                break;
            }
            self.at += 1;
        }
        Err(Refused)
    }

    /// Skips whitespace and this byte.
    #[inline]
    fn expect_byte(&mut self, byte: u8) -> Result<(), Refused> {
        if self.peek()? != byte {
            return Err(Refused);
        }
        self.at += 1;
        Ok(())
    }

    /// A string without escapes; if there is none, nothing is read.
    #[inline]
    fn plain_string(&mut self) -> Option<&'de str> {
        self.expect_byte(b'"').ok()?;
        let start = self.at;
        let end = end_of_plain(self.text.as_bytes(), start);
        if self.text.as_bytes().get(end) != Some(&b'"') {
            self.at -= 1;
            return None;
        }
        self.at = end + 1;
        self.text.get(start..end)
    }

    /// Skips a key if it is this one.
    #[inline]
    fn skip_key(&mut self, expected: &str) -> bool {
        let rest = self.text.as_bytes().get(self.at..).and_then(|rest| rest.strip_prefix(b"\""));
        let is_expected =
            rest.and_then(|rest| rest.strip_prefix(expected.as_bytes())).is_some_and(|rest| rest.starts_with(b"\""));
        if is_expected {
            self.at += expected.len() + 2;
        }
        is_expected
    }

    /// A string with escapes.
    #[cold]
    fn escaped_string(&mut self) -> Result<String, Refused> {
        self.expect_byte(b'"')?;
        let start = self.at - 1;
        self.at = end_of_string(self.text.as_bytes(), self.at).ok_or(Refused)?;
        self.by_serde_json(start)
    }

    /// A string, borrowed if it has no escapes.
    pub(super) fn string(&mut self) -> Result<Cow<'de, str>, Refused> {
        match self.plain_string() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.escaped_string().map(Cow::Owned),
        }
    }

    /// The value from a position to the current one.
    #[cold]
    fn by_serde_json<T: DeserializeOwned>(&self, start: usize) -> Result<T, Refused> {
        let text = self.text.get(start..self.at).ok_or(Refused)?;
        serde_json::from_str(text).map_err(|_| Refused)
    }

    /// Reads a number or a word.
    fn take_word(&mut self) -> &'de str {
        let start = self.at;
        while let Some(b'a'..=b'z' | b'0'..=b'9' | b'-' | b'+' | b'.' | b'E') = self.byte() {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    fn number<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Refused> {
        let start = self.at;
        let word = self.take_word();
        // 18 digits fit. Leading zeros and negative zero are left to serde_json.
        let digits = word.strip_prefix('-').unwrap_or(word).as_bytes();
        if !matches!(digits, [b'1'..=b'9', ..] | b"0") || digits.len() > 18 || word == "-0" {
            return self.other_number(start, visitor);
        }
        let mut value = 0_i64;
        for digit in digits {
            if !digit.is_ascii_digit() {
                return self.other_number(start, visitor);
            }
            value = value * 10 + i64::from(digit - b'0');
        }
        if digits.len() < word.len() { visitor.visit_i64(-value) } else { visitor.visit_u64(value.unsigned_abs()) }
    }

    #[cold]
    fn other_number<V: Visitor<'de>>(&self, start: usize, visitor: V) -> Result<V::Value, Refused> {
        let number: serde_json::Number = self.by_serde_json(start)?;
        match (number.as_u64(), number.as_i64(), number.as_f64()) {
            (Some(number), ..) => visitor.visit_u64(number),
            (_, Some(number), _) => visitor.visit_i64(number),
            (.., Some(number)) => visitor.visit_f64(number),
            _ => Err(Refused),
        }
    }

    /// The text of the next value, which is only checked as far as is needed to find its end.
    pub(super) fn raw(&mut self) -> Result<&'de str, Refused> {
        self.raw_and_depth().map(|(text, _)| text)
    }

    fn raw_and_depth(&mut self) -> Result<(&'de str, usize), Refused> {
        let first = self.peek()?;
        let start = self.at;
        let (mut depth, mut deepest) = (0, 0);
        if !matches!(first, b'"' | b'{' | b'[') {
            self.take_word();
            return if self.at == start { Err(Refused) } else { Ok((&self.text[start..self.at], 0)) };
        }
        let bytes = self.text.as_bytes();
        let mut at = start;
        loop {
            let byte = *bytes.get(at).ok_or(Refused)?;
            at += 1;
            match byte {
                b'"' => {
                    at = end_of_string(bytes, at).ok_or(Refused)?;
                    // Usually another string follows, as the value of a key or as the next item.
                    while depth > 0 && matches!(bytes.get(at..at + 2), Some([b':' | b',', b'"'])) {
                        at = end_of_string(bytes, at + 2).ok_or(Refused)?;
                    }
                }
                b'{' | b'[' => {
                    depth += 1;
                    deepest = deepest.max(depth);
                    continue;
                }
                b'}' | b']' => depth -= 1,
                _ => continue,
            }
            if depth == 0 {
                self.at = at;
                return Ok((&self.text[start..at], deepest));
            }
        }
    }

    /// Reads the entries of an object; the function must read each value.
    pub(super) fn object(
        &mut self,
        mut entry: impl FnMut(&str, &mut Self) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        self.nested(*b"{}", |elements| {
            while elements.has_next()? {
                let key = elements.reader.string()?;
                elements.reader.expect_byte(b':')?;
                entry(&key, elements.reader)?;
            }
            Ok(())
        })
    }

    /// Reads the items of an array; the function must read each.
    pub(super) fn array(&mut self, mut item: impl FnMut(&mut Self) -> Result<(), Refused>) -> Result<(), Refused> {
        self.nested(*b"[]", |elements| {
            while elements.has_next()? {
                item(elements.reader)?;
            }
            Ok(())
        })
    }

    /// Reads an array or object.
    #[inline]
    fn nested<T>(
        &mut self,
        [open, close]: [u8; 2],
        read: impl FnOnce(&mut Elements<'_, 'de>) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        self.expect_byte(open)?;
        if self.depth == DEEPEST {
            return Err(Refused);
        }
        self.depth += 1;
        let mut elements = Elements { reader: self, close, is_first: true };
        let mut value = read(&mut elements);
        // One variable, so that a large value is not moved twice.
        if value.is_ok() && elements.reader.expect_byte(close).is_err() {
            value = Err(Refused);
        }
        self.depth -= 1;
        value
    }
}

/// The position after the quote that ends a string.
#[inline]
fn end_of_string(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at = end_of_plain(bytes, at);
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => return None,
        }
    }
}

/// The position of the first quote, backslash or control character; the length if there is none.
#[inline]
fn end_of_plain(bytes: &[u8], start: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (eights, rest) = bytes[start.min(bytes.len())..].as_chunks();
    let mut at = start;
    // A difference sets the high bit of each byte that is one of those. A borrow may also set the bit of a later byte,
    // but only the first one counts.
    for eight in eights {
        let word = u64::from_le_bytes(*eight);
        let (quote, backslash) = (word ^ (ONES * u64::from(b'"')), word ^ (ONES * u64::from(b'\\')));
        let differences = quote.wrapping_sub(ONES) | backslash.wrapping_sub(ONES) | word.wrapping_sub(ONES * 0x20);
        let hits = differences & !word & (ONES << 7);
        if hits != 0 {
            return at + (hits.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let is_plain = |byte: &&u8| !matches!(byte, b'"' | b'\\' | ..0x20);
    at + rest.iter().take_while(is_plain).count()
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Refused;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.peek()? {
            b'"' => self.deserialize_str(visitor),
            b'{' => self.deserialize_map(visitor),
            b'[' => self.deserialize_seq(visitor),
            b'-' | b'0'..=b'9' => self.number(visitor),
            _ => match self.take_word() {
                "null" => visitor.visit_unit(),
                "true" => visitor.visit_bool(true),
                "false" => visitor.visit_bool(false),
                _ => Err(Refused),
            },
        }
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.plain_string() {
            Some(text) => visitor.visit_borrowed_str(text),
            None => visitor.visit_string(self.escaped_string()?),
        }
    }

    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_str(visitor)
    }

    #[inline]
    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.peek()? {
            b'-' | b'0'..=b'9' => self.number(visitor),
            _ => Err(Refused),
        }
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if self.peek()? == b'n' { self.deserialize_any(visitor) } else { visitor.visit_some(self) }
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.nested(*b"[]", |elements| visitor.visit_seq(elements))
    }

    #[inline]
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.nested(*b"{}", |elements| visitor.visit_map(elements))
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.nested(*b"{}", |elements| visitor.visit_map(Fields(elements)))
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Refused> {
        if name != AS_TEXT {
            return visitor.visit_newtype_struct(self);
        }
        match self.raw_and_depth()? {
            (_, depth) if depth > DEEPEST => Err(Refused),
            (text, _) => visitor.visit_borrowed_str(text),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_any(visitor)
    }

    /// The service does not use serde's representation of enums.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Refused> {
        Err(Refused)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refused> {
        Err(Refused)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refused> {
        Err(Refused)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 f64 char unit unit_struct tuple tuple_struct identifier
    }
}

/// The items of an array or the entries of an object while they are read.
struct Elements<'r, 'de> {
    reader: &'r mut Reader<'de>,
    close: u8,
    is_first: bool,
}

impl Elements<'_, '_> {
    /// Moves to the next element, if there is one. Reading it shows whether one follows a comma.
    #[inline]
    fn has_next(&mut self) -> Result<bool, Refused> {
        let is_first = std::mem::take(&mut self.is_first);
        match self.reader.peek()? {
            b',' if !is_first => {
                self.reader.at += 1;
                Ok(true)
            }
            byte if byte == self.close => Ok(false),
            _ if is_first => Ok(true),
            _ => Err(Refused),
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Elements<'_, 'de> {
    type Error = Refused;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refused> {
        if !self.has_next()? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> MapAccess<'de> for &mut Elements<'_, 'de> {
    type Error = Refused;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refused> {
        if !self.has_next()? {
            return Ok(None);
        }
        let key = seed.deserialize(MapKey(&mut *self.reader))?;
        self.reader.expect_byte(b':')?;
        Ok(Some(key))
    }

    #[inline]
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Refused> {
        seed.deserialize(&mut *self.reader)
    }
}

/// The key of a map.
///
/// serde_json reads numbers and booleans from the text of a key, and so does this; the rest are strings.
struct MapKey<'r, 'de>(&'r mut Reader<'de>);

impl<'de> MapKey<'_, 'de> {
    /// A key whose text is a number and nothing else.
    fn number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let text = self.0.plain_string().ok_or(Refused)?;
        let mut number = Reader::new(text);
        if !matches!(number.byte(), Some(b'-' | b'0'..=b'9')) {
            return Err(Refused);
        }
        let value = number.number(visitor)?;
        if number.at == text.len() { Ok(value) } else { Err(Refused) }
    }
}

/// The methods that read a number from the text of a key.
macro_rules! numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
            self.number(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for MapKey<'_, 'de> {
    type Error = Refused;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.0.deserialize_str(visitor)
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_f32 deserialize_f64
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.0.plain_string() {
            Some("true") => visitor.visit_bool(true),
            Some("false") => visitor.visit_bool(false),
            _ => Err(Refused),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    /// Left to serde_json, as are bytes and numbers of 128 bits.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Refused> {
        Err(Refused)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refused> {
        Err(Refused)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refused> {
        Err(Refused)
    }

    forward_to_deserialize_any! {
        char str string unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// The `size_hint` of the entries of an object whose next key may be asked for by name; no other map has this size.
pub(super) const KEYS_BY_NAME: Option<usize> = Some(usize::MAX);

/// The entries of an object that is read as a struct.
///
/// serde reads the key of a struct as an identifier, never as a unit struct. So the name of a unit struct has another
/// meaning here: it is the key that is expected next. [`KEYS_BY_NAME`] says so to [`ObjectReader`](super::ObjectReader).
struct Fields<'r, 'e, 'de>(&'e mut Elements<'r, 'de>);

impl<'de> MapAccess<'de> for Fields<'_, '_, 'de> {
    type Error = Refused;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refused> {
        if !self.0.has_next()? {
            return Ok(None);
        }
        let key = seed.deserialize(FieldKey(&mut *self.0.reader))?;
        self.0.reader.expect_byte(b':')?;
        Ok(Some(key))
    }

    #[inline]
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Refused> {
        seed.deserialize(&mut *self.0.reader)
    }

    #[inline]
    fn size_hint(&self) -> Option<usize> {
        KEYS_BY_NAME
    }
}

/// The key of a field.
struct FieldKey<'r, 'de>(&'r mut Reader<'de>);

impl<'de> Deserializer<'de> for FieldKey<'_, 'de> {
    type Error = Refused;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.0.deserialize_str(visitor)
    }

    /// Reads the key of this name without a string: the visitor gets a unit. Any other key is read as usual.
    #[inline]
    fn deserialize_unit_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Refused> {
        if self.0.skip_key(name) { visitor.visit_unit() } else { self.deserialize_any(visitor) }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashMap};
    use std::fmt::Debug;

    use serde::Deserialize;
    use serde::de::DeserializeOwned;
    use uuid::Uuid;

    use super::read;

    /// Reads with the fast reader alone, and compares the value with serde_json's.
    #[track_caller]
    fn is_read_fast<T: DeserializeOwned + Debug + PartialEq>(text: &str) {
        assert_eq!(read::<T>(text).unwrap_or_else(|_| panic!("{text}")), serde_json::from_str::<T>(text).unwrap());
    }

    #[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    struct Name(String);

    #[test]
    fn keys_of_maps_that_are_not_strings_are_read_without_serde_json() {
        is_read_fast::<BTreeMap<Uuid, i64>>(r#"{"4d2ab456-8510-4a35-b266-e502160d5177": 1}"#);
        is_read_fast::<BTreeMap<i64, i64>>(r#"{"1": 1, "-20": 2, "0": 3, "9223372036854775807": 4}"#);
        is_read_fast::<BTreeMap<u8, i64>>(r#"{"255": 1}"#);
        is_read_fast::<BTreeMap<bool, i64>>(r#"{"true": 1, "false": 2}"#);
        is_read_fast::<BTreeMap<Option<i32>, i64>>(r#"{"7": 1}"#);
        is_read_fast::<BTreeMap<Name, i64>>(r#"{"Name": 1, "other": 2}"#);
        is_read_fast::<BTreeMap<jiff::civil::Date, i64>>(r#"{"2024-12-01": 1}"#);
        is_read_fast::<HashMap<char, BTreeMap<i32, String>>>(r#"{"a": {"1": "x"}}"#);
    }

    #[test]
    fn keys_that_serde_json_refuses_are_refused() {
        for key in
            ["", " 1", "1 ", "01", "+1", "-", "1x", "1.5", "1e1", "--1", "9223372036854775808", "true", r"\u0031"]
        {
            let text = format!(r#"{{"{key}": 1}}"#);
            assert!(serde_json::from_str::<BTreeMap<i64, i64>>(&text).is_err(), "{text}");
            assert!(read::<BTreeMap<i64, i64>>(&text).is_err(), "{text}");
        }
    }
}
