//! Log groups are pulled into the database, from a stand-in for AWS on which things go wrong.

use std::{sync::Arc, time::Duration};

use aws::{Clients, Keys};
use aws_stand_in::{StandIn, group::Event, script::Trouble};
use engine::time::Instant;
use server::{
    clock::SharedClock,
    sources::{
        crew::{self, Rhythm},
        worker::Tools,
    },
    storage::{
        pulls::{self, Worker},
        sources::{self, LogGroup, Reach, Reads, Source},
    },
};
use sqlx::PgPool;
use tokio::{
    sync::{Semaphore, watch},
    task::JoinHandle,
};

use crate::support::TestServer;

const GROUP: &str = "API-Gateway-Execution-Logs_a1b2c3d4e5/prod";

/// The lines of a refused call.
fn lines(n: usize) -> Vec<String> {
    let id = format!("{n:08x}-0000-4000-8000-000000000000");
    [
        "Extended Request Id: AbCdEfGhIjKlMnO=".to_owned(),
        format!("Starting authorizer: auth01 for request: {id}"),
        "Incoming identity: ****abcd".to_owned(),
        "The client is not authorized to perform this operation.".to_owned(),
        "Gateway response type: ACCESS_DENIED with status code: 403".to_owned(),
    ]
    .map(|line| format!("({id}) {line}"))
    .into()
}

fn moment(time: &str) -> Instant {
    Instant::parse(&format!("2026-08-01T{time}Z")).unwrap()
}

/// Fills a log group with so many calls, three seconds apart; gives how many events they are.
fn fill(stand_in: &StandIn, log_group: &str, from: Instant, calls: std::ops::Range<usize>) -> i64 {
    let mut n_events = 0;
    for n in calls.clone() {
        for (place, message) in lines(n).into_iter().enumerate() {
            let after = 3_000 * (n - calls.start) + 7 * place;
            let at_millis = from.plus_millis(i64::try_from(after).unwrap()).millis();
            stand_in.add(log_group, Event { at_millis, message, stream: "s".into(), after: 0 });
            n_events += 1;
        }
    }
    n_events
}

/// A server that pulls, until it is stopped or dropped dead.
pub(crate) struct Crew {
    stop: watch::Sender<bool>,
    working: JoinHandle<()>,
}

impl Crew {
    pub(crate) fn start(server: &TestServer, number: u8) -> Self {
        Self::keeping_time(
            server,
            number,
            Rhythm {
                lease: Duration::from_millis(500),
                heartbeat: Duration::from_millis(100),
                look: Duration::from_millis(10),
            },
        )
    }

    fn keeping_time(server: &TestServer, number: u8, rhythm: Rhythm) -> Self {
        let (stop, told) = watch::channel(false);
        let tools = Tools {
            pool: server.pool.clone(),
            ingest: server.desk.ingest(),
            clients: Clients::with_keys(
                Keys { id: "AKIATEST".into(), secret: "secret".into() },
                Duration::from_secs(30),
            ),
            clock: Arc::clone(&server.clock) as SharedClock,
            turns: Semaphore::new(3),
            nap: Duration::from_millis(5),
            patience: Duration::from_millis(10),
        };
        let working = tokio::spawn(crew::work(Arc::new(tools), Worker::new([number; 16]), rhythm, told));
        Self { stop, working }
    }

    pub(crate) async fn stop(self) {
        self.stop.send(true).unwrap();
        self.working.await.unwrap();
    }

    async fn die(self) {
        self.working.abort();
        assert!(self.working.await.unwrap_err().is_cancelled());
    }
}

async fn add(server: &TestServer, stand_in: &StandIn, log_group: &str, from: Instant) -> i64 {
    let group = LogGroup {
        name: log_group.into(),
        reach: Reach {
            region: "eu-central-1".into(),
            role_arn: None,
            external_id: None,
            endpoint_url: Some(stand_in.url()),
        },
    };
    let mut connection = server.pool.acquire().await.unwrap();
    sources::add_log_group(&mut connection, "orders", &group, from, server.desk.now()).await.unwrap().unwrap()
}

async fn backfill(server: &TestServer, source_id: i64, from: Instant, until: Instant) -> i64 {
    let mut connection = server.pool.acquire().await.unwrap();
    let now = server.desk.now();
    pulls::begin_backfill(&mut connection, source_id, from, until, now).await.unwrap().unwrap()
}

