//! To which API and stage a request belongs, when its own lines do not say it.
//!
//! A refused call's lines often name neither. What may tell is its authorizer, which belongs to one API: the engine has asked
//! the log group's name and the other requests of the file, here it is the stored ones.

use std::collections::{BTreeMap, BTreeSet};

use engine::{
    ids::{ApiId, AuthorizerId, StageName},
    request::Request,
};
use sqlx::PgConnection;

use super::revising::Revision;
use crate::storage::{StorageError, codec::Codec, requests};

type Home = (ApiId, Option<StageName>);

/// Lets stored requests tell where these belong.
pub async fn of_homeless(
    connection: &mut PgConnection,
    requests: &mut [Request],
) -> Result<(), StorageError> {
    let asked = authorizers(requests.iter().filter(|request| request.api_id.is_none()));
    if asked.is_empty() {
        return Ok(());
    }
    let mut homes: BTreeMap<String, Home> = BTreeMap::new();
    for (authorizer_id, api_id, stage) in requests::homes(connection, &asked).await? {
        homes.insert(authorizer_id, (api_id.as_str().into(), stage.as_deref().map(Into::into)));
    }
    for request in requests {
        settle(request, &homes);
    }
    Ok(())
}

/// The stored requests that learn from these where they belong.
pub async fn of_stored(
    connection: &mut PgConnection,
    codec: &Codec,
    told: &[&Request],
    is_sample: bool,
) -> Result<Vec<Revision>, StorageError> {
    let at_home = || told.iter().copied().filter(|request| request.api_id.is_some());
    let known = authorizers(at_home());
    if known.is_empty() {
        return Ok(Vec::new());
    }
    let homeless = requests::homeless(connection, codec, &known).await?;
    let mut homes: BTreeMap<String, Home> = BTreeMap::new();
    for request in at_home() {
        if let (Some(authorizer_id), Some(api_id)) = (&request.authorizer_id, &request.api_id) {
            homes
                .entry(authorizer_id.as_str().to_owned())
                .or_insert_with(|| (api_id.clone(), request.stage.clone()));
        }
    }
    let of_same = homeless.into_iter().filter(|stored| stored.origin.is_sample == is_sample);
    Ok(of_same
        .map(|stored| {
            let mut revision = Revision::of_stored(stored);
            settle(&mut revision.request, &homes);
            revision
        })
        .collect())
}

fn settle(request: &mut Request, homes: &BTreeMap<String, Home>) {
    let home = request.authorizer_id.as_ref().and_then(|id| homes.get(id.as_str()));
    if let (None, Some((api_id, stage))) = (&request.api_id, home) {
        request.api_id = Some(api_id.clone());
        if request.stage.is_none() {
            request.stage.clone_from(stage);
        }
    }
}

fn authorizers<'a>(requests: impl Iterator<Item = &'a Request>) -> Vec<String> {
    let ids: BTreeSet<&AuthorizerId> =
        requests.filter_map(|request| request.authorizer_id.as_ref()).collect();
    ids.into_iter().map(|id| id.as_str().to_owned()).collect()
}
