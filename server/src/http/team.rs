//! What administrators do about people: forms that post and lead back, but for a new invitation, whose link is shown once.

use app::{
    error::AppError,
    urls,
    viewer::{Role, Viewer},
};
use axum::{
    Form,
    extract::{FromRequest as _, FromRequestParts, Path, Request, State},
    http::request::Parts,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;

use super::{Failure, Shared, pages, see_other};
use crate::storage::team::{Change, Changed};

/// The most characters of a note.
const LONGEST_NOTE: usize = 100;

/// Who is signed in, for what only administrators may do.
#[derive(Debug, Clone)]
pub struct Administrator(pub Viewer);

impl<S: Sync> FromRequestParts<S> for Administrator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        match parts.extensions.get::<Viewer>() {
            Some(viewer) if viewer.is_administrator() => Ok(Self(viewer.clone())),
            Some(_) => Err(Failure(AppError::Forbidden)),
            None => Err(Failure(AppError::SignedOut)),
        }
    }
}

/// The fields of these forms.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    note: String,
    role: String,
}

/// Invites somebody, and shows the link.
pub async fn invite(
    State(shared): State<Shared>,
    Administrator(viewer): Administrator,
    request: Request,
) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    let request = Request::from_parts(parts.clone(), body);
    let fields = match Form::<Fields>::from_request(request, &()).await {
        Ok(Form(fields)) => fields,
        Err(refused) => return Ok(refused.into_response()),
    };
    let note: String = fields.note.trim().chars().filter(|it| !it.is_control()).take(LONGEST_NOTE).collect();
    let Some(page) = shared.desk.invite(&viewer, &note).await? else {
        return Err(Failure(AppError::Forbidden));
    };
    tracing::info!(user.id = viewer.user_id, "invited a teammate");
    Ok(pages::answer(&shared, parts, page).await)
}

/// Withdraws an invitation.
pub async fn withdraw(
    State(shared): State<Shared>,
    Administrator(viewer): Administrator,
    Path(invitation_id): Path<i64>,
) -> Result<Response, Failure> {
    shared.desk.withdraw_invitation(invitation_id).await?;
    tracing::info!(user.id = viewer.user_id, invitation.id = invitation_id, "withdrew an invitation");
    Ok(see_other(&format!("{}?done=withdrawn", urls::TEAM)))
}

/// Gives somebody another role.
pub async fn set_role(
    State(shared): State<Shared>,
    Administrator(viewer): Administrator,
    Path(user_id): Path<i64>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let Some(role) = Role::from_id(&fields.role) else {
        return Ok(see_other(&format!("{}?problem=other", urls::TEAM)));
    };
    change(&shared, &viewer, user_id, Change::Role(role), "role").await
}

/// Removes somebody.
pub async fn remove(
    State(shared): State<Shared>,
    Administrator(viewer): Administrator,
    Path(user_id): Path<i64>,
) -> Result<Response, Failure> {
    change(&shared, &viewer, user_id, Change::Remove, "removed").await
}

async fn change(
    shared: &Shared,
    viewer: &Viewer,
    user_id: i64,
    change: Change,
    done: &str,
) -> Result<Response, Failure> {
    let problem = match shared.desk.change_mate(viewer, user_id, change).await? {
        Changed::Done => {
            tracing::info!(user.id = viewer.user_id, changed.id = user_id, ?change, "changed the team");
            return Ok(see_other(&format!("{}?done={done}", urls::TEAM)));
        }
        Changed::Gone => "mate-gone",
        Changed::LastAdministrator => "last-administrator",
        Changed::NotAllowed => return Err(Failure(AppError::Forbidden)),
    };
    Ok(see_other(&format!("{}?problem={problem}", urls::TEAM)))
}
