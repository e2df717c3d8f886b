//! Calls over time, stacked by what refused them: an SVG of the server's, its words, and its table.
//!
//! | file | what is there |
//! |---|---|
//! | `scale` | where things stand |
//! | `table` | the same as a table |
//!
//! Across it is measured in hundredths and down in pixels, so that a chart is as wide as its place and its text keeps its
//! size.

mod scale;
mod table;

use std::fmt::Write as _;

use engine::{diagnosis::PolicyOrigin, story::Story};
use leptos::prelude::*;

use crate::{
    format,
    islands::Brush,
    pages::{
        requests::data::RequestsQuery,
        stages::stage_name,
        trends::data::{Ending, Mark, MarkKind, Trend, TrendsQuery},
    },
    urls,
    words::Words,
};

use scale::{percent, pixels, tenths};
use table::Twin;

/// Pixels from the top of the axis to its bottom.
const HEIGHT: i64 = 180;
/// Pixels above the top, for marks.
const ABOVE: i64 = 16;

/// Calls over time.
#[component]
pub(crate) fn Chart(words: Words, query: TrendsQuery, trend: Trend) -> impl IntoView {
    if trend.n_requests() == 0 {
        return view! { <p class="chart-empty">{words.say("chart-empty")}</p> }.into_any();
    }
    let summary = summary(words, &trend);
    let has_week_before = trend.week_before.iter().any(|n| *n > 0);
    let legend = fills(&trend.endings)
        .into_iter()
        .zip(&trend.endings)
        .map(|(fill, ending)| legend(words, &query, &trend, fill, ending));
    let legend = legend.collect_view();
    let marks = trend.marks.iter().map(|mark| mark_line(words, mark)).collect_view();
    let drawing = if trend.n_refused() == 0 && !has_week_before {
        view! { <p class="chart-empty">{words.say("chart-none-refused")}</p> }.into_any()
    } else {
        view! {
            <div class="chart-place">
                <Drawing trend=trend.clone() summary=summary.clone()/>
                <Brush
                    address=urls::trends(&query.of_stage()) from=trend.from.millis() step_ms=trend.step_ms
                    n_columns=u32::try_from(trend.calls.len()).unwrap_or(u32::MAX)
                />
            </div>
            <p class="chart-hint faint">{words.say("chart-brush")}</p>
        }
        .into_any()
    };
    view! {
        <figure class="chart">
            <figcaption>{summary}</figcaption>
            {drawing}
            <ul class="chart-legend">
                {legend}
                {has_week_before.then(|| view! {
                    <li>
                        <svg class="chart-key" width="14" height="14" aria-hidden="true">
                            <path class="chart-before" d="M0 7H14"/>
                        </svg>
                        {words.say("chart-week-before")}
                    </li>
                })}
            </ul>
            {(!trend.marks.is_empty()).then(|| view! { <ul class="chart-marks">{marks}</ul> })}
            <Twin words trend/>
        </figure>
    }
    .into_any()
}

/// The chart in one sentence.
fn summary(words: Words, trend: &Trend) -> String {
    let (n_requests, n_refused) = (trend.n_requests(), trend.n_refused());
    let slots = [
        ("refused", n_refused.into()),
        ("requests", n_requests.into()),
        ("share", share(n_refused, n_requests).into()),
        ("from", format::second(trend.from).into()),
        ("to", format!("{} UTC", format::second(trend.to)).into()),
        ("step", step(words, trend.step_ms).into()),
    ];
    words.say_with("chart-summary", &slots)
}

/// The length of a column.
pub(crate) fn step(words: Words, millis: i64) -> String {
    let minutes = millis / 60_000;
    let (key, n) = match minutes {
        _ if minutes % 1_440 == 0 => ("chart-step-days", minutes / 1_440),
        _ if minutes % 60 == 0 => ("chart-step-hours", minutes / 60),
        _ => ("chart-step-minutes", minutes),
    };
    words.say_with(key, &[("n", n.into())])
}

/// A part of a whole, as `4.8 %`; what is there is never `0.0 %`.
pub(crate) fn share(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return "–".to_owned();
    }
    let tenths = i128::from(part) * 1_000 / i128::from(whole);
    if part > 0 && tenths == 0 { "< 0.1 %".to_owned() } else { format!("{}.{} %", tenths / 10, tenths % 10) }
}

/// What an ending is called.
pub(crate) fn ending_words(words: Words, ending: &Ending) -> String {
    match ending.cause {
        Some(cause) => words.say(&Story::new(cause, ending.deny, ending.policy_origin).key()),
        None => words.say("chart-others"),
    }
}

