//! Asks a contestant the questions: first for the answers, then for the time that they take.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result};

use super::contestant::Contestant;
use super::postgres::Postgres;
use super::python::Python;
use super::questions::{ARGUMENT, Asked, QUESTIONS, Question};
use super::truth::Truth;

/// How many answers are compared with the key.
const N_CHECKED: usize = 5;

/// What a question took.
pub(super) struct Timed {
    pub(super) question: Question,
    /// Milliseconds, as often as it was asked.
    pub(super) milliseconds: Vec<f64>,
    /// What was answered wrongly.
    pub(super) wrong: Option<String>,
}

/// Asks in a database of Postgres, prepared in the server, over the unix socket.
pub(super) fn in_postgres(
    postgres: &Postgres<'_>,
    database: &str,
    contestant: Contestant,
    truth: &Truth,
) -> Result<Vec<Timed>> {
    postgres.execute(database, "VACUUM ANALYZE")?;
    let script = tempfile::NamedTempFile::new()?;
    let mut timed = Vec::new();
    for question in QUESTIONS {
        let asked = question.asked(question.n_times(contestant), contestant, truth);
        let mut wrong = None;
        for Asked { argument, answer } in asked.iter().take(N_CHECKED) {
            let sql = question.checking_sql(contestant).replace(ARGUMENT, &format!("'{argument}'"));
            let said = postgres.answer(database, &sql)?;
            wrong = wrong.or_else(|| difference(&said, answer));
        }
        let (parameters, place) = match question.argument_type() {
            Some(name) => (format!("({name})"), "$1"),
            None => (String::new(), ""),
        };
        let sql = question.sql(contestant).replace(ARGUMENT, place);
        let mut text = format!("\\o /dev/null\nPREPARE asked{parameters} AS {sql};\n\\timing on\n");
        for Asked { argument, .. } in asked.iter().cycle().take(question.n_times(contestant)) {
            let argument = if parameters.is_empty() { String::new() } else { format!("('{argument}')") };
            let _ = writeln!(text, "EXECUTE asked{argument};");
        }
        fs::write(script.path(), text)?;
        let told = postgres.psql(database)?.arg("--file").arg(script.path()).output()?;
        let milliseconds = told.lines().filter_map(milliseconds).collect();
        timed.push(Timed { question, milliseconds, wrong });
    }
    Ok(timed)
}

/// `Time: 0.123 ms`, behind which longer times stand in minutes too.
fn milliseconds(line: &str) -> Option<f64> {
    line.strip_prefix("Time: ")?.split(' ').next()?.parse().ok()
}

/// Asks DuckDB or chDB, in one process that has the store open.
pub(super) fn in_python(python: &Python, contestant: Contestant, truth: &Truth) -> Result<Vec<Timed>> {
    let mut timed = Vec::new();
    for question in QUESTIONS {
        let asked = question.asked(question.n_times(contestant), contestant, truth);
        let filled = |sql: String, argument: &str| sql.replace(ARGUMENT, &format!("'{argument}'"));
        let checks: Vec<String> = asked
            .iter()
            .take(N_CHECKED)
            .map(|asked| filled(question.checking_sql(contestant), &asked.argument))
            .collect();
        let queries: Vec<String> = asked
            .iter()
            .cycle()
            .take(question.n_times(contestant))
            .map(|asked| filled(question.sql(contestant), &asked.argument))
            .collect();
        let told = python.ask(contestant, &checks, &queries).with_context(|| question.name())?;
        let wrong = told.answers.iter().zip(&asked).find_map(|(said, asked)| difference(said, &asked.answer));
        timed.push(Timed { question, milliseconds: told.milliseconds, wrong });
    }
    Ok(timed)
}

fn difference(said: &str, answer: &str) -> Option<String> {
    let shown = |text: &str| text.replace('\n', "; ");
    (said != answer).then(|| format!("said `{}`, not `{}`", shown(said), shown(answer)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_times_are_read_in_milliseconds_too() {
        assert_eq!(milliseconds("Time: 0.123 ms"), Some(0.123));
        assert_eq!(milliseconds("Time: 62001.5 ms (01:02.002)"), Some(62001.5));
        assert_eq!(milliseconds("PREPARE"), None);
    }
}
