//! Bytes in fewer bytes. Shared by the build script, which compresses once what every site gets.

use std::io::Write as _;

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};

/// The quality of Brotli that takes the fewest bytes, and by far the most time.
pub(crate) const SMALLEST: i32 = 11;

/// Bytes as Brotli, RFC 7932, in a quality of 0 to [`SMALLEST`].
pub(crate) fn brotli(bytes: &[u8], quality: i32) -> Vec<u8> {
    let mut packed = Vec::new();
    let best = BrotliEncoderParams { quality, size_hint: bytes.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &best)
        .expect("bug: writing to memory cannot fail");
    packed
}

/// Bytes as gzip, RFC 1952, with no name and no time in the header: the same bytes give the same.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gz = GzBuilder::new().write(Vec::new(), Compression::best());
    let gz = gz.write_all(bytes).and_then(|()| gz.finish());
    gz.expect("bug: writing to memory cannot fail")
}
