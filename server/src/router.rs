//! Every route, in one list.
//!
//! Pages and server functions are `app`'s: they are added by their own list. What stands before all of them is at the end:
//! the last layer is the first that a request meets.

use std::sync::Arc;

use app::{
    backend::{SharedBackend, provide_backend},
    shell, urls,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use leptos::{nonce::use_nonce, prelude::use_context};
use leptos_axum::{LeptosRoutes as _, ResponseOptions};
use tower_http::{catch_panic::CatchPanicLayer, csrf::CsrfLayer};

use crate::{
    assets,
    http::{Shared, accounts, gatekeeper, health, import, layers, preferences, push, sample},
};

/// The largest form; a file that is imported has a limit of its own.
const LARGEST_FORM: usize = 64 * 1024;

/// The whole web server.
pub fn router(shared: Shared) -> Router {
    let context = page_context(Arc::clone(&shared.desk) as SharedBackend);
    let page = {
        let options = shared.options.clone();
        move || shell(options.clone())
    };
    Router::new()
        // For machines.
        .route("/health", get(health::health))
        // The browser's files.
        .route("/pkg/{*file}", get(assets::serve))
        .route("/favicon.ico", get(|| async { StatusCode::NOT_FOUND }))
        // Who may look.
        .route("/set-up/{token}", post(accounts::set_up))
        .route(urls::SIGN_IN, post(accounts::sign_in))
        .route(urls::SIGN_OUT, post(accounts::sign_out))
        .route(urls::PASSWORD, post(accounts::set_password))
        .route(urls::PREFERENCES, post(preferences::set))
        // What is looked at.
        .route(urls::IMPORT, post(import::import).layer(DefaultBodyLimit::disable()))
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
        .layer(from_fn(layers::time_limit))
        // Sources send here: with keys of their own, no browser, and as much as they were promised.
        .route(push::FIREHOSE, post(push::firehose))
        .route(push::SUBSCRIPTION, post(push::subscription))
        .layer(CatchPanicLayer::custom(|_panic| {
            // The panic hook has written what and where.
            (StatusCode::INTERNAL_SERVER_ERROR, "something failed here; the server's log says more")
                .into_response()
        }))
        .layer(from_fn_with_state(shared.clone(), layers::security_headers))
        .layer(from_fn(layers::trace))
        .with_state(shared)
}

/// What pages find in their context: the backend, and the policy that goes with their nonce.
fn page_context(backend: SharedBackend) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        provide_backend(Arc::clone(&backend));
        if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>())
            && let Ok(policy) = HeaderValue::try_from(layers::page_policy(&nonce))
        {
            response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
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
