//! What `sodate run` says: how it is set at the start, a line when the counts change, and the sum at the end.

use super::wire::Wires;
use super::{Service, ended};
use crate::cli::context::Context;
use crate::cli::help::pick;
use crate::cli::history;
use crate::cli::mail::count_words;
use crate::cli::problem::{Exit, Outcome};
use crate::cli::workspace::shown;
use crate::diagnostic::Language;
use crate::engine::{Programs, civil, is_overdue};
use crate::ir::time::{Instant, MINUTE_MILLISECONDS};
use crate::mail::smtp::Phase;
use crate::render::{layout, plural};
use crate::runtime::{Recovered, SendMode, Trouble};
use crate::store::{OutboxContent, OutboxRow, OutboxState};
use std::path::Path;

/// States whose numbers are shown while it runs.
const SHOWN: [OutboxState; 5] =
    [OutboxState::Sent, OutboxState::Planned, OutboxState::Bounced, OutboxState::Failed, OutboxState::Unknown];

/// Planned mails that are looked at before sending begins.
const MAX_LOOKED_AT: usize = 50_000;

/// Whether the gate will let the mail expire; notices to sales and mails that were tried before never do so.
fn is_late(programs: &Programs, row: &OutboxRow, now: Instant) -> bool {
    match &row.content {
        OutboxContent::Mail(mail) => row.attempts == 0 && is_overdue(programs, mail, row.first_due, now),
        OutboxContent::Notice { .. } | OutboxContent::Call { .. } => false,
    }
}

fn waiting_words(leaving: usize, late: usize, more: bool, language: Language) -> String {
    match language {
        Language::English => {
            let least = if more { "at least " } else { "" };
            let leaving = match leaving {
                0 => String::new(),
                _ => format!(" {least}{} now;", plural(leaving, "leaves", "leave")),
            };
            let late = if late == 0 {
                String::new()
            } else {
                format!(" {} later than the scenario allows and will not be sent", plural(late, "is", "are"))
            };
            format!("mails planned before now:{leaving}{late}").trim_end_matches(';').to_owned()
        }
        Language::Japanese => {
            let least = if more { "以上" } else { "" };
            let mut words = String::new();
            if leaving > 0 {
                words.push_str(&format!("これまでに予定していたメール{leaving}件{least}を、これから送ります。"));
            }
            if late > 0 {
                words
                    .push_str(&format!("シナリオで決めた期限より遅れているメール{late}件は送らず、期限切れにします。"));
            }
            words
        }
    }
}

pub(super) struct Report<'a> {
    service: &'a Service,
    root: &'a Path,
    version: u32,
    counts: Vec<(OutboxState, u64)>,
    halted: Option<String>,
    /// What was said last about mails that do not leave, and when.
    trouble: Option<(Trouble, Instant)>,
}

impl<'a> Report<'a> {
    pub(super) fn new(service: &'a Service, root: &'a Path, version: u32) -> Self {
        Self { service, root, version, counts: Vec::new(), halted: None, trouble: None }
    }

    /// The settings; `listeners` are the public and the admin address.
    pub(super) fn start(&mut self, context: &mut Context, listeners: Option<(String, String)>) -> Outcome<()> {
        let language = context.look.language;
        let word = |pair| pick(pair, language).to_owned();
        let leads = self.service.ask(self.service.storage.leads())?.len();
        self.counts = self.read_counts()?;
        let store = match language {
            Language::English => {
                format!("{}, {}", shown(&self.service.store_path), plural(leads, "lead", "leads"))
            }
            Language::Japanese => format!("{}（リード{leads}件）", shown(&self.service.store_path)),
        };
        let mut rows = vec![
            vec![word(("mode", "送信")), self.mode(language)],
            vec![word(("links", "リンク")), self.service.wires.public_url.clone()],
        ];
        let waits = listeners.is_some();
        if let Some((public, admin)) = listeners {
            rows.push(vec![word(("public", "公開受付")), public]);
            rows.push(vec![word(("admin", "管理受付")), admin]);
        }
        rows.push(vec![word(("store", "データ")), store]);
        rows.push(vec![word(("mails", "メール")), self.counts_text(language)]);
        let title = match (self.place(), language) {
            (None, Language::English) => format!("running version {}\n", self.version),
            (None, Language::Japanese) => format!("バージョン{}を動かします。\n", self.version),
            (Some(place), Language::English) => format!("running version {} of `{place}`\n", self.version),
            (Some(place), Language::Japanese) => format!("`{place}` のバージョン{}を動かします。\n", self.version),
        };
        let way = pick(("Ctrl+C ends it\n", "Ctrl+Cで終了します。\n"), language);
        let way = if waits { way } else { "" };
        context.output.print(&format!("{title}{}{way}", layout::table(&rows, 2)))
    }

