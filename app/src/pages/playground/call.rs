//! The right side: the call that is asked about.

use engine::{configuration::authorizer::DEFAULT_TTL_SECONDS, policy::combine::Authorization};
use leptos::prelude::*;

use crate::words::Words;

/// Methods that are offered; any other may be typed.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
/// Actions that API Gateway knows.
const ACTIONS: [&str; 3] =
    ["execute-api:Invoke", "execute-api:InvalidateCache", "execute-api:ManageConnections"];
/// Context keys that API Gateway supplies to resource policies ("AWS condition keys that can be used in API Gateway resource
/// policies", API Gateway Developer Guide).
const KEYS: [&str; 18] = [
    "aws:CurrentTime",
    "aws:EpochTime",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalType",
    "aws:Referer",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIp",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:UserAgent",
    "aws:VpcSourceIp",
    "aws:userid",
    "aws:username",
];

/// The form. It is read by the browser's module; nothing of it is sent.
#[component]
pub(crate) fn CallForm(words: Words) -> impl IntoView {
    let authorizations = Authorization::ALL
        .iter()
        .map(|authorization| {
            let id = authorization.id();
            view! { <option value=id>{words.say(&format!("play-authorization-{id}"))}</option> }
        })
        .collect_view();
    let field = |name: &'static str, list: Option<&'static str>| {
        view! {
            <p class=format!("play-field play-field-{name}") id=format!("play-{name}-field")>
                <label for=format!("play-{name}")>{words.say(&format!("play-{name}"))}</label>
                <input id=format!("play-{name}") type="text" list=list autocomplete="off" spellcheck="false" autocapitalize="off"/>
            </p>
        }
    };
    // What counts where the field is empty.
    let default_ttl = DEFAULT_TTL_SECONDS.to_string();
    view! {
        <section class="panel play-call" aria-labelledby="play-call-title">
            <h2 id="play-call-title">{words.say("play-call")}</h2>
            <div class="play-fields">
                {field("method", Some("play-methods"))}
                {field("path", None)}
                {field("stage", None)}
                {field("api", None)}
                {field("arn", None)}
                <p class="play-field play-field-authorization">
                    <label for="play-authorization">{words.say("play-authorization")}</label>
                    <select id="play-authorization">{authorizations}</select>
                </p>
                {field("action", Some("play-actions"))}
                <p class="play-field play-field-ttl" id="play-ttl-field">
                    <label for="play-ttl">{words.say("play-ttl")}</label>
                    <input id="play-ttl" type="text" inputmode="numeric" placeholder=default_ttl autocomplete="off"/>
                </p>
                {field("caller", None)}
            </div>
            <fieldset class="play-context">
                <legend>{words.say("play-context")}</legend>
                <ul id="play-context"></ul>
                <p class="play-others">
                    <button class="button small" type="button" data-do="add-key" id="play-add-key">{words.say("play-add-key")}</button>
                    <label for="play-others">{words.say("play-others")}</label>
                    <select id="play-others">
                        <option value="unknown">{words.say("play-others-unknown")}</option>
                        <option value="absent">{words.say("play-others-absent")}</option>
                    </select>
                </p>
            </fieldset>
            {options("play-methods", &METHODS)}
            {options("play-actions", &ACTIONS)}
            {options("play-keys", &KEYS)}
        </section>
    }
    .into_any()
}

/// What a field offers.
fn options(id: &'static str, values: &'static [&'static str]) -> impl IntoView {
    let values = values.iter().map(|value| view! { <option value=*value></option> }).collect_view();
    view! { <datalist id=id>{values}</datalist> }
}
