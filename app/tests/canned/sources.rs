//! Sources in every state that the page knows.

use app::pages::sources::{
    data::{Configurations, LogGroup, Problem, Pull, Source, SourceKind, SourcesPage},
    forms::{ApisPage, CloudwatchForm, CloudwatchPage, FoundApi, PushPage, PushSetup, ReachForm},
};
use engine::time::Instant;

use super::now;

const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ["logs:FilterLogEvents"], "Resource": "*" }
  ]
}"#;

/// A moment, so many seconds before the page is looked at.
fn ago(seconds: i64) -> Instant {
    now().plus_millis(-1_000 * seconds)
}

fn pull(pull_id: i64, from: i64, until: Option<i64>, read_until: i64) -> Pull {
    Pull {
        pull_id,
        from: ago(from),
        until: until.map(ago),
        read_until: ago(read_until),
        n_events: 0,
        finished_at: None,
        cancelled_at: None,
    }
}

fn source(source_id: i64, name: &str, log_group: Option<&str>) -> Source {
    let kind = log_group.map_or(SourceKind::Push, |name| {
        SourceKind::Cloudwatch(LogGroup {
            name: name.to_owned(),
            region: "eu-central-1".to_owned(),
            role_arn: None,
            endpoint_url: None,
        })
    });
    let is_pulled = log_group.is_some();
    Source {
        source_id,
        name: name.to_owned(),
        kind,
        created_at: ago(7_200),
        paused_at: None,
        n_events: 0,
        n_requests: 0,
        n_deliveries: 0,
        n_repeated: 0,
        last_event_at: None,
        last_answer_at: None,
        problem: None,
        pulls: if is_pulled { vec![pull(10 * source_id, 7_200, None, 8)] } else { Vec::new() },
        policy: is_pulled.then(|| POLICY.to_owned()),
    }
}

/// One of each.
pub(crate) fn sources() -> SourcesPage {
    let execution = "API-Gateway-Execution-Logs_k3x9q2m7ab/prod";
    let mut live = source(1, execution, Some(execution));
    (live.n_events, live.n_requests) = (41_203, 1_872);
    (live.last_event_at, live.last_answer_at) = (Some(ago(31)), Some(ago(3)));
    let mut running = pull(11, 14_400, Some(7_200), 9_000);
    running.n_events = 12_004;
    let mut stopped = pull(12, 25_200, Some(18_000), 21_600);
    (stopped.n_events, stopped.cancelled_at) = (3_100, Some(ago(600)));
    live.pulls.extend([running, stopped]);

    let mut failing = source(2, "/aws/apigateway/orders-access", Some("/aws/apigateway/orders-access"));
    if let SourceKind::Cloudwatch(group) = &mut failing.kind {
        group.role_arn = Some("arn:aws:iam::111122223333:role/why403-read".to_owned());
    }
    (failing.n_events, failing.n_requests, failing.last_event_at) = (96, 90, Some(ago(4_000)));
    failing.problem = Some(Problem {
        text: "the role may not call `logs:FilterLogEvents` <b>here</b>: give it the policy below".to_owned(),
        at: ago(12),
        n_failures: 4,
    });
    let mut waiting = source(3, "orders, staging", Some("API-Gateway-Execution-Logs_k3x9q2m7ab/staging"));
    waiting.last_answer_at = Some(ago(8));
    let mut paused = source(4, "reports", Some("/aws/apigateway/reports"));
    (paused.paused_at, paused.n_events) = (Some(ago(900)), 10);
    let mut sent = source(5, "orders by Firehose", None);
    (sent.n_events, sent.n_requests, sent.n_deliveries, sent.n_repeated) = (5_200, 5_200, 61, 2);
    (sent.last_event_at, sent.last_answer_at) = (Some(ago(50)), Some(ago(20)));
    let unsent = source(6, "lambda", None);
    let mut asked = source(7, "eu-central-1", None);
    asked.kind = SourceKind::Configurations(Configurations {
        api_ids: Vec::new(),
        every_millis: 900_000,
        region: "eu-central-1".to_owned(),
        role_arn: None,
        endpoint_url: None,
        n_apis: 3,
        n_snapshots: 4,
        missing: vec![("usagePlans".to_owned(), "no right to call <b>`apigateway:GET`</b>".to_owned())],
        next_at: Some(ago(-600)),
    });
    asked.last_answer_at = Some(ago(300));
    asked.pulls = vec![pull(70, 7_200, None, 300)];
    SourcesPage { now: now(), sources: vec![live, failing, waiting, paused, sent, unsent, asked] }
}

fn reach() -> ReachForm {
    ReachForm { region: "eu-central-1".to_owned(), ..ReachForm::default() }
}

/// Some were found.
pub(crate) fn apis() -> ApisPage {
    let found = [("k3x9q2m7ab", "orders-api", false), ("p0w8e7r6t5", "billing <b>", true)];
    let found = found.map(|(api_id, name, is_source)| FoundApi {
        api_id: api_id.to_owned(),
        name: name.to_owned(),
        is_source,
    });
    ApisPage { typed: reach(), found: Some(found.into()), policy: POLICY.to_owned(), ..ApisPage::default() }
}

/// Nothing was looked for.
pub(crate) fn cloudwatch() -> CloudwatchPage {
    CloudwatchPage {
        typed: CloudwatchForm { reach: reach(), prefix: String::new() },
        policy: POLICY.to_owned(),
        ..CloudwatchPage::default()
    }
}

/// Nobody was named.
pub(crate) fn push() -> PushPage {
    PushPage {
        setup: PushSetup {
            firehose_template: "AWSTemplateFormatVersion: '2010-09-09'".to_owned(),
            lambda_python: "def handler(event, context):".to_owned(),
            lambda_node: "exports.handler = async (event) => {".to_owned(),
        },
        ..PushPage::default()
    }
}
