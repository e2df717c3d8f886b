//! One case of `why403 evaluate`: policies, a call, and the way in which they are to be combined, as one line of JSON.
//!
//! ```json
//! {"id": "1", "mode": "table-a", "policies": {"authorizer": {…}, "resource": null},
//!  "request": {"action": "execute-api:Invoke", "resource": "arn:…", "principal": "anonymous", "context": {"aws:SourceIp": "192.0.2.7"}}}
//! ```
//!
//! A case says all that is known: a key that its context does not name is absent, and one that is `null` there is not known.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value, value::RawValue};

use super::{
    Caller, Context, Fact, Policy, Request, Role,
    combine::{Authorization, Outcome, Outcomes, combine},
    document, evaluate,
};
use crate::diagnosis::vocabulary;

vocabulary! {
    /// How the policies of a case are combined.
    Mode {
        /// The authorizer's policy alone.
        AuthorizerOnly = "authorizer-only",
        /// The resource policy alone.
        ResourceOnly = "resource-only",
        /// Both: one Allow is enough.
        TableA = "table-a",
        /// Both: both must allow.
        TableB = "table-b",
    }
}

/// Why a line is no case.
#[derive(Debug, thiserror::Error)]
pub enum NoCase {
    /// It is no JSON, or has not the form of a case.
    #[error("not in the form of a case")]
    Form(#[from] serde_json::Error),
    /// A mode that there is not.
    #[error("there is no mode `{0}`")]
    Mode(String),
    /// Two policies, and nothing says how to combine them.
    #[error("it has two policies and no mode")]
    NoMode,
    /// A principal that is neither `anonymous` nor an ARN of IAM or STS.
    #[error("`{0}` is neither `anonymous` nor the ARN of an IAM principal")]
    Principal(String),
    /// A value in the context that is neither a text, a number, a boolean, a list of them, nor `null`.
    #[error("the value of `{0}` is neither a text nor a list of texts")]
    Value(String),
}

/// A name that is given back as it came.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Id {
    /// As most are.
    Text(String),
    /// Counted.
    Number(Number),
}

/// A case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its name.
    pub id: Id,
    /// How its policies are combined.
    pub mode: Mode,
    /// The authorizer's policy, or that of the caller's own account.
    pub authorizer: Option<Policy>,
    /// The resource policy.
    pub resource: Option<Policy>,
    /// What is asked for.
    pub action: String,
    /// On what.
    pub arn: String,
    /// By which IAM principal; `None` is anonymous.
    pub principal: Option<String>,
    /// With which values of condition keys.
    pub context: Context,
}

/// What a case comes to: the line that is printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decided<'a> {
    /// The case's name.
    pub id: &'a Id,
    /// `Allow`, `ExplicitDeny`, `ImplicitDeny` or `Indeterminate`.
    pub decision: &'static str,
}

#[derive(Deserialize)]
struct Line<'a> {
    id: Id,
    mode: Option<String>,
    #[serde(borrow)]
    policies: Policies<'a>,
    request: Call,
}

#[derive(Deserialize)]
struct Policies<'a> {
    #[serde(borrow)]
    authorizer: Option<&'a RawValue>,
    #[serde(borrow)]
    resource: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Call {
    action: String,
    resource: String,
    principal: Option<String>,
    #[serde(default)]
    context: Option<Map<String, Value>>,
}

