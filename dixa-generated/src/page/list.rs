//! What makes a response a list.

use super::Page;

/// A response that is a list, whose items [`Request::items`](crate::Request::items) returns one by one: a [`Page`], a
/// `Vec`, or a `Vec` that the response may lack.
///
/// It is sealed: the types of responses are generated.
pub trait List: Sealed {
    /// The type of an item.
    type Item;
}

/// How a list is read.
pub trait Sealed {
    const FORM: Form;
}

/// The form of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In pages.
    Pages,
    /// In one response.
    Whole,
    /// In one response, which may lack it.
    Optional,
}

impl<T> List for Page<T> {
    type Item = T;
}

impl<T> Sealed for Page<T> {
    const FORM: Form = Form::Pages;
}

impl<T> List for Vec<T> {
    type Item = T;
}

impl<T> Sealed for Vec<T> {
    const FORM: Form = Form::Whole;
}

impl<T> List for Option<Vec<T>> {
    type Item = T;
}

impl<T> Sealed for Option<Vec<T>> {
    const FORM: Form = Form::Optional;
}
