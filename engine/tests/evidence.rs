//! What the calls of a stage show, and what the report on it makes of that.

#![expect(clippy::unwrap_used, reason = "a test may end so")]

use engine::{
    configuration::{Configuration, History, stage::Level},
    diagnosis::{Cause, Grade, Memory},
    evidence::{
        Count, Evidence, Ledger,
        fields::FIELDS,
        report::{Report, Standing, report},
        sight::{Detail, Setting, Sight},
        turn_on,
    },
    log::{
        Event,
        access::{Formats, RECOMMENDED},
        sentence,
    },
    request::{Request, assemble},
    time::Instant,
};
use proptest::prelude::*;

const ID: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const API: &str = "abcde12345";

/// The lines of a call that data trace prints all of, by how it ended; the first number of a line is its millisecond.
fn execution(cause: Cause) -> Vec<String> {
    let start = ["0 Extended Request Id: W9zMPGrHtjMEeF2=".to_owned()];
    let usage = [
        format!("30 Verifying Usage Plan for request: {ID}. API Key:  API Stage: {API}/prod"),
        format!("31 Starting execution for request: {ID}"),
        "31 HTTP Method: GET, Resource Path: /orders".to_owned(),
        "31 Method request path: {}".to_owned(),
    ];
    let asked = [
        format!("1 Starting authorizer: 4hugyv for request: {ID}"),
        "1 Incoming identity: ****************bkwef5".to_owned(),
    ];
    let called = [
        format!(
            "2 Endpoint request body after transformations: {{\"type\":\"TOKEN\",\"methodArn\":\"arn:aws:execute-api:eu-west-1:123456789012:{API}/prod/POST/orders\"}}"
        ),
        "2 Sending request to https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/f/invocations"
            .to_owned(),
    ];
    let lines = |parts: &[&[String]]| parts.concat();
    let end = |text: &str| vec![text.replace("ID", ID).replace("API/", &format!("{API}/"))];
    match cause {
        Cause::None => lines(&[
            &start,
            &usage,
            &end("40 Successfully completed execution"),
            &end("40 Method completed with status: 200"),
        ]),
        Cause::ResourcePolicyDeny => {
            lines(&[&start, &end("1 The client is not authorized to perform this operation.")])
        }
        Cause::IdentityRejected => lines(&[&start, &asked, &end("2 Unauthorized request: ID")]),
        Cause::AuthorizerRaisedUnauthorized => {
            lines(&[&start, &asked, &called, &end("29 Unauthorized request: ID")])
        }
        Cause::Unauthorized => lines(&[&start, &asked[..1], &end("29 Unauthorized request: ID")]),
        Cause::AuthorizerError => lines(&[
            &start,
            &asked,
            &called,
            &end("29 Execution failed due to configuration error: Authorizer error"),
            &end("29 Method completed with status: 500"),
        ]),
        Cause::AuthorizerPolicyDeny => lines(&[
            &start,
            &asked,
            &called,
            &end(
                "5 Authorizer result body before parsing: {\"principalId\":\"p\",\"policyDocument\":{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"*\"}]}}",
            ),
            &end("5 Using valid authorizer policy for principal: p"),
            &end("6 Successfully completed authorizer execution"),
            &end("6 The client is not authorized to perform this operation."),
        ]),
        Cause::ApiKeyRejected => lines(&[
            &start,
            &end("1 Verifying Usage Plan for request: ID. API Key:  API Stage: API/prod"),
            &end(
                "1 API Key  not authorized because method 'GET /' requires API Key and API Key is not associated with a Usage Plan for API Stage API/prod: API Key was required but not present",
            ),
        ]),
        Cause::Throttled => lines(&[
            &start,
            &end(
                "1 Key throttle limit exceeded for RestApi abcde12345, Stage prod, Resource r1, HttpMethod GET. Limit: 1.00 Burst: 1",
            ),
        ]),
        Cause::QuotaExceeded => {
            lines(&[&start, &end("1 API Key quota exceeded: the quota of the usage plan is exceeded")])
        }
        Cause::CacheInvalidationRefused => lines(&[
            &start,
            &end(
                "1 ExplicitDenyException User: anonymous is not authorized to perform: execute-api:InvalidateCache on resource: arn:aws:execute-api:eu-west-1:********9012:API/prod/GET/orders with an explicit deny: ID",
            ),
        ]),
        Cause::BackendRefused => lines(&[
            &start,
            &usage,
            &end("39 Received response. Status: 403, Integration latency: 8 ms"),
            &end("40 Successfully completed execution"),
            &end("40 Method completed with status: 403"),
        ]),
        Cause::IntegrationError => lines(&[
            &start,
            &usage,
            &end("39 Execution failed due to a timeout error"),
            &end("40 Method completed with status: 504"),
        ]),
        Cause::ClientError => lines(&[
            &start,
            &usage,
            &end(
                "32 Request body does not match model schema for content type application/json: [object has missing required properties]",
            ),
            &end("33 Method completed with status: 400"),
        ]),
        // The execution log has no line of them.
        _ => Vec::new(),
    }
}

