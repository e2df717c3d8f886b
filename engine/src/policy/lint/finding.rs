//! What a finding is: its kind, how grave it is, and where in the policy it stands.

use serde::{Deserialize, Serialize};

use crate::diagnosis::vocabulary;

vocabulary! {
    /// What is wrong. The ids stand in JSON and in the keys of the words: `lint-<id>-title`, `-what` and `-do`.
    Kind {
        /// The document is no policy, or an element of it is not as AWS's grammar wants it.
        Malformed = "malformed",
        /// There is no `Statement`.
        MissingStatement = "missing_statement",
        /// The answer has no `principalId`, or an empty one.
        EmptyPrincipalId = "empty_principal_id",
        /// `Effect` is `DENY`, `allow` or the like.
        EffectCase = "effect_case",
        /// The log cut the policy: what is said holds for what is left of it.
        CutPolicy = "cut_policy",
        /// A resource of more than 512 characters.
        LongResource = "long_resource",
        /// A policy of more than 8,192 characters.
        LongPolicy = "long_policy",
        /// An action of another service.
        ForeignAction = "foreign_action",
        /// An action that `execute-api` does not have.
        UnknownAction = "unknown_action",
        /// A resource that is no ARN.
        NotAnArn = "not_an_arn",
        /// An ARN of fewer than six parts, which AWS fills up with `*`.
        IncompleteArn = "incomplete_arn",
        /// A resource of another service.
        ForeignResource = "foreign_resource",
        /// The short form, which only resource policies may use.
        ShortForm = "short_form",
        /// The ARN ends behind a slash where an asterisk belongs.
        LostAsterisk = "lost_asterisk",
        /// What should have been filled in: `undefined`, `{region}`.
        Placeholder = "placeholder",
        /// An account as error texts mask it.
        MaskedAccount = "masked_account",
        /// Another partition.
        WrongPartition = "wrong_partition",
        /// Another region.
        WrongRegion = "wrong_region",
        /// Another account.
        WrongAccount = "wrong_account",
        /// Another API.
        WrongApi = "wrong_api",
        /// A stage that the API does not have, or that is not the one that is called.
        WrongStage = "wrong_stage",
        /// The stage that API Gateway's console puts in while testing.
        TestStage = "test_stage",
        /// The method is missing.
        MissingMethod = "missing_method",
        /// `ANY`, which is no wildcard here.
        AnyMethod = "any_method",
        /// The method in small letters.
        MethodCase = "method_case",
        /// The root path without its slash.
        RootSlash = "root_slash",
        /// `{id}` or `{proxy+}` in the path.
        PathTemplate = "path_template",
        /// A slash at the path's end.
        TrailingSlash = "trailing_slash",
        /// Two slashes in a row.
        DoubleSlash = "double_slash",
        /// A query string in the path.
        QueryString = "query_string",
        /// A variable in a policy of the older language.
        VariablesIn2008 = "variables_in_2008",
        /// A principal in a resource policy whose callers are no IAM principals.
        NamedPrincipal = "named_principal",
        /// A resource policy's statement without `Principal`.
        MissingPrincipal = "missing_principal",
        /// A principal with a wildcard in its middle.
        PrincipalWildcard = "principal_wildcard",
        /// A condition that always holds, because such a call never has its key.
        AbsentKeyHolds = "absent_key_holds",
        /// A condition that never holds, because such a call never has its key.
        AbsentKeyFails = "absent_key_fails",
        /// A Deny that refuses every call of a public API, because its key is one of VPC endpoints.
        EndpointKey = "endpoint_key",
        /// A key of another service.
        ForeignKey = "foreign_key",
        /// `aws:SourceIp` on a private API.
        SourceIpOnPrivate = "source_ip_on_private",
        /// A value that the operator cannot compare.
        BadValue = "bad_value",
        /// An address range compared as text.
        AddressAsText = "address_as_text",
        /// `*` where the operator takes it literally.
        LiteralWildcard = "literal_wildcard",
        /// An Allow by address, beside an authorizer that allows.
        BlocksNobody = "blocks_nobody",
        /// A policy of single methods in a cache that serves all.
        CrossTalk = "cross_talk",
        /// What one call brought decides over others that the cache takes for it.
        OutsideCacheKey = "outside_cache_key",
        /// A `REQUEST` authorizer without cache: its identity sources are not checked.
        UncheckedIdentity = "unchecked_identity",
        /// An empty list: the statement matches no call.
        EmptyList = "empty_list",
        /// All actions or resources but `*`: the statement matches no call.
        AllButEverything = "all_but_everything",
        /// Conditions of which one excludes the other: the statement matches no call.
        ExclusiveConditions = "exclusive_conditions",
        /// An Allow that a Deny takes back whole.
        Overruled = "overruled",
        /// A statement of which another says all.
        Redundant = "redundant",
    }
}

