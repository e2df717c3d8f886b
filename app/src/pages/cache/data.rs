//! All that the pages of authorizers' caches show.

use engine::{
    cache::coverage::Coverage,
    configuration::{JudgedWith, Method},
    policy::lint::{Facts, Kind},
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// Every authorizer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CachesPage {
    /// By API, stage and id.
    pub authorizers: Vec<AuthorizerRow>,
    /// Whether there are more than are shown.
    pub is_limited: bool,
}

/// An authorizer of a stage.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AuthorizerRow {
    /// Its API.
    pub api_id: String,
    /// The stage; empty where no line names it.
    pub stage: String,
    /// The authorizer.
    pub authorizer_id: String,
    /// Its name, where a configuration tells it.
    pub name: Option<String>,
    /// Whether it is of the sample investigation.
    pub is_sample: bool,
    /// How long its answers live, in milliseconds; `None`: nothing tells, and the default is assumed.
    pub ttl_ms: Option<i64>,
    /// When it answered last.
    pub last_answer: Option<Instant>,
    /// The entries that lived then.
    pub n_alive: u32,
}

/// The cache of one authorizer at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CachePage {
    /// Which authorizer.
    pub authorizer: AuthorizerRow,
    /// What its answers are cached under; empty where no configuration tells.
    pub identity_sources: Vec<String>,
    /// The configuration that was looked at.
    pub judged_with: Option<JudgedWith>,
    /// The moment.
    pub at: Instant,
    /// Whether that is now.
    pub is_now: bool,
    /// The entries that live, those that die first on top; of many, one page.
    pub entries: Vec<EntryRow>,
    /// How many live.
    pub n_alive: u32,
    /// Which page, from 1.
    pub page: u32,
    /// How many pages there are.
    pub n_pages: u32,
    /// The policies of most entries, those of most first.
    pub policies: Vec<PolicyRow>,
    /// How many policies there are.
    pub n_policies: u32,
    /// The methods that the authorizer guards, by path.
    pub methods: Vec<Method>,
    /// Whether a configuration tells them; else they are those that were called.
    pub are_methods_told: bool,
    /// Calls since the oldest entry that may live, by where their policy came from.
    pub served: Served,
    /// Policies that refuse what else their callers ask for.
    pub cross_talk: Option<CrossTalk>,
    /// Callers that an older answer lets in though a later one refuses them.
    pub stale_allow: Option<StaleAllow>,
    /// What makes the cache answer differently than its authorizer would.
    pub risks: Vec<Risk>,
    /// What a flush would cost.
    pub flush: Flush,
    /// How many entries live at the moments around this one, in their order.
    pub around: Vec<(Instant, u32)>,
    /// The flushes of that time, as far as the answers tell of them.
    pub flushed: Vec<Flushed>,
}

/// A flush of the stage's cache: nobody logs it, but entries ended early together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flushed {
    /// Behind this moment.
    pub after: Instant,
    /// Before this one.
    pub before: Instant,
    /// Entries that ended early.
    pub n_entries: u32,
}

/// Callers that an older answer lets in though a later one refuses them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaleAllow {
    /// Calls that came in so.
    pub n_calls: u32,
    /// The longest time from the refusing answer to such a call, in milliseconds.
    pub longest_ms: i64,
    /// The latest of these calls.
    pub latest: String,
    /// When that was.
    pub latest_at: Instant,
    /// The call whose answer refuses.
    pub refused_by: String,
}

/// What makes the cache answer differently than its authorizer would: a finding of the linter, which has its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// The finding.
    pub kind: Kind,
    /// What its words speak of.
    pub facts: Facts,
    /// The name of a policy that shows it, where one does.
    pub policy: Option<String>,
    /// How many entries hold such a policy.
    pub n_entries: u32,
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRow {
    /// Who called, as the log masks it.
    pub principal: Option<String>,
    /// When the authorizer answered.
    pub born: Instant,
    /// When it dies by itself.
    pub dies: Instant,
    /// The call that filled it.
    pub reference: String,
    /// What that asked for.
    pub method: Option<String>,
    /// What that asked for.
    pub path: Option<String>,
    /// The name of its policy; `None` where the log does not hold it whole.
    pub policy: Option<String>,
    /// Calls that it served until now.
    pub n_hits: i64,
    /// Of these, refused because its policy is not about them.
    pub n_implicit: i64,
    /// Answers under the same mask that may live as well.
    pub n_others: u32,
}

/// A policy that entries hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRow {
    /// The beginning of its hash: what it is told by.
    pub name: String,
    /// How many entries hold it.
    pub n_entries: u32,
    /// Its statements in short.
    pub statements: Vec<String>,
    /// What it says of each method, in their order; empty where the stage's ARN is not known.
    pub coverage: Vec<Coverage>,
}

/// How calls were served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Served {
    /// By a call of the authorizer.
    pub n_fresh: i64,
    /// By the cache.
    pub n_cached: i64,
    /// Nothing tells.
    pub n_unknown: i64,
    /// Of those from the cache, refused because no statement was about them.
    pub n_implicit: i64,
}

/// Policies that refuse what else their callers ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossTalk {
    /// How many entries hold such a policy.
    pub n_entries: u32,
    /// How many methods they pass over that others are allowed.
    pub n_methods: u32,
}

/// What a flush would cost: it empties the cache of a whole stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Flush {
    /// Entries that live on the stage.
    pub n_entries: u32,
    /// Of how many authorizers.
    pub n_authorizers: u32,
    /// Callers in the last minute: each one's next call asks the authorizer.
    pub n_callers: i64,
}
