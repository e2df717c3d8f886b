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
use crate::storage::{StorageError, codec::Codec, homes, requests, rows::column};

type Home = (ApiId, Option<StageName>);

/// Lets stored requests tell where these belong.
pub async fn of_homeless(
    connection: &mut PgConnection,
    requests: &mut [Request],
    is_sample: bool,
) -> Result<(), StorageError> {
    let asked = authorizers(requests.iter().filter(|request| request.api_id.is_none()));
    if asked.is_empty() {
        return Ok(());
    }
    let mut known: BTreeMap<String, Home> = BTreeMap::new();
    for (authorizer_id, api_id, stage) in homes::of(connection, &asked, is_sample).await? {
        known.insert(authorizer_id, (api_id.as_str().into(), stage.as_deref().map(Into::into)));
    }
    for request in requests {
        settle(request, &known);
    }
    Ok(())
}

/// Keeps what these tell of where authorizers belong, but for what is known to be kept; gives what was not.
pub async fn keep(
    connection: &mut PgConnection,
    requests: &[&Request],
    is_sample: bool,
    known: &BTreeSet<homes::Home>,
) -> Result<BTreeSet<homes::Home>, StorageError> {
    let of = |request: &&Request| {
        Some(homes::Home {
            authorizer_id: column(request.authorizer_id.as_ref().map(AuthorizerId::as_str))?,
            api_id: column(request.api_id.as_ref().map(ApiId::as_str))?,
            stage: column(request.stage.as_ref().map(StageName::as_str)).unwrap_or_default(),
            is_sample,
        })
    };
    let told: BTreeSet<homes::Home> =
        requests.iter().filter_map(of).filter(|home| !known.contains(home)).collect();
    homes::keep(connection, &told).await?;
    Ok(told)
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
    let homeless = requests::homeless(connection, codec, &known, i64::MAX).await?;
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

/// The first so many stored requests that learn where they belong from what is known of an API.
pub async fn of_api(
    connection: &mut PgConnection,
    codec: &Codec,
    api_id: &str,
    most: i64,
) -> Result<Vec<Revision>, StorageError> {
    let authorizers = homes::authorizers_of(connection, api_id).await?;
    let mut known: BTreeMap<String, Home> = BTreeMap::new();
    for (authorizer_id, api_id, stage) in homes::of(connection, &authorizers, false).await? {
        known.insert(authorizer_id, (api_id.as_str().into(), stage.as_deref().map(Into::into)));
    }
    let authorizers: Vec<String> = known.keys().cloned().collect();
    let homeless = requests::homeless(connection, codec, &authorizers, most).await?;
    let ours = homeless.into_iter().filter(|stored| !stored.origin.is_sample);
    Ok(ours
        .map(|stored| {
            let mut revision = Revision::of_stored(stored);
            settle(&mut revision.request, &known);
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
