//! Connections of clients, as slow and as many as they may be: who sends no whole head in time is cut off, who waits for nothing too,
//! and no more are held at once than there is memory for.
//!
//! `axum::serve` has no such bounds. HTTP/1 only, as before: HTTP/2 is spoken by what stands before us.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tower::Service as _;

/// From the first byte of a connection, or from the end of an answer, to the end of a request's head.
const LONGEST_HEAD: Duration = Duration::from_secs(20);
/// Bytes of a head.
const LARGEST_HEAD: usize = 64 * 1024;
/// Connections that are held at once: with full heads, as many bytes as a body may have.
const MOST: usize = 1000;
/// After something that concerns all connections, such as too many open files.
const PAUSE: Duration = Duration::from_secs(1);

/// Serves until it is told to stop, and then until all that was asked for is answered.
pub async fn serve(listener: TcpListener, app: Router, stop: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(MOST));
    let open = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(LONGEST_HEAD).max_buf_size(LARGEST_HEAD);
    let accepting = async {
        loop {
            // The semaphore is never closed.
            let place = Arc::clone(&places).acquire_owned().await;
            let Some((stream, peer)) = accept(&listener).await else { continue };
            let app = app.clone();
            let service = service_fn(move |request: hyper::Request<Incoming>| {
                let mut request: Request = request.map(Body::new);
                request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer));
                app.clone().call(request)
            });
            let connection = open.watch(http.serve_connection(TokioIo::new(stream), service));
            tokio::spawn(async move {
                // What a client does wrong is of no interest to anybody else.
                if let Err(error) = connection.await {
                    tracing::trace!(%error, "a connection ended early");
                }
                drop(place);
            });
        }
    };
    tokio::select! {
        () = accepting => {}
        () = stop => {}
    }
    drop(listener);
    open.shutdown().await;
}

async fn accept(listener: &TcpListener) -> Option<(TcpStream, SocketAddr)> {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    match listener.accept().await {
        Ok(accepted) => Some(accepted),
        Err(error) => {
            if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
                tracing::error!(%error, "no connection can be taken: it is tried again");
                tokio::time::sleep(PAUSE).await;
            }
            None
        }
    }
}
