//! What the builder left in the page for the checker: the flow, the words, the probes' settings.
//!
//! Read by hand from the browser's own JSON: a JSON reader compiled into the module would weigh
//! more than everything it reads.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, JSON, Reflect};
use kb_flow::{
    Ending, Exit, Fact, Fix, Flow, FlowDraft, KnownCodes, Outcome, Probe, Step, Team, TicketForm,
    Value, Who, Words,
};
use wasm_bindgen::{JsCast, JsValue};

use crate::page;
use crate::session::Given;

/// What the builder left in the page.
pub(crate) struct PageData {
    pub(crate) given: Given,
    pub(crate) asks: Asks,
    /// The way from this page to the top of the site: `../`.
    pub(crate) top: String,
}

/// Whom the probes ask, and how long they wait.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asks {
    /// The address of an OpenID Connect discovery document that any page may read.
    pub(crate) discovery: String,
    /// The issuer that document must name.
    pub(crate) issuer: String,
    /// Addresses that must answer at all.
    pub(crate) hosts: Vec<String>,
    /// The company's own sign-in server.
    pub(crate) federation: Option<String>,
    /// What the web sign-in needs.
    pub(crate) sign_in: Option<SignIn>,
    /// How many seconds to wait: for a request, for the frame, for a window, for looking again.
    pub(crate) request: u32,
    pub(crate) frame: u32,
    pub(crate) window: u32,
    pub(crate) watch: u32,
}

/// What an authorization request needs.
#[derive(Clone, Debug, Default)]
pub(crate) struct SignIn {
    pub(crate) endpoint: String,
    pub(crate) client: String,
    pub(crate) scope: String,
}

/// Reads the page's data block.
pub(crate) fn read(text: &str) -> Result<PageData, JsValue> {
    let lacking = Cell::new(None);
    let json = Json { value: JSON::parse(text)?, lacking: &lacking };
    // The builder proves every flow before it writes one into a page.
    let mut data = PageData {
        given: Given {
            flow: Rc::new(Flow::proved_before(flow(&json.get("flow")), json.number("shape"))),
            words: Rc::new(Words::in_order(json.texts("words"))),
            codes: Rc::new(codes(&json)),
            tickets: Rc::new(json.each("tickets", |form| TicketForm {
                name: form.text("name"),
                url: form.text("url"),
                length: form.number("length") as usize,
            })),
            refines: Rc::new(json.each("refines", |meant| {
                let pair = Array::from(&meant.value);
                let part = |at| Json { value: pair.get(at), lacking: meant.lacking };
                (part(0).as_text(), part(1).list(Json::as_number))
            })),
            off: None,
        },
        asks: asks(&json.get("probes")),
        top: json.text("top"),
    };
    data.given.off = page::off(data.asks.sign_in.is_some());
    match lacking.take() {
        None => Ok(data),
        // `boot.js` says that the checker stopped, and why: this is what the data block lacks.
        Some(key) => Err(JsValue::from_str(key)),
    }
}

fn asks(json: &Json<'_>) -> Asks {
    let sign_in = json.get("sign_in");
    let limits = json.get("limits");
    Asks {
        discovery: json.text("discovery"),
        issuer: json.text("issuer"),
        hosts: json.texts("hosts"),
        federation: json.maybe_text("federation"),
        sign_in: (!sign_in.value.is_null()).then(|| SignIn {
            endpoint: sign_in.text("endpoint"),
            client: sign_in.text("client"),
            scope: sign_in.text("scope"),
        }),
        request: limits.number("request"),
        frame: limits.number("frame"),
        window: limits.number("window"),
        watch: limits.number("watch"),
    }
}

/// A list of codes, each with its other spellings after it; and the AADSTS numbers.
fn codes(json: &Json<'_>) -> KnownCodes {
    let codes = json.each("codes", |code| code.list(Json::as_text));
    let codes = codes.iter().filter_map(|spellings| {
        let (name, also) = spellings.split_first()?;
        Some((name.as_str(), also.iter().map(String::as_str)))
    });
    KnownCodes::new(codes, json.each("numbers", Json::as_number))
}

fn flow(json: &Json<'_>) -> FlowDraft {
    FlowDraft {
        id: json.name("id"),
        title: json.text("title"),
        version: json.number("version"),
        digest: json.text("digest"),
        start: json.name("start"),
        max_answers: 0, // the proofs have looked at it
        facts: json.each("facts", fact),
        steps: json.each("steps", |step| Step {
            id: step.name("id"),
            needs: step.name("needs"),
            exits: step
                .each("exits", |exit| Exit { value: exit.name("value"), to: exit.text("to") }),
        }),
        outcomes: json.each("outcomes", outcome),
        fixes: json.each("fixes", fix),
    }
}

