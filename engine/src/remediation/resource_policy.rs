//! What a resource policy should say: the statement that would have let the refused calls in, and how the policy is written. AWS
//! writes a policy whole, so where it is known the command holds all of it, and the way back is the policy as it was.

use serde_json::{Value, json};

use super::{
    Language, Situation, answer,
    command::Command,
    forms::{DEPLOY, Forms, at, form},
    place::{Id, Place},
};
use crate::{
    configuration::ResourcePolicy,
    diagnosis::{Cause, Deny},
};

const SEE_POLICY: Command<'_> = Command {
    operation: "get-rest-api",
    ids: &[Id::Api],
    options: &[("query", "policy"), ("output", "text")],
};
/// From a file, in which a person has put the policy.
const WRITE_FILE: Command<'_> = Command {
    operation: "update-rest-api",
    ids: &[Id::Api],
    options: &[("patch-operations", "file://policy-patch.json")],
};

/// Which statement denies by name is for its author to say; only a policy that is silent can be told what to add.
pub(super) fn forms(case: &Situation) -> Forms {
    let resources = answer::resources(case);
    let is_silent = case.cause == Cause::ResourcePolicyDeny && case.deny == Some(Deny::Implicit);
    let check = at(&[SEE_POLICY], &case.place);
    if !is_silent || resources.is_empty() {
        return Forms { commands: by_file(&case.place), check, rollback: Vec::new() };
    }
    let statement = json!({
        "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": resources,
    });
    let mut commands = vec![form(Language::Json, &format!("{statement:#}"))];
    let (written, rollback) = match &case.resource_policy {
        Some(ResourcePolicy::Document { text, .. }) => (
            with_statement(text, &statement).and_then(|policy| write(&policy, &case.place)),
            write(text, &case.place).unwrap_or_default(),
        ),
        _ => (None, Vec::new()),
    };
    let is_written = written.is_some();
    commands.extend(written.unwrap_or_else(|| by_file(&case.place)));
    let listed = resources.iter().map(|arn| quoted(arn)).collect::<Vec<_>>().join(", ");
    commands.extend([
        form(Language::Terraform, &format!(
            "# data \"aws_iam_policy_document\" of resource \"aws_api_gateway_rest_api_policy\"\nstatement {{\n  effect    = \"Allow\"\n  \
             actions   = [\"execute-api:Invoke\"]\n  resources = [{}]\n\n  principals {{\n    type        = \"*\"\n    \
             identifiers = [\"*\"]\n  }}\n}}\n",
            listed.replace("%{", "%%{"),
        )),
        form(Language::CloudFormation, &format!(
            "# AWS::ApiGateway::RestApi, in the Statement of its Policy\n- {statement}\n",
        )),
        form(Language::Cdk, &format!(
            "restApi.addToResourcePolicy(new PolicyStatement({{\n  effect: Effect.ALLOW,\n  principals: [new AnyPrincipal()],\n  \
             actions: [\"execute-api:Invoke\"],\n  resources: [{listed}],\n}}));\n",
        )),
    ]);
    Forms { commands, check, rollback: if is_written { rollback } else { Vec::new() } }
}

/// The policy is read, edited in a file and written back, so that no statement is lost.
fn by_file(place: &Place) -> Vec<super::Form> {
    let commands = at(&[SEE_POLICY, WRITE_FILE, DEPLOY], place);
    let patch = json!([{ "op": "replace", "path": "/policy", "value": "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }]);
    let file = form(Language::Json, &format!("{patch}"));
    if commands.is_empty() { commands } else { std::iter::once(file).chain(commands).collect() }
}

/// A whole policy, written and deployed.
fn write(policy: &str, place: &Place) -> Option<Vec<super::Form>> {
    let patch = json!([{ "op": "replace", "path": "/policy", "value": policy }]).to_string();
    let update =
        Command { operation: "update-rest-api", ids: &[Id::Api], options: &[("patch-operations", &patch)] };
    Some(at(&[update, DEPLOY], place)).filter(|forms| !forms.is_empty())
}

/// The policy with one more statement at its end; `None` where it cannot be read.
fn with_statement(policy: &str, statement: &Value) -> Option<String> {
    let mut policy: Value = serde_json::from_str(policy).ok()?;
    let statements = policy.as_object_mut()?.get_mut("Statement")?;
    match statements {
        Value::Array(statements) => statements.push(statement.clone()),
        Value::Object(_) => *statements = json!([statements.take(), statement]),
        _ => return None,
    }
    Some(policy.to_string())
}

/// As Terraform and TypeScript write a text.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
