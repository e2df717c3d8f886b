//! How fast recorded calls are replayed against a change, and in how much memory.
//!
//! `cargo bench -p engine --bench what_if` replays 100,000 and then 1,000,000 calls of 5,000 callers, each made as it is needed, so that
//! what is held is the replay's own. Told are seconds (of the smaller run the median of three), the growth from the one to the other, and the most memory that was used.
//! `WHY403_BENCH_CALLS=5000000` takes another number for the larger run.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark may end so")]
#![expect(clippy::print_stdout, reason = "a benchmark tells what it found")]

use std::{
    env, fs,
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant as Clock},
};

use engine::{
    configuration::{Configuration, History},
    diagnosis::{Cause, Deny, Grade, PolicyOrigin},
    policy::document::Answer,
    time::Instant,
    what_if::{Answers, AuthorizerPolicy, Call, Change, Flush, Outcome, Replay},
};

const N_CALLERS: u64 = 5_000;
const N_TENANTS: u64 = 145;
const TTL_MS: i64 = 300_000;
/// Milliseconds between two calls: 50 a second.
const PAUSE_MS: i64 = 20;
const ARN: &str = "arn:aws:execute-api:eu-west-1:210987654321:k3v9xq7a1e/prod";
const ROUTES: [(&str, &str); 6] = [
    ("GET", "/orders"),
    ("POST", "/orders"),
    ("GET", "/orders/{id}"),
    ("PUT", "/orders/{id}"),
    ("GET", "/invoices/{id}/lines"),
    ("DELETE", "/carts/{id}"),
];

/// A gateway that caches, and makes one call after the other.
struct Gateway {
    state: u64,
    answers: Vec<Arc<Answer>>,
    /// Of each caller: when its answer was given.
    born: Vec<Option<i64>>,
    now: i64,
    n: u64,
}

impl Gateway {
    fn new() -> Self {
        let mut answers = Answers::default();
        let answers = (0..N_TENANTS)
            .map(|tenant| {
                answers.read(&format!(
                    r#"{{"Version":"2012-10-17","Statement":[
                        {{"Sid":"stage","Action":"execute-api:Invoke","Effect":"Allow","Resource":["{ARN}/GET/*","{ARN}/POST/orders"]}},
                        {{"Sid":"admin","Action":"execute-api:Invoke","Effect":"Deny","Resource":"{ARN}/*/admin/t{tenant:03}/*"}}]}}"#
                ))
            })
            .collect();
        Self {
            state: 42,
            answers,
            born: vec![None; usize::try_from(N_CALLERS).unwrap()],
            now: 1_793_491_200_000,
            n: 0,
        }
    }

    fn random(&mut self, below: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }

    fn call(&mut self) -> Call {
        self.n += 1;
        self.now += PAUSE_MS;
        let (one, other) = (self.random(N_CALLERS), self.random(N_CALLERS));
        let caller = one.min(other);
        let (method, template) = ROUTES[usize::try_from(self.random(6)).unwrap()];
        let path = template.replace("{id}", &(100_000 + self.random(900_000)).to_string());
        let took = 9 + self.random(110);
        let known = &mut self.born[usize::try_from(caller).unwrap()];
        let hit = known.filter(|born| self.now - born < TTL_MS && *born <= self.now);
        let born = hit.unwrap_or(self.now + i64::try_from(took).unwrap());
        if hit.is_none() {
            *known = Some(born);
        }
        let passes = method == "GET" || method == "POST";
        Call {
            request_id: Some(format!("{:08x}-0000-4000-8000-000000000000", self.n).as_str().into()),
            at: Instant::from_millis(self.now),
            api_id: Some("k3v9xq7a1e".into()),
            stage: Some("prod".into()),
            authorizer_id: Some("u7c2pd".into()),
            identity: Some(format!("{:*>40}{caller:06x}", "").into()),
            principal: Some(format!("*****{caller:06}").into()),
            method: Some(method.into()),
            method_arn: Some(format!("{ARN}/{method}{path}").into()),
            path: Some(path.into()),
            source_address: Some(format!("198.51.{}.{}", caller / 256, caller % 256).into()),
            user_agent: Some("Mozilla/5.0 (X11; Linux x86_64)".into()),
            cause: if passes { Cause::None } else { Cause::AuthorizerPolicyDeny },
            deny: (!passes).then_some(Deny::Implicit),
            grade: Grade::Proved,
            policy_origin: Some(if hit.is_some() { PolicyOrigin::Cached } else { PolicyOrigin::Fresh }),
            answer: Some(self.answers[usize::try_from(caller % N_TENANTS).unwrap()].clone()),
            answered_at: Instant::from_millis(born),
            authorizer_ms: hit.is_none().then(|| u32::try_from(took).unwrap()),
        }
    }
}

