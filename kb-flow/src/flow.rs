//! A flow: facts, steps that need them, and outcomes with their fixes.

use std::fmt;

use serde::Serialize;

use crate::case::{Finding, Source};
use crate::case_code;
use crate::name::{FactId, FlowId, GuideId, OutcomeId, StepId, ValueId};
use crate::proof::{self, FlowFault};
use crate::words::{Word, Words};

/// A flow as its author wrote it, not yet proved to be whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FlowDraft {
    /// Names the flow in addresses and bookmarks.
    pub id: FlowId,
    /// What the flow helps with, for people.
    pub title: String,
    /// Raised by the author when a bookmark may no longer mean the same.
    pub version: u32,
    /// Tells this content from any other, in hexadecimal digits; worked out by whoever read it,
    /// and empty where nobody did.
    pub digest: String,
    /// The step everybody starts at.
    pub start: StepId,
    /// The most answers any person may be asked for.
    pub max_answers: usize,
    /// What the flow may need to know, in the author's order.
    pub facts: Vec<Fact>,
    /// The stops, in the author's order.
    pub steps: Vec<Step>,
    /// The pieces of advice the flow can end with, in the author's order.
    pub outcomes: Vec<Outcome>,
    /// The step contracts of every guide that an outcome offers.
    pub fixes: Vec<Fix>,
}

/// Something the flow may need to know about the person's situation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// Names the fact in bookmarks.
    pub id: FactId,
    /// A short noun for summaries: `Clock`.
    pub name: String,
    /// How to ask a person.
    pub question: String,
    /// Why we ask, and how to find out.
    pub why: String,
    /// How a person says that they cannot tell.
    pub unknown: String,
    /// The label of a text field, where a pasted message can answer.
    pub read: Option<String>,
    /// The probe that can find the value in a browser.
    pub probe: Option<Probe>,
    /// The values it can have besides `unknown`, in the order they are offered.
    pub values: Vec<Value>,
}

/// One of a fact's possible answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Value {
    /// Names the value in bookmarks; it outlives its wording.
    pub id: ValueId,
    /// The answer as a person would say it.
    pub text: String,
    /// The AADSTS numbers that mean this value.
    pub numbers: Vec<u32>,
    /// The codes that mean this value, by their names in the tables: `CAA2000C`.
    pub codes: Vec<String>,
    /// Whether every other AADSTS number means this value.
    pub any_code: bool,
    /// Whether it says: mend nothing here, something larger is wrong (an attack, an outage).
    pub red_flag: bool,
}

/// One stop of a flow: the fact it needs, and where each value leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Names the step on pages.
    pub id: StepId,
    /// The fact without which nobody gets past.
    pub needs: FactId,
    /// Where each value leads.
    pub exits: Vec<Exit>,
}

/// One way out of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exit {
    /// The value that leads this way.
    pub value: ValueId,
    /// The name of the step or outcome it leads to.
    pub to: String,
}

/// The advice a flow ends with: fixes, least harmful first, and what follows if none helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Names the outcome on pages.
    pub id: OutcomeId,
    /// What we found, as a heading.
    pub title: String,
    /// What that means for the person.
    pub text: String,
    /// The guides to try, in order.
    pub fixes: Vec<GuideId>,
    /// What follows when no fix has helped.
    pub ends: Ending,
}

/// How an outcome ends when no fix has helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "team", rename_all = "kebab-case")]
pub enum Ending {
    /// A person takes over, with everything already written down.
    HandOver(Team),
    /// The same, also when every fix went well: something has to be reported in any case.
    Report(Team),
    /// The trouble is known and passes by itself.
    Wait,
}

/// Who takes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Team {
    /// The people who help with everything.
    Helpdesk,
    /// The people to tell about an attack.
    Security,
    /// The people who run firewalls and proxies.
    Network,
}

/// The step contract of a guide: what it asks of a person and what it costs them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// The guide that describes it.
    pub id: GuideId,
    /// What to do, as a heading.
    pub title: String,
    /// What it does, in one sentence.
    pub summary: String,
    /// The systems it is for.
    pub platforms: Vec<Platform>,
    /// Who may do it.
    pub who: Who,
    /// Whether it needs administrator rights.
    pub elevation: bool,
    /// 0 reads only, 1 harmless, 2 signs out or loses settings, 3 can cost access, 4 can cost data.
    pub harm: u8,
    /// What is lost.
    pub deletes: String,
    /// How to take it back.
    pub undo: String,
    /// About how long it takes.
    pub minutes: u32,
    /// How a person sees that it worked.
    pub success: String,
    /// The fact to look at again afterwards.
    pub recheck: FactId,
    /// Whether signing in is all that it takes, wherever that is done.
    pub by_signing_in: bool,
}

