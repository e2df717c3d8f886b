//! One call, shown as a stored one is: verdict, gates, facts, what is missing, what to do, lines.

use std::collections::{HashMap, HashSet};

use engine::{
    diagnosis::{Cause, Deny, Diagnosis},
    format,
    ids::{ApiId, StageName},
    paste::Call,
    remediation::{flush, place::Place},
    request::{
        Line,
        timeline::{GatePassage, Passage},
    },
    story::{self, Step, Story, Weight},
};
use engine_templates::{Filling, Part};

use crate::{page::Page, search};

/// All that is said of a call.
pub(crate) fn article(page: &Page, call: &Call) -> Option<Part> {
    let Call { request, diagnosis, gates, is_reply, alternatives } = call;
    let article = page.piece("call")?;
    let told = Told::of(page, call);
    let slots = told.slots();
    let key = told.story.key();

    article.append_some("title", page.sentence(&format!("{key}.title"), &slots).as_ref());
    match diagnosis.status {
        Some(status) => {
            article.text("status", &status.to_string());
            let outcome = match status {
                500.. => "failed",
                400.. => "refused",
                _ => "allowed",
            };
            article.set("status", "data-outcome", outcome);
        }
        None => article.text("status", &page.text("no-status", &[])),
    }
    let place = [request.api_id.as_ref().map(ApiId::as_str), request.stage.as_ref().map(StageName::as_str)];
    let place: Vec<_> = place.into_iter().flatten().collect();
    let place = (!place.is_empty()).then(|| format::visible(&place.join(" / ")));
    article.text_or_remove("place", place.as_deref());
    article.text_or_remove("time", request.started_at().map(format::millisecond).as_deref());
    let id = request.request_id.as_ref().map(ToString::to_string);
    let id = id.or_else(|| request.extended_request_id.as_ref().map(ToString::to_string));
    match &id {
        Some(id) => article.set("look-up", "href", &search(id)),
        None => article.remove("look-up"),
    }
    article.text_or_remove("id", id.as_deref().map(format::visible).as_deref());

    add_gates(page, &article, call);
    article.append_some("verdict", page.sentence(&format!("{key}.verdict"), &slots).as_ref());
    article.append("verdict", &page.plain(" "));
    article.append_some("verdict", page.piece(&format!("grade-{}", diagnosis.grade.id())).as_ref());
    article.append_some("meaning", page.sentence(&format!("{key}.meaning"), &slots).as_ref());
    add_facts(page, &article, diagnosis);
    for cause in alternatives {
        let key = Story::new(*cause, None, None).key();
        add_item(page, &article, "alternatives", &key, &format!("{key}.meaning"));
    }
    if alternatives.is_empty() {
        article.remove("other");
    }
    for missing in &diagnosis.missing {
        let key = format!("missing-{}", missing.id());
        add_item(page, &article, "missing", &key, &format!("{key}.show"));
    }
    if diagnosis.missing.is_empty() {
        article.remove("unsaid");
    }
    add_steps(page, &article, call, told.story);
    let count = page.text("evidence-lines", &[("n", &request.lines.len().to_string())]);
    article.text_or_remove("count", Some(count.as_str()).filter(|_| !is_reply));
    let evidence: HashSet<u64> = diagnosis.evidence.iter().copied().collect();
    let gates: HashMap<u64, &GatePassage> =
        gates.iter().flat_map(|gate| gate.lines.iter().map(move |number| (*number, gate))).collect();
    for line in &request.lines {
        let gate = gates.get(&line.number).copied();
        let weight = Weight::of(diagnosis, evidence.contains(&line.number), gate);
        article.append_some("lines", one_line(page, weight, line, gate).as_ref());
    }
    Some(article)
}

/// What the sentences about a call ask for.
struct Told {
    story: Story,
    call: String,
    filled: String,
    status: String,
}

impl Told {
    fn of(page: &Page, call: &Call) -> Self {
        let Call { request, diagnosis, .. } = call;
        let filled = diagnosis.filled_by.as_ref();
        Self {
            story: Story::new(diagnosis.cause, diagnosis.deny, diagnosis.policy_origin),
            call: format::call(request.method.as_deref(), request.path.as_deref())
                .unwrap_or_else(|| page.text("this-call", &[])),
            filled: filled
                .and_then(|filled| format::call(filled.method.as_deref(), filled.path.as_deref()))
                .unwrap_or_else(|| "none".to_owned()),
            status: diagnosis
                .status
                .map_or_else(|| page.text("none-known", &[]), |status| status.to_string()),
        }
    }

