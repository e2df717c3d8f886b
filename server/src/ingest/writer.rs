//! Whole requests into the database: looked up, judged, joined with what is stored, written.
//!
//! A portion is one transaction. It is judged and packed before its turn comes, since that takes longest; when another writer had
//! a turn meanwhile, it is judged again. What was stored before of a request is joined with what comes ([`merging`]), and what
//! the portion tells of other stored requests lets those be judged again ([`revising`]).

use std::collections::{BTreeSet, HashMap};

use engine::{
    cache::LONGEST_TTL_MS,
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
    dictionary,
    history::{self, Given},
    homes,
    judging::{cache_keys, judge, learned, span},
    merging::{self, Merged},
    on_thread,
    patience::Patience,
    revising::{self, Revised, Revision, Revisions},
    work,
};
use crate::{
    clock::Stopwatch,
    storage::{
        StorageError,
        counts::{self, Counts, OfStage},
        days::{self, Day},
        failed,
        homes::Home,
        imports, jobs,
        reference::References,
        requests::{self, Origin, Scope},
        rows::Batch,
        stage_facts,
        turns::{self, Ending, Transaction, Turn},
    },
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
    /// From the first request of each stage since a moment to the last that others brought; `None` is nothing at all.
    since: Option<Instant>,
    windows: HashMap<OfStage, (Instant, Instant)>,
    facts: Vec<stage_facts::Known>,
}

/// Writes what one source brings, portion by portion.
pub struct Writer {
    ingest: Ingest,
    origin: Origin,
    given: Given,
    patience: Patience,
    /// By what its turns are told from those of others.
    id: Uuid,
    memory: Memory,
    references: References,
    seen: Seen,
    /// What memory holds nothing of any more.
    forgot_before: Option<Instant>,
    /// The last request of each stage that was written.
    wrote_until: HashMap<OfStage, Instant>,
    days: BTreeSet<Day>,
    /// Where authorizers belong, as far as it is known to be stored.
    homes: BTreeSet<Home>,
    /// What the portion that is being written tells of that.
    told_homes: BTreeSet<Home>,
    left_work: bool,
    /// Rows that were written since Postgres looked at them.
    n_stored: u64,
}

/// So many new rows change what Postgres has to know of a day.
const MANY: u64 = 1000;

/// A portion that was judged and packed.
struct Prepared<'a> {
    requests: &'a [Request],
    batch: Batch,
}

/// What was to be committed last, and what it brings when it was.
struct Attempt {
    transaction: Transaction,
    written: Written,
}

impl Writer {
    /// A writer of what this brings.
    pub fn new(ingest: Ingest, origin: Origin) -> Self {
        Self {
            ingest,
            origin,
            given: Given::default(),
            patience: Patience::None,
            id: Uuid::new_v4(),
            memory: Memory::default(),
            references: References::default(),
            seen: Seen::default(),
            forgot_before: None,
            wrote_until: HashMap::new(),
            days: BTreeSet::new(),
            homes: BTreeSet::new(),
            told_homes: BTreeSet::new(),
            left_work: false,
            n_stored: 0,
        }
    }

    /// What came with it, to judge it by. What names its API is stored besides.
    #[must_use]
    pub fn knowing(mut self, given: Given) -> Self {
        self.given = given;
        self
    }

    /// How long a database that is away is waited for.
    #[must_use]
    pub fn with(mut self, patience: Patience) -> Self {
        self.patience = patience;
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
        let stopwatch = Stopwatch::start();
        let Portion { mut requests, strays, is_all_before } = portion;
        let names = requests.iter().map(|request| self.references.of(request)).collect::<Vec<String>>();
        let mut waiting = self.patience.begin();
        let mut attempt = None;
        let written = loop {
            let trying = self.try_to_write(&mut requests, &names, &strays, note, &mut attempt);
            match Box::pin(trying).await {
                Ok(written) => break written,
                Err(why) => waiting.wait(why).await?,
            }
            // Who was asked before is gone, and others may have written.
            self.seen = Seen::default();
            self.days.clear();
        };
        waiting.is_over();
        if written.was_known {
            return Ok(written);
        }
        self.ingest.metrics.stored_a_portion(stopwatch.took());
        self.homes.append(&mut self.told_homes);
        for request in &requests {
            if let Some(at) = request.started_at() {
                let until = self.wrote_until.entry(of_stage(request)).or_insert(at);
                *until = at.max(*until);
            }
        }
        if let Some(limit) = is_all_before {
            self.memory.forget_before(limit);
            self.forgot_before = self.forgot_before.max(Some(limit));
        }
        Ok(written)
    }

