//! What is kept of the sample, and a line that nobody understood.

use app::pages::{
    storage::data::{About, Day, Job, StoragePage},
    unknown_lines::data::{UnknownLine, UnknownLinesPage, UnknownLinesQuery},
};

use super::now;

pub(crate) fn storage() -> StoragePage {
    StoragePage {
        days: vec![
            Day { date: Some("2026-08-01".into()), n_requests: 41_203, n_bytes: 5_500_000 },
            Day { date: None, n_requests: 2, n_bytes: 90_000 },
        ],
        n_bytes: 14_000_000,
        retention_days: Some(30),
        next_to_go: Some(("2026-08-01".into(), now())),
        dictionary_id: 1,
        engine_version: 7,
        jobs: vec![
            Job {
                about: About::Stage { api_id: "a1b2c3d4e5".into(), stage: "<b>prod".into() },
                n_done: Some(1_000),
                n_all: 4_000,
                n_failures: 0,
            },
            Job {
                about: About::Configuration { api_id: "a1b2c3d4e5".into() },
                n_done: None,
                n_all: 9,
                n_failures: 0,
            },
            Job { about: About::OlderEngine, n_done: None, n_all: 41_205, n_failures: 2 },
        ],
        n_unknown_lines: 14,
    }
}

pub(crate) fn unknown_lines(query: &UnknownLinesQuery) -> UnknownLinesPage {
    UnknownLinesPage {
        query: query.clone(),
        of: query.import.map(|_| "a.json, b.json, c.json, d.json".into()),
        lines: vec![UnknownLine {
            at: Some(now()),
            line: "Gremlins in <b>the</b> machine".into(),
            import: Some((1, "a.json".into())),
            source: None,
        }],
        older: Some(4711),
        samples: Vec::new(),
    }
}
