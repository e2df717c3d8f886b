//! What a cache does that its authorizer would not: refuses what its policies are not about, lets in who is refused by now, holds for
//! facts that it does not know.

use std::collections::{BTreeMap, BTreeSet};

use app::pages::cache::data::{CrossTalk, PolicyRow, Risk, StaleAllow};
use engine::{
    cache::{
        coverage::{Coverage, coverage},
        crosstalk::{self, cross_talk},
        stale::{self, Answered},
    },
    configuration::{Authorizer, Method},
    policy::{
        document::{self, document},
        lint::{self, AuthorizerCache, Finding, Kind, Subject, lint},
    },
    time::Instant,
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Held, name, small};
use crate::storage::{
    StorageError,
    cache::{self, Answer, Guard},
};

/// Answers that a later one may contradict: no more are looked into.
const MOST_OUTDATED: usize = 50;
/// Calls that these let in: no more are looked at.
const MOST_LET_IN: i64 = 2_000;

/// What the policies say of the methods.
pub(super) fn judged(
    held: &[Held],
    arn_of_stage: Option<&str>,
    methods: &[Method],
    authorizer: Option<&Authorizer>,
    ttl_ms: i64,
) -> (Vec<PolicyRow>, Option<CrossTalk>) {
    let rows: Vec<Vec<Coverage>> = held
        .iter()
        .map(|held| match arn_of_stage {
            Some(arn) => methods.iter().map(|method| coverage(&held.policy, arn, method)).collect(),
            None => Vec::new(),
        })
        .collect();
    let found = cross_talk(&rows, authorizer, ttl_ms).map(|crosstalk::CrossTalk { policies, methods }| {
        let policies: BTreeSet<usize> = policies.into_iter().collect();
        let of_these = held.iter().enumerate().filter(|(place, _)| policies.contains(place));
        CrossTalk {
            n_entries: of_these.map(|(_, held)| held.n_entries).sum(),
            n_methods: small(methods.len()),
        }
    });
    let policies = held.iter().zip(rows).map(|(held, coverage)| PolicyRow {
        name: name(held.hash),
        n_entries: held.n_entries,
        statements: held.policy.in_short(),
        coverage,
    });
    (policies.collect(), found)
}

/// Who is let in by an older answer though a later one refuses him.
pub(super) async fn stale_allow(
    connection: &mut PgConnection,
    guard: &Guard,
    answers: &[Answer],
    arn_of_stage: &str,
    at: Instant,
    ttl_ms: i64,
) -> Result<Option<StaleAllow>, StorageError> {
    let told: Vec<(&Answer, Answered<'_>)> = answers
        .iter()
        .filter_map(|answer| {
            let answered = Answered {
                principal: answer.principal.as_deref()?,
                key: answer.cache_key,
                born: answer.answered_at,
                policy: answer.policy_hash?.as_u128(),
            };
            Some((answer, answered))
        })
        .collect();
    let answered: Vec<Answered<'_>> = told.iter().map(|(_, answered)| *answered).collect();
    let mut outdated: BTreeMap<Uuid, &Answer> = BTreeMap::new();
    for pair in stale::outdated(&answered, ttl_ms).into_iter().take(MOST_OUTDATED) {
        if let (Some((older, _)), Some((later, _))) = (told.get(pair.place), told.get(pair.by)) {
            outdated.insert(older.key.request_key, later);
        }
    }
    if outdated.is_empty() {
        return Ok(None);
    }
    let since: Vec<(Uuid, Instant)> = outdated.iter().map(|(key, later)| (*key, later.answered_at)).collect();
    let let_in = cache::let_in(connection, guard, &since, at, MOST_LET_IN).await?;
    let hashes: BTreeSet<Uuid> = outdated.values().filter_map(|later| later.policy_hash).collect();
    let hashes: Vec<Uuid> = hashes.into_iter().collect();
    let documents = cache::policies(connection, &hashes).await?;
    let policies: BTreeMap<Uuid, _> = documents.iter().map(|(hash, json)| (*hash, document(json))).collect();
    let mut found: Option<StaleAllow> = None;
    for call in let_in {
        let Some(later) = outdated.get(&call.filled_by) else { continue };
        let policy = later.policy_hash.and_then(|hash| policies.get(&hash));
        if !policy.is_some_and(|policy| stale::refuses(policy, arn_of_stage, &call.method, &call.path)) {
            continue;
        }
        let exposed = call.at.since(later.answered_at);
        // The latest comes first.
        let found = found.get_or_insert_with(|| StaleAllow {
            n_calls: 0,
            longest_ms: 0,
            latest: call.reference.clone(),
            latest_at: call.at,
            refused_by: later.reference.clone().unwrap_or_else(|| later.key.reference()),
        });
        found.n_calls += 1;
        found.longest_ms = found.longest_ms.max(exposed);
    }
    Ok(found)
}

/// Facts that policies depend on and the cache does not know, and identities that nobody looks at.
pub(super) fn of_identity(
    held: &[Held],
    authorizer: Option<&Authorizer>,
    arn_of_stage: Option<&str>,
) -> Vec<Risk> {
    let Some(authorizer) = authorizer else { return Vec::new() };
    let mut risks: Vec<Risk> = Vec::new();
    let of = |answer: Option<&document::Answer>| {
        let api = arn_of_stage.map(lint::Api::of_method).unwrap_or_default();
        lint(&Subject {
            authorizer: answer,
            api,
            cache: AuthorizerCache::of(authorizer),
            ..Subject::default()
        })
    };
    let mut found: Vec<(Finding, Option<&Held>)> =
        of(None).into_iter().map(|finding| (finding, None)).collect();
    for held in held {
        let answer = document::Answer::of(held.policy.clone());
        found.extend(of(Some(&answer)).into_iter().map(|finding| (finding, Some(held))));
    }
    for (finding, held) in found {
        if !matches!(finding.kind, Kind::OutsideCacheKey | Kind::UncheckedIdentity) {
            continue;
        }
        let n_entries = held.map_or(0, |held| held.n_entries);
        // The address of each caller is another one, and the same finding.
        let is_same =
            |risk: &&mut Risk| risk.kind == finding.kind && risk.facts.expected == finding.facts.expected;
        match risks.iter_mut().find(is_same) {
            Some(known) => known.n_entries += n_entries,
            None => risks.push(Risk {
                kind: finding.kind,
                facts: finding.facts,
                policy: held.map(|held| name(held.hash)),
                n_entries,
            }),
        }
    }
    risks
}
