//! Coming in by an invitation: a name and a password are chosen, and one is signed in.

use app::urls;
use axum::{
    Form,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;
use sqlx::Connection as _;

use super::{Address, Failure, Shared, accounts::with_session, gatekeeper::session_token, see_other};
use crate::{
    auth::{Token, password, session},
    storage::{
        failed,
        team::{self, Joined},
    },
};

/// The most characters of a name.
const LONGEST_NAME: usize = 50;

/// What the invited choose.
#[derive(Deserialize)]
pub struct Chosen {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// Uses the link up. One that cannot be used leads to its page, which says so in the same words whatever is wrong with it.
pub async fn accept(
    State(shared): State<Shared>,
    Path(token): Path<String>,
    address: Address,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Failure> {
    let now = shared.desk.now();
    let here = urls::invite(&token);
    let problem = |code: &str| Ok(see_other(&format!("{here}?problem={code}")));
    if !shared.attempts_by_address.allow(&address.0, now) {
        return problem("slow");
    }
    let token = Token::shown(&token);
    if !shared.desk.is_invited(&token).await? {
        return Ok(see_other(&here));
    }
    let name = chosen.name.trim();
    if !is_name(name) {
        return problem("name");
    }
    if let Err(code) = password::judge(&chosen.password) {
        return problem(code);
    }
    let hash = shared.passwords.hash(&chosen.password).await?;
    let mut connection = shared.desk.connection().await?;
    let mut transaction = connection.begin().await.map_err(failed("begin to add a member"))?;
    let user_id = match team::join(&mut transaction, &token.hash(), name, &hash, now).await? {
        Joined::As(user_id) => user_id,
        Joined::NotInvited => return Ok(see_other(&here)),
        Joined::NameTaken => return problem("name-taken"),
    };
    let former = session_token(&shared, &headers);
    let session = session::begin(&mut transaction, user_id, former.as_ref(), now).await?;
    transaction.commit().await.map_err(failed("add a member"))?;
    tracing::info!(user.id = user_id, "came in by an invitation");
    Ok(with_session(&shared, see_other(urls::HOME), &session))
}

/// Letters and digits of any language, and what stands between them in names and addresses of mail: nothing unseen.
fn is_name(name: &str) -> bool {
    let is_known = |it: char| it.is_alphanumeric() || matches!(it, ' ' | '.' | '-' | '_' | '\'' | '@' | '+');
    (1..=LONGEST_NAME).contains(&name.chars().count())
        && name.chars().all(is_known)
        && name.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn a_name_is_what_a_person_can_read_and_type() {
        for name in ["mara", "Mara O'Neil", "马拉", "mara@example.com", "Ångström-2"] {
            assert!(is_name(name), "{name}");
        }
        let long = "x".repeat(51);
        for name in ["", "...", "a\0", "a\nb", "\u{202e}nimda", "a\u{200b}b", "<b>", "=1+1", &long] {
            assert!(!is_name(name), "{name:?}");
        }
    }
}
