//! How calls came over a time, as a row of columns: from zero, of equal parts.

use leptos::prelude::*;

use super::data::Trend;
use crate::{format, words::Words};

/// The width of a column and its gap, and the height of the drawing.
const COLUMN: i64 = 4;
const GAP: i64 = 1;
const HEIGHT: i64 = 24;

/// The columns; nothing where no call came in that time.
#[component]
pub(crate) fn Spark(words: Words, trend: Trend) -> impl IntoView {
    let most = trend.counts.iter().copied().max().unwrap_or_default();
    let (Some((from, until)), true) = (trend.window, most > 0) else { return ().into_any() };
    let n = i64::try_from(trend.counts.len()).unwrap_or_default();
    let slots = [
        ("from", format!("{} UTC", format::second(from)).into()),
        ("to", format!("{} UTC", format::second(until)).into()),
        ("n", trend.counts.iter().sum::<i64>().into()),
        ("most", most.into()),
    ];
    let said = words.say_with("incident-trend-said", &slots);
    let columns: Vec<_> = trend
        .counts
        .iter()
        .zip(0_i64..)
        .filter(|(count, _)| **count > 0)
        .map(|(count, place)| {
            let height = (count * HEIGHT / most).max(2);
            view! { <rect x=place * (COLUMN + GAP) y=HEIGHT - height width=COLUMN height=height/> }
        })
        .collect();
    let view_box = format!("0 0 {} {HEIGHT}", n * (COLUMN + GAP) - GAP);
    view! {
        <svg class="incident-trend" viewBox=view_box preserveAspectRatio="none" role="img" aria-label=said>
            {columns}
        </svg>
    }
    .into_any()
}
