//! The authorizers' caches: what lives in them at a moment. Whom it will refuse, or lets in, is in [`risks`]; what it would cost
//! to empty it or to be without it, in [`figures`].

mod figures;
mod risks;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use app::pages::cache::data::{AuthorizerRow, CachePage, CachesPage, EntryRow, Flushed, Served};
use engine::{
    cache::{
        DEFAULT_TTL_MS,
        state::{Alive, Given, alive},
    },
    configuration::{History, Met, Method},
    diagnosis::PolicyOrigin,
    ids::{ApiId, AuthorizerId, StageName},
    policy::{Policy, document::document},
    time::Instant,
};
use sqlx::PgConnection;
use uuid::Uuid;

use self::figures::flushed;
use super::Desk;
use crate::{
    ingest::history,
    storage::{
        StorageError,
        cache::{self, Answer, Guard},
        stage_facts,
    },
};

/// Authorizers that are listed.
const MOST_AUTHORIZERS: i64 = 200;
/// Entries on one page.
const PAGE: usize = 100;
/// Policies that are held against all methods: those of most entries.
const MOST_POLICIES: usize = 50;
/// As many moments are looked at before this one, and behind it.
const AROUND: i64 = 16;
/// More answers are not gone through for those.
const MOST_BIRTHS: i64 = 20_000;
/// Methods of an API whose configuration is not known.
const MOST_METHODS: i64 = 300;

impl Desk {
    /// Every authorizer.
    pub async fn caches_page(&self) -> Result<CachesPage, StorageError> {
        let mut connection = self.connection().await?;
        let mut guards = cache::authorizers(&mut connection, MOST_AUTHORIZERS + 1).await?;
        let is_limited = guards.len() > usize::try_from(MOST_AUTHORIZERS).unwrap_or_default();
        guards.truncate(usize::try_from(MOST_AUTHORIZERS).unwrap_or_default());
        let mut authorizers = Vec::with_capacity(guards.len());
        for guard in guards {
            let last_answer = cache::last_answer(&mut connection, &guard, self.now()).await?;
            let history = self.history(&mut connection, &guard.api_id, last_answer).await?;
            let mut row = row(&guard, &met(&history, &guard, last_answer));
            if let Some(at) = last_answer {
                row.n_alive = small(self.alive_at(&mut connection, &guard, &row, at).await?.1.len());
            }
            authorizers.push(AuthorizerRow { last_answer, ..row });
        }
        Ok(CachesPage { authorizers, is_limited })
    }

