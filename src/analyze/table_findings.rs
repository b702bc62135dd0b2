//! F0417 to F0420: the CSV files of contents.

use crate::diagnostic::{Code, Diagnostic, Finding, Text, nearest};
use crate::source::Span;

/// Columns that a help text lists.
const COLUMNS_SHOWN: usize = 8;

/// A declared column that the file does not have.
#[derive(Debug)]
pub struct ColumnNotInFile<'a> {
    /// The content.
    pub content: &'a str,
    /// The column.
    pub column: &'a str,
    /// The columns of the file.
    pub known: &'a [String],
    /// Where the column is declared.
    pub declared: Span,
    /// The first line of the file.
    pub span: Span,
}

impl Finding for ColumnNotInFile<'_> {
    const CODE: Code = Code(417);
    fn diagnose(&self) -> Diagnostic {
        let (content, column) = (self.content, self.column);
        let near = nearest(column, self.known.iter().map(String::as_str));
        let help = match near {
            Some(near) => Text::new(
                format!("the file calls a column `{near}`: use one name in both places"),
                format!("ファイルには `{near}` という列があります。どちらかの名前に揃えてください"),
            ),
            None => {
                let known = self.known.iter().filter(|name| !name.is_empty()).take(COLUMNS_SHOWN);
                let known = known.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                Text::new(
                    format!("name the columns in the first line of the file; it has: {known}"),
                    format!("ファイルの1行目に列の名前を書いてください。今ある列: {known}"),
                )
            }
        };
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("the file of the content `{content}` has no column `{column}`"),
                format!("コンテンツ `{content}` のファイルに `{column}` という列がありません"),
            ),
            self.span,
            Text::new("the names of its columns", "ファイルの見出しです"),
        )
        .with_label(self.declared, Text::new("declared here", "ここで宣言しています"))
        .with_help(help)
    }
}

/// A cell that is not what its column wants.
#[derive(Debug)]
pub struct BadCell<'a> {
    /// The content.
    pub content: &'a str,
    /// The column.
    pub column: &'a str,
    /// What is wrong.
    pub text: Text,
    /// Nothing stands in it.
    pub empty: bool,
    /// The cell.
    pub span: Span,
}

impl Finding for BadCell<'_> {
    const CODE: Code = Code(418);
    fn diagnose(&self) -> Diagnostic {
        let (content, column, text) = (self.content, self.column, &self.text);
        let help = if self.empty {
            Text::new(
                format!("fill it in, or declare the column as `{column}: …?` if it may be empty"),
                format!("値を入れるか、空でもよい列なら `{column}: …?` と宣言してください"),
            )
        } else {
            Text::new("correct the cell, or the type of the column", "セルの値か、列の型を直してください")
        };
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("wrong cell in column `{column}` of the content `{content}`: {}", text.en),
                format!("コンテンツ `{content}` の列 `{column}` の値に誤りがあります。{}", text.ja),
            ),
            self.span,
            Text::new(format!("column `{column}`"), format!("列 `{column}` です")),
        )
        .with_help(help)
    }
}

/// A file that cannot be read as a table.
#[derive(Debug)]
pub struct NotATable<'a> {
    /// The content.
    pub content: &'a str,
    /// Why.
    pub reason: Text,
    /// Where.
    pub span: Span,
}

impl Finding for NotATable<'_> {
    const CODE: Code = Code(419);
    fn diagnose(&self) -> Diagnostic {
        let (content, reason) = (self.content, &self.reason);
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("the file of the content `{content}` cannot be read: {}", reason.en),
                format!("コンテンツ `{content}` のファイルを読み込めません。{}", reason.ja),
            ),
            self.span,
            Text::new("here", "ここです"),
        )
        .with_help(Text::new(
            "save the table as CSV, with the names of the columns in its first line",
            "表をCSV形式で保存し、1行目に列の名前を書いてください",
        ))
    }
}

/// A content without rows.
#[derive(Debug)]
pub struct EmptyContent<'a> {
    /// The content.
    pub content: &'a str,
    /// Where its file is named.
    pub declared: Span,
    /// The header of the file.
    pub span: Span,
}

impl Finding for EmptyContent<'_> {
    const CODE: Code = Code(420);
    fn diagnose(&self) -> Diagnostic {
        let content = self.content;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("the content `{content}` has no rows, so mails would show nothing"),
                format!("コンテンツ `{content}` に行が1つもなく、メールに何も表示されません"),
            ),
            self.span,
            Text::new("only the names of the columns", "見出しだけです"),
        )
        .with_label(self.declared, Text::new("the file is named here", "ここで指定しています"))
        .with_help(Text::new("add at least one row", "少なくとも1行を追加してください"))
    }
}
