//! What people are shown is in the words of their file: who writes in Japanese words meets no English ones, and the other way
//! round.

use crate::host::{cases, check_files_with, check_text, flows, options_with_advice};
use crate::{accidents_more, advice, pages, slips};
use sodate::analyze::Analysis;
use sodate::diagnostic::Text;
use sodate::diagnostic::registry::KINDS;
use sodate::format::{Surface, format};
use sodate::ir::{Instruction, Program, code};
use sodate::source::FileId;
use sodate::syntax::vocabulary;
use std::collections::BTreeSet;

/// All kinds of steps and rules.
const STEPS: &str = r#"
lead { name: text?  deal: one of [none, talking, won] = none  end_on: date?  ready: true/false? }
event download { pages: number? }
event visit { }
audience retargeting
segment warm when score >= 40 and no download for 1 month
sender company { name "A"  from "a@example.com"  address "A"  contact "https://example.com" }
email a { subject "A"  link l "https://example.com"  body "[A](l)" }
team sales { member "s@example.com" }
scenario all {
  start on download, gives consent
  on day 3 send a
  on day 4 at 10:00 send a
  on 3 days before lead.end_on at 10:00 send a, else skip
  on next monday send a
  @named on 5 days after lead.end_on send a, else skip
  @labelled wait 3 business days
  wait until 1 day before lead.end_on, else now
  wait until next friday at 10:00
  wait until lead.end_on, else now
  wait until 3 days before 2030-04-01, else now
  wait 36 hours
  await up to 3 days { click a.l { wait 1 week } otherwise { wait 2 months } }
  if opened a { wait 30 minutes }
  match lead.deal { won { wait 1 day } otherwise { wait 1 day } }
  split { x 50% { wait 1 day } y 50% { wait 1 day } }
  repeat at most 3 times { wait 1 day }
  begin other
  notify sales because "x"
  add to retargeting
  remove from retargeting
  call crm { a: lead.deal }
  set lead.deal = won
  score +5 because "x"
  if score > 10 { stop mailing because "x" } else if score > 5 { stop } else if score > 3 { go to other }
  handoff to sales because "x"
}
scenario other {
  start by hand, needs consent
  send a
}
when score reaches 50 { notify sales because "x" }
when lead.deal changes { notify sales because "x" }
when click a.l { notify sales because "x" }
when open a { notify sales because "x" }
when download where event.pages > 3 { notify sales because "x" }
when lead.deal == won and (no response for 6 months or lead in warm) { notify sales because "x" }
when lead.deal in [talking, won] and lead.end_on is known and lead.name is missing { notify sales because "x" }
when not (count(download where event.pages > 3) in 7 days >= 2) and count(visit) > 3 { notify sales because "x" }
when lead.ready == true and default(lead.name, "") == "x" { notify sales because "x" }
when (clicked a or clicked a.l or opened a) and no visit for 2 weeks { notify sales because "x" }
when received a and score < 5 { notify sales because "x" }
"#;

/// A text in the words of a surface.
fn turned(text: &str, surface: Surface) -> String {
    format(FileId(0), text, Some(surface)).unwrap_or_else(|refusal| panic!("{refusal:?}\n{text}"))
}

fn program(text: &str) -> Program {
    let analysis = check_text(text);
    let program = analysis.program.unwrap_or_else(|| panic!("{:#?}", analysis.diagnostics));
    Program::clone(&program)
}

/// The identities of steps and rules, and what people are shown of them.
fn names(program: &Program) -> Vec<(String, String)> {
    let scenarios = program.scenarios.values().map(|scenario| &scenario.steps);
    let steps = scenarios.chain(program.rules.iter().map(|rule| &rule.steps)).flatten();
    let steps = steps.filter(|step| step.instruction != Instruction::End { stopped: false });
    let steps = steps.map(|step| (step.id.clone(), code::step(program, step)));
    let rules = program.rules.iter().map(|rule| (rule.id.clone(), code::rule(program, rule)));
    steps.chain(rules).collect()
}

