//! What each kind of change means for callers: a row a rule.

use super::Class::{self, Adds, Behaves, Breaks, Prose};

/// The rule for the same change the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mirror {
    /// This one, whose mirror is the rule again.
    Is(Rule),
    /// The rule itself.
    Itself,
    /// None that leads back, for this reason.
    Waived(&'static str),
}

use Mirror::{Is, Itself, Waived};

/// What there is to know of a rule.
#[derive(Debug)]
pub struct Row {
    /// A stable short name, such as `field-removed`.
    pub code: &'static str,
    /// What the change means for callers.
    pub class: Class,
    /// The rule for the same change the other way round.
    pub mirror: Mirror,
    /// What changed, with `{before}` and `{after}` to fill in.
    pub says: &'static str,
    /// How a caller follows, with `{before}` and `{after}` to fill in; empty where there is nothing to do.
    pub migrate: &'static str,
}

macro_rules! rules {
    ($($name:ident = $code:literal, $class:expr, $mirror:expr, $says:literal, $migrate:literal;)*) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = concat!("`", $code, "`: ", $says, ".")] $name,)*
        }

        impl Rule {
            /// Every rule, by subject.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// What there is to know of it.
            pub fn row(self) -> &'static Row {
                match self {
                    $(Self::$name => {
                        const ROW: Row = Row { code: $code, class: $class, mirror: $mirror, says: $says, migrate: $migrate };
                        &ROW
                    })*
                }
            }
        }
    };
}

