//! A small HTTP client for one request to a listener of our own: the demo's people open mails and press links with it, and
//! tests ask with it. Plain http only; calls to other systems have their own, guarded client.

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::net::TcpStream;

/// Longest time for one request; the listener is on this machine.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// Largest answer that is read, in bytes.
const MAX_ANSWER_BYTES: usize = 1024 * 1024;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// The `Location` header.
    pub location: Option<String>,
    /// The body as text.
    pub body: String,
}

/// Sends one request and reads the whole answer; redirects are not followed.
///
/// # Errors
/// In words: an address that is not plain http, a listener that does not answer, an answer that is too large.
pub async fn request(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Result<Answer, String> {
    tokio::time::timeout(REQUEST_TIMEOUT, exchange(method, url, headers, body))
        .await
        .map_err(|_| format!("{url} did not answer within {} seconds", REQUEST_TIMEOUT.as_secs()))?
}

async fn exchange(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Result<Answer, String> {
    let uri: hyper::Uri = url.parse().map_err(|error| format!("`{url}` is not an address: {error}"))?;
    let authority = uri.authority().filter(|_| uri.scheme_str() == Some("http"));
    let authority = authority.ok_or_else(|| format!("`{url}` is not a plain http address"))?;
    let address = (authority.host().trim_matches(['[', ']']), authority.port_u16().unwrap_or(80));
    let failed = |error: &dyn std::fmt::Display| format!("{url}: {error}");
    let stream = TcpStream::connect(address).await.map_err(|error| failed(&error))?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|error| failed(&error))?;
    let driver = tokio::spawn(connection);
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let mut request = hyper::Request::builder().method(method).uri(path).header("host", authority.as_str());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Full::new(Bytes::from(body.to_owned()))).map_err(|error| failed(&error))?;
    let answer = sender.send_request(request).await.map_err(|error| failed(&error))?;
    let status = answer.status().as_u16();
    let location = answer.headers().get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = Limited::new(answer.into_body(), MAX_ANSWER_BYTES).collect().await.map_err(|error| failed(&error))?;
    drop(sender);
    driver.abort();
    Ok(Answer { status, location, body: String::from_utf8_lossy(&body.to_bytes()).into_owned() })
}
