//! Where a log comes in.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::title::PageTitle,
    format,
    islands::{CopyButton, DropZone, DropZoneWords},
    urls,
    words::{Words, words},
};

/// How to export an hour of an execution log.
const EXPORT: &str = "aws logs filter-log-events --output json \\
  --log-group-name 'API-Gateway-Execution-Logs_<api-id>/<stage>' \\
  --start-time $(( ($(date +%s) - 3600) * 1000 )) \\
  > events.json";

/// The drop zone and what it takes.
#[component]
pub(crate) fn Import() -> impl IntoView {
    let words = words();
    let problem = use_query_map().read_untracked().get("problem").filter(|problem| !problem.is_empty());
    let title = words.say("import-title");
    view! {
        <PageTitle text=title.clone()/>
        <header class="head">
            <h1 tabindex="-1">{title}</h1>
            <p class="meta"><span>{words.say("import-secret")}</span></p>
            <p class="meta"><span>{words.say("import-sources")}</span>" "<a href=urls::SOURCES>{words.say("nav-sources")}</a></p>
        </header>
        {problem.map(|problem| view! {
            <div class="notice problem" role="alert">
                <p><b>{words.say("import-problem")}</b></p>
                <p lang="en">{format::visible(&problem)}</p>
            </div>
        })}
        {zone(words)}
        <div class="two">
            <section class="panel" aria-labelledby="accepted">
                <h2 id="accepted">{words.say("import-accepted")}</h2>
                <ul class="plain-list">
                    <li>{words.say("import-accepted-cli")}</li>
                    <li>{words.say("import-accepted-lines")}</li>
                    <li>{words.say("import-accepted-test")}</li>
                    <li>{words.say("import-accepted-gz")}</li>
                    <li>{words.say("import-accepted-config")}</li>
                </ul>
            </section>
            <section class="panel" aria-labelledby="how">
                <h2 id="how">{words.say("import-how")}</h2>
                <div class="command">
                    <pre lang="en" tabindex="0">{EXPORT}</pre>
                    <CopyButton
                        text=EXPORT.to_owned() is_path=false label=words.say("copy") done=words.say("copied")
                        failed=words.say("copy-failed")
                    />
                </div>
            </section>
        </div>
    }
    .into_any()
}

/// The drop zone in the viewer's language.
pub(crate) fn zone(words: Words) -> impl IntoView {
    let open = |key: &str, slots: &[&'static str]| {
        let slots: Vec<_> = slots.iter().map(|slot| (*slot, format!("{{{slot}}}").into())).collect();
        words.say_with(key, &slots)
    };
    let said = DropZoneWords {
        lead: words.say("import-lead"),
        choose: words.say("import-choose"),
        choose_folder: words.say("import-choose-folder"),
        send: words.say("import-send"),
        cancel: words.say("import-cancel"),
        progress: open("import-progress", &["percent", "sent", "total"]),
        reading: words.say("import-reading"),
        read: open("import-read", &["events", "requests"]),
        empty: words.say("import-empty"),
        stopped: words.say("import-stopped"),
        stopped_stored: open("import-stopped-stored", &["requests"]),
        failed: words.say("import-failed"),
    };
    view! { <DropZone action=urls::IMPORT.to_owned() words=said/> }
}
