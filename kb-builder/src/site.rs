//! The settings of a site: `site.toml`.

use std::collections::BTreeSet;

use kb_flow::TicketForm;

use crate::address::{check_name_of_folder, is_name};
use crate::base_url::{BaseUrl, is_https};
use crate::brand::{self, Brand};
use crate::fields::{self, Context, Fields, Placed, as_table};
use crate::format::CONTENT;
use crate::problem::{Fault, Problems};
use crate::source::{Source, SourcePath};
use crate::tickets;

/// The settings of a site.
pub struct Site {
    /// What the site is called, on every page.
    pub name: String,
    /// What it helps with, in one sentence, on the start page.
    pub summary: String,
    /// The language of its texts, as in BCP 47.
    pub language: String,
    /// The languages it is also in.
    pub languages: Vec<Language>,
    /// After how many days a page is to be read through again.
    pub review_days: u32,
    /// Where it is on the web, where that is known.
    pub base_url: Option<BaseUrl>,
    /// The origins that may show it in a frame.
    pub frame_ancestors: Vec<String>,
    /// The origins that may show its pages for frames, and are told how high these are.
    pub embed_parents: Vec<String>,
    /// Whom the probes ask, and how long they wait.
    pub probes: Probes,
    /// The forms of ticket systems that the checker fills.
    pub tickets: Vec<TicketForm>,
    /// The address on this site that steps and outcomes are counted at.
    pub counter: Option<String>,
    /// How it looks.
    pub brand: Brand,
    /// The pages that the start page names, the main one first; empty where it names those of codes.
    pub start: Vec<Placed<String>>,
}

impl Site {
    /// The origins that may show its pages for frames.
    pub fn frames_embeds(&self) -> Vec<String> {
        let mut origins = self.frame_ancestors.clone();
        origins.extend(self.embed_parents.iter().cloned());
        let mut seen = BTreeSet::new();
        origins.retain(|origin| seen.insert(origin.clone()));
        origins
    }
}

/// A language that a site is also in.
#[derive(Clone, Debug)]
pub struct Language {
    /// The language, as in BCP 47; its pages and words are in folders of this name.
    pub tag: String,
    /// The flows that are whole in it, with all that they can offer.
    pub flows: Vec<Placed<String>>,
}

/// Whom the probes ask, and how long they wait. The checker and the policy of its page are both
/// made from this, so that neither can ask for what the other forbids.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Probes {
    /// The address of the OpenID Connect discovery document, which any page may read; empty where the
    /// settings name no sign-in service, so that there is nobody to ask.
    pub discovery: String,
    /// The issuer that document must name.
    pub issuer: String,
    /// Addresses that must answer at all.
    pub hosts: Vec<String>,
    /// The company's own sign-in server, where it has one.
    pub federation: Option<String>,
    /// What the web sign-in needs; without it, that probe is off.
    pub sign_in: Option<SignIn>,
    /// How long to wait.
    pub limits: Limits,
}

impl Probes {
    /// Asks nobody, for a site that is not about a sign-in.
    fn nobody(limits: Limits) -> Self {
        Self {
            discovery: String::new(),
            issuer: String::new(),
            hosts: Vec::new(),
            federation: None,
            sign_in: None,
            limits,
        }
    }

    /// Whether there is a sign-in service that they may ask.
    pub fn ask_somebody(&self) -> bool {
        !self.discovery.is_empty()
    }

    /// The same, asking nobody.
    #[must_use]
    pub fn none(like: &Self) -> Self {
        Self { hosts: Vec::new(), federation: None, sign_in: None, ..like.clone() }
    }
}

/// What an authorization request of OpenID Connect needs.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SignIn {
    /// The authorization endpoint.
    pub endpoint: String,
    /// The client id of the app that an administrator registered for this site.
    pub client: String,
    /// What is asked for, scopes with spaces between them.
    pub scope: String,
}

/// How long to wait, in seconds.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Limits {
    /// For the answer to one request.
    pub request: u32,
    /// For the hidden frame.
    pub frame: u32,
    /// For a window in which nobody has to do anything, or somebody has to sign in.
    pub window: u32,
    /// For looking again while somebody signs in.
    pub watch: u32,
}

