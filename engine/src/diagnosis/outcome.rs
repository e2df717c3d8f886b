//! What API Gateway itself says of how a call ended, beside the sentences of its gates: the gateway response type, the phases of
//! the access line, and the text that the client got.
//!
//! Gathered once a request from the line `Gateway response type: …` and from the access line, whatever format that had. Each
//! value is `None` where nothing says it: a format holds what its owner chose, and `-` stands for what never happened.
//!
//! Source: API Gateway Developer Guide, "Variables for access logging", "Gateway response types".

use crate::{
    client::{Meaning, cause_of_error_text, gateway_response},
    diagnosis::Cause,
    log::{access::Record, sentence::Sentence},
    request::reading::Reading,
};

/// How a call ended, as API Gateway tells it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outcome<'a> {
    /// The number of the access line.
    pub access_line: Option<u64>,
    /// `UNAUTHORIZED`, `ACCESS_DENIED` and so on: which of the gateway's own answers the client got.
    pub response_type: Option<&'a str>,
    /// What that means, where it is known.
    pub response: Option<Meaning>,
    /// The number of the line that names the response type.
    pub response_line: Option<u64>,
    /// What the text means that API Gateway made for the client.
    pub message: Option<Meaning>,
    text: Option<&'a str>,
    /// AWS WAF.
    pub waf: Phase<'a>,
    /// Whether AWS WAF blocked the call, by `$context.wafResponseCode`.
    pub is_blocked: bool,
    /// The check of an IAM signature.
    pub authenticate: Phase<'a>,
    /// The authorizer.
    pub authorizer: Phase<'a>,
    /// How the authorizer's Lambda function was called, if it was.
    pub authorizer_call: AuthorizerCall,
    /// The evaluation of the policies.
    pub authorize: Phase<'a>,
    /// Who called, as the authorizer named them.
    pub principal: Option<&'a str>,
    /// The status of the backend.
    pub backend_status: Option<u16>,
    /// The status of the service that was called to reach the backend.
    pub integration_status: Option<u16>,
    /// Why the integration failed.
    pub integration_error: Option<&'a str>,
    /// Whether anything says that the integration was called.
    pub is_integrated: bool,
    /// Whether the call reached a resource of the API.
    pub has_resource: bool,
}

/// One phase of the access line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Phase<'a> {
    /// Its status, when the call came so far.
    pub status: Option<u16>,
    /// Its error.
    pub error: Option<&'a str>,
}

impl Phase<'_> {
    /// Whether the call came so far.
    pub fn is_reached(&self) -> bool {
        self.status.is_some() || self.error.is_some()
    }

    /// Whether it let the call pass.
    pub fn is_passed(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// Whether it refused the call with one of these.
    pub fn refused_with(&self, statuses: &[u16]) -> bool {
        self.status.is_some_and(|status| statuses.contains(&status))
    }
}

/// What the access line says of the call to the authorizer's Lambda function.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AuthorizerCall {
    /// It has an id, a status or a latency above 0: the function was called.
    pub was_made: bool,
}

impl<'a> Outcome<'a> {
    /// Gathers what the lines say.
    pub fn of(reading: &'a Reading<'a>) -> Self {
        let mut outcome = Self::default();
        if let Some((record, line)) = reading.access.as_ref().zip(reading.access_line()) {
            outcome.take(record, line);
        }
        // The line of the execution log is there at log level ERROR already; both name the same type.
        for line in reading.lines.iter() {
            if let Sentence::GatewayResponse { response_type, .. } = line.sentence
                && !is_default(response_type)
            {
                outcome.responded(response_type, line.number);
            }
        }
        outcome
    }

