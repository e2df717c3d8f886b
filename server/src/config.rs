//! The environment and the command line, read once into typed sections; all faults are reported together.
//!
//! | variable | what it sets |
//! |---|---|
//! | `DATABASE_URL` | a Postgres of your own; without it why403 starts its private one |
//! | `WHY403_DATA` | the folder of the private database |
//! | `WHY403_LISTEN` | address and port, `127.0.0.1:4030` |
//! | `WHY403_PUBLIC_URL` | the address that people type, when a proxy stands before why403 |
//! | `WHY403_ALLOW_INSECURE` | `1`: listen on other than this machine's own addresses without https |
//! | `WHY403_UPLOAD_MIB` | the largest file that may be sent by browser, 256 |
//! | `WHY403_RETENTION_DAYS` | how many days are kept; nothing is forgotten when it is not set |
//! | `WHY403_QUERY_SECONDS` | how long a page may keep the database busy with one question, 20 |
//! | `WHY403_METRICS_TOKEN` | who shows it may read `/metrics`, from everywhere |
//! | `WHY403_LOG` | what is logged, as `info` or `server=debug,info` |
//! | `WHY403_LOG_FORMAT` | `text`, or `json` for a line of JSON each |

use std::{fmt, net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

use sqlx::postgres::PgConnectOptions;

use crate::{auth::Kept, desk::LONGEST_QUERY, telemetry};

/// Where to listen, when nothing is said.
const LISTEN: &str = "127.0.0.1:4030";
/// The largest upload, when nothing is said.
const UPLOAD_MIB: usize = 256;
/// A token that is shorter can be guessed.
const SHORTEST_TOKEN: usize = 16;

/// All that is wrong with the settings, in one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub struct Faults(Vec<String>);

/// Where the rows are.
#[derive(Clone)]
pub enum DatabaseSettings {
    /// A Postgres that somebody runs.
    Server(Box<PgConnectOptions>),
    /// Our own, in this folder, or in the default one.
    Private(Option<PathBuf>),
}

impl fmt::Debug for DatabaseSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // The options hold a password.
            Self::Server(_) => f.write_str("Server(***)"),
            Self::Private(data) => write!(f, "Private({data:?})"),
        }
    }
}

/// How the web server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpSettings {
    /// Address and port; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// What people type, without a slash at its end; `None`: what is listened on.
    pub public_url: Option<String>,
    /// The largest upload.
    pub upload_mib: usize,
    /// How many days are kept; `None`: all.
    pub retention_days: Option<u32>,
    /// How long one question of a page may take.
    pub longest_query: Duration,
    /// What opens the metrics.
    pub metrics_token: Option<Kept>,
}

