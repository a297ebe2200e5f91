//! What the generated models share: reading and writing JSON objects, open enumerations and unions.
//!
//! Generated code contains only what differs between types; everything that repeats is here, which keeps the compile
//! time of the models low. Users of the crate use [`Decimal`], [`UnknownValue`], [`UnknownMember`] and [`Nullable`]; the
//! rest is called by generated code.

mod decimal;
mod decode;
mod enums;
mod hidden;
pub(crate) mod names;
mod nullable;
mod objects;
pub(crate) mod pass;
mod path;
mod raw;
mod reader;
mod status;
mod tagged;
mod times;
mod unknown;
mod untagged;

pub use decimal::{Decimal, DecimalError};
pub use decode::decode;
#[allow(unused_imports, reason = "without a version of the API there are no models")]
pub(crate) use enums::string_enum;
pub use enums::{StringEnum, UnknownValue, read_enum, respelled};
pub use hidden::Hidden;
pub use nullable::Nullable;
pub(crate) use objects::object;
pub use objects::{Object, ObjectReader, Order, Writer, read_object, write_object};
pub use pass::FindingKind;
pub use path::split_path;
pub(crate) use raw::RawJson;
pub use status::{ByStatus, read_by_status, write_status};
pub use tagged::{Tagged, read_tagged, write_member, write_tag};
pub use unknown::UnknownMember;
pub use untagged::{Pattern, Untagged, read_untagged};
