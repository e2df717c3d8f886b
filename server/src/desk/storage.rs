//! What is kept, and lines whose shape is not known.

use std::collections::BTreeMap;

use app::pages::{
    storage::data::{self, About, StoragePage},
    unknown_lines::data::{UnknownLine, UnknownLinesPage, UnknownLinesQuery},
};

use super::Desk;
use crate::{
    housekeeping,
    storage::{
        self, StorageError, codec, counts,
        days::{self, Day},
        imports, jobs,
        requests::engine_version,
        sources,
        strays::{self, Brought},
    },
};

/// Jobs that are shown.
const MOST_JOBS: i64 = 50;
/// Lines on one page.
const PAGE: usize = 100;

impl Desk {
    /// All that the page of what is kept shows.
    pub async fn storage_page(&self) -> Result<StoragePage, StorageError> {
        let mut connection = self.connection().await?;
        let counted = counts::by_day(&mut connection).await?;
        let n_requests: i64 = counted.iter().map(|(_, n)| n).sum();
        let mut by_day: BTreeMap<Option<Day>, i64> = counted.into_iter().collect();
        let stored = days::all(&mut connection).await?;
        let (dated, other): (Vec<_>, Vec<_>) = stored.into_iter().partition(|stored| stored.day.is_some());
        let oldest = dated.iter().filter_map(|stored| stored.day).min();
        let mut days: Vec<data::Day> = dated
            .into_iter()
            .map(|stored| data::Day {
                date: stored.day.and_then(Day::text),
                n_requests: by_day.remove(&stored.day).unwrap_or_default(),
                n_bytes: stored.n_bytes,
            })
            .collect();
        // What is of no day of its own.
        let n_others: i64 = by_day.values().sum();
        if n_others > 0 {
            let n_bytes = other.iter().map(|stored| stored.n_bytes).sum();
            days.push(data::Day { date: None, n_requests: n_others, n_bytes });
        }
        let next_to_go = self.retention_days.zip(oldest).and_then(|(keep_days, oldest)| {
            Some((oldest.text()?, housekeeping::goes_at(oldest, keep_days)?))
        });
        let mut waiting = Vec::new();
        for job in jobs::waiting(&mut connection, MOST_JOBS).await? {
            let told = |name: &str| job.subject.get(name)?.as_str().map(str::to_owned);
            let (about, n_all) = match (told("api_id"), told("stage")) {
                (Some(api_id), Some(stage)) => {
                    let n_all = counts::of_stage(&mut connection, &api_id, Some(&stage)).await?;
                    (About::Stage { api_id, stage }, n_all)
                }
                (Some(api_id), None) => {
                    let n_all = counts::of_stage(&mut connection, &api_id, None).await?;
                    (About::Configuration { api_id }, n_all)
                }
                (None, _) => (About::OlderEngine, n_requests),
            };
            waiting.push(data::Job { about, n_done: job.n_done, n_all, n_failures: job.n_tries });
        }
        Ok(StoragePage {
            days,
            n_bytes: storage::size(&mut connection).await?,
            retention_days: self.retention_days,
            next_to_go,
            dictionary_id: codec::dictionary_id(),
            engine_version: engine_version(),
            jobs: waiting,
            n_unknown_lines: strays::about(&mut connection).await?,
        })
    }

    /// A page of lines whose shape is not known.
    pub async fn unknown_lines_page(
        &self,
        query: &UnknownLinesQuery,
    ) -> Result<UnknownLinesPage, StorageError> {
        let mut connection = self.connection().await?;
        let brought = Brought { import_id: query.import, source_id: query.source };
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        // One more than is shown tells whether there are older ones.
        let mut lines = strays::page(&mut connection, brought, query.older_than, limit).await?;
        let has_older = lines.len() > PAGE;
        lines.truncate(PAGE);
        let older = lines.last().filter(|_| has_older).map(|last| last.stray_line_id);
        let import = match query.import {
            Some(import_id) => imports::find(&mut connection, import_id).await?,
            None => None,
        };
        let source = match query.source {
            Some(source_id) => {
                let sources = sources::list(&mut connection).await?;
                sources.into_iter().find(|source| source.source_id == source_id)
            }
            None => None,
        };
        let (of, samples) = match (import, source) {
            (Some(import), _) => (Some(import.name), import.unknown_samples),
            (None, Some(source)) => (Some(source.name), Vec::new()),
            (None, None) => (None, Vec::new()),
        };
        let lines = lines.into_iter().map(|stray| UnknownLine {
            at: stray.at,
            line: stray.line,
            import: stray.import,
            source: stray.source,
        });
        Ok(UnknownLinesPage { query: query.clone(), of, lines: lines.collect(), older, samples })
    }
}
