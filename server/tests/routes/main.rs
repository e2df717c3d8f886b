//! The web server from outside: the real router, in process, over a database of its own. A file an address.

#[path = "../support/mod.rs"]
mod support;

mod access;
mod headers;
mod health;
mod import;
mod preferences;
mod requests;
mod sample;
mod set_up;
mod settings_password;
mod sign_in;
