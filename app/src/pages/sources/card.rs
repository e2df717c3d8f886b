//! One source: how it is, what it brought, and what may be done with it. Each action is a form that posts.

use engine::time::Instant;
use leptos::prelude::*;

use super::{
    backfill::{Backfills, Gaps, Past},
    data::{Configurations, Source, SourceKind},
    evidence::EvidenceOf,
    figures::{Figure, SourceFigures, of_source},
};
use crate::{format, islands::CopyButton, urls, words::Words};

/// The source and everything about it.
#[component]
pub(crate) fn SourceCard(words: Words, source: Source, now: Instant) -> impl IntoView {
    let id = format!("source-{}", source.source_id);
    let heading = format!("{id}-name");
    let SourceFigures {
        state,
        problem,
        failures,
        events,
        requests,
        last_event,
        last_answer,
        deliveries,
        backfills,
    } = of_source(words, &source, now);
    let is_push = matches!(source.kind, SourceKind::Push);
    let is_log = !matches!(source.kind, SourceKind::Configurations(_));
    let last = if is_push { "sources-last-delivery" } else { "sources-last-answer" };
    let (number, brought) = if is_log {
        ("sources-events", "sources-brought")
    } else {
        ("sources-apis", "sources-configurations")
    };
    let missing = match &source.kind {
        SourceKind::Configurations(asked) => asked.missing.clone(),
        SourceKind::Cloudwatch(_) | SourceKind::Push => Vec::new(),
    };
    view! {
        <li class="panel source" id=id>
            <div class="source-head">
                <h2 id=heading>{format::visible(&source.name)}</h2>
                <Shown figure=state class="source-state"/>
                <Place words name=source.name.clone() kind=source.kind.clone()/>
            </div>
            <div class="source-problem" role="status">
                <p lang="en"><Shown figure=problem class="source-why"/></p>
                <p class="meta"><Shown figure=failures class=""/></p>
            </div>
            <dl class="source-figures">
                <div><dt>{words.say(number)}</dt><dd><Shown figure=events class="count"/></dd></div>
                <div><dt>{words.say(brought)}</dt><dd><Shown figure=requests class="count"/></dd></div>
                <div>
                    <dt>{words.say(if is_log { "sources-last-event" } else { "sources-next" })}</dt>
                    <dd><Shown figure=last_event class=""/></dd>
                </div>
                <div><dt>{words.say(last)}</dt><dd><Shown figure=last_answer class=""/></dd></div>
                <div class="wide">
                    <dt>{words.say("sources-gives")}</dt>
                    <dd>
                        <EvidenceOf words evidence=source.evidence()/>
                        {source.stage().map(|(api_id, stage)| view! {
                            " "<a href=urls::stage(api_id, stage)>{words.say("sources-stage")}</a>
                        })}
                        {(!is_log).then(|| view! {
                            " "<a href=urls::CONFIGURATION>{words.say("sources-see-configurations")}</a>
                        })}
                    </dd>
                </div>
            </dl>
            <p class="meta"><Shown figure=deliveries class=""/></p>
            {(!is_push && is_log).then(|| view! { <Gaps words source=source.clone()/> })}
            <WithoutThese words missing/>
            <Backfills words source=source.clone() figures=backfills/>
            <Actions words source now/>
        </li>
    }
    .into_any()
}

/// A figure where [`LiveFigures`](crate::islands::LiveFigures) finds it.
#[component]
pub(crate) fn Shown(figure: Figure, class: &'static str) -> impl IntoView {
    let Figure { id, text, title, state, value: _ } = figure;
    let is_hidden = text.is_empty();
    view! { <span id=id class=class title=title data-state=state hidden=is_hidden>{text}</span> }.into_any()
}

/// Where its events come from; what its name says already is not said twice.
#[component]
fn Place(words: Words, name: String, kind: SourceKind) -> impl IntoView {
    let parts = match kind {
        SourceKind::Push => view! { <span>{words.say("sources-kind-push")}</span> }.into_any(),
        SourceKind::Cloudwatch(group) => view! {
            <span>{words.say("sources-kind-cloudwatch")}</span>
            {(group.name != name).then(|| view! { <code lang="en">{format::visible(&group.name)}</code> })}
            {way(words, &group.region, group.role_arn, group.endpoint_url)}
        }
        .into_any(),
        SourceKind::Configurations(Configurations {
            api_ids,
            every_millis,
            region,
            role_arn,
            endpoint_url,
            ..
        }) => {
            let every = words.say_with("sources-every", &[("span", words.span(every_millis).into())]);
            let which =
                api_ids.into_iter().map(|id| view! { <code lang="en">{format::visible(&id)}</code>" " });
            let which: Vec<_> = which.collect();
            view! {
                <span>{words.say("sources-kind-configuration")}</span>
                <span>{every}</span>
                {(!which.is_empty()).then(|| view! { <span>{which}</span> })}
                {way(words, &region, role_arn, endpoint_url)}
            }
            .into_any()
        }
    };
    view! { <p class="meta">{parts}</p> }.into_any()
}

