//! The names an author gives to things, each a type of its own so that they cannot be mixed up.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The id of the value that every fact has: nobody could tell.
pub const UNKNOWN: &str = "unknown";

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The name as its author wrote it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

names! {
    /// Names a flow: `caa20004`.
    FlowId,
    /// Names a fact within a flow: `platform`.
    FactId,
    /// Names a value of a fact: `windows`.
    ValueId,
    /// Names a step of a flow: `clock`.
    StepId,
    /// Names an outcome of a flow: `mfa-missed`.
    OutcomeId,
    /// Names a guide, and so a fix: `set-clock`.
    GuideId,
}

impl ValueId {
    /// The value that every fact has: nobody could tell.
    pub fn unknown() -> Self {
        Self(UNKNOWN.to_owned())
    }

    /// Whether this is the value that every fact has.
    pub fn is_unknown(&self) -> bool {
        self.0 == UNKNOWN
    }
}
