//! APIs that are asked again and again how they are configured: what AWS says is kept when it is news.
//!
//! The quota of API Gateway's control plane is the whole account's and small, so one API is asked after the other, each question
//! in its turn (see `aws`). What may not be read, or is no longer there, is named on the page of sources and does not keep the others back.

use std::time::Duration;

use aws::{AwsError, ConfigurationSource, Missing, Surroundings};
use engine::configuration::snapshots;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::{
    way,
    worker::{End, Failure, Work},
};
use crate::storage::{
    pulls::{self, Advance},
    requests::Origin,
    sources::{self, Configurations},
};

/// No more is told of what is missing.
const MOST_MISSING: usize = 50;

/// What came of asking, as it is kept with the pull.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Taken {
    /// APIs that were described.
    pub n_apis: usize,
    /// Parts that could not be read, each with why.
    pub missing: Vec<(String, String)>,
}

/// Asks each of them once, and rests until it is time again.
pub(super) async fn take(
    work: &Work<'_>,
    wanted: &Configurations,
    stop: &mut watch::Receiver<bool>,
) -> Result<End, Failure> {
    let source = work.tools.clients.configuration_source(&way(&wanted.reach)).await;
    tokio::select! {
        taken = all(work, wanted, &*source) => taken,
        // What was kept stays; the rest is asked for again.
        _ = stop.wait_for(|is_told| *is_told) => Ok(End::Rest(Duration::ZERO)),
    }
}

async fn all(
    work: &Work<'_>,
    wanted: &Configurations,
    source: &dyn ConfigurationSource,
) -> Result<End, Failure> {
    let surroundings = source.surroundings().await?;
    let api_ids = if wanted.api_ids.is_empty() {
        source.rest_apis().await?.into_iter().map(|api| api.id).collect()
    } else {
        wanted.api_ids.clone()
    };
    let mut taken = Taken::default();
    for api_id in &api_ids {
        if !work.is_held().await? {
            return Ok(End::Over);
        }
        match one(work, source, api_id, &surroundings).await {
            Ok(missing) => {
                taken.n_apis += 1;
                taken.note(missing.into_iter().map(|missing| (missing.part, missing.why)));
            }
            Err(Failure::Aws(why @ (AwsError::NotThere { .. } | AwsError::NoRight { .. }))) => {
                taken.note([(api_id.clone(), why.to_string())]);
                if api_ids.len() == 1 {
                    return Err(why.into());
                }
            }
            Err(why) => return Err(why),
        }
    }
    let now = work.tools.clock.now();
    let advance = Advance {
        read_until: now,
        checkpoint: serde_json::to_value(&taken).unwrap_or_default(),
        n_events: 0,
        is_finished: false,
    };
    let mut connection = work.connection().await?;
    if !pulls::advance(&mut connection, work.worker, work.pull.pull_id, &advance, now).await? {
        return Ok(End::Over);
    }
    sources::note_answer(&mut connection, work.pull.source_id, 0, None, now).await?;
    Ok(End::Rest(wanted.every))
}

impl Taken {
    /// Notes what is missing, the same once.
    fn note(&mut self, missing: impl IntoIterator<Item = (String, String)>) {
        for missing in missing {
            if self.missing.len() < MOST_MISSING && !self.missing.contains(&missing) {
                self.missing.push(missing);
            }
        }
    }
}

/// Asks one, and keeps what is news.
async fn one(
    work: &Work<'_>,
    source: &dyn ConfigurationSource,
    api_id: &str,
    surroundings: &Surroundings,
) -> Result<Vec<Missing>, Failure> {
    let mut bundle = source.bundle(api_id, surroundings).await?;
    if let Some(fields) = bundle.document.as_object_mut() {
        fields.insert("takenAt".to_owned(), work.tools.clock.now().to_string().into());
    }
    // Redacting a large one takes a while.
    let text = bundle.document.to_string();
    let read = tokio::task::spawn_blocking(move || snapshots(&text)).await.map_err(|_| Failure::Unread)?;
    let snapshots = read.map_err(|_| Failure::Unread)?;
    let origin = Origin { source_id: Some(work.pull.source_id), ..Origin::default() };
    work.tools.ingest.keep_snapshots(&snapshots, origin).await?;
    Ok(bundle.missing)
}
