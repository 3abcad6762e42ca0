//! What the schemas are put together from.

use std::marker::PhantomData;

use kb_flow::{Platform, Probe, Who};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::agent::QueryLanguage;
use crate::tables::{Confirmation, meanings};

/// A kind of text, by a pattern that every one of its kind has. Patterns are only as strict as the
/// readers: an editor must never complain of what `check` takes.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $pattern:expr) => {
        $(#[$doc])*
        #[derive(Default)]
        pub(super) struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}

text!(/// A text that says something.
    Text, r"\S");
text!(/// A day as 2026-11-21.
    Day, r"^\d{4}-\d{2}-\d{2}$");
text!(/// A full https address.
    Https, r"^\s*[Hh][Tt][Tt][Pp][Ss]:");
text!(/// A tenant or an app, as Microsoft writes them.
    Guid, r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$");
text!(/// A language, as in BCP 47.
    Tag, r"^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*$");
text!(/// A colour as #1b6b3a.
    Colour, r"^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$");
text!(/// A place on this site, from its root.
    LocalPath, r"^/[A-Za-z0-9._/-]{1,99}$");

/// A word out of a closed set, which is the reader's own where it has one to share.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $words:expr) => {
        $(#[$doc])*
        #[derive(Default)]
        pub(super) struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let words: Vec<&str> = $words.into_iter().collect();
                json_schema!({ "type": "string", "enum": words })
            }
        }
    };
}

words!(/// A system.
    PlatformWord, Platform::ALL.iter().map(|one| one.word()));
words!(/// Who does it.
    WhoWord, Who::ALL.iter().map(|one| one.word()));
words!(/// What finds a fact.
    ProbeWord, Probe::ALL.iter().map(|one| one.word()));
words!(/// How sure something is.
    ConfirmationWord, Confirmation::ALL.iter().map(|one| one.word()));
words!(/// What a query is written in.
    QueryLanguageWord, QueryLanguage::ALL.iter().map(|one| one.word()));
words!(/// What the web sign-in probe finds.
    WebSignInWord, meanings());
words!(/// A fix, or an explanation.
    PageKind, ["fix", "explanation"]);
words!(/// How a path ends.
    EndingWord, ["hand-over", "report", "wait"]);
words!(/// Who takes over.
    TeamWord, ["helpdesk", "security", "network"]);
words!(/// How round corners are.
    CornersWord, ["none", "small", "medium"]);
words!(/// What the sign-in service answers with a number.
    GroupWord, ["session", "mfa", "device", "policy", "account", "federation", "app"]);
words!(/// Who acts first.
    OwnerWord, ["employee", "admin", "network", "security", "microsoft", "site"]);
words!(/// Where an OAuth error is known from.
    ExpectedWord, ["documented", "seen", "guessed"]);

/// A table whose keys are the author's own.
pub(super) struct Keyed<T>(PhantomData<T>);

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T: JsonSchema> JsonSchema for Keyed<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Keyed{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let of = generator.subschema_for::<T>();
        json_schema!({ "type": "object", "additionalProperties": of })
    }
}

/// The same, and each key can be part of an address.
pub(super) struct Named<T>(PhantomData<T>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Named{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let of = generator.subschema_for::<T>();
        json_schema!({
            "type": "object",
            "additionalProperties": of,
            "propertyNames": { "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 60 },
        })
    }
}

/// A whole number within bounds.
#[derive(Default)]
pub(super) struct Number<const FROM: u32, const TO: u32>;

impl<const FROM: u32, const TO: u32> JsonSchema for Number<FROM, TO> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Number{FROM}To{TO}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": FROM, "maximum": TO })
    }
}

/// Yes or no.
#[derive(Default)]
pub(super) struct Truth;

impl JsonSchema for Truth {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Truth".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "boolean" })
    }
}

/// A list with something in it.
pub(super) struct AtLeastOne<T>(PhantomData<T>);

impl<T> Default for AtLeastOne<T> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T: JsonSchema> JsonSchema for AtLeastOne<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("AtLeastOne{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let of = generator.subschema_for::<T>();
        json_schema!({ "type": "array", "items": of, "minItems": 1 })
    }
}
