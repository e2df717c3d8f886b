//! Several incidents at once, and who looks after them.

use app::{
    backend::Backend as _,
    pages::incidents::data::{BatchDone, IncidentRow},
    viewer::{Role, Viewer},
};
use axum::http::StatusCode;
use engine::incident::State;
use sqlx::PgPool;

use crate::support::TestServer;

fn viewer() -> Viewer {
    Viewer { user_id: 1, name: "admin".into(), has_password: false, role: Role::Administrator }
}

async fn listed(server: &TestServer, state: Option<&str>) -> Vec<IncidentRow> {
    server.desk.incidents(&viewer(), state, None).await.unwrap().incidents
}

async fn done(server: &TestServer, batch_id: i64) -> Option<BatchDone> {
    server.desk.incidents(&viewer(), None, Some(batch_id)).await.unwrap().done
}

/// The sample, its incidents and somebody who is signed in.
async fn sample(pool: PgPool) -> (TestServer, String, Vec<i64>) {
    let server = TestServer::start(pool).await;
    let cookie = server.signed_in().await;
    server.post("/sample/load", "").cookie(&cookie).send().await;
    let ids: Vec<i64> = listed(&server, None).await.iter().map(|row| row.incident_id).collect();
    assert!(ids.len() >= 4);
    (server, cookie, ids)
}

fn ticked(ids: &[i64], rest: &str) -> String {
    let one = |id| format!("incident={id}&");
    ids.iter().map(one).collect::<String>() + rest
}

/// Posts the list's form; gives where it leads.
async fn act(server: &TestServer, cookie: &str, form: &str) -> String {
    let sent = server.post("/batches", form).cookie(cookie).send().await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    sent.location().to_owned()
}

