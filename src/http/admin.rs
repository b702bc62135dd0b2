//! The admin listener: other systems tell what leads did (`POST /v1/events`) and who they are (`POST /v1/leads`). An answer of
//! 200 means that it is stored durably. The same call again gets the same answer and changes nothing; the same id for
//! something else is a conflict.

use super::body::Body as Call;
use super::keys::{ApiKeys, Verdict};
use super::problem::{Problem, json_answer};
use super::published::Published;
use super::serve::Peer;
use crate::diagnostic::Text;
use crate::engine::{BasisRecord, Input, InputKind, Suppression, SuppressionReason, civil};
use crate::ir::time::{Instant, MINUTE_MILLISECONDS};
use crate::ir::{Basis, Program, Scenario};
use crate::mail::Address;
use crate::runtime::Clock;
use crate::runtime::typed::{FieldProblem, event_from_json, is_required, lead_fields_from_json};
use crate::store::{Accepted, Announced, LeadReference, NewInput, Storage};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, Response, StatusCode, header};
use axum::routing::post;
use serde_json::{Value as Json, json};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// How far in the future an event may lie: clocks of other systems are a little wrong, never a day.
const MAX_AHEAD_MILLISECONDS: i64 = 5 * MINUTE_MILLISECONDS;
/// Identities that begin so are our own.
const RESERVED: &str = "sodate:";

/// What the admin listener works with.
#[derive(Clone)]
pub struct AdminState {
    /// The store.
    pub storage: Arc<dyn Storage>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Who may call.
    pub keys: Arc<ApiKeys>,
    /// Called after an input was stored, to wake the engine.
    pub ring: Arc<dyn Fn() + Send + Sync>,
}

impl fmt::Debug for AdminState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AdminState").field("keys", &self.keys).finish_non_exhaustive()
    }
}

struct Shared {
    state: AdminState,
    published: Published,
}

/// The routes.
pub fn admin_router(state: AdminState) -> Router {
    let shared = Arc::new(Shared { state, published: Published::default() });
    let nothing = |status, code, en, ja| Problem::new(status, code, en, ja).into_answer();
    Router::new()
        .route("/v1/events", post(take_event))
        .route("/v1/leads", post(take_lead))
        .route("/v1/starts", post(take_start))
        .fallback(async move || {
            nothing(StatusCode::NOT_FOUND, "not_found", "there is nothing at this path", "このパスには何もありません")
        })
        .method_not_allowed_fallback(async move || {
            nothing(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "use POST", "POST で送信してください")
        })
        .with_state(shared)
}

type App = State<Arc<Shared>>;
type Taken = Result<Bytes, BytesRejection>;
type From = Option<Extension<Peer>>;

async fn take_event(State(shared): App, peer: From, headers: HeaderMap, body: Taken) -> Response<Body> {
    take(shared, peer, &headers, body, Shared::event).await
}

async fn take_lead(State(shared): App, peer: From, headers: HeaderMap, body: Taken) -> Response<Body> {
    take(shared, peer, &headers, body, Shared::lead).await
}

async fn take_start(State(shared): App, peer: From, headers: HeaderMap, body: Taken) -> Response<Body> {
    take(shared, peer, &headers, body, Shared::start).await
}

/// Key, kind and size of the call; then the work, off the threads that serve.
async fn take(
    shared: Arc<Shared>,
    peer: From,
    headers: &HeaderMap,
    body: Taken,
    work: fn(&Shared, &[u8]) -> Result<Json, Problem>,
) -> Response<Body> {
    let from = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |Extension(Peer(address))| address);
    let bytes = match shared.admit(headers, from).and_then(|()| body.map_err(|rejection| too_large(&rejection))) {
        Ok(bytes) => bytes,
        Err(problem) => return problem.into_answer(),
    };
    match tokio::task::spawn_blocking(move || work(&shared, &bytes)).await {
        Ok(Ok(answer)) => json_answer(StatusCode::OK, &answer),
        Ok(Err(problem)) => problem.into_answer(),
        Err(_) => Problem::store().into_answer(),
    }
}

