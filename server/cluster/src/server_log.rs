//! What Postgres says while it starts and runs: a file in the data folder, and the line of it to quote.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::ClusterError;
use crate::folder::Folder;

/// A log beyond this size is put aside at the next start.
const LARGE: u64 = 4 << 20;
/// More than this is not read to find one line.
const TAIL: u64 = 64 << 10;

/// The log file of the cluster, and where this start begins in it.
#[derive(Debug)]
pub(crate) struct ServerLog {
    path: PathBuf,
    start: u64,
}

impl ServerLog {
    /// Opens the log for one more start, at most one former log being kept.
    pub(crate) fn open(folder: &Folder) -> Result<(Self, File), ClusterError> {
        let path = folder.log();
        let failed =
            |source: io::Error| ClusterError::DataFolder { path: folder.path().to_path_buf(), source };
        if fs::metadata(&path).is_ok_and(|metadata| metadata.len() > LARGE) {
            fs::rename(&path, folder.former_log()).map_err(failed)?;
        }
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path).map_err(failed)?;
        let start = file.metadata().map_err(failed)?.len();
        Ok((Self { path, start }, file))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The line since this start that tells most about what went wrong.
    pub(crate) fn telling_line(&self) -> String {
        telling_line(&self.read().unwrap_or_default())
    }

    fn read(&self) -> io::Result<String> {
        let mut file = File::open(&self.path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(self.start.max(length.saturating_sub(TAIL))))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// The last line that names a failure, without its time and process id; else the last line.
pub(crate) fn telling_line(log: &str) -> String {
    // Of a wrong setting the failure names only the file; the line before it has the setting.
    let is_told_before = |line: &str| line.contains("configuration file") && line.contains("contains errors");
    let lines = || log.lines().rev().filter(|line| !line.trim().is_empty());
    let line = lines()
        .filter(|line| !is_told_before(line))
        .find_map(|line| {
            from_mark(line, &["PANIC:", "FATAL:", "initdb: error:", "ERROR:", "could not", "unrecognized"])
        })
        .or_else(|| lines().next());
    line.map_or_else(
        || "it said nothing".to_owned(),
        |line| line.split_whitespace().collect::<Vec<_>>().join(" "),
    )
}

fn from_mark<'a>(line: &'a str, marks: &[&str]) -> Option<&'a str> {
    marks.iter().find_map(|mark| line.find(mark)).and_then(|start| line.get(start..))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_failure_is_quoted_and_not_what_follows_it() {
        let log = "2026-11-22 15:00:00.000 UTC [12] LOG:  starting PostgreSQL 15.18\n\
                   2026-11-22 15:00:00.010 UTC [12] FATAL:  could not map anonymous shared memory: No memory\n\
                   2026-11-22 15:00:00.011 UTC [12] LOG:  database system is shut down\n";
        assert_eq!(telling_line(log), "FATAL: could not map anonymous shared memory: No memory");
    }

    #[test]
    fn a_wrong_setting_is_quoted_and_not_only_its_file() {
        let log = "2026-11-22 15:31:50.000 GMT [7] LOG:  unrecognized configuration parameter \"a\" in file \"/c\" line 1\n\
                   2026-11-22 15:31:50.000 GMT [7] FATAL:  configuration file \"/c\" contains errors\n";
        assert_eq!(telling_line(log), "unrecognized configuration parameter \"a\" in file \"/c\" line 1");
    }

    #[test]
    fn without_a_failure_the_last_words_count() {
        assert_eq!(telling_line("one\n two \n\n"), "two");
        assert_eq!(telling_line(""), "it said nothing");
    }
}
