//! An hour in which a cached policy began to refuse.

use app::pages::{
    home::data::Answer,
    trends::data::{Ending, Mark, MarkKind, StageTrend, Trend, TrendsPage, TrendsQuery},
};
use engine::{
    diagnosis::{Cause, Deny, PolicyOrigin},
    incident::State,
};

use super::{incidents, now};

fn cached() -> Ending {
    Ending {
        cause: Some(Cause::AuthorizerPolicyDeny),
        deny: Some(Deny::Implicit),
        policy_origin: Some(PolicyOrigin::Cached),
        counts: (0..60).map(|minute| i64::from(minute >= 42) * 2 + i64::from(minute >= 54)).collect(),
    }
}

pub(crate) fn trend() -> Trend {
    let others = Ending {
        cause: None,
        deny: None,
        policy_origin: None,
        counts: (0..60).map(|minute| i64::from(minute % 20 == 5)).collect(),
    };
    Trend {
        from: now().plus_millis(-3_600_000),
        to: now(),
        step_ms: 60_000,
        calls: vec![20; 60],
        endings: vec![cached(), others],
        week_before: (0..60).map(|minute| minute / 20 % 2).collect(),
        marks: vec![Mark {
            at: now().plus_millis(-24 * 60_000),
            kind: MarkKind::Deployed,
            api_id: "a1b2c3d4e5".into(),
            stage: Some("<b>prod".into()),
        }],
    }
}

pub(crate) fn trends(query: &TrendsQuery, is_stored: bool) -> TrendsPage {
    let mut trend = trend();
    let mut stages = vec![StageTrend {
        api_id: "a1b2c3d4e5".into(),
        stage: "<b>prod".into(),
        n_requests: 1_200,
        n_refused: 45,
        week_before: Some((1_100, 4)),
        top: Some(cached()),
        line: vec![1, 0, 0, 10, 22, 12],
    }];
    if !is_stored {
        trend.calls = vec![0; 60];
        trend.endings.clear();
        trend.week_before = vec![0; 60];
        stages.clear();
    }
    let stored = is_stored.then_some((trend.from, trend.to));
    TrendsPage { query: query.clone(), misread: Vec::new(), is_past: is_stored, stored, trend, stages }
}

pub(crate) fn answer() -> Answer {
    let incident = incidents::row(128, Cause::AuthorizerPolicyDeny, State::Open);
    Answer {
        now: now(),
        since: now().plus_millis(-18 * 60_000),
        after: (360, 42),
        before: (840, 3),
        n_ours: 42,
        n_beside: 3,
        n_unknown: 1,
        n_incidents: 2,
        changed: trend().marks.pop(),
        incident,
    }
}
