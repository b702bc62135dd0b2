//! Errors of the admin listener as JSON, in both languages, with the field that is wrong:
//! `{"error":{"code":"wrong_value","message":"…","message_ja":"…","field":"properties.amount"}}`.

use crate::diagnostic::Text;
use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use serde_json::{Value as Json, json};

/// An error to be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Status.
    pub status: StatusCode,
    /// A stable word for programs.
    pub code: &'static str,
    /// For people.
    pub text: Text,
    /// Path of the field in the body, where one is to blame.
    pub field: Option<String>,
    /// What else is wrong, for bodies with several mistakes: field and text.
    pub more: Vec<(String, Text)>,
}

impl Problem {
    /// An error about the request as a whole.
    pub fn new(status: StatusCode, code: &'static str, en: impl Into<String>, ja: impl Into<String>) -> Self {
        Self { status, code, text: Text::new(en, ja), field: None, more: Vec::new() }
    }

    /// A wrong value in the body.
    pub fn field(code: &'static str, field: impl Into<String>, text: Text) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, code, text, field: Some(field.into()), more: Vec::new() }
    }

    /// The store failed; nothing was stored.
    pub fn store() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "store_unavailable",
            "the store does not answer; nothing was stored, send it again",
            "データストアが応答しません。何も保存されていないため、もう一度送信してください",
        )
    }

    /// The answer.
    pub fn into_answer(self) -> Response<Body> {
        let error = |code: &str, text: &Text, field: Option<&str>| {
            let mut error = json!({ "code": code, "message": text.en, "message_ja": text.ja });
            if let (Some(field), Json::Object(object)) = (field, &mut error) {
                object.insert("field".into(), field.into());
            }
            error
        };
        let mut body = json!({ "error": error(self.code, &self.text, self.field.as_deref()) });
        if !self.more.is_empty()
            && let Some(object) = body.as_object_mut()
        {
            let more: Vec<Json> = self.more.iter().map(|(field, text)| error(self.code, text, Some(field))).collect();
            object.insert("more".into(), more.into());
        }
        json_answer(self.status, &body)
    }
}

/// A JSON answer.
pub fn json_answer(status: StatusCode, body: &Json) -> Response<Body> {
    let mut answer = Response::new(Body::from(format!("{body}\n")));
    *answer.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        if let Ok(value) = value.parse() {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}
