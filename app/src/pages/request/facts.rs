//! The facts behind the verdict, each with how sure it is, and what the log does not tell.

use engine::{
    diagnosis::{Cause, Deny, Diagnosis, Grade, Missing},
    ids::{ApiId, StageName},
    request::Request,
};
use leptos::prelude::*;

use super::data::RequestPage;
use crate::{
    components::{
        badge::{GradeBadge, StatusSourceBadge},
        moment::Moment,
    },
    format, urls,
    words::Words,
};

/// The list of facts, and of what is missing.
#[component]
pub(crate) fn Facts(words: Words, page: RequestPage) -> impl IntoView {
    view! {
        <dl class="facts">
            <Decision words page=page.clone()/>
            <Filling words page=page.clone()/>
            <Circumstances words page=page.clone()/>
        </dl>
        <MissingList words missing=page.diagnosis.missing.clone()/>
        <StageLink words page/>
    }
    .into_any()
}

/// By which statement of which policy.
#[component]
fn Decision(words: Words, page: RequestPage) -> impl IntoView {
    let Diagnosis { cause, deny, statement, grade, policy, method_arn, policy_origin, .. } = page.diagnosis;
    let is_policy = matches!(cause, Cause::AuthorizerPolicyDeny | Cause::ResourcePolicyDeny);
    let decided = is_policy.then(|| {
        let deny_word = words.say(&format!("deny-{}", deny.unwrap_or(Deny::Unknown).id()));
        let text = match statement {
            Some(index) => {
                let slots = [("number", (i64::from(index) + 1).into()), ("deny", deny_word.into())];
                Some(words.say_with("facts-decided-statement", &slots))
            }
            None if deny == Some(Deny::Implicit) => {
                Some(words.say_with("facts-decided-silence", &[("deny", deny_word.into())]))
            }
            None => Some(deny_word),
        };
        view! {
            <dt>{words.say("facts-decided-by")}</dt>
            <dd>{text}" "<GradeBadge words grade/></dd>
        }
    });
    let policy = (!policy.is_empty()).then(|| {
        let statements = policy
            .iter()
            .enumerate()
            .map(|(index, entry)| {
                let is_decisive = u32::try_from(index).ok() == statement;
                view! {
                    <li class=is_decisive.then_some("decisive")>
                        <code lang="en">{format::visible(entry)}</code>
                    </li>
                }
            })
            .collect_view();
        view! {
            <dt>{words.say("facts-policy")}</dt>
            <dd><ol class="policy">{statements}</ol></dd>
        }
    });
    view! {
        {decided}
        {policy}
        {method_arn.map(|arn| view! {
            <dt>{words.say("facts-call")}</dt>
            <dd><code lang="en">{format::visible(&arn)}</code></dd>
        })}
        {policy_origin.map(|origin| view! {
            <dt>{words.say("facts-origin")}</dt>
            <dd>{words.say(&format!("origin-{}", origin.id()))}</dd>
        })}
    }
    .into_any()
}

/// Which call filled the cache entry, and when the entry dies.
#[component]
fn Filling(words: Words, page: RequestPage) -> impl IntoView {
    let RequestPage { diagnosis, filled_by_reference, row, .. } = page;
    let is_sure = |doubt: Missing| !diagnosis.missing.contains(&doubt);
    let filled_grade = if is_sure(Missing::OneCandidate) { diagnosis.grade } else { Grade::Inferred };
    let filled = diagnosis.filled_by.as_ref().map(|filled| {
        let at = filled.at.map_or_else(|| words.say("none-known"), format::millisecond);
        let text = match format::call(filled.method.as_deref(), filled.path.as_deref()) {
            Some(call) => words.say_with("facts-filled", &[("call", call.into()), ("at", at.into())]),
            None => words.say_with("facts-filled-unnamed", &[("at", at.into())]),
        };
        let outside = words
            .say_with("facts-filled-outside", &[("id", format::visible(filled.request_id.as_str()).into())]);
        let value = match &filled_by_reference {
            Some(reference) => view! { <a href=urls::request(reference)>{text}</a> }.into_any(),
            None => view! { {text}" "<span class="faint">{outside}</span> }.into_any(),
        };
        let age =
            filled.at.zip(row.started_at).map(|(filled, asked)| asked.since(filled)).filter(|age| *age > 0);
        view! {
            <dt>{words.say("facts-filled-by")}</dt>
            <dd>
                {value}
                {age.map(|age| words.say_with("facts-age", &[("age", words.span(age).into())]))}
                " "<GradeBadge words grade=filled_grade/>
            </dd>
        }
    });
    let heals_grade = if is_sure(Missing::AuthorizerTtl) { filled_grade } else { Grade::Inferred };
    let heals = diagnosis.heals_at.map(|moment| {
        let at = format::millisecond(moment);
        view! {
            <dt>{words.say("facts-heals")}</dt>
            <dd>{words.say_with("facts-heals-at", &[("at", at.into())])}" "<GradeBadge words grade=heals_grade/></dd>
        }
    });
    view! {
        {filled}
        {heals}
    }
    .into_any()
}

