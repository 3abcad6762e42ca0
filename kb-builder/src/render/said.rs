//! Which sentences the checker of a page can say: those about a probe go with the probe.

use kb_flow::{FlowDraft, NAMES, Probe, Words};

/// How the names of sentences begin that only the check of a sign-in says.
const OF_THE_SIGN_IN: [&str; 14] = [
    "sign-in-",
    "window-",
    "trip-",
    "reachability-",
    "host-",
    "document-",
    "off-set-up",
    "trouble-no-answer",
    "trouble-no-way",
    "trouble-busy",
    "trouble-set-up",
    "trouble-ended",
    "trouble-owed",
    "trouble-unable",
];

/// How those begin that only the comparison of clocks says.
const OF_THE_CLOCK: &str = "clock-";

/// The words of a page with this flow. A site that is about no sign-in says nothing of one, not even
/// where nobody looks, and its pages are lighter for it.
pub(super) fn said(words: &Words, draft: &FlowDraft) -> Words {
    let has = |probe: Probe| draft.facts.iter().any(|fact| fact.probe == Some(probe));
    let asks = Probe::ALL.iter().any(|probe| probe.asks_the_sign_in() && has(*probe));
    // One check of the sign-in says what another found.
    let is_here = |probe: Probe| if probe.asks_the_sign_in() { asks } else { has(probe) };
    words.only(|name| {
        let tells = |probe: Probe| {
            let found = probe.finds().iter().flat_map(|found| [found.seen, found.limit]);
            found.map(|word| NAMES[word as usize]).any(|known| known == name)
        };
        let mut of_probes = Probe::ALL.iter().copied().filter(|probe| tells(*probe)).peekable();
        if of_probes.peek().is_some() {
            return of_probes.any(is_here);
        }
        if OF_THE_SIGN_IN.iter().any(|start| name.starts_with(start)) {
            return asks;
        }
        !name.starts_with(OF_THE_CLOCK) || has(Probe::Clock)
    })
}

#[cfg(test)]
mod tests {
    use kb_flow::{Fact, Word};

    use super::*;

    fn check(probes: &[Probe], word: Word, is_said: bool) {
        let facts = probes.iter().map(|probe| {
            let mut fact = Fact::new(probe.word(), "?", []);
            fact.probe = Some(*probe);
            fact
        });
        let draft = FlowDraft {
            id: "x".into(),
            title: String::new(),
            version: 1,
            digest: String::new(),
            start: "x".into(),
            max_answers: 1,
            facts: facts.collect(),
            steps: Vec::new(),
            outcomes: Vec::new(),
            fixes: Vec::new(),
        };
        let said = said(&Words::gather(str::to_owned), &draft);
        assert_eq!(!said[word].is_empty(), is_said, "{probes:?}: {}", NAMES[word as usize]);
    }

    #[test]
    fn a_sentence_about_a_probe_is_there_only_with_the_probe() {
        check(&[], Word::GoOn, true);
        check(&[], Word::SeenNothing, true);
        check(&[], Word::OffFile, true);
        for (probe, word) in [
            (Probe::Platform, Word::SeenWindows),
            (Probe::Platform, Word::LimitPlatform),
            (Probe::Clock, Word::ClockOffer),
            (Probe::Clock, Word::ClockMeasured),
            (Probe::Clock, Word::LimitClockWrong),
            (Probe::Reachability, Word::HostAnswered),
            (Probe::Reachability, Word::SeenReachable),
            (Probe::WebSignIn, Word::SignInOffer),
            (Probe::WebSignIn, Word::TroubleBusy),
            (Probe::WebSignIn, Word::OffSetUp),
            (Probe::WebSignIn, Word::SeenReachable),
            (Probe::Cookies, Word::SeenCookiesBlocked),
        ] {
            check(&[], word, false);
            check(&[probe], word, true);
        }
        check(&[Probe::Platform, Probe::Clock], Word::SignInOffer, false);
    }
}
