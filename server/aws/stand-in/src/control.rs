//! For tests in other processes: fill log groups, let APIs live, choose what goes wrong, see what was asked.
//!
//! | request | what it does |
//! |---|---|
//! | `POST /stand-in/events?log_group=NAME` | adds events, one JSON object a line |
//! | `POST /stand-in/live?api=ID` | a JSON list of what happens to an API |
//! | `POST /stand-in/region` | what there is beside APIs: usage plans, keys, custom domain names |
//! | `POST /stand-in/deny` | a JSON list of all actions that nobody may call from now on |
//! | `POST /stand-in/trouble` | a JSON list of what goes wrong with the next questions |
//! | `POST /stand-in/chance?percent=N&seed=N` | with how many of a hundred questions something goes wrong from now on |
//! | `GET /stand-in/asked` | what was asked, as JSON |

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Query, State},
    http::StatusCode,
    routing::{get, post},
};
use serde::Deserialize;

use crate::{Asked, Shared, api::Step, control_plane::Region, group::Event, script::Trouble};

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/stand-in/events", post(events).layer(DefaultBodyLimit::disable()))
        .route("/stand-in/live", post(live))
        .route("/stand-in/region", post(region))
        .route("/stand-in/deny", post(deny))
        .route("/stand-in/trouble", post(trouble))
        .route("/stand-in/chance", post(chance))
        .route("/stand-in/asked", get(asked))
}

#[derive(Deserialize)]
struct Which {
    log_group: String,
}

async fn events(
    State(shared): State<Shared>,
    Query(which): Query<Which>,
    lines: String,
) -> Result<String, (StatusCode, String)> {
    let events: Vec<Event> = lines
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()))?;
    let mut world = shared.world();
    let group = world.groups.entry(which.log_group).or_default();
    for event in events {
        group.add(event);
    }
    Ok(group.len().to_string())
}

#[derive(Deserialize)]
struct WhichApi {
    api: String,
}

async fn live(State(shared): State<Shared>, Query(which): Query<WhichApi>, Json(steps): Json<Vec<Step>>) {
    let mut world = shared.world();
    for step in steps {
        world.live(&which.api, step);
    }
}

async fn region(State(shared): State<Shared>, Json(region): Json<Region>) {
    shared.world().region = region;
}

async fn deny(State(shared): State<Shared>, Json(actions): Json<Vec<String>>) {
    shared.world().denied = actions;
}

async fn trouble(State(shared): State<Shared>, Json(troubles): Json<Vec<Trouble>>) {
    shared.world().script.next.extend(troubles);
}

#[derive(Deserialize)]
struct Chance {
    percent: u64,
    seed: u64,
}

async fn chance(State(shared): State<Shared>, Query(chance): Query<Chance>) {
    let mut world = shared.world();
    world.script.percent = chance.percent;
    world.script.seed = chance.seed;
}

async fn asked(State(shared): State<Shared>) -> Json<Vec<Asked>> {
    Json(shared.world().asked.clone())
}
