//! Where data lies when nobody says otherwise.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::ClusterError;
use crate::owner;

/// The folder for data when no argument names one: `WHY403_DATA`, else what is customary on this system.
///
/// Root gets `/var/lib/why403` instead of a folder in `/root`, since the user that runs Postgres for root may
/// not enter `/root`.
pub fn default_data_folder() -> Result<PathBuf, ClusterError> {
    choose(|name| std::env::var_os(name), owner::is_root(), cfg!(target_os = "macos"))
}

fn choose(
    variable: impl Fn(&str) -> Option<OsString>,
    is_root: bool,
    is_macos: bool,
) -> Result<PathBuf, ClusterError> {
    let folder = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(named) = folder("WHY403_DATA") {
        return Ok(named);
    }
    if is_root {
        return Ok(PathBuf::from(if is_macos { "/usr/local/var/why403" } else { "/var/lib/why403" }));
    }
    if is_macos {
        return folder("HOME")
            .map(|home| home.join("Library/Application Support/why403"))
            .ok_or(ClusterError::NoHome);
    }
    // The XDG rules say that a relative path there is to be ignored.
    folder("XDG_DATA_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| folder("HOME").map(|home| home.join(".local/share")))
        .map(|base| base.join("why403"))
        .ok_or(ClusterError::NoHome)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(variables: &[(&str, &str)], is_root: bool, is_macos: bool) -> Option<String> {
        let variable = |name: &str| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
        };
        choose(variable, is_root, is_macos).ok().map(|path| path.display().to_string())
    }

    #[test]
    fn the_named_folder_wins() {
        let found = check(&[("WHY403_DATA", "/srv/why"), ("HOME", "/home/a")], true, false);
        assert_eq!(found.as_deref(), Some("/srv/why"));
    }

    #[test]
    fn root_keeps_data_where_another_user_can_reach_it() {
        assert_eq!(check(&[("HOME", "/root")], true, false).as_deref(), Some("/var/lib/why403"));
    }

    #[test]
    fn a_user_keeps_data_at_home() {
        let at_home = check(&[("HOME", "/home/a"), ("XDG_DATA_HOME", "")], false, false);
        assert_eq!(at_home.as_deref(), Some("/home/a/.local/share/why403"));
        let xdg = check(&[("HOME", "/home/a"), ("XDG_DATA_HOME", "/data/a")], false, false);
        assert_eq!(xdg.as_deref(), Some("/data/a/why403"));
        let mac = check(&[("HOME", "/Users/a")], false, true);
        assert_eq!(mac.as_deref(), Some("/Users/a/Library/Application Support/why403"));
    }

    #[test]
    fn without_a_home_somebody_has_to_say() {
        assert_eq!(check(&[], false, false), None);
    }
}