/// The calls of an ending, in the range and of the stage that are shown.
pub(crate) fn ending_url(query: &TrendsQuery, trend: &Trend, ending: &Ending) -> String {
    let mut calls = RequestsQuery::default()
        .with("cause", ending.cause.map_or("refused", |cause| cause.id()))
        .with("api", query.api.as_deref().unwrap_or_default())
        .with("stage", query.stage.as_deref().unwrap_or_default())
        .with("from", &trend.from.to_string())
        .with("to", &trend.to.to_string());
    if let Some((status, _)) = query.statuses().filter(|(first, last)| first == last) {
        calls = calls.with("status", &status.to_string());
    }
    if let Some(deny) = ending.deny {
        calls = calls.with("deny", deny.id());
    }
    if let Some(origin) = ending.policy_origin {
        calls = calls.with("policy_origin", origin.id());
    }
    urls::requests(&calls)
}

fn legend(words: Words, query: &TrendsQuery, trend: &Trend, fill: String, ending: &Ending) -> AnyView {
    view! {
        <li>
            <svg class="chart-key" width="14" height="14" aria-hidden="true">
                <rect width="14" height="14" rx="2" fill=fill/>
            </svg>
            <a href=ending_url(query, trend, ending)>{ending_words(words, ending)}</a>
            <span class="chart-count">{format::count(ending.n())}</span>
        </li>
    }
    .into_any()
}

fn mark_key(mark: &Mark) -> &'static str {
    match mark.kind {
        MarkKind::Deployed => "chart-mark-deployed",
        MarkKind::Changed => "chart-mark-changed",
        MarkKind::Flushed => "chart-mark-flushed",
    }
}

/// What changed, in words.
pub(crate) fn mark_words(words: Words, mark: &Mark) -> String {
    let what = match &mark.stage {
        Some(stage) => stage_name(words, &mark.api_id, stage),
        None => format::visible(&mark.api_id),
    };
    let slots = [("what", what.into()), ("at", format!("{} UTC", format::second(mark.at)).into())];
    words.say_with(mark_key(mark), &slots)
}

/// Where more is told of it.
pub(crate) fn mark_url(mark: &Mark) -> String {
    match mark.kind {
        MarkKind::Flushed => urls::CACHE.to_owned(),
        MarkKind::Deployed | MarkKind::Changed => urls::configuration(&mark.api_id),
    }
}

fn mark_line(words: Words, mark: &Mark) -> AnyView {
    view! {
        <li data-kind=mark_key(mark)><a href=mark_url(mark)>{mark_words(words, mark)}</a></li>
    }
    .into_any()
}

/// Colour and pattern of each ending: the second for what a cache refused, which has this colour everywhere, and the last for
/// all others.
fn fills(endings: &[Ending]) -> Vec<String> {
    let (cached, last) = (1, PATTERNS.len() - 1);
    let mut free: Vec<usize> = (0..PATTERNS.len()).collect();
    let mut fills = Vec::with_capacity(endings.len());
    for ending in endings {
        let is_cached = ending.policy_origin == Some(PolicyOrigin::Cached);
        let wanted = |place: &usize| match ending.cause {
            None => *place == last,
            Some(_) if is_cached => *place == cached,
            Some(_) => *place != cached && *place != last,
        };
        let found = free.iter().position(wanted).or_else(|| free.len().checked_sub(1));
        let place = found.map_or(last, |found| free.remove(found));
        fills.push(format!("url(#chart-fill-{place})"));
    }
    fills
}

/// What is drawn over each colour, on squares of six pixels, so that colour alone tells nothing.
const PATTERNS: [&str; 6] = [
    "",
    "M-1 1L1-1M0 6L6 0M5 7L7 5",
    "M1.5 1.5h1.5v1.5h-1.5z",
    "M0 3H6",
    "M3 0V6",
    "M-1 5L1 7M0 0L6 6M5-1L7 1",
];