    /// The cache of one authorizer at a moment, or now; `None` when nothing tells of such an authorizer.
    pub async fn cache_page(
        &self,
        api_id: &str,
        stage: &str,
        authorizer_id: &str,
        at: Option<Instant>,
        page: u32,
    ) -> Result<Option<CachePage>, StorageError> {
        let mut connection = self.connection().await?;
        let connection = &mut *connection;
        let guards = cache::authorizers(connection, i64::MAX).await?;
        let is_wanted = |guard: &Guard| {
            (&*guard.api_id, &*guard.stage, &*guard.authorizer_id) == (api_id, stage, authorizer_id)
        };
        let Some(guard) = guards.iter().find(|guard| is_wanted(guard)) else { return Ok(None) };
        let (now, asked) = (self.now(), at);
        let at = asked.unwrap_or(now).min(now);
        let history = self.history(connection, api_id, Some(at)).await?;
        let met = met(&history, guard, Some(at));
        let last_answer = cache::last_answer(connection, guard, at).await?;
        let authorizer = AuthorizerRow { last_answer, ..row(guard, &met) };
        let ttl_ms = authorizer.ttl_ms.unwrap_or(DEFAULT_TTL_MS);

        let (answers, entries) = self.alive_at(connection, guard, &authorizer, at).await?;
        let counted =
            cache::served(connection, guard, at.plus_millis(-ttl_ms.max(DEFAULT_TTL_MS)), at).await?;
        let mut hits: HashMap<Uuid, (i64, i64)> = HashMap::new();
        let mut served = Served::default();
        for counts in &counted {
            match counts.origin {
                PolicyOrigin::Fresh => served.n_fresh += counts.n,
                PolicyOrigin::Unknown => served.n_unknown += counts.n,
                PolicyOrigin::Cached => {
                    served.n_cached += counts.n;
                    served.n_implicit += counts.n_implicit;
                    if let Some(filled_by) = counts.filled_by {
                        hits.insert(filled_by, (counts.n, counts.n_implicit));
                    }
                }
            }
        }

        let configuration = met.authorizer(Some(&api_id.into()), &authorizer_id.into());
        let (methods, are_methods_told) = methods(connection, guard, &met, at).await?;
        let (held, n_policies) = policies(connection, &answers, &entries).await?;
        let facts = stage_facts::all(connection).await?;
        let arn = facts.iter().find_map(|((api, name), facts)| {
            let is_it = api.as_str() == api_id && name.as_ref().map_or("", StageName::as_str) == stage;
            facts.arn_start().filter(|_| is_it).map(|start| format!("{start}/{stage}"))
        });
        let (policies, crosses) = risks::judged(&held, arn.as_deref(), &methods, configuration, ttl_ms);
        let stale_allow = match &arn {
            Some(arn) if ttl_ms > 0 => {
                risks::stale_allow(connection, guard, &answers, arn, at, ttl_ms).await?
            }
            _ => None,
        };

        let (around, flushed) = self.around(connection, guard, &authorizer, at, now).await?;
        let n_pages = entries.len().div_ceil(PAGE).max(1);
        let page = usize::try_from(page).unwrap_or(1).clamp(1, n_pages);
        let shown = entries.iter().skip((page - 1) * PAGE).take(PAGE);
        let shown = shown.filter_map(|entry| {
            let answer = answers.get(entry.place)?;
            let (n_hits, n_implicit) = hits.get(&answer.key.request_key).copied().unwrap_or_default();
            Some(EntryRow {
                principal: answer.principal.clone(),
                born: answer.answered_at,
                dies: entry.dies,
                reference: answer.reference.clone().unwrap_or_else(|| answer.key.reference()),
                method: answer.method.clone(),
                path: answer.path.clone(),
                policy: answer.policy_hash.map(name),
                n_hits,
                n_implicit,
                n_others: small(entry.n_others),
            })
        });
        Ok(Some(CachePage {
            identity_sources: configuration
                .map(|authorizer| authorizer.identity_sources.clone())
                .unwrap_or_default(),
            judged_with: met.judged_with,
            at,
            is_now: asked.is_none_or(|asked| asked >= now),
            entries: shown.collect(),
            n_alive: small(entries.len()),
            page: small(page),
            n_pages: small(n_pages),
            policies,
            n_policies: small(n_policies),
            are_methods_told,
            served,
            cross_talk: crosses,
            stale_allow,
            risks: risks::of_identity(&held, configuration, arn.as_deref()),
            around,
            flushed,
            flush: self.flush(connection, guard, &guards, &history, at).await?,
            methods,
            authorizer,
        }))
    }

    async fn history(
        &self,
        connection: &mut PgConnection,
        api_id: &str,
        at: Option<Instant>,
    ) -> Result<History, StorageError> {
        history::at(connection, &self.ingest().at_hand(), api_id, at).await
    }

    /// The answers that may live at a moment, and the entries that do.
    async fn alive_at(
        &self,
        connection: &mut PgConnection,
        guard: &Guard,
        authorizer: &AuthorizerRow,
        at: Instant,
    ) -> Result<(Vec<Answer>, Vec<Alive>), StorageError> {
        let ttl_ms = authorizer.ttl_ms.unwrap_or(DEFAULT_TTL_MS);
        if ttl_ms == 0 {
            return Ok((Vec::new(), Vec::new()));
        }
        let answers = cache::answers(connection, guard, at.plus_millis(-ttl_ms), at).await?;
        let given: Vec<Given> =
            answers.iter().map(|answer| Given { key: answer.cache_key, born: answer.answered_at }).collect();
        let entries = alive(&given, at, ttl_ms);
        Ok((answers, entries))
    }

