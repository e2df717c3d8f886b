//! What the engine says beside the truth.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use crate::{
    judge::Verdict,
    traffic::{Traffic, export::Export, truth::Truth},
};

/// The count over all worlds.
#[derive(Default)]
pub(crate) struct Score {
    n_calls: usize,
    n_told: usize,
    n_right: usize,
    /// The truth's cause and the engine's, where they differ and the cause can be told.
    confusion: BTreeMap<(&'static str, String), usize>,
    /// Values of `proved` verdicts that are wrong: which, and how often.
    wrong: BTreeMap<String, usize>,
    /// The first of each kind.
    samples: BTreeMap<String, String>,
    /// How often a value that can be told is stated, and rightly.
    values: BTreeMap<&'static str, [usize; 3]>,
}

impl Score {
    /// Whether the aims are met.
    pub(crate) fn is_good(&self) -> bool {
        self.wrong.is_empty() && self.n_right * 1000 >= self.n_told * 999
    }

    /// Counts the verdicts of one world.
    pub(crate) fn take(&mut self, seed: u64, traffic: &Traffic, export: &Export, verdicts: &[Verdict]) {
        let world =
            format!("seed {seed}, {export:?}, configuration {}", traffic.world.is_configuration_known);
        let index = Index::of(verdicts);
        for (call, truth) in traffic.truths.iter().enumerate() {
            let verdict = index.find(truth);
            let sample = || format!("{world}\n  {truth:?}\n  {verdict:?}\n{}", lines_of(traffic, call));
            self.n_calls += 1;
            let is_told_by_access = truth.told.is_told_by_access
                && (traffic.world.is_configuration_known || !truth.told.is_format_own);
            if !truth.told.is_mixed_up && (truth.told.is_told_by_execution || is_told_by_access) {
                self.count_cause(truth, verdict, sample);
            }
            if let Some(verdict) = verdict {
                self.count_values(truth, verdict, traffic.world.is_configuration_known);
                self.count_wrong(truth, verdict, sample);
            }
        }
    }

    fn count_cause(&mut self, truth: &Truth, verdict: Option<&Verdict>, sample: impl Fn() -> String) {
        let found = verdict.map_or("no request", |verdict| verdict.cause);
        self.n_told += 1;
        self.n_right += usize::from(found == truth.cause);
        if found != truth.cause {
            *self.confusion.entry((truth.cause, found.to_owned())).or_default() += 1;
            self.samples.entry(format!("{found} for {}", truth.cause)).or_insert_with(sample);
        }
    }

    fn count_wrong(&mut self, truth: &Truth, verdict: &Verdict, sample: impl Fn() -> String) {
        for (what, is_wrong) in wrong_values(truth, verdict) {
            if is_wrong {
                let mixed_up =
                    if truth.told.is_mixed_up { " of calls that overlap under one id" } else { "" };
                let kind = format!("{} {what} of {}{mixed_up}", verdict.grade, truth.cause);
                if verdict.grade == "proved" {
                    *self.wrong.entry(kind.clone()).or_default() += 1;
                }
                self.samples.entry(kind).or_insert_with(&sample);
            }
        }
    }

