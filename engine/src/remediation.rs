//! What to do about a refusal: cards, the gentlest first, each with what it needs to be told and the commands with real ids.
//! The words are the app's: `card-{kind}` with `.why`, `.effect`, `.blast`, `.check`, `.rollback`.
//!
//! | cause | cards, in order |
//! |---|---|
//! | authorizer's policy, cached or not known | confirm caching¹, wait², flush, fix the authorizer, caching off, change the identity source³ |
//! | authorizer's policy, fresh | fix the authorizer, flush |
//! | resource policy | fix the resource policy, deploy |
//! | identity, `Unauthorized` | give the header |
//! | authorizer's error | fix the authorizer |
//! | API key | give the key |
//! | no such route | deploy, ask the client |
//! | WAF, backend, integration, signature, throttle, quota, client, not mapped | ask there |
//!
//! ¹ where the TTL is not known ² where it is known when it heals ³ and flush: not where the TTL is 0, for nothing is cached.
//! For an explicit deny the authorizer's code comes last: it may well have meant it. Where something was edited and not
//! deployed, deploying comes first.
//!
//! | file | what is there |
//! |---|---|
//! | [`place`] | the ids, held against AWS's grammar |
//! | [`shell`] | quoting for `sh` |
//! | `command` | one call of the AWS CLI |
//! | `answer` | what the authorizer should have answered |
//! | `resource_policy` | what the resource policy should say |
//! | `forms` | the commands of each card |

mod answer;
mod command;
mod forms;
pub mod place;
mod resource_policy;
pub mod shell;

use serde::{Deserialize, Serialize};

use self::place::{Id, Place};
use crate::{
    configuration::{Method, ResourcePolicy},
    diagnosis::{Cause, Deny, PolicyOrigin, vocabulary},
    time::Instant,
};

pub use self::forms::flush;

vocabulary! {
    /// What can be done.
    Kind {
        /// See whether answers are cached at all.
        ConfirmCaching = "confirm_caching",
        /// Do nothing: the entry dies by itself.
        Wait = "wait",
        /// Empty the stage's authorizer cache, and call again.
        Flush = "flush",
        /// Set the authorizer's TTL to 0.
        CachingOff = "caching_off",
        /// Take the identity from another header.
        ChangeIdentitySource = "change_identity_source",
        /// Let the authorizer answer what covers the calls.
        FixAuthorizer = "fix_authorizer",
        /// Let the resource policy allow the calls.
        FixResourcePolicy = "fix_resource_policy",
        /// Deploy what was edited.
        Deploy = "deploy",
        /// Send an API key that is in a usage plan of the stage.
        GiveKey = "give_key",
        /// Send the header that names the caller.
        GiveHeader = "give_header",
        /// It is not the gateway's decision.
        AskElsewhere = "ask_elsewhere",
    }
}

vocabulary! {
    /// Who can tell more, where the gateway did not decide.
    Elsewhere {
        /// Who runs the backend.
        Backend = "backend",
        /// Who keeps the WAF's rules.
        Waf = "waf",
        /// Who called.
        Client = "client",
        /// Who keeps the API's domain and limits.
        Owner = "owner",
    }
}

vocabulary! {
    /// What a form is written in.
    Language {
        /// The AWS CLI, for `sh`.
        AwsCli = "aws_cli",
        /// Terraform.
        Terraform = "terraform",
        /// CloudFormation, and SAM where it takes it.
        CloudFormation = "cloudformation",
        /// AWS CDK in TypeScript.
        Cdk = "cdk",
        /// JSON.
        Json = "json",
        /// Python.
        Python = "python",
        /// JavaScript for Node.
        Node = "node",
    }
}

/// What is known of a refusal, of one call or of many that ended alike.
#[derive(Debug, Clone)]
pub struct Situation {
    /// Why the calls were refused.
    pub cause: Cause,
    /// How a policy denied.
    pub deny: Option<Deny>,
    /// Where the authorizer's policy came from.
    pub policy_origin: Option<PolicyOrigin>,
    /// Where.
    pub place: Place,
    /// The authorizer, as the configuration says.
    pub authorizer: Authorizer,
    /// The ARNs that were asked for.
    pub method_arns: Vec<String>,
    /// The methods of the API, as the configuration says.
    pub methods: Vec<Method>,
    /// The resource policy, likewise.
    pub resource_policy: Option<ResourcePolicy>,
    /// When the denying cache entry dies.
    pub heals_at: Option<Instant>,
    /// Whether something was edited after the last deployment.
    pub undeployed: Option<bool>,
    /// What the log says of the resource policy's evaluation.
    pub evaluation: Option<String>,
    /// What a flush would cost.
    pub figures: Figures,
}

impl Situation {
    /// A refusal of which no more is known than its cause.
    pub fn of(cause: Cause) -> Self {
        Self {
            cause,
            deny: None,
            policy_origin: None,
            place: Place::default(),
            authorizer: Authorizer::default(),
            method_arns: Vec::new(),
            methods: Vec::new(),
            resource_policy: None,
            heals_at: None,
            undeployed: None,
            evaluation: None,
            figures: Figures::default(),
        }
    }
}

/// An authorizer as the configuration says; `None` is not known.
#[derive(Debug, Clone, Default)]
pub struct Authorizer {
    /// `TOKEN`, `REQUEST` or another.
    pub kind: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// How long its answers are kept, in seconds; 0 is not at all.
    pub ttl: Option<u32>,
    /// Where the caller's identity is read from.
    pub identity_source: Option<String>,
}

