//! Channels that sodate.toml sets up and nothing in the workspace uses: a slip in a name, or what is left of something.

use super::Files;
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::ir::{Program, used_channels};
use crate::source::{Sources, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// The channels that a workspace's settings set up.
#[derive(Debug, Clone, Default)]
pub struct ChannelsSetUp {
    /// Path of the settings.
    pub file: String,
    /// Where each channel is named in them, in bytes.
    pub places: BTreeMap<String, Range<usize>>,
}

/// A channel that nothing uses.
#[derive(Debug)]
pub struct UnusedChannel<'a> {
    /// It.
    pub channel: &'a str,
    /// Where it is set up.
    pub span: Span,
}

impl Finding for UnusedChannel<'_> {
    const CODE: Code = Code(457);
    fn diagnose(&self) -> Diagnostic {
        let channel = self.channel;
        Diagnostic::note(
            Self::CODE,
            Text::new(
                format!("nothing uses the channel `{channel}`"),
                format!("チャネル `{channel}` はどこでも使われていません"),
            ),
            self.span,
            Text::new("never used", "使われていません"),
        )
        .with_help(Text::new(
            format!(
                "send a message, tell a team (`via {channel}`) or call it (`call {channel}`), or delete this section"
            ),
            format!(
                "メッセージやチームの `via {channel}`、または `call {channel}` で使うか、この設定を削除してください"
            ),
        ))
    }
}

/// The settings join the sources only where there is something to say about them.
pub(super) fn check(
    program: &Program,
    set_up: &ChannelsSetUp,
    files: &dyn Files,
    sources: &mut Sources,
) -> Vec<Diagnostic> {
    let used = used_channels(program);
    let unused: Vec<_> = set_up.places.iter().filter(|(name, _)| !used.contains_key(name.as_str())).collect();
    if unused.is_empty() {
        return Vec::new();
    }
    let Ok(text) = files.read(&set_up.file) else { return Vec::new() };
    let file = sources.add(&set_up.file, text);
    let place = |range: &Range<usize>| {
        let (start, end) = (u32::try_from(range.start).ok()?, u32::try_from(range.end).ok()?);
        Some(Span::new(file, start, end))
    };
    let one =
        |(channel, range): (&String, &Range<usize>)| Some(UnusedChannel { channel, span: place(range)? }.diagnose());
    unused.into_iter().filter_map(one).collect()
}
