//! Which settings there are, and the check of a file against them: every unknown name and every wrong value is found in
//! one go, with its line and the nearest right name, in both languages.

use super::channels;
use super::lint;
use super::problem::{Place, Problem};
use crate::diagnostic::{Levels, Text, nearest};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

/// What a setting holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text that is not empty.
    Text,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list of mail addresses, or of whole domains (`@acme.example`).
    Addresses,
    /// 1 to 65535.
    Port,
    /// An IP address and a port, `127.0.0.1:8125`.
    Listen,
    /// A path, relative to the workspace.
    Path,
    /// An http or https address.
    Url,
    /// An https address to which something is sent, or an http one on this machine.
    Target,
}

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Its table, `mail.smtp`.
    pub table: &'static str,
    /// Its name in it.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

const fn key(table: &'static str, name: &'static str, kind: Kind) -> Key {
    Key { table, name, kind }
}

/// All settings, in the order of docs/cli.md.
pub const KEYS: &[Key] = &[
    key("workspace", "language", Kind::OneOf(&["en", "ja"])),
    key("workspace", "zone", Kind::Text),
    key("store", "path", Kind::Path),
    key("mail", "send_mode", Kind::OneOf(&["dry", "sandbox", "live"])),
    key("mail", "sandbox", Kind::Addresses),
    key("mail.smtp", "host", Kind::Text),
    key("mail.smtp", "port", Kind::Port),
    key("mail.smtp", "security", Kind::OneOf(&["none", "starttls", "tls"])),
    key("mail.smtp", "user", Kind::Text),
    key("mail.smtp", "password_file", Kind::Path),
    key("mail.dkim", "domain", Kind::Text),
    key("mail.dkim", "selector", Kind::Text),
    key("mail.dkim", "key_file", Kind::Path),
    key("http", "public_listen", Kind::Listen),
    key("http", "public_url", Kind::Url),
    key("http", "admin_listen", Kind::Listen),
    key("secrets", "token_key_file", Kind::Path),
    key("secrets", "api_key_file", Kind::Path),
];

/// The variable that sets a key: `SODATE_MAIL_SMTP_HOST`.
#[must_use]
pub fn environment_name(key: &Key) -> String {
    format!("SODATE_{}_{}", key.table.replace('.', "_"), key.name).to_uppercase()
}

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The settings of [`KEYS`].
    pub table: Table,
    /// `[lint]`.
    pub levels: Levels,
    /// Where each channel is named.
    pub channel_places: BTreeMap<String, Range<usize>>,
    /// What is wrong with the file, in order of place.
    pub problems: Vec<Problem>,
}

/// Reads the file's text, and finds what is wrong with it.
pub(super) fn read(text: &str) -> Read {
    let Read { mut table, mut levels, mut channel_places, mut problems } = Read::default();
    match DeTable::parse(text) {
        Ok(parsed) => {
            let mut rest = parsed.into_inner();
            if let Some((_, value)) = rest.remove_entry(lint::SECTION) {
                match value.get_ref() {
                    DeValue::Table(inner) => lint::read(inner, &mut levels, &mut problems),
                    DeValue::String(_)
                    | DeValue::Integer(_)
                    | DeValue::Float(_)
                    | DeValue::Boolean(_)
                    | DeValue::Datetime(_)
                    | DeValue::Array(_) => problems.push(no_table(lint::SECTION, value.span())),
                }
            }
            if let Some((_, value)) = rest.remove_entry(channels::SECTION) {
                channel_places = channels::read(&value, &mut table, &mut problems);
            }
            walk(&rest, "", &mut table, &mut problems);
        }
        Err(error) => {
            let span = error.span().unwrap_or(0..text.len().min(1));
            problems.push(Problem::at(
                Text::new("sodate.toml cannot be read", "sodate.tomlを読み取れません"),
                Place::File(span),
                Text::new(error.message(), format!("書き方の誤りです（{}）", error.message())),
            ));
        }
    }
    problems.sort_by_key(|problem| match &problem.place {
        Some(Place::File(range)) => range.start,
        Some(Place::Environment(_)) | None => usize::MAX,
    });
    Read { table, levels, channel_places, problems }
}

