//! Who may look.
//!
//! A user signs in by name and password, or, while no administrator has a password, by a link that `why403 serve` prints once. Both
//! begin a session: 256 random bits in a cookie, of which the database keeps the SHA-256. Teammates come in
//! by one-time links of their own. An administrator may do everything; a member everything but what concerns people and the
//! workspace as a whole.

use axum::http::StatusCode;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use engine::time::Instant;
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;
use subtle::ConstantTimeEq as _;

use crate::storage::{StorageError, users};

pub mod attempts;
pub mod cookies;
pub mod password;
pub mod session;

/// How long a set-up link is good.
pub const SET_UP_MINUTES: i64 = 15;

/// How long an invitation is good.
pub const INVITATION_DAYS: i64 = 7;

/// The name of the first administrator.
pub const FIRST_ADMINISTRATOR: &str = "admin";

/// Why somebody could not be let in, for reasons that are not theirs.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random(getrandom::Error),
    /// The hash of a password could not be made.
    #[error("failed to hash a password")]
    Hash(argon2::password_hash::Error),
    /// A thread that worked on it ended early.
    #[error("hashing was stopped")]
    Stopped,
}

impl AuthError {
    /// The HTTP status it is answered with.
    pub fn status(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }
}

/// A secret that its owner holds, and of which we keep the hash.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// A new one: 256 random bits.
    pub fn random() -> Result<Self, AuthError> {
        Ok(Self(URL_SAFE_NO_PAD.encode(random::<32>()?)))
    }

    /// One that somebody shows.
    pub fn shown(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// As its owner gets it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

/// What is kept of a secret that was set, to tell it when it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept(Vec<u8>);

impl Kept {
    /// Of this secret.
    pub fn of(secret: &str) -> Self {
        Self(Token::shown(secret).hash())
    }

    /// Whether it is that secret that is shown; how long it takes does not tell how near it is.
    pub fn is(&self, shown: &str) -> bool {
        self.0.ct_eq(&Token::shown(shown).hash()).into()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(***)")
    }
}

/// Random bytes from the system.
pub fn random<const N: usize>() -> Result<[u8; N], AuthError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(AuthError::Random)?;
    Ok(bytes)
}

/// A new set-up link's token, when no administrator has a password yet.
pub async fn set_up_token(connection: &mut PgConnection, now: Instant) -> Result<Option<Token>, AuthError> {
    if users::any_administrator_has_password(connection).await? {
        return Ok(None);
    }
    let token = Token::random()?;
    let expires_at = now.plus_millis(SET_UP_MINUTES * 60_000);
    users::add_set_up_token(connection, &token.hash(), now, expires_at).await?;
    Ok(Some(token))
}
