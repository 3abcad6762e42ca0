//! What must not stand in any text of the content: keys, and the names of real people, tenants and
//! devices.
//!
//! Written by hand, as each is found by how it is written and told from an example by how that is
//! written. One pass for each kind, and none looks further than to the end of a word.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::LazyLock;

/// Something that lets somebody in, or says who or where somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Secret {
    /// A JSON web token.
    Token,
    /// The value of an `Authorization` header.
    Authorization,
    /// The value of a password, a key or a signature.
    Key,
    /// A private key.
    PrivateKey,
    /// The recovery key of a drive.
    RecoveryKey,
    /// An identifier that is not made of zeros and ones, or of one digit.
    Identifier,
    /// The security identifier of an account of Windows.
    SecurityIdentifier,
    /// An e-mail address, or a name to sign in with.
    Address,
    /// A tenant.
    Tenant,
    /// The address of a computer in a network.
    NetworkAddress,
    /// The name of a computer.
    Computer,
    /// The folder of a person.
    UserFolder,
}

impl Secret {
    /// Whether it lets somebody in, and does not only say who or where somebody is.
    pub fn lets_in(self) -> bool {
        use Secret::{Authorization, Key, PrivateKey, RecoveryKey, Token};
        matches!(self, Token | Authorization | Key | PrivateKey | RecoveryKey)
    }
}

/// Domains that belong to examples: RFC 2606, and Microsoft's made-up companies.
const EXAMPLES: [&str; 15] = [
    "adatum.com",
    "adatum.onmicrosoft.com",
    "contoso.com",
    "contoso.mail.onmicrosoft.com",
    "contoso.onmicrosoft.com",
    "example",
    "example.com",
    "example.net",
    "example.org",
    "fabrikam.com",
    "fabrikam.onmicrosoft.com",
    "invalid",
    "northwindtraders.com",
    "northwindtraders.onmicrosoft.com",
    "test",
];

/// Ends of names of files, which are no domains.
const FILES: [&str; 10] = ["css", "html", "jpg", "js", "json", "md", "png", "svg", "toml", "webp"];

/// Names before a secret, without their `_` and `-`.
const LABELS: [&str; 19] = [
    "accesstoken",
    "accountkey",
    "apikey",
    "clientsecret",
    "idtoken",
    "kennwort",
    "passphrase",
    "passwd",
    "password",
    "passwort",
    "primarykey",
    "pwd",
    "refreshtoken",
    "secret",
    "sharedaccesskey",
    "sharedaccesssignature",
    "sharedkey",
    "sig",
    "subscriptionkey",
];

/// With anything before them, too: `my_password`.
const ENDS_OF_LABELS: [&str; 5] =
    ["accesstoken", "apikey", "clientsecret", "password", "secretaccesskey"];

/// The letters that names before a secret end in.
static LABEL_ENDS: LazyLock<[bool; 256]> = LazyLock::new(|| {
    let mut ends = [false; 256];
    let labels = LABELS.iter().chain(&ENDS_OF_LABELS);
    for end in labels.filter_map(|label| label.bytes().next_back()) {
        ends[usize::from(end)] = true;
    }
    ends
});

/// How keys of well-known services begin, and how long they are at least.
const KEYS: [(&str, usize); 15] = [
    ("AIza", 35),
    ("AKIA", 20),
    ("ASIA", 20),
    ("ghp_", 36),
    ("gho_", 36),
    ("ghr_", 36),
    ("ghs_", 36),
    ("ghu_", 36),
    ("npm_", 36),
    ("sk-proj-", 30),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("sk_live_", 24),
    ("xoxb-", 20),
    ("xoxp-", 20),
];

/// Tenants that are examples.
const TENANTS: [&str; 5] = ["adatum", "contoso", "example", "fabrikam", "northwindtraders"];

/// Names of folders of nobody in particular.
const NOBODY: [&str; 18] = [
    "all",
    "default",
    "example",
    "kb",
    "name",
    "person",
    "public",
    "root",
    "runneradmin",
    "shared",
    "someone",
    "user",
    "username",
    "vagrant",
    "you",
    "your",
    "your-name",
    "yourname",
];

/// The longest address on a page, as far as we look back for its beginning.
const MAX_ADDRESS: usize = 300;

/// The longest value; of a longer one, this much is looked at.
const MAX_VALUE: usize = 256;

