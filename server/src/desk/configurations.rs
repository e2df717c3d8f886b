//! The configurations of APIs: what changed when, and what is not live.

use app::pages::configuration::data::{
    ApiRow, Compared, ConfigurationPage, ConfigurationsPage, MomentRow, StageRow, UNDATED,
};
use app::pages::trends::data::{Mark, MarkKind};
use engine::{
    configuration::{
        Snapshot,
        difference::difference,
        undeployed::{self, Certainty},
    },
    time::Instant,
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Desk;
use crate::storage::{
    StorageError,
    snapshots::{self, Seen},
};

/// Moments that are shown.
const MOST_MOMENTS: usize = 100;

/// A configuration, and when it was seen.
struct Known {
    seen: Seen,
    snapshot: Snapshot,
}

impl Desk {
    /// Every API of which a configuration is known.
    pub async fn configurations_page(&self) -> Result<ConfigurationsPage, StorageError> {
        let mut connection = self.connection().await?;
        let mut apis = Vec::new();
        for api_id in snapshots::apis(&mut connection).await? {
            let (known, n_older) = known(&mut connection, &api_id).await?;
            apis.extend(api(&known, n_older));
        }
        Ok(ConfigurationsPage { apis })
    }

    /// The configurations of one API, and two of them compared; `None` where none is known.
    pub async fn configuration_page(
        &self,
        api_id: &str,
        compared: Option<(&str, &str)>,
    ) -> Result<Option<ConfigurationPage>, StorageError> {
        if api_id.contains('\0') {
            return Ok(None);
        }
        let mut connection = self.connection().await?;
        let (known, n_older) = known(&mut connection, api_id).await?;
        let Some(api) = api(&known, n_older) else { return Ok(None) };
        let mut moments: Vec<MomentRow> = Vec::with_capacity(known.len());
        for (place, one) in known.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|before| known.get(before));
            moments.push(MomentRow {
                from: one.seen.from,
                until: one.seen.until,
                changes: before.map(|before| difference(&before.snapshot, &one.snapshot)),
            });
        }
        moments.reverse();
        let find = |text: &str| {
            let at = if text == UNDATED { None } else { Some(Instant::parse(text)?) };
            known.iter().find(|one| one.seen.from == at)
        };
        let compared = compared.and_then(|(before, after)| {
            let (before, after) = (find(before)?, find(after)?);
            Some(Compared {
                before: before.seen.from,
                after: after.seen.from,
                changes: difference(&before.snapshot, &after.snapshot),
            })
        });
        Ok(Some(ConfigurationPage { stages: stages(&known), api, moments, n_older, compared }))
    }

    /// A configuration as a bundle: as it was seen from this moment on. `None` where none was.
    pub async fn bundle(&self, api_id: &str, at: &str) -> Result<Option<String>, StorageError> {
        let at = if at == UNDATED { None } else { Instant::parse(at) };
        if api_id.contains('\0') {
            return Ok(None);
        }
        let mut connection = self.connection().await?;
        let seen = snapshots::of_apis(&mut connection, &[api_id.to_owned()]).await?;
        let Some(seen) = seen.into_iter().find(|seen| seen.from == at) else { return Ok(None) };
        let documents = snapshots::documents(&mut connection, &[seen.content_hash]).await?;
        let snapshot = documents.into_iter().next().and_then(|(_, document)| Snapshot::stored(document));
        Ok(snapshot.map(|mut snapshot| {
            snapshot.taken_at = seen.from;
            snapshot.bundle()
        }))
    }
}

/// Whether something of an API was edited and is not live on a stage; `None` where nothing tells it.
pub(super) async fn is_undeployed(
    connection: &mut PgConnection,
    api_id: &str,
    stage: &str,
) -> Result<Option<bool>, StorageError> {
    let (known, _) = known(connection, api_id).await?;
    let row = stages(&known).into_iter().find(|row| row.stage == stage);
    Ok(row.and_then(|row| match row.undeployed.certainty {
        Certainty::Unknown => None,
        Certainty::Proved | Certainty::Inferred => Some(!row.undeployed.changes.is_empty()),
    }))
}

