//! Whole requests into the database: looked up, judged, joined with what is stored, written.
//!
//! A portion is one transaction. It is judged and packed before its turn comes, since that takes longest; when another writer had
//! a turn meanwhile, it is judged again. What was stored before of a request is joined with what comes ([`merging`]), and what
//! the portion tells of other stored requests lets those be judged again ([`revising`]).

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use engine::{
    cache::LONGEST_TTL_MS,
    configuration::Configuration,
    diagnosis::{Cause, Memory},
    investigation::Portion,
    request::{Request, assemble::Stray},
    time::Instant,
};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use super::{
    IngestError,
    delivery::{Ingest, Note, Noted},
    homes,
    judging::{cache_keys, judge, learned, span},
    merging::{self, Merged},
    on_thread,
    revising::{self, Revised, Revision, Revisions},
    work,
};
use crate::storage::{
    StorageError,
    counts::{self, Counts},
    days::{self, Day},
    failed, imports, jobs,
    reference::References,
    requests::{self, Origin},
    rows::Batch,
    stage_facts,
    turns::{self, Turn},
};

/// What a portion brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Requests. What belongs to one that this import brought already takes it off again, so these may be negative.
    pub n_requests: i64,
    /// Of these, not stored before.
    pub n_new: i64,
    /// Of these, refused or failed.
    pub n_refused: i64,
    /// Whether the portion came before, so that nothing was to be stored.
    pub was_known: bool,
}

/// What is known of the database, as long as nobody else writes.
#[derive(Debug, Clone, Default)]
struct Seen {
    turn: Option<Turn>,
    /// From the first to the last request that others brought.
    window: Option<(Instant, Instant)>,
    facts: Vec<stage_facts::Known>,
}

/// Writes what one source brings, portion by portion.
pub struct Writer {
    ingest: Ingest,
    origin: Origin,
    configuration: Arc<Configuration>,
    /// By what its turns are told from those of others.
    id: Uuid,
    memory: Memory,
    references: References,
    seen: Seen,
    /// What memory holds nothing of any more.
    forgot_before: Option<Instant>,
    /// The last request that was written.
    wrote_until: Option<Instant>,
    days: BTreeSet<Day>,
    left_work: bool,
}

/// A portion that was judged and packed.
struct Prepared {
    requests: Vec<Request>,
    batch: Batch,
}

impl Writer {
    /// A writer of what this brings.
    pub fn new(ingest: Ingest, origin: Origin) -> Self {
        Self {
            ingest,
            origin,
            configuration: Arc::default(),
            id: Uuid::new_v4(),
            memory: Memory::default(),
            references: References::default(),
            seen: Seen::default(),
            forgot_before: None,
            wrote_until: None,
            days: BTreeSet::new(),
            left_work: false,
        }
    }

    /// What is known of the APIs. It is not stored: what rests on it is explained without it when something explains it anew.
    #[must_use]
    pub fn knowing(mut self, configuration: Configuration) -> Self {
        self.configuration = Arc::new(configuration);
        self
    }

    /// What comes now may be earlier than what came: memory begins anew, the database tells the rest.
    pub fn begin_export(&mut self) {
        self.memory = Memory::default();
        self.seen = Seen::default();
        self.forgot_before = None;
    }

    /// Writes a portion, all or nothing of it.
    pub async fn write(&mut self, portion: Portion, note: &dyn Note) -> Result<Written, IngestError> {
        let Portion { requests, strays, is_all_before } = portion;
        let pool = self.ingest.pool.clone();
        let mut connection = pool.acquire().await.map_err(failed("connect to the database"))?;
        let connection = &mut *connection;
        self.make_days(connection, &requests).await?;
        let last = turns::last(connection).await?;
        self.look(connection, last).await?;
        let names = requests.iter().map(|request| self.references.of(request)).collect::<Vec<String>>();
        let mut prepared = self.prepare(connection, requests, &names).await?;

        let mut transaction = connection.begin().await.map_err(failed("begin to store"))?;
        let turn = turns::take(&mut transaction).await?;
        if note.note(&mut transaction).await? == Noted::Known {
            transaction.rollback().await.map_err(failed("leave what is stored as it is"))?;
            return Ok(Written { was_known: true, ..Written::default() });
        }
        if self.seen.turn != Some(turn) {
            self.look(&mut transaction, turn).await?;
            prepared = self.prepare(&mut transaction, prepared.requests, &names).await?;
        }
        let written = self.store(&mut transaction, &prepared, &names, &strays).await?;
        let turn = Turn { turn: turn.turn + 1, writer: self.id };
        turns::note(&mut transaction, turn).await?;
        transaction.commit().await.map_err(failed("store the requests"))?;

        self.seen.turn = Some(turn);
        let moments = prepared.requests.iter().filter_map(Request::started_at);
        self.wrote_until = self.wrote_until.max(moments.max());
        if let Some(limit) = is_all_before {
            self.memory.forget_before(limit);
            self.forgot_before = self.forgot_before.max(Some(limit));
        }
        Ok(written)
    }

