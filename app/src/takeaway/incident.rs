//! An incident as Markdown, and as JSON.

use engine::export::{
    markdown::{code, text},
    record::{Counted, IncidentRecord, Said},
};

use super::{
    markdown::{fact, lines, link, part, policy, steps},
    timeline::timeline,
};
use crate::{
    format,
    pages::incidents::{
        data::{IncidentPage, Proof},
        key, story,
    },
    urls,
    words::Words,
};

pub(super) fn markdown(words: Words, page: &IncidentPage, site: &str) -> String {
    let incident = &page.incident;
    let story = story(&incident.identity);
    let meaning = format!("{}\n", text(&words.say(&format!("{}.meaning", story.key()))));
    let none = |key: &str| text(&words.say(key));
    let asked = page.methods.iter().map(|asked| {
        let call = [asked.method.as_deref(), asked.path.as_deref()].into_iter().flatten();
        let call: Vec<&str> = call.collect();
        let name = if call.is_empty() { none("call-unnamed") } else { code(&call.join(" ")) };
        format!("- {name} × {}\n", format::count(asked.n))
    });
    let callers = page.callers.iter().map(|caller| {
        let name = caller.principal.as_deref().map_or_else(|| none("incident-caller-unnamed"), code);
        format!("- {name} × {}\n", format::count(caller.n))
    });
    [
        format!("# {}\n\n", text(&words.say(&story.key()))),
        facts(words, page, site),
        part(&words.say("why-title"), &meaning),
        part(&words.say("evidence-title"), &proof(words, page.proof.as_ref(), site)),
        part(&words.say("incident-methods"), &asked.collect::<String>()),
        part(&words.say("incident-callers-title"), &callers.collect::<String>()),
        part(&words.say("takeaway-timeline"), &timeline(words, page)),
        part(&words.say("steps-title"), &steps(words, story, &page.cards, incident.heals_at)),
    ]
    .concat()
}

fn facts(words: Words, page: &IncidentPage, site: &str) -> String {
    let incident = &page.incident;
    let calls = words.say_with("incident-calls", &[("n", incident.n_requests.into())]);
    let key_of_callers = if incident.has_more_callers { "incident-callers-more" } else { "incident-callers" };
    let callers = words.say_with(key_of_callers, &[("n", incident.n_callers.into())]);
    let of = |key: &str, value: Option<String>| {
        value.map(|value| fact(&words.say(key), &value)).unwrap_or_default()
    };
    let grouped = key(words, &incident.identity);
    [
        of("takeaway-link", Some(link(&format!("{site}{}", urls::incident(incident.incident_id))))),
        of("takeaway-number", Some(incident.incident_id.to_string())),
        of("shared-state", Some(text(&words.say(&format!("incident-state-{}", incident.state.id()))))),
        of("takeaway-key", (!grouped.is_empty()).then(|| code(&grouped))),
        of("shared-many", Some(format!("{}, {}", text(&calls), text(&callers)))),
        of("incident-first", incident.first_seen.map(|at| at.to_string())),
        of("incident-last", incident.last_seen.map(|at| at.to_string())),
        of("takeaway-owner", incident.owner.as_deref().map(code)),
        of("shared-heals", incident.heals_at.map(|at| at.to_string())),
    ]
    .concat()
}

fn proof(words: Words, proof: Option<&Proof>, site: &str) -> String {
    let Some(proof) = proof else { return String::new() };
    let address = link(&format!("{site}{}", urls::request(&proof.reference)));
    let grade = text(&words.say(&format!("grade-{}", proof.grade.id())));
    let statements = policy(words, &proof.policy, proof.statement);
    let statements = if statements.is_empty() { statements } else { format!("\n{statements}") };
    let all: Vec<_> = proof.lines.iter().collect();
    format!("{} {address} ({grade})\n\n{}{statements}", text(&words.say("takeaway-proof")), lines(&all))
}

pub(super) fn record(page: &IncidentPage, site: &str) -> IncidentRecord {
    let row = &page.incident;
    let known = |id: &str| (!id.is_empty()).then(|| id.to_owned());
    let asked = page.methods.iter().map(|asked| Counted {
        method: asked.method.clone(),
        path: asked.path.clone(),
        n_requests: asked.n,
        ..Counted::default()
    });
    let callers = page.callers.iter().map(|caller| Counted {
        principal: caller.principal.clone(),
        n_requests: caller.n,
        ..Counted::default()
    });
    let said = page.activity.iter().map(|one| Said {
        at: one.at,
        user: one.user.clone(),
        kind: one.kind.clone(),
        body: one.body.clone(),
    });
    IncidentRecord {
        incident_id: row.incident_id,
        url: format!("{site}{}", urls::incident(row.incident_id)),
        state: row.state,
        api_id: known(&row.identity.api_id),
        stage: known(&row.identity.stage),
        authorizer_id: known(&row.identity.authorizer_id),
        cause: row.identity.cause,
        deny: row.identity.deny,
        policy_origin: row.identity.policy_origin,
        statement: row.identity.statement,
        n_requests: row.n_requests,
        n_callers: row.n_callers,
        first_seen: row.first_seen,
        last_seen: row.last_seen,
        owner: row.owner.clone(),
        resolved_at: row.resolved_at,
        ignored_until: row.ignored_until,
        heals_at: row.heals_at,
        methods: asked.collect(),
        callers: callers.collect(),
        latest: page.latest.iter().map(|call| call.reference.clone()).collect(),
        activity: said.collect(),
    }
}
