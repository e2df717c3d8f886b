//! What a person is told when something does not work: what it was and what to do next, never a cause chain.

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// A failure as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    /// Nothing is at this address.
    #[error("there is no such request, or its log lines have been removed")]
    NotFound,
    /// Nobody is signed in.
    #[error("sign in first")]
    SignedOut,
    /// Somebody is signed in who may not do that.
    #[error("only an administrator may do that")]
    Forbidden,
    /// What was sent cannot be used; says why.
    #[error("{0}")]
    Invalid(String),
    /// The server has no backend, which is a fault of its build.
    #[error("the server is not ready yet; try again in a moment")]
    Unavailable,
    /// The database does not answer.
    #[error(
        "the database cannot be reached; why403 looks for it and goes on by itself: try again in a moment"
    )]
    Away,
    /// The database was told to give up after a while, and did.
    #[error("this takes too long to look up: narrow the time or add a filter, and ask again")]
    TooSlow,
    /// Something failed on our side.
    #[error("something failed here; quote `{reference}` to your administrator")]
    Internal {
        /// Finds the failure in the server's log.
        reference: String,
    },
}

impl AppError {
    /// The HTTP status it is answered with.
    pub fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::SignedOut => 401,
            Self::Forbidden => 403,
            Self::Invalid(_) => 400,
            Self::Unavailable | Self::Away | Self::TooSlow => 503,
            Self::Internal { .. } => 500,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(reason) | ServerFnErrorErr::MissingArg(reason) => Self::Invalid(reason),
            _ => Self::Unavailable,
        }
    }
}
