//! A private Postgres cluster in a data folder, for those who have no database server to hand.
//!
//! [`Cluster::start`] finds the Postgres programs that the machine already has, makes a cluster when the
//! folder is new, starts it, and answers with a connection URL. The cluster listens on a unix socket in a
//! folder that only its owner may enter, never on TCP. It ends with the program that started it, also when
//! that program is killed.
//!
//! This crate speaks no SQL beyond creating the one database; schema and queries belong to the server crate.
//! It installs nothing either: a machine without Postgres gets a [`ClusterError::NotInstalled`] that says how.
//!
//! | module | what it knows |
//! |---|---|
//! | [`installation`] | where Postgres may be installed, and which version is there |
//! | `owner` | which operating system user may run Postgres (never root) |
//! | `folder` | what lies where in the data folder, and who may enter |
//! | `lock` | that one data folder serves one program at a time |
//! | `socket` | where the socket can lie: its path may have 103 bytes, and nobody else may own it |
//! | `init` | how a new cluster is made, whole or not at all |
//! | `former` | what to do about a Postgres that an earlier, killed program left behind |
//! | `guard` | how Postgres is started so that it never outlives us |
//! | `wire` | the few bytes of the Postgres protocol that tell whether it answers |

mod cluster;
mod default_folder;
mod error;
mod folder;
mod former;
mod guard;
mod init;
pub mod installation;
mod lock;
mod owner;
mod program;
mod server_log;
mod socket;
mod step;
mod wire;

pub use cluster::Cluster;
pub use default_folder::default_data_folder;
pub use error::ClusterError;
pub use installation::Search;
pub use step::Step;

/// The name of the database and of its one user.
pub const NAME: &str = "why403";
