//! The generator does not give a setter the name of a method of `Request`.

use std::collections::BTreeSet;

use dixa_generator::emit::REQUEST_METHODS;
use dixa_tests::project::hand_written;
use syn::{ImplItem, Item, ItemImpl, Type, Visibility};

/// The names of the public methods that the hand-written files of the bindings define for `Request`.
fn methods() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, text) in hand_written().into_iter().filter(|(path, _)| path.ends_with(".rs")) {
        let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let blocks = file.items.iter().filter_map(|item| match item {
            Item::Impl(block) if is_of_request(block) => Some(block),
            _ => None,
        });
        found.extend(blocks.flat_map(|block| &block.items).filter_map(public_method));
    }
    found
}

/// Whether a block holds the methods of `Request` itself, not those of a trait.
fn is_of_request(block: &ItemImpl) -> bool {
    let Type::Path(path) = &*block.self_ty else { return false };
    block.trait_.is_none() && path.path.segments.last().is_some_and(|last| last.ident == "Request")
}

fn public_method(item: &ImplItem) -> Option<String> {
    match item {
        ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) => Some(method.sig.ident.to_string()),
        // A private method may not have the name of a setter either, and nothing reserves it.
        ImplItem::Fn(method) => panic!("`{}` of `Request` is not public: move it to `RequestParts`", method.sig.ident),
        _ => None,
    }
}

#[test]
fn reserved_setter_names_are_the_public_methods_of_request() {
    let mut expected = methods();
    assert!(expected.contains("send_raw"), "the methods were found: {expected:?}");
    // The generator reserves the prefix.
    expected.retain(|name| !name.starts_with("send_"));
    // A method of a trait, which a setter would hide.
    expected.insert("clone".to_owned());
    let reserved: BTreeSet<String> = REQUEST_METHODS.iter().map(ToString::to_string).collect();
    assert_eq!(reserved, expected);
}
