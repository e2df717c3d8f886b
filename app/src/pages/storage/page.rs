//! What is kept, how much room it takes, and when it goes.

use leptos::prelude::*;

use super::{
    api::storage,
    data::{About, Day, Job, StoragePage},
};
use crate::{
    components::{load::loaded, moment::Second, title::PageTitle},
    format, urls,
    words::{Words, words},
};

/// Loads and lays out.
#[component]
pub(crate) fn Storage() -> impl IntoView {
    let words = words();
    loaded(words, storage, move |page: StoragePage| view! { <Sheet words page/> }.into_any()).into_any()
}

#[component]
fn Sheet(words: Words, page: StoragePage) -> impl IntoView {
    let title = words.say("storage-title");
    let n_days = page.days.iter().filter(|day| day.date.is_some()).count();
    let n_days = i64::try_from(n_days).unwrap_or(i64::MAX);
    let n_requests: i64 = page.days.iter().map(|day| day.n_requests).sum();
    let lead = [
        ("requests", n_requests.into()),
        ("days", n_days.into()),
        ("bytes", format::bytes(page.n_bytes).into()),
    ];
    let kept = page.retention_days.map_or_else(
        || words.say("storage-kept-all"),
        |days| words.say_with("storage-kept", &[("days", i64::from(days).into())]),
    );
    let next = page.next_to_go.clone().map(|(day, at)| {
        view! {
            <p>{words.say_with("storage-next", &[("day", day.into())])}" "<Second moment=at/>" "{words.say("utc")}</p>
        }
    });
    let figure = |key: &str, value: String| {
        view! { <div class="figure"><dt>{words.say(key)}</dt><dd>{value}</dd></div> }
    };
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{words.say_with("storage-lead", &lead)}</p>
        </header>
        <section class="panel" aria-labelledby="kept">
            <h2 id="kept">{words.say("storage-retention")}</h2>
            <p>{kept}</p>
            {next}
        </section>
        {(!page.days.is_empty()).then(|| view! { <Days words days=page.days.clone()/> })}
        <dl class="figures panel">
            {figure("storage-engine", page.engine_version.to_string())}
            {figure("storage-dictionary", page.dictionary_id.to_string())}
            {figure("storage-unknown", format::count(page.n_unknown_lines))}
        </dl>
        {(page.n_unknown_lines > 0).then(|| view! {
            <p><a href=urls::UNKNOWN_LINES>{words.say("storage-see-unknown")}</a></p>
        })}
        <Jobs words jobs=page.jobs/>
    }
    .into_any()
}

#[component]
fn Days(words: Words, days: Vec<Day>) -> impl IntoView {
    let rows = days
        .into_iter()
        .map(|day| {
            view! {
                <tr>
                    <th scope="row">{day.date.unwrap_or_else(|| words.say("storage-no-day"))}</th>
                    <td class="number">{format::count(day.n_requests)}</td>
                    <td class="number">{format::bytes(day.n_bytes)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="days">
            <h2 id="days">{words.say("storage-days")}</h2>
            <div class="scroll" tabindex="0" role="group" aria-labelledby="days">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{words.say("storage-day")}</th>
                            <th scope="col" class="number">{words.say("storage-requests")}</th>
                            <th scope="col" class="number">{words.say("storage-bytes")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// Verdicts that are made again.
#[component]
fn Jobs(words: Words, jobs: Vec<Job>) -> impl IntoView {
    if jobs.is_empty() {
        return view! { <p class="faint">{words.say("storage-no-jobs")}</p> }.into_any();
    }
    let items = jobs
        .into_iter()
        .map(|job| {
            let what = match &job.about {
                About::Stage { api_id, stage } => {
                    let stage = format::visible(&format!("{api_id}/{stage}"));
                    words.say_with("storage-job-stage", &[("stage", stage.into())])
                }
                About::Configuration { api_id } => {
                    let api = format::visible(api_id);
                    words.say_with("storage-job-configuration", &[("api", api.into())])
                }
                About::OlderEngine => words.say("storage-job-rebuild"),
            };
            let far = job.n_done.map(|n_done| {
                let slots = [("done", n_done.into()), ("all", job.n_all.max(n_done).into())];
                let text = words.say_with("storage-job-far", &slots);
                view! {
                    <progress max=job.n_all.max(1) value=n_done aria-label=what.clone()></progress>" "<span>{text}</span>
                }
            });
            let failures = (job.n_failures > 0)
                .then(|| words.say_with("storage-job-failed", &[("n", i64::from(job.n_failures).into())]));
            view! {
                <li>
                    <p>{what}</p>
                    {match far {
                        Some(far) => view! { <p class="meta">{far}</p> }.into_any(),
                        None => view! { <p class="meta">{words.say("storage-job-waits")}</p> }.into_any(),
                    }}
                    {failures.map(|failures| view! { <p class="meta">{failures}</p> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="jobs">
            <h2 id="jobs">{words.say("storage-jobs")}</h2>
            <ul class="plain-list">{items}</ul>
        </section>
    }
    .into_any()
}
