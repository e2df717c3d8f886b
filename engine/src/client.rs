//! What the client got: a response's status, headers and body, as someone pastes them.

/// A response, as far as the text says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: Option<u16>,
    /// `x-amzn-RequestId`.
    pub request_id: Option<String>,
    /// `x-amz-apigw-id`.
    pub extended_request_id: Option<String>,
    /// `x-amzn-errortype`, without what stands behind a colon.
    pub error_type: Option<String>,
    /// The `message` (or `Message`) of the body.
    pub message: Option<String>,
}
