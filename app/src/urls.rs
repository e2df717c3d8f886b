//! Every URL of the product, built in one place.
//!
//! Pages are rendered by `app`; the addresses marked *form* are answered by plain handlers of the server (they work without
//! scripts: post, then redirect).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::pages::{requests::data::RequestsQuery, trends::data::TrendsQuery};

/// The overview, or the three ways to begin when nothing is stored.
pub const HOME: &str = "/";
/// The list of calls; filters are query parameters named like the fields of [`crate::pages::requests::data::RequestsQuery`].
pub const REQUESTS: &str = "/requests";
/// How calls ended over time; what is shown are query parameters named like the fields of [`TrendsQuery`].
pub const TRENDS: &str = "/trends";
/// Drop a file (page, GET) and, as multipart field `file`, import it (form, POST; answers 303 to [`imported`], or with
/// `Accept: application/json` the `ImportSummary` as JSON).
pub const IMPORT: &str = "/import";
/// Paste a response, a request id or log lines; the verdict is made in the browser and nothing is sent.
pub const PASTE: &str = "/paste";
/// What policies make of a call, evaluated in the browser; what is typed stands in the address's fragment. `request`: the
/// reference of a stored call to begin with.
pub const PLAYGROUND: &str = "/playground";
/// Every stage, with what its logs allow to be said.
pub const STAGES: &str = "/stages";
/// Every authorizer, with its cache.
pub const CACHE: &str = "/cache";
/// Every API of which a configuration is known.
pub const CONFIGURATION: &str = "/configuration";
/// What stands in [`stage`] for a name that no line tells.
pub const UNNAMED: &str = "~";
/// The signed-in user's account and preferences.
pub const SETTINGS: &str = "/settings";
/// Sign in (page, GET; form, POST: `name`, `password`, `return`).
pub const SIGN_IN: &str = "/sign-in";
/// Everybody, and who is invited (page, GET; form, POST: `note`; the answer shows the invitation, this once). For administrators.
pub const TEAM: &str = "/team";
/// Form, POST.
pub const SIGN_OUT: &str = "/sign-out";
/// Form, POST: `language` and/or `theme`, `return` (a path of this site). Answers without a session.
pub const PREFERENCES: &str = "/preferences";
/// Form, POST: `password`, and `current` when one is set already.
pub const PASSWORD: &str = "/settings/password";
/// Calls that ended for one reason at one place; `state`: those that stand so, `batch`: what was done about several just now.
pub const INCIDENTS: &str = "/incidents";
/// Form, POST: what is done about several incidents: `incident` several times, `do` (`resolve`, `reopen`, `ignore` with `hours`,
/// `assign` with `owner`), `state` (the list to come back to).
pub const BATCHES: &str = "/batches";
/// Where events come from: each source, how it is, and the ways to add one.
pub const SOURCES: &str = "/sources";
/// Add log groups (page, GET; form, POST: `step` is `find` or `add`, `region`, `prefix`, `role_arn`, `external_id`, `endpoint_url`,
/// `group` several times, `since`; what was found is the answer, what was added redirects).
pub const SOURCES_CLOUDWATCH: &str = "/sources/cloudwatch";
/// Add APIs that are asked how they are configured (page, GET; form, POST: `step` is `find` or `add`, `region`, `role_arn`,
/// `external_id`, `endpoint_url`, `api` several times or `all`, `every` in minutes; answers as the one before).
pub const SOURCES_CONFIGURATION: &str = "/sources/configuration";
/// Add a sender (page, GET; form, POST: `name`; the answer shows its key, this once).
pub const SOURCES_PUSH: &str = "/sources/push";
/// What is kept, and for how long.
pub const STORAGE: &str = "/storage";
/// Lines whose shape is not known; `import`, `source`: what one of them brought, `older_than`: where a page ended.
pub const UNKNOWN_LINES: &str = "/unknown-lines";
/// Where Firehose delivers to.
pub const INGEST_FIREHOSE: &str = "/ingest/firehose";
/// Where a Lambda function passes subscriptions on to.
pub const INGEST_SUBSCRIPTION: &str = "/ingest/subscription";
/// Form, POST: loads the sample investigation, then 303 to the refused calls of the sample.
pub const SAMPLE_LOAD: &str = "/sample/load";
/// Form, POST: removes the sample investigation.
pub const SAMPLE_REMOVE: &str = "/sample/remove";

