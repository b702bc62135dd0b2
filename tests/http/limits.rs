//! Clients that send too much, too slowly, or not at all.

use super::host::Host;
use sodate::http::{Limits, serve};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const SHORT: Duration = Duration::from_millis(300);

#[tokio::test]
async fn large_bodies_are_refused() {
    let host = Host::admin().await;
    let answer = host.post("/v1/events", &"x".repeat(Limits::ADMIN.body_bytes + 1)).await;
    assert_eq!((answer.status, answer.json()["error"]["code"].as_str().unwrap()), (413, "too_large"));
    let host = Host::public().await;
    let answer = host.ask("POST", &host.unsubscribe(), &[], &"x".repeat(Limits::PUBLIC.body_bytes + 1)).await;
    assert_eq!(answer.status, 413);
    assert_eq!(host.inbox(), []);
}

#[tokio::test]
async fn large_heads_are_refused() {
    let host = Host::public().await;
    let answer = host.get(&format!("/c/{}", "a".repeat(100_000))).await;
    assert!(matches!(answer.status, 0 | 414 | 431), "{}", answer.status);
    assert_eq!(host.get(&host.open()).await.status, 200);
}

#[tokio::test]
async fn half_a_head_is_not_waited_for() {
    let host = Host::start(Limits { head: SHORT, ..Limits::PUBLIC }, true).await;
    let mut stream = TcpStream::connect(host.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.unwrap();
    let mut rest = Vec::new();
    tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut rest)).await.unwrap().unwrap();
    assert!(!String::from_utf8_lossy(&rest).contains("200"));
}

#[tokio::test]
async fn half_a_body_is_not_waited_for() {
    let host = Host::start(Limits { request: SHORT, ..Limits::ADMIN }, false).await;
    let request = "POST /v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer secret\r\n\
                   Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    let answer = tokio::time::timeout(Duration::from_secs(20), host.send(request.as_bytes())).await.unwrap();
    assert_eq!(answer.status, 408);
}

#[tokio::test]
async fn silent_connections_give_their_places_back() {
    let host = Host::start(Limits { connections: 2, head: SHORT, ..Limits::PUBLIC }, true).await;
    let mut silent = Vec::new();
    for _ in 0..6 {
        silent.push(TcpStream::connect(host.address).await.unwrap());
    }
    let answer = tokio::time::timeout(Duration::from_secs(20), host.get(&host.open())).await.unwrap();
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn serving_ends_when_told_and_finishes_what_is_at_hand() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (begun, at_hand) = tokio::sync::oneshot::channel();
    let (finish, finished) = tokio::sync::oneshot::channel::<()>();
    let channels = std::sync::Arc::new(std::sync::Mutex::new(Some((begun, finished))));
    let router = axum::Router::new().route(
        "/",
        axum::routing::get(async move || {
            let (begun, finished) = channels.lock().unwrap().take().unwrap();
            begun.send(()).unwrap();
            finished.await.unwrap();
            "done"
        }),
    );
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listener, router, Limits::PUBLIC, async { drop(stopped.await) }));
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    at_hand.await.unwrap();
    stop.send(()).unwrap();
    finish.send(()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"), "{answer}");
    serving.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}
