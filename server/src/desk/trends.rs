//! Trends: how calls ended over time, and what changed meanwhile.

use std::collections::BTreeMap;

use app::pages::trends::data::{Ending, Mark, MarkKind, StageTrend, Trend, TrendsPage, TrendsQuery};
use engine::{diagnosis::Cause, time::Instant};
use sqlx::PgConnection;

use super::{Desk, configurations::marks};
use crate::storage::{
    StorageError,
    trends::{self, Counted, Range, Scope, Why, counted},
};

mod range;

/// So many reasons have a colour of their own; rarer ones share one.
const MOST_ENDINGS: usize = 5;
/// Parts of the line that a stage has in the table.
const LINE_PARTS: i64 = 24;
/// Stages that the table lists.
const MOST_STAGES: usize = 200;
const MINUTE_MS: i64 = 60_000;
const WEEK_MS: i64 = 7 * 86_400_000;
/// In no longer time flushes are looked for.
const FLUSHES_MS: i64 = 86_400_000;

impl Desk {
    /// Trends of a range.
    pub async fn trends_page(&self, query: &TrendsQuery) -> Result<TrendsPage, StorageError> {
        let mut connection = self.connection().await?;
        let mut misread = Vec::new();
        // Postgres keeps no text with this character, so nothing is called so.
        let mut kept = query.clone();
        for (name, value) in [("api", &mut kept.api), ("stage", &mut kept.stage)] {
            if value.as_ref().is_some_and(|value| value.contains('\0')) {
                *value = None;
                misread.push(name.to_owned());
            }
        }
        let scope = Scope::of(&kept);
        let stored = trends::stored(&mut connection, scope).await?;
        let chosen = range::chosen(query, stored, self.now());
        misread.extend(chosen.misread.iter().map(|name| (*name).to_owned()));
        let trend = self.trend(&mut connection, scope, chosen.range).await?;
        let stages = stages(&mut connection, scope, chosen.range).await?;
        Ok(TrendsPage { query: kept, misread, is_past: chosen.is_past, stored, trend, stages })
    }

    /// The latest that is stored, and each stage in it.
    pub(super) async fn latest_trend(
        &self,
        connection: &mut PgConnection,
        scope: Scope<'_>,
    ) -> Result<Option<(Trend, Vec<StageTrend>)>, StorageError> {
        let stored = trends::stored(connection, scope).await?;
        if stored.is_none() {
            return Ok(None);
        }
        let range = range::chosen(&TrendsQuery::default(), stored, self.now()).range;
        let trend = self.trend(connection, scope, range).await?;
        Ok(Some((trend, stages(connection, scope, range).await?)))
    }
}

impl Desk {
    async fn trend(
        &self,
        connection: &mut PgConnection,
        scope: Scope<'_>,
        range: Range,
    ) -> Result<Trend, StorageError> {
        let n_columns = usize::try_from(range.to.since(range.from) / range.step_ms).unwrap_or(0).max(1);
        let now = counted(connection, scope, range, false).await?;
        let before = counted(connection, scope, week_before(range), false).await?;
        let all = |_: &Counted| true;
        let mut marks = marks(connection, scope.api_id, scope.stage, range.from, range.to).await?;
        // A stage's answers of a few hours can be gone through, not those of all stages or of months.
        if let (Some(api_id), Some(stage)) = (scope.api_id, scope.stage)
            && range.to.since(range.from) <= FLUSHES_MS
        {
            let flushes =
                self.flushes_of_stage(connection, api_id, stage, range.from, range.to).await?.into_iter();
            marks.extend(flushes.filter(|one| (range.from..range.to).contains(&one.before)).map(|one| {
                Mark {
                    at: one.before,
                    kind: MarkKind::Flushed,
                    api_id: api_id.to_owned(),
                    stage: Some(stage.to_owned()),
                }
            }));
            marks.sort_by_key(|mark| mark.at);
        }
        Ok(Trend {
            from: range.from,
            to: range.to,
            step_ms: range.step_ms,
            calls: columns(&now, n_columns, all),
            endings: endings(&now, n_columns),
            week_before: columns(&before, n_columns, is_refused),
            marks,
        })
    }
}

/// How calls ended between two moments.
pub(super) async fn ended(
    connection: &mut PgConnection,
    scope: Scope<'_>,
    from: Instant,
    to: Instant,
) -> Result<Vec<Counted>, StorageError> {
    if from >= to {
        return Ok(Vec::new());
    }
    counted(connection, scope, Range { from, to, step_ms: to.since(from) }, false).await
}

