//! A resource pattern, taken apart where its text stands. Nothing is judged here.

use super::{Api, Span};
use crate::arn::glob;

/// What a resource pattern looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape<'a> {
    /// It ends in `*` before the sixth part, and so covers everything behind what it names: `*`, `arn:aws:execute-api:*`.
    Wide,
    /// The short form, `execute-api:/stage/VERB/path`.
    Short(Method<'a>),
    /// An ARN of a method, or of several.
    Arn(Arn<'a>),
    /// An ARN of a private custom domain name, which has no stage or method.
    Domain,
    /// An ARN of another service, which is this.
    Foreign(Part<'a>),
    /// An ARN that ends before its sixth part.
    Incomplete,
    /// Something else.
    Other,
}

/// An ARN of a method.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Arn<'a> {
    pub(super) partition: Part<'a>,
    pub(super) region: Part<'a>,
    pub(super) account: Part<'a>,
    pub(super) api: Part<'a>,
    pub(super) method: Method<'a>,
}

/// What stands behind the API.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Method<'a> {
    pub(super) stage: Option<Part<'a>>,
    pub(super) verb: Option<Part<'a>>,
    pub(super) path: Option<Part<'a>>,
    /// Whether a wildcard before the verb may stand for it, as it crosses `/`.
    pub(super) is_verb_sure: bool,
}

/// A stretch of a pattern.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    start: usize,
}

impl Part<'_> {
    /// The first part of a text, and what comes behind the separator. What stands in `${…}` separates nothing.
    fn split(self, separator: char) -> (Self, Option<Self>) {
        let mut is_slot = false;
        let mut before = ' ';
        for (at, c) in self.text.char_indices() {
            is_slot = (is_slot && before != '}') || (before == '$' && c == '{');
            before = c;
            if c == separator && !is_slot {
                let (text, rest) = self.text.split_at(at);
                let behind = Self { text: rest.get(1..).unwrap_or_default(), start: self.start + at + 1 };
                return (Self { text, ..self }, Some(behind));
            }
        }
        (self, None)
    }

    /// Its bytes in the pattern.
    pub(super) fn span(self) -> Span {
        self.span_of(0, self.text.len())
    }

    /// Some of its bytes in the pattern.
    pub(super) fn span_of(self, start: usize, end: usize) -> Span {
        let place = |at| u32::try_from(self.start + at).unwrap_or(u32::MAX);
        Span { start: place(start), end: place(end) }
    }

    pub(super) fn has_wildcard(self) -> bool {
        self.text.contains(['*', '?'])
    }

    /// Whether it holds a variable or a template's slot, so that its value is not known.
    pub(super) fn has_variable(self) -> bool {
        self.text.contains("${")
    }

    /// Whether it may stand for this.
    pub(super) fn covers(self, value: &str) -> bool {
        self.has_variable() || glob(self.text, value)
    }
}

impl<'a> Shape<'a> {
    pub(super) fn of(pattern: &'a str) -> Self {
        if let Some(rest) = pattern.strip_prefix(SHORT) {
            let part = Part { text: rest, start: SHORT.len() };
            return Self::Short(Method::of(Some(part), true));
        }
        let mut rest = Some(Part { text: pattern, start: 0 });
        let heads: [Option<Part<'a>>; 5] = std::array::from_fn(|_| {
            let (head, behind) = rest?.split(':');
            rest = behind;
            Some(head)
        });
        let [scheme, partition, service, region, account] = heads;
        if scheme.is_none_or(|scheme| !glob(scheme.text, "arn")) {
            return Self::Other;
        }
        if let Some(service) = service
            && !service.covers("execute-api")
            && !service.text.contains(['{', '<'])
        {
            return Self::Foreign(service);
        }
        match (partition, region, account, rest) {
            (Some(partition), Some(region), Some(account), Some(resource)) => {
                if resource.text.starts_with("/domainnames/") {
                    return Self::Domain;
                }
                let (api, behind) = resource.split('/');
                let method = Method::of(behind, !api.text.contains('*'));
                Self::Arn(Arn { partition, region, account, api, method })
            }
            _ if pattern.ends_with('*') => Self::Wide,
            _ if partition.is_some() => Self::Incomplete,
            _ => Self::Other,
        }
    }

    /// What stands behind the API.
    pub(super) fn method(self) -> Option<Method<'a>> {
        match self {
            Self::Arn(Arn { method, .. }) | Self::Short(method) => Some(method),
            _ => None,
        }
    }
}

