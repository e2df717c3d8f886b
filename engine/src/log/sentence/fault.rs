//! What is configured wrongly, as `Execution failed due to configuration error: …` says it.

use crate::diagnosis::Gate;

/// What is wrong. Where two such lines follow one another, the first says what and the second, `Authorizer error`, whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named by the words of the log itself")]
pub enum ConfigurationFault<'a> {
    /// API Gateway may not invoke the Lambda function: its resource policy lacks `lambda:InvokeFunction` for this API.
    InvalidLambdaPermissions,
    /// The authorizer's function failed, or could not be called.
    AuthorizerError,
    /// The authorizer answered what is no policy: `null`, a text, a policy with unknown words.
    UnreadablePolicy,
    /// The authorizer's answer has a field that API Gateway does not know: often a function's own error object.
    UnreadableAnswer { field: Option<&'a str> },
    /// The role that calls the function does not trust API Gateway, or is not there.
    RoleNotAssumable { role: &'a str },
    /// The integration's function answered without `statusCode`, or with a body that is no text.
    MalformedProxyResponse,
    /// Lambda refused the call: too many at once.
    RateExceeded,
    /// The backend's status is mapped to a method response that is not defined.
    UnmappedStatus { status: Option<u16> },
    /// The integration's address is none.
    InvalidEndpoint,
    /// The backend's certificate names another host.
    CertificateMismatch,
    /// A mapping template failed on this request.
    UntransformableRequest,
    /// The method's model could not be applied.
    ValidationBroken,
    /// Words that are not known.
    Other(&'a str),
}

impl<'a> ConfigurationFault<'a> {
    /// Reads the text of [`super::Sentence::ConfigurationError`].
    pub fn of(text: &'a str) -> Self {
        let line = text.lines().next().unwrap_or_default().trim_end();
        match line.trim_end_matches('.') {
            "Invalid permissions on Lambda function" => Self::InvalidLambdaPermissions,
            "Authorizer error" => Self::AuthorizerError,
            "Could not parse policy" => Self::UnreadablePolicy,
            "Malformed Lambda proxy response" => Self::MalformedProxyResponse,
            "Rate Exceeded" => Self::RateExceeded,
            "Invalid endpoint address" => Self::InvalidEndpoint,
            "Unable to transform request" => Self::UntransformableRequest,
            "Request body validation failed due to an unexpected error" => Self::ValidationBroken,
            _ => Self::with_field(line),
        }
    }

    fn with_field(line: &'a str) -> Self {
        if let Some(rest) = line.strip_prefix("Invalid JSON in response") {
            return Self::UnreadableAnswer { field: rest.split('"').nth(1) };
        }
        if let Some(role) =
            line.strip_prefix("API Gateway does not have permission to assume the provided role")
        {
            return Self::RoleNotAssumable { role: role.trim() };
        }
        if let Some(status) = line.strip_prefix("Output mapping refers to an invalid method response: ") {
            return Self::UnmappedStatus { status: status.parse().ok() };
        }
        if line.starts_with("Host name '") && line.contains("does not match the certificate subject") {
            return Self::CertificateMismatch;
        }
        Self::Other(line)
    }

    /// Whose work it is about, where the words themselves say so; for the others it is told by what stands before them.
    pub fn gate(&self) -> Option<Gate> {
        match self {
            Self::AuthorizerError | Self::UnreadablePolicy | Self::UnreadableAnswer { .. } => {
                Some(Gate::Authorizer)
            }
            Self::MalformedProxyResponse
            | Self::UnmappedStatus { .. }
            | Self::InvalidEndpoint
            | Self::CertificateMismatch
            | Self::UntransformableRequest
            | Self::ValidationBroken => Some(Gate::Integration),
            Self::InvalidLambdaPermissions
            | Self::RoleNotAssumable { .. }
            | Self::RateExceeded
            | Self::Other(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ConfigurationFault;
    use crate::diagnosis::Gate;

    #[test]
    fn what_is_wrong_and_whose_it_is() {
        for (text, fault, gate) in [
            ("Authorizer error", ConfigurationFault::AuthorizerError, Some(Gate::Authorizer)),
            ("Could not parse policy", ConfigurationFault::UnreadablePolicy, Some(Gate::Authorizer)),
            (
                "Invalid JSON in response: Unrecognized field \"errorMessage\" , not marked as ignorable",
                ConfigurationFault::UnreadableAnswer { field: Some("errorMessage") },
                Some(Gate::Authorizer),
            ),
            ("Invalid permissions on Lambda function", ConfigurationFault::InvalidLambdaPermissions, None),
            (
                "API Gateway does not have permission to assume the provided role arn:aws:iam::123456789012:role/call",
                ConfigurationFault::RoleNotAssumable { role: "arn:aws:iam::123456789012:role/call" },
                None,
            ),
            ("Rate Exceeded.", ConfigurationFault::RateExceeded, None),
            (
                "Output mapping refers to an invalid method response: 403",
                ConfigurationFault::UnmappedStatus { status: Some(403) },
                Some(Gate::Integration),
            ),
            (
                "Host name 'a.example' does not match the certificate subject provided by the peer (CN=b.example)",
                ConfigurationFault::CertificateMismatch,
                Some(Gate::Integration),
            ),
            ("Something new", ConfigurationFault::Other("Something new"), None),
        ] {
            let found = ConfigurationFault::of(text);
            assert_eq!((found, found.gate()), (fault, gate), "{text}");
        }
    }
}