vocabulary! {
    /// How grave a finding is.
    Level {
        /// API Gateway refuses it, or it cannot do what it says.
        Error = "error",
        /// Most likely not what was meant.
        Warning = "warning",
        /// Good to know.
        Hint = "hint",
    }
}

vocabulary! {
    /// Whose policy it is.
    Whose {
        /// The authorizer's answer.
        Authorizer = "authorizer",
        /// The API's resource policy.
        ResourcePolicy = "resource_policy",
    }
}

vocabulary! {
    /// An element, as policies and answers name it.
    Element {
        /// Of the answer.
        PrincipalId = "principalId",
        /// Of the answer.
        PolicyDocument = "policyDocument",
        /// Of the answer.
        Context = "context",
        /// The language's version.
        Version = "Version",
        /// The statements.
        Statement = "Statement",
        /// A statement's name.
        Sid = "Sid",
        /// Allow or deny.
        Effect = "Effect",
        /// Who calls.
        Principal = "Principal",
        /// Who does not call.
        NotPrincipal = "NotPrincipal",
        /// What is done.
        Action = "Action",
        /// What is not done.
        NotAction = "NotAction",
        /// To what.
        Resource = "Resource",
        /// To what not.
        NotResource = "NotResource",
        /// On what terms.
        Condition = "Condition",
    }
}

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// In which policy.
    pub policy: Whose,
    /// The statement, from 0; `None` for what stands around them.
    pub statement: Option<u32>,
    /// The element; `None` for the whole.
    pub element: Option<Element>,
    /// Which of the element's patterns, or of the statement's conditions, from 0.
    pub item: Option<u32>,
    /// Which of a condition's values, from 0.
    pub value: Option<u32>,
    /// Bytes of that pattern or value; `None` for the whole.
    pub range: Option<Span>,
}

/// Bytes of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first.
    pub start: u32,
    /// The one behind the last.
    pub end: u32,
}

impl Place {
    /// A whole policy.
    pub fn of(policy: Whose) -> Self {
        Self { policy, statement: None, element: None, item: None, value: None, range: None }
    }
}

/// Something that is likely wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What.
    #[serde(rename = "id")]
    pub kind: Kind,
    /// How grave it is.
    pub level: Level,
    /// Where.
    pub place: Place,
    /// What its words speak of.
    pub facts: Facts,
}

/// What the words of a finding speak of: at least the [slots](Kind::slots) of its kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// What stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What should.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// A condition key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// A condition operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// The id of a defect of the text (see [`super::super::defect`]).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defect: Option<String>,
    /// Another statement, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<u32>,
}

impl Facts {
    /// The slots of the finding's words, with their values; statements as people count them, from 1.
    pub fn slots(&self) -> Vec<(&'static str, String)> {
        let texts = [
            ("found", &self.found),
            ("expected", &self.expected),
            ("key", &self.key),
            ("operator", &self.operator),
            ("defect", &self.defect),
        ];
        let other = self.other.map(|index| ("other", (index + 1).to_string()));
        texts
            .into_iter()
            .filter_map(|(slot, text)| text.clone().map(|text| (slot, text)))
            .chain(other)
            .collect()
    }
}

