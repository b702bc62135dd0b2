//! Parsing of whole files.

use sodate::source::FileId;

#[test]
fn the_first_taste_is_understood() {
    let text = include_str!("cases/parse/taste.flow");
    let parsed = sodate::syntax::parse(FileId(0), text);
    for one in &parsed.diagnostics {
        println!("{} {:?}", one.message.en, text.get(one.primary.span.start as usize..one.primary.span.end as usize));
    }
    assert!(parsed.diagnostics.is_empty());
}
