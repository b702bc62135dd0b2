//! Whatever the text is: no panic, and every place in the result lies on character boundaries inside the text.

use crate::tree::{Node, read};
use proptest::prelude::*;
use sodate::source::FileId;
use unicode_normalization::UnicodeNormalization as _;

/// Real files to cut up and join.
const FILES: &[&str] = &[
    include_str!("../cases/parse/taste.flow"),
    include_str!("../cases/parse/japanese.flow"),
    include_str!("../cases/parse/eight_mistakes.flow"),
    include_str!("../cases/parse/keywords.flow"),
    include_str!("../cases/parse/missing_parts.flow"),
    include_str!("../cases/parse/full_width.flow"),
    include_str!("../cases/parse/braces.flow"),
    include_str!("../cases/parse/quotes.flow"),
    include_str!("../cases/parse/values.flow"),
];

/// Pieces that matter to the grammar.
const PIECES: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "\"\"\"",
    "//",
    "/*",
    "*/",
    "#",
    "\n",
    "\r\n",
    "\r",
    "\\",
    ",",
    ":",
    "=",
    "==",
    ".",
    "@",
    "?",
    "+",
    "-",
    "if ",
    "else ",
    "send ",
    "await up to ",
    "on day ",
    "not ",
    "scenario a {",
    "email b {",
    "lead {",
    "test \"t\" for a {",
    "３",
    "｛",
    "｝",
    "：",
    "“",
    "”",
    "「",
    "」",
    "、",
    "　",
    "ー",
    "①",
    "㈱",
    "ﾃｽﾄ",
    "が",
    "か\u{3099}",
    "👩‍👩‍👧",
    "\u{200b}",
    "\u{feff}",
    "\u{202e}",
    "\0",
    "{{",
    "}}",
    "{{ if ",
    "{{ end }}",
    "4 hrs",
    "2026-02-30",
    "25:00",
    "資料",
    " ",
];

fn span_lies_inside(text: &str, (start, end): (usize, usize), what: &str) {
    assert!(start <= end && end <= text.len(), "{what}: {start}..{end} of {}", text.len());
    assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{what}: {start}..{end} cuts a character");
}

/// Parses a text and checks every place in what comes out.
fn check(text: &str) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let parsed = sodate::syntax::parse(FileId(0), text);
    for diagnostic in &parsed.diagnostics {
        let found = format!("{} {}", diagnostic.code, diagnostic.message.en);
        let spans = std::iter::once(diagnostic.primary.span)
            .chain(diagnostic.others.iter().map(|one| one.span))
            .chain(diagnostic.fixes.iter().flat_map(|fix| fix.edits.iter().map(|(span, _)| *span)));
        for span in spans {
            span_lies_inside(text, (span.start as usize, span.end as usize), &found);
        }
        for fix in &diagnostic.fixes {
            let changes =
                |(span, with): &(sodate::source::Span, String)| text[span.start as usize..span.end as usize] != *with;
            assert!(fix.edits.iter().any(changes), "{found}: a fix that changes nothing: {fix:?}");
        }
        assert!(!diagnostic.message.en.is_empty() && !diagnostic.message.ja.is_empty(), "{found}");
    }
    read(&parsed.file).each(&mut |node| {
        if let Some(span) = node.span() {
            span_lies_inside(text, span, "tree");
        }
    });
    assert_eq!(parsed, sodate::syntax::parse(FileId(0), text), "the same text gives the same");
}

