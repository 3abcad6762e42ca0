//! The compressed forms of files that servers send, worked out once.

mod pack;

use std::io::Read as _;

use crate::page::Page;
pub(crate) use pack::gzip;
use pack::{SMALLEST, brotli};

/// A form in which a server sends a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Brotli, RFC 7932.
    Brotli,
    /// Gzip, RFC 1952.
    Gzip,
}

/// What the bytes of a form are made by. Where it differs, the same file may be other bytes.
pub const MADE_BY: &str =
    concat!("kb-builder ", env!("CARGO_PKG_VERSION"), "-", env!("KB_MADE_BY"));

/// A file that every site gets, with its forms.
macro_rules! ready {
    ($name:literal) => {
        (
            include_bytes!(concat!(env!("OUT_DIR"), "/", $name)),
            [
                include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".br")),
                include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".gz")),
            ],
        )
    };
}

/// Plain bytes, and the same in every form, in their order.
type Ready = (&'static [u8], [&'static [u8]; 2]);

/// What the build script has compressed already: more than half of what there is to do for a small site.
const READY: [Ready; 3] = [ready!("checker.wasm"), ready!("checker.js"), ready!("module.js")];

/// Pages below this are small, in bytes.
const SMALL: usize = 32 * 1024;

impl Form {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// What the name of a file in this form ends with.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }

    /// A page in this form. What browsers keep for ever is made as small as it gets. Of pages there are
    /// many: for a small one, quality 9 takes fourteen times as long as 6 and saves four bytes in a
    /// thousand, as each page begins with large empty tables.
    pub fn pack(self, page: &Page) -> Vec<u8> {
        let bytes: &[u8] = &page.bytes;
        let ready = READY.iter().filter(|_| page.is_immutable()).find(|(plain, _)| *plain == bytes);
        match (self, ready) {
            (Self::Brotli, Some((_, [ready, _]))) | (Self::Gzip, Some((_, [_, ready]))) => {
                ready.to_vec()
            }
            (Self::Gzip, None) => gzip(bytes),
            (Self::Brotli, None) if page.is_immutable() => brotli(bytes, SMALLEST),
            (Self::Brotli, None) => brotli(bytes, if bytes.len() < SMALL { 6 } else { 9 }),
        }
    }

    /// Whether something is the form of these bytes, all of it.
    pub fn is_of(self, packed: &[u8], bytes: &[u8]) -> bool {
        let mut found = Vec::with_capacity(bytes.len() + 1);
        // One byte too much is enough to know.
        let most = bytes.len() as u64 + 1;
        let read = match self {
            Self::Brotli => {
                brotli::Decompressor::new(packed, 4096).take(most).read_to_end(&mut found)
            }
            Self::Gzip => flate2::read::GzDecoder::new(packed).take(most).read_to_end(&mut found),
        };
        read.is_ok() && found == bytes
    }
}

/// Bytes as gzip in fewer bytes and far more time, for what is made once and sent on.
pub fn gzip_for_long(bytes: &[u8]) -> Vec<u8> {
    let mut made = Vec::new();
    zopfli::compress(zopfli::Options::default(), zopfli::Format::Gzip, bytes, &mut made)
        .expect("bug: writing to memory cannot fail");
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ready_is_what_would_be_made() {
        for (plain, [br, gz]) in READY {
            assert_eq!((brotli(plain, SMALLEST), gzip(plain)), (br.to_vec(), gz.to_vec()));
            let page = |path: &str| Page {
                path: path.to_owned(),
                bytes: plain.to_vec().into(),
                policy: None,
            };
            let asset = page("assets/a.js");
            assert_eq!(Form::ALL.map(|form| form.pack(&asset)), [br, gz]);
            assert!(Form::Brotli.is_of(&Form::Brotli.pack(&page("a.js")), plain));
        }
    }

    #[test]
    fn a_form_is_known_again_and_no_other() {
        let text = "the same words again and again, ".repeat(200);
        let page = |text: &str| Page {
            path: "index.html".to_owned(),
            bytes: text.to_owned().into(),
            policy: None,
        };
        for form in Form::ALL {
            let packed = form.pack(&page(&text));
            assert!(packed.len() < text.len() / 10);
            assert!(form.is_of(&packed, text.as_bytes()));
            let other = form.pack(&page(&text[1..]));
            let longer = form.pack(&page(&(text.clone() + "x")));
            for wrong in [&packed[..packed.len() / 2], &[], &other, &longer] {
                assert!(!form.is_of(wrong, text.as_bytes()), "{form:?}");
            }
        }
    }
}
