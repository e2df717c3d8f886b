//! What why403 asks of AWS: log events, and which log groups there are. It only reads.
//!
//! The only crate that names a type of AWS's SDK: what goes in and comes out is plain.
//!
//! | file | what is there |
//! |---|---|
//! | [`logs`] | [`LogSource`]: what is asked and answered |
//! | [`way`] | [`Way`]: how a log group is reached; [`Clients`]: those that were reached |
//! | `cloudwatch` | CloudWatch Logs as a [`LogSource`] |
//! | [`error`](mod@error) | what can go wrong, told apart, each with what to do |
//!
//! Nothing is tried twice here: who asks knows better when to ask again.

mod cloudwatch;
pub mod error;
pub mod logs;
pub mod way;

pub use error::AwsError;
pub use logs::{GroupPage, LogEvent, LogGroup, LogSource, Page, Question};
pub use way::{Clients, Keys, Role, Way};
