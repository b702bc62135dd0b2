//! Names in quotes and names that speak of opt-outs or points: what a message offers to write is right as it stands.

use crate::host::{check_text, describe};

const CLEAN: &str = r#"
sender acme { name "A" from "info@acme.example" address "東京都千代田区一番町1-1" contact "https://acme.example/contact" }
lead { name: text  "会社 規模": one of ["1 to 10", larger]  optout_reason: text? }
event "資料 請求" { "資料 名": text }
event unsubscribe_survey { answer: text }
email "お礼 メール" { subject "{{ event."資料 名" }}" link "詳 細" "https://acme.example/1" body "[見る](<詳 細>)" }
email guide { subject "2通目" link more "https://acme.example/2" body "[見る](more)" }
team sales { member "sato@acme.example" }
scenario "資料 の あと" {
  start on "資料 請求", gives consent
  stop on unsubscribe_survey
  send "お礼 メール"
  wait 3 days
  if lead."会社 規模" == "1 to 10" and clicked "お礼 メール"."詳 細" and lead.optout_reason is missing { send guide }
}
when "資料 請求" { handoff to sales because "資料請求" }
"#;

/// The code of the one finding of the changed text, and the text with its fix.
fn mended(good: &str, bad: &str) -> (u16, String) {
    assert!(CLEAN.contains(good), "{good}");
    let text = CLEAN.replacen(good, bad, 1);
    let analysis = check_text(&text);
    let [one] = analysis.diagnostics.as_slice() else { panic!("{bad}: {}", describe(&analysis)) };
    let fix = one.fixes.first().unwrap_or_else(|| panic!("{bad}: {}", describe(&analysis)));
    let [(span, with)] = fix.edits.as_slice() else { panic!("{fix:?}") };
    (one.code.0, format!("{}{with}{}", &text[..span.start as usize], &text[span.end as usize..]))
}

#[test]
fn a_name_in_quotes_is_offered_in_quotes() {
    assert_eq!(describe(&check_text(CLEAN)), "");
    for (good, bad, code) in [
        ("on \"資料 請求\"", "on \"資料 請求s\"", 102),
        ("send \"お礼 メール\"", "send \"お礼 メール1\"", 102),
        ("send \"お礼 メール\"", "send \"お礼 メールを\"", 102),
        ("clicked \"お礼 メール\".\"詳 細\"", "clicked \"お礼 メール\".\"詳 細い\"", 106),
        ("lead.\"会社 規模\"", "lead.\"会社 規模s\"", 104),
        ("event.\"資料 名\"", "event.\"資料 名前\"", 104),
        ("== \"1 to 10\"", "== \"1 to 1\"", 203),
    ] {
        assert_eq!(mended(good, bad), (code, CLEAN.to_owned()), "{bad}");
    }
}

#[test]
fn a_declared_name_that_speaks_of_opt_outs_can_be_misspelt() {
    for (good, bad, code) in [
        ("stop on unsubscribe_survey", "stop on unsubscribe_surveys", 102),
        ("lead.optout_reason is", "lead.optout_reasn is", 104),
    ] {
        assert_eq!(mended(good, bad), (code, CLEAN.to_owned()), "{bad}");
    }
    let used = check_text(&CLEAN.replace("stop on unsubscribe_survey", "stop when unsubscribe_survey"));
    assert!(describe(&used).contains("`unsubscribe_survey` is an event, not a condition"), "{}", describe(&used));
}

/// Points can be meant wherever an event can stand; what the message offers holds in all these places.
#[test]
fn points_for_an_event_are_a_rule_or_a_condition() {
    let trigger = "fix (Unsafe): write `score reaches 50` => `score reaches 50`";
    for (good, bad, is_trigger) in [
        ("start on \"資料 請求\"", "start on score_reaches_50", false),
        ("stop on unsubscribe_survey", "stop on スコア50点以上", false),
        ("when \"資料 請求\"", "when score_reaches_50", true),
    ] {
        let analysis = check_text(&CLEAN.replacen(good, bad, 1));
        let found = describe(&analysis);
        assert!(found.contains("`when score reaches 50 { … }`, a condition `score >= 50`"), "{found}");
        assert_eq!((found.contains("fix ("), found.contains(trigger)), (is_trigger, is_trigger), "{found}");
    }
    let rule = CLEAN.replacen("when \"資料 請求\"", "when score reaches 50", 1);
    let condition = rule.replacen("stop on unsubscribe_survey", "stop when score >= 50", 1);
    let found = describe(&check_text(&format!("{condition}\nscore {{ unsubscribe_survey +50 }}\n")));
    assert_eq!(found, "");
}
