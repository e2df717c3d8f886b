//! What sources send: Firehose in its own protocol, or a Lambda function that hands a subscription's payload on.
//!
//! | status | when | what Firehose does |
//! |---|---|---|
//! | 200 | it is stored, or was before | goes on |
//! | 400 | it is not what the protocol says | tries again |
//! | 401 | there is no sender with this key | tries again, so a key can be mended |
//! | 408 | it did not arrive in time | tries again |
//! | 413 | it is larger than the protocol allows | gives it up |
//! | 503 | the source is paused, too much comes at once, or the database is away | tries again, then its backup bucket |

use std::time::Duration;

use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use sha2::{Digest as _, Sha256};

use super::Shared;
use crate::{
    auth::Token,
    desk::masked,
    ingest::IngestError,
    push::{
        body::{self, BodyError},
        firehose::{self, Malformed},
        take::{Taken, take},
    },
    storage::{self, StorageError},
};

/// Where Firehose sends.
pub const FIREHOSE: &str = "/ingest/firehose";
/// Where a Lambda function sends.
pub const SUBSCRIPTION: &str = "/ingest/subscription";

/// Deliveries that are taken at the same time: each may hold its body and a portion of its events.
pub const MOST_AT_ONCE: usize = 3;
/// How long a delivery waits for others.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// How long storing may take; with what goes before, less than the three minutes that senders wait.
const LONGEST_TAKE: Duration = Duration::from_mins(1);
/// What a sender is asked to wait before it tries again, in seconds.
const RETRY_AFTER: &str = "5";
/// The most bytes of what a Lambda function hands on: more than may be given to one.
const LONGEST_PAYLOAD: usize = 16 * 1024 * 1024;
/// The most bytes of a key, as the protocol says.
const LONGEST_KEY: usize = 4096;
/// The most bytes of a request's id that are kept.
const LONGEST_ID: usize = 256;

