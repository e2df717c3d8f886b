//! Sheets to begin with: what people run into.

use super::{Entry, Known, Sheet};

const API: &str = "arn:aws:execute-api:eu-west-1:123456789012:k3x9q2m7ab";

/// The example of this name.
pub fn named(name: &str) -> Option<Sheet> {
    let call = |method_and_path: &str| format!("{API}/prod/{method_and_path}");
    Some(match name {
        "cached" => Sheet {
            authorizer: answer(&statement("Allow", &call("GET/orders"))),
            arn: call("POST/orders"),
            ttl_seconds: Some(300),
            ..Sheet::default()
        },
        "deny" => Sheet {
            authorizer: answer(&format!(
                "{},\n{}",
                statement("Allow", &call("*")),
                statement("Deny", &call("DELETE/orders/*"))
            )),
            arn: call("DELETE/orders/17"),
            ..Sheet::default()
        },
        "address" => Sheet {
            authorizer: answer(&statement("Allow", &call("*/orders"))),
            resource_policy: ADDRESS.to_owned(),
            arn: call("GET/orders"),
            context: vec![Entry {
                key: "aws:SourceIp".to_owned(),
                known: Known::Value,
                values: vec!["198.51.100.7".to_owned()],
            }],
            ..Sheet::default()
        },
        _ => return None,
    })
}

fn answer(statements: &str) -> String {
    format!(
        r#"{{
  "principalId": "user|mara",
  "policyDocument": {{
    "Version": "2012-10-17",
    "Statement": [
{statements}
    ]
  }}
}}"#
    )
}

fn statement(effect: &str, resource: &str) -> String {
    format!(
        r#"      {{
        "Effect": "{effect}",
        "Action": "execute-api:Invoke",
        "Resource": "{resource}"
      }}"#
    )
}

/// Meant to let in one network; beside an authorizer that allows, it shuts nobody out.
const ADDRESS: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": "*",
      "Action": "execute-api:Invoke",
      "Resource": "execute-api:/prod/*",
      "Condition": {
        "IpAddress": { "aws:SourceIp": "203.0.113.0/24" }
      }
    }
  ]
}"#;
