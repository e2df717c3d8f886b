//! The pages over the sample investigation, read by the real engine and held in memory: no database, no clock.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a fault of the canned data should be loud"
)]

mod cache;
mod configuration;
mod incidents;
mod sources;
mod storage;
mod team;
mod trends;

use std::sync::Arc;

use app::{
    backend::{Backend, SharedBackend, provide_backend},
    error::AppError,
    pages::{
        cache::data::{CachePage, CachesPage},
        configuration::data::{ConfigurationPage, ConfigurationsPage},
        home::data::{Finding, HomePage},
        import::data::{Described, ImportSummary},
        incidents::data::{IncidentPage, IncidentsPage},
        playground::data::PlaygroundStart,
        request::data::RequestPage,
        requests::data::{Facet, FacetCounts, FacetValue, RequestRow, RequestsPage, RequestsQuery},
        shares::data::{AllSharesPage, SharesPage},
        sources::{
            data::SourcesPage,
            forms::{ApisPage, CloudwatchPage, PushPage},
        },
        stages::data::{StagePage, StageSheet, StagesPage},
        storage::data::StoragePage,
        team::data::TeamPage,
        trends::data::{TrendsPage, TrendsQuery},
        unknown_lines::data::{UnknownLinesPage, UnknownLinesQuery},
    },
    viewer::{Language, Preferences, Theme, Viewer},
};
use async_trait::async_trait;
use axum::{Router, extract::Request, middleware::Next, routing::get};
use engine::{
    diagnosis::{Cause, Diagnosis},
    request::timeline,
    time::Instant,
};
use leptos::config::LeptosOptions;
use leptos_axum::LeptosRoutes as _;

/// The moment at which the sample is made.
pub(crate) fn now() -> Instant {
    Instant::parse("2026-08-01T14:05:00Z").unwrap()
}

/// What the canned server holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stored {
    /// The sample investigation.
    Sample,
    /// Nothing.
    Nothing,
    /// Nothing that can be loaded: every load fails.
    Broken,
}

struct Canned {
    stored: Stored,
    calls: Vec<(engine::request::Request, Diagnosis)>,
}

/// A router that answers every page from canned data. The query parameter `look` of a URL chooses language and theme, as
/// `zh-CN,dark`; a person is signed in unless it says `,out`.
pub(crate) fn router(stored: Stored) -> Router {
    let options = LeptosOptions::builder().output_name("why403").build();
    let backend: SharedBackend = Arc::new(Canned::new(stored));
    let shell_options = options.clone();
    Router::new()
        .route("/health", get(|| async { "ok" }))
        .leptos_routes_with_context(
            &options,
            app::routes(),
            {
                let backend = Arc::clone(&backend);
                move || provide_backend(Arc::clone(&backend))
            },
            move || app::shell(shell_options.clone()),
        )
        .fallback(leptos_axum::render_app_async_with_context(
            move || provide_backend(Arc::clone(&backend)),
            {
                let options = options.clone();
                move || app::shell(options.clone())
            },
        ))
        .layer(axum::middleware::from_fn(look))
        .with_state(options)
}

async fn look(mut request: Request, next: Next) -> axum::response::Response {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let look = query.split('&').find_map(|pair| pair.strip_prefix("look=")).unwrap_or_default();
    let mut preferences = Preferences::default();
    for part in look.split(',') {
        preferences.language = Language::from_tag(part).unwrap_or(preferences.language);
        preferences.theme = Theme::from_id(part).unwrap_or(preferences.theme);
    }
    request.extensions_mut().insert(preferences);
    if !look.split(',').any(|part| part == "out") {
        let viewer = Viewer {
            user_id: 1,
            name: "admin".to_owned(),
            has_password: true,
            role: app::viewer::Role::Administrator,
        };
        request.extensions_mut().insert(viewer);
    }
    next.run(request).await
}

impl Canned {
    fn new(stored: Stored) -> Self {
        if stored != Stored::Sample {
            return Self { stored, calls: Vec::new() };
        }
        let mut reader = engine::log::Reader::new();
        reader.feed(engine::sample::events(now()).as_bytes()).unwrap();
        let requests = engine::request::assemble(reader.finish().unwrap().events).requests;
        let diagnoses = engine::diagnose(&requests);
        let mut calls: Vec<_> = requests.into_iter().zip(diagnoses).collect();
        calls.sort_by_key(|(request, _)| std::cmp::Reverse(request.started_at()));
        Self { stored, calls }
    }