    /// Counts what is stated of the values beside the cause, whatever the grade.
    fn count_values(&mut self, truth: &Truth, verdict: &Verdict, is_configured: bool) {
        let mut add = |name, is_stated: bool, is_right: bool| {
            let [n, stated, right] = self.values.entry(name).or_default();
            *n += 1;
            *stated += usize::from(is_stated);
            *right += usize::from(is_stated && is_right);
        };
        if truth.told.policy_origin {
            let is_stated = verdict.policy_origin.is_some_and(|origin| origin != "unknown");
            add("origin, data trace", is_stated, verdict.policy_origin == truth.policy_origin);
            if truth.policy_origin == Some("cached") {
                let name = if is_configured { "filled by, configured" } else { "filled by" };
                add(name, verdict.filled_by.is_some(), verdict.filled_by == truth.filled_by);
            }
        } else if truth.policy_origin.is_some() {
            let is_stated = verdict.policy_origin.is_some_and(|origin| origin != "unknown");
            add("origin, no data trace", is_stated, verdict.policy_origin == truth.policy_origin);
        }
        if truth.deny.is_some() {
            let is_stated = verdict.deny.is_some_and(|deny| deny != "unknown");
            add("deny", is_stated, verdict.deny == truth.deny);
            add("statement", verdict.statement.is_some(), verdict.statement == truth.statement);
        }
        if truth.heals_at.is_some() && verdict.filled_by.is_some() {
            let name = if is_configured { "heals at, configured" } else { "heals at" };
            add(name, verdict.heals_at.is_some(), verdict.heals_at == truth.heals_at);
        }
        add("method", verdict.method.is_some(), verdict.method.as_deref() == Some(&truth.method));
        add("path", verdict.path.is_some(), verdict.path.as_deref() == Some(&truth.path));
        add("status", verdict.status.is_some(), verdict.status == Some(truth.status));
    }
}

/// The lines of a call, each as far as it helps.
fn lines_of(traffic: &Traffic, call: usize) -> String {
    let lines = traffic.lines.iter().filter(|line| line.call == call);
    lines.fold(String::new(), |text, line| {
        let start: String = line.message.chars().take(200).collect();
        format!("{text}    {} {start}\n", line.at)
    })
}

/// Which values a verdict states wrongly.
fn wrong_values(truth: &Truth, verdict: &Verdict) -> [(&'static str, bool); 9] {
    let differs = |stated: Option<&str>, truth: Option<&str>| {
        stated.is_some_and(|stated| stated != "unknown" && Some(stated) != truth)
    };
    // `unauthorized` says that it cannot be told which of the two it is: that is no lie of either.
    let is_coarse = verdict.cause == "unauthorized"
        && matches!(truth.cause, "identity_rejected" | "authorizer_raised_unauthorized");
    [
        ("cause", verdict.cause != "unknown" && verdict.cause != truth.cause && !is_coarse),
        ("deny", differs(verdict.deny, truth.deny)),
        ("policy_origin", differs(verdict.policy_origin, truth.policy_origin)),
        ("filled_by", differs(verdict.filled_by.as_deref(), truth.filled_by.as_deref())),
        ("method", differs(verdict.method.as_deref(), Some(&truth.method))),
        ("path", differs(verdict.path.as_deref(), Some(&truth.path))),
        ("status", verdict.status.is_some_and(|status| status != truth.status)),
        ("statement", verdict.statement.is_some() && verdict.statement != truth.statement),
        ("heals_at", verdict.heals_at.is_some() && verdict.heals_at != truth.heals_at),
    ]
}

/// What turned from one proof into another between two verdicts of one call; `None` when nothing did.
pub(crate) fn turned(before: &Verdict, later: &Verdict) -> Option<&'static str> {
    if before.grade != "proved" || later.grade != "proved" {
        return None;
    }
    let both = |before: Option<&str>, later: Option<&str>| {
        before
            .zip(later)
            .is_some_and(|(before, later)| before != "unknown" && later != "unknown" && before != later)
    };
    // What cannot be told which of two may become one of them, and what is unknown anything.
    let is_open = matches!(before.cause, "unauthorized" | "unknown");
    let turned = [
        ("cause", !is_open && before.cause != later.cause),
        ("deny", both(before.deny, later.deny)),
        ("policy_origin", both(before.policy_origin, later.policy_origin)),
        ("filled_by", both(before.filled_by.as_deref(), later.filled_by.as_deref())),
        ("method", both(before.method.as_deref(), later.method.as_deref())),
        ("path", both(before.path.as_deref(), later.path.as_deref())),
        ("status", before.status.zip(later.status).is_some_and(|(before, later)| before != later)),
    ];
    turned.iter().find(|(_, is)| *is).map(|(what, _)| *what)
}

/// Verdicts by their ids.
struct Index<'a> {
    by_extended_id: HashMap<&'a str, &'a Verdict>,
    by_request_id: HashMap<&'a str, Vec<&'a Verdict>>,
}

impl<'a> Index<'a> {
    fn of(verdicts: &'a [Verdict]) -> Self {
        let mut index = Self { by_extended_id: HashMap::new(), by_request_id: HashMap::new() };
        for verdict in verdicts {
            if let Some(id) = &verdict.extended_id {
                index.by_extended_id.insert(id, verdict);
            }
            if let Some(id) = &verdict.request_id {
                index.by_request_id.entry(id).or_default().push(verdict);
            }
        }
        index
    }

    /// What was said of a call: by the id that no client can choose, else by the other and the time.
    fn find(&self, truth: &Truth) -> Option<&'a Verdict> {
        self.by_extended_id.get(truth.extended_id.as_str()).copied().or_else(|| {
            let same = self.by_request_id.get(truth.request_id.as_str())?;
            let without = same.iter().copied().filter(|verdict| verdict.extended_id.is_none());
            without.min_by_key(|verdict| verdict.started_at.map(|at| (at - truth.started_at).abs()))
        })
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { n_calls, n_told, n_right, .. } = self;
        writeln!(f, "\n{n_calls} calls; of {n_told} whose cause can be told, {n_right} right")?;
        for ((truth, found), n) in &self.confusion {
            writeln!(f, "  {n:>6} × {truth} → {found}")?;
        }
        writeln!(f, "wrong in verdicts of grade proved:")?;
        for (what, n) in &self.wrong {
            writeln!(f, "  {n:>6} × {what}")?;
        }
        writeln!(f, "of values: calls, stated, right")?;
        for (name, [n, stated, right]) in &self.values {
            writeln!(f, "  {name:<24} {n:>7} {stated:>7} {right:>7}")?;
        }
        for (kind, sample) in &self.samples {
            writeln!(f, "{kind}: {sample}")?;
        }
        Ok(())
    }
}