/// Reads the settings.
pub fn parse(source: &Source, problems: &Problems) -> Option<Site> {
    let path = SourcePath::new("site.toml");
    let Some(text) = source.text(&path) else {
        if !source.has(&path) {
            problems.report(&path, None, Fault::NoSettings);
        }
        return None;
    };
    let context = Context { path: &path, offset: 0, problems };
    let table = fields::parse(text, context)?;
    let fields = Fields::of(&table, context);
    CONTENT.fits(&fields).then_some(())?;
    let name = fields.text("name", "name = \"Sign-in help\"");
    let summary = fields.text("summary", "summary = \"What the site helps with\"");
    let language = fields.placed_text("language", "language = \"en\"");
    let language = language.and_then(|written| tag(written, context));
    let languages = languages(&fields, language.as_deref());
    let review_days = if fields.has("review-days") {
        fields.number("review-days", "review-days = 180", 1..=3650)
    } else {
        Some(REVIEW_DAYS)
    };
    let base_url = base_url(&fields);
    let frame_ancestors = origins(&fields, "frame-ancestors");
    let embed_parents = if fields.has("embed") {
        fields.table("embed", "[embed]").and_then(|embed| {
            let parents = origins(&embed, "parents");
            embed.finish();
            parents
        })
    } else {
        Some(Vec::new())
    };
    let brand = if fields.has("brand") { fields.table("brand", "[brand]") } else { None };
    let brand = brand.map(|fields| brand::parse(fields, source)).unwrap_or_default();
    let start = fields.maybe_texts("start");
    let limits = if fields.has("limits") {
        fields.table("limits", "[limits]").and_then(limits)
    } else {
        Some(LIMITS)
    };
    let probes = if fields.has("sign-in") {
        fields.table("sign-in", "[sign-in]").and_then(|sign_in| probes(sign_in, limits))
    } else {
        limits.map(Probes::nobody)
    };
    let (tickets, counter) = (tickets::forms(&fields), tickets::counter(&fields));
    fields.finish();
    Some(Site {
        name: name?,
        summary: summary?,
        language: language?,
        languages: languages?,
        review_days: review_days?,
        base_url: base_url?,
        frame_ancestors: frame_ancestors?,
        embed_parents: embed_parents?,
        probes: probes?,
        tickets: tickets?,
        counter,
        brand,
        start,
    })
}

/// How long the probes wait, where the settings do not say.
const LIMITS: Limits = Limits { request: 5, frame: 8, window: 300, watch: 120 };

/// After how many days a page is to be read through again, where the settings do not say.
pub(crate) const REVIEW_DAYS: u32 = 180;

/// Where the site is, if it says so; nothing if that cannot be read.
#[expect(
    clippy::option_option,
    reason = "as with every other setting: it may be wrong, or not there"
)]
fn base_url(fields: &Fields<'_, '_>) -> Option<Option<BaseUrl>> {
    let Some(written) = fields.maybe_text("base-url") else {
        return (!fields.has("base-url")).then_some(None);
    };
    let base = BaseUrl::parse(&written.value);
    if base.is_none() {
        let (context, fault) = (fields.context(), Fault::BadBaseUrl { address: written.value });
        context.problems.report(context.path, Some(written.place), fault);
    }
    base.map(Some)
}

/// A list of origins; nothing if one of them cannot be read.
fn origins(fields: &Fields<'_, '_>, key: &'static str) -> Option<Vec<String>> {
    let context = fields.context();
    // All of them, so that every fault is reported.
    let origins: Vec<Option<String>> = fields
        .maybe_texts(key)
        .into_iter()
        .map(|written| {
            let address = written.value;
            if is_https(&address) && is_origin(&address) {
                return Some(address);
            }
            let fault = Fault::NotAnOrigin { address };
            context.problems.report(context.path, Some(written.place), fault);
            None
        })
        .collect();
    origins.into_iter().collect()
}

/// A language tag, as far as BCP 47 says how one looks.
fn tag(written: Placed<String>, context: Context<'_>) -> Option<String> {
    let parts = written.value.split('-');
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if parts.clone().all(part) {
        return Some(written.value);
    }
    let fault = Fault::NotALanguage { found: written.value };
    context.problems.report(context.path, Some(written.place), fault);
    None
}

/// The other languages; nothing if one of them cannot be read.
fn languages(fields: &Fields<'_, '_>, own: Option<&str>) -> Option<Vec<Language>> {
    if !fields.has("languages") {
        return Some(Vec::new());
    }
    let mut languages = Vec::new();
    for (name, value) in fields.table("languages", "[languages.de]")?.entries() {
        let table = as_table(&name.value, value, fields.context())?;
        let flows = table.maybe_texts("flows");
        table.finish();
        let place = name.place.clone();
        let tag = tag(name, fields.context())?;
        // A folder of content or of the site has the name already.
        let is_taken = is_name(&tag) && check_name_of_folder(&tag).is_err();
        if own == Some(tag.as_str()) || is_taken {
            let fault = Fault::ReservedName { name: tag };
            fields.context().problems.report(fields.context().path, Some(place), fault);
            return None;
        }
        languages.push(Language { tag, flows });
    }
    Some(languages)
}

