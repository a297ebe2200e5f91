//! Required values that a response lacks.

use dixa_generated::missing::{Basket, BasketOnly, default};

use crate::support::received;

fn basket(body: &str) -> Result<Option<Basket>, dixa_generated::Error> {
    let basket = Basket::new([], Default::default(), None, BasketOnly::from(dixa_generated::missing::OnlyCard::new(1)), "x");
    received(&default::send_basket(&basket), 200, "application/json", body)
}

#[test]
fn a_required_list_or_map_is_empty_and_the_tag_of_the_only_member_is_assumed() {
    for body in [
        r#"{"name":"x","only":{"number":7}}"#,
        r#"{"items":null,"name":"x","nullable":null,"only":{"kind":null,"number":7},"prices":null}"#,
    ] {
        let basket = basket(body).unwrap().unwrap();
        assert!(basket.items.is_empty() && basket.prices.is_empty());
        assert_eq!((basket.nullable, basket.optional), (None, None));
        assert!(matches!(basket.only, BasketOnly::Card(card) if card.number == 7));
    }
}

#[test]
fn any_other_required_value_that_is_missing_is_an_error() {
    assert_eq!(basket(r#"{"only":{"number":7}}"#).unwrap_err().json_path(), Some(""));
    assert_eq!(basket(r#"{"name":null,"only":{"number":7}}"#).unwrap_err().json_path(), Some("name"));
    assert_eq!(basket(r#"{"name":"x","only":{}}"#).unwrap_err().json_path(), Some("only"));
}

#[test]
fn an_empty_body_is_none_where_a_success_declares_none() {
    assert_eq!(basket("").unwrap(), None);
}
