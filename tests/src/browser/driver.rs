//! The process of chromedriver.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// A chromedriver on a free port of this machine.
#[derive(Debug)]
pub(super) struct Driver {
    process: Child,
    url: String,
}

impl Driver {
    pub(super) fn start() -> Self {
        let mut process = Command::new("chromedriver")
            .args(["--port=0", "--log-level=WARNING"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // So that every process of the browser can be ended with it.
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start chromedriver: {error}"));
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let started = "started successfully on port ";
        let port = lines.find_map(|line| {
            let (_, port) = line.split_once(started)?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let Some(port) = port else { panic!("chromedriver does not say its port") };
        // What else it says is not wanted, but has to be taken from it.
        thread::spawn(move || lines.for_each(drop));
        Self { process, url: format!("http://127.0.0.1:{port}") }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let pid = Pid::from_child(&self.process);
        // It ends its browser when it is asked to end; what is left then has no choice.
        let _ = kill_process(pid, Signal::TERM);
        for _ in 0..60 {
            if !matches!(self.process.try_wait(), Ok(None)) {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let _ = kill_process_group(pid, Signal::KILL);
        let _ = self.process.wait();
    }
}
