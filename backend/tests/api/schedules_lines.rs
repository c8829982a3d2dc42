//! Lines drawn up by hand, drafts out of other schedules, and what the checks say of them.

use podskazka_shared::access::Capacity;
use podskazka_shared::appointments::Direction;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::ids::ScheduleId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::checks::{FindingKind, Findings};
use podskazka_shared::schedules::life::ActKind;
use podskazka_shared::schedules::{
    Audience, Entry, HelpHours, LineBody, Mode, Schedule, ScheduleBody, ScheduleState, SchedulesChecks,
    SchedulesCreate, SchedulesList,
};
use serde_json::json;

use crate::schedules::{TABLE, at, drawn, find, issue, one_line};
use crate::schedules_life::{line, lines};
use crate::support::{TestApp, Who, together};

async fn made(who: &Who, body: &ScheduleBody) -> Schedule {
    who.ask::<SchedulesCreate>(who.path()).body(body).done().await
}

fn empty(year: &str) -> ScheduleBody {
    ScheduleBody::empty(year.parse().unwrap())
}

fn copy(year: &str, of: ScheduleId) -> ScheduleBody {
    ScheduleBody {
        copy_of: Some(of),
        ..empty(year)
    }
}

async fn checks(who: &Who, schedule: &Schedule) -> Findings {
    who.ask::<SchedulesChecks>(at(who, schedule.summary.id))
        .done()
        .await
}

/// What the lines say, without their ids.
fn said(schedule: &Schedule) -> Vec<serde_json::Value> {
    let line = |line| {
        let mut json = serde_json::to_value(line).unwrap();
        json.as_object_mut().unwrap().remove("id");
        json
    };
    schedule.lines.iter().map(line).collect()
}

both![
    an_empty_draft_gets_its_lines_by_hand,
    a_whole_draft_is_put_in_one_go_or_not_at_all,
    five_hundred_lines_fit_and_no_more,
    of_two_who_save_one_has_seen_the_other,
    last_years_schedule_is_copied_without_who_has_left,
    a_copy_takes_no_work_away_unasked,
    a_table_keeps_what_it_does_not_tell,
    checks_tell_what_is_odd_and_why,
];

async fn an_empty_draft_gets_its_lines_by_hand(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let draft = made(&admin, &empty("2026-2027")).await;
    assert_eq!(
        (draft.summary.state, draft.lines.len()),
        (ScheduleState::Draft, 0)
    );
    assert_eq!(
        made(&admin, &empty("2026-2027")).await,
        draft,
        "one is there already"
    );
    let body = json!({"lines": [{
        "name": " Соколова К. Д. ", "posts": [" учитель "], "directions": ["technical"], "member": teacher.member,
        "hours": [
            {"day": "thu", "range": {"from": "08:05", "to": "09:40"}, "place": " каб. 214 ", "modes": ["phone", "online"],
             "audiences": ["parents", "students"], "entry": "booking"},
            {"day": "mon", "range": {"from": "14:00", "to": "15:00"}, "place": " "},
        ],
    }]});
    let put = admin.ask::<podskazka_shared::schedules::SchedulesLines>(at(&admin, draft.summary.id));
    let drawn = put.version(1).json(&body).done().await;
    assert_eq!(drawn.summary.version, 2);
    let line = &drawn.lines[0];
    assert_eq!(
        (line.name.as_str(), line.posts.as_slice()),
        ("Соколова К. Д.", ["учитель".to_owned()].as_slice())
    );
    assert_eq!(line.directions, [Direction::Technical]);
    assert_eq!(line.member.as_ref().unwrap().id, teacher.member);
    let [monday, thursday] = &line.hours[..] else {
        panic!("by day: {:?}", line.hours);
    };
    assert_eq!((monday.place.as_deref(), monday.entry), (None, Entry::WalkIn));
    assert_eq!(
        (&monday.modes[..], &monday.audiences[..]),
        (&[Mode::InPerson][..], &[][..])
    );
    assert_eq!(
        (thursday.place.as_deref(), thursday.entry),
        (Some("каб. 214"), Entry::Booking)
    );
    assert_eq!(thursday.range.to_string(), "8:05–9:40");
    assert_eq!(thursday.audiences, [Audience::Parents, Audience::Students]);
    assert_eq!(find(&admin, draft.summary.id).await, drawn);
}

