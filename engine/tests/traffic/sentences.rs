//! The lines of a call as API Gateway writes them into an execution log: by level, masked, and cut.

use super::{
    Line,
    random::Random,
    world::{Api, BEGINNING, Caller, Level, Method, Stage, World},
};

/// What the stage's settings must be for a line to be printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    Error,
    Info,
    Trace,
}

/// A call on its way, and the lines it has left.
pub(crate) struct Call<'w> {
    pub(crate) world: &'w World,
    pub(crate) api: &'w Api,
    pub(crate) stage: &'w Stage,
    pub(crate) method: &'w Method,
    pub(crate) caller: &'w Caller,
    /// Which call it is, counted from 0.
    pub(crate) number: usize,
    pub(crate) group: usize,
    pub(crate) request_id: String,
    pub(crate) extended_id: String,
    pub(crate) verb: &'static str,
    pub(crate) path: String,
    pub(crate) now: i64,
    pub(crate) lines: Vec<Line>,
}

/// Which Lambda a line about a call of one tells of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose<'a> {
    Authorizers(&'a str),
    Integrations,
}

impl Call<'_> {
    /// Whether the stage prints what needs this.
    pub(crate) fn prints(&self, needs: Needs) -> bool {
        match needs {
            Needs::Error => self.stage.level != Level::Off,
            Needs::Info => self.stage.level == Level::Info,
            Needs::Trace => self.stage.level == Level::Info && self.stage.data_trace,
        }
    }

    /// Writes a line, if the stage prints it.
    pub(crate) fn say(&mut self, needs: Needs, text: impl FnOnce(&Self) -> String) {
        if self.prints(needs) {
            let message = format!("({}) {}", self.request_id, cut(text(self)));
            let (at, group, call, place) = (self.now, self.group, self.number, self.lines.len());
            self.lines.push(Line { at, group, call, place, message });
        }
    }

    pub(crate) fn completed(&mut self, needs: Needs, status: u16) {
        self.say(needs, |_| format!("Method completed with status: {status}"));
    }

    /// The lines about a call of a Lambda function, up to where it is sent.
    pub(crate) fn invoke(
        &mut self,
        random: &mut Random,
        whose: Whose<'_>,
        body: impl FnOnce(&Self) -> String,
    ) {
        if !self.prints(Needs::Trace) {
            return;
        }
        let function = match whose {
            Whose::Authorizers(_) => "authorizer",
            Whose::Integrations => "orders",
        };
        let (region, account) = (self.api.region, &self.api.account);
        let uri = if whose == Whose::Integrations && !self.method.is_proxy {
            format!("https://backend.example.com{}", self.path)
        } else {
            let lambda = format!("arn:aws:lambda:{region}:{account}:function:{function}");
            format!("https://lambda.{region}.amazonaws.com/2015-03-31/functions/{lambda}/invocations")
        };
        let source = match whose {
            Whose::Authorizers(id) => format!("authorizers/{id}"),
            Whose::Integrations => {
                format!("{}/{}{}", self.stage.name, self.method.verb, self.method.template)
            }
        };
        let api = &self.api.id;
        let headers = format!(
            "Endpoint request headers: {{x-amzn-lambda-integration-tag={}, Authorization={}{}, X-Amz-Date=20260801T120000Z, \
             x-amzn-apigateway-api-id={api}, X-Amz-Source-Arn=arn:aws:execute-api:{region}:{account}:{api}/{source}, \
             Accept=application/json, User-Agent=AmazonAPIGateway_{api}, X-Amz-Security-Token=IQoJb3JpZ2luX2VjE{} [TRUNCATED]",
            self.request_id,
            "*".repeat(240),
            random.hex(6),
            random.base64(520),
        );
        self.say(Needs::Trace, |_| format!("Endpoint request URI: {uri}"));
        self.say(Needs::Trace, |_| headers);
        self.say(Needs::Trace, |call| format!("Endpoint request body after transformations: {}", body(call)));
        if self.world.habits.prints_sending {
            self.say(Needs::Trace, |_| format!("Sending request to {uri}"));
        }
    }

    pub(crate) fn method_arn(&self) -> String {
        let Api { region, account, id, .. } = self.api;
        format!("arn:aws:execute-api:{region}:{account}:{id}/{}/{}{}", self.stage.name, self.verb, self.path)
    }

    /// As a message names it: of the account only the end.
    pub(crate) fn masked_arn(&self) -> String {
        let account = &self.api.account;
        self.method_arn().replacen(account.as_str(), &format!("********{}", &account[8..]), 1)
    }
}

/// As API Gateway masks: all but the last six characters, or the last half of what is short.
pub(crate) fn mask(value: &str) -> String {
    let length = value.chars().count();
    let shown = 6.min(length / 2);
    "*".repeat(length - shown) + &value.chars().skip(length - shown).collect::<String>()
}

/// A message is cut at 1,024 characters.
fn cut(text: String) -> String {
    match text.char_indices().nth(1024) {
        Some((end, _)) => text[..end].to_owned() + " [TRUNCATED]",
        None => text,
    }
}

/// As `01/Aug/2026:12:00:00 +0000`; the traffic is of one month.
pub(crate) fn request_time(at: i64) -> String {
    let seconds = (at - BEGINNING) / 1000 + 12 * 3600;
    let (day, hour, minute) = (seconds / 86400 + 1, seconds / 3600 % 24, seconds / 60 % 60);
    format!("{day:02}/Aug/2026:{hour:02}:{minute:02}:{:02} +0000", seconds % 60)
}
