//! What the checker does when something happens. Pure: no yew, no web-sys.

use std::rc::Rc;

use kb_flow::{
    Arrival, Case, Certainty, Change, Clock, Fact, FactId, Finding, Fix, Flow, GuideId, KnownCodes,
    Moment, Probe, Progress, Redacted, Source, Standing, Step, TicketForm, ValueId, Walk, Words,
    from_bookmark, from_query, from_record, is_bookmark, read_text, redact, to_bookmark, to_record,
    value_of, walk,
};

use crate::sign_in::{Answer, Trouble, Way, judge};

/// Everything the screen depends on.
pub(crate) struct State {
    pub(crate) flow: Rc<Flow>,
    pub(crate) words: Rc<Words>,
    codes: Rc<KnownCodes>,
    refines: Rc<Refines>,
    pub(crate) tickets: Rc<Vec<TicketForm>>,
    off: Option<Off>,
    /// What is known.
    pub(crate) case: Case,
    /// The question a person wants to look at again, whatever the walk needs.
    pub(crate) revisiting: Option<Revisit>,
    /// The fix whose success a probe is looking at.
    pub(crate) rechecking: Option<GuideId>,
    /// The radio button that is on.
    pub(crate) picked: Option<ValueId>,
    /// The text that was pasted; it never leaves this field.
    pub(crate) pasted: String,
    /// The text that was read last, without names, addresses and keys.
    pub(crate) message: Option<Redacted>,
    /// Whether the person wants it in the text for the ticket.
    pub(crate) adds_message: bool,
    /// The probe under way.
    pub(crate) running: Option<Running>,
    /// Counts probes, so that a late answer is known for what it is.
    pub(crate) probes_begun: u32,
    /// Whether the person would rather answer than let a probe run.
    pub(crate) instead: bool,
    /// The way of asking to try next, where the last one could not tell.
    pub(crate) next: Option<Way>,
    /// Why the last probe could not tell.
    pub(crate) trouble: Option<Trouble>,
    /// What the last probe saw, in detail.
    pub(crate) seen: Vec<Seen>,
    /// Whether a frame has shown on this visit that its cookie travels.
    travels: bool,
    /// When a frame was told that there is no session, while nobody has signed in since.
    frame_saw_none: Option<Moment>,
    /// When the sign-in service asked for a pause.
    paused: Option<Moment>,
    /// One thing to say about the last event.
    pub(crate) note: Option<Note>,
    /// What the last fix that helped was seen to help by: `probe` or, by the person's word, `word`.
    /// A page that is opened on a solved case does not know.
    pub(crate) solved_by: &'static str,
    /// What is no longer as it was when the address was made.
    pub(crate) changes: Vec<Change>,
    /// When the last event happened.
    pub(crate) clock: Clock,
}

/// What the page gives.
#[derive(Clone)]
pub(crate) struct Given {
    pub(crate) flow: Rc<Flow>,
    pub(crate) words: Rc<Words>,
    pub(crate) codes: Rc<KnownCodes>,
    pub(crate) refines: Rc<Refines>,
    /// The forms of ticket systems that the evidence card can fill.
    pub(crate) tickets: Rc<Vec<TicketForm>>,
    /// Why some probes are off here.
    pub(crate) off: Option<Off>,
}

/// The AADSTS numbers that refine what the web sign-in finds, by the value that they mean.
pub(crate) type Refines = Vec<(String, Vec<u32>)>;

/// Why a probe is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Off {
    /// The page comes from a disk: there is no server, and nothing can come back.
    File,
    /// The page is inside another page, where no answer of a window arrives.
    Frame,
    /// The page came without encryption: no sign-in service comes back to it.
    Http,
    /// The site names no app to ask with.
    SetUp,
}

/// What a probe found. The default is that it could not tell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) value: ValueId,
    pub(crate) certainty: Certainty,
    /// Why it could not tell, where that is known.
    pub(crate) trouble: Option<Trouble>,
    pub(crate) seen: Vec<Seen>,
}

/// One thing that a probe saw on the way.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Seen {
    /// How far two clocks are apart.
    Clocks(crate::clock::Distance),
    /// Something answered.
    Answered(String),
    /// The browser reports a failure.
    Failed(String),
    /// Nothing came within so many seconds.
    Silent(String, u32),
    /// The right document came.
    Genuine(String),
    /// Another came in its place.
    Foreign(String),
    /// None could be fetched.
    Hidden(String),
}

