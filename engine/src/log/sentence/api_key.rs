//! Why an API key was refused.

/// Why the method's API key requirement was not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRefusal<'a> {
    /// The call had no `x-api-key` at all.
    Missing,
    /// The key belongs to no usage plan that holds this stage: it is unknown, switched off, or in a plan of another stage.
    NoUsagePlan,
    /// Words that are not known.
    Other(&'a str),
}

impl<'a> KeyRefusal<'a> {
    /// Reads the `why` of [`super::Sentence::ApiKeyRefused`].
    pub fn of(why: &'a str) -> Self {
        match why.trim_end().trim_end_matches('.') {
            "API Key was required but not present" => Self::Missing,
            "No Usage Plan found for key and API Stage" => Self::NoUsagePlan,
            why => Self::Other(why),
        }
    }
}
