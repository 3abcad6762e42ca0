//! The feed of changes, as Atom (RFC 4287).

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::xml::escape;
use crate::address::Address;
use crate::base_url::BaseUrl;
use crate::change::Change;
use crate::edition::Edition;
use crate::page::Page;

/// The file of the feed.
pub(super) const FILE: &str = "feed.xml";

/// The feed; there is one where something changed and it is known where the site is.
pub(super) fn feed(own: &Edition, changes: &[Change], base: Option<&BaseUrl>) -> Option<Page> {
    let (base, newest) = (base?, changes.first()?);
    let home = base.of(&Address::home());
    let own_address = base.of(&Address::top(FILE));
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">\n\
         <id>{home}</id>\n<title>{name}</title>\n<subtitle>{summary}</subtitle>\n\
         <updated>{updated}</updated>\n<author><name>{name}</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{own_address}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{home}\"/>\n",
        language = escape(&own.language),
        name = escape(&own.name),
        summary = escape(&own.summary),
        updated = moment(newest),
    );
    for change in changes {
        let page = change.page.as_ref().map_or(Address::home(), |page| Address::page(&page.value));
        let written = write!(
            feed,
            "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<summary>{}</summary>\n\
             </entry>\n",
            name_of(change, base),
            escape(&change.title),
            moment(change),
            base.of(&page),
            escape(&change.what),
        );
        written.expect("bug: writing to memory cannot fail");
    }
    feed.push_str("</feed>\n");
    Some(Page { path: FILE.to_owned(), bytes: feed.into(), policy: None })
}

/// When a change was made, as far as the day; RFC 3339.
fn moment(change: &Change) -> String {
    format!("{}T00:00:00Z", change.day)
}

/// The name by which readers know a change again, whatever is added around it (RFC 4151).
fn name_of(change: &Change, base: &BaseUrl) -> String {
    let digest = Sha256::digest(change.title.as_bytes());
    let mark = digest.iter().take(6).fold(0_u64, |mark, byte| mark << 8 | u64::from(*byte));
    format!("tag:{},{}:{}changes/{mark:012x}", base.host(), change.day, base.path())
}
