//! What comes out: the sentence above, the table with its row, what the client reads.

use engine::{
    arn::MethodArn,
    format,
    playground::{
        Judgement, Sheet,
        judgement::{Obstacle, Reading, Side},
    },
    policy::combine::{Authorization, Combined, Outcome, Outcomes, Pass, Row},
};
use engine_templates::Part;

use crate::{page::Page, reasons};

/// Shows it.
pub(crate) fn show(page: &Page, sheet: &Sheet, judgement: &Judgement) {
    let call = MethodArn::parse(&sheet.arn).map(|arn| format!("{} /{}", arn.method, arn.path));
    let call = call.map_or_else(|| page.text("this-call", &[]), |call| format::visible(&call));
    let (decision, text) = match &judgement.verdict {
        Err(Obstacle::Nothing) => ("none", "play-verdict-nothing"),
        Err(Obstacle::Unreadable) => ("none", "play-verdict-unreadable"),
        Err(Obstacle::NoMethod) => ("none", "play-verdict-no-method"),
        Ok(combined) => match (combined.decision.settled(), combined.decision.is_refusal()) {
            (Some(Outcome::Allow), _) => ("allow", "play-verdict-allow"),
            (Some(Outcome::ExplicitDeny), _) => ("deny", "play-verdict-explicit"),
            (Some(Outcome::ImplicitDeny), _) => ("deny", "play-verdict-implicit"),
            (None, true) => ("deny", "play-verdict-refused"),
            (None, false) => ("unknown", "play-verdict-unknown"),
        },
    };
    if let Some(panel) = page.element("verdict") {
        // Names that are ours can be set.
        let _ = panel.set_attribute("data-decision", decision);
    }
    page.fill_if_other("verdict-text", page.sentence(text, &[("call", &call)]).as_ref());
    let why = judgement.verdict.as_ref().ok().map(|combined| why(page, judgement, combined));
    page.put_text("verdict-why", &why.unwrap_or_default());
    show_unknown(page, judgement);
    let Ok(combined) = &judgement.verdict else {
        page.fill("result", None);
        return;
    };
    let pieces =
        [reasons::panel(page, sheet, judgement), answer(page, judgement), table(page, sheet, combined)];
    let pieces: Vec<_> = pieces.into_iter().flatten().collect();
    page.fill("result", &pieces);
}

/// What each policy says, and when it is decided.
fn why(page: &Page, judgement: &Judgement, combined: &Combined) -> String {
    let caller = if judgement.has_caller { "iam" } else { "authorizer" };
    let mut said = Vec::new();
    if judgement.has_caller_policy {
        said.push(says(page, caller, &judgement.authorizer));
    }
    said.push(says(page, "resource", &judgement.resource_policy));
    let is_alone = judgement.resource_policy.reading == Reading::None;
    if let Some(pass) = combined.pass().filter(|pass| !(is_alone && *pass == Pass::Together)) {
        said.push(page.text(&format!("play-pass-{}", pass.id()), &[]));
    }
    let space = page.text("play-between", &[]);
    said.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join(&space)
}

/// What one policy says of the call.
fn says(page: &Page, whose: &str, side: &Side) -> String {
    let number = side.decides.map(|index| (u64::from(index) + 1).to_string()).unwrap_or_default();
    let what = match (side.reading, side.outcomes.and_then(Outcomes::settled)) {
        (Reading::None, _) => "none",
        (Reading::NotKnown, _) => "not-known",
        (_, Some(Outcome::Allow)) => "allow",
        (_, Some(Outcome::ExplicitDeny)) => "explicit",
        (_, Some(Outcome::ImplicitDeny)) => "implicit",
        (_, None) => "unknown",
    };
    page.text(&format!("play-{whose}-{what}"), &[("number", &number)])
}

/// The keys that it depends on, each with a button that asks for its value.
fn show_unknown(page: &Page, judgement: &Judgement) {
    let Some(piece) = page.piece("unknown").filter(|_| !judgement.unknown_keys.is_empty()) else {
        page.fill("unknown", None);
        return;
    };
    for key in &judgement.unknown_keys {
        let Some(ask) = page.piece("ask") else { break };
        ask.text("ask", &page.text("play-ask", &[("key", &format::visible(key))]));
        ask.set("ask", "data-key", key);
        piece.append("keys", &ask);
    }
    page.fill("unknown", Some(&piece));
}

/// What the client gets.
fn answer(page: &Page, judgement: &Judgement) -> Option<Part> {
    let wordings = judgement.wordings.as_ref()?;
    let answer = page.piece("answer")?;
    answer.text("new", &wordings.new);
    answer.text("old", &wordings.old);
    Some(answer)
}

/// The table that holds, with what applies lit.
fn table(page: &Page, sheet: &Sheet, combined: &Combined) -> Option<Part> {
    let table = page.piece("table")?;
    let id = sheet.authorization.id();
    table.append_some("caption", page.sentence(&format!("play-table-{id}"), &[]).as_ref());
    let has_caller_policy = !matches!(sheet.authorization, Authorization::None | Authorization::Cognito);
    let rows: Vec<Row> = Row::all(sheet.authorization).collect();
    let mut caller_policies: Vec<Option<Outcome>> = rows.iter().map(|row| row.caller_policy).collect();
    caller_policies.dedup();
    let is_iam =
        matches!(sheet.authorization, Authorization::IamSameAccount | Authorization::IamCrossAccount);
    let corner = match (has_caller_policy, is_iam) {
        (false, _) => "play-corner-alone",
        (true, false) => "play-corner-authorizer",
        (true, true) => "play-corner-iam",
    };
    table.text("corner", &page.text(corner, &[]));
    for caller_policy in caller_policies {
        let line = page.piece("table-row")?;
        let cells = rows.iter().filter(|row| row.caller_policy == caller_policy);
        let is_lit = combined.rows.iter().any(|row| row.caller_policy == caller_policy);
        line.text(
            "name",
            &page.text(&format!("play-says-{}", caller_policy.map_or("absent", Outcome::id)), &[]),
        );
        if is_lit {
            line.set("row", "class", "lit");
        }
        for row in cells {
            let cell = page.piece("table-cell")?;
            let outcome = row.outcome();
            cell.text("cell", &page.text(&format!("play-outcome-{}", outcome.id()), &[]));
            cell.set("cell", "data-outcome", outcome.id());
            cell.set("cell", "data-row", &row.id());
            if combined.rows.contains(row) {
                cell.set("cell", "aria-current", "true");
            }
            line.append("row", &cell);
        }
        table.append("rows", &line);
    }
    for outcome in [None]
        .into_iter()
        .chain([Outcome::Allow, Outcome::ImplicitDeny, Outcome::ExplicitDeny].into_iter().map(Some))
    {
        let head = page.piece("table-head")?;
        head.text("head", &page.text(&format!("play-says-{}", outcome.map_or("absent", Outcome::id)), &[]));
        table.append("heads", &head);
    }
    Some(table)
}
