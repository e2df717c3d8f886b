//! `why403 serve`: the dashboard.

use std::{
    io::Write as _,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, bail};
use tokio::{net::TcpListener, sync::watch};

use super::tell;
use crate::{
    assets, auth,
    clock::SystemClock,
    config::{self, HttpArguments, HttpSettings},
    database::Database,
    desk::Desk,
    housekeeping,
    http::{Shared, connections},
    ingest::work,
    reach,
    router::router,
    sources::{
        crew::{self, Rhythm},
        worker::Tools,
    },
    storage::pulls::Worker,
    telemetry,
};

/// How long requests that are being answered may still take once we are told to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// Start the dashboard.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Address and port [default: 127.0.0.1:4030, or `WHY403_LISTEN`]
    #[arg(long, value_name = "ADDRESS:PORT", conflicts_with = "port")]
    listen: Option<String>,
    /// Another port of the same address; 0 takes any that is free
    #[arg(long)]
    port: Option<u16>,
    /// The folder of the private database [default: `WHY403_DATA`, else one for this user]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

/// Serves until it is told to stop.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let http = HttpArguments { listen: arguments.listen, port: arguments.port };
    let (database, settings, log) = config::serve(&http, arguments.data, &config::variable)?;
    telemetry::start(&log, "info,sqlx=warn");
    let mut stop = Box::pin(told_to_stop()?);

    // First of all, so that a port in use is told at once.
    let listener = listen(settings.listen).await?;
    let address = listener.local_addr().context("failed to learn the port")?;
    let mut database = tokio::select! {
        opened = Database::open(&database, |progress| tell(&progress.to_string())) => opened?,
        () = &mut stop => return Ok(()),
    };
    let desk = Desk::new(
        database.pool.clone(),
        database.codec.clone(),
        database.intake.clone(),
        Arc::new(SystemClock),
    );
    let ingest = desk.ingest();
    work::look_for_older_verdicts(&ingest).await?;
    let mut background = tokio::task::JoinSet::new();
    background.spawn(reach::watch(desk.reach().clone(), database.pool.clone(), Arc::new(SystemClock)));
    background.spawn(work::go_on(ingest.clone()));
    background.spawn(housekeeping::go_on(ingest, settings.retention_days));
    let (stop_pulling, told_to_stop) = watch::channel(false);
    let tools = Tools::new(database.pool.clone(), desk.ingest(), Arc::new(SystemClock));
    let mut pulling =
        tokio::spawn(crew::work(tools, Worker::new(auth::random()?), Rhythm::default(), told_to_stop));
    let served = tokio::select! {
        served = serve(listener, address, desk, settings, stop) => served,
        () = database.keep() => Ok(()),
    };
    // Nobody listens any more when the crew has ended by itself. What it holds, others take over when its lease runs out.
    let _ = stop_pulling.send(true);
    if tokio::time::timeout(FAREWELL, &mut pulling).await.is_err() {
        pulling.abort();
        tell(
            "log groups are still being stored: another server, or the next start, reads their last pages again",
        );
    }
    // What is in the middle of a transaction is not stored, and is done at the next start.
    background.shutdown().await;
    let closed = database.close().await;
    served?;
    closed?;
    Ok(())
}

async fn serve(
    listener: TcpListener,
    address: SocketAddr,
    desk: Desk,
    settings: HttpSettings,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let url = settings.public_url.clone().unwrap_or_else(|| local_url(address));
    let mut connection = desk.connection().await?;
    let set_up = auth::set_up_token(&mut connection, desk.now()).await?;
    drop(connection);

    if !assets::are_built_in() {
        tell("this build carries no assets, so pages are plain: build it with `cargo xtask build`");
    }
    let app = router(Shared::new(desk, settings));
    say(&format!("why403 is ready: {url}"))?;
    if let Some(token) = set_up {
        let link = app::urls::set_up(token.reveal());
        say(&format!("Set-up link (works once, within {} minutes): {url}{link}", auth::SET_UP_MINUTES))?;
    }

    let (stopping, mut stopped) = watch::channel(false);
    let serving = connections::serve(listener, app, async move {
        stop.await;
        tell("stopping");
        // The other side is gone when serving is over, and then nobody needs to know.
        let _ = stopping.send(true);
    });
    tokio::select! {
        () = serving => {}
        () = async {
            // An error means that the server is over, which the other arm tells.
            let _ = stopped.wait_for(|stopped| *stopped).await;
            tokio::time::sleep(FAREWELL).await;
        } => {}
    }
    Ok(())
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => bail!(
            "port {} of {} is in use: stop what listens there, or give another with `--port` (0 takes any that is free)",
            address.port(),
            address.ip()
        ),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            bail!("port {} may not be used by this user: give one above 1023 with `--port`", address.port())
        }
        Err(error) => bail!("cannot listen on `{address}` ({error}): give another with `--listen`"),
    }
}

/// What to type into a browser on this machine.
fn local_url(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}

/// Says what others may look for in our output.
fn say(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).context("failed to write to standard output")
}

/// Ends when we are told to stop, by Ctrl-C or by a service manager.
fn told_to_stop() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt()).context("failed to listen for signals")?;
    let mut terminate = signal(SignalKind::terminate()).context("failed to listen for signals")?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