fn too_large(rejection: &BytesRejection) -> Problem {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the body is too large", "本文が大きすぎます");
    }
    Problem::new(StatusCode::BAD_REQUEST, "broken_body", "the body did not arrive whole", "本文が途中で切れました")
}

impl Shared {
    fn admit(&self, headers: &HeaderMap, from: IpAddr) -> Result<(), Problem> {
        let key = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, key)| key.trim());
        match self.state.keys.judge(key, from, self.state.clock.now()) {
            Verdict::Good => {}
            Verdict::Bad => {
                return Err(Problem::new(
                    StatusCode::UNAUTHORIZED,
                    "wrong_key",
                    "give a valid API key: `Authorization: Bearer KEY`",
                    "有効なAPIキーを `Authorization: Bearer キー` で指定してください",
                ));
            }
            Verdict::Wait => {
                return Err(Problem::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "too_many_wrong_keys",
                    "too many wrong API keys; wait a minute",
                    "APIキーの誤りが続いたため、1分ほど待ってから送信してください",
                ));
            }
        }
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json")) {
            return Ok(());
        }
        Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_json",
            "send JSON: `Content-Type: application/json`",
            "JSONを `Content-Type: application/json` で送信してください",
        ))
    }

    fn program(&self) -> Result<Arc<Program>, Problem> {
        let programs = self.published.read(self.state.storage.as_ref()).map_err(|_| Problem::store())?;
        programs.current().map(|(_, program)| Arc::clone(program)).ok_or_else(|| {
            Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "nothing_published",
                "nothing is published yet; run `sodate publish`",
                "まだ何も公開されていません。`sodate publish` を実行してください",
            )
        })
    }

    /// `{"id", "event", "lead": {"id"} | {"email"}, "at"?, "properties"?}`; without `lead` for an event that is for everyone.
    fn event(&self, bytes: &[u8]) -> Result<Json, Problem> {
        let call = Call::read(bytes, &["id", "event", "lead", "at", "properties"])?;
        let program = self.program()?;
        let id = identity(&call)?.ok_or_else(|| call.missing("id"))?;
        let event = call.needed("event")?;
        let everyone = program.events.get(&event).is_some_and(|event| event.everyone);
        let lead = if everyone { None } else { Some(call.lead()?) };
        if everyone && call.json("lead").is_some() {
            let text = Text::new(
                format!("must be left out: `{event}` is for everyone"),
                format!("`{event}` は全リード向けのイベントのため、指定できません"),
            );
            return Err(Problem::field("wrong_value", "lead", text));
        }
        let at = self.at(&call, "at", &program)?;
        let empty = json!({});
        let properties = event_from_json(&program, &event, call.json("properties").unwrap_or(&empty));
        let properties = properties.map_err(|problems| {
            let root = if program.events.contains_key(&event) { "properties" } else { "" };
            field_problems(root, problems)
        })?;
        let input = Input { id, at, kind: InputKind::Event { event, properties } };
        match lead {
            Some(lead) => self.accept(NewInput { lead, input, create: false }),
            None => self.announce(input),
        }
    }

    fn announce(&self, input: Input) -> Result<Json, Problem> {
        let id = input.id.clone();
        match self.state.storage.announce(input).map_err(|_| Problem::store())? {
            Announced::New => {
                (self.state.ring)();
                Ok(json!({ "id": id }))
            }
            Announced::Repeated => Ok(json!({ "id": id })),
            Announced::Conflict => Err(id_used(&id)),
        }
    }

    /// `{"id"?, "email" | "lead": {"id"}, "fields"?, "zone"?, "basis"?: {"kind", "source", "at"?}, "opted_out"?}`. A lead with
    /// an unknown address is created.
    fn lead(&self, bytes: &[u8]) -> Result<Json, Problem> {
        let call = Call::read(bytes, &["id", "email", "lead", "fields", "zone", "basis", "opted_out"])?;
        let program = self.program()?;
        let id = match identity(&call)? {
            Some(id) => id,
            None => fresh_identity()?,
        };
        let (lead, create) = lead_or_address(&call)?;
        let empty = json!({});
        let fields = lead_fields_from_json(&program, call.json("fields").unwrap_or(&empty))
            .map_err(|problems| field_problems("fields", problems))?;
        let zone = call.word("zone")?;
        if zone.as_deref().is_some_and(|zone| !civil::is_zone(zone)) {
            let text = Text::new(
                "is not a time zone such as `Asia/Tokyo`",
                "`Asia/Tokyo` のようなタイムゾーン名で指定してください",
            );
            return Err(Problem::field("wrong_value", "zone", text));
        }
        let basis = self.basis(&call, &program)?;
        let now = self.state.clock.now();
        let suppression = call.flag("opted_out")?.then(|| Suppression {
            reason: SuppressionReason::OptedOut,
            at: now,
            source: "API".into(),
        });
        let has = |name: &str| fields.get(name).is_some_and(Option::is_some);
        self.check_complete(&lead, &program, &has)?;
        let kind = InputKind::Update { fields, zone, basis, suppression };
        self.accept(NewInput { lead, input: Input { id, at: now, kind }, create })
    }

    /// `{"id", "scenario", "lead": {"id"} | {"email"}}`: a start by hand. Whether the lead enters is the scenario's rule.
    fn start(&self, bytes: &[u8]) -> Result<Json, Problem> {
        let call = Call::read(bytes, &["id", "scenario", "lead"])?;
        let program = self.program()?;
        let id = identity(&call)?.ok_or_else(|| call.missing("id"))?;
        let scenario = call.needed("scenario")?;
        let lead = call.lead()?;
        if !program.scenarios.get(&scenario).is_some_and(Scenario::starts_by_hand) {
            let text = Text::new(
                format!("`{scenario}` is no scenario that says `start by hand`"),
                format!("`{scenario}` は `start by hand` と書いてあるシナリオではありません"),
            );
            return Err(Problem::field("wrong_value", "scenario", text));
        }
        let input = Input { id, at: self.state.clock.now(), kind: InputKind::Enrol { scenario } };
        self.accept(NewInput { lead, input, create: false })
    }

    /// A new lead needs a value for every field that may not be missing, or its first mail would have a hole.
    fn check_complete(
        &self,
        lead: &LeadReference,
        program: &Program,
        has: &dyn Fn(&str) -> bool,
    ) -> Result<(), Problem> {
        if self.state.storage.find_lead(lead).map_err(|_| Problem::store())?.is_some() {
            return Ok(());
        }
        let missing = program.lead_fields.iter().filter(|(name, field)| is_required(field) && !has(name));
        let mut missing = missing.map(|(name, _)| format!("fields.{name}"));
        let text = || Text::new("is missing; a new lead needs it", "新しいリードには必ず指定してください");
        let Some(first) = missing.next() else { return Ok(()) };
        let more = missing.map(|field| (field, text())).collect();
        Err(Problem { more, ..Problem::field("missing", first, text()) })
    }

    fn basis(&self, call: &Call, program: &Program) -> Result<Option<BasisRecord>, Problem> {
        let Some(given) = call.inner("basis", &["kind", "source", "at"])? else { return Ok(None) };
        let basis = match given.needed("kind")?.as_str() {
            "consent" => Basis::Consent,
            "written" => Basis::Written,
            "business_relation" => Basis::BusinessRelation,
            "published" => Basis::Published,
            _ => {
                let text = Text::new(
                    "must be `consent`, `written`, `business_relation` or `published`",
                    "`consent`、`written`、`business_relation`、`published` のいずれかを指定してください",
                );
                return Err(Problem::field("wrong_value", given.path("kind"), text));
            }
        };
        Ok(Some(BasisRecord { basis, at: self.at(&given, "at", program)?, source: given.needed("source")? }))
    }

    /// A point in time of the call; now where it is left out.
    fn at(&self, call: &Call, key: &str, program: &Program) -> Result<Instant, Problem> {
        let now = self.state.clock.now();
        let Some(text) = call.word(key)? else { return Ok(now) };
        let wrong = |en: &str, ja: &str| Problem::field("wrong_value", call.path(key), Text::new(en, ja));
        let at = civil::parse_datetime(&text, &program.limits.zone).ok_or_else(|| {
            wrong(
                "is not a date and time such as `2026-04-01T10:00:00+09:00`",
                "`2026-04-01T10:00:00+09:00` のような日時で指定してください",
            )
        })?;
        if at.milliseconds_since(now) > MAX_AHEAD_MILLISECONDS {
            return Err(wrong("lies in the future", "未来の日時は指定できません"));
        }
        Ok(at)
    }

    fn accept(&self, new: NewInput) -> Result<Json, Problem> {
        let id = new.input.id.clone();
        let accepted = self.state.storage.accept(vec![new], true).map_err(|_| Problem::store())?.pop();
        match accepted {
            Some(Accepted::New { lead, .. }) => {
                (self.state.ring)();
                Ok(json!({ "id": id, "lead": lead }))
            }
            Some(Accepted::Repeated { lead }) => Ok(json!({ "id": id, "lead": lead })),
            Some(Accepted::Conflict) => Err(id_used(&id)),
            Some(Accepted::UnknownLead) => Err(Problem {
                field: Some("lead".into()),
                ..Problem::new(
                    StatusCode::NOT_FOUND,
                    "unknown_lead",
                    "there is no such lead; send it to `/v1/leads` first",
                    "該当するリードがありません。先に `/v1/leads` で登録してください",
                )
            }),
            None => Err(Problem::store()),
        }
    }
}

