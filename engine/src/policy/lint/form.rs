//! Resources that are no ARN of a method.
//!
//! ## What is seen
//! A path or a URL by itself, an ARN of a Lambda function, the short form `execute-api:/…` in an authorizer's answer, an ARN
//! that ends behind the slash of the API or the stage, or before its sixth part.
//! ## Why it matters
//! A resource is compared, as text, with the ARN of the method that is called. Only API Gateway itself, when it saves a
//! resource policy, turns the short form into an ARN. The examples of AWS's page on how policies work together have lost the
//! asterisks at the end of their ARNs: taken as they stand they match no method. An ARN
//! that lacks whole parts AWS fills up with `*`, so that it covers far more than it says.
//! ## What to do
//! Write the method's ARN: `arn:aws:execute-api:region:account:api-id/stage/METHOD/path`, with `*` for what may be anything.
//! ## Source
//! API Gateway Developer Guide, "Control access for invoking an API", "API Gateway resource policy examples", "How API Gateway
//! resource policies affect authorization workflow".

use super::{Finding, Kind, Resource, View, Whose, parts::Shape};

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    findings.extend(view.resources().filter_map(|resource| judge(view, &resource)));
}

fn judge(view: &View<'_>, resource: &Resource<'_>) -> Option<Finding> {
    match resource.shape {
        Shape::Other if !resource.pattern.is_empty() => Some(resource.finding_whole(Kind::NotAnArn)),
        // In a policy that is attached to a resource nothing is filled up.
        Shape::Incomplete if view.whose == Whose::ResourcePolicy => {
            Some(resource.finding_whole(Kind::NotAnArn))
        }
        Shape::Incomplete => {
            let n_missing = 6 - resource.pattern.split(':').count().min(6);
            let expected = format!("{}{}", resource.pattern, ":*".repeat(n_missing));
            Some(resource.finding_whole(Kind::IncompleteArn).expected(expected))
        }
        Shape::Foreign(service) if !view.is_of_caller() => {
            Some(resource.finding(Kind::ForeignResource, service.span()).found(service.text))
        }
        Shape::Short(_) if view.whose == Whose::Authorizer => Some(resource.finding_whole(Kind::ShortForm)),
        Shape::Short(method) | Shape::Arn(super::parts::Arn { method, .. }) => {
            // Nothing stands behind the slash of the API, or of the stage. Behind that of the method, it is the root.
            let last = method.verb.or(method.stage)?;
            let is_lost = last.text.is_empty() && method.path.is_none();
            is_lost.then(|| {
                let expected = format!("{}*", resource.pattern);
                resource.finding_whole(Kind::LostAsterisk).expected(expected)
            })
        }
        Shape::Other | Shape::Wide | Shape::Domain | Shape::Foreign(_) => None,
    }
}
