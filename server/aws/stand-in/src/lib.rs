//! Answers like the parts of AWS that why403 asks, and as badly as it is told to. For tests only.
//!
//! | file | what is there |
//! |---|---|
//! | [`group`] | a log group: its events, page by page |
//! | [`script`] | what goes wrong with which question |
//! | [`api`] | an API's life, step by step |
//! | [`answers`] | the protocols: JSON of CloudWatch Logs, XML of STS |
//! | [`control_plane`] | that of API Gateway's control plane |
//! | [`recorder`] | no AWS at all: says yes to everything, and writes it down |
//! | [`control`] | for tests in other processes: fill log groups, choose what goes wrong, see what was asked |
//!
//! Nothing depends on a clock or on chance: what is late comes after so many questions, and the same seed makes the same trouble.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::Router;
use serde::Serialize;
use tokio::{net::TcpListener, task::JoinHandle};

pub mod answers;
pub mod api;
pub mod control;
pub mod control_plane;
pub mod group;
pub mod recorder;
pub mod script;

use api::{Api, Step};
use control_plane::Region;
use group::{Event, Group};
use script::{Script, Trouble};

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// As `FilterLogEvents`.
    pub action: String,
    /// The id of the access key that signed it.
    pub access_key: String,
    /// The region that it was signed for.
    pub region: String,
    /// What went wrong with it.
    pub trouble: Trouble,
}

/// All that is known.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) groups: BTreeMap<String, Group>,
    pub(crate) apis: BTreeMap<String, Api>,
    pub(crate) region: Region,
    pub(crate) script: Script,
    pub(crate) asked: Vec<Asked>,
    /// External ids by role.
    pub(crate) roles: BTreeMap<String, Option<String>>,
    pub(crate) per_page: usize,
    /// Actions that nobody may call.
    pub(crate) denied: Vec<String>,
}

impl World {
    /// Something happens to an API.
    pub(crate) fn live(&mut self, api_id: &str, step: Step) {
        match step {
            Step::Create { name } => {
                self.apis.insert(api_id.to_owned(), Api::new(api_id, &name));
            }
            Step::Remove => {
                self.apis.remove(api_id);
            }
            step => {
                if let Some(api) = self.apis.get_mut(api_id) {
                    api.live(step);
                }
            }
        }
    }
}

/// What is known, shared.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shared(Arc<Mutex<World>>);

impl Shared {
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stand-in that answers in this process, until it is dropped.
#[derive(Debug)]
pub struct StandIn {
    shared: Shared,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl StandIn {
    /// Starts one on any free port of this machine.
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let shared = Shared::default();
        shared.world().per_page = group::MOST;
        let router = router(shared.clone());
        let serving = tokio::spawn(async move {
            // It ends with the test.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { shared, address, serving })
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds an event to a log group, which is made when there is none of the name.
    pub fn add(&self, log_group: &str, event: Event) {
        self.shared.world().groups.entry(log_group.to_owned()).or_default().add(event);
    }

    /// What happens to an API, in this order.
    pub fn live(&self, api_id: &str, steps: impl IntoIterator<Item = Step>) {
        let mut world = self.shared.world();
        for step in steps {
            world.live(api_id, step);
        }
    }

    /// What there is in the region, beside APIs.
    pub fn region(&self, region: Region) {
        self.shared.world().region = region;
    }

    /// Lets no more events, or elements of a list, stand on a page than this.
    pub fn per_page(&self, n: usize) {
        self.shared.world().per_page = n.max(1);
    }

    /// What goes wrong with the next questions, one each.
    pub fn trouble(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.shared.world().script.next.extend(troubles);
    }

    /// With how many of a hundred questions something goes wrong from now on.
    pub fn chance(&self, percent: u64, seed: u64) {
        let mut world = self.shared.world();
        world.script.percent = percent;
        world.script.seed = seed;
    }

    /// Nobody may call this action, as `FilterLogEvents`.
    pub fn deny(&self, action: &str) {
        self.shared.world().denied.push(action.to_owned());
    }

    /// Everybody may call everything again.
    pub fn allow_all(&self) {
        self.shared.world().denied.clear();
    }

    /// Makes a role that is given to who names this external id.
    pub fn role(&self, arn: &str, external_id: Option<&str>) {
        self.shared.world().roles.insert(arn.to_owned(), external_id.map(Into::into));
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.shared.world().asked.clone()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Answers on a socket, for as long as it can.
pub async fn serve(listener: TcpListener, script: Script, per_page: usize) -> std::io::Result<()> {
    let shared = Shared::default();
    {
        let mut world = shared.world();
        world.script = script;
        world.per_page = per_page.max(1);
    }
    axum::serve(listener, router(shared)).await
}

fn router(shared: Shared) -> Router {
    control::routes().merge(answers::routes()).merge(control_plane::routes()).with_state(shared)
}
