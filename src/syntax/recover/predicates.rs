//! What a sentence says about a value, read from the words behind it: `が 未入力`, `が30以上`, `is 30 or more`, `が 製造 ではない`.
//! The same is read where the grammar finds a mistake and where the model finds a name that is half a sentence.

use super::numbers::other_date;
use crate::diagnostic::{fold, nearest};
use crate::ir::time::Date;

/// What is said of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Predicate {
    /// It is missing.
    Missing,
    /// It is there.
    Known,
    /// It is compared with another one.
    Compare {
        /// `>=`.
        operator: &'static str,
        /// What it is compared with, as the language writes it, but for the quotes of a text.
        value: String,
    },
    /// It is one of a list.
    In {
        /// The list with its brackets.
        list: String,
        /// It is none of them.
        not: bool,
    },
}

impl Predicate {
    /// What is meant of a score, `スコアが50になったら`: it passes a number, and is seldom just that.
    pub(crate) fn at_least(self) -> Self {
        match self {
            Self::Compare { operator: "==", value } if is_number(&value) => Self::Compare { operator: ">=", value },
            said @ (Self::Missing | Self::Known | Self::Compare { .. } | Self::In { .. }) => said,
        }
    }
}

/// What people write for a value that is missing.
const MISSING: &[&str] = &[
    "未入力",
    "空",
    "空欄",
    "空白",
    "空文字",
    "未設定",
    "未登録",
    "未記入",
    "なし",
    "無し",
    "ない",
    "無い",
    "入力なし",
    "入力がない",
    "値なし",
    "値がない",
    "入力されていない",
    "設定されていない",
    "登録されていない",
    "missing",
    "empty",
    "blank",
    "null",
    "none",
    "nil",
    "undefined",
    "unknown",
    "unset",
    "not set",
    "absent",
    "\"\"",
];

/// Of these, what can be the value of a choice as well.
const DOUBTFUL: &[&str] = &[
    "なし",
    "無し",
    "ない",
    "無い",
    "あり",
    "ある",
    "有り",
    "未設定",
    "未登録",
    "設定済み",
    "登録済み",
    "none",
    "unknown",
    "set",
    "given",
];

/// What people write for a value that is there.
const KNOWN: &[&str] = &[
    "入力済み",
    "入力済",
    "入力あり",
    "入力がある",
    "値あり",
    "値がある",
    "設定済み",
    "登録済み",
    "記入済み",
    "入力されている",
    "設定されている",
    "登録されている",
    "あり",
    "ある",
    "有り",
    "known",
    "present",
    "filled",
    "filled in",
    "set",
    "given",
];

/// What a sentence puts between a thing and what it says of it.
const PARTICLES: &[&str] = &["が", "は", "も"];

/// The same in English; and whether it denies.
const VERBS: &[(&str, bool)] = &[
    ("is not ", true),
    ("isn't ", true),
    ("are not ", true),
    ("was not ", true),
    ("does not equal ", true),
    ("is ", false),
    ("are ", false),
    ("was ", false),
    ("equals ", false),
    ("has ", false),
];

/// What ends a condition in speech.
const TAILS: &[&str] = &[
    "になったとき",
    "になった場合",
    "となったら",
    "になったら",
    "に変わったら",
    "になった",
    "の場合は",
    "の場合",
    "のときは",
    "のとき",
    "の時",
    "場合は",
    "場合",
    "とき",
    "ならば",
    "なら",
    "だったら",
    "であれば",
    "である",
    "です",
    "の人",
    "のリード",
];

/// What denies at the end.
const DENIALS: &[&str] = &["ではありません", "ではない", "でない", "じゃない", "ではなかった", "以外"];

/// Comparisons behind the value.
const BEHIND: &[(&str, &str)] = &[
    ("以上", ">="),
    ("以降", ">="),
    ("以後", ">="),
    ("以下", "<="),
    ("以前", "<="),
    ("未満", "<"),
    ("より前", "<"),
    ("より小さい", "<"),
    ("より少ない", "<"),
    ("より低い", "<"),
    ("より下", "<"),
    ("より早い", "<"),
    ("を下回る", "<"),
    ("より後", ">"),
    ("より大きい", ">"),
    ("より多い", ">"),
    ("より高い", ">"),
    ("より上", ">"),
    ("より遅い", ">"),
    ("を超える", ">"),
    ("を超えた", ">"),
    ("を上回る", ">"),
    ("超え", ">"),
    ("超", ">"),
    ("or more", ">="),
    ("or higher", ">="),
    ("or above", ">="),
    ("or greater", ">="),
    ("or over", ">="),
    ("or later", ">="),
    ("and above", ">="),
    ("and over", ">="),
    ("or less", "<="),
    ("or fewer", "<="),
    ("or lower", "<="),
    ("or below", "<="),
    ("or under", "<="),
    ("or earlier", "<="),
];

