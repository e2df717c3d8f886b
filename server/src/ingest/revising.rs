//! Stored requests that are judged again, because more came to be known: lines of their own, the answer that served them, where
//! they belong, what their stage logs, or a better engine.

use std::collections::{HashMap, HashSet};

use engine::{
    cache::LONGEST_TTL_MS,
    diagnosis::{Cause, Memory, stage::Stages},
    evidence::ledger,
    request::{Request, reading::Reading},
    time::Instant,
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    IngestError,
    delivery::Ingest,
    history::{self, Given},
    judging::{cache_keys, cause_of, entries, judge, span},
    on_thread,
};
use crate::storage::{
    StorageError,
    codec::{Codec, verdict_hash},
    counts::{Counts, Tally},
    reference::Key,
    requests::{self, CacheKeys, Origin, Place, Stored, engine_version},
    rows::{self, Batch, Entry, lines_hash},
};

/// A request that is to be judged again.
#[derive(Debug, Clone)]
pub struct Revision {
    /// What its URL is made of.
    pub reference: String,
    /// The request, as it is now.
    pub request: Request,
    /// What is stored of it.
    pub before: Option<Before>,
    /// What brought it.
    pub origin: Origin,
    /// Whether it is of what is being stored, and counts as such.
    pub is_of_portion: bool,
}

/// What is stored of a request.
#[derive(Debug, Clone)]
pub struct Before {
    place: Place,
    tally: Tally,
    lines_hash: i64,
    verdict_hash: u64,
    engine_version: i32,
    /// What it showed of its stage.
    shown: Box<ledger::Entry>,
}

impl Before {
    /// What this is.
    pub fn of(stored: &Stored) -> Self {
        Self {
            place: stored.place.clone(),
            tally: stored.tally.clone(),
            lines_hash: lines_hash(&stored.request),
            verdict_hash: verdict_hash(&stored.diagnosis),
            engine_version: stored.engine_version,
            shown: Box::new(ledger::Entry::of(&Reading::of(&stored.request), stored.diagnosis.cause)),
        }
    }

    fn is(&self, entry: &Entry) -> bool {
        self.place == entry.place
            && self.tally == entry.tally
            && self.lines_hash == entry.lines_hash
            && self.verdict_hash == entry.verdict_hash
            && self.engine_version == engine_version()
    }
}

impl Revision {
    /// What is stored, to be judged again.
    pub fn of_stored(stored: Stored) -> Self {
        let before = Some(Before::of(&stored));
        let Stored { reference, request, origin, .. } = stored;
        Self { reference, request, before, origin, is_of_portion: false }
    }
}

