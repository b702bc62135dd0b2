//! `sodate graph`: a scenario or the whole workspace as a picture: SVG, Mermaid or DOT.

use super::compile::Compiled;
use super::context::Context;
use super::help::Words;
use super::problem::{Doing, Exit, Outcome, Problem};
use super::workspace;
use crate::diagnostic::{Language, fold, nearest};
use crate::ir::Program;
use crate::ir::draw::{self, Measured, TooLarge};
use crate::ir::graph::{self, Graph};
use clap::ValueEnum;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The words of this command.
pub const WORDS: Words = Words {
    command: "graph",
    about: ("Draw a scenario as a picture (SVG, Mermaid, DOT)", "シナリオを図にする（SVG・Mermaid・DOT）"),
    arguments: &[
        ("scenario", ("The scenario; without one, the whole workspace", "シナリオ。なければワークスペース全体の図")),
        (
            "format",
            (
                "svg, mermaid or dot [by the ending of the file, else svg]",
                "svg・mermaid・dot\n（省略時はファイルの拡張子で決まり、なければsvg）",
            ),
        ),
        ("output", ("Write to this file instead of standard output", "標準出力の代わりに書き出すファイル")),
        (
            "all",
            (
                "Write a picture of each scenario and of the whole into this folder",
                "全シナリオと全体の図を書き出すフォルダー",
            ),
        ),
    ],
    more: Some((
        "Examples:\n  sodate graph whitepaper -o whitepaper.svg\n  sodate graph --all pictures --lang ja",
        "例:\n  sodate graph whitepaper -o whitepaper.svg\n  sodate graph --all pictures --lang ja",
    )),
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What to draw.
    #[arg(value_name = "SCENARIO")]
    pub scenario: Option<String>,
    /// How.
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<PictureFormat>,
    /// Where to write.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Where to write all pictures.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["scenario", "output"])]
    pub all: Option<PathBuf>,
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PictureFormat {
    /// A picture.
    Svg,
    /// Text that wikis draw.
    Mermaid,
    /// Text for Graphviz.
    Dot,
}

impl PictureFormat {
    const fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Mermaid => "mmd",
            Self::Dot => "dot",
        }
    }
}

/// The ending of a file's name, in small letters.
fn ending_of(path: &Path) -> Option<String> {
    path.extension().map(|ending| ending.to_string_lossy().to_lowercase())
}

/// The format that is meant: the one that is named, or that of the file's ending.
fn format_of(arguments: &Arguments) -> Outcome<PictureFormat> {
    if let Some(format) = arguments.format {
        return Ok(format);
    }
    let ending = arguments.output.as_deref().and_then(ending_of);
    match ending.as_deref() {
        Some("svg") | None => Ok(PictureFormat::Svg),
        Some("mmd" | "mermaid" | "md") => Ok(PictureFormat::Mermaid),
        Some("dot" | "gv") => Ok(PictureFormat::Dot),
        Some(other) => Err(other_ending(other)),
    }
}

/// What is written into the file: a page in Markdown holds Mermaid as a block of its own, which wikis and pull requests draw.
fn in_file(text: String, format: PictureFormat, path: &Path) -> String {
    match (format, ending_of(path).as_deref()) {
        (PictureFormat::Mermaid, Some("md")) => format!("```mermaid\n{text}```\n"),
        (PictureFormat::Svg | PictureFormat::Mermaid | PictureFormat::Dot, _) => text,
    }
}

fn other_ending(ending: &str) -> Box<Problem> {
    Problem::usage(format!("pictures are not written as .{ending}"), format!(".{ending}形式の図は書き出せません")).help(
        "write -o NAME.svg (a picture for browsers and documents), NAME.mmd (mermaid), NAME.md (mermaid in a page) or NAME.dot (dot), or say which with --format",
        "-o の名前を .svg（ブラウザーや文書で見られる図）、.mmd（mermaid）、.md（ページの中のmermaid）、.dot（dot）のどれかにするか、--format で形式を指定してください",
    )
}

/// Draws.
///
/// # Errors
/// A workspace with errors, a scenario that does not exist or is too large, files that cannot be written.
pub fn run(arguments: &Arguments, context: &mut Context) -> Outcome {
    let format = format_of(arguments)?;
    let root = context.root()?;
    let target = workspace::whole(&root)?;
    if target.files.is_empty() {
        return Err(Problem::usage("the workspace has no .flow file", "ワークスペースに.flowファイルがありません"));
    }
    let compiled = Compiled::new(target, context)?;
    let program = compiled.playable_program(
        context,
        "nothing was drawn, because the workspace has errors",
        "エラーがあるため、図は作っていません",
    )?;
    let language = context.look.language;
    if let Some(folder) = &arguments.all {
        let written = write_all(&program, folder, format, language)?;
        for path in written {
            context.output.print(&format!("{}\n", workspace::shown(&path)))?;
        }
        return Ok(Exit::Fine);
    }
    let graph = match &arguments.scenario {
        Some(name) => graph::scenario(&program, name).ok_or_else(|| unknown(&program, name))?,
        None => graph::overview(&program),
    };
    let text = draw(&graph, format, language)?;
    match &arguments.output {
        Some(path) => std::fs::write(path, in_file(text, format, path))
            .map_err(|error| Problem::file(Doing::Writing, path, &error))?,
        None => context.output.print(&text)?,
    }
    Ok(Exit::Fine)
}

