//! Streams tell what changes, once, in order, and to nobody who may not read it; who is answering a request, its workers see.

use std::collections::BTreeMap;
use std::time::Duration;

use podskazka_shared::access::Capacity;
use podskazka_shared::ids::TicketId;
use podskazka_shared::live::{
    ANSWERING_MILLIS, AnsweringBody, LiveChange, LiveQuery, TicketsAnswering, TicketsAnsweringFind,
    TicketsLive,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::EventKind;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::support::desk::ticket;
use crate::support::{TestApp, Who};

/// Longer than anything takes that comes at all.
const PATIENCE: Duration = Duration::from_secs(30);

/// One event as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Event {
    id: String,
    name: String,
    change: Option<LiveChange>,
}

/// A stream that is open.
struct Stream {
    response: reqwest::Response,
    text: String,
}

impl Stream {
    async fn open(app: &TestApp, who: &Who, after: Option<&str>) -> Self {
        let path = format!("/api/v1/schools/{}/live", who.school);
        let mut request = app.request("GET", &path).bearer_auth(who.token().await);
        if let Some(after) = after {
            request = request.header("Last-Event-ID", after);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut stream = Self {
            response,
            text: String::new(),
        };
        let first = stream.next().await.unwrap();
        assert!(matches!(first.name.as_str(), "ready" | "resync"));
        stream
    }

    /// The next event; none when the stream has ended.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (read(event), rest.to_owned());
                self.text = rest;
                match event {
                    Some(event) => return Some(event),
                    None => continue,
                }
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk());
            let chunk = chunk.await.expect("nothing came").ok().flatten()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    async fn change(&mut self) -> (TicketId, Option<EventKind>) {
        let change = self.next().await.unwrap().change.unwrap();
        (change.ticket, change.event)
    }
}

fn read(text: &str) -> Option<Event> {
    let field = |name: &str| {
        let of = |line: &str| line.strip_prefix(name).map(str::to_owned);
        text.lines().find_map(of)
    };
    let name = field("event: ")?;
    Some(Event {
        id: field("id: ")?,
        change: (name == "ticket").then(|| serde_json::from_str(&field("data: ").unwrap()).unwrap()),
        name,
    })
}

/// What there is after a place: the events, and the place from which it goes on.
async fn told(app: &TestApp, who: &Who, after: Option<&str>) -> Vec<Event> {
    let query = LiveQuery {
        after: after.map(str::to_owned),
        seconds: Some(0),
    };
    let path = who.path();
    let path = podskazka_shared::endpoint::address::<TicketsLive>(&path, &query);
    let request = app.request("GET", &path).bearer_auth(who.token().await);
    let text = request.send().await.unwrap().text().await.unwrap();
    text.split("\n\n").filter_map(read).collect()
}

async fn says_answering(who: &Who, id: TicketId, answering: bool) -> Vec<String> {
    let ask = who.ask::<TicketsAnswering>(who.at(id));
    let answer = ask.body(&AnsweringBody { answering }).done().await;
    answer.others.into_iter().map(|member| member.name).collect()
}

both![
    a_change_is_told_to_who_may_read_it_and_to_nobody_else,
    a_stream_that_is_cut_and_taken_up_again_misses_and_doubles_nothing,
    who_may_not_read_any_more_is_told_nothing_more,
    what_cannot_be_told_any_more_is_to_be_read_anew,
    those_who_work_on_a_request_see_who_is_answering_it,
    of_too_many_streams_the_oldest_ends,
];

async fn a_change_is_told_to_who_may_read_it_and_to_nobody_else(app: TestApp) {
    let school = app.school("demo").await;
    let helper = school.person(&[Capacity::Helper]).await;
    let student = school.student(Some("7А")).await;
    let parent = school.parent(&[&student]).await;
    let stranger = school.student(Some("7А")).await;
    let elsewhere = app.school("other").await.person(&[Capacity::Helper]).await;
    let mut streams = Vec::new();
    for who in [&helper, &student, &parent] {
        streams.push(Stream::open(&app, who, None).await);
    }
    let [mut works, mut asks, mut cares] = <[Stream; 3]>::try_from(streams).ok().unwrap();
    let before = [&stranger, &elsewhere].map(|who| told(&app, who, None));
    let [stranger_from, elsewhere_from] = before.map(|told| told);
    let (stranger_from, elsewhere_from) = (
        stranger_from.await[0].id.clone(),
        elsewhere_from.await[0].id.clone(),
    );

    let id = student.files("Не вижу отметок").await.summary.id;
    helper.notes(id, "Тайная заметка").await;
    helper.says(id, "Смотрим").await;
    for stream in [&mut works] {
        assert_eq!(stream.change().await, (id, Some(EventKind::File)));
        assert_eq!(stream.change().await, (id, Some(EventKind::Note)));
        assert_eq!(stream.change().await, (id, Some(EventKind::Message)));
    }
    for stream in [&mut asks, &mut cares] {
        assert_eq!(stream.change().await, (id, Some(EventKind::File)));
        // Not that there is a note.
        assert_eq!(stream.change().await, (id, Some(EventKind::Message)));
    }
    for (who, from) in [(&stranger, stranger_from), (&elsewhere, elsewhere_from)] {
        let told = told(&app, who, Some(&from)).await;
        assert!(told.iter().all(|event| event.change.is_none()), "{told:?}");
    }
    // No word of anybody.
    assert!(!works.text.contains("заметка"));
    let foreign = app.request("GET", "/api/v1/schools/demo/live");
    let foreign = foreign.bearer_auth(elsewhere.token().await).send().await.unwrap();
    assert_eq!(foreign.status(), 404);
    let guest = app
        .request("GET", "/api/v1/schools/demo/live")
        .send()
        .await
        .unwrap();
    assert_eq!(guest.status(), 401);
}

