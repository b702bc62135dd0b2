//! What other mail tools write for `{{ lead.name }}`: `%%name%%`, `##会社名##`, `[[name]]`, `*|FNAME|*`, `{name}`.

use super::meant::field_meant;
use super::report::MAX_KEPT;
use std::ops::Range;

/// A placeholder of another tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placeholder {
    /// Its bytes, with its marks.
    pub range: Range<usize>,
    /// What is inserted here instead: `lead.name`.
    pub meant: String,
    /// Whether that is a field that is declared.
    pub sure: bool,
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
const EVERYDAY: &[&str] = &["%", "{", "［", "#", "##", "＃＃", "[["];

/// What follows a name that is only mentioned: `【氏名】とご住所をお書きください`.
const MENTIONED: [char; 10] = ['と', 'を', 'や', 'は', 'が', 'も', '、', '，', '・', ','];

/// Longest name between the marks, in bytes.
const LONGEST_NAME: usize = 60;

/// Brackets that stand in texts for other reasons, too, and are placeholders around the very name of a field that is declared.
const BRACKETS: &[(&str, &str)] = &[
    ("【", "】"),
    ("〔", "〕"),
    ("＜", "＞"),
    ("‹", "›"),
    ("《", "》"),
    ("〈", "〉"),
    ("｛", "｝"),
    ("（（", "））"),
    ("@@", "@@"),
];

/// Brackets that quote words in a sentence, and marks of Markdown and of prices: placeholders only where the reader is spoken to.
const QUOTING: &[(&str, &str)] = &[
    ("「", "」"),
    ("『", "』"),
    ("（", "）"),
    ("((", "))"),
    ("(", ")"),
    ("<", ">"),
    ("[", "]"),
    ("$", "$"),
    ("__", "__"),
    ("*", "*"),
    ("!!", "!!"),
    ("-", "-"),
];

/// Marks of other tools before the brace of a placeholder: `${name}`, `#{name}`.
const BEFORE_BRACE: [char; 5] = ['$', '#', '\\', '@', '!'];

/// Words that speak to somebody whose name follows.
const GREETINGS: [&str; 4] = ["dear", "hi", "hello", "hey"];

/// What stands around the name of a company.
const COMPANY: [&str; 6] = ["株式会社", "有限会社", "合同会社", "（株）", "(株)", "㈱"];

/// Words before the name of what is to be filled in: `[insert name]`.
const FILL_IN: [&str; 4] = ["insert ", "your ", "enter ", "the "];

/// What follows the name of a person or a company that is spoken to.
const TITLES: [&str; 5] = ["様", "さま", "さん", "殿", "御中"];

/// Signs that stand for a name to be filled in: `〇〇様`.
const BLANKS: [char; 10] = ['〇', '○', '◯', '●', '◎', '△', '▲', '□', '×', '✕'];

/// All placeholders of other tools in a text without tags. `fields` are the names of the fields that are declared;
/// `before_tag` says that a tag follows the text.
pub(super) fn placeholders(text: &str, fields: &[&str], before_tag: bool) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut example = false;
    let mut looked = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(opens)) {
        let start = at + next;
        let rest = text.get(start..).unwrap_or_default();
        let passed = text.get(looked..start).unwrap_or_default();
        example = passed.rsplit_once('\n').map_or(example || passed.contains('例'), |(_, line)| line.contains('例'));
        looked = start;
        // A piece of code, or an example of how to write.
        if example || passed.ends_with('`') {
            at = start + rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let done = found.last().map_or(0, |one: &Placeholder| one.range.end);
        let before = text.get(done..start).unwrap_or_default();
        let of_tools = || MARKS.iter().find_map(|marks| placeholder(rest, *marks, fields, before_tag));
        let one = statement(rest)
            .map(|(length, meant)| (length, meant, false))
            .or_else(of_tools)
            .or_else(|| bracketed(rest, fields, before_tag, greets(before)))
            .or_else(|| named_by_sign(rest, fields))
            .or_else(|| blank(before, rest, fields));
        match one.filter(|_| !rest.starts_with("｛｛")) {
            Some((length, meant, sure)) if found.len() < MAX_KEPT => {
                let sign =
                    before.chars().next_back().filter(|sign| rest.starts_with('{') && BEFORE_BRACE.contains(sign));
                let company = COMPANY.iter().find(|word| rest.starts_with(BLANKS) && before.ends_with(**word));
                let more = sign.map_or(0, char::len_utf8) + company.map_or(0, |word| word.len());
                found.push(Placeholder { range: start - more..start + length, meant, sure });
                at = start + length;
            }
            _ => {
                // A run of the same sign is one thing: `〇〇`.
                let one = rest.chars().next().unwrap_or_default();
                let run = rest.len() - rest.trim_start_matches(one).len();
                at = start + run.max(one.len_utf8());
            }
        }
    }
    found
}

