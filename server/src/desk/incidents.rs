//! Incidents: which there are, what is behind one, and what people do about it.

use app::{
    pages::incidents::data::{
        Activity, Asked, BatchDone, Caller, Changed, IncidentPage, IncidentRow, IncidentsPage, Person, Trend,
    },
    viewer::Viewer,
};
use engine::{
    configuration::{Snapshot, difference::difference},
    incident::State,
    time::Instant,
};
use sqlx::PgConnection;

use super::{Desk, remedies::Refusal, takeaway};
use crate::storage::{
    StorageError, batches,
    incidents::{self, Doing, Listed, Owner, Part},
    listing, snapshots, team,
};

/// More incidents are not looked at.
pub(super) const MOST: i64 = 500;
/// Of these, so many are shown.
const SHOWN: usize = 100;
/// The time over which lists draw calls.
const DRAWN_MS: i64 = 24 * 60 * 60 * 1_000;
/// In so many parts.
const PARTS: i32 = 48;
/// Methods, callers and calls that one incident's page shows.
const MOST_PARTS: i64 = 8;
const LATEST: i64 = 10;
/// Entries of what was said and done.
const MOST_ACTIVITY: i64 = 500;
/// What changed so long before the first call may have caused it.
const BEFORE_MS: i64 = 24 * 60 * 60 * 1_000;
/// Changes that are shown.
const MOST_CHANGES: usize = 20;
const MINUTE_MS: i64 = 60_000;

impl Desk {
    /// The incidents of a state; without one, those that somebody should look at. `batch`: what was done just now.
    pub async fn incidents_page(
        &self,
        viewer: &Viewer,
        state: Option<&str>,
        batch: Option<i64>,
    ) -> Result<IncidentsPage, StorageError> {
        let now = self.now();
        let state = state.and_then(State::from_id).filter(|state| !is_to_be_looked_at(*state));
        let mut connection = self.connection().await?;
        let listed = incidents::list(&mut connection, None, MOST).await?;
        let is_cut = listed.len() >= usize::try_from(MOST).unwrap_or(usize::MAX);
        let states: Vec<State> = listed.iter().map(|one| one.handled.state(now)).collect();
        let count = |state: State| {
            let n = states.iter().filter(|known| **known == state).count();
            (state, u32::try_from(n).unwrap_or(u32::MAX))
        };
        let counts = State::ALL.iter().map(|state| count(*state)).collect();
        let wanted = listed.into_iter().zip(states).filter(|(_, known)| match state {
            Some(state) => *known == state,
            None => is_to_be_looked_at(*known),
        });
        let mut wanted: Vec<(Listed, State)> = wanted.collect();
        let is_limited = is_cut || wanted.len() > SHOWN;
        wanted.truncate(SHOWN);
        let window = window(wanted.iter().map(|(listed, _)| listed));
        let mut rows: Vec<IncidentRow> =
            wanted.into_iter().map(|(listed, state)| row(listed, state, now)).collect();
        if let Some(window) = window {
            draw(&mut connection, &mut rows, window).await?;
        }
        let done = match batch {
            Some(batch) => batches::find(&mut connection, batch, viewer.user_id, now).await?,
            None => None,
        };
        let done = done.map(|batch| BatchDone {
            batch_id: batch.batch_id,
            kind: batch.kind,
            n: batch.n,
            n_undone: batch.n_undone,
        });
        let people = people(&mut connection, viewer).await?;
        Ok(IncidentsPage { now, state, counts, incidents: rows, is_limited, done, people })
    }