/// A question that is looked at again, and where Back leads from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Revisit {
    fact: FactId,
    by: By,
}

/// How a person came to look at a question again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// Step by step; Back leads to the question before.
    Back,
    /// At once; Back leads to where they were.
    Change,
}

/// What the last thing was that a person did, as Back sees it.
pub(crate) enum Back {
    /// They asked for a person.
    ByMyself,
    /// They tried a fix.
    Fix(GuideId),
    /// They wanted to change an answer.
    WhereIWas,
    /// They answered a question.
    Question(FactId),
}

/// A probe under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Running {
    pub(crate) probe: Probe,
    pub(crate) turn: u32,
    /// How the sign-in service is asked; to the other probes it means nothing.
    pub(crate) way: Way,
}

/// One thing to say about the last event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    ChooseFirst,
    NothingRead,
    /// What was written looks like a code and is none.
    Similar {
        written: String,
        meant: String,
    },
    Copied,
    NotCopied,
    /// Looking once more found nothing new.
    StillWaiting,
    /// It was not possible to look once more.
    NotLooked,
    /// All is well now, as far as a probe sees.
    AllClear(Probe),
    /// A probe has come to its end.
    Ended(Probe),
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    ChoicePicked(ValueId),
    ContinuePressed,
    TextChanged(String),
    ReadPressed,
    ProbePressed(Way),
    RecheckPressed(GuideId, Way),
    /// Look once more while somebody signs in.
    AgainPressed,
    CancelPressed,
    InsteadPressed,
    FactFound {
        probe: Probe,
        turn: u32,
        found: Found,
    },
    /// The sign-in service was asked, and this came of it.
    SignInAnswered {
        turn: u32,
        way: Way,
        answer: Answer,
        /// Whether it can be reached at all, where that was asked as well.
        connection: Option<Found>,
    },
    /// This page was left for the sign-in service, and the person is back.
    CameBack {
        way: Way,
        answer: Option<Answer>,
        fix: Option<GuideId>,
    },
    ChangePressed(FactId),
    BackPressed,
    FixConfirmed(GuideId),
    FixWorked(GuideId),
    FixFailed(GuideId),
    FixSkipped(GuideId),
    HandOverPressed,
    TakeBackPressed,
    StartOverPressed,
    AddressChanged(Box<Arrival>),
    /// A link within the page put its own fragment into the address.
    AddressLost,
    MessagePicked(bool),
    CopyPressed(String),
    CopyEnded {
        copied: bool,
    },
}

/// Something to do in the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Ask the browser; the answer comes back as [`Event::FactFound`], that of the sign-in service
    /// as [`Event::SignInAnswered`].
    Run(Running),
    /// Ask the sign-in service once more, beside what is running.
    Glance { running: Running, way: Way },
    /// Leave this page for the sign-in service, and come back to where it stands.
    Leave { running: Running, bookmark: String, record: String, fix: Option<GuideId> },
    /// From now on look again by a frame every few seconds, beside what is running.
    Watch,
    /// Break off the probe under way.
    Stop,
    /// Put the case into the address, as a new entry of the history.
    Keep { bookmark: String, record: String },
    /// Put the case back into the address, in the entry there is.
    Restore { bookmark: String, record: String },
    /// Move the focus to the heading of what is new on the screen.
    FocusHeading,
    /// Move the focus to what says that something is lacking.
    FocusProblem,
    /// Move the focus to the place of the probe: the button that had it is gone.
    FocusProbe,
    /// Put a text into the clipboard.
    Copy(String),
}

/// What the screen shows.
pub(crate) enum Screen<'a> {
    /// A question, with the probe that could answer it.
    Question {
        /// The step that needs it. None did yet, where it came along with another finding.
        step: Option<&'a Step>,
        fact: &'a Fact,
        offer: Offer,
    },
    /// Whatever else the walk came to.
    Standing(Standing<'a>),
}

/// What a question says about its probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offer {
    /// There is none, or it has nothing to add.
    None,
    /// It cannot run here.
    Off(Off),
    /// It could run.
    Probe(Probe),
    /// It is running.
    Running(Running),
    /// The web sign-in could not tell, and knows another way.
    Next(Way),
    /// It ran and could not tell.
    GaveUp(Probe),
}

