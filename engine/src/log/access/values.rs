//! The values that need more than their name to be read: a type, a second variable, or one of two forms.
//!
//! All others are asked for by their names. What the path says is told in [`crate::request::paths`], for it needs the stage.

use time::macros::format_description;

use super::Record;
use crate::time::Instant;

impl Record<'_> {
    /// The API: named, or as its own domain begins with it.
    pub fn api_id(&self) -> Option<&str> {
        let of_domain = || self.get("domainName")?.split_once(".execute-api.").map(|(api_id, _)| api_id);
        self.get("apiId").or_else(of_domain)
    }

    /// What the client got.
    pub fn status(&self) -> Option<u16> {
        self.status_of("status")
    }

    /// The status of the authorizer.
    pub fn authorizer_status(&self) -> Option<u16> {
        self.status_of("authorizer.status")
    }

    /// How long the authorizer's Lambda took, in milliseconds.
    pub fn authorizer_integration_latency(&self) -> Option<u64> {
        self.get("authorizer.integrationLatency")?.parse().ok()
    }

    /// The id of the authorizer's Lambda invocation; absent when it was not invoked.
    pub fn authorizer_request_id(&self) -> Option<&str> {
        self.get("authorizer.requestId")
    }

    /// When API Gateway received the call: to the millisecond, or to the second.
    pub fn request_time(&self) -> Option<Instant> {
        let epoch = self.get("requestTimeEpoch").and_then(|millis| millis.parse().ok());
        epoch.and_then(Instant::from_millis).or_else(|| self.get("requestTime").and_then(clf_time))
    }

    fn status_of(&self, name: &str) -> Option<u16> {
        self.get(name)?.parse().ok().filter(|status| (100..600).contains(status))
    }
}

/// `28/Aug/2019:15:10:34 +0000`.
fn clf_time(text: &str) -> Option<Instant> {
    let format = format_description!(
        "[day]/[month repr:short]/[year]:[hour]:[minute]:[second] [offset_hour sign:mandatory][offset_minute]"
    );
    let moment = time::OffsetDateTime::parse(text, format).ok()?;
    Instant::from_millis(moment.unix_timestamp().checked_mul(1000)?)
}

#[cfg(test)]
mod tests {
    use super::super::Record;

    #[test]
    fn a_value_is_read_in_each_of_its_forms() {
        for (name, value, shown) in [
            ("requestTime", "28/Aug/2019:15:10:34 +0000", Some("2019-08-28T15:10:34.000Z")),
            ("requestTime", "28/Aug/2019:17:10:34 +0200", Some("2019-08-28T15:10:34.000Z")),
            ("requestTimeEpoch", "1567005034123", Some("2019-08-28T15:10:34.123Z")),
            ("requestTimeEpoch", "99999999999999999999", None),
            ("requestTime", "yesterday", None),
        ] {
            let record = Record { fields: vec![(name.into(), value.into())] };
            let shown = shown.map(str::to_owned);
            assert_eq!(record.request_time().map(|at| at.to_string()), shown, "{value}");
        }
        for (name, value) in
            [("apiId", "a1b2c3"), ("domainName", "a1b2c3.execute-api.eu-west-1.amazonaws.com")]
        {
            let record = Record { fields: vec![(name.into(), value.into())] };
            assert_eq!(record.api_id(), Some("a1b2c3"));
        }
    }
}
