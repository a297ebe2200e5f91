//! What the values of a type look like as text, which decides whether a parameter or a field of a form can be sent.

use std::collections::BTreeMap;

use super::state::Lower;
use crate::model::{Shape, Type, TypeId};

/// What the values of a type may look like as text; several for a union.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TextForm {
    /// One value.
    pub(super) plain: bool,
    /// A list of plain values.
    pub(super) list: bool,
    /// An object.
    pub(super) object: bool,
    /// A property of the object is a list or any JSON value.
    pub(super) loose: bool,
    /// A property of the object is an object.
    pub(super) nested: bool,
}

impl TextForm {
    const PLAIN: Self = Self { plain: true, list: false, object: false, loose: false, nested: false };

    pub(super) fn is_plain(self) -> bool {
        self == Self::PLAIN
    }

    fn or(self, other: Self) -> Self {
        Self {
            plain: self.plain || other.plain,
            list: self.list || other.list,
            object: self.object || other.object,
            loose: self.loose || other.loose,
            nested: self.nested || other.nested,
        }
    }

    /// The form of an object with a property of this form.
    fn as_property(self) -> Self {
        Self { object: true, loose: self.loose || self.list, nested: self.nested || self.object, ..Self::default() }
    }
}

/// How many types a parameter may consist of.
const MOST: usize = 256;

/// The forms of the types that were looked at; none for a type that is being looked at.
type Known = BTreeMap<TypeId, Option<TextForm>>;

impl Lower<'_, '_> {
    /// What the values of a type look like; `None` if they have no form as text, such as a list of objects.
    pub(super) fn text_form(&mut self, ty: &Type) -> Option<TextForm> {
        self.fill_pending();
        self.form_of(ty, &mut Known::new())
    }

    fn form_of(&self, ty: &Type, known: &mut Known) -> Option<TextForm> {
        match ty {
            Type::Json | Type::Binary => None,
            Type::Nullable(inner) => self.form_of(inner, known),
            Type::List(item) => {
                let item = self.form_of(item, known)?;
                item.is_plain().then_some(TextForm { list: true, ..TextForm::default() })
            }
            Type::Map(_, value) => self.property(value, known),
            Type::Named(id) => self.form_of_named(id, known),
            _ => Some(TextForm::PLAIN),
        }
    }

    /// The form of an object with a property of this type.
    fn property(&self, ty: &Type, known: &mut Known) -> Option<TextForm> {
        match ty {
            Type::Json => Some(TextForm { object: true, loose: true, ..TextForm::default() }),
            ty => Some(self.form_of(ty, known)?.as_property()),
        }
    }

    fn form_of_named(&self, id: &TypeId, known: &mut Known) -> Option<TextForm> {
        if let Some(form) = known.get(id) {
            // A type within itself is an object within an object.
            return Some(form.unwrap_or(TextForm { object: true, ..TextForm::default() }));
        }
        if known.len() == MOST {
            return None;
        }
        known.insert(id.clone(), None);
        let form = match &self.types.get(id)?.shape {
            Shape::Enum(_) => Some(TextForm::PLAIN),
            Shape::Struct(s) => {
                let types = s.fields.iter().map(|field| &field.ty).chain(&s.additional);
                let object = TextForm { object: true, ..TextForm::default() };
                types.map(|ty| self.property(ty, known)).try_fold(object, |all, form| Some(all.or(form?)))
            }
            Shape::Union(union) => {
                let object = Some(TextForm { object: true, ..TextForm::default() });
                let members = union.members.iter();
                let forms = members.map(|member| member.ty.as_ref().map_or(object, |ty| self.form_of(ty, known)));
                forms.reduce(|all, form| Some(all?.or(form?))).flatten()
            }
        };
        known.insert(id.clone(), Some(form?));
        form
    }
}