    fn rows(&self) -> Vec<RequestRow> {
        self.calls.iter().map(|(request, diagnosis)| row(request, diagnosis)).collect()
    }

    fn check(&self) -> Result<(), AppError> {
        match self.stored {
            Stored::Broken => Err(AppError::Internal { reference: "5f0c-77".to_owned() }),
            Stored::Sample | Stored::Nothing => Ok(()),
        }
    }

    fn summary(&self) -> ImportSummary {
        let count = |n: usize| i64::try_from(n).unwrap();
        ImportSummary {
            import_id: 1,
            name: "sample".to_owned(),
            imported_at: now(),
            is_sample: true,
            n_events: count(self.calls.iter().map(|(request, _)| request.lines.len()).sum()),
            n_requests: count(self.calls.len()),
            n_new_requests: count(self.calls.len()),
            n_refused: count(
                self.calls.iter().filter(|(_, diagnosis)| diagnosis.cause != Cause::None).count(),
            ),
            n_unknown_lines: 1,
            n_left_out: 0,
            left_out: Vec::new(),
            described: vec![Described { api_id: "k3x9q2m7ab".to_owned(), is_new: true, is_of_others: true }],
            unknown_samples: vec!["Cache hit for <b>this</b> \u{202e}request".to_owned()],
        }
    }
}

fn row(request: &engine::request::Request, diagnosis: &Diagnosis) -> RequestRow {
    RequestRow {
        reference: request.request_id.as_ref().unwrap().to_string(),
        started_at: request.started_at(),
        duration_ms: request.started_at().zip(request.ended_at()).map(|(from, to)| to.since(from)),
        api_id: request.api_id.as_ref().map(ToString::to_string),
        stage: request.stage.as_ref().map(ToString::to_string),
        method: request.method.clone(),
        path: request.path.clone(),
        status: diagnosis.status,
        status_source: diagnosis.status_source,
        gate: diagnosis.gate,
        cause: diagnosis.cause,
        deny: diagnosis.deny,
        policy_origin: diagnosis.policy_origin,
        grade: diagnosis.grade,
        principal: diagnosis.principal.clone(),
        is_sample: true,
    }
}

#[async_trait]
impl Backend for Canned {
    async fn home(&self, _viewer: &Viewer) -> Result<HomePage, AppError> {
        self.check()?;
        let mut findings: Vec<Finding> = Vec::new();
        for row in self.rows() {
            let key = (row.cause, row.deny, row.policy_origin);
            match findings.iter_mut().find(|found| (found.cause, found.deny, found.policy_origin) == key) {
                Some(found) => {
                    found.n_requests += 1;
                    found.window = found.window.map(|(_, to)| (row.started_at.unwrap(), to));
                }
                None => findings.push(Finding {
                    cause: row.cause,
                    deny: row.deny,
                    policy_origin: row.policy_origin,
                    n_requests: 1,
                    window: row.started_at.map(|at| (at, at)),
                    latest: row,
                }),
            }
        }
        findings.sort_by_key(|found| std::cmp::Reverse(found.n_requests));
        let summary = self.summary();
        Ok(HomePage {
            n_requests: summary.n_requests,
            n_refused: summary.n_refused,
            trend: Some(trends::trend()),
            stages: trends::trends(&TrendsQuery::default(), true).stages,
            answer: (self.stored == Stored::Sample).then(trends::answer),
            window: findings.first().and_then(|found| found.window),
            findings,
            has_sample: self.stored == Stored::Sample,
            imports: vec![summary],
        })
    }

    async fn trends(&self, _viewer: &Viewer, query: &TrendsQuery) -> Result<TrendsPage, AppError> {
        self.check()?;
        Ok(trends::trends(query, self.stored != Stored::Nothing))
    }

