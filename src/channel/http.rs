//! One request by HTTP/1.1 over TLS, on a connection of its own. It tells apart what a sender must never mix up: surely not
//! taken, and nobody knows. Redirects are an answer like any other; of the answer no more than a little is read.

use super::port::{CallOutcome, Request};
use super::settings::{SettingsError, Timeouts};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::RETRY_AFTER;
use hyper_util::rt::TokioIo;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};
use url::{Host, Url};

/// Most of an answer that is read, in bytes: enough for the words of a refusal.
const MAX_ANSWER_BYTES: usize = 16 * 1024;
/// Most of an answer that is kept with the row, in characters.
const MAX_WORDS: usize = 160;
/// Longest `Retry-After` that is followed: a day.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(86_400);

/// TLS that trusts the usual authorities and, where given, one more.
pub(super) fn tls(extra_authority_pem: Option<&str>) -> Result<TlsConnector, SettingsError> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(pem) = extra_authority_pem {
        let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|_| SettingsError::Authority)?;
        roots.add(certificate).map_err(|_| SettingsError::Authority)?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| SettingsError::Authority)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Sends a request once. `headers` come on top of those of the request.
pub(super) async fn post(
    request: &Request,
    headers: &[(&'static str, String)],
    tls: &TlsConnector,
    timeouts: Timeouts,
) -> CallOutcome {
    let url = request.url();
    let connected = within(timeouts.connect, connect(url)).await;
    let opened = match connected {
        Ok(tcp) if url.scheme() == "https" => match server_name(url) {
            Some(name) => {
                let handshake = async { tls.connect(name, tcp).await.map_err(|error| format!("TLS: {error}")) };
                match within(timeouts.connect, handshake).await {
                    Ok(stream) => open(stream).await,
                    Err(reason) => Err(reason),
                }
            }
            None => Err("the address has no name for TLS".to_owned()),
        },
        Ok(tcp) => open(tcp).await,
        Err(reason) => Err(reason),
    };
    let mut sender = match opened {
        Ok(sender) => sender,
        Err(reason) => return CallOutcome::NotTaken { reason: connecting(&reason), after: None },
    };
    let message = match message(request, headers) {
        Ok(message) => message,
        Err(reason) => return CallOutcome::Refused { reason },
    };
    // From here on the receiver may have it, whatever goes wrong.
    let answering = async { sender.send_request(message).await.map_err(|error| error.to_string()) };
    match within(timeouts.answer, answering).await {
        Ok(answer) => {
            let status = answer.status().as_u16();
            let after = retry_after(&answer);
            let words = within(timeouts.answer, words(answer)).await.unwrap_or_default();
            request.outcome(status, after, &words)
        }
        Err(reason) => CallOutcome::Unknown { reason: format!("no answer: {reason}") },
    }
}

/// The words of a failure before anything was sent.
fn connecting(reason: &str) -> String {
    format!("connecting to the channel: {reason}")
}

async fn within<T>(limit: Duration, work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    match tokio::time::timeout(limit, work).await {
        Ok(result) => result,
        Err(_) => Err(format!("no answer within {} seconds", limit.as_secs_f32())),
    }
}

async fn connect(url: &Url) -> Result<TcpStream, String> {
    let port = url.port_or_known_default().ok_or("the address has no port")?;
    let stream = match url.host() {
        Some(Host::Domain(name)) => TcpStream::connect((name, port)).await,
        Some(Host::Ipv4(address)) => TcpStream::connect((address, port)).await,
        Some(Host::Ipv6(address)) => TcpStream::connect((address, port)).await,
        None => return Err("the address has no host".to_owned()),
    };
    stream.map_err(|error| error.to_string())
}

fn server_name(url: &Url) -> Option<ServerName<'static>> {
    match url.host()? {
        Host::Domain(name) => ServerName::try_from(name.to_owned()).ok(),
        Host::Ipv4(address) => Some(ServerName::IpAddress(std::net::IpAddr::V4(address).into())),
        Host::Ipv6(address) => Some(ServerName::IpAddress(std::net::IpAddr::V6(address).into())),
    }
}

/// HTTP on a connection. The driver ends by itself when the sender is dropped.
async fn open(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> Result<SendRequest<Full<Bytes>>, String> {
    let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
    tokio::spawn(connection);
    Ok(sender)
}

fn message(request: &Request, headers: &[(&'static str, String)]) -> Result<hyper::Request<Full<Bytes>>, String> {
    let url = request.url();
    let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let host = url.port().map_or_else(
        || url.host_str().unwrap_or_default().to_owned(),
        |port| format!("{}:{port}", url.host_str().unwrap_or_default()),
    );
    let mut message = hyper::Request::post(path)
        .header("host", host)
        .header("user-agent", concat!("sodate/", env!("CARGO_PKG_VERSION")))
        .header("connection", "close");
    for (name, value) in request.headers().iter().chain(headers) {
        message = message.header(*name, value.as_str());
    }
    // The error names a header, never its value.
    message.body(Full::new(Bytes::from(request.body().to_vec()))).map_err(|error| error.to_string())
}

/// How long the receiver wants us to wait, where it says so in seconds.
fn retry_after(answer: &hyper::Response<Incoming>) -> Option<Duration> {
    let seconds = answer.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_RETRY_AFTER))
}

/// The beginning of an answer as one clean line.
async fn words(answer: hyper::Response<Incoming>) -> Result<String, String> {
    let body = Limited::new(answer.into_body(), MAX_ANSWER_BYTES).collect().await.map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&body.to_bytes()).into_owned();
    let clean: String = text.chars().map(|one| if one.is_control() { ' ' } else { one }).collect();
    Ok(clean.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_WORDS).collect())
}
