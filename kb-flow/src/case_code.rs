//! A case as a few letters that can be read over the phone.
//!
//! At most [`MAX_CASE_CODE`] letters and digits of Crockford's base 32, which has no `I`, `L`, `O`
//! and `U`: one for the version of the flow (modulo 32), two for the names in it, up to ten for the
//! case, one to check. The case is one number, written with one digit for each question of the
//! walk and each fix of the outcome; how large a digit can be depends on how many answers there
//! are. Sources and times are not in it, and of a number only one that the flow lists.
//!
//! The check letter makes the sum of all letters, each times a power of a generator of GF(32),
//! zero. No power is zero and no two neighbours are equal, so that every single wrong letter and
//! every two neighbours that changed places are noticed.

use crate::case::{Case, Finding, Progress};
use crate::flow::{Fact, Flow, FlowDraft, Target};
use crate::name::UNKNOWN;
use crate::walk::walk;

/// The most letters of a case code.
pub const MAX_CASE_CODE: usize = 14;

/// The letters of base 32, as Douglas Crockford chose them.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Letters before those of the case: one for the version, two for the names.
const HEAD: usize = 3;

/// The values of the digits of the case may not go beyond this: ten letters.
const END: u64 = 1 << (5 * (MAX_CASE_CODE - HEAD - 1));

/// How far a person got with a fix, by digit. Consent is not among it: nobody consents for another.
const PROGRESS: [Option<Progress>; 4] =
    [None, Some(Progress::Failed), Some(Progress::Skipped), Some(Progress::Worked)];

/// Why a text is no case code of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseCodeFault {
    /// It has too few or too many letters, or one that no code has.
    NotACode,
    /// A letter is wrong, or two changed places.
    Mistyped,
    /// It was made with another flow, or with another version of this one.
    OtherQuestions {
        /// The version it was made with, modulo 32.
        version: u32,
    },
}

/// The code of a case; nothing where a flow asks for more than a code can hold.
pub fn to_case_code(flow: &Flow, case: &Case) -> Option<String> {
    let mut digits = vec![(u64::from(case.is_handed_over()), 2)];
    let walk = walk(flow, case);
    let mut asked: Vec<&Fact> = Vec::new();
    for passed in &walk.trail {
        if !asked.iter().any(|fact| fact.id == passed.fact.id) {
            asked.push(passed.fact);
            digits.push((digit(passed.fact, passed.finding), size(passed.fact)));
        }
    }
    for fix in walk.outcome.map_or(&[][..], |outcome| &outcome.fixes) {
        let progress = case.progress(fix);
        let digit = PROGRESS.iter().position(|known| *known == progress);
        digits.push((digit.unwrap_or(0) as u64, 4));
    }
    let mut number = 0_u64;
    for (digit, size) in digits.into_iter().rev() {
        number = number.checked_mul(size)?.checked_add(digit).filter(|number| *number < END)?;
    }
    let mut letters = vec![(flow.version() % 32) as u8];
    let shape = flow.shape();
    letters.extend([(shape >> 5 & 31) as u8, (shape & 31) as u8]);
    let mut shift = 5 * (MAX_CASE_CODE - HEAD - 1);
    while shift > 0 {
        shift -= 5;
        if number >> shift > 0 {
            letters.push((number >> shift & 31) as u8);
        }
    }
    letters.push(check_letter(&letters));
    Some(letters.into_iter().map(|letter| char::from(LETTERS[usize::from(letter)])).collect())
}

/// The case of a code. Spaces and hyphens mean nothing; `O` is read as `0`, `I` and `L` as `1`.
///
/// Every finding of it is a link's: somebody passed it on.
pub fn from_case_code(flow: &Flow, code: &str) -> Result<Case, CaseCodeFault> {
    let letters = letters(code)?;
    if weigh(&letters) != 0 {
        return Err(CaseCodeFault::Mistyped);
    }
    let (head, rest) = letters.split_at(HEAD);
    let version = u32::from(head[0]);
    let other = CaseCodeFault::OtherQuestions { version };
    if version != flow.version() % 32
        || u32::from(head[1]) << 5 | u32::from(head[2]) != flow.shape()
    {
        return Err(other);
    }
    let (_, rest) = rest.split_last().ok_or(CaseCodeFault::NotACode)?;
    let mut number = rest.iter().fold(0_u64, |number, letter| number << 5 | u64::from(*letter));
    // What no case gives was made with other questions, whatever the head says.
    decode(flow, &mut number).filter(|_| number == 0).ok_or(other)
}

