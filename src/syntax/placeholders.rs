//! What other mail tools write for `{{ lead.name }}`: `%%name%%`, `##会社名##`, `[[name]]`, `*|FNAME|*`, `{name}`.

use super::report::MAX_KEPT;
use crate::diagnostic::fold;
use std::ops::Range;

/// A placeholder of another tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placeholder {
    /// Its bytes, with its marks.
    pub range: Range<usize>,
    /// What is inserted here instead: `lead.name`.
    pub meant: String,
}

/// Marks around a name. A blank inside them tells them from headings and the like, except where no text has such marks.
const MARKS: &[(&str, &str)] = &[
    ("%%", "%%"),
    ("##", "##"),
    ("[[", "]]"),
    ("*|", "|*"),
    ("[%", "%]"),
    ("<%=", "%>"),
    ("＃＃", "＃＃"),
    ("％％", "％％"),
    ("%", "%"),
    ("{", "}"),
    ("［", "］"),
    ("<<", ">>"),
    ("#", "#"),
];

/// Marks that stand in texts for other reasons, too: what is between them must be one of the known names.
const EVERYDAY: &[&str] = &["%", "{", "［", "#"];

/// Longest name between the marks, in bytes.
const LONGEST_NAME: usize = 60;

/// What other tools, and people, call the fields that most leads have; folded as in [`fold`].
const FIELDS: &[(&[&str], &str)] = &[
    (
        &[
            "name",
            "fullname",
            "firstname",
            "lastname",
            "fname",
            "lname",
            "氏名",
            "お名前",
            "名前",
            "姓",
            "名",
            "姓名",
            "顧客名",
            "担当者名",
            "ご担当者名",
        ],
        "lead.name",
    ),
    (&["company", "companyname", "会社名", "会社", "企業名", "貴社名", "御社名", "法人名"], "lead.company"),
    (&["email", "emailaddress", "mail", "めーるあどれす"], "lead.email"),
    (&["title", "jobtitle", "役職"], "lead.title"),
];

/// All placeholders of other tools in a text without tags.
pub(super) fn placeholders(text: &str) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let mut at = 0;
    let opens = |one: char| matches!(one, '%' | '#' | '[' | '*' | '<' | '＃' | '％' | '{' | '［');
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(opens)) {
        let start = at + next;
        let rest = text.get(start..).unwrap_or_default();
        match statement(rest).or_else(|| MARKS.iter().find_map(|marks| placeholder(rest, *marks))) {
            Some((length, meant)) if found.len() < MAX_KEPT => {
                found.push(Placeholder { range: start..start + length, meant });
                at = start + length;
            }
            _ => at = start + rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

/// `{% if … %}`, `{% endif %}`: what is meant stands between other braces.
fn statement(rest: &str) -> Option<(usize, String)> {
    let inside = rest.strip_prefix("{%")?;
    let mut near = inside.char_indices().take(LONGEST_NAME);
    let ends = |(at, one): &(usize, char)| {
        matches!(one, '\n' | '\r') || inside.get(*at..).is_some_and(|rest| rest.starts_with("%}"))
    };
    let length = near.find(ends).map(|(at, _)| at)?;
    inside.get(length..)?.strip_prefix("%}").map(drop)?;
    let words = inside.get(..length)?.trim_matches(['-', ' ', '\t']);
    let meant = match words.split(' ').next().unwrap_or_default() {
        word if word.starts_with("end") => "end".to_owned(),
        _ => words.to_owned(),
    };
    (!meant.is_empty()).then_some((2 + length + 2, meant))
}

/// Other names for the time of Japan, folded, without blanks, `+`, `:` and `0` at the end of an offset.
const JAPAN: [&str; 12] = [
    "jst",
    "日本",
    "東京",
    "大阪",
    "日本時間",
    "日本標準時",
    "japan/tokyo",
    "asia/japan",
    "utc+9",
    "gmt+9",
    "+09:00",
    "+9",
];

/// The zone that is surely meant by another name for it: `Asia/Tokyo` for `JST`.
#[must_use]
pub fn zone_meant(name: &str) -> Option<&'static str> {
    let folded: String = fold(name).chars().filter(|one| !one.is_whitespace()).collect();
    let plain = folded.replace("+09:00", "+9").replace("+9:00", "+9").replace("+09", "+9");
    JAPAN.contains(&plain.as_str()).then_some("Asia/Tokyo")
}

/// The points that a name such as `スコアが50に到達したら` speaks of: it was meant as the trigger of a rule.
#[must_use]
pub fn points_meant(name: &str) -> Option<u32> {
    let folded = fold(name);
    let score = ["すこあ", "点数", "score"].iter().any(|word| folded.contains(word));
    let reaches = ["到達", "以上", "超え", "なったら", "reach", "達した"].iter().any(|word| folded.contains(word));
    let digits: String =
        folded.chars().skip_while(|one| !one.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|_| score && reaches)
}

/// What is usually meant by a name of another tool, or in Japanese: `lead.name` for `氏名`.
#[must_use]
pub fn field_meant(name: &str) -> Option<&'static str> {
    let last = name.rsplit('.').next().unwrap_or(name);
    let folded: String = fold(last).chars().filter(|one| !matches!(one, '_' | '-' | ' ')).collect();
    FIELDS.iter().find(|(names, _)| names.contains(&folded.as_str())).map(|(_, field)| *field)
}