async fn a_whole_draft_is_put_in_one_go_or_not_at_all(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let director = school.person(&[Capacity::Director]).await;
    let (parent, foreign) = (school.parent(&[]).await, other.person(&[Capacity::Teacher]).await);
    let draft = drawn(&director, "2026-2027", TABLE).await;
    let of = |who: &Who| LineBody {
        member: Some(who.member),
        ..line("Б", &[("08:00", "09:00")])
    };
    let good = line("А", &[("08:00", "09:00")]);
    let long = LineBody {
        name: "я".repeat(201),
        ..good.clone()
    };
    let often = line("А", &[("08:00", "09:00"); 13]);
    for (bad, pointer) in [
        (of(&parent), "/lines/1/member"),
        (of(&foreign), "/lines/1/member"),
        (long, "/lines/1/name"),
        (often, "/lines/1/hours"),
    ] {
        let problem = lines(&director, &draft, vec![good.clone(), bad])
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(problem.errors[0].pointer, pointer);
    }
    for (hours, pointer) in [
        (
            json!({"day": "mon", "range": {"from": "10:00", "to": "09:00"}}),
            "/lines/0/hours/0/range",
        ),
        (
            json!({"day": "mon", "range": {"from": "10:00", "to": "25:00"}}),
            "/lines/0/hours/0/range/to",
        ),
        (
            json!({"day": "someday", "range": {"from": "10:00", "to": "11:00"}}),
            "/lines/0/hours/0/day",
        ),
        (
            json!({"day": "mon", "range": {"from": "10:00", "to": "11:00"}, "modes": []}),
            "/lines/0/hours/0/modes",
        ),
        (
            json!({"day": "mon", "range": {"from": "10:00", "to": "11:00"}, "state": 1}),
            "/lines/0/hours/0/state",
        ),
    ] {
        let put =
            director.ask::<podskazka_shared::schedules::SchedulesLines>(at(&director, draft.summary.id));
        let body = json!({"lines": [{"name": "А", "hours": [hours]}]});
        let problem = put.version(1).json(&body).refused(ProblemKind::Invalid).await;
        assert_eq!(problem.errors[0].pointer, pointer);
    }
    assert_eq!(find(&director, draft.summary.id).await, draft);
}

async fn five_hundred_lines_fit_and_no_more(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let draft = made(&director, &empty("2026-2027")).await;
    let many: Vec<LineBody> = (0..501)
        .map(|number| {
            line(
                &format!("Иванов {number}"),
                &[("08:00", "09:00"), ("10:00", "11:00")],
            )
        })
        .collect();
    let problem = lines(&director, &draft, many.clone())
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(
        problem.errors[0].kind,
        FieldErrorKind::OutOfRange { min: 0, max: 500 }
    );
    let put = lines(&director, &draft, many[1..].to_vec()).done().await;
    assert_eq!(put.lines.len(), 500);
    let order: Vec<&str> = put.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!((order[0], order[499]), ("Иванов 1", "Иванов 500"));
    issue(&director, &put).await;
    assert_eq!(
        crate::schedules::public(&app)
            .await
            .schedule
            .unwrap()
            .helpers
            .len(),
        500
    );
}

async fn of_two_who_save_one_has_seen_the_other(app: TestApp) {
    let school = app.school("demo").await;
    let (one, two) = (
        school.person(&[Capacity::Director]).await,
        school.person(&[Capacity::DeputyHead]).await,
    );
    let two = two.at_server(&app.beside().await);
    let draft = made(&one, &empty("2026-2027")).await;
    let saves = [&one, &two]
        .into_iter()
        .cycle()
        .take(8)
        .enumerate()
        .map(|(number, who)| {
            lines(
                who,
                &draft,
                vec![line(&format!("Иванов {number}"), &[("08:00", "09:00")])],
            )
            .send()
        });
    let answers = together(saves).await;
    let saved = answers.iter().filter(|answer| answer.status == 200).count();
    let stale = answers.iter().filter(|answer| answer.status == 412).count();
    assert_eq!((saved, stale), (1, 7));
    let now = find(&one, draft.summary.id).await;
    assert_eq!((now.summary.version, now.lines.len()), (2, 1));
}

async fn last_years_schedule_is_copied_without_who_has_left(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let (stays, leaves) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let draft = made(&director, &empty("2026-2027")).await;
    let of = |name, who: &Who| LineBody {
        member: Some(who.member),
        directions: vec![Direction::Methodical],
        ..line(name, &[("08:00", "09:00")])
    };
    let both = vec![of("Остаётся О. О.", &stays), of("Уходит У. У.", &leaves)];
    let last = issue(&director, &lines(&director, &draft, both).done().await).await;
    let ends = "UPDATE member SET ended_at = created_at WHERE id = $1";
    app.database()
        .execute(ends, [leaves.member.0.into()])
        .await
        .unwrap();
    let next = made(&director, &copy("2027-2028", last.summary.id)).await;
    assert_eq!(
        (next.summary.state, next.summary.year.first()),
        (ScheduleState::Draft, 2027)
    );
    assert_eq!(next.lines[0].member.as_ref().unwrap().id, stays.member);
    assert_eq!(
        (next.lines[1].name.as_str(), &next.lines[1].member),
        ("Уходит У. У.", &None)
    );
    assert_eq!(said(&next)[0], said(&last)[0]);
    // The same year's is copied to be corrected.
    let correction = made(&director, &copy("2026-2027", last.summary.id)).await;
    assert_ne!(correction.summary.id, last.summary.id);
    assert_eq!(correction.summary.state, ScheduleState::Draft);
    let nobody = copy("2028-2029", ScheduleId(uuid::Uuid::nil()));
    let create = director.ask::<SchedulesCreate>(director.path()).body(&nobody);
    let problem = create.refused(ProblemKind::Invalid).await;
    assert_eq!(problem.errors[0].pointer, "/copy_of");
}

