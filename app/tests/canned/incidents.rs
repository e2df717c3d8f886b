//! Incidents in every state, and what somebody wrote to be taken for HTML.

use app::pages::{
    incidents::data::{
        Activity, Asked, BatchDone, Caller, IncidentPage, IncidentRow, IncidentsPage, Person, Proof, Trend,
    },
    shares::data::{AllSharesPage, Link, LiveLink, SharesPage},
};
use engine::{
    diagnosis::{Cause, Deny, Diagnosis, Grade, PolicyOrigin},
    incident::{Identity, State},
    remediation::{
        self, Card, Situation,
        place::{Found, Place},
    },
    request::Line,
};

use super::now;

pub(crate) fn row(incident_id: i64, cause: Cause, state: State) -> IncidentRow {
    let is_policy = cause == Cause::AuthorizerPolicyDeny;
    IncidentRow {
        incident_id,
        identity: Identity {
            api_id: "k3x9q2m7ab".into(),
            stage: if is_policy { "prod".into() } else { "prod<b>".into() },
            authorizer_id: if is_policy { "4hugyv".into() } else { String::new() },
            cause,
            deny: is_policy.then_some(Deny::Implicit),
            policy_origin: is_policy.then_some(PolicyOrigin::Cached),
            statement: None,
        },
        is_sample: incident_id == 128,
        state,
        n_requests: 312,
        n_callers: 41,
        has_more_callers: incident_id == 7,
        first_seen: Some(now().plus_millis(-1_200_000)),
        last_seen: Some(now().plus_millis(-30_000)),
        owner: (state == State::Regressed).then(|| "mara<i>".into()),
        resolved_at: None,
        ignored_until: (state == State::Ignored).then(|| now().plus_millis(3_600_000)),
        heals_at: is_policy.then(|| now().plus_millis(221_000)),
        trend: Trend {
            window: Some((now().plus_millis(-86_400_000), now())),
            counts: (0..48).map(|place| if place > 30 { place } else { 0 }).collect(),
        },
    }
}

fn people() -> Vec<Person> {
    let person = |user_id: i64, name: &str| Person { user_id, name: name.into(), is_viewer: name == "admin" };
    vec![person(1, "admin"), person(2, "mara<i>")]
}

pub(crate) fn incidents(state: Option<&str>, batch: Option<i64>) -> IncidentsPage {
    let state = state.and_then(State::from_id);
    let incidents = match state {
        Some(state) => vec![row(7, Cause::Throttled, state)],
        None => vec![
            row(128, Cause::AuthorizerPolicyDeny, State::Open),
            row(131, Cause::ResourcePolicyDeny, State::Regressed),
        ],
    };
    let counts = vec![(State::Open, 1), (State::Regressed, 1), (State::Ignored, 1), (State::Resolved, 4)];
    let done = batch.map(|batch_id| BatchDone {
        batch_id,
        kind: "resolved".into(),
        n: 3,
        n_undone: (batch_id == 2).then_some(2),
    });
    IncidentsPage { now: now(), state, counts, incidents, is_limited: false, done, people: people() }
}

pub(crate) fn incident() -> IncidentPage {
    let said = |kind: &str, body: &str| Activity {
        user: Some("mara<i>".into()),
        kind: kind.into(),
        body: body.into(),
        at: now().plus_millis(-600_000),
    };
    IncidentPage {
        now: now(),
        incident: row(128, Cause::AuthorizerPolicyDeny, State::Open),
        is_mine: false,
        people: people(),
        cards: remediation::cards(&Situation {
            deny: Some(Deny::Implicit),
            policy_origin: Some(PolicyOrigin::Cached),
            place: Place::read(Found {
                api: Some("k3x9q2m7ab"),
                stage: Some("prod"),
                authorizer: Some("4hugyv"),
                ..Found::default()
            }),
            ..Situation::of(Cause::AuthorizerPolicyDeny)
        }),
        methods: vec![
            Asked { method: Some("POST".into()), path: Some("/orders<u>".into()), n: 210 },
            Asked { method: None, path: None, n: 102 },
        ],
        callers: vec![
            Caller { principal: Some("*****mara".into()), n: 14 },
            Caller { principal: None, n: 2 },
        ],
        latest: Vec::new(),
        changes: Vec::new(),
        activity: vec![
            said("comment", "It is **the cache** <script>alert(1)</script>"),
            said("ignored", "until=2026-08-01T15:05:00.000Z calls=10"),
            said("resolved", ""),
            said("assigned", "olek<u>"),
            said("undone", ""),
        ],
        proof: Some(Proof {
            reference: "3c2b33dc-60ec-4784-8a6d-3b1f7e21bc33".into(),
            grade: Grade::Proved,
            lines: vec![Line {
                number: 7,
                at: Some(now().plus_millis(-30_000)),
                text: "The client is not authorized to perform this operation. ```</pre><script>".into(),
            }],
            policy: vec!["Allow arn:aws:execute-api:*:*:*/prod/GET/orders".into()],
            statement: None,
        }),
        region: Some("eu-west-1".into()),
    }
}

pub(crate) fn shares() -> SharesPage {
    let link = |share_id: i64, expires: i64, is_revoked: bool| Link {
        share_id,
        created_by: Some("mara<i>".into()),
        created_at: now().plus_millis(-3_600_000),
        expires_at: now().plus_millis(expires),
        revoked_at: is_revoked.then(now),
        n_views: 3,
        last_viewed_at: Some(now()),
        has_passphrase: share_id == 1,
    };
    SharesPage {
        now: now(),
        incident_id: 128,
        identity: row(128, Cause::AuthorizerPolicyDeny, State::Open).identity,
        created: None,
        has_public_links: true,
        links: vec![link(1, 86_400_000, false), link(2, -1_000, false), link(3, 86_400_000, true)],
    }
}

pub(crate) fn all_shares() -> AllSharesPage {
    let page = shares();
    let live = |link: Link| LiveLink {
        incident_id: 128,
        identity: (link.share_id == 1).then(|| page.identity.clone()),
        link,
    };
    let links = page.links.iter().filter(|link| link.revoked_at.is_none()).cloned();
    AllSharesPage { has_public_links: true, n_live: 2, newest: Some(2), links: links.map(live).collect() }
}

/// What can be typed about a call at the sample's stage.
pub(crate) fn cards(diagnosis: &Diagnosis, authorizer: Option<&str>) -> Vec<Card> {
    let place = Place::read(Found {
        region: Some("eu-west-1"),
        account: None,
        api: Some("k3x9q2m7ab"),
        stage: Some("prod"),
        authorizer,
    });
    remediation::cards(&Situation {
        deny: diagnosis.deny,
        policy_origin: diagnosis.policy_origin,
        place,
        heals_at: diagnosis.heals_at,
        method_arns: diagnosis.method_arn.iter().cloned().collect(),
        ..Situation::of(diagnosis.cause)
    })
}