fn batch_of(location: &str) -> i64 {
    let (_, number) = location.split_once("batch=").unwrap();
    number.parse().unwrap()
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn all_that_are_ticked_and_no_others_are_resolved_and_put_back(pool: PgPool) {
    let (server, cookie, ids) = sample(pool).await;
    // Ticked twice is ticked once.
    let form = ticked(&[ids[0], ids[1], ids[1], ids[2]], "do=resolve");
    let location = act(&server, &cookie, &form).await;
    let batch = batch_of(&location);
    assert_eq!(location, format!("/incidents?batch={batch}"));
    let told = BatchDone { batch_id: batch, kind: "resolved".into(), n: 3, n_undone: None };
    assert_eq!(done(&server, batch).await, Some(told.clone()));
    assert_eq!(listed(&server, None).await.len(), ids.len() - 3);
    assert_eq!(listed(&server, Some("resolved")).await.len(), 3);
    let page = server.get(&location).cookie(&cookie).send().await;
    assert!(
        page.body.contains("3 incidents are resolved.")
            && page.body.contains(&format!("/batches/{batch}/undo"))
    );

    // What was done about one of them since is left alone; what was said is no reason to.
    server.post(&format!("/incidents/{}/reopen", ids[0]), "").cookie(&cookie).send().await;
    server.post(&format!("/incidents/{}/ignore", ids[0]), "hours=24").cookie(&cookie).send().await;
    server.post(&format!("/incidents/{}/comment", ids[1]), "text=hm").cookie(&cookie).send().await;
    let undo = format!("/batches/{batch}/undo");
    let undone = server.post(&undo, "").cookie(&cookie).send().await;
    assert_eq!(undone.location(), location);
    assert_eq!(done(&server, batch).await, Some(BatchDone { n_undone: Some(2), ..told }));
    assert_eq!(listed(&server, Some("resolved")).await.len(), 0);
    assert_eq!(listed(&server, Some("ignored")).await[0].incident_id, ids[0]);
    let page = server.get(&location).cookie(&cookie).send().await;
    assert!(page.body.contains("Undone: 2 of 3") && !page.body.contains(&undo), "{}", page.body);
    // Who did it is told of each.
    let page = server.get(&format!("/incidents/{}", ids[1])).cookie(&cookie).send().await;
    assert!(page.body.contains("resolved it") && page.body.contains("undid what was done about several"));
    // Once.
    let again = server.post(&undo, "").cookie(&cookie).send().await;
    assert_eq!(again.location(), "/incidents?problem=not-undone");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn an_undo_gives_back_just_how_each_stood(pool: PgPool) {
    let (server, cookie, ids) = sample(pool).await;
    let mara = server.member(&cookie, "mara").await;
    let mara_id = server.user_id("mara").await;
    let own = format!("owner={mara_id}");
    server.post(&format!("/incidents/{}/assign", ids[0]), &own).cookie(&cookie).send().await;
    server.post(&format!("/incidents/{}/ignore", ids[1]), "hours=24&calls=7").cookie(&cookie).send().await;
    server.post(&format!("/incidents/{}/resolve", ids[2]), "").cookie(&cookie).send().await;
    let stood = async || -> Vec<String> {
        sqlx::query_scalar("SELECT to_jsonb(incident)::text FROM incident ORDER BY incident_id")
            .fetch_all(&server.pool)
            .await
            .unwrap()
    };
    let before = stood().await;
    server.clock.advance(60);
    for rest in [
        "do=ignore&hours=1",
        "do=reopen",
        "do=resolve&state=ignored",
        "do=assign&owner=1",
        "do=assign&owner=",
    ] {
        let batch = batch_of(&act(&server, &mara, &ticked(&ids, rest)).await);
        assert_ne!(stood().await, before, "{rest}");
        // Only who did it undoes it.
        let other = server.post(&format!("/batches/{batch}/undo"), "").cookie(&cookie).send().await;
        assert_eq!(other.location(), "/incidents?problem=not-undone");
        let form = if rest.contains("state") { "state=ignored" } else { "" };
        let undone = server.post(&format!("/batches/{batch}/undo"), form).cookie(&mara).send().await;
        let list = if form.is_empty() { "/incidents?" } else { "/incidents?state=ignored&" };
        assert_eq!(undone.location(), format!("{list}batch={batch}"));
        assert_eq!(stood().await, before, "{rest}");
    }
    // Not for ever.
    let batch = batch_of(&act(&server, &cookie, &ticked(&ids, "do=resolve")).await);
    server.clock.advance(24 * 60 * 60);
    let late = server.post(&format!("/batches/{batch}/undo"), "").cookie(&cookie).send().await;
    assert_ne!(late.location(), format!("/incidents?batch={batch}"));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_makes_no_sense_changes_none(pool: PgPool) {
    let (server, cookie, ids) = sample(pool).await;
    let far: Vec<i64> = (10_000..10_101).collect();
    for (form, problem) in [
        ("do=resolve".to_owned(), "none-ticked"),
        (String::new(), "none-ticked"),
        (ticked(&ids, "incident=x&do=resolve"), "other"),
        (ticked(&ids, "incident=%27%3BDROP&do=resolve"), "other"),
        (ticked(&ids, "incident=99999999999999999999&do=resolve"), "other"),
        (ticked(&far, "do=resolve"), "other"),
        (ticked(&[10_000], "do=resolve"), "incidents-gone"),
        (ticked(&ids, ""), "other"),
        (ticked(&ids, "do=delete"), "other"),
        (ticked(&ids, "do=comment&text=hello"), "other"),
        (ticked(&ids, "do=assign&owner=999"), "owner"),
        (ticked(&ids, "do=assign&owner=me"), "owner"),
    ] {
        assert_eq!(act(&server, &cookie, &form).await, format!("/incidents?problem={problem}"), "{form}");
    }
    assert!(listed(&server, None).await.iter().all(|row| row.state == State::Open && row.owner.is_none()));
    let n: i64 =
        sqlx::query_scalar("SELECT (SELECT count(*) FROM batch) + (SELECT count(*) FROM incident_activity)")
            .fetch_one(&server.pool)
            .await
            .unwrap();
    assert_eq!(n, 0);
    // Of those that are there, all; of those that are not, none is counted.
    let batch = batch_of(&act(&server, &cookie, &ticked(&[ids[0], 10_000], "do=resolve")).await);
    assert_eq!(done(&server, batch).await.unwrap().n, 1);
    for address in ["/incidents?batch=x", "/incidents?batch=999", "/incidents?batch=99999999999999999999"] {
        let page = server.get(address).cookie(&cookie).send().await;
        assert!(page.status == StatusCode::OK && !page.body.contains("/undo"), "{address}");
    }
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_teammate_can_be_asked_and_a_name_outlives_who_had_it(pool: PgPool) {
    let (server, cookie, ids) = sample(pool).await;
    server.member(&cookie, "mara").await;
    let mara_id = server.user_id("mara").await;
    let address = format!("/incidents/{}", ids[0]);
    let own = format!("owner={mara_id}");
    let sent = server.post(&format!("{address}/assign"), &own).cookie(&cookie).send().await;
    assert_eq!(sent.location(), address);
    let page = server.get(&address).cookie(&cookie).send().await;
    assert!(page.body.contains("asked @mara to look after it") && page.body.contains("<span>@mara</span>"));
    for owner in ["999", "-1", "x", "1;2"] {
        let form = format!("owner={owner}");
        let sent = server.post(&format!("{address}/assign"), &form).cookie(&cookie).send().await;
        assert_eq!(sent.location(), format!("{address}?problem=owner"), "{owner}");
    }
    // Somebody takes it over, and it is undone when she is gone already.
    let batch = batch_of(&act(&server, &cookie, &ticked(&ids[..1], "do=assign&owner=1")).await);
    server.post(&format!("/incidents/{}/assign", ids[1]), &own).cookie(&cookie).send().await;
    server.post(&format!("/team/{mara_id}/remove"), "").cookie(&cookie).send().await;
    server.post(&format!("/batches/{batch}/undo"), "").cookie(&cookie).send().await;
    assert!(listed(&server, None).await.iter().all(|row| row.owner.is_none()));
    let page = server.get(&address).cookie(&cookie).send().await;
    assert!(page.body.contains("asked @mara") && !page.body.contains("<span>@mara</span>"));
    let sent = server.post(&format!("{address}/assign"), &own).cookie(&cookie).send().await;
    assert_eq!(sent.location(), format!("{address}?problem=owner"));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn of_two_undos_at_once_one_is_done(pool: PgPool) {
    let (server, cookie, ids) = sample(pool).await;
    let batch = batch_of(&act(&server, &cookie, &ticked(&ids, "do=resolve")).await);
    let address = format!("/batches/{batch}/undo");
    let undo = || server.post(&address, "").cookie(&cookie).send();
    let (one, other) = tokio::join!(undo(), undo());
    let mut ways = [one.location(), other.location()];
    ways.sort_unstable();
    assert_eq!(ways, [format!("/incidents?batch={batch}").as_str(), "/incidents?problem=not-undone"]);
    let n = i64::try_from(ids.len()).unwrap();
    assert_eq!(done(&server, batch).await.unwrap().n_undone, Some(n));
}
