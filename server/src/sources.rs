//! Events are pulled from where they are: log groups of CloudWatch Logs, by any number of servers on one database.
//!
//! | file | what is there |
//! |---|---|
//! | [`cursor`] | how a log group is read so that nothing is lost or stored twice: a page → new events, the next question |
//! | [`seen`] | which events of the stretch that is read again are stored |
//! | [`crew`] | takes pulls that are due, says that it lives, gives them back when it is told to stop |
//! | [`worker`] | one pull: asks, delivers, and notes how far it is in the same transaction |
//! | [`back_off`] | how long to wait after something went wrong |
//! | [`discovery`] | which log groups there are, and whether one may be read |

use std::time::Duration;

use aws::{Role, Way};

use crate::storage::sources::LogGroup;

pub mod back_off;
pub mod crew;
pub mod cursor;
pub mod discovery;
pub mod seen;
pub mod worker;

/// How long AWS may take for one answer.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// The way to a log group.
pub fn way(group: &LogGroup) -> Way {
    Way {
        region: group.region.clone(),
        role: group.role_arn.as_ref().map(|arn| Role {
            arn: arn.clone(),
            external_id: group.external_id.clone(),
            endpoint_url: None,
        }),
        endpoint_url: group.endpoint_url.clone(),
    }
}
