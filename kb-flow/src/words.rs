//! Every sentence the checker can say, by name. The words themselves are content.

use std::ops::Index;

use serde::ser::{Serialize, Serializer};

macro_rules! words {
    ($($(#[$doc:meta])* $word:ident = $name:literal),* $(,)?) => {
        /// A sentence the checker can say.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Word {
            $($(#[$doc])* $word),*
        }

        /// The names of all words, as authors write them, in the order of [`Word`].
        pub const NAMES: &[&str] = &[$($name),*];
    };
}

/// Every sentence the checker can say: `words[Word::GoOn]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(Vec<String>);

impl Words {
    /// Gathers all words by name.
    pub fn gather(look_up: impl FnMut(&'static str) -> String) -> Self {
        Self(NAMES.iter().copied().map(look_up).collect())
    }

    /// The same without the sentences that are never said; the others keep their places.
    #[must_use]
    pub fn only(&self, is_said: impl Fn(&'static str) -> bool) -> Self {
        let words = NAMES.iter().zip(&self.0);
        let words =
            words.map(|(name, text)| if is_said(name) { text.clone() } else { String::new() });
        Self(words.collect())
    }

    /// Takes words that are in the order of [`Word`], as they were written.
    pub fn in_order(words: Vec<String>) -> Self {
        Self(words)
    }

    /// A sentence with values in it: `{n}` in the sentence becomes the value called `n`.
    pub fn fill(&self, word: Word, values: &[(&str, &str)]) -> String {
        filled(&self[word], values)
    }
}

/// A text with values in the place of their names: `{n}` becomes the value called `n`.
pub(crate) fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}').and_then(|(name, after)| {
            let value = values.iter().find(|(known, _)| *known == name);
            value.map(|(_, value)| (value, after))
        });
        let (value, after) = named.unwrap_or((&"{", after));
        filled.push_str(value);
        rest = after;
    }
    filled + rest
}

impl Index<Word> for Words {
    type Output = str;

    // Said in a hundred places of the checker: once in the module is enough.
    #[inline(never)]
    fn index(&self, word: Word) -> &str {
        self.0.get(word as usize).map_or("", String::as_str)
    }
}

/// As a list, in the order of [`Word`].
impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

