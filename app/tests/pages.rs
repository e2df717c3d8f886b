//! Each page as the server renders it, over canned data: what a person must find on it. How it looks is seen by eye.

#![expect(clippy::unwrap_used, reason = "a page that cannot be rendered should be loud")]

mod canned;

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use canned::{Stored, router};
use tower::ServiceExt as _;

/// Status and HTML of a page.
async fn page(stored: Stored, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let response = router(stored).oneshot(request).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), 10_000_000).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

/// The first link to a call on a page.
fn first_call(html: &str) -> String {
    let (_, rest) = html.split_once("href=\"/requests/").unwrap();
    format!("/requests/{}", rest.split('"').next().unwrap())
}

fn has(html: &str, facts: &[&str]) {
    for fact in facts {
        assert!(html.contains(fact), "`{fact}` is missing in {html}");
    }
}

#[tokio::test]
async fn the_team_is_shown_with_what_may_be_done_about_each() {
    let (status, html) = page(Stored::Sample, "/team?done=removed").await;
    assert_eq!(status, StatusCode::OK);
    has(
        &html,
        &[
            "signed out everywhere",
            "action=\"/team/invitations/5/withdraw\"",
            "for Ines &lt;script&gt;",
            "mara&lt;i&gt;",
            "action=\"/team/2/role\"",
            "action=\"/team/2/remove\"",
            "The only administrator stays.",
        ],
    );
    assert!(!html.contains("action=\"/team/1/remove\"") && !html.contains("action=\"/team/3/remove\""));
}

#[tokio::test]
async fn several_incidents_are_ticked_and_what_was_done_can_be_undone() {
    let (_, html) = page(Stored::Sample, "/incidents?batch=1").await;
    has(
        &html,
        &[
            "action=\"/batches\"",
            "name=\"incident\" value=\"128\"",
            "value=\"resolve\"",
            "mara&lt;i&gt;</option>",
            "3 incidents are resolved.",
            "action=\"/batches/1/undo\"",
        ],
    );
    let (_, html) = page(Stored::Sample, "/incidents?state=resolved&batch=2&problem=none-ticked").await;
    has(
        &html,
        &["Undone: 2 of 3", "name=\"state\" value=\"resolved\"", "value=\"reopen\"", "Tick at least one"],
    );
    assert!(!html.contains("/undo"));
    let (_, html) = page(Stored::Sample, "/incidents/128").await;
    has(&html, &["asked @olek&lt;u&gt; to look after it", "undid what was done about several"]);
}

#[tokio::test]
async fn all_links_can_be_switched_off_or_taken_back() {
    let (_, html) = page(Stored::Sample, "/shares").await;
    has(
        &html,
        &[
            "2 links to incidents are live",
            "action=\"/shares/public\"",
            "value=\"off\"",
            "action=\"/shares/revoke\"",
            "name=\"newest\" value=\"2\"",
            "Take 2 links back for good",
            "mara&lt;i&gt;",
        ],
    );
}

#[tokio::test]
async fn an_invitation_is_there_or_not() {
    let (status, html) = page(Stored::Sample, "/invite/good?problem=name-taken&look=zh-CN,out").await;
    assert_eq!(status, StatusCode::OK);
    has(&html, &["action=\"/invite/good\"", "autocomplete=\"new-password\"", "邀请仍然有效"]);
    let (status, html) = page(Stored::Sample, "/invite/bad?problem=name-taken&look=out").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(!html.contains("<form class=\"fields") && !html.contains("this name"), "{html}");
}

#[tokio::test]
async fn with_nothing_stored_there_are_three_ways_to_begin() {
    let (status, html) = page(Stored::Nothing, "/").await;
    assert_eq!(status, StatusCode::OK);
    has(
        &html,
        &[
            "action=\"/sample/load\"",
            "action=\"/import\"",
            "enctype=\"multipart/form-data\"",
            "href=\"/sources/cloudwatch\"",
        ],
    );
}

#[tokio::test]
async fn the_overview_says_the_finding() {
    let (status, html) = page(Stored::Sample, "/").await;
    assert_eq!(status, StatusCode::OK);
    has(
        &html,
        &[
            "calls were refused or failed",
            "A cached policy does not cover the call",
            "cause=authorizer_policy_deny&amp;deny=implicit&amp;policy_origin=cached",
            "action=\"/sample/remove\"",
            "not the authorizer",
        ],
    );
}

