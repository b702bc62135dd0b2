//! F01xx: names that are taken, unknown, or of another kind.

use super::words::NOTHING;
use super::{Kind, did_you_mean, listed, replacement, with_near_name};
use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety, Text, look_alike};
use crate::source::Span;
use crate::syntax::written_name;

/// Two things of one kind have the same name.
#[derive(Debug)]
pub struct DuplicateName {
    /// Their kind.
    pub kind: Kind,
    /// The name.
    pub name: String,
    /// The first.
    pub first: Span,
    /// The one too many.
    pub second: Span,
}

impl Finding for DuplicateName {
    const CODE: Code = Code(101);
    fn diagnose(&self) -> Diagnostic {
        let (en, ja) = self.kind.word();
        let name = &self.name;
        Diagnostic::error(
            Self::CODE,
            Text::new(format!("there are two {en}s named `{name}`"), format!("`{name}` という{ja}が2つあります")),
            self.second,
            Text::new("declared again here", "ここでもう一度宣言されています"),
        )
        .with_label(self.first, Text::new("first declared here", "最初の宣言はここです"))
        .with_help(Text::new(
            "give one of them another name, or delete it",
            "どちらかの名前を変えるか、不要なほうを削除してください",
        ))
    }
}

/// Nothing of that kind has that name.
#[derive(Debug)]
pub struct UnknownName<'a> {
    /// The kind that is needed.
    pub kind: Kind,
    /// The name as written.
    pub name: &'a str,
    /// The nearest name of that kind.
    pub near: Option<&'a str>,
    /// How many points it speaks of, where the score was meant.
    pub points: Option<u32>,
    /// The points as a trigger, where one can stand.
    pub trigger: Option<String>,
    /// What is surely meant, as it is written here: `事例` for `事例メール`, `事例.詳しく` for `事例の詳しく`.
    pub meant: Option<String>,
    /// What to write where no name is meant.
    pub instead: Option<Text>,
    /// All names of that kind.
    pub known: Vec<&'a str>,
    /// Where.
    pub span: Span,
}

/// Names that a help text lists; more would hide the message.
pub(super) const NAMES_LISTED: usize = 8;

impl Finding for UnknownName<'_> {
    const CODE: Code = Code(102);
    fn diagnose(&self) -> Diagnostic {
        if let Some(particle) = self.particle() {
            return self.with_particle(particle);
        }
        let (en, ja) = self.kind.word();
        let name = self.name;
        let message = Text::new(format!("there is no {en} `{name}`"), format!("`{name}` という{ja}はありません"));
        if let Some(meant) = &self.meant {
            let label = did_you_mean(Some(meant), Text::new("", ""));
            return Diagnostic::error(Self::CODE, message, self.span, label)
                .with_help(Text::new(format!("write `{meant}`"), format!("`{meant}` と書いてください")))
                .with_fix(Fix { safety: FixSafety::Safe, ..replacement(self.span, meant) });
        }
        let label = did_you_mean(self.near, Text::new("this name is not declared", "この名前は宣言されていません"));
        let instead = self.instead.clone().or_else(|| self.without_name()).or_else(|| self.alike());
        let help = instead.unwrap_or_else(|| self.declare());
        let diagnostic = Diagnostic::error(Self::CODE, message, self.span, label).with_help(help);
        match &self.trigger {
            Some(trigger) => diagnostic.with_fix(replacement(self.span, trigger)),
            None => with_near_name(diagnostic, self.span, self.near),
        }
    }
}

/// What a Japanese sentence puts behind a name.
const PARTICLES: [&str; 8] = ["を", "に", "へ", "が", "の", "は", "で", "と"];

/// Words for all mails, which are no name.
const ANY: [&str; 6] = ["any", "every", "all", "いずれかの", "すべての", "全ての"];

