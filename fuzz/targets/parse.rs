//! Any text is parsed: no panic, every finding is sound, every declaration lies in the text and behind the one before, and
//! the same text gives the same.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use sodate::source::Sources;

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    sodate_fuzz::mutate::mutate(data, size, max_size, seed)
});

fuzz_target!(|text: &str| {
    let mut sources = Sources::new();
    let file = sources.add("main.flow", text);
    let text = &sources.get(file).expect("it was just added").text;
    let parsed = sodate::syntax::parse(file, text);
    parsed.diagnostics.iter().for_each(|one| sodate_fuzz::is_sound(one, &sources));
    let mut end = 0;
    for declaration in &parsed.file.declarations {
        let span = declaration.span;
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
        assert!(end <= span.start, "{span:?} begins before {end}");
        end = span.end;
    }
    let again = sodate::syntax::parse(file, text);
    assert_eq!(parsed.diagnostics, again.diagnostics);
    assert_eq!(format!("{:?}", parsed.file), format!("{:?}", again.file));
});
