//! Tags in texts: `{{ … }}`.

use super::{fix, shown, text};
use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety};
use crate::source::Span;

/// `{{` without `}}`.
#[derive(Debug)]
pub struct UnclosedTag {
    /// The `{{`.
    pub span: Span,
}

impl Finding for UnclosedTag {
    const CODE: Code = Code(30);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            text("this `{{` is never closed", "この `{{` が閉じられていません"),
            self.span,
            text("opened here", "ここで開いています"),
        )
        .with_help(text(
            "write `}}` after what is to be inserted, as in `{{ lead.name }}`",
            "`{{ lead.name }}` のように、差し込む項目のあとに `}}` を書いてください",
        ))
    }
}

/// `{{ }}` with nothing inside.
#[derive(Debug)]
pub struct EmptyTag {
    /// The tag.
    pub span: Span,
}

impl Finding for EmptyTag {
    const CODE: Code = Code(35);
    fn diagnose(&self) -> Diagnostic {
        let title = text("delete it", "このタグを消す");
        Diagnostic::error(
            Self::CODE,
            text("this `{{ }}` inserts nothing", "この `{{ }}` には、差し込むものが書かれていません"),
            self.span,
            text("empty", "中身がありません"),
        )
        .with_help(text(
            "write what is to be inserted, such as `{{ lead.name }}`, or delete it",
            "`{{ lead.name }}` のように差し込むものを書くか、このタグを消してください",
        ))
        .with_fix(fix(FixSafety::Unsafe, title, self.span, String::new()))
    }
}

/// `{{ else }}` or `{{ end }}` without `{{ if … }}`.
#[derive(Debug)]
pub struct ElseOrEndAlone {
    /// The tag.
    pub span: Span,
    /// `else` or `end`.
    pub word: &'static str,
}

impl Finding for ElseOrEndAlone {
    const CODE: Code = Code(31);
    fn diagnose(&self) -> Diagnostic {
        let word = self.word;
        Diagnostic::error(
            Self::CODE,
            text(
                format!("`{{{{ {word} }}}}` belongs to no `{{{{ if … }}}}`"),
                format!("この `{{{{ {word} }}}}` に対応する `{{{{ if … }}}}` がありません"),
            ),
            self.span,
            text("belongs to no `if`", "対応する `if` がありません"),
        )
        .with_help(text(
            "write `{{ if lead.company is known }} … {{ else }} … {{ end }}`, or delete this tag",
            "`{{ if lead.company is known }} … {{ else }} … {{ end }}` の形にするか、このタグを消してください",
        ))
    }
}

/// `{{ if … }}` without `{{ end }}`.
#[derive(Debug)]
pub struct IfWithoutEnd {
    /// The `if` tag.
    pub span: Span,
    /// The end of the text.
    pub insert: Span,
}

impl Finding for IfWithoutEnd {
    const CODE: Code = Code(32);
    fn diagnose(&self) -> Diagnostic {
        let title = text("insert `{{ end }}` at the end of the text", "文章の最後に `{{ end }}` を入れる");
        Diagnostic::error(
            Self::CODE,
            text("this `{{ if … }}` has no `{{ end }}`", "この `{{ if … }}` に `{{ end }}` がありません"),
            self.span,
            text("begins here", "ここから始まっています"),
        )
        .with_help(text(
            "write `{{ end }}` where the part that depends on it ends",
            "条件で出し分ける部分の終わりに `{{ end }}` を書いてください",
        ))
        .with_fix(fix(FixSafety::Unsafe, title, self.insert, "{{ end }}"))
    }
}

/// `{ lead.name }`: a value between braces that insert nothing, so that readers would see the braces.
#[derive(Debug)]
pub struct SingleBraces {
    /// From the opening to the closing brace.
    pub span: Span,
    /// What stands between them.
    pub inside: String,
    /// What makes them double; nothing where no brace closes.
    pub edits: Vec<(Span, String)>,
    /// The whole as written, where the marks and the name are those of another mail tool.
    pub foreign: Option<String>,
    /// Whether it is the name of a field that is declared.
    pub sure: bool,
}

impl Finding for SingleBraces {
    const CODE: Code = Code(235);
    fn diagnose(&self) -> Diagnostic {
        let meant = format!("{{{{ {} }}}}", self.inside);
        if let Some(foreign) = &self.foreign {
            return self.of_another_tool(foreign, &meant);
        }
        let diagnostic = Diagnostic::error(
            Self::CODE,
            text(
                "these braces insert nothing: readers would see them as they stand",
                "この波かっこでは値が差し込まれず、このままの文字が読み手に届きます",
            ),
            self.span,
            text("needs two half-width braces on each side", "半角の波かっこを2つずつ書いてください"),
        )
        .with_help(text(format!("write `{meant}`"), format!("`{meant}` と書いてください")));
        if self.edits.is_empty() {
            return diagnostic;
        }
        let title = text(format!("write `{meant}`"), format!("`{meant}` に直す"));
        diagnostic.with_fix(Fix { safety: FixSafety::Safe, title, edits: self.edits.clone() })
    }
}

impl SingleBraces {
    /// `%%name%%`, `[[会社名]]`, `{name}`.
    fn of_another_tool(&self, written: &str, meant: &str) -> Diagnostic {
        let written = shown(written);
        Diagnostic::error(
            Self::CODE,
            text(
                format!("{written} inserts nothing: readers would see it as it stands"),
                format!("{written} では値が差し込まれず、このままの文字が読み手に届きます"),
            ),
            self.span,
            text("as in another mail tool", "ほかのツールの差し込み記号です"),
        )
        .with_help(if self.sure {
            text(format!("write `{meant}`"), format!("`{meant}` と書いてください"))
        } else if self.inside.starts_with("lead.") {
            text(
                format!("write `{meant}`, with the name of a field that `lead` declares"),
                format!("`{meant}` のように、`lead` で宣言した項目の名前で書いてください"),
            )
        } else {
            text(
                format!("write `{meant}`; conditions are written `{{{{ if lead.title is known }}}} … {{{{ end }}}}`"),
                format!(
                    "`{meant}` と書いてください。条件は `{{{{ if lead.title is known }}}} … {{{{ end }}}}` の形です"
                ),
            )
        })
        .with_fix(Fix {
            safety: if self.sure { FixSafety::Safe } else { FixSafety::Unsafe },
            title: text(format!("write `{meant}`"), format!("`{meant}` に直す")),
            edits: self.edits.clone(),
        })
    }
}
