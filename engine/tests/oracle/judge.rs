//! Files → what the engine says of each call.

use engine::{
    configuration::Configuration,
    diagnose,
    log::{Export as Read, Reader},
    record::Record,
    request::assemble_exports,
};

use crate::traffic::{Traffic, bundle, export::Export};

/// What the engine says of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) request_id: Option<String>,
    pub(crate) extended_id: Option<String>,
    pub(crate) started_at: Option<i64>,
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

/// Reads the files of an export and says of each call what the engine says.
pub(crate) fn judge(
    traffic: &Traffic,
    export: &Export,
    seed: u64,
    knows_configuration: bool,
) -> Vec<Verdict> {
    let mut configuration = Configuration::default();
    if knows_configuration {
        for api in &traffic.world.apis {
            configuration.read(&bundle::of(api).to_string()).unwrap();
        }
    }
    let mut read = Vec::new();
    for file in export.files(traffic, seed) {
        let mut reader = Reader::new();
        export.write(traffic, &file, |piece| reader.feed(piece.as_bytes()).unwrap());
        match reader.finish() {
            Ok(export) => read.push(export),
            // A file of nothing but access lines in a format of the owner's is no log, to who does not know the format.
            Err(why) => assert!(is_of_access_lines(traffic, &file), "{why}"),
        }
    }
    verdicts(read)
}

fn is_of_access_lines(traffic: &Traffic, file: &[usize]) -> bool {
    file.iter().all(|&place| !traffic.lines[place].message.starts_with('('))
}

fn verdicts(read: Vec<Read>) -> Vec<Verdict> {
    let requests = assemble_exports(read).requests;
    let diagnoses = diagnose(&requests);
    let records = requests.iter().zip(&diagnoses).map(|(request, diagnosis)| Record::of(request, diagnosis));
    records
        .map(|record| Verdict {
            request_id: record.request_id.map(ToString::to_string),
            extended_id: record.extended_request_id.map(ToString::to_string),
            started_at: record.started_at.map(engine::time::Instant::millis),
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
        })
        .collect()
}