/// Blanks between words are a matter of layout. The number of the second one of a name is no code.
fn plain(text: &str) -> String {
    let text = text.split(" #").next().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn steps_and_rules_are_shown_as_their_file_has_them_under_the_same_identity() {
    let english = names(&program(STEPS));
    let text = turned(STEPS, Surface::Japanese);
    let japanese = names(&program(&text));
    let written = plain(&text);
    assert_eq!(english.len(), japanese.len());
    for ((id, shown), (id_ja, shown_ja)) in english.iter().zip(&japanese) {
        let natural = id.replace("0 days after ", "");
        assert_eq!(&natural, shown, "in English words the identity itself is shown, but never a distance of none");
        assert_eq!(id, id_ja, "the words of a file are no part of the identity");
        // `設定 deal` names the field alone, and of a reaction the filter is left out; an event has its kind before it.
        let code = plain(shown_ja).replace("設定 ", "設定 リード.").replace("イベント download", "いつでも download");
        // The value of a `one of` needs no quotes in a file.
        let code = code.replace("\"won\"", "won").replace("\"talking\"", "talking");
        assert!(written.contains(&code), "`{code}` does not stand in\n{text}");
        assert!(["named", "labelled"].contains(&id.as_str()) || id_ja != shown_ja, "{id} has English words");
    }
    assert!(japanese.contains(&("on named".to_owned(), "予定 リード.end_on 5日後".to_owned())), "{japanese:?}");
    assert!(english.contains(&("wait until 0 days after lead.end_on".to_owned(), "wait until lead.end_on".to_owned())));
    assert!(japanese.contains(&("wait 1 day #3".to_owned(), "待つ 1日 #3".to_owned())), "{japanese:?}");
}

/// The words of the language in a surface.
fn language_words(surface: Surface) -> BTreeSet<&'static str> {
    let latin = |word: &str| word.starts_with(|one: char| one.is_ascii_alphabetic());
    let words = vocabulary().into_iter().map(|(_, word)| word).filter(|word| !NO_SIGN.contains(word));
    words.filter(|word| latin(word) == (surface == Surface::English)).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|one: char| !(one.is_alphanumeric() || one == '_'))
}

/// Looks for words of the language in another surface than the file's. Names of the file and texts are the author's.
struct Foreign<'t> {
    words: BTreeSet<&'static str>,
    text: &'t str,
    of_the_file: BTreeSet<&'t str>,
}

impl<'t> Foreign<'t> {
    fn new(text: &'t str, surface: Surface) -> Self {
        let other = if surface == Surface::English { Surface::Japanese } else { Surface::English };
        Self { words: language_words(other), text, of_the_file: words(text).collect() }
    }

    /// Whether the code between backticks of a text has such a word.
    fn is_in(&self, told: &str) -> bool {
        let of_the_file = |word: &str| {
            // Japanese has no blanks between words.
            if word.is_ascii() { self.of_the_file.contains(word) } else { self.text.contains(word) }
        };
        let foreign = |word: &str| self.words.contains(word) && !of_the_file(word);
        // The fields that every lead has are names.
        let told = told.replace("`email`, `zone`", "");
        told.split('`').skip(1).step_by(2).any(|code| {
            let exception = EXCEPTIONS.iter().any(|one| code.starts_with(one));
            !exception && code.split('"').step_by(2).any(|part| words(part).any(foreign))
        })
    }
}

/// Code that is none of the language: commands, settings, comments, Markdown; and what is inserted into mails, which may be
/// in English words in any file and stays so when a file is turned.
const EXCEPTIONS: &[&str] = &[
    "sodate ",
    "[channels.",
    "[lint]",
    "// sodate:",
    "[words",
    "[クリック",
    "[文字",
    "- item",
    "{{",
    "default(lead.title,",
    "link name \"",
    "link 名前 \"",
];

/// Words that also stand in examples for a name or a value: `[a, b]`, `lead.項目`, `link 名前 "…"`.
const NO_SIGN: &[&str] = &["a", "名前", "項目"];

