//! Reading the JSON body of a call: every key is known, every value has its type, and a mistake is named by its field.

use super::problem::Problem;
use crate::diagnostic::{Text, nearest};
use crate::store::LeadReference;
use axum::http::StatusCode;
use serde_json::{Map, Value as Json};

/// Longest identity, name or address, in characters.
const MAX_WORD_CHARACTERS: usize = 300;

/// A JSON object with only known keys.
#[derive(Debug)]
pub struct Body {
    object: Map<String, Json>,
    /// What stands before the keys in messages, with its dot: `lead.`.
    path: String,
}

impl Body {
    /// Reads a whole body.
    pub fn read(bytes: &[u8], known: &[&str]) -> Result<Self, Problem> {
        let json: Json = serde_json::from_slice(bytes).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Problem::new(
                StatusCode::BAD_REQUEST,
                "not_json",
                format!("the body is not JSON (line {line}, column {column})"),
                format!("本文がJSONとして読み取れません（{line}行{column}文字目）"),
            )
        })?;
        Self::of(json, "", known)
    }

    fn of(json: Json, path: &str, known: &[&str]) -> Result<Self, Problem> {
        let path_of_key = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        let Json::Object(object) = json else {
            let text = Text::new("must be a JSON object", "JSONのオブジェクトで指定してください");
            return Err(if path.is_empty() {
                Problem::new(StatusCode::BAD_REQUEST, "not_an_object", text.en, text.ja)
            } else {
                Problem::field("wrong_type", path, text)
            });
        };
        if let Some(key) = object.keys().find(|key| !known.contains(&key.as_str())) {
            let (en, ja) = match nearest(key, known.iter().copied()) {
                Some(near) => (format!("; did you mean `{near}`?"), format!("。`{near}` ではありませんか")),
                None => (String::new(), String::new()),
            };
            let text = Text::new(format!("unknown key{en}"), format!("このキーは使えません{ja}"));
            return Err(Problem::field("unknown_key", path_of_key(key), text));
        }
        let path = if path.is_empty() { String::new() } else { format!("{path}.") };
        Ok(Self { object, path })
    }

    /// Path of a key in messages.
    pub fn path(&self, key: &str) -> String {
        format!("{}{key}", self.path)
    }

    /// The value as it is; `null` counts as left out.
    pub fn json(&self, key: &str) -> Option<&Json> {
        self.object.get(key).filter(|value| !value.is_null())
    }

    /// A text on one line.
    pub fn word(&self, key: &str) -> Result<Option<String>, Problem> {
        let Some(value) = self.json(key) else { return Ok(None) };
        let wrong = |en: &str, ja: &str| Problem::field("wrong_type", self.path(key), Text::new(en, ja));
        let Json::String(text) = value else {
            return Err(wrong("must be a string", "文字列で指定してください"));
        };
        if text.trim().is_empty() {
            return Err(wrong("must not be empty", "空にはできません"));
        }
        if text.chars().any(char::is_control) || text.chars().nth(MAX_WORD_CHARACTERS).is_some() {
            return Err(wrong(
                "must be one line of at most 300 characters",
                "改行などの制御文字を含まない300文字以内の文字列で指定してください",
            ));
        }
        Ok(Some(text.clone()))
    }

    /// A text that must be there.
    pub fn needed(&self, key: &str) -> Result<String, Problem> {
        self.word(key)?.ok_or_else(|| self.missing(key))
    }

    /// True or false; false where left out.
    pub fn flag(&self, key: &str) -> Result<bool, Problem> {
        match self.json(key) {
            None => Ok(false),
            Some(Json::Bool(flag)) => Ok(*flag),
            Some(_) => {
                let text = Text::new("must be true or false", "true か false で指定してください");
                Err(Problem::field("wrong_type", self.path(key), text))
            }
        }
    }

    /// An object inside.
    pub fn inner(&self, key: &str, known: &[&str]) -> Result<Option<Self>, Problem> {
        self.json(key).map(|json| Self::of(json.clone(), &self.path(key), known)).transpose()
    }

    /// What to say of a key that is not there.
    pub fn missing(&self, key: &str) -> Problem {
        Problem::field("missing", self.path(key), Text::new("is missing", "指定されていません"))
    }

    /// `{"id": …}` or `{"email": …}`.
    pub fn lead(&self) -> Result<LeadReference, Problem> {
        let lead = self.inner("lead", &["id", "email"])?.ok_or_else(|| self.missing("lead"))?;
        match (lead.word("id")?, lead.word("email")?) {
            (Some(id), None) => Ok(LeadReference::Id(id)),
            (None, Some(email)) => Ok(LeadReference::Address(email)),
            (None, None) => Err(Problem::field(
                "missing",
                self.path("lead"),
                Text::new("needs `id` or `email`", "`id` か `email` を指定してください"),
            )),
            (Some(_), Some(_)) => Err(Problem::field(
                "ambiguous",
                self.path("lead"),
                Text::new("give `id` or `email`, not both", "`id` と `email` はどちらか一方だけを指定してください"),
            )),
        }
    }
}
