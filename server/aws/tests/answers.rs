//! The real SDK against the stand-in: what AWS answers, and what is told of it.

use std::{sync::Arc, time::Duration};

use aws::{AwsError, Clients, Keys, LogSource, Page, Question, Role, Way};
use aws_stand_in::{StandIn, group::Event, script::Trouble};

const GROUP: &str = "API-Gateway-Execution-Logs_a1b2c3d4e5/prod";
const ROLE: &str = "arn:aws:iam::210987654321:role/reads-logs";

fn event(at_millis: i64) -> Event {
    Event { at_millis, message: format!("m{at_millis}"), stream: "s".into(), after: 0 }
}

fn question(token: Option<String>) -> Question {
    Question { log_group: GROUP.into(), from_millis: 0, until_millis: 100, token }
}

fn clients(answer_within: Duration) -> Clients {
    Clients::with_keys(Keys { id: "AKIATEST".into(), secret: "secret".into() }, answer_within)
}

fn way(stand_in: &StandIn) -> Way {
    Way { region: "eu-central-1".into(), role: None, endpoint_url: Some(stand_in.url()) }
}

async fn source(stand_in: &StandIn) -> Arc<dyn LogSource> {
    clients(Duration::from_secs(30)).log_source(&way(stand_in)).await
}

async fn asked(stand_in: &StandIn, trouble: Trouble) -> Result<Page, AwsError> {
    stand_in.trouble([trouble]);
    source(stand_in).await.filter_log_events(&question(None)).await
}

#[tokio::test]
async fn events_come_page_by_page() {
    let stand_in = StandIn::start().await.unwrap();
    (1..=5).for_each(|at| stand_in.add(GROUP, event(at)));
    stand_in.per_page(2);
    stand_in.trouble([Trouble::None, Trouble::Empty]);
    let source = source(&stand_in).await;
    let (mut token, mut at) = (None, Vec::new());
    let mut n_pages = 0;
    loop {
        let page = source.filter_log_events(&question(token)).await.unwrap();
        at.extend(page.events.iter().map(|event| event.at_millis));
        n_pages += 1;
        token = page.token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!((at, n_pages), (vec![1, 2, 3, 4, 5], 4));
    let asked = stand_in.asked();
    assert!(asked.iter().all(|asked| asked.access_key == "AKIATEST" && asked.region == "eu-central-1"));
}

#[tokio::test]
async fn what_goes_wrong_is_told_apart() {
    let stand_in = StandIn::start().await.unwrap();
    stand_in.add(GROUP, event(1));
    let throttled = asked(&stand_in, Trouble::Throttled).await.unwrap_err();
    assert_eq!(throttled, AwsError::Throttled { code: "ThrottlingException".into(), wait: None });
    assert!(matches!(asked(&stand_in, Trouble::TooMany).await, Err(AwsError::Throttled { .. })));
    assert!(matches!(asked(&stand_in, Trouble::Failure).await, Err(AwsError::Unavailable { .. })));
    assert!(matches!(asked(&stand_in, Trouble::Unavailable).await, Err(AwsError::Unavailable { .. })));
    assert!(matches!(asked(&stand_in, Trouble::Reset).await, Err(AwsError::Network { .. })));
    assert_eq!(asked(&stand_in, Trouble::None).await.unwrap().events.len(), 1);
    // Each was asked once: nothing is tried again here.
    assert_eq!(stand_in.asked().len(), 6);
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_given_up() {
    let stand_in = StandIn::start().await.unwrap();
    stand_in.trouble([Trouble::Hang]);
    let source = clients(Duration::from_millis(300)).log_source(&way(&stand_in)).await;
    let error = source.filter_log_events(&question(None)).await.unwrap_err();
    assert_eq!(error, AwsError::Network { what: "no answer in time".into() });
}

#[tokio::test]
async fn nobody_there_is_told() {
    let stand_in = StandIn::start().await.unwrap();
    let way = way(&stand_in);
    drop(stand_in);
    let source = clients(Duration::from_secs(30)).log_source(&way).await;
    let error = source.filter_log_events(&question(None)).await.unwrap_err();
    assert!(matches!(error, AwsError::Network { .. }), "{error:?}");
}

#[tokio::test]
async fn a_missing_right_is_named() {
    let stand_in = StandIn::start().await.unwrap();
    stand_in.add(GROUP, event(1));
    stand_in.deny("FilterLogEvents");
    let told = asked(&stand_in, Trouble::None).await.unwrap_err().to_string();
    assert!(told.contains("no right to call `logs:FilterLogEvents`"), "{told}");
}

#[tokio::test]
async fn a_log_group_that_is_not_there_is_named() {
    let stand_in = StandIn::start().await.unwrap();
    let told = asked(&stand_in, Trouble::None).await.unwrap_err().to_string();
    assert!(told.starts_with(&format!("there is no log group `{GROUP}` in this region: check")), "{told}");
}

#[tokio::test]
async fn a_token_that_ran_out_is_told() {
    let stand_in = StandIn::start().await.unwrap();
    (1..=5).for_each(|at| stand_in.add(GROUP, event(at)));
    stand_in.per_page(2);
    let source = source(&stand_in).await;
    let page = source.filter_log_events(&question(None)).await.unwrap();
    stand_in.trouble([Trouble::Expired]);
    let error = source.filter_log_events(&question(page.token)).await.unwrap_err();
    assert_eq!(error, AwsError::ExpiredToken);
}

#[tokio::test]
async fn log_groups_are_listed_by_how_their_names_begin() {
    let stand_in = StandIn::start().await.unwrap();
    for n in 0..60 {
        stand_in.add(&format!("API-Gateway-Execution-Logs_api{n:02}/prod"), event(1));
    }
    stand_in.add("/aws/lambda/authorizer", event(1));
    let source = source(&stand_in).await;
    let prefix = "API-Gateway-Execution-Logs_";
    let first = source.describe_log_groups(prefix, None).await.unwrap();
    let second = source.describe_log_groups(prefix, first.token.as_deref()).await.unwrap();
    assert_eq!((first.groups.len(), second.groups.len(), second.token), (50, 10, None));
}

#[tokio::test]
async fn a_role_is_taken_on() {
    let stand_in = StandIn::start().await.unwrap();
    stand_in.add(GROUP, event(1));
    stand_in.role(ROLE, Some("why403-x"));
    let role = |external_id: Option<&str>| Way {
        role: Some(Role {
            arn: ROLE.into(),
            external_id: external_id.map(Into::into),
            endpoint_url: Some(stand_in.url()),
        }),
        ..way(&stand_in)
    };
    let clients = clients(Duration::from_secs(30));
    let source = clients.log_source(&role(Some("why403-x"))).await;
    assert_eq!(source.filter_log_events(&question(None)).await.unwrap().events.len(), 1);
    let asked = stand_in.asked();
    let last = asked.last().unwrap();
    assert_eq!((last.action.as_str(), last.access_key.as_str()), ("FilterLogEvents", "ASIAreads-logs"));

    let refused = clients.log_source(&role(None)).await.filter_log_events(&question(None)).await.unwrap_err();
    assert!(refused.to_string().contains("no right to call `sts:AssumeRole`"), "{refused:?}");
}
