//! The answers of authorizers that may still be cached.

use std::{collections::HashMap, sync::Arc};

use super::{DEFAULT_TTL_MS, LONGEST_TTL_MS};
use crate::{
    diagnosis::FilledBy,
    ids::{ApiId, AuthorizerId, RequestId, StageName},
    policy::document::Answer,
    time::Instant,
};

/// More answers than these are not told apart. An authorizer that is asked so often for one identity does not cache.
pub const MOST_CANDIDATES: usize = 32;

/// An answer of the authorizer that may have served a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The request that it was given to; `None` where the log does not name it.
    pub filled_by: Option<Arc<FilledBy>>,
    /// When it was given.
    pub born: Option<Instant>,
    /// Whether the TTL that is known, or else the default one, is enough for it to have served; else the TTL must be longer
    /// than is assumed.
    pub is_within_ttl: bool,
    /// What it allows; `None` when it is not in the log.
    pub answer: Option<Arc<Answer>>,
}

impl Candidate {
    fn request_id(&self) -> Option<&RequestId> {
        Some(&self.filled_by.as_ref()?.request_id)
    }

    fn is_same_answer(&self, other: &Self) -> bool {
        self.born == other.born && self.request_id() == other.request_id() && self.answer == other.answer
    }
}

/// What an entry of the cache is kept under, as far as the log shows it. The identity is masked to its length and last
/// characters, so different callers may, rarely, look the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) api_id: Option<ApiId>,
    pub(crate) stage: Option<StageName>,
    pub(crate) authorizer_id: AuthorizerId,
    pub(crate) identity: Box<str>,
}

/// How long an authorizer's answers are cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ttl {
    /// A configuration says it, in milliseconds.
    Known(i64),
    /// Nothing says it: the default is likely.
    Assumed,
}

/// By identity, in the order of their birth.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    by_key: HashMap<Key, Vec<Candidate>>,
}

impl Entries {
    /// Adds an answer. One that is known already is not there twice, or nobody could tell which of both served: its request may have
    /// been read before, with fewer of its lines.
    pub(crate) fn add(&mut self, key: Key, entry: Candidate) {
        let entries = self.by_key.entry(key).or_default();
        let end = entries.partition_point(|known| known.born <= entry.born);
        let as_old = entries.iter_mut().take(end).rev().take_while(|known| known.born == entry.born);
        match as_old.into_iter().find(|known| known.is_same_answer(&entry)) {
            Some(known) => *known = entry,
            None => entries.insert(end, entry),
        }
    }

    /// The answers that may be cached at a moment, the latest first: all within the TTL. When none is and the TTL is not
    /// known, it is longer, and the latest within the longest TTL is the likeliest. Whether these are all comes with them.
    pub(crate) fn alive(&self, key: &Key, at: Instant, ttl: Ttl) -> (Vec<Candidate>, bool) {
        let Some(entries) = self.by_key.get(key) else { return (Vec::new(), true) };
        let end = entries.partition_point(|entry| entry.born.is_none_or(|born| born <= at));
        let within = |ttl: i64| {
            let start = entries.partition_point(|entry| entry.born.is_none_or(|born| at.since(born) >= ttl));
            entries.get(start..end).unwrap_or_default()
        };
        let alive = match ttl {
            Ttl::Known(ttl) => within(ttl),
            Ttl::Assumed => within(DEFAULT_TTL_MS),
        };
        match (alive, ttl) {
            ([], Ttl::Assumed) => {
                let older = within(LONGEST_TTL_MS).last();
                (
                    older
                        .map(|older| Candidate { is_within_ttl: false, ..older.clone() })
                        .into_iter()
                        .collect(),
                    true,
                )
            }
            _ => {
                (alive.iter().rev().take(MOST_CANDIDATES).cloned().collect(), alive.len() <= MOST_CANDIDATES)
            }
        }
    }

    /// Drops what cannot be cached any more at a moment.
    pub(crate) fn forget_before(&mut self, at: Instant) {
        self.by_key.retain(|_, entries| {
            let dead = entries
                .partition_point(|entry| entry.born.is_none_or(|born| at.since(born) >= LONGEST_TTL_MS));
            entries.drain(..dead);
            !entries.is_empty()
        });
    }
}
