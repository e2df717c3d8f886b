//! A world drawn from a seed: which of all that teams deploy, and which callers.

use super::{
    Access, Api, Authorizer, BEGINNING, Caller, Guard, Habits, Kind, Level, Method, Stage, Standing, Style,
    World,
};
use crate::traffic::{
    access::Format,
    policy::{Effect, Policy, Reach, Statement},
    random::Random,
};

const ROUTES: &[(&str, &str)] = &[
    ("GET", "/orders"),
    ("POST", "/orders"),
    ("GET", "/orders/{id}"),
    ("PUT", "/orders/{id}"),
    ("DELETE", "/orders/{id}"),
    ("GET", "/items"),
    ("ANY", "/files/{proxy+}"),
    ("POST", "/admin/jobs"),
    ("GET", "/"),
    ("GET", "/health"),
    ("OPTIONS", "/orders"),
    ("GET", "/reports/{year}"),
];

impl World {
    pub(crate) fn of(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let apis = (0..=random.below(3)).map(|_| api(&mut random)).collect();
        let n_callers = 40 + random.below(200);
        let has_look_alikes = random.chance(300);
        let callers = (0..n_callers).map(|n| caller(&mut random, n, has_look_alikes)).collect();
        let habits = Habits {
            prints_missing_identity: random.chance(500),
            prints_sending: random.chance(850),
            completes_refused_keys: random.chance(500),
            prints_raised_body: random.chance(300),
            prints_response_type: random.chance(200),
            has_new_words: random.chance(500),
            hit_latency_is_zero: random.chance(500),
            reused_ids: random.weighted(&[(5, 0), (3, 3), (2, 20)]),
            overlapping_ids: random.weighted(&[(8, 0), (2, 2)]),
        };
        let is_configuration_known = random.chance(500);
        let mut world = Self { apis, callers, habits, is_configuration_known };
        if is_configuration_known && random.chance(300) {
            // Nothing in an execution log tells of it.
            world.apis[0].denied_status = 404;
        }
        world
    }
}

fn api(random: &mut Random) -> Api {
    let authorizers: Vec<Authorizer> = (0..=random.below(2)).map(|_| authorizer(random)).collect();
    let has_keys = random.chance(400);
    let methods = ROUTES
        .iter()
        .map(|&(verb, template)| Method {
            verb,
            template,
            guard: match template {
                "/health" => Guard::Nobody,
                _ if verb == "OPTIONS" => Guard::Nobody,
                "/reports/{year}" => Guard::Iam,
                _ => Guard::Authorizer(random.below(authorizers.len())),
            },
            needs_key: has_keys && verb == "GET" && matches!(template, "/items" | "/orders/{id}"),
            is_proxy: random.chance(800),
        })
        .collect();
    let stages =
        ["prod", "staging"].iter().take(random.below(2) + 1).map(|name| stage(random, name)).collect();
    Api {
        id: random.word(10),
        account: random.text(12, "123456789"),
        region: random.pick::<&str>(&["eu-west-1", "us-east-1", "ap-southeast-2"]),
        authorizers,
        methods,
        stages,
        resource_policy: resource_policy(random),
        denied_status: 403,
    }
}

fn authorizer(random: &mut Random) -> Authorizer {
    let kind = random.weighted(&[(6, Kind::Token), (4, Kind::Request)]);
    let sources: &[&[&str]] = match kind {
        Kind::Token => &[&["method.request.header.Authorization"], &["method.request.header.X-Api-Token"]],
        Kind::Request => &[
            &["method.request.header.Authorization"],
            &["method.request.header.Authorization", "method.request.querystring.tenant"],
        ],
    };
    Authorizer {
        id: random.word(6),
        kind,
        ttl_ms: random.weighted(&[(5, 300_000), (2, 60_000), (2, 3_600_000), (2, 0)]),
        sources: random.pick::<&[&str]>(sources),
        validates: kind == Kind::Token && random.chance(300),
        style: random.weighted(&[
            (5, Style::Narrow),
            (4, Style::Wide),
            (3, Style::Mixed),
            (3, Style::List),
            (1, Style::LongList),
            (1, Style::Conditional),
            (1, Style::DenyOthers),
            (1, Style::Misplaced),
        ]),
    }
}

fn stage(random: &mut Random, name: &'static str) -> Stage {
    let level = random.weighted(&[(18, Level::Info), (1, Level::Error), (1, Level::Off)]);
    let access = random
        .chance(450)
        .then(|| Access { format: *random.pick(Format::ALL), is_mixed: random.chance(250) });
    Stage {
        name,
        level,
        data_trace: level == Level::Info && random.chance(650),
        access,
        n_nodes: random.weighted(&[(3, 1), (1, 2)]),
        has_xray: random.chance(400),
        flushed_at: random.chance(300).then(|| BEGINNING + random.between(0, 7_200_000)),
    }
}

fn resource_policy(random: &mut Random) -> Option<Policy> {
    let everything = Statement::new(Effect::Allow, vec![Reach::Api]);
    let from_bad =
        Statement { only_from: Some("203.0.113."), ..Statement::new(Effect::Deny, vec![Reach::Api]) };
    let from_good = Statement { only_from: Some("198.51.100."), ..everything };
    random.weighted(&[(4, 0_u8), (3, 1), (3, 2)]).checked_sub(1).map(|which| Policy {
        // Who is not denied is either allowed by the first, or left to the authorizer.
        statements: if which == 0 { vec![from_bad, from_good] } else { vec![from_good, from_bad] },
    })
}

fn caller(random: &mut Random, n: usize, has_look_alikes: bool) -> Caller {
    let token = match random.below(4) {
        0 if has_look_alikes => {
            // Short and alike at the end: API Gateway's mask shows one and the same.
            format!("Bearer {}-{:04}", random.text(9, "abcdefgh"), n % 8)
        }
        0 => "Bearer ".to_owned() + &random.base64(34),
        _ => format!("Bearer eyJ{}.eyJ{}.{}", random.base64(33), random.base64(120), random.base64(43)),
    };
    let network = random.weighted(&[(10, "192.0.2"), (6, "198.51.100"), (1, "203.0.113")]);
    Caller {
        principal: format!("user|{}{n}", random.word(5)),
        token,
        tenant: format!("tenant-{}", random.below(5)),
        api_key: random.chance(850).then(|| random.word(40)),
        ip: format!("{network}.{}", random.between(1, 250)),
        standing: random.weighted(&[
            (34, Standing::Known),
            (2, Standing::Denied),
            (1, Standing::DeniedMethod),
            (1, Standing::Unknown),
        ]),
        revoked_at: random.chance(60).then(|| BEGINNING + random.between(0, 7_200_000)),
    }
}
