//! The server of why403: the command line, the web server, the storage.
//!
//! Only this crate knows SQL, sockets and the clock. Data flows through these rooms:
//!
//! | room | what is there |
//! |---|---|
//! | [`commands`] | what the command line asks for; composes the rest |
//! | [`config`] | the environment, read once, all faults reported together |
//! | [`database`] | opens the database: the one of `DATABASE_URL`, else the private cluster; migrates it |
//! | [`ingest`] | what sources bring → requests → verdicts → storage |
//! | [`permissions`] | what AWS has to allow, as text to copy |
//! | [`push`] | what sources send → deliveries |
//! | [`storage`] | all SQL; rows in and out |
//! | [`sources`](mod@sources) | events are pulled from where they are |
//! | [`desk`] | use cases: each answers one page or one form |
//! | [`auth`] | users, sessions, the one-time set-up link |
//! | [`http`] | handlers of forms and machines, layers, static files |
//! | [`retention`] | forgets what is older than it may become |
//! | [`router`] | every route in one list |
//! | [`clock`] | the only place that reads the time |
//!
//! To add a page: its folder in `app`, a method of `app::backend::Backend`, its use case in [`desk`]. To add a query: a
//! function in [`storage`], then `cargo xtask sqlx`.

// The pages are one type, as deep as their markup.
#![recursion_limit = "512"]

pub mod assets;
pub mod auth;
pub mod clock;
pub mod commands;
pub mod config;
pub mod database;
pub mod desk;
pub mod http;
pub mod ingest;
pub mod permissions;
pub mod push;
pub mod retention;
pub mod router;
pub mod sources;
pub mod storage;
pub mod telemetry;
