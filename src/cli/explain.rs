//! `sodate explain [CODE]`: the page of a code in the chosen language, or the list of all codes.

use super::context::Context;
use super::help::Words;
use super::problem::{Exit, Outcome, Problem};
use crate::diagnostic::registry::{KINDS, Kind, kind_named};
use crate::render::{self, Look, layout};

/// Columns of a code in the list, with the gaps between the columns.
const CODE_COLUMNS: usize = 10;

/// The words of this command.
pub const WORDS: Words = Words {
    command: "explain",
    about: ("Explain a code such as F0101, with examples", "F0101のような番号を例つきで説明"),
    arguments: &[("code", ("Its code or name; without one, all are listed", "番号または名前。なければすべての一覧"))],
    more: None,
};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The code.
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// Shows one page or the list.
///
/// # Errors
/// A code that does not exist; output that cannot be written.
pub fn run(arguments: &Arguments, context: &mut Context) -> Outcome {
    let text = match &arguments.code {
        Some(code) => render::page(find(code)?.page, &context.look),
        None => list(&context.look),
    };
    context.output.print(&text)?;
    Ok(Exit::Fine)
}

/// Reads `F0101`, `f0101`, `101`, also in full-width characters, and `duplicate-name`.
fn find(written: &str) -> Outcome<&'static Kind> {
    kind_named(written).map_err(|near| {
        let problem = Problem::usage(
            format!("there is no code or name `{written}`"),
            format!("`{written}` という番号や名前はありません"),
        );
        match near {
            Some(near) => problem.help(format!("did you mean `{near}`?"), format!("`{near}` ではありませんか")),
            None => problem.help("`sodate explain` lists all codes", "番号の一覧は `sodate explain` で見られます"),
        }
    })
}

fn list(look: &Look) -> String {
    let level = |kind: &Kind| render::severity_word(kind.severity, look.language).to_owned();
    let lead = KINDS.iter().map(|kind| layout::width(&level(kind)) + CODE_COLUMNS).max().unwrap_or_default();
    let room = look.width.saturating_sub(lead);
    let row = |kind: &Kind| {
        let title = layout::clip(kind.title().get(look.language), room);
        vec![kind.code.to_string(), level(kind), title]
    };
    layout::table(&KINDS.iter().map(row).collect::<Vec<_>>(), 0)
}