/// Several write at once, through two processes; one reads in pieces, leaves in the middle of them and comes again.
async fn a_stream_that_is_cut_and_taken_up_again_misses_and_doubles_nothing(app: TestApp) {
    let other = app.beside().await;
    let school = app.school("demo").await;
    let helper = school.person(&[Capacity::Helper]).await;
    let begin = told(&app, &helper, None).await[0].id.clone();
    let mut writers = Vec::new();
    for n in 0..6 {
        writers.push((school.person(&[Capacity::Teacher]).await, n % 2 == 0));
    }
    let (app_of, other_of) = (app.clone(), other.clone());
    let work = async move {
        let write = async |(who, here): &(Who, bool)| {
            let app = if *here { &app_of } else { &other_of };
            let who = who.at_server(app);
            for n in 0..4 {
                let id = who.files_body(&ticket(&format!("Вопрос {n}"))).await.summary.id;
                for _ in 0..5 {
                    who.says(id, "И ещё").await;
                }
            }
        };
        futures_util::future::join_all(writers.iter().map(write)).await;
    };
    let mut random = StdRng::seed_from_u64(7);
    let mut seen: Vec<Event> = Vec::new();
    let mut last = begin;
    tokio::pin!(work);
    let mut done = false;
    loop {
        let from = if random.random_bool(0.5) { &app } else { &other };
        let after = last.clone();
        let pieces = random.random_range(1..12);
        let read = async {
            let mut stream = Stream::open(from, &helper, Some(&after)).await;
            let mut got = Vec::new();
            for _ in 0..pieces {
                // Nothing may come any more: then it is asked what there is.
                match tokio::time::timeout(Duration::from_secs(3), stream.next()).await {
                    Ok(Some(event)) => got.push(event),
                    Ok(None) | Err(_) => break,
                }
            }
            got
        };
        let got = if done {
            told(from, &helper, Some(&last)).await
        } else {
            tokio::select! {
                got = read => got,
                () = &mut work => { done = true; continue }
            }
        };
        assert!(got.iter().all(|event| event.name != "resync"));
        let got: Vec<Event> = got.into_iter().filter(|event| event.change.is_some()).collect();
        if done && got.is_empty() {
            break;
        }
        if let Some(event) = got.last() {
            last = event.id.clone();
        }
        seen.extend(got);
    }
    let mut told: BTreeMap<(String, String), usize> = BTreeMap::new();
    for event in &seen {
        let change = event.change.as_ref().unwrap();
        let kind = serde_json::to_value(change.event).unwrap();
        *told
            .entry((change.ticket.to_string(), kind.as_str().unwrap().to_owned()))
            .or_default() += 1;
    }
    assert_eq!(told.len(), 6 * 4 * 2);
    for ((_, kind), number) in &told {
        assert_eq!(*number, if kind == "file" { 1 } else { 5 }, "{kind}");
    }
    let mut ids: Vec<&String> = seen.iter().map(|event| &event.id).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "told twice");
}

async fn who_may_not_read_any_more_is_told_nothing_more(app: TestApp) {
    let school = app.school("demo").await;
    let helper = school.person(&[Capacity::DeputyHead]).await;
    let leaves = school.person(&[Capacity::DeputyHead]).await;
    let student = school.student(Some("7А")).await;
    let mut stream = Stream::open(&app, &helper, None).await;
    let mut ended = Stream::open(&app, &leaves, None).await;
    student.files("Раз").await;
    assert_eq!(stream.change().await.1, Some(EventKind::File));
    assert_eq!(ended.change().await.1, Some(EventKind::File));
    let demote = "UPDATE member_role SET role = 'teacher' WHERE member_id = $1";
    app.database()
        .execute(demote, [helper.member.0.into()])
        .await
        .unwrap();
    let gone = "UPDATE session SET ended_at = created_at WHERE person_id = $1";
    app.database()
        .execute(gone, [leaves.person.0.into()])
        .await
        .unwrap();
    let own = helper.files("Своё").await.summary.id;
    student.files("Два").await;
    // What is one's own comes, the others' does not, and who has no session has no stream.
    assert_eq!(stream.change().await, (own, Some(EventKind::File)));
    assert_eq!(ended.next().await, None);
    let more = tokio::time::timeout(Duration::from_secs(2), stream.next()).await;
    assert!(more.is_err(), "{more:?}");
}

