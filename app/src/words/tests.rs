use std::collections::{BTreeMap, BTreeSet};

use engine::{
    cache::coverage::Coverage,
    configuration::{Standing, difference::Thing},
    policy::{DefectKind, lint::Kind},
};

use super::{Slot, Words};
use crate::viewer::Language;

const ENGLISH: &str = include_str!("../../words/en.ftl");
const CHINESE: &str = include_str!("../../words/zh-CN.ftl");

/// Every sentence's key (attributes as `key.attribute`) with its text.
fn sentences(source: &str) -> BTreeMap<String, String> {
    let mut sentences = BTreeMap::<String, String>::new();
    let (mut message, mut current) = (String::new(), String::new());
    for line in source.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        if !line.starts_with(' ') && line.contains(" =") {
            let (key, text) = line.split_once(" =").unwrap();
            key.clone_into(&mut message);
            key.clone_into(&mut current);
            assert!(sentences.insert(current.clone(), text.to_owned()).is_none(), "`{key}` stands twice");
        } else if let Some((attribute, text)) =
            line.trim_start().strip_prefix('.').and_then(|line| line.split_once(" ="))
        {
            current = format!("{message}.{attribute}");
            sentences.insert(current.clone(), text.to_owned());
        } else {
            sentences.get_mut(&current).unwrap().push_str(line);
        }
    }
    sentences
}

/// What stands between each `open` and the next `close`.
fn between<'a>(text: &'a str, open: &str, close: &[char]) -> BTreeSet<&'a str> {
    text.split(open).skip(1).filter_map(|rest| rest.split(close).next()).map(str::trim).collect()
}

#[test]
fn both_files_are_read_without_a_fault() {
    for source in [ENGLISH, CHINESE] {
        if let Err((_, faults)) = fluent_bundle::FluentResource::try_new(source.to_owned()) {
            panic!("{faults:?}");
        }
    }
}

#[test]
fn both_languages_have_the_same_keys_slots_and_marks() {
    let (english, chinese) = (sentences(ENGLISH), sentences(CHINESE));
    assert_eq!(english.keys().collect::<Vec<_>>(), chinese.keys().collect::<Vec<_>>());
    for (key, text) in &english {
        let other = &chinese[key];
        let slots = |text| between(text, "$", &[' ', '}']);
        if !text.contains("[one]") {
            assert_eq!(slots(text), slots(other), "slots of `{key}`");
        }
        let mut marks = [text, other].map(|text| {
            let mut marks: Vec<_> = text.matches("</").zip(text.split("</").skip(1)).collect();
            marks.sort_unstable();
            marks.into_iter().filter_map(|(_, rest)| rest.split('>').next()).collect::<Vec<_>>()
        });
        for marks in &mut marks {
            marks.sort_unstable();
        }
        assert_eq!(marks[0], marks[1], "marks of `{key}`");
    }
}

/// The source files of the pages, and of what tells pasted calls in the browser.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &std::path::Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path.display().to_string(), text));
            }
        }
    }
    let mut found = Vec::new();
    for folder in ["src", "../engine/src", "../engine/web/src", "../engine/web/playground/src"] {
        walk(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    }
    found
}

#[test]
fn every_key_that_a_page_says_exists() {
    let keys = sentences(ENGLISH);
    for (path, source) in sources() {
        for call in ["say(\"", "say_with(\"", "rich(\""] {
            for key in between(&source, call, &['"']) {
                assert!(keys.contains_key(key), "`{key}`, said in {path}, has no words");
            }
        }
    }
}

#[test]
fn every_key_is_said_somewhere() {
    let sources: String = sources().into_iter().map(|(_, source)| source).collect();
    for key in sentences(ENGLISH).keys().filter(|key| !key.contains('.')) {
        // Keys that are made from an id are checked by the tests of those who make them.
        let made = ["cause-", "deny-", "doc-", "origin-", "story-", "step-", "missing-", "gate-", "grade-"]
            .into_iter()
            .chain([
                "passage-",
                "status-",
                "problem-",
                "filter-",
                "facet-",
                "theme-",
                "lint-",
                "play-",
                "sources-evidence-",
                "stage-",
                "compare-",
                "coverage-",
                "facts-configuration-",
                "thing-",
                "trends-range-",
                "id-",
                "incidents-tab-",
                "incident-state-",
                "activity-",
            ])
            .any(|start| key.starts_with(start));
        assert!(made || sources.contains(&format!("\"{key}\"")), "nobody says `{key}`");
    }
}

