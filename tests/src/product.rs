//! The product as it is started by a person: its own process, its own private database, a free port.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::environment;

const PATIENCE_TO_START: Duration = Duration::from_secs(90);
const ROUND: Duration = Duration::from_millis(50);
const ROUNDS_TO_STOP: usize = 800;

/// A running `why403 serve`.
#[derive(Debug)]
pub struct Product {
    process: Child,
    url: String,
    set_up_path: Option<String>,
    log: Arc<Mutex<String>>,
    data: Arc<TempDir>,
}

impl Product {
    /// Starts it with an empty database, and waits until it says where it is.
    pub async fn start() -> Self {
        Self::start_in(Arc::new(folder()), true).await
    }

    /// Starts it with an empty database, and lets it log so much.
    pub async fn start_with_log(filter: &'static str) -> Self {
        let log = Some(filter);
        tokio::task::spawn_blocking(move || Self::start_and_wait(Arc::new(folder()), true, log))
            .await
            .unwrap()
    }

    /// Starts it with the database in this folder. It prints a set-up link as long as nobody has a password.
    pub async fn start_in(data: Arc<TempDir>, has_link: bool) -> Self {
        tokio::task::spawn_blocking(move || Self::start_and_wait(data, has_link, None)).await.unwrap()
    }

    /// Starts it on the database at this address.
    pub async fn start_on(database: &str) -> Self {
        let mut call = command(["serve", "--port", "0"]);
        call.env("DATABASE_URL", database);
        tokio::task::spawn_blocking(move || Self::call_and_wait(call, Arc::new(folder()), true))
            .await
            .unwrap()
    }

    fn start_and_wait(data: Arc<TempDir>, has_link: bool, filter: Option<&str>) -> Self {
        let mut call = command(["serve", "--port", "0"]);
        call.envs(filter.map(|filter| ("WHY403_LOG", filter))).arg("--data").arg(data.path());
        Self::call_and_wait(call, data, has_link)
    }

    /// Every one has keys for AWS that open nothing.
    fn call_and_wait(mut call: Command, data: Arc<TempDir>, has_link: bool) -> Self {
        call.envs([("AWS_ACCESS_KEY_ID", "AKIATEST"), ("AWS_SECRET_ACCESS_KEY", "secret")]);
        let mut process = call.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let said = listen(process.stdout.take().unwrap(), &log);
        drop(listen(process.stderr.take().unwrap(), &log));
        let mut product = Self { process, url: String::new(), set_up_path: None, log, data };
        product.url = product.wait_for(&said, "why403 is ready: ");
        // Only an installation in which nobody has a password yet has a link.
        if has_link {
            let token = product.wait_for(&said, "/set-up/");
            product.set_up_path = Some(format!("/set-up/{token}"));
        }
        product
    }

    /// What stands behind `mark` in what it says on standard output.
    fn wait_for(&self, said: &Receiver<String>, mark: &str) -> String {
        loop {
            let Ok(line) = said.recv_timeout(PATIENCE_TO_START) else {
                panic!("why403 did not say `{mark}`; its log:\n{}", self.log());
            };
            if let Some((_, found)) = line.split_once(mark) {
                return found.trim().to_owned();
            }
        }
    }

    /// Its address, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The path of its one-time set-up link.
    pub fn set_up_path(&self) -> &str {
        self.set_up_path.as_deref().unwrap()
    }

    /// Its data folder.
    pub fn data(&self) -> Arc<TempDir> {
        Arc::clone(&self.data)
    }

    /// All that it has written so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Its process.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Kills it, so that it can do nothing more; it must not have panicked before.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        assert!(!self.log().contains("panicked at"), "why403 panicked; its log:\n{}", self.log());
    }

    /// Stops it as Ctrl-C does. It must end well, and must not have panicked on the way.
    pub fn stop(mut self) {
        let pid = Pid::from_child(&self.process);
        kill_process(pid, Signal::INT).unwrap();
        let mut ended = None;
        for _ in 0..ROUNDS_TO_STOP {
            ended = self.process.try_wait().unwrap();
            if ended.is_some() {
                break;
            }
            thread::sleep(ROUND);
        }
        let log = self.log();
        let Some(status) = ended else { panic!("why403 does not stop; its log:\n{log}") };
        assert!(status.success(), "why403 ended with {status}; its log:\n{log}");
        assert!(!log.contains("panicked at"), "why403 panicked; its log:\n{log}");
    }
}

impl Drop for Product {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln_log(&self.log());
        }
        // Its database ends with it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A new, private folder.
pub fn folder() -> TempDir {
    tempfile::Builder::new().prefix("why403-tests-").tempdir().unwrap()
}

/// A call of the product's program, without what the starter's environment says about it.
pub fn command<Argument: AsRef<OsStr>>(arguments: impl IntoIterator<Item = Argument>) -> Command {
    let mut command = Command::new(environment::binary());
    command.args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"WHY403_") {
            command.env_remove(&name);
        }
    }
    command.env_remove("DATABASE_URL").current_dir(Path::new("/"));
    command
}

/// Collects what a process says, and passes it on line by line.
fn listen(source: impl Read + Send + 'static, log: &Arc<Mutex<String>>) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    let log = Arc::clone(log);
    thread::spawn(move || {
        for line in BufReader::new(source).lines().map_while(Result::ok) {
            let mut log = log.lock().unwrap();
            log.push_str(&line);
            log.push('\n');
            drop(log);
            // Nobody listens to all of it.
            let _ = sender.send(line);
        }
    });
    receiver
}

#[expect(clippy::print_stderr, reason = "shown by the test runner with the failure")]
fn eprintln_log(log: &str) {
    eprintln!("the log of why403:\n{log}");
}
