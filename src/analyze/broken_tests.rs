//! A mistake in one test stops that test alone: what it would have tested has its meaning, and so have the other tests. The
//! workspace is checked once more as if the tests with mistakes were not there.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::{self, Bodies, Damage, Host, Model};
use crate::source::Span;
use crate::syntax::ast::{self, DeclarationKind};

/// A test as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestBlock {
    /// Its name.
    pub name: String,
    /// The whole declaration.
    pub span: Span,
}

impl TestBlock {
    /// Whether the finding is about something in the test.
    #[must_use]
    pub fn holds(&self, finding: &Diagnostic) -> bool {
        let inner = finding.primary.span;
        inner.file == self.span.file && self.span.start <= inner.start && inner.end <= self.span.end
    }
}

/// Mistakes after which nobody can be sure where a declaration ends.
const WITHOUT_END: [Code; 6] = [Code(1), Code(2), Code(3), Code(4), Code(5), Code(603)];

/// All tests, in order of place.
pub(super) fn test_blocks(units: &[ast::File]) -> Vec<TestBlock> {
    let of = |one: &ast::Declaration| {
        let DeclarationKind::Test(test) = &one.kind else { return None };
        Some(TestBlock { name: test.name.text.clone(), span: one.span })
    };
    units.iter().flat_map(|unit| &unit.declarations).filter_map(of).collect()
}

/// The tests that hold all errors there are, in order of place; nothing where an error is elsewhere, or might be.
pub(super) fn broken_tests<'a>(
    units: &[ast::File],
    found: impl Iterator<Item = &'a Diagnostic>,
) -> Option<Vec<TestBlock>> {
    let junk = units.iter().flat_map(|unit| &unit.declarations).any(|one| matches!(one.kind, DeclarationKind::Junk));
    let errors: Vec<&Diagnostic> = found.filter(|one| one.severity == Severity::Error).collect();
    let mut broken: Vec<TestBlock> = Vec::new();
    let mut held = 0;
    for test in test_blocks(units) {
        let inside = errors.iter().filter(|one| test.holds(one)).count();
        if inside > 0 {
            held += inside;
            broken.push(test);
        }
    }
    let sure = errors.iter().all(|one| !WITHOUT_END.contains(&one.code));
    (!junk && sure && held == errors.len()).then_some(broken)
}

/// What the workspace means without these tests; nothing where that has an error of its own.
pub(super) fn without(units: &[ast::File], broken: &[TestBlock], bodies: &Bodies, host: &Host<'_>) -> Option<Model> {
    let mut units = units.to_vec();
    for unit in &mut units {
        unit.declarations.retain(|one| broken.iter().all(|test| test.span != one.span));
    }
    let trees: Vec<&ast::File> = units.iter().collect();
    model::check(&trees, bodies, &Damage::default(), host).model
}
