//! Who takes part.

/// Something that takes logs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Contestant {
    /// The product: redacted, put together, diagnosed, indexed, counted.
    Why403,
    /// Lines as they are, into one column without an index: what Postgres can do at best.
    RawCopy,
    /// Columns that were made before, into a table with three indexes.
    TypedCopy,
    /// One table of events in a file.
    DuckDb,
    /// One `MergeTree` of events.
    ChDb,
}

/// All of them.
pub(super) const CONTESTANTS: [Contestant; 5] =
    [Contestant::Why403, Contestant::RawCopy, Contestant::TypedCopy, Contestant::DuckDb, Contestant::ChDb];

impl Contestant {
    /// The word for it on the command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Why403 => "why403",
            Self::RawCopy => "raw-copy",
            Self::TypedCopy => "typed-copy",
            Self::DuckDb => "duckdb",
            Self::ChDb => "chdb",
        }
    }

    /// What it does.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Why403 => "`why403 import`: redacted, assembled, diagnosed, indexed, rolled up",
            Self::RawCopy => "`\\copy` of raw lines, one text column, no index",
            Self::TypedCopy => "`\\copy` of typed columns (binary), three btrees",
            Self::DuckDb => "DuckDB, a table file",
            Self::ChDb => "chDB, MergeTree by (stage, ts, id), ZSTD(1)",
        }
    }

    /// Whether it comes from PyPI.
    pub(super) fn is_of_python(self) -> bool {
        matches!(self, Self::DuckDb | Self::ChDb)
    }
}
