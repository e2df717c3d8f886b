//! Which cached policy answered which request.
//!
//! API Gateway keeps an authorizer's answer for the authorizer's TTL, under the values of its identity sources, and answers
//! later calls with it without asking the authorizer, whatever method they are for. A hit leaves no line of its own: with
//! data trace on, it shows by the absence of a call to the Lambda function.
//!
//! | file | what is there |
//! |---|---|
//! | [`replay`] | requests in time order → which answer served which |
//! | [`entries`] | the answers that may still be cached |
//! | [`state`] | answers → the entries that live at a moment |
//! | [`flush`] | whether somebody emptied the cache |
//! | [`stale`] | callers that an older answer still lets in |
//! | [`coverage`] | what a cached policy says of each method |
//! | [`crosstalk`] | policies of single methods, which refuse what else their callers ask for |
//! | [`trace`] | what a request's lines say of hit or miss: told, or estimated |

pub mod coverage;
pub mod crosstalk;
pub mod entries;
pub mod flush;
pub mod replay;
pub mod stale;
pub mod state;
pub mod trace;

pub use entries::Candidate;
pub use replay::{Cache, Origin};

/// The TTL that API Gateway gives an authorizer unless it is told another, in milliseconds (API Gateway API reference,
/// `authorizerResultTtlInSeconds`).
pub const DEFAULT_TTL_MS: i64 = 300_000;

/// The longest TTL there is, in milliseconds: an older answer cannot have been cached.
pub const LONGEST_TTL_MS: i64 = 3_600_000;
