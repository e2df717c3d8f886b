//! Policies for why403: what it may read, and who may take its role on.

use serde_json::{Value, json};

/// Reads these log groups, and finds log groups. Without groups: those of execution logs.
pub fn pull(log_groups: &[String]) -> String {
    let execution = ["API-Gateway-Execution-Logs_*".to_owned()];
    let groups = if log_groups.is_empty() { &execution[..] } else { log_groups };
    let arns: Vec<String> = groups
        .iter()
        .map(|group| {
            // An ARN is given by who wants account and region to stand in it.
            let arn = group.strip_suffix(":*").unwrap_or(group);
            if arn.starts_with("arn:") {
                format!("{arn}:*")
            } else {
                format!("arn:aws:logs:*:*:log-group:{arn}:*")
            }
        })
        .collect();
    policy(&json!([
        { "Sid": "ReadEvents", "Effect": "Allow", "Action": ["logs:FilterLogEvents"], "Resource": arns },
        // AWS lists log groups of a region, or none.
        { "Sid": "FindLogGroups", "Effect": "Allow", "Action": ["logs:DescribeLogGroups"], "Resource": ["*"] },
    ]))
}

/// Reads how these APIs are configured, and which usage plans, keys (without their values) and custom domain names are theirs.
/// Without APIs: all, and which there are.
pub fn snapshot(apis: &[String]) -> String {
    let of_all = ["restapis".to_owned(), "restapis/*".to_owned()];
    let of_these: Vec<String> =
        apis.iter().flat_map(|api| [format!("restapis/{api}"), format!("restapis/{api}/*")]).collect();
    let arns = |paths: &[String]| -> Vec<String> {
        paths.iter().map(|path| format!("arn:aws:apigateway:*::/{path}")).collect()
    };
    let around =
        ["usageplans", "usageplans/*/keys", "apikeys", "domainnames", "domainnames/*/basepathmappings"];
    let apis = if apis.is_empty() { &of_all[..] } else { &of_these };
    policy(&json!([
        { "Sid": "ReadConfiguration", "Effect": "Allow", "Action": ["apigateway:GET"], "Resource": arns(apis) },
        // A bundle without them is still one.
        { "Sid": "ReadPlansKeysAndDomains", "Effect": "Allow", "Action": ["apigateway:GET"],
          "Resource": arns(&around.map(str::to_owned)) },
    ]))
}

/// Lets `principal` take a role on, when it gives this external id.
pub fn trust(principal: &str, external_id: &str) -> String {
    policy(&json!([{
        "Effect": "Allow",
        "Principal": { "AWS": principal },
        "Action": ["sts:AssumeRole"],
        "Condition": { "StringEquals": { "sts:ExternalId": external_id } },
    }]))
}

/// Lets why403 take this role on.
pub fn assume(role: &str) -> String {
    policy(&json!([
        { "Sid": "TakeRoleOn", "Effect": "Allow", "Action": ["sts:AssumeRole"], "Resource": [role] },
    ]))
}

fn policy(statements: &Value) -> String {
    format!("{:#}\n", json!({ "Version": "2012-10-17", "Statement": statements }))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{assume, pull, snapshot, trust};

    /// All that why403 may ever be allowed; none of it changes anything.
    const READS: [&str; 4] =
        ["logs:FilterLogEvents", "logs:DescribeLogGroups", "apigateway:GET", "sts:AssumeRole"];

    fn statements(policy: &str) -> Vec<Value> {
        let policy: Value = serde_json::from_str(policy).unwrap();
        policy["Statement"].as_array().unwrap().clone()
    }

    #[test]
    fn nothing_that_we_are_allowed_writes() {
        let group = ["API-Gateway-Execution-Logs_abc123/prod".to_owned()];
        let api = ["abc123".to_owned()];
        let role = "arn:aws:iam::111122223333:role/why403";
        for policy in [
            pull(&[]),
            pull(&group),
            snapshot(&[]),
            snapshot(&api),
            trust("arn:aws:iam::111122223333:root", "x"),
            assume(role),
        ] {
            for statement in statements(&policy) {
                assert_eq!(statement["Effect"], "Allow");
                assert!(statement.get("NotAction").is_none() && statement.get("NotResource").is_none());
                let actions = statement["Action"].as_array().unwrap();
                assert!(!actions.is_empty());
                for action in actions {
                    assert!(READS.contains(&action.as_str().unwrap()), "{action}");
                }
            }
        }
    }

    #[test]
    fn exactly_the_named_apis_are_read() {
        let statements = statements(&snapshot(&["abc123".to_owned()]));
        assert_eq!(
            statements[0]["Resource"],
            serde_json::json!([
                "arn:aws:apigateway:*::/restapis/abc123",
                "arn:aws:apigateway:*::/restapis/abc123/*",
            ])
        );
    }

    #[test]
    fn exactly_the_named_groups_are_read() {
        let groups = [
            "API-Gateway-Execution-Logs_abc123/prod".to_owned(),
            "arn:aws:logs:eu-west-1:111122223333:log-group:access:*".to_owned(),
        ];
        assert_eq!(
            statements(&pull(&groups))[0]["Resource"],
            serde_json::json!([
                "arn:aws:logs:*:*:log-group:API-Gateway-Execution-Logs_abc123/prod:*",
                "arn:aws:logs:eu-west-1:111122223333:log-group:access:*",
            ])
        );
    }
}
