//! The list of calls: filters as they stand in the URL → filters that the storage knows.

use app::pages::requests::{
    data::{Exclusion, Facet, RequestsPage, RequestsQuery},
    search,
};
use engine::{
    diagnosis::{Cause, Deny, Grade, PolicyOrigin},
    time::Instant,
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Desk;
use crate::storage::{
    StorageError, facets,
    filters::{Filters, Named, Without},
    homes,
    listing::{self, Listed, Position},
    reference::Key,
};

/// Calls on one page.
const PAGE: usize = 100;

impl Desk {
    /// All that the list shows.
    pub async fn requests_page(&self, query: &RequestsQuery) -> Result<RequestsPage, StorageError> {
        let mut asking = self.asking().await?;
        let query = understood(&mut asking, query).await?;
        let filters = looked_up(&mut asking, &query).await?;
        let older_than = query.older_than.as_deref().and_then(position);
        // One more than is shown tells whether there are older ones.
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let mut listed = listing::page(&mut asking, &filters, older_than, limit).await?;
        let counts = match facets::counts(&mut asking, &filters).await {
            Ok(counts) => Some(counts),
            // The list itself is worth showing.
            Err(error) if error.is_too_slow() => None,
            Err(error) => return Err(error),
        };
        if counts.is_some() {
            asking.end().await?;
        }
        let has_older = listed.len() > PAGE;
        listed.truncate(PAGE);
        let older = listed.last().filter(|_| has_older).map(|last| position_text(last.position));
        let rows = listed.into_iter().map(|Listed { row, .. }| row).collect();
        Ok(match counts {
            Some(counts) => RequestsPage {
                query,
                rows,
                n_matching: counts.n_matching,
                is_limited: counts.is_limited,
                n_stored: counts.n_stored,
                older,
                facets: Some(counts.facets),
            },
            None => RequestsPage { query, rows, older, ..RequestsPage::default() },
        })
    }
}

/// The same question, with what somebody typed made into filters, also where it is the name of an API or of an authorizer.
pub(super) async fn understood(
    connection: &mut PgConnection,
    query: &RequestsQuery,
) -> Result<RequestsQuery, StorageError> {
    let query = search::read(query);
    let Some(typed) = query.q.clone().filter(|typed| is_id(typed)) else { return Ok(query) };
    let name = match homes::named(connection, &typed).await? {
        Some(homes::Name::Api) => "api",
        Some(homes::Name::Authorizer) => "authorizer",
        None => return Ok(query),
    };
    Ok(query.with("q", "").with(name, &typed))
}

/// Whether it has the form of the ids that API Gateway gives: `a1b2c3d4e5`.
fn is_id(text: &str) -> bool {
    (4..=16).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// Filters of the URL, with the cache entries of those who are named.
pub(super) async fn looked_up(
    connection: &mut PgConnection,
    query: &RequestsQuery,
) -> Result<Filters, StorageError> {
    let mut filters = filters(query);
    for named in [&mut filters.id, &mut filters.caller].into_iter().flatten() {
        named.cache_keys = homes::entries_of(connection, &named.text).await?;
    }
    Ok(filters)
}

/// Filters of the URL. A value that is not in its vocabulary filters nothing.
fn filters(query: &RequestsQuery) -> Filters {
    let stage = text(query.stage.as_ref());
    // The facet of stages names API and stage together.
    let (api_of_stage, stage) = match stage.as_deref().and_then(|both| both.split_once('/')) {
        Some((api, stage)) => (Some(api.to_owned()), Some(stage.to_owned())),
        None => (None, stage),
    };
    Filters {
        cause: query.cause.as_deref().and_then(Cause::from_id),
        refused_only: query.cause.as_deref() == Some("refused"),
        deny: query.deny.as_deref().and_then(Deny::from_id),
        policy_origin: query.policy_origin.as_deref().and_then(PolicyOrigin::from_id),
        grade: query.grade.as_deref().and_then(Grade::from_id),
        status: query.status.as_deref().and_then(|status| status.trim().parse().ok()),
        method: text(query.method.as_ref()).map(|method| method.to_ascii_uppercase()),
        api_id: text(query.api.as_ref()).or_else(|| api_of_stage.filter(|api| !api.is_empty())),
        stage: stage.filter(|stage| !stage.is_empty()),
        path: text(query.path.as_ref()),
        id: name(query.q.as_ref()),
        authorizer_id: text(query.authorizer.as_ref()),
        caller: name(query.caller.as_ref()),
        policy_hash: query.policy.as_deref().and_then(|policy| Uuid::try_parse(policy.trim()).ok()),
        from: query.from.as_deref().and_then(Instant::parse),
        to: query.to.as_deref().and_then(Instant::parse),
        without: query.without.iter().filter_map(without).collect(),
    }
}

fn without(exclusion: &Exclusion) -> Option<Without> {
    let value = text(Some(&exclusion.value))?;
    Some(match exclusion.of {
        Facet::Cause => Without::Cause(Cause::from_id(&value)?),
        Facet::PolicyOrigin => Without::PolicyOrigin(PolicyOrigin::from_id(&value)?),
        Facet::Api => Without::Api(value),
        Facet::Stage => {
            value.split_once('/').map(|(api, stage)| Without::Stage(api.to_owned(), stage.to_owned()))?
        }
        Facet::Method => Without::Method(value.to_ascii_uppercase()),
        Facet::Path => Without::Path(value),
        Facet::Status => Without::Status(value.parse().ok()?),
        Facet::Authorizer => Without::Authorizer(value),
    })
}

fn name(typed: Option<&String>) -> Option<Named> {
    Some(Named { text: text(typed)?, cache_keys: Vec::new() })
}

/// What somebody typed, without the spaces that come with pasting; Postgres takes no NUL.
fn text(typed: Option<&String>) -> Option<String> {
    typed
        .map(|typed| typed.trim())
        .filter(|typed| !typed.is_empty() && !typed.contains('\0'))
        .map(str::to_owned)
}

/// A position as it stands in the URL: milliseconds (or nothing) and the key.
fn position_text(Position { started_at, key }: Position) -> String {
    let millis = started_at.map(|at| at.millis().to_string()).unwrap_or_default();
    format!("{millis}_{}_{}", key.request_key, key.ordinal)
}

fn position(text: &str) -> Option<Position> {
    let mut parts = text.split('_');
    let (millis, request_key, ordinal) = (parts.next()?, parts.next()?, parts.next()?);
    let started_at = match millis {
        "" => None,
        millis => Some(Instant::from_millis(millis.parse().ok()?)?),
    };
    let key = Key { request_key: Uuid::try_parse(request_key).ok()?, ordinal: ordinal.parse().ok()? };
    Some(Position { started_at, key })
}

#[cfg(test)]
mod tests {
    use app::pages::requests::data::RequestsQuery;
    use engine::{diagnosis::Cause, time::Instant};

    use super::{Key, Position, filters, position, position_text};

    #[test]
    fn a_value_outside_its_vocabulary_filters_nothing() {
        let query = RequestsQuery {
            cause: Some("gremlins".into()),
            status: Some("teapot".into()),
            from: Some("yesterday".into()),
            method: Some("  ".into()),
            ..RequestsQuery::default()
        };
        let filters = filters(&query);
        assert_eq!(filters.cause, None);
        assert!(!filters.refused_only);
        assert_eq!((filters.status, filters.from, filters.method), (None, None, None));
    }

    #[test]
    fn refused_is_every_cause_but_none_and_a_stage_may_name_its_api() {
        let query = RequestsQuery {
            cause: Some("refused".into()),
            stage: Some("a1b2c3d4e5/prod".into()),
            ..RequestsQuery::default()
        };
        let both = filters(&query);
        assert!(both.refused_only);
        assert_eq!((both.api_id.as_deref(), both.stage.as_deref()), (Some("a1b2c3d4e5"), Some("prod")));
        let query = RequestsQuery { cause: Some("throttled".into()), ..RequestsQuery::default() };
        assert_eq!(filters(&query).cause, Some(Cause::Throttled));
    }

    #[test]
    fn a_position_comes_back_from_the_url() {
        for started_at in [None, Instant::from_millis(-5), Instant::from_millis(1_767_000_000_000)] {
            let here = Position { started_at, key: Key::of("4f3e3b0f-39db-11e9-8b1c-0123456789ab~2") };
            assert_eq!(position(&position_text(here)), Some(here));
        }
        assert_eq!(position("yesterday"), None);
        assert_eq!(position("1_x"), None);
    }
}