const ACCESS_KEY: HeaderName = HeaderName::from_static("x-amz-firehose-access-key");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amz-firehose-request-id");
const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("x-amz-firehose-protocol-version");

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why a delivery is not taken.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("no source of why403 has this key: copy the key again, or make another on the page of sources")]
    Key,
    #[error("{0}")]
    Header(&'static str),
    #[error("this source is paused in why403: resume it there, or stop sending")]
    Paused,
    #[error("too many deliveries come at once; send it again")]
    Busy,
    #[error("this took too long; send it again")]
    Slow,
    #[error(transparent)]
    Body(#[from] BodyError),
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error("why403 cannot store this now; send it again")]
    Storage(#[from] StorageError),
    #[error("why403 cannot store this now; send it again")]
    Ingest(#[from] IngestError),
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::Key => StatusCode::UNAUTHORIZED,
            Self::Body(BodyError::TooLarge { .. })
            | Self::Malformed(Malformed::TooMany | Malformed::LongRecord { .. }) => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            Self::Body(BodyError::TooSlow) => StatusCode::REQUEST_TIMEOUT,
            Self::Header(_) | Self::Body(_) | Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Paused | Self::Busy | Self::Slow | Self::Storage(_) | Self::Ingest(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    /// Whether whoever looks after the source should read of it there.
    fn is_of_source(&self) -> bool {
        matches!(self, Self::Header(_) | Self::Body(_) | Self::Malformed(_) | Self::Slow)
    }
}

/// Takes what Firehose sends.
pub async fn firehose(State(shared): State<Shared>, headers: HeaderMap, body: Body) -> Response {
    let request_id = text(&headers, &REQUEST_ID).unwrap_or_default().to_owned();
    let taken = Box::pin(take_firehose(&shared, &headers, &request_id, body)).await;
    let (status, problem) = match taken {
        Ok(_) => (StatusCode::OK, None),
        Err(refusal) => (refusal.status(), Some(told(refusal))),
    };
    let answer = firehose::Answer::new(&request_id, shared.desk.now(), problem.as_deref());
    with_retry(status, Json(answer))
}

async fn take_firehose(
    shared: &Shared,
    headers: &HeaderMap,
    request_id: &str,
    body: Body,
) -> Result<Taken, Refusal> {
    let source_id = sender(shared, text(headers, &ACCESS_KEY)).await?;
    let taken = async {
        if request_id.is_empty() || request_id.len() > LONGEST_ID {
            return Err(Refusal::Header("the header `X-Amz-Firehose-Request-Id` is missing or too long"));
        }
        if text(headers, &PROTOCOL_VERSION).is_none_or(|version| version != "1.0") {
            return Err(Refusal::Header("the header `X-Amz-Firehose-Protocol-Version` is not `1.0`"));
        }
        let is_packed = match text(headers, &header::CONTENT_ENCODING) {
            None => false,
            Some(encoding) if encoding.eq_ignore_ascii_case("identity") => false,
            Some(encoding) if encoding.eq_ignore_ascii_case("gzip") => true,
            Some(_) => return Err(Refusal::Header("`Content-Encoding` is neither `gzip` nor absent")),
        };
        let _permit = permit(shared).await?;
        let mut bytes = body::read(body, firehose::LONGEST_BODY).await?;
        let id = request_id.to_owned();
        // Looked through before anything is stored, beside what else is served.
        let bytes = tokio::task::spawn_blocking(move || {
            if is_packed {
                bytes = body::unpacked(&bytes, firehose::LONGEST_BODY)?;
            }
            firehose::read(&bytes, &id)?;
            Ok::<_, Refusal>((bytes, id))
        })
        .await
        .map_err(|_| IngestError::Stopped)??;
        let taking = take(&shared.desk, source_id, request_id, move |records| {
            let (bytes, id) = bytes;
            let Ok(body) = firehose::read(&bytes, &id) else { return };
            for record in &body.records {
                let is_wanted = match BASE64.decode(record.data.as_bytes()) {
                    Ok(record) => records.take(&record),
                    Err(_) => records.unreadable(record.data.len()),
                };
                if !is_wanted {
                    return;
                }
            }
        });
        in_time(taking).await
    }
    .await;
    note(shared, source_id, &taken).await;
    taken
}

/// Takes the payload of a CloudWatch Logs subscription that a Lambda function hands on.
pub async fn subscription(State(shared): State<Shared>, headers: HeaderMap, body: Body) -> Response {
    match Box::pin(take_subscription(&shared, &headers, body)).await {
        Ok(taken) => (StatusCode::OK, Json(taken)).into_response(),
        Err(refusal) => {
            let status = refusal.status();
            let mut response = with_retry(status, Json(serde_json::json!({ "problem": told(refusal) })));
            if status == StatusCode::UNAUTHORIZED {
                let bearer = header::HeaderValue::from_static("Bearer");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
            }
            response
        }
    }
}

async fn take_subscription(shared: &Shared, headers: &HeaderMap, body: Body) -> Result<Taken, Refusal> {
    let key = text(headers, &header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    let source_id = sender(shared, key.map(str::trim)).await?;
    let taken = async {
        let _permit = permit(shared).await?;
        let bytes = body::read(body, LONGEST_PAYLOAD).await?;
        // CloudWatch Logs gives no id to what it sends: the same bytes are the same delivery.
        let delivery_id = format!("sha256:{:x}", Sha256::digest(&bytes));
        in_time(take(&shared.desk, source_id, &delivery_id, move |records| {
            records.take(&bytes);
        }))
        .await
    }
    .await;
    note(shared, source_id, &taken).await;
    taken
}

/// Whose key this is.
async fn sender(shared: &Shared, key: Option<&str>) -> Result<i64, Refusal> {
    let key = key.filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY).ok_or(Refusal::Key)?;
    let mut connection = shared.desk.connection().await?;
    let sender = storage::push::find(&mut connection, &Token::shown(key).hash()).await?;
    match sender {
        None => Err(Refusal::Key),
        Some(sender) if sender.is_paused => Err(Refusal::Paused),
        Some(sender) => Ok(sender.source_id),
    }
}

/// Lets a delivery in, when there are not too many.
async fn permit(shared: &Shared) -> Result<tokio::sync::SemaphorePermit<'_>, Refusal> {
    match tokio::time::timeout(LONGEST_WAIT, shared.deliveries.acquire()).await {
        Ok(Ok(permit)) => Ok(permit),
        _ => Err(Refusal::Busy),
    }
}

async fn in_time(taking: impl Future<Output = Result<Taken, IngestError>>) -> Result<Taken, Refusal> {
    Ok(tokio::time::timeout(LONGEST_TAKE, taking).await.map_err(|_| Refusal::Slow)??)
}

/// Notes at the source what is wrong with what it sends.
async fn note(shared: &Shared, source_id: i64, taken: &Result<Taken, Refusal>) {
    let Err(refusal) = taken else { return };
    if !refusal.is_of_source() {
        return;
    }
    let noted = async {
        let mut connection = shared.desk.connection().await?;
        let problem = refusal.to_string();
        storage::push::note_problem(&mut connection, source_id, &problem, true, shared.desk.now()).await
    };
    if let Err(error) = noted.await {
        masked(error);
    }
}

/// What a sender is told; what failed here is logged.
fn told(refusal: Refusal) -> String {
    let told = refusal.to_string();
    match refusal {
        Refusal::Storage(error) => {
            masked(error);
        }
        Refusal::Ingest(error) => {
            masked(error);
        }
        _ => {}
    }
    told
}

fn with_retry(status: StatusCode, body: impl IntoResponse) -> Response {
    if status == StatusCode::SERVICE_UNAVAILABLE {
        (status, [(header::RETRY_AFTER, RETRY_AFTER)], body).into_response()
    } else {
        (status, body).into_response()
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
