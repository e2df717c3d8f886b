//! Forms of the pages of sources: each posts and leads back, but for what belongs into no address: what AWS answered, and a new key.

use std::time::Duration;

use app::{
    pages::sources::configurations::RHYTHMS,
    pages::sources::forms::{CloudwatchForm, PushPage, ReachForm},
    urls,
};
use axum::{
    Form,
    extract::{FromRequest as _, Path, Request, State},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use engine::time::Instant;

use super::{Failure, Shared, pages, see_other};
use crate::desk::sources::{Done, Window};

/// The longest name of a sender.
const LONGEST_NAME: usize = 100;

/// The fields of a form; one may stand several times.
struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads them, and gives back what the request was.
    async fn of(request: Request) -> Result<(Parts, Self), Response> {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts.clone(), body);
        let Form(fields) = Form::from_request(request, &()).await.map_err(IntoResponse::into_response)?;
        Ok((parts, Self(fields)))
    }

    /// A field without the spaces that come with pasting; Postgres takes no NUL.
    fn get(&self, name: &str) -> String {
        self.all(name).next().unwrap_or_default()
    }

    fn reach(&self) -> ReachForm {
        ReachForm {
            region: self.get("region"),
            role_arn: self.get("role_arn"),
            external_id: self.get("external_id"),
            endpoint_url: self.get("endpoint_url"),
        }
    }

    fn all(&self, name: &str) -> impl Iterator<Item = String> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim().replace('\0', ""))
    }
}

/// Finds log groups, or adds those that were chosen.
pub async fn cloudwatch(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    let (parts, fields) = match Fields::of(request).await {
        Ok(read) => read,
        Err(refused) => return Ok(refused),
    };
    let typed = CloudwatchForm { reach: fields.reach(), prefix: fields.get("prefix") };
    let chosen: Vec<_> = fields.all("group").filter(|group| !group.is_empty()).collect();
    if fields.get("step") != "add" || chosen.is_empty() {
        let page = shared.desk.find_log_groups(typed).await?;
        return Ok(pages::answer(&shared, parts, page).await);
    }
    let past = Window::last(&fields.get("since"));
    let added = shared.desk.add_log_groups(&typed, &chosen, past).await?;
    tracing::info!(sources = added.len(), "added log groups");
    Ok(see_other(&format!("{}?done=added", urls::SOURCES)))
}

/// Finds APIs, or adds those that were chosen, or all.
pub async fn configurations(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    let (parts, fields) = match Fields::of(request).await {
        Ok(read) => read,
        Err(refused) => return Ok(refused),
    };
    let typed = fields.reach();
    let chosen: Vec<_> = fields.all("api").filter(|id| !id.is_empty()).collect();
    let is_all = !fields.get("all").is_empty();
    if fields.get("step") != "add" || (chosen.is_empty() && !is_all) {
        let page = shared.desk.find_apis(typed).await?;
        return Ok(pages::answer(&shared, parts, page).await);
    }
    let minutes = fields.get("every").parse().ok().filter(|minutes| RHYTHMS.contains(minutes));
    let minutes = minutes.and_then(|minutes| u64::try_from(minutes).ok()).unwrap_or(15);
    let api_ids = if is_all { Vec::new() } else { chosen };
    shared.desk.add_configurations(&typed, api_ids, Duration::from_secs(60 * minutes)).await?;
    tracing::info!("added a source of configurations");
    Ok(see_other(&format!("{}?done=asked", urls::SOURCES)))
}

/// Asks a source of configurations at once.
pub async fn take(State(shared): State<Shared>, Path(source_id): Path<i64>) -> Result<Response, Failure> {
    shared.desk.take_now(source_id).await?;
    Ok(see_other(&urls::source(source_id)))
}

