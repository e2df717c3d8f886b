//! Where events come from: the pages of sources, and what their forms ask for.

use app::pages::sources::{
    data::{self, SourceKind, SourcesPage},
    forms::{
        ApisPage, Check, CloudwatchForm, CloudwatchPage, Found, FoundApi, FoundGroup, NewKey, PushPage,
        PushSetup, ReachForm,
    },
};
use std::time::Duration;

use engine::time::Instant;
use serde::Deserialize as _;

use super::Desk;
use crate::{
    auth::{AuthError, Token},
    permissions,
    sources::{configurations::Taken, discovery, way},
    storage::{
        StorageError, pulls, push,
        sources::{self, Configurations, LogGroup, Reach, Reads, Source},
    },
};

/// Who takes a role on, to be filled in: whose keys the server has, only its owner knows.
const ITSELF: &str = "arn:aws:iam::123456789012:role/why403";

/// A policy that names more log groups than these would be longer than IAM takes.
const MOST_NAMED: usize = 20;

/// How far back a source begins, or is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// The last hour, day or week, in hours.
    Last(i64),
    /// A stretch between two moments.
    Range(Instant, Instant),
}

impl Window {
    /// The last `hour`, `day` or `week`.
    pub fn last(id: &str) -> Option<Self> {
        Some(Self::Last(match id {
            "hour" => 1,
            "day" => 24,
            "week" => 7 * 24,
            _ => return None,
        }))
    }

    /// Its two ends; `None` when it does not begin before it ends, or ends in the future.
    fn ends(self, now: Instant) -> Option<(Instant, Instant)> {
        match self {
            Self::Last(hours) => Some((now.plus_millis(-hours * 60 * 60 * 1_000), now)),
            Self::Range(from, until) => (from < until && until <= now).then_some((from, until)),
        }
    }
}

/// What became of something that was to be done with a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It was done.
    Yes,
    /// There is no such source any more.
    Gone,
    /// It is being done already, or there is no such source.
    NotBegun,
    /// The stretch of time is none.
    BadRange,
}

impl Desk {
    /// All that the page of sources shows.
    pub async fn sources_page(&self) -> Result<SourcesPage, StorageError> {
        let mut connection = self.connection().await?;
        let listed = sources::list(&mut connection).await?;
        Ok(SourcesPage { now: self.now(), sources: listed.into_iter().map(shown).collect() })
    }

    /// Lets a source rest; one that rests already goes on resting.
    pub async fn pause_source(&self, source_id: i64) -> Result<(), StorageError> {
        let mut connection = self.connection().await?;
        sources::pause(&mut connection, source_id, self.now()).await.map(drop)
    }

    /// Lets it work again; one that works goes on working.
    pub async fn resume_source(&self, source_id: i64) -> Result<(), StorageError> {
        let mut connection = self.connection().await?;
        sources::resume(&mut connection, source_id).await.map(drop)
    }

    /// Removes it.
    pub async fn remove_source(&self, source_id: i64) -> Result<Done, StorageError> {
        let mut connection = self.connection().await?;
        let is_removed = sources::remove(&mut connection, source_id).await?;
        Ok(if is_removed { Done::Yes } else { Done::Gone })
    }

    /// Asks for a stretch of the past.
    pub async fn backfill_source(&self, source_id: i64, window: Window) -> Result<Done, StorageError> {
        let now = self.now();
        let Some((from, until)) = window.ends(now) else { return Ok(Done::BadRange) };
        let mut connection = self.connection().await?;
        let begun = pulls::begin_backfill(&mut connection, source_id, from, until, now).await?;
        Ok(if begun.is_some() { Done::Yes } else { Done::NotBegun })
    }

    /// Stops the reading of a stretch of the past; one that has ended stays as it is.
    pub async fn cancel_backfill(&self, pull_id: i64) -> Result<(), StorageError> {
        let mut connection = self.connection().await?;
        pulls::cancel_backfill(&mut connection, pull_id, self.now()).await.map(drop)
    }

    /// Reads these log groups from now on, and as much of their past as is wanted; gives the ids of those that are new.
    pub async fn add_log_groups(
        &self,
        typed: &CloudwatchForm,
        log_groups: &[String],
        past: Option<Window>,
    ) -> Result<Vec<i64>, StorageError> {
        let now = self.now();
        let mut connection = self.connection().await?;
        let mut added = Vec::new();
        for log_group in log_groups {
            let group = LogGroup { name: log_group.clone(), reach: reach(&typed.reach) };
            let added_now = sources::add_log_group(&mut connection, log_group, &group, now, now).await?;
            let Some(source_id) = added_now else { continue };
            if let Some((from, until)) = past.and_then(|past| past.ends(now)) {
                pulls::begin_backfill(&mut connection, source_id, from, until, now).await?;
            }
            added.push(source_id);
        }
        Ok(added)
    }

