//! Whose answer is cached in a stage, and until when.

use crate::{
    random::Random,
    world::{self, N_CALLERS, Route},
};

/// How long an answer is cached: API Gateway's default, less the time that calls take.
const LIFE: i64 = 290_000;

/// What a cached policy allows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reach {
    /// Everything but the administration.
    Wide,
    /// One route.
    Narrow(Route),
    /// Nothing.
    Nothing,
}

/// A caller whose authorizer's answer is cached.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Session {
    pub(crate) caller: u64,
    pub(crate) reach: Reach,
    /// When the answer is there.
    pub(crate) born: i64,
}

/// The cache of a stage.
#[derive(Debug)]
pub(crate) struct Cache {
    sessions: Vec<Session>,
    /// By caller: until when its answer may be cached.
    taken: Vec<i64>,
}

impl Cache {
    pub(crate) fn new() -> Self {
        Self { sessions: Vec::new(), taken: vec![i64::MIN; usize::try_from(N_CALLERS).unwrap_or(0)] }
    }

    /// A session that answers now and is of the wanted reach.
    pub(crate) fn any(
        &mut self,
        at: i64,
        random: &mut Random,
        is_wanted: impl Fn(Reach) -> bool,
    ) -> Option<Session> {
        self.sessions.retain(|session| at < session.born + LIFE);
        let start = random.index(self.sessions.len());
        let (behind, before) = self.sessions.split_at_checked(start)?;
        let mut sessions = before.iter().chain(behind);
        sessions.find(|session| session.born < at && is_wanted(session.reach)).copied()
    }

    /// A caller with nothing cached.
    pub(crate) fn stranger(&mut self, at: i64, random: &mut Random) -> u64 {
        let mut caller = world::any_caller(random);
        for _ in 0..N_CALLERS {
            let until = usize::try_from(caller).ok().and_then(|index| self.taken.get_mut(index));
            match until {
                Some(until) if at < *until => caller = (caller + 1) % N_CALLERS,
                Some(until) => {
                    // Longer than API Gateway keeps it: a call does not begin under one answer and end under another.
                    *until = at + 2 * LIFE;
                    break;
                }
                None => break,
            }
        }
        caller
    }

    /// An answer came.
    pub(crate) fn keep(&mut self, session: Session) {
        self.sessions.push(session);
    }
}
