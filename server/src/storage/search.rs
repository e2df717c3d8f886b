//! Text in the lines of all requests, found by reading them all, a day at a time, the latest first.
//!
//! Lines are packed a dozen times smaller than they came, so that reading all of them takes little: one connection brings the packs of
//! a day while every processor unpacks and looks. No index of words stands behind it, which would be larger than what it is for.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap},
    num::NonZero,
    sync::{Arc, Mutex, PoisonError},
};

use engine::time::Instant;
use futures_util::TryStreamExt as _;
use memchr::memmem::Finder;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    StorageError,
    codec::{Codec, CodecError, Dictionaries},
    days::{self, Day},
    failed, pack,
    reference::Key,
    requests::moment,
};

/// Packs that are looked through at once.
const PORTION: usize = 512;

/// A request whose lines hold the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// When it began.
    pub started_at: Option<Instant>,
    /// What its URL is made of.
    pub reference: String,
    /// The first line that holds the text.
    pub line: String,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// The latest requests that hold the text, the latest first.
    pub found: Vec<Found>,
    /// Requests that were looked through.
    pub n_searched: u64,
    /// Whether older ones were not looked through, because enough was found.
    pub is_limited: bool,
}

#[derive(Debug, sqlx::FromRow)]
struct Packed {
    request_key: Uuid,
    ordinal: i16,
    reference: Option<String>,
    started_at: OffsetDateTime,
    dictionary_id: i16,
    pack: Vec<u8>,
}

/// The latest `limit` requests with this text in a line. Upper and lower case differ, as they do in ids and ARNs.
pub async fn lines(pool: &PgPool, codec: &Codec, text: &str, limit: usize) -> Result<Search, StorageError> {
    let mut connection = pool.acquire().await.map_err(failed("connect to the database"))?;
    codec.renew(&mut connection).await?;
    let mut search = Search::default();
    let days = days::all(&mut connection).await?;
    let dated = days.iter().filter_map(|stored| stored.day).collect::<BTreeSet<Day>>();
    let names = dated.into_iter().rev().filter_map(Day::partition).chain(["request_other".to_owned()]);
    for name in names {
        if search.found.len() >= limit {
            search.is_limited = true;
            break;
        }
        let wanted = limit - search.found.len();
        let (found, n_searched) = in_partition(&mut connection, codec, &name, text, wanted).await?;
        search.found.extend(found);
        search.n_searched += n_searched;
    }
    Ok(search)
}

async fn in_partition(
    connection: &mut PgConnection,
    codec: &Codec,
    name: &str,
    text: &str,
    limit: usize,
) -> Result<(Vec<Found>, u64), StorageError> {
    let n_threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let (portions, waiting) = mpsc::channel::<Vec<Packed>>(2 * n_threads);
    let waiting = Arc::new(Mutex::new(waiting));
    let threads: Vec<_> = (0..n_threads)
        .map(|_| {
            let (waiting, dictionaries) = (Arc::clone(&waiting), codec.now());
            let text = text.to_owned();
            tokio::task::spawn_blocking(move || look(&waiting, &dictionaries, &text, limit))
        })
        .collect();
    // A name that was made of a date.
    let query = format!(
        "SELECT request_key, ordinal, reference, greatest(started_at, '4713-01-01 00:00:00+00 BC') AS started_at, \
         dictionary_id, pack FROM {name}"
    );
    let mut rows = sqlx::query_as::<_, Packed>(sqlx::AssertSqlSafe(query)).fetch(connection);
    let mut portion = Vec::with_capacity(PORTION);
    let mut n_searched = 0;
    while let Some(row) = rows.try_next().await.map_err(failed("read the lines of a day"))? {
        n_searched += 1;
        portion.push(row);
        if portion.len() == PORTION
            && portions.send(std::mem::replace(&mut portion, Vec::with_capacity(PORTION))).await.is_err()
        {
            break;
        }
    }
    // They end when nothing is left to come, or have ended by a failure that they tell.
    let _ = portions.send(portion).await;
    drop(portions);
    let mut found = Vec::new();
    for thread in threads {
        let of_thread = thread.await.map_err(|_| StorageError::Pack(CodecError::Length))?;
        found.extend(of_thread?);
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.truncate(limit);
    Ok((found, n_searched))
}

/// Looks through what comes; gives the latest that were found.
fn look(
    waiting: &Mutex<mpsc::Receiver<Vec<Packed>>>,
    dictionaries: &Dictionaries,
    text: &str,
    limit: usize,
) -> Result<Vec<Found>, StorageError> {
    let finder = Finder::new(text);
    let mut unpacker = dictionaries.unpacker();
    let mut plain = Vec::new();
    let mut found: BinaryHeap<Reverse<Found>> = BinaryHeap::new();
    loop {
        let portion = waiting.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        let Some(portion) = portion else { break };
        for row in portion {
            let key = Key { request_key: row.request_key, ordinal: row.ordinal };
            let reference = || row.reference.clone().unwrap_or_else(|| key.reference());
            let unreadable = |source| StorageError::Unreadable { reference: reference(), source };
            unpacker.decompress_into(row.dictionary_id, &row.pack, &mut plain).map_err(unreadable)?;
            if finder.find(&plain).is_none() {
                continue;
            }
            // It may stand in the verdict, which quotes lines and says more.
            let lines = pack::decode(&plain).map_err(|error| unreadable(error.into()))?.lines;
            let Some(line) = lines.into_iter().find(|line| finder.find(line.text.as_bytes()).is_some())
            else {
                continue;
            };
            let started_at = moment(row.started_at);
            found.push(Reverse(Found { started_at, reference: reference(), line: line.text.to_string() }));
            if found.len() > limit {
                found.pop();
            }
        }
    }
    Ok(found.into_iter().map(|Reverse(found)| found).collect())
}
