//! Who calls what, and when: sessions of one client with one stage, in which calls come at once, in seconds or in minutes.

use super::{
    random::Random,
    world::{BEGINNING, World},
};

/// One call that arrives.
pub(crate) struct Arrival {
    pub(crate) at: i64,
    pub(crate) caller: usize,
    pub(crate) api: usize,
    pub(crate) stage: usize,
    pub(crate) method: usize,
}

/// The calls, in time order.
pub(crate) fn arrivals(world: &World, seed: u64, n_calls: usize) -> Vec<Arrival> {
    let mut random = Random::new(seed ^ 0xa221);
    let n = i64::try_from(n_calls).unwrap();
    // About ten calls a second, and never less than two hours, so that entries of the cache die.
    let span = (n * 100).max(7_200_000);
    let mut arrivals = Vec::with_capacity(n_calls);
    while arrivals.len() < n_calls {
        let mut at = BEGINNING + random.between(0, span);
        let caller = random.below(world.callers.len());
        let api = random.below(world.apis.len());
        let stage = random.below(world.apis[api].stages.len());
        let methods = &world.apis[api].methods;
        // A client uses a few methods.
        let favourites: Vec<usize> = (0..=random.below(4)).map(|_| random.below(methods.len())).collect();
        for _ in 0..=random.below(24) {
            let method = *random.pick(&favourites);
            arrivals.push(Arrival { at, caller, api, stage, method });
            at += match random.below(10) {
                // A page that loads asks for several things at once.
                0..=3 => random.between(0, 30),
                4..=7 => random.between(200, 20_000),
                8 => random.between(20_000, 120_000),
                _ => random.between(120_000, 700_000),
            };
        }
    }
    arrivals.truncate(n_calls);
    arrivals.sort_by_key(|arrival| arrival.at);
    arrivals
}
