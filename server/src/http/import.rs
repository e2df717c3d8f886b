//! Files that are sent: by a plain form, which is led to the result; by a program, which wants JSON; or by the page's script, which
//! wants to watch: a line of JSON every moment ([`Line`]), the last of them the result. Whoever hangs up stops the import.

use std::{convert::Infallible, pin::pin, sync::Arc, time::Duration};

use app::{pages::import::data::ImportSummary, urls};
use axum::{
    Json,
    body::Body,
    extract::{Multipart, State, multipart::MultipartError},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use serde::Serialize;
use tokio::sync::{mpsc, watch};

use super::{Failure, Shared, accepts, see_other, wants_json};
use crate::ingest::{
    IngestError,
    import::{Progress, Watcher},
    parcel::{self, Parcel},
};

/// Bytes that may still come after we know that the file is no good: a browser that is cut off while it sends shows a
/// broken connection, not our answer.
const DRAINED: usize = 64 * 1024 * 1024;

/// How often somebody who watches is told.
const MOMENT: Duration = Duration::from_millis(400);

/// What a program is told.
#[derive(Debug, Serialize)]
struct Problem {
    problem: String,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, Default, Serialize)]
#[expect(clippy::struct_field_names, reason = "counts begin so, here and in what is sent")]
struct Far {
    n_bytes: u64,
    n_events: u64,
    n_requests: u64,
}

impl From<Progress> for Far {
    fn from(progress: Progress) -> Self {
        let Progress { n_bytes, n_events, n_requests, .. } = progress;
        Self { n_bytes, n_events, n_requests }
    }
}

/// What somebody who watches is told.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Progress(Far),
    #[serde(untagged)]
    Imported(Box<ImportSummary>),
    #[serde(untagged)]
    Problem(Problem),
}

/// Imports what stands in multipart fields `file`, all together.
pub async fn import(
    State(shared): State<Shared>,
    headers: HeaderMap,
    multipart: Multipart,
) -> Result<Response, Failure> {
    if accepts(&headers, NDJSON) {
        return Ok(watched(shared, multipart));
    }
    let imported = told(Box::pin(read_and_store(&shared, multipart, Arc::new(|_| {}))).await)?;
    Ok(match (imported, wants_json(&headers)) {
        (Ok(summary), true) => Json(summary).into_response(),
        (Ok(summary), false) => see_other(&urls::imported(summary.import_id)),
        (Err(problem), true) => (StatusCode::UNPROCESSABLE_ENTITY, Json(Problem { problem })).into_response(),
        (Err(problem), false) => see_other(&format!("{}?problem={}", urls::IMPORT, urls::encode(&problem))),
    })
}

/// JSON, one a line.
pub const NDJSON: &str = "application/x-ndjson";

/// Imports while somebody watches.
fn watched(shared: Shared, multipart: Multipart) -> Response {
    let (lines, waiting) = mpsc::channel::<Vec<u8>>(4);
    tokio::spawn(async move {
        let (report, reported) = watch::channel(Far::default());
        let watcher = Arc::new(move |progress: Progress| {
            report.send_replace(progress.into());
        });
        let mut work = pin!(read_and_store(&shared, multipart, watcher));
        let mut moments = tokio::time::interval(MOMENT);
        let outcome = loop {
            tokio::select! {
                outcome = &mut work => break outcome,
                _ = moments.tick() => {
                    let line = Line::Progress(*reported.borrow());
                    // Nobody watches any more, so the import is left where it is.
                    if lines.send(json_line(&line)).await.is_err() {
                        tracing::info!("an import was stopped");
                        return;
                    }
                }
            }
        };
        let last = match told(outcome) {
            Ok(Ok(summary)) => Line::Imported(Box::new(summary)),
            Ok(Err(problem)) => Line::Problem(Problem { problem }),
            Err(failure) => Line::Problem(Problem { problem: failure.to_string() }),
        };
        // Whoever left will find the result among the imports.
        let _ = lines.send(json_line(&last)).await;
    });
    let body = stream::unfold(waiting, async |mut waiting| {
        let line = waiting.recv().await?;
        Some((Ok::<_, Infallible>(line), waiting))
    });
    ([(header::CONTENT_TYPE, NDJSON)], Body::from_stream(body)).into_response()
}

fn json_line(line: &Line) -> Vec<u8> {
    // Numbers and texts are always JSON.
    let mut line = serde_json::to_vec(line).unwrap_or_default();
    line.push(b'\n');
    line
}

/// The result, or what the sender did wrong; a failure on our side is logged.
fn told(outcome: Result<ImportSummary, Refusal>) -> Result<Result<ImportSummary, String>, Failure> {
    match outcome {
        Ok(summary) => Ok(Ok(summary)),
        Err(Refusal::Ingest(
            why @ (IngestError::Read(_)
            | IngestError::ReadOneOf { .. }
            | IngestError::NamelessConfiguration
            | IngestError::LateConfiguration { .. }
            | IngestError::TooLarge { .. }
            | IngestError::Away(_)
            | IngestError::Full(_)
            | IngestError::Partly { .. }),
        )) => Ok(Err(why.to_string())),
        Err(Refusal::Ingest(error)) => Err(error.into()),
        Err(Refusal::NoFile) => Ok(Err("choose a file first".to_owned())),
        Err(Refusal::Sending) => Ok(Err("the file did not arrive whole; send it again".to_owned())),
    }
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

async fn read_and_store(
    shared: &Shared,
    mut multipart: Multipart,
    watcher: Watcher,
) -> Result<ImportSummary, Refusal> {
    let limit = shared.settings.upload_mib * 1024 * 1024;
    let too_large = || Refusal::from(IngestError::TooLarge { limit_mib: shared.settings.upload_mib });
    let ingest = shared.desk.ingest();
    let intake = ingest.intake().await.map_err(IngestError::from)?;
    let mut parcel = Parcel::new(ingest, intake, watcher);
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
    match Box::pin(parcel.finish()).await? {
        Some(summary) => Ok(summary),
        None => Err(Refusal::NoFile),
    }
}

/// The file's name as it is shown: what stands behind the last slash, without control characters, not too long.
fn shown_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.chars().filter(|character| !character.is_control()).take(200).collect()
}