    /// Does the work that was left for later, as far as nobody else does it.
    pub async fn settle(&mut self) -> Result<(), IngestError> {
        if std::mem::take(&mut self.left_work) {
            while work::next(&self.ingest).await? {}
        }
        Ok(())
    }

    async fn make_days(
        &mut self,
        connection: &mut PgConnection,
        requests: &[Request],
    ) -> Result<(), StorageError> {
        let days: BTreeSet<Day> = requests.iter().filter_map(Request::started_at).map(Day::of).collect();
        if !days.is_subset(&self.days) {
            days::make(connection, &days, self.ingest.clock.now()).await?;
            self.days.extend(days);
        }
        Ok(())
    }

    /// Looks at what others have written, when they have.
    async fn look(&mut self, connection: &mut PgConnection, turn: Turn) -> Result<(), StorageError> {
        if self.seen.turn == Some(turn) {
            return Ok(());
        }
        let window = counts::window(connection).await?;
        let facts = stage_facts::all(connection).await?;
        stage_facts::teach(self.memory.stages(), &facts);
        self.seen = Seen { turn: Some(turn), window, facts };
        Ok(())
    }

    /// Judges and packs.
    async fn prepare(
        &mut self,
        connection: &mut PgConnection,
        mut requests: Vec<Request>,
        names: &[String],
    ) -> Result<Prepared, IngestError> {
        homes::of_homeless(connection, &mut requests).await?;
        let fillers = match span(&requests) {
            Some((from, until)) if self.needs_fillers(from, until) => {
                let keys = cache_keys(&requests, from.plus_millis(-LONGEST_TTL_MS), until);
                requests::answered(connection, &self.ingest.codec, &keys).await?
            }
            _ => Vec::new(),
        };
        let mut memory = std::mem::take(&mut self.memory);
        let configuration = Arc::clone(&self.configuration);
        let codec = self.ingest.codec.clone();
        let (origin, names) = (self.origin, names.to_vec());
        let (memory, requests, batch) = on_thread(move || {
            let fillers: Vec<Request> = fillers.into_iter().map(|filler| filler.request).collect();
            memory.remember(&fillers);
            let batch = judge(&mut memory, &requests, &names, &configuration, &codec, |_| origin);
            (memory, requests, batch)
        })
        .await?;
        self.memory = memory;
        Ok(Prepared { requests, batch: batch? })
    }

    fn needs_fillers(&self, from: Instant, until: Instant) -> bool {
        self.forgot_before.is_some_and(|forgot| from < forgot)
            || self.others_wrote_between(from.plus_millis(-LONGEST_TTL_MS), until)
    }

    fn others_wrote_between(&self, from: Instant, until: Instant) -> bool {
        self.seen.window.is_some_and(|(first, last)| first <= until && from <= last)
    }

