//! The generator does not give a setter the name of a method of `Request`.

use std::collections::BTreeSet;
use std::path::Path;

use dixa_generator::emit::REQUEST_METHODS;
use dixa_tests::project::root;
use syn::{ImplItem, Item, ItemImpl, Type, Visibility};

/// The names of the public methods that the files of a folder define for `Request`.
fn methods(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if !path.ends_with("generated") {
                methods(&path, found);
            }
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a source");
        let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let blocks = file.items.iter().filter_map(|item| match item {
            Item::Impl(block) if is_of_request(block) => Some(block),
            _ => None,
        });
        found.extend(blocks.flat_map(|block| &block.items).filter_map(public_method));
    }
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
    let mut expected = BTreeSet::new();
    methods(&root().join("dixa-generated/src"), &mut expected);
    assert!(expected.contains("send_raw"), "the methods were found: {expected:?}");
    // The generator reserves the prefix.
    expected.retain(|name| !name.starts_with("send_"));
    // A method of a trait, which a setter would hide.
    expected.insert("clone".to_owned());
    let reserved: BTreeSet<String> = REQUEST_METHODS.iter().map(ToString::to_string).collect();
    assert_eq!(reserved, expected);
}