words! {
    /// Says that the page runs with its checker.
    ModeInteractive = "mode-interactive",
    /// Says that a link was made with another version, before what that changes.
    ChangedVersion = "changed-version",
    /// Said where that changes nothing.
    ChangedNothing = "changed-nothing",
    /// Said of a fact that is no longer needed: `{name}`.
    ChangedFact = "changed-fact",
    /// Said of an answer that there no longer is: `{fact}`, `{name}`.
    ChangedValue = "changed-value",
    /// Said of a fix that is no longer offered: `{name}`.
    ChangedFix = "changed-fix",
    /// Said where the same answers lead elsewhere: `{name}`.
    ChangedWay = "changed-way",
    /// Said of a part that cannot be read.
    ChangedUnreadable = "changed-unreadable",
    /// Said of a case code with a slip of the pen.
    ChangedMistyped = "changed-mistyped",
    /// Said of a case code that was made with other questions.
    ChangedCode = "changed-code",
    /// The button that gives an answer.
    GoOn = "go-on",
    /// The button that takes the last answer back.
    Back = "back",
    /// The button that overrules a finding.
    Change = "change",
    /// Said when *Continue* is pressed without an answer.
    ChooseFirst = "choose-first",
    /// The heading over that.
    Problem = "problem",
    /// Goes before the name of the page then.
    TitleProblem = "title-problem",
    /// Goes before the reason for a question.
    Why = "why",
    /// The button that looks for numbers in a text.
    Read = "read",
    /// Said when a text has no number in it.
    ReadNothing = "read-nothing",
    /// Asked of what looks like a code: `{written}`, `{meant}`.
    ReadSimilar = "read-similar",
    /// What the reachability probe does, before it runs.
    ReachabilityOffer = "reachability-offer",
    /// What the clock probe does, before it runs.
    ClockOffer = "clock-offer",
    /// What the web sign-in probe does, before it runs.
    SignInOffer = "sign-in-offer",
    /// Said where only a window can tell.
    WindowOffer = "window-offer",
    /// The button that opens it.
    WindowRun = "window-run",
    /// Said while it is open.
    WindowRunning = "window-running",
    /// The button for those who closed it.
    WindowClosed = "window-closed",
    /// Said where the browser did not let a window open.
    TripOffer = "trip-offer",
    /// The button that goes to the sign-in service and comes back.
    TripRun = "trip-run",
    /// Says that a fix can be done in a window of this page.
    SignInHere = "sign-in-here",
    /// The button that opens a window to sign in.
    SignInRun = "sign-in-run",
    /// Said while that window is open.
    SignInRunning = "sign-in-running",
    /// Said where that found nothing new.
    SignInStill = "sign-in-still",
    /// Said where it was not possible to look.
    SignInNotLooked = "sign-in-not-looked",
    /// Said where something more is wanted that only a page can name.
    SignInOwed = "sign-in-owed",
    /// Said where the site has no client id.
    OffSetUp = "off-set-up",
    /// Said where the page comes from a disk.
    OffFile = "off-file",
    /// Said where the page came without encryption.
    OffHttp = "off-http",
    /// Said where the page is inside another page.
    OffFrame = "off-frame",
    /// Said where the sign-in service showed a page of its own, or nothing.
    TroubleNoAnswer = "trouble-no-answer",
    /// Said where the sign-in service could not be asked at all.
    TroubleNoWay = "trouble-no-way",
    /// Said where the sign-in service was too busy.
    TroubleBusy = "trouble-busy",
    /// Said where the check itself is set up wrongly.
    TroubleSetUp = "trouble-set-up",
    /// Said where this page's own policy was in the way.
    TroublePolicy = "trouble-policy",
    /// Said where the sign-in ended without a reason.
    TroubleEnded = "trouble-ended",
    /// Said where somebody must sign in, but why is not known.
    TroubleOwed = "trouble-owed",
    /// Said where the browser lacks what it takes.
    TroubleUnable = "trouble-unable",
    /// What to do then, at a question.
    TroubleChoose = "trouble-choose",
    /// What to do then, at a fix.
    TroubleSteps = "trouble-steps",
    /// Said of a measured clock: `{offset}`, `{bound}`.
    ClockMeasured = "clock-measured",
    /// Said of a host that answered: `{host}`.
    HostAnswered = "host-answered",
    /// Said of a host where the browser reports a failure: `{host}`.
    HostFailed = "host-failed",
    /// Said of a host that did not answer in time: `{host}`, `{n}`.
    HostSilent = "host-silent",
    /// Said where the right document arrived: `{host}`.
    DocumentGenuine = "document-genuine",
    /// Said where another arrived in its place: `{host}`.
    DocumentForeign = "document-foreign",
    /// Said where none could be read: `{host}`.
    DocumentHidden = "document-hidden",
    /// What a probe saw that could not tell.
    SeenNothing = "seen-nothing",
    /// Platform, seen.
    SeenWindows = "seen-windows",
    /// Platform, seen.
    SeenMacos = "seen-macos",
    /// Platform, seen.
    SeenLinux = "seen-linux",
    /// What no platform seen proves.
    LimitPlatform = "limit-platform",
    /// Reachability, seen.
    SeenReachable = "seen-reachable",
    /// What that does not prove.
    LimitReachable = "limit-reachable",
    /// Reachability, seen.
    SeenIntercepted = "seen-intercepted",
    /// What that does not prove.
    LimitIntercepted = "limit-intercepted",
    /// Reachability, seen.
    SeenNotReachable = "seen-not-reachable",
    /// What that does not prove.
    LimitNotReachable = "limit-not-reachable",
    /// Reachability, seen.
    SeenFederation = "seen-federation",
    /// What that does not prove.
    LimitFederation = "limit-federation",
    /// Clock, seen.
    SeenClockRight = "seen-clock-right",
    /// What that does not prove.
    LimitClockRight = "limit-clock-right",
    /// Clock, seen.
    SeenClockWrong = "seen-clock-wrong",
    /// What that does not prove.
    LimitClockWrong = "limit-clock-wrong",
    /// Web sign-in, seen.
    SeenSignedIn = "seen-signed-in",
    /// What that does not prove.
    LimitSignedIn = "limit-signed-in",
    /// Web sign-in, seen.
    SeenMfa = "seen-mfa",
    /// What that does not prove.
    LimitMfa = "limit-mfa",
    /// Web sign-in, seen.
    SeenMfaSetup = "seen-mfa-setup",
    /// What that does not prove.
    LimitMfaSetup = "limit-mfa-setup",
    /// Web sign-in, seen.
    SeenDevice = "seen-device",
    /// What that does not prove.
    LimitDevice = "limit-device",
    /// Web sign-in, seen.
    SeenPolicy = "seen-policy",
    /// What that does not prove.
    LimitPolicy = "limit-policy",
    /// Web sign-in, seen.
    SeenConsent = "seen-consent",
    /// What that does not prove.
    LimitConsent = "limit-consent",
    /// Web sign-in, seen.
    SeenPassword = "seen-password",
    /// What that does not prove.
    LimitPassword = "limit-password",
    /// Web sign-in, seen.
    SeenNoSession = "seen-no-session",
    /// What that does not prove.
    LimitNoSession = "limit-no-session",
    /// Third-party cookies, seen.
    SeenCookiesAllowed = "seen-cookies-allowed",
    /// What that does not prove.
    LimitCookiesAllowed = "limit-cookies-allowed",
    /// Third-party cookies, seen.
    SeenCookiesBlocked = "seen-cookies-blocked",
    /// What that does not prove.
    LimitCookiesBlocked = "limit-cookies-blocked",
    /// The button that runs a probe.
    ProbeRun = "probe-run",
    /// Said while a probe runs.
    ProbeRunning = "probe-running",
    /// The button that stops a probe.
    ProbeCancel = "probe-cancel",
    /// Said when a probe could not tell.
    ProbeGaveUp = "probe-gave-up",
    /// The button for those who would rather answer.
    ProbeInstead = "probe-instead",
    /// The heading over all findings.
    Findings = "findings",
    /// A finding that came with the address.
    SourceLink = "source-link",
    /// A finding read out of a text.
    SourceText = "source-text",
    /// A finding of a probe.
    SourceProbe = "source-probe",
    /// A finding the person gave.
    SourcePerson = "source-person",
    /// Said of a finding that something else can explain, too.
    Likely = "likely",
    /// Which fix of how many: `{n}`, `{total}`.
    FixOf = "fix-of",
    /// How long a fix takes: `{n}`.
    Minutes = "minutes",
    /// Said of a fix that needs administrator rights.
    Elevation = "elevation",
    /// Goes before what a fix deletes.
    Deletes = "deletes",
    /// Goes before how to take a fix back.
    Undo = "undo",
    /// Goes before how success looks.
    Success = "success",
    /// Said on the screen before a harmful fix.
    Confirm = "confirm",
    /// The button that shows the steps of a harmful fix.
    ConfirmYes = "confirm-yes",
    /// The button that leaves a fix out.
    Skip = "skip",
    /// Asked after a fix.
    DidItWork = "did-it-work",
    /// The button for yes.
    Worked = "worked",
    /// The heading after a step that must be reported in any case.
    Done = "done",
    /// The button that says so.
    DoneYes = "done-yes",
    /// The button for no.
    Failed = "failed",
    /// The button that looks again at what sent the person to a fix.
    Recheck = "recheck",
    /// The button that asks for a human being at any step.
    HandOverNow = "hand-over-now",
    /// The heading when the helpdesk takes over.
    HandOverHelpdesk = "hand-over-helpdesk",
    /// The heading when the security team takes over.
    HandOverSecurity = "hand-over-security",
    /// The heading when the network team takes over.
    HandOverNetwork = "hand-over-network",
    /// What to do with the text.
    HandOverText = "hand-over-text",
    /// The button for those who want to go on alone after all.
    TakeBack = "take-back",
    /// The label of the text for the ticket.
    Evidence = "evidence",
    /// Says that nothing was sent.
    EvidenceNote = "evidence-note",
    /// The box that adds the pasted message.
    AddMessage = "add-message",
    /// Goes before the code for the phone.
    CaseCode = "case-code",
    /// The link that opens a ticket with the text in it: `{name}`.
    TicketOpen = "ticket-open",
    /// Said where the text was too long for that.
    TicketShort = "ticket-short",
    /// The button that copies the text.
    Copy = "copy",
    /// Said when it was copied.
    Copied = "copied",
    /// Said when the browser did not allow it.
    CopyFailed = "copy-failed",
    /// The heading when a fix worked.
    Solved = "solved",
    /// What to do then.
    SolvedText = "solved-text",
    /// The button that forgets everything.
    StartOver = "start-over",
    /// The first line of the evidence: `{title}`.
    EvidenceTitle = "evidence-title",
    /// Goes before the time.
    EvidenceTime = "evidence-time",
    /// Goes before the flow and its version.
    EvidenceFlow = "evidence-flow",
    /// Goes before the outcome.
    EvidenceOutcome = "evidence-outcome",
    /// Goes before the case code.
    EvidenceCode = "evidence-code",
    /// Goes before what was read in a pasted text.
    EvidenceRead = "evidence-read",
    /// The heading over the pasted text itself.
    EvidenceMessage = "evidence-message",
    /// The heading over findings.
    EvidenceFindings = "evidence-findings",
    /// The heading over fixes.
    EvidenceTried = "evidence-tried",
    /// Said of a fix that did not help.
    ProgressFailed = "progress-failed",
    /// Said of a fix that was left out.
    ProgressSkipped = "progress-skipped",
    /// Said of a fix that was begun.
    ProgressConfirmed = "progress-confirmed",
    /// Said of a step that was done and is to be reported.
    ProgressDone = "progress-done",
    /// Said of a fix that helped.
    ProgressWorked = "progress-worked",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_takes_its_values_and_nothing_else() {
        let check = |sentence: &str, filled| {
            let words = Words::gather(|_| sentence.to_owned());
            let values = [("n", "3"), ("total", "{n}")];
            assert_eq!(words.fill(Word::FixOf, &values), filled);
        };
        check("Step {n} of {total}", "Step 3 of {n}");
        check("{n}{n}", "33");
        check("{other} {n", "{other} {n");
        check("", "");
    }
}
