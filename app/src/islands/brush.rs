//! Drawing over a chart chooses the time that is drawn over, as whole columns. Without scripts the links and fields above the chart
//! do the same.

use js_sys::Date;
use leptos::{ev::PointerEvent, html::Span, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// Less than this is a click, in pixels.
const LEAST: f64 = 6.0;

/// Lies over the columns of a chart.
#[island]
pub fn Brush(
    /// The address of what the chart shows, to which `from` and `to` are added.
    address: String,
    /// Where its first column begins, in milliseconds since 1970.
    from: i64,
    /// The milliseconds of a column.
    step_ms: i64,
    /// Its columns.
    n_columns: u32,
) -> impl IntoView {
    // From where to where, in pixels, and how many there are.
    let drawn = RwSignal::new(None::<(f64, f64, f64)>);
    let is_ready = RwSignal::new(false);
    Effect::new(move |_| is_ready.set(true));
    let place = |event: &PointerEvent| {
        let element = event.current_target()?.dyn_into::<HtmlElement>().ok()?;
        let bounds = element.get_bounding_client_rect();
        (bounds.width() > 0.0).then(|| {
            (
                (f64::from(event.client_x()) - bounds.left()).clamp(0.0, bounds.width()),
                bounds.width(),
                element,
            )
        })
    };
    let begin = move |event: PointerEvent| {
        if let Some((at, width, element)) = place(&event).filter(|_| event.button() == 0) {
            event.prevent_default();
            // Without it the drawing ends at the chart's edge, which is all that is lost.
            let _ = element.set_pointer_capture(event.pointer_id());
            drawn.set(Some((at, at, width)));
        }
    };
    let go_on = move |event: PointerEvent| {
        if let (Some((start, ..)), Some((at, width, _))) = (drawn.get_untracked(), place(&event)) {
            drawn.set(Some((start, at, width)));
        }
    };
    let end = move |_| {
        let Some((start, at, width)) = drawn.get_untracked() else { return };
        drawn.set(None);
        if (at - start).abs() < LEAST {
            return;
        }
        let columns = f64::from(n_columns);
        let column = |pixels: f64| pixels / width * columns;
        #[expect(clippy::cast_possible_truncation, reason = "no more than there are columns")]
        let (first, last) = (column(start.min(at)).floor() as i64, column(start.max(at)).ceil() as i64);
        let moment = |column: i64| {
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of any year have their own number")]
            let millis = from.saturating_add(column.saturating_mul(step_ms)) as f64;
            String::from(Date::new(&millis.into()).to_iso_string())
        };
        let sign = if address.contains('?') { '&' } else { '?' };
        let target = format!("{address}{sign}from={}&to={}", moment(first), moment(last));
        // The browser refuses no address of this site.
        let _ = window().location().set_href(&target);
    };
    // By property, for the page's security policy takes no attribute of style.
    let marked = NodeRef::<Span>::new();
    Effect::new(move |_| {
        let (Some((start, at, width)), Some(marked)) = (drawn.get(), marked.get()) else { return };
        for (name, pixels) in [("left", start.min(at)), ("width", (at - start).abs())] {
            // A browser that refuses it draws nothing, and chooses all the same.
            let _ =
                HtmlElement::style(&marked).set_property(name, &format!("{:.2}%", pixels / width * 100.0));
        }
    });
    view! {
        <div
            class="chart-brush" hidden=move || !is_ready.get() aria-hidden="true"
            on:pointerdown=begin on:pointermove=go_on on:pointerup=end
            on:pointercancel=move |_| drawn.set(None)
        >
            <span class="chart-brushed" node_ref=marked hidden=move || drawn.get().is_none()></span>
        </div>
    }
}
