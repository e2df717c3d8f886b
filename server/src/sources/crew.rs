//! Takes pulls that are due, says that it lives, and gives them back when it is told to stop. Any number of servers do so on one
//! database, each with a crew of its own.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sqlx::{Postgres, pool::PoolConnection};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};

use super::worker::{Tools, follow};
use crate::{
    storage::{
        StorageError, failed,
        pulls::{self, Worker},
    },
    telemetry,
};

/// No more are taken at once, so that servers which start together share what there is.
const MOST_AT_ONCE: i64 = 8;

/// How a crew keeps time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// For how long a pull is held without a sign of life.
    pub lease: Duration,
    /// How often a sign of life is given.
    pub heartbeat: Duration,
    /// How often it is looked for pulls that are due.
    pub look: Duration,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(10),
            heartbeat: Duration::from_secs(3),
            look: Duration::from_secs(1),
        }
    }
}

/// Pulls that are worked on in this process.
#[derive(Default)]
struct Held(Mutex<HashSet<i64>>);

impl Held {
    fn all(&self) -> Vec<i64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }

    /// Holds a pull until what is given is dropped.
    fn hold(self: &Arc<Self>, pull_id: i64) -> Hold {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(pull_id);
        Hold { held: Arc::clone(self), pull_id }
    }
}

struct Hold {
    held: Arc<Held>,
    pull_id: i64,
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.held.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.pull_id);
    }
}

/// Works on all pulls that are due until it is told to stop; then gives them back.
pub async fn work(tools: Arc<Tools>, worker: Worker, rhythm: Rhythm, mut stop: watch::Receiver<bool>) {
    let held = Arc::new(Held::default());
    let mut pulls = JoinSet::new();
    let crew = Crew { tools, worker, rhythm, held, stop: stop.clone() };
    tokio::select! {
        () = crew.take_all(&mut pulls) => {}
        () = crew.show_life() => {}
        _ = stop.wait_for(|is_told| *is_told) => {}
    }
    // What stores just now may still need to be held.
    tokio::select! {
        () = async { while pulls.join_next().await.is_some() {} } => {}
        () = crew.show_life() => {}
    }
}

struct Crew {
    tools: Arc<Tools>,
    worker: Worker,
    rhythm: Rhythm,
    held: Arc<Held>,
    stop: watch::Receiver<bool>,
}

impl Crew {
    async fn take_all(&self, pulls: &mut JoinSet<()>) {
        let mut tick = interval(self.rhythm.look);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut trouble = Trouble::default();
        loop {
            tick.tick().await;
            while let Some(ended) = pulls.try_join_next() {
                if let Err(error) = ended {
                    tracing::error!(error = telemetry::chain(&error), "work on a log group ended early");
                }
            }
            match self.take().await {
                Ok(taken) => {
                    trouble.is_over();
                    for pull in taken {
                        let hold = self.held.hold(pull.pull_id);
                        let (tools, worker, stop) = (Arc::clone(&self.tools), self.worker, self.stop.clone());
                        pulls.spawn(async move {
                            let _hold = hold;
                            Box::pin(follow(tools, worker, pull, stop)).await;
                        });
                    }
                }
                Err(error) => trouble.is(&error),
            }
        }
    }

    async fn take(&self) -> Result<Vec<pulls::LeasedPull>, StorageError> {
        let mut connection = self.connection().await?;
        pulls::lease(&mut connection, self.worker, &self.held.all(), self.rhythm.lease, MOST_AT_ONCE).await
    }

    async fn show_life(&self) {
        let mut tick = interval(self.rhythm.heartbeat);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            let pull_ids = self.held.all();
            if pull_ids.is_empty() {
                continue;
            }
            let renewed = async {
                pulls::renew(&mut *self.connection().await?, self.worker, &pull_ids, self.rhythm.lease).await
            };
            if let Err(error) = renewed.await
                && !error.is_away()
            {
                tracing::warn!(
                    error = telemetry::chain(&error),
                    "log groups may be taken over by another server"
                );
            }
        }
    }

    async fn connection(&self) -> Result<PoolConnection<Postgres>, StorageError> {
        self.tools.pool.acquire().await.map_err(failed("connect to the database"))
    }
}

/// What goes wrong again and again is told once.
#[derive(Default)]
struct Trouble(bool);

impl Trouble {
    fn is(&mut self, error: &StorageError) {
        // That the database is away is told where it is watched.
        if error.is_away() {
            return;
        }
        if !self.0 {
            tracing::warn!(error = telemetry::chain(error), "no log group can be taken: it is tried again");
        }
        self.0 = true;
    }

    fn is_over(&mut self) {
        if self.0 {
            tracing::info!("log groups can be taken again");
        }
        self.0 = false;
    }
}