    /// The page on which log groups are found, before any was looked for.
    pub fn cloudwatch_page(&self, typed: CloudwatchForm) -> CloudwatchPage {
        let trust_policy = trust_policy(&typed.reach);
        CloudwatchPage {
            typed,
            policy: permissions::ours::pull(&[]),
            trust_policy,
            ..CloudwatchPage::default()
        }
    }

    /// The same with what AWS answers.
    pub async fn find_log_groups(&self, typed: CloudwatchForm) -> Result<CloudwatchPage, StorageError> {
        let reach = reach(&typed.reach);
        let way = way(&reach);
        let mut connection = self.connection().await?;
        let sources = sources::list(&mut connection).await?;
        drop(connection);
        let log_group = |source: Source| match source.reads {
            Some(Reads::LogGroup(group)) => Some(group),
            _ => None,
        };
        let known: Vec<LogGroup> = sources.into_iter().filter_map(log_group).collect();
        let prefixes = [Some(discovery::EXECUTION.to_owned()), filled(&typed.prefix)];
        let mut found = Found::default();
        let mut page = self.cloudwatch_page(typed);
        for prefix in prefixes.into_iter().flatten() {
            match discovery::discover(&self.clients, &way, &prefix).await {
                Ok(discovered) => {
                    found.is_cut |= discovered.is_cut;
                    found.groups.extend(discovered.groups.into_iter().map(|group| {
                        FoundGroup {
                            is_source: known
                                .iter()
                                .any(|known| known.name == group.name && known.reach.region == way.region),
                            api_and_stage: group.api_id.zip(group.stage),
                            stored_bytes: group.stored_bytes,
                            name: group.name,
                        }
                    }));
                }
                Err(problem) => {
                    page.problem = Some(problem.to_string());
                    return Ok(page);
                }
            }
        }
        found.checks.push(Check { action: "logs:DescribeLogGroups".to_owned(), on: None, problem: None });
        if let Some(group) = found.groups.first() {
            let tried = discovery::try_out(&self.clients, &way, &group.name, self.now()).await;
            found.checks.push(Check {
                action: "logs:FilterLogEvents".to_owned(),
                on: Some(group.name.clone()),
                problem: tried.err().map(|problem| problem.to_string()),
            });
        }
        let names: Vec<String> = found.groups.iter().map(|group| group.name.clone()).collect();
        if (1..=MOST_NAMED).contains(&names.len()) {
            page.policy = permissions::ours::pull(&names);
        }
        page.found = Some(found);
        Ok(page)
    }

    /// The page on which APIs are found, before any was looked for.
    pub fn apis_page(&self, typed: ReachForm) -> ApisPage {
        let trust_policy = trust_policy(&typed);
        ApisPage { typed, policy: permissions::ours::snapshot(&[]), trust_policy, ..ApisPage::default() }
    }

    /// The same with what AWS answers.
    pub async fn find_apis(&self, typed: ReachForm) -> Result<ApisPage, StorageError> {
        let reach = reach(&typed);
        let mut connection = self.connection().await?;
        let sources = sources::list(&mut connection).await?;
        drop(connection);
        let followed: Vec<String> = sources
            .into_iter()
            .filter_map(|source| match source.reads {
                Some(Reads::Configurations(asked)) if asked.reach.region == reach.region => {
                    Some(asked.api_ids)
                }
                _ => None,
            })
            .flatten()
            .collect();
        let mut page = self.apis_page(typed);
        match self.clients.configuration_source(&way(&reach)).await.rest_apis().await {
            Ok(apis) => {
                let apis = apis.into_iter().map(|api| FoundApi {
                    is_source: followed.contains(&api.id),
                    api_id: api.id,
                    name: api.name,
                });
                page.found = Some(apis.collect());
            }
            Err(problem) => page.problem = Some(problem.to_string()),
        }
        Ok(page)
    }

    /// Asks these APIs from now on how they are configured; without any, all of the region. Gives whether that is new.
    pub async fn add_configurations(
        &self,
        typed: &ReachForm,
        mut api_ids: Vec<String>,
        every: Duration,
    ) -> Result<bool, StorageError> {
        api_ids.sort_unstable();
        api_ids.dedup();
        let name = match &api_ids[..] {
            [] => typed.region.clone(),
            [one] => one.clone(),
            [first, rest @ ..] => format!("{first} + {}", rest.len()),
        };
        let configurations = Configurations { api_ids, every, reach: reach(typed) };
        let mut connection = self.connection().await?;
        let added = sources::add_configurations(&mut connection, &name, &configurations, self.now()).await?;
        Ok(added.is_some())
    }

