//! API Gateway's control plane, asked by AWS's SDK.
//!
//! | file | what is there |
//! |---|---|
//! | [`question`] | all that is ever asked: a list of questions, none of which changes anything |
//! | [`wire`] | answers as AWS sent them → as its command line prints them |
//! | [`pace`] | how fast is asked, and when again |
//! | [`around`] | usage plans, keys and custom domain names, and which of them belong to an API |

use async_trait::async_trait;
use aws_sdk_apigateway::Client;
use serde_json::{Map, Value, json};

use crate::{
    configuration::{Bundle, ConfigurationSource, Missing, RestApi, Surroundings},
    error::AwsError,
};

mod around;
mod pace;
mod question;
mod wire;

use pace::{Pace, is_worth_asking_again};
use question::Question;
use wire::{items, text};

/// No more pages are asked for: what goes on for longer does not end.
const MOST_PAGES: usize = 1_000;

/// API Gateway of one region, with one identity.
pub(crate) struct ApiGateway {
    client: Client,
    region: String,
    pace: Pace,
}

impl ApiGateway {
    pub(crate) fn new(client: Client, region: String) -> Self {
        Self { client, region, pace: Pace::default() }
    }

    /// One thing, or one page; asked again while AWS is busy.
    async fn one(&self, question: Question<'_>, position: Option<&str>) -> Result<Value, AwsError> {
        let mut n_refused = 0;
        loop {
            self.pace.turn(question.cost()).await;
            let refusal = match question.ask(&self.client, position).await {
                Ok(answer) => return Ok(answer),
                Err(refusal) => refusal,
            };
            n_refused += 1;
            if !is_worth_asking_again(&refusal, n_refused).await {
                return Err(refusal);
            }
        }
    }

    /// All elements of a list, page by page.
    async fn all(&self, question: Question<'_>) -> Result<Vec<Value>, AwsError> {
        let mut elements = Vec::new();
        let mut position = None;
        for _ in 0..MOST_PAGES {
            let mut page = self.one(question, position.as_deref()).await?;
            elements.append(&mut items(&mut page));
            let next = text(&page, "position").map(str::to_owned);
            // A page may be empty and still not be the last; the same page again leads nowhere.
            if next.is_none() || next == position {
                break;
            }
            position = next;
        }
        Ok(elements)
    }
}

#[async_trait]
impl ConfigurationSource for ApiGateway {
    async fn rest_apis(&self) -> Result<Vec<RestApi>, AwsError> {
        let listed = self.all(Question::RestApis).await?;
        let mut apis: Vec<RestApi> = listed
            .iter()
            .filter_map(|api| {
                let name = text(api, "name").unwrap_or_default().to_owned();
                Some(RestApi { id: text(api, "id")?.to_owned(), name })
            })
            .collect();
        apis.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
        Ok(apis)
    }

    async fn surroundings(&self) -> Result<Surroundings, AwsError> {
        self.around().await
    }

    async fn bundle(&self, api_id: &str, surroundings: &Surroundings) -> Result<Bundle, AwsError> {
        let mut parts = Parts::default();
        let rest_api = self.one(Question::RestApi(api_id), None).await?;
        let stages = parts.keep("stages", self.all(Question::Stages(api_id)).await)?.unwrap_or_default();
        let names: Vec<&str> = stages.iter().filter_map(|stage| text(stage, "stageName")).collect();
        let mut exports = Map::new();
        for stage in names {
            let export = self.one(Question::Export { api_id, stage }, None).await;
            if let Some(export) = parts.keep(&format!("exports.{stage}"), export)? {
                exports.insert(stage.to_owned(), export);
            }
        }
        for (part, question) in [
            ("authorizers", Question::Authorizers(api_id)),
            ("resources", Question::Resources(api_id)),
            ("deployments", Question::Deployments(api_id)),
            ("gatewayResponses", Question::GatewayResponses(api_id)),
        ] {
            if let Some(elements) = parts.keep(part, self.all(question).await)? {
                parts.set(part, json!({ "items": elements }));
            }
        }
        parts.set("restApi", rest_api);
        if !parts.is_missing("stages") {
            // The only list whose name the command line leaves as AWS sends it.
            parts.set("stages", json!({ "item": stages }));
        }
        parts.set("exports", exports.into());
        parts.set("region", self.region.clone().into());
        around::belonging(&mut parts, api_id, surroundings);
        Ok(parts.bundle())
    }
}

/// The parts of a bundle that were read, and what could not be.
#[derive(Default)]
struct Parts {
    read: Map<String, Value>,
    missing: Vec<Missing>,
}

impl Parts {
    fn set(&mut self, part: &str, value: Value) {
        self.read.insert(part.to_owned(), value);
    }

    fn is_missing(&self, part: &str) -> bool {
        self.missing.iter().any(|missing| missing.part == part)
    }

    /// What was answered; `None` where AWS refuses for good, which is noted. What may go well the next time is a failure: a
    /// configuration must not seem to have changed because AWS was busy.
    fn keep<T>(&mut self, part: &str, answer: Result<T, AwsError>) -> Result<Option<T>, AwsError> {
        match answer {
            Ok(answer) => Ok(Some(answer)),
            Err(
                refused @ (AwsError::NoRight { .. } | AwsError::NotThere { .. } | AwsError::Other { .. }),
            ) => {
                self.missing.push(Missing { part: part.to_owned(), why: refused.to_string() });
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }

    fn bundle(mut self) -> Bundle {
        if !self.missing.is_empty() {
            let missing =
                self.missing.iter().map(|missing| json!({ "part": missing.part, "why": missing.why }));
            let missing = missing.collect();
            self.read.insert("missing".to_owned(), missing);
        }
        Bundle { document: wire::ordered(self.read.into()), missing: self.missing }
    }
}
