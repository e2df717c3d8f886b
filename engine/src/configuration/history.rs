//! The configurations of APIs over time: which one a call met, and how sure that is.
//!
//! A configuration is known for the moments at which it was seen. What changes of an API's methods, authorizers, policy and gateway
//! responses is live on a stage only from its next deployment on; what a stage logs is live at once (API Gateway Developer Guide,
//! "Update a REST API"). So a call is judged with two of them: what the stage was set to, and what was deployed on it.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Authorizer, Configuration, ResourcePolicy, Stage};
use crate::{
    diagnosis::vocabulary,
    ids::{ApiId, AuthorizerId, StageName},
    request::Request,
    time::Instant,
};

vocabulary! {
    /// How sure it is that a call met the configuration with which it is judged.
    Standing {
        /// Who gave it says that it holds.
        Given = "given",
        /// It was seen at that time.
        Seen = "seen",
        /// It was seen before that time, and another one after it; nothing tells when it changed.
        Between = "between",
        /// It is the first that was seen, after that time.
        Later = "later",
    }
}

impl Standing {
    /// Whether it is as good as known.
    pub fn is_sure(self) -> bool {
        matches!(self, Self::Given | Self::Seen)
    }
}

/// The configuration that a verdict was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedWith {
    /// When it was seen first; `None` where it is not dated.
    pub seen_from: Option<Instant>,
    /// How sure it is that the call met it.
    pub standing: Standing,
}

/// A configuration of an API, seen once or several times without a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    /// When it was seen first.
    pub seen_from: Instant,
    /// When it was seen last.
    pub seen_until: Instant,
    /// What was seen.
    pub configuration: Arc<Configuration>,
}

/// All that is known of the configurations of some APIs.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Without a moment: holds where nothing that is dated does.
    undated: Configuration,
    /// Holds for calls whose API is not known.
    of_no_api: Configuration,
    /// In time order.
    periods: BTreeMap<ApiId, Vec<Period>>,
}

impl From<Configuration> for History {
    fn from(undated: Configuration) -> Self {
        Self { of_no_api: undated.clone(), undated, periods: BTreeMap::new() }
    }
}

impl History {
    /// What holds for calls whose API is not known.
    #[must_use]
    pub fn with_no_api(self, of_no_api: Configuration) -> Self {
        Self { of_no_api, ..self }
    }

    /// Adds what holds where nothing that is dated does.
    pub fn know(&mut self, undated: &Configuration) {
        self.undated.add(undated);
    }

    /// Adds the configurations that were seen of an API, in any order.
    pub fn add(&mut self, api_id: ApiId, periods: impl IntoIterator<Item = Period>) {
        let known = self.periods.entry(api_id).or_default();
        known.extend(periods);
        known.sort_by_key(|period| period.seen_from);
    }

    /// The configuration that a call met.
    pub fn of(&self, request: &Request) -> Met<'_> {
        self.at(request.api_id.as_ref(), request.stage.as_ref(), request.started_at())
    }

    /// The configuration of a stage at a moment.
    pub fn at(&self, api_id: Option<&ApiId>, stage: Option<&StageName>, at: Option<Instant>) -> Met<'_> {
        let of_api = || self.periods.get(api_id?).map(Vec::as_slice);
        let Some((periods, first)) = of_api().and_then(|periods| Some((periods, periods.first()?))) else {
            return self.always(api_id);
        };
        let n_before = at.map_or(0, |at| periods.partition_point(|period| period.seen_from <= at));
        let Some(before) = n_before.checked_sub(1).and_then(|place| periods.get(place)) else {
            return if self.undated.is_known(api_id) {
                self.always(api_id)
            } else {
                met(periods, first, Standing::Later, api_id, stage)
            };
        };
        let after = periods.get(n_before).filter(|_| at.is_some_and(|at| at > before.seen_until));
        let Some(after) = after else { return met(periods, before, Standing::Seen, api_id, stage) };
        // Between two: a deployment made there tells when it changed.
        match after.deployed_at(api_id, stage).filter(|deployed| *deployed > before.seen_until) {
            Some(deployed) if at.is_some_and(|at| at >= deployed) => {
                met(periods, after, Standing::Seen, api_id, stage)
            }
            Some(_) => met(periods, before, Standing::Seen, api_id, stage),
            None => {
                let one = met(periods, before, Standing::Seen, api_id, stage);
                let other = met(periods, after, Standing::Seen, api_id, stage);
                // What was edited between and not deployed, no call has met.
                let is_same = one.is_same_for(&other, api_id, stage);
                if is_same { one } else { met(periods, before, Standing::Between, api_id, stage) }
            }
        }
    }

    fn always(&self, api_id: Option<&ApiId>) -> Met<'_> {
        let given = if api_id.is_some() { &self.undated } else { &self.of_no_api };
        let judged_with =
            given.is_known(api_id).then_some(JudgedWith { seen_from: None, standing: Standing::Given });
        Met { judged_with, ..Met::always(given) }
    }
}

