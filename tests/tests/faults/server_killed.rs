//! `kill -9` of who imports, and of servers that pull.

use std::time::Duration;

use aws_stand_in::StandIn;
use tests::Product;
use tests::chance::{Chance, rounds};
use tests::database::Database;
use tokio::time::{Instant, sleep};

use super::made::{Made, assert_same};

/// How often it is killed in one round before it is let be.
const KILLS: u64 = 2;

#[tokio::test]
async fn an_import_that_is_killed_and_repeated_stores_what_one_import_stores() {
    let made = Made::up();
    let database = Database::start().await;
    let calm = database.fresh("calm");
    let begun = Instant::now();
    made.import_whole(&calm);
    let longest = u64::try_from(begun.elapsed().as_millis()).unwrap();
    let calm = database.stored(&calm);
    for round in 0..rounds() {
        let url = database.fresh(&format!("round_{round}"));
        let mut chance = Chance::of_round("an import is killed", round);
        for _ in 0..KILLS {
            let mut import = made.import(&url).spawn().unwrap();
            sleep(Duration::from_millis(chance.below(longest))).await;
            import.kill().unwrap();
            import.wait().unwrap();
        }
        made.import_whole(&url);
        assert_same(&database.stored(&url), &calm);
    }
    database.stop().await;
}

/// Adds log groups with a stretch of their past, past the pages.
fn add_groups(database: &Database, url: &str, stand_in: &StandIn, groups: &[String], from: i64, until: i64) {
    for group in groups {
        database.ask(
            url,
            &format!(
                "WITH new AS (INSERT INTO source (kind, name, log_group, region, endpoint_url, created_at)
                              VALUES ('cloudwatch', '{group}', '{group}', 'eu-central-1', '{}', now()) RETURNING source_id)
                 INSERT INTO pull (source_id, from_at, until_at, read_until, created_at)
                 SELECT source_id, to_timestamp({from} / 1000.0), to_timestamp({until} / 1000.0),
                        to_timestamp({from} / 1000.0), now() FROM new",
                stand_in.url(),
            ),
        );
    }
}

const N_OPEN: &str = "SELECT count(*) FROM pull WHERE finished_at IS NULL";

#[tokio::test]
async fn a_pull_whose_server_is_killed_goes_on_where_it_was_whatever_aws_does() {
    let made = Made::of(12_000);
    let database = Database::start().await;
    let calm = database.fresh("calm");
    made.import_whole(&calm);
    let calm = database.stored(&calm);
    for round in 0..rounds() {
        let mut chance = Chance::of_round("a server that pulls is killed", round);
        let stand_in = StandIn::start().await.unwrap();
        stand_in.per_page(500);
        stand_in.chance(20, chance.below(u64::MAX));
        let (groups, from, until) = made.fill(&stand_in);
        let url = database.fresh(&format!("round_{round}"));
        let mut server = Product::start_on(&url).await;
        add_groups(&database, &url, &stand_in, &groups, from, until + 1);
        for _ in 0..KILLS {
            // Its end lies where it is killed: at a moment of the pull, not of its start.
            sleep(Duration::from_millis(chance.below(3_000))).await;
            server.kill();
            // Its lease runs out.
            database.ask(&url, "UPDATE pull SET leased_until = now(), not_before = NULL");
            server = Product::start_on(&url).await;
        }
        database.until(&url, N_OPEN, |n| n == 0).await;
        server.stop();
        let n_events = database.count(&url, "SELECT sum(n_events)::bigint FROM pull");
        assert_eq!(n_events, Some(made.text().lines().count() as u64));
        assert_same(&database.stored(&url), &calm);
    }
    database.stop().await;
}

#[tokio::test]
async fn a_server_takes_over_from_one_that_was_killed() {
    let made = Made::of(12_000);
    let database = Database::start().await;
    let calm = database.fresh("calm");
    made.import_whole(&calm);
    let url = database.fresh("shared");
    let stand_in = StandIn::start().await.unwrap();
    stand_in.per_page(100);
    let (groups, from, until) = made.fill(&stand_in);
    let first = Product::start_on(&url).await;
    add_groups(&database, &url, &stand_in, &groups, from, until + 1);
    database.until(&url, "SELECT coalesce(sum(n_events), 0)::bigint FROM pull", |n| n > 0).await;
    let second = Product::start_on(&url).await;
    let held =
        database.ask(&url, "SELECT coalesce(max(leased_by::text), '') FROM pull WHERE finished_at IS NULL");
    assert_ne!(held.trim(), "", "nothing was left to take over");
    first.kill();
    let killed = Instant::now();
    let left_behind =
        format!("SELECT count(*) FROM pull WHERE finished_at IS NULL AND leased_by = '{}'", held.trim());
    database.until(&url, &left_behind, |n| n == 0).await;
    println!("taken over {} ms after the kill", killed.elapsed().as_millis());
    database.until(&url, N_OPEN, |n| n == 0).await;
    second.stop();
    assert_same(&database.stored(&url), &database.stored(&calm));
    database.stop().await;
}
