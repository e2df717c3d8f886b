//! A sheet as the fragment of an address, and back: `v1.` and the sheet as JSON, deflated, in base64url.
//!
//! Browsers send no fragment to any server, so what may be confidential stays with whoever has the link. A link may come from
//! anyone: it is unpacked up to a bound, and what comes out is text that is shown as text.

use std::io::{Read as _, Write as _};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};

use super::Sheet;

/// What stands before everything else, for the day on which the form changes.
const VERSION: &str = "v1.";

/// The longest fragment: more is cut or refused on the way (chat, mail, browsers' own lists).
const LONGEST: usize = 32_000;

/// The most that a link may unpack to.
const LARGEST_SHEET: u64 = 1024 * 1024;

/// Why there is no link to a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is too much for a link")]
pub struct TooLong;

/// Why a fragment is no sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Made by a later version of why403, or by something else.
    #[error("the link is of a version that is not known here")]
    OtherVersion,
    /// Cut, mistyped, or more than a link may hold.
    #[error("the link is damaged")]
    Damaged,
}

/// The fragment for a sheet, without `#`.
pub fn encode(sheet: &Sheet) -> Result<String, TooLong> {
    let json = serde_json::to_vec(sheet).map_err(|_| TooLong)?;
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    let packed = packed.write_all(&json).and_then(|()| packed.finish()).map_err(|_| TooLong)?;
    let link = format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(packed));
    if link.len() > LONGEST { Err(TooLong) } else { Ok(link) }
}

/// The sheet of a fragment; `None` when the fragment is empty or leads to a place on the page.
pub fn decode(fragment: &str) -> Option<Result<Sheet, LinkError>> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let (version, packed) = fragment.split_once('.')?;
    if version != VERSION.trim_end_matches('.') {
        let is_version = version.strip_prefix('v').is_some_and(|number| number.parse::<u32>().is_ok());
        return is_version.then_some(Err(LinkError::OtherVersion));
    }
    Some(unpack(packed).ok_or(LinkError::Damaged))
}

fn unpack(packed: &str) -> Option<Sheet> {
    if packed.len() > LONGEST {
        return None;
    }
    let packed = URL_SAFE_NO_PAD.decode(packed.trim_end_matches('=')).ok()?;
    let mut json = Vec::new();
    DeflateDecoder::new(packed.as_slice()).take(LARGEST_SHEET + 1).read_to_end(&mut json).ok()?;
    if json.len() as u64 > LARGEST_SHEET {
        return None;
    }
    serde_json::from_slice(&json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playground::{Entry, Known};

    fn sheet() -> Sheet {
        Sheet {
            authorizer: "{\"principalId\": \"u\u{1f600}\", \"policyDocument\": {}}".to_owned(),
            arn: "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/a:b%20c".to_owned(),
            context: vec![Entry {
                key: "aws:SourceIp".to_owned(),
                known: Known::Value,
                values: vec!["203.0.113.9".to_owned()],
            }],
            ..Sheet::default()
        }
    }

    #[test]
    fn a_sheet_survives_its_link() {
        let link = encode(&sheet()).unwrap();
        assert!(link.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)), "{link}");
        assert_eq!(decode(&format!("#{link}")), Some(Ok(sheet())));
        assert_eq!(decode(&format!("{link}==")), Some(Ok(sheet())), "padded on the way");
    }

    #[test]
    fn what_is_no_link_is_told_from_what_is_a_damaged_one() {
        assert_eq!(decode(""), None);
        assert_eq!(decode("#line-12"), None);
        assert_eq!(decode("#a.b"), None);
        assert_eq!(decode("#v2.AAAA"), Some(Err(LinkError::OtherVersion)));
        let link = encode(&sheet()).unwrap();
        for damaged in
            ["v1.", "v1.%00", "v1.<img src=x>", link.get(..link.len() / 2).unwrap(), "v1.q1YqKUpMTlWy"]
        {
            assert_eq!(decode(damaged), Some(Err(LinkError::Damaged)), "{damaged}");
        }
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&vec![b' '; 20_000_000]).unwrap();
        let bomb = format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(packed.finish().unwrap()));
        assert!(bomb.len() < LONGEST, "{}", bomb.len());
        assert_eq!(decode(&bomb), Some(Err(LinkError::Damaged)));
    }

    #[test]
    fn what_does_not_fit_has_no_link() {
        let mut seed = 7_u32;
        let noise = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b' ' + u8::try_from(seed >> 25).unwrap() % 90)
        });
        let sheet = Sheet { authorizer: noise.take(60_000).collect(), ..Sheet::default() };
        assert_eq!(encode(&sheet), Err(TooLong));
    }
}