/// How AWS is reached.
fn way(words: Words, region: &str, role_arn: Option<String>, endpoint_url: Option<String>) -> impl IntoView {
    view! {
        <span lang="en">{format::visible(region)}</span>
        {role_arn.map(|role| view! {
            <span>{words.say("sources-as-role")}" "<code lang="en">{format::visible(&role)}</code></span>
        })}
        {endpoint_url.map(|url| view! {
            <span>{words.say("sources-at-endpoint")}" "<code lang="en">{format::visible(&url)}</code></span>
        })}
    }
    .into_any()
}

/// What of the configurations could not be read.
#[component]
fn WithoutThese(words: Words, missing: Vec<(String, String)>) -> impl IntoView {
    let n = i64::try_from(missing.len()).unwrap_or(i64::MAX);
    (n > 0)
        .then(|| {
            let parts = missing.into_iter().map(|(part, why)| {
                view! { <li><code>{format::visible(&part)}</code>": "{format::visible(&why)}</li> }
            });
            view! {
                <details class="gaps">
                    <summary>{words.say_with("sources-without", &[("n", n.into())])}</summary>
                    <ul lang="en">{parts.collect_view()}</ul>
                </details>
            }
        })
        .into_any()
}

#[component]
fn Actions(words: Words, source: Source, now: Instant) -> impl IntoView {
    let is_push = matches!(source.kind, SourceKind::Push);
    let is_log_group = matches!(source.kind, SourceKind::Cloudwatch(_));
    let is_asked = matches!(source.kind, SourceKind::Configurations(_)) && source.paused_at.is_none();
    let id = source.source_id;
    let name = format::visible(&source.name);
    let of_this = |key: &str| words.say_with(key, &[("name", name.as_str().into())]);
    let (action, key) = match source.paused_at {
        Some(_) => ("resume", "sources-resume"),
        None => ("pause", "sources-pause"),
    };
    view! {
        <div class="source-actions">
            {is_asked.then(|| view! {
                <form method="post" action=urls::source_action(id, "take")>
                    <button class="button" type="submit" aria-label=of_this("sources-take.of")>
                        {words.say("sources-take")}
                    </button>
                </form>
            })}
            <form method="post" action=urls::source_action(id, action)>
                <button class="button" type="submit" aria-label=of_this(&format!("{key}.of"))>{words.say(key)}</button>
            </form>
            <details class="more">
                <summary class="button" aria-label=of_this("sources-more.of")>{words.say("sources-more")}</summary>
                {is_log_group.then(|| view! { <Past words source_id=id name=name.clone() now/> })}
                {source.policy.map(|policy| view! {
                    <section class="more-part">
                        <h3>{words.say("sources-rights")}</h3>
                        <p>{words.say("sources-rights-text")}</p>
                        <Copyable words text=policy/>
                    </section>
                })}
                {is_push.then(|| view! {
                    <section class="more-part">
                        <h3>{words.say("sources-key")}</h3>
                        <p>{words.say("sources-key-text")}</p>
                        <form class="actions" method="post" action=urls::SOURCES_PUSH>
                            <input type="hidden" name="source_id" value=id/>
                            <button class="button" type="submit">{of_this("sources-key-go")}</button>
                            <a href=urls::SOURCES_PUSH>{words.say("sources-setup")}</a>
                        </form>
                    </section>
                })}
                <section class="more-part">
                    <h3>{words.say("sources-remove")}</h3>
                    <p>{words.say("sources-remove-text")}</p>
                    <details>
                        <summary class="button danger">{words.say("sources-remove-ask")}</summary>
                        <form method="post" action=urls::source_action(id, "remove")>
                            <button class="button danger" type="submit">{of_this("sources-remove-go")}</button>
                        </form>
                    </details>
                </section>
            </details>
        </div>
    }
    .into_any()
}

/// A text to copy.
#[component]
pub(crate) fn Copyable(words: Words, text: String) -> impl IntoView {
    view! {
        <div class="command">
            <pre lang="en" tabindex="0">{text.clone()}</pre>
            <CopyButton
                text is_path=false label=words.say("copy") done=words.say("copied") failed=words.say("copy-failed")
            />
        </div>
    }
    .into_any()
}