fn walk(from: &DeTable<'_>, path: &str, into: &mut Table, problems: &mut Vec<Problem>) {
    for (name, value) in from {
        let full = if path.is_empty() { name.get_ref().to_string() } else { format!("{path}.{}", name.get_ref()) };
        if let Some(key) = KEYS.iter().find(|key| key.table == path && key.name == name.get_ref()) {
            match value_of(key, value) {
                Ok(value) => drop(into.insert(key.name.to_owned(), value)),
                Err(problem) => problems.push(*problem),
            }
        } else if KEYS.iter().any(|key| key.table == full || key.table.starts_with(&format!("{full}."))) {
            if let DeValue::Table(inner) = value.get_ref() {
                let mut table = Table::new();
                walk(inner, &full, &mut table, problems);
                into.insert(name.get_ref().to_string(), Value::Table(table));
            } else {
                problems.push(no_table(&full, value.span()));
            }
        } else {
            problems.push(unknown(path, name));
        }
    }
}

/// The value of a setting, where it is right.
pub(super) fn value_of(key: &Key, value: &Spanned<DeValue<'_>>) -> Result<Value, Box<Problem>> {
    plain(value).ok_or_else(|| wrong(key)).and_then(|value| check(key, value)).map_err(|(message, help)| {
        Box::new(Problem::at(message, Place::File(value.span()), Text::new("this value", "この値")).with_help(help))
    })
}

pub(super) fn no_table(full: &str, span: Range<usize>) -> Problem {
    Problem::at(
        Text::new(
            format!("`{full}` is a section, not a single setting"),
            format!("`{full}` は項目ではなくセクションです"),
        ),
        Place::File(span),
        Text::new("a single value", "単独の値です"),
    )
    .with_help(Text::new(format!("write `[{full}]` on a line of its own"), format!("`[{full}]` を1行で書いてください")))
}

/// A value without its places; `None` for kinds that no setting has.
fn plain(value: &Spanned<DeValue<'_>>) -> Option<Value> {
    match value.get_ref() {
        DeValue::String(text) => Some(Value::String(text.to_string())),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok().map(Value::Integer),
        DeValue::Array(items) => items.iter().map(plain).collect::<Option<Vec<_>>>().map(Value::Array),
        DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Table(_) => None,
    }
}

fn unknown(path: &str, name: &Spanned<std::borrow::Cow<'_, str>>) -> Problem {
    let found = name.get_ref();
    let in_table = |key: &&Key| key.table == path;
    let mut known: Vec<String> = KEYS.iter().filter(in_table).map(|key| key.name.to_owned()).collect();
    if path.is_empty() {
        known.push(lint::SECTION.to_owned());
    }
    let inside = if path.is_empty() { String::new() } else { format!("{path}.") };
    for key in KEYS {
        let rest = key.table.strip_prefix(&inside).filter(|_| key.table != path);
        if let Some(first) = rest.and_then(|rest| rest.split('.').next())
            && !known.iter().any(|one| one == first)
        {
            known.push(first.to_owned());
        }
    }
    if path.is_empty() {
        known.push("channels".to_owned());
    }
    let (message, label) = if path.is_empty() {
        (
            Text::new(format!("there is no section `{found}`"), format!("`{found}` というセクションはありません")),
            Text::new("unknown section", "このセクションはありません"),
        )
    } else {
        (
            Text::new(
                format!("`[{path}]` has no setting `{found}`"),
                format!("`[{path}]` に `{found}` という項目はありません"),
            ),
            Text::new("unknown setting", "この項目はありません"),
        )
    };
    let elsewhere = KEYS.iter().find(|key| key.name == found);
    let help = match (nearest(found, known.iter().map(String::as_str)), elsewhere) {
        (Some(near), _) => Text::new(format!("did you mean `{near}`?"), format!("`{near}` ではありませんか")),
        (None, Some(key)) => Text::new(
            format!("`{found}` belongs to `[{}]`", key.table),
            format!("`{found}` は `[{}]` の項目です", key.table),
        ),
        (None, None) => {
            let list = known.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>();
            Text::new(format!("there are {}", list.join(", ")), format!("使えるのは{}です", list.join("、")))
        }
    };
    Problem::at(message, Place::File(name.span()), label).with_help(help)
}

/// The value where it is right, else what is wrong and the way out.
fn check(key: &Key, value: Value) -> Result<Value, (Text, Text)> {
    let good = match (key.kind, &value) {
        (Kind::Text | Kind::Path, Value::String(text)) => !text.trim().is_empty(),
        (Kind::OneOf(words), Value::String(text)) => words.contains(&text.as_str()),
        (Kind::Addresses, Value::Array(items)) => items.iter().all(|item| item.as_str().is_some_and(is_address)),
        (Kind::Port, Value::Integer(number)) => (1..=65_535).contains(number),
        (Kind::Listen, Value::String(text)) => text.parse::<std::net::SocketAddr>().is_ok(),
        (Kind::Url, Value::String(text)) => is_web_address(text),
        (Kind::Target, Value::String(text)) => is_target(text),
        (
            Kind::Text
            | Kind::Path
            | Kind::OneOf(_)
            | Kind::Addresses
            | Kind::Port
            | Kind::Listen
            | Kind::Url
            | Kind::Target,
            _,
        ) => false,
    };
    if good { Ok(value) } else { Err(wrong(key)) }
}

