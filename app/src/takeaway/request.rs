//! A call as Markdown.

use engine::{
    diagnosis::Cause,
    export::{
        markdown::{code, text},
        record::proving,
    },
    ids::{ApiId, StageName},
    story::Story,
};

use super::markdown::{fact, lines, link, part, policy, steps};
use crate::{
    pages::request::{data::RequestPage, story_slots},
    urls,
    words::Words,
};

pub(super) fn markdown(words: Words, page: &RequestPage, site: &str) -> String {
    let (request, diagnosis) = (&page.request, &page.diagnosis);
    let story = Story::new(diagnosis.cause, diagnosis.deny, diagnosis.policy_origin);
    let slots = story_slots(words, page);
    let title = words.say_with(&format!("{}.title", story.key()), &slots);
    let verdict = words.rich(&format!("{}.verdict", story.key()), &slots);
    let verdict: String = verdict.into_iter().map(|piece| piece.text).collect();
    let meaning = words.say(&format!("{}.meaning", story.key()));
    let why = format!(
        "{} ({})\n\n{}\n",
        text(&verdict),
        text(&words.say(&format!("grade-{}", diagnosis.grade.id()))),
        text(&meaning)
    );
    let proof: Vec<_> = proving(request, diagnosis).collect();
    let steps = if diagnosis.cause == Cause::None {
        String::new()
    } else {
        steps(words, story, &page.cards, diagnosis.heals_at)
    };
    [
        format!("# {}\n\n", text(&title)),
        facts(words, page, site),
        part(&words.say("why-title"), &why),
        part(&words.say("facts-policy"), &policy(words, &diagnosis.policy, diagnosis.statement)),
        part(&words.say("evidence-title"), &lines(&proof)),
        part(&words.say("steps-title"), &steps),
    ]
    .concat()
}

fn facts(words: Words, page: &RequestPage, site: &str) -> String {
    let (request, diagnosis) = (&page.request, &page.diagnosis);
    let place = [request.api_id.as_ref().map(ApiId::as_str), request.stage.as_ref().map(StageName::as_str)];
    let place: Vec<&str> = place.into_iter().flatten().collect();
    let call = [request.method.as_deref(), request.path.as_deref()];
    let call: Vec<&str> = call.into_iter().flatten().collect();
    let known = |values: &[&str], between: &str| (!values.is_empty()).then(|| code(&values.join(between)));
    let filled = diagnosis.filled_by.as_ref().map(|filled| code(filled.request_id.as_str()));
    let of = |key: &str, value: Option<String>| {
        value.map(|value| fact(&words.say(key), &value)).unwrap_or_default()
    };
    [
        of("takeaway-link", Some(link(&format!("{site}{}", urls::request(&page.row.reference))))),
        of("facts-request-id", request.request_id.as_ref().map(|id| code(id.as_str()))),
        of("facts-extended-id", request.extended_request_id.as_ref().map(|id| code(id.as_str()))),
        of("takeaway-when", page.row.started_at.map(|at| at.to_string())),
        of("facts-api", known(&place, "/")),
        of("takeaway-call", known(&call, " ")),
        of("facts-call", diagnosis.method_arn.as_deref().map(code)),
        of("facts-status", diagnosis.status.map(|status| status.to_string())),
        of("facts-principal", diagnosis.principal.as_deref().map(code)),
        of("facts-filled-by", filled),
        of("facts-heals", diagnosis.heals_at.map(|at| at.to_string())),
    ]
    .concat()
}
