//! Configurations of APIs into the database, from wherever they come, and the verdicts that they change.

use std::collections::BTreeSet;

use app::pages::import::data::Described;
use engine::{
    configuration::{Configuration, snapshot::Snapshot},
    ids::ApiId,
    time::Instant,
};
use sqlx::{Connection as _, PgConnection};

use super::{
    IngestError,
    delivery::Ingest,
    history::Given,
    work::{self, OfApi},
};
use crate::storage::{
    StorageError, failed,
    homes::{self, Home},
    jobs,
    requests::Origin,
    snapshots::{self, Kept, Sighting},
    turns::{self, Turn},
};

/// What a log is judged by that comes together with these.
pub fn given(snapshots: &[Snapshot]) -> Given {
    let mut given = Given::default();
    for snapshot in snapshots {
        let configuration: Configuration = snapshot.configuration();
        if snapshot.taken_at.is_none() {
            given.undated.add(&configuration);
        }
        given.all.add(&configuration);
    }
    given
}

impl Ingest {
    /// Keeps snapshots; one that names no API is not kept. Gives the APIs that they describe. Verdicts that they change are made
    /// again later.
    pub async fn keep_snapshots(
        &self,
        snapshots: &[Snapshot],
        origin: Origin,
    ) -> Result<Vec<Described>, IngestError> {
        let mut described: Vec<Described> = Vec::new();
        if snapshots.iter().all(|snapshot| snapshot.api_id.is_none()) {
            return Ok(described);
        }
        let now = self.clock.now();
        let mut connection = self.pool.acquire().await.map_err(failed("connect to the database"))?;
        let mut transaction = connection.begin().await.map_err(failed("begin to keep a configuration"))?;
        // Whoever judges meanwhile finds that somebody had a turn, and judges again.
        let turn = turns::take(&mut transaction).await?;
        for snapshot in snapshots {
            let kept = keep(&mut transaction, snapshot, origin, now).await?;
            let (Some(api_id), Some(kept)) = (&snapshot.api_id, kept) else { continue };
            let is_new = matches!(kept, Kept::New { .. });
            match described.iter_mut().find(|known| known.api_id == api_id.as_str()) {
                Some(known) => known.is_new |= is_new,
                None => described.push(Described { api_id: api_id.to_string(), is_new, is_of_others: false }),
            }
        }
        if described.iter().any(|described| described.is_new) {
            turns::note(&mut transaction, Turn { turn: turn.turn + 1, writer: uuid::Uuid::nil() }).await?;
        }
        transaction.commit().await.map_err(failed("keep a configuration"))?;
        Ok(described)
    }
}

async fn keep(
    connection: &mut PgConnection,
    snapshot: &Snapshot,
    origin: Origin,
    now: Instant,
) -> Result<Option<Kept>, StorageError> {
    let Some(api_id) = &snapshot.api_id else { return Ok(None) };
    // No clock of somebody else's may make it later than now: what is seen later would never count.
    let at = snapshot.taken_at.map(|at| at.min(now));
    // What it does not tell is as it was.
    let known = snapshots::before(connection, api_id, at).await?;
    let whole = match known.and_then(Snapshot::stored) {
        Some(known) => snapshot.over(&known),
        None => snapshot.clone(),
    };
    let sighting = Sighting { api_id, at, document: whole.document() };
    let kept = snapshots::keep(connection, sighting, origin, now).await?;
    if let Kept::New { since } = kept {
        homes::keep(connection, &homes(api_id, &whole)).await?;
        let of = OfApi { api_id: api_id.to_string(), since: since.map(Instant::millis) };
        let subject = serde_json::to_value(of).unwrap_or_default();
        jobs::add(connection, work::CONFIGURATION, &subject).await?;
    }
    Ok(Some(kept))
}

/// To which API and stages its authorizers belong: so do the calls that name nothing but their authorizer.
fn homes(api_id: &ApiId, snapshot: &Snapshot) -> BTreeSet<Home> {
    let configuration = snapshot.configuration();
    let mut homes = BTreeSet::new();
    for authorizer in configuration.authorizers(Some(api_id)).filter(|authorizer| authorizer.is_lambda()) {
        for stage in configuration.stages(Some(api_id)) {
            homes.insert(Home {
                authorizer_id: authorizer.authorizer_id.to_string(),
                api_id: api_id.to_string(),
                stage: stage.name.to_string(),
                is_sample: false,
            });
        }
    }
    homes.retain(|home| !home.authorizer_id.is_empty());
    homes
}
