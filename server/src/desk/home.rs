//! The overview.

mod answer;

use app::pages::home::data::HomePage;

use super::Desk;
use crate::storage::{StorageError, counts, imports, listing, trends::Scope};

/// As many imports as the overview shows.
const N_IMPORTS: i64 = 5;

impl Desk {
    /// All that the overview shows.
    pub async fn home_page(&self) -> Result<HomePage, StorageError> {
        let mut connection = self.connection().await?;
        let totals = counts::totals(&mut connection).await?;
        let latest = self.latest_trend(&mut connection, Scope::default()).await?;
        let answer = match &latest {
            Some((trend, _)) => self.answer(&mut connection, trend).await?,
            None => None,
        };
        let (trend, stages) = latest.unzip();
        Ok(HomePage {
            n_requests: totals.n_requests,
            n_refused: totals.n_refused,
            trend,
            stages: stages.unwrap_or_default(),
            answer,
            window: listing::window(&mut connection).await?,
            findings: listing::findings(&mut connection).await?,
            has_sample: totals.has_sample,
            imports: imports::latest(&mut connection, N_IMPORTS).await?,
        })
    }
}
