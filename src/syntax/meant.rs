//! What is usually meant by a name of another tool, or of speech: a field of the lead, a zone, a number of points.

use crate::diagnostic::fold;

/// What other tools, and people, call the fields that most leads have; folded as in [`fold`].
const FIELDS: &[(&[&str], &str)] = &[
    (
        &[
            "name",
            "fullname",
            "firstname",
            "lastname",
            "fname",
            "lname",
            "氏名",
            "お名前",
            "名前",
            "姓",
            "名",
            "姓名",
            "顧客名",
            "担当者名",
            "ご担当者名",
        ],
        "lead.name",
    ),
    (&["company", "companyname", "会社名", "会社", "企業名", "貴社名", "御社名", "法人名"], "lead.company"),
    (&["email", "emailaddress", "mail", "めーるあどれす"], "lead.email"),
    (&["title", "jobtitle", "役職"], "lead.title"),
];

/// Other names for the time of Japan, folded, without blanks, with an offset of `+9`.
const JAPAN: [&str; 11] =
    ["jst", "日本", "東京", "大阪", "日本時間", "日本標準時", "japan/tokyo", "asia/japan", "utc+9", "gmt+9", "+9"];

/// The zone that is surely meant by another name for it: `Asia/Tokyo` for `JST`.
#[must_use]
pub fn zone_meant(name: &str) -> Option<&'static str> {
    let folded: String = fold(name).chars().filter(|one| !one.is_whitespace()).collect();
    let plain = folded.replace("+09:00", "+9").replace("+9:00", "+9").replace("+09", "+9");
    JAPAN.contains(&plain.as_str()).then_some("Asia/Tokyo")
}

/// The points that a name such as `スコアが50に到達したら` speaks of: it was meant as the trigger of a rule.
#[must_use]
pub fn points_meant(name: &str) -> Option<u32> {
    let folded = fold(name);
    let score = ["すこあ", "点数", "score"].iter().any(|word| folded.contains(word));
    let reaches = ["到達", "以上", "超え", "なったら", "reach", "達した"].iter().any(|word| folded.contains(word));
    let digits: String =
        folded.chars().skip_while(|one| !one.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|_| score && reaches)
}

/// What is usually meant by a name of another tool, or in Japanese: `lead.name` for `氏名`.
#[must_use]
pub fn field_meant(name: &str) -> Option<&'static str> {
    let last = name.rsplit('.').next().unwrap_or(name);
    let folded: String = fold(last).chars().filter(|one| !matches!(one, '_' | '-' | ' ')).collect();
    FIELDS.iter().find(|(names, _)| names.contains(&folded.as_str())).map(|(_, field)| *field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_for_the_zone_of_japan_are_known() {
        for name in ["JST", "日本", "東京", "Japan/Tokyo", "UTC+9", "GMT+09:00", "+09:00", "日本標準時", "ＪＳＴ"]
        {
            assert_eq!(zone_meant(name), Some("Asia/Tokyo"), "{name}");
        }
        for name in ["EST", "Asia/Seoul", "UTC", "UTC+1", ""] {
            assert_eq!(zone_meant(name), None, "{name}");
        }
    }

    #[test]
    fn names_that_were_meant_as_triggers_tell_their_points() {
        assert_eq!(points_meant("スコアが50に到達したら"), Some(50));
        assert_eq!(points_meant("スコア50点以上"), Some(50));
        assert_eq!(points_meant("score_reaches_50"), Some(50));
        assert_eq!(points_meant("スコア50"), None);
        assert_eq!(points_meant("資料50部以上"), None);
    }
}
