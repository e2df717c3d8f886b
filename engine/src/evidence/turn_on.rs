//! What to paste to turn a setting on: a command, or a part of a `CloudFormation` template. It is written out for people; nothing
//! here or elsewhere runs it.

use std::fmt::Write as _;

use serde_json::json;

use super::sight::Setting;
use crate::{
    log::access::RECOMMENDED,
    remediation::place::{Found, Id, Place},
};

/// The `aws` command that turns settings on. Where an id is not of AWS's grammar a placeholder stands for it, so that nothing from
/// a log can reach a shell.
pub fn command(api_id: &str, stage: &str, settings: &[Setting]) -> String {
    let place = Place::read(Found { api: Some(api_id), stage: Some(stage), ..Found::default() });
    let api_id = place.get(Id::Api).unwrap_or("REST_API_ID");
    let stage = place.get(Id::Stage).unwrap_or("STAGE_NAME");
    // After `=`, for a stage's name may begin with `-`.
    let mut command =
        format!("aws apigateway update-stage \\\n  --rest-api-id {api_id} --stage-name={stage} \\\n");
    let operations = settings.iter().flat_map(|setting| operations(*setting));
    let operations: Vec<String> = operations
        .map(|(path, value)| json!({ "op": "replace", "path": path, "value": value }).to_string())
        .collect();
    // No operation holds an apostrophe.
    let _ = write!(command, "  --patch-operations '[\n    {}\n  ]'", operations.join(",\n    "));
    command
}

fn operations(setting: Setting) -> Vec<(&'static str, &'static str)> {
    match setting {
        Setting::AccessLog => vec![
            ("/accessLogSettings/destinationArn", "arn:aws:logs:REGION:ACCOUNT_ID:log-group:LOG_GROUP"),
            ("/accessLogSettings/format", RECOMMENDED),
        ],
        Setting::Steps => vec![("/*/*/logging/loglevel", "INFO")],
        Setting::DataTrace => {
            vec![("/*/*/logging/loglevel", "INFO"), ("/*/*/logging/dataTrace", "true")]
        }
    }
}

/// The properties of `AWS::ApiGateway::Stage` that do the same.
pub fn template(settings: &[Setting]) -> String {
    let mut template = String::from("Type: AWS::ApiGateway::Stage\nProperties:\n");
    let has = |setting| settings.contains(&setting);
    if has(Setting::Steps) || has(Setting::DataTrace) {
        template.push_str("  MethodSettings:\n    - ResourcePath: \"/*\"\n      HttpMethod: \"*\"\n");
        template.push_str("      LoggingLevel: INFO\n");
        if has(Setting::DataTrace) {
            template.push_str("      DataTraceEnabled: true\n");
        }
    }
    if has(Setting::AccessLog) {
        // The ARN that `GetAtt` gives ends in `:*`, which is refused here.
        template.push_str(
            "  AccessLogSetting:\n    DestinationArn: !Sub \"arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${AccessLogGroup}\"\n",
        );
        let _ = writeln!(template, "    Format: '{RECOMMENDED}'");
    }
    template
}
