//! What was seen of the configurations of APIs, and when.

use engine::{ids::ApiId, time::Instant};
use server::storage::{
    requests::Origin,
    snapshots::{self, Kept, Sighting},
};
use sqlx::{PgConnection, PgPool};

fn at(time: &str) -> Instant {
    Instant::parse(&format!("2026-08-01T{time}:00Z")).unwrap()
}

async fn see(connection: &mut PgConnection, time: Option<&str>, document: &str) -> Kept {
    let api_id = ApiId::from("a1b2c3d4e5");
    let sighting = Sighting { api_id: &api_id, at: time.map(at), document };
    snapshots::keep(connection, sighting, Origin::default(), at("18:00")).await.unwrap()
}

/// From when until when was seen what.
async fn rows(connection: &mut PgConnection) -> Vec<String> {
    let seen = snapshots::of_apis(connection, &["a1b2c3d4e5".into()]).await.unwrap();
    let mut rows = Vec::new();
    for seen in seen {
        let documents = snapshots::documents(connection, &[seen.content_hash]).await.unwrap();
        let time = |at: Option<Instant>| {
            at.map_or("-".into(), |at| at.time_of_day().chars().take(5).collect::<String>())
        };
        rows.push(format!("{}–{} {}", time(seen.from), time(seen.until), documents[0].1));
    }
    rows
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_does_not_change_costs_no_row(pool: PgPool) {
    let connection = &mut *pool.acquire().await.unwrap();
    assert_eq!(see(connection, Some("10:00"), "a").await, Kept::New { since: None });
    for time in ["10:05", "10:10", "10:07"] {
        assert_eq!(see(connection, Some(time), "a").await, Kept::Known);
    }
    assert_eq!(see(connection, Some("10:15"), "b").await, Kept::New { since: Some(at("10:10")) });
    assert_eq!(see(connection, Some("10:20"), "a").await, Kept::New { since: Some(at("10:15")) });
    assert_eq!(rows(connection).await, ["10:00–10:10 a", "10:15–10:15 b", "10:20–10:20 a"]);
    let n: i64 =
        sqlx::query_scalar("SELECT count(*) FROM configuration").fetch_one(&mut *connection).await.unwrap();
    assert_eq!(n, 2);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_comes_late_finds_its_place(pool: PgPool) {
    let connection = &mut *pool.acquire().await.unwrap();
    see(connection, Some("12:00"), "b").await;
    // Earlier than all: what was doubted before may now be known.
    assert_eq!(see(connection, Some("10:00"), "a").await, Kept::New { since: None });
    // The same as what follows: that began earlier.
    assert_eq!(see(connection, Some("11:00"), "b").await, Kept::New { since: Some(at("10:00")) });
    assert_eq!(rows(connection).await, ["10:00–10:00 a", "11:00–12:00 b"]);
    // Between two that differ: until then the first one held.
    assert_eq!(see(connection, Some("10:30"), "a").await, Kept::New { since: Some(at("10:00")) });
    assert_eq!(rows(connection).await, ["10:00–10:30 a", "11:00–12:00 b"]);
    // In the middle of what seemed not to change.
    assert_eq!(see(connection, Some("11:30"), "c").await, Kept::New { since: Some(at("11:30")) });
    assert_eq!(rows(connection).await, ["10:00–10:30 a", "11:00–11:00 b", "11:30–11:30 c", "12:00–12:00 b"]);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn of_what_is_not_dated_the_last_counts(pool: PgPool) {
    let connection = &mut *pool.acquire().await.unwrap();
    assert_eq!(see(connection, None, "a").await, Kept::New { since: None });
    assert_eq!(see(connection, None, "a").await, Kept::Known);
    assert_eq!(see(connection, None, "b").await, Kept::New { since: None });
    assert_eq!(see(connection, Some("10:00"), "c").await, Kept::New { since: None });
    assert_eq!(rows(connection).await, ["-–- b", "10:00–10:00 c"]);
    let api_id = ApiId::from("a1b2c3d4e5");
    let before = async |connection: &mut PgConnection, time: Option<&str>| {
        snapshots::before(connection, &api_id, time.map(at)).await.unwrap()
    };
    assert_eq!(before(connection, None).await.as_deref(), Some("b"));
    assert_eq!(before(connection, Some("09:00")).await, None);
    assert_eq!(before(connection, Some("11:00")).await.as_deref(), Some("c"));
}