impl Case {
    /// Reads a line.
    pub fn read(line: &[u8]) -> Result<Self, NoCase> {
        let Line { id, mode, policies, request } = serde_json::from_slice(line)?;
        let of = |policy: Option<&RawValue>| policy.map(|policy| document::document(policy.get()));
        let (authorizer, resource) = (of(policies.authorizer), of(policies.resource));
        let mode = match mode {
            Some(id) => Mode::from_id(&id).ok_or(NoCase::Mode(id))?,
            None if resource.is_none() => Mode::AuthorizerOnly,
            None if authorizer.is_none() => Mode::ResourceOnly,
            None => return Err(NoCase::NoMode),
        };
        let principal = request.principal.filter(|name| name != "anonymous");
        if let Some(name) = principal.as_ref().filter(|name| account_of(name).is_none()) {
            return Err(NoCase::Principal(name.clone()));
        }
        let mut context = Context::complete();
        for (key, value) in request.context.unwrap_or_default() {
            context.set(&key, fact(&value).ok_or(NoCase::Value(key.clone()))?);
        }
        Ok(Self {
            id,
            mode,
            authorizer,
            resource,
            action: request.action,
            arn: request.resource,
            principal,
            context,
        })
    }

    /// What may come of it.
    pub fn outcomes(&self) -> Outcomes {
        let authorizer = of(self.authorizer.as_ref(), Role::Authorizer, self);
        let resource = of(self.resource.as_ref(), Role::Resource, self);
        match self.mode {
            Mode::AuthorizerOnly => authorizer,
            // What another account's own policies say is not known here, and without their Allow there is none.
            Mode::ResourceOnly if self.is_across_accounts() => {
                let nothing = Outcomes::IMPLICIT_DENY;
                combine(Authorization::IamCrossAccount, nothing, Some(resource)).decision
            }
            Mode::ResourceOnly => resource,
            Mode::TableA => combine(Authorization::IamSameAccount, authorizer, Some(resource)).decision,
            Mode::TableB => combine(Authorization::IamCrossAccount, authorizer, Some(resource)).decision,
        }
    }

    /// Decides it.
    pub fn decided(&self) -> Decided<'_> {
        let decision = match self.outcomes().settled() {
            Some(Outcome::Allow) => "Allow",
            Some(Outcome::ExplicitDeny) => "ExplicitDeny",
            Some(Outcome::ImplicitDeny) => "ImplicitDeny",
            None => "Indeterminate",
        };
        Decided { id: &self.id, decision }
    }

    /// Whether the caller belongs to another account than what it asks for. Some ARNs name no account.
    fn is_across_accounts(&self) -> bool {
        let owner = account_of(&self.arn).filter(|account| !account.is_empty());
        let caller = self.principal.as_deref().and_then(account_of);
        owner.is_some_and(|owner| caller.is_some_and(|caller| caller != owner))
    }
}

/// A policy that is not there says nothing.
fn of(policy: Option<&Policy>, role: Role, case: &Case) -> Outcomes {
    let Case { action, arn, principal, context, .. } = case;
    let caller = principal.as_deref().map_or(Caller::Anonymous, Caller::Iam);
    let request = Request { action, resource: arn, caller, context };
    policy.map_or(Outcomes::IMPLICIT_DENY, |policy| evaluate(policy, role, &request).outcomes())
}

/// The account in an ARN.
fn account_of(arn: &str) -> Option<&str> {
    arn.strip_prefix("arn:")?.split(':').nth(3)
}

