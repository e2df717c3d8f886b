//! What breaks in the middle: the server, the database, a client. Nothing is lost, nothing comes twice, and who asks is told.
//!
//! Real processes and a Postgres of their own. Moments are left to chance, from seeds that are told; `cargo xtask faults` runs more
//! rounds of the same.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end so")]

#[path = "faults/clients.rs"]
mod clients;
#[path = "faults/database_away.rs"]
mod database_away;
#[path = "faults/disk_full.rs"]
mod disk_full;
#[path = "faults/made.rs"]
mod made;
#[path = "faults/server_killed.rs"]
mod server_killed;
