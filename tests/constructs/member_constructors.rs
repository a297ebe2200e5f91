//! What the constructors of a union make.

use dixa_generated::member_constructors::{Message, MessageCall, MessageCallRequired, MessageReply, MessageText};

#[test]
fn a_member_is_made_with_the_required_fields_in_the_order_of_its_own_constructor() {
    let question = Message::from(MessageReply::new("When?", Message::call(call()), 1));
    assert_eq!(Message::reply("When?", Message::call(call()), 1), question);
}

#[test]
fn fields_of_one_type_are_passed_by_name() {
    assert_eq!(Message::call(call()), Message::from(MessageCall::new(call())));
}

fn call() -> MessageCallRequired {
    MessageCallRequired { text: "Hello".to_owned(), minutes: 5, id: "m1".to_owned() }
}

#[test]
fn an_accessor_and_the_functions_of_traits_keep_their_names() {
    let text = Message::from(MessageText::new("Hello", 1));
    assert_eq!(text.text(), Some("Hello"));
}