impl HttpSettings {
    /// Whether browsers reach us by TLS.
    pub fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// What the command line says about the web server.
#[derive(Debug, Clone, Default)]
pub struct HttpArguments {
    /// `--listen`.
    pub listen: Option<String>,
    /// `--port`.
    pub port: Option<u16>,
}

/// Reads a variable of the environment.
pub type Variable<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Reads the process's environment; empty counts as not set.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// What `serve` needs.
pub fn serve(
    arguments: &HttpArguments,
    data: Option<PathBuf>,
    variable: Variable<'_>,
) -> Result<(DatabaseSettings, HttpSettings, telemetry::Settings), Faults> {
    let mut faults = Vec::new();
    let database = database_of(data, variable, &mut faults);
    let http = http_of(arguments, variable, &mut faults);
    let log = log_of(variable, &mut faults);
    match (database, http) {
        (Some(database), Some(http)) if faults.is_empty() => Ok((database, http, log)),
        _ => Err(Faults(faults)),
    }
}

/// What a command needs that only uses the database.
pub fn database(data: Option<PathBuf>, variable: Variable<'_>) -> Result<DatabaseSettings, Faults> {
    let mut faults = Vec::new();
    database_of(data, variable, &mut faults).ok_or(Faults(faults))
}

/// How we log.
pub fn log(variable: Variable<'_>) -> Result<telemetry::Settings, Faults> {
    let mut faults = Vec::new();
    let log = log_of(variable, &mut faults);
    if faults.is_empty() { Ok(log) } else { Err(Faults(faults)) }
}

fn log_of(variable: Variable<'_>, faults: &mut Vec<String>) -> telemetry::Settings {
    let is_json = match variable("WHY403_LOG_FORMAT").as_deref() {
        None | Some("text") => false,
        Some("json") => true,
        Some(_) => {
            faults.push("WHY403_LOG_FORMAT is neither `text` nor `json`".into());
            false
        }
    };
    telemetry::Settings { filter: variable("WHY403_LOG"), is_json }
}

fn database_of(
    data: Option<PathBuf>,
    variable: Variable<'_>,
    faults: &mut Vec<String>,
) -> Option<DatabaseSettings> {
    let Some(url) = variable("DATABASE_URL") else {
        return Some(DatabaseSettings::Private(data.or_else(|| variable("WHY403_DATA").map(PathBuf::from))));
    };
    if data.is_some() {
        faults.push(
            "`--data` is the folder of the private database, but DATABASE_URL names another: give one of them".into(),
        );
        return None;
    }
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        faults.push("DATABASE_URL is not of the form `postgres://user:password@host:5432/database`".into());
        return None;
    }
    if let Ok(options) = PgConnectOptions::from_str(&url) {
        return Some(DatabaseSettings::Server(Box::new(options.application_name("why403"))));
    }
    // What went wrong is not told: it may quote the password.
    faults.push(
        "DATABASE_URL cannot be read: it must be of the form `postgres://user:password@host:5432/database`, with special \
         characters percent-encoded"
            .into(),
    );
    None
}

fn http_of(
    arguments: &HttpArguments,
    variable: Variable<'_>,
    faults: &mut Vec<String>,
) -> Option<HttpSettings> {
    let (source, listen) = match &arguments.listen {
        Some(listen) => ("--listen", listen.clone()),
        None => ("WHY403_LISTEN", variable("WHY403_LISTEN").unwrap_or_else(|| LISTEN.to_owned())),
    };
    let listen = listen.parse::<SocketAddr>().ok();
    if listen.is_none() {
        faults.push(format!("{source} is no address with a port, as `{LISTEN}`"));
    }
    let public_url = variable("WHY403_PUBLIC_URL").map(|url| url.trim_end_matches('/').to_owned());
    if let Some(url) = &public_url
        && !is_origin(url)
    {
        faults.push(format!("WHY403_PUBLIC_URL `{url}` is not of the form `https://why403.example.com`"));
    }
    let upload_mib = match variable("WHY403_UPLOAD_MIB").map(|number| number.parse::<usize>()) {
        None => UPLOAD_MIB,
        Some(Ok(number)) if (1..=65_536).contains(&number) => number,
        Some(_) => {
            faults.push("WHY403_UPLOAD_MIB is no number between 1 and 65536".into());
            UPLOAD_MIB
        }
    };
    let retention_days = match variable("WHY403_RETENTION_DAYS").map(|number| number.parse::<u32>()) {
        None => None,
        Some(Ok(number)) if (1..=3650).contains(&number) => Some(number),
        Some(_) => {
            faults.push("WHY403_RETENTION_DAYS is no number of days between 1 and 3650".into());
            None
        }
    };
    let longest_query = match variable("WHY403_QUERY_SECONDS").map(|number| number.parse::<u64>()) {
        None => LONGEST_QUERY,
        // The server answers after half a minute in any case.
        Some(Ok(number)) if (1..=25).contains(&number) => Duration::from_secs(number),
        Some(_) => {
            faults.push("WHY403_QUERY_SECONDS is no number of seconds between 1 and 25".into());
            LONGEST_QUERY
        }
    };
    let metrics_token = variable("WHY403_METRICS_TOKEN");
    if metrics_token.as_ref().is_some_and(|token| token.trim().len() < SHORTEST_TOKEN) {
        faults.push(format!(
            "WHY403_METRICS_TOKEN is shorter than {SHORTEST_TOKEN} characters and can be guessed"
        ));
    }
    let metrics_token = metrics_token.map(|token| Kept::of(token.trim()));
    let mut listen = listen?;
    if let Some(port) = arguments.port {
        listen.set_port(port);
    }
    let settings =
        HttpSettings { listen, public_url, upload_mib, retention_days, longest_query, metrics_token };
    let is_allowed = variable("WHY403_ALLOW_INSECURE").as_deref() == Some("1");
    if !listen.ip().is_loopback() && !settings.is_https() && !is_allowed {
        faults.push(format!(
            "`{}` can be reached from other machines, where passwords would travel in the clear: put a proxy with TLS before \
             why403 and set WHY403_PUBLIC_URL to its https address, or set WHY403_ALLOW_INSECURE=1",
            listen.ip()
        ));
    }
    Some(settings)
}

