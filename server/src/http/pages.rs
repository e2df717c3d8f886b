//! Pages as handlers need them: what they find in their context, and a page as the answer to a form whose result belongs into no
//! address, such as a key that is shown once.

use std::sync::Arc;

use app::{
    backend::{SharedBackend, provide_backend, provide_public_url},
    shell,
};
use axum::{
    body::Body,
    http::{HeaderValue, Method, Request, header, request::Parts},
    response::Response,
};
use leptos::{
    nonce::use_nonce,
    prelude::{provide_context, use_context},
};
use leptos_axum::ResponseOptions;

use super::{Shared, layers};

/// What pages find in their context: the backend, our address, and the policy that goes with their nonce.
pub fn context(shared: &Shared) -> impl Fn() + Clone + Send + Sync + 'static {
    let backend = Arc::clone(&shared.desk) as SharedBackend;
    let settings = Arc::clone(&shared.settings);
    move || {
        provide_backend(Arc::clone(&backend));
        if let Some(url) = &settings.public_url {
            provide_public_url(url);
        }
        if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>())
            && let Ok(policy) = HeaderValue::try_from(layers::page_policy(&nonce))
        {
            response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
}

/// The page of this request's address, over data that is at hand already.
pub async fn answer<Data>(shared: &Shared, parts: Parts, data: Data) -> Response
where
    Data: Clone + Send + Sync + 'static,
{
    let context = context(shared);
    let with_data = move || {
        context();
        provide_context(data.clone());
    };
    let options = shared.options.clone();
    let mut request = Request::from_parts(parts, Body::empty());
    *request.method_mut() = Method::GET;
    leptos_axum::render_app_async_with_context(with_data, move || shell(options.clone()))(request).await
}
