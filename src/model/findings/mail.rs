//! F04xx: senders, mails, teams and the law.

use super::listed;
use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety, Text};
use crate::model::{is_mail_address, is_web_address};
use crate::source::Span;
use unicode_normalization::UnicodeNormalization as _;

/// A mail whose sender nobody can tell.
#[derive(Debug)]
pub struct EmailWithoutSender<'a> {
    /// The mail.
    pub email: &'a str,
    /// Senders of the workspace.
    pub known: Vec<&'a str>,
    /// The mail's name.
    pub span: Span,
}

impl Finding for EmailWithoutSender<'_> {
    const CODE: Code = Code(401);
    fn diagnose(&self) -> Diagnostic {
        let email = self.email;
        let help = match self.known.first() {
            None => Text::new(
                "declare one, for all mails: `sender acme { name \"…\" from \"…\" address \"…\" contact \"…\" }`; \
                 a single sender counts for every mail that names none",
                "`sender acme { name \"…\" from \"…\" address \"…\" contact \"…\" }` と宣言してください。\
                 1つ宣言すれば、差出人を書いていないすべてのメールに使われます",
            ),
            Some(first) => {
                let list = listed(self.known.iter().copied());
                Text::new(
                    format!("there are several senders ({list}): say which, as in `sender {first}`"),
                    format!("差出人が複数あります（{list}）。メールの中に `sender {first}` のように書いてください"),
                )
            }
        };
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("the email `{email}` has no sender"),
                format!("メール `{email}` の差出人が決まっていません"),
            ),
            self.span,
            Text::new("who is it from?", "誰からのメールですか？"),
        )
        .with_help(help)
    }
}

/// A sender without what the law wants shown.
#[derive(Debug)]
pub struct SenderLacks<'a> {
    /// The sender.
    pub sender: &'a str,
    /// What is missing.
    pub lacking: Vec<&'static str>,
    /// Its name.
    pub span: Span,
}

impl Finding for SenderLacks<'_> {
    const CODE: Code = Code(402);
    fn diagnose(&self) -> Diagnostic {
        let (sender, list) = (self.sender, listed(self.lacking.iter().copied()));
        let sample = |line: &&str| match *line {
            "name" => Text::new("`name \"Acme Inc.\"`", "`name \"株式会社アクメ\"`"),
            "from" => Text::new("`from \"info@acme.example\"`", "`from \"info@acme.example\"`"),
            "address" => {
                Text::new("`address \"1-1 Ichibancho, Chiyoda-ku, Tokyo\"`", "`address \"東京都千代田区一番町1-1\"`")
            }
            _ => Text::new("`contact \"https://acme.example/contact\"`", "`contact \"https://acme.example/contact\"`"),
        };
        let label = if self.lacking == ["from"] {
            Text::new("mail needs an address to come from", "送信元のアドレスが必要です")
        } else {
            Text::new("the law wants it in every mail", "法律上、メールに表示が必要な項目です")
        };
        let samples: Vec<Text> = self.lacking.iter().map(sample).collect();
        let english = samples.iter().map(|one| one.en.as_str()).collect::<Vec<_>>().join(", ");
        let japanese = samples.iter().map(|one| one.ja.as_str()).collect::<Vec<_>>().join("、");
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("the sender `{sender}` has no {list}"),
                format!("差出人 `{sender}` に {list} がありません"),
            ),
            self.span,
            label,
        )
        .with_help(Text::new(format!("add {english}"), format!("{japanese} のように追加してください")))
    }
}

/// Something that is no mail address.
#[derive(Debug)]
pub struct BadAddress<'a> {
    /// As written.
    pub address: &'a str,
    /// Where.
    pub span: Span,
}

impl Finding for BadAddress<'_> {
    const CODE: Code = Code(403);
    fn diagnose(&self) -> Diagnostic {
        let address = self.address;
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{address}` is not a mail address"),
                format!("`{address}` はメールアドレスではありません"),
            ),
            self.span,
            Text::new("mail to this would not arrive", "このままではメールが届きません"),
        );
        match half_width(address, self.span, is_mail_address) {
            Some((help, fix)) => diagnostic.with_help(help).with_fix(fix),
            None => diagnostic.with_help(Text::new(
                "write one address such as `\"info@acme.example\"`",
                "`\"info@acme.example\"` のように1つだけ書いてください",
            )),
        }
    }
}