/// An address, or `@acme.example` for a whole domain. Enough to catch a name, a list in one text, or a forgotten `@`; an
/// entry that no address equals lets nothing out.
fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(_, domain)| domain.contains('.')) && !text.contains([' ', ',', ';'])
}

fn is_web_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.has_host() && url.query().is_none() && url.fragment().is_none()
    })
}

/// https, or http to this machine: what is sent may hold people's data.
fn is_target(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| {
        let here = match url.host() {
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => false,
        };
        url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && here))
    })
}

fn wrong(key: &Key) -> (Text, Text) {
    let name = key.name;
    let message = Text::new(format!("`{name}` has a wrong value"), format!("`{name}` の値が正しくありません"));
    let help = match key.kind {
        Kind::Text => Text::new("write a text in quotes", "引用符で囲んだ文字列を書いてください"),
        Kind::Path => Text::new(
            "write a path in quotes, relative to the workspace",
            "ワークスペースからのパスを引用符で囲んで書いてください",
        ),
        Kind::OneOf(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            Text::new(format!("write {}", words.join(" or ")), format!("{}のどれかを書いてください", words.join("、")))
        }
        Kind::Addresses => Text::new(
            "write a list of mail addresses: [\"sato@acme.example\"]",
            "メールアドレスの一覧を[\"sato@acme.example\"]のように書いてください",
        ),
        Kind::Port => Text::new("write a number from 1 to 65535", "1から65535までの数を書いてください"),
        Kind::Listen => Text::new(
            "write an IP address and a port: \"127.0.0.1:8125\"",
            "IPアドレスとポートを\"127.0.0.1:8125\"のように書いてください",
        ),
        Kind::Url | Kind::Target => {
            Text::new("write an address that begins with https://", "https://で始まるアドレスを書いてください")
        }
    };
    (message, help)
}

/// Puts the values of `SODATE_…` variables over those of the file.
pub(super) fn override_with(table: &mut Table, environment: &[(String, String)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let names: Vec<String> = KEYS.iter().map(environment_name).collect();
    for (name, text) in environment {
        let Some(key) = names.iter().position(|one| one == name).and_then(|at| KEYS.get(at)) else {
            let near = name.starts_with("SODATE_").then(|| nearest_variable(name, &names)).flatten();
            problems.extend(near.map(|near| unknown_variable(name, near)));
            continue;
        };
        let value = match key.kind {
            Kind::Port => text.trim().parse().map_or_else(|_| Value::String(text.clone()), Value::Integer),
            Kind::Addresses => {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
            }
            Kind::Text | Kind::OneOf(_) | Kind::Listen | Kind::Path | Kind::Url | Kind::Target => {
                Value::String(text.clone())
            }
        };
        match check(key, value) {
            Ok(value) => set(table, key, value),
            Err((_, help)) => problems.push(
                Problem::at(
                    Text::new(
                        format!("the variable {name} of the environment has a wrong value"),
                        format!("環境変数{name}の値が正しくありません"),
                    ),
                    Place::Environment(name.clone()),
                    Text::new("", ""),
                )
                .with_help(help),
            ),
        }
    }
    problems
}

/// A slip of a finger in a variable's name: stricter than for keys, since variables of other programs may look alike.
fn nearest_variable<'a>(name: &str, names: &'a [String]) -> Option<&'a str> {
    names.iter().find(|one| strsim::osa_distance(name, one) <= 2).map(String::as_str)
}

fn unknown_variable(name: &str, near: &str) -> Problem {
    Problem::at(
        Text::new(
            format!("the variable {name} of the environment sets nothing"),
            format!("環境変数{name}に当たる項目はありません"),
        ),
        Place::Environment(name.to_owned()),
        Text::new("", ""),
    )
    .with_help(Text::new(format!("did you mean {near}?"), format!("{near}ではありませんか")))
}

fn set(table: &mut Table, key: &Key, value: Value) {
    let mut here = table;
    for part in key.table.split('.') {
        let entry = here.entry(part.to_owned()).or_insert_with(|| Value::Table(Table::new()));
        let Value::Table(inner) = entry else {
            return;
        };
        here = inner;
    }
    here.insert(key.name.to_owned(), value);
}