/// What a byte can be part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    /// A word, or anything else that is made of letters, digits, dots and hyphens: a name.
    Letter,
    /// A name that is no word.
    OfName,
    /// The same, and what begins a key.
    Hyphen,
    /// What stands in or around a secret.
    Sign,
    /// None.
    Other,
}

/// Nearly every byte is of a word; for each, this is all that is asked.
const BYTES: [Byte; 256] = {
    let mut bytes = [Byte::Other; 256];
    let mut at = 0;
    while at < 128 {
        bytes[at as usize] = match at {
            b'a'..=b'z' | b'A'..=b'Z' => Byte::Letter,
            b'0'..=b'9' | b'.' | b'_' | b'~' => Byte::OfName,
            b'-' => Byte::Hyphen,
            b'@' | b'=' | b':' | b' ' | b'/' | b'\\' => Byte::Sign,
            _ => Byte::Other,
        };
        at += 1;
    }
    bytes
};

/// From so many letters on, a word may be a secret.
const LONG: usize = 20;

/// Every secret in a text, in order.
pub fn secrets(text: &str) -> Vec<(Range<usize>, Secret)> {
    let mut search = Search { text, found: Vec::new(), network_end: 0 };
    let (mut start, mut is_word) = (0, true);
    for (at, byte) in text.bytes().enumerate() {
        match BYTES[usize::from(byte)] {
            Byte::Letter => continue,
            Byte::OfName => {
                is_word = false;
                continue;
            }
            Byte::Hyphen => {
                is_word = false;
                search.add(private_key(text, at), Secret::PrivateKey);
                continue;
            }
            Byte::Sign => search.look_at_sign(at, byte),
            Byte::Other => {}
        }
        if !is_word || at - start >= LONG {
            look_at_name(text, start..at, &mut search.found);
        }
        (start, is_word) = (at + 1, true);
    }
    if !is_word || text.len() - start >= LONG {
        look_at_name(text, start..text.len(), &mut search.found);
    }
    let mut found = search.found;
    found.sort_by_key(|(place, secret)| (place.start, place.end, *secret));
    found.dedup();
    found
}

/// The same of what stands in a text in escapes, as Markdown, HTML and TOML have them: `a\@b.de`,
/// `a&#64;b.de`, `a\u0040b.de`. What is found without them is not given again.
pub fn escaped(text: &str) -> Vec<(Range<usize>, Secret)> {
    let starts = text.match_indices('\\').chain(text.match_indices("&#")).map(|(start, _)| start);
    let mut starts: Vec<usize> = starts.filter(|start| escape(&text[*start..]).is_some()).collect();
    starts.sort_unstable();
    let mut found = Vec::new();
    // Few lines have any, and no secret goes on in the next one.
    let mut done = 0;
    for start in starts {
        if start < done {
            continue;
        }
        let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
        done = text[start..].find('\n').map_or(text.len(), |length| start + length);
        found.extend(
            escaped_in_line(&text[line..done])
                .into_iter()
                .map(|(place, secret)| (line + place.start..line + place.end, secret)),
        );
    }
    found
}

fn escaped_in_line(line: &str) -> Vec<(Range<usize>, Secret)> {
    let (plain, places) = unescaped(line);
    let plainly = secrets(line);
    let is_new = |place: &Range<usize>| {
        !plainly.iter().any(|(known, _)| known.start < place.end && place.start < known.end)
    };
    let found = secrets(&plain).into_iter();
    let found = found.map(|(place, secret)| (places[place.start]..places[place.end], secret));
    found.filter(|(place, _)| is_new(place)).collect()
}

/// A line without its escapes, and for each byte of it and for its end the place it comes from.
fn unescaped(line: &str) -> (String, Vec<usize>) {
    let (mut plain, mut places) = (String::new(), Vec::new());
    let mut at = 0;
    for (start, _) in line.match_indices(['\\', '&']) {
        if start < at {
            continue;
        }
        let Some((letter, length)) = escape(&line[start..]) else { continue };
        places.extend(at..start);
        plain.push_str(&line[at..start]);
        places.extend(std::iter::repeat_n(start, letter.len_utf8()));
        plain.push(letter);
        at = start + length;
    }
    places.extend(at..=line.len());
    plain.push_str(&line[at..]);
    (plain, places)
}

