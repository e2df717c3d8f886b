//! What holds for any input: nothing panics, the order of arrival does not matter, what is read once is read again.

use engine::{
    configuration::History,
    diagnose,
    diagnosis::{Diagnosis, Memory},
    log::{Event, Reader},
    redact,
    request::{Request, assemble, timeline::gates},
    sample,
    time::Instant,
};
use proptest::{collection::vec, prelude::*, sample::Index};

/// Pieces that real logs are made of, to be put together wrongly.
const PIECES: &[&str] = &[
    "(aaaaaaaa-0000-4000-8000-000000000001) ",
    "2026-01-10T11:04:00.000Z ",
    "2026-01-10T11:04:00.000Z\n",
    "Extended Request Id: W9z=",
    "Starting authorizer: 4hugyv for request: ",
    "Incoming identity: ****1",
    "Authorizer result body before parsing: {\"policyDocument\":{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*",
    "{\"events\":[{\"message\":\"",
    "\"}]}",
    "{",
    "[",
    "\"",
    "\\",
    "\n",
    " [TRUNCATED]",
    "API Key  not authorized because method '",
    "Endpoint request body after transformations: {\"methodArn\":\"arn:aws:execute-api:::/",
    "Method request headers: {a=b, c=",
    "ExplicitDenyException User: a is not authorized to perform: b on resource: arn:aws:execute-api:x with ",
    "Verifying Usage Plan for request: x. API Key:  API Stage: a/b",
    "\u{fffd}é中",
    "Method completed with status: 65536",
    "The client is not authorized to perform this operation.",
];

fn read(bytes: &[u8], size: usize) -> Option<Vec<Event>> {
    let mut reader = Reader::new();
    for piece in bytes.chunks(size.max(1)) {
        reader.feed(piece).ok()?;
    }
    reader.finish().ok().map(|export| export.events)
}

fn judge(events: Vec<Event>) -> Vec<(Request, Diagnosis)> {
    let requests = assemble(events).requests;
    let diagnoses = diagnose(&requests);
    assert_eq!(requests.len(), diagnoses.len());
    for (request, diagnosis) in requests.iter().zip(&diagnoses) {
        let _ = gates(request, diagnosis);
        // Evidence is of the request itself.
        for number in &diagnosis.evidence {
            assert!(request.lines.iter().any(|line| line.number == *number));
        }
    }
    requests.into_iter().zip(diagnoses).collect()
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in vec(any::<u8>(), 0..2000), size in 1usize..100) {
        if let Some(events) = read(&bytes, size) {
            judge(events);
        }
    }

    #[test]
    fn pieces_of_logs_in_any_order_are_read_without_panic_and_alike_in_any_pieces(
        pieces in vec(any::<Index>(), 0..60), size in 1usize..50,
    ) {
        let text: String = pieces.iter().map(|piece| *piece.get(PIECES)).collect();
        let whole = read(text.as_bytes(), text.len());
        prop_assert_eq!(&whole, &read(text.as_bytes(), size));
        if let Some(events) = whole {
            judge(events);
        }
    }

    #[test]
    fn the_order_in_which_events_arrive_does_not_matter(seed in any::<u64>()) {
        let sample = sample::events(Instant::parse("2026-08-01T14:05:00Z").unwrap());
        let events = read(sample.as_bytes(), sample.len()).unwrap();
        let mut shuffled = events.clone();
        let mut state = seed | 1;
        for place in (1..shuffled.len()).rev() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            shuffled.swap(place, usize::try_from(state % (place as u64 + 1)).unwrap());
        }
        prop_assert_eq!(judge(events), judge(shuffled));
    }
}

#[test]
fn what_is_redacted_stays_as_it_is() {
    let sample = sample::events(Instant::parse("2026-08-01T14:05:00Z").unwrap());
    for event in read(sample.as_bytes(), sample.len()).unwrap() {
        assert_eq!(redact::Redactor::default().message(&event.message), event.message);
    }
}

#[test]
fn what_is_judged_again_with_what_was_learned_from_it_is_judged_the_same() {
    let sample = sample::events(Instant::parse("2026-08-01T14:05:00Z").unwrap());
    let requests = assemble(read(sample.as_bytes(), sample.len()).unwrap()).requests;
    let mut memory = Memory::default();
    let once = memory.diagnose(&requests, &History::default());
    assert!(once.iter().any(|diagnosis| diagnosis.filled_by.is_some()));
    memory.remember(&requests);
    assert_eq!(memory.diagnose(&requests, &History::default()), once);
}
