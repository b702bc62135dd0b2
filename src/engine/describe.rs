//! Effects, inputs and reasons in words, one line each, in both languages: for `sodate lead show`, the demo's timeline and
//! the timelines of tests. Times are left to the caller, who knows the zone.

use super::effect::{Cause, Effect, PlannedMail, Score};
use super::input::{Input, InputKind, MailOutcome};
use super::trial::Tally;
use crate::diagnostic::Text;

/// One line for an effect.
#[must_use]
pub fn describe(effect: &Effect) -> Text {
    match effect {
        Effect::Plan { mail, .. } => {
            let what = describe_sent(&mail.email, mail.channel.is_some());
            both(format!("{} planned", what.en), format!("{}の送信を予定しました", what.ja))
        }
        Effect::Skip { mail, reason, .. } => {
            let why = describe_reason(reason);
            let what = describe_sent(&mail.email, mail.channel.is_some());
            both(format!("{} not sent: {}", what.en, why.en), format!("{}は送信しません：{}", what.ja, why.ja))
        }
        Effect::Handoff { team, because, .. } => handoff(team, because),
        Effect::Notify { team, because, .. } => {
            let why = after_colon(because);
            both(format!("told `{team}`{}", why.en), format!("`{team}` に連絡しました{}", why.ja))
        }
        Effect::Unanswered { team, tell, .. } => both(
            format!("`{team}` has not answered in time: told {tell}"),
            format!("`{team}` の対応が期限までになかったため、{tell} に知らせました"),
        ),
        Effect::Audience { audience, add: true, .. } => {
            both(format!("added to audience `{audience}`"), format!("オーディエンス `{audience}` に追加しました"))
        }
        Effect::Audience { audience, add: false, .. } => {
            both(format!("removed from audience `{audience}`"), format!("オーディエンス `{audience}` から外しました"))
        }
        Effect::Call { channel, .. } => both(format!("`{channel}` called"), format!("`{channel}` を呼び出しました")),
        Effect::Score { score, cause } => {
            let why = describe_score_reason(score, cause);
            let why = if why.en.is_empty() { why } else { both(format!(": {}", why.en), format!("：{}", why.ja)) };
            both(
                format!("score {:+}, now {}{}", score.points, score.total, why.en),
                format!("スコア {:+}、合計 {}{}", score.points, score.total, why.ja),
            )
        }
        Effect::Tally { trial, variant, tally, .. } => tallied(trial, variant, *tally),
        Effect::Set { field, cleared: true, .. } => {
            both(format!("field `{field}` cleared"), format!("項目 `{field}` を空にしました"))
        }
        Effect::Set { field, cleared: false, .. } => {
            both(format!("field `{field}` set"), format!("項目 `{field}` を書き換えました"))
        }
        Effect::Started { cause } => {
            let scenario = scenario_of(cause);
            both(format!("scenario {} started", scenario.en), format!("シナリオ {} を開始しました", scenario.ja))
        }
        Effect::Ended { reason, cause } => {
            let (scenario, why) = (scenario_of(cause), describe_reason(reason));
            both(
                format!("scenario {} ended: {}", scenario.en, why.en),
                format!("シナリオ {} を終了しました：{}", scenario.ja, why.ja),
            )
        }
        Effect::NotStarted { scenario, reason, .. } => {
            let why = describe_reason(reason);
            both(
                format!("scenario `{scenario}` not started: {}", why.en),
                format!("シナリオ `{scenario}` は開始しません：{}", why.ja),
            )
        }
        Effect::Suppressed { reason, because, .. } => {
            let why = if because.is_empty() { describe_reason(reason) } else { both(because, because) };
            both(format!("no more mail: {}", why.en), format!("今後の配信を止めました：{}", why.ja))
        }
    }
}

fn tallied(trial: &str, variant: &str, tally: Tally) -> Text {
    let email = trial.split_once(':').map_or(trial, |(email, _)| email);
    let (en, ja) = match tally {
        Tally::Sent => ("sent", "送信"),
        Tally::Opened => ("opened", "開封"),
        Tally::Clicked => ("clicked", "クリック"),
    };
    both(
        format!("counted for variant `{variant}` of `{email}`: {en}"),
        format!("`{email}` の案 `{variant}` の{ja}として数えました"),
    )
}

