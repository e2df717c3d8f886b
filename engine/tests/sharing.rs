//! What is shared holds nothing of what a log says of people, keys and accounts, whatever a log says.

use engine::{
    diagnosis::diagnose,
    incident::{Identity, State},
    request::{Line, Request},
    sharing::{SharedCall, SharedIncident},
    time::Instant,
};
use proptest::prelude::*;

fn request(
    id: &str,
    api: &str,
    authorizer: &str,
    caller: &str,
    account: &str,
    path: &str,
    effect: &str,
) -> Request {
    let arn = format!("arn:aws:execute-api:eu-west-1:{account}:{api}/prod/GET{path}");
    let policy = serde_json::json!({"principalId": caller, "policyDocument": {"Version": "2012-10-17", "Statement": [
        {"Action": "execute-api:Invoke", "Effect": effect, "Resource": arn},
    ]}});
    let texts = [
        format!("Starting authorizer: {authorizer} for request: {id}"),
        format!("Incoming identity: {caller}"),
        format!("Endpoint request body after transformations: {{\"methodArn\": \"{arn}\"}}"),
        "Sending request to https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/f/invocations"
            .to_owned(),
        format!("Authorizer result body before parsing: {policy}"),
        format!("Using valid authorizer policy for principal: {caller}"),
        "The client is not authorized to perform this operation.".to_owned(),
    ];
    let lines = texts.into_iter().zip(1..).map(|(text, number)| Line {
        number,
        at: Some(Instant::EPOCH.plus_millis(1_800_000_000_000)),
        text: text.into(),
    });
    Request {
        request_id: Some(id.into()),
        ordinal: 1,
        extended_request_id: None,
        api_id: Some(api.into()),
        stage: Some("prod".into()),
        authorizer_id: Some(authorizer.into()),
        method: Some("GET".to_owned()),
        path: Some(path.to_owned()),
        lines: lines.collect(),
    }
}

proptest! {
    #[test]
    fn no_private_value_gets_out(
        id in "[0-9a-f]{8}-0000-4000-8000-[0-9a-f]{12}",
        api in "[a-z0-9]{9}[0-9]",
        authorizer in "[a-z0-9]{5}[0-9]",
        caller in "[a-zA-Z]{3,8}[0-9]{3,8}",
        account in "[0-9]{12}",
        secret in "[A-Za-z]{2,10}[0-9]{2,10}[A-Za-z0-9._@%<>\"'-]{2,20}",
        effect in "(Allow|Deny)",
    ) {
        let path = format!("/orders/{secret}/items?key={secret}");
        let request = request(&id, &api, &authorizer, &caller, &account, &path, &effect);
        let diagnosis = diagnose(std::slice::from_ref(&request)).remove(0);
        let call = SharedCall::of(&request, &diagnosis);
        let identity = Identity::of(&request, &diagnosis);
        let incident = identity.map(|identity| SharedIncident {
            calls: vec![call.clone()],
            ..SharedIncident::of(&identity, State::Open, Instant::EPOCH)
        });
        let text = format!("{}{}", serde_json::to_string(&call).unwrap(), serde_json::to_string(&incident).unwrap());
        for private in [&id, &api, &authorizer, &caller, &account, &secret] {
            prop_assert!(!text.contains(private.as_str()), "{private} in {text}");
        }
        prop_assert!(text.contains("/orders/{…}/items"), "{text}");
    }
}
