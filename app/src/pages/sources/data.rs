//! All that the page of sources shows: what each reads, how far it is, what it brought and what went wrong. What follows from it,
//! its state and its gaps, is worked out here.

use engine::time::Instant;
use serde::{Deserialize, Serialize};

/// How every execution log group's name begins.
const EXECUTION: &str = "API-Gateway-Execution-Logs_";

/// The sources, and the moment at which they were looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcesPage {
    /// The moment.
    pub now: Instant,
    /// In the order in which they were added.
    pub sources: Vec<Source>,
}

/// One source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its id.
    pub source_id: i64,
    /// What people call it.
    pub name: String,
    /// Where its events come from.
    pub kind: SourceKind,
    /// When it was added.
    pub created_at: Instant,
    /// Since when it rests.
    pub paused_at: Option<Instant>,
    /// Log events that it brought.
    pub n_events: i64,
    /// Requests that were not stored before.
    pub n_requests: i64,
    /// Deliveries that were sent to us, those that came again included.
    pub n_deliveries: i64,
    /// Deliveries that had come before.
    pub n_repeated: i64,
    /// When the latest of its events happened.
    pub last_event_at: Option<Instant>,
    /// When it last answered, or sent.
    pub last_answer_at: Option<Instant>,
    /// What went wrong at the last try.
    pub problem: Option<Problem>,
    /// Stretches of time that are read, were read, or should have been.
    pub pulls: Vec<Pull>,
    /// The least rights with which it can be read; of what is sent to us there is none.
    pub policy: Option<String>,
}

/// Where events come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SourceKind {
    /// We read a log group.
    Cloudwatch(LogGroup),
    /// We ask how APIs are configured.
    Configurations(Configurations),
    /// Firehose or a Lambda function sends to us.
    Push,
}

/// A log group and the way to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogGroup {
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: String,
    /// The role that is taken on to read it.
    pub role_arn: Option<String>,
    /// Where AWS is asked, if not at its usual address.
    pub endpoint_url: Option<String>,
}

/// APIs whose configuration is asked for again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configurations {
    /// Their ids; none: all of the region.
    pub api_ids: Vec<String>,
    /// How often, in milliseconds.
    pub every_millis: i64,
    /// The region.
    pub region: String,
    /// The role that is taken on.
    pub role_arn: Option<String>,
    /// Where AWS is asked, if not at its usual address.
    pub endpoint_url: Option<String>,
    /// APIs that were described the last time.
    pub n_apis: i64,
    /// Configurations that were not known before.
    pub n_snapshots: i64,
    /// What could not be read then, each with why.
    pub missing: Vec<(String, String)>,
    /// When they are asked for next; `None`: at once.
    pub next_at: Option<Instant>,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// In words, with what to do.
    pub text: String,
    /// When, last.
    pub at: Instant,
    /// How many times, one after the other.
    pub n_failures: i64,
}

/// A stretch of a log group's time: the live one has no end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pull {
    /// Its id.
    pub pull_id: i64,
    /// Where it begins.
    pub from: Instant,
    /// Where it ends; `None`: it follows the log.
    pub until: Option<Instant>,
    /// Everything before this moment is stored.
    pub read_until: Instant,
    /// Log events that it brought.
    pub n_events: i64,
    /// When it came to its end.
    pub finished_at: Option<Instant>,
    /// When somebody stopped it.
    pub cancelled_at: Option<Instant>,
}

/// How a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Somebody paused it.
    Paused,
    /// The last try went wrong.
    Failing,
    /// Nothing went wrong, and nothing has come.
    Waiting,
    /// It brings what there is.
    Live,
    /// It reads what is older than it should be.
    Behind,
}

impl State {
    /// The id in the page.
    pub fn id(self) -> &'static str {
        match self {
            Self::Paused => "paused",
            Self::Failing => "failing",
            Self::Waiting => "waiting",
            Self::Live => "live",
            Self::Behind => "behind",
        }
    }
}

/// What a source can give evidence of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// An execution log: the cause, and whether a policy was cached.
    Execution,
    /// An access log: the phase that refused when it has the fields of each phase, otherwise counts.
    Access,
    /// What the sender takes from.
    Either,
    /// How APIs are configured.
    Configuration,
}

