//! `why403 snapshot --api-id ID`: how an API is configured just now, as AWS tells it.
//!
//! The bundle stands alone on standard output, to be kept or given to `--config`; what is done and what is missing is told on stderr.

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use anyhow::{Context as _, Result, anyhow};
use aws::{Clients, ConfigurationSource, Role, Way};
use engine::configuration::snapshots;

use super::tell;
use crate::{
    clock::{Clock as _, SystemClock},
    sources::ANSWER_WITHIN,
};

/// What tells that nothing was printed because nobody said of which API.
const WHICH: u8 = 2;

/// Print how an API is configured just now.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The API; without it, all there are are named
    #[arg(long, value_name = "ID")]
    api_id: Option<String>,
    /// The region [default: that of the environment or the profile]
    #[arg(long)]
    region: Option<String>,
    /// A role that is taken on to read it
    #[arg(long, value_name = "ARN")]
    role: Option<String>,
    /// What that role asks for before it is given
    #[arg(long, value_name = "ID", requires = "role")]
    external_id: Option<String>,
    /// Where API Gateway is asked, if not at its usual address
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
}

/// Prints it.
pub(super) async fn run(arguments: Arguments) -> Result<ExitCode> {
    let region = match arguments.region {
        Some(region) => region,
        None => {
            aws::usual_region().await.context("no region is named: give `--region`, or set AWS_REGION")?
        }
    };
    let role = arguments.role.map(|arn| Role { arn, external_id: arguments.external_id, endpoint_url: None });
    let way = Way { region, role, endpoint_url: arguments.endpoint_url };
    let source = Clients::new(ANSWER_WITHIN).configuration_source(&way).await;
    let Some(api_id) = arguments.api_id else {
        return name_all(&*source, &way.region).await;
    };
    tell(&format!("reading the configuration of {api_id} in {}", way.region));
    let surroundings = source.surroundings().await?;
    let mut bundle = source.bundle(&api_id, &surroundings).await?;
    for missing in &bundle.missing {
        tell(&format!("without {}: {}", missing.part, missing.why));
    }
    let fields = bundle.document.as_object_mut().ok_or_else(|| anyhow!("the bundle is no object"))?;
    fields.insert("takenAt".to_owned(), SystemClock.now().to_string().into());
    // As it is kept: in one form, without what looks like a secret in stage variables.
    let snapshots = snapshots(&bundle.document.to_string()).context("AWS described no API")?;
    let snapshot = snapshots.first().ok_or_else(|| anyhow!("AWS described no API"))?;
    match io::stdout().lock().write_all(snapshot.bundle().as_bytes()) {
        // Whoever reads may have seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => written.context("cannot write the bundle")?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Names the APIs of which one is to be chosen.
async fn name_all(source: &dyn ConfigurationSource, region: &str) -> Result<ExitCode> {
    let apis = source.rest_apis().await?;
    if apis.is_empty() {
        tell(&format!("there is no REST API in {region}: check region and account"));
    } else {
        tell(&format!("give one of the REST APIs of {region} as `--api-id`:"));
        for api in apis {
            tell(&format!("  {}  {}", api.id, super::diagnose::plain(&api.name)));
        }
    }
    Ok(ExitCode::from(WHICH))
}
