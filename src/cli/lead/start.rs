//! `sodate lead start LEAD SCENARIO`: puts a lead into a scenario that says `start by hand`.

use super::Start;
use crate::cli::context::Context;
use crate::cli::event::{new_id, own_identity, repeated, used_before};
use crate::cli::problem::{Exit, Outcome, Problem};
use crate::cli::storage::{Opened, next_step, now, reference};
use crate::diagnostic::{Language, nearest};
use crate::engine::{Input, InputKind};
use crate::ir::Program;
use crate::store::{Accepted, Intake, NewInput};

/// Asks for the start; the runtime decides by the rules of the scenario whether the lead enters.
pub(super) fn run(arguments: &Start, context: &mut Context) -> Outcome {
    let opened = Opened::existing(context)?;
    let (_, program) = opened.current()?;
    let scenario = &arguments.scenario;
    starts_by_hand(&program, scenario)?;
    let lead = opened.lead(&arguments.lead)?;
    let id = match &arguments.id {
        Some(id) => own_identity(id)?,
        None => new_id()?,
    };
    let input = Input { id: id.clone(), at: now(), kind: InputKind::Enrol { scenario: scenario.clone() } };
    let new = NewInput { lead: reference(&lead.lead), input, create: false };
    let accepted = opened.ask(opened.store.accept(vec![new], true))?.pop();
    let language = context.look.language;
    match accepted {
        Some(Accepted::New { .. }) => {
            let text = match language {
                Language::English => format!("accepted: {} starts `{scenario}` ({id})\n", lead.email),
                Language::Japanese => format!("{}の `{scenario}` の開始を受け付けました（{id}）。\n", lead.email),
            };
            context.output.print(&text)?;
            context.output.print(&next_step("sodate run", language))?;
        }
        Some(Accepted::Repeated { .. }) => context.output.print(&repeated(&id, language))?,
        Some(Accepted::Conflict) => return Err(used_before(&id)),
        Some(Accepted::UnknownLead) | None => {
            let named = &arguments.lead;
            return Err(Problem::finding(
                format!("there is no lead `{named}`"),
                format!("リード `{named}` は登録されていません"),
            ));
        }
    }
    Ok(Exit::Fine)
}

/// Refuses a scenario that the runtime would refuse, while there is somebody to tell.
fn starts_by_hand(program: &Program, name: &str) -> Outcome<()> {
    let Some(scenario) = program.scenarios.get(name) else {
        let problem =
            Problem::finding(format!("there is no scenario `{name}`"), format!("`{name}` というシナリオはありません"));
        return Err(match nearest(name, program.scenarios.keys().map(String::as_str)) {
            Some(near) => problem.help(format!("did you mean `{near}`?"), format!("`{near}` のことですか？")),
            None => problem,
        });
    };
    if scenario.starts_by_hand() {
        return Ok(());
    }
    Err(Problem::finding(
        format!("`{name}` is not started by hand"),
        format!("`{name}` は手動では開始できないシナリオです"),
    )
    .help(
        "write `start by hand` into the scenario and publish it again",
        "シナリオに `start by hand` と書き、もう一度公開してください",
    ))
}