    /// How many entries live at moments around this one, a quarter of a TTL apart; and the flushes between the first and the last.
    async fn around(
        &self,
        connection: &mut PgConnection,
        guard: &Guard,
        authorizer: &AuthorizerRow,
        at: Instant,
        now: Instant,
    ) -> Result<(Vec<(Instant, u32)>, Vec<Flushed>), StorageError> {
        let ttl_ms = authorizer.ttl_ms.unwrap_or(DEFAULT_TTL_MS);
        let none = || Ok((Vec::new(), Vec::new()));
        if ttl_ms == 0 {
            return none();
        }
        let step = ttl_ms.div_euclid(4).max(1_000);
        let moments: Vec<Instant> = (-AROUND..=AROUND)
            .map(|place| at.plus_millis(place * step))
            .filter(|moment| *moment <= now || *moment == at)
            .collect();
        let (Some(first), Some(last)) = (moments.first().copied(), moments.last().copied()) else {
            return none();
        };
        let mut lives =
            cache::lives(connection, guard, first.plus_millis(-ttl_ms), last, MOST_BIRTHS).await?;
        if lives.len() >= usize::try_from(MOST_BIRTHS).unwrap_or(usize::MAX) {
            return none();
        }
        let given: Vec<Given> = lives.iter().map(|one| Given { key: one.key, born: one.born }).collect();
        let times = Some((first.plus_millis(-ttl_ms), last));
        let history = history::between(connection, &self.ingest().at_hand(), &guard.api_id, times).await?;
        let flushed = flushed(&mut lives, guard, &history, first, last);
        let count = |moment| small(alive(&given, moment, ttl_ms).len());
        Ok((moments.into_iter().map(|moment| (moment, count(moment))).collect(), flushed))
    }
}

/// A policy that entries hold.
struct Held {
    hash: Uuid,
    n_entries: u32,
    policy: Policy,
}

fn met<'a>(history: &'a History, guard: &Guard, at: Option<Instant>) -> Met<'a> {
    let stage = Some(StageName::from(guard.stage.as_str())).filter(|_| !guard.stage.is_empty());
    history.at(Some(&ApiId::from(guard.api_id.as_str())), stage.as_ref(), at)
}

fn row(guard: &Guard, met: &Met<'_>) -> AuthorizerRow {
    let authorizer_id = AuthorizerId::from(guard.authorizer_id.as_str());
    let authorizer = met.authorizer(Some(&guard.api_id.as_str().into()), &authorizer_id);
    AuthorizerRow {
        api_id: guard.api_id.clone(),
        stage: guard.stage.clone(),
        authorizer_id: guard.authorizer_id.clone(),
        name: authorizer.and_then(|authorizer| authorizer.name.clone()),
        is_sample: guard.is_sample,
        ttl_ms: authorizer.map(|authorizer| i64::from(authorizer.ttl_seconds) * 1000),
        last_answer: None,
        n_alive: 0,
    }
}

/// The methods that the authorizer guards, by path: as they were deployed, else as they were called.
async fn methods(
    connection: &mut PgConnection,
    guard: &Guard,
    met: &Met<'_>,
    at: Instant,
) -> Result<(Vec<Method>, bool), StorageError> {
    let told = met.methods(Some(&guard.api_id.as_str().into()));
    if !told.is_empty() {
        let is_guarded = |method: &&Method| {
            method.authorizer_id.as_ref().is_some_and(|id| id.as_str() == guard.authorizer_id)
        };
        let mut methods: Vec<Method> = told.iter().filter(is_guarded).cloned().collect();
        methods.sort_unstable();
        return Ok((methods, true));
    }
    let seen = cache::methods_seen(connection, guard, at, MOST_METHODS).await?;
    let method = |(verb, path)| Method { verb, path, authorization: None, authorizer_id: None };
    Ok((seen.into_iter().map(method).collect(), false))
}

/// The policies of most entries, those of most first; and how many there are.
async fn policies(
    connection: &mut PgConnection,
    answers: &[Answer],
    entries: &[Alive],
) -> Result<(Vec<Held>, usize), StorageError> {
    let mut n_entries: BTreeMap<Uuid, u32> = BTreeMap::new();
    for hash in entries.iter().filter_map(|entry| answers.get(entry.place)?.policy_hash) {
        *n_entries.entry(hash).or_default() += 1;
    }
    let n_policies = n_entries.len();
    let mut n_entries: Vec<(Uuid, u32)> = n_entries.into_iter().collect();
    n_entries.sort_by_key(|(hash, n)| (Reverse(*n), *hash));
    n_entries.truncate(MOST_POLICIES);
    let hashes: Vec<Uuid> = n_entries.iter().map(|(hash, _)| *hash).collect();
    let documents: BTreeMap<Uuid, String> = cache::policies(connection, &hashes).await?.into_iter().collect();
    let held = n_entries
        .into_iter()
        .filter_map(|(hash, n_entries)| {
            Some(Held { hash, n_entries, policy: document(documents.get(&hash)?) })
        })
        .collect();
    Ok((held, n_policies))
}

/// By what a policy is told: the beginning of its hash.
fn name(hash: Uuid) -> String {
    hash.simple().to_string().chars().take(8).collect()
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