/// One call. `reference` is its request id, and `~2`, `~3` … behind it for further calls under the same client-chosen id.
pub fn request(reference: &str) -> String {
    format!("/requests/{}", encode(reference))
}

/// One call as a file: `json` or `md`.
pub fn request_file(reference: &str, kind: &str) -> String {
    format!("{}/export.{kind}", request(reference))
}

/// The calls that match as a table.
pub const REQUESTS_TABLE: &str = "/requests.csv";

/// The calls that match, all of them, as a table.
pub fn requests_table(query: &RequestsQuery) -> String {
    with_query(REQUESTS_TABLE, query.filters())
}

/// The list of calls, filtered.
pub fn requests(query: &RequestsQuery) -> String {
    with_query(REQUESTS, query.set())
}

/// What a chart draws as a table.
pub const TRENDS_TABLE: &str = "/trends.csv";

/// What a chart draws, as a table.
pub fn trends_table(query: &TrendsQuery) -> String {
    with_query(TRENDS_TABLE, query.set())
}

/// How calls ended over time.
pub fn trends(query: &TrendsQuery) -> String {
    with_query(TRENDS, query.set())
}

fn with_query<Value: AsRef<str>>(path: &str, set: impl Iterator<Item = (&'static str, Value)>) -> String {
    let pairs: Vec<_> = set.map(|(name, value)| format!("{name}={}", encode(value.as_ref()))).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// The playground, with a stored call in it.
pub fn playground(reference: &str) -> String {
    format!("{PLAYGROUND}?request={}", encode(reference))
}

/// One stage.
pub fn stage(api_id: &str, stage: &str) -> String {
    let part = |part: &str| if part.is_empty() { UNNAMED.to_owned() } else { encode(part) };
    format!("{STAGES}/{}/{}", part(api_id), part(stage))
}

/// The configurations of one API; `before` and `after`: two of them compared.
pub fn configuration(api_id: &str) -> String {
    format!("{CONFIGURATION}/{}", encode(api_id))
}

/// The cache of one authorizer: `at` a moment, or now; `page` of its entries.
pub fn cache(api_id: &str, stage: &str, authorizer_id: &str, at: Option<&str>, page: u32) -> String {
    let part = |part: &str| if part.is_empty() { UNNAMED.to_owned() } else { encode(part) };
    let at = at.map(|at| format!("at={}", encode(at)));
    let page = (page > 1).then(|| format!("page={page}"));
    let pairs: Vec<_> = at.into_iter().chain(page).collect();
    let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
    format!("{CACHE}/{}/{}/{}{query}", part(api_id), part(stage), part(authorizer_id))
}

/// What an import brought.
pub fn imported(import_id: i64) -> String {
    format!("/import/{import_id}")
}

/// Unknown lines of one import or source, from a place on.
pub fn unknown_lines(import: Option<i64>, source: Option<i64>, older_than: Option<i64>) -> String {
    let named = [("import", import), ("source", source), ("older_than", older_than)];
    let pairs: Vec<_> = named.into_iter().filter_map(|(name, id)| Some(format!("{name}={}", id?))).collect();
    if pairs.is_empty() { UNKNOWN_LINES.to_owned() } else { format!("{UNKNOWN_LINES}?{}", pairs.join("&")) }
}

/// Form, POST: what is done with a source: `pause`, `resume`, `remove`, `take` (what is asked for again and again is asked
/// for at once), or `backfill` (`window` is
/// `hour`, `day`, `week` or `range` with `from` and `to`).
pub fn source_action(source_id: i64, action: &str) -> String {
    format!("/sources/{source_id}/{action}")
}

/// Form, POST: stops the reading of a stretch of the past.
pub fn source_cancel(source_id: i64, pull_id: i64) -> String {
    format!("/sources/{source_id}/backfill/{pull_id}/cancel")
}

/// A configuration as a bundle, to be saved (file, GET): as it was seen from this moment on, `undated` where none is known.
pub fn bundle(api_id: &str, at: &str) -> String {
    format!("{}/bundle?at={}", configuration(api_id), encode(at))
}

/// The incidents of a state; without one, those that somebody should look at.
pub fn incidents(state: Option<engine::incident::State>) -> String {
    state.map_or_else(|| INCIDENTS.to_owned(), |state| format!("{INCIDENTS}?state={}", state.id()))
}

/// Incidents as a table.
pub const INCIDENTS_TABLE: &str = "/incidents.csv";

/// The incidents of a state, all of them, as a table.
pub fn incidents_table(state: Option<engine::incident::State>) -> String {
    with_query(INCIDENTS_TABLE, state.iter().map(|state| ("state", state.id())))
}

/// One incident as a file: `json` or `md`.
pub fn incident_file(incident_id: i64, kind: &str) -> String {
    format!("{}/export.{kind}", incident(incident_id))
}

/// The same, with one parameter more.
pub fn incidents_with(state: Option<engine::incident::State>, name: &str, value: &str) -> String {
    let address = incidents(state);
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{name}={}", encode(value))
}

/// Form, POST: undoes what was done about several incidents (`state`: the list to come back to).
pub fn batch_undo(batch_id: i64) -> String {
    format!("{BATCHES}/{batch_id}/undo")
}

/// One incident.
pub fn incident(incident_id: i64) -> String {
    format!("{INCIDENTS}/{incident_id}")
}

/// The links of an incident (page, GET; form, POST: `days`, `passphrase`; the answer shows the link, this once).
pub fn incident_shares(incident_id: i64) -> String {
    format!("{INCIDENTS}/{incident_id}/shares")
}

/// All links that are live (page, GET). For administrators.
pub const SHARES: &str = "/shares";
/// Form, POST: decides whether there are public links (`public` is `on` or `off`). For administrators.
pub const SHARES_PUBLIC: &str = "/shares/public";
/// Form, POST: takes all links back that are live, up to the one of number `newest`. For administrators.
pub const SHARES_REVOKE: &str = "/shares/revoke";

/// Form, POST: takes a link back.
pub fn share_revoke(share_id: i64) -> String {
    format!("/shares/{share_id}/revoke")
}

/// A link to an incident, for people without an account: it is exchanged for a cookie and leads to [`SHARED`].
pub fn share(token: &str) -> String {
    format!("/s/{token}")
}

/// What such a link shows (page, GET; form, POST: `passphrase`, for a link that asks for one); `language`: in which.
pub const SHARED: &str = "/shared";

/// Form, POST: what is done about an incident: `resolve`, `reopen`, `ignore` (`hours`, `calls`, `callers`), `assign` (`owner`: whose id,
/// or nobody's), `comment` (`text`).
pub fn incident_action(incident_id: i64, action: &str) -> String {
    format!("{INCIDENTS}/{incident_id}/{action}")
}

/// The page of sources, at one of them.
pub fn source(source_id: i64) -> String {
    format!("{SOURCES}#source-{source_id}")
}

/// The one-time set-up link (page, GET; form, POST signs the first administrator in).
pub fn set_up(token: &str) -> String {
    format!("/set-up/{}", encode(token))
}

/// An invitation (page, GET; form, POST: `name`, `password`; makes the member and signs them in).
pub fn invite(token: &str) -> String {
    format!("/invite/{}", encode(token))
}

/// Form, POST: withdraws an invitation.
pub fn team_withdraw(invitation_id: i64) -> String {
    format!("{TEAM}/invitations/{invitation_id}/withdraw")
}

/// Form, POST: gives somebody another role (`role`).
pub fn team_role(user_id: i64) -> String {
    format!("{TEAM}/{user_id}/role")
}

/// Form, POST: removes somebody.
pub fn team_remove(user_id: i64) -> String {
    format!("{TEAM}/{user_id}/remove")
}

/// Everything but the characters that RFC 3986 reserves for nothing.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes a part of a URL.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::{request, requests};
    use crate::pages::requests::data::RequestsQuery;

    #[test]
    fn what_stands_in_a_url_is_encoded() {
        assert_eq!(request("a/b?c~2"), "/requests/a%2Fb%3Fc~2");
        let query = RequestsQuery::default().with("path", "/a&b").with("cause", "refused");
        assert_eq!(requests(&query), "/requests?cause=refused&path=%2Fa%26b");
        assert_eq!(requests(&RequestsQuery::default()), "/requests");
    }
}