/// Whether a placeholder may begin with that character: with the first one of any mark, or with a blank. Asked of every
/// character of every text.
fn opens(one: char) -> bool {
    matches!(one, '%' | '#' | '[' | '*' | '<' | '＃' | '％' | '{' | '［' | '$' | '_' | '@' | '(' | '（')
        || matches!(one, '【' | '〔' | '＜' | '‹' | '《' | '〈' | '｛' | '「' | '『' | '!' | '-' | 'x' | 'X' | 'Ｘ')
        || BLANKS.contains(&one)
}

/// The field that a name is, as it is written: exactly, with its object before it, or by another name for the same thing.
fn declared(name: &str, fields: &[&str]) -> Option<String> {
    let objects = ["lead.", "リード.", "見込み客."];
    let plain = objects.iter().find_map(|object| name.strip_prefix(object)).unwrap_or(name);
    let exact = fields.iter().find(|field| **field == plain);
    let alike = || {
        let meant = field_meant(plain)?;
        let mut same = fields.iter().filter(|field| field_meant(field) == Some(meant));
        same.next().filter(|_| same.next().is_none())
    };
    let field = exact.or_else(alike)?;
    Some(if field.is_ascii() { format!("lead.{field}") } else { format!("リード.{field}") })
}

/// Whether what follows speaks to somebody by name.
fn speaks_to(behind: &str) -> bool {
    let behind = behind.trim_start_matches([' ', '\u{3000}']);
    TITLES.iter().any(|title| behind.starts_with(title))
}

/// Whether what follows is a name in brackets that is spoken to: `【会社名】` in `【会社名】【氏名】様`.
fn speaks_behind_next(behind: &str) -> bool {
    let behind = behind.trim_start_matches([' ', '\u{3000}']);
    BRACKETS.iter().any(|(open, close)| {
        let Some(inside) = behind.strip_prefix(open) else { return false };
        let near = inside.char_indices().nth(LONGEST_NAME).map_or(inside, |(at, _)| inside.get(..at).unwrap_or(inside));
        near.split_once(close).is_some_and(|(name, rest)| field_meant(name.trim()).is_some() && speaks_to(rest))
    })
}

/// Whether what stands before that is the label of a value, `【氏名】 {{ リード.氏名 }}`, or the words of a link, `[氏名](link)`.
fn is_label(behind: &str, before_tag: bool) -> bool {
    behind.starts_with([':', '：', '(', '（']) || before_tag && behind.trim().is_empty()
}

