//! Where Postgres may be installed. Only the server programs count: a machine often has `psql` alone.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::ClusterError;

/// The oldest major version that our SQL is written for.
pub const OLDEST_VERSION: u32 = 15;

/// A folder with `initdb` and `postgres` of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// The folder of the programs.
    pub programs: PathBuf,
    /// Their major version.
    pub version: u32,
}

impl Installation {
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }
}

/// Where to look for Postgres.
#[derive(Debug, Clone)]
pub struct Search {
    path: Option<OsString>,
    parents: Vec<PathBuf>,
}

impl Search {
    /// PATH, what `pg_config` says, and where Debian, Homebrew and Postgres.app put it.
    pub fn system() -> Self {
        let parents = [
            "/usr/lib/postgresql/*/bin",
            "/usr/pgsql-*/bin",
            "/opt/homebrew/opt/postgresql@*/bin",
            "/usr/local/opt/postgresql@*/bin",
            "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
            "/Applications/Postgres.app/Contents/Versions/*/bin",
        ];
        Self { path: env::var_os("PATH"), parents: parents.map(PathBuf::from).to_vec() }
    }

    /// Only these folders of programs, and neither PATH nor any customary place.
    pub fn only(folders: impl IntoIterator<Item = PathBuf>) -> Self {
        Self { path: None, parents: folders.into_iter().collect() }
    }

    /// Every installation there is, the preferred one first.
    pub async fn installations(&self) -> Vec<Installation> {
        let mut found: Vec<Installation> = Vec::new();
        let mut customary = Vec::new();
        for folder in self.folders_in_path().await {
            keep(&mut found, look(&folder).await);
        }
        for pattern in &self.parents {
            for folder in expand(pattern) {
                keep(&mut customary, look(&folder).await);
            }
        }
        customary.sort_by_key(|installation| std::cmp::Reverse(installation.version));
        for installation in customary {
            keep(&mut found, Some(installation));
        }
        found
    }

    async fn folders_in_path(&self) -> Vec<PathBuf> {
        let Some(path) = &self.path else { return Vec::new() };
        // Links lead to the folder that holds both programs and knows its own `share`.
        let mut folders: Vec<PathBuf> = env::split_paths(path)
            .filter_map(|folder| fs::canonicalize(folder.join("initdb")).ok())
            .filter_map(|program| program.parent().map(Path::to_path_buf))
            .collect();
        if let Ok(output) = Command::new("pg_config").arg("--bindir").output().await
            && let Ok(folder) = String::from_utf8(output.stdout)
            && !folder.trim().is_empty()
        {
            folders.push(PathBuf::from(folder.trim()));
        }
        folders
    }
}

/// The installation to use for a cluster made by `made_by`, or for a new one.
pub(crate) fn choose(
    installations: Vec<Installation>,
    made_by: Option<&str>,
    folder: &Path,
) -> Result<Installation, ClusterError> {
    let Some(first) = installations.first().cloned() else { return Err(ClusterError::NotInstalled) };
    let mut usable: Vec<Installation> =
        installations.into_iter().filter(|installation| installation.version >= OLDEST_VERSION).collect();
    if usable.is_empty() {
        return Err(ClusterError::TooOld { found: first.version, folder: first.programs });
    }
    let Some(made_by) = made_by else { return Ok(usable.swap_remove(0)) };
    let same = usable.iter().find(|installation| installation.version.to_string() == made_by).cloned();
    same.ok_or_else(|| {
        let installed: Vec<String> = usable.iter().map(|it| it.version.to_string()).collect();
        ClusterError::OtherVersion {
            folder: folder.to_path_buf(),
            made_by: made_by.to_owned(),
            installed: installed.join(", "),
        }
    })
}

fn keep(found: &mut Vec<Installation>, installation: Option<Installation>) {
    if let Some(installation) = installation
        && !found.iter().any(|known| known.programs == installation.programs)
    {
        found.push(installation);
    }
}

async fn look(folder: &Path) -> Option<Installation> {
    if !folder.join("initdb").is_file() {
        return None;
    }
    let output = Command::new(folder.join("postgres")).arg("--version").output().await.ok()?;
    let version = major_version(&String::from_utf8_lossy(&output.stdout))?;
    Some(Installation { programs: folder.to_path_buf(), version })
}

/// The major version in `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` or `… 18beta1`.
fn major_version(line: &str) -> Option<u32> {
    let version = line.split_once("(PostgreSQL) ")?.1;
    let end = version.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(version.len());
    version.get(..end)?.parse().ok()
}

/// The folders that a path with one `*` in one of its parts stands for.
fn expand(pattern: &Path) -> Vec<PathBuf> {
    let mut folders = vec![PathBuf::new()];
    for part in pattern.components() {
        let star = part.as_os_str().to_str().and_then(|text| text.split_once('*'));
        let Some((before, after)) = star else {
            for folder in &mut folders {
                folder.push(part);
            }
            continue;
        };
        let fits = |name: &str| {
            name.len() >= before.len() + after.len() && name.starts_with(before) && name.ends_with(after)
        };
        folders = folders
            .iter()
            .filter_map(|folder| fs::read_dir(folder).ok())
            .flat_map(|entries| entries.filter_map(Result::ok))
            .filter(|entry| entry.file_name().to_str().is_some_and(fits))
            .map(|entry| entry.path())
            .collect();
    }
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(versions: &[u32]) -> Vec<Installation> {
        versions
            .iter()
            .map(|version| Installation {
                programs: PathBuf::from(format!("/usr/lib/postgresql/{version}/bin")),
                version: *version,
            })
            .collect()
    }

    fn chosen(versions: &[u32], made_by: Option<&str>) -> Result<u32, String> {
        choose(installed(versions), made_by, Path::new("/data"))
            .map(|installation| installation.version)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn versions_are_read_with_and_without_a_distribution() {
        assert_eq!(major_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(major_version("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major_version("postgres (PostgreSQL) 17"), Some(17));
        assert_eq!(major_version("bash: postgres: command not found"), None);
    }

    #[test]
    fn a_new_cluster_takes_the_first_and_an_old_one_its_own_version() {
        assert_eq!(chosen(&[17, 15], None), Ok(17));
        assert_eq!(chosen(&[17, 15], Some("15")), Ok(15));
    }

    #[test]
    fn a_version_too_old_is_passed_over() {
        assert_eq!(chosen(&[13, 16], None), Ok(16));
        let told = chosen(&[13], None).unwrap_err();
        assert!(told.contains("Postgres 13") && told.contains("15 or newer"), "{told}");
    }

    #[test]
    fn a_cluster_of_a_version_that_is_gone_says_which() {
        let told = chosen(&[17, 16], Some("15")).unwrap_err();
        assert!(told.contains("made by Postgres 15") && told.contains("only Postgres 17, 16"), "{told}");
    }

    #[test]
    fn a_star_stands_for_one_part_of_a_path() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["postgresql@15/bin", "postgresql@17/bin", "mysql/bin"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        let mut found = expand(&folder.path().join("postgresql@*/bin"));
        found.sort();
        let expected = ["postgresql@15/bin", "postgresql@17/bin"].map(|name| folder.path().join(name));
        assert_eq!(found, expected);
    }
}
