//! What a lead does in the words of speech, where the grammar takes all of it for the name of an event: `クリックした人には`,
//! `事例を開封`, `半年間反応なし`. Only the words are read here; which mail or event is meant, the declared names tell.

use crate::syntax::amount_meant;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// A mail is opened.
    Open,
    /// A link is clicked.
    Click,
    /// Anything at all.
    Respond,
    /// All that is left.
    Otherwise,
}

/// A deed as it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SaidDeed<'t> {
    pub deed: Deed,
    /// What it is done to, without particles; empty where that is not said.
    pub object: &'t str,
    /// It is not done.
    pub denied: bool,
}

/// Verbs of Japanese, in which the object stands before them.
const VERBS: &[(&str, Deed, bool)] = &[
    ("未開封", Deed::Open, true),
    ("未クリック", Deed::Click, true),
    ("無反応", Deed::Respond, true),
    ("反応無し", Deed::Respond, true),
    ("開封", Deed::Open, false),
    ("クリック", Deed::Click, false),
    ("反応", Deed::Respond, false),
];

/// Names of English that are deeds and nothing else.
const ENGLISH: &[(&str, Deed, bool)] = &[
    ("opened", Deed::Open, false),
    ("opens", Deed::Open, false),
    ("open", Deed::Open, false),
    ("clicked", Deed::Click, false),
    ("clicks", Deed::Click, false),
    ("click", Deed::Click, false),
    ("unopened", Deed::Open, true),
    ("not_opened", Deed::Open, true),
    ("not_clicked", Deed::Click, true),
    ("no_response", Deed::Respond, true),
    ("no_reaction", Deed::Respond, true),
    ("nothing", Deed::Respond, true),
    ("timeout", Deed::Otherwise, false),
    ("others", Deed::Otherwise, false),
    ("everyone_else", Deed::Otherwise, false),
];

/// What all the others are called.
const OTHERS: &[&str] = &["それ以外", "その他", "ほか", "他の", "残り", "期限", "タイムアウト", "そうでな"];

/// What denies behind a verb.
const DENIALS: &[&str] = &["なし", "ない", "なかった", "なけれ", "無し", "無い", "せず", "ゼロ"];

/// Particles between the object and the verb.
const PARTICLES: &[char] = &['を', 'が', 'は', 'の', 'に', 'も', 'で', '、'];

/// What stands for any mail or link.
const ANYTHING: &[&str] = &[
    "",
    "メール",
    "リンク",
    "ボタン",
    "URL",
    "URLリンク",
    "いずれか",
    "いずれかのメール",
    "どれか",
    "メールのリンク",
    "メール内のリンク",
    "本文のリンク",
    "何か",
];

/// What stands for all mails.
const ALL: &[&str] = &["どの", "1通", "一通", "一度", "1度", "すべて", "全て", "まったく", "全く", "一つ", "1つ"];

/// What is said to have happened, behind the name of an event.
const HAPPENED: &[&str] = &[
    "があったら",
    "があった",
    "があれば",
    "があったとき",
    "がありました",
    "がある",
    "が来たら",
    "が来た",
    "が届いたら",
    "が入ったら",
    "が発生したら",
    "が起きたら",
    "されたら",
    "された",
    "したら",
    "したとき",
    "した人",
    "した人には",
    "した",
    "すると",
    "済み",
    "済",
    "あり",
    "の場合",
    "のとき",
    "時",
];

/// What is said not to have happened.
const NOT_HAPPENED: &[&str] = &[
    "がなかったら",
    "がなければ",
    "がなかった",
    "がない",
    "していない人",
    "していない",
    "しなかったら",
    "しなかった",
    "しなければ",
    "なし",
];

/// The deed that a name says; nothing where it says none.
pub(super) fn deed(name: &str) -> Option<SaidDeed<'_>> {
    if let Some((_, deed, denied)) = ENGLISH.iter().find(|(word, ..)| name.eq_ignore_ascii_case(word)) {
        return Some(SaidDeed { deed: *deed, object: "", denied: *denied });
    }
    if OTHERS.iter().any(|word| name.starts_with(word)) {
        return Some(SaidDeed { deed: Deed::Otherwise, object: "", denied: false });
    }
    let (at, verb, deed, denied) =
        VERBS.iter().find_map(|(verb, deed, denied)| Some((name.find(verb)?, *verb, *deed, *denied)))?;
    let (object, behind) = (name.get(..at)?, name.get(at + verb.len()..)?);
    let denied = denied || DENIALS.iter().any(|denial| behind.contains(denial));
    Some(SaidDeed { deed, object: object.trim_end_matches(PARTICLES), denied })
}

impl SaidDeed<'_> {
    /// Whether no certain mail is meant.
    pub(super) fn is_about_any(&self) -> bool {
        ANYTHING.contains(&self.object) || self.is_about_all()
    }

    /// Whether all mails are meant.
    pub(super) fn is_about_all(&self) -> bool {
        ALL.iter().any(|word| self.object.contains(word))
    }

    /// The length of time that is said instead of an object, as the language writes it.
    pub(super) fn lasting(&self) -> Option<String> {
        amount_meant(self.object)
    }
}

/// The event that a name begins with where the rest says that it happened, and whether it says the contrary.
pub(super) fn happened(name: &str, is_event: impl Fn(&str) -> bool) -> Option<(&str, bool)> {
    let stem = |words: &[&str]| {
        let stems = words.iter().filter_map(|word| name.strip_suffix(word));
        stems.filter(|stem| is_event(stem)).max_by_key(|stem| stem.len())
    };
    stem(NOT_HAPPENED).map(|event| (event, true)).or_else(|| stem(HAPPENED).map(|event| (event, false)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeds_are_read_with_what_they_are_done_to() {
        let said = |name| deed(name).map(|said| (said.deed, said.object, said.denied));
        assert_eq!(said("クリックした人には"), Some((Deed::Click, "", false)));
        assert_eq!(said("事例をクリック"), Some((Deed::Click, "事例", false)));
        assert_eq!(said("クリックしなかった人"), Some((Deed::Click, "", true)));
        assert_eq!(said("未開封"), Some((Deed::Open, "", true)));
        assert_eq!(said("反応がなければ"), Some((Deed::Respond, "", true)));
        assert_eq!(said("半年間反応なし"), Some((Deed::Respond, "半年間", true)));
        assert_eq!(said("それ以外の人"), Some((Deed::Otherwise, "", false)));
        assert_eq!(said("資料請求"), None);
        assert_eq!(happened("注文があったら", |name| name == "注文"), Some(("注文", false)));
        assert_eq!(happened("注文していない", |name| name == "注文"), Some(("注文", true)));
        assert_eq!(happened("注文書", |name| name == "注文"), None);
    }
}
