//! The media type that a description declares is the one on the wire.

use dixa_generated::media_types::{Thing, things};
use dixa_generated::FilePart;

use crate::support::{body, header, received};

const JSON: &str = "application/json";

fn thing() -> Thing {
    Thing::new().a("x")
}

#[test]
fn a_json_body_has_the_declared_media_type() {
    let content_type = |request| header::<(), ()>(request, "content-type").unwrap();
    assert_eq!(content_type(&things::patch_merge(&thing())), "application/merge-patch+json");
    let vendor = things::post_vendor(&thing());
    assert_eq!(header(&vendor, "content-type").unwrap(), "application/vnd.acme.v2+json");
    assert_eq!(body(&vendor), r#"{"a":"x"}"#);
    assert_eq!(header(&things::post_case(&thing()), "content-type").unwrap(), JSON);
    assert_eq!(header(&things::post_charset(&thing()), "content-type").unwrap(), "application/json; charset=utf-8");
}

#[test]
fn of_several_media_types_json_is_sent_and_a_range_is_never_sent() {
    assert_eq!(header(&things::post_several(&thing()), "content-type").unwrap(), JSON);
    let image = things::put_image(vec![1]);
    assert_eq!(header(&image, "content-type").unwrap(), "application/octet-stream");
    assert_eq!(header(&image.header("content-type", "image/png"), "content-type").unwrap(), "image/png");
}

#[test]
fn parts_forms_and_text_are_recognised_in_any_spelling() {
    let parts = things::post_parts(FilePart::bytes("f", "content"));
    assert!(header(&parts, "content-type").unwrap().starts_with("multipart/form-data; boundary=dixa-"));
    let form = things::post_form(&thing());
    assert_eq!(header(&form, "content-type").unwrap(), "application/x-www-form-urlencoded");
    assert_eq!(body(&form), "a=x");
    let note = things::post_note("é");
    assert_eq!((header(&note, "content-type").unwrap().as_str(), body(&note).as_str()), ("text/plain; charset=utf-8", "é"));
}

#[test]
fn accept_is_what_the_response_declares() {
    assert_eq!(header(&things::get_csv(), "accept").unwrap(), "text/csv");
    assert_eq!(header(&things::get_text(), "accept").unwrap(), "text/csv, text/tab-separated-values");
    assert_eq!(header(&things::get_image(), "accept").unwrap(), "image/jpeg, image/png");
    assert_eq!(header(&things::get_any(), "accept").unwrap(), "*/*");
    assert_eq!(header(&things::post_vendor(&thing()), "accept").unwrap(), "application/vnd.acme.v2+json");
    for request in [things::get_either(), things::get_anything()] {
        assert_eq!(header(&request, "accept").unwrap(), JSON);
    }
    assert_eq!(header(&things::get_csv().header("Accept", "text/*"), "accept").unwrap(), "text/*");
}

#[test]
fn the_body_of_a_response_is_read_by_its_media_type() {
    assert_eq!(received(&things::get_any(), 200, "image/png", "\u{0}\u{1}").unwrap(), [0, 1]);
    assert_eq!(received(&things::get_latin(), 200, "text/csv", "a").unwrap(), b"a");
    assert_eq!(received(&things::get_csv(), 200, "text/csv", "a,b").unwrap(), "a,b");
    assert_eq!(received(&things::post_vendor(&thing()), 200, JSON, r#"{"a":"x"}"#).unwrap(), thing());
    assert_eq!(received(&things::get_anything(), 200, JSON, r#"{"a":"x"}"#).unwrap(), thing());
}

#[test]
fn a_response_that_has_no_body_by_method_or_status_is_nothing() {
    let () = received(&things::head_it(), 200, JSON, "").unwrap();
    let () = received(&things::delete_it(), 204, JSON, "").unwrap();
}