// Name = code, class, mirror, what it says, how to migrate.
rules! {
    // Anything.
    Deprecated = "deprecated", Behaves, Is(Rule::NoLongerDeprecated),
        "is deprecated",
        "";
    NoLongerDeprecated = "no-longer-deprecated", Adds, Is(Rule::Deprecated),
        "is no longer deprecated",
        "";
    ProseChanged = "prose-changed", Prose, Itself,
        "the description reads differently",
        "";
    Renamed = "renamed", Behaves, Waived("the name that comes back was an alias or is new: `alias-removed` or an addition"),
        "is now `{after}`; a deprecated alias keeps the old name",
        "write `{after}`";
    AliasAdded = "alias-added", Adds, Is(Rule::AliasRemoved),
        "stands for `{after}`",
        "";
    AliasRemoved = "alias-removed", Breaks, Is(Rule::AliasAdded),
        "the alias of `{before}` is gone",
        "use `{before}`";
    // Versions.
    VersionAdded = "version-added", Adds, Is(Rule::VersionRemoved),
        "is new, with {after}",
        "";
    VersionRemoved = "version-removed", Breaks, Is(Rule::VersionAdded),
        "is gone, with {before}",
        "stay on the release before, or move to another version of the API";
    ServerChanged = "server-changed", Behaves, Itself,
        "the server was {before} and is {after}",
        "";
    // Types.
    TypeAdded = "type-added", Adds, Is(Rule::TypeRemoved),
        "is new: {after}",
        "";
    TypeRemoved = "type-removed", Breaks, Is(Rule::TypeAdded),
        "is gone; it was {before}",
        "nothing holds it any more: drop the code that names it, or see what the fields that held it hold now";
    TypeKindChanged = "type-kind-changed", Breaks, Itself,
        "was {before} and is {after}",
        "rewrite the code that takes it apart";
    ConstructorAdded = "constructor-added", Adds, Is(Rule::ConstructorRemoved),
        "requests hold it now, so that it has `new` and setters",
        "";
    ConstructorRemoved = "constructor-removed", Breaks, Is(Rule::ConstructorAdded),
        "no request holds it any more, so that `new` and the setters are gone",
        "decode it from JSON where a value is needed, as in tests";
    // Fields.
    FieldAdded = "field-added", Adds, Is(Rule::FieldRemoved),
        "is new: `{after}`",
        "";
    RequiredFieldAdded = "required-field-added", Breaks, Waived("a field that goes is `field-removed`, whether requests needed it or not"),
        "is new and requests need it: `{after}`",
        "give it to `new`; the arguments stand in the order of the keys";
    FieldRemoved = "field-removed", Breaks, Is(Rule::FieldAdded),
        "is gone; it was `{before}`",
        "drop the code that uses it";
    FieldRenamed = "field-renamed", Breaks, Itself,
        "the key stays and the identifier is `{after}` now",
        "write `{after}`";
    FieldKeyChanged = "field-key-changed", Behaves, Itself,
        "its key was `{before}` and is `{after}`",
        "";
    FieldTypeChanged = "field-type-changed", Breaks, Itself,
        "was `{before}` and is `{after}`",
        "convert where it is read and written";
    FieldBoxingChanged = "field-boxing-changed", Breaks, Itself,
        "was `{before}` and is `{after}`",
        "add or take off the box";
    RequestFieldBecameRequired = "request-field-became-required", Breaks, Is(Rule::RequestFieldBecameOptional),
        "requests need it now: was `{before}`, is `{after}`",
        "give it to `new` instead of the setter";
    RequestFieldBecameOptional = "request-field-became-optional", Breaks, Is(Rule::RequestFieldBecameRequired),
        "requests may leave it out now: was `{before}`, is `{after}`",
        "take it out of the arguments of `new` and use the setter";
    ResponseFieldBecameRequired = "response-field-became-required", Breaks, Is(Rule::ResponseFieldBecameOptional),
        "is always there now: was `{before}`, is `{after}`",
        "drop the handling of `None`";
    ResponseFieldBecameOptional = "response-field-became-optional", Breaks, Is(Rule::ResponseFieldBecameRequired),
        "may be missing now: was `{before}`, is `{after}`",
        "handle `None`";
    FieldBecameNullable = "field-became-nullable", Breaks, Is(Rule::FieldNoLongerNullable),
        "may be null now: was `{before}`, is `{after}`",
        "handle null";
    FieldNoLongerNullable = "field-no-longer-nullable", Breaks, Is(Rule::FieldBecameNullable),
        "is never null now: was `{before}`, is `{after}`",
        "drop the handling of null";
    FieldPresenceChanged = "field-presence-changed", Behaves, Itself,
        "is still `{after}`; what is missing was {before}",
        "";
    DefaultChanged = "default-changed", Behaves, Itself,
        "when absent it meant {before} and means {after}",
        "";
    FormatChanged = "format-changed", Behaves, Itself,
        "its format was {before} and is {after}",
        "";
    ConstraintChanged = "constraint-changed", Behaves, Itself,
        "the service accepted {before} and accepts {after}",
        "";
    ConstantAdded = "constant-added", Behaves, Is(Rule::ConstantRemoved),
        "is written by the bindings, always as {after}",
        "";
    ConstantRemoved = "constant-removed", Behaves, Is(Rule::ConstantAdded),
        "was written by the bindings as {before} and is gone",
        "";
    ConstantChanged = "constant-changed", Behaves, Itself,
        "was always {before} and is always {after}",
        "";
    AdditionalAdded = "additional-added", Adds, Is(Rule::AdditionalRemoved),
        "further entries are kept: `{after}`",
        "";
    AdditionalRemoved = "additional-removed", Breaks, Is(Rule::AdditionalAdded),
        "further entries are no longer kept; they were `{before}`",
        "drop the code that uses them";
    // Enumerations and unions.
    ValueAdded = "value-added", Adds, Is(Rule::ValueRemoved),
        "is new: {after}",
        "";
    ValueRemoved = "value-removed", Breaks, Is(Rule::ValueAdded),
        "is gone; it was {before}",
        "match `Unknown` and compare `as_str()` while the service still sends it";
    ValueChanged = "value-changed", Behaves, Itself,
        "was {before} on the wire and is {after}",
        "";
    VariantRenamed = "variant-renamed", Breaks, Itself,
        "is `{after}` now, for the same value",
        "write `{after}`";
    MemberAdded = "member-added", Adds, Is(Rule::MemberRemoved),
        "is new: {after}",
        "";
    MemberRemoved = "member-removed", Breaks, Is(Rule::MemberAdded),
        "is gone; it was {before}",
        "match `Unknown` while the service still sends it";
    MemberTypeChanged = "member-type-changed", Breaks, Itself,
        "held {before} and holds {after}",
        "rewrite the code that makes it or takes it apart";
    TagChanged = "tag-changed", Behaves, Itself,
        "its tag was {before} and is {after}",
        "";
    TagPropertyChanged = "tag-property-changed", Behaves, Itself,
        "the tag stood in {before} and stands in {after}",
        "";
    EncodingChanged = "encoding-changed", Behaves, Itself,
        "the members were told apart {before} and are told apart {after}",
        "";
    RecognitionChanged = "recognition-changed", Behaves, Itself,
        "the member is recognised by another form",
        "";
    ConversionAdded = "conversion-added", Adds, Is(Rule::ConversionRemoved),
        "`{after}` converts into it",
        "";
    ConversionRemoved = "conversion-removed", Breaks, Is(Rule::ConversionAdded),
        "`{before}` no longer converts into it, since another member holds the same type",
        "name the variant instead of `into()`";
    AccessorAdded = "accessor-added", Adds, Is(Rule::AccessorRemoved),
        "all members have the field now: `{after}`",
        "";
    AccessorRemoved = "accessor-removed", Breaks, Is(Rule::AccessorAdded),
        "not all members have the field any more; it gave `{before}`",
        "match the members and read their fields";
    AccessorTypeChanged = "accessor-type-changed", Breaks, Itself,
        "gave `{before}` and gives `{after}`",
        "convert where it is read";
    // Operations.
    OperationAdded = "operation-added", Adds, Is(Rule::OperationRemoved),
        "is new: {after}",
        "";
    OperationRemoved = "operation-removed", Breaks, Is(Rule::OperationAdded),
        "is gone; it was {before}",
        "see the release notes of the service for what replaces it";
    PathChanged = "path-changed", Behaves, Itself,
        "the path was {before} and is {after}",
        "";
    MethodChanged = "method-changed", Behaves, Itself,
        "the method was {before} and is {after}",
        "";
    ArgumentAdded = "argument-added", Breaks, Is(Rule::ArgumentRemoved),
        "is a new argument: `{after}`",
        "give it";
    ArgumentRemoved = "argument-removed", Breaks, Is(Rule::ArgumentAdded),
        "is no argument any more; it was `{before}`",
        "take it out of the call";
    ArgumentTypeChanged = "argument-type-changed", Breaks, Itself,
        "took `{before}` and takes `{after}`",
        "convert where it is given";
    ArgumentsReordered = "arguments-reordered", Behaves, Itself,
        "the arguments were ({before}) and are ({after}), of the same types",
        "swap them in every call: the compiler does not notice";
    ArgumentsShifted = "arguments-shifted", Breaks, Itself,
        "the arguments were ({before}) and are ({after})",
        "swap them in every call";
    ParameterAdded = "parameter-added", Adds, Is(Rule::ParameterRemoved),
        "is a new setter: `{after}`",
        "";
    ParameterRemoved = "parameter-removed", Breaks, Is(Rule::ParameterAdded),
        "the setter is gone; it took `{before}`",
        "drop the call";
    ParameterTypeChanged = "parameter-type-changed", Breaks, Itself,
        "took `{before}` and takes `{after}`",
        "convert where it is given";
    ParameterBecameRequired = "parameter-became-required", Breaks, Is(Rule::ParameterBecameOptional),
        "was a setter and is an argument: `{after}`",
        "give it as an argument";
    ParameterBecameOptional = "parameter-became-optional", Breaks, Is(Rule::ParameterBecameRequired),
        "was an argument and is a setter: `{after}`",
        "use the setter";
    ParameterMoved = "parameter-moved", Behaves, Itself,
        "was sent {before} and is sent {after}",
        "";
    ParameterKeyChanged = "parameter-key-changed", Behaves, Itself,
        "its name on the wire was `{before}` and is `{after}`",
        "";
    SetterRenamed = "setter-renamed", Breaks, Itself,
        "the setter is `{after}` now, for the same parameter",
        "write `{after}`";
    ResponseChanged = "response-changed", Breaks, Itself,
        "gave `{before}` and gives `{after}`",
        "rewrite the code that takes the response";
    EnvelopeChanged = "envelope-changed", Behaves, Itself,
        "the response was read from {before} and is read from {after}",
        "";
    PagingChanged = "paging-changed", Behaves, Itself,
        "pages were turned by {before} and are turned by {after}",
        "";
    BodyMediaChanged = "body-media-changed", Behaves, Itself,
        "the body was sent as {before} and is sent as {after}",
        "";
    StatusAdded = "status-added", Adds, Is(Rule::StatusRemoved),
        "the service may response {after}",
        "";
    StatusRemoved = "status-removed", Behaves, Is(Rule::StatusAdded),
        "the service no longer responses {before}",
        "";
    ErrorBodyChanged = "error-body-changed", Behaves, Itself,
        "the body of an error was {before} and is {after}",
        "";
    // A name that is in no row is a mistake in this module, which the tests find: every rule is produced there.
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use heck::ToKebabCase;

    use super::{Mirror, Rule};
    use crate::drift::Class;

    #[test]
    fn every_rule_has_a_mirror_that_leads_back_or_says_why_there_is_none() {
        for rule in Rule::ALL {
            match rule.row().mirror {
                Mirror::Is(other) => {
                    assert_ne!(*rule, other, "a rule that is its own mirror says so");
                    assert_eq!(other.row().mirror, Mirror::Is(*rule), "{rule:?}");
                }
                Mirror::Itself => {}
                Mirror::Waived(reason) => assert!(reason.len() > 20, "{rule:?} needs a reason"),
            }
        }
    }

    #[test]
    fn every_rule_is_called_what_its_row_says() {
        let codes: BTreeSet<String> = Rule::ALL.iter().map(|rule| rule.row().code.to_owned()).collect();
        assert_eq!(codes, Rule::ALL.iter().map(|rule| format!("{rule:?}").to_kebab_case()).collect());
    }

    #[test]
    fn what_breaks_callers_says_how_to_migrate_and_what_adds_asks_for_nothing() {
        for rule in Rule::ALL {
            let row = rule.row();
            match row.class {
                Class::Breaks => assert_ne!(row.migrate, "", "{}", row.code),
                Class::Adds | Class::Prose => assert_eq!(row.migrate, "", "{}", row.code),
                Class::Behaves => {}
            }
        }
    }

    #[test]
    fn what_is_removed_shows_what_it_was_and_what_is_added_what_it_is() {
        for row in Rule::ALL.iter().map(|rule| rule.row()) {
            let shows = |name: &str| row.says.contains(name);
            if row.code.starts_with("constructor-") {
                continue; // These have no value of their own.
            }
            if row.code.ends_with("-removed") {
                assert!(shows("{before}") && !shows("{after}"), "{}", row.code);
            }
            if row.code.ends_with("-added") {
                assert!(shows("{after}") && !shows("{before}"), "{}", row.code);
            }
            if row.code.ends_with("-changed") && row.code != "recognition-changed" && row.class != Class::Prose {
                assert!(shows("{before}") && shows("{after}"), "{}", row.code);
            }
        }
    }
}
