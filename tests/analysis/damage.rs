//! Damaged files of any kind are analysed: no panic, every place lies on character boundaries of its file, and there is a
//! program exactly where there is no error. `fuzz/run` does the same for longer.

use crate::host::check_text;
use proptest::prelude::*;
use sodate::analyze::Analysis;
use sodate::diagnostic::Severity;

const FILES: &[&str] = &[
    include_str!("../cases/accidents.flow"),
    include_str!("../cases/build/taste.flow"),
    include_str!("../cases/check/flow.flow"),
];

const PIECES: &[&str] = &[
    "{",
    "}",
    "\"",
    "\"\"\"",
    "“““",
    "'''",
    "「",
    "」",
    "(",
    ")",
    "[",
    "]",
    "\n",
    "  ",
    ":",
    "：",
    "、",
    "。",
    ";",
    "=",
    "==",
    "||",
    "&&",
    "!",
    "<",
    ">",
    "->",
    "→",
    "//",
    "/*",
    "--",
    "#",
    "{{",
    "}}",
    "｛",
    "①",
    "㈱",
    "ｾﾐﾅｰ",
    "カ―ト",
    "wаit",
    "ー30",
    "▲5",
    "三日",
    "半年",
    "③",
    "l0",
    "3日目",
    "9時",
    "午後3時半",
    "9:00 AM",
    "4/1",
    "2026年4月1日",
    "令和8年4月1日",
    "2026-04-01T10:00",
    "elif",
    "otherwise",
    "else",
    "if ",
    "on day 3 ",
    "wait 3 days",
    "send ",
    "email ",
    "scenario a {\n",
    "lead.",
    "event.",
    " is not ",
    " not in ",
    "one of a, b",
    "\u{200b}",
    "\u{feff}",
    "\u{202e}",
    "\0",
    "が",
    "か\u{3099}",
    "👩‍👩‍👧",
    "＝＝",
    "％",
];

fn holds(analysis: &Analysis) {
    for one in &analysis.diagnostics {
        let labels = one.others.iter().map(|label| label.span);
        let edits = one.fixes.iter().flat_map(|fix| &fix.edits).map(|(span, _)| *span);
        for span in std::iter::once(one.primary.span).chain(labels).chain(edits) {
            let text = &analysis.sources.get(span.file).unwrap().text;
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{} {span:?}", one.code);
        }
    }
    let errors = analysis.diagnostics.iter().any(|one| one.severity == Severity::Error);
    assert_eq!(analysis.program.is_some(), !errors);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_are_analysed(
        file in prop::sample::select(FILES),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..12, prop::sample::select(PIECES)), 1..6),
    ) {
        let mut characters: Vec<char> = file.chars().collect();
        for (at, cut, insert) in damage {
            let at = at.index(characters.len() + 1);
            let end = (at + cut).min(characters.len());
            characters.splice(at..end, insert.chars());
        }
        holds(&check_text(&characters.into_iter().collect::<String>()));
    }

    #[test]
    fn mixtures_of_pieces_are_analysed(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        holds(&check_text(&format!("scenario a {{\n{}\n}}\n", pieces.concat())));
        holds(&check_text(&pieces.join(" ")));
    }
}
