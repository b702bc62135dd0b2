//! Texts with `{{ … }}`: their pieces, and that places inside them lead to the right character of the file.

use crate::tree::read;
use sodate::source::FileId;
use sodate::syntax::ast::{DeclarationKind, EmailEntryKind, Quoted, TemplatePiece};
use sodate::syntax::{parse, parse_template};

/// The first quoted text of the first email.
fn quoted(text: &str) -> Quoted {
    let parsed = parse(FileId(0), text);
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let DeclarationKind::Email(email) = &parsed.file.declarations[0].kind else { panic!("no email") };
    let (EmailEntryKind::Subject(quoted) | EmailEntryKind::Body(quoted)) = &email.entries[0].kind else {
        panic!("no text")
    };
    quoted.clone()
}

/// What is found, as code and the text that it points at.
fn findings(text: &str) -> Vec<(u16, String)> {
    let (_, diagnostics) = parse_template(&quoted(text));
    let pointed = |one: &sodate::diagnostic::Diagnostic| {
        let span = one.primary.span;
        (one.code.0, text[span.start as usize..span.end as usize].to_owned())
    };
    diagnostics.iter().map(pointed).collect()
}

fn short(text: &str) -> String {
    let (pieces, diagnostics) = parse_template(&quoted(text));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    read(&pieces).short(0)
}

fn body(inside: &str) -> String {
    format!("email a {{\n  body \"\"\"\n    　こんにちは\n\n      {inside}\n    さようなら\n  \"\"\"\n}}\n")
}

#[test]
fn a_text_without_tags_is_one_piece() {
    assert_eq!(
        short("email a { subject \"資料 { } のご案内\" }"),
        "[Text { text: \"資料 { } のご案内\", range: 0..23 }]"
    );
    assert!(parse_template(&quoted("email a { subject \"\" }")).0.is_empty());
}

