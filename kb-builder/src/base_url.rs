//! Where a site is on the web, for what only a full address can say.

use crate::address::Address;

/// The full address of a site's start page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    origin: String,
    host: String,
    /// Begins and ends with `/`.
    path: String,
}

impl BaseUrl {
    /// Reads an https origin and perhaps a folder of it: `https://help.example.com/signin/`.
    pub fn parse(text: &str) -> Option<Self> {
        // What a browser folds away is no address: it would be another one than is written.
        let is_folded = |part: &str| matches!(part, "." | "..");
        if !is_https(text) || text.contains(['\\', '%']) || text.split('/').any(is_folded) {
            return None;
        }
        let url = url::Url::parse(text).ok()?;
        let plain = url.query().is_none() && url.fragment().is_none();
        // The path goes into the settings of servers, where other letters mean something.
        let letter =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.');
        let path = format!("{}/", url.path().trim_end_matches('/'));
        let whole = path.bytes().all(letter) && !path.contains("//") && !path.contains("/.");
        (plain && whole).then_some(())?;
        let origin = url.origin().ascii_serialization();
        Some(Self { origin, host: url.host_str()?.to_owned(), path })
    }

    /// The host with how it is spoken to: `https://help.example.com`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host alone.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The folder on the host, `/` if it is the whole of it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The full address of a page.
    pub fn of(&self, address: &Address) -> String {
        format!("{}{}{}", self.origin, self.path, address.below_top())
    }
}

/// Whether a text is a full https address, as it is written and not only as a browser would mend it, with
/// a host of letters that stand in every policy and in every server's settings, and with nobody's password.
pub fn is_https(address: &str) -> bool {
    let begin = "https://";
    let host = address.get(begin.len()..).filter(|_| {
        address.get(..begin.len()).is_some_and(|start| start.eq_ignore_ascii_case(begin))
    });
    let is_written = host.is_some_and(|host| !host.starts_with(['/', '\\']))
        && !address.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    is_written && url::Url::parse(address).is_ok_and(|url| has_plain_host(&url))
}

/// Whether nothing stands before the host, and that is a name or four numbers.
fn has_plain_host(url: &url::Url) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let nobody = url.username().is_empty() && url.password().is_none();
    nobody && url.port() != Some(0) && url.host_str().is_some_and(|host| host.bytes().all(letter))
}

/// Reads the address of the command line.
pub fn of_command_line(text: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(text).ok_or_else(|| "write it as https://help.example.com/folder/".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_an_https_origin_and_perhaps_a_folder() {
        let of = |text| BaseUrl::parse(text).map(|base| base.of(&Address::guides()));
        for (text, address) in [
            ("https://help.example.com", "https://help.example.com/guides/"),
            ("https://help.example.com/", "https://help.example.com/guides/"),
            ("https://help.example.com:8443/a/b-c", "https://help.example.com:8443/a/b-c/guides/"),
            ("HTTPS://Help.Example.com/Sign_In/", "https://help.example.com/Sign_In/guides/"),
        ] {
            assert_eq!(of(text).as_deref(), Some(address), "{text}");
        }
        for bad in [
            "",
            "help.example.com",
            "http://help.example.com/",
            "https://help.example.com/?a",
            "https://help.example.com/#a",
            "https://me@help.example.com/",
            "https://help.example.com/a b/",
            "https://help.example.com/a//b/",
            "https://help.example.com/$uri/",
            "https://help.example.com/ä/",
            "https://help.example.com/.a/",
            "https://help.example.com/a/../b/",
            "https:help.example.com",
            "https:///help.example.com",
            "https:\\\\help.example.com",
            "https://help.exa\nmple.com",
            "https://help.{example}.com/",
            "https://help.example.com:0/",
            "https://help.example.com/.",
            "https://help.example.com/a\\b/",
            "https://help.example.com/%2e%2e/",
            "ftp://help.example.com/",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
