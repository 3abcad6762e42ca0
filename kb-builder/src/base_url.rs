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
        if text.contains(['\\', '%']) || text.split('/').any(is_folded) {
            return None;
        }
        let url = url::Url::parse(text).ok()?;
        let plain = url.query().is_none() && url.fragment().is_none();
        let nobody = url.username().is_empty() && url.password().is_none();
        // The path goes into the settings of servers, where other letters mean something.
        let letter =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.');
        let path = format!("{}/", url.path().trim_end_matches('/'));
        let whole = path.bytes().all(letter) && !path.contains("//") && !path.contains("/.");
        (url.scheme() == "https" && plain && nobody && whole).then_some(())?;
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
            "https://help.example.com/.",
            "https://help.example.com/a\\b/",
            "https://help.example.com/%2e%2e/",
            "ftp://help.example.com/",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
