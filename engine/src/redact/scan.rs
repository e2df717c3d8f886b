//! A text, word by word: what looks like a secret, or stands where one stands, is masked; the rest stays as it is.

use std::borrow::Cow;

use memchr::memchr2;

use super::{
    Redactor,
    edit::Edit,
    mask::{Place, is_sealed},
    memo::{Memo, Role},
    names::{is_innocent, is_plain_value},
    shapes::{is_aws_secret, is_mixed, is_opaque, token_in},
    words::{
        address_end, blob_end, decoded, end_of_line, is_word, next_word, quote_at, skip_spaces, starts_with,
        value_end, word_end,
    },
};

/// What kind of text is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What someone wrote: any word of it may be a secret, and so may every value behind `=`.
    Text,
    /// A path, an ARN, a policy: its words are names, and only what is surely a secret goes.
    Names,
}

/// Text that was written in code (`%41`, `\u0041`) is read this often; what is still in code then was written to be so.
const MOST_CODES: u8 = 3;

impl Redactor {
    /// A text without its secrets.
    pub(super) fn scan<'a>(&self, text: &'a str, kind: Kind) -> Cow<'a, str> {
        Scan::new(self, text, kind, MOST_CODES).run()
    }

    /// As [`Redactor::scan`], of a text that comes again and again.
    pub(super) fn scan_with<'a>(&self, text: &'a str, kind: Kind, memo: &mut Memo) -> Cow<'a, str> {
        let role = if kind == Kind::Text { Role::Text } else { Role::Names };
        remembered(text, role, memo, || self.scan(text, kind))
    }

    /// An address or a path: who it is called as is masked, and so are the values of its query.
    pub(super) fn address<'a>(&self, text: &'a str, memo: &mut Memo) -> Cow<'a, str> {
        remembered(text, Role::Address, memo, || {
            let mut scan = Scan::new(self, text, Kind::Names, MOST_CODES);
            scan.set_query(0, text.len());
            scan.run()
        })
    }
}

/// Looks at a text unless nothing is known to be in it.
fn remembered<'a>(
    text: &'a str,
    role: Role,
    memo: &mut Memo,
    look: impl FnOnce() -> Cow<'a, str>,
) -> Cow<'a, str> {
    if memo.knows(role, text) {
        return Cow::Borrowed(text);
    }
    let found = look();
    if let Cow::Borrowed(clean) = found {
        memo.learn(role, clean);
    }
    found
}

struct Scan<'r, 'a> {
    redactor: &'r Redactor,
    text: &'a str,
    kind: Kind,
    n_codes: u8,
    edit: Edit<'a>,
    /// Where the query of the address begins that stands here, and where it ends.
    query: Option<(usize, usize)>,
    /// Up to here the text is known to be one address.
    address_end: usize,
    /// Up to here it is known to be no value that is masked as a whole, so that nothing is looked at again and again.
    value_end: usize,
    /// The same of what stands behind a scheme.
    blob_end: usize,
}

impl<'r, 'a> Scan<'r, 'a> {
    fn new(redactor: &'r Redactor, text: &'a str, kind: Kind, n_codes: u8) -> Self {
        let edit = Edit::new(text);
        Self { redactor, text, kind, n_codes, edit, query: None, address_end: 0, value_end: 0, blob_end: 0 }
    }