    fn take(&mut self, record: &'a Record<'a>, line: u64) {
        self.access_line = Some(line);
        for (name, value) in &record.fields {
            let value: &'a str = value;
            let status = || value.parse::<u16>().ok();
            match &**name {
                "error.responseType" if !is_default(value) => {
                    self.responded(value, line);
                }
                "error.message" => self.text = Some(value),
                "error.messageString" => self.text = self.text.or(Some(value)),
                "waf.status" => self.waf.status = status(),
                "waf.error" => self.waf.error = Some(value),
                "wafResponseCode" | "waf.responseCode" => self.is_blocked = value == "WAF_BLOCK",
                "authenticate.status" => self.authenticate.status = status(),
                "authenticate.error" => self.authenticate.error = Some(value),
                "authorizer.status" => self.authorizer.status = status(),
                "authorizer.error" => self.authorizer.error = Some(value),
                "authorizer.requestId" => self.authorizer_call.was_made = true,
                "authorizer.integrationStatus" => {
                    self.authorizer_call.was_made |= status().is_some_and(|status| status > 0);
                }
                "authorizer.integrationLatency" => {
                    self.authorizer_call.was_made |= value.parse::<u64>().is_ok_and(|latency| latency > 0);
                }
                "authorizer.principalId" => self.principal = Some(value),
                "authorize.status" => self.authorize.status = status(),
                "authorize.error" => self.authorize.error = Some(value),
                "integration.status" => {
                    self.backend_status = status();
                    self.is_integrated = true;
                }
                "integrationStatus" | "integration.integrationStatus" => {
                    self.integration_status = status();
                    self.is_integrated = true;
                }
                "integration.error" | "integrationErrorMessage" => {
                    self.integration_error = Some(value);
                    self.is_integrated = true;
                }
                "integration.latency"
                | "integrationLatency"
                | "integration.requestId"
                | "awsEndpointRequestId" => self.is_integrated = true,
                "resourceId" | "resourcePath" => self.has_resource = true,
                _ => {}
            }
        }
        let texts = [self.text, self.authorize.error, self.authorizer.error, self.authenticate.error];
        let meanings = || texts.into_iter().flatten().filter_map(cause_of_error_text);
        self.message = meanings().find(Meaning::is_told).or_else(|| meanings().next());
    }

    fn responded(&mut self, response_type: &'a str, line: u64) {
        self.response_type = Some(response_type);
        self.response = gateway_response(response_type).map(|response| response.meaning);
        self.response_line = Some(line);
    }

    /// Whether the client got a gateway response that means this.
    pub fn is_response_to(&self, cause: Cause) -> bool {
        self.response.is_some_and(|meaning| meaning.cause == cause)
    }

    /// Whether the client got a gateway response that means something else, so that nothing more is worth asking.
    pub fn is_another_response(&self, cause: Cause) -> bool {
        self.response.is_some_and(|meaning| !meaning.allows(cause))
    }

    /// Whether the client's text means this, and no gateway response contradicts it.
    pub fn is_told_as(&self, cause: Cause) -> bool {
        self.message.is_some_and(|meaning| meaning.cause == cause) && !self.is_another_response(cause)
    }

    /// Whether the call was refused by a policy, of whichever kind.
    pub fn is_access_denied(&self) -> bool {
        let is_policy = |meaning: Meaning| {
            meaning.allows(Cause::AuthorizerPolicyDeny) && meaning.allows(Cause::ResourcePolicyDeny)
        };
        self.response.is_some_and(is_policy)
            || self.message.is_some_and(is_policy)
            || self.authorize.refused_with(&[401, 403])
            || self.authorizer.refused_with(&[403])
    }

    /// Whether the access line tells of an authorizer.
    pub fn has_authorizer(&self) -> bool {
        self.authorizer.is_reached() || self.authorizer_call.was_made || self.principal.is_some()
    }

    /// The lines that say so: those of the response type and of the phases.
    pub fn lines(&self) -> impl Iterator<Item = u64> + use<> {
        let access = self.access_line.filter(|line| self.response_line != Some(*line));
        self.response_line.into_iter().chain(access)
    }
}

/// The fallbacks say nothing of what happened.
fn is_default(response_type: &str) -> bool {
    matches!(response_type, "DEFAULT_4XX" | "DEFAULT_5XX")
}