/// The letter that an escape at the start of a text stands for, and how long that is.
fn escape(text: &str) -> Option<(char, usize)> {
    let number = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    if let Some(rest) = text.strip_prefix("&#") {
        let (digits, _) = rest.get(..rest.len().min(9)).unwrap_or(rest).split_once(';')?;
        let letter = match digits.strip_prefix(['x', 'X']) {
            Some(digits) => number(digits, 16),
            None => number(digits, 10),
        };
        return Some((letter?, "&#".len() + digits.len() + ";".len()));
    }
    let rest = text.strip_prefix('\\')?;
    if let Some(digits) = rest.strip_prefix('u').and_then(|rest| rest.get(..4)) {
        return Some((number(digits, 16)?, "\\u".len() + digits.len()));
    }
    let letter =
        rest.chars().next().filter(|letter| letter.is_ascii_punctuation() && *letter != '\\')?;
    Some((letter, "\\".len() + letter.len_utf8()))
}

/// What is found while a text is searched.
struct Search<'t> {
    text: &'t str,
    found: Vec<(Range<usize>, Secret)>,
    /// Where the run of digits and colons ends that was looked at last: each is looked at once.
    network_end: usize,
}

impl Search<'_> {
    fn add(&mut self, place: Option<Range<usize>>, secret: Secret) {
        self.found.extend(place.map(|place| (place, secret)));
    }

    /// Looks at what stands around a sign.
    fn look_at_sign(&mut self, at: usize, sign: u8) {
        let text = self.text;
        match sign {
            b'@' => {
                self.add(address(text, at), Secret::Address);
                self.add(password(text, at), Secret::Key);
            }
            b'=' => self.add(value(text, at, "="), Secret::Key),
            b':' => {
                self.add(value(text, at, ":"), Secret::Key);
                if at >= self.network_end {
                    let place = around(text.as_bytes(), at);
                    self.network_end = place.end;
                    let is_one = is_public_v6(text, &place);
                    self.add(is_one.then_some(place), Secret::NetworkAddress);
                }
            }
            b' ' => {
                let word = scheme(text.as_bytes(), at);
                let place = word.and_then(|word| authorization(text, word, at + 1));
                self.add(place, Secret::Authorization);
            }
            _ => self.add(user_folder(text, at), Secret::UserFolder),
        }
    }
}

/// The run of hexadecimal digits, colons and dots around a place.
fn around(bytes: &[u8], at: usize) -> Range<usize> {
    let belongs = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let start = at - bytes[..at].iter().rev().take_while(|byte| belongs(byte)).count();
    let end = at + bytes[at..].iter().take_while(|byte| belongs(byte)).count();
    start..end
}

/// Where the name of a scheme begins that ends before the space at `at`.
fn scheme(bytes: &[u8], at: usize) -> Option<usize> {
    ["bearer", "basic"].into_iter().find_map(|name| {
        let start = at.checked_sub(name.len())?;
        bytes[start..at].eq_ignore_ascii_case(name.as_bytes()).then_some(start)
    })
}

/// The beginning of a private key, if that is what begins here.
fn private_key(text: &str, at: usize) -> Option<Range<usize>> {
    const BEGIN: &str = "-----BEGIN ";
    const MAX_KIND: usize = 40;
    let rest = text[at..].strip_prefix(BEGIN)?;
    let kind = rest.split("-----").next().unwrap_or_default();
    let is_one = kind.len() < MAX_KIND && kind.contains("PRIVATE KEY");
    is_one.then(|| at..at + BEGIN.len() + kind.len() + 5)
}

/// Looks at a stretch of letters, digits, dots and hyphens.
fn look_at_name(text: &str, place: Range<usize>, found: &mut Vec<(Range<usize>, Secret)>) {
    let end = place.start + text[place.clone()].trim_end_matches(['.', '-']).len();
    let place = place.start..end;
    let run = &text[place.clone()];
    let at = |from: usize, length: usize| place.start + from..place.start + from + length;
    if is_public_v4(run) {
        found.push((place.clone(), Secret::NetworkAddress));
    }
    // All others are longer.
    if run.len() < 14 {
        return;
    }
    if let Some(begin) = token(run) {
        found.push((at(begin, run.len() - begin), Secret::Token));
    }
    for (from, length) in identifiers(run) {
        if !is_page_of_support(text, place.start + from) {
            found.push((at(from, length), Secret::Identifier));
        }
    }
    let mut report = |is: bool, secret| {
        if is {
            found.push((place.clone(), secret));
        }
    };
    report(is_tenant(run), Secret::Tenant);
    report(is_security_identifier(run), Secret::SecurityIdentifier);
    report(is_recovery_key(run), Secret::RecoveryKey);
    report(is_computer(run), Secret::Computer);
    // Words with hyphens can be as long.
    let has_digit = || run.bytes().any(|byte| byte.is_ascii_digit());
    let known = KEYS
        .iter()
        .any(|(begin, length)| run.starts_with(begin) && run.len() >= *length && has_digit());
    report(known || is_entra_secret(run), Secret::Key);
}