/// The placeholder that a text begins with: its bytes, and what is meant.
fn placeholder(rest: &str, (open, close): (&str, &str)) -> Option<(usize, String)> {
    let inside = rest.strip_prefix(open)?;
    let part = |one: char| unicode_ident::is_xid_continue(one) || matches!(one, '.' | '-' | ' ' | '!');
    let length = inside.find(|one: char| !part(one)).filter(|length| *length <= LONGEST_NAME)?;
    inside.get(length..)?.strip_prefix(close).map(drop)?;
    let written = inside.get(..length)?;
    let blanks = matches!(open, "[%" | "<%=" | "*|" | "{");
    let name = if blanks { written.trim() } else { written };
    if !name.starts_with(|one: char| one == '!' || unicode_ident::is_xid_start(one)) || name.ends_with(' ') {
        return None;
    }
    // `{ lead.name }` has its own message.
    if open == "{" && (name.starts_with("lead.") || name.starts_with("event.")) {
        return None;
    }
    let last = name.rsplit('.').next().unwrap_or(name);
    let known = field_meant(name).map(str::to_owned);
    let word = last.chars().all(unicode_ident::is_xid_continue);
    let other = || (word && !EVERYDAY.contains(&open)).then(|| format!("lead.{last}"));
    let meant = known.or_else(other)?;
    Some((open.len() + length + close.len(), meant))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(text: &str) -> Vec<String> {
        placeholders(text).into_iter().map(|one| one.meant).collect()
    }

    #[test]
    fn placeholders_of_other_tools_are_known() {
        for text in [
            "%%name%%様",
            "##氏名##様",
            "[[お名前]]様",
            "*|FNAME|*様",
            "{name}様",
            "%name%様",
            "[% name %]",
            "%%first_name%%",
            "{!Contact.Name}",
            "<<氏名>>様",
            "#name#様",
        ] {
            assert_eq!(meant(text), ["lead.name"], "{text}");
        }
        assert_eq!(meant("{% if lead.name %}様{% endif %}"), ["if lead.name", "end"]);
        assert_eq!(meant("##会社名## %%industry%%"), ["lead.company", "lead.industry"]);
    }

    #[test]
    fn other_names_for_the_zone_of_japan_are_known() {
        for name in ["JST", "日本", "東京", "Japan/Tokyo", "UTC+9", "GMT+09:00", "+09:00", "日本標準時", "ＪＳＴ"]
        {
            assert_eq!(zone_meant(name), Some("Asia/Tokyo"), "{name}");
        }
        for name in ["EST", "Asia/Seoul", "UTC", "UTC+1", ""] {
            assert_eq!(zone_meant(name), None, "{name}");
        }
    }

    #[test]
    fn names_that_were_meant_as_triggers_tell_their_points() {
        assert_eq!(points_meant("スコアが50に到達したら"), Some(50));
        assert_eq!(points_meant("スコア50点以上"), Some(50));
        assert_eq!(points_meant("score_reaches_50"), Some(50));
        assert_eq!(points_meant("スコア50"), None);
        assert_eq!(points_meant("資料50部以上"), None);
    }

    #[test]
    fn what_stands_in_texts_for_other_reasons_is_none() {
        for text in [
            "## 見出し ##",
            "20%オフ、30%オフ",
            "[詳しく](guide)",
            "{color}",
            "50%%",
            "a * b | c",
            "<b>強調</b>",
            "［重要］",
            "#1 と #2",
            "**強調**",
        ] {
            assert!(meant(text).is_empty(), "{text}");
        }
    }
}
