//! Parts of a multipart body have the media type that their encoding declares.

use dixa_generated::FilePart;
use dixa_generated::parts::{Thing, things};

use crate::support::body;

/// A part without its name, and without what follows it.
fn part<P>(request: &dixa_generated::Request<(), P>, name: &str) -> Vec<String> {
    let text = body(request);
    let boundary = text.lines().next().unwrap().to_owned();
    let head = format!("\r\nContent-Disposition: form-data; name=\"{name}\"");
    text.split(&boundary).filter_map(|part| part.strip_prefix(&head)).map(|part| part.trim_end().replace("\r\n", "|")).collect()
}

#[test]
fn a_list_is_one_json_part_if_that_is_declared_and_a_part_for_each_item_otherwise() {
    let request = things::post_parts([1, 2]).plain([1, 2]);
    assert_eq!(part(&request, "ids"), ["|Content-Type: application/json||[1,2]"]);
    assert_eq!(part(&request, "plain"), ["||1", "||2"]);
}

#[test]
fn json_and_text_have_the_declared_media_type() {
    let request = things::post_parts([]).patch(Thing::new().a("x")).note("# n").either(7);
    assert_eq!(part(&request, "patch"), [r#"|Content-Type: application/merge-patch+json||{"a":"x"}"#]);
    assert_eq!(part(&request, "note"), ["|Content-Type: text/markdown||# n"]);
    assert_eq!(part(&request, "either"), ["||7"]);
}

#[test]
fn a_file_has_the_declared_media_type_unless_it_has_its_own() {
    let image = |file| part(&things::post_parts([]).image(file), "image");
    assert_eq!(image(FilePart::bytes("a", "b")), ["; filename=\"a\"|Content-Type: image/png||b"]);
    let own = FilePart::bytes("a", "b").content_type("image/gif");
    assert_eq!(image(own), ["; filename=\"a\"|Content-Type: image/gif||b"]);
    let photo = part(&things::post_parts([]).photo(FilePart::bytes("a", "b")), "photo");
    assert_eq!(photo, ["; filename=\"a\"|Content-Type: application/octet-stream||b"]);
}
