//! Asks the sign-in service whether this browser has a session, without getting one.
//!
//! An authorization request of OpenID Connect with `prompt=none` (Core 1.0, section 3.1.2.1). The
//! answer goes to the callback page, which tells it to a channel that only this attempt knows: its
//! name is the `state`, 32 random bytes. Neither `opener` nor `closed` is looked at: the service
//! may cut a window off from this page (Cross-Origin-Opener-Policy).
//!
//! No token can come of it. The code challenge (RFC 7636) is 32 random bytes as well, not the hash
//! of a verifier: nobody knows one, so nobody can redeem a code that leaked.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Function, JSON, Object, Promise, Reflect, encode_uri_component};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, BroadcastChannel, HtmlIFrameElement, MessageEvent, Storage, Window};

use crate::page;
use crate::page_data::{PageData, SignIn};
use crate::probe::{PolicyWatch, call, pause, promise};
use crate::sign_in::{Answer, Way};

/// Before the name of every channel and of every note, so that no other channel or note of this
/// site can be meant.
const PREFIX: &str = "kb-auth-probe.";

/// How long to wait after a frame has loaded something that cannot be read: what comes back at all
/// has come back by then.
const AFTER_LOAD: u32 = 2_000;

/// How many milliseconds lie between two looks while somebody signs in.
const BETWEEN_LOOKS: i32 = 4_500;

/// An attempt under way. Whatever it opened that can be closed goes with it.
pub(crate) struct Attempt {
    ended: Promise,
    keep: Function,
    channel: BroadcastChannel,
    frame: Option<HtmlIFrameElement>,
    policy: Option<PolicyWatch>,
    stop: AbortSignal,
    listeners: Vec<EventListener>,
    _alarm: Timeout,
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.channel.close();
        if let Some(frame) = &self.frame {
            frame.remove();
        }
    }
}

/// Opens a frame or a window. Called within the click, or a browser would not let a window open.
pub(crate) fn open(way: Way, data: &PageData, stop: &AbortSignal) -> Result<Attempt, Answer> {
    begin(way, data, stop).unwrap_or(Err(Answer::Unable))
}

/// Nothing where the browser lacks what it takes.
fn begin(way: Way, data: &PageData, stop: &AbortSignal) -> Option<Result<Attempt, Answer>> {
    let window = web_sys::window()?;
    let settings = data.asks.sign_in.as_ref()?;
    let (mark, silent, seconds) = match way {
        Way::Frame => ("f.", true, data.asks.frame),
        Way::Window => ("w.", true, data.asks.window),
        Way::SignIn => ("w.", false, data.asks.window),
        Way::Trip | Way::SignInTrip => return None,
    };
    let state = [mark, &random(&window)?].concat();
    let address = request(&window, settings, data, &state, silent)?;
    let channel = BroadcastChannel::new(&[PREFIX, &state].concat()).ok()?;
    let (ended, keep) = promise()?;
    let give_up = keep.clone();
    let mut attempt = Attempt {
        ended,
        keep: keep.clone(),
        channel,
        frame: None,
        policy: None,
        stop: stop.clone(),
        listeners: Vec::new(),
        _alarm: Timeout::new(seconds.saturating_mul(1000), move || call(&give_up, &JsValue::NULL)),
    };
    let (heard, ear) = (keep.clone(), attempt.channel.clone());
    attempt.listeners.push(EventListener::new(&attempt.channel, "message", move |event| {
        if let Some(answer) = event.dyn_ref::<MessageEvent>().map(MessageEvent::data)
            && read(&answer).is_some()
        {
            // A closed window needs no answer, so that it did not get one is no fault.
            ear.post_message(&JsValue::from_str("heard")).unwrap_or_default();
            call(&heard, &answer);
        }
    }));
    let give_up = keep.clone();
    let stopping = move |_: &web_sys::Event| call(&give_up, &JsValue::NULL);
    attempt.listeners.push(EventListener::once(stop, "abort", stopping));
    if way != Way::Frame {
        let size = "popup,width=520,height=700";
        let opened = window.open_with_url_and_target_and_features(&address, "_blank", size);
        let is_open = opened.ok().flatten().is_some();
        return Some(if is_open { Ok(attempt) } else { Err(Answer::NoWindow) });
    }
    attempt.policy = PolicyWatch::begin(&window);
    let element = window.document()?.create_element("iframe").ok()?;
    let element: HtmlIFrameElement = element.dyn_into().ok()?;
    attempt.listeners.push(when_loaded(&element, keep));
    // As MSAL does: scripts for services that return by a page, no way out of the frame.
    let attributes = [
        ("sandbox", "allow-scripts allow-same-origin allow-forms"),
        ("referrerpolicy", "no-referrer"),
        ("aria-hidden", "true"),
        ("tabindex", "-1"),
        ("hidden", ""),
    ];
    for (name, value) in attributes {
        element.set_attribute(name, value).ok()?;
    }
    element.set_src(&address);
    attempt.frame = Some(element);
    Some(Ok(attempt))
}

