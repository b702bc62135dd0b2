//! The public listener: `/c/TOKEN` (click), `/o/TOKEN.gif` (open pixel), `/u/TOKEN` (unsubscribe), `/a/TOKEN` (sales has
//! taken a lead on). What a request may do
//! stands in its token alone. A redirect leads only to the link that the published program has; only a POST opts out or answers;
//! HEAD requests and prefetches count for nothing.

use super::pages;
use super::published::Published;
use crate::engine::{Input, InputKind, LeadState, PlannedMail};
use crate::ir::Program;
use crate::mail::{Token, Tokens, click_target, start_event};
use crate::runtime::Clock;
use crate::store::{Accepted, LeadReference, NewInput, OutboxContent, Storage, StoreError, StoreResult};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, Response, StatusCode, header};
use axum::middleware;
use axum::routing::get;
use std::fmt;
use std::sync::Arc;

/// A picture of one transparent point.
const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// What the public listener works with.
#[derive(Clone)]
pub struct PublicState {
    /// The store.
    pub storage: Arc<dyn Storage>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Checks tokens.
    pub tokens: Tokens,
    /// Called after an input was stored, to wake the engine.
    pub ring: Arc<dyn Fn() + Send + Sync>,
}

impl fmt::Debug for PublicState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PublicState").finish_non_exhaustive()
    }
}

struct Shared {
    state: PublicState,
    published: Published,
}

/// A mail that a token names, with all that belongs to it.
struct Found {
    mail: PlannedMail,
    id: String,
    lead: LeadState,
    program: Arc<Program>,
}

impl Found {
    fn sender(&self) -> &str {
        let sender =
            self.program.emails.get(&self.mail.email).and_then(|email| self.program.senders.get(&email.sender));
        sender.map_or("", |sender| sender.name.as_str())
    }
}

/// The routes.
pub fn public_router(state: PublicState) -> Router {
    let shared = Arc::new(Shared { state, published: Published::default() });
    Router::new()
        .route("/c/{token}", get(click))
        .route("/o/{file}", get(open))
        .route("/u/{token}", get(show).post(opt_out))
        .route("/a/{token}", get(ask_for_answer).post(answer))
        .fallback(async || pages::not_found())
        .layer(middleware::map_response(async |mut answer: Response<Body>| {
            pages::guard(&mut answer);
            answer
        }))
        .with_state(shared)
}

type App = State<Arc<Shared>>;

async fn click(State(shared): App, Path(token): Path<String>, method: Method, headers: HeaderMap) -> Response<Body> {
    let Some(Token::Click { mail, link }) = shared.state.tokens.check(&token) else { return pages::not_found() };
    let counts = is_a_person(&method, &headers);
    let work = move |shared: &Shared| {
        let Some(found) = shared.find(&mail)? else { return Ok(None) };
        let Some((name, target)) = shared.target(&found, link)? else { return Ok(None) };
        if counts {
            // The reader is shown the page even when the click cannot be stored.
            let kind = InputKind::Clicked { mail: found.id.clone(), link: name.clone() };
            let _ = shared.accept(&found.lead.lead, format!("sodate:click:{}:{name}", found.id), kind);
        }
        Ok(Some(target))
    };
    match blocking(shared, work).await {
        Ok(Some(target)) => redirect(&target),
        Ok(None) => pages::not_found(),
        Err(_) => pages::out_of_order(),
    }
}

/// `target` is an address that the `url` crate has written: ASCII, percent-encoded.
fn redirect(target: &str) -> Response<Body> {
    let Ok(location) = target.parse() else { return pages::not_found() };
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::FOUND;
    answer.headers_mut().insert(header::LOCATION, location);
    answer
}

