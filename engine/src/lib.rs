//! Reads what API Gateway wrote about a call and says why the call was refused.
//!
//! Pure: no file, no socket, no clock, no environment; builds for the server and for the browser. Odd input is data,
//! not failure: a line that is not known is kept, a policy that is broken is read as far as it goes.
//!
//! Data flows one way through these rooms:
//!
//! | room | from → to |
//! |---|---|
//! | [`log`] | bytes of an export → events → sentences |
//! | [`redact`] | what must not be kept is taken out of an event before anything else sees it |
//! | [`request`] | sentences with one request id → a [`request::Request`], its gates and its outcome |
//! | [`policy`] | the authorizer's answer → statements → allow, explicit or implicit deny |
//! | [`cache`] | requests in time order → which cached policy answered which request |
//! | [`configuration`] | a bundle of AWS's own JSON → authorizers, stages, resource policies |
//! | [`client`] | what a client got, pasted → its status, error type and message |
//! | [`paste`] | text that someone pastes → what it is, and a verdict for each call in it |
//! | [`evidence`] | what the calls of a stage showed → what its logs allow to be said, and what would allow more |
//! | [`diagnosis`] | all of it → one [`diagnosis::Diagnosis`] a request, with evidence and grade |
//!
//! [`investigation`] is that way as a whole, for logs of any length. [`format`] and [`story`] say how a verdict is told, without
//! words of any language; [`remediation`] what to do about it. [`incident`] says which calls belong together, [`sharing`] what of them people
//! without an account may see. [`export`] is what is carried into tickets, sheets, terminals and AWS's console. [`record`] is the shape in which the command line prints a verdict; [`sample`] writes the sample
//! investigation that a new user looks at first. [`what_if`] says what would have become of recorded calls under a change.
//!
//! To add a sentence: a variant in [`log::sentence`], its shape beside it, a case. To add a cause: a file in
//! `diagnosis/causes`, its line in `diagnosis::CAUSES`, a case in `tests/cases`.

pub mod arn;
pub mod cache;
pub mod client;
pub mod configuration;
pub mod diagnosis;
mod digits;
pub mod evidence;
pub mod export;
pub mod format;
pub mod ids;
pub mod incident;
pub mod investigation;
pub mod log;
pub mod paste;
pub mod playground;
pub mod policy;
pub mod record;
pub mod redact;
pub mod remediation;
pub mod request;
pub mod sample;
pub mod sharing;
pub mod story;
pub mod time;
pub mod what_if;

pub use diagnosis::{diagnose, diagnose_with};
pub use investigation::Investigation;

/// Counts up with every change that may change a verdict: what is derived from stored lines carries it, and is derived
/// again when it is older.
pub const VERSION: u32 = 3;
