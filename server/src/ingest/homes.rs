//! To which API and stage a request belongs, when its own lines do not say it.
//!
//! A refused call's lines often name neither. What may tell is its authorizer, which belongs to one API: the engine has asked
//! the log group's name and the file's other requests, here it is the stored ones.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use engine::ids::{ApiId, AuthorizerId, StageName};
use sqlx::PgConnection;

use super::merging::{Merged, MergedRequest};
use crate::storage::{
    StorageError,
    codec::Codec,
    requests::{self, Stored},
};

/// Lets the requests of a file and the stored ones tell each other, by their authorizers. Stored requests that learn where
/// they belong join the file's, to be explained anew.
pub async fn by_authorizer(
    connection: &mut PgConnection,
    codec: &Codec,
    merged: &mut Merged,
    is_sample: bool,
) -> Result<(), StorageError> {
    let authorizers = |has_home: bool| -> Vec<String> {
        let of = merged.requests.iter().map(|one| &one.request);
        let ids: BTreeSet<&AuthorizerId> = of
            .filter(|request| request.api_id.is_some() == has_home)
            .filter_map(|request| request.authorizer_id.as_ref())
            .collect();
        ids.into_iter().map(|id| id.as_str().to_owned()).collect()
    };
    let (known, asked) = (authorizers(true), authorizers(false));
    let homeless =
        if known.is_empty() { Vec::new() } else { requests::homeless(connection, codec, &known).await? };
    let here: HashSet<&str> = merged.requests.iter().map(|one| one.reference.as_str()).collect();
    for Stored { reference, request, is_sample: of_sample, .. } in homeless {
        if of_sample == is_sample && !here.contains(reference.as_str()) {
            merged.neighbours.push(MergedRequest { reference, request, unchanged: None });
        }
    }

    let mut homes: BTreeMap<String, (ApiId, Option<StageName>)> = BTreeMap::new();
    if !asked.is_empty() {
        for (authorizer_id, api_id, stage) in requests::homes(connection, &asked).await? {
            homes.insert(authorizer_id, (api_id.as_str().into(), stage.as_deref().map(Into::into)));
        }
    }
    for one in &merged.requests {
        if let (Some(authorizer_id), Some(api_id)) = (&one.request.authorizer_id, &one.request.api_id) {
            homes
                .entry(authorizer_id.as_str().to_owned())
                .or_insert_with(|| (api_id.clone(), one.request.stage.clone()));
        }
    }
    for one in merged.requests.iter_mut().chain(&mut merged.neighbours) {
        let home = one.request.authorizer_id.as_ref().and_then(|id| homes.get(id.as_str()));
        if let (None, Some((api_id, stage))) = (&one.request.api_id, home) {
            one.request.api_id = Some(api_id.clone());
            if one.request.stage.is_none() {
                one.request.stage.clone_from(stage);
            }
            one.unchanged = None;
        }
    }
    merged.neighbours.retain(|one| one.request.api_id.is_some());
    Ok(())
}