async fn open(State(shared): App, Path(file): Path<String>, method: Method, headers: HeaderMap) -> Response<Body> {
    let token = file.strip_suffix(".gif").and_then(|token| shared.state.tokens.check(token));
    let Some(Token::Open { mail }) = token else { return pages::not_found() };
    if is_a_person(&method, &headers) {
        let work = move |shared: &Shared| {
            if let Some(found) = shared.find(&mail)? {
                let kind = InputKind::Opened { mail: found.id.clone() };
                shared.accept(&found.lead.lead, format!("sodate:open:{}", found.id), kind)?;
            }
            Ok(())
        };
        // A mail never shows a broken picture, whatever happens here.
        let _ = blocking(shared, work).await;
    }
    let mut answer = Response::new(Body::from(PIXEL));
    if let Ok(kind) = "image/gif".parse() {
        answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    answer
}

async fn show(State(shared): App, Path(token): Path<String>) -> Response<Body> {
    let Some(Token::Unsubscribe { mail }) = shared.state.tokens.check(&token) else { return pages::not_found() };
    match blocking(shared, move |shared| shared.find(&mail)).await {
        Ok(Some(found)) if found.lead.suppression.is_some() => pages::unsubscribed(found.sender(), &found.lead.email),
        Ok(Some(found)) => pages::unsubscribe(found.sender(), &found.lead.email),
        Ok(None) => pages::not_found(),
        Err(_) => pages::out_of_order(),
    }
}

/// Acts at once, without login, cookies or redirect (RFC 8058, 3.1), whatever the body says: a mail program sends
/// `List-Unsubscribe=One-Click`, our page nothing.
async fn opt_out(State(shared): App, Path(token): Path<String>, body: Result<Bytes, BytesRejection>) -> Response<Body> {
    let Some(Token::Unsubscribe { mail }) = shared.state.tokens.check(&token) else { return pages::not_found() };
    let body = match body {
        Ok(body) => body,
        Err(rejection) => {
            let mut answer = Response::new(Body::empty());
            *answer.status_mut() = rejection.status();
            return answer;
        }
    };
    let one_click = body.windows(b"One-Click".len()).any(|window| window == b"One-Click");
    let source = if one_click { "one-click" } else { "unsubscribe page" };
    let work = move |shared: &Shared| {
        let Some(found) = shared.find(&mail)? else { return Ok(None) };
        // The time is part of the identity: a lead that came back with a new consent can opt out again by an old mail.
        let id = format!("sodate:opt-out:{}:{}", found.id, shared.state.clock.now().0);
        shared.accept(&found.lead.lead, id, InputKind::OptOut { source: source.to_owned() })?;
        Ok(Some(found))
    };
    match blocking(shared, work).await {
        Ok(Some(found)) => pages::unsubscribed(found.sender(), &found.lead.email),
        Ok(None) => pages::not_found(),
        Err(_) => pages::out_of_order(),
    }
}

/// Programs that read mails open every link: the page only asks.
async fn ask_for_answer(State(shared): App, Path(token): Path<String>) -> Response<Body> {
    let Some(Token::Answer { notice }) = shared.state.tokens.check(&token) else { return pages::not_found() };
    match blocking(shared, move |shared| shared.handoff(&notice)).await {
        Ok(Some((lead, _))) => pages::take_on(&lead.email),
        Ok(None) => pages::not_found(),
        Err(_) => pages::out_of_order(),
    }
}

async fn answer(State(shared): App, Path(token): Path<String>) -> Response<Body> {
    let Some(Token::Answer { notice }) = shared.state.tokens.check(&token) else { return pages::not_found() };
    let work = move |shared: &Shared| {
        let Some((lead, handoff)) = shared.handoff(&notice)? else { return Ok(None) };
        let id = format!("sodate:answer:{}:{handoff}", lead.lead);
        shared.accept(&lead.lead, id, InputKind::Answered { handoff })?;
        Ok(Some(lead))
    };
    match blocking(shared, work).await {
        Ok(Some(lead)) => pages::taken_on(&lead.email),
        Ok(None) => pages::not_found(),
        Err(_) => pages::out_of_order(),
    }
}

/// Parts of `User-Agent` of the programs that look at every address in a chat to show a preview of it: LINE, Slack, Teams.
/// The browser inside of LINE (`Line/14`) is a person's.
const PREVIEWERS: [&str; 5] = ["facebookexternalhit", "line-poker", "linespider", "slackbot", "skypeuripreview"];

/// Whether a request can count: not HEAD, not announced as a prefetch, and not one of the [`PREVIEWERS`].
fn is_a_person(method: &Method, headers: &HeaderMap) -> bool {
    let prefetch = ["purpose", "sec-purpose", "x-purpose", "x-moz"].iter().any(|name| {
        let value = headers.get(*name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        ["prefetch", "prerender", "preview"].iter().any(|word| value.to_ascii_lowercase().contains(word))
    });
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let agent = agent.to_ascii_lowercase();
    let previewer = PREVIEWERS.iter().any(|name| agent.contains(name));
    method == Method::GET && !prefetch && !previewer
}

impl Shared {
    /// The step mail of that identity, its lead, and the program of its version.
    fn find(&self, id: &str) -> StoreResult<Option<Found>> {
        let storage = self.state.storage.as_ref();
        let Some(row) = storage.mail(id)? else { return Ok(None) };
        let OutboxContent::Mail(mail) = row.content else { return Ok(None) };
        let Some(loaded) = storage.load(std::slice::from_ref(&row.lead))?.pop() else { return Ok(None) };
        let programs = self.published.read(storage)?;
        let Some(program) = programs.get(mail.version) else { return Ok(None) };
        Ok(Some(Found { mail, id: row.id, lead: loaded.state, program: Arc::clone(program) }))
    }

    /// Name of a link and where it leads. The journal is read only where the run is over, so that a link with a property
    /// of the start event still works.
    fn target(&self, found: &Found, link: u16) -> StoreResult<Option<(String, String)>> {
        let run = found.mail.key.enrolment;
        let start = if found.lead.enrolments.iter().any(|live| live.number == run) {
            None
        } else {
            start_event(&self.state.storage.journal(&found.lead.lead)?, run)
        };
        let now = self.state.clock.now();
        Ok(click_target(&found.program, &found.mail, link, &found.lead, start.as_ref(), now))
    }

    /// The lead and the number of the handoff of which a notice tells.
    fn handoff(&self, notice: &str) -> StoreResult<Option<(LeadState, u64)>> {
        let storage = self.state.storage.as_ref();
        let Some(row) = storage.mail(notice)? else { return Ok(None) };
        let OutboxContent::Notice { handoff, only_told: false, .. } = row.content else { return Ok(None) };
        let loaded = storage.load(std::slice::from_ref(&row.lead))?.pop();
        Ok(loaded.map(|loaded| (loaded.state, handoff)))
    }

    /// Stores what the lead did. The second click on a link has the identity of the first and changes nothing.
    fn accept(&self, lead: &str, id: String, kind: InputKind) -> StoreResult<()> {
        let input = Input { id, at: self.state.clock.now(), kind };
        let lead = LeadReference::Id(lead.to_owned());
        let new = NewInput { lead, input, create: false };
        match self.state.storage.accept(vec![new], true)?.pop() {
            Some(Accepted::New { .. }) => {
                (self.state.ring)();
                Ok(())
            }
            Some(Accepted::Repeated { .. }) => Ok(()),
            Some(Accepted::Conflict | Accepted::UnknownLead) | None => {
                Err(StoreError::Failed("the store did not take an input of the public listener".into()))
            }
        }
    }
}

/// Runs work that waits for the store off the threads that serve.
async fn blocking<T: Send + 'static>(
    shared: Arc<Shared>,
    work: impl FnOnce(&Shared) -> StoreResult<T> + Send + 'static,
) -> StoreResult<T> {
    match tokio::task::spawn_blocking(move || work(&shared)).await {
        Ok(result) => result,
        Err(error) => Err(StoreError::Failed(error.to_string())),
    }
}