#[tokio::test]
async fn a_refused_call_shows_its_gates_its_verdict_and_its_lines() {
    let (_, list) = page(Stored::Sample, "/requests?cause=authorizer_policy_deny").await;
    let (status, html) = page(Stored::Sample, &first_call(&list)).await;
    assert_eq!(status, StatusCode::OK);
    has(
        &html,
        &[
            "id=\"gate-authorizer\" data-passage=\"cached\"",
            "id=\"gate-authorizer_policy\" data-passage=\"refused\"",
            "id=\"gate-integration\" data-passage=\"not_reached\"",
            "class=\"word cached\">still cached",
            "data-weight=\"deciding\"",
            "The client is not authorized to perform this operation.",
            "aws apigateway flush-stage-authorizers-cache",
            "href=\"#gate-authorizer_policy\"",
        ],
    );
}

#[tokio::test]
async fn the_same_page_speaks_chinese_and_leaves_the_log_as_it_is() {
    let (_, list) = page(Stored::Sample, "/requests?cause=authorizer_policy_deny").await;
    let (_, html) = page(Stored::Sample, &format!("{}?look=zh-CN,dark", first_call(&list))).await;
    has(
        &html,
        &[
            "<html lang=\"zh-CN\" data-theme=\"dark\"",
            "仍在缓存中",
            "授权方",
            "lang=\"en\" translate=\"no\" class=\"text\">The client is not authorized to perform this operation.",
        ],
    );
}

#[tokio::test]
async fn a_list_without_a_match_says_which_filter_to_drop() {
    let (_, html) = page(Stored::Sample, "/requests?cause=throttled&method=GET").await;
    has(&html, &["No call matches", "Drop the filter Cause: Throttled", "href=\"/requests?method=GET\""]);
    let (_, html) = page(Stored::Nothing, "/requests").await;
    has(&html, &["No call is stored yet"]);
}

#[tokio::test]
async fn a_pasted_request_id_leads_to_its_call() {
    let (_, list) = page(Stored::Sample, "/requests").await;
    let call = first_call(&list);
    let request_id = call.trim_start_matches("/requests/");
    let request = Request::get(format!("/requests?q={request_id}")).body(Body::empty()).unwrap();
    let response = router(Stored::Sample).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()["location"], call);
}

#[tokio::test]
async fn the_filters_of_the_url_come_back_in_the_form() {
    let (_, html) = page(Stored::Sample, "/requests?path=%2Forders&cause=refused&deny=implicit").await;
    has(
        &html,
        &[
            "value=\"/orders\"",
            "<input type=\"hidden\" name=\"cause\" value=\"refused\">",
            "<option value=\"implicit\" selected>",
        ],
    );
}