/// `【氏名】`, `[氏名]`: brackets around the name of a field.
fn bracketed(rest: &str, fields: &[&str], before_tag: bool, greeted: bool) -> Option<(usize, String, bool)> {
    let all = BRACKETS.iter().map(|marks| (marks, false)).chain(QUOTING.iter().map(|marks| (marks, true)));
    all.into_iter().find_map(|((open, close), quoting)| {
        let inside = rest.strip_prefix(open)?;
        let mut near = inside.char_indices().take(LONGEST_NAME).map(|(at, _)| at);
        let length = near.find(|at| inside.get(*at..).is_some_and(|rest| rest.starts_with(close)))?;
        let name = inside.get(..length)?;
        let behind = inside.get(length + close.len()..)?;
        let lower = name.to_ascii_lowercase();
        let name =
            FILL_IN.iter().find_map(|word| name.get(word.len()..).filter(|_| lower.starts_with(word))).unwrap_or(name);
        let to_somebody = speaks_to(behind) || speaks_behind_next(behind) || greeted;
        let exact = fields.contains(&name) || name.split_once('.').is_some_and(|(_, field)| fields.contains(&field));
        let label = is_label(behind, before_tag);
        let mentioned = behind.starts_with(MENTIONED) && !greeted;
        let fits =
            !name.contains('\n') && !name.is_empty() && !label && !mentioned && (to_somebody || exact && !quoting);
        let known = declared(name.trim(), fields);
        let sure = known.is_some();
        // Nobody is called `お名前`, whether or not such a field is declared.
        let usual = || field_meant(name.trim()).filter(|_| to_somebody).map(str::to_owned);
        let meant = known.or_else(usual).filter(|_| fits)?;
        Some((open.len() + length + close.len(), meant, sure))
    })
}

/// Whether what stands before a name greets somebody: `Dear [Name],`.
fn greets(before: &str) -> bool {
    let last = before.trim_end().rsplit(|one: char| !one.is_ascii_alphabetic()).next().unwrap_or_default();
    before.ends_with(' ') && GREETINGS.contains(&last.to_ascii_lowercase().as_str())
}

/// `$NAME 様`, `%name様`: a sign before a name that most tools have.
fn named_by_sign(rest: &str, fields: &[&str]) -> Option<(usize, String, bool)> {
    let name = rest.strip_prefix(['$', '%', '@'])?;
    let length = name.find(|one: char| !one.is_ascii_alphanumeric() && one != '_').unwrap_or(name.len());
    let (name, behind) = name.split_at_checked(length.min(LONGEST_NAME))?;
    let meant = declared(name, fields).or_else(|| field_meant(name).map(str::to_owned))?;
    speaks_to(behind).then_some((1 + length, meant, false))
}

