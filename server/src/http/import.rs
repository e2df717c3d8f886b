//! A file that is sent: by a plain form, or by the page's script, which wants JSON.

use app::{pages::import::data::ImportSummary, urls};
use axum::{
    Json,
    extract::{Multipart, State, multipart::MultipartError},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{Failure, Shared, see_other, wants_json};
use crate::ingest::{IngestError, reading::Reading};

/// Bytes that may still come after we know that the file is no good: a browser that is cut off while it sends shows a
/// broken connection, not our answer.
const DRAINED: usize = 64 * 1024 * 1024;

/// What a script is told.
#[derive(Debug, Serialize)]
struct Problem {
    problem: String,
}

/// Imports the multipart field `file`.
pub async fn import(
    State(shared): State<Shared>,
    headers: HeaderMap,
    multipart: Multipart,
) -> Result<Response, Failure> {
    let imported = match read_and_store(&shared, multipart).await {
        Ok(summary) => Ok(summary),
        Err(Refusal::Ingest(IngestError::Read(why))) => Err(why.to_string()),
        Err(Refusal::Ingest(why @ IngestError::TooLarge { .. })) => Err(why.to_string()),
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
    while let Some(mut field) = multipart.next_field().await? {
        if field.name() != Some("file") {
            continue;
        }
        let name = shown_name(field.file_name().unwrap_or_default());
        let limit = shared.settings.upload_mib * 1024 * 1024;
        let reading = Reading::begin(&name, shared.desk.intake());
        let mut n_bytes = 0_usize;
        let mut n_drained = 0_usize;
        let mut wants_more = true;
        while let Some(piece) = field.chunk().await? {
            n_bytes = n_bytes.saturating_add(piece.len());
            if wants_more && n_bytes <= limit {
                wants_more = reading.feed(piece.to_vec()).await;
            } else {
                n_drained += piece.len();
                if n_drained > DRAINED {
                    break;
                }
            }
        }
        if n_bytes == 0 && name.is_empty() {
            return Err(Refusal::NoFile);
        }
        if n_bytes > limit && wants_more {
            return Err(IngestError::TooLarge { limit_mib: shared.settings.upload_mib }.into());
        }
        let source = reading.finish().await?;
        return Ok(shared.desk.store(source).await?);
    }
    Err(Refusal::NoFile)
}

/// The file's name as it is shown: what stands behind the last slash, without control characters, not too long.
fn shown_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.chars().filter(|character| !character.is_control()).take(200).collect()
}
