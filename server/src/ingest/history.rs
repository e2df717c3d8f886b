//! Which configurations the calls that are judged may have met, out of the database.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use engine::{
    configuration::{Configuration, History, Period, snapshot::Snapshot},
    ids::ApiId,
    request::Request,
    time::Instant,
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::judging::span;
use crate::storage::{
    StorageError,
    snapshots::{self, Seen},
};

/// More configurations than these are not kept at hand.
const MOST_AT_HAND: usize = 256;

/// Configurations that were read, by their hashes: what one says never changes.
#[derive(Debug, Clone, Default)]
pub struct AtHand(Arc<Mutex<HashMap<Uuid, Arc<Configuration>>>>);

impl AtHand {
    /// Reads those that are not at hand.
    pub async fn read(
        &self,
        connection: &mut PgConnection,
        content_hashes: &[Uuid],
    ) -> Result<HashMap<Uuid, Arc<Configuration>>, StorageError> {
        let mut found = HashMap::new();
        let mut lacking = Vec::new();
        {
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for hash in content_hashes {
                match known.get(hash) {
                    Some(configuration) => {
                        found.insert(*hash, Arc::clone(configuration));
                    }
                    None => lacking.push(*hash),
                }
            }
        }
        if lacking.is_empty() {
            return Ok(found);
        }
        for (hash, document) in snapshots::documents(connection, &lacking).await? {
            // It was read before it was stored; what a later version cannot read any more is not known.
            let configuration = Snapshot::stored(document).map(|snapshot| snapshot.configuration());
            found.insert(hash, Arc::new(configuration.unwrap_or_default()));
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + lacking.len() > MOST_AT_HAND {
            known.clear();
        }
        known.extend(found.iter().map(|(hash, configuration)| (*hash, Arc::clone(configuration))));
        Ok(found)
    }
}

/// What came together with a log, to judge it by.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// What tells no moment.
    pub undated: Configuration,
    /// All of it: for calls whose API the log does not name.
    pub all: Configuration,
}

/// What these requests may have met.
pub async fn of<'a>(
    connection: &mut PgConnection,
    at_hand: &AtHand,
    requests: impl IntoIterator<Item = &'a Request> + Clone,
    given: &Given,
) -> Result<History, StorageError> {
    let api_ids: BTreeSet<String> = requests
        .clone()
        .into_iter()
        .filter_map(|request| request.api_id.as_ref())
        .map(ToString::to_string)
        .collect();
    let mut history = History::from(given.undated.clone()).with_no_api(given.all.clone());
    if api_ids.is_empty() {
        return Ok(history);
    }
    let api_ids: Vec<String> = api_ids.into_iter().collect();
    add(connection, at_hand, &api_ids, span(requests), &mut history).await?;
    Ok(history)
}

/// What calls of an API at a moment may have met; `None` is any time.
pub async fn at(
    connection: &mut PgConnection,
    at_hand: &AtHand,
    api_id: &str,
    at: Option<Instant>,
) -> Result<History, StorageError> {
    between(connection, at_hand, api_id, at.map(|at| (at, at))).await
}

/// What an API's configuration was between two moments.
pub async fn between(
    connection: &mut PgConnection,
    at_hand: &AtHand,
    api_id: &str,
    times: Option<(Instant, Instant)>,
) -> Result<History, StorageError> {
    let mut history = History::default();
    let api_ids = [api_id.to_owned()];
    add(connection, at_hand, &api_ids, times, &mut history).await?;
    Ok(history)
}

async fn add(
    connection: &mut PgConnection,
    at_hand: &AtHand,
    api_ids: &[String],
    between: Option<(Instant, Instant)>,
    history: &mut History,
) -> Result<(), StorageError> {
    let mut by_api: BTreeMap<ApiId, Vec<Seen>> = BTreeMap::new();
    for seen in snapshots::of_apis(connection, api_ids).await? {
        by_api.entry(seen.api_id.clone()).or_default().push(seen);
    }
    for (api_id, mut all) in by_api {
        let dated = all.split_off(all.iter().take_while(|seen| seen.from.is_none()).count());
        if let Some(undated) = all.pop() {
            let read = at_hand.read(connection, &[undated.content_hash]).await?;
            if let Some(configuration) = read.get(&undated.content_hash) {
                history.know(configuration);
            }
        }
        let periods = periods(connection, at_hand, &api_id, &dated, between).await?;
        history.add(api_id, periods);
    }
    Ok(())
}

/// Those periods that calls between two moments may have met, with those in which was deployed what they met.
async fn periods(
    connection: &mut PgConnection,
    at_hand: &AtHand,
    api_id: &ApiId,
    dated: &[Seen],
    between: Option<(Instant, Instant)>,
) -> Result<Vec<Period>, StorageError> {
    let before = |at: Instant| dated.partition_point(|seen| seen.from <= Some(at));
    let (first, last) = match between {
        Some((from, until)) => (before(from).saturating_sub(1), before(until)),
        None => (dated.len().saturating_sub(1), dated.len()),
    };
    let mut places: BTreeSet<usize> = (first..=last).filter(|place| *place < dated.len()).collect();
    let mut read = read(connection, at_hand, dated, &places).await?;
    let deployed: BTreeSet<usize> = read
        .values()
        .flat_map(|period| period.configuration.deployments(Some(api_id)))
        .filter_map(|deployment| deployment.at)
        .flat_map(|at| [before(at).saturating_sub(1), before(at)])
        .filter(|place| *place < dated.len() && !places.contains(place))
        .collect();
    if !deployed.is_empty() {
        read.extend(self::read(connection, at_hand, dated, &deployed).await?);
        places.extend(deployed);
    }
    Ok(read.into_values().collect())
}

async fn read(
    connection: &mut PgConnection,
    at_hand: &AtHand,
    dated: &[Seen],
    places: &BTreeSet<usize>,
) -> Result<BTreeMap<usize, Period>, StorageError> {
    let seen = || places.iter().filter_map(|place| Some((*place, dated.get(*place)?)));
    let hashes: Vec<Uuid> = seen().map(|(_, seen)| seen.content_hash).collect();
    let read = at_hand.read(connection, &hashes).await?;
    let period = |seen: &Seen| {
        Some(Period {
            seen_from: seen.from?,
            seen_until: seen.until?,
            configuration: Arc::clone(read.get(&seen.content_hash)?),
        })
    };
    Ok(seen().filter_map(|(place, seen)| Some((place, period(seen)?))).collect())
}