    async fn store(
        &mut self,
        connection: &mut PgConnection,
        prepared: &Prepared,
        names: &[String],
        strays: &[Stray],
    ) -> Result<Written, IngestError> {
        let Prepared { requests, batch } = prepared;
        let clashes = self.clashes(connection, prepared).await?;
        let mut revisions = Revisions::default();
        revisions.changes.extend(self.of_changed_stages(connection).await?);

        let mut counts = Counts::default();
        let is_fresh = |place: usize| clashes.by_place.get(place) == Some(&Clash::None);
        batch.store(connection, |place, _| is_fresh(place), &mut counts).await?;
        for shown in learned(batch, requests, is_fresh).entries() {
            counts.stages.add(&shown, self.origin.is_sample);
        }
        let mut written = Written::default();
        for (entry, clash) in batch.entries.iter().zip(&clashes.by_place) {
            if *clash != Clash::Open {
                written.n_requests += 1;
                written.n_new += i64::from(*clash == Clash::None);
                written.n_refused += i64::from(entry.tally.cause != Cause::None.id());
            }
        }

        let joined = self.join(connection, requests, names, &clashes, &mut written).await?;
        let fresh = requests.iter().enumerate().filter(|(place, _)| is_fresh(*place));
        let told = fresh.map(|(_, request)| request);
        let told: Vec<&Request> =
            told.chain(joined.changes.iter().map(|revision| &revision.request)).collect();
        let moved = homes::of_stored(connection, &self.ingest.codec, &told, self.origin.is_sample).await?;
        // What is stored may have been served by an answer that was given before it came; what joins or moves may be such an answer.
        let latest = self.seen.window.map(|(_, last)| last).max(self.wrote_until);
        let answers = batch.entries.iter().zip(&clashes.by_place).filter_map(|(entry, clash)| {
            let (at, identity) = entry.answered.as_ref()?;
            (*clash == Clash::None && latest.is_some_and(|latest| *at <= latest)).then_some((*at, identity))
        });
        let told = joined.changes.iter().chain(&moved).map(|revision| &revision.request);
        let keys = revising::keys_of_served(answers, told);
        revisions.changes.extend(revising::served_by(connection, &self.ingest.codec, &keys).await?);
        revisions.changes.extend(moved);
        revisions.changes.extend(joined.changes);
        revisions.gone.extend(joined.gone);
        self.revise(connection, revisions, &mut counts, &mut written).await?;
        counts.store(connection).await?;
        imports::keep_strays(connection, strays, self.origin).await?;
        self.keep_facts(connection).await?;
        Ok(written)
    }

    /// Which requests of a portion are stored already, and whether as they are.
    async fn clashes(
        &self,
        connection: &mut PgConnection,
        prepared: &Prepared,
    ) -> Result<Clashes, StorageError> {
        let Prepared { requests, batch } = prepared;
        let mut keys: Vec<Uuid> = batch.entries.iter().map(|entry| entry.place.key.request_key).collect();
        keys.sort_unstable();
        keys.dedup();
        let has_undated = requests.iter().any(|request| request.started_at().is_none());
        let between = span(requests).filter(|_| !has_undated);
        let known = requests::known(connection, &keys, between).await?;
        let mut by_key: HashMap<Uuid, Vec<requests::Known>> = HashMap::new();
        for row in known {
            by_key.entry(row.request_key).or_default().push(row);
        }
        let is_more_known = !self.configuration.is_empty();
        let mut open: BTreeSet<Uuid> = BTreeSet::new();
        let mut n_alike: HashMap<(Uuid, i16), u32> = HashMap::new();
        for entry in &batch.entries {
            let key = entry.place.key;
            let n_alike = n_alike.entry((key.request_key, key.ordinal)).or_default();
            *n_alike += 1;
            let is_equal = by_key.get(&key.request_key).is_none_or(|rows| {
                rows.iter().any(|row| {
                    row.ordinal == key.ordinal
                        && row.lines_hash == entry.lines_hash
                        && row.engine_version == requests::engine_version()
                        && (entry.place.api_id.is_empty() || entry.place.api_id == row.api_id)
                        && !is_more_known
                })
            });
            if !is_equal || *n_alike > 1 {
                open.insert(key.request_key);
            }
        }
        let by_place = batch.entries.iter().map(|entry| {
            let key = entry.place.key.request_key;
            match (open.contains(&key), by_key.contains_key(&key)) {
                (true, _) => Clash::Open,
                (false, true) => Clash::Equal,
                (false, false) => Clash::None,
            }
        });
        Ok(Clashes { by_place: by_place.collect(), open: open.into_iter().collect(), between })
    }

