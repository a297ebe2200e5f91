//! Tags that the members of a union declare themselves.

use super::causes::types_of;
use crate::model::{Api, Shape, Type, TypeId, Union, UnionEncoding};

/// Whether a type is only used as a member of unions that write this value of the property, so that it makes no
/// difference if the type declares it too.
pub(super) fn is_tag_of_its_unions(api: &Api, id: &TypeId, property: &str, tag: &str) -> bool {
    let mut is_member = false;
    let in_types = api.types.values().all(|other| match &other.shape {
        Shape::Union(union) => {
            let found = contains(union, id);
            is_member |= found;
            !found || writes(union, id, property, tag)
        }
        shape => !shape.types().iter().any(|(_, ty)| ty.named().contains(&id)),
    });
    let in_operations =
        api.operations.iter().flat_map(|operation| types_of(operation, false)).any(|ty| ty.named().contains(&id));
    let in_webhooks = api.webhooks.iter().any(|webhook| webhook.ty.named().contains(&id));
    is_member && in_types && !in_operations && !in_webhooks
}

fn contains(union: &Union, id: &TypeId) -> bool {
    union.members.iter().filter_map(|member| member.ty.as_ref()).any(|ty| ty.named().contains(&id))
}

/// Whether a union writes this value for every member of the type.
fn writes(union: &Union, id: &TypeId, property: &str, tag: &str) -> bool {
    let is_it = |ty: &Type| matches!(ty, Type::Named(found) if found == id);
    let mut of_type = union.members.iter().filter(|member| member.ty.as_ref().is_some_and(is_it));
    matches!(&union.encoding, UnionEncoding::Tagged { property: own, .. } if own == property)
        && of_type.all(|member| member.tag == tag)
}
