//! How AWS is reached, typed; and the rights that this takes, to copy. Both forms with which something is read from AWS have it.

use leptos::prelude::*;

use super::{card::Copyable, forms::ReachForm};
use crate::words::Words;

/// A line of text, its name above it and its help below.
#[component]
pub(crate) fn Field(
    words: Words,
    name: &'static str,
    key: &'static str,
    value: String,
    example: &'static str,
    #[prop(optional)] is_required: bool,
) -> impl IntoView {
    let help = format!("{name}-help");
    view! {
        <p class="source-field">
            <label for=name>{words.say(key)}</label>
            <input
                id=name name=name type="text" value=value placeholder=example required=is_required spellcheck="false"
                autocomplete="off" autocapitalize="off" aria-describedby=help.clone()
            />
            <span class="meta" id=help>{words.say(&format!("{key}.help"))}</span>
        </p>
    }
    .into_any()
}

/// The region.
#[component]
pub(crate) fn Region(words: Words, region: String) -> impl IntoView {
    view! {
        <Field words name="region" key="cloudwatch-region" value=region example="eu-central-1" is_required=true/>
    }
    .into_any()
}

/// Another account, or another address.
#[component]
pub(crate) fn Elsewhere(words: Words, reach: ReachForm) -> impl IntoView {
    let ReachForm { region: _, role_arn, external_id, endpoint_url } = reach;
    let is_open = [&role_arn, &external_id, &endpoint_url].iter().any(|field| !field.is_empty());
    view! {
        <details open=is_open>
            <summary class="button plain">{words.say("cloudwatch-more")}</summary>
            <Field
                words name="role_arn" key="cloudwatch-role" value=role_arn
                example="arn:aws:iam::111122223333:role/why403-read"
            />
            <Field words name="external_id" key="cloudwatch-external-id" value=external_id example=""/>
            <Field words name="endpoint_url" key="cloudwatch-endpoint" value=endpoint_url example="https://"/>
        </details>
    }
    .into_any()
}

/// The least rights, to copy.
#[component]
pub(crate) fn Rights(words: Words, policy: String, trust_policy: Option<String>) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="rights">
            <h2 id="rights">{words.say("sources-rights")}</h2>
            <p>{words.say("cloudwatch-rights-text")}</p>
            <Copyable words text=policy/>
            {trust_policy.map(|text| view! {
                <h3>{words.say("cloudwatch-trust")}</h3>
                <p>{words.say("cloudwatch-trust-text")}</p>
                <Copyable words text/>
            })}
        </section>
    }
    .into_any()
}
