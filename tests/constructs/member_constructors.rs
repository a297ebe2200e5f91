//! What the constructors of a union make.

use dixa_generated::member_constructors::{Call, Message, Reply, Text};

#[test]
fn a_member_is_made_with_its_required_fields_in_the_order_of_its_own_constructor() {
    let call = Message::call("Hello", 5, "m1");
    assert_eq!(call, Message::from(Call::new("Hello", 5, "m1")));
    assert_eq!(Message::reply("Hi", call.clone(), "m2"), Message::from(Reply::new("Hi", call, "m2")));
}

#[test]
fn an_accessor_and_the_functions_of_traits_keep_their_names() {
    let text = Message::from(Text::new("Hello", "m1"));
    assert_eq!(text.text(), Some("Hello"));
}