    /// The workspace's folder, unless it is the current one.
    fn place(&self) -> Option<String> {
        Some(shown(self.root)).filter(|place| !matches!(place.as_str(), "" | "."))
    }

    fn mode(&self, language: Language) -> String {
        match (&self.service.wires.settings.mode, language) {
            (SendMode::Dry, Language::English) => "dry: no mail leaves".to_owned(),
            (SendMode::Dry, Language::Japanese) => "dry（メールは出ません）".to_owned(),
            (SendMode::Sandbox { allow }, Language::English) => format!("sandbox: only to {}", allow.join(", ")),
            (SendMode::Sandbox { allow }, Language::Japanese) => {
                format!("sandbox（{}だけに送ります）", allow.join("、"))
            }
            (SendMode::Live, Language::English) => format!("live, by {}", self.service.wires.server),
            (SendMode::Live, Language::Japanese) => format!("live（{}から送ります）", self.service.wires.server),
        }
    }

    /// What the last process had left.
    pub(super) fn recovered(&self, context: &mut Context, recovered: Recovered) -> Outcome<()> {
        let language = context.look.language;
        let mut lines = Vec::new();
        if recovered.unknown > 0 {
            let count = recovered.unknown;
            lines.push(match language {
                Language::English => format!(
                    "{} in flight at the last end: nobody knows whether they arrived (`sodate mail list --state unknown`)",
                    plural(count, "mail was", "mails were")
                ),
                Language::Japanese => {
                    format!("前回の終了時に送信中だったメール{count}件は、届いたか不明です（`sodate mail list --state unknown`）。")
                }
            });
        }
        if recovered.notices > 0 {
            let count = recovered.notices;
            lines.push(match language {
                Language::English => format!("{} to sales sent again", plural(count, "notice is", "notices are")),
                Language::Japanese => format!("営業への通知{count}件をもう一度送ります。"),
            });
        }
        if recovered.released > 0 {
            let count = recovered.released;
            lines.push(match language {
                Language::English => format!("{} set aside gets another try", plural(count, "lead", "leads")),
                Language::Japanese => format!("保留していたリード{count}件をもう一度処理します。"),
            });
        }
        for line in lines {
            context.output.print(&layout::hanging("  ", &line, context.look.width))?;
        }
        Ok(())
    }

    /// A line where the counts changed or sending stopped.
    pub(super) fn look(&mut self, context: &mut Context) -> Outcome<()> {
        let language = context.look.language;
        let clock = civil::local_clock(self.service.clock.now(), &self.service.wires.zone);
        let counts = self.read_counts()?;
        if counts != self.counts {
            self.counts = counts;
            context.output.print(&format!("{clock}  {}\n", self.counts_text(language)))?;
        }
        self.look_at_trouble(context)?;
        self.look_at_halt(context)
    }

    /// A line at the first failed try, then where the reason changes, and at most each minute while it goes on.
    fn look_at_trouble(&mut self, context: &mut Context) -> Outcome<()> {
        let Some(trouble) = self.service.runtime.trouble() else { return Ok(()) };
        let now = self.service.clock.now();
        if let Some((said, at)) = &self.trouble {
            let again = *said != trouble && now.milliseconds_since(*at) >= MINUTE_MILLISECONDS;
            if said.reason == trouble.reason && !again {
                return Ok(());
            }
        }
        let words = self.trouble_words(&trouble, now, context.look.language);
        self.trouble = Some((trouble, now));
        context.output.print(&layout::hanging("  ", &layout::clean_line(&words), context.look.width))
    }

    fn trouble_words(&self, trouble: &Trouble, now: Instant, language: Language) -> String {
        let Wires { server, zone, .. } = &self.service.wires;
        // The next day's time of day alone would mislead; tries are at most some hours apart.
        let next = civil::local_clock(trouble.next_try.max(now), zone);
        let count = trouble.waiting;
        match (Phase::of_reason(&trouble.reason), language) {
            (Some((Phase::Connect, detail)), Language::English) => format!(
                "cannot connect to the mail server {server}: {} sent again at {next} ({detail})",
                plural(count, "planned mail is", "planned mails are")
            ),
            (Some((Phase::Connect, detail)), Language::Japanese) => {
                format!("メールサーバー{server}に接続できません。予定{count}件は{next}にもう一度送ります。（{detail}）")
            }
            (_, Language::English) => format!(
                "mails do not leave: {}; {} sent again from {next}",
                history::reason(&trouble.reason, language),
                plural(count, "planned mail is", "planned mails are")
            ),
            (_, Language::Japanese) => format!(
                "メールを送れません: {}。予定{count}件は{next}からもう一度送ります。",
                history::reason(&trouble.reason, language)
            ),
        }
    }

