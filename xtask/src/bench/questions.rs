//! The four questions of an investigation, in the SQL of each contestant, and their answers.
//!
//! A table of events knows no requests: the answers are put together from lines when they are asked for, as far as lines can tell. So
//! q2 counts at the minute of the refusing line, and q3 does not tell how a policy refused.

use super::contestant::Contestant;
use super::truth::Truth;

/// A question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Question {
    /// All that is known of one request, in order.
    Request,
    /// 403 per minute and stage, over a day.
    Minutes,
    /// Why there was 403, over a day.
    Reasons,
    /// The requests of a caller that a cached policy refused, over a day.
    Cached,
}

/// All of them.
pub(super) const QUESTIONS: [Question; 4] =
    [Question::Request, Question::Minutes, Question::Reasons, Question::Cached];

/// The day of the traffic, and a minute for the last calls to end.
const DAY: (&str, &str) = ("2026-11-01 00:00:00", "2026-11-02 00:01:00");
/// Where the SQL has the request or the caller.
pub(super) const ARGUMENT: &str = "{argument}";

/// One question with what is asked about, and what the answer has to be.
pub(super) struct Asked {
    pub(super) argument: String,
    pub(super) answer: String,
}

impl Question {
    /// The name in the table.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Request => "q1",
            Self::Minutes => "q2",
            Self::Reasons => "q3",
            Self::Cached => "q4",
        }
    }

    /// The type of what is asked about.
    pub(super) fn argument_type(self) -> Option<&'static str> {
        match self {
            Self::Request => Some("uuid"),
            Self::Cached => Some("text"),
            Self::Minutes | Self::Reasons => None,
        }
    }

    /// How often it is asked: what takes seconds, less often.
    pub(super) fn n_times(self, contestant: Contestant) -> usize {
        match (contestant, self) {
            (Contestant::Why403, Self::Request | Self::Cached) | (Contestant::TypedCopy, Self::Request) => {
                200
            }
            (Contestant::Why403, _) | (_, Self::Request) => 40,
            _ => 5,
        }
    }

    /// What is asked about, each time anew where it can be, with the answers.
    pub(super) fn asked(self, n: usize, contestant: Contestant, truth: &Truth) -> Vec<Asked> {
        let asked = |argument: &str, answer: String| Asked { argument: argument.to_owned(), answer };
        let (n_minutes, n_refused) = truth.refused_by_minute();
        match self {
            Self::Request => {
                truth.requests(n).into_iter().map(|(id, n_lines)| asked(id, n_lines.to_string())).collect()
            }
            Self::Minutes => {
                let rows =
                    if contestant == Contestant::Why403 { format!("{n_minutes},") } else { String::new() };
                vec![asked("", format!("{rows}{n_refused}"))]
            }
            Self::Reasons => {
                let causes = truth.causes().into_iter().map(|(cause, n)| format!("{cause},{n}"));
                vec![asked("", causes.collect::<Vec<_>>().join("\n"))]
            }
            Self::Cached => {
                let callers = truth.refused_from_cache(n).into_iter();
                callers.map(|(caller, n)| asked(caller, n.to_string())).collect()
            }
        }
    }

    /// The SQL.
    pub(super) fn sql(self, contestant: Contestant) -> String {
        if contestant == Contestant::Why403 { self.of_requests() } else { self.of_events() }
    }

    /// The SQL whose answer is short enough to be compared.
    pub(super) fn checking_sql(self, contestant: Contestant) -> String {
        let (sql, is_product) = (self.sql(contestant), contestant == Contestant::Why403);
        match (self, is_product) {
            (Self::Request, true) => format!("SELECT n_lines FROM request WHERE request_key = {ARGUMENT}"),
            (Self::Minutes, true) => format!("SELECT count(*), sum(n) FROM ({sql}) AS minutes"),
            (Self::Minutes, false) => format!("SELECT sum(n) FROM ({sql}) AS minutes"),
            (Self::Reasons, true) => {
                format!("SELECT cause, sum(n) FROM ({sql}) AS reasons GROUP BY 1 ORDER BY 1")
            }
            (Self::Reasons, false) => sql,
            (Self::Request | Self::Cached, _) => format!("SELECT count(*) FROM ({sql}) AS found"),
        }
    }

    fn of_requests(self) -> String {
        let (begin, end) = DAY;
        let in_rollup = format!("minute >= '{begin}' AND minute < '{end}' AND status = 403");
        match self {
            Self::Request => {
                format!("SELECT started_at, dictionary_id, pack FROM request WHERE request_key = {ARGUMENT}")
            }
            Self::Minutes => format!(
                "SELECT minute, api_id, stage, sum(n_requests) AS n FROM rollup_minute WHERE {in_rollup} \
                 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
            ),
            Self::Reasons => format!(
                "SELECT cause, deny, policy_origin, sum(n_requests) AS n FROM rollup_minute WHERE {in_rollup} \
                 GROUP BY 1, 2, 3 ORDER BY 4 DESC"
            ),
            Self::Cached => format!(
                "SELECT request_key, started_at, deny, heals_at FROM request WHERE principal = {ARGUMENT} \
                 AND started_at >= '{begin}' AND started_at < '{end}' \
                 AND cause = 'authorizer_policy_deny' AND policy_origin = 'cached' ORDER BY started_at DESC"
            ),
        }
    }

    fn of_events(self) -> String {
        let (begin, end) = DAY;
        let in_day = format!("ts >= '{begin}' AND ts < '{end}'");
        let refusing = "(message LIKE '%) The client is not authorized to perform this operation.' \
             OR message LIKE '%) ExplicitDenyException%' OR message LIKE '%) API Key % not authorized because%' \
             OR message LIKE '%) Method completed with status: 403')";
        match self {
            Self::Request => {
                format!("SELECT ts, message FROM events WHERE request_id = {ARGUMENT} ORDER BY ts, event_id")
            }
            Self::Minutes => format!(
                "SELECT date_trunc('minute', ts) AS minute, stage, count(*) AS n FROM events WHERE {in_day} AND {refusing} \
                 GROUP BY 1, 2 ORDER BY 1, 2"
            ),
            Self::Reasons => format!(
                "SELECT CASE WHEN message LIKE '%) ExplicitDenyException%' THEN 'resource_policy_deny' \
                 WHEN message LIKE '%) API Key%' THEN 'api_key_rejected' \
                 WHEN message LIKE '%) Method completed%' THEN 'backend_refused' \
                 WHEN request_id IN (SELECT request_id FROM events WHERE {in_day} AND message LIKE '%) Starting authorizer%') \
                 THEN 'authorizer_policy_deny' ELSE 'resource_policy_deny' END AS cause, count(*) AS n \
                 FROM events WHERE {in_day} AND {refusing} GROUP BY 1 ORDER BY 1"
            ),
            Self::Cached => format!(
                "SELECT request_id FROM events WHERE {in_day} AND request_id IN (SELECT request_id FROM events \
                 WHERE {in_day} AND message LIKE ('%) Using valid authorizer policy for principal: ' || {ARGUMENT})) \
                 GROUP BY request_id \
                 HAVING sum(CASE WHEN message LIKE '%) The client is not authorized%' THEN 1 ELSE 0 END) > 0 \
                 AND sum(CASE WHEN message LIKE '%) Sending request to %' THEN 1 ELSE 0 END) = 0"
            ),
        }
    }
}