impl Evidence {
    /// What the log group of this name gives.
    pub fn of_group(name: &str) -> Self {
        if name.starts_with(EXECUTION) { Self::Execution } else { Self::Access }
    }

    /// The id in the page.
    pub fn id(self) -> &'static str {
        match self {
            Self::Execution => "execution",
            Self::Access => "access",
            Self::Either => "either",
            Self::Configuration => "configuration",
        }
    }
}

/// How far behind a source may be and still be called live.
const LIVE_MILLIS: i64 = 10 * 60_000;
/// What lies between two stretches that are this near to one another is no gap.
const TOUCHING_MILLIS: i64 = 1_000;

impl Source {
    /// How it is at this moment.
    pub fn state(&self, now: Instant) -> State {
        if self.paused_at.is_some() {
            State::Paused
        } else if self.problem.is_some() {
            State::Failing
        } else if !self.has_brought() {
            State::Waiting
        } else if self.behind(now).is_some_and(|millis| millis > LIVE_MILLIS + self.rhythm()) {
            State::Behind
        } else {
            State::Live
        }
    }

    fn has_brought(&self) -> bool {
        match &self.kind {
            SourceKind::Configurations(_) => self.last_answer_at.is_some(),
            SourceKind::Cloudwatch(_) | SourceKind::Push => self.n_events > 0,
        }
    }

    /// How long nothing is asked between two times.
    fn rhythm(&self) -> i64 {
        match &self.kind {
            SourceKind::Configurations(asked) => asked.every_millis,
            SourceKind::Cloudwatch(_) | SourceKind::Push => 0,
        }
    }

    /// How far, in milliseconds, what is stored lies behind; of what is sent to us nobody knows.
    pub fn behind(&self, now: Instant) -> Option<i64> {
        self.live().map(|live| now.since(live.read_until).max(0))
    }

    /// The stretch that follows the log.
    pub fn live(&self) -> Option<&Pull> {
        self.pulls.iter().find(|pull| pull.until.is_none())
    }

    /// Stretches of the past that somebody asked for, the latest first.
    pub fn backfills(&self) -> impl Iterator<Item = &Pull> {
        self.pulls.iter().rev().filter(|pull| pull.until.is_some())
    }

    /// What it can give evidence of.
    pub fn evidence(&self) -> Evidence {
        match &self.kind {
            SourceKind::Cloudwatch(group) => Evidence::of_group(&group.name),
            SourceKind::Push => Evidence::Either,
            SourceKind::Configurations(_) => Evidence::Configuration,
        }
    }

    /// The API and stage whose execution log it reads, when calls came from there.
    pub fn stage(&self) -> Option<(&str, &str)> {
        match &self.kind {
            SourceKind::Cloudwatch(group) if self.n_requests > 0 => {
                group.name.strip_prefix(EXECUTION)?.split_once('/')
            }
            _ => None,
        }
    }

    /// Since when there are events; `None` when nothing is read yet.
    pub fn covered_since(&self) -> Option<Instant> {
        self.covered().first().map(|(from, _)| *from)
    }

    /// Stretches between those that are read, or are being read, from which nothing was taken.
    pub fn gaps(&self) -> Vec<(Instant, Instant)> {
        let covered = self.covered();
        let mut gaps = Vec::new();
        let mut reached: Option<Instant> = None;
        for (from, until) in covered {
            if let Some(reached) = reached
                && from.since(reached) > TOUCHING_MILLIS
            {
                gaps.push((reached, from));
            }
            reached = Some(reached.map_or(until, |reached| reached.max(until)));
        }
        gaps
    }

    /// What is read or being read, by its beginning.
    fn covered(&self) -> Vec<(Instant, Instant)> {
        let mut covered: Vec<_> = self
            .pulls
            .iter()
            .map(|pull| (pull.from, pull.covers_until()))
            .filter(|(from, until)| until > from)
            .collect();
        covered.sort_unstable();
        covered
    }
}

