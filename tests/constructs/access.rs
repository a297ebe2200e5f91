//! Properties that only requests or only responses have.

use dixa_generated::access::{Account, AccountInput, AccountInputRequired, ShapeInputCircle, ShapeCircle, Login, Shape, ShapeInput, Team, TeamInput};
use dixa_generated::access::default;

use crate::support::{body, received, same};

fn ann() -> AccountInput {
    AccountInput::new(AccountInputRequired { name: "ann".to_owned(), password: "secret".to_owned() })
}

#[test]
fn a_request_is_built_without_what_the_service_sets() {
    let account = ann();
    assert_eq!(body(&default::send_account(&account)), r#"{"name":"ann","password":"secret"}"#);
    let team = TeamInput::new([account]);
    assert_eq!(body(&default::send_team(&team)), r#"{"members":[{"name":"ann","password":"secret"}]}"#);
    assert_eq!(body(&default::log_in(&Login::new("secret"))), r#"{"secret":"secret"}"#);
    assert_eq!(body(&default::send_shape(&ShapeInput::from(ShapeInputCircle::new(2)))), r#"{"radius":2}"#);
}

#[test]
fn a_response_may_lack_what_the_service_never_returns() {
    let request = default::send_account(&ann());
    let account: Account = received(&request, 200, "application/json", r#"{"id": "a", "name": "ann"}"#).unwrap();
    assert_eq!((account.id.as_str(), account.password), ("a", None));
    // Nothing is lost where it does return it.
    same::<Team>(r#"{"members": [{"id": "a", "name": "ann", "password": "x", "created": {"at": "now"}}]}"#);
    assert!(matches!(same::<Shape>(r#"{"id": "a", "radius": 1}"#), Shape::Circle(ShapeCircle { radius: 1, .. })));
}
