//! The compressed forms of files that servers send, worked out once.

use std::io::{Read as _, Write as _};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};

use crate::page::Page;

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
        if self == Self::Gzip {
            return gzip(bytes);
        }
        let mut packed = Vec::new();
        let quality = match bytes.len() {
            _ if page.is_immutable() => 11,
            SMALL.. => 9,
            _ => 6,
        };
        let best = BrotliEncoderParams { quality, size_hint: bytes.len(), ..Default::default() };
        brotli::BrotliCompress(&mut &*bytes, &mut packed, &best)
            .expect("bug: writing to memory cannot fail");
        packed
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

/// Bytes as gzip, with no name and no time in the header: the same bytes give the same.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gz = GzBuilder::new().write(Vec::new(), Compression::best());
    let gz = gz.write_all(bytes).and_then(|()| gz.finish());
    gz.expect("bug: writing to memory cannot fail")
}

/// The same in fewer bytes and far more time, for what is made once and sent on.
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