/// Declares a closed set of words that authors and bookmarks may use.
macro_rules! closed {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant),*
        }

        impl $name {
            /// Every one of them, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word an author writes.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The one an author means by `word`.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.word() == word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

closed! {
    /// A system a person can be locked out on.
    Platform {
        /// Windows 10 or 11.
        Windows = "windows",
        /// A Mac.
        Macos = "macos",
        /// An iPhone or iPad.
        Ios = "ios",
        /// An Android phone or tablet.
        Android = "android",
        /// Any desktop Linux.
        Linux = "linux",
    }
}

closed! {
    /// Who may follow a guide.
    Who {
        /// The person who is locked out.
        Employee = "employee",
        /// Somebody with the rights and the training.
        Helpdesk = "helpdesk",
    }
}

closed! {
    /// The code that asks the browser for a fact.
    Probe {
        /// Which computer is this browser on? Sends nothing.
        Platform = "platform",
        /// Does the sign-in service answer, and is it really the one that answers?
        Reachability = "reachability",
        /// Does this device's clock agree with that of the site's server?
        Clock = "clock",
        /// What does Microsoft say when this browser asks for a sign-in without showing a page?
        WebSignIn = "web-sign-in",
        /// Do cookies travel when a page of another site is in a frame? Never runs by itself: the
        /// web sign-in finds it on the way.
        Cookies = "cookies",
    }
}

/// A value that a probe can find, and how it is told: what was seen, and what that does not prove.
#[derive(Clone, Copy, Debug)]
pub struct Finds {
    /// The id of the value.
    pub value: &'static str,
    /// What was seen, and no more.
    pub seen: Word,
    /// What that does not prove.
    pub limit: Word,
}

const fn finds(value: &'static str, seen: Word, limit: Word) -> Finds {
    Finds { value, seen, limit }
}

/// What [`Probe::Platform`] finds. A phone may be where the page is read while the computer is
/// locked out.
const PLATFORMS: &[Finds] = &[
    finds("windows", Word::SeenWindows, Word::LimitPlatform),
    finds("macos", Word::SeenMacos, Word::LimitPlatform),
    finds("linux", Word::SeenLinux, Word::LimitPlatform),
];

const REACHABILITY: &[Finds] = &[
    finds("reachable", Word::SeenReachable, Word::LimitReachable),
    finds("intercepted", Word::SeenIntercepted, Word::LimitIntercepted),
    finds("not-reachable", Word::SeenNotReachable, Word::LimitNotReachable),
    finds("federation-not-reachable", Word::SeenFederation, Word::LimitFederation),
];

const CLOCK: &[Finds] = &[
    finds("right", Word::SeenClockRight, Word::LimitClockRight),
    finds("wrong", Word::SeenClockWrong, Word::LimitClockWrong),
];

/// The OAuth `error` decides (OpenID Connect Core 1.0, section 3.1.2.6), `suberror` and the AADSTS
/// number refine.
const WEB_SIGN_IN: &[Finds] = &[
    finds("signed-in", Word::SeenSignedIn, Word::LimitSignedIn),
    finds("mfa-required", Word::SeenMfa, Word::LimitMfa),
    finds("mfa-setup-required", Word::SeenMfaSetup, Word::LimitMfaSetup),
    finds("device-refused", Word::SeenDevice, Word::LimitDevice),
    finds("policy-blocked", Word::SeenPolicy, Word::LimitPolicy),
    finds("consent-required", Word::SeenConsent, Word::LimitConsent),
    finds("password-expired", Word::SeenPassword, Word::LimitPassword),
    finds("no-session", Word::SeenNoSession, Word::LimitNoSession),
];

const COOKIES: &[Finds] = &[
    finds("allowed", Word::SeenCookiesAllowed, Word::LimitCookiesAllowed),
    finds("blocked", Word::SeenCookiesBlocked, Word::LimitCookiesBlocked),
];

impl Probe {
    /// The values the probe can find besides `unknown`; the first says that all is well.
    pub fn finds(self) -> &'static [Finds] {
        match self {
            Self::Platform => PLATFORMS,
            Self::Reachability => REACHABILITY,
            Self::Clock => CLOCK,
            Self::WebSignIn => WEB_SIGN_IN,
            Self::Cookies => COOKIES,
        }
    }

    /// How a value of the probe is told, where it can find that value.
    pub fn tells(self, value: &ValueId) -> Option<Finds> {
        self.finds().iter().copied().find(|found| found.value == value.as_str())
    }

    /// Whether a value says that all is well, as far as the probe sees.
    pub fn is_fine(self, value: &ValueId) -> bool {
        self.finds().first().is_some_and(|fine| fine.value == value.as_str())
    }

    /// Whether it sends a request, and so may only run on the person's click.
    pub fn sends_requests(self) -> bool {
        self != Self::Platform
    }

    /// Whether it asks a sign-in service, so that a site has to name one.
    pub fn asks_the_sign_in(self) -> bool {
        matches!(self, Self::Reachability | Self::WebSignIn | Self::Cookies)
    }

    /// Whether it can be run; else its value comes along with that of another probe.
    pub fn can_run(self) -> bool {
        self != Self::Cookies
    }
}