impl State {
    /// The state of a page that was just opened, and what to do first.
    pub(crate) fn open(given: Given, arrival: Arrival, clock: Clock) -> (Self, Vec<Effect>) {
        let mut state = Self {
            flow: given.flow,
            words: given.words,
            codes: given.codes,
            refines: given.refines,
            tickets: given.tickets,
            off: given.off,
            case: arrival.case,
            revisiting: None,
            rechecking: None,
            picked: None,
            pasted: String::new(),
            message: None,
            adds_message: false,
            running: None,
            probes_begun: 0,
            instead: false,
            next: None,
            trouble: None,
            seen: Vec::new(),
            travels: false,
            frame_saw_none: None,
            paused: None,
            note: None,
            solved_by: "",
            changes: arrival.changes,
            clock,
        };
        let effects = state.run_quiet_probes();
        (state, effects)
    }

    /// Starts every probe that sends nothing and whose fact is not known.
    fn run_quiet_probes(&mut self) -> Vec<Effect> {
        let quiet: Vec<Probe> = self
            .flow
            .facts()
            .iter()
            .filter(|fact| self.case.finding(&fact.id).is_none())
            .filter_map(|fact| fact.probe.filter(|probe| !probe.sends_requests()))
            .collect();
        quiet.into_iter().map(|probe| Effect::Run(self.begin(probe, Way::Frame))).collect()
    }

    fn begin(&mut self, probe: Probe, way: Way) -> Running {
        self.probes_begun += 1;
        Running { probe, turn: self.probes_begun, way }
    }

    /// Starts a probe that the person asked for.
    fn start(&mut self, probe: Probe, way: Way) -> Vec<Effect> {
        let running = self.begin(probe, way);
        self.running = Some(running);
        if matches!(way, Way::SignIn | Way::SignInTrip) {
            self.frame_saw_none = None;
        }
        self.next = None;
        self.trouble = None;
        self.seen.clear();
        if matches!(way, Way::Trip | Way::SignInTrip) {
            let (bookmark, record) = self.kept();
            let fix = self.rechecking.clone();
            return vec![Effect::Leave { running, bookmark, record, fix }];
        }
        let mut effects = vec![Effect::Run(running)];
        // Where a frame's cookie does not travel, looking again by a frame shows nothing.
        if way == Way::SignIn && self.travels {
            effects.push(Effect::Watch);
        }
        effects
    }

    /// The way to ask that gives the least trouble and can tell anything in this browser.
    fn first_way(&self) -> Way {
        let cookies = self.flow.facts().iter().find(|fact| fact.probe == Some(Probe::Cookies));
        let known = cookies.and_then(|fact| self.case.finding(&fact.id));
        let blocked = known.is_some_and(|finding| finding.value.as_str() == "blocked");
        if blocked { Way::Window } else { Way::Frame }
    }

    /// How to look once more beside a window in which somebody signs in.
    pub(crate) fn glance(&self) -> Way {
        if self.travels { Way::Frame } else { Way::Window }
    }

    /// Whether the sign-in service wants to be left alone for now.
    pub(crate) fn pauses(&self) -> bool {
        self.paused.is_some_and(|since| self.clock.now.0 < since.0 + PAUSE)
    }

    /// Why a probe cannot run here, if it cannot.
    fn off(&self, probe: Probe) -> Option<Off> {
        self.off.filter(|off| match probe {
            Probe::WebSignIn => true,
            // There is no server whose clock could be read.
            Probe::Clock => *off == Off::File,
            Probe::Reachability | Probe::Platform | Probe::Cookies => false,
        })
    }

