//! Converts text to values and back, and finds the lines of JSON pointers.

mod line_probe;
mod lines;
mod parse;
mod plain;
mod pointer;
mod printable;
mod similar;
mod source;
mod yaml;

pub use lines::{line_of, lines_of, locate};
pub(crate) use parse::{read, type_name};
pub use pointer::{child, enclosing, escape, json_path, property};
pub(crate) use pointer::{percent_decoded, unescape};
pub use printable::{is_hidden, printable};
pub(crate) use similar::similar;
pub use source::{Source, source_from_bytes};
pub use yaml::to_yaml;
