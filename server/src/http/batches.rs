//! What people do about several incidents at once: the ticks of a list, posted together.

use std::collections::BTreeSet;

use app::{pages::incidents::MOST_AT_ONCE, urls, viewer::Viewer};
use axum::{
    Extension, Form,
    extract::{Path, State},
    response::Response,
};
use engine::incident::State as Standing;

use super::{
    Failure, Shared,
    incidents::{Fields, doing},
    see_other,
};

/// The fields of a form, one of which stands several times.
type Posted = Vec<(String, String)>;

fn get(fields: &Posted, name: &str) -> String {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

fn standing(fields: &Posted) -> Option<Standing> {
    Standing::from_id(&get(fields, "state"))
}

/// Does it about all that are ticked.
pub async fn act(
    State(shared): State<Shared>,
    Extension(viewer): Extension<Viewer>,
    Form(fields): Form<Posted>,
) -> Result<Response, Failure> {
    let state = standing(&fields);
    let problem = |code: &str| Ok(see_other(&urls::incidents_with(state, "problem", code)));
    let ticked = fields.iter().filter(|(name, _)| name == "incident").map(|(_, id)| id.parse::<i64>());
    // One that is no number is no reason to do it about the others only.
    let Ok(ticked) = ticked.collect::<Result<BTreeSet<i64>, _>>() else { return problem("other") };
    if ticked.is_empty() {
        return problem("none-ticked");
    }
    if ticked.len() > MOST_AT_ONCE {
        return problem("other");
    }
    let action = get(&fields, "do");
    if action == "comment" {
        return problem("other");
    }
    let typed = Fields::of_several(get(&fields, "hours"), get(&fields, "owner"));
    let doing = match doing(&shared, &action, &typed).await? {
        Ok(doing) => doing,
        Err(code) => return problem(code),
    };
    let ticked: Vec<i64> = ticked.into_iter().collect();
    let Some(batch_id) = shared.desk.act_on_several(&viewer, &ticked, &doing).await? else {
        return problem("incidents-gone");
    };
    tracing::info!(user.id = viewer.user_id, batch.id = batch_id, action, "acted on several incidents");
    Ok(see_other(&urls::incidents_with(state, "batch", &batch_id.to_string())))
}

/// Undoes it.
pub async fn undo(
    State(shared): State<Shared>,
    Extension(viewer): Extension<Viewer>,
    Path(batch_id): Path<i64>,
    Form(fields): Form<Posted>,
) -> Result<Response, Failure> {
    let state = standing(&fields);
    if !shared.desk.undo_batch(&viewer, batch_id).await? {
        return Ok(see_other(&urls::incidents_with(state, "problem", "not-undone")));
    }
    Ok(see_other(&urls::incidents_with(state, "batch", &batch_id.to_string())))
}