#[test]
fn what_is_told_of_configurations_and_caches_has_words() {
    let things = Thing::ALL.iter().map(|thing| format!("thing-{}", thing.id()));
    let coverages = Coverage::ALL.iter().map(|coverage| format!("coverage-{}", coverage.id()));
    let standings = Standing::ALL.iter().map(|standing| format!("facts-configuration-{}", standing.id()));
    let choices = ["compare-before-of", "compare-after-of"].map(str::to_owned);
    for key in things.chain(coverages).chain(standings).chain(choices) {
        for language in [Language::English, Language::Chinese] {
            assert!(Words { language }.has(&key), "{key}");
        }
    }
}

#[test]
fn every_finding_of_the_linter_has_words() {
    for language in [Language::English, Language::Chinese] {
        let words = Words { language };
        for &kind in Kind::ALL {
            let slots: Vec<_> = kind.slots().iter().map(|slot| (*slot, Slot::from("X"))).collect();
            for part in ["title", "what", "do"] {
                let key = format!("lint-{}-{part}", kind.id());
                assert!(words.has(&key), "{key}");
                let text = words.say_with(&key, &slots);
                assert!(!text.contains('$') && !text.is_empty(), "{key}: {text}");
            }
        }
        for &defect in DefectKind::ALL {
            let slots = [("defect", Slot::from(defect.id())), ("found", Slot::from("X"))];
            let text = words.say_with("lint-malformed-what", &slots);
            assert!(!text.contains('$'), "{text}");
        }
    }
}

#[test]
fn no_word_of_the_chinese_file_is_a_known_mistranslation() {
    // What machine translation made of trace, resume, export, RUM, bus, "OK" and cache key in other products.
    for word in
        ["痕迹", "简历", "出口", "朗姆酒", "汽车", "公共汽车", "好吧", "缓存密钥", "授权者", "舞台", "门户"]
    {
        assert!(!CHINESE.contains(word), "`{word}`");
    }
}

#[test]
fn counts_choose_the_plural_and_are_shown_with_thousands_apart() {
    let say = |language, n: i64| Words { language }.say_with("home-finding-count", &[("n", Slot::from(n))]);
    assert_eq!(say(Language::English, 1), "1 call");
    assert_eq!(say(Language::English, 1240), "1,240 calls");
    assert_eq!(say(Language::Chinese, 1240), "1,240 次");
}

#[test]
fn a_space_stands_beside_a_latin_word_but_not_between_two_characters() {
    let title = |call: &str| {
        let key = "story-authorizer_policy_deny-implicit-cached.title";
        Words { language: Language::Chinese }.say_with(key, &[("call", Slot::from(call))])
    };
    assert_eq!(title("POST /orders"), "缓存的策略未覆盖 POST /orders");
    assert_eq!(title("此调用"), "缓存的策略未覆盖此调用");
}

#[test]
fn no_english_title_begins_with_a_call_that_may_be_unnamed() {
    // "this call" would begin with a small letter.
    for (key, text) in sentences(ENGLISH) {
        let is_title = key.split_once('.').is_some_and(|(_, attribute)| attribute == "title");
        assert!(!(is_title && text.trim_start().starts_with("{ $call }")), "`{key}`");
    }
}

#[test]
fn titles_count_as_people_do() {
    let title = |refused: i64, requests: i64| {
        let slots = [("refused", Slot::from(refused)), ("requests", Slot::from(requests))];
        Words { language: Language::English }.say_with("home-title", &slots)
    };
    assert_eq!(title(0, 1), "One call, and it was allowed");
    assert_eq!(title(1, 1), "One call, refused or failed");
    assert_eq!(title(0, 1200), "None of 1,200 calls was refused");
    assert_eq!(title(1, 26), "1 of 26 calls was refused or failed");
    assert_eq!(title(13, 26), "13 of 26 calls were refused or failed");
}

#[test]
fn spans_are_short_and_in_the_viewers_language() {
    let said =
        |language| [-5, 3, 1_520, 29_000, 292_000, 7_500_000].map(|millis| Words { language }.span(millis));
    assert_eq!(said(Language::English), ["0 ms", "3 ms", "1.52 s", "29 s", "4 min 52 s", "2 h 5 min"]);
    assert_eq!(
        said(Language::Chinese),
        ["0 毫秒", "3 毫秒", "1.52 秒", "29 秒", "4 分 52 秒", "2 小时 5 分"]
    );
}
