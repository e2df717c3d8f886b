//! What somebody on call asks first, answered for the incident with the most calls in the time that the overview shows.

use app::pages::{home::data::Answer, trends::data::Trend};
use engine::{diagnosis::Cause, story::is_of_the_authorizer};
use sqlx::PgConnection;

use super::super::{
    Desk,
    configurations::marks,
    incidents::{MOST, is_to_be_looked_at, row},
    trends::{ended, sums},
};
use crate::storage::{StorageError, incidents, trends::Scope};

/// What changed so long before the first call may have caused it.
const BEFORE_MS: i64 = 24 * 60 * 60 * 1_000;
const MINUTE_MS: i64 = 60_000;

impl Desk {
    pub(super) async fn answer(
        &self,
        connection: &mut PgConnection,
        trend: &Trend,
    ) -> Result<Option<Answer>, StorageError> {
        let now = self.now();
        let mut listed = incidents::list(connection, None, MOST).await?;
        listed.retain(|one| {
            is_to_be_looked_at(one.handled.state(now)) && one.last_seen.is_some_and(|at| at >= trend.from)
        });
        let numbers: Vec<i64> = listed.iter().map(|one| one.incident_id).collect();
        let counts = incidents::trends(connection, &numbers, trend.from, trend.to, 1).await?;
        let count = |number: i64| counts.get(&number).map_or(0, |parts| parts.iter().sum::<i64>());
        let n_incidents = u32::try_from(listed.len()).unwrap_or(u32::MAX);
        // Of as many calls, the older one.
        let Some(listed) =
            listed.into_iter().max_by_key(|one| (count(one.incident_id), std::cmp::Reverse(one.incident_id)))
        else {
            return Ok(None);
        };
        let Some(since) = listed.first_seen else { return Ok(None) };
        let state = listed.handled.state(now);
        let incident = row(listed, state, now);
        let identity = &incident.identity;
        let set = |text: &'_ str| (!text.is_empty()).then(|| text.to_owned());
        let (api_id, stage) = (set(&identity.api_id), set(&identity.stage));
        let scope = Scope { api_id: api_id.as_deref(), stage: stage.as_deref(), statuses: None };
        let begins = since.max(trend.from);
        let changed = match &api_id {
            Some(api_id) => {
                let (from, to) = (since.plus_millis(-BEFORE_MS), since.plus_millis(MINUTE_MS));
                marks(connection, Some(api_id), stage.as_deref(), from, to).await?.pop()
            }
            None => None,
        };
        let all = ended(connection, Scope::default(), trend.from, trend.to).await?;
        let of = |is_meant: fn(Cause) -> bool| {
            all.iter().filter(|one| is_meant(one.why.0)).map(|one| one.n_requests).sum()
        };
        Ok(Some(Answer {
            now,
            since,
            after: sums(&ended(connection, scope, begins, trend.to).await?),
            before: sums(&ended(connection, scope, trend.from, begins).await?),
            n_ours: of(is_of_the_authorizer),
            n_beside: of(|cause| {
                !is_of_the_authorizer(cause) && !matches!(cause, Cause::None | Cause::Unknown)
            }),
            n_unknown: of(|cause| cause == Cause::Unknown),
            n_incidents,
            changed,
            incident,
        }))
    }
}
