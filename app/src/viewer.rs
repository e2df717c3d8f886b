//! Who is looking, and how they like to look.

use serde::{Deserialize, Serialize};

/// The languages that the interface speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// 简体中文.
    Chinese,
}

impl Language {
    /// The BCP 47 tag, as for the `lang` attribute, the preference cookie and `words/` file names.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// The language with this tag (any `zh` is Simplified Chinese).
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "zh" => Some(Self::Chinese),
            _ => None,
        }
    }
}

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The id in the `data-theme` attribute and the preference cookie.
    pub fn id(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        [Self::System, Self::Light, Self::Dark].into_iter().find(|theme| theme.id() == id)
    }
}

/// How this person likes to look: from cookies, else from what the browser asks for. Put into the request's extensions by
/// the server for every page, signed in or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Preferences {
    /// The language.
    pub language: Language,
    /// The theme.
    pub theme: Theme,
}

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Administrator,
    /// Everything but what concerns people and the workspace as a whole.
    Member,
}

impl Role {
    /// The id in forms and in the database.
    pub fn id(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Member => "member",
        }
    }

    /// The role with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        [Self::Administrator, Self::Member].into_iter().find(|role| role.id() == id)
    }
}

/// Someone who is signed in. Put into the request's extensions by the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The user's id.
    pub user_id: i64,
    /// The name they sign in with.
    pub name: String,
    /// Whether they have set a password.
    pub has_password: bool,
    /// What they may do.
    pub role: Role,
}

impl Viewer {
    /// Whether they may invite and remove people, and decide for the workspace.
    pub fn is_administrator(&self) -> bool {
        self.role == Role::Administrator
    }
}
