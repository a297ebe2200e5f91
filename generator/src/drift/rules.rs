//! The rules: what each kind of change means for callers.

use std::fmt;

use Class::{Adds, Behaves, Breaks, Prose};

/// What a change means for callers; the most severe class is first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Code that uses the item no longer compiles.
    Breaks,
    /// Code compiles as before but behaves differently, or compiles with a warning.
    Behaves,
    /// Something was added.
    Adds,
    /// Only the descriptions changed.
    Prose,
}

/// The rule for the reverse change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mirror {
    /// This rule, whose mirror is the original rule.
    Is(Rule),
    /// The rule itself.
    Itself,
    /// There is none, for this reason.
    Waived(&'static str),
}

use Mirror::{Is, Itself, Waived};

/// The properties of a rule.
#[derive(Debug)]
pub struct Row {
    /// A stable short name, such as `field-removed`.
    pub code: &'static str,
    /// What the change means for callers.
    pub class: Class,
    /// The rule for the reverse change.
    pub mirror: Mirror,
    /// What changed, with the placeholders `{before}` and `{after}`.
    pub says: &'static str,
    /// How callers migrate, with the placeholders `{before}` and `{after}`; empty if there is nothing to do.
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
            /// All rules, grouped by subject.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The properties of the rule.
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

// Name = code, class, mirror, what changed, how to migrate.
rules! {
    // All items.
    Deprecated = "deprecated", Behaves, Is(Rule::NoLongerDeprecated),
        "is deprecated",
        "";
    NoLongerDeprecated = "no-longer-deprecated", Adds, Is(Rule::Deprecated),
        "is no longer deprecated",
        "";
    ProseChanged = "prose-changed", Prose, Itself,
        "the description changed",
        "";
    Renamed = "renamed", Behaves, Waived("the reverse rename removes an alias or adds a name: `alias-removed` or an addition"),
        "is now `{after}`; the old name remains as a deprecated alias",
        "use `{after}`";
    AliasAdded = "alias-added", Adds, Is(Rule::AliasRemoved),
        "is a new alias of `{after}`",
        "";
    AliasRemoved = "alias-removed", Breaks, Is(Rule::AliasAdded),
        "the alias of `{before}` was removed",
        "use `{before}`";
    // Versions.
    VersionAdded = "version-added", Adds, Is(Rule::VersionRemoved),
        "is new, with {after}",
        "";
    VersionRemoved = "version-removed", Breaks, Is(Rule::VersionAdded),
        "was removed, with {before}",
        "stay on the previous release, or use another version of the API";
    ServerChanged = "server-changed", Behaves, Itself,
        "the server was {before} and is now {after}",
        "";
    // Types.
    TypeAdded = "type-added", Adds, Is(Rule::TypeRemoved),
        "is new: {after}",
        "";
    TypeRemoved = "type-removed", Breaks, Is(Rule::TypeAdded),
        "was removed; it was {before}",
        "nothing contains it any more: remove the code that uses it, or use the new types of the fields that contained it";
    TypeKindChanged = "type-kind-changed", Breaks, Itself,
        "was {before} and is now {after}",
        "rewrite the code that accesses its fields or variants";
    ConstructorAdded = "constructor-added", Adds, Is(Rule::ConstructorRemoved),
        "requests now contain it, so it has `new` and setters",
        "";
    ConstructorRemoved = "constructor-removed", Breaks, Is(Rule::ConstructorAdded),
        "no request contains it any more, so `new` and the setters were removed",
        "if you need a value, such as in tests, deserialize it from JSON";
    ConstructorFormChanged = "constructor-form-changed", Breaks, Itself,
        "took {before} and now takes {after}",
        "pass the required fields in the new form";
    // Fields.
    FieldAdded = "field-added", Adds, Is(Rule::FieldRemoved),
        "is new: `{after}`",
        "";
    RequiredFieldAdded = "required-field-added", Breaks, Waived("a removed field is `field-removed`, whether it was required in requests or not"),
        "is new and required in requests: `{after}`",
        "pass it to `new`, as the last argument unless `arguments-shifted` is reported as well";
    FieldRemoved = "field-removed", Breaks, Is(Rule::FieldAdded),
        "was removed; it was `{before}`",
        "remove the code that uses it";
    FieldRenamed = "field-renamed", Breaks, Itself,
        "the identifier is now `{after}`; the key is unchanged",
        "use `{after}`";
    FieldKeyChanged = "field-key-changed", Behaves, Itself,
        "its key was {before} and is now {after}",
        "";
    SetterReassigned = "setter-reassigned", Behaves, Itself,
        "set {before} and now sets {after}",
        "use the setter of the other field: the compiler does not report this";
    FieldTypeChanged = "field-type-changed", Breaks, Itself,
        "was `{before}` and is now `{after}`",
        "convert the value where it is read and written";
    FieldBoxingChanged = "field-boxing-changed", Breaks, Itself,
        "was `{before}` and is now `{after}`",
        "add or remove the `Box`";
    RequestFieldBecameRequired = "request-field-became-required", Breaks, Is(Rule::RequestFieldBecameOptional),
        "is now required in requests: was `{before}`, is now `{after}`",
        "pass it to `new`";
    RequestFieldBecameOptional = "request-field-became-optional", Breaks, Is(Rule::RequestFieldBecameRequired),
        "is now optional in requests: was `{before}`, is now `{after}`",
        "remove it from the arguments of `new`; set the field for another value than `new` gives it";
    ResponseFieldBecameRequired = "response-field-became-required", Breaks, Is(Rule::ResponseFieldBecameOptional),
        "is now always present: was `{before}`, is now `{after}`",
        "remove the handling of `None`";
    ResponseFieldBecameOptional = "response-field-became-optional", Breaks, Is(Rule::ResponseFieldBecameRequired),
        "may now be missing: was `{before}`, is now `{after}`",
        "handle `None`";
    FieldBecameNullable = "field-became-nullable", Breaks, Is(Rule::FieldNoLongerNullable),
        "may now be null: was `{before}`, is now `{after}`",
        "handle null";
    FieldNoLongerNullable = "field-no-longer-nullable", Breaks, Is(Rule::FieldBecameNullable),
        "is never null any more: was `{before}`, is now `{after}`",
        "remove the handling of null";
    FieldPresenceChanged = "field-presence-changed", Behaves, Itself,
        "is still `{after}`, but `None` no longer means {before}",
        "";
    DefaultChanged = "default-changed", Behaves, Itself,
        "the default was {before} and is now {after}",
        "";
    FormatChanged = "format-changed", Behaves, Itself,
        "the format was {before} and is now {after}",
        "";
    ConstraintChanged = "constraint-changed", Behaves, Itself,
        "the service accepted {before} and now accepts {after}",
        "";
    DescribedConstraintChanged = "described-constraint-changed", Prose, Itself,
        "values from the service were described with {before} and are now described with {after}",
        "";
    ConstantAdded = "constant-added", Behaves, Is(Rule::ConstantRemoved),
        "the bindings now write it, always as {after}",
        "";
    ConstantRemoved = "constant-removed", Behaves, Is(Rule::ConstantAdded),
        "was removed; the bindings wrote it as {before}",
        "";
    ConstantChanged = "constant-changed", Behaves, Itself,
        "was always {before} and is now always {after}",
        "";
    AdditionalAdded = "additional-added", Adds, Is(Rule::AdditionalRemoved),
        "further entries are now kept: `{after}`",
        "";
    AdditionalRemoved = "additional-removed", Breaks, Is(Rule::AdditionalAdded),
        "further entries are no longer kept; they were `{before}`",
        "remove the code that uses them";
    // Enumerations and unions.
    ValueAdded = "value-added", Adds, Is(Rule::ValueRemoved),
        "is new: {after}",
        "";
    ValueRemoved = "value-removed", Breaks, Is(Rule::ValueAdded),
        "was removed; it was {before}",
        "as long as the service still sends it, match `Unknown` and compare `as_str()`";
    ValueChanged = "value-changed", Behaves, Itself,
        "was {before} on the wire and is now {after}",
        "";
    VariantRenamed = "variant-renamed", Breaks, Itself,
        "is now `{after}`, for the same value",
        "use `{after}`";
    MemberAdded = "member-added", Adds, Is(Rule::MemberRemoved),
        "is new; it contains {after}",
        "";
    MemberRemoved = "member-removed", Breaks, Is(Rule::MemberAdded),
        "was removed; it contained {before}",
        "as long as the service still sends it, match `Unknown`";
    MemberTypeChanged = "member-type-changed", Breaks, Itself,
        "contained {before} and now contains {after}",
        "rewrite the code that creates it or matches it";
    TagChanged = "tag-changed", Behaves, Itself,
        "its tag was {before} and is now {after}",
        "";
    TagPropertyChanged = "tag-property-changed", Behaves, Itself,
        "the tag was in {before} and is now in {after}",
        "";
    EncodingChanged = "encoding-changed", Behaves, Itself,
        "the members were distinguished {before} and are now distinguished {after}",
        "";
    RecognitionChanged = "recognition-changed", Behaves, Itself,
        "the form that identifies the member changed",
        "";
    ConversionAdded = "conversion-added", Adds, Is(Rule::ConversionRemoved),
        "`{after}` now converts into it",
        "";
    ConversionRemoved = "conversion-removed", Breaks, Is(Rule::ConversionAdded),
        "`{before}` no longer converts into it, since another member contains the same type",
        "name the variant instead of `into()`";
    MemberConstructorAdded = "member-constructor-added", Adds, Is(Rule::MemberConstructorRemoved),
        "`{after}` now makes a member with its required fields",
        "";
    MemberConstructorRemoved = "member-constructor-removed", Breaks, Is(Rule::MemberConstructorAdded),
        "`{before}` was removed",
        "make the member with `new` of its type, and convert it";
    AccessorAdded = "accessor-added", Adds, Is(Rule::AccessorRemoved),
        "all members now have the field: `{after}`",
        "";
    AccessorRemoved = "accessor-removed", Breaks, Is(Rule::AccessorAdded),
        "not all members have the field any more; it returned `{before}`",
        "match the members and read their fields";
    AccessorTypeChanged = "accessor-type-changed", Breaks, Itself,
        "returned `{before}` and now returns `{after}`",
        "convert the value where it is read";
    // Operations.
    OperationAdded = "operation-added", Adds, Is(Rule::OperationRemoved),
        "is new: {after}",
        "";
    OperationRemoved = "operation-removed", Breaks, Is(Rule::OperationAdded),
        "was removed; it was {before}",
        "see the release notes of the service for what replaces it";
    PathChanged = "path-changed", Behaves, Itself,
        "the path was {before} and is now {after}",
        "";
    MethodChanged = "method-changed", Behaves, Itself,
        "the method was {before} and is now {after}",
        "";
    ArgumentAdded = "argument-added", Breaks, Is(Rule::ArgumentRemoved),
        "is a new argument: `{after}`",
        "pass it";
    ArgumentRemoved = "argument-removed", Breaks, Is(Rule::ArgumentAdded),
        "is not an argument any more; it was `{before}`",
        "remove it from the call";
    ArgumentTypeChanged = "argument-type-changed", Breaks, Itself,
        "took `{before}` and now takes `{after}`",
        "convert the value where it is passed";
    ArgumentsReordered = "arguments-reordered", Behaves, Itself,
        "the arguments were ({before}) and are now ({after}); the types did not change",
        "reorder them in every call: the compiler does not report this";
    ArgumentsShifted = "arguments-shifted", Breaks, Itself,
        "the arguments were ({before}) and are now ({after})",
        "reorder them in every call";
    ParameterAdded = "parameter-added", Adds, Is(Rule::ParameterRemoved),
        "is a new setter: `{after}`",
        "";
    FirstParameterAdded = "first-parameter-added", Adds, Waived("without it, a request has no optional inputs: `parameter-removed`, a break"),
        "is a new setter: `{after}`; it is the first of the operation, so a written-out `Request<T>` becomes `Request<T, _>`",
        "";
    ParameterRemoved = "parameter-removed", Breaks, Is(Rule::ParameterAdded),
        "the setter was removed; it took `{before}`",
        "remove the call";
    ParameterTypeChanged = "parameter-type-changed", Breaks, Itself,
        "took `{before}` and now takes `{after}`",
        "convert the value where it is passed";
    InputWidened = "input-widened", Adds, Waived("the reverse is a break: `argument-type-changed` or `parameter-type-changed`"),
        "took `{before}` and now takes `{after}`, which includes it",
        "";
    ParameterBecameRequired = "parameter-became-required", Breaks, Is(Rule::ParameterBecameOptional),
        "was a setter and is now an argument: `{after}`",
        "pass it as an argument";
    ParameterBecameOptional = "parameter-became-optional", Breaks, Is(Rule::ParameterBecameRequired),
        "was an argument and is now a setter: `{after}`",
        "use the setter";
    ParameterMoved = "parameter-moved", Behaves, Itself,
        "was sent {before} and is now sent {after}",
        "";
    ParameterKeyChanged = "parameter-key-changed", Behaves, Itself,
        "its name on the wire was `{before}` and is now `{after}`",
        "";
    SetterRenamed = "setter-renamed", Breaks, Itself,
        "the setter is now `{after}`, for the same value",
        "use `{after}`";
    ResponseChanged = "response-changed", Breaks, Itself,
        "returned `{before}` and now returns `{after}`",
        "rewrite the code that uses the response";
    EnvelopeChanged = "envelope-changed", Behaves, Itself,
        "the response was read from {before} and is now read from {after}",
        "";
    PagingChanged = "paging-changed", Behaves, Itself,
        "pages were selected with {before} and are now selected with {after}",
        "";
    BodyMediaChanged = "body-media-changed", Behaves, Itself,
        "the body was sent as {before} and is now sent as {after}",
        "";
    StatusAdded = "status-added", Adds, Is(Rule::StatusRemoved),
        "the service may now respond with {after}",
        "";
    StatusRemoved = "status-removed", Behaves, Is(Rule::StatusAdded),
        "the service no longer responds with {before}",
        "";
    ErrorBodyChanged = "error-body-changed", Behaves, Itself,
        "the body of an error was {before} and is now {after}",
        "";
    // The tests require that every rule is produced, so a rule without a use is found there.
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Breaks => "breaks",
            Self::Behaves => "behaves",
            Self::Adds => "adds",
            Self::Prose => "prose",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use heck::ToKebabCase;

    use super::{Class, Mirror, Rule};

    #[test]
    fn every_rule_has_a_mirror_that_is_symmetric_or_a_reason_for_having_none() {
        for rule in Rule::ALL {
            match rule.row().mirror {
                Mirror::Is(other) => {
                    assert_ne!(*rule, other, "a rule that is its own mirror must use `Itself`");
                    assert_eq!(other.row().mirror, Mirror::Is(*rule), "{rule:?}");
                }
                Mirror::Itself => {}
                Mirror::Waived(reason) => assert!(reason.len() > 20, "{rule:?} needs a reason"),
            }
        }
    }

    #[test]
    fn the_name_of_every_rule_matches_its_code() {
        let codes: BTreeSet<String> = Rule::ALL.iter().map(|rule| rule.row().code.to_owned()).collect();
        assert_eq!(codes, Rule::ALL.iter().map(|rule| format!("{rule:?}").to_kebab_case()).collect());
    }

    #[test]
    fn breaking_rules_have_a_migration_and_additions_have_none() {
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
    fn removals_show_the_old_value_and_additions_show_the_new_value() {
        for row in Rule::ALL.iter().map(|rule| rule.row()) {
            let shows = |name: &str| row.says.contains(name);
            if row.code.starts_with("constructor-") {
                continue; // These have no value.
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
