//! F06xx: files that cannot be read.

use crate::diagnostic::{Code, Diagnostic, Finding, Fix, FixSafety, Text};
use crate::source::{MAX_SOURCE_BYTES, Span};

/// A file that does not exist.
#[derive(Debug)]
pub struct FileNotFound<'a> {
    /// As written.
    pub path: &'a str,
    /// The file that was most likely meant, as it would be written.
    pub near: Option<&'a str>,
    /// Where it is named.
    pub span: Span,
}

impl Finding for FileNotFound<'_> {
    const CODE: Code = Code(601);
    fn diagnose(&self) -> Diagnostic {
        let path = self.path;
        let label = match self.near {
            Some(near) => Text::new(format!("did you mean `{near}`?"), format!("`{near}` のことですか？")),
            None => Text::new("not found", "見つかりません"),
        };
        let found = Diagnostic::error(
            Self::CODE,
            Text::new(format!("there is no file `{path}`"), format!("`{path}` というファイルはありません")),
            self.span,
            label,
        )
        .with_help(Text::new(
            "paths count from the folder of the file that names them, with `/` between folders",
            "パスは、それを書いたファイルのあるフォルダーから数え、`/` で区切ります",
        ));
        match self.near {
            Some(near) if !near.contains(['"', '\\']) => found.with_fix(Fix {
                safety: FixSafety::Unsafe,
                title: Text::new(format!("write `{near}`"), format!("`{near}` に書き換える")),
                edits: vec![(self.span, format!("\"{near}\""))],
            }),
            Some(_) | None => found,
        }
    }
}

/// A `use` of something that holds no scenarios.
#[derive(Debug)]
pub struct NotScenarios<'a> {
    /// As written.
    pub path: &'a str,
    /// Where it is named.
    pub span: Span,
}

impl Finding for NotScenarios<'_> {
    const CODE: Code = Code(606);
    fn diagnose(&self) -> Diagnostic {
        let path = self.path;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{path}` is neither a `.flow` file nor a folder with some"),
                format!("`{path}` は `.flow` ファイルでも、`.flow` ファイルのあるフォルダーでもありません"),
            ),
            self.span,
            Text::new("nothing to use in it", "使える宣言がありません"),
        )
        .with_help(Text::new(
            "name a `.flow` file, or a folder with such files; the text of a mail is named by `body file`",
            "`.flow` ファイルか、それがあるフォルダーを書いてください。メールの本文は `body file` で指定します",
        ))
    }
}

/// A path that leads out of the workspace.
#[derive(Debug)]
pub struct OutsideWorkspace<'a> {
    /// As written.
    pub path: &'a str,
    /// Where it is named.
    pub span: Span,
}

impl Finding for OutsideWorkspace<'_> {
    const CODE: Code = Code(602);
    fn diagnose(&self) -> Diagnostic {
        let path = self.path;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{path}` lies outside the workspace"),
                format!("`{path}` はワークスペースの外にあります"),
            ),
            self.span,
            Text::new("only files of the workspace are read", "ワークスペースの中のファイルだけを読みます"),
        )
        .with_help(Text::new(
            "move the file into the workspace and name it by a relative path",
            "ファイルをワークスペースの中に移し、相対パスで書いてください",
        ))
    }
}

/// A file that is too large to be a source.
#[derive(Debug)]
pub struct TooLarge<'a> {
    /// As written.
    pub path: &'a str,
    /// Where it is named.
    pub span: Span,
}

impl Finding for TooLarge<'_> {
    const CODE: Code = Code(603);
    fn diagnose(&self) -> Diagnostic {
        let (path, kib) = (self.path, MAX_SOURCE_BYTES / 1024);
        Diagnostic::error(
            Self::CODE,
            Text::new(format!("`{path}` is larger than {kib} KiB"), format!("`{path}` は {kib} KiB を超えています")),
            self.span,
            Text::new("too large", "大きすぎます"),
        )
        .with_help(Text::new("split it into several files with `use`", "`use` を使って複数のファイルに分けてください"))
    }
}

/// A file in another encoding.
#[derive(Debug)]
pub struct NotUtf8<'a> {
    /// As written.
    pub path: &'a str,
    /// The encoding that it seems to have.
    pub guessed: &'a str,
    /// Where it is named.
    pub span: Span,
}

impl Finding for NotUtf8<'_> {
    const CODE: Code = Code(604);
    fn diagnose(&self) -> Diagnostic {
        let (path, guessed) = (self.path, self.guessed);
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{path}` is not UTF-8, it looks like {guessed}"),
                format!("`{path}` はUTF-8ではありません（{guessed} のようです）"),
            ),
            self.span,
            Text::new("cannot be read as text", "文字として読めません"),
        )
        .with_help(Text::new("save the file as UTF-8", "エディターで文字コードをUTF-8にして保存し直してください"))
    }
}

/// A file that the system does not give us.
#[derive(Debug)]
pub struct CannotRead<'a> {
    /// As written.
    pub path: &'a str,
    /// In the system's words.
    pub reason: &'a str,
    /// Where it is named.
    pub span: Span,
}

impl Finding for CannotRead<'_> {
    const CODE: Code = Code(605);
    fn diagnose(&self) -> Diagnostic {
        let (path, reason) = (self.path, self.reason);
        Diagnostic::error(
            Self::CODE,
            Text::new(format!("`{path}` cannot be read: {reason}"), format!("`{path}` を読み込めません: {reason}")),
            self.span,
            Text::new("not readable", "読み込めません"),
        )
        .with_help(Text::new("check the file's permissions", "ファイルのアクセス権を確認してください"))
    }
}

/// A flow file without a declaration: empty, or nothing but comments.
#[derive(Debug)]
pub struct NothingDeclared {
    /// Its beginning.
    pub span: Span,
}

impl Finding for NothingDeclared {
    const CODE: Code = Code(607);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::warning(
            Self::CODE,
            Text::new("this file declares nothing", "このファイルには何も宣言されていません"),
            self.span,
            Text::new("no scenario, email or anything else", "シナリオやメールなどの宣言がありません"),
        )
        .with_help(Text::new(
            "write declarations, or delete the file; `sodate init DIR` makes a workspace with a working scenario",
            "宣言を書くか、ファイルを削除してください。`sodate init DIR` で、動くシナリオの入ったワークスペースを作れます",
        ))
    }
}