#[test]
fn values_and_conditions_are_cut_out() {
    let found = short("email a { subject \"{{ lead.name }} 様{{ if lead.x is known }}A{{ else }}B{{ end }}\" }");
    for part in ["names: [lead, name]", "\" 様\"", "Is { value: ", "known: true", "then: [Text", "otherwise: [Text"] {
        assert!(found.contains(part), "{part} in {found}");
    }
    let escaped = short(r#"email a { subject "{{ default(lead.name, \"}} お客様\") }}" }"#);
    assert!(escaped.contains("\"}} お客様\""), "{escaped}");
}

#[test]
fn an_else_if_is_an_if_inside_of_the_else_and_has_its_end() {
    let chained = "{{ if lead.x is known }}A{{ else if lead.y is known }}B{{ else }}C{{ end }}D";
    let nested = "{{ if lead.x is known }}A{{ else }}{{ if lead.y is known }}B{{ else }}C{{ end }}{{ end }}D";
    let texts = |text: &str| {
        let found = short(&format!("email a {{ subject \"{text}\" }}"));
        let kept = ["If {", "then: [", "otherwise: [", "Text { text: \"", "known: true"];
        let mut places: Vec<_> = kept.iter().flat_map(|part| found.match_indices(part)).collect();
        places.sort_unstable();
        places
            .into_iter()
            .map(|(at, part)| (part.to_owned(), found[at + part.len()..].chars().next()))
            .collect::<Vec<_>>()
    };
    assert_eq!(texts(chained), texts(nested));
    assert_eq!(findings(&body(chained)), []);
    assert_eq!(findings(&body("{{ if lead.x }}A{{ else if lead.y }}B")), [(32, "{{ if lead.x }}".to_owned())]);
    assert_eq!(findings(&body("{{ else if lead.y }}B")), [(31, "{{ else if lead.y }}".to_owned())]);
    assert_eq!(
        findings(&body("{{ if lead.x }}A{{ else }}B{{ else if lead.y }}C{{ end }}")),
        [(31, "{{ else if lead.y }}".to_owned())]
    );
}

#[test]
fn tags_that_end_otherwise_are_told_whole() {
    assert_eq!(findings(&body("{{ ｝}様")), [(6, "｝}".to_owned()), (35, "{{ ｝}".to_owned())]);
    assert_eq!(
        findings(&body("{{ endif ｝｝様")),
        [(6, "｝｝".to_owned()), (60, "{{ endif ｝｝".to_owned()), (31, "{{ endif ｝｝".to_owned())]
    );
}

#[test]
fn tags_of_other_tools_keep_their_meaning() {
    let text = body("{{#if lead.x}}A{{ elsif lead.y }}B{{/if}}C{{{ lead.z }}}");
    let (pieces, diagnostics) = parse_template(&quoted(&text));
    assert_eq!(diagnostics.iter().map(|one| one.code.0).collect::<Vec<_>>(), [60, 60, 60, 60]);
    let TemplatePiece::If { then, otherwise, .. } = &pieces[1] else { panic!("{pieces:?}") };
    assert!(matches!(then.as_slice(), [TemplatePiece::Text { text, .. }] if text == "A"), "{then:?}");
    assert!(matches!(otherwise.as_slice(), [TemplatePiece::If { .. }]), "{otherwise:?}");
    assert!(matches!(&pieces[3], TemplatePiece::Value { .. }), "{pieces:?}");
}

#[test]
fn places_lead_to_the_file() {
    let text = body("{{ default(lead.会社, \"御社\") }}様");
    let (pieces, _) = parse_template(&quoted(&text));
    let TemplatePiece::Value { expression, range } = &pieces[1] else { panic!("{pieces:?}") };
    let slice = |span: sodate::source::Span| &text[span.start as usize..span.end as usize];
    assert_eq!(slice(expression.span), "default(lead.会社, \"御社\")");
    assert_eq!(slice(quoted(&text).span_of(range.clone())), "{{ default(lead.会社, \"御社\") }}");
    let mut names = Vec::new();
    read(&pieces).each(&mut |node| {
        if let Some((name, (start, end))) = node.named("Name") {
            assert_eq!(text[start..end], name);
            names.push(name);
        }
    });
    assert_eq!(names, ["default", "lead", "会社"]);
}

#[test]
fn indentation_that_all_lines_share_is_no_part_of_the_text() {
    assert_eq!(quoted(&body("内側")).text, "　こんにちは\n\n  内側\nさようなら");
    assert_eq!(
        quoted("email a { body \"\"\"一行目\n    二行目\n      三行目\"\"\" }").text,
        "一行目\n二行目\n  三行目"
    );
    assert_eq!(quoted("email a { body \"\"\"\"\"\" }").text, "");
    assert_eq!(quoted("email a { body \"\"\"\r\n\tA\r\n\t\tB\r\n\"\"\" }").text, "A\n\tB");
}

#[test]
fn what_is_wrong_is_found_at_its_character() {
    assert_eq!(findings(&body("{{ lead.name")), [(30, "{{".to_owned())]);
    assert_eq!(findings(&body("{{ lead.name }")), [(30, "{{".to_owned())]);
    assert_eq!(findings(&body("{{ lead.name {{ lead.x }}")), [(30, "{{".to_owned())]);
    assert_eq!(findings(&body("{{ end }}")), [(31, "{{ end }}".to_owned())]);
    assert_eq!(findings(&body("{{ else }}")), [(31, "{{ else }}".to_owned())]);
    assert_eq!(findings(&body("{{ if lead.x }}A")), [(32, "{{ if lead.x }}".to_owned())]);
    assert_eq!(findings(&body("{{ lead.name様 lead.x }}")), [(11, "lead".to_owned())]);
    assert_eq!(findings(&body("{{ lead．name }}")), [(6, "．".to_owned())]);
    assert_eq!(findings(&body("｛｛ lead.name ｝｝")), [(6, "｛｛".to_owned())]);
    assert_eq!(findings(&body("{{ }}")).len(), 1);
    assert_eq!(findings(&body("{{ if lead.x is knwon }}A{{ end }}")), [(8, "knwon".to_owned())]);
    assert_eq!(findings(&body("{{ if lead.deal = won }}A{{ end }}")), [(29, "=".to_owned())]);
    assert_eq!(findings(r#"email a { subject "\"{{ lead.x = \"y\" }}" }"#), [(29, "=".to_owned())]);
}

#[test]
fn nesting_is_bounded() {
    let tags = format!("{}x{}", "{{ if a }}".repeat(10_000), "{{ end }}".repeat(10_000));
    let (_, diagnostics) = parse_template(&quoted(&format!("email a {{ subject \"{tags}\" }}")));
    assert!(!diagnostics.is_empty() && diagnostics.iter().all(|one| one.code.0 == 2));
    let chain = format!("{{{{ if a }}}}x{}{{{{ end }}}}", "{{ else if a }}x".repeat(10_000));
    let (_, diagnostics) = parse_template(&quoted(&format!("email a {{ subject \"{chain}\" }}")));
    assert!(!diagnostics.is_empty() && diagnostics.iter().all(|one| one.code.0 == 2));
    let parens = format!("{{{{ {}a{} }}}}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(findings(&format!("email a {{ subject \"{parens}\" }}")).first().map(|one| one.0), Some(2));
}
