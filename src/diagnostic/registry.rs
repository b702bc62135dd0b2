//! All kinds of findings in one table: code, usual level, name, and what it is in one line of each language. The page of
//! each, docs/diagnostics/F….md, is bound in beside it, so that a kind without a page does not compile. `sodate explain`,
//! sodate.toml's `[lint]`, comments that allow a finding, SARIF and docs/diagnostics/README.md all read this table.

use super::{Code, Severity, Text, fold, nearest};

/// A kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Its number.
    pub code: Code,
    /// Its name, for people who do not like numbers: `unused-link`.
    pub name: &'static str,
    /// Its level where nothing else is set.
    pub severity: Severity,
    title_en: &'static str,
    title_ja: &'static str,
    /// Its page in Markdown: title, English, Japanese, a bad and a good example.
    pub page: &'static str,
}

impl Kind {
    /// What it is, in one line without a full stop.
    #[must_use]
    pub fn title(&self) -> Text {
        Text::new(self.title_en, self.title_ja)
    }

    /// Whether sodate.toml may change its level and a comment may allow it. Errors stay errors: a scenario that has one
    /// has no meaning that could be run.
    #[must_use]
    pub const fn adjustable(&self) -> bool {
        match self.severity {
            Severity::Error => false,
            Severity::Warning | Severity::Note => true,
        }
    }
}

/// The kind of a code.
#[must_use]
pub fn kind_of(code: Code) -> Option<&'static Kind> {
    let at = KINDS.binary_search_by_key(&code, |kind| kind.code).ok()?;
    KINDS.get(at)
}

/// The kind that somebody means by `F0406`, `f406`, `406` or `unused-link`, also in full-width characters.
///
/// # Errors
/// The name or code of the nearest kind, where one is near.
pub fn kind_named(written: &str) -> Result<&'static Kind, Option<&'static str>> {
    let plain = fold(written.trim());
    let number = plain.strip_prefix('f').unwrap_or(&plain);
    if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
        return number.parse().ok().and_then(|number| kind_of(Code(number))).ok_or(None);
    }
    let same = |kind: &&Kind| kind.name == plain || kind.name == plain.replace('_', "-");
    KINDS.iter().find(same).ok_or_else(|| nearest(&plain, KINDS.iter().map(|kind| kind.name)))
}

/// The number in `F0406`.
const fn number(code: &str) -> u16 {
    let mut number = 0;
    let mut rest = code.as_bytes();
    while let [first, others @ ..] = rest {
        if first.is_ascii_digit() {
            number = number * 10 + (*first - b'0') as u16;
        }
        rest = others;
    }
    number
}

macro_rules! kinds {
    ($($code:ident $severity:ident $name:literal $en:literal $ja:literal)*) => {
        &[$(Kind {
            code: Code(number(stringify!($code))),
            name: $name,
            severity: Severity::$severity,
            title_en: $en,
            title_ja: $ja,
            page: include_str!(concat!("../../docs/diagnostics/", stringify!($code), ".md")),
        }),*]
    };
}