fn id_used(id: &str) -> Problem {
    Problem {
        field: Some("id".into()),
        ..Problem::new(
            StatusCode::CONFLICT,
            "id_used",
            format!("the id `{id}` was used before for something else; nothing was stored"),
            format!("ID `{id}` は別の内容ですでに使われています。何も保存していません"),
        )
    }
}

/// `{"email"}` names a lead to be created where unknown, `{"lead": {"id"}}` one that must be there.
fn lead_or_address(call: &Call) -> Result<(LeadReference, bool), Problem> {
    match (call.word("email")?, call.json("lead")) {
        (Some(email), None) => match Address::parse(&email) {
            Ok(_) => Ok((LeadReference::Address(email), true)),
            Err(error) => Err(Problem::field("wrong_value", "email", error.text())),
        },
        (None, Some(_)) => Ok((call.lead()?, false)),
        (None, None) => Err(call.missing("email")),
        (Some(_), Some(_)) => Err(Problem::field(
            "ambiguous",
            "lead",
            Text::new("give `email` or `lead`, not both", "`email` と `lead` はどちらか一方だけを指定してください"),
        )),
    }
}

/// The caller's identity of the call.
fn identity(call: &Call) -> Result<Option<String>, Problem> {
    let id = call.word("id")?;
    if id.as_deref().is_some_and(|id| id.starts_with(RESERVED)) {
        let text = Text::new("must not begin with `sodate:`", "`sodate:` で始まるIDは使えません");
        return Err(Problem::field("wrong_value", "id", text));
    }
    Ok(id)
}

/// An identity for a call that has none, so that it is never taken for an earlier one.
fn fresh_identity() -> Result<String, Problem> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| Problem::store())?;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{RESERVED}lead:{digits}"))
}

/// Everything that is wrong with typed values, the first as the error.
fn field_problems(root: &str, problems: Vec<FieldProblem>) -> Problem {
    let path = |field: &str| match (root, field) {
        ("", field) => field.to_owned(),
        (root, "") => root.to_owned(),
        (root, field) => format!("{root}.{field}"),
    };
    let mut all = problems.into_iter().map(|problem| (path(&problem.field), problem.text));
    match all.next() {
        Some((field, text)) => Problem { more: all.collect(), ..Problem::field("wrong_value", field, text) },
        None => Problem::store(),
    }
}
