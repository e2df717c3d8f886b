//! The compressed forms of a file, made once here instead of at each request.

use std::io::Write;

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Whether a file of this name shrinks: pictures and fonts are compressed in themselves.
pub(super) fn is_worthwhile(name: &str) -> bool {
    let kind = name.rsplit_once('.').map_or("", |(_, kind)| kind);
    matches!(kind, "js" | "wasm" | "css" | "svg" | "txt" | "json" | "webmanifest" | "ttf" | "otf" | "ico")
}

/// As small as brotli makes it.
pub(super) fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 22, ..BrotliEncoderParams::default() };
    let mut packed = Vec::new();
    let mut content = content;
    brotli::BrotliCompress(&mut content, &mut packed, &parameters).context("brotli failed")?;
    Ok(packed)
}

/// As small as gzip makes it, for the browsers and proxies that speak nothing newer.
pub(super) fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).context("gzip failed")?;
    encoder.finish().context("gzip failed")
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn both_forms_unpack_to_the_original() {
        let original = "the gate that refused ".repeat(200).into_bytes();
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut brotli(&original).unwrap().as_slice(), &mut unpacked).unwrap();
        assert_eq!(unpacked, original);
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(gzip(&original).unwrap().as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, original);
    }

    #[test]
    fn pictures_are_left_as_they_are() {
        assert!(is_worthwhile("pkg/why403.wasm") && is_worthwhile("favicon.svg"));
        assert!(!is_worthwhile("pkg/mark.png") && !is_worthwhile("pkg/text.woff2"));
    }
}