/// Axis, columns, marks and last week's line.
#[component]
fn Drawing(trend: Trend, summary: String) -> impl IntoView {
    let n_columns = trend.calls.len();
    let total =
        |place: usize| -> i64 { trend.endings.iter().filter_map(|ending| ending.counts.get(place)).sum() };
    let most = (0..n_columns).map(total).chain(trend.week_before.iter().copied()).max().unwrap_or(0);
    let ticks = scale::ticks(most);
    let top = ticks.last().copied().unwrap_or(1);
    let length = trend.to.since(trend.from);
    let bottom = ABOVE + HEIGHT;
    let down = |value: i64| pixels(bottom * 10 - tenths(value, top, HEIGHT));
    let grid = ticks
        .iter()
        .map(|tick| view! { <line class="chart-grid" x1="0" x2="100%" y1=down(*tick) y2=down(*tick)/> });
    let grid = grid.collect_view();
    let values = ticks.iter().map(|tick| {
        view! { <text x="40" y=down(*tick) dy="4" text-anchor="end">{format::count(*tick)}</text> }
    });
    let values = values.collect_view();
    let times = scale::times(trend.from, trend.to).into_iter().map(|(at, label)| {
        let part = at.since(trend.from);
        let anchor = match part * 100 / length.max(1) {
            0..6 => "start",
            94.. => "end",
            _ => "middle",
        };
        let across = percent(part, length);
        view! {
            <line class="chart-tick" x1=across.clone() x2=across.clone() y1=bottom y2=bottom + 4/>
            <text x=across y=bottom + 17 text-anchor=anchor>{label}</text>
        }
    });
    let times = times.collect_view();
    let columns = columns(&trend, top);
    let marks = trend.marks.iter().map(|mark| {
        let across = percent(mark.at.since(trend.from), length);
        view! {
            <g class="chart-mark">
                <line x1=across.clone() x2=across.clone() y1="10" y2=bottom/>
                <circle cx=across cy="6" r="4"/>
            </g>
        }
    });
    let marks = marks.collect_view();
    let before = step_line(&trend.week_before, top);
    let patterns = PATTERNS.iter().enumerate().map(|(place, drawn)| {
        view! {
            <pattern id=format!("chart-fill-{place}") width="6" height="6" patternUnits="userSpaceOnUse">
                <rect class=format!("chart-colour-{place}") width="6" height="6"/>
                <path class="chart-hatch" d=*drawn/>
            </pattern>
        }
    });
    let patterns = patterns.collect_view();
    let across = i64::try_from(n_columns).unwrap_or(1);
    view! {
        <div class="chart-drawing" role="img" aria-label=summary>
            <svg class="chart-values" width="44" height="222" aria-hidden="true">{values}</svg>
            <svg class="chart-plot" width="100%" height="222" aria-hidden="true">
                <defs>{patterns}</defs>
                {grid}
                {columns}
                {before.map(|path| view! {
                    <svg
                        y=ABOVE width="100%" height=HEIGHT preserveAspectRatio="none"
                        viewBox=format!("0 0 {across} {HEIGHT}")
                    >
                        <path class="chart-before" d=path vector-effect="non-scaling-stroke"/>
                    </svg>
                })}
                {marks}
                {times}
            </svg>
        </div>
    }
    .into_any()
}

/// Each column from the bottom up, the most frequent ending lowest.
fn columns(trend: &Trend, top: i64) -> Vec<AnyView> {
    let n_columns = i64::try_from(trend.calls.len()).unwrap_or(1);
    let fills = fills(&trend.endings);
    let mut drawn = Vec::new();
    // A hair of paper between columns, as long as there is room for one.
    let width = percent(if n_columns > 100 { 95 } else { 85 }, n_columns.saturating_mul(100));
    for (place, column) in (0_i64..).zip(0..trend.calls.len()) {
        let across = percent(place, n_columns);
        let mut below = 0;
        for (fill, ending) in fills.iter().zip(&trend.endings) {
            let value = ending.counts.get(column).copied().unwrap_or(0);
            if value <= 0 {
                continue;
            }
            let (low, high) = (tenths(below, top, HEIGHT), tenths(below.saturating_add(value), top, HEIGHT));
            below = below.saturating_add(value);
            // What is there is seen.
            let height = (high - low).max(10);
            drawn.push(
                view! {
                    <rect
                        x=across.clone() width=width.clone() fill=fill.clone()
                        y=pixels((ABOVE + HEIGHT) * 10 - low - height) height=pixels(height)
                    />
                }
                .into_any(),
            );
        }
    }
    drawn
}

/// A line with a step a column; `None` where nothing is counted.
fn step_line(values: &[i64], top: i64) -> Option<String> {
    if values.iter().all(|value| *value == 0) {
        return None;
    }
    let mut path = String::new();
    for (place, value) in values.iter().enumerate() {
        let down = pixels(HEIGHT * 10 - tenths(*value, top, HEIGHT));
        let start = if place == 0 { "M0 " } else { "V" };
        // Writing to a text cannot fail.
        let _ = write!(path, "{start}{down}H{}", place + 1);
    }
    Some(path)
}

/// A few counts as a small drawing, beside their words.
#[component]
pub(crate) fn Spark(counts: Vec<i64>) -> impl IntoView {
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let bars = (0_i64..).zip(counts.iter()).filter(|(_, count)| **count > 0).map(|(place, count)| {
        let height = (tenths(*count, most, 20) / 10).max(1);
        view! { <rect x=place * 4 y=20 - height width="3" height=height/> }
    });
    let bars = bars.collect_view();
    let width = counts.len() * 4;
    view! {
        <svg class="spark" viewBox=format!("0 0 {width} 20") width=width height="20" aria-hidden="true">
            <path d=format!("M0 19.5H{width}")/>
            {bars}
        </svg>
    }
    .into_any()
}
