//! Calls that ended for one reason at one place: what people look at together, talk about and settle.
//!
//! Grouped by cause and deciding statement, not by the text of the answer: one text stands for several causes, and one cause shows
//! as several texts. What groups a call follows from the call alone, so neither the order of arrival nor a rebuild changes it.

use serde::{Deserialize, Serialize};

use crate::{
    diagnosis::{Cause, Deny, Diagnosis, PolicyOrigin, vocabulary},
    ids::{ApiId, AuthorizerId, StageName},
    request::Request,
    time::Instant,
};

/// What groups calls, shown in clear.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// The API; empty where no line names it.
    pub api_id: String,
    /// The stage; empty where no line names it.
    pub stage: String,
    /// The authorizer, where it is the one that refused; else empty.
    pub authorizer_id: String,
    /// Why.
    pub cause: Cause,
    /// For the two policy denials: how.
    pub deny: Option<Deny>,
    /// For the authorizer's policy: from where it came.
    pub policy_origin: Option<PolicyOrigin>,
    /// Index (from 0) of the statement that denied; `None` where none did.
    pub statement: Option<u32>,
}

impl Identity {
    /// Of a call; `None` for one that was allowed.
    pub fn of(request: &Request, diagnosis: &Diagnosis) -> Option<Self> {
        let cause = diagnosis.cause;
        if cause == Cause::None {
            return None;
        }
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let is_policy = matches!(cause, Cause::AuthorizerPolicyDeny | Cause::ResourcePolicyDeny);
        let authorizer_id = request.authorizer_id.as_ref().filter(|_| is_of_authorizer(cause));
        Some(Self {
            api_id: text(request.api_id.as_ref().map(ApiId::as_str)),
            stage: text(request.stage.as_ref().map(StageName::as_str)),
            authorizer_id: text(authorizer_id.map(AuthorizerId::as_str)),
            cause,
            deny: diagnosis.deny.filter(|_| is_policy),
            policy_origin: diagnosis.policy_origin.filter(|_| cause == Cause::AuthorizerPolicyDeny),
            // Of a policy that is silent no statement decided: each caller's has others.
            statement: diagnosis.statement.filter(|_| is_policy && diagnosis.deny == Some(Deny::Explicit)),
        })
    }
}

/// Whether the authorizer of the call had a part in its end.
fn is_of_authorizer(cause: Cause) -> bool {
    use Cause::{
        AuthorizerError, AuthorizerPolicyDeny, AuthorizerRaisedUnauthorized, IdentityRejected, Unauthorized,
    };
    matches!(
        cause,
        IdentityRejected
            | AuthorizerRaisedUnauthorized
            | Unauthorized
            | AuthorizerError
            | AuthorizerPolicyDeny
    )
}

vocabulary! {
    /// How an incident stands.
    State {
        /// Nobody settled it.
        Open = "open",
        /// It was resolved, and came again.
        Regressed = "regressed",
        /// It is of no interest for now.
        Ignored = "ignored",
        /// It was resolved, and has not come since.
        Resolved = "resolved",
    }
}

/// What people made of an incident, and what has come since.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Handled {
    /// Whether it was resolved.
    pub is_resolved: bool,
    /// Whether a call came since.
    pub has_come_since: bool,
    /// Whether it is ignored, and how long.
    pub ignored: Option<Ignored>,
}

/// How long an incident is ignored: until the first of these; for good when there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ignored {
    /// Until then.
    pub until: Option<Instant>,
    /// Until so many calls came since, and how many did.
    pub calls: Option<(i64, i64)>,
    /// Until so many callers came since, and how many did.
    pub callers: Option<(i64, i64)>,
}

impl Handled {
    /// How the incident stands at a moment.
    pub fn state(&self, now: Instant) -> State {
        if self.is_resolved {
            return if self.has_come_since { State::Regressed } else { State::Resolved };
        }
        let is_over = |ignored: &Ignored| {
            let is_reached = |limit: Option<(i64, i64)>| limit.is_some_and(|(most, n)| n >= most);
            ignored.until.is_some_and(|until| until <= now)
                || is_reached(ignored.calls)
                || is_reached(ignored.callers)
        };
        match self.ignored {
            Some(ignored) if !is_over(&ignored) => State::Ignored,
            _ => State::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Handled, Ignored, State};
    use crate::time::Instant;

    fn at(second: i64) -> Instant {
        Instant::EPOCH.plus_millis(second * 1000)
    }

    #[test]
    fn what_was_resolved_and_comes_again_has_regressed() {
        let resolved = Handled { is_resolved: true, ..Handled::default() };
        assert_eq!(resolved.state(at(0)), State::Resolved);
        assert_eq!(Handled { has_come_since: true, ..resolved }.state(at(0)), State::Regressed);
        assert_eq!(Handled::default().state(at(0)), State::Open);
    }

    #[test]
    fn what_is_ignored_is_open_again_at_the_first_of_its_ends() {
        let state = |ignored| Handled { ignored: Some(ignored), ..Handled::default() }.state(at(60));
        assert_eq!(state(Ignored::default()), State::Ignored);
        let until = |second| Ignored { until: Some(at(second)), ..Ignored::default() };
        assert_eq!((state(until(61)), state(until(60))), (State::Ignored, State::Open));
        let calls = |n| Ignored { calls: Some((10, n)), until: Some(at(90)), ..Ignored::default() };
        assert_eq!((state(calls(9)), state(calls(10))), (State::Ignored, State::Open));
        let callers = |n| Ignored { callers: Some((3, n)), ..Ignored::default() };
        assert_eq!((state(callers(2)), state(callers(3))), (State::Ignored, State::Open));
    }
}