    /// One; `None` when there is none of this number.
    pub async fn incident_page(
        &self,
        viewer: &Viewer,
        incident_id: i64,
    ) -> Result<Option<IncidentPage>, StorageError> {
        let now = self.now();
        let mut connection = self.connection().await?;
        let connection = &mut *connection;
        let Some(listed) = incidents::list(connection, Some(incident_id), 1).await?.pop() else {
            return Ok(None);
        };
        let key = listed.incident.key;
        let methods = incidents::methods(connection, key, MOST_PARTS).await?;
        let callers = incidents::callers(connection, key, MOST_PARTS).await?;
        let latest = listing::of_incident(connection, key, LATEST).await?;
        let changes = changes(connection, &listed).await?;
        let activity = incidents::activity(connection, incident_id, MOST_ACTIVITY).await?;
        let people = people(connection, viewer).await?;
        let is_mine = listed.owner.as_deref() == Some(viewer.name.as_str());
        let window = window([&listed].into_iter());
        let state = listed.handled.state(now);
        let mut rows = vec![row(listed, state, now)];
        if let Some(window) = window {
            draw(connection, &mut rows, window).await?;
        }
        let Some(incident) = rows.pop() else { return Ok(None) };
        let identity = incident.identity.clone();
        let refusal = Refusal {
            cause: identity.cause,
            deny: identity.deny,
            policy_origin: identity.policy_origin,
            api_id: &identity.api_id,
            stage: &identity.stage,
            authorizer_id: &identity.authorizer_id,
            method_arn: None,
            asked: methods
                .iter()
                .filter_map(|part| Some((part.value.0.as_deref()?, part.value.1.as_deref()?)))
                .collect(),
            heals_at: incident.heals_at,
            at: incident.last_seen,
            evaluation: None,
        };
        let cards = self.cards(connection, refusal).await?;
        let proof = match latest.first() {
            Some(latest) => self.proof(connection, &latest.row.reference).await?,
            None => None,
        };
        let region = takeaway::region(connection, &identity.api_id, &identity.stage, None).await?;
        let asked = |Part { value: (method, path), n }| Asked { method, path, n };
        let caller = |Part { value: (principal, _), n }| Caller { principal, n };
        let said = |one: incidents::Activity| Activity {
            user: one.user,
            kind: one.kind,
            body: one.body,
            at: one.at,
        };
        Ok(Some(IncidentPage {
            now,
            incident,
            is_mine,
            people,
            cards,
            methods: methods.into_iter().map(asked).collect(),
            callers: callers.into_iter().map(caller).collect(),
            latest: latest.into_iter().map(|listed| listed.row).collect(),
            changes,
            activity: activity.into_iter().map(said).collect(),
            proof,
            region,
        }))
    }

    /// Does something about an incident. Gives whether there is such a one.
    pub async fn act(&self, viewer: &Viewer, incident_id: i64, doing: &Doing) -> Result<bool, StorageError> {
        let mut connection = self.connection().await?;
        let n = incidents::act(&mut connection, &[incident_id], viewer.user_id, doing, self.now()).await?;
        Ok(n > 0)
    }

    /// Does it about several at once; gives the number under which it can be undone, or `None` when there is none of them.
    pub async fn act_on_several(
        &self,
        viewer: &Viewer,
        incident_ids: &[i64],
        doing: &Doing,
    ) -> Result<Option<i64>, StorageError> {
        let mut connection = self.connection().await?;
        batches::act(&mut connection, incident_ids, viewer.user_id, doing, self.now()).await
    }

    /// Undoes that, once; gives whether it could be.
    pub async fn undo_batch(&self, viewer: &Viewer, batch_id: i64) -> Result<bool, StorageError> {
        let mut connection = self.connection().await?;
        batches::undo(&mut connection, batch_id, viewer.user_id, self.now()).await
    }

    /// Who of those that are here has this id.
    pub async fn owner(&self, user_id: i64) -> Result<Option<Owner>, StorageError> {
        let mut connection = self.connection().await?;
        team::owner(&mut connection, user_id).await
    }
}

/// Who can look after an incident.
async fn people(connection: &mut PgConnection, viewer: &Viewer) -> Result<Vec<Person>, StorageError> {
    let people = team::people(connection).await?.into_iter().filter(|person| person.removed_at.is_none());
    let person = |person: team::Person| Person {
        is_viewer: person.user_id == viewer.user_id,
        user_id: person.user_id,
        name: person.name,
    };
    Ok(people.map(person).collect())
}

