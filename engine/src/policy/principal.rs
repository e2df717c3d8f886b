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
            Self::Arn(name) if name == arn || is_session_of(arn, name) => Naming::Itself,
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

/// Whether `arn` is that of a session of a role: `arn:aws:sts::{account}:assumed-role/{name}/{session}` of
/// `arn:aws:iam::{account}:role/{path}/{name}`.
fn is_session_of(arn: &str, role: &str) -> bool {
    let parts = |text, service: &str, kind| {
        let (partition, rest) = str::strip_prefix(text, "arn:")?.split_once(':')?;
        let (account, rest) = rest.strip_prefix(service)?.strip_prefix("::")?.split_once(':')?;
        Some((partition, account, str::strip_prefix(rest, kind)?))
    };
    let session = parts(arn, "sts", "assumed-role/")
        .and_then(|(partition, account, rest)| Some((partition, account, rest.split_once('/')?.0)));
    let role = parts(role, "iam", "role/")
        .map(|(partition, account, path)| (partition, account, path.rsplit('/').next().unwrap_or(path)));
    session.is_some() && session == role
}