impl Finding {
    /// A finding of the kind's usual level.
    pub(super) fn new(kind: Kind, place: Place) -> Self {
        Self { kind, level: kind.usual_level(), place, facts: Facts::default() }
    }

    pub(super) fn found(mut self, text: impl Into<String>) -> Self {
        self.facts.found = Some(text.into());
        self
    }

    pub(super) fn expected(mut self, text: impl Into<String>) -> Self {
        self.facts.expected = Some(text.into());
        self
    }

    pub(super) fn key(mut self, key: impl Into<String>) -> Self {
        self.facts.key = Some(key.into());
        self
    }

    pub(super) fn operator(mut self, operator: impl Into<String>) -> Self {
        self.facts.operator = Some(operator.into());
        self
    }

    pub(super) fn other(mut self, statement: u32) -> Self {
        self.facts.other = Some(statement);
        self
    }

    pub(super) fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }
}

impl Kind {
    /// The slots that its words may name: a finding of this kind fills each.
    pub fn slots(self) -> &'static [&'static str] {
        match self {
            Self::Malformed => &["defect", "found"],
            Self::MissingStatement | Self::EmptyPrincipalId | Self::CutPolicy | Self::MissingPrincipal => &[],
            Self::EffectCase
            | Self::LongResource
            | Self::LongPolicy
            | Self::IncompleteArn
            | Self::LostAsterisk
            | Self::WrongPartition
            | Self::WrongRegion
            | Self::WrongAccount
            | Self::WrongApi
            | Self::WrongStage
            | Self::MethodCase
            | Self::RootSlash
            | Self::TrailingSlash
            | Self::CrossTalk
            | Self::OutsideCacheKey => &["found", "expected"],
            Self::ForeignAction
            | Self::UnknownAction
            | Self::NotAnArn
            | Self::ForeignResource
            | Self::ShortForm
            | Self::Placeholder
            | Self::MaskedAccount
            | Self::TestStage
            | Self::MissingMethod
            | Self::AnyMethod
            | Self::PathTemplate
            | Self::DoubleSlash
            | Self::QueryString
            | Self::VariablesIn2008
            | Self::NamedPrincipal
            | Self::PrincipalWildcard
            | Self::UncheckedIdentity
            | Self::EmptyList
            | Self::AllButEverything => &["found"],
            Self::AbsentKeyHolds
            | Self::AbsentKeyFails
            | Self::EndpointKey
            | Self::BadValue
            | Self::AddressAsText
            | Self::LiteralWildcard
            | Self::BlocksNobody => &["found", "key", "operator"],
            Self::ForeignKey => &["key", "operator"],
            Self::SourceIpOnPrivate | Self::ExclusiveConditions => &["key"],
            Self::Overruled | Self::Redundant => &["other"],
        }
    }

    /// How grave it is where nothing speaks for less or more.
    fn usual_level(self) -> Level {
        use Kind::{
            BadValue, CutPolicy, EffectCase, EmptyPrincipalId, EndpointKey, LongPolicy, LongResource,
            Malformed, MaskedAccount, MissingPrincipal, MissingStatement, NotAnArn, Placeholder,
            PrincipalWildcard, Redundant, ShortForm, UncheckedIdentity,
        };
        match self {
            Malformed | MissingStatement | EmptyPrincipalId | EffectCase | LongResource | LongPolicy
            | NotAnArn | ShortForm | Placeholder | MissingPrincipal | PrincipalWildcard | BadValue => {
                Level::Error
            }
            CutPolicy | MaskedAccount | EndpointKey | UncheckedIdentity | Redundant => Level::Hint,
            _ => Level::Warning,
        }
    }
}
