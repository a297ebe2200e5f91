//! `cargo xtask explain` explains every item of the checked-in descriptions.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use dixa_generator::model::{Shape, TypeDef};
use dixa_generator::name::lock::Lock;
use dixa_generator::{GeneratedVersion, Input, Output, generate};
use dixa_tests::project;
use xtask::explain::{Explainer, Item};

static GENERATED: LazyLock<Vec<(Input, Output)>> = LazyLock::new(|| {
    let output = |input: &Input| generate(input).unwrap_or_else(|problems| panic!("{problems}"));
    project::inputs().into_iter().map(|input| (input.clone(), output(&input))).collect()
});

/// Calls `check` with each version and what explains it.
fn each_version(check: impl Fn(&GeneratedVersion, &Explainer<'_>)) {
    for (input, output) in &*GENERATED {
        let lock = Lock::parse(&input.names).unwrap_or_else(|problems| panic!("{problems}"));
        for (input_of, version) in input.versions.iter().zip(&output.versions) {
            check(version, &Explainer::new(input_of, version, &input.names, &lock, &output.conventions));
        }
    }
}

/// Generated code without white space, paths to modules and commas before a closing parenthesis.
fn bare(code: &str) -> String {
    let mut pieces = code.split("::").peekable();
    let mut bare = String::new();
    while let Some(piece) = pieces.next() {
        let is_path = pieces.peek().is_some();
        let end = if is_path { piece.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_') } else { piece };
        bare.extend(end.chars().filter(|c| !c.is_whitespace()));
    }
    bare.replace(",)", ")").replace(",>", ">")
}

/// The items for which there is code: all but schemas without a type, and fields that the bindings write themselves.
fn has_code(version: &GeneratedVersion, item: &Item) -> bool {
    match item {
        Item::Schema(_) => false,
        Item::Field(id, position) => match &version.api.types[id].shape {
            Shape::Struct(s) => s.fields[*position].constant.is_none(),
            _ => true,
        },
        _ => true,
    }
}

#[test]
fn every_item_is_explained_with_its_place_and_its_whole_declaration_as_the_named_file_has_it() {
    each_version(|version, explainer| {
        let folder = format!("dixa-generated/src/generated/{}/", version.version);
        let files: BTreeMap<String, String> =
            version.files.iter().map(|(path, text)| (format!("{folder}{path}"), bare(text))).collect();
        let mut wrong = Vec::new();
        for item in explainer.items() {
            let explanation = explainer.explain(item);
            assert!(explanation.texts("described").next().is_some(), "{item:?} has no place in the description");
            let declarations: Vec<&str> = explanation.texts("declared").collect();
            if !has_code(version, item) {
                assert!(declarations.is_empty(), "{item:?} has no code: {declarations:?}");
                continue;
            }
            let [declaration] = declarations[..] else {
                wrong.push(format!("{}: declared {declarations:?}", explanation.title()));
                continue;
            };
            let file = explanation.file("declared").and_then(|file| files.get(file));
            let ends = [",", "{", ";"].map(|end| bare(declaration) + end);
            let is_whole = file.is_some_and(|text| ends.iter().any(|end| text.contains(end.as_str())));
            let count = |c| declaration.replace("->", "").matches(c).count();
            if !is_whole || count('<') != count('>') || count('(') != count(')') {
                wrong.push(format!("{}: {declaration}", explanation.title()));
            }
        }
        assert!(wrong.is_empty(), "{} wrong declarations:\n{}", wrong.len(), wrong.join("\n"));
    });
}

#[test]
fn a_type_is_printed_with_all_its_fields_or_variants() {
    let parts = |def: &TypeDef| match &def.shape {
        Shape::Struct(s) => {
            s.fields.iter().filter(|field| field.constant.is_none()).count() + usize::from(s.additional.is_some())
        }
        // One variant is for unknown values.
        Shape::Enum(e) => e.values.len() + 1,
        Shape::Union(u) => u.members.len() + 1,
    };
    each_version(|version, explainer| {
        for (id, def) in &version.api.types {
            let explanation = explainer.explain(&Item::Type(id.clone()));
            let mut out = Vec::new();
            explanation.print(&mut out).unwrap();
            let out = String::from_utf8(out).unwrap();
            let rows: Vec<&str> = explanation.texts("field").chain(explanation.texts("variant")).collect();
            assert_eq!(rows.len(), parts(def), "{out}");
            let missing: Vec<&&str> = rows.iter().filter(|row| !out.contains(**row)).collect();
            assert!(missing.is_empty(), "{missing:?} is missing:\n{out}");
        }
    });
}
