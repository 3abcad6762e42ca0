//! What the builder left in the page for the checker: the flow, the words, the probes' settings.
//!
//! Read by hand from the browser's own JSON: a JSON reader compiled into the module would weigh
//! more than everything it reads.

use std::rc::Rc;

use js_sys::{Array, JSON, Object, Reflect};
use kb_flow::{
    Ending, Exit, Fact, Fix, Flow, FlowDraft, KnownCodes, Outcome, Platform, Probe, Step, Team,
    Value, Who, Words,
};
use wasm_bindgen::{JsCast, JsValue};

use crate::session::Given;

/// What the builder left in the page.
pub(crate) struct PageData {
    pub(crate) given: Given,
    pub(crate) reachability: Reachability,
    /// The way from this page to the top of the site: `../`.
    pub(crate) top: String,
}

/// Whom the reachability probe asks, and how long it waits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reachability {
    /// The address of an OpenID Connect discovery document that any page may read.
    pub(crate) discovery: String,
    /// The issuer that document must name.
    pub(crate) issuer: String,
    /// Addresses that must answer at all.
    pub(crate) hosts: Vec<String>,
    /// How long to wait for an answer.
    pub(crate) seconds: u32,
}

/// Reads the page's data block.
pub(crate) fn read(text: &str) -> Result<PageData, JsValue> {
    let json = Json(JSON::parse(text)?);
    let words = json.get("words")?;
    let reachability = json.get("reachability")?;
    // The builder proves every flow before it writes one into a page.
    let flow = Flow::proved_before(flow(&json.get("flow")?)?);
    Ok(PageData {
        given: Given {
            flow: Rc::new(flow),
            words: Rc::new(Words::gather(|name| words.text(name))?),
            codes: Rc::new(codes(&json)?),
        },
        reachability: Reachability {
            discovery: reachability.text("discovery")?,
            issuer: reachability.text("issuer")?,
            hosts: reachability.texts("hosts")?,
            seconds: reachability.number("seconds")?,
        },
        top: json.text("top")?,
    })
}

/// A list of codes, each with its other spellings after it; and the AADSTS numbers.
fn codes(json: &Json) -> Result<KnownCodes, JsValue> {
    let codes =
        json.each("codes", |code| code.list(|item| item.0.as_string().ok_or(lacks("codes"))))?;
    let numbers = json.each("numbers", Json::as_number)?;
    let codes = codes.iter().filter_map(|spellings| {
        let (name, also) = spellings.split_first()?;
        Some((name.as_str(), also.iter().map(String::as_str)))
    });
    Ok(KnownCodes::new(codes, numbers))
}

fn flow(json: &Json) -> Result<FlowDraft, JsValue> {
    Ok(FlowDraft {
        id: json.name("id")?,
        title: json.text("title")?,
        version: json.number("version")?,
        digest: json.text("digest")?,
        start: json.name("start")?,
        max_answers: json.number("max_answers")? as usize,
        facts: json.each("facts", fact)?,
        steps: json.each("steps", |step| {
            Ok(Step {
                id: step.name("id")?,
                needs: step.name("needs")?,
                exits: step.each("exits", |exit| {
                    Ok(Exit { value: exit.name("value")?, to: exit.text("to")? })
                })?,
            })
        })?,
        outcomes: json.each("outcomes", outcome)?,
        fixes: json.each("fixes", fix)?,
    })
}

fn fact(json: &Json) -> Result<Fact, JsValue> {
    let probe = json.maybe_text("probe")?;
    Ok(Fact {
        id: json.name("id")?,
        name: json.text("name")?,
        question: json.text("question")?,
        why: json.text("why")?,
        unknown: json.text("unknown")?,
        read: json.maybe_text("read")?,
        probe: probe.map(|word| known("probe", &word, Probe::from_word)).transpose()?,
        values: json.each("values", |value| {
            Ok(Value {
                id: value.name("id")?,
                text: value.text("text")?,
                codes: value.each("codes", Json::as_number)?,
                any_code: value.get("any_code")?.0.is_truthy(),
                red_flag: value.get("red_flag")?.0.is_truthy(),
            })
        })?,
    })
}