fn met<'a>(
    periods: &'a [Period],
    current: &'a Period,
    standing: Standing,
    api_id: Option<&ApiId>,
    stage: Option<&StageName>,
) -> Met<'a> {
    let deployed = current.deployed_at(api_id, stage).and_then(|deployed| {
        let n_before = periods.partition_point(|period| period.seen_from <= deployed);
        let seen = n_before.checked_sub(1).and_then(|place| periods.get(place));
        // What was edited shortly before a deployment is first seen after it.
        seen.filter(|period| deployed <= period.seen_until).or_else(|| periods.get(n_before)).or(seen)
    });
    Met {
        current: &current.configuration,
        deployed: deployed.map_or(&current.configuration, |deployed| &deployed.configuration),
        judged_with: Some(JudgedWith { seen_from: Some(current.seen_from), standing }),
    }
}

impl Period {
    /// When the deployment was made that a stage serves.
    fn deployed_at(&self, api_id: Option<&ApiId>, stage: Option<&StageName>) -> Option<Instant> {
        let deployment_id = self.configuration.stage(api_id, stage)?.deployment_id.as_deref()?;
        let deployments = self.configuration.deployments(api_id);
        deployments.iter().find(|deployment| deployment.deployment_id == deployment_id)?.at
    }
}

/// The configuration that a call met.
#[derive(Debug, Clone, Copy)]
pub struct Met<'a> {
    /// What the API and the stage were set to.
    current: &'a Configuration,
    /// What was deployed on the stage.
    deployed: &'a Configuration,
    /// Which one it is; `None` where nothing is known of the API.
    pub judged_with: Option<JudgedWith>,
}

impl<'a> Met<'a> {
    /// One that holds at any time.
    pub fn always(configuration: &'a Configuration) -> Self {
        Self { current: configuration, deployed: configuration, judged_with: None }
    }

    /// Whether calls of a stage meet the same in both.
    fn is_same_for(&self, other: &Self, api_id: Option<&ApiId>, stage: Option<&StageName>) -> bool {
        std::ptr::eq(self.deployed, other.deployed)
            && self.stage(api_id, stage) == other.stage(api_id, stage)
            && self.is_private(api_id) == other.is_private(api_id)
    }

    /// Whether it may have been another one.
    pub fn is_unsure(&self) -> bool {
        self.judged_with.is_some_and(|judged_with| !judged_with.standing.is_sure())
    }

    /// An authorizer, as it was deployed.
    pub fn authorizer(&self, api_id: Option<&ApiId>, authorizer_id: &AuthorizerId) -> Option<&'a Authorizer> {
        // One that was made after the deployment is called by the console's test only.
        self.deployed
            .authorizer(api_id, authorizer_id)
            .or_else(|| self.current.authorizer(api_id, authorizer_id))
    }

    /// The resource policy, as it was deployed (see [`Configuration::resource_policy`]).
    pub fn resource_policy(&self, api_id: Option<&ApiId>) -> Option<&'a ResourcePolicy> {
        self.deployed.resource_policy(api_id)
    }

    /// A changed status of a gateway response, as it was deployed (see [`Configuration::gateway_response`]).
    pub fn gateway_response(&self, api_id: Option<&ApiId>, kind: &str) -> Option<u16> {
        self.deployed.gateway_response(api_id, kind)
    }

    /// A stage (see [`Configuration::stage`]).
    pub fn stage(&self, api_id: Option<&ApiId>, stage: Option<&StageName>) -> Option<&'a Stage> {
        self.current.stage(api_id, stage)
    }

    /// Whether the API is called through VPC endpoints only; `None` where nobody says.
    pub fn is_private(&self, api_id: Option<&ApiId>) -> Option<bool> {
        self.current.is_private(api_id)
    }
}
