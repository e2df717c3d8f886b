//! The bytes of a request, as many as may come, in the time they may take.

use std::{io::Read as _, time::Duration};

use axum::body::Body;
use flate2::read::MultiGzDecoder;
use http_body_util::BodyExt as _;

/// Between two pieces of a body.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);
/// A whole body: who sends waits three minutes for all of it and our answer.
const LONGEST: Duration = Duration::from_secs(90);

/// Why a body is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// It has too many bytes, packed or unpacked.
    #[error("the body is larger than {} MiB: let the sender collect less before it sends", .limit / (1024 * 1024))]
    TooLarge {
        /// The most.
        limit: usize,
    },
    /// It comes too slowly.
    #[error("the body did not arrive in time; send it again")]
    TooSlow,
    /// The connection broke.
    #[error("the body did not arrive whole; send it again")]
    Broken,
    /// It says that it is gzip, and is not.
    #[error("the body is not the gzip that `Content-Encoding` tells of")]
    NotGzip,
}

/// All bytes of a body.
pub async fn read(body: Body, limit: usize) -> Result<Vec<u8>, BodyError> {
    match tokio::time::timeout(LONGEST, read_all(body, limit)).await {
        Ok(read) => read,
        Err(_) => Err(BodyError::TooSlow),
    }
}

async fn read_all(mut body: Body, limit: usize) -> Result<Vec<u8>, BodyError> {
    let mut bytes = Vec::new();
    loop {
        let frame =
            tokio::time::timeout(LONGEST_PAUSE, body.frame()).await.map_err(|_| BodyError::TooSlow)?;
        let Some(frame) = frame else { return Ok(bytes) };
        let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data() else { continue };
        if bytes.len() + data.len() > limit {
            return Err(BodyError::TooLarge { limit });
        }
        bytes.extend_from_slice(&data);
    }
}

/// The same unpacked.
pub fn unpacked(bytes: &[u8], limit: usize) -> Result<Vec<u8>, BodyError> {
    let mut unpacked = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(bytes).take(most).read_to_end(&mut unpacked).map_err(|_| BodyError::NotGzip)?;
    if unpacked.len() > limit { Err(BodyError::TooLarge { limit }) } else { Ok(unpacked) }
}