fn outcome(json: &Json) -> Result<Outcome, JsValue> {
    let ends = json.get("ends")?;
    Ok(Outcome {
        id: json.name("id")?,
        title: json.text("title")?,
        text: json.text("text")?,
        fixes: json.texts("fixes")?.iter().map(|id| id.as_str().into()).collect(),
        ends: match (ends.text("kind")?.as_str(), ends.maybe_text("team")?.as_deref()) {
            ("wait", _) => Ending::Wait,
            ("report", team) => Ending::Report(self::team(team)),
            (_, team) => Ending::HandOver(self::team(team)),
        },
    })
}

fn team(word: Option<&str>) -> Team {
    match word {
        Some("security") => Team::Security,
        Some("network") => Team::Network,
        _ => Team::Helpdesk,
    }
}

fn fix(json: &Json) -> Result<Fix, JsValue> {
    let harm = json.number("harm")?;
    Ok(Fix {
        id: json.name("id")?,
        title: json.text("title")?,
        summary: json.text("summary")?,
        platforms: json
            .texts("platforms")?
            .iter()
            .map(|word| known("platform", word, Platform::from_word))
            .collect::<Result<_, _>>()?,
        who: known("who", &json.text("who")?, Who::from_word)?,
        elevation: json.get("elevation")?.0.is_truthy(),
        // Too much harm to count is still too much.
        harm: u8::try_from(harm).unwrap_or(u8::MAX),
        deletes: json.text("deletes")?,
        undo: json.text("undo")?,
        minutes: json.number("minutes")?,
        success: json.text("success")?,
        recheck: json.name("recheck")?,
    })
}

/// The meaning of a word out of a closed set.
fn known<T>(kind: &str, word: &str, meaning: fn(&str) -> Option<T>) -> Result<T, JsValue> {
    meaning(word).ok_or_else(|| JsValue::from_str(&format!("no {kind} is called `{word}`")))
}

/// A value of parsed JSON.
struct Json(JsValue);

impl Json {
    fn get(&self, key: &str) -> Result<Self, JsValue> {
        if !self.0.is_instance_of::<Object>() {
            return Err(lacks(key));
        }
        Reflect::get(&self.0, &JsValue::from_str(key)).map(Self)
    }

    fn text(&self, key: &str) -> Result<String, JsValue> {
        self.get(key)?.0.as_string().ok_or_else(|| lacks(key))
    }

    fn maybe_text(&self, key: &str) -> Result<Option<String>, JsValue> {
        Ok(self.get(key)?.0.as_string())
    }

    fn name<T: for<'a> From<&'a str>>(&self, key: &str) -> Result<T, JsValue> {
        self.text(key).map(|text| text.as_str().into())
    }

    fn number(&self, key: &str) -> Result<u32, JsValue> {
        self.get(key)?.as_number().map_err(|_| lacks(key))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float is cut to the nearest whole number there is, which is what we want"
    )]
    fn as_number(&self) -> Result<u32, JsValue> {
        self.0.as_f64().map(|number| number as u32).ok_or_else(|| lacks("number"))
    }

    fn texts(&self, key: &str) -> Result<Vec<String>, JsValue> {
        self.each(key, |item| item.0.as_string().ok_or_else(|| lacks(key)))
    }

    fn each<T>(
        &self,
        key: &str,
        read: impl Fn(&Self) -> Result<T, JsValue>,
    ) -> Result<Vec<T>, JsValue> {
        self.get(key)?.list(read)
    }

    fn list<T>(&self, read: impl Fn(&Self) -> Result<T, JsValue>) -> Result<Vec<T>, JsValue> {
        let list: Array = self.0.clone().dyn_into().map_err(|_| lacks("a list"))?;
        let mut things = Vec::new();
        for item in list.iter() {
            things.push(read(&Self(item))?);
        }
        Ok(things)
    }
}

fn lacks(key: &str) -> JsValue {
    JsValue::from_str(&format!("the page's data block lacks `{key}`"))
}
