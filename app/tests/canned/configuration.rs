//! Two configurations of an API, and what somebody wrote to be taken for HTML.

use app::pages::configuration::data::{
    ApiRow, Compared, ConfigurationPage, ConfigurationsPage, MomentRow, StageRow,
};
use engine::configuration::{
    difference::{Became, Change, Thing},
    undeployed::{Certainty, Undeployed},
};

use super::now;

fn api() -> ApiRow {
    ApiRow {
        api_id: "a1b2c3d4e5".into(),
        name: Some("<b>orders".into()),
        region: Some("eu-central-1".into()),
        last_seen: Some(now()),
        n_configurations: 2,
        not_live: vec!["prod".into()],
    }
}

fn change() -> Change {
    Change {
        thing: Thing::Authorizer,
        name: "<i>orders-auth".into(),
        became: Became::Changed {
            field: "authorizerResultTtlInSeconds".into(),
            before: Some("0".into()),
            after: Some("300".into()),
        },
    }
}

pub(crate) fn configurations() -> ConfigurationsPage {
    ConfigurationsPage { apis: vec![api()] }
}

pub(crate) fn configuration(is_compared: bool) -> ConfigurationPage {
    let before = Some(now().plus_millis(-3_600_000));
    ConfigurationPage {
        api: api(),
        stages: vec![StageRow {
            stage: "prod".into(),
            undeployed: Undeployed {
                deployment_id: Some("d1".into()),
                deployed_at: before,
                certainty: Certainty::Inferred,
                changes: vec![change()],
                perhaps: Vec::new(),
            },
        }],
        moments: vec![
            MomentRow { from: Some(now()), until: Some(now()), changes: Some(vec![change()]) },
            MomentRow { from: before, until: before, changes: None },
        ],
        n_older: 0,
        compared: is_compared.then(|| Compared { before, after: Some(now()), changes: vec![change()] }),
    }
}
