//! Use cases: each answers one page or one form, from storage and engine.
//!
//! | file | what it answers |
//! |---|---|
//! | [`home`](mod@home) | the overview |
//! | [`requests`](mod@requests) | the list of calls |
//! | [`request`](mod@request) | one call |
//! | [`playground`](mod@playground) | one call, to be tried with other policies |
//! | [`sources`](mod@sources) | where events come from |
//! | [`storage`](mod@storage) | what is kept, and lines whose shape is not known |
//! | [`watching`] | how this server and its sources are, for who watches them |
//! | [`cache`] | authorizers' caches |
//! | [`configurations`] | configurations of APIs |
//! | [`trends`] | how calls ended over time |
//! | [`stages`](mod@stages) | stages, and what their logs allow to be said |
//! | [`takeaway`] | what is carried elsewhere |
//! | [`team`](mod@team) | teammates and invitations |
//! | [`sample`] | load and remove the sample investigation |
//!
//! [`Desk`] is what the pages know as `app::backend::Backend`.

use std::{error::Error, sync::Arc, time::Duration};

use app::{
    backend::Backend,
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
            forms::{ApisPage, CloudwatchForm, CloudwatchPage, PushPage, ReachForm},
        },
        stages::data::{StageSheet, StagesPage},
        storage::data::StoragePage,
        team::data::TeamPage,
        trends::data::{TrendsPage, TrendsQuery},
        unknown_lines::data::{UnknownLinesPage, UnknownLinesQuery},
    },
    viewer::Viewer,
};
use async_trait::async_trait;
use aws::Clients;
use engine::{log::Intake, time::Instant};
use sqlx::{PgPool, Postgres, pool::PoolConnection};

use crate::{
    auth::{self, Token},
    clock::SharedClock,
    ingest::delivery::Ingest,
    metrics::Metrics,
    reach::Reach,
    storage::{StorageError, asking::Asking, codec::Codec, failed, imports},
    telemetry,
};

pub mod cache;
pub mod configurations;
pub mod home;
pub mod incidents;
pub mod playground;
mod remedies;
pub mod request;
pub mod requests;
pub mod sample;
pub mod shares;
pub mod sources;
pub mod stages;
pub mod storage;
pub mod takeaway;
pub mod team;
pub mod trends;
pub mod watching;

/// What the use cases work with.
#[derive(Clone)]
pub struct Desk {
    pool: PgPool,
    codec: Codec,
    clock: SharedClock,
    clients: Arc<Clients>,
    metrics: Metrics,
    ingest: Ingest,
    retention_days: Option<u32>,
    longest_query: Duration,
    reach: Reach,
}

/// How long somebody waits for what AWS answers.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);

/// How long a page's question to the database may take, when nothing is said.
pub const LONGEST_QUERY: Duration = Duration::from_secs(20);

impl Desk {
    /// A desk over an open database.
    pub fn new(pool: PgPool, codec: Codec, intake: Intake, clock: SharedClock) -> Self {
        let clients = Arc::new(Clients::new(ANSWER_WITHIN));
        let metrics = Metrics::default();
        let ingest = Ingest::new(pool.clone(), codec.clone(), intake, SharedClock::clone(&clock))
            .counting(metrics.clone());
        let (retention_days, longest_query, reach) = (None, LONGEST_QUERY, Reach::default());
        Self { pool, codec, clock, clients, metrics, ingest, retention_days, longest_query, reach }
    }

    /// A desk that gives a page's questions to the database so long.
    #[must_use]
    pub fn asking_at_most(self, longest_query: Duration) -> Self {
        Self { longest_query, ..self }
    }

    /// A desk that knows how many days are kept.
    #[must_use]
    pub fn keeping(self, retention_days: Option<u32>) -> Self {
        Self { retention_days, ..self }
    }

    /// Whether the database answers.
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    /// A connection to the database.
    pub async fn connection(&self) -> Result<PoolConnection<Postgres>, StorageError> {
        self.pool.acquire().await.map_err(failed("connect to the database"))
    }

    /// A connection for questions that may take long: see [`Asking`].
    pub async fn asking(&self) -> Result<Asking, StorageError> {
        Asking::begin(&self.pool, self.longest_query).await
    }

    /// The moment it is now.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The way into the database.
    pub fn ingest(&self) -> Ingest {
        self.ingest.clone()
    }

    /// What this process counts.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }
}

#[async_trait]
impl Backend for Desk {
    async fn home(&self, _viewer: &Viewer) -> Result<HomePage, AppError> {
        self.home_page().await.map_err(masked)
    }

    async fn trends(&self, _viewer: &Viewer, query: &TrendsQuery) -> Result<TrendsPage, AppError> {
        self.trends_page(query).await.map_err(masked)
    }

    async fn requests(&self, _viewer: &Viewer, query: &RequestsQuery) -> Result<RequestsPage, AppError> {
        self.requests_page(query).await.map_err(masked)
    }

    async fn request(&self, _viewer: &Viewer, reference: &str) -> Result<Option<RequestPage>, AppError> {
        self.request_page(reference).await.map_err(masked)
    }

