//! Keywords beside `oneOf` and `anyOf` are kept.

use dixa_generated::own_beside_union::{Contact, Event, EventOpened, Order, Payment, PaymentBank, PaymentCard};

use crate::support::same;

#[test]
fn own_properties_are_fields_of_every_member() {
    let payment = same::<Payment>(r#"{"id": 7, "number": "4111"}"#);
    assert_eq!(payment, Payment::Card(PaymentCard::new(7, "4111")));
    assert_eq!(payment.id(), Some(7));
    same::<Payment>(r#"{"id": 7, "iban": "DK50"}"#);
    assert_eq!(serde_json::to_string(&Payment::from(PaymentBank::new(7, "DK50"))).unwrap(), r#"{"iban":"DK50","id":7}"#);
}

#[test]
fn members_that_only_say_what_is_required_leave_the_struct_as_it_is() {
    same::<Contact>(r#"{"email": "a@example.org", "phone": "1"}"#);
    let _ = Contact::new().email("a@example.org");
}

#[test]
fn the_members_of_a_tagged_union_have_the_other_parts_of_an_all_of() {
    let event = same::<Event>(r#"{"kind": "Opened", "at": 1, "by": "ann"}"#);
    assert_eq!(event, Event::Opened(EventOpened::new(1).by("ann")));
    same::<Event>(r#"{"kind": "Closed", "at": 2}"#);
    same::<Event>(r#"{"kind": "Moved", "at": 3, "to": "x"}"#);
}

#[test]
fn constraints_among_the_parts_of_an_all_of_leave_the_struct_as_it_is() {
    same::<Order>(r#"{"number": "1", "total": 2, "note": "n"}"#);
    let _ = Order::new("1", 2).note("n");
}
