//! A moment, as a person reads it and as a machine does. The zone stands beside it, or in the heading of its column.

use engine::time::Instant;
use leptos::prelude::*;

use crate::format;

/// To the second and without the zone, for columns whose heading names it.
#[component]
pub(crate) fn Second(moment: Instant) -> impl IntoView {
    let iso = moment.to_string();
    view! { <time datetime=iso.clone() title=iso>{format::second(moment)}</time> }.into_any()
}

/// To the millisecond, with the zone.
#[component]
pub(crate) fn Moment(moment: Instant) -> impl IntoView {
    let iso = moment.to_string();
    view! { <time datetime=iso.clone() title=iso>{format::millisecond(moment)}</time> }.into_any()
}
