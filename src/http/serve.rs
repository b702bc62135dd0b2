//! Serving connections with a limit on everything that the other side decides: how many, how long a head may take, how
//! large a body may be, how long an answer may take, how old a connection may become.

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tower::Service;

/// Bytes of a request's head; hyper needs at least 8 KiB.
const HEAD_BYTES: usize = 16 * 1024;
/// Age at which a connection is closed after the request at hand: a slow reader cannot hold a place for ever.
const MAX_CONNECTION_AGE: Duration = Duration::from_secs(300);
/// Time for requests at hand when serving ends.
const GRACE: Duration = Duration::from_secs(5);
/// Pause after a failed accept (no file descriptors left), so that the loop does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Limits of one listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at once; more wait in the system's queue.
    pub connections: usize,
    /// Time for the head of a request, from the first byte or the end of the request before it.
    pub head: Duration,
    /// Time for a request's body and its answer.
    pub request: Duration,
    /// Largest body, in bytes.
    pub body_bytes: usize,
}

impl Limits {
    /// For everybody: requests are tiny.
    pub const PUBLIC: Self = Self {
        connections: 512,
        head: Duration::from_secs(10),
        request: Duration::from_secs(20),
        body_bytes: 16 * 1024,
    };
    /// For our own systems.
    pub const ADMIN: Self = Self {
        connections: 64,
        head: Duration::from_secs(10),
        request: Duration::from_secs(30),
        body_bytes: 256 * 1024,
    };
}

/// Address of the other side, for the rate of failed logins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub IpAddr);

/// Serves until `shutdown` is ready, then lets requests at hand finish.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, shutdown: impl Future<Output = ()>) {
    let router = router.layer(DefaultBodyLimit::max(limits.body_bytes));
    let places = Arc::new(Semaphore::new(limits.connections));
    let (stop, stopped) = watch::channel(false);
    let mut shutdown = pin!(shutdown);
    let mut connections = JoinSet::new();
    loop {
        let next = tokio::select! {
            () = &mut shutdown => break,
            next = accept(&listener, &places) => next,
        };
        if let Some((stream, peer, place)) = next {
            connections.spawn(converse(stream, Peer(peer), place, router.clone(), limits, stopped.clone()));
        }
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    let _ = stop.send(true);
    let _ = tokio::time::timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
}

async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<(TcpStream, IpAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer.ip(), place)),
        Err(_) => {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            None
        }
    }
}

async fn converse(
    stream: TcpStream,
    peer: Peer,
    place: OwnedSemaphorePermit,
    router: Router,
    limits: Limits,
    mut stopped: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: Request<Incoming>| answer(request, peer, router.clone(), limits.request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => {}
        () = ended(&mut stopped) => {
            connection.as_mut().graceful_shutdown();
            let _ = tokio::time::timeout(GRACE, connection).await;
        }
    }
    drop(place);
}

/// Ready when serving ends, or when the connection is too old.
async fn ended(stopped: &mut watch::Receiver<bool>) {
    tokio::select! {
        _ = stopped.wait_for(|stopped| *stopped) => {}
        () = tokio::time::sleep(MAX_CONNECTION_AGE) => {}
    }
}

async fn answer(
    request: Request<Incoming>,
    peer: Peer,
    mut router: Router,
    limit: Duration,
) -> Result<Response<Body>, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(peer);
    match tokio::time::timeout(limit, router.call(request)).await {
        Ok(answer) => answer,
        Err(_) => {
            let mut answer = Response::new(Body::from("request timed out\n"));
            *answer.status_mut() = StatusCode::REQUEST_TIMEOUT;
            Ok(answer)
        }
    }
}