    fn run(mut self) -> Cow<'a, str> {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        loop {
            let start = next_word(bytes, at).unwrap_or(bytes.len());
            if let Some((query, end)) = self.query.filter(|(query, _)| *query < start) {
                self.query = None;
                self.mask_query(query, end);
                at = end;
                continue;
            }
            if start == bytes.len() {
                return self.edit.finish();
            }
            let end = word_end(bytes, start);
            at = self.word(start, end).max(end);
        }
    }

    /// Looks at one word; says where to go on.
    fn word(&mut self, start: usize, end: usize) -> usize {
        let word = self.slice(start, end);
        if is_sealed(word) {
            return end;
        }
        if starts_with(self.text, end, b"://") {
            return self.address(start, end + 3);
        }
        if word == "arn" && self.kind == Kind::Text && starts_with(self.text, end, b":") {
            return self.arn(start);
        }
        if word.starts_with("-----BEGIN") {
            return self.private_key(end).unwrap_or(end);
        }
        if let Some(end) = self.pair(start, end) {
            return end;
        }
        if let Some(end) = self.behind(word, start, end) {
            return end;
        }
        self.by_its_look(word, start, end)
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Masks a part of the text; says where it ends.
    fn seal(&mut self, start: usize, end: usize) -> usize {
        let value = self.slice(start, end);
        if !is_sealed(value) {
            let sealer = &self.redactor.sealer;
            self.edit.replace(start, end, |out| sealer.seal(out, value, Place::Text));
        }
        end
    }

    /// An address: `start` is where its scheme starts, `host` where the rest does.
    fn address(&mut self, start: usize, host: usize) -> usize {
        if start >= self.address_end {
            self.address_end = address_end(self.text, start);
            self.set_query(start, self.address_end);
        }
        let rest = self.slice(host, self.address_end);
        match user_of(rest) {
            Some(user) => self.seal(host, host + user.len()),
            None => host,
        }
    }

    fn set_query(&mut self, start: usize, end: usize) {
        let length = memchr2(b'?', b'#', self.slice(start, end).as_bytes());
        self.query = length.map(|length| (start + length, end));
    }

    /// `?name=value&name=value#name=value`: a value without a name is one all the same.
    fn mask_query(&mut self, start: usize, end: usize) {
        let mut at = start;
        while at < end {
            let rest = self.slice(at + 1, end);
            let length = rest.find(['&', '?', '#']).unwrap_or(rest.len());
            let piece = rest.get(..length).unwrap_or_default();
            // Padding of base64 is no empty value.
            let name = piece.split_once('=').map_or(0, |(name, value)| match value {
                "" | "=" if name.len() >= 8 => 0,
                _ => name.len() + 1,
            });
            self.seal(at + 1 + name, at + 1 + length);
            at += 1 + length;
        }
    }

    /// An ARN is made of names, `secret` and `token` among them.
    fn arn(&mut self, start: usize) -> usize {
        let end = address_end(self.text, start);
        let names = Scan::new(self.redactor, self.slice(start, end), Kind::Names, self.n_codes);
        if let Cow::Owned(by) = names.run() {
            self.edit.replace(start, end, |out| out.push_str(&by));
        }
        end
    }

    /// What stands between the lines that begin and end a private key, or behind the first when the log cut it.
    fn private_key(&mut self, at: usize) -> Option<usize> {
        let rest = self.text.get(at..)?;
        let (kind, rest) = rest.split_once("-----")?;
        if kind.len() > 60 || !kind.contains("PRIVATE KEY") {
            return None;
        }
        let start = self.text.len() - rest.len();
        let end = rest.find("-----").map_or(self.text.len(), |at| start + at);
        Some(self.seal(start, end))
    }

    /// `name=value`, `name: value`, `"name": "value"`, `<name>value<`.
    fn pair(&mut self, start: usize, end: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let name = self.slice(start, end);
        let separator = self.separator(start, end)?;
        let (opening, value) = quote_at(bytes, separator.value);
        if self.redactor.is_secret_name(name) {
            let end = value_end(self.text, name, opening, value);
            let found = self.slice(value, end);
            if found.is_empty() || is_innocent(found) {
                return None;
            }
            return Some(self.seal(value, end));
        }
        if !separator.is_equals || self.kind == Kind::Names || start < self.value_end {
            return None;
        }
        let end = value_end(self.text, "", opening, value);
        let found = self.slice(value, end);
        self.value_end = end;
        // A value that is too plain, or has a form of its own, is looked at as what it is.
        if found.is_empty()
            || is_plain_value(name, found)
            || found.starts_with("arn:")
            || found.contains("://")
        {
            return None;
        }
        Some(self.seal(value, end))
    }

    fn separator(&self, start: usize, end: usize) -> Option<Separator> {
        let bytes = self.text.as_bytes();
        if bytes.get(end) == Some(&b'=') && !matches!(bytes.get(end + 1), Some(b'=' | b'>')) {
            return Some(Separator { value: end + 1, is_equals: true });
        }
        if self.kind == Kind::Names {
            return None;
        }
        if bytes.get(end) == Some(&b'>') && start.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'<') {
            return Some(Separator { value: end + 1, is_equals: false });
        }
        // The quote and the bracket that close a name.
        let mut at = end;
        while matches!(bytes.get(at), Some(b'"' | b'\'' | b'\\' | b']' | b'`')) && at < end + 4 {
            at += 1;
        }
        at = skip_spaces(bytes, at);
        let value = match (bytes.get(at)?, bytes.get(at + 1)) {
            (b':' | b'=', Some(b'=' | b'>')) => at + 2,
            (b':', Some(b':')) => return None,
            (b':' | b'=', _) => at + 1,
            _ => return None,
        };
        Some(Separator { value: skip_spaces(bytes, value), is_equals: false })
    }

    /// What stands behind the name of a scheme (`Bearer …`), or of a secret in running text (`token abc123def`).
    fn behind(&mut self, word: &str, start: usize, end: usize) -> Option<usize> {
        let scheme = Scheme::of(word).filter(|_| start >= self.blob_end)?;
        let bytes = self.text.as_bytes();
        let is_option = word.starts_with("--");
        let mut at = end;
        // In names a word is a word, be it `token`.
        let n_words = if self.kind == Kind::Names && matches!(scheme, Scheme::Word) { 0 } else { 3 };
        for _ in 0..n_words {
            // `Bearer: x` and `Bearer+x` happen; a line end does not.
            while matches!(bytes.get(at), Some(b' ' | b'\t' | b':' | b'=' | b'+' | b'"' | b'\'')) {
                at += 1;
            }
            if at == end || bytes.get(at) == Some(&b'/') {
                break;
            }
            let blob = blob_end(bytes, at);
            let found = self.slice(at, blob);
            if found.is_empty() {
                break;
            }
            if is_innocent(found) {
                // `token is abc123def`.
                at = blob;
                continue;
            }
            let is_secret = match scheme {
                Scheme::Bearer => found.len() >= 4,
                Scheme::Basic => {
                    found.len() >= 6
                        && found
                            .bytes()
                            .any(|byte| byte.is_ascii_uppercase() || byte == b'=' || byte.is_ascii_digit())
                }
                Scheme::Word => is_option || is_mixed(found),
            };
            // `Bearer realm="…"` asks for a token, it is none.
            let names_a_value = bytes.get(blob) == Some(&b'"') && found.ends_with('=');
            if is_secret && !names_a_value && !is_sealed(found) {
                return Some(self.seal(at, blob));
            }
            self.blob_end = blob;
            return None;
        }
        // `/token/abc123def…` in a path.
        let behind_slash = start.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'/');
        if behind_slash && bytes.get(end) == Some(&b'/') {
            let segment = word_end(bytes, end + 1);
            let found = self.slice(end + 1, segment);
            if found.len() >= 16 && is_mixed(found) {
                return Some(self.seal(end + 1, segment));
            }
        }
        None
    }

    /// A word that is a secret by its look, or that was written in code.
    fn by_its_look(&mut self, word: &'a str, start: usize, end: usize) -> usize {
        let bytes = self.text.as_bytes();
        if let Some(hook) = self.webhook(word, end) {
            return self.seal(hook, end_of_path(bytes, hook));
        }
        if word.len() < 6 {
            return end;
        }
        if memchr2(b'%', b'\\', word.as_bytes()).is_some()
            && self.n_codes > 0
            && let Some(plain) = decoded(word)
            && let Cow::Owned(_) = Scan::new(self.redactor, &plain, self.kind, self.n_codes - 1).run()
        {
            // In a path the next segment is another word.
            let is_text = self.kind == Kind::Text;
            return self.seal(start, if is_text { blob_end(bytes, start) } else { end });
        }
        if let Some(at) = token_in(word) {
            return self.seal(start + at, blob_end(bytes, start + at));
        }
        // The token of a Telegram bot: `bot123456789:AAH…`.
        let number = word.strip_prefix("bot").unwrap_or(word);
        if (8..=10).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && bytes.get(end) == Some(&b':')
            && word_end(bytes, end + 1) == end + 36
        {
            return self.seal(start, end + 36);
        }
        let is_behind_slash = start.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'/');
        if self.kind == Kind::Text && !is_behind_slash {
            let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
            let blob = start + bytes.iter().skip(start).take(41).take_while(|byte| is_base64(byte)).count();
            if is_aws_secret(self.slice(start, blob)) {
                return self.seal(start, blob);
            }
            if is_opaque(word) && !word.contains('@') {
                return self.seal(start, blob_end(bytes, start));
            }
        }
        end
    }

    /// Where the secret part of a webhook's address starts: whoever knows it may call it.
    fn webhook(&self, word: &str, end: usize) -> Option<usize> {
        let before = self.text.get(..end)?;
        let is_hook = match word {
            "services" | "workflows" => {
                before.ends_with("hooks.slack.com/services") || before.ends_with("hooks.slack.com/workflows")
            }
            "webhooks" => before.ends_with("/api/webhooks"),
            _ => false,
        };
        (is_hook && self.text.as_bytes().get(end) == Some(&b'/')).then_some(end + 1)
    }
}

