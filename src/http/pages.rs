//! Pages that leads see: unsubscribe, done, not found, out of order. In both languages, readable on a phone, without
//! scripts, and with nothing from anywhere else.

use axum::body::Body;
use axum::http::{HeaderName, Response, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

/// The one style sheet, inside each page; the policy below allows it by its hash.
const STYLE: &str = "\
:root{color-scheme:light dark}\
body{margin:0;padding:24px 16px;background:#f3f4f6;color:#1f2937;\
font:16px/1.8 -apple-system,BlinkMacSystemFont,'Hiragino Sans','Yu Gothic UI',Meiryo,'Noto Sans JP','Noto Sans CJK JP',\
'Segoe UI',Roboto,Arial,sans-serif}\
main{max-width:32rem;margin:5vh auto 0;background:#fff;border-radius:12px;padding:32px 28px}\
h1{font-size:1.35rem;line-height:1.5;margin:0 0 16px}\
p{margin:0 0 16px}\
hr{border:0;border-top:1px solid #e5e7eb;margin:28px 0}\
.quiet{color:#6b7280;font-size:.9rem}\
button{display:block;width:100%;margin:24px 0 0;padding:15px;border:0;border-radius:8px;background:#0f766e;color:#fff;\
font:inherit;font-weight:bold;cursor:pointer}\
button small{display:block;font-weight:normal}\
button:focus-visible{outline:3px solid #5eead4;outline-offset:2px}\
@media (max-width:30rem){body{padding:0;background:#fff}main{margin:0;border-radius:0}}\
@media (prefers-color-scheme:dark){body{background:#111827;color:#f3f4f6}main{background:#1f2937}\
hr{border-color:#374151}.quiet{color:#9ca3af}}\
@media (prefers-color-scheme:dark) and (max-width:30rem){body{background:#1f2937}}";

/// What browsers may do with a page: show it, use its style sheet, send its form back to us. Nothing else.
fn policy() -> String {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Headers of every answer of the public listener.
pub fn guard(answer: &mut Response<Body>) {
    let guards: [(HeaderName, &str); 4] = [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    for (name, value) in guards {
        if let Ok(value) = value.parse() {
            answer.headers_mut().insert(name, value);
        }
    }
    if let Ok(policy) = policy().parse() {
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}

fn page(status: StatusCode, title: &str, content: &Markup) -> Response<Body> {
    let page = html! {
        (DOCTYPE)
        html lang="ja" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (content) } }
        }
    };
    let mut answer = Response::new(Body::from(page.into_string()));
    *answer.status_mut() = status;
    if let Ok(kind) = "text/html; charset=utf-8".parse() {
        answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    answer
}

/// The page with the button. `address` is shown in part only.
pub fn unsubscribe(sender: &str, address: &str) -> Response<Body> {
    let address = masked(address);
    page(
        StatusCode::OK,
        "配信停止 / Unsubscribe",
        &html! {
            h1 { "メールの配信を停止しますか" }
            p { (sender) "から " strong { (address) } " へのメールを停止します。" }
            p .quiet lang="en" { "Stop all mail from " (sender) " to " strong { (address) } "?" }
            form method="post" {
                button type="submit" { "配信を停止する" small lang="en" { "Unsubscribe" } }
            }
        },
    )
}

/// The page after the button.
pub fn unsubscribed(sender: &str, address: &str) -> Response<Body> {
    let address = masked(address);
    page(
        StatusCode::OK,
        "配信を停止しました / Unsubscribed",
        &html! {
            h1 { "配信を停止しました" }
            p { (sender) "から " strong { (address) } " へのメールは、今後お送りしません。お手続きは以上で完了です。" }
            hr;
            p lang="en" { "You will receive no more mail from " (sender) " at " strong { (address) } ". Nothing else to do." }
        },
    )
}

/// The page on which sales says that it has taken a lead on. The reader is a colleague, but the link may be forwarded.
pub fn take_on(address: &str) -> Response<Body> {
    let address = masked(address);
    page(
        StatusCode::OK,
        "対応の開始 / Take a lead on",
        &html! {
            h1 { "このリードへの対応を始めますか" }
            p { strong { (address) } " への対応を始めたことを記録します。" }
            p .quiet lang="en" { "Have you taken " strong { (address) } " on?" }
            form method="post" {
                button type="submit" { "対応を始めました" small lang="en" { "I have taken it on" } }
            }
        },
    )
}

/// The page after that button.
pub fn taken_on(address: &str) -> Response<Body> {
    let address = masked(address);
    page(
        StatusCode::OK,
        "記録しました / Recorded",
        &html! {
            h1 { "対応の開始を記録しました" }
            p { strong { (address) } " への対応を、どうぞよろしくお願いいたします。" }
            hr;
            p lang="en" { "Thank you. It is on record that " strong { (address) } " has been taken on." }
        },
    )
}

/// The page for a link that is not one of ours.
pub fn not_found() -> Response<Body> {
    page(
        StatusCode::NOT_FOUND,
        "ページが見つかりません / Not found",
        &html! {
            h1 { "ページが見つかりません" }
            p { "リンクが途中で切れている可能性があります。お手数ですが、メールのリンクをもう一度お試しください。" }
            hr;
            p lang="en" { "This link is not complete or no longer valid. Please try the link in the mail again." }
        },
    )
}

/// The page for the moments in which the store does not answer. Nothing was stored.
pub fn out_of_order() -> Response<Body> {
    page(
        StatusCode::SERVICE_UNAVAILABLE,
        "しばらくお待ちください / Please try again",
        &html! {
            h1 { "ただいま処理できません" }
            p { "まだお手続きは完了していません。しばらくしてから、もう一度お試しください。" }
            hr;
            p lang="en" { "This did not work, and nothing was changed. Please try again in a few minutes." }
        },
    )
}

/// An address of which a stranger who got the mail forwarded learns little: `t•••@a.example`.
fn masked(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let first: String = local.chars().take(1).collect();
            format!("{first}•••@{domain}")
        }
        None => "•••".to_owned(),
    }
}
