//! Fields of forms are sent as their encoding says.

use std::collections::BTreeMap;

use dixa_generated::form_fields::{Address, BodyDeep, PostPBody, things};

use crate::support::body;

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn form(fields: PostPBody) -> String {
    body(&things::post_fields(&fields))
}

fn address() -> Address {
    Address::new().city("Å B").zip(7)
}

#[test]
fn a_list_is_repeated_or_joined() {
    assert_eq!(form(PostPBody::new().tags(strings(&["a", "b"]))), "tags=a,b");
    assert_eq!(form(PostPBody::new().tags(strings(&["a,b", "c d"]))), "tags=a%2Cb,c+d");
    assert_eq!(form(PostPBody::new().expand(strings(&["a,b", "c"]))), "expand=a%2Cb&expand=c");
}

#[test]
fn an_object_is_deep_json_or_its_properties() {
    let metadata = BTreeMap::from([("order id".to_owned(), "7".to_owned())]);
    assert_eq!(form(PostPBody::new().metadata(metadata)), "metadata[order+id]=7");
    assert_eq!(form(PostPBody::new().meta(address())), "meta=%7B%22city%22%3A%22%C3%85+B%22%2C%22zip%22%3A7%7D");
    assert_eq!(form(PostPBody::new().address(address())), "city=%C3%85+B&zip=7");
}

#[test]
fn what_has_no_form_of_its_own_is_json_text_and_null_is_not_sent() {
    assert_eq!(form(PostPBody::new().deep(BodyDeep::new().address(Address::new().zip(7)))), "deep=%7B%22address%22%3A%7B%22zip%22%3A7%7D%7D");
    assert_eq!(form(PostPBody::new().name(None).raw_("a/b")), "raw=a%2Fb");
}

#[test]
fn a_form_that_is_no_object_takes_the_pairs() {
    let pairs = BTreeMap::from([("a".to_owned(), "1".to_owned())]);
    assert_eq!(body(&things::post_list(&pairs)), "a=1");
}