    async fn playground(
        &self,
        _viewer: &Viewer,
        reference: &str,
    ) -> Result<Option<PlaygroundStart>, AppError> {
        self.playground_start(reference).await.map_err(masked)
    }

    async fn stages(&self, _viewer: &Viewer) -> Result<StagesPage, AppError> {
        self.stages_page().await.map_err(masked)
    }

    async fn stage(
        &self,
        _viewer: &Viewer,
        api_id: &str,
        stage: &str,
    ) -> Result<Option<StageSheet>, AppError> {
        self.stage_page(api_id, stage).await.map_err(masked)
    }

    async fn configurations(&self, _viewer: &Viewer) -> Result<ConfigurationsPage, AppError> {
        self.configurations_page().await.map_err(masked)
    }

    async fn configuration(
        &self,
        _viewer: &Viewer,
        api_id: &str,
        compared: Option<(&str, &str)>,
    ) -> Result<Option<ConfigurationPage>, AppError> {
        self.configuration_page(api_id, compared).await.map_err(masked)
    }

    async fn caches(&self, _viewer: &Viewer) -> Result<CachesPage, AppError> {
        self.caches_page().await.map_err(masked)
    }

    async fn cache(
        &self,
        _viewer: &Viewer,
        api_id: &str,
        stage: &str,
        authorizer_id: &str,
        at: Option<Instant>,
        page: u32,
    ) -> Result<Option<CachePage>, AppError> {
        self.cache_page(api_id, stage, authorizer_id, at, page).await.map_err(masked)
    }

    async fn import(&self, _viewer: &Viewer, import_id: i64) -> Result<Option<ImportSummary>, AppError> {
        let mut connection = self.connection().await.map_err(masked)?;
        imports::find(&mut connection, import_id).await.map_err(masked)
    }

    async fn incidents(
        &self,
        viewer: &Viewer,
        state: Option<&str>,
        batch: Option<i64>,
    ) -> Result<IncidentsPage, AppError> {
        self.incidents_page(viewer, state, batch).await.map_err(masked)
    }

    async fn incident(&self, viewer: &Viewer, incident_id: i64) -> Result<Option<IncidentPage>, AppError> {
        self.incident_page(viewer, incident_id).await.map_err(masked)
    }

    async fn shares(&self, viewer: &Viewer, incident_id: i64) -> Result<Option<SharesPage>, AppError> {
        self.shares_page(viewer, incident_id).await.map_err(masked)
    }

    async fn all_shares(&self, viewer: &Viewer) -> Result<AllSharesPage, AppError> {
        if !viewer.is_administrator() {
            return Err(AppError::Forbidden);
        }
        self.all_shares_page().await.map_err(masked)
    }

    async fn team(&self, viewer: &Viewer) -> Result<TeamPage, AppError> {
        if !viewer.is_administrator() {
            return Err(AppError::Forbidden);
        }
        self.team_page(viewer).await.map_err(masked)
    }

    async fn invitation(&self, token: &str) -> Result<bool, AppError> {
        self.is_invited(&Token::shown(token)).await.map_err(masked)
    }

    async fn sources(&self, _viewer: &Viewer) -> Result<SourcesPage, AppError> {
        self.sources_page().await.map_err(masked)
    }

    async fn cloudwatch(&self, _viewer: &Viewer) -> Result<CloudwatchPage, AppError> {
        Ok(self.cloudwatch_page(CloudwatchForm::default()))
    }

    async fn apis(&self, _viewer: &Viewer) -> Result<ApisPage, AppError> {
        Ok(self.apis_page(ReachForm::default()))
    }

    async fn push(&self, _viewer: &Viewer) -> Result<PushPage, AppError> {
        Ok(self.push_page())
    }

    async fn storage(&self, _viewer: &Viewer) -> Result<StoragePage, AppError> {
        self.storage_page().await.map_err(masked)
    }

    async fn unknown_lines(
        &self,
        _viewer: &Viewer,
        query: &UnknownLinesQuery,
    ) -> Result<UnknownLinesPage, AppError> {
        self.unknown_lines_page(query).await.map_err(masked)
    }
}

/// Logs a failure once, with all that led to it, and gives what may be shown: a reference to that line of the log. That the database
/// is away is logged when it goes ([`crate::reach`]), not with each request that finds it so.
pub fn masked(error: impl Error + 'static) -> AppError {
    if is(&error, crate::storage::is_away) {
        tracing::debug!(error = telemetry::chain(&error), "the database is away");
        return AppError::Away;
    }
    if is(&error, crate::storage::is_too_slow) {
        tracing::info!(error = telemetry::chain(&error), "a question took too long");
        return AppError::TooSlow;
    }
    let reference = auth::random::<4>()
        .map_or_else(|_| "unknown".to_owned(), |bytes| format!("{:08x}", u32::from_be_bytes(bytes)));
    tracing::error!(error.reference = reference, error = telemetry::chain(&error), "something failed");
    AppError::Internal { reference }
}

/// Whether what is wrong is, at the bottom, such an error of the database.
fn is(error: &(dyn Error + 'static), such: fn(&sqlx::Error) -> bool) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.downcast_ref::<sqlx::Error>().is_some_and(such) {
            return true;
        }
        next = error.source();
    }
    false
}