async fn what_cannot_be_told_any_more_is_to_be_read_anew(app: TestApp) {
    let school = app.school("demo").await;
    let helper = school.person(&[Capacity::Helper]).await;
    let student = school.student(Some("7А")).await;
    for unknown in [
        "",
        "0.0",
        "1.1",
        "999999999.1",
        "-1.-1",
        "x",
        "1",
        "9223372036854775807.1",
    ] {
        let told = told(&app, &helper, Some(unknown)).await;
        assert_eq!(told[0].name, "resync", "{unknown}");
    }
    student.files("Раз").await;
    let from = told(&app, &helper, None).await[0].id.clone();
    student.files("Два").await;
    assert_eq!(told(&app, &helper, Some(&from)).await.len(), 2);
    app.tidies_after(chrono::Duration::minutes(61)).await;
    // The newest is kept, so that what comes next can follow it.
    let newest = told(&app, &helper, None).await[0].id.clone();
    assert_eq!(told(&app, &helper, Some(&newest)).await[0].name, "ready");
    assert_eq!(told(&app, &helper, Some(&from)).await[0].name, "resync");
    let query = LiveQuery {
        after: None,
        seconds: Some(901),
    };
    let ask = helper.ask::<TicketsLive>(helper.path()).query(query);
    ask.refused(ProblemKind::Invalid).await;
}

async fn those_who_work_on_a_request_see_who_is_answering_it(app: TestApp) {
    let school = app.school("demo").await;
    let one = school.person(&[Capacity::Helper]).await;
    let two = school.person(&[Capacity::Helper]).await;
    let student = school.student(Some("7А")).await;
    let elsewhere = app.school("other").await.person(&[Capacity::Helper]).await;
    let id = student.files("Не вижу отметок").await.summary.id;
    let (mut works, mut asks) = (
        Stream::open(&app, &two, None).await,
        Stream::open(&app, &student, None).await,
    );
    assert!(says_answering(&one, id, true).await.is_empty());
    assert_eq!(works.change().await, (id, None));
    // Said again it is no news.
    says_answering(&one, id, true).await;
    assert_eq!(
        says_answering(&two, id, true).await,
        std::slice::from_ref(&one.name)
    );
    assert_eq!(works.change().await, (id, None));
    app.after(chrono::Duration::milliseconds(
        i64::try_from(ANSWERING_MILLIS).unwrap() - 5000,
    ));
    says_answering(&two, id, true).await;
    app.after(chrono::Duration::seconds(10));
    assert!(says_answering(&two, id, true).await.is_empty());
    let found = one.ask::<TicketsAnsweringFind>(one.at(id)).done().await;
    assert_eq!(found.others.len(), 1);
    says_answering(&two, id, false).await;
    let found = one.ask::<TicketsAnsweringFind>(one.at(id)).done().await;
    assert!(found.others.is_empty());
    assert_eq!(works.change().await, (id, None));
    // The requester learns nothing of it, and says nothing.
    one.says(id, "Смотрим").await;
    assert_eq!(asks.change().await, (id, Some(EventKind::Message)));
    let body = AnsweringBody { answering: true };
    let ask = student.ask::<TicketsAnswering>(student.at(id)).body(&body);
    ask.refused(ProblemKind::Forbidden).await;
    let mut at = one.at(id);
    for school in ["demo", "other"] {
        at.school = school.to_owned();
        let ask = elsewhere.ask::<TicketsAnswering>(at.clone()).body(&body);
        ask.refused(ProblemKind::NotFound).await;
        let ask = elsewhere.ask::<TicketsAnsweringFind>(at.clone());
        ask.refused(ProblemKind::NotFound).await;
    }
}

async fn of_too_many_streams_the_oldest_ends(app: TestApp) {
    let school = app.school("demo").await;
    let helper = school.person(&[Capacity::Helper]).await;
    let mut open = Vec::new();
    for _ in 0..7 {
        open.push(Stream::open(&app, &helper, None).await);
    }
    assert_eq!(open[0].next().await, None);
    let id = school.student(Some("7А")).await.files("Раз").await.summary.id;
    for stream in &mut open[1..] {
        assert_eq!(stream.change().await, (id, Some(EventKind::File)));
    }
}
