//! The only door from the pages to the server.
//!
//! One method a page, so that the server joins the data once; `answer` checks who is looking, so that it cannot be
//! forgotten.

use std::{future::Future, sync::Arc};

use async_trait::async_trait;
use engine::time::Instant;
use leptos::prelude::*;
use tokio_util::sync::CancellationToken;

use crate::{
    error::AppError,
    pages::{
        cache::data::{CachePage, CachesPage},
        configuration::data::{ConfigurationPage, ConfigurationsPage},
        home::data::HomePage,
        import::data::ImportSummary,
        incidents::data::{IncidentPage, IncidentsPage},
        playground::data::PlaygroundStart,
        request::data::RequestPage,
        requests::data::{RequestsPage, RequestsQuery},
        shares::data::{AllSharesPage, SharesPage},
        sources::{
            data::SourcesPage,
            forms::{ApisPage, CloudwatchPage, PushPage},
        },
        stages::data::{StageSheet, StagesPage},
        storage::data::StoragePage,
        team::data::TeamPage,
        trends::data::{TrendsPage, TrendsQuery},
        unknown_lines::data::{UnknownLinesPage, UnknownLinesQuery},
    },
    viewer::Viewer,
};

/// What the pages ask of the server.
#[async_trait]
pub trait Backend: Send + Sync {
    /// The overview.
    async fn home(&self, viewer: &Viewer) -> Result<HomePage, AppError>;
    /// How calls ended over time.
    async fn trends(&self, viewer: &Viewer, query: &TrendsQuery) -> Result<TrendsPage, AppError>;
    /// The list of calls that match.
    async fn requests(&self, viewer: &Viewer, query: &RequestsQuery) -> Result<RequestsPage, AppError>;
    /// One call; `None` when there is none of this reference.
    async fn request(&self, viewer: &Viewer, reference: &str) -> Result<Option<RequestPage>, AppError>;
    /// A stored call for the playground; `None` when there is none of this reference.
    async fn playground(&self, viewer: &Viewer, reference: &str)
    -> Result<Option<PlaygroundStart>, AppError>;
    /// Every stage.
    async fn stages(&self, viewer: &Viewer) -> Result<StagesPage, AppError>;
    /// One stage; `None` when no call of it is stored.
    async fn stage(&self, viewer: &Viewer, api_id: &str, stage: &str)
    -> Result<Option<StageSheet>, AppError>;
    /// Every API of which a configuration is known.
    async fn configurations(&self, viewer: &Viewer) -> Result<ConfigurationsPage, AppError>;
    /// The configurations of one API, and two of them compared; `None` where none is known.
    async fn configuration(
        &self,
        viewer: &Viewer,
        api_id: &str,
        compared: Option<(&str, &str)>,
    ) -> Result<Option<ConfigurationPage>, AppError>;
    /// Every authorizer, with its cache.
    async fn caches(&self, viewer: &Viewer) -> Result<CachesPage, AppError>;
    /// The cache of one authorizer at a moment, or now; `None` when nothing tells of it.
    async fn cache(
        &self,
        viewer: &Viewer,
        api_id: &str,
        stage: &str,
        authorizer_id: &str,
        at: Option<Instant>,
        page: u32,
    ) -> Result<Option<CachePage>, AppError>;
    /// The incidents of a state; without one, those that somebody should look at. `batch`: what was done just now.
    async fn incidents(
        &self,
        viewer: &Viewer,
        state: Option<&str>,
        batch: Option<i64>,
    ) -> Result<IncidentsPage, AppError>;
    /// One incident; `None` when there is none of this number.
    async fn incident(&self, viewer: &Viewer, incident_id: i64) -> Result<Option<IncidentPage>, AppError>;
    /// The links of an incident; `None` when there is none of this number.
    async fn shares(&self, viewer: &Viewer, incident_id: i64) -> Result<Option<SharesPage>, AppError>;
    /// All links that are live; for administrators.
    async fn all_shares(&self, viewer: &Viewer) -> Result<AllSharesPage, AppError>;
    /// Everybody, and who is invited; for administrators.
    async fn team(&self, viewer: &Viewer) -> Result<TeamPage, AppError>;
    /// Whether an invitation of this token can be used; asked by somebody who is not signed in.
    async fn invitation(&self, token: &str) -> Result<bool, AppError>;
    /// What an import brought; `None` when there is none of this id.
    async fn import(&self, viewer: &Viewer, import_id: i64) -> Result<Option<ImportSummary>, AppError>;
    /// Where events come from.
    async fn sources(&self, viewer: &Viewer) -> Result<SourcesPage, AppError>;
    /// How log groups are added, before any was looked for.
    async fn cloudwatch(&self, viewer: &Viewer) -> Result<CloudwatchPage, AppError>;
    /// How APIs are asked how they are configured, before any was looked for.
    async fn apis(&self, viewer: &Viewer) -> Result<ApisPage, AppError>;
    /// How somebody is made to send to us, before they are named.
    async fn push(&self, viewer: &Viewer) -> Result<PushPage, AppError>;
    /// What is kept.
    async fn storage(&self, viewer: &Viewer) -> Result<StoragePage, AppError>;
    /// Lines whose shape is not known.
    async fn unknown_lines(
        &self,
        viewer: &Viewer,
        query: &UnknownLinesQuery,
    ) -> Result<UnknownLinesPage, AppError>;
}

