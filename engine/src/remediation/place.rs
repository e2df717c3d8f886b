//! The ids that commands are filled in with. Each is held against AWS's grammar, for it may come from a log: one that does not
//! fit is as good as not known.

use serde::{Deserialize, Serialize};

use crate::diagnosis::vocabulary;

vocabulary! {
    /// An id that a command needs and that is not known, or is none that AWS would give.
    Id {
        /// The region.
        Region = "region",
        /// The API.
        Api = "api",
        /// The stage.
        Stage = "stage",
        /// The authorizer.
        Authorizer = "authorizer",
    }
}

/// Where a call was refused. Made by [`Place::read`] alone, so that it holds no id that is out of AWS's grammar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    region: Option<String>,
    account: Option<String>,
    api: Option<String>,
    stage: Option<String>,
    authorizer: Option<String>,
}

/// The ids as they were found.
#[derive(Debug, Clone, Copy, Default)]
pub struct Found<'a> {
    /// The region, as `eu-west-1`.
    pub region: Option<&'a str>,
    /// The account's twelve digits.
    pub account: Option<&'a str>,
    /// The API's id.
    pub api: Option<&'a str>,
    /// The stage's name.
    pub stage: Option<&'a str>,
    /// The authorizer's id.
    pub authorizer: Option<&'a str>,
}

impl Place {
    /// Keeps what is in AWS's grammar.
    pub fn read(found: Found<'_>) -> Self {
        let keep = |id: Option<&str>, fits: fn(&str) -> bool| id.filter(|id| fits(id)).map(str::to_owned);
        Self {
            region: keep(found.region, is_region),
            account: keep(found.account, is_account),
            api: keep(found.api, is_id),
            stage: keep(found.stage, is_stage),
            authorizer: keep(found.authorizer, is_id),
        }
    }

    /// Where a call went: the region and the account are those of its ARN, as
    /// `arn:aws:execute-api:us-east-1:123456789012:abcde12345/prod/GET/orders`, or of its beginning.
    pub fn of_call(
        arn: Option<&str>,
        api: Option<&str>,
        stage: Option<&str>,
        authorizer: Option<&str>,
    ) -> Self {
        let mut parts = arn.unwrap_or_default().split(':').skip(3);
        Self::read(Found { region: parts.next(), account: parts.next(), api, stage, authorizer })
    }

    /// The value of an id.
    pub fn get(&self, id: Id) -> Option<&str> {
        match id {
            Id::Region => self.region.as_deref(),
            Id::Api => self.api.as_deref(),
            Id::Stage => self.stage.as_deref(),
            Id::Authorizer => self.authorizer.as_deref(),
        }
    }

    /// The account's twelve digits.
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }
}

fn is_region(text: &str) -> bool {
    let mut parts = text.split('-').rev();
    let number = parts.next().unwrap_or_default();
    let is_word = |part: &str| part.len() >= 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    (1..=2).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && (2..=4).contains(&parts.clone().count())
        && parts.all(is_word)
        && text.len() <= 32
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// Stage names have letters, digits, `-` and `_`, at most 128. `null` and the like are what console tests print in their place.
fn is_stage(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        && !crate::arn::is_test_stage(text)
}