#[tokio::test]
async fn what_is_not_there_is_a_404_with_ways_on() {
    for path in ["/requests/none-such", "/import/77", "/import/abc", "/nowhere"] {
        let (status, html) = page(Stored::Sample, path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        has(&html, &["To the overview"]);
    }
}

#[tokio::test]
async fn a_failed_load_is_not_an_empty_page() {
    for path in [
        "/",
        "/requests",
        "/trends",
        "/requests/x",
        "/import/1",
        "/sources",
        "/sources/push",
        "/storage",
        "/unknown-lines",
    ] {
        let (status, html) = page(Stored::Broken, path).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        has(&html, &["This page could not be loaded", "5f0c-77"]);
    }
}

#[tokio::test]
async fn without_a_session_no_data_is_shown() {
    for path in ["/?look=out", "/requests?look=out"] {
        let (status, html) = page(Stored::Sample, path).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(!html.contains("authorizer_policy_deny"));
    }
    let (status, html) = page(Stored::Sample, "/sign-in?look=out&problem=wrong&return=%2Frequests").await;
    assert_eq!(status, StatusCode::OK);
    has(&html, &["The name or the password is not right.", "name=\"return\" value=\"/requests\""]);
}

#[tokio::test]
async fn text_from_outside_is_only_text() {
    let (_, html) = page(Stored::Sample, "/import?problem=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    has(&html, &["&lt;script&gt;alert(1)&lt;/script&gt;"]);
    let (_, html) = page(Stored::Sample, "/import/1").await;
    has(&html, &["&lt;b&gt;this&lt;/b&gt; \\u{202e}request"]);
    let (_, html) = page(Stored::Sample, "/sign-in?problem=%3Cb%3E").await;
    has(&html, &["That did not work."]);
}

#[tokio::test]
async fn nothing_on_a_page_needs_inline_style_or_an_inline_handler() {
    for path in [
        "/",
        "/requests",
        "/import",
        "/sources",
        "/sources/cloudwatch",
        "/sources/push",
        "/storage",
        "/unknown-lines",
        "/playground",
        "/settings",
        "/sign-in",
        "/set-up/x",
    ] {
        let (_, html) = page(Stored::Sample, path).await;
        for attribute in [" style=\"", " onclick=\"", " onsubmit=\""] {
            assert!(!html.contains(attribute), "{attribute} on {path}");
        }
    }
}

#[tokio::test]
async fn server_functions_answer_at_their_own_addresses() {
    let paths = [
        "/api/home",
        "/api/requests",
        "/api/request?reference=x",
        "/api/playground?reference=x",
        "/api/import?import_id=1",
        "/api/sources",
        "/api/sources-figures",
        "/api/sources-cloudwatch",
        "/api/sources-push",
        "/api/storage",
        "/api/unknown-lines",
    ];
    for path in paths {
        let (status, body) = page(Stored::Nothing, path).await;
        assert!(status == StatusCode::OK || body.contains("NotFound"), "{path}: {status} {body}");
    }
}

#[tokio::test]
async fn the_paste_page_brings_all_that_may_be_said_and_works_only_with_scripts() {
    let (status, html) = page(Stored::Nothing, "/paste").await;
    assert_eq!(status, StatusCode::OK);
    has(&html, &["<noscript>", "aria-current=\"page\"", "id=\"paste-templates\"", "id=\"paste-result\""]);
    for cause in engine::diagnosis::Cause::ALL {
        // Of the two policy denials there are several.
        has(&html, &[&format!("data-id=\"story-{}", cause.id())]);
    }
    for missing in engine::diagnosis::Missing::ALL {
        has(&html, &[&format!("data-id=\"missing-{}.show\"", missing.id())]);
    }
}

#[tokio::test]
async fn the_playground_brings_all_that_may_be_said_and_works_only_with_scripts() {
    let (status, html) = page(Stored::Nothing, "/playground").await;
    assert_eq!(status, StatusCode::OK);
    has(&html, &["<noscript>", "aria-current=\"page\"", "id=\"play-templates\"", "data-example=\"cached\""]);
    assert!(!html.contains("data-sheet"));
    for kind in engine::policy::lint::Kind::ALL {
        for part in ["title", "what", "do"] {
            has(&html, &[&format!("data-id=\"lint-{}-{part}\"", kind.id())]);
        }
    }
    has(&html, &["data-id=\"lint-malformed-what~two_actions\""]);
}

#[tokio::test]
async fn the_playground_opens_with_a_stored_call() {
    let (_, list) = page(Stored::Sample, "/requests?cause=authorizer_policy_deny").await;
    let call = first_call(&list);
    let (_, html) = page(Stored::Sample, &call).await;
    let reference = call.trim_start_matches("/requests/");
    has(&html, &[&format!("href=\"/playground?request={reference}\"")]);
    let (status, html) = page(Stored::Sample, &format!("/playground?request={reference}")).await;
    assert_eq!(status, StatusCode::OK);
    has(
        &html,
        &["data-sheet=\"{", "policyDocument", "is_resource_policy_unknown", &format!("href=\"{call}\"")],
    );
    let (_, html) = page(Stored::Sample, "/playground?request=none-such").await;
    has(&html, &["No stored call has this id"]);
}

#[tokio::test]
async fn a_call_tells_what_is_known_of_its_cause_and_where_aws_says_so() {
    let (_, list) = page(Stored::Sample, "/requests?cause=refused").await;
    let (_, html) = page(Stored::Sample, &first_call(&list)).await;
    has(&html, &["About this cause", "What settles it", "https://docs.aws.amazon.com/apigateway/"]);
}

#[tokio::test]
async fn a_stage_says_what_its_logs_tell_and_what_to_paste() {
    let (_, list) = page(Stored::Sample, "/stages").await;
    let (_, rest) = list.split_once("href=\"/stages/").unwrap();
    let address = format!("/stages/{}", rest.split('"').next().unwrap());
    let (status, html) = page(Stored::Sample, &address).await;
    assert_eq!(status, StatusCode::OK);
    has(
        &html,
        &[
            "$context.error.responseType",
            "aws apigateway update-stage",
            "AWS::ApiGateway::Stage",
            "data-grade=\"proved\"",
        ],
    );
    let (status, _) = page(Stored::Sample, "/stages/nosuchapi0/prod").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn each_source_says_how_it_is_and_what_may_be_done() {
    let (status, html) = page(Stored::Sample, "/sources").await;
    assert_eq!(status, StatusCode::OK);
    has(
        &html,
        &[
            "1 of 7 sources failing",
            "data-state=\"live\" class=\"source-state\">Live, 8 s behind",
            "data-state=\"waiting\" class=\"source-state\">Waiting for its first event",
            "data-state=\"paused\" class=\"source-state\">Paused",
            "data-state=\"failing\" class=\"source-state\">Failing",
            "may not call `logs:FilterLogEvents` &lt;b&gt;here&lt;/b&gt;",
            "Failed 4 times in a row, last 12 s ago.",
            "2026-08-01 10:05:00 UTC to 2026-08-01 12:05:00 UTC: 75 % read, 12,004 events",
            "Not read: 2026-08-01 08:05:00 UTC to 2026-08-01 10:05:00 UTC",
            "61 deliveries came, 2 of them again",
            "action=\"/sources/1/pause\"",
            "action=\"/sources/4/resume\"",
            "action=\"/sources/1/backfill/11/cancel\"",
            "action=\"/sources/push\"",
            "action=\"/sources/7/take\"",
            "every 15 min",
            "1 part could not be read",
            "no right to call &lt;b&gt;",
            "action=\"/sources/6/remove\"",
        ],
    );
    assert!(!html.contains("action=\"/sources/5/backfill\""), "what is sent has no past to be read");
}

#[tokio::test]
async fn the_figures_that_are_asked_for_are_those_of_the_page() {
    let (_, html) = page(Stored::Sample, "/sources").await;
    let (_, figures) = page(Stored::Sample, "/api/sources-figures").await;
    has(&figures, &["\"id\":\"source-1-state\",\"text\":\"Live, 8 s behind\"", "\"value\":75"]);
    for id in figures.split("\"id\":\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        has(&html, &[&format!("id=\"{id}\"")]);
    }
    let (_, chinese) = page(Stored::Sample, "/api/sources-figures?look=zh-CN").await;
    has(&chinese, &["实时，延迟 8 秒"]);
}

