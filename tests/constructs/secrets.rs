//! Secrets are read and written, and not shown in debug output.

use dixa_generated::secrets::{Login, LoginRequired};

use crate::support::same;

#[test]
fn secrets_are_not_shown_and_everything_else_is() {
    let login: Login = same(
        r#"{"user":"ann","password":"hunter2","earlier":["hunter1"],"pin":4711,"device":{"key":"hunter3"},
            "named":"hunter4","open":"shown","keys":{"count":2,"laptop":"hunter5"}}"#,
    );
    let text = format!("{login:?}");
    assert!(!text.contains("hunter") && !text.contains("4711"), "{text}");
    for shown in ["Login", "ann", "shown", "password", "earlier", "pin", "device", "named", "count: Some(2)"] {
        assert!(text.contains(shown), "{shown}: {text}");
    }
    assert_eq!(login.password, "hunter2");
}

#[test]
fn that_a_secret_is_absent_is_shown() {
    let text = format!("{:?}", Login::new(LoginRequired { user: "ann".to_owned(), password: "hunter2".to_owned() }));
    assert!(text.contains("earlier: None") && text.contains("pin: Absent"), "{text}");
}
