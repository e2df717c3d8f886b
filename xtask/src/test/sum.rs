//! How many checks and tests passed and failed, read from what the test executables say.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::tool::Tool;

/// How long tests may say nothing before they are stopped: more than the slowest takes on a slow machine.
const SILENCE: Duration = Duration::from_mins(15);

/// The sum so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Sum {
    passed: usize,
    failed: usize,
    failures: Vec<String>,
}

impl Sum {
    /// One more check is good.
    pub(super) fn pass(&mut self) {
        self.passed += 1;
    }

    /// One more check is not.
    pub(super) fn fail(&mut self, what: &str) {
        self.failed += 1;
        self.failures.push(what.to_owned());
    }

    /// Runs something that speaks like `cargo test`, shows what it says, and counts its tests.
    ///
    /// A test that hangs would hide what all later ones have to say: what is silent for too long is stopped.
    pub(super) fn run_and_read(&mut self, tool: Tool, what: &str) -> Result<()> {
        self.run_and_read_within(SILENCE, tool, what)
    }

    fn run_and_read_within(&mut self, silence: Duration, tool: Tool, what: &str) -> Result<()> {
        let shown = tool.shown().to_owned();
        let mut child = tool
            .into_command()
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("`{shown}` cannot be started"))?;
        let output = child.stdout.take().context("a program without output")?;
        let mut counts = Counts::default();
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        loop {
            match lines.recv_timeout(silence) {
                Ok(line) => {
                    let line = String::from_utf8_lossy(&line);
                    println!("{line}");
                    counts.read(&line);
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    child.kill()?;
                    child.wait()?;
                    self.add(&counts, true, what);
                    let minutes = silence.as_secs() / 60;
                    self.fail(&format!("{what}: stopped, it had said nothing for {minutes} minutes"));
                    return Ok(());
                }
            }
        }
        self.add(&counts, child.wait()?.success(), what);
        Ok(())
    }

    fn add(&mut self, counts: &Counts, is_success: bool, what: &str) {
        self.passed += counts.passed;
        self.failed += counts.failed;
        for name in &counts.failures {
            self.failures.push(format!("{what}: {name}"));
        }
        // It crashed, or an example in the documentation does not compile: no line tells of a failure.
        if !is_success && counts.failed == 0 {
            self.fail(&format!("{what}: ended before its tests did"));
        }
    }

    /// Whether nothing failed.
    pub(super) fn is_good(&self) -> bool {
        self.failed == 0
    }

    /// What was added since `before`, in words.
    pub(super) fn since(&self, before: &Self) -> String {
        let passed = self.passed - before.passed;
        match self.failed - before.failed {
            0 if passed == 1 => "passed".to_owned(),
            0 => format!("{passed} passed"),
            failed => format!("{passed} passed, {failed} FAILED"),
        }
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.failures.is_empty() {
            writeln!(f, "failed:")?;
        }
        for failure in &self.failures {
            writeln!(f, "  {failure}")?;
        }
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// What one executable said.
#[derive(Debug, Default)]
struct Counts {
    passed: usize,
    failed: usize,
    failures: Vec<String>,
}

impl Counts {
    fn read(&mut self, line: &str) {
        if let Some(counts) = line.strip_prefix("test result: ") {
            let count = |word: &str| {
                let (before, _) = counts.split_once(word)?;
                before.split_whitespace().last()?.parse::<usize>().ok()
            };
            self.passed += count(" passed;").unwrap_or(0);
            self.failed += count(" failed;").unwrap_or(0);
        } else if let Some(name) =
            line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED"))
        {
            self.failures.push(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum_of(output: &str, is_success: bool) -> Sum {
        let mut counts = Counts::default();
        output.lines().for_each(|line| counts.read(line));
        let mut sum = Sum::default();
        sum.add(&counts, is_success, "engine");
        sum
    }

    #[test]
    fn the_counts_of_all_result_lines_are_added() {
        let sum = sum_of(
            "test a ... ok\ntest result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.0s\n\
             test b::c ... FAILED\ntest result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n",
            false,
        );
        assert_eq!(sum.to_string(), "failed:\n  engine: b::c\n15 passed, 1 failed");
    }

    #[test]
    fn a_crash_counts_as_one_failure() {
        let sum = sum_of("test a ... ok\n", false);
        assert_eq!((sum.passed, sum.failed), (0, 1));
        assert!(!sum.is_good());
    }

    #[test]
    fn tests_that_hang_are_stopped_and_fail() {
        let mut sum = Sum::default();
        let hangs =
            Tool::new("sh", std::path::Path::new("/")).args(["-c", "echo test a ... ok; exec sleep 600"]);
        sum.run_and_read_within(Duration::from_millis(300), hangs, "app").unwrap();
        assert_eq!((sum.passed, sum.failed), (0, 1));
        assert!(sum.to_string().contains("app: stopped, it had said nothing"), "{sum}");
    }

    #[test]
    fn a_good_run_ends_with_the_plain_line_alone() {
        let sum = sum_of("test result: ok. 2 passed; 0 failed; 0 ignored\n", true);
        assert_eq!(sum.to_string(), "2 passed, 0 failed");
    }
}