/// What is known of an API, in time order, undated first; and how many older ones were left out.
async fn known(connection: &mut PgConnection, api_id: &str) -> Result<(Vec<Known>, u32), StorageError> {
    let mut seen = snapshots::of_apis(connection, &[api_id.to_owned()]).await?;
    let n_older = seen.len().saturating_sub(MOST_MOMENTS);
    seen.drain(..n_older);
    let hashes: Vec<Uuid> = seen.iter().map(|seen| seen.content_hash).collect();
    let documents = snapshots::documents(connection, &hashes).await?;
    let known = seen.into_iter().filter_map(|seen| {
        let (_, document) = documents.iter().find(|(hash, _)| *hash == seen.content_hash)?;
        Some(Known { snapshot: Snapshot::stored(document.clone())?, seen })
    });
    Ok((known.collect(), u32::try_from(n_older).unwrap_or(u32::MAX)))
}

fn api(known: &[Known], n_older: u32) -> Option<ApiRow> {
    let Known { seen, snapshot } = known.last()?;
    let not_live = stages(known).into_iter().filter(|row| !row.undeployed.changes.is_empty());
    Some(ApiRow {
        api_id: seen.api_id.to_string(),
        name: snapshot.name().map(str::to_owned),
        region: snapshot.region.clone(),
        last_seen: seen.until,
        n_configurations: u32::try_from(known.len()).unwrap_or(u32::MAX).saturating_add(n_older),
        not_live: not_live.map(|row| row.stage).collect(),
    })
}

/// What of the newest configuration is not live on its stages.
fn stages(known: &[Known]) -> Vec<StageRow> {
    let dated = known.iter().filter_map(|one| {
        let (since, until) = one.seen.from.zip(one.seen.until)?;
        Some(undeployed::Seen { since, until, snapshot: &one.snapshot })
    });
    let mut history: Vec<undeployed::Seen<'_>> = dated.collect();
    if history.is_empty()
        && let Some(only) = known.last()
    {
        // Without a moment nothing but an export tells what is live.
        let at = Instant::EPOCH;
        history.push(undeployed::Seen { since: at, until: at, snapshot: &only.snapshot });
    }
    let Some(newest) = history.last() else { return Vec::new() };
    let rows = newest.snapshot.stages().filter_map(|stage| {
        let undeployed = undeployed::undeployed(&history, &stage.into())?;
        Some(StageRow { stage: stage.to_owned(), undeployed })
    });
    rows.collect()
}

/// What is known to have changed between two moments, in time order: each time that another configuration was seen than
/// before, and each stage's deployment. Of one API or of each.
pub(super) async fn marks(
    connection: &mut PgConnection,
    api_id: Option<&str>,
    stage: Option<&str>,
    from: Instant,
    to: Instant,
) -> Result<Vec<Mark>, StorageError> {
    let api_ids = match api_id {
        Some(api_id) => vec![api_id.to_owned()],
        None => snapshots::apis(connection).await?,
    };
    let seen = snapshots::of_apis(connection, &api_ids).await?;
    let mut marks = Vec::new();
    let mut newest: Vec<&Seen> = Vec::new();
    for of_api in seen.chunk_by(|one, next| one.api_id == next.api_id) {
        newest.extend(of_api.last());
        let changed = of_api.windows(2).filter_map(|pair| match pair {
            [before, after] if before.content_hash != after.content_hash => before.from.and(after.from),
            _ => None,
        });
        let api_id = of_api.first().map(|seen| seen.api_id.to_string()).unwrap_or_default();
        marks.extend(changed.map(|at| Mark {
            at,
            kind: MarkKind::Changed,
            api_id: api_id.clone(),
            stage: None,
        }));
    }
    let hashes: Vec<Uuid> = newest.iter().map(|seen| seen.content_hash).collect();
    for (hash, document) in snapshots::documents(connection, &hashes).await? {
        let Some(snapshot) = Snapshot::stored(document) else { continue };
        for seen in newest.iter().filter(|seen| seen.content_hash == hash) {
            let at = seen.from.unwrap_or(Instant::EPOCH);
            let history = [undeployed::Seen { since: at, until: at, snapshot: &snapshot }];
            let of_stages = snapshot.stages().filter(|name| stage.is_none_or(|stage| stage == *name));
            marks.extend(of_stages.filter_map(|name| {
                let at = undeployed::undeployed(&history, &name.into())?.deployed_at?;
                let (api_id, stage) = (seen.api_id.to_string(), Some(name.to_owned()));
                Some(Mark { at, kind: MarkKind::Deployed, api_id, stage })
            }));
        }
    }
    marks.retain(|mark| (from..to).contains(&mark.at));
    marks.sort_by(|one, other| {
        (one.at, &one.api_id, &one.stage).cmp(&(other.at, &other.api_id, &other.stage))
    });
    Ok(marks)
}