/// All calls of these, and those that were refused or failed.
pub(super) fn sums(counted: &[Counted]) -> (i64, i64) {
    counted.iter().fold((0, 0), |(all, refused), one| {
        (all + one.n_requests, refused + if is_refused(one) { one.n_requests } else { 0 })
    })
}

fn week_before(range: Range) -> Range {
    let earlier = |at: Instant| at.plus_millis(-WEEK_MS);
    Range { from: earlier(range.from), to: earlier(range.to), ..range }
}

fn is_refused(one: &Counted) -> bool {
    one.why.0 != Cause::None
}

/// How many of these are in each column.
fn columns(counted: &[Counted], n_columns: usize, is_meant: impl Fn(&Counted) -> bool) -> Vec<i64> {
    let mut columns = vec![0; n_columns];
    for one in counted.iter().filter(|one| is_meant(one)) {
        if let Some(column) = columns.get_mut(one.place) {
            *column += one.n_requests;
        }
    }
    columns
}

/// What was refused or failed, by why; the most frequent first, rare reasons as one.
fn endings(counted: &[Counted], n_columns: usize) -> Vec<Ending> {
    let mut sums: BTreeMap<Why, i64> = BTreeMap::new();
    for one in counted.iter().filter(|one| is_refused(one)) {
        *sums.entry(one.why).or_default() += one.n_requests;
    }
    let mut ranked: Vec<(Why, i64)> = sums.into_iter().collect();
    ranked.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let whys: Vec<Why> = ranked.into_iter().map(|(why, _)| why).collect();
    // One that is left over gets the colour that "all others" would have.
    let n_own = if whys.len() <= MOST_ENDINGS + 1 { whys.len() } else { MOST_ENDINGS };
    let (own, rare) = whys.split_at(n_own);
    let mut endings: Vec<Ending> = own
        .iter()
        .map(|&(cause, deny, policy_origin)| Ending {
            cause: Some(cause),
            deny,
            policy_origin,
            counts: columns(counted, n_columns, |one| one.why == (cause, deny, policy_origin)),
        })
        .collect();
    if !rare.is_empty() {
        let counts = columns(counted, n_columns, |one| rare.contains(&one.why));
        endings.push(Ending { cause: None, deny: None, policy_origin: None, counts });
    }
    endings
}

/// Each stage of the range, the most refused first.
async fn stages(
    connection: &mut PgConnection,
    scope: Scope<'_>,
    range: Range,
) -> Result<Vec<StageTrend>, StorageError> {
    let length = range.to.since(range.from);
    let part = (length / LINE_PARTS / MINUTE_MS).max(1) * MINUTE_MS;
    let n_parts = usize::try_from((length + part - 1) / part).unwrap_or(0).max(1);
    let now = counted(connection, scope, Range { step_ms: part, ..range }, true).await?;
    let before =
        counted(connection, scope, Range { step_ms: length.max(MINUTE_MS), ..week_before(range) }, true)
            .await?;
    let mut by_stage: BTreeMap<(&str, &str), Vec<Counted>> = BTreeMap::new();
    for one in &now {
        by_stage.entry((&one.api_id, &one.stage)).or_default().push(one.clone());
    }
    let mut stages: Vec<StageTrend> = by_stage
        .into_iter()
        .map(|((api_id, stage), counted)| {
            let mut earlier =
                before.iter().filter(|one| one.api_id == api_id && one.stage == stage).peekable();
            let week_before = earlier.peek().is_some().then(|| {
                earlier.fold((0, 0), |(all, refused), one| {
                    (all + one.n_requests, refused + if is_refused(one) { one.n_requests } else { 0 })
                })
            });
            let line = columns(&counted, n_parts, is_refused);
            StageTrend {
                n_requests: counted.iter().map(|one| one.n_requests).sum(),
                n_refused: line.iter().sum(),
                week_before,
                top: endings(&counted, n_parts).into_iter().find(|ending| ending.cause.is_some()),
                line,
                api_id: api_id.to_owned(),
                stage: stage.to_owned(),
            }
        })
        .collect();
    stages.sort_by_key(|stage| std::cmp::Reverse((stage.n_refused, stage.n_requests)));
    stages.truncate(MOST_STAGES);
    Ok(stages)
}
