//! What is likely wrong with a policy for `execute-api`, said before it refuses anybody.
//!
//! A linter looks at what is written, not at one call: a region that is not the API's, a path as the API defines it where the
//! requested one is compared, an Allow that blocks nobody. It knows as much of the API as the [`Subject`] tells, and is silent
//! about the rest: what is only uncommon is no finding.
//!
//! | file | what is found |
//! |---|---|
//! | [`finding`] | what a finding is: its kind, its level, its place in the policy |
//! | [`answer`] | defects of the document itself, and of the answer around it |
//! | [`length`] | more characters than API Gateway takes |
//! | [`action`] | actions that are no call of a method |
//! | [`form`] | resources that are no ARN of a method: another service's, in the short form, cut short |
//! | [`placeholder`] | a template that nobody filled: `undefined`, `${AWS::Region}` |
//! | [`elsewhere`] | another region, account, API or stage |
//! | [`method`] | the method that is missing, `ANY`, small letters |
//! | [`path`] | `{id}`, slashes too many, a query string |
//! | [`variables`] | variables where the language knows none |
//! | [`principal`] | callers that no call has |
//! | [`absent_key`] | conditions on keys that such a call never has |
//! | [`value`] | values that an operator cannot compare |
//! | [`blocks_nobody`] | an Allow by address beside an authorizer that allows |
//! | [`cross_talk`] | single methods in a policy that is cached for all |
//! | [`cache_key`] | facts of one call in a policy that is cached for others |
//! | [`never`] | statements that match nothing, or that another one makes idle |
//!
//! To add a finding: 1. a variant of [`Kind`], in the order in which a person should read them; 2. a rule in the file whose
//! idea it is, or in a new one with its line in `RULES`, with calls of which it must say nothing among its tests; 3. its
//! three sentences in both files of `app/words`: `lint-<id>-title`, `-what`, `-do`.
//!
//! ```
//! use engine::policy::{document::read, lint::{Api, Kind, Span, Subject, lint}};
//!
//! let answer = read(
//!     r#"{"principalId": "a1", "policyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
//!         "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/ANY/*"}]}}"#,
//! );
//! let api = Api::of_method("arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/orders");
//! let findings = lint(&Subject { authorizer: answer.as_ref(), api, ..Subject::default() });
//! assert_eq!(findings.len(), 1);
//! assert_eq!(findings[0].kind, Kind::AnyMethod);
//! // The three letters, for an editor to underline.
//! assert_eq!(findings[0].place.range, Some(Span { start: 59, end: 62 }));
//! ```

pub mod absent_key;
pub mod action;
pub mod answer;
pub mod blocks_nobody;
pub mod cache_key;
pub mod cross_talk;
pub mod elsewhere;
pub mod finding;
pub mod form;
pub(crate) mod inclusion;
pub mod length;
pub mod method;
pub mod never;
mod parts;
pub mod path;
pub mod placeholder;
pub mod principal;
pub mod value;
pub mod variables;

pub use finding::{Element, Facts, Finding, Kind, Level, Place, Span, Whose};

use super::{Condition, Effect, Policy, Statement, combine::Authorization, document::Answer};
use crate::configuration::Authorizer;
use parts::Shape;

/// What is looked at, and what is known of the API that it is for.
#[derive(Debug, Clone, Default)]
pub struct Subject<'a> {
    /// What the authorizer answered; or the policy of the IAM principal that calls, where `authorization` is by IAM.
    pub authorizer: Option<&'a Answer>,
    /// The API's resource policy.
    pub resource_policy: Option<&'a Policy>,
    /// How many characters the resource policy has: see [`length::n_chars`].
    pub n_resource_policy_chars: Option<usize>,
    /// The API.
    pub api: Api<'a>,
    /// How the method is authorized. With an answer it is by a Lambda authorizer.
    pub authorization: Option<Authorization>,
    /// The authorizer's cache.
    pub cache: AuthorizerCache<'a>,
}

/// An API, as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct Api<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: Option<&'a str>,
    /// The region.
    pub region: Option<&'a str>,
    /// The account; `None` also where it is masked.
    pub account: Option<&'a str>,
    /// The API's id.
    pub api_id: Option<&'a str>,
    /// The stage of the call that is asked about.
    pub stage: Option<&'a str>,
    /// All stages of the API; empty where they are not known.
    pub stages: Vec<&'a str>,
    /// How many methods share the authorizer.
    pub n_methods: Option<u32>,
    /// Whether it is a private API, one that is called through VPC endpoints only.
    pub is_private: Option<bool>,
}

impl<'a> Api<'a> {
    /// What the ARN of one of its methods tells.
    pub fn of_method(arn: &'a str) -> Self {
        let mut parts = arn.splitn(6, ':').skip(1);
        let [partition, _service, region, account, resource] =
            std::array::from_fn(|_| parts.next().filter(|part| !part.is_empty() && !part.contains('*')));
        let mut segments = resource.unwrap_or_default().split('/').map(Some);
        let [api_id, stage] =
            std::array::from_fn(|_| segments.next().flatten().filter(|segment| !segment.is_empty()));
        Self { partition, region, account, api_id, stage, ..Self::default() }
    }
}

