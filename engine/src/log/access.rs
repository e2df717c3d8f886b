//! Access-log lines: one a call, in a format that the owner of the stage chose.
//!
//! A format is a text with `$context` variables in it. Whatever it is, a line read by it is kept in one canonical form, so that
//! all later work knows access lines without knowing the format.

/// What stands before an access line in its canonical form.
pub const LABEL: &str = "Access log: ";

/// One access line: the values of its `$context` variables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// The name of a variable without `$context.`, as `error.responseType`, and its value; a value that the gateway did not have
    /// (`-`) is left out.
    pub fields: Vec<(String, String)>,
}

impl Record {
    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The canonical line: [`LABEL`] and a JSON object of the fields.
    pub fn to_line(&self) -> String {
        let fields = self.fields.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        format!("{LABEL}{}", serde_json::Value::Object(fields))
    }

    /// Reads what stands behind [`LABEL`].
    pub fn read(json: &str) -> Option<Self> {
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).ok()?;
        let fields =
            object.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect();
        Some(Self { fields })
    }
}

/// The formats that lines may be in: the console's own, and those that stages are configured with.
#[derive(Debug, Clone, Default)]
pub struct Formats {}

impl Formats {
    /// Learns a stage's own `accessLogSettings.format`.
    pub fn learn(&mut self, format: &str) {
        let _ = format;
    }

    /// Reads a message, if it is an access line in any of the formats.
    pub fn read(&self, message: &str) -> Option<Record> {
        let _ = message;
        None
    }
}
