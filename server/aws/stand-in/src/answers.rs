//! The protocols: JSON of CloudWatch Logs (`X-Amz-Target`), and form and XML of STS.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::post,
};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Asked, Shared, World,
    group::{Place, event_id},
    script::Trouble,
};

/// As many log groups stand on a page.
const GROUPS: usize = 50;

pub(crate) fn routes() -> Router<Shared> {
    Router::new().route("/", post(answer))
}

async fn answer(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(target) = text(&headers, "x-amz-target") else {
        return assume_role(&mut shared.world(), &headers, &body);
    };
    let action = target.rsplit('.').next().unwrap_or_default();
    let trouble = {
        let mut world = shared.world();
        let trouble = world.script.draw();
        note(&mut world, action, &headers, trouble);
        trouble
    };
    match trouble {
        Trouble::Hang => std::future::pending().await,
        Trouble::Throttled => refusal("ThrottlingException", "Rate exceeded"),
        Trouble::TooMany => StatusCode::TOO_MANY_REQUESTS.into_response(),
        Trouble::Failure => {
            let failure =
                (StatusCode::INTERNAL_SERVER_ERROR, json!({"__type": "InternalFailure"}).to_string());
            failure.into_response()
        }
        Trouble::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "<html>unavailable</html>").into_response(),
        Trouble::Reset => broken(),
        _ => told(&mut shared.world(), action, &body, trouble),
    }
}