    /// Joins requests with what is stored of them.
    async fn join(
        &self,
        connection: &mut PgConnection,
        requests: &[Request],
        names: &[String],
        clashes: &Clashes,
        written: &mut Written,
    ) -> Result<Merged, IngestError> {
        if clashes.open.is_empty() {
            return Ok(Merged::default());
        }
        let stored =
            requests::with_keys(connection, &self.ingest.codec, &clashes.open, clashes.between).await?;
        let open = requests.iter().zip(names).zip(&clashes.by_place);
        let open = open.filter(|(_, clash)| **clash == Clash::Open);
        let incoming: Vec<(String, Request)> =
            open.map(|((request, name), _)| (name.clone(), request.clone())).collect();
        let origin = self.origin;
        for stored in &stored {
            if origin.import_id.is_some() && stored.origin.import_id == origin.import_id {
                // It was counted when its first lines came.
                written.n_requests -= 1;
                written.n_new -= 1;
                written.n_refused -= i64::from(stored.diagnosis.cause != Cause::None);
            }
        }
        let mut merged = on_thread(move || merging::merge(incoming, stored, origin)).await?;
        for stored in std::mem::take(&mut merged.unchanged) {
            if self.configuration.is_empty() && stored.engine_version == requests::engine_version() {
                written.n_requests += 1;
                written.n_refused += i64::from(stored.diagnosis.cause != Cause::None);
            } else {
                merged.changes.push(Revision { is_of_portion: true, ..Revision::of_stored(stored) });
            }
        }
        Ok(merged)
    }

    /// What is to be judged again because more is known of its stage: a few requests at once, many later.
    async fn of_changed_stages(
        &mut self,
        connection: &mut PgConnection,
    ) -> Result<Vec<Revision>, StorageError> {
        const FEW: i64 = 2000;
        let mut revisions = Vec::new();
        for (api_id, stage) in self.changed_stages() {
            match requests::count_of_stage(connection, &api_id, &stage, FEW + 1).await? {
                0 => {}
                1..=FEW => {
                    let of = Some((api_id.as_str(), stage.as_str()));
                    let rows =
                        requests::in_order(connection, &self.ingest.codec, of, None, None, FEW).await?;
                    revisions.extend(rows.into_iter().map(Revision::of_stored));
                }
                _ => {
                    let subject = serde_json::json!({ "api_id": api_id, "stage": stage });
                    jobs::add(connection, work::STAGE, &subject).await?;
                    self.left_work = true;
                }
            }
        }
        Ok(revisions)
    }

    fn changed_stages(&mut self) -> Vec<(String, String)> {
        let known: HashMap<_, _> = self.seen.facts.iter().map(|(stage, facts)| (stage, facts)).collect();
        let mut changed: Vec<(String, String)> = self
            .memory
            .stages()
            .all()
            .filter(|(api_id, stage, facts)| known.get(&((*api_id).clone(), stage.cloned())) != Some(facts))
            .map(|(api_id, stage, _)| {
                (api_id.to_string(), stage.map(ToString::to_string).unwrap_or_default())
            })
            .collect();
        changed.sort_unstable();
        changed
    }

    async fn keep_facts(&mut self, connection: &mut PgConnection) -> Result<(), StorageError> {
        let changed = self.changed_stages();
        if changed.is_empty() {
            return Ok(());
        }
        self.seen.facts = self
            .memory
            .stages()
            .all()
            .map(|(api_id, stage, facts)| ((api_id.clone(), stage.cloned()), facts.clone()))
            .collect();
        for ((api_id, stage), facts) in &self.seen.facts {
            let stage = stage.as_ref().map(ToString::to_string).unwrap_or_default();
            if changed.contains(&(api_id.to_string(), stage.clone())) {
                stage_facts::keep(connection, api_id.as_str(), &stage, facts).await?;
            }
        }
        Ok(())
    }

    async fn revise(
        &mut self,
        connection: &mut PgConnection,
        revisions: Revisions,
        counts: &mut Counts,
        written: &mut Written,
    ) -> Result<(), IngestError> {
        if revisions.changes.is_empty() && revisions.gone.is_empty() {
            return Ok(());
        }
        let facts = self.memory.stages().clone();
        let Revised { stages, n_requests, n_new, n_refused } =
            revising::revise(connection, &self.ingest.codec, revisions, facts, &self.configuration, counts)
                .await?;
        written.n_requests += n_requests;
        written.n_new += n_new;
        written.n_refused += n_refused;
        // Joined requests may tell more of their stage than each part did.
        *self.memory.stages() = stages;
        Ok(())
    }
}

/// How a request of a portion stands to what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clash {
    /// Nothing is stored under its id.
    None,
    /// It is stored as it is.
    Equal,
    /// It has to be looked at.
    Open,
}

struct Clashes {
    by_place: Vec<Clash>,
    open: Vec<Uuid>,
    between: Option<(Instant, Instant)>,
}