/// What is to be judged again, and what is to be forgotten.
#[derive(Debug, Default)]
pub struct Revisions {
    /// To be judged again. What comes later outdoes what came before of the same request.
    pub changes: Vec<Revision>,
    /// Of which nothing is left.
    pub gone: Vec<Before>,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Revised {
    /// What is known of the stages now.
    pub stages: Stages,
    /// Of the portion: requests.
    pub n_requests: i64,
    /// Of these, not stored before.
    pub n_new: i64,
    /// Of these, refused or failed.
    pub n_refused: i64,
}

/// Judges again, and writes what is not as it was.
pub async fn revise(
    connection: &mut PgConnection,
    ingest: &Ingest,
    revisions: Revisions,
    stages: Stages,
    given: &Given,
    counts: &mut Counts,
) -> Result<Revised, IngestError> {
    let Revisions { changes, gone } = revisions;
    let mut last: HashMap<String, usize> = HashMap::new();
    for (place, revision) in changes.iter().enumerate() {
        last.insert(revision.reference.clone(), place);
    }
    let forgotten: HashSet<Place> = gone.iter().map(|before| before.place.clone()).collect();
    let mut changes: Vec<Revision> = changes
        .into_iter()
        .enumerate()
        .filter(|(place, revision)| {
            let is_forgotten =
                revision.before.as_ref().is_some_and(|before| forgotten.contains(&before.place));
            last.get(&revision.reference) == Some(place) && (revision.is_of_portion || !is_forgotten)
        })
        .map(|(_, revision)| revision)
        .collect();
    changes.sort_by_key(|revision| revision.request.started_at());

    let names: Vec<String> = changes.iter().map(|revision| revision.reference.clone()).collect();
    let here: HashSet<Key> = names.iter().map(|name| Key::of(name)).collect();
    let fillers = match span(changes.iter().map(|revision| &revision.request)) {
        Some((from, until)) => {
            let of = changes.iter().map(|revision| &revision.request);
            let keys = cache_keys(of, from.plus_millis(-LONGEST_TTL_MS), until);
            requests::answered(connection, &ingest.codec, &keys).await?
        }
        None => Vec::new(),
    };
    let fillers: Vec<Request> = fillers
        .into_iter()
        .filter(|filler| !here.contains(&filler.place.key))
        .map(|filler| filler.request)
        .collect();

    let of = changes.iter().map(|revision| &revision.request);
    let history = history::of(connection, &ingest.at_hand, of, given).await?;
    let codec = ingest.codec.clone();
    let (batch, changes, shown, stages) = on_thread(move || {
        let mut memory = Memory::default();
        *memory.stages() = stages;
        memory.remember(&fillers);
        let origins: Vec<Origin> = changes.iter().map(|revision| revision.origin).collect();
        let mut requests = Vec::with_capacity(changes.len());
        let mut before = Vec::with_capacity(changes.len());
        for revision in changes {
            requests.push(revision.request);
            before.push((revision.before, revision.is_of_portion));
        }
        let batch = judge(&mut memory, &requests, &names, &history, &codec, |place| {
            origins.get(place).copied().unwrap_or_default()
        });
        let shown = batch.as_ref().map(|batch| shown_anew(batch, &requests, &before)).unwrap_or_default();
        (batch, before, shown, std::mem::take(memory.stages()))
    })
    .await?;
    let batch = batch?;

    let mut revised = Revised { stages, ..Revised::default() };
    for ((entry, shown), (before, is_of_portion)) in batch.entries.iter().zip(&shown).zip(&changes) {
        if let Some(shown) = shown {
            counts.stages.add(shown, entry.tally.is_sample);
        }
        if *is_of_portion {
            revised.n_requests += 1;
            revised.n_new += i64::from(before.is_none());
            revised.n_refused += i64::from(entry.tally.cause != Cause::None.id());
        }
    }
    let old = changes.iter().zip(&shown).filter(|(_, shown)| shown.is_some());
    let old: Vec<&Before> = old.filter_map(|((before, _), _)| before.as_ref()).chain(&gone).collect();
    for before in &old {
        counts.stages.remove(&before.shown, before.tally.is_sample, before.engine_version);
    }
    let old: Vec<(&Place, &Tally)> = old.iter().map(|before| (&before.place, &before.tally)).collect();
    rows::remove(connection, &old, counts).await?;
    batch.store(connection, |place, _| shown.get(place).is_some_and(Option::is_some), counts).await?;
    Ok(revised)
}

/// What those requests show of their stages that are not as they are stored.
fn shown_anew(
    batch: &Batch,
    requests: &[Request],
    before: &[(Option<Before>, bool)],
) -> Vec<Option<Box<ledger::Entry>>> {
    let judged = batch.entries.iter().zip(requests).zip(before);
    let shown = judged.map(|((entry, request), (before, _))| {
        let is_other = before.as_ref().is_none_or(|before| !before.is(entry));
        is_other.then(|| Box::new(ledger::Entry::of(&Reading::of(request), cause_of(entry))))
    });
    shown.collect()
}

/// What is cached by these answers and these requests, and when it may have served.
pub fn keys_of_served<'a>(
    answers: impl Iterator<Item = (Instant, i64)>,
    told: impl Iterator<Item = &'a Request> + Clone,
) -> CacheKeys {
    let (from, until) = span(told.clone()).unzip();
    let mut keys = CacheKeys { keys: entries(told), from, until };
    for (at, cache_key) in answers {
        keys.from = Some(keys.from.map_or(at, |from| from.min(at)));
        keys.until = keys.until.max(Some(at));
        keys.keys.push(cache_key);
    }
    keys.keys.sort_unstable();
    keys.keys.dedup();
    keys.until = keys.until.map(|until| until.plus_millis(LONGEST_TTL_MS));
    keys
}

/// The stored requests that were served under these keys, with those that share their ids.
pub async fn served_by(
    connection: &mut PgConnection,
    codec: &Codec,
    keys: &CacheKeys,
) -> Result<Vec<Revision>, StorageError> {
    if keys.keys.is_empty() {
        return Ok(Vec::new());
    }
    let served = requests::served_from_cache(connection, codec, keys).await?;
    let mut ids: Vec<Uuid> = served.iter().map(|stored| stored.place.key.request_key).collect();
    ids.sort_unstable();
    ids.dedup();
    let Some((from, until)) = span(served.iter().map(|stored| &stored.request)) else {
        return Ok(Vec::new());
    };
    let all = requests::with_keys(connection, codec, &ids, Some((from, until))).await?;
    Ok(all.into_iter().map(Revision::of_stored).collect())
}