/// A damaged file in which the brace that one repair puts in is too many for the next.
const BRACE_OF_A_REPAIR: &str = r#"sender acme { name "x" contact pricin://acme.example/contact" }
lea+ {
  name: text
  ///約終了日
$ ends: date?
  deal: one ofです"会社" from "info@acme.example" address "東京都千代田区一番町1-1" contact pricin://acme.example/contact" }
lead {
  name: text
$ ends: date?
  deal: one ofです" link x "https://acme.e2xample/x" b(x)" }

scen link x "https://acme.e2xample/x" b(x)" }

scenario end {
  start on end where event.subgraph == "graph TD; A-->B", gives consent
  send end
n  wait 1 day
  send class
}
"#;

#[test]
fn no_fix_deletes_what_only_another_repair_has_written() {
    check(BRACE_OF_A_REPAIR);
    // A comma among the values of a test, which is read as the plain one first.
    let file = include_str!("../cases/parse/full_width.flow");
    let damaged = file.replace("lead { name：“田中”　deal： won }", "lead { name：、 won }");
    assert_ne!(damaged, file);
    check(&damaged);
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(PIECES).prop_map(str::to_owned),
        2 => (prop::sample::select(FILES), any::<prop::sample::Index>(), 1_usize..60).prop_map(|(file, from, length)| {
            let characters: Vec<char> = file.chars().collect();
            characters.iter().skip(from.index(characters.len())).take(length).collect()
        }),
        1 => any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_parsed(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_mixture_of_pieces_is_parsed(pieces in prop::collection::vec(piece(), 0..40)) {
        check(&pieces.concat());
    }

    #[test]
    fn a_damaged_file_is_parsed(
        file in prop::sample::select(FILES),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..12, piece()), 1..6),
    ) {
        let mut characters: Vec<char> = file.chars().collect();
        for (at, cut, insert) in damage {
            let at = at.index(characters.len() + 1);
            let end = (at + cut).min(characters.len());
            characters.splice(at..end, insert.chars());
        }
        check(&characters.into_iter().collect::<String>());
    }

    #[test]
    fn texts_with_tags_are_parsed(pieces in prop::collection::vec(piece(), 0..20)) {
        let body = pieces.concat().replace("\"\"\"", "");
        let text = format!("email a {{\n  body \"\"\"\n    {body}\n  \"\"\"\n}}\n");
        let parsed = sodate::syntax::parse(FileId(0), &text);
        let mut templates = 0;
        for declaration in &parsed.file.declarations {
            let sodate::syntax::ast::DeclarationKind::Email(email) = &declaration.kind else { continue };
            for entry in &email.entries {
                let sodate::syntax::ast::EmailEntryKind::Body(quoted) = &entry.kind else { continue };
                let (pieces, diagnostics) = sodate::syntax::parse_template(quoted);
                templates += 1;
                read(&pieces).each(&mut |node| {
                    if let Some(span) = node.span() {
                        span_lies_inside(&text, span, "template");
                    }
                });
                for one in diagnostics {
                    let span = one.primary.span;
                    span_lies_inside(&text, (span.start as usize, span.end as usize), &one.message.en);
                }
            }
        }
        prop_assert!(templates > 0 || !parsed.diagnostics.is_empty());
    }
}

/// Every name points at itself, and every character of a quoted text at the character that it comes from.
#[test]
fn names_and_texts_point_at_what_they_are() {
    for file in FILES.iter().take(2) {
        let file = file.replace('\n', "\r\n");
        for text in [file.as_str(), &file.replace("\r\n", "\n")] {
            let parsed = sodate::syntax::parse(FileId(0), text);
            assert!(parsed.diagnostics.is_empty());
            let mut names = 0;
            read(&parsed.file).each(&mut |node| names += usize::from(name_points_at_itself(text, node)));
            assert!(names > 10);
            texts_point_at_themselves(text, &parsed.file);
        }
    }
}

fn name_points_at_itself(text: &str, node: &Node) -> bool {
    let Some((name, (start, end))) = node.named("Name") else { return false };
    let written: String = text[start..end].trim_matches('"').nfkc().collect();
    assert_eq!(written, name);
    true
}

fn texts_point_at_themselves(text: &str, file: &sodate::syntax::ast::File) {
    use sodate::syntax::ast::{DeclarationKind, EmailEntryKind};
    let mut checked = 0;
    for declaration in &file.declarations {
        let DeclarationKind::Email(email) = &declaration.kind else { continue };
        for entry in &email.entries {
            let (EmailEntryKind::Subject(quoted) | EmailEntryKind::Body(quoted)) = &entry.kind else { continue };
            for (at, character) in quoted.text.char_indices() {
                let span = quoted.span_of(at..at + character.len_utf8());
                let written = &text[span.start as usize..span.end as usize];
                let expected = character.to_string();
                let escaped = matches!(character, '\n' | '"' | '\\' | '\t');
                assert!(
                    written == expected || escaped && (written == "\\" || written == "\r"),
                    "{written:?} {expected:?}"
                );
                checked += 1;
            }
        }
    }
    assert!(checked > 50);
}

/// White space of all kinds, comments and commas change nothing.
#[test]
fn layout_does_not_matter() {
    let shapes = [
        "lead { name: text company: text? }",
        "lead {\n  name: text\n  company: text?\n}",
        "lead{name:text,company:text?}",
        "lead\n{\n\n　name : text // a comment }\n\n\tcompany:text ? , }",
    ];
    let trees: Vec<_> = shapes
        .iter()
        .map(|shape| {
            let parsed = sodate::syntax::parse(FileId(0), shape);
            assert!(parsed.diagnostics.is_empty(), "{shape}: {:?}", parsed.diagnostics);
            read(&parsed.file.declarations).short(0)
        })
        .collect();
    assert!(trees.windows(2).all(|pair| pair[0] == pair[1]), "{trees:#?}");
}
