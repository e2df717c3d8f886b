//! The list of checks, in the order in which they run: what is quick to fail comes first.

use anyhow::{Result, bail};

/// One check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// The code is formatted.
    Format,
    /// Clippy is silent about all that the machine here runs.
    Clippy,
    /// Clippy is silent about what the browser runs.
    ClippyBrowser,
    /// The engine needs neither clock nor file nor socket.
    EngineWasm,
    /// The pages know neither SQL nor AWS.
    AppTree,
    /// The query data in `server/.sqlx` fits the migrations and the queries.
    Queries,
    /// What the browser downloads can be made.
    Assets,
    /// The tests of one package.
    Package(&'static str),
    /// The examples in the documentation.
    Docs,
}

/// All checks. Assets come before what embeds them, the tests that drive the whole product last.
const ALL: &[Check] = &[
    Check::Format,
    Check::AppTree,
    Check::EngineWasm,
    Check::Assets,
    Check::Clippy,
    Check::ClippyBrowser,
    Check::Queries,
    Check::Package("engine"),
    Check::Package("app"),
    Check::Package("xtask"),
    Check::Package("traffic"),
    Check::Package("cluster"),
    Check::Package("server"),
    Check::Docs,
    Check::Package("tests"),
];

impl Check {
    /// The word for it on the command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Clippy => "clippy",
            Self::ClippyBrowser => "clippy-browser",
            Self::EngineWasm => "engine-wasm",
            Self::AppTree => "app-tree",
            Self::Queries => "sqlx",
            Self::Assets => "assets",
            Self::Package("tests") => "browser",
            Self::Package(package) => package,
            Self::Docs => "docs",
        }
    }

    /// Whether this is a word for it. The browser tests are also known by their package.
    fn is_called(self, name: &str) -> bool {
        name == self.name() || self.package() == Some(name)
    }

    /// What it is about.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Format => "format: the code is formatted",
            Self::Clippy => "clippy: no warnings",
            Self::ClippyBrowser => "clippy-browser: no warnings in what the browser runs",
            Self::EngineWasm => "engine-wasm: the engine builds without clock, file and socket",
            Self::AppTree => "app-tree: the pages know neither SQL nor AWS",
            Self::Queries => "sqlx: the query data is current",
            Self::Assets => "assets: scripts, styles and their compressed forms",
            Self::Package("engine") => "engine: tests",
            Self::Package("app") => "app: tests of the pages",
            Self::Package("xtask") => "xtask: tests of the build tool",
            Self::Package("traffic") => "traffic: tests of the logs that are made up for measuring",
            Self::Package("cluster") => "cluster: tests with a real private Postgres",
            Self::Package("server") => "server: tests of storage and routes with a real Postgres",
            Self::Package("tests") => "browser: tests of the whole product in Chromium",
            Self::Package(package) => package,
            Self::Docs => "docs: the examples in the documentation",
        }
    }

    /// The package whose tests it runs.
    pub(super) fn package(&self) -> Option<&'static str> {
        match self {
            Self::Package(package) => Some(package),
            _ => None,
        }
    }
}

/// The checks of these names, in their own order; no name means all.
pub(super) fn choose(names: &[String]) -> Result<Vec<Check>> {
    if let Some(unknown) = names.iter().find(|name| ALL.iter().all(|check| !check.is_called(name))) {
        let known: Vec<&str> = ALL.iter().map(|check| check.name()).collect();
        bail!("there is no check `{unknown}`; there are: {}", known.join(", "));
    }
    let chosen = |check: &&Check| names.is_empty() || names.iter().any(|name| check.is_called(name));
    Ok(ALL.iter().filter(chosen).copied().collect())
}

/// Whether these are the packages of all checks.
pub(super) fn are_all_packages(packages: &[&str]) -> bool {
    ALL.iter().filter_map(Check::package).all(|package| packages.contains(&package))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_choose_checks_in_the_order_of_the_list() {
        let chosen = choose(&["browser".to_owned(), "format".to_owned()]).unwrap();
        assert_eq!(chosen, [Check::Format, Check::Package("tests")]);
        assert_eq!(choose(&[]).unwrap().len(), ALL.len());
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let told = choose(&["speed".to_owned()]).unwrap_err().to_string();
        assert!(told.contains("`speed`") && told.contains("clippy"), "{told}");
    }
}
