//! A pasted text with its disguises taken off: letters of full width, percent signs, escapes.

use crate::reading::MAX_TEXT;

/// The text as a reader of codes wants it. Never longer than it was, so it ends.
pub(crate) fn fold(text: &str) -> String {
    let mut end = text.len().min(MAX_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut folded: String = text[..end].chars().filter_map(narrow).collect();
    // An address inside an address is written so twice.
    for _ in 0..2 {
        if !folded.contains('%') {
            break;
        }
        folded = percent_decoded(&folded).chars().filter_map(narrow).collect();
    }
    unescaped(&folded)
}

/// The plain form of a letter; nothing for one that cannot be seen.
fn narrow(letter: char) -> Option<char> {
    let plain = match letter {
        // Full width: the same order as in ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xff01 + 0x21)?,
        // Digits of Arabic and Persian.
        '\u{660}'..='\u{669}' => char::from_u32(letter as u32 - 0x660 + 0x30)?,
        '\u{6f0}'..='\u{6f9}' => char::from_u32(letter as u32 - 0x6f0 + 0x30)?,
        '\u{a0}' | '\u{202f}' | '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{180e}'
        | '\u{3164}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => return None,
        '\r' => '\n',
        other => other,
    };
    Some(plain)
}

/// `%3a` becomes `:`. Where what comes out is no UTF-8, only what stands for ASCII is decoded.
pub fn percent_decoded(text: &str) -> String {
    let all = String::from_utf8(decoded_below(text, 256));
    all.or_else(|_| String::from_utf8(decoded_below(text, 128))).unwrap_or_default()
}

/// The bytes of a text, with every `%3a` below `limit` decoded.
fn decoded_below(text: &str, limit: u32) -> Vec<u8> {
    let bytes = text.as_bytes();
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = digit(at + 1).zip(digit(at + 2)).filter(|_| byte == b'%');
        let written = pair.map(|(high, low)| high << 4 | low).filter(|byte| *byte < limit);
        let written = written.and_then(|byte| u8::try_from(byte).ok());
        decoded.push(written.unwrap_or(byte));
        at += if written.is_some() { 3 } else { 1 };
    }
    decoded
}

/// The line ends and quotes of JSON as what they stand for, and every `\u0027` as a space: no code
/// and no identifier is written with one.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (written, length) = match rest.bytes().next() {
            Some(b'n' | b'r') => ('\n', 1),
            Some(b't') => (' ', 1),
            Some(b'"') => ('"', 1),
            Some(b'u')
                if rest.get(1..5).is_some_and(|hex| u16::from_str_radix(hex, 16).is_ok()) =>
            {
                (' ', 5)
            }
            _ => ('\\', 0),
        };
        plain.push(written);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::fold;
    use crate::reading::MAX_TEXT;

    #[test]
    fn every_disguise_comes_off() {
        let check = |text, plain| assert_eq!(fold(text), plain, "for {text}");
        check("ＣＡＡ２０００４", "CAA20004");
        check("AADSTS\u{200b}50076\u{a0}!", "AADSTS50076 !");
        check("−895352828", "-895352828");
        check("٥٠٠٧٦", "50076");
        check("AADSTS50076%3a%20no", "AADSTS50076: no");
        check("AADSTS50076%253A", "AADSTS50076:");
        check("100%", "100%");
        check("%zz%4", "%zz%4");
        check("%c3%a9", "é");
        check("%ff%3a", "%ff:");
        check(r#"\r\nTrace ID: \"x\" \u0027y\u0027"#, "\n\nTrace ID: \"x\"  y ");
        check(r"C:\Users\", r"C:\Users\");
        check(r"\u12", r"\u12");
    }

    #[test]
    fn a_text_of_any_length_is_read_in_part_and_never_cut_inside_a_letter() {
        assert_eq!(fold(&"é".repeat(MAX_TEXT)).len(), MAX_TEXT);
        assert_eq!(fold(&format!("x{}", "é".repeat(MAX_TEXT))).len(), MAX_TEXT - 1);
    }
}
