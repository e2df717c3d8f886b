//! Teammates: who there is, who is invited, and what administrators do about both.

use app::{
    pages::team::data::{Guest, Mate, TeamPage},
    urls,
    viewer::Viewer,
};

use super::Desk;
use crate::{
    auth::{AuthError, INVITATION_DAYS, Token},
    storage::{
        StorageError,
        team::{self, Change, Changed},
    },
};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

impl Desk {
    /// Everybody, and who is invited.
    pub async fn team_page(&self, viewer: &Viewer) -> Result<TeamPage, StorageError> {
        let now = self.now();
        let mut connection = self.connection().await?;
        let mate = |person: team::Person| Mate {
            is_viewer: person.user_id == viewer.user_id,
            user_id: person.user_id,
            name: person.name,
            role: person.role,
            created_at: person.created_at,
            removed_at: person.removed_at,
        };
        let guest = |invitation: team::Invitation| Guest {
            invitation_id: invitation.invitation_id,
            note: invitation.note,
            created_by: invitation.created_by,
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
        };
        let people = team::people(&mut connection).await?;
        let invitations = team::invitations(&mut connection, now).await?;
        Ok(TeamPage {
            created: None,
            people: people.into_iter().map(mate).collect(),
            invited: invitations.into_iter().map(guest).collect(),
        })
    }

    /// Invites somebody; gives the page with the link, which nobody can be shown again. `None` for who may not invite any more.
    pub async fn invite(&self, viewer: &Viewer, note: &str) -> Result<Option<TeamPage>, AuthError> {
        let token = Token::random()?;
        let now = self.now();
        let expires_at = now.plus_millis(INVITATION_DAYS * DAY_MS);
        let mut connection = self.connection().await?;
        if !team::invite(&mut connection, &token.hash(), note, viewer.user_id, now, expires_at).await? {
            return Ok(None);
        }
        drop(connection);
        let page = self.team_page(viewer).await?;
        Ok(Some(TeamPage { created: Some(urls::invite(token.reveal())), ..page }))
    }

    /// Withdraws an invitation.
    pub async fn withdraw_invitation(&self, invitation_id: i64) -> Result<(), StorageError> {
        let mut connection = self.connection().await?;
        team::withdraw(&mut connection, invitation_id, self.now()).await
    }

    /// Whether a link lets somebody in.
    pub async fn is_invited(&self, token: &Token) -> Result<bool, StorageError> {
        let mut connection = self.connection().await?;
        team::is_invited(&mut connection, &token.hash(), self.now()).await
    }

    /// Gives somebody another role, or removes them.
    pub async fn change_mate(
        &self,
        viewer: &Viewer,
        user_id: i64,
        change: Change,
    ) -> Result<Changed, StorageError> {
        let mut connection = self.connection().await?;
        team::change(&mut connection, viewer.user_id, user_id, change, self.now()).await
    }
}
