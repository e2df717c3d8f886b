//! Every route, in one list.
//!
//! Pages and server functions are `app`'s: they are added by their own list. What stands before all of them is at the end:
//! the last layer is the first that a request meets.

use app::{shell, urls};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use leptos_axum::LeptosRoutes as _;
use tower_http::{catch_panic::CatchPanicLayer, csrf::CsrfLayer, timeout::RequestBodyTimeoutLayer};

use crate::{
    assets,
    http::{
        Shared, accounts, batches, configuration,
        exports::{documents, tables},
        gatekeeper, health, import, incidents, invitations, layers, metrics, pages, preferences, push,
        sample, shares, sources, team, workspace,
    },
};

/// The largest form; a file that is imported has a limit of its own.
const LARGEST_FORM: usize = 64 * 1024;

/// The whole web server.
pub fn router(shared: Shared) -> Router {
    let context = pages::context(&shared);
    let page = {
        let options = shared.options.clone();
        move || shell(options.clone())
    };
    Router::new()
        // For machines.
        .route("/health", get(health::health))
        .route(metrics::ADDRESS, get(metrics::metrics))
        // The browser's files.
        .route("/pkg/{*file}", get(assets::serve))
        .route("/favicon.ico", get(|| async { StatusCode::NOT_FOUND }))
        // Who may look.
        .route("/set-up/{token}", post(accounts::set_up))
        .route("/invite/{token}", post(invitations::accept))
        .route(urls::SIGN_IN, post(accounts::sign_in))
        .route(urls::SIGN_OUT, post(accounts::sign_out))
        .route(urls::PASSWORD, post(accounts::set_password))
        .route(urls::PREFERENCES, post(preferences::set))
        .route(urls::TEAM, post(team::invite))
        .route("/team/invitations/{id}/withdraw", post(team::withdraw))
        .route("/team/{id}/role", post(team::set_role))
        .route("/team/{id}/remove", post(team::remove))
        // What is looked at.
        .route(urls::IMPORT, post(import::import).layer(DefaultBodyLimit::disable()))
        .route(urls::SOURCES_CLOUDWATCH, post(sources::cloudwatch))
        .route(urls::SOURCES_CONFIGURATION, post(sources::configurations))
        .route(urls::SOURCES_PUSH, post(sources::push))
        .route("/sources/{id}/take", post(sources::take))
        .route("/sources/{id}/pause", post(sources::pause))
        .route("/sources/{id}/resume", post(sources::resume))
        .route("/sources/{id}/remove", post(sources::remove))
        .route("/sources/{id}/backfill", post(sources::backfill))
        .route("/sources/{id}/backfill/{pull}/cancel", post(sources::cancel))
        .route(urls::BATCHES, post(batches::act))
        .route("/batches/{id}/undo", post(batches::undo))
        .route("/incidents/{id}/shares", post(shares::make))
        .route("/shares/{id}/revoke", post(shares::revoke))
        .route("/s/{token}", get(shares::exchange))
        .route(urls::SHARED, get(shares::show).post(shares::unlock))
        .route(urls::SHARES_PUBLIC, post(workspace::set_public))
        .route(urls::SHARES_REVOKE, post(workspace::revoke_all))
        .route("/incidents/{id}/{action}", post(incidents::act))
        .route("/configuration/{api}/bundle", get(configuration::bundle))
        .route("/requests/{reference}/export.json", get(documents::request_as_json))
        .route("/requests/{reference}/export.md", get(documents::request_as_markdown))
        .route("/incidents/{id}/export.json", get(documents::incident_as_json))
        .route("/incidents/{id}/export.md", get(documents::incident_as_markdown))
        .route(urls::REQUESTS_TABLE, get(tables::requests))
        .route(urls::INCIDENTS_TABLE, get(tables::incidents))
        .route(urls::TRENDS_TABLE, get(tables::trends))
        .route(urls::SAMPLE_LOAD, post(sample::load))
        .route(urls::SAMPLE_REMOVE, post(sample::remove))
        // Pages and server functions.
        .leptos_routes_with_context(&shared, app::routes(), context.clone(), page.clone())
        .fallback(move |State(_): State<Shared>, request: Request| {
            not_found(request, context.clone(), page.clone())
        })
        // What stands before them: the last is met first.
        .layer(from_fn_with_state(shared.clone(), gatekeeper::admit))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(csrf(&shared))
        .layer(from_fn(layers::departure))
        .layer(from_fn(layers::time_limit))
        // Sources send here: with keys of their own, no browser, and as much as they were promised.
        .route(push::FIREHOSE, post(push::firehose))
        .route(push::SUBSCRIPTION, post(push::subscription))
        .layer(CatchPanicLayer::custom(|_panic| {
            // The panic hook has written what and where.
            (StatusCode::INTERNAL_SERVER_ERROR, "something failed here; the server's log says more")
                .into_response()
        }))
        // Between two pieces of a body; what comes too slowly breaks off as if it had been cut.
        .layer(RequestBodyTimeoutLayer::new(layers::LONGEST_PAUSE))
        .layer(from_fn_with_state(shared.clone(), layers::security_headers))
        .layer(from_fn_with_state(shared.clone(), layers::trace))
        .with_state(shared)
}

/// The page for an address that is none.
async fn not_found<View: leptos::IntoView + 'static>(
    request: Request,
    context: impl Fn() + Clone + Send + Sync + 'static,
    page: impl Fn() -> View + Clone + Send + Sync + 'static,
) -> Response {
    let mut response = leptos_axum::render_app_async_with_context(context, page)(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// Refuses what another site makes a browser send. Behind a proxy that rewrites `Host`, the public address is trusted.
fn csrf(shared: &Shared) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match &shared.settings.public_url {
        // The address was checked when the settings were read.
        Some(url) => layer.clone().add_trusted_origin(url).unwrap_or(layer),
        None => layer,
    }
}
