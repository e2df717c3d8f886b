//! Stored requests that share an authorizer's cache with new ones.
//!
//! A cached policy lives at most an hour, so a new request can change what is known of requests to the same stage an hour
//! before and after. To diagnose those, *their* neighbours must be at hand too: two hours are read, one may change.

use std::collections::BTreeMap;

use engine::{
    cache::LONGEST_TTL_MS,
    ids::{ApiId, StageName},
    request::Request,
    time::Instant,
};
use sqlx::PgConnection;

use crate::storage::{
    StorageError,
    codec::Codec,
    requests::{self, Stored},
};

/// A stretch of one stage's time in which requests are new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    api_id: Option<String>,
    stage: Option<String>,
    first: Instant,
    last: Instant,
}

impl Window {
    /// The stored requests in and around it.
    pub async fn load(
        &self,
        connection: &mut PgConnection,
        codec: &Codec,
    ) -> Result<Vec<Stored>, StorageError> {
        let between =
            (self.first.plus_millis(-2 * LONGEST_TTL_MS), self.last.plus_millis(2 * LONGEST_TTL_MS));
        requests::of_stage_between(connection, codec, self.api_id.as_deref(), self.stage.as_deref(), between)
            .await
    }

    /// Whether the new requests can change what is known of this one.
    pub fn may_change(&self, request: &Request) -> bool {
        let is_of_stage = request.api_id.as_ref().map(ApiId::as_str) == self.api_id.as_deref()
            && request.stage.as_ref().map(StageName::as_str) == self.stage.as_deref();
        is_of_stage
            && request.started_at().is_some_and(|at| {
                at >= self.first.plus_millis(-LONGEST_TTL_MS) && at <= self.last.plus_millis(LONGEST_TTL_MS)
            })
    }
}

/// The stretches of time in which these requests are, by stage; those that would read the same requests are one.
pub fn windows<'a>(requests: impl Iterator<Item = &'a Request>) -> Vec<Window> {
    let mut moments: BTreeMap<(Option<&str>, Option<&str>), Vec<Instant>> = BTreeMap::new();
    for request in requests {
        if let Some(at) = request.started_at() {
            let api_id = request.api_id.as_ref().map(ApiId::as_str);
            let stage = request.stage.as_ref().map(StageName::as_str);
            moments.entry((api_id, stage)).or_default().push(at);
        }
    }
    let mut windows: Vec<Window> = Vec::new();
    for ((api_id, stage), mut moments) in moments {
        moments.sort_unstable();
        let mut open: Option<Window> = None;
        for at in moments {
            match &mut open {
                Some(window) if at.since(window.last) <= 4 * LONGEST_TTL_MS => window.last = at,
                _ => windows.extend(open.replace(Window {
                    api_id: api_id.map(str::to_owned),
                    stage: stage.map(str::to_owned),
                    first: at,
                    last: at,
                })),
            }
        }
        windows.extend(open);
    }
    windows
}

#[cfg(test)]
mod tests {
    use engine::{
        request::{Line, Request, Text},
        time::Instant,
    };

    use super::windows;

    fn request(stage: &str, minute: i64) -> Request {
        Request {
            stage: Some(stage.into()),
            lines: vec![Line { number: 1, at: Instant::from_millis(minute * 60_000), text: Text::default() }],
            ..Request::default()
        }
    }

    #[test]
    fn requests_near_in_time_are_one_stretch_per_stage() {
        let requests = [
            request("prod", 10_000),
            request("prod", 10_100),
            request("dev", 10_050),
            request("prod", 20_000),
            Request::default(),
        ];
        let shown: Vec<_> = windows(requests.iter())
            .into_iter()
            .map(|window| {
                (window.stage.unwrap(), window.first.millis() / 60_000, window.last.millis() / 60_000)
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("dev".into(), 10_050, 10_050),
                ("prod".into(), 10_000, 10_100),
                ("prod".into(), 20_000, 20_000)
            ]
        );
    }

    #[test]
    fn a_request_more_than_an_hour_away_stays_as_it_is() {
        let window = windows([request("prod", 10_000)].iter()).remove(0);
        assert!(window.may_change(&request("prod", 10_060)));
        assert!(!window.may_change(&request("prod", 10_061)));
        assert!(!window.may_change(&Request::default()));
    }
}