/// Scheme, host and port, nothing behind.
fn is_origin(url: &str) -> bool {
    url.parse::<axum::http::Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.authority().is_some_and(|authority| !authority.as_str().contains('@'))
            && uri.path() == "/"
            && uri.query().is_none()
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{DatabaseSettings, HttpArguments, HttpSettings, serve};

    fn read(variables: &[(&str, &str)]) -> Result<(DatabaseSettings, HttpSettings), String> {
        let variable = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        let read = serve(&HttpArguments::default(), None, &variable);
        read.map(|(database, http, _)| (database, http)).map_err(|faults| faults.to_string())
    }

    #[test]
    fn nothing_has_to_be_set() {
        let (database, http) = read(&[]).unwrap();
        assert!(matches!(database, DatabaseSettings::Private(None)));
        assert_eq!(http.listen.to_string(), "127.0.0.1:4030");
        assert!(!http.is_https());
    }

    #[test]
    fn all_faults_are_told_together() {
        let told = read(&[
            ("DATABASE_URL", "mysql://u:secret@h/d"),
            ("WHY403_LISTEN", "here"),
            ("WHY403_PUBLIC_URL", "why403.example.com"),
            ("WHY403_UPLOAD_MIB", "many"),
            ("WHY403_RETENTION_DAYS", "0"),
            ("WHY403_METRICS_TOKEN", "hunter2"),
            ("WHY403_LOG_FORMAT", "xml"),
        ])
        .unwrap_err();
        for name in [
            "DATABASE_URL",
            "WHY403_LISTEN",
            "WHY403_PUBLIC_URL",
            "WHY403_UPLOAD_MIB",
            "WHY403_RETENTION_DAYS",
            "WHY403_METRICS_TOKEN",
            "WHY403_LOG_FORMAT",
        ] {
            assert!(told.contains(name), "{told}");
        }
        assert!(!told.contains("secret") && !told.contains("hunter2") && !told.contains('\n'));
    }

    #[test]
    fn another_machine_is_only_served_by_https() {
        let open = ("WHY403_LISTEN", "0.0.0.0:80");
        assert!(read(&[open]).unwrap_err().contains("WHY403_PUBLIC_URL"));
        assert!(read(&[open, ("WHY403_PUBLIC_URL", "http://why403.example.com")]).is_err());
        assert!(read(&[open, ("WHY403_PUBLIC_URL", "https://why403.example.com/")]).unwrap().1.is_https());
        assert!(read(&[open, ("WHY403_ALLOW_INSECURE", "1")]).is_ok());
    }

    #[test]
    fn the_command_line_goes_before_the_environment() {
        let variable = |name: &str| (name == "WHY403_LISTEN").then(|| "127.0.0.1:1".to_owned());
        let arguments = HttpArguments { listen: None, port: Some(0) };
        let (database, http, _) = serve(&arguments, Some(PathBuf::from("/x")), &variable).unwrap();
        assert_eq!(http.listen.to_string(), "127.0.0.1:0");
        assert!(matches!(database, DatabaseSettings::Private(Some(data)) if data.as_os_str() == "/x"));
    }
}