/// One line for an input. `mail_of` gives the planned mail or message of an identity, where it is known.
#[must_use]
pub fn describe_input<'m>(input: &Input, mail_of: &dyn Fn(&str) -> Option<&'m PlannedMail>) -> Text {
    let named = |mail: &str| mail_of(mail).map_or_else(|| mail.to_owned(), |mail| mail.email.clone());
    let is_message = |mail: &str| mail_of(mail).is_some_and(|mail| mail.channel.is_some());
    match &input.kind {
        InputKind::Update { fields, suppression: None, .. } => {
            let names = fields.keys().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(", ");
            if names.is_empty() {
                both("lead updated", "リード情報が更新されました")
            } else {
                both(format!("lead updated: {names}"), format!("リード情報が更新されました：{names}"))
            }
        }
        InputKind::Update { suppression: Some(suppression), .. } => {
            let why = describe_reason(suppression.reason.word());
            both(format!("lead updated: {}", why.en), format!("リード情報が更新されました：{}", why.ja))
        }
        InputKind::Event { event, .. } => both(format!("event `{event}`"), format!("イベント `{event}`")),
        InputKind::Opened { mail } => {
            let email = named(mail);
            both(format!("opened `{email}`"), format!("メール `{email}` を開封しました"))
        }
        InputKind::Clicked { mail, link } => {
            let email = named(mail);
            let what = describe_sent(&email, is_message(mail)).ja;
            both(format!("clicked `{email}.{link}`"), format!("{what}のリンク `{link}` をクリックしました"))
        }
        InputKind::OptOut { source } => {
            both(format!("unsubscribed ({source})"), format!("配信停止の申し出がありました（{source}）"))
        }
        InputKind::Mail { mail, outcome } => describe_outcome(&describe_sent(&named(mail), is_message(mail)), outcome),
        InputKind::Enrol { scenario } => {
            both(format!("`{scenario}` started by hand"), format!("`{scenario}` が手動で開始されました"))
        }
        InputKind::Answered { .. } => both("the team has taken the lead on", "担当チームが対応を始めました"),
        InputKind::Wake { .. } => both("a timer rang", "予定の時刻になりました"),
    }
}

fn describe_outcome(what: &Text, outcome: &MailOutcome) -> Text {
    let (en, ja) = (&what.en, &what.ja);
    match outcome {
        MailOutcome::Sent => both(format!("{en} sent"), format!("{ja}を送信しました")),
        MailOutcome::Unknown => both(
            format!("{en} handed over, but nobody knows whether it arrived"),
            format!("{ja}は送信を始めましたが、届いたかどうか確認できません"),
        ),
        MailOutcome::NotSent { reason } => {
            let why = describe_reason(reason);
            both(format!("{en} not sent: {}", why.en), format!("{ja}は送信しませんでした：{}", why.ja))
        }
        MailOutcome::Bounced { reason } => {
            both(format!("{en} bounced: {reason}"), format!("{ja}は宛先不明などで戻りました：{reason}"))
        }
    }
}

/// An email, or a message on another channel, by name. A word can follow at once.
#[must_use]
pub fn describe_sent(name: &str, message: bool) -> Text {
    if message {
        both(format!("message `{name}`"), format!("メッセージ `{name}` "))
    } else {
        both(format!("email `{name}`"), format!("メール `{name}` "))
    }
}

