//! `Principal` and `NotPrincipal` of a resource policy, against who is calling.
//!
//! Whoever comes by a Lambda authorizer, by Cognito or by none is anonymous: `*` alone names them (API Gateway Developer
//! Guide, "Create and attach an API Gateway resource policy to an API"). An account names all who are in it, and yet does not
//! let them pass by itself where the API is in the same account: it leaves that to the account's own policies. A role names
//! its sessions too. There are no wildcards but `*` for everyone.
//!
//! Source: IAM User Guide, "AWS JSON policy elements", `Principal` and `NotPrincipal`.

use super::{Effect, evaluate::Caller};

/// Whom a statement is for: these, or all but these.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Principals {
    /// In the author's order.
    pub names: Vec<Principal>,
    /// Whether the element was `NotPrincipal`.
    pub is_negated: bool,
}

/// Whom a statement names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Principal {
    /// `*`, or `*` under `AWS`: everyone, with or without an IAM identity.
    Everyone,
    /// An account: its number, or the ARN of its root.
    Account(String),
    /// An IAM user, role or session.
    Arn(String),
    /// A service of AWS.
    Service(String),
    /// An identity provider.
    Federated(String),
    /// An account by its canonical user id.
    CanonicalUser(String),
}

impl Principal {
    /// What `name` under `AWS` means.
    pub(super) fn aws(name: &str) -> Self {
        if name == "*" {
            return Self::Everyone;
        }
        let account = name
            .strip_suffix(":root")
            .and_then(|arn| arn.strip_prefix("arn:"))
            .and_then(|rest| rest.split_once(":iam::"))
            .map_or(name, |(_, account)| account);
        if account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()) {
            Self::Account(account.to_owned())
        } else {
            Self::Arn(name.to_owned())
        }
    }

    /// Its name, an account's as its number.
    pub fn as_written(&self) -> &str {
        match self {
            Self::Everyone => "*",
            Self::Account(name)
            | Self::Arn(name)
            | Self::Service(name)
            | Self::Federated(name)
            | Self::CanonicalUser(name) => name,
        }
    }

    fn names(&self, caller: Caller<'_>) -> Naming {
        let (Caller::Iam(arn), false) = (caller, *self == Self::Everyone) else {
            return if *self == Self::Everyone { Naming::Itself } else { Naming::No };
        };
        match self {
            Self::Account(account) if account_of(arn) == Some(account) => {
                if arn.ends_with(":root") {
                    Naming::Itself
                } else {
                    Naming::ByAccount
                }
            }
            Self::Arn(name) if name == arn || is_session(arn, name) => Naming::Itself,
            Self::Service(name) if name == arn => Naming::Itself,
            _ => Naming::No,
        }
    }
}

/// Whether a caller is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    No,
    /// As one of an account.
    ByAccount,
    Itself,
}

impl Principals {
    /// Whether a statement of this effect is for a caller; `account` is that of the API.
    pub fn take_in(&self, effect: Effect, caller: Caller<'_>, account: Option<&str>) -> bool {
        let is_named = |name: &Principal| match name.names(caller) {
            Naming::No => false,
            Naming::Itself => true,
            Naming::ByAccount => {
                let is_own = matches!(caller, Caller::Iam(arn) if account_of(arn) == account);
                self.is_negated || effect == Effect::Deny || !is_own
            }
        };
        self.names.iter().any(is_named) != self.is_negated
    }

    /// Whether they take in a caller that is no IAM principal.
    pub fn take_in_anonymous(&self) -> bool {
        self.names.contains(&Principal::Everyone) != self.is_negated
    }
}

/// The account of a caller.
pub fn account_of(arn: &str) -> Option<&str> {
    arn.split(':').nth(4)
}

