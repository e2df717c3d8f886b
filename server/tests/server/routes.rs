//! The web server's addresses, a file each.

mod access;
mod cache;
mod configuration;
mod exports;
mod headers;
mod health;
mod home;
mod import;
mod invite;
mod metrics;
mod preferences;
mod push;
mod requests;
mod sample;
mod set_up;
mod settings_password;
mod shares;
mod sign_in;
mod sources;
mod stages;
mod storage;
mod team;
mod trends;