impl Pull {
    /// Whether it goes on.
    pub fn is_open(&self) -> bool {
        self.finished_at.is_none() && self.cancelled_at.is_none()
    }

    /// How much of it is read, in hundredths.
    pub fn percent(&self) -> i64 {
        let Some(until) = self.until else { return 0 };
        if self.finished_at.is_some() {
            return 100;
        }
        let whole = until.since(self.from).max(1);
        (100 * self.read_until.since(self.from) / whole).clamp(0, 100)
    }

    fn covers_until(&self) -> Instant {
        match self.until {
            Some(until) if self.cancelled_at.is_none() => until,
            _ => self.read_until,
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::time::Instant;

    use super::{Evidence, LogGroup, Problem, Pull, Source, SourceKind, State};

    fn at(time: &str) -> Instant {
        Instant::parse(&format!("2026-08-01T{time}Z")).unwrap()
    }

    fn pull(from: &str, until: Option<&str>, read_until: &str) -> Pull {
        Pull {
            pull_id: 1,
            from: at(from),
            until: until.map(at),
            read_until: at(read_until),
            n_events: 0,
            finished_at: None,
            cancelled_at: None,
        }
    }

    fn source(pulls: Vec<Pull>) -> Source {
        Source {
            source_id: 1,
            name: "orders".into(),
            kind: SourceKind::Cloudwatch(LogGroup {
                name: "API-Gateway-Execution-Logs_a1b2c3d4e5/prod".into(),
                region: "eu-central-1".into(),
                role_arn: None,
                endpoint_url: None,
            }),
            created_at: at("12:00:00"),
            paused_at: None,
            n_events: 1,
            n_requests: 1,
            n_deliveries: 0,
            n_repeated: 0,
            last_event_at: None,
            last_answer_at: None,
            problem: None,
            pulls,
            policy: None,
        }
    }

    #[test]
    fn what_is_worst_is_the_state() {
        let mut one = source(vec![pull("12:00:00", None, "13:59:52")]);
        let now = at("14:00:00");
        assert_eq!((one.state(now), one.behind(now)), (State::Live, Some(8_000)));
        assert_eq!(one.state(at("14:30:00")), State::Behind);
        one.n_events = 0;
        assert_eq!(one.state(now), State::Waiting);
        one.problem = Some(Problem { text: "no right".into(), at: now, n_failures: 3 });
        assert_eq!(one.state(now), State::Failing);
        one.paused_at = Some(now);
        assert_eq!(one.state(now), State::Paused);
    }

    #[test]
    fn a_gap_is_what_nobody_reads() {
        let live = pull("12:00:00", None, "14:00:00");
        assert_eq!(source(vec![live.clone()]).gaps(), []);
        // What is being read is no gap.
        let open = pull("10:00:00", Some("12:00:00"), "10:30:00");
        assert_eq!(source(vec![live.clone(), open.clone()]).gaps(), []);
        let mut stopped = open;
        stopped.cancelled_at = Some(at("14:00:00"));
        let gap = (at("10:30:00"), at("12:00:00"));
        assert_eq!(source(vec![live.clone(), stopped.clone()]).gaps(), [gap]);
        // Another one may fill it.
        let filling = pull("10:20:00", Some("12:00:00"), "10:20:00");
        let all = source(vec![live, stopped, filling]);
        assert_eq!((all.gaps(), all.covered_since()), (vec![], Some(at("10:00:00"))));
    }

    #[test]
    fn progress_is_told_in_hundredths() {
        let mut half = pull("10:00:00", Some("12:00:00"), "11:00:00");
        assert_eq!(half.percent(), 50);
        half.read_until = at("13:00:00");
        assert_eq!(half.percent(), 100);
        assert_eq!(pull("10:00:00", Some("10:00:00"), "10:00:00").percent(), 0);
    }

    #[test]
    fn the_name_of_a_log_group_says_what_it_gives() {
        assert_eq!(Evidence::of_group("API-Gateway-Execution-Logs_a1b2c3d4e5/prod"), Evidence::Execution);
        assert_eq!(Evidence::of_group("/aws/apigateway/orders-access"), Evidence::Access);
    }
}