    /// Lets a source of configurations be asked at once; one that rests goes on resting.
    pub async fn take_now(&self, source_id: i64) -> Result<(), StorageError> {
        let mut connection = self.connection().await?;
        sources::take_now(&mut connection, source_id).await.map(drop)
    }

    /// The page on which a sender is added.
    pub fn push_page(&self) -> PushPage {
        let setup = PushSetup {
            firehose_template: permissions::FIREHOSE_TEMPLATE.to_owned(),
            lambda_python: permissions::LAMBDA_PYTHON.to_owned(),
            lambda_node: permissions::LAMBDA_NODE.to_owned(),
        };
        PushPage { setup, ..PushPage::default() }
    }

    /// Adds a sender; `None` when there is a source of this name.
    pub async fn add_sender(&self, name: &str) -> Result<Option<NewKey>, AuthError> {
        let key = Token::random()?;
        let mut connection = self.connection().await?;
        let added = push::add(&mut connection, name, &key.hash(), self.now()).await?;
        Ok(added.map(|_| NewKey { name: name.to_owned(), key: key.reveal().to_owned(), is_replaced: false }))
    }

    /// Gives a sender another key; `None` when there is no such sender.
    pub async fn replace_key(&self, source_id: i64) -> Result<Option<NewKey>, AuthError> {
        let key = Token::random()?;
        let mut connection = self.connection().await?;
        let name = push::replace_key(&mut connection, source_id, &key.hash()).await?;
        Ok(name.map(|name| NewKey { name, key: key.reveal().to_owned(), is_replaced: true }))
    }
}

/// A source as its page shows it.
fn shown(source: Source) -> data::Source {
    let live = source.pulls.iter().find(|pull| pull.until.is_none());
    let taken = || Taken::deserialize(&live?.checkpoint).ok();
    let kind = match source.reads {
        None => SourceKind::Push,
        Some(Reads::LogGroup(LogGroup { name, reach })) => SourceKind::Cloudwatch(data::LogGroup {
            name,
            region: reach.region,
            role_arn: reach.role_arn,
            endpoint_url: reach.endpoint_url,
        }),
        Some(Reads::Configurations(Configurations { api_ids, every, reach })) => {
            let taken = taken().unwrap_or_default();
            SourceKind::Configurations(data::Configurations {
                api_ids,
                every_millis: i64::try_from(every.as_millis()).unwrap_or(i64::MAX),
                region: reach.region,
                role_arn: reach.role_arn,
                endpoint_url: reach.endpoint_url,
                n_apis: i64::try_from(taken.n_apis).unwrap_or(i64::MAX),
                n_snapshots: source.n_snapshots,
                missing: taken.missing,
                next_at: live.and_then(|live| live.not_before),
            })
        }
    };
    let pulls = source.pulls.into_iter().map(|pull| data::Pull {
        pull_id: pull.pull_id,
        from: pull.from,
        until: pull.until,
        read_until: pull.read_until,
        n_events: pull.n_events,
        finished_at: pull.finished_at,
        cancelled_at: pull.cancelled_at,
    });
    data::Source {
        source_id: source.source_id,
        name: source.name,
        kind,
        created_at: source.created_at,
        paused_at: source.paused_at,
        n_events: source.n_events,
        n_requests: source.n_requests,
        n_deliveries: source.n_deliveries,
        n_repeated: source.n_repeated,
        last_event_at: source.last_event_at,
        last_answer_at: source.last_answer_at,
        problem: source.problem.map(|problem| data::Problem {
            text: problem.text,
            at: problem.at,
            n_failures: problem.n_failures,
        }),
        pulls: pulls.collect(),
        policy: None,
    }
}

/// The way to AWS, as it was typed.
fn reach(typed: &ReachForm) -> Reach {
    Reach {
        region: typed.region.clone(),
        role_arn: filled(&typed.role_arn),
        external_id: filled(&typed.external_id),
        endpoint_url: filled(&typed.endpoint_url),
    }
}

/// Who may take a role on that asks for an external id.
fn trust_policy(typed: &ReachForm) -> Option<String> {
    filled(&typed.role_arn)?;
    Some(permissions::ours::trust(ITSELF, &filled(&typed.external_id)?))
}

fn filled(typed: &str) -> Option<String> {
    Some(typed.to_owned()).filter(|typed| !typed.is_empty())
}
