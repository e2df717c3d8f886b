//! One call to the API, as told by its lines.
//!
//! | file | what is there |
//! |---|---|
//! | [`assemble`] | events → requests |
//! | [`paths`] | what an access line says of the path |
//! | [`reading`] | a request with its lines read as sentences, and whose work each tells of |
//! | [`Text`] | the text of a line, which lines of one call share |
//! | [`timeline`] | a request → the row of gates |

pub mod assemble;
pub(crate) mod paths;
pub mod reading;
mod text;
pub mod timeline;

use serde::{Deserialize, Serialize};

pub use assemble::{Assembly, assemble, assemble_exports};
pub use text::Text;

use crate::{
    arn::{MethodArn, is_test_stage},
    ids::{ApiId, AuthorizerId, ExtendedRequestId, RequestId, StageName},
    log::{
        access::Record,
        sentence::{self, Sentence},
    },
    time::Instant,
};

/// One line about a request, redacted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Line {
    /// Where it stood in its export: the line of a text file, else the event's place; both from 1.
    pub number: u64,
    /// When, if the export says.
    pub at: Option<Instant>,
    /// The text behind the `(request id)` prefix.
    pub text: Text,
}

/// What one call did, as told by its lines.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Request {
    /// `None` where no line names it.
    pub request_id: Option<RequestId>,
    /// 0, and counts up for further calls whose client chose the same request id.
    pub ordinal: u16,
    /// `x-amz-apigw-id`.
    pub extended_request_id: Option<ExtendedRequestId>,
    /// The API, when any line names it.
    pub api_id: Option<ApiId>,
    /// The stage, when any line names it.
    pub stage: Option<StageName>,
    /// The authorizer that the method has, when it was reached.
    pub authorizer_id: Option<AuthorizerId>,
    /// The HTTP method, when any line names it.
    pub method: Option<String>,
    /// The path, when any line names it.
    pub path: Option<String>,
    /// In time order.
    pub lines: Vec<Line>,
}

impl Request {
    /// When its first line was written.
    pub fn started_at(&self) -> Option<Instant> {
        self.lines.iter().find_map(|line| line.at)
    }

    /// When the authorizer was asked for it, its cache first; else when it started.
    pub fn asked_at(&self) -> Option<Instant> {
        let asked = self.lines.iter().find(|line| line.text.starts_with("Starting authorizer: "));
        asked.and_then(|line| line.at).or_else(|| self.started_at())
    }

    /// When its last line was written.
    pub fn ended_at(&self) -> Option<Instant> {
        self.lines.iter().rev().find_map(|line| line.at)
    }

    /// Derives again what the lines say of the request: the extended id, API, stage, authorizer, method and path. What they
    /// do not say stays as it was.
    pub fn refresh(&mut self) {
        let names = Names::of(self);
        self.extended_request_id = names.extended_request_id.or(self.extended_request_id.take());
        // What the log group's name says is surer than what a line quotes.
        self.api_id = self.api_id.take().or(names.api_id);
        self.stage = self.stage.take().or(names.stage);
        self.authorizer_id = names.authorizer_id.or(self.authorizer_id.take());
        self.method = names.method.or(self.method.take());
        self.path = names.path.or(self.path.take());
    }
}

/// What the lines name.
#[derive(Default)]
struct Names {
    extended_request_id: Option<ExtendedRequestId>,
    api_id: Option<ApiId>,
    stage: Option<StageName>,
    authorizer_id: Option<AuthorizerId>,
    method: Option<String>,
    path: Option<String>,
    /// Whether the path is what was asked for, and no template.
    is_concrete: bool,
}

impl Names {
    fn of(request: &Request) -> Self {
        let mut names = Self::default();
        let mut told = None;
        let mut access = None;
        for line in &request.lines {
            match sentence::read(&line.text) {
                Sentence::MethodAndPath { method, path } => told = told.or(Some((method, path))),
                Sentence::AccessLog(json) => access = access.or_else(|| Record::read(json)),
                Sentence::ExtendedRequestId(id) => names.extended_request_id = Some(id.into()),
                Sentence::StartingAuthorizer { authorizer_id, .. } => {
                    names.authorizer_id = Some(authorizer_id.into());
                }
                Sentence::ResourcePolicyExplicitDeny { arn, .. } => names.arn(arn),
                sentence @ Sentence::EndpointRequestBody(_) => {
                    if let Some(arn) = sentence.method_arn() {
                        names.arn(arn);
                    }
                }
                Sentence::VerifyingUsagePlan { api_id, stage, .. } => names.stage(api_id, stage),
                Sentence::UsagePlanSucceeded { api_stage, .. } => names.api_stage(api_stage),
                Sentence::ApiKeyRefused { method, resource, api_stage, .. } => {
                    names.api_stage(api_stage);
                    names.method.get_or_insert_with(|| method.to_owned());
                    names.path.get_or_insert_with(|| resource.to_owned());
                }
                // Of a limit that is not the key's, the line may name neither stage nor method.
                Sentence::Throttled { api_id, stage, method, .. } if !method.is_empty() => {
                    names.stage(api_id, stage);
                    names.method.get_or_insert_with(|| method.to_owned());
                }
                _ => {}
            }
        }
        // The plain statement wins over what an ARN or an API key's line says, which may be a template.
        if let Some((method, path)) = told {
            names.method = Some(method.to_owned());
            names.path = Some(path.to_owned());
            names.is_concrete = true;
        }
        if let Some(record) = &access {
            names.access(record, request.stage.as_ref());
        }
        names
    }

    /// What the access line names; the lines of the execution log are asked first.
    fn access(&mut self, record: &Record, stage: Option<&StageName>) {
        let text = |name| record.get(name);
        if self.extended_request_id.is_none() {
            self.extended_request_id = text("extendedRequestId").map(Into::into);
        }
        if self.api_id.is_none() {
            self.api_id = record.api_id().map(Into::into);
        }
        if self.stage.is_none() {
            self.stage = text("stage").map(Into::into);
        }
        if self.is_concrete {
            return;
        }
        let stage = self.stage.clone().or_else(|| stage.cloned());
        if let Some((method, path)) = paths::asked(record, stage.as_ref()) {
            // What an API key's line names is a template.
            self.method = Some(method.to_owned());
            self.path = Some(path.to_owned());
            return;
        }
        if self.method.is_none() {
            self.method = text("httpMethod").map(str::to_owned);
        }
        if self.path.is_none() {
            self.path = paths::shown(record, stage.as_ref()).map(str::to_owned);
        }
    }

    fn stage(&mut self, api_id: &str, stage: &str) {
        self.api_id.get_or_insert_with(|| api_id.into());
        self.stage.get_or_insert_with(|| stage.into());
    }

    fn api_stage(&mut self, api_stage: &str) {
        if let Some((api_id, stage)) = api_stage.split_once('/') {
            self.stage(api_id, stage);
        }
    }

    fn arn(&mut self, arn: &str) {
        let Some(arn) = MethodArn::parse(arn) else { return };
        self.api_id.get_or_insert_with(|| arn.api_id.into());
        if !is_test_stage(arn.stage) {
            self.stage.get_or_insert_with(|| arn.stage.into());
        }
        self.method.get_or_insert_with(|| arn.method.to_owned());
        self.path.get_or_insert_with(|| format!("/{}", arn.path));
        self.is_concrete = true;
    }
}