fn fact(value: &Value) -> Option<Fact> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    match value {
        Value::Null => Some(Fact::NotKnown),
        Value::Array(values) if values.contains(&Value::Null) => Some(Fact::NotKnown),
        Value::Array(values) => values.iter().map(text).collect::<Option<_>>().map(Fact::Many),
        value => text(value).map(Fact::One),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Case, NoCase};

    const ARN: &str = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/pets";

    fn case() -> Value {
        json!({
            "id": "x",
            "policies": {"authorizer": null, "resource": null},
            "request": {"action": "execute-api:Invoke", "resource": ARN, "principal": "anonymous", "context": {}},
        })
    }

    fn allow(condition: &Value) -> Value {
        json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": condition,
        }})
    }

    fn decision(case: &Value) -> &'static str {
        Case::read(case.to_string().as_bytes()).unwrap().decided().decision
    }

    #[test]
    fn without_a_mode_the_one_policy_that_is_there_decides() {
        let mut of_authorizer = case();
        assert_eq!(decision(&of_authorizer), "ImplicitDeny");
        of_authorizer["policies"]["authorizer"] = allow(&json!({}));
        assert_eq!(decision(&of_authorizer), "Allow");
        let mut of_resource = case();
        of_resource["policies"]["resource"] = allow(&json!({}));
        assert_eq!(decision(&of_resource), "Allow");
        of_resource["policies"]["authorizer"] = allow(&json!({}));
        let both = Case::read(of_resource.to_string().as_bytes());
        assert!(matches!(both, Err(NoCase::NoMode)));
    }

    #[test]
    fn another_account_is_never_allowed_by_the_resource_policy_alone() {
        let mut of_resource = case();
        of_resource["policies"]["resource"] = allow(&json!({}));
        for (principal, resource, expected) in [
            ("arn:aws:iam::123456789012:user/ann", ARN, "Allow"),
            ("arn:aws:iam::999988887777:user/ann", ARN, "ImplicitDeny"),
            ("arn:aws:sts::999988887777:assumed-role/Dev/s", ARN, "ImplicitDeny"),
            ("arn:aws:iam::999988887777:user/ann", "arn:aws:s3:::bucket/key", "Allow"),
        ] {
            of_resource["request"]["principal"] = json!(principal);
            of_resource["request"]["resource"] = json!(resource);
            assert_eq!(decision(&of_resource), expected, "{principal} {resource}");
        }
    }

    #[test]
    fn a_key_that_is_not_named_is_absent_and_one_that_is_null_is_not_known() {
        let mut it = case();
        it["policies"]["authorizer"] = allow(&json!({"StringEquals": {"aws:UserAgent": "curl"}}));
        assert_eq!(decision(&it), "ImplicitDeny");
        for (value, expected) in [
            (Value::Null, "Indeterminate"),
            (json!("curl"), "Allow"),
            (json!("wget"), "ImplicitDeny"),
            (json!(["curl"]), "ImplicitDeny"),
            (json!([null]), "Indeterminate"),
        ] {
            it["request"]["context"]["AWS:userAgent"] = value.clone();
            assert_eq!(decision(&it), expected, "{value}");
        }
    }

    #[test]
    fn numbers_and_booleans_are_read_as_texts() {
        let mut it = case();
        it["id"] = json!(7);
        it["policies"]["authorizer"] = allow(&json!({
            "Bool": {"aws:SecureTransport": true},
            "NumericLessThan": {"aws:MultiFactorAuthAge": 300},
        }));
        it["request"]["context"] = json!({"aws:SecureTransport": true, "aws:MultiFactorAuthAge": 12.5});
        let case = Case::read(it.to_string().as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&case.decided()).unwrap(), r#"{"id":7,"decision":"Allow"}"#);
    }

    #[test]
    fn what_is_no_case_says_why() {
        let odd = |change: &dyn Fn(&mut Value)| {
            let mut it = case();
            change(&mut it);
            Case::read(it.to_string().as_bytes()).unwrap_err().to_string()
        };
        assert_eq!(odd(&|it| it["mode"] = json!("table-c")), "there is no mode `table-c`");
        assert_eq!(
            odd(&|it| it["request"]["principal"] = json!("ann")),
            "`ann` is neither `anonymous` nor the ARN of an IAM principal"
        );
        assert_eq!(
            odd(&|it| it["request"]["context"]["k"] = json!({"a": 1})),
            "the value of `k` is neither a text nor a list of texts"
        );
        assert_eq!(odd(&|it| it["request"] = json!(7)), "not in the form of a case");
        assert_eq!(odd(&|it| it["id"] = Value::Null), "not in the form of a case");
        for line in ["", "{", "[]", "null", "\u{0}"] {
            assert!(matches!(Case::read(line.as_bytes()), Err(NoCase::Form(_))), "{line}");
        }
    }
}
