//! Commands for `sh`: the call once more, and its lines. Both only read, and hold no secret: why403 has none.

use std::fmt::Write as _;

use super::{console::services, log_group, window::Window};
use crate::remediation::{
    place::{Id, Place},
    shell::quote,
};

/// The lines that hold `text` in the stage's log group, by the AWS CLI.
pub fn filter_log_events(place: &Place, window: Window, text: &str) -> Option<String> {
    if text.contains(['"', '\\']) {
        return None;
    }
    let group = quote(&log_group(place)?)?;
    let pattern = quote(&format!("\"{text}\""))?;
    let (from, to) = (window.from.millis(), window.to.millis());
    let mut line = format!(
        "aws logs filter-log-events --log-group-name {group} --start-time {from} --end-time {to} --filter-pattern {pattern}"
    );
    // Where the log names no region, the CLI takes its own.
    if let Some(region) = place.get(Id::Region) {
        line.push_str(" --region ");
        line.push_str(&quote(region)?);
    }
    Some(line)
}

/// What a caller must show, for `curl`: the shell fills in what `name` holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// `Authorization`.
    Token,
    /// `Authorization` and `x-api-key`.
    TokenAndKey,
}

/// The same call again. `None` where the path is a template, holds something masked, or what nobody should paste.
pub fn curl(place: &Place, method: &str, path: &str, shown: Shown) -> Option<String> {
    let is_method = (1..=10).contains(&method.len()) && method.bytes().all(|byte| byte.is_ascii_uppercase());
    if !is_method || !path.starts_with('/') || path.contains("***") || path.contains('{') {
        return None;
    }
    let (api, stage) = (place.get(Id::Api)?, place.get(Id::Stage)?);
    let host = match place.get(Id::Region) {
        Some(region) => format!("{api}.execute-api.{region}.{}", services(region)?),
        None => format!("{api}.execute-api.\"$AWS_REGION\".amazonaws.com"),
    };
    // The body of an answer to HEAD never comes: curl must be told.
    let how = if method == "HEAD" { "--head".to_owned() } else { format!("--include --request {method}") };
    // Paths stay as they were sent: no `..` is resolved, no bracket is a pattern.
    let path = quote(&format!("/{stage}{}", encoded(path)?))?;
    let headers = match shown {
        Shown::Token => "--header \"Authorization: $TOKEN\"",
        Shown::TokenAndKey => "--header \"Authorization: $TOKEN\" --header \"x-api-key: $API_KEY\"",
    };
    Some(format!("curl {how} --path-as-is --globoff https://{host}{path} {headers}"))
}

/// A path as it may stand in an address: what may not is percent-encoded, what is so already stays.
fn encoded(path: &str) -> Option<String> {
    if !crate::remediation::shell::is_plain(path) {
        return None;
    }
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::{Shown, curl, filter_log_events};
    use crate::{
        export::window::Window,
        remediation::place::{Found, Place},
        time::Instant,
    };

    fn place(region: Option<&str>) -> Place {
        Place::read(Found { region, api: Some("k3x9q2m7ab"), stage: Some("prod"), ..Found::default() })
    }

    #[test]
    fn the_call_again_to_the_letter() {
        assert_eq!(
            curl(&place(Some("eu-west-1")), "POST", "/orders/7", Shown::Token).unwrap(),
            "curl --include --request POST --path-as-is --globoff \
             https://k3x9q2m7ab.execute-api.eu-west-1.amazonaws.com/prod/orders/7 \
             --header \"Authorization: $TOKEN\""
        );
        let in_china = curl(&place(Some("cn-north-1")), "HEAD", "/", Shown::TokenAndKey).unwrap();
        assert_eq!(
            in_china,
            "curl --head --path-as-is --globoff \
             https://k3x9q2m7ab.execute-api.cn-north-1.amazonaws.com.cn/prod/ \
             --header \"Authorization: $TOKEN\" --header \"x-api-key: $API_KEY\""
        );
        let anywhere = curl(&place(None), "GET", "/a b'c", Shown::Token).unwrap();
        assert!(
            anywhere.contains("execute-api.\"$AWS_REGION\".amazonaws.com'/prod/a%20b'\\''c' "),
            "{anywhere}"
        );
    }

    #[test]
    fn what_cannot_be_called_again_is_not_given() {
        for (method, path) in [
            ("POST; id", "/"),
            ("get", "/"),
            ("", "/"),
            ("GET", "orders"),
            ("GET", "/orders/{id}"),
            ("GET", "/reset/*****ab12cd"),
            ("GET", "/a\u{202e}b"),
            ("GET", "/a\nb"),
        ] {
            assert_eq!(curl(&place(Some("eu-west-1")), method, path, Shown::Token), None, "{method} {path}");
        }
    }

    #[test]
    fn the_lines_of_a_call_to_the_letter() {
        let at = |millis| Instant::from_millis(millis).unwrap();
        let window = Window { from: at(1_785_592_891_000), to: at(1_785_593_011_000) };
        assert_eq!(
            filter_log_events(&place(Some("eu-west-1")), window, "c3d4c3d4-0001").unwrap(),
            "aws logs filter-log-events --log-group-name API-Gateway-Execution-Logs_k3x9q2m7ab/prod \
             --start-time 1785592891000 --end-time 1785593011000 --filter-pattern '\"c3d4c3d4-0001\"' --region eu-west-1"
        );
        assert_eq!(filter_log_events(&place(None), window, "a\" ?b"), None);
        assert_eq!(filter_log_events(&Place::default(), window, "abc"), None);
    }
}
