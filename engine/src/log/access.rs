//! Access-log lines: one a call, in a format that the owner of the stage chose.
//!
//! A format is a text with `$context` variables in it. Whatever it is, a line read by it is kept in one canonical form, so that
//! all later work knows access lines without knowing the format.
//!
//! | file | what is there |
//! |---|---|
//! | [`formats`](Formats) | a message → a [`Record`], by the formats that are known |
//! | `template` | a text with variables in it → the values in a line |
//! | `pairs` | JSON and XML, broken or not, and `key=value` → keys and values |
//! | `names` | a key of an unknown format → the variable it is named after |
//! | `evidence` | what tells an access line from what looks like one |
//! | `values` | the values that need more than their name to be read |

mod evidence;
mod formats;
mod names;
mod pairs;
mod template;
mod values;

use std::borrow::Cow;

use serde::{Serialize, Serializer};

pub use formats::Formats;

/// What stands before an access line in its canonical form.
pub const LABEL: &str = "Access log: ";

/// The format to recommend: every variable that tells which gate refused.
pub const RECOMMENDED: &str = r#"{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId","apiId":"$context.apiId","stage":"$context.stage","ip":"$context.identity.sourceIp","requestTimeEpoch":"$context.requestTimeEpoch","httpMethod":"$context.httpMethod","path":"$context.path","resourcePath":"$context.resourcePath","status":"$context.status","errorMessage":$context.error.messageString,"responseType":"$context.error.responseType","wafStatus":"$context.waf.status","wafError":"$context.waf.error","wafResponseCode":"$context.wafResponseCode","authenticateStatus":"$context.authenticate.status","authenticateError":"$context.authenticate.error","authorizerStatus":"$context.authorizer.status","authorizerError":"$context.authorizer.error","authorizerLatency":"$context.authorizer.latency","authorizerIntegrationLatency":"$context.authorizer.integrationLatency","authorizerIntegrationStatus":"$context.authorizer.integrationStatus","authorizerRequestId":"$context.authorizer.requestId","principalId":"$context.authorizer.principalId","authorizeStatus":"$context.authorize.status","authorizeError":"$context.authorize.error","integrationStatus":"$context.integration.status","integrationServiceStatus":"$context.integration.integrationStatus","integrationError":"$context.integration.error","xrayTraceId":"$context.xrayTraceId"}"#;

/// One access line: the values of its `$context` variables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record<'a> {
    /// The name of a variable without `$context.`, as `error.responseType`, or the owner's own key; and its value. A value that
    /// the gateway did not have (`-`) is left out.
    pub fields: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Record<'a> {
    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// The canonical line: [`LABEL`] and a JSON object of the fields.
    pub fn to_line(&self) -> String {
        let length: usize = self.fields.iter().map(|(name, value)| name.len() + value.len() + 8).sum();
        let mut line = Vec::with_capacity(LABEL.len() + length);
        line.extend_from_slice(LABEL.as_bytes());
        // Texts are always JSON, and JSON is always UTF-8.
        let _ = serde_json::to_writer(&mut line, self);
        String::from_utf8(line).unwrap_or_default()
    }

    /// Reads what stands behind [`LABEL`].
    pub fn read(json: &'a str) -> Option<Self> {
        let fields = pairs::json::pairs(json)?;
        Some(Self { fields })
    }

    /// Adds a variable, unless the line has it already or the gateway had no value.
    fn put(&mut self, name: Cow<'a, str>, value: Cow<'a, str>) {
        if self.get(&name).is_none() {
            self.put_new(name, value);
        }
    }

    /// Adds what the line does not have yet.
    fn put_new(&mut self, name: Cow<'a, str>, value: Cow<'a, str>) {
        let value = if name == "error.messageString" { without_quotes(value) } else { value };
        if !evidence::is_absent(&value) {
            self.fields.push((name, value));
        }
    }

    /// Adds what the owner of the stage writes beside the variables. A key that is called like a variable but is none would
    /// pass for it.
    fn put_own(&mut self, key: &str, value: &str) {
        let key = if names::is_variable(key) { format!("own.{key}") } else { key.to_owned() };
        self.put(key.into(), Cow::Owned(value.to_owned()));
    }

    fn has_id(&self) -> bool {
        [self.get("requestId"), self.get("extendedRequestId")].into_iter().flatten().any(evidence::may_be_id)
    }
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.fields.iter().map(|(name, value)| (name, value)))
    }
}

/// `$context.error.messageString` brings its own quotes, also into a value that is quoted already.
fn without_quotes(value: Cow<'_, str>) -> Cow<'_, str> {
    match value.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
        Some(inner) => Cow::Owned(inner.to_owned()),
        None => value,
    }
}
