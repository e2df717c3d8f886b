//! A structured line, JSON, XML or `key=value`, as flat pairs of a key and a text: `{"a":{"b":1}}` is `a.b` and `1`.
//!
//! What each key means is for [`super::formats`] and [`super::names`].

pub(super) mod json;
pub(super) mod logfmt;
pub(super) mod xml;

use std::borrow::Cow;

/// Keys and values in the order of the line. An array is one value: its own text.
pub(super) type Pairs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// A format has at most 3 KB, so no line of it has more: what has more is something else.
const MOST_PAIRS: usize = 512;

/// How deep keys may stand in one another.
const DEEPEST: usize = 8;

/// The key of `name` below `outer`.
fn joined<'a>(outer: &str, name: Cow<'a, str>) -> Cow<'a, str> {
    if outer.is_empty() { name } else { Cow::Owned(format!("{outer}.{name}")) }
}
