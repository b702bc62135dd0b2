//! `sodate mail preview` of a message: its text, its channel, and where that finds the lead.

use super::super::context::Context;
use super::super::help::pick;
use super::super::problem::{Outcome, Problem};
use super::super::storage::now;
use super::{Arguments, MadeUp, given, lead, page, planned, samples, with_run};
use crate::ir::{Message, Piece, Program, Template};
use crate::mail::{ComposeSettings, preview_message};
use crate::render::layout;

/// The message in words, or its text only.
pub(super) fn show(
    arguments: &Arguments,
    program: &Program,
    message: &Message,
    settings: &ComposeSettings,
    context: &Context,
) -> Outcome<String> {
    let name = &arguments.name;
    if arguments.variant.is_some() || arguments.html.is_some() || arguments.eml.is_some() {
        return Err(Problem::usage(
            format!("`{name}` is a message and has nothing but its text"),
            format!("`{name}` はメッセージで、テキストだけでできています"),
        )
        .help("leave out --variant, --html and --eml", "--variant・--html・--emlを付けずに実行してください"));
    }
    let given = given(program, &arguments.values)?;
    let (state, waiting) = lead(arguments, program, &given, context)?;
    let (state, number, made_up_event) = with_run(state, program, name, &given);
    let preview = preview_message(program, &planned(&state, number, name), &state, settings, now())
        .map_err(|error| Problem::finding(error.text().en, error.text().ja))?;
    if arguments.text {
        return Ok(layout::clean(&preview.words.text) + "\n");
    }
    let word = |en, ja| pick((en, ja), context.look.language).to_owned();
    let mut rows = vec![vec![word("channel", "チャネル"), layout::clean_line(&message.channel)]];
    if message.to.is_some() {
        let nobody = || word("(missing: this lead would not get it)", "（未入力のため、このリードには送りません）");
        let to = preview.words.to.as_deref().map_or_else(nobody, layout::clean_line);
        rows.push(vec![word("to", "宛先"), to]);
    }
    let receiver = message.to.clone().map(|to| Template { pieces: vec![Piece::Value(to)] });
    let texts = receiver.iter().chain([&message.text]).chain(message.links.values());
    let made_up = MadeUp { lead: waiting.is_none(), event: made_up_event };
    let samples = samples(program, texts, &given, made_up);
    Ok(page(&rows, &preview.words.text, &preview.links, &samples, context) + &waiting.unwrap_or_default())
}