/// All that is said about a text, in both languages, and what the fixes would write.
fn told(analysis: &Analysis) -> Vec<String> {
    let mut told = Vec::new();
    let mut add = |text: &Text| told.extend([text.en.clone(), text.ja.clone()]);
    for one in &analysis.diagnostics {
        add(&one.message);
        add(&one.primary.text);
        one.others.iter().for_each(|other| add(&other.text));
        one.help.iter().for_each(&mut add);
        for fix in &one.fixes {
            add(&fix.title);
            fix.edits.iter().for_each(|(_, new)| add(&Text::new(format!("fix `{new}`"), String::new())));
        }
    }
    told
}

/// What the findings about a text say in words of the other surface.
fn wrong_words(name: &str, files: &[(&str, &str)], surface: Surface) -> String {
    let text: String = files.iter().map(|(_, text)| *text).collect();
    let foreign = Foreign::new(&text, surface);
    let analysis = check_files_with(files, &options_with_advice());
    let codes: BTreeSet<_> = analysis.diagnostics.iter().map(|one| one.code.to_string()).collect();
    let said = told(&analysis);
    let wrong = said.iter().filter(|told| foreign.is_in(told));
    wrong.map(|told| format!("{name} {codes:?}: {told}\n")).collect()
}

/// The same for an example in both surfaces.
fn wrong_in_both(name: &str, files: &[(&str, &str)]) -> String {
    let mut wrong = String::new();
    for surface in [Surface::English, Surface::Japanese] {
        // What is broken has the words that it has.
        let turned = |text: &str| {
            let own = Surface::of(text) == surface;
            if own { Some(text.to_owned()) } else { format(FileId(0), text, Some(surface)).ok() }
        };
        let flow = |path: &str| path.ends_with(".flow");
        let files: Option<Vec<(&str, String)>> = files
            .iter()
            .map(|(path, text)| Some((*path, if flow(path) { turned(text)? } else { (*text).to_owned() })))
            .collect();
        if let Some(files) = files {
            let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
            wrong += &wrong_words(name, &files, surface);
        }
    }
    wrong
}

#[test]
fn findings_of_the_pages_are_in_words_of_their_file() {
    let mut wrong = String::new();
    // Comments that allow findings have words of their own.
    for kind in KINDS.iter().filter(|kind| kind.code.0 < 700) {
        let mut files = pages::files(kind.page, "Bad");
        files.push(("main.flow", pages::example(kind.page, "Bad")));
        wrong += &wrong_in_both(&kind.code.to_string(), &files);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn findings_of_fixtures_are_in_words_of_their_file() {
    let mut wrong = String::new();
    // The words of a mail are in that one, not those of the language.
    for flow in flows("check").into_iter().filter(|flow| flow != "letters.flow") {
        let text = std::fs::read_to_string(cases("check").join(&flow)).unwrap();
        wrong += &wrong_in_both(&flow, &[("main.flow", &text)]);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Slips and accidents: a clean file, and what stands in it with what is written instead.
fn wrong_slips(clean: &str, slips: &[(&str, &str)], surface: Surface) -> String {
    let wrong =
        slips.iter().map(|(good, bad)| wrong_words(bad, &[("main.flow", &clean.replacen(good, bad, 1))], surface));
    wrong.collect()
}

#[test]
fn findings_about_slips_in_english_are_in_english_words() {
    let wrong = [
        wrong_slips(accidents_more::ENGLISH, accidents_more::IN_ENGLISH, Surface::English),
        wrong_slips(advice::ENGLISH, advice::IN_ENGLISH, Surface::English),
        wrong_slips(slips::ENGLISH, slips::IN_ENGLISH, Surface::English),
    ];
    assert!(wrong.concat().is_empty(), "{}", wrong.concat());
}

#[test]
fn findings_about_slips_in_japanese_are_in_japanese_words() {
    let wrong = [
        wrong_slips(accidents_more::JAPANESE, accidents_more::IN_JAPANESE, Surface::Japanese),
        wrong_slips(advice::JAPANESE, advice::IN_JAPANESE, Surface::Japanese),
        wrong_slips(slips::JAPANESE, slips::IN_JAPANESE, Surface::Japanese),
    ];
    assert!(wrong.concat().is_empty(), "{}", wrong.concat());
}
