//! The bar over the chart: quick ranges, two fields, and links that shift the range and make it wider. Links and a form of
//! GET, so that every view has its address.

use engine::time::Instant;
use leptos::prelude::*;

use super::data::{TrendsPage, TrendsQuery};
use crate::{components::chart::step, format, urls, words::Words};

/// The bar.
#[component]
pub(crate) fn RangeBar(words: Words, page: TrendsPage) -> impl IntoView {
    let TrendsPage { query, trend, .. } = page;
    let (from, to) = (trend.from, trend.to);
    let length = to.since(from);
    let is_absolute = query.from.is_some() || query.to.is_some();
    let quick = TrendsQuery::RANGES.map(|(name, _)| {
        let is_current = !is_absolute && query.range.as_deref() == Some(name);
        let target = TrendsQuery { range: Some(name.to_owned()), ..query.of_stage() };
        view! {
            <li>
                <a href=urls::trends(&target) aria-current=is_current.then_some("true")>
                    {words.say(&format!("trends-range-{name}"))}
                </a>
            </li>
        }
    });
    let statuses = std::iter::once(None)
        .chain(TrendsQuery::STATUSES.iter().map(|(name, ..)| Some(*name)))
        .map(|status| {
            let target = TrendsQuery { status: status.map(str::to_owned), ..query.clone() };
            let is_current = query.statuses().and(query.status.as_deref()) == status;
            let label = status.map_or_else(|| words.say("trends-status-all"), str::to_owned);
            view! { <li><a href=urls::trends(&target) aria-current=is_current.then_some("true")>{label}</a></li> }
        })
        .collect_view();
    let move_to = |key: &'static str, from: Instant, to: Instant| {
        let target = urls::trends(&query.between(from, to));
        view! { <li><a href=target>{words.say(key)}</a></li> }
    };
    let half = length / 2;
    let shown = |at: Instant| at.to_string().trim_end_matches(".000Z").to_owned();
    let kept =
        [("api", &query.api), ("stage", &query.stage), ("status", &query.status)].map(|(name, value)| {
            value.clone().map(|value| view! { <input type="hidden" name=name value=value/> })
        });
    let slots = [
        ("from", format::second(from).into()),
        ("to", format!("{} UTC", format::second(to)).into()),
        ("step", step(words, trend.step_ms).into()),
    ];
    view! {
        <div class="range" role="group" aria-label=words.say("trends-range-label")>
            <ul class="range-quick">{quick}</ul>
            <ul class="range-quick" aria-label=words.say("trends-status")>{statuses}</ul>
            <ul class="range-move">
                {move_to("trends-earlier", from.plus_millis(-half), to.plus_millis(-half))}
                {move_to("trends-later", from.plus_millis(half), to.plus_millis(half))}
                {move_to("trends-wider", from.plus_millis(-half), to.plus_millis(half))}
                {move_to("trends-narrower", from.plus_millis(length / 4), to.plus_millis(-(length / 4)))}
            </ul>
            <form class="range-fields" method="get" action=urls::TRENDS>
                {kept}
                <label>{words.say("trends-from")}<input name="from" type="text" value=shown(from) autocomplete="off" spellcheck="false"/></label>
                <label>{words.say("trends-to")}<input name="to" type="text" value=shown(to) autocomplete="off" spellcheck="false"/></label>
                <button class="button" type="submit">{words.say("trends-go")}</button>
            </form>
            <p class="faint">{words.say_with("trends-shown", &slots)}</p>
        </div>
    }
    .into_any()
}