/// A stable reason word in words; text that is none of them is given back as it is.
#[must_use]
pub fn describe_reason(reason: &str) -> Text {
    if let Some(scenario) = reason.strip_prefix("went_to ") {
        return both(format!("went on to `{scenario}`"), format!("`{scenario}` へ移りました"));
    }
    let (en, ja) = match reason {
        "opted_out" => ("the lead has unsubscribed", "配信停止を希望されています"),
        "bounced" => ("the address does not accept mail", "宛先にメールが届きません"),
        "complained" => ("the lead has complained about mail", "迷惑メールとして報告されています"),
        "erased" => ("the lead's data has been erased", "リード情報は消去されています"),
        "sunset" => {
            ("a step has stopped the mail to this lead", "ステップの指定により、このリードへの配信を停止しました")
        }
        "no_basis" => (
            "no consent or other basis for mailing is on record",
            "同意など、広告宣伝メールを送る根拠の記録がありません",
        ),
        "late" => ("it is later than the scenario allows", "シナリオで決めた期限より遅れています"),
        "capped" => ("the lead has had as many emails as the limits allow", "通数の上限に達しています"),
        "moment_past" => ("its moment is past already", "開始の日時をすでに過ぎています"),
        "too_many_runs" => ("the lead is in it too many times", "同時に進行できる数の上限に達しています"),
        "priority" => ("another scenario goes first", "優先度の高いシナリオのメールを先に送ります"),
        "no_address" => ("the lead has no address in that channel", "そのチャネルでの宛先が登録されていません"),
        "run_ended" => ("the scenario has ended meanwhile", "送信前にシナリオが終了しました"),
        "stop_rule" => ("a stop rule applies", "シナリオの停止条件に当てはまりました"),
        "finished" => ("all steps are done", "すべてのステップが完了しました"),
        "stopped" => ("stopped by a step", "ステップの指定により停止しました"),
        "handed_over" => ("sales has taken over", "営業に引き渡しました"),
        "too_many_steps" => ("it went round in circles without waiting", "待つことなく同じ流れを繰り返していました"),
        "unknown_version" => ("its published version is missing", "公開済みのバージョンが見つかりません"),
        "running" => ("the lead is already in it", "すでに実行中です"),
        "again_never" => ("the lead has been through it before", "すでに一度実行しています（再実行しない設定です）"),
        "too_soon" => ("the last run is too recent", "前回の開始から十分な期間がたっていません"),
        "not_by_hand" => ("it cannot be started by hand", "手動では開始できないシナリオです"),
        "unknown_scenario" => ("there is no such scenario", "そのシナリオはありません"),
        "trial" => (
            "others try its variants first, and this lead gets the better one",
            "ほかのリードで案を試しています。結果のよかった案を送ります",
        ),
        "sending_hours" => ("outside the sending hours", "配信時間外です"),
        "cap" => ("the lead has had as many emails as the limits allow", "通数の上限に達しています"),
        other => (other, other),
    };
    both(en, ja)
}

/// Why a score changed: the words of the step that did it, else the rule.
#[must_use]
pub fn describe_score_reason(score: &Score, cause: &Cause) -> Text {
    match (&score.because, &cause.rule) {
        (Some(because), _) => both(because, because),
        (None, Some(rule)) => describe_rule(rule),
        (None, None) => both("", ""),
    }
}

/// A score rule's identity in words; a further rule of the same kind (`… #2`) reads as the first.
fn describe_rule(rule: &str) -> Text {
    let rule = rule.split_once(" #").map_or(rule, |(rule, _)| rule);
    if let Some(event) = rule.strip_prefix("event ") {
        return both(event, event);
    }
    match (rule.split_once(' '), rule) {
        (_, "opened any email") => both("opened an email", "メールを開封"),
        (_, "clicked any email") => both("clicked in an email", "メールのリンクをクリック"),
        (Some(("opened", email)), _) => both(rule, format!("{email}を開封")),
        (Some(("clicked", link)), _) => both(rule, format!("{link}をクリック")),
        (Some(("no", silence)), _) => both(rule, silence_ja(silence).unwrap_or_else(|| rule.to_owned())),
        (Some(_) | None, _) => both(rule, rule),
    }
}

/// `response for 6 months` → `6か月反応なし`.
fn silence_ja(silence: &str) -> Option<String> {
    let (what, lasting) = silence.rsplit_once(" for ")?;
    let (count, unit) = lasting.split_once(' ')?;
    let unit = match unit.trim_end_matches('s') {
        "minute" => "分",
        "hour" => "時間",
        "day" => "日",
        "business day" => "営業日",
        "week" => "週間",
        "month" => "か月",
        "year" => "年",
        _ => return None,
    };
    let what = if what == "response" { "反応" } else { what };
    Some(format!("{count}{unit}{what}なし"))
}

fn handoff(team: &str, because: &str) -> Text {
    let why = after_colon(because);
    both(format!("handed over to `{team}`{}", why.en), format!("`{team}` へ引き渡しました{}", why.ja))
}

fn after_colon(because: &str) -> Text {
    if because.is_empty() { both("", "") } else { both(format!(": {because}"), format!("：{because}")) }
}

/// The scenario, and for which value it runs.
fn scenario_of(cause: &Cause) -> Text {
    let name = cause.scenario.as_deref().unwrap_or_default();
    match &cause.key {
        Some(key) => both(format!("`{name}` for `{key}`"), format!("`{name}`（`{key}`）")),
        None => both(format!("`{name}`"), format!("`{name}`")),
    }
}

fn both(en: impl Into<String>, ja: impl Into<String>) -> Text {
    Text::new(en, ja)
}
