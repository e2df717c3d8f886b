//! Whether everyone can use a page: axe-core, run on it.

use std::fs;

use serde_json::{Value, json};

use super::Browser;
use crate::environment;

/// WCAG 2.2, levels A and AA.
const RULES: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

impl Browser {
    /// Where the page that is open breaks the rules of WCAG 2.2 AA, as far as a program can tell.
    pub async fn barriers(&self) -> Vec<String> {
        let source = fs::read_to_string(environment::axe()).unwrap();
        self.run(&format!("if (!window.axe) {{ {source} }}"), vec![]).await;
        let script = "
            const [tags, done] = arguments;
            axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
                .then((found) => done(found.violations.flatMap((violation) => violation.nodes.map((node) =>
                    `${violation.id}: ${node.target} ${node.html.slice(0, 200)} ${node.failureSummary}`))))
                .catch((error) => done([`axe failed: ${error}`]));";
        match self.client.execute_async(script, vec![json!(RULES)]).await {
            Ok(Value::Array(found)) => found.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            other => self.fail(&format!("axe gave no answer: {other:?}")).await,
        }
    }
}
