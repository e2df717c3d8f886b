//! The key of the questions: what each call was.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// All calls.
pub(super) struct Truth {
    calls: Vec<Call>,
}

struct Call {
    request_id: String,
    stage: String,
    minute: i64,
    n_lines: u32,
    status: u16,
    cause: String,
    is_cached: bool,
    principal: String,
}

impl Truth {
    /// Reads what the generator wrote.
    pub(super) fn read(file: &Path) -> Result<Self> {
        let text =
            fs::read_to_string(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
        let calls =
            text.lines().skip(1).map(|line| Call::read(line).with_context(|| format!("`{line}` is no call")));
        Ok(Self { calls: calls.collect::<Result<_>>()? })
    }

    /// So many calls from all over the day, with their number of lines.
    pub(super) fn requests(&self, n: usize) -> Vec<(&str, u32)> {
        spread(self.calls.iter().map(|call| (&*call.request_id, call.n_lines)).collect(), n)
    }

    /// How many minutes of a stage have a 403, and how many 403 there are.
    pub(super) fn refused_by_minute(&self) -> (usize, usize) {
        let refused = self.calls.iter().filter(|call| call.status == 403);
        let minutes: BTreeSet<(i64, &str)> =
            refused.clone().map(|call| (call.minute, &*call.stage)).collect();
        (minutes.len(), refused.count())
    }

    /// How often each cause answered 403.
    pub(super) fn causes(&self) -> BTreeMap<&str, usize> {
        let mut causes = BTreeMap::new();
        for call in self.calls.iter().filter(|call| call.status == 403) {
            *causes.entry(&*call.cause).or_default() += 1;
        }
        causes
    }

    /// So many callers that a cached policy refused, with how often it did.
    pub(super) fn refused_from_cache(&self, n: usize) -> Vec<(&str, usize)> {
        let mut callers = BTreeMap::new();
        for call in self.calls.iter().filter(|call| call.is_cached && call.cause == "authorizer_policy_deny")
        {
            *callers.entry(&*call.principal).or_default() += 1;
        }
        spread(callers.into_iter().collect(), n)
    }
}

impl Call {
    fn read(line: &str) -> Option<Self> {
        let mut fields = line.split(',');
        let mut next = || fields.next();
        let (request_id, api, stage, started_at) = (next()?, next()?, next()?, next()?.parse::<i64>().ok()?);
        let (n_lines, status, cause, _deny) =
            (next()?.parse().ok()?, next()?.parse().ok()?, next()?, next()?);
        Some(Self {
            request_id: request_id.to_owned(),
            stage: format!("{api}/{stage}"),
            minute: started_at.div_euclid(60_000),
            n_lines,
            status,
            cause: cause.to_owned(),
            is_cached: next()? == "cached",
            principal: next()?.to_owned(),
        })
    }
}

/// So many of them, as far apart as can be.
fn spread<T>(all: Vec<T>, n: usize) -> Vec<T> {
    let step = (all.len() / n.max(1)).max(1);
    all.into_iter().step_by(step).take(n).collect()
}
