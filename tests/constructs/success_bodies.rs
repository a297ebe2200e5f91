//! Success codes with different bodies.

use dixa_generated::success_bodies::{Made, PostBatchResponse, PostEitherResponse, things};
use dixa_generated::{Page, Request};

use crate::support::{received, same};

const JSON: &str = "application/json";

#[test]
fn the_status_selects_the_variant() {
    let batch = |status, body| received(&things::post_batch(), status, JSON, body);
    match batch(201, r#"{"ids":["a"]}"#).unwrap() {
        PostBatchResponse::Created(made) => assert_eq!(made.ids, ["a"]),
        other => panic!("{other:?}"),
    }
    match batch(207, r#"{"ids":["a"],"errors":["b"]}"#).unwrap() {
        PostBatchResponse::MultiStatus(partly) => assert_eq!(partly.errors.unwrap(), ["b"]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_success_that_is_not_declared_is_kept_with_its_status() {
    let response = received(&things::post_batch(), 200, JSON, r#"{"ids":7}"#).unwrap();
    let PostBatchResponse::Unknown(unknown) = &response else { panic!("{response:?}") };
    assert_eq!((unknown.tag(), unknown.json()), (Some("200"), r#"{"200":{"ids":7}}"#));
    let html = received(&things::post_batch(), 200, "text/html", "<html>").unwrap();
    let PostBatchResponse::Unknown(unknown) = &html else { panic!("{html:?}") };
    assert_eq!(unknown.json(), r#"{"200":"<html>"}"#);
}

#[test]
fn each_status_has_its_own_envelope_and_media_type() {
    let either = |status, content_type, body| received(&things::post_either(), status, content_type, body).unwrap();
    assert!(matches!(either(200, JSON, r#"{"data":{"ids":[]}}"#), PostEitherResponse::Success(made) if made.ids.is_empty()));
    assert_eq!(either(202, "text/plain", "\"later\""), PostEitherResponse::Accepted("\"later\"".to_owned()));
    assert_eq!(either(204, "", ""), PostEitherResponse::NoContent);
    assert_eq!(either(299, "", "\u{1}"), PostEitherResponse::OtherSuccess(vec![1]));
}

#[test]
fn an_error_names_the_path_within_the_body() {
    let error = received(&things::post_batch(), 201, JSON, r#"{"ids":["a", 7]}"#).unwrap_err();
    assert_eq!(error.json_path(), Some("ids[1]"));
    let error = received(&things::post_either(), 200, JSON, r#"{"data":{"ids":[7]}}"#).unwrap_err();
    assert_eq!(error.json_path(), Some("data.ids[0]"));
    assert!(error.to_string().ends_with("found `7`"), "{error}");
    assert!(received(&things::post_batch(), 201, JSON, "{").unwrap_err().is_decode());
    assert!(received(&things::post_batch(), 201, JSON, "").unwrap_err().is_decode());
}

#[test]
fn the_status_is_the_key_in_json() {
    let response: PostBatchResponse = same(r#"{"201":{"ids":["a"]}}"#);
    assert!(matches!(response, PostBatchResponse::Created(_)));
    let _: PostBatchResponse = same(r#"{"299":{"ids":7}}"#);
    assert_eq!(same::<PostEitherResponse>(r#"{"204":null}"#), PostEitherResponse::NoContent);
    assert!(serde_json::from_str::<PostBatchResponse>(r#"{"ids":[]}"#).is_err());
    assert!(serde_json::from_str::<PostBatchResponse>(r#"{"201":{"ids":[]},"207":{"ids":[]}}"#).is_err());
}

#[test]
fn what_all_bodies_have_can_be_read_without_a_match() {
    let response = received(&things::post_batch(), 207, JSON, r#"{"ids":["a"]}"#).unwrap();
    assert_eq!(response.ids().unwrap(), &["a"]);
}

#[test]
fn equal_bodies_are_one_type() {
    let made: Option<Made> = received(&things::post_copies(), 201, JSON, r#"{"ids":[]}"#).unwrap();
    assert!(made.is_some());
    assert_eq!(received(&things::post_copies(), 204, "", "").unwrap(), None);
    let pages: Request<Page<Made>, _> = things::list_pages();
    assert_eq!(received(&pages, 206, JSON, r#"{"data":[{"ids":[]}]}"#).unwrap().items.len(), 1);
}
