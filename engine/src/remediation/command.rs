//! Commands of the AWS CLI, filled in with real ids.

use super::{
    Form, Language,
    place::{Id, Place},
    shell,
};

/// One call of `aws apigateway`; an id that is not known, but for the region, makes it none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Command<'a> {
    /// The operation, as the CLI spells it.
    pub operation: &'a str,
    /// Its ids; each becomes an option.
    pub ids: &'a [Id],
    /// Further options.
    pub options: &'a [(&'a str, &'a str)],
}

impl Command<'_> {
    /// The line to paste.
    pub(super) fn at(&self, place: &Place) -> Option<Form> {
        let mut line = format!("aws apigateway {}", self.operation);
        for id in self.ids {
            add(&mut line, option_of(*id), place.get(*id)?)?;
        }
        // Where the log names no region, the CLI takes its own.
        if let Some(region) = place.get(Id::Region) {
            add(&mut line, option_of(Id::Region), region)?;
        }
        for (name, value) in self.options {
            add(&mut line, name, value)?;
        }
        Some(Form { language: Language::AwsCli, text: line })
    }
}

/// A value that begins with `-` would be read as an option, were it a word of its own.
fn add(line: &mut String, name: &str, value: &str) -> Option<()> {
    let between = if value.starts_with('-') { '=' } else { ' ' };
    let value = shell::quote(value)?;
    line.push_str(" --");
    line.push_str(name);
    line.push(between);
    line.push_str(&value);
    Some(())
}

fn option_of(id: Id) -> &'static str {
    match id {
        Id::Region => "region",
        Id::Api => "rest-api-id",
        Id::Stage => "stage-name",
        Id::Authorizer => "authorizer-id",
    }
}
