//! Pages in the compressed forms that servers send, worked out once.

use std::io::Write as _;

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};

use crate::page::Page;

/// A page and the same bytes compressed.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The page.
    pub page: Page,
    /// Its bytes as brotli (RFC 7932); nothing of what is for servers.
    pub br: Vec<u8>,
    /// Its bytes as gzip (RFC 1952); nothing of what is for servers.
    pub gz: Vec<u8>,
}

/// Compresses every page. What browsers keep for ever is made as small as it gets; of pages there are
/// hundreds, and the last three per cent would cost ten times the time.
pub fn finish_all(pages: Vec<Page>) -> Vec<Finished> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut shares: Vec<Vec<Page>> = (0..threads).map(|_| Vec::new()).collect();
    for (position, page) in pages.into_iter().enumerate() {
        shares[position % threads].push(page);
    }
    let finish_share = |share: Vec<Page>| share.into_iter().map(finish).collect::<Vec<_>>();
    let mut finished: Vec<Finished> = std::thread::scope(|scope| {
        let working: Vec<_> =
            shares.into_iter().map(|share| scope.spawn(|| finish_share(share))).collect();
        working
            .into_iter()
            .flat_map(|thread| thread.join().expect("bug: compressing cannot fail"))
            .collect()
    });
    finished.sort_by(|a, b| a.page.path.cmp(&b.page.path));
    finished
}

fn finish(page: Page) -> Finished {
    if page.is_for_servers() {
        return Finished { page, br: Vec::new(), gz: Vec::new() };
    }
    let bytes: &[u8] = &page.bytes;
    let mut br = Vec::new();
    let quality = if page.is_immutable() { 11 } else { 9 };
    let best = BrotliEncoderParams { quality, size_hint: bytes.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut br, &best)
        .expect("bug: writing to memory cannot fail");
    let gz = gzip(bytes);
    Finished { page, br, gz }
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