/// Microsoft's document for no tenant in particular names this in the place of one (OpenID Connect
/// metadata of the endpoint `common`).
const ANY_TENANT: &str = "{tenantid}";

fn probes(fields: Fields<'_, '_>, limits: Option<Limits>) -> Option<Probes> {
    let context = fields.context();
    let keep = |written: &Placed<String>, fault: Option<Fault>| match fault {
        None => Some(written.value.clone()),
        Some(fault) => {
            context.problems.report(context.path, Some(written.place.clone()), fault);
            None
        }
    };
    let https = |written: Placed<String>| {
        let address = written.value.clone();
        keep(&written, (!is_https(&address)).then_some(Fault::BadAddress { address }))
    };
    let identifier = |written: Placed<String>, key| {
        let found = written.value.to_ascii_lowercase();
        let fine = is_guid(&found);
        keep(&written, (!fine).then(|| Fault::NotAnIdentifier { key, found: found.clone() }))
            .and(Some(found))
            .filter(|_| fine)
    };
    let authority =
        fields.placed_text("authority", "authority = \"https://…\"").and_then(|written| {
            let address = written.value.clone();
            let fine = is_https(&address) && is_origin(&address);
            keep(&written, (!fine).then_some(Fault::NotAnOrigin { address }))
        });
    // `None` says that something is wrong with it, `Some(None)` that it is not there.
    let tenant = fields
        .maybe_text("tenant")
        .map_or(Some(None), |written| identifier(written, "tenant").map(Some));
    let client = fields
        .maybe_text("client-id")
        .map_or(Some(None), |written| identifier(written, "client-id").map(Some));
    if let (Some(place), Some(None)) = (fields.place_of("client-id"), &tenant) {
        context.problems.report(context.path, Some(place), Fault::ClientWithoutTenant);
    }
    let scope = fields.maybe_text("scope").map_or(Some("openid".to_owned()), |written| {
        let fault =
            (!is_scope(&written.value)).then(|| Fault::BadScope { found: written.value.clone() });
        keep(&written, fault)
    });
    let federation =
        fields.maybe_text("federation-host").map_or(Some(None), |w| https(w).map(Some));
    let extra: Option<Vec<String>> =
        fields.maybe_texts("extra-hosts").into_iter().map(https).collect();
    fields.finish();
    let (authority, tenant, client, scope) = (authority?, tenant?, client?, scope?);
    let whose = tenant.as_deref();
    let sign_in = client.map(|client| SignIn {
        endpoint: format!("{authority}/{}/oauth2/v2.0/authorize", whose.unwrap_or_default()),
        client,
        scope,
    });
    Some(Probes {
        discovery: format!(
            "{authority}/{}/v2.0/.well-known/openid-configuration",
            whose.unwrap_or("common")
        ),
        issuer: format!("{authority}/{}/v2.0", whose.unwrap_or(ANY_TENANT)),
        hosts: std::iter::once(format!("{authority}/")).chain(extra?).collect(),
        federation: federation?,
        sign_in,
        limits: limits?,
    })
}

fn limits(fields: Fields<'_, '_>) -> Option<Limits> {
    let request = fields.number("request", "request = 5", 1..=60);
    let frame = fields.number("frame", "frame = 8", 2..=60);
    let window = fields.number("window", "window = 300", 5..=3600);
    let watch = fields.number("watch", "watch = 120", 5..=120);
    fields.finish();
    Some(Limits { request: request?, frame: frame?, window: window?, watch: watch? })
}

/// Whether an https address is an origin: a host, perhaps a port, and no more. Nothing that would
/// stand for several hosts, or end a part of a policy.
fn is_origin(address: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/[]".contains(&byte);
    address.bytes().all(letter)
        && url::Url::parse(address).is_ok_and(|url| url.origin().ascii_serialization() == address)
}

/// Whether a text is a GUID, as Microsoft writes tenants and apps: `8-4-4-4-12` hexadecimal digits.
fn is_guid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether a text is a list of scopes (RFC 6749, section 3.3) that asks for an OpenID Connect
/// sign-in.
fn is_scope(text: &str) -> bool {
    let letter = |byte: u8| matches!(byte, b'!' | b'#'..=b'[' | b']'..=b'~');
    let mut scopes = text.split(' ');
    scopes.clone().all(|scope| !scope.is_empty() && scope.bytes().all(letter))
        && scopes.any(|scope| scope == "openid")
}