/// Gives up two seconds after the last load: a sign-in page, an error and a failure all load, and
/// none of them ever comes home.
fn when_loaded(frame: &HtmlIFrameElement, keep: Function) -> EventListener {
    let waiting = RefCell::new(None);
    EventListener::new(frame, "load", move |_| {
        let keep = keep.clone();
        let alarm = Timeout::new(AFTER_LOAD, move || call(&keep, &JsValue::NULL));
        *waiting.borrow_mut() = Some(alarm);
    })
}

impl Attempt {
    /// Waits for the answer.
    pub(crate) async fn answer(mut self) -> Answer {
        let Some(window) = web_sys::window() else { return Answer::Nothing };
        if let Some(frame) = self.frame.take() {
            // A frame of a page that may reach into a private network can be made to ask the person
            // for that; only where it is allowed already does the frame get it.
            let stopped = self.ended.clone();
            if granted(&window, stopped).await {
                frame.set_attribute("allow", "local-network").unwrap_or_default();
            }
            let body = window.document().and_then(|document| document.body());
            // Who has pressed Stop meanwhile wants nothing sent.
            if self.stop.aborted() || body.is_none_or(|body| body.append_child(&frame).is_err()) {
                return Answer::Nothing;
            }
            self.frame = Some(frame);
        }
        // Nothing rejects it.
        let told = JsFuture::from(self.ended.clone()).await.unwrap_or_default();
        let answer = read(&told).unwrap_or(Answer::Nothing);
        if let (Answer::Nothing, Some(policy)) = (&answer, &self.policy) {
            policy.settle(&window).await;
            if policy.refused_by("frame-src") {
                return Answer::OwnPolicy;
            }
        }
        answer
    }

    /// Lets somebody else end the attempt with good news.
    pub(crate) fn keeper(&self) -> Function {
        self.keep.clone()
    }
}

/// Looks again by a fresh frame every few seconds, until it has good news, the sign-in has ended, or
/// the time for it is over. Not while nobody sees the page.
pub(crate) async fn watch(
    data: Rc<PageData>,
    keep: Function,
    over: Rc<Cell<bool>>,
    stop: AbortSignal,
) {
    let Some(window) = web_sys::window() else { return };
    let begun = js_sys::Date::now();
    loop {
        pause(&window, BETWEEN_LOOKS).await;
        let is_over = js_sys::Date::now() - begun > f64::from(data.asks.watch) * 1000.0;
        if is_over || over.get() || stop.aborted() {
            return;
        }
        if window.document().is_some_and(|document| document.hidden()) {
            continue;
        }
        let Ok(look) = open(Way::Frame, &data, &stop) else { return };
        match look.answer().await {
            Answer::Code => return call(&keep, &code()),
            // Still the same thing is wanted.
            Answer::Refused { error, number, .. }
                if error == "interaction_required" && number != Some(50196) => {}
            // The service asks for a pause, or this way no longer shows anything.
            _ => return,
        }
    }
}

/// The answer of the callback page where there is a code.
fn code() -> JsValue {
    let answer = Object::new();
    // A new object takes any key.
    Reflect::set(&answer, &JsValue::from_str("code"), &JsValue::TRUE).unwrap_or_default();
    answer.into()
}

/// Leaves this page for the service, having noted where it stood. Says whether it could.
pub(crate) fn leave(way: Way, data: &PageData, note: &Note) -> bool {
    let went = || {
        let window = web_sys::window()?;
        let settings = data.asks.sign_in.as_ref()?;
        let state = ["t.", &random(&window)?].concat();
        let address = request(&window, settings, data, &state, way == Way::Trip)?;
        let written = Object::new();
        let fields = [
            ("state", &*state),
            ("page", &*page::folder(&data.top)?),
            ("bookmark", &*note.bookmark),
            ("record", &*note.record),
            ("fix", &*note.fix),
            ("way", if way == Way::Trip { "ask" } else { "sign-in" }),
        ];
        for (name, value) in fields {
            Reflect::set(&written, &JsValue::from_str(name), &JsValue::from_str(value)).ok()?;
        }
        let written: String = JSON::stringify(&written).ok()?.into();
        storage(&window)?.set_item(&[PREFIX, "trip"].concat(), &written).ok()?;
        window.location().assign(&address).ok()
    };
    went().is_some()
}