/// The address in half-width characters, where that is all that is wrong with it.
fn half_width(address: &str, span: Span, is_address: fn(&str) -> bool) -> Option<(Text, Fix)> {
    let plain: String = address.trim().nfkc().collect();
    if plain == address || address.contains("{{") || !is_address(&plain) {
        return None;
    }
    let help = Text::new(
        format!("type it with half-width characters and no blanks around it: `\"{plain}\"`"),
        format!("半角の文字で、前後に空白を入れずに `\"{plain}\"` と書いてください"),
    );
    let title = Text::new("use half-width characters", "半角の文字に直す");
    Some((help, Fix { safety: FixSafety::Safe, title, edits: vec![(span, format!("\"{plain}\""))] }))
}

/// A mail without a subject or a body.
#[derive(Debug)]
pub struct EmailLacks<'a> {
    /// The mail.
    pub email: &'a str,
    /// What is missing.
    pub lacking: Vec<&'static str>,
    /// Its name.
    pub span: Span,
}

impl Finding for EmailLacks<'_> {
    const CODE: Code = Code(404);
    fn diagnose(&self) -> Diagnostic {
        let (email, list) = (self.email, listed(self.lacking.iter().copied()));
        let lines = self.lacking.iter().map(|word| format!("`{word} \"…\"`")).collect::<Vec<_>>().join(", ");
        Diagnostic::error(
            Self::CODE,
            Text::new(format!("the email `{email}` has no {list}"), format!("メール `{email}` に {list} がありません")),
            self.span,
            Text::new("cannot be sent like this", "このままでは送れません"),
        )
        .with_help(Text::new(format!("add {lines}"), format!("{lines} を追加してください")))
    }
}

/// A start of marketing mail without a basis.
#[derive(Debug)]
pub struct StartWithoutBasis<'a> {
    /// A marketing mail that it leads to.
    pub email: &'a str,
    /// The start is by hand.
    pub by_hand: bool,
    /// Where that mail is sent.
    pub sent_at: Span,
    /// The start.
    pub span: Span,
}

impl Finding for StartWithoutBasis<'_> {
    const CODE: Code = Code(405);
    fn diagnose(&self) -> Diagnostic {
        let email = self.email;
        let help = if self.by_hand {
            Text::new(
                "write `start by hand, needs consent` (or `needs written`, `business relation`, `published`)",
                "`start by hand, needs consent` のように書いてください（`written` 名刺など書面、`business relation` 取引関係、`published` 公表されたアドレスもあります）",
            )
        } else {
            Text::new(
                "write `, gives consent` where this event is the lead's consent, or `, needs consent` where it must be on record \
                 (also: written, business relation, published)",
                "このイベントで同意を得るなら `, gives consent`、すでに同意がある人だけなら `, needs consent` と書いてください\
                 （`written` 名刺など書面、`business relation` 取引関係、`published` 公表されたアドレスもあります）",
            )
        };
        Diagnostic::error(
            Self::CODE,
            Text::new(
                "this start does not say on which basis leads may be mailed",
                "この開始には、広告メールを送ってよい根拠が書かれていません",
            ),
            self.span,
            Text::new("consent, or what else?", "同意などの根拠が必要です"),
        )
        .with_label(
            self.sent_at,
            Text::new(
                format!("it leads to `{email}`, an advertising mail"),
                format!("ここで広告メール `{email}` を送ります"),
            ),
        )
        .with_help(help)
    }
}

/// What is wrong with the address of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkProblem {
    /// It does not begin with `http://` or `https://`.
    NoScheme,
    /// A value decides where it goes.
    OpenHost,
    /// It is no address.
    NoAddress,
}

/// A link that cannot be followed.
#[derive(Debug)]
pub struct BadLinkAddress<'a> {
    /// As written.
    pub address: &'a str,
    /// What is wrong.
    pub problem: LinkProblem,
    /// Where.
    pub span: Span,
}