/// Whether `arn` is that of a session of a role or user: `arn:aws:sts::{account}:assumed-role/{name}/{session}` of
/// `arn:aws:iam::{account}:role/{path}/{name}`, or `…:federated-user/{name}` of `…:user/{name}`. IAM does not tell roles apart
/// by the case of their names.
fn is_session(arn: &str, of: &str) -> bool {
    let (Some((partition, account, session)), Some((of_partition, of_account, of))) =
        (parts(arn, "sts"), parts(of, "iam"))
    else {
        return false;
    };
    let is_of_role = || {
        let (role, _) = session.strip_prefix("assumed-role/")?.split_once('/')?;
        let path = of.strip_prefix("role/")?;
        Some(path.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case(role)))
    };
    let is_of_user = || Some(session.strip_prefix("federated-user/")? == of.strip_prefix("user/")?);
    partition == of_partition && account == of_account && is_of_role().or_else(is_of_user).unwrap_or(false)
}

/// The partition, account and resource of an ARN of a service without regions.
fn parts<'a>(arn: &'a str, service: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let (partition, rest) = arn.strip_prefix("arn:")?.split_once(':')?;
    let (account, rest) = rest.strip_prefix(service)?.strip_prefix("::")?.split_once(':')?;
    Some((partition, account, rest))
}

#[cfg(test)]
mod tests {
    use super::{Caller, Effect, Principal, Principals};

    #[test]
    fn callers_are_named_by_themselves_their_role_and_their_account() {
        const USER: &str = "arn:aws:iam::123456789012:user/team/ana";
        const SESSION: &str = "arn:aws:sts::123456789012:assumed-role/Dev/s1";
        const FEDERATED: &str = "arn:aws:sts::123456789012:federated-user/bob";
        for (name, caller, expected) in [
            ("*", USER, true),
            (USER, USER, true),
            ("arn:aws:iam::123456789012:user/ana", USER, false),
            ("arn:aws:iam::123456789012:user/*", USER, false),
            ("arn:aws:iam::123456789012:user/team/Ana", USER, false),
            ("123456789012", USER, true),
            ("arn:aws:iam::123456789012:root", SESSION, true),
            ("12345678901", USER, false),
            ("arn:aws:iam::123456789013:root", USER, false),
            (SESSION, SESSION, true),
            ("arn:aws:sts::123456789012:assumed-role/Dev/s2", SESSION, false),
            ("arn:aws:iam::123456789012:role/Dev", SESSION, true),
            ("arn:aws:iam::123456789012:role/path/to/dev", SESSION, true),
            ("arn:aws:iam::123456789012:role/Developer", SESSION, false),
            ("arn:aws:iam::123456789013:role/Dev", SESSION, false),
            ("arn:aws-cn:iam::123456789012:role/Dev", SESSION, false),
            ("arn:aws:iam::123456789012:user/Dev", SESSION, false),
            ("arn:aws:iam::123456789012:role/Dev", "arn:aws:sts::123456789012:assumed-role/Dev", false),
            ("arn:aws:iam::123456789012:user/bob", FEDERATED, true),
            ("arn:aws:iam::123456789012:user/team/bob", FEDERATED, false),
            ("arn:aws:iam::123456789012:role/bob", FEDERATED, false),
        ] {
            let principals = Principals { names: vec![Principal::aws(name)], is_negated: false };
            let takes_in = principals.take_in(Effect::Deny, Caller::Iam(caller), Some("123456789012"));
            assert_eq!(takes_in, expected, "{name} {caller}");
            assert_eq!(
                principals.take_in(Effect::Deny, Caller::Anonymous, Some("123456789012")),
                name == "*",
                "{name}"
            );
        }
    }

    #[test]
    fn an_account_does_not_let_its_own_people_pass_by_itself() {
        let root = "arn:aws:iam::123456789012:root";
        let principals = Principals { names: vec![Principal::aws(root)], is_negated: false };
        let allows = |caller, account| principals.take_in(Effect::Allow, Caller::Iam(caller), Some(account));
        assert!(!allows("arn:aws:iam::123456789012:user/ana", "123456789012"));
        assert!(allows("arn:aws:iam::123456789012:user/ana", "999988887777"));
        assert!(allows(root, "123456789012"));
        let others = Principals { is_negated: true, ..principals.clone() };
        assert!(!others.take_in(
            Effect::Deny,
            Caller::Iam("arn:aws:iam::123456789012:user/ana"),
            Some("123456789012")
        ));
    }
}
