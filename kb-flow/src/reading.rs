//! Reads AADSTS numbers out of what a person pastes.
//!
//! Microsoft says that programs must not decide by these numbers (entra-docs,
//! `reference-error-codes`), so they only choose words and a way on that a person can overrule.

use crate::flow::Fact;
use crate::name::ValueId;

/// The most text that is looked at, in bytes; a pasted page is smaller.
const MAX_TEXT: usize = 64 * 1024;

/// The word before a number.
const PREFIX: &str = "AADSTS";

/// The AADSTS numbers in a text, each once, in the order they appear.
///
/// Found are `AADSTS50076`, with or without a space or colon between, in any case; the number in
/// an address of Microsoft's look-up page, `…/error?code=50076`; and a text that is nothing but a
/// number.
pub fn aadsts_numbers(text: &str) -> Vec<u32> {
    let mut end = text.len().min(MAX_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text[..end].to_ascii_uppercase();
    let mut numbers = Vec::new();
    let mut add = |number: Option<u32>| {
        if let Some(number) = number.filter(|number| !numbers.contains(number)) {
            numbers.push(number);
        }
    };
    for (start, _) in text.match_indices(PREFIX) {
        add(leading_number(text[start + PREFIX.len()..].trim_start_matches([' ', ':', '\u{a0}'])));
    }
    for (start, found) in text.match_indices("ERROR?CODE=") {
        add(leading_number(&text[start + found.len()..]));
    }
    let alone = text.trim();
    if !alone.is_empty() && alone.bytes().all(|byte| byte.is_ascii_digit()) {
        add(leading_number(alone));
    }
    numbers
}

/// The AADSTS number a text begins with: five to seven digits.
fn leading_number(text: &str) -> Option<u32> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if (5..=7).contains(&digits) { text[..digits].parse().ok() } else { None }
}

/// The value of a fact that a pasted text speaks of, and the number that says so.
///
/// The first number that stands for a value decides. A number nobody has listed means the value
/// for all others, where the fact has one. A text without a number says nothing.
pub fn read(fact: &Fact, text: &str) -> Option<(ValueId, u32)> {
    let numbers = aadsts_numbers(text);
    let listed = numbers.iter().find_map(|number| {
        let value = fact.values.iter().find(|value| value.codes.contains(number));
        value.map(|value| (value, *number))
    });
    let any = || {
        let value = fact.values.iter().find(|value| value.any_code);
        value.zip(numbers.first().copied())
    };
    listed.or_else(any).map(|(value, number)| (value.id.clone(), number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::Value;

    #[test]
    fn numbers_are_found_in_every_usual_dress() {
        let check = |text, numbers: &[u32]| assert_eq!(aadsts_numbers(text), numbers, "in {text}");
        check("AADSTS50076", &[50076]);
        check("aadsts 50076: Due to a configuration change", &[50076]);
        check("error: AADSTS: 500121.", &[500_121]);
        check("  50076\n", &[50076]);
        check("https://login.microsoftonline.com/error?code=53003", &[53003]);
        check("AADSTS50076 AADSTS53000 AADSTS50076", &[50076, 53000]);
        check("AADSTS1234567890", &[]);
        check("caa20004", &[]);
        check("call 50076 now", &[]);
        check("", &[]);
        check("AADSTS", &[]);
        check("AADSTSé50076", &[]);
    }

    #[test]
    fn a_text_of_any_length_is_read_in_part_and_never_cut_inside_a_letter() {
        assert_eq!(aadsts_numbers(&"é".repeat(MAX_TEXT)), [0; 0]);
        let far = format!("{}AADSTS50076", " ".repeat(MAX_TEXT));
        assert_eq!(aadsts_numbers(&far), [0; 0]);
    }

    #[test]
    fn a_listed_number_beats_an_unlisted_one() {
        let fact = Fact::new(
            "aadsts",
            "Number?",
            [
                Value { codes: vec![50076], ..Value::new("mfa", "MFA") },
                Value { any_code: true, ..Value::new("other", "Other") },
            ],
        );
        let check = |text, found: Option<(&str, u32)>| {
            let found = found.map(|(value, number)| (ValueId::from(value), number));
            assert_eq!(read(&fact, text), found, "for {text}");
        };
        check("AADSTS99999 AADSTS50076", Some(("mfa", 50076)));
        check("AADSTS99999", Some(("other", 99999)));
        check("nothing here", None);
    }
}
