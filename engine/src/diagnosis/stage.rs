//! What the calls of a stage tell of it, so that a call that says little is read in the light of the others.
//!
//! Nothing here proves: a method may have settings of its own, and settings change.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::outcome::Outcome;
use crate::{
    arn::MethodArn,
    ids::{ApiId, StageName},
    request::{
        Request,
        reading::{ReadLine, Reading},
    },
};

/// What is known of a stage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct StageFacts {
    /// Whether any call shows that data trace is on.
    pub has_data_trace: bool,
    /// Whether any call shows an authorizer.
    pub has_authorizer: bool,
    /// Whether access lines name the authorizer's phase: one that does not has not come so far.
    pub logs_authorizer: bool,
    /// Whether access lines name the call to the authorizer's Lambda function.
    pub logs_authorizer_call: bool,
    /// `arn:{partition}:execute-api:{region}:{account}:{api}`.
    arn_start: ArnStart,
}

/// How the ARNs of a stage's methods begin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
enum ArnStart {
    #[default]
    NotSeen,
    One(String),
    /// Calls differ, so none of them is believed.
    Several,
}

impl StageFacts {
    /// How the ARN of any method of the stage begins, up to the API's id.
    pub fn arn_start(&self) -> Option<&str> {
        match &self.arn_start {
            ArnStart::One(start) => Some(start),
            ArnStart::NotSeen | ArnStart::Several => None,
        }
    }

    /// What both know.
    pub fn join(&mut self, other: Self) {
        let Self { has_data_trace, has_authorizer, logs_authorizer, logs_authorizer_call, arn_start } = other;
        self.has_data_trace |= has_data_trace;
        self.has_authorizer |= has_authorizer;
        self.logs_authorizer |= logs_authorizer;
        self.logs_authorizer_call |= logs_authorizer_call;
        match (&self.arn_start, arn_start) {
            (_, ArnStart::NotSeen) | (ArnStart::Several, _) => {}
            (ArnStart::NotSeen, other) => self.arn_start = other,
            (ArnStart::One(known), other) if other == ArnStart::One(known.clone()) => {}
            (ArnStart::One(_), _) => self.arn_start = ArnStart::Several,
        }
    }

    fn learn(&mut self, reading: &Reading<'_>) {
        self.has_data_trace |= reading.has_data_trace();
        self.has_authorizer |= reading.has_authorizer();
        if let Some(arn) = reading.lines.iter().find_map(ReadLine::method_arn) {
            self.learn_arn(arn);
        }
        if reading.access.is_some() {
            let outcome = Outcome::of(reading);
            self.has_authorizer |= outcome.has_authorizer();
            self.logs_authorizer |= outcome.authorizer.is_reached();
            self.logs_authorizer_call |= outcome.authorizer_call.was_made;
        }
    }

    fn learn_arn(&mut self, arn: &str) {
        let Some((start, _)) = arn.split_once('/').filter(|_| MethodArn::parse(arn).is_some()) else {
            return;
        };
        match &self.arn_start {
            ArnStart::NotSeen => self.arn_start = ArnStart::One(start.to_owned()),
            ArnStart::One(known) if known != start => self.arn_start = ArnStart::Several,
            ArnStart::One(_) | ArnStart::Several => {}
        }
    }
}

/// What is known of all stages.
#[derive(Debug, Clone, Default)]
pub struct Stages {
    by_api: HashMap<ApiId, HashMap<Option<StageName>, StageFacts>>,
    /// Of a stage of which nothing is known.
    unknown: StageFacts,
}

impl Stages {
    /// Learns from a call. Of one that names no API nothing is learned: whose it is cannot be told.
    pub fn learn(&mut self, reading: &Reading<'_>) {
        let Some(api_id) = &reading.request.api_id else { return };
        let stage = &reading.request.stage;
        // Looked up before it is made: most calls are of a stage that is known.
        if let Some(facts) = self.by_api.get_mut(api_id).and_then(|stages| stages.get_mut(stage)) {
            facts.learn(reading);
            return;
        }
        let stages = self.by_api.entry(api_id.clone()).or_default();
        stages.entry(stage.clone()).or_default().learn(reading);
    }

    /// Takes in what is known of a stage from elsewhere.
    pub fn know(&mut self, api_id: ApiId, stage: Option<StageName>, facts: StageFacts) {
        self.by_api.entry(api_id).or_default().entry(stage).or_default().join(facts);
    }

    /// All that is known, in no order.
    pub fn all(&self) -> impl Iterator<Item = (&ApiId, Option<&StageName>, &StageFacts)> {
        self.by_api.iter().flat_map(|(api_id, stages)| {
            stages.iter().map(move |(stage, facts)| (api_id, stage.as_ref(), facts))
        })
    }

    /// What is known of a call's stage.
    pub fn of(&self, request: &Request) -> &StageFacts {
        let stages = request.api_id.as_ref().and_then(|api_id| self.by_api.get(api_id));
        stages.and_then(|stages| stages.get(&request.stage)).unwrap_or(&self.unknown)
    }
}