/// Where in a word a JSON web token begins: `eyJ….eyJ….…`.
fn token(run: &str) -> Option<usize> {
    let begin = run.find("eyJ")?;
    let mut parts = run[begin..].split('.');
    let header = parts.next().map_or(0, str::len);
    let payload = parts.next().map_or(0, str::len);
    (header >= 12 && payload >= 8 || header >= 60).then_some(begin)
}

/// Where in a word identifiers stand that are not made up: `8-4-4-4-12` digits.
fn identifiers(run: &str) -> Vec<(usize, usize)> {
    const LENGTH: usize = 36;
    let bytes = run.as_bytes();
    let hyphens = [8, 13, 18, 23];
    let mut found = Vec::new();
    let mut at = 0;
    while at + LENGTH <= bytes.len() {
        let part = &bytes[at..at + LENGTH];
        let apart = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let ends = bytes.get(at + LENGTH).is_none_or(|next| !next.is_ascii_alphanumeric());
        let shaped = apart
            && ends
            && part.iter().enumerate().all(|(index, byte)| {
                if hyphens.contains(&index) { *byte == b'-' } else { byte.is_ascii_hexdigit() }
            });
        if !shaped {
            at += 1;
            continue;
        }
        let mut digits = part.iter().filter(|byte| **byte != b'-').map(u8::to_ascii_lowercase);
        let first = digits.clone().next();
        let made_up = digits.clone().all(|digit| digit == b'0' || digit == b'1')
            || digits.all(|digit| Some(digit) == first)
            || part.starts_with(b"000000") && part[8..].eq_ignore_ascii_case(MICROSOFT);
        if !made_up {
            found.push((at, LENGTH));
        }
        at += LENGTH;
    }
    found
}

/// How identifiers end that services of Microsoft have in every tenant.
const MICROSOFT: &[u8] = b"-0000-0000-c000-000000000000";

/// Whether a place is in the address of a help page of Microsoft, which ends with its number.
fn is_page_of_support(text: &str, at: usize) -> bool {
    let mut start = at.saturating_sub(MAX_ADDRESS);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let before = &text[start..at];
    let word = before.rsplit(|letter: char| letter.is_whitespace() || "\"'(<`".contains(letter));
    word.into_iter().next().is_some_and(|word| word.starts_with("https://support.microsoft.com/"))
}

/// Whether a word is the address of a computer anywhere on the internet. Numbers with single digits
/// are sections of documents, `4.1.2.1`.
fn is_public_v4(run: &str) -> bool {
    let Ok(address) = run.parse::<Ipv4Addr>() else { return false };
    let octets = address.octets();
    let shared = octets[0] == 100 && (64..128).contains(&octets[1]);
    let reserved = octets[0] == 0 || octets[0] >= 224;
    let section = octets.iter().all(|octet| *octet < 10);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || shared
        || reserved
        || section)
}

/// The same of version 6: global addresses outside those for documentation.
fn is_public_v6(text: &str, place: &Range<usize>) -> bool {
    let run = text[place.clone()].trim_end_matches('.');
    let colons = run.bytes().filter(|byte| *byte == b':').take(3).count();
    if colons < 2 || run.len() > 45 {
        return false;
    }
    let before = text[..place.start].chars().next_back();
    let after = text[place.end..].chars().next();
    let joined = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    if joined(before) || joined(after) {
        return false;
    }
    run.parse::<Ipv6Addr>().is_ok_and(|address| {
        let first = address.segments();
        first[0] & 0xe000 == 0x2000 && !(first[0] == 0x2001 && first[1] == 0xdb8)
    })
}

