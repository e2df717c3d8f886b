//! Each contestant takes the same events in, into nothing.

use anyhow::{Context, Result};
use traffic::Made;

use super::contestant::Contestant;
use super::postgres::{Load, MEASURED, Postgres};
use super::product::Program;
use super::python::Python;

/// What a load took and left.
#[derive(Debug, Clone)]
pub(super) struct Loaded {
    pub(super) n_events: u64,
    /// Seconds.
    pub(super) wall: f64,
    /// Processor seconds of the program and of Postgres.
    pub(super) cpu: f64,
    /// Of these, those of Postgres.
    pub(super) cpu_of_server: f64,
    /// Bytes of the program that are its own alone.
    pub(super) peak_anonymous: u64,
    /// Bytes of tables and indexes.
    pub(super) n_stored: u64,
    /// Bytes that were written ahead.
    pub(super) n_wal_bytes: u64,
}

/// All that loads.
pub(super) struct Field<'a> {
    pub(super) postgres: Postgres<'a>,
    pub(super) why403: Program,
    pub(super) python: Python,
}

impl Field<'_> {
    /// Loads.
    pub(super) fn load(&self, contestant: Contestant, made: &Made) -> Result<Loaded> {
        let (load, n_stored) = match contestant {
            Contestant::Why403 => {
                let url = self.postgres.fresh_product()?;
                let tool = self.why403.call(&["import"]).args(&made.ndjson).env("DATABASE_URL", url);
                let load = self.postgres.watch(tool)?;
                (load, self.postgres.size(MEASURED)?)
            }
            Contestant::RawCopy => {
                self.postgres.execute("", "CREATE TABLE lines (line text NOT NULL)")?;
                // The characters of the options are in no line, so that lines stay as they are.
                let copies = made.ndjson.iter().map(|file| {
                    let file = file.display();
                    format!(
                        "\\copy lines FROM '{file}' WITH (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')"
                    )
                });
                self.copy(copies)?
            }
            Contestant::TypedCopy => {
                self.postgres.execute(
                    "",
                    "CREATE TABLE events (event_id text PRIMARY KEY, ts timestamptz NOT NULL, stage text NOT NULL, \
                     request_id uuid NOT NULL, message text NOT NULL); \
                     CREATE INDEX ON events (request_id, ts); CREATE INDEX ON events (stage, ts)",
                )?;
                let copies = made
                    .rows
                    .iter()
                    .map(|file| format!("\\copy events FROM '{}' WITH (FORMAT binary)", file.display()));
                self.copy(copies)?
            }
            Contestant::DuckDb | Contestant::ChDb => {
                let cost = self.python.load(contestant, &made.ndjson)?;
                (Load { cost, cpu_of_server: 0.0, n_wal_bytes: 0 }, self.python.size(contestant)?)
            }
        };
        let Load { cost, cpu_of_server, n_wal_bytes } = load;
        Ok(Loaded {
            n_events: made.n_events,
            wall: cost.wall,
            cpu: cost.cpu + cpu_of_server,
            cpu_of_server,
            peak_anonymous: cost.peak_anonymous,
            n_stored,
            n_wal_bytes,
        })
    }

    fn copy(&self, copies: impl Iterator<Item = String>) -> Result<(Load, u64)> {
        let psql = copies.fold(self.postgres.psql("")?, |psql, copy| psql.arg("--command").arg(copy));
        let load = self.postgres.watch(psql)?;
        Ok((load, self.postgres.size("")?))
    }

    /// Forgets what was loaded.
    pub(super) fn clear(&self, contestant: Contestant) -> Result<()> {
        match contestant {
            Contestant::Why403 => self.postgres.drop_product(),
            Contestant::RawCopy => self.postgres.execute("", "DROP TABLE IF EXISTS lines"),
            Contestant::TypedCopy => self.postgres.execute("", "DROP TABLE IF EXISTS events"),
            Contestant::DuckDb | Contestant::ChDb => self.python.remove(contestant),
        }
        .with_context(|| format!("what `{}` loaded cannot be removed", contestant.name()))
    }
}