    /// What the screen shows.
    pub(crate) fn screen(&self) -> Screen<'_> {
        let Walk { standing, trail, .. } = walk(&self.flow, &self.case);
        let revisited = self.revisiting.as_ref().and_then(|revisit| self.flow.fact(&revisit.fact));
        let (step, fact) = match (revisited, standing) {
            (Some(fact), _) => {
                // Several steps may need it: the one that was passed asks again.
                let passed = trail.iter().find(|passed| passed.fact.id == fact.id);
                (passed.map(|passed| passed.step), fact)
            }
            (None, Standing::Asking { step, fact, .. }) => (Some(step), fact),
            (None, other) => return Screen::Standing(other),
        };
        Screen::Question { step, fact, offer: self.offer(fact) }
    }

    /// The probe that a person can have look at a fact here.
    pub(crate) fn probe_of(&self, fact: &Fact) -> Option<Probe> {
        let asks = |probe: &Probe| probe.sends_requests() && probe.can_run();
        fact.probe.filter(asks).filter(|probe| self.off(*probe).is_none())
    }

    /// What to say about the probe of a fact.
    pub(crate) fn offer(&self, fact: &Fact) -> Offer {
        if let Some(off) = fact.probe.and_then(|probe| self.off(probe)) {
            return Offer::Off(off);
        }
        let Some(probe) = self.probe_of(fact) else { return Offer::None };
        let known = self.case.finding(&fact.id);
        if let Some(running) = self.running.filter(|running| running.probe == probe) {
            Offer::Running(running)
        } else if self.instead {
            Offer::None
        } else if let Some(way) = self.next.filter(|_| probe == Probe::WebSignIn) {
            Offer::Next(way)
        } else if known.is_some_and(Finding::gave_up) || self.trouble.is_some() {
            Offer::GaveUp(probe)
        } else {
            Offer::Probe(probe)
        }
    }

    /// Where a person stands among the fixes of an outcome: which one, of how many.
    pub(crate) fn position(&self, fix: &Fix) -> Option<(usize, usize)> {
        let fixes = &walk(&self.flow, &self.case).outcome?.fixes;
        let position = fixes.iter().position(|id| *id == fix.id)?;
        Some((position + 1, fixes.len()))
    }

    /// What Back leads to, if there is anything to go back to.
    pub(crate) fn back(&self) -> Option<Back> {
        let walk = walk(&self.flow, &self.case);
        if self.revisiting.is_none() {
            if self.case.is_handed_over() {
                return Some(Back::ByMyself);
            }
            let fixes = walk.outcome.map_or(&[][..], |outcome| &outcome.fixes);
            let tried = fixes.iter().rev().find(|fix| self.case.progress(fix).is_some());
            if let Some(fix) = tried {
                return Some(Back::Fix(fix.clone()));
            }
        }
        let mut before = &walk.trail[..];
        match &self.revisiting {
            Some(Revisit { by: By::Change, .. }) => return Some(Back::WhereIWas),
            Some(here) => {
                let here = before.iter().position(|passed| passed.fact.id == here.fact);
                before = &before[..here.unwrap_or(0)];
            }
            None => {}
        }
        before.last().map(|passed| Back::Question(passed.fact.id.clone()))
    }

    /// Takes back the last thing the person did, if there was one.
    fn go_back(&mut self) {
        match self.back() {
            Some(Back::ByMyself) => self.case.take_back(),
            Some(Back::Fix(fix)) => self.case.forget_fix(&fix),
            Some(Back::WhereIWas) => self.revisiting = None,
            Some(Back::Question(fact)) => self.revisit(fact, By::Back),
            None => {}
        }
    }

    /// Shows the question of a fact again, with the known answer picked.
    fn revisit(&mut self, fact: FactId, by: By) {
        self.picked = self.case.finding(&fact).map(|finding| finding.value.clone());
        self.revisiting = Some(Revisit { fact, by });
    }

    fn runs(&self, turn: u32) -> bool {
        self.running.is_some_and(|running| running.turn == turn)
    }

    /// The fact the screen asks for.
    fn asked(&self) -> Option<FactId> {
        self.asking().map(|(fact, _)| fact)
    }

    /// The fact the screen asks for, and what it says of its probe.
    fn asking(&self) -> Option<(FactId, Offer)> {
        match self.screen() {
            Screen::Question { fact, offer, .. } => Some((fact.id.clone(), offer)),
            Screen::Standing(_) => None,
        }
    }

    /// The case as it goes into the address, and beside it.
    fn kept(&self) -> (String, String) {
        (to_bookmark(&self.flow, &self.case), to_record(&self.flow, &self.case))
    }

    /// Takes note of what the text that was pasted says.
    fn read_pasted(&mut self) {
        if !self.pasted.trim().is_empty() {
            self.case.note_reading(read_text(&self.pasted, &self.codes));
            self.message = redact(&self.pasted);
        }
    }

    /// Looks for an answer in the text that was pasted.
    fn read(&mut self) {
        self.read_pasted();
        let fact = self.asked().and_then(|id| self.flow.fact(&id).cloned());
        let reading = self.case.reading();
        let similar = reading.similar.first().map(|similar| Note::Similar {
            written: similar.written.to_string(),
            meant: similar.meant.join(", "),
        });
        match fact.and_then(|fact| value_of(&fact, reading)) {
            Some((value, number)) => {
                self.answer(Finding::by_text(value, number, Some(self.clock.now)));
            }
            None => self.note = Some(similar.unwrap_or(Note::NothingRead)),
        }
    }

    /// Takes in what a probe found. Says whether it is known now.
    fn learn(&mut self, probe: Probe, found: &Found, number: Option<u32>) -> bool {
        let fact = self.flow.facts().iter().find(|fact| fact.probe == Some(probe));
        let Some(fact) = fact.map(|fact| fact.id.clone()) else { return false };
        let told = !found.value.is_unknown();
        let finding = Finding::by_probe(found.value.clone(), found.certainty, Some(self.clock.now));
        let finding = finding.with_number(number);
        let asked_for = self.running.is_some_and(|running| running.probe == probe);
        let own = self.case.finding(&fact).is_some_and(|known| known.source == Source::Probe);
        // Somebody who has a probe look again wants to know what is so now, whoever said what was;
        // and of two findings of its own the one made now counts, whatever the clock says.
        if told && (own || asked_for || self.rechecking.is_some()) {
            self.case.forget(&fact);
        }
        let taken = self.case.learn(fact.clone(), finding);
        if told && self.revisiting.as_ref().is_some_and(|revisit| revisit.fact == fact) {
            self.revisiting = None;
        }
        if told && taken && !probe.is_fine(&found.value) {
            self.reopen(&fact);
        }
        told && taken
    }

    /// What helped once does not count where its own fact says again that it is needed.
    fn reopen(&mut self, fact: &FactId) {
        let outcome = walk(&self.flow, &self.case).outcome;
        let fixes = outcome.map(|outcome| outcome.fixes.clone()).unwrap_or_default();
        for id in fixes {
            let about = self.flow.fix(&id).is_some_and(|fix| fix.recheck == *fact);
            if about && self.case.progress(&id) == Some(Progress::Worked) {
                self.case.forget_fix(&id);
            }
        }
    }

    /// What a probe found decides whether the fix helped. All is well now and it leads elsewhere: it
    /// did. The very same as before: it did not. Anything else says nothing of the fix; and where
    /// all is well, but something else keeps the person here, only they can tell: that a browser is
    /// let in does not prove that Teams is.
    fn settle_recheck(&mut self, probe: Probe, found: &Found, before: Option<ValueId>) {
        let Some(fix) = self.rechecking.take() else { return };
        let outcome = walk(&self.flow, &self.case).outcome;
        let again = outcome.is_some_and(|outcome| outcome.fixes.contains(&fix));
        match (probe.is_fine(&found.value), again) {
            (true, true) => self.note = Some(Note::AllClear(probe)),
            (true, false) => {
                self.case.note(fix, Progress::Worked);
                self.solved_by = "probe";
            }
            (false, true) if before.as_ref() == Some(&found.value) => {
                self.case.note(fix, Progress::Failed);
            }
            (false, _) => {}
        }
    }

    /// What is known of the fact that a probe looks at.
    pub(crate) fn known_of(&self, probe: Probe) -> Option<(FactId, Finding)> {
        let fact = self.flow.facts().iter().find(|fact| fact.probe == Some(probe))?;
        Some((fact.id.clone(), self.case.finding(&fact.id)?.clone()))
    }

    /// Forgets a finding of a probe that what came now refutes.
    fn withdraw(&mut self, fact: &FactId) {
        if self.case.finding(fact).is_some_and(|known| known.source == Source::Probe) {
            self.case.forget(fact);
        }
    }

    /// Takes in what came of asking the sign-in service.
    fn take_answer(&mut self, way: Way, answer: &Answer) {
        let comparable = |at: &Moment| self.clock.now.0.abs_diff(at.0) <= COMPARABLE;
        let frame_saw_none = self.frame_saw_none.take().as_ref().is_some_and(comparable);
        let verdict = judge(way, answer, frame_saw_none, &self.refines);
        if way == Way::Frame {
            self.travels = verdict.cookies == Some(true);
            let none = matches!(answer, Answer::Refused { error, .. } if error == "login_required");
            self.frame_saw_none = none.then_some(self.clock.now);
        }
        if matches!(answer, Answer::Code | Answer::Refused { .. })
            && let Some((fact, known)) = self.known_of(Probe::Reachability)
            && ["not-reachable", "intercepted"].contains(&known.value.as_str())
        {
            // The service has just answered.
            self.withdraw(&fact);
        }
        if let Some(travel) = verdict.cookies {
            let (value, certainty) = if travel {
                ("allowed", Certainty::Sure)
            } else {
                // Signed in to the system, a browser may show a window more than a frame.
                ("blocked", Certainty::Likely)
            };
            let found = Found { value: value.into(), certainty, ..Found::default() };
            self.learn(Probe::Cookies, &found, None);
        }
        self.next = verdict.next;
        self.trouble = verdict.trouble;
        if verdict.trouble == Some(Trouble::Busy) {
            self.paused = Some(self.clock.now);
        }
        let found =
            Found { value: verdict.value.into(), certainty: verdict.certainty, ..Found::default() };
        let told = !found.value.is_unknown();
        let numbers = self.flow.facts().iter().find(|fact| fact.read.is_some());
        let numbers = numbers.map(|fact| fact.id.clone());
        if let Some(fact) = numbers.as_ref().filter(|_| told) {
            // What an earlier answer said of its number is no longer so.
            self.withdraw(fact);
        }
        if !told && self.rechecking.is_some() {
            // What a sign-in left open says nothing against what was found before it.
            return;
        }
        let before = self.known_of(Probe::WebSignIn).map(|(_, known)| known.value);
        let answers = verdict.number.filter(|number| {
            let meaning = self.refines.iter().find(|(meaning, _)| meaning == "number");
            // What a frame cannot vouch for, the window says again.
            let vouched = verdict.next != Some(Way::Window);
            !told && vouched && meaning.is_some_and(|(_, numbers)| numbers.contains(number))
        });
        // Its reason is not among the findings. What its number means is what another fact asks for.
        let elsewhere =
            numbers.zip(answers).is_some_and(|(fact, number)| self.note_number(fact, number));
        let number = verdict.number.filter(|_| told || elsewhere);
        if self.learn(Probe::WebSignIn, &found, number) {
            self.settle_recheck(Probe::WebSignIn, &found, before);
        }
    }

    /// Takes in what a number means for the fact that asks for numbers; says whether it did.
    fn note_number(&mut self, fact: FactId, number: u32) -> bool {
        let asks = self.flow.fact(&fact);
        let value =
            asks.and_then(|asks| asks.values.iter().find(|value| value.numbers.contains(&number)));
        let Some(value) = value.map(|value| value.id.clone()) else { return false };
        // That a person saw no number is no other opinion.
        if self.case.finding(&fact).is_some_and(|known| known.value.is_unknown()) {
            self.case.forget(&fact);
        }
        self.withdraw(&fact);
        let finding = Finding::by_probe(value, Certainty::Likely, Some(self.clock.now));
        self.case.learn(fact, finding.with_number(Some(number)))
    }

    /// Takes in what a person or a text said of the fact on the screen.
    fn answer(&mut self, finding: Finding) {
        let Some(fact) = self.asked() else { return };
        // Whatever was known gives way: the person is looking at it and says otherwise.
        self.case.forget(&fact);
        self.case.learn(fact.clone(), finding);
        self.reopen(&fact);
        self.revisiting = None;
    }
}