fn draw(graph: &Graph, format: PictureFormat, language: Language) -> Outcome<String> {
    let drawn = match format {
        PictureFormat::Svg => draw::svg(graph, language),
        PictureFormat::Mermaid => draw::mermaid(graph, language),
        PictureFormat::Dot => draw::dot(graph, language),
    };
    drawn.map_err(|large| too_large(graph, format, large))
}

fn too_large(graph: &Graph, format: PictureFormat, large: TooLarge) -> Box<Problem> {
    let TooLarge { measured, count, most } = large;
    let ((form_en, form_ja), (svg, dot)) = match format {
        PictureFormat::Svg => (("a picture", "図"), (false, true)),
        PictureFormat::Mermaid => (("Mermaid", "Mermaid"), (true, true)),
        PictureFormat::Dot => (("DOT", "DOT"), (false, false)),
    };
    let (counted_en, counted_ja) = match measured {
        Measured::Items => ("boxes and labels", ("箱と説明が", "個")),
        Measured::Arrows => ("arrows", ("矢印が", "本")),
        Measured::Characters => ("characters", ("文字数が", "字")),
    };
    let problem = Problem::finding(
        format!("`{}` is too large for {form_en}: {count} {counted_en}; at most {most}", graph.title.en),
        format!(
            "`{}` は大きすぎて{form_ja}にできません（{}{count}{}。上限は{most}）",
            graph.title.ja, counted_ja.0, counted_ja.1
        ),
    );
    let (items, dot_items) = (draw::MOST_ITEMS, draw::MOST_DOT_ITEMS);
    match (svg, dot) {
        (true, _) => problem.help(
            format!("`--format svg` draws up to {items} boxes and labels, `--format dot` writes up to {dot_items}"),
            format!("`--format svg` なら箱と説明{items}個まで、`--format dot` なら{dot_items}個まで書き出せます"),
        ),
        (false, true) => problem.help(
            format!("`--format dot` writes up to {dot_items}, for other programs to draw"),
            format!("`--format dot` なら{dot_items}個まで書き出せます（描画は別のソフトで）"),
        ),
        (false, false) => {
            problem.help("split the scenario in two with `go to`", "`go to`（移動）で、シナリオを2つに分けてください")
        }
    }
}

fn unknown(program: &Program, name: &str) -> Box<Problem> {
    let problem = Problem::usage(format!("there is no scenario `{name}`"), format!("シナリオ `{name}` はありません"));
    let names = || program.scenarios.keys().map(String::as_str);
    match nearest(name, names()) {
        Some(near) => problem.help(format!("did you mean `{near}`?"), format!("`{near}` ではありませんか")),
        None if program.scenarios.is_empty() => {
            problem.help("the workspace has no scenario", "ワークスペースにシナリオがありません")
        }
        None => {
            let quoted: Vec<String> = names().map(|name| format!("`{name}`")).collect();
            problem.help(format!("known: {}", quoted.join(", ")), format!("あるもの: {}", quoted.join("、")))
        }
    }
}

fn write_all(program: &Program, folder: &Path, format: PictureFormat, language: Language) -> Outcome<Vec<PathBuf>> {
    let mut pictures = vec![("overview".to_owned(), graph::overview(program))];
    for name in program.scenarios.keys() {
        if let Some(graph) = graph::scenario(program, name) {
            pictures.push((name.clone(), graph));
        }
    }
    std::fs::create_dir_all(folder).map_err(|error| Problem::file(Doing::Writing, folder, &error))?;
    let mut taken = BTreeSet::new();
    let mut written = Vec::new();
    for (name, graph) in &pictures {
        let path = folder.join(format!("{}.{}", file_name(name, &mut taken), format.extension()));
        let text = draw(graph, format, language)?;
        std::fs::write(&path, text).map_err(|error| Problem::file(Doing::Writing, &path, &error))?;
        written.push(path);
    }
    Ok(written)
}

/// A name for a file: letters and digits of the scenario's name. A second one that a file system may take for the same gets
/// a number.
fn file_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = name.chars().map(|one| if one.is_alphanumeric() { one } else { '_' }).collect();
    let plain = if plain.is_empty() { "_".to_owned() } else { plain };
    let mut candidate = plain.clone();
    for number in 2.. {
        if taken.insert(fold(&candidate)) {
            break;
        }
        candidate = format!("{plain}-{number}");
    }
    candidate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_stay_in_their_folder_and_differ() {
        let mut taken = BTreeSet::new();
        let names = ["overview", "資料請求", "../../etc/passwd", "a b", "A_B", "overview", "", "case_study"];
        let files: Vec<String> = names.iter().map(|name| file_name(name, &mut taken)).collect();
        let expected = ["overview", "資料請求", "______etc_passwd", "a_b", "A_B-2", "overview-2", "_", "case_study"];
        assert_eq!(files, expected);
    }
}
