//! The programs of Postgres, for the private cluster of `why403 serve` and of the tests.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use cluster::Search;
use cluster::installation::{Installation, OLDEST_VERSION};

use super::apt;
use crate::checkout::Checkout;

/// Debian starts a cluster of its own after installing Postgres unless a file here says no.
const DEBIAN_SETTINGS: &str = "/etc/postgresql-common/createcluster.d";

/// Installs Postgres when the server will need its programs and they are not there.
pub(crate) fn ensure(checkout: &Checkout) -> Result<String> {
    if std::env::var_os("DATABASE_URL").is_some_and(|url| !url.is_empty()) {
        return Ok("DATABASE_URL names the database".to_owned());
    }
    ensure_programs(checkout).map(|found| format!("Postgres {} is there", found.version))
}

/// Installs Postgres when its programs are not there, and tells where they are.
pub(crate) fn ensure_programs(_: &Checkout) -> Result<Installation> {
    if let Some(found) = find()? {
        return Ok(found);
    }
    if !apt::is_usable() {
        bail!(
            "there is no Postgres {OLDEST_VERSION} or newer: install it (`sudo apt install postgresql`, \
             `brew install postgresql@17`), or name one in DATABASE_URL"
        );
    }
    let silence = keep_debian_from_starting_a_cluster()?;
    let installed = apt::install(&["postgresql"]);
    fs::remove_file(&silence).with_context(|| format!("`{}` cannot be removed", silence.display()))?;
    installed?;
    find()?.with_context(|| {
        format!(
            "the Postgres of this distribution is older than {OLDEST_VERSION}: install a newer one from \
             https://apt.postgresql.org, or name one in DATABASE_URL"
        )
    })
}

fn find() -> Result<Option<Installation>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let installations = runtime.block_on(Search::system().installations());
    Ok(installations.into_iter().find(|installation| installation.version >= OLDEST_VERSION))
}

fn keep_debian_from_starting_a_cluster() -> Result<PathBuf> {
    let file = Path::new(DEBIAN_SETTINGS).join("why403.conf");
    fs::create_dir_all(DEBIAN_SETTINGS)
        .and_then(|()| fs::write(&file, "create_main_cluster = false\n"))
        .with_context(|| format!("`{}` cannot be written", file.display()))?;
    Ok(file)
}
