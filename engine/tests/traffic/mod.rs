//! Traffic of a made-up API Gateway, with the truth of every call: what the engine is judged by.
//!
//! It plays API Gateway as it is documented and as real transcripts show it, and knows nothing of the engine: no type of it is
//! used here. One seed is one world; there is no clock and no other source of chance.
//!
//! | file | what is there |
//! |---|---|
//! | [`random`] | numbers from a seed |
//! | [`world`] | APIs, stages, authorizers, methods, callers: what is deployed and who calls |
//! | [`bundle`] | a world's configuration as AWS's own JSON |
//! | [`policy`] | policies, what they say of a call, and their text |
//! | [`schedule`] | who calls what, and when: sessions, bursts, herds |
//! | [`gateway`] | a call passes the gates, is cached or not, and leaves lines and a truth |
//! | [`sentences`] | the lines as API Gateway writes them: masks, cuts, levels |
//! | [`access`] | the access log's line of a call, in the stage's format |
//! | [`truth`] | what a call was, and what its lines can tell of it |
//! | [`export`] | lines → files: containers, orders, event ids |

pub(crate) mod access;
pub(crate) mod bundle;
pub(crate) mod export;
pub(crate) mod gateway;
pub(crate) mod policy;
pub(crate) mod random;
pub(crate) mod schedule;
pub(crate) mod sentences;
pub(crate) mod truth;
pub(crate) mod world;

use truth::Truth;
use world::World;

/// One line of a log, as CloudWatch keeps it.
pub(crate) struct Line {
    /// Milliseconds since 1970.
    pub(crate) at: i64,
    /// Which log group, of [`Traffic::groups`].
    pub(crate) group: usize,
    /// Which call wrote it, counted from 0.
    pub(crate) call: usize,
    /// Its place among the lines of its call.
    pub(crate) place: usize,
    pub(crate) message: String,
}

/// What happened: lines, and the truth of every call.
pub(crate) struct Traffic {
    pub(crate) world: World,
    pub(crate) groups: Vec<String>,
    /// In time order; lines of one millisecond in the order in which they were written.
    pub(crate) lines: Vec<Line>,
    pub(crate) truths: Vec<Truth>,
}

/// The traffic of `n_calls` calls to the world of a seed.
pub(crate) fn traffic(seed: u64, n_calls: usize) -> Traffic {
    of_world(World::of(seed), seed, n_calls)
}

/// The traffic of a world that is given.
pub(crate) fn of_world(world: World, seed: u64, n_calls: usize) -> Traffic {
    let arrivals = schedule::arrivals(&world, seed, n_calls);
    let groups = world.groups();
    let (mut lines, truths) = gateway::serve(&world, seed, &arrivals);
    lines.sort_by_key(|line| line.at);
    Traffic { world, groups, lines, truths }
}
