//! The configurations of one API: what was edited and is not live, what changed when, and any two side by side.

use engine::{configuration::undeployed::Certainty, diagnosis::Grade, time::Instant};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api::configuration,
    changes::Changes,
    data::{Compared, ConfigurationPage, MomentRow, StageRow, UNDATED},
    list::name,
};
use crate::{
    components::{badge::GradeBadge, failure::Nothing, load::loaded, title::PageTitle},
    error::AppError,
    format,
    pages::not_found::say_not_found,
    urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn ConfigurationDetail() -> impl IntoView {
    let words = words();
    let api_id = use_params_map().read_untracked().get("api").unwrap_or_default();
    let query = use_query_map().get_untracked();
    let (before, after) = (query.get("before"), query.get("after"));
    let load = move || {
        let (api_id, before, after) = (api_id.clone(), before.clone(), after.clone());
        async move {
            match configuration(api_id, before, after).await {
                Ok(page) => Ok(Some(page)),
                Err(AppError::NotFound) => Ok(None),
                Err(error) => Err(error),
            }
        }
    };
    loaded(words, load, move |page: Option<ConfigurationPage>| {
        if let Some(page) = page {
            view! { <Sheet words page/> }.into_any()
        } else {
            say_not_found();
            let (title, text) =
                (words.say("not-found-configuration"), words.say("not-found-configuration-text"));
            view! { <Nothing words title text/> }.into_any()
        }
    })
    .into_any()
}

#[component]
fn Sheet(words: Words, page: ConfigurationPage) -> impl IntoView {
    let title = words.say_with("configuration-title", &[("api", name(&page.api).into())]);
    let ConfigurationPage { api, stages, moments, n_older, compared } = page;
    let chosen = compared.as_ref().map(|compared| (compared.before, compared.after));
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <p class="meta" lang="en">{api.region.as_deref().map(format::visible)}</p>
        </header>
        {compared.map(|compared| view! { <Comparison words compared/> })}
        <Stages words stages/>
        <Moments words api_id=api.api_id chosen moments n_older/>
    }
    .into_any()
}

#[component]
fn Comparison(words: Words, compared: Compared) -> impl IntoView {
    let slots =
        [("before", shown(words, compared.before).into()), ("after", shown(words, compared.after).into())];
    let body = if compared.changes.is_empty() {
        view! { <p>{words.say("compare-none")}</p> }.into_any()
    } else {
        view! { <Changes words changes=compared.changes/> }.into_any()
    };
    view! {
        <section class="panel" aria-labelledby="compared">
            <h2 id="compared">{words.say_with("compare-title", &slots)}</h2>
            {body}
        </section>
    }
    .into_any()
}

/// What of the newest configuration is not live.
#[component]
fn Stages(words: Words, stages: Vec<StageRow>) -> impl IntoView {
    if stages.is_empty() {
        return ().into_any();
    }
    let items = stages
        .into_iter()
        .map(|StageRow { stage, undeployed }| {
            let grade = match undeployed.certainty {
                Certainty::Proved => Grade::Proved,
                Certainty::Inferred => Grade::Inferred,
                Certainty::Unknown => Grade::Unknown,
            };
            let deployed = undeployed.deployed_at.map(|at| {
                words.say_with("undeployed-since", &[("at", format::millisecond(at).into())])
            });
            let says = match (undeployed.changes.is_empty(), undeployed.certainty) {
                (false, _) => "undeployed-some",
                (true, Certainty::Unknown) => "undeployed-unknown",
                (true, _) => "undeployed-none",
            };
            let has_perhaps = !undeployed.perhaps.is_empty();
            view! {
                <li>
                    <h3 class="minor" lang="en">{format::visible(&stage)}</h3>
                    <p>{words.say(says)}" "<GradeBadge words grade/>" "<span class="faint">{deployed}</span></p>
                    <Changes words changes=undeployed.changes/>
                    {has_perhaps.then(|| view! {
                        <p class="faint">{words.say("undeployed-perhaps")}</p>
                        <Changes words changes=undeployed.perhaps/>
                    })}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="undeployed">
            <h2 id="undeployed">{words.say("undeployed-title")}</h2>
            <ul class="stages">{items}</ul>
        </section>
    }
    .into_any()
}

/// The history, and the choice of two.
#[component]
fn Moments(
    words: Words,
    api_id: String,
    chosen: Option<(Option<Instant>, Option<Instant>)>,
    moments: Vec<MomentRow>,
    n_older: u32,
) -> impl IntoView {
    let address = urls::configuration(&api_id);
    let n = moments.len();
    let items = moments
        .into_iter()
        .enumerate()
        .map(|(place, moment)| {
            let value = moment.from.map_or_else(|| UNDATED.to_owned(), |at| at.to_string());
            let (before, after) = match &chosen {
                Some((before, after)) => (moment.from == *before, moment.from == *after),
                None => (place == 1, place == 0),
            };
            let label = shown(words, moment.from);
            let choice = |of: &'static str, is_checked: bool| {
                let named = words.say_with(&format!("compare-{of}-of"), &[("at", label.clone().into())]);
                view! { <td><input type="radio" name=of value=value.clone() checked=is_checked required aria-label=named/></td> }
            };
            let bundle = urls::bundle(&api_id, &value);
            let save_of = words.say_with("configuration-save.of", &[("at", label.clone().into())]);
            let until = moment.until.filter(|until| Some(*until) != moment.from).map(|until| {
                words.say_with("configuration-until", &[("at", format::second(until).into())])
            });
            let changes = match moment.changes {
                None if n_older > 0 => ().into_any(),
                None => view! { <p class="faint">{words.say("configuration-first")}</p> }.into_any(),
                Some(changes) if changes.is_empty() => {
                    view! { <p class="faint">{words.say("configuration-same")}</p> }.into_any()
                }
                Some(changes) => view! { <Changes words changes/> }.into_any(),
            };
            view! {
                <tr>
                    {(n > 1).then(|| view! { {choice("before", before)}{choice("after", after)} })}
                    <th scope="row">
                        {label.clone()}<span class="place">{until}</span>
                        <a class="place" href=bundle download rel="external" aria-label=save_of>{words.say("configuration-save")}</a>
                    </th>
                    <td>{changes}</td>
                </tr>
            }
        })
        .collect_view();
    let older = (n_older > 0)
        .then(|| view! { <p class="faint">{words.say_with("configuration-older", &[("n", i64::from(n_older).into())])}</p> });
    view! {
        <section class="panel" aria-labelledby="history">
            <h2 id="history">{words.say("configuration-history")}</h2>
            <form method="get" action=address>
                <div class="scroll" tabindex="0" role="region" aria-label=words.say("configuration-history")>
                    <table class="history">
                        <thead>
                            <tr>
                                {(n > 1).then(|| view! {
                                    <th scope="col">{words.say("compare-before")}</th>
                                    <th scope="col">{words.say("compare-after")}</th>
                                })}
                                <th scope="col">{words.say("configuration-seen")}</th>
                                <th scope="col">{words.say("configuration-changes")}</th>
                            </tr>
                        </thead>
                        <tbody>{items}</tbody>
                    </table>
                </div>
                {(n > 1).then(|| view! {
                    <div class="actions"><button class="button" type="submit">{words.say("compare-go")}</button></div>
                })}
            </form>
            {older}
        </section>
    }
    .into_any()
}

/// A moment, or that there is none.
fn shown(words: Words, at: Option<Instant>) -> String {
    at.map_or_else(|| words.say("configuration-undated"), format::millisecond)
}
