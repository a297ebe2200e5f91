//! Parameters are sent as their style says.

use std::collections::BTreeMap;

use dixa_generated::parameter_styles::{
    GetObjectsSimplePairsCreated as Created, GetObjectsSimplePairsForm as Form,
    GetObjectsSimplePairsPageable as Pageable, GetReportedNested as Nested, GetUnionsThingProject as ProjectItem,
    IdOrAll, Range, things,
};

use crate::support::{header, target};

fn range() -> Range {
    Range::new().from(1).to("a,b".to_owned())
}

#[test]
fn the_items_of_a_joined_list_are_encoded_and_the_separators_are_not() {
    assert_eq!(target(&things::list_joined(["a,b", "c"])), "/joined?c=a%2Cb,c");
    assert_eq!(target(&things::list_joined([""]).s(["a b", "c&d"])), "/joined?c=&s=a%20b%20c%26d");
    assert_eq!(target(&things::list_joined([""]).p(["a|b", "ü"])), "/joined?c=&p=a%7Cb|%C3%BC");
    let nothing: [&str; 0] = [];
    assert_eq!(target(&things::list_joined(nothing).nulls(["x"])), "/joined?c=&nulls=x");
}

#[test]
fn what_was_set_can_be_read_without_its_encoding() {
    let request = things::list_joined(["a,b", "c"]);
    assert_eq!(request.query_pairs(), [("c".to_owned(), "a,b,c".to_owned())]);
    let again = request.query("c", "d|e");
    assert_eq!(target(&again), "/joined?c=d%7Ce");
}

#[test]
fn a_content_parameter_is_json_text() {
    let request = things::list_content(&Range::new().from(1)).names(&["a,b".to_owned()]).with_text("x y");
    assert_eq!(
        target(&request),
        "/content?filter=%7B%22from%22%3A1%7D&names=%5B%22a%2Cb%22%5D&text=x%20y"
    );
    let request = request.x_range(&range());
    assert_eq!(header(&request, "x-range").unwrap(), r#"{"from":1,"to":"a,b"}"#);
}

#[test]
fn an_object_in_a_path_lists_its_properties() {
    assert_eq!(target(&things::list_objects(&range(), &range())), "/objects/from,1,to,a%2Cb/from=1,to=a%2Cb");
}

#[test]
fn an_object_in_a_query_is_deep_exploded_or_joined() {
    let after_path = |request| target::<_, _>(&request).split_once('?').unwrap().1.to_owned();
    let request = || things::list_objects(&range(), &range());
    assert_eq!(after_path(request().created(&Created::new().gte(1).lt(2))), "created[gte]=1&created[lt]=2");
    assert_eq!(after_path(request().form(&Form::new().limit(1).offset(2))), "limit=1&offset=2");
    assert_eq!(after_path(request().joined(&range())), "joined=from,1,to,a%2Cb");
    let labels = BTreeMap::from([("a]&b".to_owned(), "c d".to_owned())]);
    assert_eq!(after_path(request().labels(&labels)), "labels[a%5D%26b]=c%20d");
    let sort = vec!["a".to_owned(), "b,desc".to_owned()];
    assert_eq!(after_path(request().pageable(&Pageable::new().page(0).sort(sort))), "page=0&sort=a&sort=b%2Cdesc");
}

#[test]
fn an_object_in_a_header_lists_its_properties() {
    let request = things::list_objects(&range(), &range()).x_range(&Range::new().from(7).to("x".to_owned()));
    assert_eq!(header(&request, "x-range").unwrap(), "from,7,to,x");
}

#[test]
fn labels_and_matrices_follow_rfc_6570() {
    let request = things::list_styles("a.b", [3, 4], ["x,y", "z"], ["x;y", "z"]);
    assert_eq!(target(&request), "/styles/.a.b/.3.4/;matrix=x%2Cy,z/;matrices=x%3By;matrices=z");
}

#[test]
fn a_union_of_plain_values_is_sent_as_the_member_that_it_holds() {
    assert_eq!(target(&things::list_unions(7)), "/unions/7");
    assert_eq!(header(&things::list_unions(7).x_thing(7), "x-thing").unwrap(), "7");
    let request = things::list_unions(IdOrAll::Word("all".into()));
    assert_eq!(target(&request.project([ProjectItem::from("a&b"), 7.into()])), "/unions/all?project=a%26b&project=7");
    assert_eq!(target(&things::list_unions(7).project(["x"])), "/unions/7?project=x");
}

#[test]
fn a_union_of_a_plain_value_and_an_object_or_list_is_laid_out_by_what_it_holds() {
    assert_eq!(target(&things::list_unions(7).created(4)), "/unions/7?created=4");
    assert_eq!(target(&things::list_unions(7).created(range())), "/unions/7?created[from]=1&created[to]=a%2Cb");
    assert_eq!(target(&things::list_unions(7).ids("a")), "/unions/7?ids=a");
    assert_eq!(target(&things::list_unions(7).ids(vec!["a".to_owned(), "b".to_owned()])), "/unions/7?ids=a&ids=b");
}

/// The members of this union are the same on the wire.
#[test]
fn a_union_whose_members_are_all_text_is_text() {
    assert_eq!(target(&things::list_unions(7).name("any name")), "/unions/7?name=any%20name");
}

#[test]
fn an_object_within_a_deep_object_has_two_brackets() {
    let nested = Nested::new().a(Range::new().from(1));
    assert_eq!(target(&things::list_reported().nested(&nested)), "/reported?nested[a][from]=1");
}

#[test]
fn pairs_stand_for_an_object_that_its_style_cannot_express() {
    let pairs = BTreeMap::from([("a[0].from".to_owned(), "1".to_owned())]);
    assert_eq!(target(&things::list_reported().spread(&pairs)), "/reported?a%5B0%5D.from=1");
    assert_eq!(target(&things::list_reported().packed("a,b")), "/reported?packed=a%2Cb");
}
