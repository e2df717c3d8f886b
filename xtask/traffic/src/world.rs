//! Log groups, callers and routes.

use crate::random::Random;

/// When the traffic begins: 2026-11-01, a Sunday, at midnight in UTC.
pub const BEGINNING: i64 = 1_793_491_200_000;
/// A day in milliseconds.
pub const DAY: i64 = 86_400_000;
/// How many people call.
pub const N_CALLERS: u64 = 20_000;
/// Callers of a tenant get the same policy.
pub(crate) const N_TENANTS: u64 = 145;

/// A stage, which is a log group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// The API's id.
    pub api: &'static str,
    /// The stage's name.
    pub stage: &'static str,
    /// The id of its authorizer.
    pub authorizer: &'static str,
    /// How much of all traffic is its, in hundredths.
    pub share: u64,
}

/// Two APIs with three stages each.
pub const GROUPS: [Group; 6] = [
    Group { api: "k3v9xq7a1e", stage: "prod", authorizer: "u7c2pd", share: 22 },
    Group { api: "k3v9xq7a1e", stage: "staging", authorizer: "u7c2pd", share: 16 },
    Group { api: "k3v9xq7a1e", stage: "dev", authorizer: "u7c2pd", share: 12 },
    Group { api: "w08hzt4m5c", stage: "prod", authorizer: "q1f6nb", share: 22 },
    Group { api: "w08hzt4m5c", stage: "staging", authorizer: "q1f6nb", share: 16 },
    Group { api: "w08hzt4m5c", stage: "dev", authorizer: "q1f6nb", share: 12 },
];

pub(crate) const REGION: &str = "eu-west-1";
pub(crate) const ACCOUNT: &str = "210987654321";

impl Group {
    /// The log group's name.
    pub fn name(&self) -> String {
        format!("API-Gateway-Execution-Logs_{}/{}", self.api, self.stage)
    }

    /// The method ARN of a call, or the pattern of a policy.
    pub(crate) fn arn(&self, behind_the_stage: &str) -> String {
        format!("arn:aws:execute-api:{REGION}:{ACCOUNT}:{}/{}/{behind_the_stage}", self.api, self.stage)
    }
}

/// A method of the APIs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) template: &'static str,
}

const fn route(method: &'static str, template: &'static str) -> Route {
    Route { method, template }
}

/// The first ones have no variable: a narrow policy names one of them.
pub(crate) const ROUTES: [Route; 12] = [
    route("GET", "/orders"),
    route("POST", "/orders"),
    route("GET", "/invoices"),
    route("GET", "/shipments"),
    route("POST", "/carts"),
    route("GET", "/profile"),
    route("GET", "/orders/{id}"),
    route("PUT", "/orders/{id}"),
    route("DELETE", "/carts/{id}"),
    route("GET", "/invoices/{id}/lines"),
    route("GET", "/shipments/{id}"),
    route("PATCH", "/customers/{id}"),
];
/// How many of them have no variable.
pub(crate) const N_PLAIN_ROUTES: usize = 6;

impl Route {
    /// One of all.
    pub(crate) fn any(random: &mut Random) -> Self {
        Self::at(random.index(ROUTES.len()))
    }

    /// One of those without a variable.
    pub(crate) fn plain(random: &mut Random) -> Self {
        Self::at(random.index(N_PLAIN_ROUTES))
    }

    fn at(index: usize) -> Self {
        ROUTES.get(index).copied().unwrap_or(route("GET", "/orders"))
    }

    /// A path that it serves.
    pub(crate) fn path(self, random: &mut Random) -> String {
        if self.template.contains('{') {
            self.template.replace("{id}", &(100_000 + random.below(900_000)).to_string())
        } else {
            self.template.to_owned()
        }
    }
}

/// A caller: few call often, most seldom.
pub(crate) fn any_caller(random: &mut Random) -> u64 {
    // The smallest of three draws: the first tenth of the callers makes a quarter of the calls.
    let draw = random.below(N_CALLERS).min(random.below(N_CALLERS));
    draw.min(random.below(N_CALLERS))
}

/// A caller's principal, as the authorizer names it.
pub fn principal(caller: u64) -> String {
    format!("caller-{caller:06}")
}

/// A caller's token. Its end tells callers apart, as masked logs show nothing else.
pub(crate) fn token(caller: u64) -> String {
    // An odd factor modulo a power of two: no two callers share an end.
    let end = caller.wrapping_mul(0x00a1_b2c5).wrapping_add(0x0012_3457) & 0x00ff_ffff;
    format!("Bearer k403.eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.{end:06x}")
}

/// As API Gateway masks: all but the last six characters.
pub fn mask(value: &str) -> String {
    let length = value.len();
    let end = value.get(length.saturating_sub(6)..).unwrap_or_default();
    "*".repeat(length.saturating_sub(6)) + end
}

/// A caller's address.
pub(crate) fn address(caller: u64) -> String {
    format!("198.51.{}.{}", caller / 256 % 256, caller % 256)
}
