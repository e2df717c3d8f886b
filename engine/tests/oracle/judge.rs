//! Files → what the engine says of each call.

use engine::{
    configuration::Configuration,
    diagnose_with,
    diagnosis::Diagnosis,
    investigation::{Explained, Investigation},
    log::{Event, Export as Read, Intake, Reader},
    record::Record,
    request::{Request, assemble_exports},
};

use crate::traffic::{
    Traffic, bundle,
    export::{Export, Order},
};

/// What the engine says of one call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Verdict {
    pub(crate) started_at: Option<i64>,
    pub(crate) request_id: Option<String>,
    pub(crate) extended_id: Option<String>,
    pub(crate) method: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) cause: &'static str,
    pub(crate) deny: Option<&'static str>,
    pub(crate) policy_origin: Option<&'static str>,
    pub(crate) grade: &'static str,
    pub(crate) filled_by: Option<String>,
    pub(crate) heals_at: Option<i64>,
    pub(crate) principal: Option<String>,
    pub(crate) statement: Option<u32>,
}

/// Reads the files of an export and says what is said of each call; in one pass, as `why403 diagnose` does, where the order of the
/// lines allows it.
pub(crate) fn judge(traffic: &Traffic, export: &Export, seed: u64) -> Vec<Verdict> {
    let files = export.files(traffic, seed);
    if files.len() > 1 || export.order == Order::Streams {
        return judge_whole(traffic, export, &files);
    }
    let configuration = configuration(traffic);
    let intake = Intake { is_brief: true, ..Intake::of(&configuration) };
    let mut investigation = Investigation::new(configuration);
    let mut explained = Vec::new();
    let mut take = |events: Vec<Event>| {
        for event in events {
            investigation.take(event);
        }
        explained.extend(investigation.ready());
    };
    for file in files {
        let left = read(traffic, export, &file, &intake, |reader| take(reader.drain()));
        take(left.events);
    }
    let (left, _) = investigation.finish();
    explained.extend(left);
    verdicts(&explained)
}

/// The same of files that are given by the places of their lines, all of them before anything is said.
pub(crate) fn judge_whole(traffic: &Traffic, export: &Export, files: &[Vec<usize>]) -> Vec<Verdict> {
    let configuration = configuration(traffic);
    let intake = Intake::of(&configuration);
    let read = files.iter().map(|file| read(traffic, export, file, &intake, |_| ())).collect();
    let requests = assemble_exports(read).requests;
    let diagnoses = diagnose_with(&requests, &configuration);
    verdicts(&requests.into_iter().zip(diagnoses).collect())
}

fn configuration(traffic: &Traffic) -> Configuration {
    let mut configuration = Configuration::default();
    if traffic.world.is_configuration_known {
        for api in &traffic.world.apis {
            configuration.read(&bundle::of(api).to_string()).unwrap();
        }
    }
    configuration
}

/// Reads one file; `between` is what is done behind every piece.
fn read(
    traffic: &Traffic,
    export: &Export,
    file: &[usize],
    intake: &Intake,
    mut between: impl FnMut(&mut Reader),
) -> Read {
    let mut reader = Reader::with(intake.clone());
    export.write(traffic, file, |piece| {
        reader.feed(piece.as_bytes()).unwrap();
        between(&mut reader);
    });
    match reader.finish() {
        Ok(export) => export,
        Err(why) => {
            // A file of nothing but access lines in a format of the owner's is no log, to who does not know the format.
            let is_foreign = file.iter().all(|&place| !traffic.lines[place].message.starts_with('('));
            assert!(is_foreign && !traffic.world.is_configuration_known, "{why}");
            Read::default()
        }
    }
}

fn verdicts(explained: &Explained) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> =
        explained.iter().map(|(request, diagnosis)| verdict(request, diagnosis)).collect();
    verdicts.sort();
    verdicts
}

fn verdict(request: &Request, diagnosis: &Diagnosis) -> Verdict {
    let record = Record::of(request, diagnosis);
    Verdict {
        started_at: record.started_at.map(engine::time::Instant::millis),
        request_id: record.request_id.map(ToString::to_string),
        extended_id: record.extended_request_id.map(ToString::to_string),
        method: record.method.map(str::to_owned),
        path: record.path.map(str::to_owned),
        status: record.status,
        cause: record.cause.id(),
        deny: record.deny.map(engine::diagnosis::Deny::id),
        policy_origin: record.policy_origin.map(engine::diagnosis::PolicyOrigin::id),
        grade: record.grade.id(),
        filled_by: record.filled_by.map(ToString::to_string),
        heals_at: record.heals_at.map(engine::time::Instant::millis),
        principal: record.principal.map(str::to_owned),
        statement: record.statement,
    }
}
