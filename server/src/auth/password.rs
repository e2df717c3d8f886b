//! Passwords: Argon2id, on a thread where slow work may run, two at a time, since each takes 19 MiB.

use std::sync::Arc;

use argon2::{Argon2, PasswordHash, PasswordHasher as _, PasswordVerifier as _, password_hash::SaltString};
use tokio::sync::Semaphore;

use super::{AuthError, random};

/// The fewest characters of a password.
pub const SHORTEST: usize = 12;
/// The most bytes: nobody types more, and hashing must not be made to work for nothing.
pub const LONGEST: usize = 1024;

/// Hashes and verifies passwords.
#[derive(Debug, Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(2)) }
    }
}

impl Passwords {
    /// The hash of a password, in PHC form.
    pub async fn hash(&self, password: &str) -> Result<String, AuthError> {
        let salt = SaltString::encode_b64(&random::<16>()?).map_err(AuthError::Hash)?;
        let password = password.to_owned();
        self.in_turn(move || {
            let hash =
                Argon2::default().hash_password(password.as_bytes(), &salt).map_err(AuthError::Hash)?;
            Ok(hash.to_string())
        })
        .await?
    }

    /// Whether this is the password. Without a hash (no such user) it takes as long, and it is not.
    pub async fn verify(&self, password: &str, hash: Option<String>) -> Result<bool, AuthError> {
        let Some(hash) = hash else {
            self.hash(password).await?;
            return Ok(false);
        };
        let password = password.to_owned();
        self.in_turn(move || {
            PasswordHash::new(&hash)
                .and_then(|hash| Argon2::default().verify_password(password.as_bytes(), &hash))
                .is_ok()
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AuthError> {
        let _turn = self.turns.acquire().await.map_err(|_| AuthError::Stopped)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| AuthError::Stopped)
    }
}

/// Whether a new password can be taken; else the code of what is wrong with it.
pub fn judge(password: &str) -> Result<(), &'static str> {
    let mut distinct: Vec<char> = password.chars().flat_map(char::to_lowercase).collect();
    if distinct.len() < SHORTEST || password.len() > LONGEST {
        return Err("short");
    }
    distinct.sort_unstable();
    distinct.dedup();
    // `aaaaaaaaaaaa`, `123123123123`: long, and among the first to be tried.
    if distinct.len() < 4 || COMMON.contains(&password.to_lowercase().as_str()) {
        return Err("common");
    }
    Ok(())
}

/// Long passwords that every list of stolen ones holds, and our own name.
const COMMON: [&str; 20] = [
    "123456789012",
    "1234567890123",
    "qwertyuiop[]",
    "qwertyuiop123",
    "qwerty123456",
    "password1234",
    "passwordpassword",
    "password123456",
    "administrator",
    "administrator1",
    "iloveyou1234",
    "letmein12345",
    "welcome12345",
    "abcdefghijkl",
    "abc123456789",
    "123456abcdef",
    "changeme1234",
    "adminadminadmin",
    "why403why403",
    "apigateway403",
];

#[cfg(test)]
mod tests {
    use super::{Passwords, judge};

    #[test]
    fn twelve_characters_of_some_variety_are_enough() {
        assert_eq!(judge("correct horse"), Ok(()));
        assert_eq!(judge("密码密码一二三四五六七八"), Ok(()));
        assert_eq!(judge("elevenchars"), Err("short"));
        assert_eq!(judge(&"x".repeat(2000)), Err("short"));
        assert_eq!(judge("121212121212"), Err("common"));
        assert_eq!(judge("Administrator"), Err("common"));
    }

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify("correct horse", Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("correct house", Some(hash)).await.unwrap());
        assert!(!passwords.verify("correct horse", None).await.unwrap());
    }
}
