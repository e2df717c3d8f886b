//! The names AWS gives to things, each a type of its own so that a stage cannot stand where an API is meant.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// A REST API's id, as `a1b2c3d4e5`.
    ApiId
}
id! {
    /// A stage's name, as `prod`.
    StageName
}
id! {
    /// An authorizer's id, as `4hugyv`.
    AuthorizerId
}
id! {
    /// What the client sees as `x-amzn-RequestId`. A client may choose it, so two calls may share one.
    RequestId
}
id! {
    /// What the client sees as `x-amz-apigw-id`. A client cannot choose it.
    ExtendedRequestId
}
