//! Queries of CloudWatch Logs Insights. What they look for stands between double quotes, and holds nothing that could end them.

use super::is_request_id;

/// Longer texts are not looked for: their start is enough.
const LONGEST: usize = 120;
/// Shorter ones would find anything.
const SHORTEST: usize = 12;

/// All lines of a request, in order. `None` for an id that AWS would not give.
pub fn of_request(request_id: &str) -> Option<String> {
    is_request_id(request_id).then(|| {
        format!(
            "fields @timestamp, @message, @logStream\n| filter @message like \"{request_id}\"\n| sort @timestamp asc\n| limit 1000"
        )
    })
}

/// The lines that hold what decided, the latest first.
pub fn of_text(line: &str) -> Option<String> {
    let text = looked_for(line)?;
    Some(format!(
        "fields @timestamp, @message, @logStream\n| filter @message like \"{text}\"\n| sort @timestamp desc\n| limit 1000"
    ))
}

/// The start of a line that its like have, too: up to what is quoted, masked, listed or named by an ARN.
pub fn looked_for(line: &str) -> Option<&str> {
    let end = line.find("arn:").unwrap_or(line.len());
    let start = line.get(..end)?;
    let is_plain = |character: char| character.is_ascii_alphanumeric() || " ,.:;()/_-".contains(character);
    let start = start.split(|character| !is_plain(character)).next().unwrap_or_default();
    let start = start.get(..LONGEST.min(start.len()))?.trim();
    (start.len() >= SHORTEST).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::{looked_for, of_request, of_text};

    #[test]
    fn a_request_is_looked_for_by_its_id() {
        let query = of_request("3c2b33dc-60ec-4784-8a6d-3b1f7e21bc33").unwrap();
        assert_eq!(
            query,
            "fields @timestamp, @message, @logStream\n\
             | filter @message like \"3c2b33dc-60ec-4784-8a6d-3b1f7e21bc33\"\n\
             | sort @timestamp asc\n| limit 1000"
        );
        for id in
            ["", "short", "a\" | stats count()", "abcdefgh\n", "-bcdefgh-", "äbcdefghij", &"a".repeat(65)]
        {
            assert_eq!(of_request(id), None, "{id}");
        }
    }

    #[test]
    fn of_a_line_only_what_its_like_share_is_looked_for() {
        for (line, text) in [
            (
                "The client is not authorized to perform this operation.",
                Some("The client is not authorized to perform this operation."),
            ),
            (
                "User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:x",
                Some("User: anonymous is not authorized to perform: execute-api:Invoke on resource:"),
            ),
            (
                "Endpoint response body before transformations: {\"a\":1}",
                Some("Endpoint response body before transformations:"),
            ),
            (
                "Using valid authorizer policy for principal: *****mara",
                Some("Using valid authorizer policy for principal:"),
            ),
            ("Unauthorized", Some("Unauthorized")),
            ("\" | stats count() by @message", None),
            ("", None),
        ] {
            assert_eq!(looked_for(line), text, "{line}");
        }
        assert!(of_text("x \" | parse @message").is_none());
        assert_eq!(looked_for(&"ab ".repeat(100)).map(str::len), Some(119));
    }
}