impl UnknownName<'_> {
    /// How to declare the name, and which others there are.
    fn declare(&self) -> Text {
        let (en, declared) = (self.kind.word().0, written_name(self.name));
        let form = match self.kind {
            Kind::Audience => format!("{en} {declared}"),
            Kind::Segment => format!("{en} {declared} when …"),
            Kind::Sender
            | Kind::Event
            | Kind::Email
            | Kind::Message
            | Kind::Content
            | Kind::Team
            | Kind::Scenario
            | Kind::Test => format!("{en} {declared} {{ … }}"),
        };
        if self.known.is_empty() {
            return Text::new(format!("declare it: `{form}`"), format!("`{form}` と宣言してください"));
        }
        let list = listed(self.known.iter().copied().take(NAMES_LISTED));
        Text::new(
            format!("declare it with `{form}`, or use one of: {list}"),
            format!("`{form}` と宣言するか、次のどれかを使ってください: {list}"),
        )
    }

    /// Which characters tell the name from the declared one, where they look alike.
    fn alike(&self) -> Option<Text> {
        let (written, declared) = look_alike(self.name, self.near?)?;
        Some(Text::new(
            format!(
                "`{written}` and `{declared}` look alike, but are different characters; the declared name has `{declared}`"
            ),
            format!("`{written}` と `{declared}` は似ていますが別の文字です。宣言された名前は `{declared}` です"),
        ))
    }

    /// What to write where the word is no name at all: a trigger, or all mails together.
    fn without_name(&self) -> Option<Text> {
        if self.kind == Kind::Email && ANY.contains(&self.name) {
            return Some(Text::new(
                "name the email; for all emails together only points are given: `score { clicked any email +10 }`",
                "メールの名前を書いてください。すべてのメールをまとめて扱うのは `score { clicked any email +10 }` の点数だけです",
            ));
        }
        if self.kind == Kind::Email && NOTHING.contains(&self.name) {
            return Some(Text::new(
                "where no further email is expected, write `expect nothing more`",
                "もうメールが届かないことを確かめるなら `expect nothing more` と書いてください",
            ));
        }
        let points = self.points?;
        Some(Text::new(
            format!(
                "a score is no event: a rule is written `when score reaches {points} {{ … }}`, a condition `score >= {points}`"
            ),
            format!(
                "スコアはイベントではありません。ルールは `when score reaches {points} {{ … }}`、条件は `score >= {points}` と書いてください"
            ),
        ))
    }

    /// The particle that makes another name of a declared one.
    fn particle(&self) -> Option<&'static str> {
        let declared = |particle: &str| self.name.strip_suffix(particle).is_some_and(|stem| self.known.contains(&stem));
        PARTICLES.into_iter().find(|particle| declared(particle))
    }

    /// `送信 thanksを`: the name with the particle of a sentence.
    fn with_particle(&self, particle: &str) -> Diagnostic {
        let meant = written_name(self.name.strip_suffix(particle).unwrap_or(self.name));
        let (en, ja) = self.kind.word();
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("there is no {en} `{}`: `{particle}` is taken for part of the name", self.name),
                format!("`{}` という{ja}はありません（`{particle}` も名前の一部とみなされます）", self.name),
            ),
            self.span,
            did_you_mean(Some(&meant), Text::new("", "")),
        )
        .with_help(Text::new(
            format!("write `{meant}` without `{particle}`"),
            format!("助詞の `{particle}` を付けずに `{meant}` と書いてください"),
        ))
        .with_fix(Fix { safety: FixSafety::Safe, ..replacement(self.span, &meant) })
    }
}

/// The name is that of something else.
#[derive(Debug)]
pub struct WrongKind<'a> {
    /// The kind that is needed.
    pub wanted: Kind,
    /// The kind that it is.
    pub is: Kind,
    /// The name.
    pub name: &'a str,
    /// Where it is declared.
    pub declared: Span,
    /// The nearest name of the wanted kind.
    pub near: Option<&'a str>,
    /// Where.
    pub span: Span,
}

