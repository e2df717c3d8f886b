//! Addresses in AWS's console, of each partition whose console is known. AWS documents none of these: the query stands beside the
//! link.
//!
//! The address of a query is an object, spelled `~(end~'…~source~(~'…))`. In its values each byte that is no letter, digit, `-`, `.` or
//! `_` is `*` and two digits; its own signs are percent-encoded twice, with `$` for the first `%`. Browsers bear it unencoded as well,
//! but what finds links in a text ends them at `'` or `)`.

use std::fmt::Write as _;

use super::{log_group, window::Window};
use crate::remediation::place::{Id, Place};

/// Where a region's services are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Partition {
    console: &'static str,
    services: &'static str,
}

const PARTITIONS: [(&str, Partition); 2] = [
    ("cn-", Partition { console: "console.amazonaws.cn", services: "amazonaws.com.cn" }),
    ("us-gov-", Partition { console: "console.amazonaws-us-gov.com", services: "amazonaws.com" }),
];
const COMMERCIAL: Partition = Partition { console: "console.aws.amazon.com", services: "amazonaws.com" };
/// Partitions whose consoles are not on the public internet, or of which too little is known.
const ELSEWHERE: [&str; 3] = ["us-iso", "eu-iso", "eusc-"];

fn partition(region: &str) -> Option<Partition> {
    if ELSEWHERE.iter().any(|start| region.starts_with(start)) {
        return None;
    }
    let found = PARTITIONS.iter().find(|(start, _)| region.starts_with(start));
    Some(found.map_or(COMMERCIAL, |(_, partition)| *partition))
}

/// The domain under which a region's services answer.
pub(super) fn services(region: &str) -> Option<&'static str> {
    partition(region).map(|partition| partition.services)
}

/// Logs Insights, with a query of the stage's log group in it.
pub fn insights(place: &Place, window: Window, query: &str) -> Option<String> {
    let region = place.get(Id::Region)?;
    let console = partition(region)?.console;
    let group = log_group(place)?;
    let [from, to] = [window.from, window.to].map(|at| value(&at.to_string()));
    let (query, group) = (value(query), value(&group));
    let detail = format!(
        "~(end~'{to}~start~'{from}~timeType~'ABSOLUTE~tz~'UTC~editorString~'{query}~source~(~'{group}))"
    );
    let detail = signs(&detail);
    Some(format!(
        "https://{region}.{console}/cloudwatch/home?region={region}#logsV2:logs-insights$3FqueryDetail$3D{detail}"
    ))
}

/// The authorizers of an API.
pub fn authorizers(place: &Place) -> Option<String> {
    let (region, api) = (place.get(Id::Region)?, place.get(Id::Api)?);
    let console = partition(region)?.console;
    Some(format!(
        "https://{region}.{console}/apigateway/main/apis/{api}/authorizers?api={api}&region={region}"
    ))
}

/// Of a value of the object.
fn value(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(encoded, "*{byte:02x}");
        }
    }
    encoded
}

/// The object's own signs.
fn signs(detail: &str) -> String {
    let mut encoded = String::with_capacity(detail.len() * 2);
    for character in detail.chars() {
        match character {
            '~' => encoded.push_str("$257E"),
            '\'' => encoded.push_str("$2527"),
            '(' => encoded.push_str("$2528"),
            ')' => encoded.push_str("$2529"),
            _ => encoded.push(character),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{authorizers, insights, services};
    use crate::{
        export::{insights::of_request, window::Window},
        remediation::place::{Found, Place},
        time::Instant,
    };

    fn place<'a>(region: Option<&'a str>, api: Option<&'a str>, stage: Option<&'a str>) -> Place {
        Place::read(Found { region, api, stage, ..Found::default() })
    }

    fn window() -> Window {
        let at = |text| Instant::parse(text).unwrap();
        Window { from: at("2026-08-01T14:01:31.482Z"), to: at("2026-08-01T14:03:31.500Z") }
    }

    #[test]
    fn a_query_is_opened_to_the_letter() {
        let place = place(Some("eu-west-1"), Some("k3x9q2m7ab"), Some("prod"));
        let query = of_request("c3d4c3d4-0000-4000-8000-000000000001").unwrap();
        assert_eq!(
            insights(&place, window(), &query).unwrap(),
            "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:logs-insights$3FqueryDetail$3D\
             $257E$2528end$257E$25272026-08-01T14*3a03*3a31.500Z$257Estart$257E$25272026-08-01T14*3a01*3a31.482Z\
             $257EtimeType$257E$2527ABSOLUTE$257Etz$257E$2527UTC$257EeditorString$257E$2527\
             fields*20*40timestamp*2c*20*40message*2c*20*40logStream*0a*7c*20filter*20*40message*20like*20\
             *22c3d4c3d4-0000-4000-8000-000000000001*22*0a*7c*20sort*20*40timestamp*20asc*0a*7c*20limit*201000\
             $257Esource$257E$2528$257E$2527API-Gateway-Execution-Logs_k3x9q2m7ab*2fprod$2529$2529"
        );
    }

    #[test]
    fn nothing_in_a_query_leaves_its_value() {
        let place = place(Some("eu-west-1"), Some("k3x9q2m7ab"), Some("prod"));
        let link = insights(&place, window(), "a'~(b)*&?#%$ \"é").unwrap();
        assert!(link.contains("a*27*7e*28b*29*2a*26*3f*23*25*24*20*22*c3*a9$257Esource"), "{link}");
    }

    #[test]
    fn each_partition_has_its_own_console() {
        for (region, start) in [
            ("us-east-1", "https://us-east-1.console.aws.amazon.com/"),
            ("cn-north-1", "https://cn-north-1.console.amazonaws.cn/"),
            ("us-gov-west-1", "https://us-gov-west-1.console.amazonaws-us-gov.com/"),
        ] {
            let place = place(Some(region), Some("k3x9q2m7ab"), Some("prod"));
            let rest = format!("apigateway/main/apis/k3x9q2m7ab/authorizers?api=k3x9q2m7ab&region={region}");
            assert_eq!(authorizers(&place), Some(format!("{start}{rest}")));
            assert!(insights(&place, window(), "x").unwrap().starts_with(start));
        }
        assert_eq!(services("cn-northwest-1"), Some("amazonaws.com.cn"));
        for region in ["us-iso-east-1", "us-isob-east-1", "eusc-de-east-1"] {
            assert_eq!(authorizers(&place(Some(region), Some("k3x9q2m7ab"), None)), None, "{region}");
        }
    }

    #[test]
    fn what_is_no_id_of_aws_opens_nothing() {
        for (region, api, stage) in [
            (None, Some("k3x9q2m7ab"), Some("prod")),
            (Some("evil.example/"), Some("k3x9q2m7ab"), Some("prod")),
            (Some("eu-west-1"), Some("../../"), Some("prod")),
            (Some("eu-west-1"), Some("k3x9q2m7ab"), Some("prod'~(")),
            (Some("eu-west-1"), Some("k3x9q2m7ab"), Some("test-invoke-stage")),
        ] {
            assert_eq!(insights(&place(region, api, stage), window(), "x"), None);
        }
    }
}
