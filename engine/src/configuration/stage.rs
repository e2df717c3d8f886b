//! Stages: what they log.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::json::{text, truth};
use crate::ids::StageName;

/// A stage.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stage {
    /// Its name.
    pub name: StageName,
    /// The deployment that it serves.
    pub deployment_id: Option<String>,
    /// The format of its access log.
    pub access_log_format: Option<String>,
    /// What its methods log; `None` where the bundle does not say.
    methods: Option<Vec<MethodSetting>>,
}

/// What is logged of a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Logging {
    /// How much.
    pub level: Level,
    /// Whether requests and responses are logged in full, which tells a cached answer from a fresh one.
    pub is_data_trace: bool,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing.
    #[default]
    Off,
    /// Failures.
    Error,
    /// Every step.
    Info,
}

impl Logging {
    /// Whether everything is printed that API Gateway can print: only then does a line that is missing prove something.
    pub fn is_whole(self) -> bool {
        self.level == Level::Info && self.is_data_trace
    }
}

impl Level {
    /// Its id in the words of the pages.
    pub fn id(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Error => "error",
            Self::Info => "info",
        }
    }

    /// Reads a level; what is no level logs nothing.
    fn read(text: &str) -> Self {
        match text.to_ascii_uppercase().as_str() {
            "ERROR" => Self::Error,
            "INFO" => Self::Info,
            _ => Self::Off,
        }
    }
}

/// What one method logs, or all that have no setting of their own.
#[derive(Debug, Clone, PartialEq)]
struct MethodSetting {
    /// The path as the API defines it, as `/orders/{id}`; `None` for all.
    path: Option<String>,
    /// The HTTP method; `None` for all.
    method: Option<String>,
    logging: Logging,
}

impl MethodSetting {
    /// Reads a setting. Its key is `*/*`, or as `~1orders~1{id}/GET`: a path, in which `~1` stands for `/`, and a method.
    fn read(key: &str, setting: &Value) -> Option<Self> {
        let (path, method) = key.rsplit_once('/')?;
        let path = (path != "*").then(|| {
            let path = path.replace("~1", "/").replace("~0", "~");
            if path.starts_with('/') { path } else { format!("/{path}") }
        });
        let logging = Logging {
            level: text(setting, "loggingLevel").map(Level::read).unwrap_or_default(),
            is_data_trace: truth(setting, "dataTraceEnabled").unwrap_or_default(),
        };
        Some(Self { path, method: (method != "*").then(|| method.to_owned()), logging })
    }

    /// How well the setting fits a call: the more of it is named outright the better. `None` where it does not.
    fn fit(&self, method: &str, path: &str) -> Option<(usize, bool)> {
        let is_method = self.method.as_deref().is_none_or(|own| own.eq_ignore_ascii_case(method));
        let fit = match &self.path {
            Some(own) => 1 + literal_segments(own, path)?,
            None => 0,
        };
        is_method.then_some((fit, self.method.is_some()))
    }
}

/// How many segments `path` shares with a path as the API defines it, in which `{id}` is any segment and `{rest+}` all that
/// follow; `None` where it is another path.
fn literal_segments(defined: &str, path: &str) -> Option<usize> {
    if defined == path {
        return Some(usize::MAX - 1);
    }
    let mut n_literal = 0;
    let mut segments = path.trim_end_matches('/').split('/');
    for own in defined.trim_end_matches('/').split('/') {
        let segment = segments.next()?;
        match own.strip_prefix('{').and_then(|own| own.strip_suffix('}')) {
            Some(name) if name.ends_with('+') => return Some(n_literal),
            Some(_) if !segment.is_empty() => {}
            _ if own == segment => n_literal += 1,
            _ => return None,
        }
    }
    segments.next().is_none().then_some(n_literal)
}

impl Stage {
    /// Reads a stage as `get-stages` describes it.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let methods = value.get("methodSettings").and_then(Value::as_object);
        Some(Self {
            name: text(value, "stageName")?.into(),
            deployment_id: text(value, "deploymentId").map(str::to_owned),
            access_log_format: value
                .get("accessLogSettings")
                .and_then(|settings| text(settings, "format"))
                .map(str::to_owned),
            methods: methods.map(|methods| {
                methods.iter().filter_map(|(key, value)| MethodSetting::read(key, value)).collect()
            }),
        })
    }

    /// What is logged of a call of `method` on `path`, as it was requested or as the API defines it. Where one of them is not
    /// known: what is logged of every call, whichever it was. `None` where that differs, or the bundle does not say.
    pub fn logging(&self, method: Option<&str>, path: Option<&str>) -> Option<Logging> {
        let methods = self.methods.as_ref()?;
        if let (Some(method), Some(path)) = (method, path) {
            let fits =
                methods.iter().filter_map(|setting| Some((setting.fit(method, path)?, setting.logging)));
            let best = fits.max_by_key(|(fit, _)| *fit);
            return Some(best.map(|(_, logging)| logging).unwrap_or_default());
        }
        let of_the_others = methods.iter().find(|setting| setting.path.is_none() && setting.method.is_none());
        let logging = of_the_others.map(|setting| setting.logging).unwrap_or_default();
        methods.iter().all(|setting| setting.logging == logging).then_some(logging)
    }

    /// Whether all is printed that API Gateway can print of such a call (see [`Stage::logging`]): only then does it prove
    /// something that a line is missing.
    pub fn data_trace(&self, method: Option<&str>, path: Option<&str>) -> Option<bool> {
        self.logging(method, path).map(Logging::is_whole)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Level, Stage};

    fn stage(settings: &serde_json::Value) -> Stage {
        Stage::read(&json!({"stageName": "prod", "methodSettings": settings})).unwrap()
    }

    #[test]
    fn a_method_logs_what_its_own_setting_says_else_what_that_of_all_says() {
        let stage = stage(&json!({
            "*/*": {"loggingLevel": "INFO", "dataTraceEnabled": true},
            "~1orders~1{id}/GET": {"loggingLevel": "ERROR", "dataTraceEnabled": true},
            "~1orders~1recent/GET": {"loggingLevel": "INFO", "dataTraceEnabled": false},
            "~1files~1{rest+}/*": {"loggingLevel": "OFF"},
            "~1/GET": {"loggingLevel": "error"},
        }));
        for (method, path, level, data_trace) in [
            ("GET", "/other", Level::Info, true),
            ("GET", "/orders/7", Level::Error, false),
            ("GET", "/orders/{id}", Level::Error, false),
            ("POST", "/orders/7", Level::Info, true),
            ("GET", "/orders/recent", Level::Info, false),
            ("GET", "/orders/7/lines", Level::Info, true),
            ("PUT", "/files/a/b", Level::Off, false),
            ("GET", "/", Level::Error, false),
        ] {
            let logging = stage.logging(Some(method), Some(path)).unwrap();
            assert_eq!((logging.level, logging.is_whole()), (level, data_trace), "{method} {path}");
        }
        assert_eq!(stage.data_trace(None, None), None);
    }

    #[test]
    fn what_all_methods_log_is_known_without_the_method() {
        let all = json!({"*/*": {"loggingLevel": "INFO", "dataTraceEnabled": "true"}});
        assert_eq!(stage(&all).data_trace(None, None), Some(true));
        assert_eq!(stage(&json!({})).data_trace(None, None), Some(false));
        let silent = Stage::read(&json!({"stageName": "prod"})).unwrap();
        assert_eq!(silent.data_trace(Some("GET"), Some("/")), None);
    }
}
