//! Which events of the stretch that is read again are stored: a fingerprint of each.

use std::collections::HashMap;

use aws::LogEvent;
use engine::time::Instant;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// A fingerprint's length.
const LENGTH: usize = 16;

/// The fingerprint of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// Of CloudWatch's id, which no other event has; of all there is where there is none.
    pub fn of(event: &LogEvent) -> Self {
        if !event.event_id.is_empty() {
            return Self(xxh3_128(event.event_id.as_bytes()));
        }
        let mut hash = Xxh3::new();
        hash.update(&event.at_millis.to_be_bytes());
        hash.update(event.stream.as_bytes());
        hash.update(&[0]);
        hash.update(event.message.as_bytes());
        Self(hash.digest128())
    }

    /// As bytes, behind one another.
    pub fn to_bytes(fingerprints: &[Self]) -> Vec<u8> {
        fingerprints.iter().flat_map(|fingerprint| fingerprint.0.to_be_bytes()).collect()
    }
}

/// The events that are stored and may come again.
#[derive(Debug, Clone, Default)]
pub struct Seen(HashMap<Fingerprint, Instant>);

impl Seen {
    /// As it is stored: fingerprints behind one another, of events not younger than a moment.
    pub fn of(pages: &[(Instant, Vec<u8>)]) -> Self {
        let fingerprints = pages.iter().flat_map(|(newest, bytes)| {
            let (fingerprints, _) = bytes.as_chunks::<LENGTH>();
            fingerprints.iter().map(|bytes| (Fingerprint(u128::from_be_bytes(*bytes)), *newest))
        });
        Self(fingerprints.collect())
    }

    /// Whether an event is stored.
    pub fn has(&self, fingerprint: Fingerprint) -> bool {
        self.0.contains_key(&fingerprint)
    }

    /// Remembers events, the newest of which happened at this moment.
    pub fn remember(&mut self, fingerprints: &[Fingerprint], newest: Instant) {
        self.0.extend(fingerprints.iter().map(|fingerprint| (*fingerprint, newest)));
    }

    /// Forgets what happened before a moment.
    pub fn forget(&mut self, before: Instant) {
        self.0.retain(|_, newest| *newest >= before);
    }
}
