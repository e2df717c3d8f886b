//! Every API of which a configuration is known.

use leptos::prelude::*;

use super::{
    api::configurations,
    data::{ApiRow, ConfigurationsPage},
};
use crate::{
    components::{load::loaded, moment::Second, title::PageTitle},
    format, urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn Configurations() -> impl IntoView {
    let words = words();
    loaded(words, configurations, move |page: ConfigurationsPage| view! { <List words page/> }.into_any())
        .into_any()
}

#[component]
fn List(words: Words, page: ConfigurationsPage) -> impl IntoView {
    let title = words.say("configurations-title");
    let body = if page.apis.is_empty() {
        view! {
            <section class="panel empty">
                <h2>{words.say("configurations-none-title")}</h2>
                <p>{words.say("configurations-none-text")}</p>
                <div class="command">
                    <pre lang="en">"why403 snapshot --api-id a1b2c3d4e5 > orders.json\nwhy403 import --config orders.json LOG…"</pre>
                </div>
                <div class="actions">
                    <a class="button main" href=urls::IMPORT>{words.say("way-import")}</a>
                </div>
            </section>
        }
        .into_any()
    } else {
        let rows = page.apis.into_iter().map(|api| view! { <Row words api/> }).collect_view();
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=title.clone()>
                <table class="calls">
                    <thead>
                        <tr>
                            <th scope="col">{words.say("configurations-api")}</th>
                            <th scope="col">{words.say("configurations-last")}</th>
                            <th scope="col" class="number">{words.say("configurations-n")}</th>
                            <th scope="col">{words.say("configurations-not-live")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{words.say("configurations-lead")}</p>
        </header>
        {body}
    }
    .into_any()
}

#[component]
fn Row(words: Words, api: ApiRow) -> impl IntoView {
    let not_live: Vec<String> = api.not_live.iter().map(|stage| format::visible(stage)).collect();
    view! {
        <tr>
            <td class="call">
                <a href=urls::configuration(&api.api_id) lang="en">{name(&api)}</a>
                <span class="place" lang="en">{api.region.as_deref().map(format::visible)}</span>
            </td>
            <td class="time">
                {match api.last_seen {
                    Some(moment) => view! { <Second moment/>" UTC" }.into_any(),
                    None => view! { <span class="faint">{words.say("configuration-undated")}</span> }.into_any(),
                }}
            </td>
            <td class="number">{format::count(i64::from(api.n_configurations))}</td>
            <td>
                {if not_live.is_empty() {
                    view! { <span class="faint">{words.say("configurations-all-live")}</span> }.into_any()
                } else {
                    view! { <span class="refused" lang="en">{not_live.join(", ")}</span> }.into_any()
                }}
            </td>
        </tr>
    }
    .into_any()
}

/// `orders (a1b2c3d4e5)`.
pub(super) fn name(api: &ApiRow) -> String {
    match &api.name {
        Some(name) => format!("{} ({})", format::visible(name), format::visible(&api.api_id)),
        None => format::visible(&api.api_id),
    }
}
