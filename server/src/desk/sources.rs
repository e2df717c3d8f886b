//! Where events come from: the pages of sources, and what their forms ask for.

use app::pages::sources::{
    data::SourcesPage,
    forms::{CloudwatchForm, CloudwatchPage, Found, NewKey, PushPage, PushSetup},
};
use engine::time::Instant;

use super::Desk;
use crate::{
    auth::{AuthError, Token},
    storage::{
        StorageError,
        sources::{self, NewLogGroup},
    },
};

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
    /// The stretch of time is none.
    BadRange,
}

impl Done {
    fn found(is_found: bool) -> Self {
        if is_found { Self::Yes } else { Self::Gone }
    }
}

impl Desk {
    /// All that the page of sources shows.
    pub async fn sources_page(&self) -> Result<SourcesPage, StorageError> {
        let mut connection = self.connection().await?;
        Ok(SourcesPage { now: self.now(), sources: sources::list(&mut connection).await? })
    }

    /// Lets a source rest.
    pub async fn pause_source(&self, source_id: i64) -> Result<Done, StorageError> {
        let mut connection = self.connection().await?;
        Ok(Done::found(sources::set_paused(&mut connection, source_id, Some(self.now())).await?))
    }

    /// Lets it work again.
    pub async fn resume_source(&self, source_id: i64) -> Result<Done, StorageError> {
        let mut connection = self.connection().await?;
        Ok(Done::found(sources::set_paused(&mut connection, source_id, None).await?))
    }

    /// Removes it.
    pub async fn remove_source(&self, source_id: i64) -> Result<Done, StorageError> {
        let mut connection = self.connection().await?;
        Ok(Done::found(sources::remove(&mut connection, source_id).await?))
    }

    /// Asks for a stretch of the past.
    pub async fn backfill_source(&self, source_id: i64, window: Window) -> Result<Done, StorageError> {
        let now = self.now();
        let Some(ends) = window.ends(now) else { return Ok(Done::BadRange) };
        let mut connection = self.connection().await?;
        Ok(Done::found(sources::begin_backfill(&mut connection, source_id, ends, now).await?))
    }

    /// Stops the reading of a stretch of the past.
    pub async fn cancel_backfill(&self, source_id: i64, pull_id: i64) -> Result<Done, StorageError> {
        let mut connection = self.connection().await?;
        Ok(Done::found(sources::cancel_backfill(&mut connection, source_id, pull_id, self.now()).await?))
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
            let new = NewLogGroup {
                log_group: log_group.clone(),
                region: typed.region.clone(),
                role_arn: filled(&typed.role_arn),
                external_id: filled(&typed.external_id),
                endpoint_url: filled(&typed.endpoint_url),
            };
            let Some(source_id) = sources::add_log_group(&mut connection, &new, now).await? else { continue };
            if let Some(ends) = past.and_then(|past| past.ends(now)) {
                sources::begin_backfill(&mut connection, source_id, ends, now).await?;
            }
            added.push(source_id);
        }
        Ok(added)
    }

    /// The page on which log groups are found, before any was looked for.
    pub fn cloudwatch_page(&self, typed: CloudwatchForm) -> CloudwatchPage {
        CloudwatchPage { typed, ..CloudwatchPage::default() }
    }

    /// The same with what AWS answers.
    pub async fn find_log_groups(&self, typed: CloudwatchForm) -> Result<CloudwatchPage, StorageError> {
        let found = Found::default();
        Ok(CloudwatchPage { found: Some(found), ..self.cloudwatch_page(typed) })
    }

    /// The page on which a sender is added.
    pub fn push_page(&self) -> PushPage {
        PushPage { setup: PushSetup::default(), ..PushPage::default() }
    }

    /// Adds a sender; `None` when there is a source of this name.
    pub async fn add_sender(&self, name: &str) -> Result<Option<NewKey>, AuthError> {
        let key = Token::random()?;
        let mut connection = self.connection().await?;
        let added = sources::add_sender(&mut connection, name, &key.hash(), self.now()).await?;
        Ok(added.map(|_| NewKey { name: name.to_owned(), key: key.reveal().to_owned(), is_replaced: false }))
    }

    /// Gives a sender another key; `None` when there is no such sender.
    pub async fn replace_key(&self, source_id: i64) -> Result<Option<NewKey>, AuthError> {
        let key = Token::random()?;
        let mut connection = self.connection().await?;
        let name = sources::replace_key(&mut connection, source_id, &key.hash()).await?;
        Ok(name.map(|name| NewKey { name, key: key.reveal().to_owned(), is_replaced: true }))
    }
}

fn filled(typed: &str) -> Option<String> {
    Some(typed.to_owned()).filter(|typed| !typed.is_empty())
}