#[tokio::test]
async fn without_a_source_the_ways_to_one_are_shown() {
    let (status, html) = page(Stored::Nothing, "/sources").await;
    assert_eq!(status, StatusCode::OK);
    has(
        &html,
        &[
            "Nothing is read yet",
            "href=\"/sources/cloudwatch\"",
            "href=\"/sources/push\"",
            "href=\"/import\"",
            "●●○",
        ],
    );
    let (_, html) = page(Stored::Nothing, "/sources/cloudwatch").await;
    has(&html, &["name=\"region\"", "value=\"eu-central-1\"", "logs:FilterLogEvents", "value=\"find\""]);
    let (_, html) = page(Stored::Nothing, "/sources/push?problem=x").await;
    has(&html, &["/ingest/firehose", "AWSTemplateFormatVersion", "exports.handler", "name=\"name\""]);
}

#[tokio::test]
async fn what_is_kept_and_what_was_not_understood_is_told() {
    let (status, html) = page(Stored::Sample, "/storage").await;
    assert_eq!(status, StatusCode::OK);
    has(
        &html,
        &[
            "41,205 calls of 1 day are stored, in a database of 13.3 MiB.",
            "30 days are kept.",
            "The next day to go is 2026-08-01",
            "5.24 MiB",
            "Without a day",
            "1,000 of 4,000 calls looked at",
            "a1b2c3d4e5/&lt;b&gt;prod",
            "It failed 2 times",
            "href=\"/unknown-lines\"",
        ],
    );
    let (_, html) = page(Stored::Sample, "/unknown-lines?import=1").await;
    has(
        &html,
        &[
            "From a.json and 3 more",
            "Gremlins in &lt;b&gt;the&lt;/b&gt; machine",
            "href=\"/unknown-lines?import=1&amp;older_than=4711\"",
        ],
    );
}

