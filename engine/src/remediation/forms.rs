//! The commands of each card.

use serde_json::json;

use super::{
    Form, Kind, Language, Situation, answer,
    command::Command,
    place::{Id, Place},
    resource_policy,
};

/// How to do it, how to see that it helped, how to go back.
#[derive(Debug, Default)]
pub(super) struct Forms {
    pub commands: Vec<Form>,
    pub check: Vec<Form>,
    pub rollback: Vec<Form>,
}

pub(super) const DEPLOY: Command<'_> =
    Command { operation: "create-deployment", ids: &[Id::Api, Id::Stage], options: &[] };
const FLUSH: Command<'_> =
    Command { operation: "flush-stage-authorizers-cache", ids: &[Id::Api, Id::Stage], options: &[] };
const SEE_AUTHORIZERS: Command<'_> = Command { operation: "get-authorizers", ids: &[Id::Api], options: &[] };
const SEE_AUTHORIZER: Command<'_> =
    Command { operation: "get-authorizer", ids: &[Id::Api, Id::Authorizer], options: &[] };
const SEE_STAGE: Command<'_> = Command { operation: "get-stage", ids: &[Id::Api, Id::Stage], options: &[] };
const SEE_USAGE_PLANS: Command<'_> = Command { operation: "get-usage-plans", ids: &[], options: &[] };
/// The ids without which a card's commands cannot be written.
pub(super) fn needs(kind: Kind) -> &'static [Id] {
    match kind {
        Kind::ConfirmCaching => &[Id::Api],
        Kind::Flush | Kind::Deploy | Kind::FixResourcePolicy => &[Id::Api, Id::Stage],
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
        Kind::FixAuthorizer => Forms { commands: answer::forms(case), ..Forms::default() },
        Kind::FixResourcePolicy => resource_policy::forms(case),
        Kind::Deploy => deploy(place),
        Kind::GiveKey => Forms { check: lines(&[SEE_USAGE_PLANS]), ..Forms::default() },
    }
}

/// All of the commands or none: half of a way is worse than being told to look an id up.
pub(super) fn at(commands: &[Command<'_>], place: &Place) -> Vec<Form> {
    commands.iter().map(|command| command.at(place)).collect::<Option<_>>().unwrap_or_default()
}

/// The command that empties a stage's authorizer cache; `None` where an id is not known, or is none that AWS would give.
pub fn flush(place: &Place) -> Option<Form> {
    FLUSH.at(place)
}

fn deploy(place: &Place) -> Forms {
    let mut commands = at(&[DEPLOY], place);
    commands.extend([
        form(Language::Terraform, TERRAFORM_DEPLOYMENT),
        form(Language::CloudFormation, CLOUDFORMATION_DEPLOYMENT),
        form(Language::Cdk, "restApi.latestDeployment?.addToLogicalId(new Date().toISOString());\n"),
    ]);
    Forms { commands, check: at(&[SEE_STAGE], place), ..Forms::default() }
}

/// A deployment is a copy of the API as it was: nothing makes another one by itself.
const TERRAFORM_DEPLOYMENT: &str = r#"# resource "aws_api_gateway_deployment": made again when what is named here changes
triggers = {
  redeployment = sha1(jsonencode([
    aws_api_gateway_rest_api_policy.this.policy,
    aws_api_gateway_authorizer.this,
    aws_api_gateway_method.this,
  ]))
}

lifecycle {
  create_before_destroy = true
}
"#;
const CLOUDFORMATION_DEPLOYMENT: &str =
    "# AWS::ApiGateway::Deployment is made once: another logical id makes another one. \
    AWS::Serverless::Api of SAM does so by itself.
OrdersDeployment2:
  Type: AWS::ApiGateway::Deployment
  Properties:
    RestApiId: !Ref OrdersApi
OrdersStage:
  Type: AWS::ApiGateway::Stage
  Properties:
    DeploymentId: !Ref OrdersDeployment2
";

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

pub(super) fn form(language: Language, text: &str) -> Form {
    Form { language, text: text.to_owned() }
}
