//! The signature of a delivery.

use std::time::Duration;

use dixa_generated::v1::EventDeliveryLog;
use dixa_generated::webhooks::{Channel, ConversationDirection, DeliveryError, Event, SIGNATURE_HEADER, Verifier};
use dixa_generated::{exports, respelled, v1};
use serde_json::json;

use super::{KEY, at, delivery, headers, sign};

const TIME: i64 = 1_700_000_000_000;
const BODY: &str = r#"{"event_id":"00000000-0000-4000-8000-000000000001","event_fqn":"CONVERSATION_CREATED"}"#;
const SIGNED: &str = "38d53f786006d7b87a4655f7c37807bde27cf1a94a3d67d349cf33e39607a1b1";
/// The signature with the text of the key in place of its bytes.
const KEY_AS_TEXT: &str = "27a99e6fea8122c44acd710e65c5a187aa710e3f7d270df28076f65285d167d9";
/// The signature of the body without the time.
const WITHOUT_TIME: &str = "7a39596c67b04191dc0a49414ec287c153e9256c90cf0e4e0a08f861762eb636";

fn verifier() -> Verifier {
    Verifier::new(KEY).unwrap()
}

fn verified(signature: &str) -> Result<(), DeliveryError> {
    verifier().verify_at(&headers(signature), BODY.as_bytes(), at(TIME))
}

#[test]
fn a_delivery_that_is_signed_by_the_documented_rule_is_accepted() {
    assert_eq!(verified(&format!("t={TIME},v1={SIGNED}")), Ok(()));
    assert_eq!(sign(TIME, BODY), format!("t={TIME},v1={SIGNED}"));
}

#[test]
fn other_rules_do_not_pass() {
    for wrong in [KEY_AS_TEXT, WITHOUT_TIME, &SIGNED[2..], "00", ""] {
        let error = verified(&format!("t={TIME},v1={wrong}")).unwrap_err();
        assert!(error.is_mismatch(), "{wrong}: {error}");
    }
}

#[test]
fn another_time_body_or_key_does_not_pass() {
    let signature = format!("v1={SIGNED}");
    for time in ["1700000000001", "01700000000000"] {
        assert!(verified(&format!("t={time},{signature}")).unwrap_err().is_mismatch(), "{time}");
    }
    let signature = headers(&sign(TIME, BODY));
    let body = BODY.replace(':', ": ");
    assert!(verifier().verify_at(&signature, body.as_bytes(), at(TIME)).unwrap_err().is_mismatch());
    let other = Verifier::new(&KEY.replace("1f", "1e")).unwrap();
    assert!(other.verify_at(&signature, BODY.as_bytes(), at(TIME)).unwrap_err().is_mismatch());
}

#[test]
fn the_order_of_the_pairs_and_further_pairs_do_not_count() {
    for signature in [
        format!("v1={SIGNED},t={TIME}"),
        format!("t={TIME}, v1={}", SIGNED.to_uppercase()),
        format!("t={TIME},v0=x,v1={KEY_AS_TEXT},v1={SIGNED},v2=zz,flag"),
    ] {
        assert_eq!(verified(&signature), Ok(()), "{signature}");
    }
}

#[test]
fn a_signature_in_another_form_is_named() {
    for (signature, what) in [
        ("", "does not have one `t`"),
        (SIGNED, "does not have one `t`"),
        (&format!("t=1,t=2,v1={SIGNED}"), "does not have one `t`"),
        (&format!("t={TIME}"), "has no `v1`"),
        (&format!("t={TIME},v1=38d5…").replace('…', "g"), "has a `v1` that is not hexadecimal"),
        (&format!("t={TIME},v1=38d"), "has a `v1` that is not hexadecimal"),
        (&format!("t=now,v1={SIGNED}"), "has a `t` that is not a time in milliseconds"),
        (&format!("t=99999999999999999999,v1={SIGNED}"), "has a `t` that is not a time in milliseconds"),
    ] {
        let error = verified(signature).unwrap_err();
        assert!(error.is_signature_missing() && error.to_string().contains(what), "{signature}: {error}");
    }
    let error = verifier().verify_at(&Default::default(), BODY.as_bytes(), at(TIME)).unwrap_err();
    assert!(error.is_signature_missing() && error.to_string().contains(SIGNATURE_HEADER), "{error}");
    let mut twice = headers(&sign(TIME, BODY));
    twice.append(SIGNATURE_HEADER, sign(TIME, BODY).parse().unwrap());
    let error = verifier().verify_at(&twice, BODY.as_bytes(), at(TIME)).unwrap_err();
    assert!(error.is_signature_missing() && error.to_string().contains("more than once"), "{error}");
}

#[test]
fn several_keys_are_accepted_while_one_is_replaced() {
    let rotating = Verifier::new("aabb").unwrap().also(KEY).unwrap();
    assert_eq!(rotating.verify_at(&headers(&sign(TIME, BODY)), BODY.as_bytes(), at(TIME)), Ok(()));
}

