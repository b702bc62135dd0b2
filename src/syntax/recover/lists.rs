//! What may stand at a place, as a message lists it: grouped, a few of each, in words of the file's own surface. All of them
//! stand on the page of F0009.

use super::Context;
use crate::diagnostic::Text;
use crate::syntax::grammar::Rule;
use crate::syntax::surface::Surface;

/// The likeliest words of one kind of line.
struct Group {
    /// What they are.
    kind: (&'static str, &'static str),
    words: &'static [Rule],
}

const STEPS: &[Rule] = &[Rule::kw_send, Rule::kw_wait, Rule::kw_if, Rule::kw_handoff];
const MORE_STEPS: &[Rule] = &[Rule::kw_send, Rule::kw_wait, Rule::kw_on, Rule::kw_await, Rule::kw_if, Rule::kw_handoff];
const HEADS: &[Rule] = &[Rule::kw_start, Rule::kw_again];

/// The groups of places with many words; other places have few, and list them all.
const fn groups(context: Context) -> &'static [Group] {
    match context {
        Context::ScenarioLine => &[
            Group { kind: ("a step", "ステップ"), words: STEPS },
            Group { kind: ("a head", "冒頭の設定"), words: HEADS },
        ],
        Context::StepLine => &[Group { kind: ("a step", "ステップ"), words: MORE_STEPS }],
        Context::Declaration => &[Group {
            kind: ("a declaration", "宣言"),
            words: &[Rule::kw_lead, Rule::kw_event, Rule::kw_email, Rule::kw_scenario, Rule::kw_limits, Rule::kw_test],
        }],
        Context::EmailEntry => &[Group {
            kind: ("an entry of an email", "メールの項目"),
            words: &[Rule::kw_subject, Rule::kw_preheader, Rule::kw_sender, Rule::kw_link, Rule::kw_body],
        }],
        Context::TestLine => &[Group {
            kind: ("a line of a test", "テストの行"),
            words: &[Rule::kw_lead, Rule::kw_at, Rule::kw_expect, Rule::kw_click, Rule::kw_open, Rule::kw_set],
        }],
        Context::SenderEntry
        | Context::Field
        | Context::VariantEntry
        | Context::MessageEntry
        | Context::ScoreRule
        | Context::Rank
        | Context::TeamEntry
        | Context::LimitEntry
        | Context::ValueField
        | Context::WhenTrigger
        | Context::Arm
        | Context::AwaitLimit
        | Context::MatchArm
        | Context::MatchSubject
        | Context::SplitArm
        | Context::SplitHead
        | Context::RepeatLimit
        | Context::Condition
        | Context::TemplateTag => &[],
    }
}

/// What may stand there: `a step (`send`, `wait` …)`. Nothing where any name may.
pub(super) fn choice(context: Context, surface: Surface) -> Option<Text> {
    let few = groups(context);
    if few.is_empty() {
        let mut all = listed(context.starters(), surface);
        if context == Context::LimitEntry && surface == Surface::Japanese {
            // Japanese has no word for the `at` of `at most`.
            all = Text::new(
                "`タイムゾーン`, `送信`, `1日 最大 1通`, `期間 7日 最大 3通`, `間隔 最低 1日`, `休業`",
                "`タイムゾーン`、`送信`、`1日 最大 1通`、`期間 7日 最大 3通`、`間隔 最低 1日`、`休業`",
            );
        }
        return (!all.en.is_empty()).then(|| Text::new(all.en, format!("{} です", all.ja)));
    }
    let parts: Vec<Text> = few
        .iter()
        .map(|group| {
            let (en, ja) = group.kind;
            let words = listed(group.words, surface);
            Text::new(format!("{en} ({} …)", words.en), format!("{ja}（{} など）", words.ja))
        })
        .collect();
    let join = |get: fn(&Text) -> &str, mark: &str| parts.iter().map(get).collect::<Vec<_>>().join(mark);
    let en = join(|part| &part.en, " or ");
    let ja = join(|part| &part.ja, "か、");
    Some(Text::new(
        format!("{en}; all words: `sodate explain F0009`"),
        format!("{ja}です。すべての語は `sodate explain F0009` で確認できます"),
    ))
}

/// Words in backticks.
fn listed(words: &[Rule], surface: Surface) -> Text {
    let marked: Vec<String> =
        words.iter().filter_map(|rule| surface.beginning(*rule)).map(|word| format!("`{word}`")).collect();
    Text::new(marked.join(", "), marked.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::keywords::forms;

    #[test]
    fn the_page_of_lines_that_are_not_understood_names_all_words() {
        let page = include_str!("../../../docs/diagnostics/F0009.md");
        let many =
            [Context::Declaration, Context::ScenarioLine, Context::StepLine, Context::EmailEntry, Context::TestLine];
        for rule in many.iter().flat_map(|context| context.starters()) {
            let words = forms(*rule);
            assert!(page.contains(&format!("`{}`", words[0])), "{rule:?} is missing");
            let japanese = words.iter().any(|form| !form.is_ascii() && page.contains(&format!("`{form}`")));
            assert!(japanese, "{rule:?} is missing in Japanese");
        }
    }

    #[test]
    fn a_list_is_short_in_both_surfaces() {
        for context in
            [Context::Declaration, Context::ScenarioLine, Context::StepLine, Context::EmailEntry, Context::TestLine]
        {
            for surface in [Surface::English, Surface::Japanese] {
                let text = choice(context, surface).unwrap();
                // The words and the command.
                assert!(text.en.matches('`').count() <= 14, "{}", text.en);
            }
        }
        assert_eq!(choice(Context::Field, Surface::English), None);
        let steps = choice(Context::ScenarioLine, Surface::Japanese).unwrap();
        assert!(steps.ja.starts_with("ステップ（`送信`、`待つ`"), "{}", steps.ja);
    }
}
