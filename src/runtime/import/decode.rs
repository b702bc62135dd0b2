//! Bytes to text: UTF-8 with or without a byte order mark, UTF-16, and what Japanese spreadsheets still write (CP932).

use super::{LineProblem, MAX_IMPORT_BYTES};
use crate::diagnostic::Text;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, SHIFT_JIS};

/// A file as text.
pub(super) struct Decoded {
    pub text: String,
    /// Name of the encoding.
    pub encoding: &'static str,
}

/// Reads the bytes in the encoding that they are most likely in, and refuses what does not fit instead of importing
/// garbled names.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, LineProblem> {
    if bytes.len() > MAX_IMPORT_BYTES {
        let megabytes = MAX_IMPORT_BYTES / (1024 * 1024);
        return Err(problem(
            1,
            Text::new(
                format!("the file is larger than {megabytes} MB; split it"),
                format!("ファイルが {megabytes} MB を超えています。分割してください"),
            ),
        ));
    }
    let (encoding, start) = Encoding::for_bom(bytes).unwrap_or_else(|| (guess(bytes), 0));
    let content = bytes.get(start..).unwrap_or_default();
    let (text, malformed) = encoding.decode_without_bom_handling(content);
    if malformed {
        let line = 1 + text
            .chars()
            .take_while(|character| *character != char::REPLACEMENT_CHARACTER)
            .filter(|character| *character == '\n')
            .count();
        return Err(problem(
            line as u64,
            Text::new(
                format!("the characters of this line cannot be read as {}; save the file as UTF-8", encoding.name()),
                format!("この行の文字を {} として読めません。UTF-8で保存し直してください", encoding.name()),
            ),
        ));
    }
    if text.contains('\0') {
        return Err(problem(
            1,
            Text::new(
                "the file is no text file; save it as CSV",
                "テキストファイルではありません。CSV形式で保存してください",
            ),
        ));
    }
    Ok(Decoded { text: text.into_owned(), encoding: encoding.name() })
}

fn problem(line: u64, text: Text) -> LineProblem {
    LineProblem { line, column: None, text }
}

/// The encoding of a file without a byte order mark. What is valid UTF-8 is UTF-8; a file of a Japanese company that is
/// not is nearly always CP932 (WHATWG's Shift_JIS has its special characters, too).
fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return encoding_rs::UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"jp"), Utf8Detection::Deny);
    let japanese = [encoding_rs::EUC_JP, encoding_rs::ISO_2022_JP].contains(&guess);
    if japanese || SHIFT_JIS.decode_without_bom_handling(bytes).1 { guess } else { SHIFT_JIS }
}