/// Comparisons before the value.
const BEFORE: &[(&str, &str)] = &[
    ("at least ", ">="),
    ("no less than ", ">="),
    ("not less than ", ">="),
    ("at most ", "<="),
    ("no more than ", "<="),
    ("not more than ", "<="),
    ("up to ", "<="),
    ("more than ", ">"),
    ("greater than ", ">"),
    ("higher than ", ">"),
    ("later than ", ">"),
    ("over ", ">"),
    ("above ", ">"),
    ("after ", ">"),
    ("less than ", "<"),
    ("fewer than ", "<"),
    ("lower than ", "<"),
    ("earlier than ", "<"),
    ("under ", "<"),
    ("below ", "<"),
    ("before ", "<"),
];

/// Comparisons as the language writes them.
const OPERATORS: &[&str] = &["==", "!=", ">=", "<=", ">", "<", "="];

/// What stands behind numbers for what they count.
const COUNTERS: &[&str] =
    &["点", "ポイント", "人", "名", "件", "社", "円", "回", "歳", "台", "個", "points", "point", "people", "employees"];

/// What stands before the value.
struct Head<'t> {
    rest: &'t str,
    /// A particle, a verb or a comparison stands there.
    linked: bool,
    denied: bool,
    operator: Option<&'static str>,
}

/// What the words behind a value say of it; nothing where they say it as the language does, or are no such words.
/// `is_value` knows the declared values: they are meant as themselves.
pub(crate) fn predicate(text: &str, is_value: &dyn Fn(&str) -> bool) -> Option<Predicate> {
    let head = head(text.trim());
    let (rest, tail) = if is_value(head.rest) { (head.rest, false) } else { without_tail(head.rest) };
    let denial = DENIALS.iter().find_map(|denial| rest.strip_suffix(denial)).filter(|_| !is_value(rest));
    let rest = denial.map_or(rest, str::trim_end);
    let denied = head.denied != denial.is_some();
    if rest.is_empty() {
        return None;
    }
    let plain = matches!(head.operator, None | Some("==" | "!=" | "="));
    let folded = fold(rest);
    let is_one = |words: &[&str]| words.iter().any(|word| fold(word) == folded);
    if plain && !is_value(rest) && (is_one(MISSING) || is_one(KNOWN)) {
        let missing = is_one(MISSING) != (denied != (head.operator == Some("!=")));
        return Some(if missing { Predicate::Missing } else { Predicate::Known });
    }
    if let Some(compared) = compared(rest, head.operator, denied) {
        return Some(compared);
    }
    if let Some(list) = rest.strip_prefix('[').and_then(|_| rest.strip_suffix(']')) {
        let said = head.linked || tail || denied;
        return (said && plain).then(|| Predicate::In { list: format!("{list}]"), not: denied });
    }
    let several: Vec<&str> = rest.split(" か ").map(str::trim).collect();
    if several.len() > 1 && several.iter().all(|one| is_word(one)) && plain {
        return Some(Predicate::In { list: format!("[{}]", several.join(", ")), not: denied });
    }
    let counted = value(rest).filter(|value| value != rest && is_number(value));
    if let (Some(operator), Some(value), false) = (head.operator.filter(|sign| *sign != "="), counted, denied) {
        return Some(Predicate::Compare { operator, value });
    }
    // `is mising`: a slip in the next word.
    if !is_value(rest) && nearest(rest, ["missing", "known", "未入力", "入力済み"]).is_some() {
        return None;
    }
    let says = head.linked && head.operator.is_none() || denied;
    let operator = match (head.operator, denied) {
        (None | Some("==" | "="), true) => "!=",
        (Some("!="), true) => return None,
        _ => "==",
    };
    let value = value(rest).or_else(|| is_word(rest).then(|| rest.to_owned()))?;
    (says && plain).then_some(Predicate::Compare { operator, value })
}

/// Whether a word for a missing value, or for one that is there, can be the value of a choice as well.
pub(super) fn is_doubtful(word: &str) -> bool {
    DOUBTFUL.contains(&word)
}

/// Whether a word is one for a missing value (`true`) or for one that is there, and whether it can be nothing else.
pub(crate) fn missing_meant(word: &str) -> Option<(bool, bool)> {
    let sure = !is_doubtful(word);
    let folded = fold(word);
    let is_one = |words: &[&str]| words.iter().any(|word| fold(word) == folded);
    is_one(MISSING).then_some((true, sure)).or_else(|| is_one(KNOWN).then_some((false, sure)))
}

fn head(text: &str) -> Head<'_> {
    let mut head = Head { rest: text, linked: false, denied: false, operator: None };
    let particle = PARTICLES.iter().find_map(|particle| text.strip_prefix(particle)).filter(|rest| !rest.is_empty());
    if let Some(rest) = particle {
        head = Head { rest: rest.trim_start(), linked: true, ..head };
    }
    let lower = head.rest.to_ascii_lowercase();
    if let Some((verb, denied)) = VERBS.iter().find(|(verb, _)| lower.starts_with(verb)) {
        let rest = head.rest.get(verb.len()..).unwrap_or_default().trim_start();
        head = Head { rest, linked: true, denied: *denied, ..head };
    }
    if let Some(operator) = OPERATORS.iter().find(|operator| head.rest.starts_with(**operator)) {
        let rest = head.rest.get(operator.len()..).unwrap_or_default().trim_start();
        head = Head { rest, operator: Some(operator), ..head };
    }
    head
}

