//! What is stored, day by day: made when something comes, counted, forgotten.

use std::collections::BTreeMap;

use server::storage::{codec::Codec, search};
use sqlx::PgPool;

use crate::support::TestServer;

/// A call that was allowed, of this day.
fn call(day: &str, id: u32) -> String {
    let id = format!("aaaaaaaa-0000-4000-8000-{id:012}");
    format!(
        "{day}T13:00:00.001Z ({id}) Extended Request Id: A{id}=\n\
         {day}T13:00:00.002Z ({id}) Method completed with status: 200\n"
    )
}

async fn days(server: &TestServer) -> BTreeMap<String, i64> {
    let rows: Vec<(String, i64)> =
        sqlx::query_as("SELECT tableoid::regclass::text, count(*) FROM request GROUP BY 1")
            .fetch_all(&server.pool)
            .await
            .unwrap();
    rows.into_iter().collect()
}

/// That the counts of minutes and stages say the same as the rows.
async fn assert_counts_agree(server: &TestServer) {
    let counted = |query: &'static str| sqlx::query_as::<_, (String, i64)>(query).fetch_all(&server.pool);
    let by_rows = counted(
        "SELECT concat_ws('|', date_trunc('minute', started_at), api_id, coalesce(stage, ''), cause, coalesce(deny, ''),
                          coalesce(policy_origin, ''), coalesce(status, 0), is_sample), count(*)
         FROM request GROUP BY 1 ORDER BY 1",
    );
    let by_minutes = counted(
        "SELECT concat_ws('|', minute, api_id, stage, cause, deny, policy_origin, status, is_sample), n_requests
         FROM rollup_minute WHERE n_requests <> 0 ORDER BY 1",
    );
    assert_eq!(by_rows.await.unwrap(), by_minutes.await.unwrap());
    let by_rows = counted(
        "SELECT concat_ws('|', api_id, coalesce(stage, ''), (started_at AT TIME ZONE 'UTC')::date, is_sample), count(*)
         FROM request GROUP BY 1 ORDER BY 1",
    );
    let by_days = counted(
        "SELECT concat_ws('|', api_id, stage, day, is_sample), (evidence ->> 'n_requests')::bigint
         FROM stage_evidence ORDER BY 1",
    );
    assert_eq!(by_rows.await.unwrap(), by_days.await.unwrap());
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_day_has_a_partition_unless_no_call_can_be_of_it(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let undated = "(aaaaaaaa-0000-4000-8000-000000000009) Method completed with status: 200\n";
    let log = [
        call("2026-07-31", 1),
        call("2026-08-01", 2),
        call("2026-08-01", 3),
        // Tomorrow by a clock that is wrong, and days that nobody lived to see.
        call("2026-08-02", 4),
        call("1999-01-01", 5),
        call("9999-12-31", 6),
    ];
    server.import("days", &log.concat()).await;
    server.import("undated", undated).await;
    let expected =
        [("request_20260731", 1), ("request_20260801", 2), ("request_20260802", 1), ("request_other", 3)];
    assert_eq!(days(&server).await, expected.map(|(name, n)| (name.to_owned(), n)).into());
    assert_counts_agree(&server).await;
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn old_days_are_forgotten_with_their_counts(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let log = [call("2026-07-20", 1), call("2026-07-31", 2), call("2026-08-01", 3), call("1999-01-01", 4)];
    server.import("days", &log.concat()).await;
    // It is the first of August; yesterday is kept.
    server::housekeeping::forget(&server.desk.ingest(), 1).await.unwrap();
    let expected = [("request_20260731", 1), ("request_20260801", 1)];
    assert_eq!(days(&server).await, expected.map(|(name, n)| (name.to_owned(), n)).into());
    assert_counts_agree(&server).await;
    // A forgotten day may come again.
    server.import("again", &call("2026-07-20", 1)).await;
    assert_eq!(days(&server).await.get("request_20260720"), Some(&1));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn an_id_that_comes_again_another_week_is_another_call(pool: PgPool) {
    let server = TestServer::start(pool).await;
    server.import("first", &call("2026-07-20", 1)).await;
    server.import("second", &call("2026-08-01", 1)).await;
    assert_eq!(days(&server).await.values().sum::<i64>(), 2);
    assert_counts_agree(&server).await;
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn verdicts_of_an_older_engine_are_made_again(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let export = engine::sample::events(server.desk.now());
    server.import("sample", &export).await;
    let verdicts = || {
        sqlx::query_scalar::<_, String>(
            "SELECT concat_ws('|', request_key, cause, deny, policy_origin, grade, filled_by, heals_at, engine_version)
             FROM request ORDER BY 1",
        )
        .fetch_all(&server.pool)
    };
    let before = verdicts().await.unwrap();
    sqlx::query("UPDATE request SET engine_version = 0, cause = 'unknown', deny = NULL, filled_by = NULL")
        .execute(&server.pool)
        .await
        .unwrap();
    sqlx::raw_sql(
        "TRUNCATE rollup_minute; INSERT INTO rollup_minute
         SELECT date_trunc('minute', started_at), api_id, coalesce(stage, ''), cause, '', coalesce(policy_origin, ''),
                coalesce(status, 0), is_sample, count(*) FROM request GROUP BY 1, 2, 3, 4, 5, 6, 7, 8",
    )
    .execute(&server.pool)
    .await
    .unwrap();
    // What the older engine counted, some of it of calls that it read otherwise.
    sqlx::query(
        "UPDATE stage_evidence SET engine_version = 0, evidence = evidence || '{\"n_requests\": 4711}'",
    )
    .execute(&server.pool)
    .await
    .unwrap();
    let ingest = server.desk.ingest();
    server::ingest::work::look_for_older_verdicts(&ingest).await.unwrap();
    assert!(server::ingest::work::next(&ingest).await.unwrap(), "there is a job");
    assert!(!server::ingest::work::next(&ingest).await.unwrap(), "and it is done");
    assert_eq!(verdicts().await.unwrap(), before);
    assert_counts_agree(&server).await;
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn requests_are_packed_by_what_was_learnt_of_them_and_another_server_reads_them(pool: PgPool) {
    let server = TestServer::start(pool.clone()).await;
    // It knows only the dictionary that is built in.
    let other = TestServer::start(pool).await;
    let log = |first: u32, n: u32| (first..first + n).map(|id| call("2026-08-01", id)).collect::<String>();
    server.import("few", &log(0, 20)).await;
    server.import("many", &log(1000, 900)).await;
    server.import("few again", &log(3000, 20)).await;
    let used: Vec<(i16, i64)> =
        sqlx::query_as("SELECT dictionary_id, count(*) FROM request GROUP BY 1 ORDER BY 1")
            .fetch_all(&server.pool)
            .await
            .unwrap();
    assert_eq!(used, [(1, 20), (100, 920)]);
    let cookie = other.signed_in().await;
    for id in [1, 1001, 3001] {
        let page =
            other.get(&format!("/requests/aaaaaaaa-0000-4000-8000-{id:012}")).cookie(&cookie).send().await;
        assert!(page.body.contains("Method completed with status: 200"), "{id}");
    }
    // Lines of the other server are packed by it too.
    other.import("other", &log(4000, 1)).await;
    let of_other: i16 = sqlx::query_scalar(
        "SELECT dictionary_id FROM request WHERE request_key = 'aaaaaaaa-0000-4000-8000-000000004000'",
    )
    .fetch_one(&server.pool)
    .await
    .unwrap();
    assert_eq!(of_other, 100);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_dictionary_that_has_become_bad_is_made_anew(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let ingest = server.desk.ingest();
    server.import("plain", &(0..900).map(|id| call("2026-08-01", id)).collect::<String>()).await;
    let ids = || async {
        sqlx::query_scalar::<_, i16>("SELECT dictionary_id FROM dictionary ORDER BY 1")
            .fetch_all(&server.pool)
            .await
            .unwrap()
    };
    let age = || sqlx::query("UPDATE dictionary SET made_at = '2026-07-01'").execute(&server.pool);
    age().await.unwrap();
    server::ingest::dictionary::renew(&ingest).await.unwrap();
    assert_eq!(ids().await, [1, 100], "what it was made of is packed well");
    // Now all calls send headers that it has never seen.
    let headers: Vec<String> = (0..60).map(|n| format!("X-Tenant-Header-{n}=common-value-{n}")).collect();
    let headers = headers.join(", ");
    let line = |id: u32| {
        let id = format!("aaaaaaaa-0000-4000-8000-{id:012}");
        format!("2026-08-01T13:30:00.001Z ({id}) Method request headers: {{{headers}}}\n")
    };
    let talkative: Vec<String> = (5000..8000).map(line).collect();
    let talkative = talkative.concat();
    server.import("talkative", &talkative).await;
    server::ingest::dictionary::renew(&ingest).await.unwrap();
    assert_eq!(ids().await, [1, 100], "it was looked at today");
    age().await.unwrap();
    server::ingest::dictionary::renew(&ingest).await.unwrap();
    assert_eq!(ids().await, [1, 100, 101]);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn text_is_found_in_the_lines_of_all_days(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let told = |day: &str, id: u32, text: &str| {
        let id = format!("aaaaaaaa-0000-4000-8000-{id:012}");
        format!("{day}T13:00:00.003Z ({id}) HTTP Method: GET, Resource Path: /{text}\n")
    };
    let log = [
        call("2026-07-30", 1),
        told("2026-07-30", 1, "north"),
        call("2026-07-31", 2),
        told("2026-07-31", 2, "northwest"),
        call("2026-08-01", 3),
        told("2026-08-01", 3, "South"),
        "(aaaaaaaa-0000-4000-8000-000000000004) HTTP Method: GET, Resource Path: /north\n".to_owned(),
    ];
    server.import("days", &log.concat()).await;
    let codec = Codec::load(&mut server.pool.acquire().await.unwrap()).await.unwrap();
    let found = async |text: &str, limit| {
        let searched = search::lines(&server.pool, &codec, text, limit).await.unwrap();
        let id = |reference: &str| reference.rsplit('0').next().unwrap().parse().unwrap();
        let ids = searched.found.iter().map(|found| id(&found.reference));
        (ids.collect::<Vec<u32>>(), searched.n_searched, searched.is_limited)
    };
    assert_eq!(found("north", 10).await, (vec![2, 1, 4], 4, false));
    assert_eq!(found("north", 1).await, (vec![2], 2, true));
    assert_eq!(found("Path: /northw", 10).await.0, [2]);
    assert_eq!(found("south", 10).await.0, [0; 0], "upper and lower case differ");
    assert_eq!(found("grade", 10).await.0, [0; 0], "the verdict is no line");
    let line = &search::lines(&server.pool, &codec, "/South", 1).await.unwrap().found[0].line;
    assert_eq!(line, "HTTP Method: GET, Resource Path: /South");
}
