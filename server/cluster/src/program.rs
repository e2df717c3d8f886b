//! How a program is run for the cluster: as the right user, from a folder anyone may enter, and without
//! whatever Postgres variables the starter's own shell has.

use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use crate::owner::Owner;

/// A command that runs as the owner of the cluster, with nothing on its standard input.
pub(crate) fn command(program: &Path, owner: &Owner) -> Command {
    let mut command = Command::new(program);
    // A `PGPORT` or `PGDATA` of the shell would change what initdb and postgres do.
    for (name, _) in std::env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"PG") {
            command.env_remove(&name);
        }
    }
    // The messages are read by us, so they have to be in one language.
    command.env("LC_ALL", "C").env_remove("LANG").env_remove("LANGUAGE");
    // The starter's folder may be closed to the owner.
    command.current_dir("/").stdin(Stdio::null());
    if let Some(user) = owner.other() {
        // The standard library drops root's further groups with this.
        command.uid(user.uid).gid(user.gid);
    }
    command
}