/// How many seconds the sign-in service is left alone when it asks for that.
const PAUSE: u64 = 300;

/// For how many seconds a window can be compared with what a frame saw.
const COMPARABLE: u64 = 30;

/// Takes the next step.
pub(crate) fn update(mut state: State, event: Event, clock: Clock) -> (State, Vec<Effect>) {
    state.clock = clock;
    let before = state.case.clone();
    let asked_before = state.asking();
    let ran_before = state.running;
    let mut effects = Vec::new();
    // What the browser tells without being asked is no step of the person's, and no history.
    let quiet = matches!(event, Event::FactFound { probe, .. } if !probe.sends_requests());
    state.note = None;
    match event {
        Event::ChoicePicked(value) => {
            state.picked = Some(value);
            return (state, effects);
        }
        Event::TextChanged(text) => {
            state.pasted = text;
            return (state, effects);
        }
        Event::ContinuePressed => match state.picked.take() {
            Some(value) => {
                state.read_pasted();
                state.answer(Finding::by_person(value.as_str(), Some(clock.now)));
            }
            None if !state.pasted.trim().is_empty() => state.read(),
            None => {
                state.note = Some(Note::ChooseFirst);
                effects.push(Effect::FocusProblem);
            }
        },
        Event::ReadPressed => state.read(),
        Event::RecheckPressed(fix, way) => {
            let fact = state.flow.fix(&fix).and_then(|fix| state.flow.fact(&fix.recheck));
            if let Some(probe) = fact.and_then(|fact| fact.probe)
                && state.running.is_none()
            {
                let way = if way == Way::Frame { state.first_way() } else { way };
                state.rechecking = Some(fix);
                effects = state.start(probe, way);
                effects.push(Effect::FocusProbe);
                return (state, effects);
            }
        }
        Event::ProbePressed(way) => {
            if let Screen::Question { fact, .. } = state.screen()
                && state.running.is_none()
                && let Some(probe) = fact.probe
            {
                let fact = fact.id.clone();
                let way = if way == Way::Frame { state.first_way() } else { way };
                state.case.forget(&fact);
                state.instead = false;
                effects = state.start(probe, way);
                if matches!(effects[..], [Effect::Leave { .. }]) {
                    // The page is about to go: its history is not touched any more.
                    return (state, effects);
                }
            }
        }
        Event::AgainPressed => {
            if let Some(running) = state.running {
                let way = state.glance();
                return (state, vec![Effect::Glance { running, way }]);
            }
        }
        Event::CancelPressed => {
            // On the screen of a fix, stopping leads back to its steps.
            state.instead = state.rechecking.is_none();
            state.running = None;
            state.rechecking = None;
            effects.push(Effect::Stop);
        }
        Event::InsteadPressed => state.instead = true,
        // An answer to a question since withdrawn.
        Event::FactFound { probe, turn, .. } if probe.sends_requests() && !state.runs(turn) => {
            return (state, effects);
        }
        Event::FactFound { probe, found, .. } => {
            let before = state.known_of(probe).map(|(_, known)| known.value);
            let told = state.learn(probe, &found, None);
            if probe.sends_requests() {
                state.running = None;
                if told {
                    state.settle_recheck(probe, &found, before);
                }
                state.trouble = found.trouble;
                state.seen = found.seen;
                state.rechecking = None;
                state.note.get_or_insert(Note::Ended(probe));
            }
        }
        Event::SignInAnswered { turn, .. } if !state.runs(turn) => return (state, effects),
        // Only good news ends a sign-in that is under way.
        Event::SignInAnswered { way, answer, .. }
            if answer != Answer::Code
                && state.running.is_some_and(|running| running.way != way) =>
        {
            let looked = matches!(&answer, Answer::Refused { error, .. }
                if error == "interaction_required" || error == "login_required");
            state.note = Some(if looked { Note::StillWaiting } else { Note::NotLooked });
            return (state, effects);
        }
        Event::SignInAnswered { way, answer, connection, .. } => {
            if let Some(found) = connection {
                state.learn(Probe::Reachability, &found, None);
                state.seen = found.seen;
            }
            state.take_answer(way, &answer);
            state.running = None;
            if state.next.is_none() {
                state.rechecking = None;
            }
            state.note.get_or_insert(Note::Ended(Probe::WebSignIn));
            effects.push(Effect::Stop);
        }
        Event::CameBack { way, answer, fix } => {
            if state.running.take().is_some() {
                effects.push(Effect::Stop);
            }
            state.rechecking = fix;
            if let Some(answer) = answer {
                state.take_answer(way, &answer);
            }
            state.rechecking = None;
        }
        Event::ChangePressed(fact) => state.revisit(fact, By::Change),
        Event::BackPressed => state.go_back(),
        Event::FixConfirmed(fix) => state.case.note(fix, Progress::Confirmed),
        Event::FixWorked(fix) => {
            state.case.note(fix, Progress::Worked);
            state.solved_by = "word";
        }
        Event::FixFailed(fix) => state.case.note(fix, Progress::Failed),
        Event::FixSkipped(fix) => state.case.note(fix, Progress::Skipped),
        Event::HandOverPressed => {
            state.revisiting = None;
            state.case.hand_over();
        }
        Event::TakeBackPressed => state.case.take_back(),
        Event::StartOverPressed => {
            state.case = Case::default();
            state.frame_saw_none = None;
            state.seen.clear();
            state.message = None;
            state.adds_message = false;
            state.revisiting = None;
            state.changes.clear();
            effects.extend(state.run_quiet_probes());
        }
        Event::AddressChanged(arrival) => {
            state.case = arrival.case;
            state.changes = arrival.changes;
            state.revisiting = None;
            state.seen.clear();
            effects.extend(state.run_quiet_probes());
            effects.push(Effect::FocusHeading);
            forget_the_screen(&mut state, &mut effects);
            return (state, effects);
        }
        Event::AddressLost => {
            let (bookmark, record) = state.kept();
            return (state, vec![Effect::Restore { bookmark, record }]);
        }
        Event::MessagePicked(adds) => state.adds_message = adds,
        Event::CopyPressed(text) => effects.push(Effect::Copy(text)),
        Event::CopyEnded { copied } => {
            state.note = Some(if copied { Note::Copied } else { Note::NotCopied });
        }
    }
    if state.case != before && !quiet {
        let (bookmark, record) = state.kept();
        // Back should lead to another place, not to this one once more.
        let same = bookmark == to_bookmark(&state.flow, &before);
        effects.push(if same {
            Effect::Restore { bookmark, record }
        } else {
            Effect::Keep { bookmark, record }
        });
    }
    let moved = state.asking() != asked_before || fixes_differ(&before, &state.case);
    let left = fixes_differ(&before, &state.case)
        || state.asking().map(|(fact, _)| fact) != asked_before.map(|(fact, _)| fact);
    if left {
        let picked = state.picked.take();
        forget_the_screen(&mut state, &mut effects);
        if state.revisiting.is_some() {
            state.picked = picked;
        }
    }
    if moved && !quiet {
        effects.push(Effect::FocusHeading);
    } else if ran_before != state.running {
        effects.push(Effect::FocusProbe);
    }
    (state, effects)
}

