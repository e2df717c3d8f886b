//! Requests judged and made into rows.

use engine::{
    configuration::History,
    diagnosis::{Cause, Memory},
    evidence::Ledger,
    log::sentence::{self, Sentence},
    request::{Request, reading::Reading},
    time::Instant,
};

use crate::storage::{
    StorageError,
    codec::Codec,
    reference::key_of_cache,
    requests::{CacheKeys, Origin},
    rows::{Batch, Entry},
};

/// Judges requests, which are in time order, and packs them; each has a name.
pub fn judge(
    memory: &mut Memory,
    requests: &[Request],
    names: &[String],
    history: &History,
    codec: &Codec,
    origin_of: impl Fn(usize) -> Origin,
) -> Result<Batch, StorageError> {
    let dictionaries = codec.now();
    let mut packer = dictionaries.packer().map_err(StorageError::Pack)?;
    let mut batch = Batch::default();
    let mut failure = None;
    memory.judge(requests, history, |judged| {
        let name = names.get(judged.place).map_or("", String::as_str);
        if failure.is_none() {
            failure = batch.add(&mut packer, name, &judged, origin_of(judged.place)).err();
        }
    });
    failure.map_or(Ok(batch), Err)
}

/// What those of the requests that `is_fresh` holds for show of their stages. Mostly these are all or none.
pub fn learned(batch: &Batch, requests: &[Request], is_fresh: impl Fn(usize) -> bool) -> Ledger {
    if (0..batch.entries.len()).all(&is_fresh) {
        return batch.ledger.clone();
    }
    let mut ledger = Ledger::default();
    for (place, (entry, request)) in batch.entries.iter().zip(requests).enumerate() {
        if is_fresh(place) {
            ledger.learn(&Reading::of(request), cause_of(entry));
        }
    }
    ledger
}

/// How a request ended, as it is to be stored.
pub fn cause_of(entry: &Entry) -> Cause {
    Cause::from_id(&entry.tally.cause).unwrap_or(Cause::Unknown)
}

/// From the first to the last request.
pub fn span<'a>(requests: impl IntoIterator<Item = &'a Request>) -> Option<(Instant, Instant)> {
    requests.into_iter().filter_map(Request::started_at).fold(None, |span, at| match span {
        None => Some((at, at)),
        Some((first, last)) => Some((at.min(first), at.max(last))),
    })
}

/// What the answers to these requests are cached under.
pub fn cache_keys<'a>(
    requests: impl IntoIterator<Item = &'a Request>,
    from: Instant,
    until: Instant,
) -> CacheKeys {
    CacheKeys { keys: entries(requests), from: Some(from), until: Some(until) }
}

/// The keys of the cache entries of these requests, each once.
pub fn entries<'a>(requests: impl IntoIterator<Item = &'a Request>) -> Vec<i64> {
    let key = |request: &'a Request| key_of_cache(request, identity(request)?);
    let mut keys: Vec<i64> = requests.into_iter().filter_map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn identity(request: &Request) -> Option<&str> {
    request.lines.iter().find_map(|line| match sentence::read(&line.text) {
        Sentence::IncomingIdentity(identity) if !identity.is_empty() => Some(identity),
        _ => None,
    })
}