impl Finding for BadLinkAddress<'_> {
    const CODE: Code = Code(407);
    fn diagnose(&self) -> Diagnostic {
        let address = self.address;
        let (message, label) = match self.problem {
            LinkProblem::NoScheme => (
                Text::new(
                    format!("`{address}` is not a web address"),
                    format!("`{address}` はWebアドレスではありません"),
                ),
                Text::new("does not begin with https://", "https:// で始まっていません"),
            ),
            LinkProblem::OpenHost => (
                Text::new(
                    "a value could change the site that this link leads to",
                    "差し込む値によって、リンク先のサイトが変わるおそれがあります",
                ),
                Text::new("the site is not fixed", "サイト名が固定されていません"),
            ),
            LinkProblem::NoAddress => (
                Text::new(
                    format!("`{address}` is not a web address"),
                    format!("`{address}` はWebアドレスではありません"),
                ),
                Text::new("cannot be opened", "このままでは開けません"),
            ),
        };
        let diagnostic = Diagnostic::error(Self::CODE, message, self.span, label);
        if let Some((help, fix)) = half_width(address, self.span, is_web_address) {
            return diagnostic.with_help(help).with_fix(fix);
        }
        diagnostic.with_help(Text::new(
            "write it like `\"https://acme.example/guide.pdf\"`; values may follow the first `/`, and a property of type `url` may be the whole address",
            "`\"https://acme.example/guide.pdf\"` のように書いてください。値を差し込めるのは最初の `/` より後ろです（型が `url` の項目なら全体を差し込めます）",
        ))
    }
}

/// A team without members.
#[derive(Debug)]
pub struct TeamWithoutMembers<'a> {
    /// The team.
    pub team: &'a str,
    /// Its name.
    pub span: Span,
}

impl Finding for TeamWithoutMembers<'_> {
    const CODE: Code = Code(410);
    fn diagnose(&self) -> Diagnostic {
        let team = self.team;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("the team `{team}` has no members, so nobody would hear of a handoff"),
                format!("チーム `{team}` にメンバーがいないため、引き渡しが誰にも届きません"),
            ),
            self.span,
            Text::new("nobody here", "メンバーがいません"),
        )
        .with_help(Text::new(
            "add `member \"sato@acme.example\"`",
            "`member \"sato@acme.example\"` のように追加してください",
        ))
    }
}

/// A team that gets handoffs and is not told how soon to answer.
#[derive(Debug)]
pub struct HandoffWithoutAnswer<'a> {
    /// The team.
    pub team: &'a str,
    /// The first handoff to it.
    pub handoff: Span,
    /// Where its name is declared.
    pub span: Span,
}

impl Finding for HandoffWithoutAnswer<'_> {
    const CODE: Code = Code(431);
    fn diagnose(&self) -> Diagnostic {
        let team = self.team;
        Diagnostic::note(
            Self::CODE,
            Text::new(
                format!("leads are handed over to `{team}`, and nothing says how soon it answers"),
                format!("チーム `{team}` への引き渡しに、いつまでに対応するかが書かれていません"),
            ),
            self.span,
            Text::new("no time to answer", "対応の期限がありません"),
        )
        .with_label(self.handoff, Text::new("a lead is handed over here", "ここで引き渡します"))
        .with_help(Text::new(
            "add `answer within 24 hours, else tell \"manager@acme.example\"`: the handoff mail then says so",
            "`answer within 24 hours, else tell \"manager@acme.example\"` のように追加してください。引き渡しのメールに期限が載ります",
        ))
    }
}

/// A team that is told how soon to answer, and nobody who is told when it does not.
#[derive(Debug)]
pub struct UnwatchedAnswer<'a> {
    /// The team.
    pub team: &'a str,
    /// The first handoff to it.
    pub handoff: Span,
    /// Address to offer.
    pub other: String,
    /// `answer within …`.
    pub span: Span,
}

impl Finding for UnwatchedAnswer<'_> {
    const CODE: Code = Code(433);
    fn diagnose(&self) -> Diagnostic {
        let Self { team, other, .. } = self;
        let more = format!(", else tell \"{other}\"");
        let end = Span::new(self.span.file, self.span.end, self.span.end);
        Diagnostic::note(
            Self::CODE,
            Text::new(
                format!("nobody is told when `{team}` does not answer in time"),
                format!("チーム `{team}` が期限までに対応しなくても、誰にも知らされません"),
            ),
            self.span,
            Text::new("only the handoff mail says so", "引き渡しのメールに載るだけです"),
        )
        .with_label(self.handoff, Text::new("a lead is handed over here", "ここで引き渡します"))
        .with_help(Text::new(
            format!(
                "add `{more}` behind it: the handoff mail then has a link with which the team says that it has begun, and where nobody does in time, that address is told"
            ),
            format!(
                "後ろに `{more}` を付けてください。引き渡しのメールに「対応を始めました」のリンクが載り、期限までに押されなければ、そのアドレスに知らせます"
            ),
        ))
        .with_fix(Fix {
            safety: FixSafety::Unsafe,
            title: Text::new("say who is told otherwise", "対応がないときの連絡先を加える"),
            edits: vec![(end, more)],
        })
    }
}