impl Default for Found {
    fn default() -> Self {
        Self {
            value: ValueId::unknown(),
            certainty: Certainty::Sure,
            trouble: None,
            seen: Vec::new(),
        }
    }
}

/// Whether the fixes or the hand-over differ between two cases.
fn fixes_differ(before: &Case, after: &Case) -> bool {
    before.is_handed_over() != after.is_handed_over() || !before.tried().eq(after.tried())
}

/// Clears what belonged to the screen that was left.
fn forget_the_screen(state: &mut State, effects: &mut Vec<Effect>) {
    state.picked = None;
    state.pasted.clear();
    state.rechecking = None;
    state.instead = false;
    state.next = None;
    state.trouble = None;
    if state.running.take().is_some() {
        effects.push(Effect::Stop);
    }
}

/// What an address brings: this browser's own record where it belongs to the fragment, else the
/// fragment as anybody may have written it, else what a ticket's link says in the query.
pub(crate) fn arrive(
    flow: &Flow,
    codes: &KnownCodes,
    fragment: &str,
    record: Option<&str>,
    query: &str,
) -> Arrival {
    if !is_bookmark(fragment) {
        return from_query(flow, codes, query);
    }
    let mut arrival = from_bookmark(flow, fragment);
    // The version and the place it led to may have changed under the same answers.
    let answers = |text: &str| {
        let parts =
            text.split('&').filter(|part| !part.starts_with("v=") && !part.starts_with("at="));
        parts.map(str::to_owned).collect::<Vec<_>>()
    };
    let own = record.map(|record| from_record(flow, record).case);
    if let Some(own) = own
        && answers(&to_bookmark(flow, &own)) == answers(fragment)
    {
        arrival.case = own;
    }
    arrival
}

#[cfg(test)]
mod tests;
