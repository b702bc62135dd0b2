//! From settings to a session that is ready for a mail: name look-up, TCP without delay, TLS, EHLO, AUTH.

use super::classify::{Fault, Phase, outcome};
use super::session::{Session, fault};
use super::settings::{Security, SmtpSettings, SmtpSettingsError};
use crate::mail::transport::SendOutcome;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};

/// Bytes that a server may send without being asked anything: far above any answer, so that a server gone mad cannot fill
/// the memory with one endless line.
const MAX_UNASKED_BYTES: usize = 1024 * 1024;

/// How TLS is begun.
enum Protection {
    None,
    StartTls(TlsParameters),
    Tls(TlsConnector, ServerName<'static>),
}

/// Makes sessions.
pub struct Connector {
    settings: SmtpSettings,
    protection: Protection,
}

impl fmt::Debug for Connector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Connector").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Connector {
    pub fn new(settings: SmtpSettings) -> Result<Self, SmtpSettingsError> {
        if settings.credentials.is_some() && settings.security == Security::None && !settings.is_loopback() {
            return Err(SmtpSettingsError::PasswordInClear);
        }
        let host_name = |name: &str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte))
        };
        if !host_name(&settings.hello_name) {
            return Err(SmtpSettingsError::HelloName(settings.hello_name));
        }
        if !host_name(&settings.host) {
            return Err(SmtpSettingsError::Host(settings.host));
        }
        let protection = match settings.security {
            Security::None => Protection::None,
            Security::StartTls => Protection::StartTls(starttls_parameters(&settings)?),
            Security::Tls => {
                let name = ServerName::try_from(settings.host.clone())
                    .map_err(|_| SmtpSettingsError::Host(settings.host.clone()))?;
                Protection::Tls(TlsConnector::from(Arc::new(tls_config(&settings)?)), name)
            }
        };
        Ok(Self { settings, protection })
    }

    pub fn settings(&self) -> &SmtpSettings {
        &self.settings
    }

    /// A session, or what it means that there is none.
    pub async fn connect(&self) -> Result<Session, SendOutcome> {
        let mut connection = self.greeted().await.map_err(|fault| outcome(Phase::Connect, &fault))?;
        self.log_in(&mut connection).await.map_err(|fault| outcome(Phase::Login, &fault))?;
        Ok(Session::new(connection, self.settings.timeouts))
    }

    async fn greeted(&self) -> Result<AsyncSmtpConnection, Fault> {
        let timeouts = self.settings.timeouts;
        let tcp = within(timeouts.connect, async {
            TcpStream::connect((self.settings.host.as_str(), self.settings.port))
                .await
                .map_err(|error| Fault::Broken(format!("{}:{}: {error}", self.settings.host, self.settings.port)))
        })
        .await?;
        // The final dot is a small write after a large one: Nagle's algorithm would hold it back for 40 ms a mail.
        tcp.set_nodelay(true).map_err(|error| Fault::Broken(error.to_string()))?;
        let name = ClientId::Domain(self.settings.hello_name.clone());
        let hello = |stream: Box<dyn AsyncTokioStream>| async {
            let connecting = AsyncSmtpConnection::connect_with_transport(stream, &name);
            within(timeouts.hello, async { connecting.await.map_err(|error| fault(&error)) }).await
        };
        match &self.protection {
            Protection::None => hello(Guarded::boxed(tcp)).await,
            Protection::StartTls(parameters) => {
                let mut connection = hello(Guarded::boxed(tcp)).await?;
                let upgrade =
                    async { connection.starttls(parameters.clone(), &name).await.map_err(|error| fault(&error)) };
                within(timeouts.hello, upgrade).await.map_err(temporary)?;
                Ok(connection)
            }
            Protection::Tls(connector, server) => {
                let handshake = async {
                    connector.connect(server.clone(), tcp).await.map_err(|error| Fault::Broken(format!("TLS: {error}")))
                };
                hello(Guarded::boxed(within(timeouts.hello, handshake).await?)).await
            }
        }
    }

    async fn log_in(&self, connection: &mut AsyncSmtpConnection) -> Result<(), Fault> {
        let Some((user, password)) = &self.settings.credentials else { return Ok(()) };
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        if connection.server_info().get_auth_mechanism(&mechanisms).is_none() {
            let text = "5.7.0 the server offers no login that sodate knows (PLAIN, LOGIN)".to_owned();
            return Err(Fault::Reply { code: 504, text });
        }
        let credentials = Credentials::new(user.clone(), password.reveal().to_owned());
        let login = async { connection.auth(&mechanisms, &credentials).await.map_err(|error| fault(&error)) };
        within(self.settings.timeouts.hello, login).await.map(drop)
    }
}

/// A refused STARTTLS is a fault of the connection, not a word about us: sending is tried again.
fn temporary(fault: Fault) -> Fault {
    match fault {
        Fault::Reply { code, text } => Fault::Broken(format!("STARTTLS: {code} {text}")),
        Fault::Broken(detail) => Fault::Broken(format!("STARTTLS: {detail}")),
    }
}

/// Waits at most so long.
pub async fn within<T>(limit: Duration, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    match tokio::time::timeout(limit, work).await {
        Ok(result) => result,
        Err(_) => Err(Fault::Broken(format!("no answer within {} seconds", limit.as_secs_f32()))),
    }
}

fn extra_authority(settings: &SmtpSettings) -> Result<Option<CertificateDer<'static>>, SmtpSettingsError> {
    let pem = settings.extra_authority_pem.as_deref();
    pem.map(|pem| CertificateDer::from_pem_slice(pem.as_bytes())).transpose().map_err(|error| authority(&error))
}

fn authority(error: &dyn fmt::Display) -> SmtpSettingsError {
    SmtpSettingsError::Authority(error.to_string())
}

fn starttls_parameters(settings: &SmtpSettings) -> Result<TlsParameters, SmtpSettingsError> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(certificate) = extra_authority(settings)? {
        let certificate = Certificate::from_der(certificate.to_vec()).map_err(|error| authority(&error))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|error| authority(&error))
}

fn tls_config(settings: &SmtpSettings) -> Result<ClientConfig, SmtpSettingsError> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(certificate) = extra_authority(settings)? {
        roots.add(certificate).map_err(|error| authority(&error))?;
    }
    Ok(ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| authority(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// A stream that breaks off when the other side sends without end.
#[derive(Debug)]
struct Guarded<S> {
    inner: S,
    unasked_bytes: usize,
}

impl<S> Guarded<S>
where
    Self: AsyncTokioStream + 'static,
{
    fn boxed(inner: S) -> Box<dyn AsyncTokioStream> {
        Box::new(Self { inner, unasked_bytes: 0 })
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(context, buffer);
        self.unasked_bytes += buffer.filled().len() - before;
        if self.unasked_bytes > MAX_UNASKED_BYTES {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, "the server sends without end")));
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.unasked_bytes = 0;
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

impl AsyncTokioStream for Guarded<TcpStream> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.peer_addr()
    }
}

impl AsyncTokioStream for Guarded<tokio_rustls::client::TlsStream<TcpStream>> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.get_ref().0.peer_addr()
    }
}