    async fn requests(&self, _viewer: &Viewer, query: &RequestsQuery) -> Result<RequestsPage, AppError> {
        self.check()?;
        let all = self.rows();
        let rows: Vec<_> = all
            .iter()
            .filter(|row| match query.cause.as_deref() {
                Some("refused") => row.cause != Cause::None,
                Some(cause) => row.cause.id() == cause,
                None => true,
            })
            .filter(|row| query.q.as_ref().is_none_or(|q| &row.reference == q))
            .filter(|row| query.method.is_none() || row.method == query.method)
            .cloned()
            .collect();
        let mut causes: Vec<FacetValue> = Vec::new();
        for row in &all {
            match causes.iter_mut().find(|value| value.value == row.cause.id()) {
                Some(value) => value.n_requests += 1,
                None => causes.push(FacetValue { value: row.cause.id().to_owned(), n_requests: 1 }),
            }
        }
        let one = |value: &str, n_requests| vec![FacetValue { value: value.to_owned(), n_requests }];
        let facet = |of, values: Vec<FacetValue>| FacetCounts {
            of,
            n_values: i64::try_from(values.len()).unwrap(),
            values,
            is_limited: false,
        };
        let n_stored = i64::try_from(all.len()).unwrap();
        Ok(RequestsPage {
            query: query.clone(),
            n_matching: i64::try_from(rows.len()).unwrap(),
            is_limited: false,
            n_stored,
            older: (!rows.is_empty()).then(|| "1_2".to_owned()),
            rows,
            facets: Some(vec![
                facet(Facet::Cause, causes),
                facet(Facet::Stage, one("k3x9q2m7ab/prod", n_stored)),
                facet(Facet::Method, one("GET", 5)),
                facet(Facet::Status, one("403", 11)),
            ]),
        })
    }

    async fn request(&self, _viewer: &Viewer, reference: &str) -> Result<Option<RequestPage>, AppError> {
        self.check()?;
        let rows = self.rows();
        let Some(place) = rows.iter().position(|row| row.reference == reference) else { return Ok(None) };
        let (request, diagnosis) = self.calls[place].clone();
        let filled = diagnosis.filled_by.as_ref().map(|filled| filled.request_id.to_string());
        let mut same_caller: Vec<_> = rows
            .iter()
            .filter(|row| row.principal.is_some() && row.principal == diagnosis.principal)
            .cloned()
            .collect();
        same_caller.reverse();
        Ok(Some(RequestPage {
            cards: incidents::cards(
                &diagnosis,
                request.authorizer_id.as_ref().map(engine::ids::AuthorizerId::as_str),
            ),
            row: rows[place].clone(),
            gates: timeline::gates(&request, &diagnosis),
            filling: filled
                .as_ref()
                .and_then(|filled| rows.iter().find(|row| &row.reference == filled).cloned()),
            filled_by_reference: filled.filter(|filled| rows.iter().any(|row| &row.reference == filled)),
            request,
            diagnosis,
            region: Some("eu-west-1".to_owned()),
            same_caller,
        }))
    }

    async fn playground(
        &self,
        _viewer: &Viewer,
        reference: &str,
    ) -> Result<Option<PlaygroundStart>, AppError> {
        self.check()?;
        let of = |wanted: &str| {
            let is_it = |request: &engine::request::Request| {
                request.request_id.as_ref().is_some_and(|id| id.as_str() == wanted)
            };
            self.calls.iter().find(|(request, _)| is_it(request))
        };
        let Some((request, diagnosis)) = of(reference) else { return Ok(None) };
        let filler = diagnosis.filled_by.as_ref().and_then(|filled| of(filled.request_id.as_str()));
        let (sheet, gaps) =
            engine::playground::stored::sheet(request, diagnosis, filler.map(|(request, _)| request));
        Ok(Some(PlaygroundStart { reference: reference.to_owned(), call: None, sheet, gaps }))
    }

    async fn stages(&self, _viewer: &Viewer) -> Result<StagesPage, AppError> {
        self.check()?;
        let requests: Vec<_> = self.calls.iter().map(|(request, _)| request.clone()).collect();
        let mut ledger = engine::evidence::Ledger::default();
        engine::diagnosis::Memory::default().judge(
            &requests,
            &engine::configuration::History::default(),
            |judged| {
                ledger.learn(judged.reading, judged.diagnosis.cause);
            },
        );
        let page = |entry: engine::evidence::ledger::Entry| StagePage {
            api_id: entry.api_id.to_string(),
            stage: entry.stage.to_string(),
            is_sample: true,
            days: Some((now(), now())),
            report: engine::evidence::report(&entry.evidence, 1, None, &entry.evidence),
        };
        Ok(StagesPage { stages: ledger.entries().into_iter().map(page).collect() })
    }