    fn slots(&self) -> [Filling<'_>; 3] {
        [("call", &self.call), ("filled", &self.filled), ("status", &self.status)]
    }
}

fn add_gates(page: &Page, article: &Part, call: &Call) {
    let passages: Vec<Passage> = call.gates.iter().map(|gate| gate.passage).collect();
    let (last, is_through) = story::walked(&passages);
    for (place, gate) in call.gates.iter().enumerate() {
        let Some(item) = page.piece("gate") else { return };
        let passage = story::said_of(gate.passage);
        let id = passage.trim_start_matches("passage-");
        item.set("gate", "id", &format!("gate-{}", gate.gate.id()));
        item.set("gate", "data-passage", id);
        let way = |is_gone: bool| {
            let way = page.piece("way")?;
            way.set("way", "class", if is_gone { "way went" } else { "way" });
            Some(way)
        };
        item.append_some("drawing", way(place <= last).as_ref());
        let drawn = if place <= last { "went" } else { "ahead" };
        item.append_some("drawing", page.piece(&format!("drawing-{id}-{drawn}")).as_ref());
        item.append_some("drawing", way(place < last || (place == last && is_through)).as_ref());
        item.text("name", &page.text(&format!("gate-{}", gate.gate.id()), &[]));
        item.text("passage", &page.text(passage, &[]));
        item.text("note", &note(page, call, gate));
        match gate.lines.first() {
            Some(first) => {
                let (n, lines) = (gate.lines.len().to_string(), story::runs(&gate.lines));
                item.text("lines", &page.text("gate-lines", &[("n", &n), ("lines", &lines)]));
                item.set("lines", "href", &format!("#line-{first}"));
            }
            None => item.remove("lines"),
        }
        article.append("gates", &item);
    }
}

fn note(page: &Page, call: &Call, gate: &GatePassage) -> String {
    let Call { request, diagnosis, .. } = call;
    let key = story::note(diagnosis, gate);
    let filled = diagnosis.filled_by.as_ref().and_then(|filled| filled.at);
    match (key, filled, request.started_at()) {
        ("gate-note-cached-before", Some(filled), Some(started)) => {
            let (key, n, large, small) = format::span(started.since(filled));
            let span = page.text(key, &[("n", &n), ("large", &large), ("small", &small)]);
            page.text("gate-note-cached-before", &[("before", &span)])
        }
        ("gate-note-cached-before", ..) => page.text("gate-note-cached", &[]),
        // No log was asked.
        ("passage-not_logged", ..) if call.is_reply => page.text("paste-not-told", &[]),
        ("gate-note-status", ..) => {
            let status = diagnosis.status.map(|status| status.to_string()).unwrap_or_default();
            page.text(key, &[("status", &status)])
        }
        _ => page.text(key, &[]),
    }
}

/// By which statement, of which policy, from where, until when.
fn add_facts(page: &Page, article: &Part, diagnosis: &Diagnosis) {
    let add = |name: &str, value: Option<Part>| {
        if let (Some(fact), Some(value)) = (page.piece("fact"), value) {
            fact.append_some("name", page.sentence(name, &[]).as_ref());
            fact.append("value", &value);
            article.append("facts", &fact);
        }
    };
    let code = |text: &str| {
        let code = page.piece("code")?;
        code.text("text", &format::visible(text));
        Some(code)
    };
    if matches!(diagnosis.cause, Cause::AuthorizerPolicyDeny | Cause::ResourcePolicyDeny) {
        let deny = page.text(&format!("deny-{}", diagnosis.deny.unwrap_or(Deny::Unknown).id()), &[]);
        let decided = match diagnosis.statement {
            Some(index) => {
                let number = (u64::from(index) + 1).to_string();
                page.sentence("facts-decided-statement", &[("number", &number), ("deny", &deny)])
            }
            None if diagnosis.deny == Some(Deny::Implicit) => {
                page.sentence("facts-decided-silence", &[("deny", &deny)])
            }
            None => Some(page.plain(&deny)),
        };
        add("facts-decided-by", decided);
    }
    if !diagnosis.policy.is_empty()
        && let Some(policy) = page.piece("policy")
    {
        for (index, statement) in diagnosis.policy.iter().enumerate() {
            let Some(item) = page.piece("statement") else { break };
            item.text("text", &format::visible(statement));
            if u32::try_from(index).ok() == diagnosis.statement {
                item.set("item", "class", "decisive");
            }
            policy.append("policy", &item);
        }
        add("facts-policy", Some(policy));
    }
    if let Some(arn) = &diagnosis.method_arn {
        add("facts-call", code(arn));
    }
    if let Some(origin) = diagnosis.policy_origin {
        add("facts-origin", page.sentence(&format!("origin-{}", origin.id()), &[]));
    }
    if let Some(filled) = &diagnosis.filled_by {
        let at = filled.at.map_or_else(|| page.text("none-known", &[]), format::millisecond);
        let call = format::call(filled.method.as_deref(), filled.path.as_deref());
        let by = match &call {
            Some(call) => page.text("facts-filled", &[("call", call), ("at", &at)]),
            None => page.text("facts-filled-unnamed", &[("at", &at)]),
        };
        let id = format::visible(filled.request_id.as_str());
        let where_it_is = page.text("paste-filled-outside", &[("id", &id)]);
        add("facts-filled-by", Some(page.plain(&format!("{by} · {where_it_is}"))));
    }
    if let Some(heals) = diagnosis.heals_at {
        add("facts-heals", page.sentence("facts-heals-at", &[("at", &format::millisecond(heals))]));
    }
    if let (Some(status), Some(source)) = (diagnosis.status, diagnosis.status_source) {
        let source = page.text(&format!("status-{}", source.id()), &[]);
        add("facts-status", Some(page.plain(&format!("{status} · {source}"))));
    }
    if let Some(principal) = &diagnosis.principal {
        add("facts-principal", code(principal));
    }
}