    /// Says how many mails that became due before now are about to leave, which were held while nothing was sent.
    pub(super) fn waiting_from_before(&self, context: &mut Context) -> Outcome<()> {
        match self.service.wires.settings.mode {
            SendMode::Live => {}
            SendMode::Dry | SendMode::Sandbox { .. } => return Ok(()),
        }
        let now = self.service.clock.now();
        let rows = self.service.ask(self.service.storage.mails_in_state(OutboxState::Planned, MAX_LOOKED_AT))?;
        let more = rows.len() == MAX_LOOKED_AT;
        let due: Vec<&OutboxRow> = rows.iter().filter(|row| row.due <= now).collect();
        if due.is_empty() {
            return Ok(());
        }
        let programs: Programs = self.service.ask(self.service.storage.programs())?.into_iter().collect();
        let late = due.iter().filter(|row| is_late(&programs, row, now)).count();
        let words = waiting_words(due.len() - late, late, more, context.look.language);
        context.output.print(&layout::hanging("  ", &words, context.look.width))
    }

    fn look_at_halt(&mut self, context: &mut Context) -> Outcome<()> {
        let halted = self.service.runtime.halted();
        if halted != self.halted {
            self.halted = halted;
            if let Some(reason) = &self.halted {
                let reason = history::reason(reason, context.look.language);
                let words = match context.look.language {
                    Language::English => format!("sending stands still: {reason}"),
                    Language::Japanese => format!("送信を止めています: {reason}"),
                };
                context.output.print(&layout::hanging("  ", &layout::clean_line(&words), context.look.width))?;
            }
        }
        Ok(())
    }

    /// The sum. Where all was to be done (`until_idle`), mails that could not be handed over are a finding.
    pub(super) fn end(&mut self, context: &mut Context, until_idle: bool) -> Outcome {
        self.look_at_trouble(context)?;
        self.look_at_halt(context)?;
        self.counts = self.read_counts()?;
        let language = context.look.language;
        let word = pick(("stopped: ", "終了しました: "), language);
        let counts = if self.counts.is_empty() {
            pick(("no mail yet", "メールはまだありません"), language).to_owned()
        } else {
            self.counts_text(language)
        };
        context.output.print(&format!("{word}{counts}\n"))?;
        let waiting =
            self.counts.iter().find(|(state, _)| *state == OutboxState::Planned).map_or(0, |(_, count)| *count);
        if waiting > 0 && self.service.wires.settings.mode == SendMode::Dry {
            let dry = (
                "in `dry` mode planned mails wait: `send_mode` in sodate.toml sends them",
                "dryのあいだ予定のメールは待ちます。sodate.tomlのsend_modeで送れます。",
            );
            context.output.print(&layout::hanging("  ", pick(dry, language), context.look.width))?;
        }
        let parked = self.service.ask(self.service.storage.parked())?.len();
        if parked > 0 {
            let words = match language {
                Language::English => {
                    format!("  {} set aside because of a defect\n", plural(parked, "lead is", "leads are"))
                }
                Language::Japanese => format!("  不具合のため、リード{parked}件を保留しています。\n"),
            };
            context.output.print(&words)?;
        }
        let stuck = until_idle && self.service.runtime.trouble().is_some();
        Ok(if parked > 0 || stuck { Exit::Findings } else { ended(self.halted.is_some()) })
    }

    fn read_counts(&self) -> Outcome<Vec<(OutboxState, u64)>> {
        let counts = self.service.ask(self.service.storage.outbox_counts())?;
        Ok(counts.into_iter().filter(|(state, _)| SHOWN.contains(state)).collect())
    }

    fn counts_text(&self, language: Language) -> String {
        let count = |state: OutboxState| {
            let found = self.counts.iter().find(|(known, _)| *known == state);
            found.map(|(_, count)| count_words(state, *count, language))
        };
        let parts: Vec<String> = SHOWN.into_iter().filter_map(count).collect();
        if parts.is_empty() {
            pick(("none yet", "まだありません"), language).to_owned()
        } else {
            parts.join(pick((", ", "、"), language))
        }
    }
}