    async fn stage(
        &self,
        viewer: &Viewer,
        api_id: &str,
        stage: &str,
    ) -> Result<Option<StageSheet>, AppError> {
        let page = self.stages(viewer).await?;
        let found = page.stages.into_iter().find(|one| one.api_id == api_id && one.stage == stage);
        Ok(found.map(|stage| StageSheet { stage, trend: Some(trends::trend()) }))
    }

    async fn configurations(&self, _viewer: &Viewer) -> Result<ConfigurationsPage, AppError> {
        self.check()?;
        Ok(configuration::configurations())
    }

    async fn configuration(
        &self,
        _viewer: &Viewer,
        api_id: &str,
        compared: Option<(&str, &str)>,
    ) -> Result<Option<ConfigurationPage>, AppError> {
        self.check()?;
        Ok((api_id == "a1b2c3d4e5").then(|| configuration::configuration(compared.is_some())))
    }

    async fn caches(&self, _viewer: &Viewer) -> Result<CachesPage, AppError> {
        self.check()?;
        Ok(cache::caches())
    }

    async fn cache(
        &self,
        _viewer: &Viewer,
        _api_id: &str,
        _stage: &str,
        authorizer_id: &str,
        _at: Option<Instant>,
        page: u32,
    ) -> Result<Option<CachePage>, AppError> {
        self.check()?;
        Ok((authorizer_id == "4hugyv").then(|| cache::cache(page)))
    }

    async fn import(&self, _viewer: &Viewer, import_id: i64) -> Result<Option<ImportSummary>, AppError> {
        self.check()?;
        Ok((import_id == 1).then(|| self.summary()))
    }

    async fn sources(&self, _viewer: &Viewer) -> Result<SourcesPage, AppError> {
        self.check()?;
        Ok(match self.stored {
            Stored::Sample => sources::sources(),
            Stored::Nothing | Stored::Broken => SourcesPage { now: now(), sources: Vec::new() },
        })
    }

    async fn cloudwatch(&self, _viewer: &Viewer) -> Result<CloudwatchPage, AppError> {
        self.check()?;
        Ok(sources::cloudwatch())
    }

    async fn incidents(
        &self,
        _viewer: &Viewer,
        state: Option<&str>,
        batch: Option<i64>,
    ) -> Result<IncidentsPage, AppError> {
        self.check()?;
        Ok(incidents::incidents(state, batch))
    }

    async fn incident(&self, _viewer: &Viewer, incident_id: i64) -> Result<Option<IncidentPage>, AppError> {
        self.check()?;
        Ok((incident_id == 128).then(incidents::incident))
    }

    async fn shares(&self, _viewer: &Viewer, incident_id: i64) -> Result<Option<SharesPage>, AppError> {
        self.check()?;
        Ok((incident_id == 128).then(incidents::shares))
    }

    async fn all_shares(&self, _viewer: &Viewer) -> Result<AllSharesPage, AppError> {
        self.check()?;
        Ok(incidents::all_shares())
    }

    async fn team(&self, _viewer: &Viewer) -> Result<TeamPage, AppError> {
        self.check()?;
        Ok(team::team())
    }

    async fn invitation(&self, token: &str) -> Result<bool, AppError> {
        self.check()?;
        Ok(token == "good")
    }

    async fn apis(&self, _viewer: &Viewer) -> Result<ApisPage, AppError> {
        self.check()?;
        Ok(sources::apis())
    }

    async fn push(&self, _viewer: &Viewer) -> Result<PushPage, AppError> {
        self.check()?;
        Ok(sources::push())
    }

    async fn storage(&self, _viewer: &Viewer) -> Result<StoragePage, AppError> {
        self.check()?;
        Ok(storage::storage())
    }

    async fn unknown_lines(
        &self,
        _viewer: &Viewer,
        query: &UnknownLinesQuery,
    ) -> Result<UnknownLinesPage, AppError> {
        self.check()?;
        Ok(storage::unknown_lines(query))
    }
}
