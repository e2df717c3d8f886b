//! What why403 asks of AWS: log events, which log groups there are, and how APIs are configured. It only reads.
//!
//! The only crate that names a type of AWS's SDK: what goes in and comes out is plain.
//!
//! | file | what is there |
//! |---|---|
//! | [`logs`] | [`LogSource`]: what is asked and answered about logs |
//! | [`configuration`] | [`ConfigurationSource`]: what is asked and answered about APIs |
//! | [`way`] | [`Way`]: how AWS is reached; [`Clients`]: those that were reached |
//! | `cloudwatch` | CloudWatch Logs as a [`LogSource`] |
//! | `apigateway` | API Gateway's control plane as a [`ConfigurationSource`] |
//! | [`error`](mod@error) | what can go wrong, told apart, each with what to do |
//!
//! A question about logs is tried once: who asks knows better when to ask again. A configuration is the answer to many questions,
//! so each of those is asked again while AWS is busy.

mod apigateway;
mod cloudwatch;
pub mod configuration;
pub mod error;
pub mod logs;
pub mod way;

pub use configuration::{Bundle, ConfigurationSource, Missing, RestApi, Surroundings};
pub use error::AwsError;
pub use logs::{GroupPage, LogEvent, LogGroup, LogSource, Page, Question};
pub use way::{Clients, Keys, Role, Way, usual_region};
