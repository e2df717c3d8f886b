//! Log groups are found, their rights tried, and several chosen at once. One form with two buttons: what was typed goes with both.

use leptos::prelude::*;

use super::{
    api::cloudwatch,
    evidence::{EvidenceKey, EvidenceOf},
    forms::{Check, CloudwatchForm, CloudwatchPage, Found, FoundGroup},
    reach::{Elsewhere, Field, Region, Rights},
};
use crate::{
    components::{load::loaded, title::PageTitle},
    format, urls,
    words::{Words, words},
};

/// The answer to the form, or the page before it.
#[component]
pub(crate) fn AddCloudwatch() -> impl IntoView {
    let words = words();
    match use_context::<CloudwatchPage>() {
        Some(page) => view! { <Sheet words page/> }.into_any(),
        None => {
            loaded(words, cloudwatch, move |page: CloudwatchPage| view! { <Sheet words page/> }.into_any())
                .into_any()
        }
    }
}

#[component]
fn Sheet(words: Words, page: CloudwatchPage) -> impl IntoView {
    let CloudwatchPage { typed, found, problem, policy, trust_policy } = page;
    let title = words.say("cloudwatch-title");
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <p class="meta"><a href=urls::SOURCES>{words.say("sources-back")}</a></p>
            <h1 tabindex="-1">{title}</h1>
            <p class="lead">{words.say("cloudwatch-lead")}</p>
        </header>
        {problem.map(|problem| view! {
            <div class="notice problem" role="alert">
                <p><b>{words.say("cloudwatch-problem")}</b></p>
                <p lang="en">{format::visible(&problem)}</p>
            </div>
        })}
        <div class="two">
            <form class="panel source-form" method="post" action=urls::SOURCES_CLOUDWATCH>
                <Fields words typed/>
                <p class="actions">
                    <button class="button main" type="submit" name="step" value="find">
                        {words.say("cloudwatch-find")}
                    </button>
                </p>
                {found.map(|found| view! { <Findings words found/> })}
            </form>
            <div class="stack">
                {(!policy.is_empty()).then(|| view! { <Rights words policy trust_policy/> })}
                <EvidenceKey words/>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Fields(words: Words, typed: CloudwatchForm) -> impl IntoView {
    let CloudwatchForm { reach, prefix } = typed;
    view! {
        <Region words region=reach.region.clone()/>
        <Field words name="prefix" key="cloudwatch-prefix" value=prefix example="/aws/apigateway/"/>
        <Elsewhere words reach/>
    }
    .into_any()
}

#[component]
fn Findings(words: Words, found: Found) -> impl IntoView {
    let Found { groups, is_cut, checks } = found;
    let n = i64::try_from(groups.len()).unwrap_or(i64::MAX);
    let has_new = groups.iter().any(|group| !group.is_source);
    let rows = groups
        .into_iter()
        .enumerate()
        .map(|(place, group)| view! { <Group words place group/> })
        .collect_view();
    view! {
        <section class="found" aria-labelledby="checks">
            <h2 id="checks">{words.say("cloudwatch-checks")}</h2>
            <ul class="checks">
                {checks.into_iter().map(|check| view! { <OneCheck words check/> }).collect_view()}
            </ul>
        </section>
        <fieldset class="found">
            <legend>{words.say_with("cloudwatch-found", &[("n", n.into())])}</legend>
            {is_cut.then(|| view! { <p class="meta">{words.say("cloudwatch-cut")}</p> })}
            {(n == 0).then(|| view! { <p>{words.say("cloudwatch-found-none")}</p> })}
            <ul class="found-groups">{rows}</ul>
        </fieldset>
        {has_new.then(|| view! {
            <p class="source-field">
                <label for="since">{words.say("cloudwatch-since")}</label>
                <select id="since" name="since">
                    <option value="now">{words.say("cloudwatch-since-now")}</option>
                    <option value="hour" selected>{words.say("sources-past-hour")}</option>
                    <option value="day">{words.say("sources-past-day")}</option>
                    <option value="week">{words.say("sources-past-week")}</option>
                </select>
            </p>
            <p class="actions">
                <button class="button main" type="submit" name="step" value="add">{words.say("cloudwatch-add")}</button>
            </p>
        })}
    }
    .into_any()
}

#[component]
fn OneCheck(words: Words, check: Check) -> impl IntoView {
    let Check { action, on, problem } = check;
    let (mark, key, state) = match problem {
        None => ("✔", "cloudwatch-check-good", "good"),
        Some(_) => ("✖", "cloudwatch-check-bad", "bad"),
    };
    view! {
        <li data-check=state>
            <span class="check" aria-hidden="true">{mark}</span>
            <span class="unseen">{words.say(key)}</span>
            <span>
                <code lang="en">{action}</code>
                {on.map(|on| view! { " "<code lang="en" class="faint">{format::visible(&on)}</code> })}
                {problem.map(|problem| view! { <span class="check-why" lang="en">{format::visible(&problem)}</span> })}
            </span>
        </li>
    }
    .into_any()
}

#[component]
fn Group(words: Words, place: usize, group: FoundGroup) -> impl IntoView {
    let id = format!("group-{place}");
    let evidence = group.evidence();
    let FoundGroup { name, api_and_stage, stored_bytes, is_source } = group;
    let place = api_and_stage.map(|(api, stage)| {
        let slots = [("api", format::visible(&api).into()), ("stage", format::visible(&stage).into())];
        view! { <span>{words.say_with("cloudwatch-of", &slots)}</span> }
    });
    let size = stored_bytes.map(|bytes| {
        let size = size(bytes);
        view! { <span>{words.say_with("cloudwatch-size", &[("size", size.into())])}</span> }
    });
    view! {
        <li>
            <input
                id=id.clone() name="group" type="checkbox" value=name.clone() disabled=is_source
                aria-describedby=format!("{id}-about")
            />
            <label for=id.clone()><code lang="en">{format::visible(&name)}</code></label>
            <span class="meta" id=format!("{id}-about")>
                <EvidenceOf words evidence/>
                {place}
                {size}
                {is_source.then(|| view! { <span>{words.say("cloudwatch-is-source")}</span> })}
            </span>
        </li>
    }
    .into_any()
}

/// `3.1 GB`: as AWS's console counts, by thousands.
fn size(bytes: i64) -> String {
    let mut whole = bytes.max(0);
    let mut tenths = 0;
    for unit in ["B", "kB", "MB", "GB"] {
        if whole < 1_000 {
            return if unit == "B" { format!("{whole} {unit}") } else { format!("{whole}.{tenths} {unit}") };
        }
        tenths = whole % 1_000 / 100;
        whole /= 1_000;
    }
    format!("{}.{tenths} TB", format::count(whole))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_short() {
        for (bytes, text) in [(0, "0 B"), (999, "999 B"), (3_149, "3.1 kB"), (2_750_000_000, "2.7 GB")] {
            assert_eq!(size(bytes), text);
        }
        assert_eq!(size(4_000_000_000_000), "4.0 TB");
    }
}