/// What the access log says of such a call: variables and values.
fn access(cause: Cause) -> Vec<(&'static str, &'static str)> {
    let mut fields = vec![
        ("requestId", ID),
        ("extendedRequestId", "W9zMPGrHtjMEeF2="),
        ("apiId", API),
        ("stage", "prod"),
        ("identity.sourceIp", "198.51.100.7"),
        ("requestTimeEpoch", "1768043040000"),
        ("httpMethod", "GET"),
        ("path", "/prod/orders"),
    ];
    fields.extend_from_slice(match cause {
        Cause::None => &[("status", "200"), ("resourcePath", "/orders"), ("integration.status", "200")][..],
        Cause::ResourcePolicyDeny => &[
            ("status", "403"),
            ("error.messageString", "User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********9012:abcde12345/prod/GET/orders"),
            ("error.responseType", "ACCESS_DENIED"),
            ("authenticate.status", "200"),
            ("authorize.status", "403"),
        ],
        Cause::Unauthorized => &[("status", "401"), ("error.messageString", "Unauthorized"), ("error.responseType", "UNAUTHORIZED"), ("authorizer.status", "401")],
        Cause::AuthorizerRaisedUnauthorized => &[
            ("status", "401"),
            ("error.messageString", "Unauthorized"),
            ("error.responseType", "UNAUTHORIZED"),
            ("authorizer.status", "401"),
            ("authorizer.requestId", "bbbbbbbb-0000-4000-8000-000000000001"),
            ("authorizer.integrationLatency", "27"),
        ],
        Cause::AuthorizerError => &[("status", "500"), ("error.responseType", "AUTHORIZER_CONFIGURATION_ERROR"), ("authorizer.status", "500")],
        Cause::AuthorizerPolicyDeny => &[
            ("status", "403"),
            ("error.messageString", "User is not authorized to access this resource"),
            ("error.responseType", "ACCESS_DENIED"),
            ("authorizer.status", "200"),
            ("authorizer.principalId", "p"),
            ("authorizer.requestId", "bbbbbbbb-0000-4000-8000-000000000001"),
            ("authorize.status", "403"),
            ("authorize.error", "The client is not authorized to perform this operation."),
        ],
        Cause::ApiKeyRejected => &[("status", "403"), ("error.messageString", "Forbidden"), ("error.responseType", "INVALID_API_KEY")],
        Cause::Throttled => &[("status", "429"), ("error.messageString", "Too Many Requests"), ("error.responseType", "THROTTLED")],
        Cause::QuotaExceeded => &[("status", "429"), ("error.messageString", "Limit Exceeded"), ("error.responseType", "QUOTA_EXCEEDED")],
        Cause::WafBlocked => &[
            ("status", "403"),
            ("error.messageString", "Forbidden"),
            ("error.responseType", "WAF_FILTERED"),
            ("waf.status", "403"),
            ("wafResponseCode", "WAF_BLOCK"),
        ],
        Cause::RouteNotFound => &[("status", "403"), ("error.messageString", "Missing Authentication Token"), ("error.responseType", "MISSING_AUTHENTICATION_TOKEN")],
        Cause::IamAuthFailed => &[
            ("status", "403"),
            ("error.messageString", "The security token included in the request is expired"),
            ("error.responseType", "EXPIRED_TOKEN"),
            ("authenticate.status", "403"),
        ],
        Cause::NotMapped => &[("status", "403"), ("error.messageString", "Forbidden")],
        Cause::CacheInvalidationRefused => &[
            ("status", "403"),
            ("error.messageString", "User: anonymous is not authorized to perform: execute-api:InvalidateCache on resource: arn:aws:execute-api:eu-west-1:********9012:abcde12345/prod/GET/orders with an explicit deny"),
            ("error.responseType", "ACCESS_DENIED"),
        ],
        Cause::BackendRefused => &[("status", "403"), ("resourcePath", "/orders"), ("integration.status", "403")],
        Cause::IntegrationError => &[
            ("status", "504"),
            ("resourcePath", "/orders"),
            ("error.messageString", "Endpoint request timed out"),
            ("error.responseType", "INTEGRATION_TIMEOUT"),
        ],
        Cause::ClientError => &[("status", "400"), ("error.messageString", "Invalid request body"), ("error.responseType", "BAD_REQUEST_BODY")],
        _ => &[("status", "403")],
    });
    fields
}

