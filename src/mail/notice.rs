//! The notice to sales, of a handoff or only to tell something: who the lead is, what it did, what it is interested in, and what to do next, so that a
//! salesperson knows at a glance. Plain text, nothing tracked, and an answer goes to the lead.

use super::address::HeaderText;
use super::compose::{ComposeError, ComposeSettings, Composed, Letter, parse};
use super::history::{History, one_line};
use super::token::Token;
use super::words::field_label;
use crate::diagnostic::{Language, Text};
use crate::engine::{LeadState, Scope, amount_words, civil, rank, value_words};
use crate::ir::time::Instant;
use crate::ir::{Program, Team, Value};
use crate::store::JournalEntry;
use std::fmt::Write;

/// Fields that a salesperson looks for first, in this order; the others follow in the order of the program.
const FIRST_FIELDS: &[&str] = &["name", "company", "department", "title", "phone", "location", "prefecture"];

/// Lines of history in a short notice: the newest say why the lead was handed over.
const LAST_LINES: usize = 5;

/// What a notice says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// The lead is handed over.
    Handoff,
    /// Nothing is handed over: the lead's runs go on.
    Told,
    /// The team has not answered the handoff in time.
    Unanswered,
}

/// A call to sales.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'a> {
    /// The team in the program.
    pub team: &'a str,
    /// Why, in words.
    pub because: &'a str,
    /// What it says.
    pub kind: NoticeKind,
    /// Address of the member of the team.
    pub recipient: &'a str,
    /// Identity of the notice: becomes the left part of the Message-ID, so a repeated notice is recognised.
    pub id: &'a str,
    /// Number of the handoff, or of what is told, within the lead.
    pub number: u64,
    /// When this is told: for a handoff, when the lead was handed over.
    pub at: Instant,
}

/// Makes the notice to sales. `history` is the lead's journal, oldest first.
///
/// # Errors
/// See [`ComposeError`].
pub fn compose_notice(
    program: &Program,
    state: &LeadState,
    history: &[JournalEntry],
    notice: &Notice<'_>,
    settings: &ComposeSettings,
    now: Instant,
) -> Result<Composed, ComposeError> {
    let team = program.teams.get(notice.team);
    let team = team.ok_or_else(|| ComposeError::Unknown { kind: "team", name: notice.team.to_owned() })?;
    let sender = program.senders.values().next();
    let sender = sender.ok_or_else(|| ComposeError::Unknown { kind: "sender", name: String::new() })?;
    let scope = Scope::of_lead(program, state, now);
    let writer = Writer { scope, notice, team, settings };
    let mut letter = Letter::new(sender, notice.recipient, "sales", notice.id, settings)?;
    // A lead whose address is broken is still handed over; then the answer goes to the sender.
    letter.reply_to = parse("lead", &state.email).ok();
    letter.finish(writer.subject(), writer.text(history), String::new(), program, now)
}

/// The notice in short, as plain text for a chat room: who, why, how to get in touch, and what the lead did last.
///
/// # Errors
/// Where the program does not have the team.
pub fn notice_words(
    program: &Program,
    state: &LeadState,
    history: &[JournalEntry],
    notice: &Notice<'_>,
    settings: &ComposeSettings,
    now: Instant,
) -> Result<String, ComposeError> {
    let team = program.teams.get(notice.team);
    let team = team.ok_or_else(|| ComposeError::Unknown { kind: "team", name: notice.team.to_owned() })?;
    let scope = Scope::of_lead(program, state, now);
    Ok(Writer { scope, notice, team, settings }.short(history))
}

struct Writer<'a> {
    scope: Scope<'a>,
    notice: &'a Notice<'a>,
    team: &'a Team,
    settings: &'a ComposeSettings,
}