/// How the authorizer's answers are cached, as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct AuthorizerCache<'a> {
    /// For how many seconds; 0 is not at all.
    pub ttl_seconds: Option<u32>,
    /// What a caller is told by, as `method.request.header.Authorization`; `None` where it is not known.
    pub identity_sources: Option<Vec<&'a str>>,
    /// Whether it is of type `REQUEST`.
    pub is_request: Option<bool>,
}

impl<'a> AuthorizerCache<'a> {
    /// What a configuration bundle says of an authorizer.
    pub fn of(authorizer: &'a Authorizer) -> Self {
        Self {
            ttl_seconds: Some(authorizer.ttl_seconds),
            identity_sources: Some(authorizer.identity_sources.iter().map(String::as_str).collect()),
            is_request: Some(authorizer.kind == "REQUEST"),
        }
    }
}

/// Says what is likely wrong, in the order of the policies' own text: the authorizer's first.
pub fn lint(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    answer::check(subject, &mut findings);
    cache_key::unchecked(subject, &mut findings);
    let policies = [
        (Whose::Authorizer, subject.authorizer.map(|answer| &answer.policy)),
        (Whose::ResourcePolicy, subject.resource_policy),
    ];
    for (whose, policy) in policies {
        let Some(policy) = policy else { continue };
        let view = View { subject, whose, policy };
        for rule in RULES {
            rule(&view, &mut findings);
        }
    }
    findings.sort_by(|one, other| (&one.place, one.kind).cmp(&(&other.place, other.kind)));
    findings.dedup_by(|one, other| (one.kind, &one.place) == (other.kind, &other.place));
    findings
}

/// Every rule on a policy.
const RULES: &[fn(&View<'_>, &mut Vec<Finding>)] = &[
    length::check,
    action::check,
    form::check,
    placeholder::check,
    elsewhere::check,
    method::check,
    path::check,
    variables::check,
    principal::check,
    absent_key::check,
    value::check,
    blocks_nobody::check,
    cross_talk::check,
    cache_key::check,
    never::check,
];

/// One of the policies, and all that is known beside it.
#[derive(Clone, Copy)]
struct View<'a> {
    subject: &'a Subject<'a>,
    whose: Whose,
    policy: &'a Policy,
}

impl<'a> View<'a> {
    fn api(&self) -> &'a Api<'a> {
        &self.subject.api
    }

    /// How the method is authorized, where that is known.
    fn authorization(&self) -> Option<Authorization> {
        self.subject.authorization.or(self.subject.authorizer.map(|_| Authorization::Lambda))
    }

    /// Whether callers are certainly no IAM principals.
    fn is_anonymous(&self) -> bool {
        use Authorization::{Cognito, Lambda, None};
        self.authorization().is_some_and(|by| matches!(by, None | Lambda | Cognito))
    }

    /// Whether it is the policy of an IAM principal, and not an authorizer's: that one may be about other services, too.
    fn is_of_caller(&self) -> bool {
        use Authorization::{IamCrossAccount, IamSameAccount};
        self.whose == Whose::Authorizer
            && self.authorization().is_some_and(|by| matches!(by, IamSameAccount | IamCrossAccount))
    }

    /// Whether it is an authorizer's answer, which may be cached.
    fn is_answer(&self) -> bool {
        self.whose == Whose::Authorizer && !self.is_of_caller()
    }

    /// The place of an element of a statement.
    fn place(&self, statement: &Statement, element: Element) -> Place {
        Place {
            policy: self.whose,
            statement: Some(statement.index),
            element: Some(element),
            item: Option::None,
            value: Option::None,
            range: Option::None,
        }
    }

    /// Every pattern of `Resource` and `NotResource`.
    fn resources(&self) -> impl Iterator<Item = Resource<'a>> + use<'a> {
        let view = *self;
        self.policy.statements.iter().flat_map(move |statement| {
            let names = &statement.resources;
            let element = if names.is_negated { Element::NotResource } else { Element::Resource };
            (0..).zip(&names.patterns).map(move |(item, pattern)| Resource {
                statement,
                pattern,
                shape: Shape::of(pattern),
                place: Place { item: Some(item), ..view.place(statement, element) },
            })
        })
    }

    /// Every condition.
    fn conditions(&self) -> impl Iterator<Item = (&'a Statement, &'a Condition, Place)> + use<'a> {
        let view = *self;
        self.policy.statements.iter().flat_map(move |statement| {
            (0..).zip(&statement.conditions).map(move |(item, condition)| {
                let place = Place { item: Some(item), ..view.place(statement, Element::Condition) };
                (statement, condition, place)
            })
        })
    }
}

/// One pattern of a resource.
struct Resource<'a> {
    statement: &'a Statement,
    pattern: &'a str,
    shape: Shape<'a>,
    place: Place,
}

impl Resource<'_> {
    /// A finding about some of its bytes.
    fn finding(&self, kind: Kind, range: Span) -> Finding {
        Finding::new(kind, Place { range: Some(range), ..self.place.clone() })
    }

    /// A finding about the whole of it.
    fn finding_whole(&self, kind: Kind) -> Finding {
        let end = u32::try_from(self.pattern.len()).unwrap_or(u32::MAX);
        self.finding(kind, Span { start: 0, end }).found(self.pattern)
    }

    fn is_of(&self, effect: Effect) -> bool {
        self.statement.effect == effect
    }
}