fn is_failure(text: &str) -> bool {
    text.starts_with("Execution failed")
        || text.starts_with("Method completed")
        || text.starts_with("Lambda ")
}

/// The one call of which this much can be seen.
fn call(cause: Cause, sight: Sight) -> Option<Request> {
    let mut events = Vec::new();
    for line in execution(cause) {
        let (millis, text) = line.split_once(' ').unwrap();
        let is_printed = match sight.level {
            Level::Off => false,
            Level::Error => is_failure(text),
            Level::Info => sight.is_data_trace || !sentence::read(text).needs_data_trace(),
        };
        if is_printed {
            let at = Instant::from_millis(1_768_043_040_000 + millis.parse::<i64>().unwrap());
            events.push(Event::new(events.len() as u64 + 1, at, format!("({ID}) {text}")));
        }
    }
    if sight.fields != 0 {
        let is_logged = |name: &str| {
            name == "requestId"
                || FIELDS
                    .iter()
                    .enumerate()
                    .any(|(place, field)| field.variable == name && sight.fields & 1 << place != 0)
        };
        let pairs = access(cause).into_iter().filter(|(name, _)| is_logged(name));
        let record = engine::log::access::Record {
            fields: pairs.map(|(name, value)| (name.into(), value.into())).collect(),
        };
        let at = Instant::from_millis(1_768_043_040_050);
        events.push(Event::new(events.len() as u64 + 1, at, format!("({ID}) {}", record.to_line())));
    }
    assemble(events).requests.into_iter().next()
}

fn told(cause: Cause, sight: Sight) -> Grade {
    let Some(request) = call(cause, sight) else { return Grade::Unknown };
    let verdict = engine::diagnose(&[request]).remove(0);
    if verdict.cause == cause { verdict.grade } else { Grade::Unknown }
}

fn sights() -> Vec<Sight> {
    let all = Sight::default().with(Setting::AccessLog).fields;
    let without = |names: &[&str]| {
        let places = FIELDS.iter().enumerate().filter(|(_, field)| names.contains(&field.variable));
        places.fold(all, |fields, (place, _)| fields & !(1 << place))
    };
    let only = |names: &[&str]| all & !without(names);
    let fields = [
        0,
        all,
        only(&["requestId", "status"]),
        without(&["error.responseType"]),
        without(&["error.responseType", "error.messageString"]),
        without(&["authorizer.status", "authorizer.requestId"]),
    ];
    let levels = [(Level::Off, false), (Level::Error, false), (Level::Info, false), (Level::Info, true)];
    let each = |(level, is_data_trace)| fields.map(|fields| Sight { level, is_data_trace, fields });
    levels.into_iter().flat_map(each).collect()
}