/// What a flush, or no cache at all, would cost; `None` is not known and is left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Entries that live in the stage's cache.
    pub live_entries: Option<u64>,
    /// Callers whose answers these are.
    pub callers: Option<u64>,
    /// Calls a second that the authorizer answers now.
    pub fresh_per_second: Option<f64>,
    /// Calls a second that it would answer with nothing cached.
    pub uncached_per_second: Option<f64>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// What.
    pub kind: Kind,
    /// What its words are filled in with.
    pub facts: Facts,
    /// How to do it, each step or each language a form.
    pub commands: Vec<Form>,
    /// How to see whether it helped; changes nothing.
    pub check: Vec<Form>,
    /// How to go back.
    pub rollback: Vec<Form>,
    /// The ids that its commands need and that must be looked up first: it has no commands of the AWS CLI then.
    pub look_up: Vec<Id>,
}

/// What a card's words are filled in with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// When the entry dies.
    pub heals_at: Option<Instant>,
    /// How long answers are kept, in seconds.
    pub ttl: Option<u32>,
    /// Whether, without a cache, calls would reach the Lambda with no check of their identity: a REQUEST authorizer's do.
    pub loses_identity_check: bool,
    /// How the policy denied.
    pub deny: Option<Deny>,
    /// Where the identity is read from.
    pub identity_source: Option<String>,
    /// What the log says of the resource policy's evaluation.
    pub evaluation: Option<String>,
    /// Who is to be asked.
    pub elsewhere: Option<Elsewhere>,
    /// What it would cost.
    pub figures: Figures,
}

/// A command or a piece of code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// What it is written in.
    pub language: Language,
    /// What to paste.
    pub text: String,
}

/// What can be done, the first first.
pub fn cards(case: &Situation) -> Vec<Card> {
    let mut kinds = kinds(case);
    if case.undeployed == Some(true) && !kinds.is_empty() {
        kinds.retain(|kind| *kind != Kind::Deploy);
        kinds.insert(0, Kind::Deploy);
    }
    kinds.into_iter().map(|kind| card(kind, case)).collect()
}

fn kinds(case: &Situation) -> Vec<Kind> {
    use Kind::{AskElsewhere, Deploy, FixAuthorizer, FixResourcePolicy, GiveHeader, GiveKey};
    match case.cause {
        Cause::None | Cause::Unknown => vec![],
        Cause::AuthorizerPolicyDeny => of_authorizer_policy(case),
        Cause::ResourcePolicyDeny => vec![FixResourcePolicy, Deploy],
        Cause::IdentityRejected | Cause::AuthorizerRaisedUnauthorized | Cause::Unauthorized => {
            vec![GiveHeader]
        }
        Cause::AuthorizerError => vec![FixAuthorizer],
        Cause::ApiKeyRejected => vec![GiveKey],
        Cause::RouteNotFound => vec![Deploy, AskElsewhere],
        Cause::Throttled
        | Cause::QuotaExceeded
        | Cause::WafBlocked
        | Cause::IamAuthFailed
        | Cause::NotMapped
        | Cause::CacheInvalidationRefused
        | Cause::BackendRefused
        | Cause::IntegrationError
        | Cause::ClientError => vec![AskElsewhere],
    }
}

fn of_authorizer_policy(case: &Situation) -> Vec<Kind> {
    use Kind::{CachingOff, ChangeIdentitySource, ConfirmCaching, FixAuthorizer, Flush, Wait};
    let is_cached = case.authorizer.ttl != Some(0);
    let mut kinds = if case.policy_origin == Some(PolicyOrigin::Fresh) {
        vec![FixAuthorizer, Flush]
    } else {
        vec![ConfirmCaching, Wait, Flush, FixAuthorizer, CachingOff, ChangeIdentitySource]
    };
    kinds.retain(|kind| match kind {
        ConfirmCaching => case.authorizer.ttl.is_none(),
        Wait => is_cached && case.heals_at.is_some(),
        Flush | CachingOff | ChangeIdentitySource => is_cached,
        _ => true,
    });
    if case.deny == Some(Deny::Explicit) {
        kinds.retain(|kind| *kind != FixAuthorizer);
        kinds.push(FixAuthorizer);
    }
    kinds
}

fn card(kind: Kind, case: &Situation) -> Card {
    let needs = forms::needs(kind);
    let look_up = needs.iter().copied().filter(|id| case.place.get(*id).is_none()).collect();
    let is_request = case.authorizer.kind.as_deref() == Some("REQUEST");
    let readable = |text: &Option<String>| text.clone().filter(|text| shell::is_plain(text));
    let facts = Facts {
        heals_at: case.heals_at,
        ttl: case.authorizer.ttl,
        loses_identity_check: kind == Kind::CachingOff && is_request,
        deny: case.deny,
        identity_source: readable(&case.authorizer.identity_source),
        evaluation: readable(&case.evaluation).filter(|_| kind == Kind::FixResourcePolicy),
        elsewhere: (kind == Kind::AskElsewhere).then(|| elsewhere(case.cause)),
        figures: case.figures,
    };
    let forms::Forms { commands, check, rollback } = forms::of(kind, case);
    Card { kind, facts, commands, check, rollback, look_up }
}

fn elsewhere(cause: Cause) -> Elsewhere {
    match cause {
        Cause::BackendRefused | Cause::IntegrationError => Elsewhere::Backend,
        Cause::WafBlocked => Elsewhere::Waf,
        Cause::NotMapped | Cause::Throttled | Cause::QuotaExceeded => Elsewhere::Owner,
        _ => Elsewhere::Client,
    }
}
