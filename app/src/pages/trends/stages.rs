//! Each stage of the range: how bad it is there, against a week before, and why.

use leptos::prelude::*;

use super::data::{StageTrend, Trend, TrendsQuery};
use crate::{
    components::chart::{Spark, ending_url, ending_words, share},
    format,
    pages::stages::stage_name,
    urls,
    words::Words,
};

/// The table.
#[component]
pub(crate) fn StageTable(
    words: Words,
    query: TrendsQuery,
    trend: Trend,
    stages: Vec<StageTrend>,
) -> impl IntoView {
    let rows = stages.into_iter().map(|stage| row(words, &query, &trend, stage)).collect_view();
    view! {
        <section class="panel" aria-labelledby="stages">
            <h2 id="stages">{words.say("trends-stages")}</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="stages">
                <table class="trend-stages">
                    <thead>
                        <tr>
                            <th scope="col">{words.say("trends-stage")}</th>
                            <th scope="col">{words.say("trends-calls")}</th>
                            <th scope="col">{words.say("trends-refused")}</th>
                            <th scope="col">{words.say("trends-week-before")}</th>
                            <th scope="col">{words.say("trends-top")}</th>
                            <th scope="col">{words.say("trends-line")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(words: Words, query: &TrendsQuery, trend: &Trend, stage: StageTrend) -> AnyView {
    let name = stage_name(words, &stage.api_id, &stage.stage);
    let of_stage = TrendsQuery {
        api: Some(stage.api_id.clone()).filter(|api_id| !api_id.is_empty()),
        stage: Some(stage.stage.clone()).filter(|stage| !stage.is_empty()),
        ..query.clone()
    };
    let refused = words.say_with(
        "trends-refused-of",
        &[("n", stage.n_refused.into()), ("share", share(stage.n_refused, stage.n_requests).into())],
    );
    let before = match stage.week_before {
        Some((n_requests, n_refused)) => share(n_refused, n_requests),
        None => words.say("trends-no-week-before"),
    };
    let top = stage.top.as_ref().map(|ending| {
        view! { <a href=ending_url(&of_stage, trend, ending)>{ending_words(words, ending)}</a> }
    });
    // A stage without a name cannot be chosen by it.
    let name = if of_stage.api.is_some() {
        view! { <a href=urls::trends(&of_stage)>{name}</a> }.into_any()
    } else {
        name.into_any()
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{format::count(stage.n_requests)}</td>
            <td>{refused}</td>
            <td>{before}</td>
            <td>{top}</td>
            <td><Spark counts=stage.line/></td>
        </tr>
    }
    .into_any()
}