fn told(world: &mut World, action: &str, body: &[u8], trouble: Trouble) -> Response {
    if world.denied.iter().any(|denied| denied == action) {
        let message = format!(
            "User: arn:aws:iam::123456789012:user/why403 is not authorized to perform: logs:{action}"
        );
        return refusal("AccessDeniedException", &message);
    }
    match action {
        "FilterLogEvents" => match serde_json::from_slice(body) {
            Ok(question) => filter_log_events(world, &question, trouble),
            Err(error) => refusal("SerializationException", &error.to_string()),
        },
        "DescribeLogGroups" => match serde_json::from_slice(body) {
            Ok(question) => describe_log_groups(world, &question),
            Err(error) => refusal("SerializationException", &error.to_string()),
        },
        _ => refusal("UnknownOperationException", action),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FilterLogEvents {
    log_group_name: String,
    start_time: i64,
    end_time: i64,
    next_token: Option<String>,
}

fn filter_log_events(world: &mut World, question: &FilterLogEvents, trouble: Trouble) -> Response {
    let per_page = world.per_page;
    let Some(group) = world.groups.get_mut(&question.log_group_name) else {
        return refusal("ResourceNotFoundException", "The specified log group does not exist.");
    };
    let behind = match &question.next_token {
        None => None,
        Some(_) if trouble == Trouble::Expired => {
            return refusal("InvalidParameterException", "The specified nextToken is invalid.");
        }
        Some(token) => match Token::read(token) {
            Some(token) => token.behind,
            None => return refusal("InvalidParameterException", "The specified nextToken is invalid."),
        },
    };
    if trouble == Trouble::Empty {
        let n_empty = question.next_token.as_deref().and_then(Token::read).map_or(0, |token| token.n_empty);
        let token = Token { behind, n_empty: n_empty + 1 };
        return json_of(&json!({"events": [], "nextToken": token.to_text()}));
    }
    let is_repeated = trouble == Trouble::Repeated && question.next_token.is_some();
    let page = group.page(question.start_time, question.end_time, behind.filter(|_| !is_repeated), per_page);
    let mut events: Vec<Value> = page
        .events
        .iter()
        .map(|(place, event)| {
            json!({
                "eventId": event_id(*place),
                "timestamp": event.at_millis,
                "ingestionTime": event.at_millis,
                "logStreamName": event.stream,
                "message": event.message,
            })
        })
        .collect();
    match trouble {
        Trouble::Reordered => events.reverse(),
        Trouble::Doubled => events.extend(events.clone()),
        _ => {}
    }
    let next = page.next.map(|behind| Token { behind: Some(behind), n_empty: 0 }.to_text());
    let next = if is_repeated { question.next_token.clone() } else { next };
    let mut answer = json!({"events": events, "searchedLogStreams": []});
    if let (Some(next), Value::Object(fields)) = (next, &mut answer) {
        fields.insert("nextToken".into(), next.into());
    }
    json_of(&answer)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DescribeLogGroups {
    log_group_name_prefix: Option<String>,
    next_token: Option<String>,
}

fn describe_log_groups(world: &World, question: &DescribeLogGroups) -> Response {
    let prefix = question.log_group_name_prefix.as_deref().unwrap_or_default();
    let behind = question.next_token.as_deref();
    let mut names = world
        .groups
        .keys()
        .filter(|name| name.starts_with(prefix) && behind.is_none_or(|behind| name.as_str() > behind));
    let of_page: Vec<&String> = names.by_ref().take(GROUPS).collect();
    let groups: Vec<Value> = of_page
        .iter()
        .map(|name| json!({"logGroupName": name, "creationTime": 1_700_000_000_000_i64, "storedBytes": 0}))
        .collect();
    let mut answer = json!({"logGroups": groups});
    if let (Some(_), Some(last), Value::Object(fields)) = (names.next(), of_page.last(), &mut answer) {
        fields.insert("nextToken".into(), last.as_str().into());
    }
    json_of(&answer)
}

fn assume_role(world: &mut World, headers: &HeaderMap, body: &[u8]) -> Response {
    note(world, "AssumeRole", headers, Trouble::None);
    let body = String::from_utf8_lossy(body);
    let field = |name: &str| {
        let pair = body.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name);
        pair.map(|(_, value)| percent_decode_str(value).decode_utf8_lossy().into_owned())
    };
    let arn = field("RoleArn").unwrap_or_default();
    if world.roles.get(&arn).is_none_or(|external_id| *external_id != field("ExternalId")) {
        let xml = format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: \
             arn:aws:iam::123456789012:user/why403 is not authorized to perform: sts:AssumeRole on resource: {arn}\
             </Message></Error></ErrorResponse>"
        );
        return (StatusCode::FORBIDDEN, [(header::CONTENT_TYPE, "text/xml")], xml).into_response();
    }
    let xml = format!(
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA{}</AccessKeyId>\
         <SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>\
         <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><Arn>{arn}/why403</Arn>\
         <AssumedRoleId>AROA:why403</AssumedRoleId></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>",
        arn.rsplit('/').next().unwrap_or_default()
    );
    ([(header::CONTENT_TYPE, "text/xml")], xml).into_response()
}

/// Where a page begins, as a text that nobody should read.
struct Token {
    behind: Option<Place>,
    n_empty: u64,
}

impl Token {
    fn read(text: &str) -> Option<Self> {
        let (place, n_empty) = text.strip_prefix("page/")?.rsplit_once('/')?;
        let behind = match place.split_once('/') {
            Some((at, number)) => Some((at.parse().ok()?, number.parse().ok()?)),
            None => None,
        };
        Some(Self { behind, n_empty: n_empty.parse().ok()? })
    }

    fn to_text(&self) -> String {
        match self.behind {
            Some((at, number)) => format!("page/{at}/{number}/{}", self.n_empty),
            None => format!("page/start/{}", self.n_empty),
        }
    }
}

pub(crate) fn note(world: &mut World, action: &str, headers: &HeaderMap, trouble: Trouble) {
    // As `AWS4-HMAC-SHA256 Credential=AKIA.../20260801/eu-central-1/logs/aws4_request, ...`.
    let credential = text(headers, "authorization").and_then(|text| text.split_once("Credential="));
    let mut parts = credential.map_or("", |(_, rest)| rest).split('/');
    world.asked.push(Asked {
        action: action.to_owned(),
        access_key: parts.next().unwrap_or_default().to_owned(),
        region: parts.nth(1).unwrap_or_default().to_owned(),
        trouble,
    });
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn json_of(answer: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/x-amz-json-1.1")], answer.to_string()).into_response()
}

fn refusal(code: &str, message: &str) -> Response {
    let body = json!({"__type": code, "message": message}).to_string();
    (StatusCode::BAD_REQUEST, [(header::CONTENT_TYPE, "application/x-amz-json-1.1")], body).into_response()
}

/// Breaks off in the middle of the answer.
pub(crate) fn broken() -> Response {
    let pieces = [Ok(Bytes::from_static(b"{\"events\":[")), Err(std::io::Error::other("broken off"))];
    Body::from_stream(futures_util::stream::iter(pieces)).into_response()
}