#[test]
fn what_a_report_promises_of_a_cause_is_what_its_verdict_says() {
    let mut wrong = Vec::new();
    for sight in sights() {
        for &cause in Cause::ALL {
            let (promised, told) = (sight.cause(cause), told(cause, sight));
            if told > promised {
                wrong.push(format!("{cause:?}: promised {promised:?}, told {told:?}: {sight:x?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What many calls of one kind show.
fn seen(causes: &[Cause], sight: Sight) -> Evidence {
    let mut evidence = Evidence::default();
    for entry in ledger(causes, sight).entries() {
        evidence.merge(&entry.evidence);
    }
    evidence
}

fn ledger(causes: &[Cause], sight: Sight) -> Ledger {
    let mut ledger = Ledger::default();
    for cause in causes {
        let request = call(*cause, sight).into_iter().collect::<Vec<_>>();
        Memory::default().judge(&request, &History::default(), |judged| {
            ledger.learn(judged.reading, judged.diagnosis.cause);
        });
    }
    ledger
}

const CALLS: &[Cause] = &[Cause::None, Cause::None, Cause::AuthorizerPolicyDeny, Cause::IntegrationError];

fn told_of(level: Level, is_data_trace: bool, has_access_log: bool) -> Report {
    let sight = Sight { level, is_data_trace, fields: 0 };
    let sight = if has_access_log { sight.with(Setting::AccessLog) } else { sight };
    let evidence = seen(CALLS, sight);
    report(&evidence, 1, None, &evidence)
}

#[test]
fn each_log_level_is_told_as_surely_as_its_lines_show_it() {
    let whole = told_of(Level::Info, true, false);
    assert_eq!((whole.level.value, whole.level.grade), (Some(Level::Info), Grade::Proved));
    assert_eq!((whole.data_trace.value, whole.data_trace.grade), (Some(true), Grade::Proved));
    // That there is no access log cannot be told: nobody may have brought it here.
    assert_eq!((whole.access_log.value, whole.access_log.grade), (None, Grade::Unknown));
    assert_eq!(whole.worth().collect::<Vec<_>>(), [Setting::AccessLog]);

    let plain = told_of(Level::Info, false, false);
    assert_eq!(plain.level.grade, Grade::Proved);
    assert_eq!((plain.data_trace.value, plain.data_trace.grade), (Some(false), Grade::Inferred));

    let failures = told_of(Level::Error, false, false);
    assert_eq!((failures.level.value, failures.level.grade), (Some(Level::Error), Grade::Inferred));
    assert_eq!(failures.worth().count(), 3);

    let access = told_of(Level::Off, false, true);
    assert_eq!((access.level.value, access.level.grade), (None, Grade::Unknown));
    assert_eq!((access.access_log.value, access.access_log.grade), (Some(true), Grade::Proved));
}

#[test]
fn a_stage_that_logs_failures_shows_no_allowed_call_and_no_cost_a_day() {
    let evidence = seen(
        &[Cause::IntegrationError, Cause::AuthorizerError],
        Sight { level: Level::Error, ..Sight::default() },
    );
    let others = seen(CALLS, Sight { level: Level::Info, is_data_trace: true, fields: 0 });
    let report = report(&evidence, 1, None, &others);
    assert_eq!((report.n_requests, report.n_allowed), (2, 0));
    let cost = report.costs.iter().find(|cost| cost.setting == Setting::DataTrace).unwrap();
    assert!(cost.per_request.unwrap() > 0);
    assert_eq!(cost.per_day, None);
    let access = report.costs.iter().find(|cost| cost.setting == Setting::AccessLog).unwrap();
    assert_eq!((access.per_request, access.n_measured), (None, 0));
}

#[test]
fn data_trace_tells_cached_from_fresh() {
    let report = told_of(Level::Info, false, false);
    let origin = report.details.iter().find(|detail| detail.question == Detail::PolicyOrigin).unwrap();
    assert_eq!(origin.now, Grade::Inferred);
    assert_eq!(origin.with, [(Setting::DataTrace, Grade::Proved)]);
}

#[test]
fn a_field_is_missing_only_where_a_call_must_have_had_it() {
    let standing = |report: &Report, variable: &str| {
        report.fields.iter().find(|field| field.variable == variable).unwrap().standing
    };
    let place = |variable: &str| FIELDS.iter().position(|field| field.variable == variable).unwrap();
    let short = Sight { fields: 1 << place("requestId") | 1 << place("status"), ..Sight::default() };
    let evidence = seen(&[Cause::None], short);
    let allowed = report(&evidence, 1, None, &evidence);
    assert_eq!(standing(&allowed, "httpMethod"), Standing::Missing);
    // No call was refused, none asked AWS WAF.
    assert_eq!(standing(&allowed, "error.responseType"), Standing::Unknown);
    assert_eq!(standing(&allowed, "waf.status"), Standing::Unknown);
    let evidence = seen(&[Cause::None, Cause::Unauthorized], short);
    assert_eq!(standing(&report(&evidence, 1, None, &evidence), "error.responseType"), Standing::Missing);
}

#[test]
fn the_settings_of_the_stage_outweigh_what_its_calls_show() {
    let bundle = r#"{"restApi":{"id":"abcde12345"},"stages":{"item":[{"stageName":"prod","methodSettings":{"*/*":{"loggingLevel":"ERROR","dataTraceEnabled":false}},"accessLogSettings":{"destinationArn":"arn:aws:logs:eu-west-1:123456789012:log-group:access","format":"$context.requestId $context.status $context.error.responseType"}}]}}"#;
    let mut configuration = Configuration::default();
    configuration.read(bundle).unwrap();
    let stage = configuration.stage(Some(&API.into()), Some(&"prod".into()));
    let report = report(&Evidence::default(), 0, stage, &Evidence::default());
    assert_eq!((report.level.value, report.level.grade), (Some(Level::Error), Grade::Proved));
    assert_eq!((report.data_trace.value, report.data_trace.grade), (Some(false), Grade::Proved));
    let of = |variable: &str| report.fields.iter().find(|field| field.variable == variable).unwrap();
    assert_eq!(of("error.responseType").standing, Standing::Logged);
    assert_eq!(
        (of("error.messageString").standing, of("error.messageString").grade),
        (Standing::Missing, Grade::Proved)
    );
}

#[test]
fn nothing_is_learned_from_a_test_in_the_console() {
    let text = format!(
        "Execution log for request {ID}\nSun May 07 05:37:15 UTC 2017 : Starting execution for request: {ID}\nSun May 07 05:37:15 UTC 2017 : Method completed with status: 200"
    );
    let events =
        text.lines().enumerate().map(|(place, line)| Event::new(place as u64 + 1, None, line.to_owned()));
    let requests = assemble(events.collect()).requests;
    let mut ledger = Ledger::default();
    Memory::default().judge(&requests, &History::default(), |judged| {
        ledger.learn(judged.reading, judged.diagnosis.cause);
    });
    assert_eq!(ledger.entries(), []);
}

#[test]
fn learning_allocates_nothing_for_a_stage_that_is_known() {
    let sight = Sight { level: Level::Info, is_data_trace: true, fields: 0 }.with(Setting::AccessLog);
    let mut ledger = ledger(&[Cause::None], sight);
    let requests: Vec<Request> = call(Cause::AuthorizerPolicyDeny, sight).into_iter().collect();
    Memory::default().judge(&requests, &History::default(), |judged| {
        let allocated = allocation_counter::measure(|| ledger.learn(judged.reading, judged.diagnosis.cause));
        assert_eq!(allocated.count_total, 0);
    });
}

#[test]
fn the_format_to_paste_holds_every_field_in_one_short_line() {
    assert!(RECOMMENDED.len() <= 3072 && !RECOMMENDED.contains(['\n', '\'']));
    let variables: Vec<_> = RECOMMENDED
        .split("$context.")
        .skip(1)
        .map(|rest| rest.split(['"', ',', '}']).next().unwrap())
        .collect();
    assert_eq!(variables, FIELDS.iter().map(|field| field.variable).collect::<Vec<_>>());
    let mut formats = Formats::default();
    formats.learn(RECOMMENDED);
    // What the outcome of a call is read from, but for the same under another name.
    let outcome = include_str!("../src/diagnosis/outcome.rs");
    let (_, names) = outcome.split_once("match &**name {").unwrap();
    let (names, _) = names.split_once("_ => {}").unwrap();
    for name in
        names.split('"').skip(1).step_by(2).filter(|name| name.contains('.') || name.ends_with("Code"))
    {
        let is_latency = name == "integration.latency" || name == "integration.requestId";
        assert!(is_latency || engine::evidence::fields::place(name).is_some(), "{name}");
    }
}

#[test]
fn what_is_pasted_holds_nothing_of_a_log_but_ids() {
    let settings = [Setting::AccessLog, Setting::DataTrace];
    let command = turn_on::command(API, "prod", &settings);
    assert!(
        command.starts_with("aws apigateway update-stage \\\n  --rest-api-id abcde12345 --stage-name=prod")
    );
    let (_, operations) = command.split_once("--patch-operations '").unwrap();
    let operations: serde_json::Value = serde_json::from_str(operations.strip_suffix('\'').unwrap()).unwrap();
    let values: Vec<_> =
        operations.as_array().unwrap().iter().map(|operation| operation["value"].as_str().unwrap()).collect();
    assert_eq!(values[1..], [RECOMMENDED, "INFO", "true"]);
    for odd in ["x'; rm -rf /", "$(id)", ""] {
        assert!(turn_on::command(odd, odd, &settings).contains("REST_API_ID --stage-name=STAGE_NAME"));
    }
    let template = turn_on::template(&settings);
    assert!(template.contains("DataTraceEnabled: true") && template.contains(RECOMMENDED));
}

proptest! {
    #[test]
    fn evidence_adds_up_in_any_order(kinds in proptest::collection::vec((0..Cause::ALL.len(), 0..24_usize), 0..12), turn in 0..12_usize) {
        let one = |&(cause, sight): &(usize, usize)| seen(&[Cause::ALL[cause]], sights()[sight]);
        let each: Vec<Evidence> = kinds.iter().map(one).collect();
        let sum = |evidence: &[Evidence]| evidence.iter().fold(Evidence::default(), |mut sum, one| { sum.merge(one); sum });
        let whole = sum(&each);
        let mut turned = each.clone();
        turned.rotate_left(turn.min(each.len()));
        turned.reverse();
        prop_assert_eq!(whole, sum(&turned));
        let (left, right) = each.split_at(each.len() / 2);
        prop_assert_eq!(whole, sum(&[sum(left), sum(right)]));
        let kept = serde_json::to_string(&whole).unwrap();
        prop_assert_eq!(whole, serde_json::from_str::<Evidence>(&kept).unwrap());
        prop_assert!(whole.count(Count::Requests) >= whole.n_execution());
    }
}