/// `〇〇様`, `○○ 御中`, `xx様`, `株式会社〇〇`: signs to be filled in by hand.
fn blank(before: &str, rest: &str, fields: &[&str]) -> Option<(usize, String, bool)> {
    let crossed =
        |one: &char| matches!(one, 'x' | 'X' | 'Ｘ') && !before.ends_with(|one: char| one.is_ascii_alphanumeric());
    let first = rest.chars().next().filter(|one| BLANKS.contains(one) || crossed(one))?;
    let length = rest.len() - rest.trim_start_matches(first).len();
    let behind = rest.get(length..)?;
    if length < 2 * first.len_utf8() {
        return None;
    }
    let ahead = COMPANY.iter().any(|word| before.ends_with(word));
    let next = COMPANY.iter().find(|word| behind.starts_with(**word));
    let of_company = (ahead || next.is_some()) && BLANKS.contains(&first);
    if !of_company && !speaks_to(behind) {
        return None;
    }
    let company = of_company || behind.trim_start_matches([' ', '\u{3000}']).starts_with("御中");
    let name = if company { "会社名" } else { "氏名" };
    let meant = declared(name, fields);
    let sure = meant.is_some() && !of_company;
    let generic = if company { "lead.company" } else { "lead.name" };
    Some((length + next.map_or(0, |word| word.len()), meant.unwrap_or_else(|| generic.to_owned()), sure))
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

/// The placeholder that a text begins with: its bytes, and what is meant.
fn placeholder(
    rest: &str,
    (open, close): (&str, &str),
    fields: &[&str],
    before_tag: bool,
) -> Option<(usize, String, bool)> {
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
    let own = ["lead.", "event.", "リード.", "見込み客.", "イベント."].iter().any(|object| name.starts_with(object));
    if open == "{" && own {
        return None;
    }
    let length = open.len() + length + close.len();
    if EVERYDAY.contains(&open) && is_label(rest.get(length..)?, before_tag) {
        return None;
    }
    if let Some(field) = declared(name, fields) {
        return Some((length, field, true));
    }
    let last = name.rsplit('.').next().unwrap_or(name);
    let known = field_meant(name).map(str::to_owned);
    let word = last.chars().all(unicode_ident::is_xid_continue);
    let other = || (word && !EVERYDAY.contains(&open)).then(|| format!("lead.{last}"));
    let meant = known.or_else(other)?;
    Some((length, meant, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(text: &str) -> Vec<String> {
        placeholders(text, &[], false).into_iter().map(|one| one.meant).collect()
    }

    #[test]
    fn every_mark_is_looked_for() {
        for (open, _) in MARKS.iter().chain(BRACKETS).chain(QUOTING) {
            assert!(open.starts_with(opens), "{open}");
        }
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
        assert_eq!(meant("【会社名】【氏名】様"), ["lead.company", "lead.name"]);
        assert!(meant("【会社名】【重要】のお知らせ").is_empty());
        for text in ["Dear [Name],", "Hello (name)!", "Dear [insert name],", "Hi ${name},", "Dear <First Name>,"] {
            assert_eq!(meant(text), ["lead.name"], "{text}");
        }
    }

    #[test]
    fn brackets_around_the_name_of_a_field_are_placeholders() {
        let fields = ["氏名", "会社名", "plan"];
        let meant = |text: &str| -> Vec<String> {
            placeholders(text, &fields, false).into_iter().map(|one| one.meant).collect()
        };
        for text in [
            "【氏名】様",
            "[氏名] 様",
            "＜氏名＞様",
            "‹氏名›様",
            "〔氏名〕様",
            "((氏名))様",
            "$氏名$様",
            "__氏名__様",
            "〇〇 様",
            "○○様",
            "「氏名」様",
            "（お名前）様",
            "%%氏名%%様",
            "[[お名前]]様",
            "{氏名}様",
            "【リード.氏名】様",
        ] {
            assert_eq!(meant(text), ["リード.氏名"], "{text}");
        }
        assert_eq!(meant("〇〇御中"), ["リード.会社名"]);
        assert_eq!(meant("株式会社〇〇 〇〇様"), ["リード.会社名", "リード.氏名"]);
        assert_eq!(meant("〇〇株式会社 ご担当者様"), ["リード.会社名"]);
        for text in ["XXX様", "xx 様", "*氏名*様", "!!氏名!! 様", "$NAME 様", "%name様"] {
            assert_eq!(meant(text), ["リード.氏名"], "{text}");
        }
        let ranges = |text: &str| -> Vec<String> {
            let all = placeholders(text, &fields, false).into_iter();
            all.filter_map(|one| text.get(one.range).map(str::to_owned)).collect()
        };
        assert_eq!(ranges("${氏名} 様"), ["${氏名}"]);
        assert_eq!(ranges("こちら、#{氏名}様"), ["#{氏名}"]);
        assert_eq!(ranges("株式会社〇〇 〇〇様"), ["株式会社〇〇", "〇〇"]);
        assert_eq!(meant("【会社名】　【氏名】様"), ["リード.会社名", "リード.氏名"]);
        assert!(meant("[plan]").is_empty() && meant("__plan__").is_empty());
        assert_eq!(meant("【plan】"), ["lead.plan"]);
        for text in [
            "【重要】",
            "「氏名」をご記入ください",
            "【氏名】：",
            "[氏名](link)",
            "〇〇をご覧ください",
            "○ 対応",
            "__強調__",
            "【氏名】とご住所をお書きください",
            "宛名の例：○○様",
            "`{氏名}` と書きます",
            "[[重要]] ##注意##",
        ] {
            assert!(meant(text).is_empty(), "{text}");
        }
        assert!(placeholders("【氏名】 ", &fields, true).is_empty());
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
            "XML と xx 番",
            "3 x 4、x軸",
            "- 項目 -",
            "株式会社○",
            "See [Name](link)",
        ] {
            assert!(meant(text).is_empty(), "{text}");
        }
    }
}
