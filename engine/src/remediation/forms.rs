//! The commands of each card.

use serde_json::json;

use super::{
    Form, Kind, Language, Situation, answer,
    command::Command,
    place::{Id, Place},
};
use crate::diagnosis::{Cause, Deny};

/// How to do it, how to see that it helped, how to go back.
#[derive(Debug, Default)]
pub(super) struct Forms {
    pub commands: Vec<Form>,
    pub check: Vec<Form>,
    pub rollback: Vec<Form>,
}

const DEPLOY: Command<'_> =
    Command { operation: "create-deployment", ids: &[Id::Api, Id::Stage], options: &[] };
const FLUSH: Command<'_> =
    Command { operation: "flush-stage-authorizers-cache", ids: &[Id::Api, Id::Stage], options: &[] };
const SEE_AUTHORIZERS: Command<'_> = Command { operation: "get-authorizers", ids: &[Id::Api], options: &[] };
const SEE_AUTHORIZER: Command<'_> =
    Command { operation: "get-authorizer", ids: &[Id::Api, Id::Authorizer], options: &[] };
const SEE_STAGE: Command<'_> = Command { operation: "get-stage", ids: &[Id::Api, Id::Stage], options: &[] };
const SEE_USAGE_PLANS: Command<'_> = Command { operation: "get-usage-plans", ids: &[], options: &[] };
const SEE_POLICY: Command<'_> = Command {
    operation: "get-rest-api",
    ids: &[Id::Api],
    options: &[("query", "policy"), ("output", "text")],
};
/// The whole policy is written at once: it is read, edited in a file and written back, so that no statement is lost.
const WRITE_POLICY: Command<'_> = Command {
    operation: "update-rest-api",
    ids: &[Id::Api],
    options: &[("patch-operations", "file://policy-patch.json")],
};

/// The ids without which a card's commands cannot be written.
pub(super) fn needs(kind: Kind) -> &'static [Id] {
    match kind {
        Kind::ConfirmCaching | Kind::FixResourcePolicy => &[Id::Api],
        Kind::Flush | Kind::Deploy => &[Id::Api, Id::Stage],
        Kind::CachingOff | Kind::ChangeIdentitySource => &[Id::Api, Id::Stage, Id::Authorizer],
        Kind::Wait | Kind::FixAuthorizer | Kind::GiveKey | Kind::GiveHeader | Kind::AskElsewhere => &[],
    }
}

pub(super) fn of(kind: Kind, case: &Situation) -> Forms {
    let place = &case.place;
    let lines = |commands: &[Command<'_>]| at(commands, place);
    match kind {
        Kind::ConfirmCaching => Forms { check: lines(&[SEE_AUTHORIZERS]), ..Forms::default() },
        Kind::Wait | Kind::GiveHeader | Kind::AskElsewhere => Forms::default(),
        Kind::Flush => Forms { commands: lines(&[FLUSH]), ..Forms::default() },
        Kind::CachingOff => caching_off(case),
        Kind::ChangeIdentitySource => change_identity_source(case),
        Kind::FixAuthorizer => Forms { commands: fix_authorizer(case), ..Forms::default() },
        Kind::FixResourcePolicy => fix_resource_policy(case),
        Kind::Deploy => Forms { commands: lines(&[DEPLOY]), check: lines(&[SEE_STAGE]), ..Forms::default() },
        Kind::GiveKey => Forms { check: lines(&[SEE_USAGE_PLANS]), ..Forms::default() },
    }
}

/// All of the commands or none: half of a way is worse than being told to look an id up.
fn at(commands: &[Command<'_>], place: &Place) -> Vec<Form> {
    commands.iter().map(|command| command.at(place)).collect::<Option<_>>().unwrap_or_default()
}

fn fix_authorizer(case: &Situation) -> Vec<Form> {
    answer::forms(case)
}

fn caching_off(case: &Situation) -> Forms {
    let place = &case.place;
    let mut commands = set_authorizer("/authorizerResultTtlInSeconds", "0", place);
    commands.extend([
        form(
            Language::Terraform,
            "# resource \"aws_api_gateway_authorizer\"\nauthorizer_result_ttl_in_seconds = 0\n",
        ),
        form(Language::CloudFormation, "# AWS::ApiGateway::Authorizer\nAuthorizerResultTtlInSeconds: 0\n"),
        form(Language::Cdk, "resultsCacheTtl: Duration.seconds(0),\n"),
    ]);
    let rollback = case.authorizer.ttl.map_or_else(Vec::new, |ttl| {
        set_authorizer("/authorizerResultTtlInSeconds", &ttl.to_string(), place)
    });
    Forms { commands, check: at(&[SEE_AUTHORIZER], place), rollback }
}

fn change_identity_source(case: &Situation) -> Forms {
    let place = &case.place;
    let old = case.authorizer.identity_source.as_deref();
    let uses_new = old.is_some_and(|old| old.to_ascii_lowercase().contains("x-authorization"));
    let header = if uses_new { "Authorization" } else { "X-Authorization" };
    let source = format!("method.request.header.{header}");
    let mut commands = set_authorizer("/identitySource", &source, place);
    commands.extend([
        form(
            Language::Terraform,
            &format!("# resource \"aws_api_gateway_authorizer\"\nidentity_source = \"{source}\"\n"),
        ),
        form(Language::CloudFormation, &format!("# AWS::ApiGateway::Authorizer\nIdentitySource: {source}\n")),
        form(Language::Cdk, &format!("identitySources: [IdentitySource.header(\"{header}\")],\n")),
    ]);
    let rollback = old.map_or_else(Vec::new, |old| set_authorizer("/identitySource", old, place));
    Forms { commands, check: at(&[SEE_AUTHORIZER], place), rollback }
}

/// A change of an authorizer holds from the next deployment on. The patch is JSON, for a list of sources has commas.
fn set_authorizer(path: &str, value: &str, place: &Place) -> Vec<Form> {
    let patch = json!([{ "op": "replace", "path": path, "value": value }]).to_string();
    let update = Command {
        operation: "update-authorizer",
        ids: &[Id::Api, Id::Authorizer],
        options: &[("patch-operations", &patch)],
    };
    at(&[update, DEPLOY], place)
}

fn fix_resource_policy(case: &Situation) -> Forms {
    let mut commands = Vec::new();
    let resources = answer::resources(case);
    let is_silent = case.cause == Cause::ResourcePolicyDeny && case.deny == Some(Deny::Implicit);
    if is_silent && !resources.is_empty() {
        let statement = json!({
            "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": resources,
        });
        commands.push(form(Language::Json, &format!("{statement:#}")));
    }
    commands.extend(at(&[SEE_POLICY, WRITE_POLICY], &case.place));
    Forms { commands, check: at(&[SEE_POLICY], &case.place), rollback: Vec::new() }
}

fn form(language: Language, text: &str) -> Form {
    Form { language, text: text.to_owned() }
}
