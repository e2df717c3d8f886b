//! Work that was left for later: verdicts made again, by any server that has time, while ingest goes on.
//!
//! A job's row is locked while it is worked on, so that another server takes it when this one dies. Each portion of it is a
//! transaction of its own, in a turn of its own.

use std::time::Duration;

use engine::time::Instant;
use serde::{Deserialize, Serialize};
use sqlx::{Connection as _, Postgres, Transaction};

use super::{
    IngestError,
    delivery::Ingest,
    history::Given,
    homes,
    revising::{self, Revision, Revisions},
};
use crate::{
    storage::{
        counts::Counts,
        evidence, failed,
        jobs::{self, Job},
        requests::{self, Place, Scope},
        stage_facts,
        turns::{self, Turn},
    },
    telemetry,
};

/// More is known of a stage: its verdicts are made again.
pub const STAGE: &str = "stage";
/// Another configuration is known of an API since a moment: its verdicts are made again.
pub const CONFIGURATION: &str = "configuration";
/// The engine is newer than stored verdicts: they are made again.
pub const REBUILD: &str = "rebuild";

/// Requests in one transaction.
const PORTION: i64 = 1000;
/// How long between two looks for work.
const PAUSE: Duration = Duration::from_secs(2);

/// Whose verdicts are made again.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Subject {
    Stage { api_id: String, stage: String },
    Api(OfApi),
    All {},
}

/// The calls of an API since a moment, or all.
#[derive(Debug, Serialize, Deserialize)]
pub struct OfApi {
    /// The API.
    pub api_id: String,
    /// The moment, in milliseconds since 1970.
    pub since: Option<i64>,
}

impl Subject {
    fn of(job: &Job) -> Option<Self> {
        let subject: Self = serde_json::from_value(job.subject.clone()).ok()?;
        let is_of_kind = match subject {
            Self::Stage { .. } => job.kind == STAGE,
            Self::Api(_) => job.kind == CONFIGURATION,
            Self::All {} => job.kind == REBUILD,
        };
        is_of_kind.then_some(subject)
    }

    fn scope(&self) -> Scope<'_> {
        match self {
            Self::Stage { api_id, stage } => Scope::Stage { api_id, stage },
            Self::Api(OfApi { api_id, since }) => {
                Scope::Api { api_id, since: since.and_then(Instant::from_millis) }
            }
            Self::All {} => Scope::OlderEngine(requests::engine_version()),
        }
    }
}

/// Does what is to be done, and looks for more, until it is dropped.
pub async fn go_on(ingest: Ingest) {
    loop {
        match next(&ingest).await {
            Ok(true) => continue,
            Ok(false) => {}
            // That the database is away is told where it is watched.
            Err(error) if error.is_away() => {}
            Err(error) => {
                tracing::warn!(error = telemetry::chain(&error), "work that was left for later failed");
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Puts it into the queue when verdicts of an older engine are stored.
pub async fn look_for_older_verdicts(ingest: &Ingest) -> Result<(), IngestError> {
    let mut connection = ingest.pool.acquire().await.map_err(failed("connect to the database"))?;
    if requests::has_older_than(&mut connection, requests::engine_version()).await? {
        jobs::add(&mut connection, REBUILD, &serde_json::json!({})).await?;
    }
    Ok(())
}

/// Does one job; whether there was one.
pub async fn next(ingest: &Ingest) -> Result<bool, IngestError> {
    let mut connection = ingest.pool.acquire().await.map_err(failed("connect to the database"))?;
    let mut holding = connection.begin().await.map_err(failed("look for work"))?;
    let Some(job) = jobs::take(&mut holding).await? else { return Ok(false) };
    match work(ingest, &job).await {
        Ok(()) => jobs::done(&mut holding, job.job_id).await?,
        Err(error) => {
            tracing::warn!(job.kind = job.kind, error = telemetry::chain(&error), "a job failed");
            jobs::failed_once(&mut holding, job.job_id, &error.to_string()).await?;
        }
    }
    holding.commit().await.map_err(failed("finish a piece of work"))?;
    Ok(true)
}

async fn work(ingest: &Ingest, job: &Job) -> Result<(), IngestError> {
    // What another version left, it will do.
    let Some(subject) = Subject::of(job) else { return Ok(()) };
    let mut n_done = 0_i64;
    if let Subject::Api(OfApi { api_id, .. }) = &subject {
        // Its calls that did not know whose they are.
        loop {
            let mut portion = Portion::begin(ingest).await?;
            let homeless = homes::of_api(&mut portion.transaction, &ingest.codec, api_id, PORTION).await?;
            if homeless.is_empty() {
                break;
            }
            n_done = n_done.saturating_add(i64::try_from(homeless.len()).unwrap_or(i64::MAX));
            portion.revise(ingest, homeless, job, n_done).await?;
        }
    }
    let mut behind: Option<Place> = None;
    loop {
        let mut portion = Portion::begin(ingest).await?;
        let scope = subject.scope();
        let stored =
            requests::in_order(&mut portion.transaction, &ingest.codec, scope, behind.as_ref(), PORTION)
                .await?;
        let Some(last) = stored.last() else {
            if matches!(subject, Subject::All {}) {
                evidence::forget_older(&mut portion.transaction).await?;
                portion.transaction.commit().await.map_err(failed("forget what older engines counted"))?;
            }
            return Ok(());
        };
        behind = Some(last.place.clone());
        n_done = n_done.saturating_add(i64::try_from(stored.len()).unwrap_or(i64::MAX));
        let changes = stored.into_iter().map(|stored| {
            let mut revision = Revision::of_stored(stored);
            revision.request.refresh();
            revision
        });
        portion.revise(ingest, changes.collect(), job, n_done).await?;
    }
}

/// A transaction in a turn of its own.
struct Portion {
    transaction: Transaction<'static, Postgres>,
    turn: Turn,
}

impl Portion {
    async fn begin(ingest: &Ingest) -> Result<Self, IngestError> {
        let mut transaction = ingest.pool.begin().await.map_err(failed("begin to judge again"))?;
        let turn = turns::take(&mut transaction).await?;
        Ok(Self { transaction, turn })
    }

    /// Judges these again, and notes how far the job is.
    async fn revise(
        self,
        ingest: &Ingest,
        changes: Vec<Revision>,
        job: &Job,
        n_done: i64,
    ) -> Result<(), IngestError> {
        let Self { mut transaction, turn } = self;
        let mut stages = engine::diagnosis::stage::Stages::default();
        stage_facts::teach(&mut stages, &stage_facts::all(&mut transaction).await?);
        let revisions = Revisions { changes, gone: Vec::new() };
        let mut counts = Counts::default();
        let given = Given::default();
        revising::revise(&mut transaction, ingest, revisions, stages, &given, &mut counts).await?;
        counts.store(&mut transaction).await?;
        turns::note(&mut transaction, Turn { turn: turn.turn + 1, writer: uuid::Uuid::nil() }).await?;
        jobs::note_progress(&mut transaction, job.job_id, n_done).await?;
        transaction.commit().await.map_err(failed("store verdicts that were made again"))?;
        Ok(())
    }
}