pub(super) fn is_to_be_looked_at(state: State) -> bool {
    matches!(state, State::Open | State::Regressed)
}

/// The time that is drawn: up to the last call of all, and as long before it as there are calls, a day at most.
fn window<'a>(listed: impl Iterator<Item = &'a Listed> + Clone) -> Option<(Instant, Instant)> {
    let until = listed.clone().filter_map(|one| one.last_seen).max()?.plus_millis(MINUTE_MS);
    let first = listed.filter_map(|one| one.first_seen).min()?;
    // No part is shorter than a minute, which is what is counted.
    let longest = until.plus_millis(-i64::from(PARTS) * MINUTE_MS);
    Some((first.min(longest).max(until.plus_millis(-DRAWN_MS)), until))
}

/// An incident as lists show it.
pub(super) fn row(listed: Listed, state: State, now: Instant) -> IncidentRow {
    IncidentRow {
        incident_id: listed.incident_id,
        identity: listed.incident.identity,
        is_sample: listed.incident.is_sample,
        state,
        n_requests: listed.n_requests,
        n_callers: listed.n_callers,
        has_more_callers: listed.has_more_callers,
        first_seen: listed.first_seen,
        last_seen: listed.last_seen,
        owner: listed.owner,
        resolved_at: listed.resolved_at,
        ignored_until: listed.ignored_until,
        heals_at: listed.heals_at.filter(|at| *at > now),
        trend: Trend::default(),
    }
}

/// Draws how their calls came.
async fn draw(
    connection: &mut PgConnection,
    rows: &mut [IncidentRow],
    (from, until): (Instant, Instant),
) -> Result<(), StorageError> {
    let numbers: Vec<i64> = rows.iter().map(|row| row.incident_id).collect();
    let mut trends = incidents::trends(connection, &numbers, from, until, PARTS).await?;
    for row in rows {
        if let Some(counts) = trends.remove(&row.incident_id) {
            row.trend = Trend { window: Some((from, until)), counts };
        }
    }
    Ok(())
}

/// What changed at the API from a day before the first call until the last.
async fn changes(connection: &mut PgConnection, listed: &Listed) -> Result<Vec<Changed>, StorageError> {
    let (Some(first), Some(last)) = (listed.first_seen, listed.last_seen) else { return Ok(Vec::new()) };
    let api_id = &listed.incident.identity.api_id;
    if api_id.is_empty() {
        return Ok(Vec::new());
    }
    let seen = snapshots::of_apis(connection, std::slice::from_ref(api_id)).await?;
    let from = first.plus_millis(-BEFORE_MS);
    let is_near = |at: Option<Instant>| at.is_some_and(|at| at >= from && at <= last.plus_millis(MINUTE_MS));
    let mut near: Vec<(usize, Instant)> = seen
        .iter()
        .enumerate()
        .filter(|(_, seen)| is_near(seen.from))
        .filter_map(|(place, seen)| Some((place, seen.from?)))
        .collect();
    if near.len() > MOST_CHANGES {
        near.drain(..near.len() - MOST_CHANGES);
    }
    let mut changes = Vec::new();
    for (place, at) in near {
        let before = place.checked_sub(1).and_then(|before| seen.get(before));
        let (Some(before), Some(after)) = (before, seen.get(place)) else { continue };
        let hashes = [before.content_hash, after.content_hash];
        let documents = snapshots::documents(connection, &hashes).await?;
        let snapshot = |hash| {
            let (_, document) = documents.iter().find(|(known, _)| *known == hash)?;
            Snapshot::stored(document.clone())
        };
        if let (Some(before), Some(after)) = (snapshot(before.content_hash), snapshot(after.content_hash)) {
            let found = difference(&before, &after);
            if !found.is_empty() {
                changes.push(Changed { at, changes: found });
            }
        }
    }
    Ok(changes)
}