impl Writer<'_> {
    fn say(&self, en: &str, ja: &str) -> String {
        Text::new(en, ja).get(self.settings.notice_language).to_owned()
    }

    /// A text field of the lead on one line, empty where it is missing.
    fn field(&self, name: &str) -> String {
        match self.scope.lead.fields.get(name) {
            Some(Value::Text(text)) => one_line(text),
            Some(_) | None => String::new(),
        }
    }

    fn subject(&self) -> String {
        let who = [self.field("company"), self.field("name")];
        let who: Vec<&str> = who.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        let who = if who.is_empty() { one_line(&self.scope.lead.email) } else { who.join(" ") };
        let because = one_line(self.notice.because);
        let kind = match self.notice.kind {
            NoticeKind::Told => self.say("Notice", "お知らせ"),
            NoticeKind::Handoff => self.say("Handoff", "引き渡し"),
            NoticeKind::Unanswered => self.say("Not answered", "未対応"),
        };
        let subject = match self.settings.notice_language {
            Language::English => format!("[{kind}] {who}: {because}"),
            Language::Japanese => format!("【{kind}】{who} 様：{because}"),
        };
        HeaderText::new(subject.trim_end_matches([':', '：', ' '])).as_str().to_owned()
    }

    fn text(&self, history: &[JournalEntry]) -> String {
        let history = History::new(self.scope, history, self.settings);
        let told = self.notice.kind == NoticeKind::Told;
        let mut text = match self.notice.kind {
            NoticeKind::Told => self.say(
                "For your information: no handoff, the lead goes on getting its mails.\n",
                "お知らせです。引き渡しではなく、このリードへの配信は続きます。\n",
            ),
            NoticeKind::Handoff => {
                self.say("Please take care of this lead.\n", "次のリードへのご対応をお願いいたします。\n")
            }
            NoticeKind::Unanswered => {
                let team = one_line(self.notice.team);
                self.say(
                    &format!("This lead was handed over to {team}, and nobody has taken it on in time.\n"),
                    &format!("{team}に引き渡したリードについて、期限までに対応開始の連絡がありません。\n"),
                )
            }
        };
        let mut section = |title: String, lines: Vec<String>| {
            if !lines.is_empty() {
                let _ = write!(text, "\n■ {title}\n{}\n", lines.join("\n"));
            }
        };
        if told {
            section(self.say("What it is about", "お知らせの内容"), self.reason(&history));
        } else {
            section(self.say("What to do next", "次にしていただくこと"), self.next_action());
            section(self.say("Why now", "引き渡しの理由"), self.reason(&history));
        }
        section(self.say("The lead", "リードの情報"), self.person());
        section(self.say("Score", "スコア"), self.score());
        section(self.say("What the lead is interested in", "関心のあること"), history.interests());
        section(self.say("Other handoffs of this lead", "ほかの引き渡し"), history.other_handoffs(self.notice));
        section(self.say("What happened so far", "これまでの経緯"), history.lines());
        text
    }

    fn short(&self, history: &[JournalEntry]) -> String {
        let mut lines = vec![self.subject()];
        if !self.notice.recipient.is_empty() {
            lines.push(self.line(&self.say("For", "担当"), self.notice.recipient));
        }
        if self.notice.kind != NoticeKind::Told {
            lines.push(self.get_in_touch());
            lines.extend(self.warning());
            lines.extend(self.taking_on());
        }
        lines.push(String::new());
        lines.extend(FIRST_FIELDS.iter().filter(|name| !self.field(name).is_empty()).map(|name| self.field_line(name)));
        lines.push(self.line(&self.say("Mail", "メールアドレス"), &one_line(&self.scope.lead.email)));
        lines.extend(self.score().iter().map(|score| self.line(&self.say("Score", "スコア"), score)));
        let did = History::new(self.scope, history, self.settings).lines();
        let last = did.get(did.len().saturating_sub(LAST_LINES)..).unwrap_or_default();
        if !last.is_empty() {
            lines.push(String::new());
            lines.extend_from_slice(last);
        }
        lines.join("\n")
    }

    fn get_in_touch(&self) -> String {
        if self.notice.kind == NoticeKind::Unanswered {
            return self.say(
                "Ask the team how things stand, and see to it that somebody gets in touch with the lead.",
                "担当チームに状況をご確認のうえ、ご連絡の手配をお願いいたします。",
            );
        }
        match (&self.team.answer, self.settings.notice_language) {
            (Some(answer), Language::English) => {
                format!(
                    "Get in touch by mail or phone within {}.",
                    amount_words(answer.within, self.settings.notice_language)
                )
            }
            (Some(answer), Language::Japanese) => {
                format!(
                    "{}以内に、メールまたはお電話でご連絡ください。",
                    amount_words(answer.within, self.settings.notice_language)
                )
            }
            (None, Language::English) => "Get in touch by mail or phone as soon as you can.".into(),
            (None, Language::Japanese) => "できるだけ早く、メールまたはお電話でご連絡ください。".into(),
        }
    }

    /// Where the team says that it has taken the lead on, where somebody else is told otherwise.
    fn taking_on(&self) -> Option<String> {
        let answer = self.team.answer.as_ref()?;
        let other = one_line(answer.escalate_to.as_ref()?);
        let token = self.settings.tokens.make(&Token::Answer { notice: self.notice.id.to_owned() })?;
        let page = format!("{}/a/{token}", self.settings.public_url);
        match self.notice.kind {
            NoticeKind::Handoff => Some(self.say(
                &format!("When you have taken it on, say so here, or {other} will be told: {page}"),
                &format!("対応を始めたら、次のページでお知らせください（期限を過ぎると {other} に連絡します）：{page}"),
            )),
            NoticeKind::Told | NoticeKind::Unanswered => None,
        }
    }

    /// What to mind before writing to the lead.
    fn warning(&self) -> Option<String> {
        self.scope.lead.suppression.as_ref().map(|_| {
            self.say(
                "Note: this lead has opted out of our mails or cannot be reached by mail. Call, or ask before you write.",
                "ご注意：このリードには配信停止などによりメールをお送りできません。お電話でのご連絡をご検討ください。",
            )
        })
    }

    fn next_action(&self) -> Vec<String> {
        let mut lines = vec![self.get_in_touch()];
        if let Some(warning) = self.warning() {
            lines.push(warning);
        } else if parse("lead", &self.scope.lead.email).is_ok() {
            lines.push(
                self.say("A reply to this mail goes to the lead.", "このメールに返信すると、お客様ご本人に届きます。"),
            );
        }
        lines.extend(self.taking_on());
        lines
    }

    /// Why and when the lead was handed over, also where that was some time ago and nobody has answered.
    fn reason(&self, history: &History<'_>) -> Vec<String> {
        let at = history.handed_over_at(self.notice.number).unwrap_or(self.notice.at);
        let at = civil::format_local(at, &self.scope.program.limits.zone).get(self.settings.notice_language).to_owned();
        let because = one_line(self.notice.because);
        [because, at].into_iter().filter(|line| !line.is_empty()).collect()
    }

    fn line(&self, label: &str, value: &str) -> String {
        match self.settings.notice_language {
            Language::English => format!("{label}: {value}"),
            Language::Japanese => format!("{label}：{value}"),
        }
    }

    fn person(&self) -> Vec<String> {
        let declared = &self.scope.program.lead_fields;
        let mut names: Vec<&str> = FIRST_FIELDS.iter().copied().filter(|name| declared.contains_key(*name)).collect();
        names.extend(declared.keys().map(String::as_str).filter(|name| !FIRST_FIELDS.contains(name)));
        // What nobody has changed says nothing about this lead.
        names.retain(|name| !self.is_default(name));
        let position = names.iter().filter(|name| ["name", "company", "department", "title"].contains(name)).count();
        let mut lines: Vec<String> = names.iter().map(|name| self.field_line(name)).collect();
        let mail = self.line(&self.say("Mail", "メールアドレス"), &one_line(&self.scope.lead.email));
        lines.insert(position.min(lines.len()), mail);
        lines
    }

    /// Whether a field has the value that every new lead has.
    fn is_default(&self, name: &str) -> bool {
        let default = self.scope.program.lead_fields.get(name).and_then(|field| field.default.as_ref());
        default.is_some_and(|default| self.scope.lead.fields.get(name).is_none_or(|value| value == default))
    }

    fn field_line(&self, name: &str) -> String {
        let field = self.scope.program.lead_fields.get(name);
        let words = self.scope.lead.fields.get(name).map_or_else(
            || self.say("(not known)", "（不明）"),
            |value| one_line(&value_words(value, self.settings.notice_language, self.scope.zone())),
        );
        self.line(&field_label(name, field, self.settings.notice_language), &words)
    }

    fn score(&self) -> Vec<String> {
        let score = self.scope.lead.score;
        let rank = rank(&self.scope.program.score.ranks, score).map(|rank| rank.name.as_str());
        vec![match (self.settings.notice_language, rank) {
            (Language::English, Some(rank)) => format!("{score} points (rank: {rank})"),
            (Language::English, None) => format!("{score} points"),
            (Language::Japanese, Some(rank)) => format!("{score}点（ランク：{rank}）"),
            (Language::Japanese, None) => format!("{score}点"),
        }]
    }
}
