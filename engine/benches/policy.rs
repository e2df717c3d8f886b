//! How fast policies are evaluated, beside the crate `iam-rs`, on the same policies and calls in one run; both have read the
//! policies before. (That ours allocates nothing is held by `tests/allocations.rs`: counting here would slow the other one down.)
//!
//! `cargo bench -p engine --bench policy`. Only ratios within one run mean anything on a shared machine: the table at the end has
//! them, from rounds in which each takes its turn.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark may end so")]

use std::{env, fmt::Write as _, hint::black_box, sync::LazyLock, time::Instant};

use divan::{Bencher, counter::ItemsCount};
use engine::policy::{Caller, Context, Policy, Request, Role, case::Case, document::document, evaluate};
use iam_rs::{Arn, ContextValue, IAMPolicy, IAMRequest, PolicyEvaluator, Principal, PrincipalId};

/// Policies and calls, read by both.
struct Suite {
    name: &'static str,
    ours: Vec<(Policy, Vec<Asked>)>,
    theirs: Vec<(PolicyEvaluator, Vec<IAMRequest>)>,
}

/// A call.
struct Asked {
    action: String,
    arn: String,
    caller: String,
    context: Context,
}

impl Asked {
    fn request(&self) -> Request<'_> {
        let Self { action, arn, caller, context } = self;
        Request { action, resource: arn, caller: Caller::Iam(caller), context }
    }
}

const CALLER: &str = "arn:aws:iam::123456789012:user/caller";
const API: &str = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5";

/// As an authorizer answers for a user with as many rights: a statement a resource, some of them conditional, one that denies.
fn rights(n: usize) -> String {
    let mut statements = String::new();
    for i in 0..n {
        let effect = if i == 7 { "Deny" } else { "Allow" };
        let verb = ["GET", "POST", "*"][i % 3];
        let condition = match i % 10 {
            4 => r#","Condition":{"IpAddress":{"aws:SourceIp":["192.0.2.0/24","198.51.100.0/24"]}}"#,
            9 => r#","Condition":{"StringLike":{"aws:UserAgent":"curl/*"}}"#,
            _ => "",
        };
        let comma = if i == 0 { "" } else { "," };
        write!(
            statements,
            r#"{comma}{{"Effect":"{effect}","Action":"execute-api:Invoke","Resource":["{API}/prod/{verb}/kind{i}","{API}/prod/{verb}/kind{i}/*"]{condition}}}"#
        )
        .unwrap();
    }
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

fn of_rights(name: &'static str, n: usize) -> Suite {
    let json = rights(n);
    let context = [("aws:SourceIp", "192.0.2.7"), ("aws:UserAgent", "curl/8.5.0")];
    let paths = [0, n / 2, n - 1, n].map(|i| format!("kind{i}/{i}"));
    let arns = paths.iter().flat_map(|path| ["GET", "POST"].map(|verb| format!("{API}/prod/{verb}/{path}")));
    let (mut asked, mut requests) = (Vec::new(), Vec::new());
    for arn in arns {
        let mut theirs = iam_rs::Context::new();
        let mut ours = Context::complete();
        for (key, value) in context {
            theirs.insert(key.to_owned(), ContextValue::String(value.to_owned()));
            ours.set(key, value);
        }
        requests.push(request("execute-api:Invoke", &arn, theirs).unwrap());
        let (action, caller) = ("execute-api:Invoke".to_owned(), CALLER.to_owned());
        asked.push(Asked { action, arn, caller, context: ours });
    }
    let evaluator = PolicyEvaluator::with_policies(vec![IAMPolicy::from_json(&json).unwrap()]);
    Suite { name, ours: vec![(document(&json), asked)], theirs: vec![(evaluator, requests)] }
}

/// Those cases of which AWS's answer is known that are about an authorizer's policy, and that both decide alike.
fn of_cases() -> Suite {
    let mut suite = Suite { name: "known cases", ours: Vec::new(), theirs: Vec::new() };
    for line in include_str!("../tests/policies/cases_core.jsonl").lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let case = Case::read(line.as_bytes()).unwrap();
        let mut context = iam_rs::Context::new();
        for (key, value) in value["request"]["context"].as_object().unwrap() {
            let value = match value.as_array() {
                Some(values) => ContextValue::StringList(
                    values.iter().map(|it| it.as_str().unwrap().to_owned()).collect(),
                ),
                None => ContextValue::String(value.as_str().unwrap().to_owned()),
            };
            context.insert(key.clone(), value);
        }
        let (Some(policy), None, Some(caller)) = (case.authorizer, case.resource, case.principal) else {
            continue;
        };
        let Ok(theirs) = IAMPolicy::from_json(&value["policies"]["authorizer"].to_string()) else { continue };
        let Some(request) = request(&case.action, &case.arn, context) else { continue };
        let evaluator = PolicyEvaluator::with_policies(vec![theirs]);
        let asked = Asked { action: case.action, arn: case.arn, caller, context: case.context };
        let decision = evaluator.evaluate(&request).ok().map(|result| format!("{:?}", result.decision));
        if decision == Some(ours(&policy, &asked)) {
            suite.ours.push((policy, vec![asked]));
            suite.theirs.push((evaluator, vec![request]));
        }
    }
    suite
}

