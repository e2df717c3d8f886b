//! Links to incidents: made of what is known when they are made, and nothing else ever after.

use app::{
    pages::shares::data::{Link, SharesPage},
    urls,
    viewer::Viewer,
};
use engine::{
    sharing::{self, SharedAsked, SharedCall, SharedIncident, SharedTrend},
    time::Instant,
};

use super::Desk;
use crate::{
    auth::{AuthError, Token},
    storage::{StorageError, requests, shares},
};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Links that one page shows.
const MOST_LINKS: i64 = 200;

impl Desk {
    /// The links of an incident; `None` when there is none of this number.
    pub async fn shares_page(
        &self,
        viewer: &Viewer,
        incident_id: i64,
    ) -> Result<Option<SharesPage>, StorageError> {
        let Some(incident) = self.incident_page(viewer, incident_id).await? else { return Ok(None) };
        let mut connection = self.connection().await?;
        let links = shares::of_incident(&mut connection, incident_id, MOST_LINKS).await?;
        let link = |share: shares::Share| Link {
            share_id: share.share_id,
            created_by: share.created_by,
            created_at: share.created_at,
            expires_at: share.expires_at,
            revoked_at: share.revoked_at,
            n_views: share.n_views,
            last_viewed_at: share.last_viewed_at,
        };
        Ok(Some(SharesPage {
            now: self.now(),
            incident_id,
            identity: incident.incident.identity,
            created: None,
            links: links.into_iter().map(link).collect(),
        }))
    }

    /// Shares an incident for so many days; gives the page with the link, which nobody can be shown again.
    pub async fn share(
        &self,
        viewer: &Viewer,
        incident_id: i64,
        days: i64,
    ) -> Result<Option<SharesPage>, AuthError> {
        let Some(document) = self.shared(viewer, incident_id).await? else { return Ok(None) };
        let token = Token::random()?;
        let expires_at = document.shared_at.plus_millis(days * DAY_MS);
        let mut connection = self.connection().await?;
        shares::add(&mut connection, &token.hash(), incident_id, viewer.user_id, &document, expires_at)
            .await?;
        drop(connection);
        let page = self.shares_page(viewer, incident_id).await?;
        Ok(page.map(|page| SharesPage { created: Some(urls::share(token.reveal())), ..page }))
    }

    /// Takes a link back; gives the incident that it was of.
    pub async fn revoke_share(&self, share_id: i64) -> Result<Option<i64>, StorageError> {
        let mut connection = self.connection().await?;
        shares::revoke(&mut connection, share_id, self.now()).await
    }

    /// What a link shows, and until when.
    pub async fn opened(&self, token: &Token) -> Result<Option<(SharedIncident, Instant)>, StorageError> {
        let mut connection = self.connection().await?;
        shares::open(&mut connection, &token.hash(), self.now()).await
    }

    /// What is shared of an incident.
    async fn shared(
        &self,
        viewer: &Viewer,
        incident_id: i64,
    ) -> Result<Option<SharedIncident>, StorageError> {
        let Some(page) = self.incident_page(viewer, incident_id).await? else { return Ok(None) };
        let row = page.incident;
        let trend =
            row.trend.window.map(|(from, until)| SharedTrend { from, until, counts: row.trend.counts });
        let asked = page.methods.into_iter().map(|asked| SharedAsked {
            method: asked.method.as_deref().map(sharing::method),
            path: asked.path.as_deref().map(sharing::path),
            n: asked.n,
        });
        let mut calls = Vec::new();
        if let Some(latest) = page.latest.first() {
            let mut connection = self.connection().await?;
            let refused = requests::find(&mut connection, &self.codec, &latest.reference).await?;
            let filled_by = refused.as_ref().and_then(|refused| refused.diagnosis.filled_by.as_ref());
            let filling = match filled_by {
                Some(by) => requests::reference_of(&mut connection, by.request_id.as_str()).await?,
                None => None,
            };
            let filling = match filling.filter(|filling| *filling != latest.reference) {
                Some(reference) => requests::find(&mut connection, &self.codec, &reference).await?,
                None => None,
            };
            let shown = [refused, filling].into_iter().flatten();
            calls.extend(shown.map(|call| SharedCall::of(&call.request, &call.diagnosis)));
        }
        Ok(Some(SharedIncident {
            n_requests: row.n_requests,
            n_callers: row.n_callers,
            first_seen: row.first_seen,
            last_seen: row.last_seen,
            resolved_at: row.resolved_at,
            heals_at: row.heals_at,
            trend,
            asked: asked.collect(),
            calls,
            ..SharedIncident::of(&row.identity, row.state, self.now())
        }))
    }
}
