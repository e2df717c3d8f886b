//! What `kill -9` leaves behind, and that the next start deals with it.

#[cfg(test)]
mod support;

use std::fs;

use rustix::process::Signal;
use support::{Data, Holder, ask, is_alive, parent, run, signal, until_dead};

#[tokio::test]
async fn postgres_ends_cleanly_when_its_starter_is_killed() {
    let data = Data::new();
    let mut holder = Holder::start(&data);
    let postmaster = data.postmaster();
    holder.child.kill().unwrap();
    holder.child.wait().unwrap();
    until_dead(postmaster).await;
    assert!(!data.cluster().join("postmaster.pid").exists());
    assert!(data.log().trim_end().ends_with("database system is shut down"));
}

#[tokio::test]
async fn a_start_right_after_the_starter_was_killed_works() {
    let data = Data::new();
    let mut holder = Holder::start(&data);
    run(&holder.url, "CREATE TABLE note AS SELECT 'kept' AS words").await;
    holder.child.kill().unwrap();
    let cluster = data.start().await.unwrap();
    assert_eq!(ask(&cluster.url(), "SELECT words FROM note").await, "kept");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_postgres_whose_guard_was_killed_too_is_ended_by_the_next_start() {
    let data = Data::new();
    let mut holder = Holder::start(&data);
    let postmaster = data.postmaster();
    let guard = parent(postmaster);
    let children = fs::read_to_string(format!("/proc/{guard}/task/{guard}/children")).unwrap();
    signal(guard, Signal::KILL);
    for child in children.split_whitespace().map(|pid| pid.parse().unwrap()) {
        if child != postmaster {
            signal(child, Signal::KILL);
        }
    }
    holder.child.kill().unwrap();
    holder.child.wait().unwrap();
    assert!(is_alive(postmaster), "nobody was left to tell it");
    let cluster = data.start().await.unwrap();
    assert!(!is_alive(postmaster));
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn what_was_committed_survives_a_kill_of_postgres_itself() {
    let data = Data::new();
    let mut cluster = data.start().await.unwrap();
    run(&cluster.url(), "CREATE TABLE note AS SELECT 'kept' AS words").await;
    signal(data.postmaster(), Signal::KILL);
    cluster.ended().await;
    drop(cluster);
    let cluster = data.start().await.unwrap();
    assert_eq!(ask(&cluster.url(), "SELECT words FROM note").await, "kept");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn postgres_and_its_starter_killed_at_once_leave_nothing_that_stops_a_start() {
    let data = Data::new();
    let mut holder = Holder::start(&data);
    run(&holder.url, "CREATE TABLE note AS SELECT 'kept' AS words").await;
    signal(data.postmaster(), Signal::KILL);
    holder.child.kill().unwrap();
    let cluster = data.start().await.unwrap();
    assert_eq!(ask(&cluster.url(), "SELECT words FROM note").await, "kept");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_process_id_that_is_someone_elses_by_now_does_not_stop_a_start() {
    let data = Data::new();
    data.start().await.unwrap().stop().await.unwrap();
    let stranger = std::process::id();
    fs::write(data.cluster().join("postmaster.pid"), format!("{stranger}\n{}\n", data.cluster().display()))
        .unwrap();
    let cluster = data.start().await.unwrap();
    assert_ne!(data.postmaster(), i32::try_from(stranger).unwrap());
    cluster.stop().await.unwrap();
}
