//! What every server sends with the files of a site: the one that is built in, and those that
//! `hosting` writes settings for.

use crate::alias::Redirect;
use crate::page::Page;
use crate::policy::Policy;

/// How a site is to be served.
#[derive(Clone, Debug)]
pub struct Rules {
    /// What a browser may do on whatever has no policy of its own: on most pages, on the page for
    /// what is not there, and on assets that somebody opens by themselves.
    pub usual: Policy,
    /// The addresses that lead on to pages, those first that have a page of their own for it.
    pub redirects: Vec<Redirect>,
    /// The folder of the host that the site is in; begins and ends with `/`.
    pub folder: String,
    /// Whether some pages may be shown in frames of others. A sandboxed frame has no origin, so to it
    /// the site's own scripts and styles are another's.
    pub is_framed: bool,
    /// Whether browsers are told never to ask without TLS. That holds for all of a host, so only
    /// where the site is all of it, and known to have https.
    pub only_tls: bool,
}

/// The headers of one file, by name.
pub type Headers = Vec<(&'static str, String)>;

impl Rules {
    /// The headers of a file of the site.
    pub fn headers(&self, page: &Page) -> Headers {
        let policy = page.policy.as_ref().unwrap_or(&self.usual);
        let keep = match page.is_immutable() {
            true => "public, max-age=31536000, immutable",
            false if policy.is_callback() => "no-store",
            false => "no-cache",
        };
        let is_shared = page.is_immutable() && self.is_framed;
        let used_by = if is_shared { "cross-origin" } else { "same-origin" };
        self.with(policy, keep, used_by)
    }

    /// Those of every file that has no others.
    pub fn usual(&self) -> Headers {
        self.with(&self.usual, "no-cache", "same-origin")
    }

    fn with(&self, policy: &Policy, keep: &'static str, used_by: &'static str) -> Headers {
        let mut headers = vec![
            ("Cache-Control", keep.to_owned()),
            ("Content-Security-Policy", policy.for_header()),
        ];
        // The callback ends in windows that other sites have led: there is nobody left to be cut off.
        if !policy.is_callback() {
            headers.push(("Cross-Origin-Opener-Policy", "same-origin".to_owned()));
        }
        headers.extend([
            ("Cross-Origin-Resource-Policy", used_by.to_owned()),
            ("Permissions-Policy", PERMISSIONS.to_owned()),
            ("Referrer-Policy", "no-referrer".to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
        ]);
        if self.only_tls {
            headers.push(("Strict-Transport-Security", "max-age=31536000".to_owned()));
        }
        headers
    }

    /// Where an address leads on to: written in any way, with or without a slash at its end.
    /// A page is no other address of its own, even where only capitals tell the two apart.
    pub fn leads_to(&self, path: &str) -> Option<&Redirect> {
        let path = path.trim_matches('/');
        let mut all = self.redirects.iter();
        all.find(|one| one.from.eq_ignore_ascii_case(path) && one.to.bare() != path)
    }
}

/// Nothing but what the copy buttons need.
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), \
                           clipboard-read=(), clipboard-write=(self)";
