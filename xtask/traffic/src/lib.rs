//! Made-up logs of any size, with the truth about every call, for measuring how fast they are read.
//!
//! The lines are those of log level INFO with data trace, in the order and about the length of real ones; their words follow
//! `engine::log::sentence`. What they tell is consistent: a cached policy was born in an earlier call of the same caller, no longer
//! than 300 seconds ago. The same seed makes the same bytes.
//!
//! | file | what is there |
//! |---|---|
//! | [`random`] | numbers from a seed |
//! | [`world`] | log groups, callers, routes, policies |
//! | [`session`] | whose answer is cached in a stage, and until when |
//! | [`ending`] | how calls end, and how often |
//! | [`call`] | a call → its lines |
//! | [`document`] | what an authorizer answers, and what Lambda functions are called with |
//! | [`event`] | a line → a line of NDJSON, and a row of typed columns for `COPY` |
//! | [`write`](mod@write) | all of it into a folder |
//!
//! `engine` reads it in the tests, and has to say of every call what the truth says.

mod call;
mod document;
mod ending;
mod event;
mod random;
mod session;
mod world;
mod write;

pub use ending::{Ending, Origin};
pub use world::{BEGINNING, DAY, GROUPS, Group, N_CALLERS, mask, principal};
pub use write::{Made, Plan, write};
