//! What is wrong with a policy's text. Authorizers are written by many hands: what can be read is read, and what is wrong
//! with it is kept under a name, so that a page can say it and nothing is passed over in silence.
//!
//! Two questions are asked of each: does AWS's grammar forbid it (IAM User Guide, "Grammar of the IAM JSON policy
//! language"), and does it leave open what the policy means. API Gateway does not say how strictly it reads an authorizer's
//! answer, so a statement that was mended by guessing neither allows nor denies for certain.

use std::fmt;

/// Something wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Defect {
    /// What it is.
    pub kind: DefectKind,
    /// In which statement, from 0; `None` for the document as a whole.
    pub statement: Option<u32>,
    /// Where in it, or the word that is wrong: `Resource[1]`, `Condition.StringEquals.aws:UserAgent`, `DENY`.
    pub element: String,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.id())
    }
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $name:ident = $id:literal: $forbidden:ident $meaning:ident,)*) => {
        /// What can be wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
        pub enum DefectKind {
            $($(#[doc = $doc])* #[serde(rename = $id)] $name,)*
        }

        impl DefectKind {
            /// All there are.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name, which does not change.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// Whether AWS's grammar forbids it.
            pub fn is_forbidden(self) -> bool {
                match self { $(Self::$name => kinds!($forbidden),)* }
            }

            /// Whether it leaves open what the policy means.
            pub fn changes_meaning(self) -> bool {
                match self { $(Self::$name => kinds!($meaning),)* }
            }
        }
    };
    (forbidden) => { true };
    (tolerated) => { false };
    (open) => { true };
    (clear) => { false };
}

kinds! {
    /// The text is no JSON.
    NotJson = "not_json": forbidden open,
    /// The policy is no JSON object.
    NotAnObject = "not_an_object": forbidden open,
    /// The text is longer than is read.
    TooLong = "too_long": forbidden open,
    /// Brackets stand in brackets deeper than is read.
    TooDeep = "too_deep": forbidden open,
    /// The policy is a text that holds JSON, and not the JSON itself.
    DocumentIsText = "document_is_text": forbidden open,
    /// An element that the grammar does not know, at the top: it says nothing of any call.
    UnknownElement = "unknown_element": forbidden clear,
    /// An element that the grammar does not know, in a statement or a principal.
    UnknownStatementElement = "unknown_statement_element": forbidden open,
    /// An element's name in another case, as `effect`.
    ElementCase = "element_case": forbidden open,
    /// An element stands twice; the last is read.
    DuplicateElement = "duplicate_element": forbidden open,
    /// `Version` is neither of the two that there are.
    Version = "version": forbidden open,
    /// No `Statement`.
    NoStatement = "no_statement": forbidden open,
    /// A statement is no object.
    StatementForm = "statement_form": forbidden open,
    /// More statements than are read.
    TooManyStatements = "too_many_statements": forbidden open,
    /// More is wrong than is listed.
    TooManyDefects = "too_many_defects": forbidden open,
    /// A statement without `Effect`.
    NoEffect = "no_effect": forbidden open,
    /// `Effect` is neither `Allow` nor `Deny`, letter by letter.
    Effect = "effect": forbidden open,
    /// Neither `Action` nor `NotAction`.
    NoAction = "no_action": forbidden open,
    /// `Action` and `NotAction` at once.
    TwoActions = "two_actions": forbidden open,
    /// An action that is neither `*` nor `service:name`.
    ActionForm = "action_form": forbidden clear,
    /// Neither `Resource` nor `NotResource`.
    NoResource = "no_resource": forbidden open,
    /// `Resource` and `NotResource` at once.
    TwoResources = "two_resources": forbidden open,
    /// A name that is no text.
    NotText = "not_text": forbidden open,
    /// A name that is empty.
    EmptyText = "empty_text": forbidden clear,
    /// A list without names: it matches nothing.
    EmptyList = "empty_list": tolerated clear,
    /// A list without names of what is not meant.
    EmptyNegatedList = "empty_negated_list": tolerated open,
    /// A pattern longer than is read.
    PatternTooLong = "pattern_too_long": forbidden open,
    /// More text in the patterns of all statements than is read.
    PatternsTooLong = "patterns_too_long": forbidden open,
    /// A statement of a resource policy without `Principal`: it is for nobody.
    NoPrincipal = "no_principal": forbidden clear,
    /// A `Principal` in an authorizer's answer, where it says nothing.
    PrincipalNotAllowed = "principal_not_allowed": forbidden clear,
    /// `Principal` and `NotPrincipal` at once.
    TwoPrincipals = "two_principals": forbidden open,
    /// `Principal` is neither `*` nor an object of names.
    PrincipalForm = "principal_form": forbidden open,
    /// `Condition`, or what stands under an operator, is no object.
    ConditionForm = "condition_form": forbidden open,
    /// An operator that there is not.
    ConditionOperator = "condition_operator": forbidden open,
    /// A value of a condition that is no text, number or boolean.
    ConditionValue = "condition_value": forbidden open,
    /// A value of a condition that is not what its operator compares: no number, date, address, ARN.
    ConditionOperand = "condition_operand": tolerated clear,
    /// An authorizer's answer without `principalId`.
    NoPrincipalId = "no_principal_id": forbidden clear,
    /// An empty `principalId`.
    EmptyPrincipalId = "empty_principal_id": forbidden clear,
    /// A `principalId` that is no text.
    PrincipalIdForm = "principal_id_form": forbidden clear,
    /// A `context` that is no object of texts, numbers and booleans.
    ContextForm = "context_form": forbidden clear,
    /// A `usageIdentifierKey` that is no text.
    UsageIdentifierKeyForm = "usage_identifier_key_form": forbidden clear,
}

impl fmt::Display for DefectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// More of a word that is wrong is not shown.
const LONGEST_ELEMENT: usize = 80;

impl Defect {
    pub(super) fn of_document(kind: DefectKind, element: &str) -> Self {
        Self { kind, statement: None, element: shortened(element) }
    }

    pub(super) fn of_statement(kind: DefectKind, statement: u32, element: &str) -> Self {
        Self { kind, statement: Some(statement), element: shortened(element) }
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_ELEMENT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