impl Fact {
    /// A fact with a question and values, and nothing more.
    pub fn new(id: &str, question: &str, values: impl Into<Vec<Value>>) -> Self {
        Self {
            id: id.into(),
            name: question.to_owned(),
            question: question.to_owned(),
            why: String::new(),
            unknown: "I don't know".to_owned(),
            read: None,
            probe: None,
            values: values.into(),
        }
    }

    /// How a person says this value, `unknown` included.
    pub fn text_of(&self, value: &ValueId) -> Option<&str> {
        if value.is_unknown() {
            return Some(&self.unknown);
        }
        self.values.iter().find(|known| known.id == *value).map(|known| known.text.as_str())
    }

    /// How a finding of this fact is told: what a probe saw is never more than it saw.
    pub fn told<'a>(&'a self, finding: &Finding, words: &'a Words) -> &'a str {
        let by_probe = finding.source == Source::Probe;
        let probe = self.probe.filter(|_| by_probe);
        match probe.and_then(|probe| probe.tells(&finding.value)) {
            Some(found) => &words[found.seen],
            None if by_probe && finding.value.is_unknown() => &words[Word::SeenNothing],
            None => self.text_of(&finding.value).unwrap_or_default(),
        }
    }

    /// Whether the fact can have this value.
    pub fn has(&self, value: &ValueId) -> bool {
        self.text_of(value).is_some()
    }

    /// Every value with its words, `unknown` last.
    pub fn choices(&self) -> impl Iterator<Item = (ValueId, &str)> {
        self.values
            .iter()
            .map(|value| (value.id.clone(), value.text.as_str()))
            .chain(std::iter::once((ValueId::unknown(), self.unknown.as_str())))
    }
}

impl Fix {
    /// Whether a person is asked before they see the steps: something is lost.
    pub fn asks_first(&self) -> bool {
        self.harm >= 2
    }
}

impl Value {
    /// A value that no code stands for.
    pub fn new(id: &str, text: &str) -> Self {
        Self {
            id: id.into(),
            text: text.to_owned(),
            numbers: Vec::new(),
            codes: Vec::new(),
            any_code: false,
            red_flag: false,
        }
    }
}

impl Exit {
    /// The way `value` takes.
    pub fn new(value: &str, to: &str) -> Self {
        Self { value: value.into(), to: to.to_owned() }
    }
}

impl Outcome {
    /// An outcome that offers no fix.
    pub fn new(id: &str, title: &str, ends: Ending) -> Self {
        Self {
            id: id.into(),
            title: title.to_owned(),
            text: String::new(),
            fixes: Vec::new(),
            ends,
        }
    }
}

/// A flow that is whole: every name is known, and every walk ends well.
#[derive(Clone, Debug)]
pub struct Flow {
    draft: FlowDraft,
    shape: u32,
    facts: Positions,
    steps: Positions,
    outcomes: Positions,
    fixes: Positions,
}

/// Where in its list each thing stands, by name. One type for all names keeps the checker small.
#[expect(clippy::disallowed_types, reason = "only ever asked for a name; nobody sees its order")]
type Positions = std::collections::HashMap<String, usize>;

