//! What is carried elsewhere of a page and is not on it: the lines that prove an incident, the region, and whole lists.

use app::pages::{
    incidents::data::{IncidentRow, Proof},
    requests::data::{RequestRow, RequestsQuery},
};
use engine::{export::record::proving, ids::StageName, incident::State};
use sqlx::PgConnection;

use super::{
    Desk,
    incidents::{MOST, is_to_be_looked_at, row},
    requests::{looked_up, understood},
};
use crate::storage::{
    StorageError, incidents,
    listing::{self, Listed, Position},
    requests, stage_facts,
};

impl Desk {
    /// A portion of the calls that match, the newest first, and where it ended.
    pub async fn calls(
        &self,
        query: &RequestsQuery,
        older_than: Option<Position>,
        most: i64,
    ) -> Result<(Vec<RequestRow>, Option<Position>), StorageError> {
        let mut asking = self.asking().await?;
        let query = understood(&mut asking, query).await?;
        let filters = looked_up(&mut asking, &query).await?;
        let listed = listing::page(&mut asking, &filters, older_than, most).await?;
        asking.end().await?;
        let end = listed.last().map(|last| last.position);
        Ok((listed.into_iter().map(|Listed { row, .. }| row).collect(), end))
    }

    /// The incidents of a state, as many as are looked at; without one, those that somebody should look at.
    pub async fn incidents_of(&self, state: Option<&str>) -> Result<Vec<IncidentRow>, StorageError> {
        let now = self.now();
        let wanted = state.and_then(State::from_id).filter(|state| !is_to_be_looked_at(*state));
        let mut connection = self.connection().await?;
        let listed = incidents::list(&mut connection, None, MOST).await?;
        let rows = listed.into_iter().map(|one| {
            let state = one.handled.state(now);
            row(one, state, now)
        });
        let is_wanted = |row: &IncidentRow| match wanted {
            Some(state) => row.state == state,
            None => is_to_be_looked_at(row.state),
        };
        Ok(rows.filter(is_wanted).collect())
    }

    /// What of a call proves why it ended so; `None` when there is none of this reference.
    pub(super) async fn proof(
        &self,
        connection: &mut PgConnection,
        reference: &str,
    ) -> Result<Option<Proof>, StorageError> {
        let stored = requests::find(connection, &self.codec, reference).await?;
        Ok(stored.map(|stored| Proof {
            reference: reference.to_owned(),
            grade: stored.diagnosis.grade,
            lines: proving(&stored.request, &stored.diagnosis).cloned().collect(),
            statement: stored.diagnosis.statement,
            policy: stored.diagnosis.policy,
        }))
    }
}

/// The region of a stage: as the ARN of a call names it, else as those of the stage's other calls do.
pub(super) async fn region(
    connection: &mut PgConnection,
    api_id: &str,
    stage: &str,
    method_arn: Option<&str>,
) -> Result<Option<String>, StorageError> {
    let of = |arn: &str| arn.split(':').nth(3).filter(|region| !region.is_empty()).map(str::to_owned);
    if let Some(region) = method_arn.and_then(of) {
        return Ok(Some(region));
    }
    let facts = stage_facts::all(connection).await?;
    Ok(facts.iter().find_map(|((api, name), facts)| {
        let is_it = api.as_str() == api_id && name.as_ref().map_or("", StageName::as_str) == stage;
        of(facts.arn_start().filter(|_| is_it)?)
    }))
}
