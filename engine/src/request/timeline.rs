//! A request as the row of gates that the call passed, for drawing.

use serde::{Deserialize, Serialize};

use super::{
    Request,
    reading::{ReadLine, Reading},
};
use crate::{
    diagnosis::{Cause, Diagnosis, Gate, PolicyOrigin, outcome::Outcome},
    log::sentence::Sentence,
    time::Instant,
};

/// How a call fared at one gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passage {
    /// It passed, and lines say so or a later gate was reached.
    Passed,
    /// It passed on a cached answer: the gate's own work was not done again.
    Cached,
    /// This gate ended the call.
    Refused,
    /// The call ended before.
    NotReached,
    /// The call may have passed here; the log says nothing about this gate.
    NotLogged,
    /// The method has no such gate: no authorizer, say.
    Absent,
}

/// One gate of the row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatePassage {
    /// Which gate.
    pub gate: Gate,
    /// How the call fared.
    pub passage: Passage,
    /// When its first line was written.
    pub from: Option<Instant>,
    /// When its last line was written.
    pub until: Option<Instant>,
    /// The numbers of its lines.
    pub lines: Vec<u64>,
}

/// The row of gates of a request, in the order in which they are passed. WAF, of which an execution log never speaks, is
/// drawn only where it refused or where an access line tells of it.
pub fn gates(request: &Request, diagnosis: &Diagnosis) -> Vec<GatePassage> {
    let reading = Reading::of(request);
    let outcome = Outcome::of(&reading);
    let refused = diagnosis.gate.filter(|_| diagnosis.cause != Cause::None);
    let seen = Seen::of(&reading, &outcome, refused);
    // What leads to no method of the API passes none of its gates.
    let is_outside = matches!(diagnosis.cause, Cause::RouteNotFound | Cause::NotMapped);
    Gate::ALL
        .iter()
        .filter(|gate| **gate != Gate::Waf || refused == Some(Gate::Waf) || outcome.waf.is_passed())
        .map(|&gate| {
            let lines: Vec<&ReadLine<'_>> =
                reading.lines.iter().filter(|line| line.gate == Some(gate)).collect();
            let passage = match refused {
                Some(refused) if refused == gate => Passage::Refused,
                // The backend's refusal still went back to the client through the response.
                Some(Gate::Integration) if gate == Gate::Response => seen.passage(gate, !lines.is_empty()),
                // Which of the two answered 401 is what cannot be told.
                Some(Gate::Identity)
                    if gate == Gate::Authorizer && diagnosis.cause == Cause::Unauthorized =>
                {
                    Passage::NotLogged
                }
                Some(refused) if refused < gate => Passage::NotReached,
                None if is_outside && gate != Gate::Waf => Passage::NotReached,
                _ if gate == Gate::Waf => Passage::Passed,
                _ if gate == Gate::Authorizer && diagnosis.policy_origin == Some(PolicyOrigin::Cached) => {
                    Passage::Cached
                }
                _ => seen.passage(gate, !lines.is_empty()),
            };
            GatePassage {
                gate,
                passage,
                from: lines.iter().find_map(|line| line.at),
                until: lines.iter().rev().find_map(|line| line.at),
                lines: lines.iter().map(|line| line.number).collect(),
            }
        })
        .collect()
}

/// How far the call came, as lines show.
struct Seen {
    has_authorizer: bool,
    is_behind_authorizer: bool,
    is_behind_resource_policy: bool,
}

impl Seen {
    fn of(reading: &Reading<'_>, outcome: &Outcome<'_>, refused: Option<Gate>) -> Self {
        let has_line_of = |is: fn(Gate) -> bool| reading.lines.iter().any(|line| line.gate.is_some_and(is));
        let is_executed = reading.says(|sentence| {
            matches!(
                sentence,
                Sentence::StartingExecution { .. }
                    | Sentence::MethodAndPath { .. }
                    | Sentence::ExecutionCompleted
            )
        }) || outcome.is_integrated;
        let has_authorizer = outcome.has_authorizer()
            || has_line_of(|gate| matches!(gate, Gate::Identity | Gate::Authorizer | Gate::AuthorizerPolicy));
        let is_behind_authorizer = is_executed
            || outcome.authorize.is_passed()
            || has_line_of(|gate| matches!(gate, Gate::UsagePlan | Gate::Integration))
            || refused.is_some_and(|gate| gate > Gate::AuthorizerPolicy);
        Self {
            has_authorizer,
            is_behind_authorizer,
            is_behind_resource_policy: has_authorizer || is_behind_authorizer,
        }
    }

    /// How the call fared at a gate that did not refuse it and that lies on its way.
    fn passage(&self, gate: Gate, has_lines: bool) -> Passage {
        match gate {
            _ if has_lines => Passage::Passed,
            Gate::ResourcePolicy if self.is_behind_resource_policy => Passage::Passed,
            Gate::Identity | Gate::Authorizer | Gate::AuthorizerPolicy if self.is_behind_authorizer => {
                if self.has_authorizer { Passage::Passed } else { Passage::Absent }
            }
            _ => Passage::NotLogged,
        }
    }
}
