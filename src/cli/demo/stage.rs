//! The demo's stage: the real store, runtime, listeners and a receiving mail server on loopback, with a clock that is set by
//! hand, so that five weeks pass in seconds.

use crate::cli::problem::{Outcome, Problem};
use crate::config::Secrets;
use crate::diagnostic::Language;
use crate::http::client::{self, Answer};
use crate::http::{AdminState, ApiKeys, Limits, PublicState, admin_router, public_router, serve};
use crate::ir::time::Instant;
use crate::mail::sink::{Received, Sink};
use crate::mail::smtp::{SmtpSettings, SmtpTransport};
use crate::mail::{ComposeSettings, TokenKey, Tokens};
use crate::runtime::{Clock, MailComposer, ManualClock, Runtime, SendMode, Settings};
use crate::store::Storage;
use sha2::{Digest, Sha256};
use std::fmt::Display;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

/// Everything that runs during the demo.
pub struct Stage {
    /// Set by the demo.
    pub clock: Arc<ManualClock>,
    /// Does the work.
    pub runtime: Runtime,
    /// Mails as they arrive.
    pub arrivals: mpsc::Receiver<Received>,
    /// Address of the public listener.
    pub public_url: String,
    admin_url: String,
    api_key: String,
    _sink: Sink,
    listeners: Vec<JoinHandle<()>>,
    stop: watch::Sender<bool>,
}

fn failed(what: &str, error: &dyn Display) -> Box<Problem> {
    Problem::failure(format!("{what}: {error}"), format!("デモの準備に失敗しました（{what}: {error}）"))
}

impl Stage {
    /// Sets everything up on free ports of loopback.
    ///
    /// # Errors
    /// No free port, or secrets that cannot be used.
    pub async fn open(
        storage: Arc<dyn Storage>,
        secrets: &Secrets,
        start: Instant,
        language: Language,
    ) -> Outcome<Self> {
        let listener = || TcpListener::bind(("127.0.0.1", 0));
        let port = |error: std::io::Error| failed("no free port on loopback", &error);
        let (public, admin) = (listener().await.map_err(port)?, listener().await.map_err(port)?);
        let (sink, arrivals) = Sink::start().await.map_err(port)?;
        let url = |listener: &TcpListener| listener.local_addr().map(|address| format!("http://{address}"));
        let (public_url, admin_url) = (url(&public).map_err(port)?, url(&admin).map_err(port)?);

        let secret = secrets.token_key.reveal().as_bytes().to_vec();
        let tokens = Tokens::new(vec![TokenKey { id: 1, secret }]).map_err(|error| failed("token key", &error))?;
        let api_key = secrets.api_key.reveal().to_owned();
        let key_hash = Sha256::digest(&api_key).iter().map(|byte| format!("{byte:02x}")).collect();
        let keys = ApiKeys::from_sha256_hex(&[key_hash]).map_err(|error| failed("API key", &format!("{error:?}")))?;

        let transport = SmtpTransport::new(SmtpSettings::plain(sink.address().ip().to_string(), sink.address().port()))
            .map_err(|error| failed("SMTP", &format!("{error:?}")))?;
        let composer = MailComposer::new(ComposeSettings {
            public_url: public_url.clone(),
            tokens: tokens.clone(),
            message_id_domain: "acme.example".to_owned(),
            unsubscribe_mailbox: None,
            dkim: None,
            notice_language: language,
            workspace_language: None,
        });
        let clock = Arc::new(ManualClock::new(start));
        let dyn_clock: Arc<dyn Clock> = clock.clone();
        let settings = Settings::new(Arc::new(composer)).with_mode(SendMode::Live);
        let runtime = Runtime::new(Arc::clone(&storage), Arc::clone(&dyn_clock), Arc::new(transport), settings);

        let (stop, stopped) = watch::channel(false);
        // The demo asks the runtime to work itself, so nobody has to be told of a new input.
        let ring: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
        let public_state = PublicState {
            storage: Arc::clone(&storage),
            clock: Arc::clone(&dyn_clock),
            tokens,
            ring: Arc::clone(&ring),
        };
        let admin_state = AdminState { storage, clock: dyn_clock, keys: Arc::new(keys), ring };
        let listeners = vec![
            tokio::spawn(serve(public, public_router(public_state), Limits::PUBLIC, until_told(stopped.clone()))),
            tokio::spawn(serve(admin, admin_router(admin_state), Limits::ADMIN, until_told(stopped))),
        ];
        Ok(Self { clock, runtime, arrivals, public_url, admin_url, api_key, _sink: sink, listeners, stop })
    }

    /// Posts JSON to the admin listener, as a web site or a CRM does.
    ///
    /// # Errors
    /// In words: no answer, or one that is no success.
    pub async fn post(&self, path: &str, body: &serde_json::Value) -> Result<(), String> {
        let authorization = format!("Bearer {}", self.api_key);
        let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
        let url = format!("{}{path}", self.admin_url);
        expect(client::request("POST", &url, &headers, &body.to_string()).await?, &[200], &url)
    }

    /// Ends the listeners.
    pub async fn close(self) {
        let _ = self.stop.send(true);
        for listener in self.listeners {
            let _ = listener.await;
        }
    }
}

async fn until_told(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Wants one of these status codes.
///
/// # Errors
/// The answer in words.
pub fn expect(answer: Answer, statuses: &[u16], url: &str) -> Result<(), String> {
    if statuses.contains(&answer.status) {
        Ok(())
    } else {
        Err(format!("{url} answered {}: {}", answer.status, answer.body))
    }
}
