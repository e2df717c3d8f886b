//! `test`: every check of the project, one after the other. A check that fails keeps no other from running,
//! only those that need its result; the last line is the sum of all.
//!
//! The tests are compiled once, with one call of cargo for all packages (a call for each would compile shared
//! dependencies again with other features), and their executables are then run one by one, as `cargo test`
//! would. The database is named to them only then: while compiling, the query macros would connect to it.

mod check;
mod compiled;
mod invariants;
mod sum;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::checkout::Checkout;
use crate::queries::private_cluster::PrivateCluster;
use crate::steps::Steps;
use crate::tool::Tool;
use crate::{assets, needs, queries};
use check::Check;
use compiled::Compiled;
use sum::Sum;

/// Runs the named checks, or all.
pub(crate) fn test(checkout: &Checkout, names: &[String]) -> Result<ExitCode> {
    let checks = check::choose(names)?;
    let mut steps = Steps::new(checks.len());
    let mut sum = Sum::default();
    let mut session = Session { checkout, checks: &checks, compiled: None, cluster: None };
    for check in &checks {
        let before = sum.clone();
        // The outcome is in the sum, so the step itself never fails.
        let _ = steps.step::<_, std::convert::Infallible>(check.title(), || {
            if let Err(error) = session.run(*check, &mut sum) {
                eprintln!("{error:#}");
                sum.fail(&format!("{}: {}", check.name(), first_line(&format!("{error:#}"))));
            }
            Ok(sum.since(&before))
        });
    }
    drop(session);
    eprintln!("all of it took {}", steps.elapsed());
    println!("{sum}");
    Ok(if sum.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the tests of what breaks in the middle, with so many rounds of what is left to chance.
pub(crate) fn faults(checkout: &Checkout, rounds: u64, seed: u64) -> Result<ExitCode> {
    needs::postgres::ensure_programs(checkout)?;
    let compiled = compiled::compile(checkout, &["tests"])?;
    let binary = compiled.server(checkout)?;
    let mut executables = compiled.of("tests").filter(|executable| executable.target == "faults");
    let executable = executables.next().context("cargo compiled no tests of faults")?;
    let tool = executable.tool().env_remove("DATABASE_URL").env("WHY403_BINARY", binary);
    let tool =
        tool.env("WHY403_FAULTS_ROUNDS", rounds.to_string()).env("WHY403_FAULTS_SEED", seed.to_string());
    let mut sum = Sum::default();
    sum.run_and_read(tool.arg("--nocapture"), "faults")?;
    println!("{sum}");
    Ok(if sum.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// What the checks share.
struct Session<'a> {
    checkout: &'a Checkout,
    checks: &'a [Check],
    compiled: Option<Result<Compiled, String>>,
    cluster: Option<PrivateCluster>,
}

impl Session<'_> {
    fn run(&mut self, check: Check, sum: &mut Sum) -> Result<()> {
        let root = &self.checkout.root;
        match check {
            Check::Format => Tool::cargo(root).args(["fmt", "--all", "--check"]).run()?,
            Check::Clippy => Tool::cargo(root)
                .args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"])
                .run()?,
            Check::ClippyBrowser => {
                needs::wasm_target::ensure(self.checkout)?;
                Tool::cargo(root)
                    .args([
                        "clippy",
                        "--package",
                        "app",
                        "--package",
                        "engine-web",
                        "--package",
                        "engine-playground",
                        "--lib",
                    ])
                    .args(["--target", "wasm32-unknown-unknown", "--no-default-features"])
                    .args(["--features", "app/hydrate", "--", "--deny", "warnings"])
                    .run()?;
            }
            Check::EngineWasm => invariants::engine_needs_no_machine(self.checkout)?,
            Check::AppTree => invariants::app_knows_neither_sql_nor_aws(self.checkout)?,
            Check::Queries => {
                needs::postgres::ensure_programs(self.checkout)?;
                queries::check(self.checkout)?;
            }
            Check::Assets => {
                needs::wasm_target::ensure(self.checkout)?;
                assets::compile(self.checkout)?;
                eprintln!("      {}", assets::write(self.checkout)?);
                assets::check_size(self.checkout)?;
            }
            Check::Docs => {
                return sum.run_and_read(
                    Tool::cargo(root).args(["test", "--workspace", "--doc", "--no-fail-fast"]),
                    check.name(),
                );
            }
            Check::Package(package) => return self.run_package(package, sum),
        }
        sum.pass();
        Ok(())
    }

    /// Runs the tests of one package; each counts by itself.
    fn run_package(&mut self, package: &'static str, sum: &mut Sum) -> Result<()> {
        let environment = self.environment_of(package)?;
        let compiled = self.compiled()?;
        for executable in compiled.of(package) {
            let mut tool = executable.tool().env_remove("DATABASE_URL");
            for (name, value) in &environment {
                tool = tool.env(name, value);
            }
            sum.run_and_read(tool, &format!("{package} ({})", executable.target))?;
        }
        Ok(())
    }

    /// The tests, compiled when the first check asks for them.
    fn compiled(&mut self) -> Result<&Compiled> {
        let compiled = self.compiled.get_or_insert_with(|| {
            let packages: Vec<&str> = self.checks.iter().filter_map(Check::package).collect();
            compiled::compile(self.checkout, &packages).map_err(|error| format!("{error:#}"))
        });
        match compiled {
            Ok(compiled) => Ok(compiled),
            Err(error) => bail!("not run, the tests do not compile: {error}"),
        }
    }

    fn environment_of(&mut self, package: &str) -> Result<Vec<(&'static str, PathBuf)>> {
        match package {
            "cluster" => {
                needs::postgres::ensure_programs(self.checkout)?;
                Ok(Vec::new())
            }
            "server" => {
                needs::postgres::ensure_programs(self.checkout)?;
                self.compiled()?;
                if self.cluster.is_none() {
                    self.cluster = Some(PrivateCluster::start()?);
                }
                let cluster = self.cluster.as_ref().context("the private cluster is gone")?;
                Ok(vec![("DATABASE_URL", cluster.url().into())])
            }
            "tests" => {
                needs::postgres::ensure_programs(self.checkout)?;
                eprintln!("      {}", needs::browser::ensure()?);
                let axe = needs::axe::ensure(self.checkout)?;
                let moto = needs::moto::ensure(self.checkout)?;
                let artifacts = self.checkout.target.join("artifacts/screenshots");
                std::fs::create_dir_all(&artifacts)
                    .with_context(|| format!("`{}` cannot be made", artifacts.display()))?;
                let checkout = self.checkout;
                let binary = self.compiled()?.server(checkout)?;
                Ok(vec![
                    ("WHY403_BINARY", binary),
                    ("WHY403_AXE", axe),
                    ("WHY403_MOTO", moto),
                    ("WHY403_ARTIFACTS", artifacts),
                ])
            }
            _ => Ok(Vec::new()),
        }
    }
}
