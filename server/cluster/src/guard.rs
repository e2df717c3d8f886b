//! How Postgres is started so that it never outlives us.
//!
//! Between us and Postgres stands a small shell. It holds the reading end of a pipe of which we hold the only
//! writing end. When the pipe ends, because we close it or because we were killed, the shell tells Postgres
//! to shut down: without waiting for its clients, yet cleanly.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Stdio;

use tokio::process::{Child, Command};

use crate::ClusterError;
use crate::installation::Installation;
use crate::owner::Owner;
use crate::program;
use crate::socket::{PORT, Socket};

/// The shell ends with Postgres and with its status. It ignores the signals that a service manager sends to a
/// whole group, since it has to live until Postgres has ended.
const SCRIPT: &str = r#"
trap '' HUP INT QUIT TERM
exec 3<&0
"$@" 3<&- </dev/null &
postgres=$!
{ cat <&3 >/dev/null; kill -INT $postgres; } &
watch=$!
exec 3<&- </dev/null
wait $postgres
status=$?
kill -KILL $watch 2>/dev/null
exit $status
"#;

/// Settings for one small program as the only client, on the machine of a person.
const SETTINGS: [&str; 13] = [
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=50",
    "shared_buffers=256MB",
    "max_wal_size=2GB",
    "checkpoint_timeout=15min",
    "jit=off",
    // A query over all days locks the tables and indexes of each.
    "max_locks_per_transaction=512",
    "timezone=UTC",
    "log_timezone=UTC",
    "logging_collector=off",
    "log_destination=stderr",
    "cluster_name=why403",
];

/// Starts Postgres under its guard. Its end is the end of the child; dropping the child's input stops it.
pub(crate) fn start(
    cluster: &Path,
    socket: &Socket,
    installation: &Installation,
    owner: &Owner,
    settings: &[&str],
    log: File,
) -> Result<Child, ClusterError> {
    let shell = Path::new("/bin/sh");
    let failed = |source| ClusterError::Program { program: shell.to_path_buf(), source };
    let second = log.try_clone().map_err(failed)?;
    let mut command: Command = program::command(shell, owner);
    command.args(["-c", SCRIPT, "why403-postgres"]);
    command.arg(installation.program("postgres")).arg("-D").arg(cluster).args(["-p", PORT]);
    // Of a setting that is given twice, the last holds.
    for setting in SETTINGS.iter().chain(settings) {
        command.args(["-c", setting]);
    }
    command.arg("-c").arg(format!("unix_socket_directories={}", socket.setting()));
    command.stdin(Stdio::piped()).stdout(log).stderr(second);
    // A Ctrl-C in the terminal is for us: we stop Postgres when our own work is done.
    command.as_std_mut().process_group(0);
    command.spawn().map_err(failed)
}