/// All kinds, in order of code.
pub const KINDS: &[Kind] = kinds! {
    F0001 Error "file-too-large" "a file that is larger than any scenario" "大きすぎるファイル"
    F0002 Error "nested-too-deep" "brackets nested too deep" "深すぎる入れ子"
    F0003 Error "brace-never-closed" "a block without its `}`" "`}` のないブロック"
    F0004 Error "brace-too-many" "a `}` where no block is open" "余分な `}`"
    F0005 Error "text-never-closed" "a text without its closing quotation mark" "終わりの引用符がない文章"
    F0006 Error "full-width-character" "full-width punctuation or digits" "全角の記号や数字"
    F0007 Error "invisible-character" "a character that cannot be seen" "目に見えない文字"
    F0008 Error "unknown-word" "a word that is close to one of the language" "打ち間違いと思われる語"
    F0009 Error "not-understood" "a line that begins with nothing known" "理解できない行"
    F0010 Error "something-missing" "a line that ends too early" "途中で終わっている行"
    F0011 Error "something-else" "something else than what is needed" "必要なものと違う書き方"
    F0012 Error "unknown-unit" "an unknown unit of time" "使えない時間の単位"
    F0013 Error "no-such-date" "a date that no calendar has" "暦にない日付"
    F0014 Error "no-such-time" "a time that no clock has" "存在しない時刻"
    F0015 Error "name-needs-quotes" "a name that needs quotes" "引用符が必要な名前"
    F0016 Error "number-too-large" "a number that is too large" "大きすぎる数"
    F0017 Error "unknown-type-form" "a type that is not written as types are" "型の書き方の誤り"
    F0018 Error "text-without-quotes" "a text without quotation marks" "引用符のない文章"
    F0019 Error "two-steps-on-one-line" "two steps on one line" "1行に2つのステップ"
    F0020 Error "other-quotation-marks" "quotation marks of another kind" "半角でない引用符"
    F0021 Error "opening-brace-missing" "a block without its `{`" "`{` のないブロック"
    F0022 Error "unknown-escape" "a backslash before a character that needs none" "使えないエスケープ"
    F0023 Error "second-otherwise" "a second `otherwise`" "2つ目の `otherwise`"
    F0024 Error "wrong-place" "a word at a place where it cannot stand" "この場所には書けない語"
    F0025 Error "mark-missing" "a forgotten comma, colon or equals sign" "コンマ・コロンなどの書き忘れ"
    F0026 Error "other-comment-marks" "a comment that does not begin with `//`" "`//` で始まらないコメント"
    F0027 Error "date-or-time-form" "another form of a date or time" "日付や時刻の書き方の違い"
    F0028 Error "bracket-never-closed" "a bracket that is never closed" "閉じられていない括弧"
    F0029 Error "single-equals" "a single `=` in a condition" "条件の中の `=`"
    F0030 Error "tag-never-closed" "a `{{` without its `}}`" "`}}` のない差し込み"
    F0031 Error "else-or-end-alone" "an `{{ else }}` or `{{ end }}` without its `if`" "`if` のない `{{ else }}` や `{{ end }}`"
    F0032 Error "if-without-end" "an `{{ if }}` without its `{{ end }}`" "`{{ end }}` のない `{{ if }}`"
    F0033 Error "not-a-whole-number" "a length or count that is no whole number" "整数でない期間や回数"
    F0034 Error "negative-day" "a day before the start of the scenario" "開始より前の日"
    F0035 Error "empty-tag" "an empty `{{ }}`" "中身のない `{{ }}`"
    F0060 Error "other-way-of-writing" "a way of writing from elsewhere" "ほかの言葉やツールの書き方"
    F0061 Error "missing-word" "a missing word" "語の抜け"
    F0062 Error "date-without-year" "a date without its year" "年のない日付"
    F0063 Error "look-alike-character" "a character that looks like another one" "見た目の似た別の文字"
    F0064 Error "other-marks-around-a-long-text" "other marks around a text of several lines" "複数行の文章を囲む記号の違い"
    F0065 Error "missing-space" "words without a space between them" "語の間の空白の抜け"
    F0066 Error "blocks-by-indentation" "blocks without braces" "字下げだけのブロック"
    F0067 Error "wrong-bracket" "a bracket of another kind" "種類の違う括弧"
    F0068 Error "time-of-step" "the time of a step in another place or form" "ステップの時間の指定のしかた"
    F0069 Error "spreadsheet-row" "a row of a spreadsheet" "表計算ソフトの行"
    F0101 Error "duplicate-name" "two declarations with one name" "同じ名前の宣言"
    F0102 Error "unknown-name" "a name that is not declared" "宣言されていない名前"
    F0103 Error "wrong-kind" "a name of something of another kind" "種類の違う名前"
    F0104 Error "unknown-field" "a field or property that is not declared" "宣言されていない項目"
    F0105 Error "duplicate-entry" "the same entry twice in one block" "重複した項目"
    F0106 Error "unknown-link" "a link that the mail does not declare" "宣言されていないリンク"
    F0107 Error "duplicate-declaration" "a second `lead`, `score` or `limits`" "2つ目の `lead`・`score`・`limits`"
    F0108 Error "unknown-value-word" "a word that is no value" "値ではない語"
    F0109 Error "no-ranks" "`rank` without declared ranks" "宣言されていないランク"
    F0110 Error "built-in-field" "a field that every lead has already" "最初からある項目の宣言"
    F0111 Error "not-settable" "`set` for something that cannot be changed" "変更できないものへの `set`"
    F0112 Warning "unused-name" "a declaration that nothing uses" "使われていない宣言"
    F0113 Error "opt-out-by-itself" "a line about opt-outs, which needs none" "書く必要のない配信停止の指定"
    F0201 Error "unknown-type" "a type that does not exist" "存在しない型"
    F0202 Error "unlike-values" "values of different types together" "型の違う値の比較"
    F0203 Error "unknown-value" "a word that its `one of` does not list" "選択肢にない値"
    F0204 Error "not-a-condition" "a condition that is neither true nor false" "条件になっていない式"
    F0205 Error "unknown-function" "a function that does not exist" "存在しない関数"
    F0206 Error "wrong-arguments" "`default` with too few or too many values" "`default` の値の過不足"
    F0207 Error "no-event-here" "`event.` where there may be no event" "イベントがない場所の `event.`"
    F0208 Error "unlike-properties" "start events that disagree about a property" "開始イベントごとに違う型"
    F0209 Error "wrong-value" "a value that does not fit its type" "型に合わない値"
    F0210 Error "not-ordered" "a comparison of values without order" "大小のない値の比較"
    F0211 Error "not-a-list" "`in` without a list" "一覧のない `in`"
    F0212 Error "needs-quotes" "a text value without quotes" "引用符のないテキストの値"
    F0213 Error "wrong-set" "`set` with a value of another type" "型の違う値の `set`"
    F0214 Error "sets-missing" "`set` with a value that may be missing" "空かもしれない値の `set`"
    F0215 Error "not-a-date" "a moment that counts from no date" "日付でない項目から数える日時"
    F0216 Error "out-of-range" "a count that makes no sense" "使えない回数や日数"
    F0217 Error "number-too-long" "a number with too many digits" "桁の多すぎる数"
    F0218 Error "ranks-out-of-order" "ranks with gaps or overlaps" "すき間や重なりのあるランク"
    F0219 Error "not-fixed" "a value that must be fixed and is not" "決まった値でない既定値やテストの値"
    F0220 Warning "never-holds" "a condition that never holds" "成り立つことのない条件"
    F0221 Warning "constant-condition" "a condition that is the same for every lead" "誰に対しても同じになる条件"
    F0222 Warning "never-missing" "`is missing` of what is never missing" "必ず値がある項目の `is missing`"
    F0223 Warning "empty-text" "a comparison with an empty text" "空のテキストとの比較"
    F0224 Error "compared-with-nothing" "a comparison with a word for nothing" "値がないことを表す語との比較"
    F0225 Error "clears-needed-field" "a needed field that is cleared" "必須の項目を空にする `set`"
    F0226 Error "set-to-nothing" "`set` with a word for nothing" "値がないことを表す語の `set`"
    F0231 Error "may-be-missing" "a text with a value that may be missing" "空かもしれない値の差し込み"
    F0232 Error "cannot-be-shown" "a true/false value shown in a text" "真偽値の差し込み"
    F0233 Error "raw-html" "HTML tags in a Markdown body" "本文の中のHTMLタグ"
    F0234 Error "if-across-paragraphs" "an `{{ if }}` that ends in another paragraph" "段落をまたぐ `{{ if }}`"
    F0235 Error "single-braces" "a value in single or full-width braces" "かっこが1つだけの差し込み"
    F0301 Error "never-reached" "a step that no lead can come to" "誰も進めないステップ"
    F0302 Error "loop-without-wait" "scenarios that go round without a wait" "待ち時間のない繰り返し"
    F0303 Error "head-after-steps" "a head of the scenario below its steps" "ステップより後にある見出し行"
    F0304 Error "step-in-rule" "a step that a `when` rule cannot do" "`when` に書けないステップ"
    F0305 Error "arm-never-met" "an arm of an `await` that is never met" "進むことのない `await` の行"
    F0306 Error "await-without-arms" "an `await` that waits for nothing" "反応のない `await`"
    F0307 Error "scenario-lacks" "a scenario without a start or steps" "開始やステップのないシナリオ"
    F0308 Warning "start-in-vain" "a start that a rule to stop makes useless" "停止の条件で必ず入れない開始"
    F0309 Warning "mail-not-sent-yet" "a condition on a mail that is sent later" "まだ送っていないメールの条件"
    F0321 Error "days-out-of-order" "days that are out of order" "順番の違う日"
    F0322 Error "day-may-be-over" "a day that may be over" "過ぎているかもしれない日"
    F0323 Error "moment-needs-else" "a moment that may be past or missing" "過ぎた場合の動きがない日時"
    F0324 Error "skip-on-wait" "`else skip` where there is no step to skip" "とばすステップのない `else skip`"
    F0325 Error "midnight-end" "`24:00` as a time of day" "時刻としての `24:00`"
    F0326 Warning "moment-always-past" "a moment behind a later one" "必ず過ぎている日時"
    F0331 Error "segment-in-circle" "a segment that rests on itself" "自分自身を条件にするセグメント"
    F0332 Error "key-of-many-parts" "`one for each` of something without single values" "`one for each` に使えない項目"
    F0333 Error "no-day-of-month" "a day that no month has" "存在しない毎月の日"
    F0334 Error "names-no-lead" "an event for everyone without a field of the lead" "リードの項目と照合しない全リード向けイベント"
    F0335 Error "closed-never" "closed days that make no sense" "休業日の誤り"
    F0336 Error "never-changes" "a change of what is no field of the lead" "変化を条件にできない項目"
    F0341 Error "unknown-zone" "a time zone that does not exist" "存在しないタイムゾーン"
    F0342 Error "empty-hours" "sending hours that end before they begin" "始まる前に終わる送信時間"
    F0343 Error "unknown-holidays" "an unknown calendar of holidays" "登録されていない祝日カレンダー"
    F0360 Error "match-leaves-out" "a `match` that leaves out a value" "値の網羅されていない `match`"
    F0361 Error "matched-twice" "a value with two arms in a `match`" "`match` に2回書かれた値"
    F0362 Warning "no-value-left" "an arm of a `match` that no value reaches" "どの値も進まない `match` の行"
    F0363 Error "not-matchable" "a `match` on a number, a date or a list" "数値・日付・一覧での `match`"
    F0364 Error "arm-without-value" "an arm that is neither `true` nor `false`" "`true` でも `false` でもない行"
    F0365 Error "shares-do-not-add-up" "shares of a `split` that are not 100%" "合計が100%でない `split`"
    F0366 Error "split-without-choice" "a `split` with nothing to choose from" "分け先の足りない `split`"
    F0367 Error "repeat-times" "a number of rounds that cannot be" "`repeat` の回数の誤り"
    F0368 Error "since-start-of-mail" "`since start` behind something that is no event" "イベント以外への `since start`"
    F0369 Warning "never-repeats" "a `repeat` without a second round" "2回目のない `repeat`"
    F0370 Error "too-much-at-once" "thousands of rounds in one instant" "一瞬で終わらない繰り返し"
    F0371 Error "unknown-choice" "a `choose` of something that nothing chooses" "選べないものへの `choose`"
    F0372 Warning "threshold-out-of-reach" "a score that no lead ever has" "どのリードも届かないスコア"
    F0373 Warning "branch-never-taken" "an `else if` that no lead comes to" "誰も進まない `else if`"
    F0375 Error "more-than-all" "a target of more than 100%" "100%を超える目標"
    F0376 Error "no-time-to-answer" "a team that is to answer in no time" "0時間以内の対応期限"
    F0377 Error "nothing-to-choose" "`one of` without values" "選択肢のない `one of`"
    F0390 Error "takes-no-values" "`call` of a channel that takes text only" "文章しか送れないチャネルの呼び出し"
    F0391 Error "team-needs-room" "a team told on a channel without a room" "部屋のないチャネルでのチームへの連絡"
    F0401 Error "email-without-sender" "an email without a sender" "差出人のないメール"
    F0402 Error "sender-lacks" "a sender without what the law wants shown" "法定の表示が足りない差出人"
    F0403 Error "bad-address" "something that is not one mail address" "メールアドレスの誤り"
    F0404 Error "email-lacks" "an email without subject or body" "件名や本文のないメール"
    F0405 Error "start-without-basis" "advertising mail without a basis" "根拠のない広告メール"
    F0406 Warning "unused-link" "a link that the body does not show" "本文にないリンク"
    F0407 Error "bad-link-address" "a link that leads to no web address" "リンク先の誤り"
    F0408 Error "unknown-body-link" "a link in the body that leads nowhere" "本文の中の行き先のないリンク"
    F0409 Error "value-in-address" "a value in an address of the body" "本文のアドレスへの差し込み"
    F0410 Error "team-without-members" "a team without members" "メンバーのいないチーム"
    F0411 Error "subject-breaks" "a subject that is empty or has several lines" "空または複数行の件名"
    F0412 Error "link-as-picture" "the name of a link as a picture" "画像の場所にあるリンク名"
    F0413 Error "full-width-link-brackets" "full-width brackets around a link" "リンクの全角かっこ"
    F0414 Error "each-outside-body" "rows where none can be shown" "コンテンツの行を並べられない場所"
    F0415 Error "no-row-here" "a column outside of `{{ each }}`" "`{{ each }}` の外の列"
    F0416 Error "unknown-column" "an unknown column of a content" "コンテンツにない列"
    F0417 Error "column-not-in-file" "a column that the CSV file lacks" "CSVファイルにない列"
    F0418 Error "bad-cell" "a wrong cell in a CSV file" "CSVファイルの誤った値"
    F0419 Error "not-a-table" "a CSV file that cannot be read" "読み込めないCSVファイル"
    F0420 Error "empty-content" "a content without rows" "行のないコンテンツ"
    F0421 Error "unknown-body-format" "a body file of an unknown format" "書式の分からない本文ファイル"
    F0422 Error "not-in-mails" "HTML that does not work in mails" "メールで使えないHTML"
    F0423 Error "value-in-tag" "a value inside a tag or a style" "タグやスタイルの中の値"
    F0424 Error "unknown-mjml" "an unknown MJML element" "使えないMJML要素"
    F0425 Error "broken-mjml" "MJML that cannot be read" "読み込めないMJML"
    F0426 Error "one-variant" "a single variant" "1つだけのバリアント"
    F0427 Error "wrong-trial" "a trial that decides nothing" "何も決まらない `try`"
    F0428 Error "no-datetime" "an invitation without a datetime" "日時でない招待"
    F0429 Error "datetime-may-be-missing" "an invitation whose time may be missing" "日時が空になりうる招待"
    F0430 Error "unclosed-html" "HTML that is not closed" "閉じられていないHTML"
    F0431 Note "handoff-without-answer" "a handoff without a time to answer" "対応期限のない引き渡し"
    F0432 Note "any-hour" "marketing mail at any hour" "時間を決めていない広告メール"
    F0433 Note "unwatched-answer" "a time to answer that nobody watches" "誰も確かめない対応期限"
    F0450 Error "message-lacks" "a message without its text or receiver" "本文や宛先のないメッセージ"
    F0451 Error "receiver-not-text" "a receiver that is no text" "テキストではない宛先"
    F0452 Error "message-too-long" "a text that is too long for its channel" "チャネルには長すぎる本文"
    F0453 Error "receiver-unused" "a receiver on a channel with one room" "宛先を使わないチャネルでの `to`"
    F0454 Error "name-of-email" "an email and a message with one name" "メールと同じ名前のメッセージ"
    F0455 Error "message-opened" "the opening of a message, which nobody reports" "メッセージの開封"
    F0456 Error "click-of-nobody" "a click in a message that is not the lead's" "リード本人のものではないクリック"
    F0457 Note "unused-channel" "a channel that nothing uses" "使われていないチャネル"
    F0458 Warning "channel-not-set-up" "a channel that the settings do not give" "設定が足りないチャネル"
    F0461 Warning "half-width-kana-in-mail" "half-width kana in a mail" "メールの半角カナ"
    F0462 Warning "machine-dependent-character" "a character that can garble in mail" "機種依存文字"
    F0463 Warning "invisible-character-in-subject" "a character in a subject that cannot be seen" "件名の見えない文字"
    F0464 Note "long-subject" "a subject that a phone cuts off" "スマートフォンで切れる件名"
    F0465 Note "several-calls-to-action" "a mail with more than one call to action" "行き先が2つ以上あるメール"
    F0466 Note "no-call-to-action" "a mail without a call to action" "行き先のないメール"
    F0469 Warning "unfinished-text" "words left for later in a mail" "書きかけの文面"
    F0470 Error "too-many-mails" "a promise on the number of mails that does not hold" "守られないメール数の約束"
    F0471 Error "mail-after" "a mail that could follow what it must not follow" "そのあとに届きうるメール"
    F0472 Error "run-too-long" "a run that could take longer than promised" "約束より長くかかりうるシナリオ"
    F0473 Warning "mails-at-once" "two mails planned for the same moment" "同じ時点の2通のメール"
    F0474 Warning "endless-round" "scenarios that start each other for ever" "終わりのないシナリオの輪"
    F0475 Note "first-mail-waits" "a first mail that does not come at once" "すぐに届かない最初のメール"
    F0476 Note "many-mails" "a scenario with many mails" "メールの多いシナリオ"
    F0477 Note "mails-close" "mails that follow each other soon" "間隔の短いメール"
    F0478 Note "mails-far-apart" "mails that are far apart" "間隔の長いメール"
    F0479 Warning "late-reminder" "a mail that could come after its date" "日時を過ぎて届きうるお知らせ"
    F0480 Warning "not-proved" "a promise that could not be proved" "確かめられなかった約束"
    F0481 Note "counts-earlier-runs" "a condition that counts what happened before the run" "前の実行のできごとも数える条件"
    F0501 Error "no-first-date" "a test without a first date" "最初の日付のないテスト"
    F0502 Error "missing-values" "values that a test leaves out" "テストに足りない値"
    F0503 Error "back-in-time" "lines of a test that go back in time" "日時が戻るテストの行"
    F0504 Error "needless-without" "a basis taken that nothing needs" "求められていない根拠の指定"
    F0601 Error "file-not-found" "a file that does not exist" "存在しないファイル"
    F0602 Error "outside-workspace" "a file outside the workspace" "ワークスペースの外のファイル"
    F0603 Error "too-large" "a file that is too large to be read" "読み込めない大きさのファイル"
    F0604 Error "not-utf8" "a file that is not UTF-8" "UTF-8でないファイル"
    F0605 Error "cannot-read" "a file that cannot be read" "読み込めないファイル"
    F0606 Error "not-scenarios" "`use` of something without scenarios" "シナリオのないものの `use`"
    F0607 Warning "nothing-declared" "a file that declares nothing" "何も宣言されていないファイル"
    F0701 Warning "unused-allow" "a comment that allows what is not found" "不要になった許可のコメント"
    F0702 Warning "unknown-allow" "a comment that allows an unknown code" "番号や名前のわからない許可のコメント"
    F0703 Warning "allow-without-reason" "a comment that allows without a reason" "理由のない許可のコメント"
    F0704 Warning "cannot-allow" "a comment that allows an error" "許可できないもの（エラー）の許可"
    F0705 Warning "allow-form" "a `sodate:` comment that is not understood" "書き方の違う `sodate:` コメント"
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_names_are_unique() {
        assert!(KINDS.windows(2).all(|pair| pair[0].code < pair[1].code));
        let names: std::collections::BTreeSet<&str> = KINDS.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), KINDS.len());
        assert_eq!(number("F0406"), 406);
    }

    #[test]
    fn each_kind_has_its_page_and_a_short_title_in_both_languages() {
        for kind in KINDS {
            assert!(kind.page.starts_with(&format!("# {} {}\n", kind.code, kind.name)), "the title of {}", kind.code);
            assert!(!kind.title_ja.is_ascii(), "{}", kind.code);
            assert!(kind.title_en.chars().count() <= 60 && kind.title_ja.chars().count() <= 40, "{}", kind.code);
        }
    }

    #[test]
    fn kinds_are_found_by_code_and_by_name() {
        for written in ["F0406", "f0406", "406", "Ｆ０４０６", "unused-link", "unused_link", " Unused-Link "] {
            assert_eq!(kind_named(written).unwrap().code, Code(406), "{written}");
        }
        assert_eq!(kind_named("unused-lnik"), Err(Some("unused-link")));
        assert_eq!(kind_named("F9999"), Err(None));
        assert_eq!(kind_named("9999999999"), Err(None));
        assert_eq!(kind_named(""), Err(None));
    }
}
