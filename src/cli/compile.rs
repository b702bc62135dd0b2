//! From a target on disk to an analysis: the one place of the command line that calls the compiler.

use super::channels;
use super::context::Context;
use super::problem::{Outcome, Problem};
use super::workspace::{Disk, Target};
use crate::analyze::fix::{Applied, Change, Fixed};
use crate::analyze::{self, Analysis};
use crate::config::FILE_NAME;
use crate::diagnostic::Diagnostic;
use crate::ir;
use crate::render::machine::Group;
use crate::render::{self, Counts, Look};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What fixes change: files, the fixes, and whether some are left over.
pub type Fixing = (BTreeMap<String, Change>, Vec<Applied>, bool);

/// An analysis, and how its paths are shown.
pub struct Compiled {
    /// What was analysed.
    pub target: Target,
    /// The result.
    pub analysis: Analysis,
    /// How to draw findings in it.
    pub look: Look,
}

impl Compiled {
    /// Analyses a target with the settings of its configuration.
    ///
    /// # Errors
    /// Mistakes in the configuration.
    pub fn new(target: Target, context: &Context) -> Outcome<Self> {
        let options = options(&target, context)?;
        let analysis = analyze::analyze(&Disk::new(&target.root), &target.files, &options);
        Ok(Self::of(target, analysis, context))
    }

    /// A target with its safe fixes applied in memory, and what they change.
    ///
    /// # Errors
    /// Mistakes in the configuration.
    pub fn fixed(target: Target, context: &Context) -> Outcome<(Self, Fixing)> {
        let options = options(&target, context)?;
        let may_change = |path: &str| target.covers(path);
        let Fixed { analysis, changes, applied, unsettled } =
            analyze::fix::fix(&Disk::new(&target.root), &target.files, &options, &may_change);
        Ok((Self::of(target, analysis, context), (changes, applied, unsettled)))
    }

    fn of(target: Target, analysis: Analysis, context: &Context) -> Self {
        let look = Look { prefix: target.prefix(), ..context.look.clone() };
        Self { target, analysis, look }
    }

    /// The findings that were asked for.
    #[must_use]
    pub fn findings(&self) -> Vec<&Diagnostic> {
        let asked = |one: &&Diagnostic| {
            let file = self.analysis.sources.get(one.primary.span.file);
            file.is_none_or(|file| self.target.covers(&file.path))
        };
        self.analysis.diagnostics.iter().filter(asked).collect()
    }

    /// Those findings, for machines.
    #[must_use]
    pub fn group(&self) -> Group<'_> {
        let prefix = self.look.prefix.as_str();
        let sources = &self.analysis.sources;
        let covered = sources.iter().filter(|(_, file)| self.target.covers(&file.path));
        let files = covered.map(|(_, file)| format!("{prefix}{}", file.path)).collect();
        Group { findings: self.findings(), sources, prefix, files }
    }

    /// Counts of those findings.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let files = self.target.only.as_ref().map_or(self.analysis.sources.iter().count(), Vec::len);
        let Analysis { left_out, allowed, .. } = self.analysis;
        Counts { left_out, allowed, files, ..Counts::of(&self.findings()) }
    }

    /// The findings drawn, with an empty line after each.
    #[must_use]
    pub fn draw(&self) -> String {
        let drawn = |one: &&Diagnostic| render::diagnostic(one, &self.analysis.sources, &self.look) + "\n";
        self.findings().iter().map(drawn).collect()
    }

    /// The compiled program.
    ///
    /// # Errors
    /// When the workspace has errors: they are printed, and what could not be done because of them is said.
    pub fn program(&self, context: &mut Context, en: &str, ja: &str) -> Outcome<Arc<ir::Program>> {
        if let Some(program) = &self.analysis.program {
            return Ok(Arc::clone(program));
        }
        self.complain(context);
        Err(Problem::finding(en, ja).help(
            "mend the errors above; `sodate check` shows them again",
            "上のエラーを直してください。`sodate check` で再び確かめられます",
        ))
    }
}

/// For commands that change nothing, such as drawing.
impl Compiled {
    /// The compiled program, also where nothing but tests and promises have errors: these are shown.
    ///
    /// # Errors
    /// As [`Self::program`], where something else has an error.
    pub fn playable_program(&self, context: &mut Context, en: &str, ja: &str) -> Outcome<Arc<ir::Program>> {
        match (&self.analysis.program, &self.analysis.playable) {
            (None, Some(program)) => {
                self.complain(context);
                Ok(Arc::clone(program))
            }
            (Some(_), _) | (None, None) => self.program(context, en, ja),
        }
    }

    /// Shows the findings beside the output.
    fn complain(&self, context: &mut Context) {
        let (counts, drawn) = (self.counts(), self.draw());
        context.output.complain(&drawn);
        context.output.complain(&render::summary(counts, &context.look));
    }
}

fn options(target: &Target, context: &Context) -> Outcome<analyze::Options> {
    let config = context.config(&target.root)?;
    let kinds = channels::kinds(&config);
    Ok(analyze::Options {
        zone: config.workspace.zone,
        levels: config.lint,
        channels: analyze::ChannelsSetUp { file: FILE_NAME.to_owned(), kinds, places: config.channel_places },
    })
}