#[test]
fn a_key_that_cannot_be_read_is_an_error_that_does_not_show_it() {
    for (key, what) in
        [("", "is empty"), (" \n", "is empty"), ("abc", "not hexadecimal"), ("secret-4711", "not hexadecimal")]
    {
        let error = Verifier::new(key).unwrap_err();
        assert!(error.is_builder() && error.to_string().contains(what), "{error}");
        assert!(!format!("{error} {error:?}").contains("secret-4711"), "{error}");
    }
    assert!(Verifier::new(&format!("{}\n", KEY.to_uppercase())).is_ok());
    assert!(!format!("{:?}", verifier()).contains("0001"));
}

#[test]
fn a_delivery_is_accepted_for_five_minutes_unless_another_limit_is_set() {
    let verified = |verifier: Verifier, later: i64| {
        verifier.verify_at(&headers(&sign(TIME, BODY)), BODY.as_bytes(), at(TIME + later))
    };
    let (limit, day) = (300_000, 86_400_000);
    for later in [0, limit, -limit] {
        assert_eq!(verified(verifier(), later), Ok(()), "{later}");
    }
    for later in [limit + 1, -limit - 1, day] {
        let error = verified(verifier(), later).unwrap_err();
        assert!(error.is_expired() && error.to_string().contains("300 s"), "{error}");
    }
    assert!(verified(verifier().max_age(Duration::from_secs(1)), 1001).unwrap_err().is_expired());
    assert_eq!(verified(verifier().max_age(None), 365 * day), Ok(()));
}

#[test]
fn an_old_delivery_with_a_wrong_signature_is_a_mismatch() {
    let error = verifier().verify_at(&headers(&format!("t={TIME},v1=00")), BODY.as_bytes(), at(TIME * 2)).unwrap_err();
    assert!(error.is_mismatch(), "{error}");
}

#[test]
fn an_event_is_verified_and_read_in_one_call() {
    let now = dixa_generated::jiff::Timestamp::now().as_millisecond();
    let event = |body: &str| verifier().event(&headers(&sign(now, body)), body.as_bytes());
    assert!(matches!(event(&delivery(1, "TYPING_STARTED")), Ok(Event::TypingStarted(_))));
    let unknown = delivery(1, "SOMETHING_NEW");
    let Ok(Event::Unknown(member)) = event(&unknown) else { panic!("unknown") };
    assert_eq!((member.tag(), member.json()), (Some("SOMETHING_NEW"), unknown.as_str()));

    let error = event(BODY).unwrap_err();
    assert!(error.is_body() && error.json_path() == Some(""), "{error}");
    let error = event(&delivery(1, "TYPING_STARTED").replace("00000000-", "x")).unwrap_err();
    assert_eq!(error.json_path(), Some("event_id"), "{error}");
    let not_utf8 = verifier().max_age(None).event(&headers("t=1,v1=00"), b"\xff").unwrap_err();
    assert!(not_utf8.is_mismatch(), "{not_utf8}");
}

#[test]
fn the_payload_of_an_event_log_is_an_event() {
    let log: EventDeliveryLog = serde_json::from_value(json!({
        "payload": delivery(7, "SLA_EVALUATION_BREACHED"),
        "deliveryDetail": {"event": "SLAEvaluationBreached", "deliveryTimestamp": "2026-03-01T08:01:00.456Z", "success": true,
            "responseCode": 200, "responseText": "", "_type": "DeliveryDetail"},
    }))
    .unwrap();
    assert!(matches!(log.payload.parse(), Ok(Event::SlaEvaluationBreached(_))));
    assert!("[".parse::<Event>().unwrap_err().is_body());
}

#[test]
fn a_value_is_converted_to_the_other_spellings_that_know_it() {
    let known = |channel: &str| -> Option<v1::ConversationChannel> { respelled(&Channel::from(channel)) };
    for (event, api) in
        [("EMAIL", "Email"), ("FACEBOOK_MESSENGER", "FacebookMessenger"), ("CONTACT_FORM", "ContactForm")]
    {
        assert_eq!(known(event), Some(v1::ConversationChannel::from(api)), "{event}");
    }
    assert_eq!(respelled(&exports::Channel::Pstnphone), Some(v1::ConversationChannel::from("PstnPhone")));
    assert_eq!(respelled(&Channel::WidgetChat), Some(exports::Channel::Widgetchat));
    assert_eq!(respelled(&ConversationDirection::Inbound), Some(exports::ConversationDirection::Inbound));
    assert_eq!(respelled::<_, exports::Channel>(&Channel::FacebookMessenger), None);
    assert_eq!(respelled::<_, exports::Channel>(&Channel::from("CARRIER_PIGEON")), None);
}
