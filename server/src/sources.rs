//! What is pulled from AWS: events of log groups and the configurations of APIs, by any number of servers on one database.
//!
//! | file | what is there |
//! |---|---|
//! | [`cursor`] | how a log group is read so that nothing is lost or stored twice: a page → new events, the next question |
//! | [`seen`] | which events of the stretch that is read again are stored |
//! | [`crew`] | takes pulls that are due, says that it lives, gives them back when it is told to stop |
//! | [`worker`] | one pull: who follows it, and what happens when something goes wrong |
//! | [`log_group`] | a log group: asks, delivers, and notes how far it is in the same transaction |
//! | [`configurations`] | APIs: asks how they are configured, and keeps that |
//! | [`back_off`] | how long to wait after something went wrong |
//! | [`discovery`] | which log groups there are, and whether one may be read |

use std::time::Duration;

use aws::{Role, Way};

use crate::storage::sources::Reach;

pub mod back_off;
pub mod configurations;
pub mod crew;
pub mod cursor;
pub mod discovery;
mod log_group;
pub mod seen;
pub mod worker;

/// How long AWS may take for one answer.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// The way to AWS.
pub fn way(reach: &Reach) -> Way {
    Way {
        region: reach.region.clone(),
        role: reach.role_arn.as_ref().map(|arn| Role {
            arn: arn.clone(),
            external_id: reach.external_id.clone(),
            endpoint_url: None,
        }),
        endpoint_url: reach.endpoint_url.clone(),
    }
}
