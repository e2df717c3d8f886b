//! A request and its diagnosis as one flat object: the JSON of `why403 diagnose`. Its field names are a contract: fields may be
//! added, none renamed.

use serde::Serialize;

use crate::{
    diagnosis::{Cause, Deny, Diagnosis, Gate, Grade, Missing, PolicyOrigin, StatusSource},
    ids::{ApiId, ExtendedRequestId, RequestId, StageName},
    request::Request,
    time::Instant,
};

/// One line of `why403 diagnose --format ndjson`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record<'a> {
    /// `x-amzn-RequestId`.
    pub request_id: Option<&'a RequestId>,
    /// `x-amz-apigw-id`.
    pub extended_request_id: Option<&'a ExtendedRequestId>,
    /// The API.
    pub api_id: Option<&'a ApiId>,
    /// The stage.
    pub stage: Option<&'a StageName>,
    /// When its first line was written.
    pub started_at: Option<Instant>,
    /// The HTTP method.
    pub method: Option<&'a str>,
    /// The path that was asked for.
    pub path: Option<&'a str>,
    /// Where that is not told: what the log has in its place, as the resource's `/orders/{id}`, or a path that may begin with the
    /// stage.
    pub resource: Option<&'a str>,
    /// The status that the client got.
    pub status: Option<u16>,
    /// How it is known.
    pub status_source: Option<StatusSource>,
    /// The gate that refused.
    pub gate: Option<Gate>,
    /// Why.
    pub cause: Cause,
    /// How a policy denied.
    pub deny: Option<Deny>,
    /// Where the authorizer's policy came from.
    pub policy_origin: Option<PolicyOrigin>,
    /// How sure the weakest stated value is.
    pub grade: Grade,
    /// The id of the request that filled the cache entry that answered.
    pub filled_by: Option<&'a RequestId>,
    /// When a denying cache entry dies.
    pub heals_at: Option<Instant>,
    /// Who called, masked.
    pub principal: Option<&'a str>,
    /// Index (from 0) of the statement that decided.
    pub statement: Option<u32>,
    /// Numbers of the lines that prove it.
    pub evidence: &'a [u64],
    /// What the log does not hold.
    pub missing: &'a [Missing],
}

impl<'a> Record<'a> {
    /// Puts a request and its diagnosis side by side.
    pub fn of(request: &'a Request, diagnosis: &'a Diagnosis) -> Self {
        let is_told = request.method.is_none() || !diagnosis.missing.contains(&Missing::MethodAndPath);
        let (path, resource) = match request.path.as_deref() {
            Some(path) if !is_told || path.contains('{') => (None, Some(path)),
            path => (path, None),
        };
        Self {
            request_id: request.request_id.as_ref(),
            extended_request_id: request.extended_request_id.as_ref(),
            api_id: request.api_id.as_ref(),
            stage: request.stage.as_ref(),
            started_at: request.started_at(),
            method: request.method.as_deref(),
            path,
            resource,
            status: diagnosis.status,
            status_source: diagnosis.status_source,
            gate: diagnosis.gate,
            cause: diagnosis.cause,
            deny: diagnosis.deny,
            policy_origin: diagnosis.policy_origin,
            grade: diagnosis.grade,
            filled_by: diagnosis.filled_by.as_ref().map(|filled_by| &filled_by.request_id),
            heals_at: diagnosis.heals_at,
            principal: diagnosis.principal.as_deref(),
            statement: diagnosis.statement,
            evidence: &diagnosis.evidence,
            missing: &diagnosis.missing,
        }
    }
}