fn add_item(page: &Page, article: &Part, list: &str, key: &str, more: &str) {
    let Some(item) = page.piece("item") else { return };
    item.append_some("text", page.sentence(key, &[]).as_ref());
    item.append_some("more", page.sentence(more, &[]).as_ref());
    article.append(list, &item);
}

fn add_steps(page: &Page, article: &Part, call: &Call, story: Story) {
    let Call { request, diagnosis, .. } = call;
    if story.steps().is_empty() {
        article.remove("to-do");
    }
    for (number, step) in (1..).zip(story.steps()) {
        let Some(item) = page.piece("step") else { return };
        let heals = diagnosis.heals_at.map(|heals| format!("{} UTC", format::second(heals)));
        let key = match (step, &heals) {
            (Step::Wait, None) => "step-wait-ttl".to_owned(),
            _ => format!("step-{}", step.id()),
        };
        item.text("number", &i32::to_string(&number));
        item.text("title", &page.text(&key, &[]));
        item.text("why", &page.text(&format!("{key}.why"), &[("heals", &heals.unwrap_or_default())]));
        let ids = request.api_id.as_ref().zip(request.stage.as_ref()).filter(|_| *step == Step::Flush);
        let command = ids.and_then(|(api, stage)| {
            let (api, stage) = (api.as_str(), stage.as_str());
            let scope = page.text("command-scope", &[("api", api), ("stage", stage)]);
            let place = Place::of_call(diagnosis.method_arn.as_deref(), Some(api), Some(stage), None);
            Some((flush(&place)?, scope))
        });
        if let Some((command, scope)) = command {
            item.text("scope", &scope);
            item.text("text", &command.text);
        } else {
            item.remove("scope");
            item.remove("command");
        }
        article.append("steps", &item);
    }
}

fn one_line(page: &Page, weight: Weight, line: &Line, gate: Option<&GatePassage>) -> Option<Part> {
    let item = page.piece("line")?;
    let number = line.number.to_string();
    item.set("line", "id", &format!("line-{number}"));
    item.set("line", "data-weight", weight.id());
    item.text("number", &number);
    item.set("number", "href", &format!("#line-{number}"));
    item.set("number", "aria-label", &page.text("evidence-line", &[("number", &number)]));
    let at = line.at.map(engine::time::Instant::time_of_day);
    item.text_or_remove("at", at.as_deref());
    if let Some(at) = line.at {
        item.set("at", "datetime", &at.to_string());
        item.set("at", "title", &at.to_string());
    }
    item.text("text", &format::visible(&line.text));
    match gate {
        Some(gate) => {
            item.text("gate", &page.text(&format!("gate-{}", gate.gate.id()), &[]));
            item.set("gate", "href", &format!("#gate-{}", gate.gate.id()));
        }
        None => item.remove("gate"),
    }
    let said = match weight {
        Weight::Deciding | Weight::Allowing => Some(page.text("evidence-deciding", &[])),
        Weight::Cached => Some(page.text("evidence-cached", &[])),
        Weight::Other => None,
    };
    item.text_or_remove("said", said.as_deref());
    Some(item)
}
