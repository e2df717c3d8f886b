//! The document around every page, and which page is at which address.

use std::sync::{
    LazyLock,
    atomic::{AtomicU64, Ordering},
};

use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::{AxumRouteListing, generate_route_list};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    components::frame::{Door, Frame, Room},
    pages::{
        away::{Away, AwayPage},
        cache::{CacheDetail, Caches},
        configuration::{ConfigurationDetail, Configurations},
        home::Home,
        import::{Import, Imported},
        incidents::{IncidentDetail, Incidents},
        invite::Invite,
        not_found::NotFound,
        paste::Paste,
        playground::Playground,
        request::RequestDetail,
        requests::Requests,
        set_up::SetUp,
        settings::Settings,
        shares::{AllShares, Shares},
        sign_in::SignIn,
        sources::{AddCloudwatch, AddConfigurations, AddPush, Sources},
        stages::{StageDetail, Stages},
        storage::Storage,
        team::Team,
        trends::Trends,
        unknown_lines::UnknownLines,
    },
    words::{preferences, words},
};

/// Sets right what the islands router does not care for; must come before its script.
const NAVIGATION: &str = include_str!("navigation.js");
/// Loads the engine's modules for the islands that ask for them: wasm cannot write `import()` itself.
const ENGINE: &str = include_str!("engine.js");

/// The document: head, and [`App`] as its body.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let preferences = preferences();
    let words = words();
    view! {
        <!DOCTYPE html>
        <html lang=preferences.language.tag() data-theme=preferences.theme.id()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="description" content=words.say("tagline")/>
                <link rel="stylesheet" href="/pkg/why403.css"/>
                <link rel="icon" type="image/svg+xml" href="/pkg/favicon.svg"/>
                <script nonce=use_nonce()>{NAVIGATION}</script>
                <script nonce=use_nonce()>{ENGINE}</script>
                <AutoReload options=options.clone()/>
                <HydrationScripts options islands=true islands_router=true/>
                <MetaTags/>
            </head>
            <body>
                // The islands router compares the old page with the new one node by node, and goes wrong where lists differ
                // in length. An item under a key that is never met again makes it swap the whole body instead.
                <For each=|| [rendering()] key=|rendering| *rendering let:_>
                    <App/>
                </For>
            </body>
        </html>
    }
}

/// A number that no other rendering of this process has.
fn rendering() -> u64 {
    static RENDERINGS: AtomicU64 = AtomicU64::new(0);
    RENDERINGS.fetch_add(1, Ordering::Relaxed)
}

/// Every page and server function, for the server's router.
///
/// Listed once for the whole process: while leptos lists routes, a page that another thread begins never ends
/// (<https://github.com/leptos-rs/leptos/issues/4773>).
pub fn routes() -> Vec<AxumRouteListing> {
    static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(App));
    ROUTES.clone()
}

/// The pages and their addresses (those of [`crate::urls`]).
#[component]
#[expect(clippy::too_many_lines, reason = "a list of addresses")]
pub fn App() -> impl IntoView {
    provide_meta_context();
    if let Some(away) = use_context::<Away>() {
        return view! { <Router><Door><AwayPage away/></Door></Router> }.into_any();
    }
    let mode = SsrMode::Async;
    view! {
        <Router>
            <Routes fallback=|| view! { <Frame room=Room::Elsewhere><NotFound/></Frame> }>
                <Route ssr=mode.clone() path=path!("") view=|| view! { <Frame room=Room::Overview><Home/></Frame> }/>
                <Route
                    ssr=mode.clone() path=path!("incidents")
                    view=|| view! { <Frame room=Room::Incidents><Incidents/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("incidents/:id/shares")
                    view=|| view! { <Frame room=Room::Incidents><Shares/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("incidents/:id")
                    view=|| view! { <Frame room=Room::Incidents><IncidentDetail/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("requests")
                    view=|| view! { <Frame room=Room::Requests><Requests/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("trends")
                    view=|| view! { <Frame room=Room::Trends><Trends/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("requests/:reference")
                    view=|| view! { <Frame room=Room::Requests><RequestDetail/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("import")
                    view=|| view! { <Frame room=Room::Sources><Import/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("import/:id")
                    view=|| view! { <Frame room=Room::Sources><Imported/></Frame> }
                />
                <Route ssr=mode.clone() path=path!("paste") view=|| view! { <Frame room=Room::Paste><Paste/></Frame> }/>
                <Route
                    ssr=mode.clone() path=path!("playground")
                    view=|| view! { <Frame room=Room::Playground><Playground/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("stages")
                    view=|| view! { <Frame room=Room::Stages><Stages/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("stages/:api/:stage")
                    view=|| view! { <Frame room=Room::Stages><StageDetail/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("cache")
                    view=|| view! { <Frame room=Room::Cache><Caches/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("cache/:api/:stage/:authorizer")
                    view=|| view! { <Frame room=Room::Cache><CacheDetail/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("configuration")
                    view=|| view! { <Frame room=Room::Configuration><Configurations/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("configuration/:api")
                    view=|| view! { <Frame room=Room::Configuration><ConfigurationDetail/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("sources")
                    view=|| view! { <Frame room=Room::Sources><Sources/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("sources/cloudwatch")
                    view=|| view! { <Frame room=Room::Sources><AddCloudwatch/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("sources/configuration")
                    view=|| view! { <Frame room=Room::Sources><AddConfigurations/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("sources/push")
                    view=|| view! { <Frame room=Room::Sources><AddPush/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("storage")
                    view=|| view! { <Frame room=Room::Storage><Storage/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("unknown-lines")
                    view=|| view! { <Frame room=Room::Storage><UnknownLines/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("settings")
                    view=|| view! { <Frame room=Room::Settings><Settings/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("shares")
                    view=|| view! { <Frame room=Room::Settings><AllShares/></Frame> }
                />
                <Route
                    ssr=mode.clone() path=path!("team")
                    view=|| view! { <Frame room=Room::Settings><Team/></Frame> }
                />
                <Route ssr=mode.clone() path=path!("invite/:token") view=|| view! { <Door><Invite/></Door> }/>
                <Route ssr=mode.clone() path=path!("sign-in") view=|| view! { <Door><SignIn/></Door> }/>
                <Route ssr=mode path=path!("set-up/:token") view=|| view! { <Door><SetUp/></Door> }/>
            </Routes>
        </Router>
    }
    .into_any()
}
