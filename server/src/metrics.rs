//! What this process counts of itself, for who watches it: as text for Prometheus.
//!
//! Labels have few values, and none of them is anybody's text: kinds, ids of sources, patterns of routes, statuses. What any server
//! may have done is not counted here but read from the database when it is asked for ([`Now`]).

use std::{fmt, sync::Arc, time::Duration};

use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue, text},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
        info::Info,
    },
    registry::{Registry, Unit},
};

use crate::storage::requests::engine_version;

/// What brings events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, EncodeLabelValue)]
pub enum Way {
    /// Files that are sent or read.
    #[default]
    File,
    /// The sample investigation.
    Sample,
    /// Log groups that we read.
    Pull,
    /// What is sent to us.
    Push,
}

/// What came by one way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Came {
    /// Bytes: of files as they came, else of messages as they are kept.
    pub n_bytes: u64,
    /// Events.
    pub n_events: u64,
    /// Lines whose shape is not known.
    pub n_unknown_lines: u64,
    /// Requests that were not stored before.
    pub n_new_requests: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfWay {
    way: Way,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfOutcome {
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfAnswer {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRoute {
    method: &'static str,
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfSource {
    source: i64,
    way: Way,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfState {
    state: &'static str,
}

type Spans<Labels> = Family<Labels, Histogram, fn() -> Histogram>;

/// The counters of this process, shared.
#[derive(Clone)]
pub struct Metrics(Arc<Counters>);

struct Counters {
    registry: Registry,
    bytes: Family<OfWay, Counter>,
    events: Family<OfWay, Counter>,
    unknown_lines: Family<OfWay, Counter>,
    requests: Family<OfWay, Counter>,
    portions: Histogram,
    pushes: Family<OfOutcome, Counter>,
    answers: Family<OfAnswer, Counter>,
    answering: Spans<OfRoute>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("why403");
        let build = Info::new(vec![
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("engine_version", engine_version().to_string()),
        ]);
        registry.register("build", "What runs here", build);
        let counters = Counters {
            bytes: Family::default(),
            events: Family::default(),
            unknown_lines: Family::default(),
            requests: Family::default(),
            portions: Histogram::new(exponential_buckets(0.005, 2.0, 14)),
            pushes: Family::default(),
            answers: Family::default(),
            answering: Spans::new_with_constructor(|| Histogram::new(exponential_buckets(0.001, 4.0, 8))),
            registry: Registry::default(),
        };
        let ingest = registry.sub_registry_with_prefix("ingest");
        ingest.register_with_unit(
            "read",
            "What came: of files as they came, else of messages as they are kept",
            Unit::Bytes,
            counters.bytes.clone(),
        );
        ingest.register("events", "Log events that came", counters.events.clone());
        ingest.register(
            "unknown_lines",
            "Lines whose shape is not known, which are kept",
            counters.unknown_lines.clone(),
        );
        ingest.register("requests", "Requests that were not stored before", counters.requests.clone());
        ingest.register_with_unit(
            "portion",
            "How long a portion took from being judged to being stored",
            Unit::Seconds,
            counters.portions.clone(),
        );
        registry.register("pushes", "Deliveries that were sent to us", counters.pushes.clone());
        let http = registry.sub_registry_with_prefix("http");
        http.register(
            "requests",
            "Requests to this server, by the pattern of their route",
            counters.answers.clone(),
        );
        http.register_with_unit(
            "request_duration",
            "How long until the answer began",
            Unit::Seconds,
            counters.answering.clone(),
        );
        Self(Arc::new(Counters { registry, ..counters }))
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    /// Counts what came.
    pub fn came(&self, way: Way, came: Came) {
        let of = OfWay { way };
        self.0.bytes.get_or_create(&of).inc_by(came.n_bytes);
        self.0.events.get_or_create(&of).inc_by(came.n_events);
        self.0.unknown_lines.get_or_create(&of).inc_by(came.n_unknown_lines);
        self.0.requests.get_or_create(&of).inc_by(came.n_new_requests);
    }

    /// A portion was stored, in so long.
    pub fn stored_a_portion(&self, took: Duration) {
        self.0.portions.observe(took.as_secs_f64());
    }

    /// Somebody sent us something, and it ended so.
    pub fn was_sent(&self, outcome: &'static str) {
        self.0.pushes.get_or_create(&OfOutcome { outcome }).inc();
    }

    /// A request was answered.
    pub fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let method = known_method(method);
        let route = route.to_owned();
        let of = OfRoute { method, route: route.clone() };
        self.0.answering.get_or_create(&of).observe(took.as_secs_f64());
        self.0.answers.get_or_create(&OfAnswer { method, route, status }).inc();
    }

    /// All of it as text, with what holds in this moment.
    pub fn text(&self, now: &Now) -> Result<String, fmt::Error> {
        let mut told = String::new();
        text::encode_registry(&mut told, &self.0.registry)?;
        text::encode_registry(&mut told, &now.registry())?;
        text::encode_eof(&mut told)?;
        Ok(told)
    }
}

/// A client may name any method, and would make a series of each.
fn known_method(method: &str) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("other")
}

/// What holds in the moment in which somebody asks.
#[derive(Debug, Default)]
pub struct Now {
    /// Connections to the database that work, and that wait for work.
    pub busy_connections: u32,
    /// Connections that wait for work.
    pub idle_connections: u32,
    /// As many connections there may be.
    pub most_connections: u32,
    /// What the database tells; `None` when it does not answer.
    pub stored: Option<Stored>,
}

/// What the database tells of all servers' work.
#[derive(Debug, Default)]
pub struct Stored {
    /// Jobs that wait, or are worked on.
    pub n_jobs: i64,
    /// How each source is.
    pub sources: Vec<SourceNow>,
}

/// How a source is.
#[derive(Debug, Clone, Copy)]
pub struct SourceNow {
    /// Its id.
    pub source_id: i64,
    /// Whether it is read by us, or sends.
    pub way: Way,
    /// Whether it rests.
    pub is_paused: bool,
    /// How many times it went wrong, one after the other.
    pub n_failures: i64,
    /// How far what is stored is behind, in seconds; `None` for what is sent.
    pub lag_seconds: Option<f64>,
    /// How long ago it last answered or sent.
    pub silent_seconds: Option<f64>,
}

#[expect(clippy::cast_precision_loss, reason = "counts of what a person set up are small")]
impl Now {
    fn registry(&self) -> Registry {
        let mut registry = Registry::with_prefix("why403");
        let connections: Family<OfState, Gauge> = Family::default();
        for (state, n) in [
            ("busy", self.busy_connections),
            ("idle", self.idle_connections),
            ("most", self.most_connections),
        ] {
            connections.get_or_create(&OfState { state }).set(i64::from(n));
        }
        let database = registry.sub_registry_with_prefix("database");
        database.register("connections", "Connections of this server's pool", connections);
        let is_up: Gauge = Gauge::default();
        is_up.set(i64::from(self.stored.is_some()));
        database.register("up", "Whether the database answers", is_up);
        let Some(stored) = &self.stored else { return registry };
        let jobs: Gauge = Gauge::default();
        jobs.set(stored.n_jobs);
        registry.register("jobs", "Work that waits or is done in the background, of all servers", jobs);
        let gauge = |of: fn(&SourceNow) -> Option<f64>| {
            let family: Family<OfSource, Gauge<f64, std::sync::atomic::AtomicU64>> = Family::default();
            for source in &stored.sources {
                if let Some(value) = of(source) {
                    let labels = OfSource { source: source.source_id, way: source.way };
                    family.get_or_create(&labels).set(value);
                }
            }
            family
        };
        let sources = registry.sub_registry_with_prefix("source");
        sources.register_with_unit(
            "lag",
            "How far what is stored of a log group is behind",
            Unit::Seconds,
            gauge(|source| source.lag_seconds),
        );
        sources.register_with_unit(
            "since_success",
            "How long ago a source last answered or sent",
            Unit::Seconds,
            gauge(|source| source.silent_seconds),
        );
        sources.register(
            "failures",
            "How many times it went wrong, one after the other",
            gauge(|source| Some(source.n_failures as f64)),
        );
        sources.register(
            "paused",
            "Whether it rests",
            gauge(|source| Some(f64::from(u8::from(source.is_paused)))),
        );
        registry
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Came, Metrics, Now, Way};

    #[test]
    fn what_was_counted_is_told_line_by_line() {
        let metrics = Metrics::default();
        metrics.came(Way::File, Came { n_bytes: 10, n_events: 3, n_unknown_lines: 1, n_new_requests: 1 });
        metrics.answered("BREW", "/requests/{reference}", 200, Duration::from_millis(2));
        let told = metrics.text(&Now::default()).unwrap();
        for line in [
            "why403_ingest_read_bytes_total{way=\"File\"} 10",
            "why403_ingest_events_total{way=\"File\"} 3",
            "why403_ingest_unknown_lines_total{way=\"File\"} 1",
            "why403_http_requests_total{method=\"other\",route=\"/requests/{reference}\",status=\"200\"} 1",
            "why403_database_up 0",
            "# EOF",
        ] {
            assert!(told.lines().any(|told| told == line), "{line} is not in\n{told}");
        }
    }
}