async fn all(server: &TestServer) -> Vec<Source> {
    sources::list(&mut server.pool.acquire().await.unwrap()).await.unwrap()
}

/// Waits until the sources are so.
pub(crate) async fn until(server: &TestServer, are_so: impl Fn(&[Source]) -> bool) -> Vec<Source> {
    let waiting = async {
        loop {
            let sources = all(server).await;
            if are_so(&sources) {
                return sources;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let came = tokio::time::timeout(Duration::from_mins(2), waiting).await;
    assert!(came.is_ok(), "it never came: {:#?}", all(server).await);
    came.unwrap()
}

fn is_finished(sources: &[Source]) -> bool {
    sources
        .iter()
        .flat_map(|source| &source.pulls)
        .all(|pull| pull.until.is_none() || pull.finished_at.is_some())
}

/// Requests and lines that are stored.
async fn stored(pool: &PgPool) -> (i64, i64) {
    sqlx::query_as("SELECT count(*), coalesce(sum(n_lines), 0)::bigint FROM request")
        .fetch_one(pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_stretch_of_the_past_is_stored_once_whatever_aws_does(pool: PgPool) {
    let server = TestServer::start(pool.clone()).await;
    let stand_in = StandIn::start().await.unwrap();
    stand_in.per_page(7);
    stand_in.chance(40, 7);
    let from = moment("13:00:00");
    let mut n_events = Vec::new();
    for n in 0..3 {
        let log_group = format!("{GROUP}-{n}");
        n_events.push(fill(&stand_in, &log_group, from, 100 * n..100 * n + 40));
        let source_id = add(&server, &stand_in, &log_group, server.desk.now()).await;
        backfill(&server, source_id, from, moment("13:30:00")).await;
    }
    let crew = Crew::start(&server, 1);
    let sources = until(&server, is_finished).await;
    crew.stop().await;
    assert_eq!(sources.iter().map(|source| source.n_events).collect::<Vec<_>>(), n_events);
    assert_eq!(stored(&pool).await, (120, n_events.iter().sum()));
    assert!(stand_in.asked().iter().filter(|asked| asked.trouble != Trouble::None).count() > 10);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn who_stops_dead_is_taken_over_and_nothing_is_lost(pool: PgPool) {
    let server = TestServer::start(pool.clone()).await;
    let stand_in = StandIn::start().await.unwrap();
    stand_in.per_page(9);
    let from = moment("13:00:00");
    let n_events = fill(&stand_in, GROUP, from, 0..30);
    // The first of two servers has stored some pages when it waits for one for ever.
    stand_in.trouble([Trouble::None, Trouble::None, Trouble::None, Trouble::Hang]);
    let source_id = add(&server, &stand_in, GROUP, server.desk.now()).await;
    backfill(&server, source_id, from, moment("13:30:00")).await;
    let first = Crew::start(&server, 1);
    until(&server, |sources| sources[0].n_events == 27).await;
    let second = Crew::start(&server, 2);
    first.die().await;
    let sources = until(&server, is_finished).await;
    second.stop().await;
    assert_eq!(sources[0].n_events, n_events);
    assert_eq!(stored(&pool).await, (30, n_events));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn whose_signs_of_life_come_late_does_not_read_twice(pool: PgPool) {
    let server = TestServer::start(pool.clone()).await;
    let stand_in = StandIn::start().await.unwrap();
    stand_in.per_page(7);
    let from = moment("13:00:00");
    let n_events = fill(&stand_in, GROUP, from, 0..40);
    let source_id = add(&server, &stand_in, GROUP, server.desk.now()).await;
    backfill(&server, source_id, from, moment("13:30:00")).await;
    let lease = Duration::from_millis(1);
    let rhythm = Rhythm { lease, heartbeat: Duration::from_hours(1), look: Duration::from_millis(2) };
    let crew = Crew::keeping_time(&server, 1, rhythm);
    let sources = until(&server, is_finished).await;
    crew.stop().await;
    assert_eq!(sources[0].n_events, n_events);
    assert_eq!(stored(&pool).await, (40, n_events));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_log_group_is_followed_and_what_comes_late_is_not_lost(pool: PgPool) {
    let server = TestServer::start(pool.clone()).await;
    let stand_in = StandIn::start().await.unwrap();
    let from = server.desk.now().plus_millis(-60_000);
    let mut n_events = fill(&stand_in, GROUP, from.plus_millis(10_000), 0..3);
    for message in lines(3) {
        let at_millis = from.plus_millis(20_000).millis();
        stand_in.add(GROUP, Event { at_millis, message, stream: "s".into(), after: 9 });
        n_events += 1;
    }
    add(&server, &stand_in, GROUP, from).await;
    let crew = Crew::start(&server, 1);
    // Each question at its own moment, until the stretch is read again that may have got more.
    for n in 1..=50 {
        let asked = async {
            while stand_in.asked().len() < n {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), asked).await.unwrap();
        server.clock.advance(10);
    }
    let sources = until(&server, |sources| sources[0].n_events >= n_events).await;
    crew.stop().await;
    assert_eq!(sources[0].n_events, n_events);
    assert_eq!(sources[0].last_event_at, Some(from.plus_millis(20_000)));
    assert_eq!(stored(&pool).await, (4, n_events));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_is_wrong_is_said_in_words_until_it_is_mended(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let stand_in = StandIn::start().await.unwrap();
    let from = server.desk.now().plus_millis(-60_000);
    let n_events = fill(&stand_in, GROUP, from, 0..3);
    stand_in.deny("FilterLogEvents");
    add(&server, &stand_in, GROUP, from).await;
    let crew = Crew::start(&server, 1);
    let sources =
        until(&server, |sources| sources[0].problem.as_ref().is_some_and(|it| it.n_failures > 2)).await;
    let problem = sources[0].problem.clone().unwrap();
    assert!(problem.text.contains("`logs:FilterLogEvents`"), "{problem:?}");
    stand_in.allow_all();
    let sources = until(&server, |sources| sources[0].problem.is_none()).await;
    assert_eq!(sources[0].n_events, n_events);
    crew.stop().await;
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_source_that_is_paused_is_not_asked_and_goes_on_where_it_stopped(pool: PgPool) {
    let server = TestServer::start(pool.clone()).await;
    let stand_in = StandIn::start().await.unwrap();
    let now = server.desk.now();
    let source_id = add(&server, &stand_in, GROUP, now.plus_millis(-60_000)).await;
    let mut connection = pool.acquire().await.unwrap();
    assert!(sources::pause(&mut connection, source_id, now).await.unwrap());
    assert!(!sources::pause(&mut connection, source_id, now).await.unwrap());
    // Another pull comes and goes, so that there was time to ask.
    let n_events = fill(&stand_in, GROUP, now.plus_millis(-50_000), 0..3);
    let other = "API-Gateway-Execution-Logs_other/prod";
    fill(&stand_in, other, moment("13:00:00"), 10..11);
    let other_id = add(&server, &stand_in, other, now).await;
    backfill(&server, other_id, moment("13:00:00"), moment("13:10:00")).await;
    let crew = Crew::start(&server, 1);
    let sources = until(&server, is_finished).await;
    assert_eq!((sources[0].n_events, sources[0].last_answer_at), (0, None));
    assert!(sources::resume(&mut connection, source_id).await.unwrap());
    until(&server, |sources| sources[0].n_events == n_events).await;
    crew.stop().await;
    assert!(sources::remove(&mut connection, source_id).await.unwrap());
    assert_eq!(stored(&pool).await, (4, n_events + 5));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_log_group_is_added_once(pool: PgPool) {
    let server = TestServer::start(pool.clone()).await;
    let stand_in = StandIn::start().await.unwrap();
    let now = server.desk.now();
    let source_id = add(&server, &stand_in, GROUP, now).await;
    let Some(Reads::LogGroup(group)) = all(&server).await[0].reads.clone() else { panic!("no log group") };
    let mut connection = pool.acquire().await.unwrap();
    assert_eq!(sources::add_log_group(&mut connection, "again", &group, now, now).await.unwrap(), None);
    let (from, until) = (now.plus_millis(-1000), now);
    let pull_id = backfill(&server, source_id, from, until).await;
    let again = pulls::begin_backfill(&mut connection, source_id, from, until, now).await.unwrap();
    assert_eq!(again, None);
    assert!(pulls::cancel_backfill(&mut connection, pull_id, now).await.unwrap());
    assert!(!pulls::cancel_backfill(&mut connection, pull_id, now).await.unwrap());
}
