//! The fields ↔ a sheet. What is typed in the fields is the truth; only what has no field is kept here.

use engine::{
    arn::MethodArn,
    playground::{Entry, Known, Sheet, stored::arn_within},
    policy::combine::Authorization,
};
use web_sys::Element;

use crate::page::{Page, all, set_value_of, value_of};

/// The parts of a method ARN that have a field of their own, in the order in which the ARN has them.
const PARTS: [&str; 4] = ["api", "stage", "method", "path"];

/// What the page says, with `before` as it was.
pub(crate) fn read(page: &Page, old: &Sheet) -> Sheet {
    Sheet {
        authorization: Authorization::from_id(&page.value("authorization")).unwrap_or(Authorization::Lambda),
        authorizer: page.value("authorizer"),
        resource_policy: page.value("resource_policy"),
        is_resource_policy_unknown: page.value("resource_policy-empty") == "unknown",
        action: page.value("action").trim().to_owned(),
        arn: page.value("arn").trim().to_owned(),
        caller: page.value("caller").trim().to_owned(),
        ttl_seconds: page.value("ttl").trim().parse().ok(),
        context: rows(page).iter().map(entry).collect(),
        is_context_complete: page.value("others") == "absent",
        before: old.before.clone(),
    }
}

/// Puts a sheet into the fields.
pub(crate) fn write(page: &Page, sheet: &Sheet) {
    page.set_value("authorization", sheet.authorization.id());
    page.set_value("authorizer", &sheet.authorizer);
    page.set_value("resource_policy", &sheet.resource_policy);
    page.set_value(
        "resource_policy-empty",
        if sheet.is_resource_policy_unknown { "unknown" } else { "none" },
    );
    page.set_value("action", &sheet.action);
    page.set_value("arn", &sheet.arn);
    page.set_value("caller", &sheet.caller);
    page.set_value("ttl", &sheet.ttl_seconds.map(|seconds| seconds.to_string()).unwrap_or_default());
    page.set_value("others", if sheet.is_context_complete { "absent" } else { "unknown" });
    page.fill("context", None);
    for entry in &sheet.context {
        add_row(page, entry);
    }
    take_arn_apart(page);
}

/// Puts the parts of the ARN into their fields.
pub(crate) fn take_arn_apart(page: &Page) {
    let arn = page.value("arn");
    let parts = MethodArn::parse(arn.trim());
    let parts = parts.map(|arn| [arn.api_id, arn.stage, arn.method, arn.path].map(str::to_owned));
    for (name, value) in PARTS.into_iter().zip(parts.unwrap_or_default()) {
        let value = if name == "path" && !value.is_empty() { format!("/{value}") } else { value };
        page.set_value(name, &value);
    }
}

/// Puts the ARN together from its parts; region and account stay as they are. Where there is no ARN yet, what no field says is
/// as in the policies.
pub(crate) fn put_arn_together(page: &Page) {
    let is_arn = |text: &&str| text.starts_with("arn:") && text.splitn(6, ':').count() == 6;
    let (old, policies) = (page.value("arn"), ["authorizer", "resource_policy"].map(|name| page.value(name)));
    let known = Some(old.trim()).filter(is_arn);
    let named = policies.iter().find_map(|policy| arn_within(policy)).filter(|_| known.is_none());
    if let Some(arn) = named.and_then(MethodArn::parse) {
        for (name, part) in [("api", arn.api_id), ("stage", arn.stage)] {
            if page.value(name).trim().is_empty() && !part.contains(['*', '?']) {
                page.set_value(name, part);
            }
        }
    }
    let model = known.or(named).unwrap_or("arn:aws:execute-api:us-east-1:123456789012:");
    let prefix: Vec<&str> = model.splitn(6, ':').take(5).collect();
    let [api, stage, method, path] = PARTS.map(|name| page.value(name));
    let [api, stage, method] = [api, stage, method].map(|part| part.trim().to_owned());
    let path = path.trim().to_owned();
    let path = path.strip_prefix('/').unwrap_or(&path);
    page.set_value("arn", &format!("{}:{api}/{stage}/{method}/{path}", prefix.join(":")));
}

/// The rows of context keys.
fn rows(page: &Page) -> Vec<Element> {
    page.element("context").map(|list| all(&list, "li")).unwrap_or_default()
}

fn field(row: &Element, name: &str) -> Option<Element> {
    row.query_selector(&format!("[data-field=\"{name}\"]")).ok().flatten()
}

fn entry(row: &Element) -> Entry {
    let value = |name| field(row, name).map(|field| value_of(&field)).unwrap_or_default();
    let known = match value("known").as_str() {
        "value" => Known::Value,
        "values" => Known::Values,
        "absent" => Known::Absent,
        _ => Known::Unknown,
    };
    let text = value("value");
    let values = match known {
        Known::Value => vec![text],
        Known::Values => text.lines().map(str::to_owned).filter(|line| !line.is_empty()).collect(),
        Known::Absent | Known::Unknown => Vec::new(),
    };
    Entry { key: value("key").trim().to_owned(), known, values }
}

/// Adds a row.
pub(crate) fn add_row(page: &Page, entry: &Entry) -> Option<Element> {
    let list = page.element("context")?;
    page.piece("row")?.add_to(&list);
    let row = list.last_element_child()?;
    let known = match entry.known {
        Known::Value => "value",
        Known::Values => "values",
        Known::Absent => "absent",
        Known::Unknown => "unknown",
    };
    for (name, value) in
        [("key", entry.key.as_str()), ("known", known), ("value", entry.values.join("\n").as_str())]
    {
        if let Some(field) = field(&row, name) {
            set_value_of(&field, value);
        }
    }
    refresh_row(&row);
    Some(row)
}

/// The row of this key, if there is one.
pub(crate) fn row_of(page: &Page, key: &str) -> Option<Element> {
    rows(page).into_iter().find(|row| entry(row).key.eq_ignore_ascii_case(key))
}

/// The field for a row's value, ready to be typed into.
pub(crate) fn ask_for_value(row: &Element) -> Option<Element> {
    if let Some(known) = field(row, "known")
        && !value_of(&known).starts_with("value")
    {
        set_value_of(&known, "value");
    }
    refresh_row(row);
    field(row, "value")
}

/// The first field of a row.
pub(crate) fn first_field(row: &Element) -> Option<Element> {
    field(row, "key")
}

/// Shows a field for the value only where there is one, and as many lines of it as there are.
pub(crate) fn refresh_row(row: &Element) {
    let known = field(row, "known").map(|known| value_of(&known)).unwrap_or_default();
    let Some(value) = field(row, "value") else { return };
    let n_lines = if known == "values" { value_of(&value).lines().count().clamp(2, 6) } else { 1 };
    // Names that are ours can be set.
    let _ = value.set_attribute("rows", &n_lines.to_string());
    let _ = row.set_attribute("data-known", &known);
    let _ = match known.as_str() {
        "value" | "values" => value.remove_attribute("hidden"),
        _ => value.set_attribute("hidden", ""),
    };
}

/// Shows all rows as they should be.
pub(crate) fn refresh_rows(page: &Page) {
    for row in rows(page) {
        refresh_row(&row);
    }
}