const SHORT: &str = "execute-api:/";

impl<'a> Method<'a> {
    fn of(stage: Option<Part<'a>>, is_api_sure: bool) -> Self {
        let (stage, rest) = stage.map_or((None, None), |part| some(part.split('/')));
        let (verb, path) = rest.map_or((None, None), |part| some(part.split('/')));
        let is_verb_sure = is_api_sure && stage.is_some_and(|stage| !stage.text.contains('*'));
        Self { stage, verb, path, is_verb_sure }
    }
}

fn some<'a>((first, rest): (Part<'a>, Option<Part<'a>>)) -> (Option<Part<'a>>, Option<Part<'a>>) {
    (Some(first), rest)
}

impl Arn<'_> {
    /// Whether it may name something of this API, as far as the API is known; the stage is not asked.
    pub(super) fn may_be_of(&self, api: &Api<'_>) -> bool {
        [
            (self.partition, api.partition),
            (self.region, api.region),
            (self.account, api.account),
            (self.api, api.api_id),
        ]
        .into_iter()
        .all(|(part, known)| known.is_none_or(|known| part.covers(known)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Method, Shape};

    fn texts(method: Method<'_>) -> [Option<&str>; 3] {
        [method.stage, method.verb, method.path].map(|part| part.map(|part| part.text))
    }

    #[test]
    fn a_pattern_is_taken_apart_where_it_stands() {
        let pattern = "arn:aws:execute-api:us-east-1:1:api/prod/GET/orders/a:b/";
        let Shape::Arn(arn) = Shape::of(pattern) else { panic!() };
        assert_eq!(texts(arn.method), [Some("prod"), Some("GET"), Some("orders/a:b/")]);
        for (part, text) in [
            (arn.region, "us-east-1"),
            (arn.account, "1"),
            (arn.api, "api"),
            (arn.method.path.unwrap(), "orders/a:b/"),
        ] {
            let span = part.span();
            assert_eq!(pattern.get(span.start as usize..span.end as usize), Some(text));
        }
    }

    #[test]
    fn shapes_are_told_apart() {
        for (pattern, expected) in [
            ("execute-api:/prod/GET", Some([Some("prod"), Some("GET"), None])),
            ("execute-api:/*", Some([Some("*"), None, None])),
            ("execute-api:/", Some([Some(""), None, None])),
            ("arn:aws:execute-api:r:1:api", Some([None, None, None])),
            ("arn:aws:execute-api:r:1:api/", Some([Some(""), None, None])),
            ("arn:aws:execute-api:r:1:*/*/GET/", Some([Some("*"), Some("GET"), Some("")])),
        ] {
            assert_eq!(Shape::of(pattern).method().map(texts), expected, "{pattern}");
        }
        for pattern in ["*", "arn:*", "arn:aws:execute-api:*", "arn:aws:*:eu-*", "**"] {
            assert_eq!(Shape::of(pattern), Shape::Wide, "{pattern}");
        }
        for pattern in ["", "prod/GET/orders", "execute-api:*", "https://x", "/orders", "arn"] {
            assert_eq!(Shape::of(pattern), Shape::Other, "{pattern}");
        }
        assert!(
            matches!(Shape::of("arn:aws:lambda:us-east-1:1:function:x"), Shape::Foreign(part) if part.text == "lambda")
        );
        assert!(matches!(Shape::of("arn:aws:s3:*"), Shape::Foreign(_)));
        assert_eq!(Shape::of("arn:aws:execute-api:eu-west-1"), Shape::Incomplete);
        assert_eq!(Shape::of("arn:aws:execute-api:r:1:/domainnames/a+b"), Shape::Domain);
    }
}