/// A subject or preheader that is empty or has several lines.
#[derive(Debug)]
pub struct SubjectBreaks {
    /// It is empty.
    pub empty: bool,
    /// It is the preheader.
    pub preheader: bool,
    /// Where.
    pub span: Span,
}

impl Finding for SubjectBreaks {
    const CODE: Code = Code(411);
    fn diagnose(&self) -> Diagnostic {
        let what =
            if self.preheader { Text::new("preheader", "プレヘッダー") } else { Text::new("subject", "件名") };
        let message = if self.empty {
            Text::new(format!("the {} is empty", what.en), format!("{}が空です", what.ja))
        } else {
            Text::new("a subject or preheader is one line", "件名とプレヘッダーは1行で書きます")
        };
        let label = if self.empty {
            Text::new("nothing to read", format!("{}がありません", what.ja))
        } else {
            Text::new("has a line break", "改行があります")
        };
        Diagnostic::error(Self::CODE, message, self.span, label)
            .with_help(Text::new("write one line of text", "1行の文を書いてください"))
    }
}

/// A link of a body with full-width brackets, or with blanks between its brackets.
#[derive(Debug)]
pub struct WideLinkBrackets {
    /// The full-width brackets.
    pub brackets: Vec<(Span, char)>,
    /// Blanks between `]` and `(`.
    pub gap: Option<Span>,
    /// The first of all these.
    pub span: Span,
}

impl Finding for WideLinkBrackets {
    const CODE: Code = Code(413);
    fn diagnose(&self) -> Diagnostic {
        let plain = |bracket: char| match bracket {
            '（' => "(",
            '）' => ")",
            '［' | '【' => "[",
            _ => "]",
        };
        let changes = |between: &str| {
            let one = |(_, bracket): &(Span, char)| format!("`{bracket}`{between}`{}`", plain(*bracket));
            self.brackets.iter().map(one).collect::<Vec<_>>()
        };
        let (message, label) = if self.brackets.is_empty() {
            (
                Text::new(
                    "this link has a space between its brackets, so readers would see the brackets instead of a link",
                    "リンクのかっこの間に空白があるため、リンクにならず、かっこがそのまま読み手に届きます",
                ),
                Text::new("no space here", "ここに空白は入れません"),
            )
        } else {
            (
                Text::new(
                    "this link has full-width brackets, so readers would see the brackets instead of a link",
                    "リンクのかっこが全角のため、リンクにならず、かっこがそのまま読み手に届きます",
                ),
                Text::new("full-width bracket", "全角のかっこです"),
            )
        };
        let together = Text::new("write `](` without a space between", "`](` と、間を空けずに書いてください");
        let wide = || {
            Text::new(
                format!("write half-width brackets: {}", changes(" → ").join(", ")),
                format!("全角のかっこ {} に直してください", changes(" を ").join("、")),
            )
        };
        let help = match (self.brackets.is_empty(), self.gap) {
            (true, _) => together,
            (false, None) => wide(),
            (false, Some(_)) => {
                let wide = wide();
                Text::new(format!("{}, and {}", wide.en, together.en), format!("{}。{}", wide.ja, together.ja))
            }
        };
        let mut edits: Vec<_> =
            self.brackets.iter().map(|(span, bracket)| (*span, plain(*bracket).to_owned())).collect();
        edits.extend(self.gap.map(|gap| (gap, String::new())));
        let title = if self.brackets.is_empty() {
            Text::new("delete the space", "空白を消す")
        } else {
            Text::new("write half-width brackets", "半角のかっこに直す")
        };
        Diagnostic::error(Self::CODE, message, self.span, label).with_help(help).with_fix(Fix {
            safety: FixSafety::Safe,
            title,
            edits,
        })
    }
}
