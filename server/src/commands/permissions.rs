//! `why403 permissions`: what AWS has to allow for a source, to copy.

use std::io::{self, Write as _};

use anyhow::{Context as _, Result};

use crate::permissions::{FIREHOSE_TEMPLATE, LAMBDA_NODE, LAMBDA_PYTHON, ours};

/// Print what AWS has to allow.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    source: Source,
}

#[derive(Debug, clap::Subcommand)]
enum Source {
    /// An IAM policy to read log groups.
    Pull {
        /// Name or ARN of a log group; may be repeated [default: all execution logs]
        #[arg(long, value_name = "NAME")]
        log_group: Vec<String>,
        /// The role that is taken on to read them: prints the policy to take it on instead
        #[arg(long, value_name = "ARN")]
        role: Option<String>,
    },
    /// What sends a log group here: a `CloudFormation` template, or a Lambda function.
    Push {
        /// What is printed.
        #[arg(long, value_enum, default_value_t = Way::Firehose)]
        way: Way,
    },
    /// An IAM policy to read how APIs are configured.
    Snapshot {
        /// Id of an API; may be repeated [default: all]
        #[arg(long, value_name = "ID")]
        api: Vec<String>,
    },
    /// The trust policy of a role that why403 takes on.
    Trust {
        /// Who takes it on
        #[arg(long, value_name = "ARN")]
        principal: String,
        /// What is asked for before it is given
        #[arg(long, value_name = "ID")]
        external_id: String,
    },
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Way {
    Firehose,
    Python,
    Node,
}

/// Prints it.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let text = match &arguments.source {
        Source::Pull { role: Some(role), .. } => ours::assume(role),
        Source::Pull { log_group, role: None } => ours::pull(log_group),
        Source::Push { way: Way::Firehose } => FIREHOSE_TEMPLATE.to_owned(),
        Source::Push { way: Way::Python } => LAMBDA_PYTHON.to_owned(),
        Source::Push { way: Way::Node } => LAMBDA_NODE.to_owned(),
        Source::Snapshot { api } => ours::snapshot(api),
        Source::Trust { principal, external_id } => ours::trust(principal, external_id),
    };
    match io::stdout().lock().write_all(text.as_bytes()) {
        // Whoever reads may have seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write the text"),
    }
}
