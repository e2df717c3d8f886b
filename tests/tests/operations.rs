//! Which operations of AWS the program could call: those whose code is in it. The linker leaves out what nothing calls, so the
//! names that are left are all there are, whoever calls them.

use std::collections::BTreeSet;
use std::fs;

use tests::environment;

/// All of them read.
const READING: [(&str, &str); 15] = [
    ("apigateway", "get_api_keys"),
    ("apigateway", "get_authorizers"),
    ("apigateway", "get_base_path_mappings"),
    ("apigateway", "get_deployments"),
    ("apigateway", "get_domain_names"),
    ("apigateway", "get_export"),
    ("apigateway", "get_gateway_responses"),
    ("apigateway", "get_resources"),
    ("apigateway", "get_rest_api"),
    ("apigateway", "get_rest_apis"),
    ("apigateway", "get_stages"),
    ("apigateway", "get_usage_plan_keys"),
    ("apigateway", "get_usage_plans"),
    ("cloudwatchlogs", "describe_log_groups"),
    ("cloudwatchlogs", "filter_log_events"),
];

/// How the SDK comes by credentials; nothing of an account changes by it.
const SIGNING_IN: [(&str, &str); 4] = [
    ("sso", "get_role_credentials"),
    ("ssooidc", "create_token"),
    ("sts", "assume_role"),
    ("sts", "assume_role_with_web_identity"),
];

/// The operations whose code is named in a program, as `aws_sdk_sts9operation11assume_role`.
fn named(program: &[u8]) -> BTreeSet<(String, String)> {
    const SDK: &[u8] = b"aws_sdk_";
    let one = |start: usize| {
        let rest = program.get(start + SDK.len()..)?;
        let letters = rest.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
        let (sdk, rest) = rest.split_at(letters);
        let rest = rest.strip_prefix(b"9operation")?;
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (length, rest) = rest.split_at(digits);
        let length = str::from_utf8(length).ok()?.parse().ok()?;
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
        Some((text(sdk)?, text(rest.get(..length)?)?))
    };
    memchr::memmem::find_iter(program, SDK).filter_map(one).collect()
}

#[test]
fn the_program_can_only_read() {
    let found = named(&fs::read(environment::binary()).unwrap());
    let known = READING.iter().chain(&SIGNING_IN);
    let known: BTreeSet<(String, String)> =
        known.map(|(sdk, operation)| ((*sdk).to_owned(), (*operation).to_owned())).collect();
    assert_eq!(found, known);
    assert!(READING.iter().all(|(_, operation)| {
        ["get_", "describe_", "filter_"].iter().any(|verb| operation.starts_with(verb))
    }));
}

#[test]
fn names_are_found_wherever_they_stand() {
    let program = b"\x00_ZN17aws_sdk_apigateway9operation29flush_stage_authorizers_cache\xffaws_sdk_sts9operation11assume_roleE\
        aws_sdk_sts9operation999x aws_sdk_ aws_sdk_sts9operation aws_sdk_";
    let found: Vec<_> = named(program).into_iter().collect();
    assert_eq!(
        found,
        [
            ("apigateway".to_owned(), "flush_stage_authorizers_cache".to_owned()),
            ("sts".to_owned(), "assume_role".to_owned())
        ]
    );
}
