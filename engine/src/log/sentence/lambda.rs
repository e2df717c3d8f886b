//! How the integration's Lambda function failed.

/// A failed call of the integration's Lambda function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LambdaFailure<'a> {
    /// What Lambda answered: 200 when the function ran and raised.
    pub status: Option<u16>,
    /// What the function raised, in its own words; empty where Lambda did not run it.
    pub error: &'a str,
    /// The function's own id for the call, by which its log is found.
    pub request_id: Option<&'a str>,
}

impl<'a> LambdaFailure<'a> {
    /// Reads the text of [`super::Sentence::LambdaExecutionFailed`] (`200 due to customer function error: <text>. Lambda request id:
    /// <id>`) or of [`super::Sentence::LambdaInvocationFailed`] (`429. Lambda request id: <id>`).
    pub fn of(text: &'a str) -> Self {
        let (text, request_id) = match text.rsplit_once("Lambda request id: ") {
            Some((before, id)) => (before.trim_end().trim_end_matches('.'), Some(id.trim())),
            None => (text, None),
        };
        let (status, error) = text.split_once(" due to customer function error: ").unwrap_or((text, ""));
        Self { status: status.trim().parse().ok(), error, request_id: request_id.filter(|id| !id.is_empty()) }
    }
}

#[cfg(test)]
mod tests {
    use super::LambdaFailure;

    #[test]
    fn the_function_raised_or_was_never_run() {
        assert_eq!(
            LambdaFailure::of(
                "200 due to customer function error: No such order. Lambda request id: bbbbbbbb-1"
            ),
            LambdaFailure { status: Some(200), error: "No such order", request_id: Some("bbbbbbbb-1") }
        );
        assert_eq!(
            LambdaFailure::of("429. Lambda request id: bbbbbbbb-2"),
            LambdaFailure { status: Some(429), error: "", request_id: Some("bbbbbbbb-2") }
        );
        assert_eq!(
            LambdaFailure::of("200 due to customer function error: cut off [TRUNCATED]"),
            LambdaFailure { status: Some(200), error: "cut off [TRUNCATED]", request_id: None }
        );
    }
}