/// Whether a word is the domain of somebody's tenant.
fn is_tenant(run: &str) -> bool {
    const ENDS: [&str; 6] = [
        ".mail.onmicrosoft.com",
        ".onmicrosoft.com",
        ".onmicrosoft.de",
        ".onmicrosoft.us",
        ".sharepoint.com",
        ".sharepoint.us",
    ];
    let name = ENDS.iter().find_map(|end| {
        let (name, tail) = run.split_at_checked(run.len().checked_sub(end.len())?)?;
        tail.eq_ignore_ascii_case(end).then_some(name)
    });
    let Some(name) = name.map(str::to_ascii_lowercase) else { return false };
    let name = name.rsplit('.').next().unwrap_or_default();
    let name =
        ["-my", "-admin", "-public"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    !name.is_empty() && !TENANTS.contains(&name)
}

fn is_security_identifier(run: &str) -> bool {
    let account = ["S-1-5-21-", "S-1-12-1-"].iter().find_map(|begin| {
        let (start, account) = run.split_at_checked(begin.len())?;
        start.eq_ignore_ascii_case(begin).then_some(account)
    });
    account.is_some_and(|account| {
        let mut parts = account.split('-');
        let made_up = account.bytes().all(|byte| matches!(byte, b'0' | b'1' | b'-'));
        let long = |part: &str| part.len() >= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        !made_up && parts.by_ref().take(3).filter(|part| long(part)).count() == 3
    })
}

/// Eight times six digits.
fn is_recovery_key(run: &str) -> bool {
    let made_up = || run.bytes().all(|byte| matches!(byte, b'0' | b'1' | b'-'));
    let group = |part: &str| part.len() == 6 && part.bytes().all(|byte| byte.is_ascii_digit());
    run.len() == 55 && run.split('-').all(group) && !made_up()
}

/// A name that Windows gives to a new computer.
fn is_computer(run: &str) -> bool {
    // Both have fifteen letters, with what comes before.
    let name = [("DESKTOP-", 7), ("LAPTOP-", 8)].iter().find_map(|(begin, length)| {
        let (start, name) = run.split_at_checked(begin.len())?;
        (start.eq_ignore_ascii_case(begin) && name.len() == *length).then_some(name)
    });
    name.is_some_and(|name| {
        let made_up = name.bytes().all(|byte| matches!(byte, b'0' | b'1' | b'X' | b'x'));
        // A word in small letters is one.
        let is_word = name.bytes().all(|byte| byte.is_ascii_lowercase());
        name.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !made_up && !is_word
    })
}

/// A secret of an app in Entra: three letters, a digit, `Q~` and more than thirty letters.
fn is_entra_secret(run: &str) -> bool {
    const SHORTEST: usize = 37;
    if run.len() < SHORTEST {
        return false;
    }
    let mut parts = run.match_indices("Q~").map(|(at, _)| at);
    parts.any(|at| {
        let digit = at >= 4 && run.as_bytes()[at - 1].is_ascii_digit();
        digit && run.len() - at >= 33
    })
}

/// The e-mail address around an `@`, unless it is of an example.
fn address(text: &str, at: usize) -> Option<Range<usize>> {
    let own = |letter: char| letter.is_alphanumeric() || "._%+#'-".contains(letter);
    let before = &text[..at];
    let start = before.trim_end_matches(own).len();
    let after = &text[at + 1..];
    let length = after.find(|letter: char| !(letter.is_alphanumeric() || ".-".contains(letter)));
    let domain = after[..length.unwrap_or(after.len())].trim_end_matches(['.', '-']);
    let local = text[start..at].trim_start_matches(['.', '\'', '#', '%', '+', '-']);
    let (_, top) = domain.rsplit_once('.')?;
    let lower = domain.to_lowercase();
    let named = top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
    if local.is_empty() || !named || FILES.contains(&top) || is_example(&lower) {
        return None;
    }
    Some(at - local.len()..at + 1 + domain.len())
}

/// The password in an address on the web: `https://user:password@host`.
fn password(text: &str, at: usize) -> Option<Range<usize>> {
    let start = text.floor_char_boundary(at.saturating_sub(MAX_ADDRESS));
    let before = &text[start..at];
    let own = |letter: char| !letter.is_whitespace() && !"/\"'`<>()[]".contains(letter);
    let place = start + before.trim_end_matches(own).len();
    let (_, password) = text[place..at].split_once(':')?;
    let is_address = text[..place].ends_with("://");
    let is_one = is_address && !password.is_empty() && !is_placeholder(password);
    is_one.then(|| at - password.len()..at)
}

/// Whether a domain, or the one it is in, belongs to examples.
fn is_example(domain: &str) -> bool {
    EXAMPLES.iter().any(|example| {
        domain.strip_suffix(example).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// The value behind the `=` or `:` of a label that is about a secret.
fn value(text: &str, at: usize, sign: &str) -> Option<Range<usize>> {
    let before = text[..at].trim_end_matches([' ', '"', '\'', '`', '\t']);
    let own = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    let start = before.trim_end_matches(own).len();
    // No label is longer.
    let label = before.get(start..).filter(|label| label.len() <= 40)?;
    // Nearly every other word ends in another letter.
    let end = label.trim_end_matches(['_', '-']).bytes().next_back()?;
    if !LABEL_ENDS[usize::from(end.to_ascii_lowercase())] {
        return None;
    }
    let label: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
    let label = label.to_ascii_lowercase();
    let is_label = LABELS.contains(&label.as_str());
    if !is_label && !ENDS_OF_LABELS.iter().any(|end| label.ends_with(end)) {
        return None;
    }
    let after = &text[at + 1..];
    let begin = after.len() - after.trim_start_matches([' ', '"', '\'', '`']).len();
    let after = &after[begin..];
    let ends = |letter: char| {
        letter.is_whitespace() || letter.is_control() || "\"'`;&,)]}<>|".contains(letter)
    };
    let length = after.char_indices().take(MAX_VALUE).find(|(_, letter)| ends(*letter));
    let most = || after.char_indices().nth(MAX_VALUE).map_or(after.len(), |(at, _)| at);
    let value = &after[..length.map_or_else(most, |(at, _)| at)];
    let value = value.trim_end_matches(['.', ':', '?', '!']);
    let digit = value.bytes().any(|byte| byte.is_ascii_digit());
    let letter = value.bytes().any(|byte| byte.is_ascii_alphabetic());
    // `password=x` is a value; `Password: yours` is a sentence.
    let close = sign == "=" && begin == 0;
    // `password=changed` is an answer in a flow.
    let word = value.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let strong = if label == "sig" {
        value.len() >= 16
    } else if close {
        value.len() >= 4 && !word
    } else {
        value.len() >= 8 && digit && letter
    };
    let place = at + 1 + begin..at + 1 + begin + value.len();
    (strong && !is_placeholder(value)).then_some(place)
}

/// The value behind `Bearer` or `Basic`.
fn authorization(text: &str, word: usize, begin: usize) -> Option<Range<usize>> {
    let own = |letter: char| letter.is_ascii_alphanumeric() || "._~+/=-".contains(letter);
    let length = text[begin..].find(|letter| !own(letter)).unwrap_or(text.len() - begin);
    let value = &text[begin..begin + length];
    let before = text[..word].trim_end_matches([' ', '"', '\'', ':', '=']).as_bytes();
    let header = before.len().checked_sub("authorization".len()).map(|start| &before[start..]);
    let header = header.is_some_and(|header| header.eq_ignore_ascii_case(b"authorization"));
    let digit = value.bytes().any(|byte| byte.is_ascii_digit());
    let large = value.bytes().any(|byte| byte.is_ascii_uppercase());
    let strong =
        if header { value.len() >= 8 && (digit || large) } else { value.len() >= 20 && digit };
    (strong && !is_placeholder(value)).then_some(begin..begin + length)
}

/// Whether a value only stands for one: `<secret>`, `$env:SECRET`, `xxxx`, `…`.
fn is_placeholder(value: &str) -> bool {
    let begins = value.starts_with(['<', '{', '$', '%', '[', '…', '*', '(']);
    let filler = |letter: char| "xX*.0•…-_".contains(letter);
    let lower = value.to_ascii_lowercase();
    let says = ["your", "example", "secret", "placeholder", "password", "value", "redacted"];
    begins || value.chars().all(filler) || says.iter().any(|word| lower.contains(word))
}

/// The folder of a person: `C:\Users\anna`, `/Users/anna`, `/home/anna`.
fn user_folder(text: &str, at: usize) -> Option<Range<usize>> {
    let separators = ['/', '\\'];
    let before = text[..at].chars().next_back();
    // One place for each run of them, or a text of nothing else would take its length squared.
    if before.is_some_and(|letter| separators.contains(&letter)) {
        return None;
    }
    let rest = &text[at..];
    let inside = rest.trim_start_matches(separators);
    let folders = ["users", "home"].into_iter().find_map(|name| {
        let (begin, folders) = inside.split_at_checked(name.len())?;
        begin.eq_ignore_ascii_case(name).then_some(folders)
    })?;
    let name_at = text.len() - folders.trim_start_matches(separators).len();
    if !folders.starts_with(separators) {
        return None;
    }
    let drive = before == Some(':') && !rest.starts_with("//");
    // Those of macOS and Linux; `/v1.0/users/…` is an address.
    let root = before.is_none_or(|letter| letter.is_whitespace() || "\"'`(=".contains(letter));
    let written = text[at..].starts_with("/Users") || text[at..].starts_with("/home");
    if !(drive || root && written) {
        return None;
    }
    let ends = |letter: char| letter.is_whitespace() || "/\\\"'`<>:()|,;]".contains(letter);
    let name = &text[name_at..];
    let name = name[..name.find(ends).unwrap_or(name.len())].trim_end_matches(['.', '…']);
    let placeholder = name.starts_with(['%', '$', '{', '*', '[', '~', '…']);
    let nobody = NOBODY.contains(&name.to_lowercase().as_str());
    (!name.is_empty() && !placeholder && !nobody).then_some(at..name_at + name.len())
}

#[cfg(test)]
mod tests {
    use super::{escaped, secrets};

    /// What is found in a text, each with its kind.
    fn check(text: &str, expected: &str) {
        let found: Vec<String> = secrets(text)
            .iter()
            .map(|(place, kind)| format!("{kind:?} {}", &text[place.clone()]))
            .collect();
        assert_eq!(found.join(" | "), expected, "for {text}");
    }

    #[test]
    fn what_lets_somebody_in_is_found() {
        check(
            "x eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln y",
            "Token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln",
        );
        check("Authorization: Bearer 0.AXoA12345_-abc", "Authorization 0.AXoA12345_-abc");
        check("authorization: basic dXNlcjpwYXNzMQ==", "Authorization dXNlcjpwYXNzMQ==");
        check("client_secret=abcD", "Key abcD");
        check("?client_secret=a1b2c3&x=1", "Key a1b2c3");
        check("\"client_secret\": \"Ab1Cd2Ef3\"", "Key Ab1Cd2Ef3");
        check("AccountKey=Zm9vYmFyMTIz==;Endpoint=x", "Key Zm9vYmFyMTIz==");
        check("Server=x;Password=hunter2;", "Key hunter2");
        check("?sv=2024-01-01&sig=aB%2Fc1234567890abcd%3D&se=2026", "Key aB%2Fc1234567890abcd%3D");
        check(
            "secret abc8Q~abcdefghijklmnopqrstuvwxyz1234567",
            "Key abc8Q~abcdefghijklmnopqrstuvwxyz1234567",
        );
        check("x-api-key: 0123456789abcdef", "Key 0123456789abcdef");
        check("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI", "Key wJalrXUtnFEMI");
        check(
            "ghs_16C7e42F292c6912E7710c838347Ae178B4a",
            "Key ghs_16C7e42F292c6912E7710c838347Ae178B4a",
        );
        check("sk_live_4eC39HqLyjWDarjtT1zdp7dc", "Key sk_live_4eC39HqLyjWDarjtT1zdp7dc");
        check("ASIAIOSFODNN7ABCDEFG", "Key ASIAIOSFODNN7ABCDEFG");
        check("https://user:Hunter22@contoso.com/", "Key Hunter22");
        check("-----BEGIN RSA PRIVATE KEY-----\nMII", "PrivateKey -----BEGIN RSA PRIVATE KEY-----");
        check(
            "123456-234567-345678-456789-567890-678901-789012-890123",
            "RecoveryKey 123456-234567-345678-456789-567890-678901-789012-890123",
        );
    }

    #[test]
    fn names_of_real_people_and_tenants_are_found() {
        check(
            "id 8ee13e53-2c1c-42bb-8df7-39927c0bdbb6.",
            "Identifier 8ee13e53-2c1c-42bb-8df7-39927c0bdbb6",
        );
        check(
            "{8EE13E53-2C1C-42BB-8DF7-39927C0BDBB6}",
            "Identifier 8EE13E53-2C1C-42BB-8DF7-39927C0BDBB6",
        );
        check("write to anna.b@muster.de.", "Address anna.b@muster.de");
        check("[Mail](mailto:anna@sub.muster.de)", "Address anna@sub.muster.de");
        check("jürgen@müller.de", "Address jürgen@müller.de");
        check("anna@example.com.evil.io", "Address anna@example.com.evil.io");
        check("anna@notexample.com", "Address anna@notexample.com");
        check(
            "a_b.com#EXT#@muster.onmicrosoft.com",
            "Address a_b.com#EXT#@muster.onmicrosoft.com | Tenant muster.onmicrosoft.com",
        );
        check("https://muster-my.sharepoint.com/personal", "Tenant muster-my.sharepoint.com");
        check("ping 20.190.160.1", "NetworkAddress 20.190.160.1");
        check("2603:1006:2000::1", "NetworkAddress 2603:1006:2000::1");
        check(r"C:\Users\anna.muster\AppData", r"UserFolder \Users\anna.muster");
        check(r"C:\\Users\\anna\\x", r"UserFolder \\Users\\anna");
        check("`/Users/anna/Library`", "UserFolder /Users/anna");
        check("/home/anna", "UserFolder /home/anna");
        check("DESKTOP-4F7K2LM", "Computer DESKTOP-4F7K2LM");
        check("LAPTOP-7HK2P9QD", "Computer LAPTOP-7HK2P9QD");
        check("on desktop-4f7k2lm", "Computer desktop-4f7k2lm");
        check(
            "s-1-5-21-3623811015-3361044348-30300820-1013",
            "SecurityIdentifier s-1-5-21-3623811015-3361044348-30300820-1013",
        );
        check(
            "S-1-5-21-3623811015-3361044348-30300820-1013",
            "SecurityIdentifier S-1-5-21-3623811015-3361044348-30300820-1013",
        );
    }

    #[test]
    fn what_is_written_in_escapes_is_found_where_it_stands() {
        for (text, expected) in [
            (r"to a\@muster.de.", r"Address a\@muster.de"),
            ("to a&#64;muster&#x2E;de", "Address a&#64;muster&#x2E;de"),
            (r#"admin = "a\u0040muster.de""#, r"Address a\u0040muster.de"),
            (
                r"ghp\_16C7e42F292c6912E7710c838347Ae178B4a",
                r"Key ghp\_16C7e42F292c6912E7710c838347Ae178B4a",
            ),
            ("a@muster.de &amp; &#; &#x; \\u12 \\", ""),
            (r"a\@example.com", ""),
        ] {
            let found: Vec<String> = escaped(text)
                .iter()
                .map(|(place, kind)| format!("{kind:?} {}", &text[place.clone()]))
                .collect();
            assert_eq!(found.join(" | "), expected, "for {text}");
        }
    }

    #[test]
    fn examples_and_prose_are_not() {
        for text in [
            "eyJ… is how a token begins, eyJhbGci.",
            "a bearer token of the sign-in service",
            "Authorization: Bearer <token>",
            "Authorization: Bearer $token",
            "Password: the one of your work account",
            "password = \"Your password\"",
            "password=changed, password=not-me",
            "client_secret=<secret>",
            "client_secret=$env:SECRET",
            "prompt=none&state=1234567890abcdef",
            "-----BEGIN CERTIFICATE-----",
            "00000000-0000-0000-0000-000000000011",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "https://support.microsoft.com/office/x-a02f683b-61a3-4008-9447-ee60c5593b0f",
            "person@example.com, a@sts.contoso.com, b@fabrikam.onmicrosoft.com, x@y.example",
            "@scope/package, icon@2x.png, user@host",
            "contoso.sharepoint.com and *.sharepoint.com, <tenant>.onmicrosoft.com",
            "192.0.2.1 10.0.22631.4460 127.0.0.1 198.51.100.7 25290.205.4069.4894 4.1.2.1",
            "[IO.File]::Delete 12:30:45 2001:db8::1 fe80::1 a::b",
            r"C:\Users\Public %USERPROFILE% C:\Users\<name>\x C:\Users\%USERNAME%\x",
            "https://graph.microsoft.com/v1.0/users/me and /users/{id}",
            "at home/office, the Users folder",
            "S-1-5-18",
            "00000003-0000-0000-c000-000000000000",
            "a@adatum.com, northwindtraders.sharepoint.com",
            "desktop-edition laptop-computers ASIA-PACIFIC-AND-THE-REST",
            "https://user:<password>@contoso.com/ mailto:a@example.com",
        ] {
            check(text, "");
        }
    }
}