fn request(action: &str, arn: &str, context: iam_rs::Context) -> Option<IAMRequest> {
    let principal = Principal::Aws(PrincipalId::String(CALLER.to_owned()));
    Some(IAMRequest::new_with_context(principal, action, Arn::parse(arn).ok()?, context))
}

/// A decision, as the other crate names it.
fn ours(policy: &Policy, asked: &Asked) -> String {
    use engine::policy::Decision;
    let decision = match evaluate(policy, Role::Authorizer, &asked.request()).decision {
        Decision::Allow(_) => "Allow",
        Decision::ExplicitDeny(_) => "Deny",
        Decision::ImplicitDeny => "NotApplicable",
        Decision::Indeterminate => "Indeterminate",
    };
    decision.to_owned()
}

static SUITES: LazyLock<Vec<Suite>> = LazyLock::new(|| {
    let suites = vec![
        of_rights("1 statement", 1),
        of_rights("10 statements", 10),
        of_rights("100 statements", 100),
        of_cases(),
    ];
    for suite in &suites {
        for ((policy, asked), (evaluator, requests)) in suite.ours.iter().zip(&suite.theirs) {
            for (asked, request) in asked.iter().zip(requests) {
                let theirs = format!("{:?}", evaluator.evaluate(request).unwrap().decision);
                assert_eq!(ours(policy, asked), theirs, "{}: {}", suite.name, asked.arn);
            }
        }
    }
    suites
});

impl Suite {
    fn named(name: &str) -> &'static Self {
        SUITES.iter().find(|suite| suite.name == name).unwrap()
    }

    fn n_calls(&self) -> usize {
        self.ours.iter().map(|(_, asked)| asked.len()).sum()
    }

    fn with_engine(&self) {
        for (policy, all) in &self.ours {
            for asked in all {
                black_box(evaluate(black_box(policy), Role::Authorizer, &asked.request()));
            }
        }
    }

    fn with_iam_rs(&self) {
        for (evaluator, requests) in &self.theirs {
            for request in requests {
                black_box(black_box(evaluator).evaluate(request).unwrap());
            }
        }
    }
}

const NAMES: [&str; 4] = ["1 statement", "10 statements", "100 statements", "known cases"];

#[divan::bench(args = NAMES)]
fn engine(bencher: Bencher<'_, '_>, name: &str) {
    let suite = Suite::named(name);
    bencher.counter(ItemsCount::new(suite.n_calls())).bench(|| suite.with_engine());
}

#[divan::bench(args = NAMES)]
fn iam_rs_0_8(bencher: Bencher<'_, '_>, name: &str) {
    let suite = Suite::named(name);
    bencher.counter(ItemsCount::new(suite.n_calls())).bench(|| suite.with_iam_rs());
}

/// Rounds in which each takes its turn: the median of each as evaluations a second, and how many times faster ours is.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#[expect(clippy::print_stdout, reason = "a benchmark tells what it found")]
#[expect(clippy::cast_precision_loss, reason = "of counts that a float holds")]
fn side_by_side() {
    println!("\nevaluations a second, medians of 999 rounds side by side:");
    for suite in SUITES.iter() {
        // As short as a round can be, so that most are not interrupted.
        let rate = |work: &dyn Fn()| {
            let start = Instant::now();
            work();
            suite.n_calls() as f64 / start.elapsed().as_secs_f64()
        };
        let (mut ours, mut theirs): (Vec<f64>, Vec<f64>) =
            (0..999).map(|_| (rate(&|| suite.with_engine()), rate(&|| suite.with_iam_rs()))).unzip();
        ours.sort_by(f64::total_cmp);
        theirs.sort_by(f64::total_cmp);
        println!(
            "  {:<15} {:>5} calls {:>12.0} engine {:>12.0} iam-rs {:>7.1} ×",
            suite.name,
            suite.n_calls(),
            ours[499],
            theirs[499],
            ours[499] / theirs[499]
        );
    }
}

fn main() {
    divan::main();
    // Not when cargo only tests or lists benchmarks, nor for one that was named.
    if env::args().skip(1).eq(["--bench"]) {
        side_by_side();
    }
}
