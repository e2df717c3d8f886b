//! How a page gets its data: once, before anything is sent, through one server function.
//!
//! This is the shape that holds under load: one blocking resource at the top, plain components below. No resource reads
//! another.

use std::future::Future;

use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::failure::Failure;
use crate::{error::AppError, words::Words};

/// Loads with `load` and shows with `show`, or shows the failure.
pub(crate) fn loaded<T, Load, Loading, Show>(words: Words, load: Load, show: Show) -> impl IntoView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
    Load: Fn() -> Loading + Send + Sync + 'static,
    Loading: Future<Output = Result<T, AppError>> + Send + 'static,
    Show: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
{
    let page = Resource::new_blocking(|| (), move |()| load());
    view! {
        <Suspense>
            {move || {
                let show = show.clone();
                Suspend::new(async move {
                    match page.await {
                        Ok(data) => show(data),
                        Err(error) => view! { <Failure words error/> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}
