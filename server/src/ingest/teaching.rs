//! What the stored configurations tell of how lines are read: the formats of access logs, and the headers that hold tokens.

use std::sync::{Arc, Mutex, PoisonError};

use engine::log::Intake;

use super::delivery::Ingest;
use crate::storage::{
    StorageError, failed,
    snapshots::{self, State},
};

/// An intake that was taught, and by what.
#[derive(Debug, Clone, Default)]
pub struct Taught(Arc<Mutex<Option<(State, Intake)>>>);

impl Taught {
    fn by(&self, state: State) -> Option<Intake> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|(by, _)| *by == state).map(|(_, intake)| intake.clone())
    }
}

impl Ingest {
    /// How messages are taken in, by all that is known of the APIs.
    pub async fn intake(&self) -> Result<Intake, StorageError> {
        let mut connection = self.pool.acquire().await.map_err(failed("connect to the database"))?;
        let state = snapshots::state(&mut connection).await?;
        if state.is_empty() {
            return Ok(self.intake.clone());
        }
        if let Some(taught) = self.taught.by(state) {
            return Ok(taught);
        }
        let mut taught = self.intake.clone();
        let latest = snapshots::latest(&mut connection).await?;
        let configurations = self.at_hand.read(&mut connection, &latest).await?;
        for hash in &latest {
            if let Some(configuration) = configurations.get(hash) {
                taught.learn(configuration);
            }
        }
        *self.taught.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((state, taught.clone()));
        Ok(taught)
    }
}