/// Where an exit leads.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// On to another question.
    Step(&'a Step),
    /// To the end of the flow.
    Outcome(&'a Outcome),
}

impl Flow {
    /// Proves that a draft is whole, or says everything that is wrong with it.
    pub fn check(draft: FlowDraft) -> Result<Self, Vec<FlowFault>> {
        let faults = proof::faults(&draft);
        if !faults.is_empty() {
            return Err(faults);
        }
        let shape = case_code::shape(&draft);
        Ok(Self::index(draft, shape))
    }

    /// Takes a draft that [`Flow::check`] has passed before, as the builder does for every page it
    /// writes, with its [`Flow::shape`]. A draft that would not pass can make a walk panic or never
    /// end.
    pub fn proved_before(draft: FlowDraft, shape: u32) -> Self {
        Self::index(draft, shape)
    }

    fn index(draft: FlowDraft, shape: u32) -> Self {
        fn positions<'a>(names: impl Iterator<Item = &'a str>) -> Positions {
            names.enumerate().map(|(position, name)| (name.to_owned(), position)).collect()
        }
        Self {
            facts: positions(draft.facts.iter().map(|fact| fact.id.as_str())),
            steps: positions(draft.steps.iter().map(|step| step.id.as_str())),
            outcomes: positions(draft.outcomes.iter().map(|outcome| outcome.id.as_str())),
            fixes: positions(draft.fixes.iter().map(|fix| fix.id.as_str())),
            draft,
            shape,
        }
    }

    /// Ten bits that tell the names of this flow and their order from another's; in case codes.
    pub fn shape(&self) -> u32 {
        self.shape
    }

    /// The flow as its author wrote it.
    pub fn draft(&self) -> &FlowDraft {
        &self.draft
    }

    /// Names the flow in addresses and bookmarks.
    pub fn id(&self) -> &FlowId {
        &self.draft.id
    }

    /// Raised by the author when a bookmark may no longer mean the same.
    pub fn version(&self) -> u32 {
        self.draft.version
    }

    /// Tells this content from any other, in hexadecimal digits.
    pub fn digest(&self) -> &str {
        &self.draft.digest
    }

    /// What the flow may need to know, in the author's order.
    pub fn facts(&self) -> &[Fact] {
        &self.draft.facts
    }

    /// The stops, in the author's order.
    pub fn steps(&self) -> &[Step] {
        &self.draft.steps
    }

    /// The pieces of advice the flow can end with, in the author's order.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.draft.outcomes
    }

    /// The step everybody starts at.
    pub fn start(&self) -> &Step {
        self.step(&self.draft.start).expect("bug: a checked flow has its start")
    }

    /// The fact of that name.
    pub fn fact(&self, id: &FactId) -> Option<&Fact> {
        self.facts.get(id.as_str()).map(|&position| &self.draft.facts[position])
    }

    /// The step of that name.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps.get(id.as_str()).map(|&position| &self.draft.steps[position])
    }

    /// The outcome of that name.
    pub fn outcome(&self, id: &OutcomeId) -> Option<&Outcome> {
        self.outcomes.get(id.as_str()).map(|&position| &self.draft.outcomes[position])
    }

    /// The step contract of a guide that an outcome offers.
    pub fn fix(&self, id: &GuideId) -> Option<&Fix> {
        self.fixes.get(id.as_str()).map(|&position| &self.draft.fixes[position])
    }

    /// The fixes of an outcome, in order.
    pub fn fixes_of<'a>(&'a self, outcome: &'a Outcome) -> impl Iterator<Item = &'a Fix> {
        outcome.fixes.iter().map(|id| self.fix(id).expect("bug: a checked flow has its fixes"))
    }

    /// The fact a step needs.
    pub fn fact_of(&self, step: &Step) -> &Fact {
        self.fact(&step.needs).expect("bug: a checked flow has its facts")
    }

    /// Where `value` leads from `step`; a value the fact does not have leads where `unknown` does.
    pub fn target(&self, step: &Step, value: &ValueId) -> Target<'_> {
        let exit = step
            .exits
            .iter()
            .find(|exit| exit.value == *value)
            .or_else(|| step.exits.iter().find(|exit| exit.value.is_unknown()))
            .expect("bug: every step of a checked flow has an exit for `unknown`");
        self.step(&exit.to.as_str().into()).map_or_else(
            || {
                let outcome = self.outcome(&exit.to.as_str().into());
                Target::Outcome(outcome.expect("bug: every target of a checked flow exists"))
            },
            Target::Step,
        )
    }
}
