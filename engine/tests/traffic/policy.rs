//! Policies: what they say of a call, and their text. They are kept by what they mean, so that no pattern is ever matched here.

use std::fmt::Write as _;

use super::world::Place;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Effect {
    Allow,
    Deny,
}

/// What a resource of a statement reaches.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Reach {
    Everything,
    Api,
    Stage,
    StageSlash,
    Verb(String),
    Path(String),
    Exact(String, String),
    Under(String, String),
    /// A stage that the call is not of, as one copies it from the console's test.
    Elsewhere,
}

impl Reach {
    fn covers(&self, verb: &str, path: &str) -> bool {
        match self {
            Self::Everything | Self::Api | Self::Stage | Self::StageSlash => true,
            Self::Verb(of) => of == verb,
            Self::Path(of) => of == path,
            Self::Exact(of_verb, of_path) => of_verb == verb && of_path == path,
            Self::Under(of_verb, prefix) => of_verb == verb && path.starts_with(prefix.as_str()),
            Self::Elsewhere => false,
        }
    }

    pub(crate) fn arn(&self, place: &Place<'_>) -> String {
        let Place { region, account, api_id, stage } = place;
        let api = format!("arn:aws:execute-api:{region}:{account}:{api_id}");
        match self {
            Self::Everything => "*".to_owned(),
            Self::Api => format!("{api}/*"),
            Self::Stage => format!("{api}/{stage}/*"),
            Self::StageSlash => format!("{api}/{stage}/*/*"),
            Self::Verb(verb) => format!("{api}/{stage}/{verb}/*"),
            Self::Path(path) => format!("{api}/{stage}/*{path}"),
            Self::Exact(verb, path) => format!("{api}/{stage}/{verb}{path}"),
            Self::Under(verb, prefix) => format!("{api}/{stage}/{verb}{prefix}*"),
            Self::Elsewhere => format!("{api}/ESTestInvoke-stage/*/*"),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) effect: Effect,
    pub(crate) reaches: Vec<Reach>,
    /// Whether the resources are named by `NotResource`.
    pub(crate) is_negated: bool,
    /// The start of the addresses that `aws:SourceIp` must be of, as `203.0.113.`.
    pub(crate) only_from: Option<&'static str>,
}

impl Statement {
    pub(crate) fn new(effect: Effect, reaches: Vec<Reach>) -> Self {
        Self { effect, reaches, is_negated: false, only_from: None }
    }

    fn matches(&self, call: &Asked<'_>) -> bool {
        let reaches = self.reaches.iter().any(|reach| reach.covers(call.verb, call.path));
        reaches != self.is_negated && self.only_from.is_none_or(|start| call.ip.starts_with(start))
    }
}

/// A call, as a policy looks at it.
pub(crate) struct Asked<'a> {
    pub(crate) verb: &'a str,
    pub(crate) path: &'a str,
    pub(crate) ip: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Decision {
    Allow,
    /// With the index of the statement.
    ExplicitDeny(u32),
    Silent,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Policy {
    pub(crate) statements: Vec<Statement>,
}

impl Policy {
    pub(crate) fn decide(&self, call: &Asked<'_>) -> Decision {
        let matching = |effect| {
            (0..)
                .zip(&self.statements)
                .find(|(_, statement)| statement.effect == effect && statement.matches(call))
        };
        match (matching(Effect::Deny), matching(Effect::Allow)) {
            (Some((index, _)), _) => Decision::ExplicitDeny(index),
            (None, Some(_)) => Decision::Allow,
            (None, None) => Decision::Silent,
        }
    }

    /// The document, as an authorizer writes it, or with `Principal` as a resource policy.
    pub(crate) fn document(&self, place: &Place<'_>, is_resource_policy: bool) -> String {
        let mut text = r#"{"Version":"2012-10-17","Statement":["#.to_owned();
        for (index, statement) in self.statements.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            let arns: Vec<String> =
                statement.reaches.iter().map(|reach| format!("\"{}\"", reach.arn(place))).collect();
            let resources = match arns.as_slice() {
                [one] if index % 2 == 0 => one.clone(),
                _ => format!("[{}]", arns.join(",")),
            };
            let _ = write!(
                text,
                r#"{{{}"Action":"execute-api:Invoke","Effect":"{:?}","{}":{resources}{}}}"#,
                if is_resource_policy { r#""Principal":"*","# } else { "" },
                statement.effect,
                if statement.is_negated { "NotResource" } else { "Resource" },
                statement.only_from.map_or_else(String::new, |start| format!(
                    r#","Condition":{{"IpAddress":{{"aws:SourceIp":"{start}0/24"}}}}"#
                )),
            );
        }
        text + "]}"
    }
}
