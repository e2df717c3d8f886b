//! Which operating system user runs Postgres: ourselves, or when we are root (whom Postgres refuses) another.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use tokio::process::Command;

use crate::ClusterError;

/// The user that runs the cluster and owns its files.
#[derive(Debug, Clone)]
pub(crate) struct Owner {
    uid: u32,
    other: Option<OtherUser>,
}

/// A user that we, being root, become for the programs of Postgres.
#[derive(Debug, Clone)]
pub(crate) struct OtherUser {
    pub(crate) name: String,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl Owner {
    /// Who is to run the cluster in `cluster_folder`. One that exists stays with the user who owns it.
    pub(crate) async fn of(cluster_folder: &Path) -> Result<Self, ClusterError> {
        let uid = rustix::process::geteuid().as_raw();
        let existing = fs::metadata(cluster_folder).ok().map(|metadata| metadata.uid());
        if !is_root() {
            return match existing {
                Some(owner) if owner != uid => {
                    Err(ClusterError::OtherOwner { path: cluster_folder.to_path_buf(), owner })
                }
                _ => Ok(Self { uid, other: None }),
            };
        }
        if let Some(owner) = existing.filter(|owner| *owner != 0)
            && let Some(user) = find(&owner.to_string()).await
        {
            return Ok(Self { uid: user.uid, other: Some(user) });
        }
        for name in ["postgres", "nobody"] {
            if let Some(user) = find(name).await {
                return Ok(Self { uid: user.uid, other: Some(user) });
            }
        }
        Err(ClusterError::NoDatabaseUser)
    }

    pub(crate) fn uid(&self) -> u32 {
        self.uid
    }

    /// The user to become, when that is not ourselves.
    pub(crate) fn other(&self) -> Option<&OtherUser> {
        self.other.as_ref()
    }
}

/// Whether this program runs as root.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Looks a user up by name or number. `id` asks whatever the system keeps its users in, which
/// `/etc/passwd` alone does not tell (directory services, macOS).
async fn find(name_or_uid: &str) -> Option<OtherUser> {
    let name = ask_id("-un", name_or_uid).await?;
    // Some systems print the last uids as negative numbers.
    let number = |text: String| text.parse::<i64>().ok().and_then(|id| u32::try_from(id & 0xffff_ffff).ok());
    let uid = ask_id("-u", name_or_uid).await.and_then(number)?;
    let gid = ask_id("-g", name_or_uid).await.and_then(number)?;
    (uid != 0).then_some(OtherUser { name, uid, gid })
}

async fn ask_id(option: &str, name_or_uid: &str) -> Option<String> {
    let output = Command::new("id").args([option, name_or_uid]).output().await.ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}
