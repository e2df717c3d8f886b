//! Files that are sent: by a plain form, or by the page's script, which wants JSON.

use std::sync::Arc;

use app::{pages::import::data::ImportSummary, urls};
use axum::{
    Json,
    extract::{Multipart, State, multipart::MultipartError},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{Failure, Shared, see_other, wants_json};
use crate::ingest::{
    IngestError,
    parcel::{self, Parcel},
};

/// Bytes that may still come after we know that the file is no good: a browser that is cut off while it sends shows a
/// broken connection, not our answer.
const DRAINED: usize = 64 * 1024 * 1024;

/// What a script is told.
#[derive(Debug, Serialize)]
struct Problem {
    problem: String,
}

/// Imports what stands in multipart fields `file`, all together.
pub async fn import(
    State(shared): State<Shared>,
    headers: HeaderMap,
    multipart: Multipart,
) -> Result<Response, Failure> {
    let imported = match Box::pin(read_and_store(&shared, multipart)).await {
        Ok(summary) => Ok(summary),
        Err(Refusal::Ingest(
            why @ (IngestError::Read(_)
            | IngestError::ReadOneOf { .. }
            | IngestError::OnlyConfiguration
            | IngestError::LateConfiguration { .. }
            | IngestError::TooLarge { .. }
            | IngestError::Partly { .. }),
        )) => Err(why.to_string()),
        Err(Refusal::Ingest(error)) => return Err(error.into()),
        Err(Refusal::NoFile) => Err("choose a file first".to_owned()),
        Err(Refusal::Sending) => Err("the file did not arrive whole; send it again".to_owned()),
    };
    Ok(match (imported, wants_json(&headers)) {
        (Ok(summary), true) => Json(summary).into_response(),
        (Ok(summary), false) => see_other(&urls::imported(summary.import_id)),
        (Err(problem), true) => (StatusCode::UNPROCESSABLE_ENTITY, Json(Problem { problem })).into_response(),
        (Err(problem), false) => see_other(&format!("{}?problem={}", urls::IMPORT, urls::encode(&problem))),
    })
}

/// Why a file that was sent is not stored.
enum Refusal {
    Ingest(IngestError),
    NoFile,
    Sending,
}

impl From<IngestError> for Refusal {
    fn from(error: IngestError) -> Self {
        Self::Ingest(error)
    }
}

impl From<MultipartError> for Refusal {
    fn from(_error: MultipartError) -> Self {
        Self::Sending
    }
}

async fn read_and_store(shared: &Shared, mut multipart: Multipart) -> Result<ImportSummary, Refusal> {
    let limit = shared.settings.upload_mib * 1024 * 1024;
    let too_large = || Refusal::from(IngestError::TooLarge { limit_mib: shared.settings.upload_mib });
    let mut parcel = Parcel::new(shared.desk.ingest(), shared.desk.intake(), Arc::new(|_| {}));
    let mut n_bytes = 0_usize;
    while let Some(mut field) = multipart.next_field().await? {
        if field.name() != Some("file") {
            continue;
        }
        let name = shown_name(field.file_name().unwrap_or_default());
        // A log that is long is read as it arrives.
        let mut held = Vec::new();
        let mut reading = None;
        let mut n_drained = 0_usize;
        let mut is_wanted = true;
        while let Some(piece) = field.chunk().await? {
            n_bytes = n_bytes.saturating_add(piece.len());
            if !is_wanted || n_bytes > limit {
                n_drained += piece.len();
                held.clear();
                if n_drained > DRAINED {
                    break;
                }
                continue;
            }
            held.extend_from_slice(&piece);
            if reading.is_none() && held.len() > parcel::SHORT {
                reading = Some(parcel.begin(&name).await?);
            }
            if let Some(reading) = &reading {
                is_wanted = reading.feed(std::mem::take(&mut held)).await;
            }
        }
        match reading {
            _ if n_bytes > limit && is_wanted => return Err(too_large()),
            Some(reading) => parcel.end(reading).await?,
            // A form in which nothing was chosen has a file without name and content.
            None if held.is_empty() && name.is_empty() => {}
            None => parcel.add(&name, held).await?,
        }
    }
    match parcel.finish().await? {
        Some(summary) => Ok(summary),
        None => Err(Refusal::NoFile),
    }
}

/// The file's name as it is shown: what stands behind the last slash, without control characters, not too long.
fn shown_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.chars().filter(|character| !character.is_control()).take(200).collect()
}
