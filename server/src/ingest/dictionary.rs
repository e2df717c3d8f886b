//! A dictionary made of the requests of this database, so that they are packed small.

use engine::{configuration::History, diagnosis::Memory, request::Request};
use sqlx::PgConnection;

use super::{IngestError, delivery::Ingest, on_thread};
use crate::storage::{
    codec::{CodecError, Dictionaries, plain_pack, train},
    dictionaries, failed, requests,
};

/// Fewer say too little, more take too long.
const ENOUGH: usize = 500;
/// So many are compared with what the dictionary makes of them now.
const COMPARED: i64 = 2000;
/// A dictionary is good for so long without a look.
const MILLIS_A_DAY: i64 = 86_400_000;

/// Makes the first one, of requests that are about to be stored, when they are enough.
pub async fn make_first(
    ingest: &Ingest,
    connection: &mut PgConnection,
    requests: &[Request],
) -> Result<(), IngestError> {
    if requests.len() < ENOUGH || !ingest.codec.now().is_built_in() {
        return Ok(());
    }
    // From all of them, since a log's beginning may be of one kind.
    let step = requests.len() / ENOUGH;
    let some: Vec<Request> = requests.iter().step_by(step.max(1)).take(ENOUGH).cloned().collect();
    if let Some(dictionary) = on_thread(move || train(&plain(&some)?)).await? {
        ingest.codec.learn(connection, &dictionary).await?;
    }
    Ok(())
}

/// Looks once a day whether one made of the latest requests would be much better, and then makes it.
pub async fn renew(ingest: &Ingest) -> Result<(), IngestError> {
    let mut connection = ingest.pool.acquire().await.map_err(failed("connect to the database"))?;
    let now = ingest.clock.now();
    if !dictionaries::is_older_than(&mut connection, now.plus_millis(-MILLIS_A_DAY)).await? {
        return Ok(());
    }
    let latest = requests::latest(&mut connection, &ingest.codec, COMPARED).await?;
    if latest.len() < ENOUGH {
        return Ok(());
    }
    let latest: Vec<Request> = latest.into_iter().map(|stored| stored.request).collect();
    let used = ingest.codec.now();
    match on_thread(move || better(&used, &latest)).await? {
        Some(dictionary) => ingest.codec.learn(&mut connection, &dictionary).await?,
        None => dictionaries::confirm(&mut connection, now).await?,
    }
    Ok(())
}

/// A dictionary of half of the requests that packs the other half a fifth smaller.
fn better(used: &Dictionaries, requests: &[Request]) -> Option<Vec<u8>> {
    let plain = plain(requests)?;
    let half = |odd: usize| plain.iter().enumerate().filter(move |(place, _)| place % 2 == odd);
    let learnt: Vec<Vec<u8>> = half(0).map(|(_, plain)| plain.clone()).collect();
    let dictionary = train(&learnt)?;
    let size = |with: &Dictionaries| -> Result<usize, CodecError> {
        let mut packer = with.packer()?;
        half(1).map(|(_, plain)| packer.size(plain)).sum()
    };
    let (before, after) = (size(used).ok()?, size(&Dictionaries::of_one(&dictionary)).ok()?);
    (after * 5 < before * 4).then_some(dictionary)
}

/// What is compressed of these requests.
fn plain(requests: &[Request]) -> Option<Vec<Vec<u8>>> {
    let diagnoses = Memory::default().diagnose(requests, &History::default());
    requests
        .iter()
        .zip(&diagnoses)
        .map(|(request, diagnosis)| {
            let mut plain = Vec::new();
            plain_pack(&mut plain, request, diagnosis).ok()?;
            Some(plain)
        })
        .collect()
}
