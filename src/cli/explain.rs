//! `sodate explain [CODE]`: the page of a code in the chosen language, or the list of all codes.

use super::context::Context;
use super::help::Words;
use super::problem::{Exit, Outcome, Problem};
use crate::diagnostic::Code;
use crate::diagnostic::pages::{PAGES, Page};
use crate::render::{self, Look, layout};

/// The words of this command.
pub const WORDS: Words = Words {
    command: "explain",
    about: ("Explain a code such as F0101, with examples", "F0101のような番号を例つきで説明"),
    arguments: &[("code", ("The code; without one, all codes are listed", "番号。なければすべての番号の一覧"))],
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
        Some(code) => render::page(find(code)?.text, &context.look),
        None => list(&context.look),
    };
    context.output.print(&text)?;
    Ok(Exit::Fine)
}

/// Reads `F0101`, `f0101`, `101`, also in full-width characters.
fn find(code: &str) -> Outcome<&'static Page> {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = code.trim().nfkc().collect::<String>().to_uppercase();
    let number: Option<u16> = plain.strip_prefix('F').unwrap_or(&plain).parse().ok();
    number.and_then(|number| PAGES.iter().find(|page| page.code == Code(number))).ok_or_else(|| {
        Problem::usage(format!("there is no code `{code}`"), format!("`{code}` という番号はありません"))
            .help("`sodate explain` lists all codes", "番号の一覧は `sodate explain` で見られます")
    })
}

fn list(look: &Look) -> String {
    let rows: Vec<Vec<String>> = PAGES
        .iter()
        .map(|page| {
            let room = look.width.saturating_sub(7);
            vec![page.code.to_string(), layout::clip(&render::first_sentence(page.text, look.language), room)]
        })
        .collect();
    layout::table(&rows, 0)
}