/// Adds a sender, or gives one another key; shows the key. Both at the address of the page, so that it can be asked for again.
pub async fn push(State(shared): State<Shared>, request: Request) -> Result<Response, Failure> {
    let (parts, fields) = match Fields::of(request).await {
        Ok(read) => read,
        Err(refused) => return Ok(refused),
    };
    if let Ok(source_id) = fields.get("source_id").parse() {
        let Some(key) = shared.desk.replace_key(source_id).await? else {
            return Ok(after(source_id, Done::Gone));
        };
        tracing::info!(source.id = source_id, "replaced a sender's key");
        let page = PushPage { created: Some(key), ..shared.desk.push_page() };
        return Ok(pages::answer(&shared, parts, page).await);
    }
    let name: String = fields.get("name").chars().filter(|it| !it.is_control()).take(LONGEST_NAME).collect();
    let mut page = shared.desk.push_page();
    if name.is_empty() {
        page.problem = Some("source-unnamed".to_owned());
    } else {
        page.created = shared.desk.add_sender(&name).await?;
        if page.created.is_none() {
            page.problem = Some("source-name".to_owned());
        }
    }
    page.name = name;
    Ok(pages::answer(&shared, parts, page).await)
}

/// Lets a source rest.
pub async fn pause(State(shared): State<Shared>, Path(source_id): Path<i64>) -> Result<Response, Failure> {
    shared.desk.pause_source(source_id).await?;
    Ok(see_other(&urls::source(source_id)))
}

/// Lets it work again.
pub async fn resume(State(shared): State<Shared>, Path(source_id): Path<i64>) -> Result<Response, Failure> {
    shared.desk.resume_source(source_id).await?;
    Ok(see_other(&urls::source(source_id)))
}

/// Removes it.
pub async fn remove(State(shared): State<Shared>, Path(source_id): Path<i64>) -> Result<Response, Failure> {
    Ok(match shared.desk.remove_source(source_id).await? {
        Done::Yes => {
            tracing::info!(source.id = source_id, "removed a source");
            see_other(&format!("{}?done=removed", urls::SOURCES))
        }
        done => after(source_id, done),
    })
}

/// Asks for a stretch of its past.
pub async fn backfill(
    State(shared): State<Shared>,
    Path(source_id): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let fields = Fields(fields);
    let range = || Some(Window::Range(moment(&fields.get("from"))?, moment(&fields.get("to"))?));
    let Some(window) = Window::last(&fields.get("window")).or_else(range) else {
        return Ok(after(source_id, Done::BadRange));
    };
    Ok(after(source_id, shared.desk.backfill_source(source_id, window).await?))
}

/// Stops the reading of a stretch of its past.
pub async fn cancel(
    State(shared): State<Shared>,
    Path((source_id, pull_id)): Path<(i64, i64)>,
) -> Result<Response, Failure> {
    shared.desk.cancel_backfill(pull_id).await?;
    Ok(see_other(&urls::source(source_id)))
}

/// Back to the source.
fn after(source_id: i64, done: Done) -> Response {
    let problem = match done {
        Done::Yes => return see_other(&urls::source(source_id)),
        Done::Gone => "source-gone",
        Done::NotBegun => "source-not-begun",
        Done::BadRange => "source-range",
    };
    see_other(&format!("{}?problem={problem}", urls::SOURCES))
}

/// A moment as a field for UTC has it, with or without seconds, or with its zone.
fn moment(text: &str) -> Option<Instant> {
    ["", "Z", ":00Z"].into_iter().find_map(|zone| Instant::parse(&format!("{text}{zone}")))
}

#[cfg(test)]
mod tests {
    use engine::time::Instant;

    use super::moment;

    #[test]
    fn a_moment_is_read_as_utc() {
        let expected = Instant::parse("2026-08-01T14:02:00Z");
        for text in ["2026-08-01T14:02", "2026-08-01T14:02:00", "2026-08-01T14:02:00.000Z"] {
            assert_eq!(moment(text), expected, "{text}");
        }
        assert_eq!(moment("yesterday"), None);
    }
}