fn decode(flow: &Flow, number: &mut u64) -> Option<Case> {
    let mut take = |size: u64| {
        let digit = *number % size;
        *number /= size;
        digit
    };
    let mut case = Case::default();
    if take(2) == 1 {
        case.hand_over();
    }
    let mut step = flow.start();
    loop {
        let fact = flow.fact_of(step);
        if case.finding(&fact.id).is_none() {
            let digit = take(size(fact));
            if digit == 0 {
                return Some(case);
            }
            case.learn(fact.id.clone(), finding(fact, digit)?);
        }
        let value = &case.finding(&fact.id)?.value;
        match flow.target(step, value) {
            Target::Step(next) => step = next,
            Target::Outcome(outcome) => {
                for fix in &outcome.fixes {
                    if let Some(progress) = PROGRESS[(take(4) & 3) as usize] {
                        case.note(fix.clone(), progress);
                    }
                }
                return Some(case);
            }
        }
    }
}

/// The digit of a finding: 1 for `unknown`, then each value, and after it each number that means it.
fn digit(fact: &Fact, finding: &Finding) -> u64 {
    let mut digit = 2;
    for value in &fact.values {
        if value.id == finding.value {
            let number = value.numbers.iter().position(|code| finding.number == Some(*code));
            return digit + number.map_or(0, |number| number as u64 + 1);
        }
        digit += value.numbers.len() as u64 + 1;
    }
    1
}

/// The finding of a digit from 1; nothing for one that no finding has.
fn finding(fact: &Fact, digit: u64) -> Option<Finding> {
    let Some(mut digit) = digit.checked_sub(2) else {
        return Some(Finding::by_link(UNKNOWN, None));
    };
    for value in &fact.values {
        let Some(rest) = digit.checked_sub(value.numbers.len() as u64 + 1) else {
            let number = digit.checked_sub(1).and_then(|at| usize::try_from(at).ok());
            let number = number.and_then(|at| value.numbers.get(at));
            return Some(Finding::by_link(value.id.as_str(), number.copied()));
        };
        digit = rest;
    }
    None
}

/// How many digits a fact has, with 0 for a question that was not answered.
fn size(fact: &Fact) -> u64 {
    fact.values.iter().fold(2, |size, value| size + value.numbers.len() as u64 + 1)
}

/// Ten bits that tell one flow's names and their order from another's (FNV-1a, folded).
pub(crate) fn shape(draft: &FlowDraft) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |name: &str| {
        for byte in name.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    add(draft.id.as_str());
    add(draft.start.as_str());
    for fact in &draft.facts {
        add(fact.id.as_str());
        for value in &fact.values {
            add(value.id.as_str());
            value.numbers.iter().for_each(|code| add(&code.to_string()));
        }
    }
    for step in &draft.steps {
        add(step.id.as_str());
        add(step.needs.as_str());
        for exit in &step.exits {
            add(exit.value.as_str());
            add(&exit.to);
        }
    }
    for outcome in &draft.outcomes {
        add(outcome.id.as_str());
        outcome.fixes.iter().for_each(|fix| add(fix.as_str()));
    }
    let folded = hash ^ hash >> 20 ^ hash >> 40;
    (folded & 0x3ff) as u32
}

/// The values of a code's letters.
fn letters(code: &str) -> Result<Vec<u8>, CaseCodeFault> {
    let mut letters = Vec::new();
    let mut foreign = false;
    for letter in code.chars().filter(|letter| !matches!(letter, ' ' | '-' | '\u{a0}')) {
        let letter = match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let value = (0_u8..).zip(LETTERS).find(|(_, known)| char::from(**known) == letter);
        foreign |= value.is_none();
        letters.push(value.map_or(0, |(value, _)| value));
        if letters.len() > MAX_CASE_CODE || !letter.is_ascii_alphanumeric() {
            return Err(CaseCodeFault::NotACode);
        }
    }
    match letters.len() > HEAD {
        true if foreign => Err(CaseCodeFault::Mistyped),
        true => Ok(letters),
        false => Err(CaseCodeFault::NotACode),
    }
}

/// Twice a value in GF(32), modulo x⁵ + x² + 1.
fn double(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

/// The sum of all letters, the last times 1, the one before it times 2, and so on, in GF(32).
fn weigh(letters: &[u8]) -> u8 {
    letters.iter().fold(0, |sum, letter| double(sum) ^ letter)
}

/// The letter that brings the weight of all to zero.
fn check_letter(letters: &[u8]) -> u8 {
    double(weigh(letters))
}
