//! To which API and stage a request belongs whose lines do not say it.

use std::{collections::HashMap, sync::Arc};

use crate::{
    ids::{ApiId, AuthorizerId, StageName},
    request::Request,
};

/// An API's stage, shared by all that belongs to it.
pub(super) type Home = Arc<(ApiId, StageName)>;

/// The stage that a log group belongs to: `API-Gateway-Execution-Logs_{api}/{stage}`, be it behind an ARN's account.
pub(super) fn of_log_group(name: &str) -> Option<Home> {
    let (_, home) = name.split_once("API-Gateway-Execution-Logs_")?;
    let (api_id, stage) = home.split_once('/')?;
    Some(Arc::new((api_id.into(), stage.trim_end_matches(":*").into())))
}

/// Whether two things may be of one stage.
pub(super) fn may_be_one(one: Option<&Home>, other: Option<&Home>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one == other)
}

/// What is known of the stages that were named so far.
#[derive(Debug, Default)]
pub(super) struct Homes {
    by_authorizer: HashMap<AuthorizerId, Agreed>,
    all: Option<Agreed>,
}

/// An API and a stage, as far as all agree on them.
#[derive(Debug, Clone)]
struct Agreed {
    api_id: Option<ApiId>,
    stage: Option<StageName>,
}

impl Agreed {
    fn agree(&mut self, other: &Self) {
        if self.api_id != other.api_id {
            self.api_id = None;
        }
        if self.stage != other.stage {
            self.stage = None;
        }
    }
}

impl Homes {
    /// Gives API and stage to the requests whose own lines do not name them: by their authorizer, which belongs to one API,
    /// else by the only stage that is named at all.
    pub(super) fn share(&mut self, requests: &mut [Request]) {
        for request in requests.iter().filter(|request| request.api_id.is_some()) {
            let home = Agreed { api_id: request.api_id.clone(), stage: request.stage.clone() };
            if let Some(authorizer_id) = &request.authorizer_id {
                match self.by_authorizer.get_mut(authorizer_id) {
                    Some(known) => known.agree(&home),
                    None => {
                        self.by_authorizer.insert(authorizer_id.clone(), home.clone());
                    }
                }
            }
            self.all.get_or_insert_with(|| home.clone()).agree(&home);
        }
        for request in requests.iter_mut().filter(|request| request.api_id.is_none()) {
            let by_authorizer = request.authorizer_id.as_ref().and_then(|id| self.by_authorizer.get(id));
            if let Some(home) = by_authorizer.or(self.all.as_ref()) {
                request.api_id.clone_from(&home.api_id);
                if request.stage.is_none() {
                    request.stage.clone_from(&home.stage);
                }
            }
        }
    }
}