    async fn try_to_write(
        &mut self,
        requests: &mut Vec<Request>,
        names: &[String],
        strays: &[Stray],
        note: &dyn Note,
        attempt: &mut Option<Attempt>,
    ) -> Result<Written, IngestError> {
        let pool = self.ingest.pool.clone();
        let mut connection = pool.acquire().await.map_err(failed("connect to the database"))?;
        let connection = &mut *connection;
        if let Some(Attempt { transaction, written }) = attempt {
            match turns::ending(connection, transaction).await? {
                Ending::Stored => return Ok(*written),
                Ending::Open => return Err(StorageError::Unsettled.into()),
                Ending::Not => *attempt = None,
            }
        }
        self.make_days(connection, requests).await?;
        let last = turns::last(connection).await?;
        let since = span(&*requests).map(|(from, _)| from.plus_millis(-LONGEST_TTL_MS));
        self.look(connection, last, since).await?;
        // Not in the transaction: what is packed with it may be stored by others at once.
        dictionary::make_first(&self.ingest, connection, requests).await?;
        let mut batch = self.prepare(connection, requests, names).await?;

        let mut transaction = connection.begin().await.map_err(failed("begin to store"))?;
        let turn = turns::take(&mut transaction).await?;
        if note.note(&mut transaction).await? == Noted::Known {
            transaction.rollback().await.map_err(failed("leave what is stored as it is"))?;
            return Ok(Written { was_known: true, ..Written::default() });
        }
        if self.seen.turn != Some(turn) {
            self.look(&mut transaction, turn, since).await?;
            batch = self.prepare(&mut transaction, requests, names).await?;
        }
        let prepared = Prepared { requests, batch };
        let written = self.store(&mut transaction, &prepared, names, strays).await?;
        let turn = Turn { turn: turn.turn + 1, writer: self.id };
        let noted = turns::note(&mut transaction, turn).await?;
        *attempt = Some(Attempt { transaction: noted, written });
        transaction.commit().await.map_err(failed("store the requests"))?;
        self.seen.turn = Some(turn);
        Ok(written)
    }

