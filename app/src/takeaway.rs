//! What of a page is carried elsewhere: into a ticket, a terminal, AWS's console. In the viewer's words, except for what AWS wrote. What a
//! caller wrote is made harmless by [`engine::export`].
//!
//! | file | what is there |
//! |---|---|
//! | `request` | of a call |
//! | `incident` | of an incident |
//! | `markdown` | what both write alike |
//! | `timeline` | what happened to an incident, in order |
//! | `menu` | the entries of the menu on their pages |

mod incident;
mod markdown;
mod menu;
mod request;
mod timeline;

use engine::{
    export::record::{incident_json as incident_record, request_json as request_record},
    remediation::place::{Found, Place},
};

use crate::{
    pages::{incidents::data::IncidentPage, request::data::RequestPage, requests::data::MOST_ROWS},
    urls,
    viewer::Language,
    words::Words,
};

pub(crate) use menu::{Entry, of_incident, of_request};

/// A call as Markdown, for a ticket. `site` is our address.
pub fn request_markdown(language: Language, page: &RequestPage, site: &str) -> String {
    request::markdown(Words { language }, page, site)
}

/// A call as `why403 diagnose` prints it, with its address and the lines that prove it.
pub fn request_json(page: &RequestPage, site: &str) -> String {
    let url = format!("{site}{}", urls::request(&page.row.reference));
    request_record(&page.request, &page.diagnosis, &url)
}

/// An incident as Markdown: what a post-mortem begins with.
pub fn incident_markdown(language: Language, page: &IncidentPage, site: &str) -> String {
    incident::markdown(Words { language }, page, site)
}

/// An incident as JSON.
pub fn incident_json(page: &IncidentPage, site: &str) -> String {
    incident_record(&incident::record(page, site))
}

/// What stands behind a table of calls of which there are more.
pub fn table_is_cut(language: Language) -> String {
    Words { language }.say_with("takeaway-csv-cut", &[("n", MOST_ROWS.into())])
}

/// Where a call went, as far as its ids are in AWS's grammar.
fn place_of_request(page: &RequestPage) -> Place {
    let request = &page.request;
    Place::read(Found {
        region: page.region.as_deref(),
        api: request.api_id.as_ref().map(engine::ids::ApiId::as_str),
        stage: request.stage.as_ref().map(engine::ids::StageName::as_str),
        ..Found::default()
    })
}

fn place_of_incident(page: &IncidentPage) -> Place {
    let identity = &page.incident.identity;
    let (api, stage) = (Some(identity.api_id.as_str()), Some(identity.stage.as_str()));
    Place::read(Found { region: page.region.as_deref(), api, stage, ..Found::default() })
}