fn fact(json: &Json<'_>) -> Fact {
    Fact {
        id: json.name("id"),
        name: json.text("name"),
        question: json.text("question"),
        why: json.text("why"),
        unknown: json.text("unknown"),
        read: json.maybe_text("read"),
        probe: json.maybe_text("probe").and_then(|word| json.known(Probe::from_word(&word))),
        values: json.each("values", |value| Value {
            id: value.name("id"),
            text: value.text("text"),
            numbers: value.each("numbers", Json::as_number),
            codes: value.texts("codes"),
            any_code: value.truth("any_code"),
            red_flag: false, // the proofs have looked at it
        }),
    }
}

fn outcome(json: &Json<'_>) -> Outcome {
    let ends = json.get("ends");
    let team = match ends.maybe_text("team").as_deref() {
        Some("security") => Team::Security,
        Some("network") => Team::Network,
        _ => Team::Helpdesk,
    };
    Outcome {
        id: json.name("id"),
        title: json.text("title"),
        text: json.text("text"),
        fixes: json.each("fixes", |id| id.as_text().into()),
        ends: match ends.text("kind").as_str() {
            "wait" => Ending::Wait,
            "report" => Ending::Report(team),
            _ => Ending::HandOver(team),
        },
    }
}

fn fix(json: &Json<'_>) -> Fix {
    Fix {
        id: json.name("id"),
        title: json.text("title"),
        // These the proofs have looked at; nothing here does.
        summary: String::new(),
        platforms: Vec::new(),
        who: Who::Employee,
        elevation: json.truth("elevation"),
        // Too much harm to count is still too much.
        harm: u8::try_from(json.number("harm")).unwrap_or(u8::MAX),
        deletes: json.text("deletes"),
        undo: json.text("undo"),
        minutes: json.number("minutes"),
        success: json.text("success"),
        recheck: json.name("recheck"),
        by_signing_in: json.truth("by_signing_in"),
    }
}

/// A value of parsed JSON. What is lacking reads as nothing and is noted, the last of it; one test
/// at the end weighs less than one at every key.
struct Json<'a> {
    value: JsValue,
    lacking: &'a Cell<Option<&'static str>>,
}

impl Json<'_> {
    /// The value of a key, which may be missing.
    #[inline(never)]
    fn look(&self, key: &'static str) -> Self {
        let value = Reflect::get(&self.value, &JsValue::from_str(key)).unwrap_or_default();
        Self { value, lacking: self.lacking }
    }

    fn get(&self, key: &'static str) -> Self {
        let found = self.look(key);
        if found.value.is_undefined() {
            self.lacking.set(Some(key));
        }
        found
    }

    #[inline(never)]
    fn as_text(&self) -> String {
        self.known(self.value.as_string()).unwrap_or_default()
    }

    #[inline(never)]
    fn text(&self, key: &'static str) -> String {
        self.get(key).as_text()
    }

    fn maybe_text(&self, key: &'static str) -> Option<String> {
        self.look(key).value.as_string()
    }

    fn name<T: From<String>>(&self, key: &'static str) -> T {
        self.text(key).into()
    }

    #[inline(never)]
    fn truth(&self, key: &'static str) -> bool {
        self.get(key).value.is_truthy()
    }

    #[inline(never)]
    fn number(&self, key: &'static str) -> u32 {
        self.get(key).as_number()
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float is cut to the nearest whole number there is, which is what we want"
    )]
    fn as_number(&self) -> u32 {
        self.known(self.value.as_f64()).unwrap_or_default() as u32
    }

    fn texts(&self, key: &'static str) -> Vec<String> {
        self.each(key, Json::as_text)
    }

    fn each<T>(&self, key: &'static str, read: impl Fn(&Self) -> T) -> Vec<T> {
        self.get(key).list(read)
    }

    fn list<T>(&self, read: impl Fn(&Self) -> T) -> Vec<T> {
        let list: Array = self.value.clone().unchecked_into();
        let length = self.known(Array::is_array(&self.value).then(|| list.length()));
        let mut things = Vec::new();
        for at in 0..length.unwrap_or(0) {
            things.push(read(&Self { value: list.get(at), lacking: self.lacking }));
        }
        things
    }

    /// Notes that what was read means nothing.
    fn known<T>(&self, meaning: Option<T>) -> Option<T> {
        if meaning.is_none() {
            self.lacking.set(Some("data"));
        }
        meaning
    }
}
