//! The running cluster: its start step by step, its URL, and its end.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::process::{Child, ChildStdin};
use tokio::time::{sleep, timeout};

use crate::folder::Folder;
use crate::installation::{self, Installation, Search};
use crate::lock::Lock;
use crate::owner::Owner;
use crate::server_log::ServerLog;
use crate::socket::Socket;
use crate::wire::{self, Answer};
use crate::{ClusterError, Step, former, guard, init};

const ROUND: Duration = Duration::from_millis(40);
/// Two minutes: repairing after an unclean end reads at most `max_wal_size` again.
const ROUNDS_TO_ANSWER: usize = 3_000;
/// After one second of no answer we say that Postgres repairs itself.
const ROUNDS_UNTIL_RECOVERY_IS_TOLD: usize = 25;
/// Ten seconds for what a killed Postgres left behind (its last processes, its shared memory) to go.
const TRIES: usize = 20;
const PAUSE: Duration = Duration::from_millis(500);
const PATIENCE_TO_STOP: Duration = Duration::from_mins(1);

/// A private Postgres that runs as long as this lives.
///
/// [`Cluster::stop`] ends it and waits. Dropping it ends it too, without waiting: the next start on the same
/// folder waits instead.
#[derive(Debug)]
pub struct Cluster {
    // The order matters when dropped: first Postgres is told to stop, then the folder is given free.
    /// Postgres runs as long as this is open.
    lifeline: ChildStdin,
    guard: Child,
    log: ServerLog,
    socket: Socket,
    folder: PathBuf,
    version: u32,
    _lock: Lock,
}

impl Cluster {
    /// Starts the cluster in `data`, making it when there is none, with a Postgres found on this system.
    ///
    /// `report` hears what is being done. Runs inside a tokio runtime.
    pub async fn start(data: &Path, report: impl FnMut(Step)) -> Result<Self, ClusterError> {
        Self::start_with(data, &Search::system(), report).await
    }

    /// Like [`Cluster::start`], with a Postgres from `search`.
    pub async fn start_with(
        data: &Path,
        search: &Search,
        report: impl FnMut(Step),
    ) -> Result<Self, ClusterError> {
        Self::start_set(data, search, &[], report).await
    }

    /// Like [`Cluster::start_with`], with `name=value` settings that take the place of our own, for who measures.
    pub async fn start_set(
        data: &Path,
        search: &Search,
        settings: &[&str],
        mut report: impl FnMut(Step),
    ) -> Result<Self, ClusterError> {
        // Before anything is written: without Postgres not even an empty folder is left behind.
        let installations = search.installations().await;
        if installations.is_empty() {
            return Err(ClusterError::NotInstalled);
        }
        let folder = Folder::open(data)?;
        let lock = Lock::take(&folder)?;
        let owner = Owner::of(&folder.cluster()).await?;
        folder.admit(&owner).await?;
        let made_by = folder.made_by()?;
        let installation = installation::choose(installations, made_by.as_deref(), &folder.cluster())?;
        report(Step::Found { version: installation.version, programs: installation.programs.clone() });
        if made_by.is_none() {
            report(Step::Creating { folder: folder.path().to_path_buf() });
            init::create(&folder, &installation, &owner).await?;
        }
        former::settle(&folder.cluster(), &mut report).await?;
        let socket = Socket::prepare(&folder, &owner)?;
        let (guard, lifeline, log) =
            start_postgres(&folder, &socket, &installation, &owner, settings, &mut report).await?;
        report(Step::Ready);
        let (folder, version) = (folder.cluster(), installation.version);
        Ok(Self { lifeline, guard, log, socket, folder, version, _lock: lock })
    }

    /// The connection URL of the database, for instance for sqlx.
    pub fn url(&self) -> String {
        self.socket.url()
    }

    /// The folder of the unix socket.
    pub fn socket_folder(&self) -> &Path {
        self.socket.folder()
    }

    /// The major version of the Postgres that runs.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Postgres's own log.
    pub fn log(&self) -> &Path {
        self.log.path()
    }

    /// Waits until Postgres ends without having been told to, and says what it said last.
    ///
    /// May be dropped and called again, as `tokio::select!` does.
    pub async fn ended(&mut self) -> ClusterError {
        // A failure to wait tells the same: there is nothing left to wait for.
        let _ = self.guard.wait().await;
        ClusterError::Ended { line: self.log.telling_line(), log: self.log.path().to_path_buf() }
    }

    /// Ends Postgres cleanly, without waiting for its clients, and waits until it has ended.
    pub async fn stop(self) -> Result<(), ClusterError> {
        let Self { lifeline, mut guard, log, socket, folder, _lock, .. } = self;
        drop(lifeline);
        let did_not_stop = || ClusterError::DidNotStop { log: log.path().to_path_buf() };
        let ended = timeout(PATIENCE_TO_STOP, guard.wait()).await;
        ended.map_err(|_| did_not_stop())?.map_err(|_| did_not_stop())?;
        // Should the guard have been killed, its end was not yet the end of Postgres.
        former::settle(&folder, &mut |_| {}).await.map_err(|_| did_not_stop())?;
        socket.remove();
        Ok(())
    }
}

/// Starts Postgres and waits until it has the database. What a killed Postgres left behind can stop the first
/// tries.
async fn start_postgres(
    folder: &Folder,
    socket: &Socket,
    installation: &Installation,
    owner: &Owner,
    settings: &[&str],
    report: &mut impl FnMut(Step),
) -> Result<(Child, ChildStdin, ServerLog), ClusterError> {
    let mut tries = 0;
    loop {
        report(Step::Starting);
        let (log, file) = ServerLog::open(folder)?;
        let mut guard = guard::start(&folder.cluster(), socket, installation, owner, settings, file)?;
        let line = match guard.stdin.take() {
            None => "its guard has no input".to_owned(),
            Some(lifeline) => match answer(&mut guard, socket, &log, report).await {
                Ok(()) => return Ok((guard, lifeline, log)),
                Err(line) => {
                    // Whatever still runs ends before the next try.
                    drop(lifeline);
                    let _ = timeout(PATIENCE_TO_STOP, guard.wait()).await;
                    line
                }
            },
        };
        let lingers = ["lock file", "still in use"].iter().any(|mark| line.contains(mark));
        tries += 1;
        if !lingers || tries == TRIES {
            return Err(ClusterError::DidNotStart { line, log: log.path().to_path_buf() });
        }
        report(Step::Retrying { line });
        sleep(PAUSE).await;
        former::settle(&folder.cluster(), report).await?;
    }
}

/// Waits until the database answers; else gives the line that says why it does not.
async fn answer(
    guard: &mut Child,
    socket: &Socket,
    log: &ServerLog,
    report: &mut impl FnMut(Step),
) -> Result<(), String> {
    for round in 0..ROUNDS_TO_ANSWER {
        if !matches!(guard.try_wait(), Ok(None)) {
            return Err(log.telling_line());
        }
        match wire::knock(&socket.file()).await {
            Answer::Ready => return Ok(()),
            Answer::NoDatabase => {
                wire::create_database(&socket.file()).await.map_err(|error| error.to_string())?;
                return Ok(());
            }
            Answer::Refused(message) => return Err(message),
            Answer::NotYet => {}
        }
        if round == ROUNDS_UNTIL_RECOVERY_IS_TOLD {
            report(Step::Recovering);
        }
        sleep(ROUND).await;
    }
    Err(log.telling_line())
}