#[tokio::test]
async fn a_cache_shows_what_lives_and_what_it_refuses() {
    let (status, html) = page(Stored::Sample, "/cache").await;
    assert_eq!(status, StatusCode::OK);
    has(&html, &["&lt;b&gt;orders-auth (4hugyv)", "href=\"/cache/a1b2c3d4e5/prod/4hugyv?at=2026-", "300 s"]);

    let (status, html) = page(Stored::Sample, "/cache/a1b2c3d4e5/prod/4hugyv?page=2").await;
    assert_eq!(status, StatusCode::OK);
    has(
        &html,
        &[
            "220 cached policies live at this moment",
            "12 calls were refused by cached policies",
            "90 %: 180 of 200 calls",
            "240 of all authorizers of the stage (2 with entries) go",
            "not whole in the log",
            "data-coverage=\"implicit\"",
            "POST /orders/{id}",
            "Page 2 of 3",
            "12 more policies of fewer entries are not drawn",
            "&lt;u&gt;",
        ],
    );
    assert!(!html.contains("<u>") && !html.contains("****<i>"));

    let (status, html) = page(Stored::Sample, "/cache/a1b2c3d4e5/prod/other").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    has(&html, &["No such authorizer"]);
}

#[tokio::test]
async fn configurations_say_what_changed_and_what_is_not_live() {
    let (status, html) = page(Stored::Sample, "/configuration").await;
    assert_eq!(status, StatusCode::OK);
    has(&html, &["&lt;b&gt;orders (a1b2c3d4e5)", "href=\"/configuration/a1b2c3d4e5\"", "eu-central-1"]);

    let (status, html) = page(Stored::Sample, "/configuration/a1b2c3d4e5").await;
    assert_eq!(status, StatusCode::OK);
    has(
        &html,
        &[
            "Edited, and not live on this stage until it is deployed",
            "Authorizer",
            "&lt;i&gt;orders-auth",
            "authorizerResultTtlInSeconds",
            "value=\"2026-08-01T14:05:00.000Z\"",
        ],
    );
    assert!(!html.contains("<i>orders") && !html.contains("id=\"compared\""));
    let (_, html) =
        page(Stored::Sample, "/configuration/a1b2c3d4e5?before=undated&after=2026-08-01T14:05:00Z").await;
    has(&html, &["id=\"compared\""]);

    let (status, html) = page(Stored::Sample, "/configuration/other").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    has(&html, &["No configuration of this API"]);
}

#[tokio::test]
async fn an_incident_says_why_what_to_do_and_what_was_said() {
    let (status, html) = page(Stored::Sample, "/incidents").await;
    assert_eq!(status, StatusCode::OK);
    has(&html, &["2 open incidents", "@mara&lt;i&gt;", "heals by itself", "by a cached policy", "regressed"]);
    let (_, ignored) = page(Stored::Sample, "/incidents?state=ignored").await;
    has(&ignored, &["41 callers or more"]);
    let (status, html) = page(Stored::Sample, "/incidents/128").await;
    assert_eq!(status, StatusCode::OK);
    has(
        &html,
        &[
            "#128 ",
            "authorizer 4hugyv",
            "aws apigateway flush-stage-authorizers-cache",
            "POST /orders&lt;u&gt;",
            "&lt;script&gt;",
            "until 2026-08-01 15:05:00 UTC until 10 calls",
            "action=\"/incidents/128/resolve\"",
            "action=\"/incidents/128/comment\"",
        ],
    );
    assert!(!html.contains("<i>") && !html.contains("<u>"), "a log's text is no HTML");
}

#[tokio::test]
async fn trends_are_drawn_told_and_listed() {
    let (status, html) = page(Stored::Sample, "/trends?api=a1b2c3d4e5&from=2026-08-01T13:05:00Z").await;
    assert_eq!(status, StatusCode::OK);
    has(
        &html,
        &[
            "role=\"img\" aria-label=\"45 of 1,200 calls (3.7 %) were refused or failed",
            "url(#chart-fill-1)",
            "url(#chart-fill-5)",
            "chart-before",
            "All other causes",
            "cause=authorizer_policy_deny&amp;deny=implicit&amp;policy_origin=cached&amp;api=a1b2c3d4e5",
            "a1b2c3d4e5/&lt;b&gt;prod was deployed at 2026-08-01 13:41:00 UTC",
            "<details class=\"chart-table\"",
            "range=24h&amp;api=a1b2c3d4e5",
            "name=\"api\" value=\"a1b2c3d4e5\"",
            "from=2026-08-01T12%3A35%3A00.000Z&amp;to=2026-08-01T14%3A35%3A00.000Z",
        ],
    );
    let (_, chinese) = page(Stored::Sample, "/trends?look=zh-CN,dark").await;
    has(&chinese, &["被拒绝或失败", "一周前"]);
    let (_, empty) = page(Stored::Nothing, "/trends").await;
    has(&empty, &["No call is stored in this range."]);
    assert!(!empty.contains("NaN"));
}
