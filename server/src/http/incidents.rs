//! What people do about incidents: forms that post and lead back.

use app::{
    pages::incidents::{HOURS, LONGEST_COMMENT},
    urls,
    viewer::Viewer,
};
use axum::{
    Extension, Form,
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;

use super::{Failure, Shared, see_other};
use crate::storage::incidents::Doing;

/// The fields of all of these forms.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    text: String,
    owner: String,
    hours: String,
    calls: String,
    callers: String,
}

impl Fields {
    /// Those that a list has for several incidents.
    pub(super) fn of_several(hours: String, owner: String) -> Self {
        Self { owner, hours, ..Self::default() }
    }
}

const HOUR_MS: i64 = 60 * 60 * 1_000;
/// As the form's fields have it.
const MOST_CALLS: i64 = 1_000_000;
const MOST_CALLERS: i64 = 10_000;

/// Does it.
pub async fn act(
    State(shared): State<Shared>,
    Extension(viewer): Extension<Viewer>,
    Path((incident_id, action)): Path<(i64, String)>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let problem = |code: &str| see_other(&format!("{}?problem={code}", urls::incident(incident_id)));
    let doing = match doing(&shared, &action, &fields).await? {
        Ok(doing) => doing,
        Err(code) => return Ok(problem(code)),
    };
    if !shared.desk.act(&viewer, incident_id, &doing).await? {
        return Ok(see_other(urls::INCIDENTS));
    }
    let place = if matches!(doing, Doing::Comment(_)) { "#activity" } else { "" };
    Ok(see_other(&format!("{}{place}", urls::incident(incident_id))))
}

/// What a form asks for, or the code of what is wrong with it.
pub(super) async fn doing(
    shared: &Shared,
    action: &str,
    fields: &Fields,
) -> Result<Result<Doing, &'static str>, Failure> {
    Ok(Ok(match action {
        "resolve" => Doing::Resolve,
        "reopen" => Doing::Reopen,
        "assign" if fields.owner.is_empty() => Doing::Assign(None),
        "assign" => {
            let owner = match fields.owner.parse() {
                Ok(user_id) => shared.desk.owner(user_id).await?,
                Err(_) => None,
            };
            let Some(owner) = owner else { return Ok(Err("owner")) };
            Doing::Assign(Some(owner))
        }
        "comment" => {
            let text = fields.text.trim();
            if text.is_empty() || text.len() > 4 * LONGEST_COMMENT || text.chars().count() > LONGEST_COMMENT {
                return Ok(Err("comment"));
            }
            Doing::Comment(text.to_owned())
        }
        "ignore" => {
            let hours: Option<i64> = fields.hours.parse().ok().filter(|hours| HOURS.contains(hours));
            let number = |text: &str, most: i64| match text.trim() {
                "" => Ok(None),
                text => text.parse().ok().filter(|n| (1..=most).contains(n)).map(Some).ok_or(()),
            };
            let (Ok(calls), Ok(callers)) =
                (number(&fields.calls, MOST_CALLS), number(&fields.callers, MOST_CALLERS))
            else {
                return Ok(Err("ignore"));
            };
            let until = hours.map(|hours| shared.desk.now().plus_millis(hours * HOUR_MS));
            Doing::Ignore { until, calls, callers }
        }
        _ => return Ok(Err("other")),
    }))
}
