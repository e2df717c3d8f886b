//! A program that is watched while it runs: time, processor time, memory. By `/proc`, so on Linux only.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::steps::now;
use crate::tool::Tool;

/// How often it is looked at.
const PAUSE: Duration = Duration::from_millis(4);
/// What `/proc` counts processor time in: the kernel shows it in hundredths of a second wherever Linux runs today.
const TICKS_PER_SECOND: f64 = 100.0;

/// What a program took.
#[derive(Debug, Clone, Default)]
pub(super) struct Cost {
    /// Seconds from its start to its end.
    pub(super) wall: f64,
    /// Processor seconds, its own and the kernel's for it.
    pub(super) cpu: f64,
    /// The most memory that is its own alone, in bytes.
    pub(super) peak_anonymous: u64,
    /// What it wrote.
    pub(super) stdout: String,
    /// What it told.
    pub(super) stderr: String,
}

/// Runs it to its end; its failure is ours.
pub(super) fn watch(tool: Tool) -> Result<Cost> {
    let shown = tool.shown().to_owned();
    let (mut out, mut err) = (tempfile::tempfile()?, tempfile::tempfile()?);
    let mut command = tool.into_command();
    command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(err.try_clone()?);
    let start = now();
    let mut child = command.spawn().with_context(|| format!("`{shown}` cannot be started"))?;
    let process = format!("/proc/{}", child.id());
    let mut cost = Cost::default();
    loop {
        let usage = Usage::of(&process).context("`/proc` does not tell what a program takes")?;
        cost.cpu = usage.cpu;
        // It has ended, and is remembered until we ask how.
        if usage.has_ended {
            break;
        }
        cost.peak_anonymous = cost.peak_anonymous.max(anonymous(&process));
        std::thread::sleep(PAUSE);
    }
    cost.wall = start.elapsed().as_secs_f64();
    let status = child.wait()?;
    let read = |file: &mut File| -> Result<String> {
        file.rewind()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    cost.stdout = read(&mut out)?;
    cost.stderr = read(&mut err)?;
    if !status.success() {
        bail!("`{shown}` failed ({status}):\n{}", cost.stderr.trim());
    }
    Ok(cost)
}

/// Processor seconds that a process, its children that ended, and its children that run have taken.
pub(super) fn cpu_of_family(parent: u32) -> f64 {
    let of_parent = Usage::of(&format!("/proc/{parent}")).map_or(0.0, |usage| usage.cpu + usage.cpu_of_ended);
    let Ok(processes) = fs::read_dir("/proc") else { return of_parent };
    let children = processes.flatten().filter_map(|entry| {
        let usage = Usage::of(entry.path().to_str()?)?;
        (usage.parent == parent).then_some(usage.cpu)
    });
    of_parent + children.sum::<f64>()
}

struct Usage {
    has_ended: bool,
    parent: u32,
    cpu: f64,
    /// What children took that have ended and were waited for.
    cpu_of_ended: f64,
}

impl Usage {
    fn of(process: &str) -> Option<Self> {
        Self::read(&fs::read_to_string(Path::new(process).join("stat")).ok()?)
    }

    fn read(stat: &str) -> Option<Self> {
        // The name stands in parentheses and may hold any character.
        let (_, behind_name) = stat.rsplit_once(") ")?;
        let fields: Vec<&str> = behind_name.split_whitespace().collect();
        let seconds = |place: usize| Some(fields.get(place)?.parse::<f64>().ok()? / TICKS_PER_SECOND);
        Some(Self {
            has_ended: matches!(*fields.first()?, "Z" | "X"),
            parent: fields.get(1)?.parse().ok()?,
            cpu: seconds(11)? + seconds(12)?,
            cpu_of_ended: seconds(13)? + seconds(14)?,
        })
    }
}

fn anonymous(process: &str) -> u64 {
    let status = fs::read_to_string(Path::new(process).join("status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_does_not_shift_the_fields() {
        let stat = "17 (a) (b) Z 4 17 17 0 -1 4228100 1 2 3 4 150 50 1000 200 20 0 1 0 99";
        let usage = Usage::read(stat).unwrap();
        assert!(usage.has_ended);
        assert_eq!((usage.parent, usage.cpu, usage.cpu_of_ended), (4, 2.0, 12.0));
    }
}
