//! What `cargo xtask bench ingest` is asked for.

use anyhow::{Context, Result, bail};

use super::contestant::{CONTESTANTS, Contestant};

/// What is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    /// How many events, smallest first.
    pub(super) sizes: Vec<u64>,
    /// How often everybody has his turn; else five times at a million events, and once above.
    pub(super) n_rounds: Option<usize>,
    /// Who.
    pub(super) contestants: Vec<Contestant>,
}

impl Options {
    /// Reads what stands behind `bench ingest`.
    pub(crate) fn read(arguments: &[String]) -> Result<Self> {
        let mut options = Self { sizes: vec![1_000_000], n_rounds: None, contestants: CONTESTANTS.to_vec() };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().with_context(|| format!("`{argument}` wants a value"));
            match argument.as_str() {
                "--events" => {
                    options.sizes = numbers(value()?)?;
                    options.sizes.sort_unstable();
                }
                "--rounds" => {
                    let value = value()?;
                    let n_rounds = value.parse().ok().filter(|n| *n > 0);
                    options.n_rounds =
                        Some(n_rounds.with_context(|| format!("`{value}` is no number of rounds"))?);
                }
                "--only" => options.contestants = value()?.split(',').map(named).collect::<Result<_>>()?,
                other => bail!("`bench ingest` takes no `{other}`"),
            }
        }
        Ok(options)
    }

    /// How often everybody has his turn with so many events.
    pub(super) fn n_rounds(&self, n_events: u64) -> usize {
        self.n_rounds.unwrap_or(if n_events > 1_000_000 { 1 } else { 5 })
    }
}

fn numbers(text: &str) -> Result<Vec<u64>> {
    let number = |part: &str| {
        let number = part.replace('_', "").parse().ok().filter(|number| *number >= 1000);
        number.with_context(|| format!("`{part}` is no number of events, at least 1000"))
    };
    text.split(',').map(number).collect()
}

fn named(name: &str) -> Result<Contestant> {
    let found = CONTESTANTS.into_iter().find(|contestant| contestant.name() == name);
    let known = || CONTESTANTS.map(Contestant::name).join(", ");
    found.with_context(|| format!("there is no contestant `{name}`; there are: {}", known()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Options> {
        Options::read(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn large_runs_have_one_round_unless_more_are_wanted() {
        let options = read("--events 10_000_000,1000000 --only why403,raw-copy").unwrap();
        assert_eq!(options.sizes, [1_000_000, 10_000_000]);
        assert_eq!(options.contestants, [Contestant::Why403, Contestant::RawCopy]);
        assert_eq!((options.n_rounds(1_000_000), options.n_rounds(10_000_000)), (5, 1));
        assert_eq!(read("--rounds 7").unwrap().n_rounds(10_000_000), 7);
    }

    #[test]
    fn who_is_not_known_is_told_who_is() {
        let told = read("--only why403,loki").unwrap_err().to_string();
        assert!(told.contains("loki") && told.contains("duckdb"), "{told}");
    }
}