fn configuration(ttl: u32, sources: &str, policy: &str) -> Configuration {
    let methods: Vec<String> = ["/orders", "/orders/{id}", "/invoices/{id}/lines", "/carts/{id}"]
        .iter()
        .map(|path| {
            format!(
                r#"{{"path":"{path}","resourceMethods":{{"ANY":{{"authorizationType":"CUSTOM","authorizerId":"u7c2pd"}}}}}}"#
            )
        })
        .collect();
    let mut configuration = Configuration::default();
    let bundle = format!(
        r#"{{"restApi":{{"id":"k3v9xq7a1e"{policy}}},"resources":{{"items":[{}]}},"authorizers":{{"items":[{{"id":"u7c2pd","type":"TOKEN",
            "identitySource":"{sources}","authorizerResultTtlInSeconds":{ttl}}}]}}}}"#,
        methods.join(",")
    );
    configuration.read(&bundle).unwrap();
    configuration
}

const TOKEN: &str = "method.request.header.Authorization";

fn changes() -> Vec<(&'static str, Change)> {
    let of = |configuration| Change { configuration, ..Change::default() };
    let by_method = format!("{TOKEN},context.httpMethod,context.resourcePath");
    let denied = format!(
        r#","policy":"{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"{ARN}/*\",\"Condition\":{{\"IpAddress\":{{\"aws:SourceIp\":\"198.51.7.0/24\"}}}}}}]}}""#
    );
    let tried = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"execute-api:Invoke","Resource":["{ARN}/GET/*","{ARN}/PUT/orders/*"]}}]}}"#
    );
    vec![
        ("no change", Change::default()),
        ("no cache", of(configuration(0, TOKEN, ""))),
        ("TTL 60", of(configuration(60, TOKEN, ""))),
        ("TTL 3600", of(configuration(3600, TOKEN, ""))),
        ("by method", of(configuration(300, &by_method, ""))),
        (
            "flush",
            Change {
                flushes: vec![Flush {
                    at: Instant::from_millis(1_793_491_210_000).unwrap(),
                    api_id: None,
                    stage: None,
                }],
                ..Change::default()
            },
        ),
        ("resource policy", of(configuration(300, TOKEN, &denied))),
        (
            "policy",
            Change { authorizer_policy: Some(AuthorizerPolicy::for_all(&tried)), ..Change::default() },
        ),
        (
            "all",
            Change {
                authorizer_policy: Some(AuthorizerPolicy::for_all(&tried)),
                ..of(configuration(60, &by_method, &denied))
            },
        ),
    ]
}

/// Replays so many calls: how long the replay itself took, without the making of calls.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn replayed(change: &Change, n_calls: u64) -> (Duration, Outcome) {
    let recorded: History = configuration(300, TOKEN, "").into();
    let mut gateway = Gateway::new();
    let mut replay = Replay::new(change.clone(), recorded);
    let mut took = Duration::ZERO;
    let mut left = n_calls;
    while left > 0 {
        let portion: Vec<Call> = (0..left.min(1000)).map(|_| gateway.call()).collect();
        left -= portion.len() as u64;
        let start = Clock::now();
        for call in &portion {
            black_box(replay.call(call));
        }
        took += start.elapsed();
    }
    let start = Clock::now();
    let outcome = replay.finish();
    (took + start.elapsed(), outcome)
}

/// The most memory that this process has held, in MB.
fn most_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1024
}

fn main() {
    // Not when cargo only tests or lists benchmarks.
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    let most: u64 = env::var("WHY403_BENCH_CALLS").map_or(1_000_000, |text| text.parse().unwrap());
    println!(
        "{:<16} {:>10} {:>10} {:>7}  flips, undecided, calls of the authorizer",
        "", "100,000", most, "growth"
    );
    for (name, change) in changes() {
        let mut few: Vec<Duration> = (0..3).map(|_| replayed(&change, 100_000).0).collect();
        few.sort_unstable();
        let few = few[1];
        let (many, outcome) = replayed(&change, most);
        println!(
            "{name:<16} {:>8.2} s {:>8.2} s {:>6.1}×  {}+{}, {}, {} → {}",
            few.as_secs_f64(),
            many.as_secs_f64(),
            many.as_secs_f64() / few.as_secs_f64(),
            outcome.n_newly_refused,
            outcome.n_newly_allowed,
            outcome.n_undecided,
            outcome.invocations.recorded,
            outcome.invocations.changed,
        );
    }
    println!("at most {} MB were held", most_memory());
}