impl Finding for WrongKind<'_> {
    const CODE: Code = Code(103);
    fn diagnose(&self) -> Diagnostic {
        let (name, wanted, is) = (self.name, self.wanted, self.is);
        let needed = Text::new(
            format!("{} is needed here", wanted.with_article()),
            format!("ここには{}の名前を書きます", wanted.word().1),
        );
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{name}` is {}, not {}", is.with_article(), wanted.with_article()),
                format!("`{name}` は{}であり、{}ではありません", is.word().1, wanted.word().1),
            ),
            self.span,
            did_you_mean(self.near, needed),
        )
        .with_label(
            self.declared,
            Text::new(
                format!("declared as {} here", is.with_article()),
                format!("ここで{}として宣言されています", is.word().1),
            ),
        );
        with_near_name(diagnostic, self.span, self.near)
    }
}

/// The same entry twice in one block.
#[derive(Debug)]
pub struct DuplicateEntry {
    /// What stands there twice.
    pub what: String,
    /// The first.
    pub first: Span,
    /// The one too many.
    pub second: Span,
}

impl Finding for DuplicateEntry {
    const CODE: Code = Code(105);
    fn diagnose(&self) -> Diagnostic {
        let what = &self.what;
        Diagnostic::error(
            Self::CODE,
            Text::new(format!("`{what}` stands here twice"), format!("`{what}` が2回書かれています")),
            self.second,
            Text::new("the second one", "2回目です"),
        )
        .with_label(self.first, Text::new("the first one", "1回目はここです"))
        .with_help(Text::new("keep one of them", "どちらか1つだけを残してください"))
    }
}

/// A link that the mail does not declare.
#[derive(Debug)]
pub struct UnknownLink<'a> {
    /// Whether it is an email or a message.
    pub kind: Kind,
    /// Its name.
    pub sent: &'a str,
    /// The link as written.
    pub link: &'a str,
    /// The nearest one.
    pub near: Option<&'a str>,
    /// All its links.
    pub known: Vec<&'a str>,
    /// Where the link's name stands.
    pub span: Span,
}

impl Finding for UnknownLink<'_> {
    const CODE: Code = Code(106);
    fn diagnose(&self) -> Diagnostic {
        let (sent, link) = (self.sent, self.link);
        let (kind, kind_ja) = self.kind.word();
        let (in_sent, new) = (written_name(sent), written_name(link));
        let add = Text::new(
            format!("add `link {new} \"https://…\"` to `{kind} {in_sent}`"),
            format!("`{kind} {in_sent}` に `link {new} \"https://…\"` を追加してください"),
        );
        let help = if self.known.is_empty() {
            add
        } else {
            let list = listed(self.known.iter().copied().take(NAMES_LISTED));
            Text::new(format!("{}, or use one of: {list}", add.en), format!("{}。今あるリンク: {list}", add.ja))
        };
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("the {kind} `{sent}` has no link `{link}`"),
                format!("{kind_ja} `{sent}` に `{link}` というリンクはありません"),
            ),
            self.span,
            did_you_mean(self.near, Text::new("no such link", "このリンクは宣言されていません")),
        );
        with_near_name(diagnostic.with_help(help), self.span, self.near)
    }
}

/// `lead`, `score` or `limits` twice in a workspace.
#[derive(Debug)]
pub struct DuplicateDeclaration {
    /// The keyword.
    pub word: &'static str,
    /// The first.
    pub first: Span,
    /// The one too many.
    pub second: Span,
}

impl Finding for DuplicateDeclaration {
    const CODE: Code = Code(107);
    fn diagnose(&self) -> Diagnostic {
        let word = self.word;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("a workspace has one `{word}`, this is the second"),
                format!("`{word}` はワークスペースに1つだけです。これは2つ目です"),
            ),
            self.second,
            Text::new("the second one", "2つ目です"),
        )
        .with_label(self.first, Text::new("the first one", "1つ目はここです"))
        .with_help(Text::new("move what stands here into the first one", "ここの内容を1つ目のほうへまとめてください"))
    }
}

/// `rank` where no ranks are declared.
#[derive(Debug)]
pub struct NoRanks {
    /// Where.
    pub span: Span,
}

impl Finding for NoRanks {
    const CODE: Code = Code(109);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new(
                "`rank` is used, but no ranks are declared",
                "`rank` が使われていますが、ランクが宣言されていません",
            ),
            self.span,
            Text::new("a lead has no rank yet", "リードにはまだランクがありません"),
        )
        .with_help(Text::new(
            "declare them: `score { ranks { cold below 20, warm from 20, hot from 50 } }`",
            "`score { ranks { cold below 20, warm from 20, hot from 50 } }` のように宣言してください",
        ))
    }
}
