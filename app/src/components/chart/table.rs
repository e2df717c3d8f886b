//! The chart as a table: for whoever does not see it, and for whoever wants the numbers.

use leptos::prelude::*;

use super::ending_words;
use crate::{components::moment::Second, format, pages::trends::data::Trend, words::Words};

/// The same numbers; columns of the chart in which nothing was refused, now and a week before, are left out.
#[component]
pub(super) fn Twin(words: Words, trend: Trend) -> impl IntoView {
    let heads =
        trend.endings.iter().map(|ending| view! { <th scope="col">{ending_words(words, ending)}</th> });
    let heads = heads.collect_view();
    let at = |counts: &[i64], place: usize| counts.get(place).copied().unwrap_or(0);
    let is_told = |place: &usize| {
        at(&trend.week_before, *place) > 0
            || trend.endings.iter().any(|ending| at(&ending.counts, *place) > 0)
    };
    let rows = (0..trend.calls.len()).filter(is_told).map(|place| {
        let cells =
            trend.endings.iter().map(|ending| view! { <td>{format::count(at(&ending.counts, place))}</td> });
        view! {
            <tr>
                <th scope="row"><Second moment=trend.start(place)/></th>
                <td>{format::count(at(&trend.calls, place))}</td>
                {cells.collect_view()}
                <td>{format::count(at(&trend.week_before, place))}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <details class="chart-table">
            <summary>{words.say("chart-table")}</summary>
            <p class="faint">{words.say("chart-table-note")}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=words.say("chart-table")>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{words.say("chart-table-from")}</th>
                            <th scope="col">{words.say("chart-table-calls")}</th>
                            {heads}
                            <th scope="col">{words.say("chart-week-before")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