async fn a_copy_takes_no_work_away_unasked(app: TestApp) {
    let director = app.school("demo").await.person(&[Capacity::Director]).await;
    let first = issue(&director, &drawn(&director, "2026-2027", TABLE).await).await;
    let key = "once";
    let create = |body: &ScheduleBody| {
        director
            .ask::<SchedulesCreate>(director.path())
            .key(key)
            .body(body)
    };
    let draft = create(&copy("2026-2027", first.summary.id)).done().await;
    assert_eq!(said(&draft), said(&first));
    // A lost answer asked for again, after work went on.
    let worked = lines(&director, &draft, vec![line("А", &[("08:00", "09:00")])])
        .done()
        .await;
    assert_eq!(create(&copy("2026-2027", first.summary.id)).done().await, worked);
    // An empty draft asked for leaves the work too; a copy asked for anew replaces it.
    assert_eq!(made(&director, &empty("2026-2027")).await, worked);
    let again = made(&director, &copy("2026-2027", first.summary.id)).await;
    assert_eq!((again.summary.id, said(&again)), (draft.summary.id, said(&first)));
    let list = director.ask::<SchedulesList>(director.path()).done().await.items;
    assert_eq!(list.len(), 2);
}

async fn a_table_keeps_what_it_does_not_tell(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let draft = drawn(&director, "2026-2027", &one_line("8-10")).await;
    let mut known = line("Иванов И.И.", &[("08:00", "10:00")]);
    known.directions = vec![Direction::Operation];
    known.hours[0] = HelpHours {
        place: Some("каб. 5".into()),
        entry: Entry::Booking,
        ..known.hours[0].clone()
    };
    let known = lines(&director, &draft, vec![known]).done().await;
    assert_eq!(drawn(&director, "2026-2027", &one_line("8-10")).await, known);
    let more = drawn(&director, "2026-2027", &one_line("8-10, 12-13")).await;
    assert_eq!(more.lines[0].directions, [Direction::Operation]);
    assert_eq!(more.lines[0].hours[0], known.lines[0].hours[0]);
    assert_eq!(more.lines[0].hours[1].place, None);
    // One person's sitting is one act; the next day's work is another.
    let acts = |schedule: &Schedule| schedule.acts.iter().map(|act| act.act).collect::<Vec<_>>();
    assert_eq!(acts(&more), [ActKind::Drafted]);
    app.after(chrono::Duration::hours(20));
    let later = drawn(&director, "2026-2027", &one_line("8-9")).await;
    assert_eq!(acts(&later), [ActKind::Drafted, ActKind::Changed]);
}

async fn checks_tell_what_is_odd_and_why(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let draft = made(&director, &empty("2026-2027")).await;
    let kinds = |findings: &Findings| {
        findings
            .findings
            .iter()
            .map(|finding| finding.kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(kinds(&checks(&director, &draft).await), [FindingKind::Empty]);
    let of = |name, who: &Who, hours: &[(&str, &str)]| LineBody {
        member: Some(who.member),
        directions: Direction::ALL.to_vec(),
        ..line(name, hours)
    };
    let mut room = line("Гость", &[("09:00", "10:00")]);
    let mut one = of("Помощник", &helper, &[("09:30", "10:30")]);
    room.hours[0].place = Some("Каб. 5".into());
    one.hours[0].place = Some("каб.5".into());
    let drawn = vec![
        one,
        of(
            "Учитель",
            &teacher,
            &[("10:00", "11:00"), ("10:30", "11:30"), ("18:00", "19:00")],
        ),
        room,
    ];
    let drawn = lines(&director, &draft, drawn).done().await;
    let findings = checks(&director, &drawn).await;
    use FindingKind::{Closed, Day, Overlap, Room, Unappointed, Unlinked};
    assert_eq!(
        kinds(&findings),
        [Overlap, Room, Closed, Unappointed, Day, Day, Day, Day, Unlinked]
    );
    let place = |index: usize| {
        let finding = &findings.findings[index];
        let at = |place: Option<podskazka_shared::schedules::checks::Place>| {
            place.map(|place| (place.line, place.hours))
        };
        (at(finding.at), at(finding.other))
    };
    assert_eq!(place(0), (Some((1, Some(1))), Some((1, Some(0)))));
    assert_eq!(place(1), (Some((0, Some(0))), Some((2, Some(0)))));
    assert_eq!(place(2).0, Some((1, Some(2))));
    assert_eq!(place(3).0, Some((1, None)));
    // Looking changes nothing.
    assert_eq!(find(&director, draft.summary.id).await, drawn);
}
