//! What resources and actions cover: wildcards, colons, escapes, the short form.
//!
//! Source: IAM User Guide, "Resource", "Action"; API Gateway Developer Guide, resource policy examples.

use serde_json::json;

use super::{API, authorizer, decision};

#[test]
fn a_pattern_covers_a_resource_or_not() {
    let own = |path: &str| format!("{API}{path}");
    for (pattern, path, expected) in [
        ("arn:aws:execute-api:*".to_owned(), "/live/GET/a", true),
        ("*".to_owned(), "/live/GET/a", true),
        ("**".to_owned(), "/live/GET/a", true),
        // Wildcards before the fifth colon.
        ("arn:aws:execute-api:eu-*:210987654321:q7w8e9r0t1/live/GET/a".to_owned(), "/live/GET/a", true),
        ("arn:aws:execute-api:*-1:210987654321:q7w8e9r0t1/*".to_owned(), "/live/GET/a", true),
        ("arn:aws:execute-api:eu*1:210987654321:*".to_owned(), "/live/GET/a", true),
        ("arn:aws:execute-api:e*1:q7w8e9r0t1/*".to_owned(), "/live/GET/a", false),
        ("arn:aws:execute-api:eu-central-1:2109876?4321:q7w8e9r0t1/*".to_owned(), "/live/GET/a", true),
        ("arn:aws?execute-api:*".to_owned(), "/live/GET/a", false),
        ("arn:a*:execute-api:e*l*:2*1:q7w8e9r0t1/*".to_owned(), "/live/GET/a", true),
        ("arn:a*:execute-api:e*x*:2*1:q7w8e9r0t1/*".to_owned(), "/live/GET/a", false),
        ("arn:*:q7w8e9r0t1/live/*".to_owned(), "/live/GET/a", true),
        // One of fewer parts is filled up in policies that are not attached to a resource.
        ("arn:aws:execute-api".to_owned(), "/live/GET/a", true),
        ("arn:aws:execute-api:us-east-1".to_owned(), "/live/GET/a", false),
        ("arn:aws:s3".to_owned(), "/live/GET/a", false),
        // A path with colons and escapes is compared as it is.
        (own("/live/GET/a:b:c"), "/live/GET/a:b:c", true),
        (own("/live/GET/*:z"), "/live/GET/a:y:z", true),
        (own("/live/GET/?:?"), "/live/GET/a:b", true),
        (own("/live/GET/%7Bid%7D"), "/live/GET/{id}", false),
        (own("/live/GET/caf%C3%A9"), "/live/GET/caf%C3%A9", true),
        (own("/live/GET/caf%c3%a9"), "/live/GET/caf%C3%A9", false),
        (own("/live/GET/caf?"), "/live/GET/café", true),
        // Slashes.
        (own("/live/GET/"), "/live/GET/", true),
        (own("/live/GET"), "/live/GET/", false),
        (own("/live/GET/*"), "/live/GET/", true),
        (own("/live/GET*"), "/live/GET/", true),
        (own("/"), "/live/GET/a", false),
        (own("/live/GET/a/"), "/live/GET/a", false),
        (own("/live/GET//a"), "/live/GET//a", true),
        (own("/*/a"), "/live/GET/b/c/a", true),
        (own("/live/GET/**a"), "/live/GET/ba", true),
        (own("/live/GET/*?*"), "/live/GET/", false),
        (own("/live/GET/*a?b*"), "/live/GET/aab/axbx", true),
        // Case, and `ANY`.
        (own("/live/get/a"), "/live/GET/a", false),
        (own("/LIVE/GET/a"), "/live/GET/a", false),
        (own("/live/*T/a"), "/live/POST/a", true),
        (own("/live/ANY/a"), "/live/GET/a", false),
        // The short form is none in an authorizer's answer.
        ("execute-api:/live/*".to_owned(), "/live/GET/a", false),
    ] {
        let resource = own(path);
        let statement = json!({"Effect": "Allow", "Action": "*", "Resource": ["arn:aws:s3:::x", pattern]});
        let found = authorizer(&statement, "2012-10-17", &resource, &json!({}));
        assert_eq!(found == "Allow", expected, "{pattern} {path}");
        let statement = json!({"Effect": "Allow", "Action": "*", "NotResource": [pattern]});
        let found = authorizer(&statement, "2012-10-17", &resource, &json!({}));
        assert_eq!(found == "Allow", !expected, "not {pattern} {path}");
    }
}

#[test]
fn the_short_form_stands_for_the_api_of_the_call() {
    for (pattern, path, expected) in [
        ("execute-api:/*", "/live/GET/books/7", true),
        ("execute-api:/live/GET/books/*", "/live/GET/books/7", true),
        ("execute-api:/live/*/books/?", "/live/GET/books/7", true),
        ("execute-api:/*:7", "/live/GET/books:7", true),
        ("execute-api:/live/GET/${shop:user}", "/live/GET/ana", true),
        ("execute-api:/live", "/live/GET/books/7", false),
        ("execute-api:/", "/live/GET/books/7", false),
        ("execute-api:*", "/live/GET/books/7", false),
        ("EXECUTE-API:/*", "/live/GET/books/7", false),
        ("arn:aws:execute-api", "/live/GET/books/7", false),
    ] {
        let statement = json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": pattern});
        let found = decision(&json!({
            "mode": "resource-only",
            "policies": {"authorizer": null, "resource": {"Version": "2012-10-17", "Statement": statement}},
            "request": {"action": "execute-api:Invoke", "resource": format!("{API}{path}"), "principal": "anonymous",
                "context": {"shop:user": "ana"}},
        }));
        assert_eq!(found == "Allow", expected, "{pattern} {path}");
    }
}

#[test]
fn actions_are_compared_without_regard_to_case_and_with_wildcards_in_the_name() {
    for (pattern, action, expected) in [
        (json!("execute-api:Invoke"), "execute-api:Invoke", true),
        (json!("execute-api:In*"), "execute-api:InvalidateCache", true),
        (json!("execute-api:in?oke"), "EXECUTE-API:INVOKE", true),
        (json!("*"), "execute-api:ManageConnections", true),
        (json!(["s3:*", "execute-api:Invoke"]), "execute-api:Invoke", true),
        (json!("s3:Get*"), "s3:GetObject", true),
        (json!(format!("s3:{}*", "x".repeat(90))), &*format!("s3:{}Y", "X".repeat(90)), true),
        (json!("execute-api:Invoke?"), "execute-api:Invoke", false),
        (json!("*:Invoke"), "execute-api:Invoke", false),
        (json!("execute*:Invoke"), "execute-api:Invoke", false),
        (json!("Invoke"), "execute-api:Invoke", false),
        (json!("execute-api"), "execute-api:Invoke", false),
        (json!("execute-api:"), "execute-api:Invoke", false),
        (json!([]), "execute-api:Invoke", false),
    ] {
        let decide = |element: &str| {
            let statement = json!({"Effect": "Allow", element: pattern, "Resource": "*"});
            decision(&json!({
                "mode": "authorizer-only",
                "policies": {"authorizer": {"Statement": statement}, "resource": null},
                "request": {"action": action, "resource": "arn:aws:s3:::x/y", "principal": "anonymous", "context": {}},
            }))
        };
        assert_eq!(decide("Action") == "Allow", expected, "{pattern} {action}");
        if pattern != json!([]) {
            assert_eq!(decide("NotAction") == "Allow", !expected, "not {pattern} {action}");
        }
    }
}
