//! The server from outside: the real router and the real pipeline, in process, each test over a database of its own.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may end so")]

mod batches;
mod configured;
mod followed;
mod incidents;
mod ingest;
mod life;
#[path = "../../../engine/tests/secrets/planted.rs"]
mod planted;
mod pulls;
mod routes;
mod secrets;
mod snapshot;
mod snapshots;
mod storage;
mod support;
