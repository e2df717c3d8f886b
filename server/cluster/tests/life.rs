//! The life of a private cluster: made, used, stopped, started again.

#[cfg(test)]
mod support;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::time::Duration;

use cluster::{Cluster, Search};
use rustix::process::Signal;
use support::{Data, Holder, ask, is_alive, is_root, run, signal, until_dead};

#[tokio::test]
async fn a_cluster_keeps_its_data_over_a_stop_and_a_start() {
    let data = Data::new();
    let cluster = data.start().await.unwrap();
    run(&cluster.url(), "CREATE TABLE note (words text)").await;
    run(&cluster.url(), "INSERT INTO note VALUES ('明确拒绝')").await;
    cluster.stop().await.unwrap();

    let cluster = data.start().await.unwrap();
    assert_eq!(ask(&cluster.url(), "SELECT words FROM note").await, "明确拒绝");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_setting_of_the_starter_takes_the_place_of_ours() {
    let data = Data::new();
    let settings = ["jit=on", "work_mem=9MB"];
    let cluster = Cluster::start_set(data.path(), &Search::system(), &settings, |_| ()).await.unwrap();
    assert_eq!(ask(&cluster.url(), "SHOW jit").await, "on");
    assert_eq!(ask(&cluster.url(), "SHOW work_mem").await, "9MB");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_stop_is_clean_and_does_not_wait_for_clients() {
    let data = Data::new();
    let cluster = data.start().await.unwrap();
    let postmaster = data.postmaster();
    let url = cluster.url();
    let waiting = tokio::spawn(async move {
        use sqlx::Connection;
        let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
        let _ = sqlx::query("SELECT pg_sleep(600)").execute(&mut connection).await;
    });
    let sleeping = "SELECT count(*)::text FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'";
    while ask(&cluster.url(), sleeping).await != "1" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    cluster.stop().await.unwrap();
    waiting.await.unwrap();
    assert!(!is_alive(postmaster));
    assert!(!data.cluster().join("postmaster.pid").exists());
    assert_eq!(fs::read_dir(data.path().join("socket")).unwrap().count(), 0);
    assert!(data.log().trim_end().ends_with("database system is shut down"), "{}", data.log());
}

#[tokio::test]
async fn only_its_owner_can_reach_it_and_only_by_the_socket() {
    let data = Data::new();
    let cluster = data.start().await.unwrap();
    let socket = fs::metadata(cluster.socket_folder()).unwrap();
    assert_eq!(socket.permissions().mode() & 0o777, 0o700);
    assert_eq!(socket.uid(), fs::metadata(data.cluster()).unwrap().uid());
    assert_eq!(is_root(), socket.uid() != rustix::process::geteuid().as_raw());
    for (query, expected) in [
        ("SHOW listen_addresses", ""),
        ("SHOW fsync", "on"),
        ("SHOW timezone", "UTC"),
        ("SHOW server_encoding", "UTF8"),
        ("SHOW lc_collate", "C"),
        ("SELECT current_database() || ' ' || current_user", "why403 why403"),
    ] {
        // From version 16 on, the sort order is told by the catalogue alone.
        if query == "SHOW lc_collate" && cluster.version() > 15 {
            continue;
        }
        assert_eq!(ask(&cluster.url(), query).await, expected, "{query}");
    }
    assert_eq!(ask(&cluster.url(), "SELECT ('授' ~ '[[:alpha:]]')::text").await, "true");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_dropped_cluster_ends_and_the_next_start_waits_for_it() {
    let data = Data::new();
    let cluster = data.start().await.unwrap();
    let postmaster = data.postmaster();
    drop(cluster);
    let cluster = data.start().await.unwrap();
    assert!(!is_alive(postmaster));
    assert_ne!(data.postmaster(), postmaster);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn an_interrupt_of_the_holder_stops_postgres_cleanly() {
    let data = Data::new();
    let mut holder = Holder::start(&data);
    let postmaster = data.postmaster();
    signal(holder.pid(), Signal::INT);
    assert!(holder.child.wait().unwrap().success());
    assert!(!is_alive(postmaster));
    assert!(data.log().trim_end().ends_with("database system is shut down"));
}

#[tokio::test]
async fn a_start_left_half_way_is_done_anew() {
    let data = Data::new();
    fs::create_dir(data.path().join("postgres.new")).unwrap();
    fs::write(data.path().join("postgres.new/PG_VERSION"), "15\n").unwrap();
    let cluster = data.start().await.unwrap();
    assert!(!data.path().join("postgres.new").exists());
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_large_log_is_put_aside() {
    let data = Data::new();
    fs::write(data.path().join("postgres.log"), vec![b'.'; 5 << 20]).unwrap();
    let cluster = data.start().await.unwrap();
    assert!(data.log().len() < 1 << 20);
    assert!(data.path().join("postgres.log.1").exists());
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn postgres_that_ends_by_itself_is_noticed() {
    let data = Data::new();
    let mut cluster = data.start().await.unwrap();
    let postmaster = data.postmaster();
    signal(postmaster, Signal::INT);
    let told = cluster.ended().await.to_string();
    assert!(told.starts_with("Postgres ended while it was in use"), "{told}");
    until_dead(postmaster).await;
}
