//! A mistake in one test stops that test alone: what it would have tested has its meaning, and so have the other tests. The
//! workspace is checked once more as if the tests with mistakes were not there.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::{self, Bodies, Damage, Host, Model};
use crate::source::Span;
use crate::syntax::ast::{self, DeclarationKind};

/// A test that cannot be run because of a mistake in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenTest {
    /// Its name.
    pub name: String,
    /// The whole declaration.
    pub span: Span,
}

/// Mistakes after which nobody can be sure where a declaration ends.
const WITHOUT_END: [Code; 6] = [Code(1), Code(2), Code(3), Code(4), Code(5), Code(603)];

/// The tests that hold all errors there are, in order of place; nothing where an error is elsewhere, or might be.
pub(super) fn broken_tests<'a>(
    units: &[ast::File],
    found: impl Iterator<Item = &'a Diagnostic>,
) -> Option<Vec<BrokenTest>> {
    let declarations = || units.iter().flat_map(|unit| &unit.declarations);
    let junk = declarations().any(|one| matches!(one.kind, DeclarationKind::Junk));
    let errors: Vec<&Diagnostic> = found.filter(|one| one.severity == Severity::Error).collect();
    let mut broken: Vec<BrokenTest> = Vec::new();
    let mut held = 0;
    for declaration in declarations() {
        let DeclarationKind::Test(test) = &declaration.kind else { continue };
        let inside = errors.iter().filter(|one| is_inside(one.primary.span, declaration.span)).count();
        if inside > 0 {
            held += inside;
            broken.push(BrokenTest { name: test.name.text.clone(), span: declaration.span });
        }
    }
    let sure = errors.iter().all(|one| !WITHOUT_END.contains(&one.code));
    (!junk && sure && held == errors.len()).then_some(broken)
}

fn is_inside(span: Span, whole: Span) -> bool {
    span.file == whole.file && whole.start <= span.start && span.end <= whole.end
}

/// What the workspace means without these tests; nothing where that has an error of its own.
pub(super) fn without(units: &[ast::File], broken: &[BrokenTest], bodies: &Bodies, host: &Host<'_>) -> Option<Model> {
    let mut units = units.to_vec();
    for unit in &mut units {
        unit.declarations.retain(|one| broken.iter().all(|test| test.span != one.span));
    }
    let trees: Vec<&ast::File> = units.iter().collect();
    model::check(&trees, bodies, &Damage::default(), host).model
}