/// The backend as it is shared between requests.
pub type SharedBackend = Arc<dyn Backend>;

/// Whoever asked for a page: while they wait, the token is not cancelled. It stands in the request's extensions.
#[derive(Debug, Clone)]
pub struct Departure(pub CancellationToken);

/// Puts the backend into the context, under the one type that `answer` asks for.
pub fn provide_backend(backend: SharedBackend) {
    provide_context(backend);
}

/// Who is looking, from the request's extensions.
pub fn viewer() -> Option<Viewer> {
    use_context::<http::request::Parts>()?.extensions.get::<Viewer>().cloned()
}

/// The address that people type for this site, when it is not the one of the request.
#[derive(Debug, Clone)]
struct PublicUrl(String);

/// Puts the address into the context that people type for this site.
pub fn provide_public_url(url: &str) {
    provide_context(PublicUrl(url.to_owned()));
}

/// The address of this site, without a slash at its end.
pub(crate) fn site() -> String {
    let host = use_context::<http::request::Parts>()
        .and_then(|parts| parts.headers.get(http::header::HOST)?.to_str().ok().map(str::to_owned));
    site_of(use_context().map(|PublicUrl(url)| url).as_deref(), host.as_deref())
}

/// The address of this site: the one that was configured, else the one that a request came to.
pub fn site_of(public_url: Option<&str>, host: Option<&str>) -> String {
    if let Some(url) = public_url {
        return url.to_owned();
    }
    let is_host = |host: &&str| host.chars().all(|c| c.is_ascii_alphanumeric() || "-._:[]".contains(c));
    format!("http://{}", host.filter(is_host).unwrap_or("localhost"))
}

/// Does this until it is done, or until whoever asked has gone. Resources run in tasks of their own, which nobody else would end.
async fn while_waited_for<T>(work: impl Future<Output = Result<T, AppError>>) -> Result<T, AppError> {
    let departure =
        use_context::<http::request::Parts>().and_then(|parts| parts.extensions.get::<Departure>().cloned());
    match departure {
        Some(Departure(token)) => token.run_until_cancelled(work).await.unwrap_or(Err(AppError::Unavailable)),
        None => work.await,
    }
}

/// Runs the body of a server function: finds the backend and who is looking, and gives a failure its HTTP status.
pub(crate) async fn answer<T, Body, Answer>(body: Body) -> Result<T, AppError>
where
    Body: FnOnce(SharedBackend, Viewer) -> Answer,
    Answer: Future<Output = Result<T, AppError>>,
{
    let response = use_context::<leptos_axum::ResponseOptions>();
    let result = match (use_context::<SharedBackend>(), viewer()) {
        (None, _) => Err(AppError::Unavailable),
        (_, None) => Err(AppError::SignedOut),
        (Some(backend), Some(viewer)) => while_waited_for(body(backend, viewer)).await,
    };
    if let (Err(error), Some(response)) = (&result, response)
        && let Ok(status) = http::StatusCode::from_u16(error.status())
    {
        response.set_status(status);
    }
    result
}