/// The text without the words that end a condition in speech, and whether there were any.
fn without_tail(text: &str) -> (&str, bool) {
    let tail = TAILS.iter().find_map(|tail| text.strip_suffix(tail)).map(str::trim_end);
    tail.filter(|rest| !rest.is_empty()).map_or((text, false), |rest| (rest, true))
}

/// `30以上`, `at least 30`: a comparison in words, with the sign that may stand before it, too.
fn compared(rest: &str, written: Option<&'static str>, denied: bool) -> Option<Predicate> {
    let lower = rest.to_ascii_lowercase();
    let behind = BEHIND.iter().find_map(|(word, operator)| {
        let length = lower.strip_suffix(word)?.len();
        Some((rest.get(..length)?.trim_end(), *operator))
    });
    let before = || {
        BEFORE.iter().find_map(|(word, operator)| {
            lower.strip_prefix(word)?;
            Some((rest.get(word.len()..)?.trim_start(), *operator))
        })
    };
    let (value_text, operator) = behind.or_else(before)?;
    // `< 30 以上` says two things.
    let fits = match written {
        None | Some("==" | "=") => true,
        Some(sign) => sign.get(..1) == operator.get(..1) && (sign == operator || operator.len() == 2),
    };
    let value = value(value_text)?;
    let operator = if denied { opposite(operator) } else { operator };
    fits.then_some(Predicate::Compare { operator, value })
}

/// What holds where the other does not.
fn opposite(operator: &str) -> &'static str {
    match operator {
        ">=" => "<",
        "<=" => ">",
        ">" => "<=",
        _ => ">=",
    }
}

/// A number, a date, a text in quotes or a field, as the language writes it.
fn value(text: &str) -> Option<String> {
    let counted = COUNTERS.iter().find_map(|counter| text.strip_suffix(counter)).map_or(text, str::trim_end);
    if is_number(counted) {
        return Some(counted.to_owned());
    }
    if let Some(date) = Date::parse(text).map(|date| date.to_string()).or_else(|| other_date(text)) {
        return Some(date);
    }
    let quoted = text.len() > 1 && text.starts_with('"') && text.ends_with('"') && text.matches('"').count() == 2;
    let path = text.split_once('.').is_some_and(|(root, field)| is_word(root) && is_word(field));
    (quoted || path).then(|| text.to_owned())
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|one: char| one.is_ascii_digit()) && digits.chars().all(|one| one.is_ascii_digit() || one == '.')
}

/// Whether a text is one name.
fn is_word(text: &str) -> bool {
    let first = |one: char| unicode_ident::is_xid_start(one) || one == '_';
    text.starts_with(first) && text.chars().all(unicode_ident::is_xid_continue)
}

/// A condition without what denies it at its end, `開封済み 事例 ではない`.
pub(super) fn without_denial(text: &str) -> Option<&str> {
    let (text, _) = without_tail(text.trim());
    let denial = DENIALS.iter().filter(|denial| **denial != "以外").find_map(|denial| text.strip_suffix(denial));
    denial.map(str::trim_end).filter(|rest| !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match predicate(text, &|word| word == "なし") {
            None => "-".to_owned(),
            Some(Predicate::Missing) => "missing".to_owned(),
            Some(Predicate::Known) => "known".to_owned(),
            Some(Predicate::Compare { operator, value }) => format!("{operator} {value}"),
            Some(Predicate::In { list, not }) => format!("{}in {list}", if not { "not " } else { "" }),
        }
    }

    #[test]
    fn what_sentences_say_of_a_value_is_read() {
        let cases = [
            ("が 未入力", "missing"),
            ("が空なら", "missing"),
            ("== 空欄", "missing"),
            ("!= 未入力", "known"),
            ("が 空 ではない", "known"),
            ("が入力済みの場合", "known"),
            ("is not empty", "known"),
            ("is empty", "missing"),
            ("が なし", "== なし"),
            ("が 30 以上", ">= 30"),
            ("30以上", ">= 30"),
            ("が300人未満", "< 300"),
            ("が 2026年12月31日より前", "< 2026-12-31"),
            ("が 2026-12-31 以前", "<= 2026-12-31"),
            (">= 30 以上", ">= 30"),
            ("== 30 以上", ">= 30"),
            ("> 30 以上", ">= 30"),
            ("< 30 以上", "-"),
            ("が 30以上 ではない", "< 30"),
            ("is at least 30", ">= 30"),
            ("is 30 or more", ">= 30"),
            ("is not more than 30", "<= 30"),
            ("が 製造 ではない", "!= 製造"),
            ("が製造以外", "!= 製造"),
            ("が製造なら", "== 製造"),
            ("は 製造", "== 製造"),
            ("== 製造 じゃない", "!= 製造"),
            ("== 製造", "-"),
            ("製造", "-"),
            ("が [製造, 金融]", "in [製造, 金融]"),
            ("は 製造 か 金融", "in [製造, 金融]"),
            (">= 300人", ">= 300"),
            ("が高い", "== 高い"),
        ];
        for (text, said) in cases {
            assert_eq!(read(text), said, "{text}");
        }
    }
}