    /// Does the work that was left for later, as far as nobody else does it.
    pub async fn settle(&mut self) -> Result<(), IngestError> {
        if self.n_stored >= MANY {
            let mut connection =
                self.ingest.pool.acquire().await.map_err(failed("connect to the database"))?;
            days::analyze(&mut connection, &self.days).await?;
            self.n_stored = 0;
        }
        let mut waiting = self.patience.begin();
        while self.left_work {
            match Box::pin(work::next(&self.ingest)).await {
                Ok(is_more) => self.left_work = is_more,
                Err(why) => waiting.wait(why).await?,
            }
        }
        waiting.is_over();
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
    async fn look(
        &mut self,
        connection: &mut PgConnection,
        turn: Turn,
        since: Option<Instant>,
    ) -> Result<(), StorageError> {
        let is_seen = since.is_none_or(|since| self.seen.since.is_some_and(|seen| seen <= since));
        if self.seen.turn == Some(turn) && is_seen {
            return Ok(());
        }
        let since = since.into_iter().chain(self.seen.since).min();
        let windows = match since {
            Some(since) => counts::windows(connection, since).await?,
            None => HashMap::new(),
        };
        let facts = stage_facts::all(connection).await?;
        self.ingest.codec.renew(connection).await?;
        stage_facts::teach(self.memory.stages(), &facts);
        self.seen = Seen { turn: Some(turn), since, windows, facts };
        Ok(())
    }

    /// Judges and packs.
    async fn prepare(
        &mut self,
        connection: &mut PgConnection,
        requests: &mut Vec<Request>,
        names: &[String],
    ) -> Result<Batch, IngestError> {
        homes::of_homeless(connection, requests, self.origin.is_sample).await?;
        let fillers = match span(&*requests) {
            Some((from, until)) => {
                let lacking = self.lacking(requests, from, until);
                let keys = cache_keys(lacking, from.plus_millis(-LONGEST_TTL_MS), until);
                requests::answered(connection, &self.ingest.codec, &keys).await?
            }
            None => Vec::new(),
        };
        let history = history::of(connection, &self.ingest.at_hand, requests.iter(), &self.given).await?;
        let mut memory = std::mem::take(&mut self.memory);
        let codec = self.ingest.codec.clone();
        let (origin, names) = (self.origin, names.to_vec());
        let judged = std::mem::take(requests);
        let (memory, judged, batch) = on_thread(move || {
            let fillers: Vec<Request> = fillers.into_iter().map(|filler| filler.request).collect();
            memory.remember(&fillers);
            let batch = judge(&mut memory, &judged, &names, &history, &codec, |_| origin);
            (memory, judged, batch)
        })
        .await?;
        self.memory = memory;
        *requests = judged;
        Ok(batch?)
    }

    /// Those of a portion that may have been served by answers that are not in memory.
    fn lacking<'a>(
        &'a self,
        requests: &'a [Request],
        from: Instant,
        until: Instant,
    ) -> impl Iterator<Item = &'a Request> {
        let has_forgotten = self.forgot_before.is_some_and(|forgot| from < forgot);
        let others_wrote = move |request: &&Request| {
            let window = self.seen.windows.get(&of_stage(request));
            window.is_some_and(|(first, last)| *first <= until && from.plus_millis(-LONGEST_TTL_MS) <= *last)
        };
        requests.iter().filter(move |request| has_forgotten || others_wrote(request))
    }

    async fn store(
        &mut self,
        connection: &mut PgConnection,
        prepared: &Prepared<'_>,
        names: &[String],
        strays: &[Stray],
    ) -> Result<Written, IngestError> {
        let Prepared { requests, batch } = prepared;
        let clashes = self.clashes(connection, prepared).await?;
        let mut revisions = Revisions::default();
        revisions.changes.extend(self.of_changed_stages(connection).await?);

        // What is stored may have been served by an answer that was given before it came.
        let served = revising::keys_of_served(self.earlier_answers(batch, &clashes), std::iter::empty());
        revisions.changes.extend(revising::served_by(connection, &self.ingest.codec, &served).await?);

        let mut counts = Counts::default();
        let is_fresh = |place: usize| clashes.by_place.get(place) == Some(&Clash::None);
        self.n_stored += batch.store(connection, |place, _| is_fresh(place), &mut counts).await?;
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
        self.told_homes = homes::keep(connection, &told, self.origin.is_sample, &self.homes).await?;
        let moved = homes::of_stored(connection, &self.ingest.codec, &told, self.origin.is_sample).await?;
        // What joins or moves may be such an answer too, and may have served what came with it.
        let told = joined.changes.iter().chain(&moved).map(|revision| &revision.request);
        let served = revising::keys_of_served(std::iter::empty(), told);
        revisions.changes.extend(revising::served_by(connection, &self.ingest.codec, &served).await?);
        revisions.changes.extend(moved);
        revisions.changes.extend(joined.changes);
        revisions.gone.extend(joined.gone);
        self.revise(connection, revisions, &mut counts, &mut written).await?;
        counts.store(connection).await?;
        imports::keep_strays(connection, strays, self.origin).await?;
        self.keep_facts(connection).await?;
        Ok(written)
    }

    /// The answers of a portion that are no later than what is stored of their stage.
    fn earlier_answers<'a>(
        &'a self,
        batch: &'a Batch,
        clashes: &'a Clashes,
    ) -> impl Iterator<Item = (Instant, i64)> + 'a {
        batch.entries.iter().zip(&clashes.by_place).filter_map(|(entry, clash)| {
            let (at, cache_key) = entry.answered?;
            let stage = entry.tally.of_stage();
            let until = self.seen.windows.get(&stage).map(|(_, last)| last).max(self.wrote_until.get(&stage));
            (*clash == Clash::None && until.is_some_and(|until| at <= *until)).then_some((at, cache_key))
        })
    }

    /// Which requests of a portion are stored already, and whether as they are.
    async fn clashes(
        &self,
        connection: &mut PgConnection,
        prepared: &Prepared<'_>,
    ) -> Result<Clashes, StorageError> {
        let Prepared { requests, batch } = prepared;
        let mut keys: Vec<Uuid> = batch.entries.iter().map(|entry| entry.place.key.request_key).collect();
        keys.sort_unstable();
        keys.dedup();
        let has_undated = requests.iter().any(|request| request.started_at().is_none());
        let between = span(*requests).filter(|_| !has_undated);
        let known = requests::known(connection, &keys, between).await?;
        let mut by_key: HashMap<Uuid, Vec<requests::Known>> = HashMap::new();
        for row in known {
            by_key.entry(row.request_key).or_default().push(row);
        }
        let is_more_known = !self.given.all.is_empty();
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
            if self.given.all.is_empty() && stored.engine_version == requests::engine_version() {
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
                    let of = Scope::Stage { api_id: &api_id, stage: &stage };
                    let rows = requests::in_order(connection, &self.ingest.codec, of, None, FEW).await?;
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
            revising::revise(connection, &self.ingest, revisions, facts, &self.given, counts).await?;
        written.n_requests += n_requests;
        written.n_new += n_new;
        written.n_refused += n_refused;
        // Joined requests may tell more of their stage than each part did.
        *self.memory.stages() = stages;
        Ok(())
    }
}

fn of_stage(request: &Request) -> OfStage {
    let api_id = request.api_id.as_ref().map(ToString::to_string).unwrap_or_default();
    (api_id, request.stage.as_ref().map(ToString::to_string).unwrap_or_default())
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
