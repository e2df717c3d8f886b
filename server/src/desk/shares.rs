//! Links to incidents: made of what is known when they are made, and nothing else ever after.

use app::{
    pages::shares::data::{AllSharesPage, Link, LiveLink, SharesPage},
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
    storage::{StorageError, incidents, requests, shares, shares::Guard, workspace},
};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Links that one page shows.
const MOST_LINKS: i64 = 200;

/// How it went to make a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// The page with the link.
    Link(Box<SharesPage>),
    /// There is no incident of this number.
    NoIncident,
    /// The workspace has no public links.
    NoPublicLinks,
}

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
        let has_public_links = workspace::has_public_links(&mut connection).await?;
        Ok(Some(SharesPage {
            now: self.now(),
            incident_id,
            identity: incident.incident.identity,
            created: None,
            has_public_links,
            links: links.into_iter().map(link).collect(),
        }))
    }

    /// All links that are live.
    pub async fn all_shares_page(&self) -> Result<AllSharesPage, StorageError> {
        let now = self.now();
        let mut connection = self.connection().await?;
        let listed = shares::live(&mut connection, now, MOST_LINKS).await?;
        let newest = listed.first().map(|(_, share)| share.share_id);
        let n_live = shares::count_live(&mut connection, now).await?;
        let has_public_links = workspace::has_public_links(&mut connection).await?;
        let ids: Vec<i64> = listed.iter().map(|(incident_id, _)| *incident_id).collect();
        let identities = incidents::identities(&mut connection, &ids).await?;
        let live = |(incident_id, share): (i64, shares::Share)| LiveLink {
            incident_id,
            identity: identities.get(&incident_id).cloned(),
            link: link(share),
        };
        Ok(AllSharesPage { has_public_links, n_live, newest, links: listed.into_iter().map(live).collect() })
    }

    /// Decides whether there are public links.
    pub async fn set_public_links(&self, has_them: bool) -> Result<(), StorageError> {
        let mut connection = self.connection().await?;
        workspace::set_public_links(&mut connection, has_them).await
    }

    /// Takes all live links back, up to the one of this number; gives how many.
    pub async fn revoke_all_shares(&self, newest: i64) -> Result<u64, StorageError> {
        let mut connection = self.connection().await?;
        shares::revoke_all(&mut connection, newest, self.now()).await
    }

    /// Shares an incident for so many days, behind a passphrase where there is its hash; gives the page with the link, which nobody
    /// can be shown again.
    pub async fn share(
        &self,
        viewer: &Viewer,
        incident_id: i64,
        days: i64,
        passphrase_hash: Option<&str>,
    ) -> Result<Made, AuthError> {
        let Some(document) = self.shared(viewer, incident_id).await? else { return Ok(Made::NoIncident) };
        let token = Token::random()?;
        let expires_at = document.shared_at.plus_millis(days * DAY_MS);
        let mut connection = self.connection().await?;
        let is_made = shares::add(
            &mut connection,
            &token.hash(),
            incident_id,
            viewer.user_id,
            &document,
            expires_at,
            passphrase_hash,
        )
        .await?;
        drop(connection);
        if !is_made {
            return Ok(Made::NoPublicLinks);
        }
        let page = self.shares_page(viewer, incident_id).await?;
        Ok(page.map_or(Made::NoIncident, |page| {
            Made::Link(Box::new(SharesPage { created: Some(urls::share(token.reveal())), ..page }))
        }))
    }

    /// Takes a link back; gives the incident that it was of.
    pub async fn revoke_share(&self, share_id: i64) -> Result<Option<i64>, StorageError> {
        let mut connection = self.connection().await?;
        shares::revoke(&mut connection, share_id, self.now()).await
    }

    /// What guards a link; `None` where there is nothing to be shown.
    pub async fn guard(&self, token: &Token) -> Result<Option<Guard>, StorageError> {
        let mut connection = self.connection().await?;
        shares::guard(&mut connection, &token.hash(), self.now()).await
    }

    /// What a link shows, and until when; to be asked for by who got past its guard.
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

fn link(share: shares::Share) -> Link {
    Link {
        share_id: share.share_id,
        created_by: share.created_by,
        created_at: share.created_at,
        expires_at: share.expires_at,
        revoked_at: share.revoked_at,
        n_views: share.n_views,
        last_viewed_at: share.last_viewed_at,
        has_passphrase: share.has_passphrase,
    }
}