/// Where the page stood when it was left, beside its state.
pub(crate) struct Note {
    pub(crate) bookmark: String,
    pub(crate) record: String,
    /// The fix on the screen; may be empty.
    pub(crate) fix: String,
}

/// What a person came back with.
pub(crate) struct Back {
    pub(crate) way: Way,
    pub(crate) answer: Answer,
    pub(crate) note: Note,
}

/// Takes the notes of a round trip away, and gives what they say, if it is whole.
pub(crate) fn back() -> Option<Back> {
    let storage = storage(&web_sys::window()?)?;
    let take = |name: &str| {
        let key = [PREFIX, name].concat();
        let text = storage.get_item(&key).ok()??;
        storage.remove_item(&key).ok()?;
        JSON::parse(&text).ok()
    };
    let (trip, answer) = (take("trip"), take("answer"));
    let (trip, answer) = (trip?, answer?);
    let text = |of: &JsValue, name: &str| {
        Reflect::get(of, &JsValue::from_str(name)).ok().and_then(|value| value.as_string())
    };
    if text(&trip, "state")? != text(&answer, "state")? {
        return None;
    }
    Some(Back {
        way: if text(&trip, "way")? == "ask" { Way::Trip } else { Way::SignInTrip },
        answer: read(&answer)?,
        note: Note {
            bookmark: text(&trip, "bookmark")?,
            record: text(&trip, "record")?,
            fix: text(&trip, "fix")?,
        },
    })
}

/// Storage of this tab; a sandboxed frame has none.
fn storage(window: &Window) -> Option<Storage> {
    window.session_storage().ok().flatten()
}

/// Reads what the callback page tells; nothing where it is not an answer.
fn read(told: &JsValue) -> Option<Answer> {
    let get = |name: &str| Reflect::get(told, &JsValue::from_str(name)).unwrap_or_default();
    if !told.is_object() {
        return None;
    }
    if get("code") == JsValue::TRUE {
        return Some(Answer::Code);
    }
    let error = get("error").as_string().filter(|error| !error.is_empty())?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is no number of Microsoft's is none of those we know"
    )]
    let number = get("number").as_f64().map(|number| number as u32).filter(|number| *number > 0);
    Some(Answer::Refused {
        error,
        suberror: get("suberror").as_string().unwrap_or_default(),
        number,
    })
}

/// The address of an authorization request.
fn request(
    window: &Window,
    settings: &SignIn,
    data: &PageData,
    state: &str,
    silent: bool,
) -> Option<String> {
    let callback = page::resolve(&[&data.top, "callback/"].concat())?;
    let (challenge, nonce) = (random(window)?, random(window)?);
    let fields = [
        ("?client_id=", &*settings.client),
        ("&scope=", &*settings.scope),
        ("&redirect_uri=", &*callback),
        ("&state=", state),
        ("&nonce=", &*nonce),
        ("&code_challenge=", &*challenge),
    ];
    let mut address = settings.endpoint.clone();
    for (name, value) in fields {
        address += name;
        address += &String::from(encode_uri_component(value));
    }
    address += "&code_challenge_method=S256&response_type=code&response_mode=fragment";
    if silent {
        address += "&prompt=none";
    }
    Some(address)
}

/// 32 random bytes in base64url without padding (RFC 4648, section 5): 43 letters.
fn random(window: &Window) -> Option<String> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut bytes = [0_u8; 33];
    window.crypto().ok()?.get_random_values_with_u8_array(&mut bytes[..32]).ok()?;
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for shift in [18, 12, 6, 0] {
            text.push(char::from(LETTERS[bits >> shift & 63]));
        }
    }
    // The last byte only fills the last letters up.
    text.truncate(43);
    Some(text)
}

/// Whether this page may reach into the local network already (Local Network Access, WICG); most
/// browsers have never heard of it.
async fn granted(window: &Window, ended: Promise) -> bool {
    let ask = async {
        let permissions =
            Reflect::get(&window.navigator(), &JsValue::from_str("permissions")).ok()?;
        let query: Function =
            Reflect::get(&permissions, &JsValue::from_str("query")).ok()?.dyn_into().ok()?;
        let about = Object::new();
        let name = JsValue::from_str("local-network");
        Reflect::set(&about, &JsValue::from_str("name"), &name).ok()?;
        let asked: Promise = query.call1(&permissions, &about).ok()?.dyn_into().ok()?;
        // A browser that never answers this must not keep the person waiting.
        let first = Promise::race(&js_sys::Array::of2(&asked, &ended));
        let status = JsFuture::from(first).await.ok()?;
        Reflect::get(&status, &JsValue::from_str("state")).ok()?.as_string()
    };
    ask.await.as_deref() == Some("granted")
}
