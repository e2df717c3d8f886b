//! XML as the console's own format makes it: one element a value, below one that has the request id as an attribute.
//!
//! Not a whole XML reader: no namespaces, no CDATA, no comments. A `<` that opens no tag is text.

use std::borrow::Cow;

use super::{DEEPEST, MOST_PAIRS, Pairs, joined};

/// The pairs of an element: `<request id="1"> <ip>2</ip>` is `request.id` and `ip`. `None` for what is none.
pub(in super::super) fn pairs(text: &str) -> Option<Pairs<'_>> {
    let mut pairs = Pairs::new();
    // The open elements: their names, those with the names around them but for the outermost, which says nothing, and
    // where their text begins.
    let mut open: Vec<(&str, String, usize)> = Vec::new();
    let mut value = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', text.as_bytes().get(at..)?) {
        let start = at + found;
        let Some((tag, end)) = tag(text, start) else {
            at = start + 1;
            continue;
        };
        if let Some(name) = tag.strip_prefix('/') {
            let (opened, path, begin) = open.pop()?;
            if opened != name.trim_end() {
                return None;
            }
            // What holds other elements has no text of its own.
            if !open.is_empty() && begin == value {
                pairs.push((Cow::Owned(path), unescaped(text.get(begin..start)?.trim())));
            }
            if open.is_empty() {
                return (text.get(end..)?.trim().is_empty() && !pairs.is_empty()).then_some(pairs);
            }
            value = end;
        } else {
            let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
            let outer = open.last().map_or("", |(_, path, _)| path);
            let path = if open.is_empty() { String::new() } else { joined(outer, name.into()).into_owned() };
            let of_attributes = if open.is_empty() { name } else { &path };
            attributes_of(attributes, of_attributes, &mut pairs);
            open.push((name, path, end));
            value = end;
        }
        if pairs.len() > MOST_PAIRS || open.len() > DEEPEST {
            return None;
        }
        at = end;
    }
    // The end is missing.
    (!pairs.is_empty()).then_some(pairs)
}

/// What stands between `<` at `start` and its `>`, and where that ends; `None` where no tag begins.
fn tag(text: &str, start: usize) -> Option<(&str, usize)> {
    let rest = text.get(start + 1..)?;
    let is_tag = rest.strip_prefix('/').unwrap_or(rest).starts_with(|c: char| c.is_ascii_alphabetic());
    // A tag that does not end soon is none, and is not looked for to the end of a hostile line.
    let near = rest.as_bytes().get(..rest.len().min(2048))?;
    let end = if is_tag { memchr::memchr(b'>', near)? } else { return None };
    Some((rest.get(..end)?, start + end + 2))
}

fn attributes_of<'a>(text: &'a str, name: &str, pairs: &mut Pairs<'a>) {
    let mut rest = text;
    while let Some((key, tail)) = rest.split_once("=\"") {
        let Some((value, tail)) = tail.split_once('"') else { return };
        pairs.push((Cow::Owned(format!("{name}.{}", key.trim())), unescaped(value)));
        rest = tail;
    }
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    Cow::Owned(text.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn elements_and_attributes_are_pairs() {
        let found = pairs(
            r#"<request id="1"> <ip>2</ip> <a><b c="3">x &amp; y < z</b></a> <user></user> </request>"#,
        )
        .unwrap();
        let found: Vec<(&str, &str)> = found.iter().map(|(key, value)| (&**key, &**value)).collect();
        assert_eq!(
            found,
            [("request.id", "1"), ("ip", "2"), ("a.b.c", "3"), ("a.b", "x & y < z"), ("user", "")]
        );
        for text in ["<a", "<a><b></a>", "<html>text</html> more", "a < b"] {
            assert_eq!(pairs(text), None, "{text}");
        }
    }
}
