//! Pictures of generated programs: whatever a program says, nothing in its pictures overlaps, and they are the same each time.

use crate::geometry;
use crate::properties::generated;
use proptest::prelude::*;
use sodate::diagnostic::Language;
use sodate::ir::draw;
use sodate::ir::graph;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn nothing_overlaps_in_pictures_of_generated_programs(program in generated()) {
        let scenarios = program.scenarios.keys().filter_map(|name| graph::scenario(&program, name));
        for graph in scenarios.chain([graph::overview(&program)]) {
            for language in [Language::English, Language::Japanese] {
                let picture = draw::picture(&graph, language).unwrap();
                let faults = geometry::faults(&graph, &picture);
                prop_assert!(faults.is_empty(), "{}\n{}", faults.join("\n"), draw::dot(&graph, Language::English).unwrap());
            }
            let again = || draw::svg(&graph, Language::Japanese);
            prop_assert_eq!(again(), again());
        }
    }
}