/// Who an address is called as: `user:password` before the `@` of its host. A password may hold `/`, which a port does not.
fn user_of(address: &str) -> Option<&str> {
    let end = address.find(['/', '?', '#']).unwrap_or(address.len());
    let host = address.get(..end)?;
    if let Some((user, _)) = host.rsplit_once('@') {
        return Some(user);
    }
    let (_, port) = host.split_once(':')?;
    if port.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let end = address.find(['?', '#']).unwrap_or(address.len());
    address.get(..end)?.split_once('@').map(|(user, _)| user)
}

struct Separator {
    /// Where the value starts.
    value: usize,
    /// Whether it is `=` right behind the name.
    is_equals: bool,
}

/// What a word says of the one behind it.
#[derive(Clone, Copy)]
enum Scheme {
    /// It is a token.
    Bearer,
    /// It is a name and a password in base64.
    Basic,
    /// It may be a secret.
    Word,
}

impl Scheme {
    fn of(word: &str) -> Option<Self> {
        if word.len() < 3 || word.len() > 14 {
            return None;
        }
        let word = word.trim_start_matches('-');
        // Most words begin as none of these do.
        let known: &[&str] = match word.as_bytes().first()?.to_ascii_lowercase() {
            b'a' => &["apikey", "api-key", "api_key"],
            b'b' if word.eq_ignore_ascii_case("bearer") => return Some(Self::Bearer),
            b'b' if word.eq_ignore_ascii_case("basic") => return Some(Self::Basic),
            b'c' => &["credential", "credentials"],
            b'd' => &["digest"],
            b'h' => &["hawk", "hmac"],
            b'j' => &["jwt"],
            b'k' => &["key"],
            b'n' => &["negotiate", "ntlm"],
            b'o' => &["oauth", "otp"],
            b'p' => &["password", "passphrase", "passwd", "pwd"],
            b's' => &["secret", "session", "signature"],
            b't' => &["token"],
            _ => return None,
        };
        known.iter().any(|known| known.eq_ignore_ascii_case(word)).then_some(Self::Word)
    }
}

fn end_of_path(bytes: &[u8], start: usize) -> usize {
    bytes
        .iter()
        .skip(start)
        .position(|byte| !(is_word(*byte) || *byte == b'/'))
        .map_or(end_of_line(bytes, start), |length| start + length)
}