/// The page of the authorizer's cache at the moment of the call; none where no policy was evaluated.
pub(super) fn cache_then(page: &RequestPage) -> Option<String> {
    let Request { api_id, stage, authorizer_id, .. } = &page.request;
    let authorizer_id = authorizer_id.as_ref().filter(|_| page.diagnosis.policy_origin.is_some())?;
    let api_id = api_id.as_ref().map_or("", ApiId::as_str);
    let stage = stage.as_ref().map_or("", StageName::as_str);
    let at = page.row.started_at.map(|at| at.to_string());
    Some(urls::cache(api_id, stage, authorizer_id.as_str(), at.as_deref(), 1))
}

/// Who, where, with which ids: read from the log as they are.
#[component]
fn Circumstances(words: Words, page: RequestPage) -> impl IntoView {
    let cache = cache_then(&page);
    let RequestPage { row, request, diagnosis, .. } = page;
    let Request { request_id, extended_request_id, api_id, stage, authorizer_id, .. } = request;
    let code = |key: &str, value: Option<String>| {
        value.map(|value| {
            view! {
                <dt>{words.say(key)}</dt>
                <dd><code lang="en">{format::visible(&value)}</code></dd>
            }
        })
    };
    let cache = cache.map(
        |address| view! { <dt>{words.say("facts-cache")}</dt><dd><a href=address>{words.say("facts-cache-then")}</a></dd> },
    );
    let to_configuration =
        api_id.as_ref().map_or(urls::CONFIGURATION.to_owned(), |id| urls::configuration(id.as_str()));
    let place = match (api_id, stage) {
        (Some(api), Some(stage)) => Some(format!("{api} / {stage}")),
        (Some(api), None) => Some(api.to_string()),
        (None, Some(stage)) => Some(stage.to_string()),
        (None, None) => None,
    };
    let configuration = diagnosis.configuration.map(|judged_with| {
        let key = format!("facts-configuration-{}", judged_with.standing.id());
        let at = judged_with.seen_from.map(format::millisecond).unwrap_or_default();
        view! {
            <dt>{words.say("facts-configuration")}</dt>
            <dd>
                {if judged_with.seen_from.is_some() {
                    let href = to_configuration.clone();
                    view! { <a href=href>{words.say_with(&key, &[("at", at.into())])}</a> }.into_any()
                } else {
                    words.say_with(&key, &[("at", at.into())]).into_any()
                }}
            </dd>
        }
    });
    let times = row.started_at.map(|started| {
        let span = row.duration_ms.map(|millis| words.span(millis));
        view! {
            <dt>{words.say("facts-duration")}</dt>
            <dd><Moment moment=started/>{span.map(|span| format!(" · {span}"))}</dd>
        }
    });
    view! {
        {diagnosis.status.map(|status| view! {
            <dt>{words.say("facts-status")}</dt>
            <dd>
                {status}" "
                {diagnosis.status_source.map(|source| view! { <StatusSourceBadge words source/> })}
            </dd>
        })}
        {code("facts-principal", diagnosis.principal)}
        {code("facts-authorizer", authorizer_id.map(|id| id.to_string()))}
        {code("facts-api", place)}
        {times}
        {cache}
        {configuration}
        {code("facts-request-id", request_id.map(|id| id.to_string()))}
        {code("facts-extended-id", extended_request_id.map(|id| id.to_string()))}
    }
    .into_any()
}

/// Where it stands what the stage logs, when more of that would have told more.
#[component]
fn StageLink(words: Words, page: RequestPage) -> impl IntoView {
    let of_the_log = [Missing::DataTrace, Missing::AccessLog];
    let is_the_log = page.diagnosis.missing.iter().any(|missing| of_the_log.contains(missing));
    let id = |id: Option<String>| id.unwrap_or_default();
    let address = urls::stage(&id(page.row.api_id), &id(page.row.stage));
    is_the_log.then(|| view! { <p><a href=address>{words.say("missing-see-stage")}</a></p> }).into_any()
}

#[component]
fn MissingList(words: Words, missing: Vec<Missing>) -> impl IntoView {
    (!missing.is_empty()).then(|| {
        let items = missing
            .iter()
            .map(|missing| {
                let key = format!("missing-{}", missing.id());
                view! {
                    <li>{words.say(&key)}" "<span class="faint">{words.say(&format!("{key}.show"))}</span></li>
                }
            })
            .collect_view();
        view! {
            <h3 class="minor">{words.say("missing-title")}</h3>
            <ul class="missing">{items}</ul>
        }
    })
    .into_any()
}
