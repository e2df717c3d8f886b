//! The method requires an API key, and the call had none that a usage plan of the stage knows.
//!
//! ## What is seen
//! `API Key … not authorized because method '…' requires API Key …: <why>`.
//! ## Source
//! API Gateway Developer Guide, "Usage plans and API keys for REST APIs"; AWS Knowledge Center, "api-gateway-logs".

use crate::{
    diagnosis::{Cause, Diagnosis, Gate, Grade, case::Case},
    log::sentence::Sentence,
};

/// Whether the API key refused.
pub fn check(case: &Case<'_>) -> Option<Diagnosis> {
    let line = case.line(|sentence| matches!(sentence, Sentence::ApiKeyRefused { .. }))?;
    Some(case.verdict(Cause::ApiKeyRejected, Some(Gate::UsagePlan), Some(403), Grade::Proved).on([line]))
}
