//! The more specific of two types that hold for one value.

use std::collections::BTreeMap;

use crate::model::{Shape, Type, TypeDef, TypeId};

/// The type that describes the values of both; `None` if neither does.
pub(super) fn narrow(types: &BTreeMap<TypeId, TypeDef>, a: &Type, b: &Type) -> Option<Type> {
    let shape = |id: &TypeId| types.get(id).map(|def| &def.shape);
    match (a, b) {
        _ if a == b => Some(a.clone()),
        (Type::Json, other) | (other, Type::Json) => Some(other.clone()),
        (Type::Nullable(a), Type::Nullable(b)) => Some(Type::Nullable(Box::new(narrow(types, a, b)?))),
        (Type::Nullable(a), b) | (b, Type::Nullable(a)) => narrow(types, a, b),
        (Type::List(a), Type::List(b)) => Some(Type::List(Box::new(narrow(types, a, b)?))),
        (Type::Map(ka, a), Type::Map(kb, b)) => {
            Some(Type::Map(Box::new(narrow(types, ka, kb)?), Box::new(narrow(types, a, b)?)))
        }
        (Type::Map(_, value), Type::Named(id)) | (Type::Named(id), Type::Map(_, value)) if **value == Type::Json => {
            let is_object = matches!(shape(id), Some(Shape::Struct(_) | Shape::Union(_)));
            is_object.then(|| Type::Named(id.clone()))
        }
        (Type::String, other) | (other, Type::String) => is_text(types, other).then(|| other.clone()),
        (Type::Named(a), Type::Named(b)) => match (shape(a)?, shape(b)?) {
            (Shape::Enum(x), Shape::Enum(y)) if x.values.iter().all(|value| y.values.contains(value)) => {
                Some(Type::Named(a.clone()))
            }
            (Shape::Enum(x), Shape::Enum(y)) if y.values.iter().all(|value| x.values.contains(value)) => {
                Some(Type::Named(b.clone()))
            }
            _ => None,
        },
        _ => {
            let rank = |ty: &Type| NUMBERS.iter().position(|number| number == ty);
            Some(NUMBERS[rank(a)?.min(rank(b)?)].clone())
        }
    }
}

/// The numbers, the most specific first.
const NUMBERS: [Type; 6] = [Type::Int32, Type::Uint64, Type::Int64, Type::Decimal, Type::Float, Type::Double];

fn is_text(types: &BTreeMap<TypeId, TypeDef>, ty: &Type) -> bool {
    match ty {
        Type::Uuid | Type::Timestamp | Type::Date | Type::Binary => true,
        Type::Named(id) => types.get(id).is_some_and(|def| matches!(def.shape, Shape::Enum(_))),
        _ => false,
    }
}
