//! What each list holds for each subject: lists, searches, counters, exports; their filters, orders and pages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::Operation;
use super::planted::Planted;
use super::world::{SUBJECTS, World};
use crate::support::TestApp;
use crate::support::client::Raw;

/// The list (`?` and what is asked of it), a label of what was planted, and whether the answer of each subject tells of it:
/// `+` or `-`; `1`, `3`, `4` as in the other tables. What lies in the other school is told to nobody here.
//                                                  guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
const TABLE: &str = "
    tickets_list            ticket.student          1 4   + + + - -   + -   - - - -   + -   + -   3
    tickets_list            ticket.private          1 4   + + + - -   + -   - - - -   - -   + -   3
    tickets_list            ticket.to_class         1 4   + + + - -   - -   - + - -   + -   + -   3
    tickets_list            ticket.assigned         1 4   + + + - -   - +   - + - -   + -   + -   3
    tickets_list            ticket.eighth           1 4   + + + - -   + -   - - - -   - -   - -   3
    tickets_list            ticket.classmate        1 4   + + + - -   + -   - - - -   - +   - +   3
    tickets_list            ticket.lessons          1 4   + + + - -   - +   + - - -   - -   - -   3
    tickets_list            ticket.parent           1 4   + + + - -   + -   - - - -   + -   - -   3
    tickets_list            ticket.shared           1 4   + + + - -   + -   - - - -   + -   - -   3
    tickets_list            ticket.director         1 4   + + + - -   + -   - - - -   - -   - -   3
    tickets_list            ticket.by_secretary     1 4   + + + - +   + -   + - - -   - -   - -   3
    tickets_list            ticket.by_class_teacher 1 4   + + + - -   + -   - + - -   + -   + -   3
    tickets_list            ticket.elsewhere        1 4   - - - - -   - -   - - - -   - -   - -   3
    tickets_search          ticket.student          1 4   + + + - -   + -   - - - -   + -   + -   3
    tickets_search          ticket.private          1 4   + + + - -   + -   - - - -   - -   + -   3
    tickets_search          ticket.to_class         1 4   + + + - -   - -   - + - -   + -   + -   3
    tickets_search          ticket.assigned         1 4   + + + - -   - +   - + - -   + -   + -   3
    tickets_search          ticket.eighth           1 4   + + + - -   + -   - - - -   - -   - -   3
    tickets_search          ticket.classmate        1 4   + + + - -   + -   - - - -   - +   - +   3
    tickets_search          ticket.lessons          1 4   + + + - -   - +   + - - -   - -   - -   3
    tickets_search          ticket.parent           1 4   + + + - -   + -   - - - -   + -   - -   3
    tickets_search          ticket.shared           1 4   + + + - -   + -   - - - -   + -   - -   3
    tickets_search          ticket.director         1 4   + + + - -   + -   - - - -   - -   - -   3
    tickets_search          ticket.by_secretary     1 4   + + + - +   + -   + - - -   - -   - -   3
    tickets_search          ticket.by_class_teacher 1 4   + + + - -   + -   - + - -   + -   + -   3
    tickets_search          ticket.elsewhere        1 4   - - - - -   - -   - - - -   - -   - -   3

    tickets_list?scope=work ticket.student          1 4   + + + - -   + -   - - - -   - -   - -   3
    tickets_list?scope=work ticket.private          1 4   + + + - -   + -   - - - -   - -   - -   3
    tickets_list?scope=work ticket.to_class         1 4   + + + - -   - -   - + - -   - -   - -   3
    tickets_list?scope=work ticket.assigned         1 4   + + + - -   - +   - + - -   - -   - -   3
    tickets_list?scope=work ticket.eighth           1 4   + + + - -   + -   - - - -   - -   - -   3
    tickets_list?scope=work ticket.classmate        1 4   + + + - -   + -   - - - -   - -   - -   3
    tickets_list?scope=work ticket.lessons          1 4   + + + - -   - +   - - - -   - -   - -   3
    tickets_list?scope=work ticket.parent           1 4   + + + - -   + -   - - - -   - -   - -   3
    tickets_list?scope=work ticket.shared           1 4   + + + - -   + -   - - - -   - -   - -   3
    tickets_list?scope=work ticket.director         1 4   - + + - -   + -   - - - -   - -   - -   3
    tickets_list?scope=work ticket.by_secretary     1 4   + + + - -   + -   - - - -   - -   - -   3
    tickets_list?scope=work ticket.by_class_teacher 1 4   + + + - -   + -   - - - -   - -   - -   3

    tickets_list?scope=mine ticket.student          1 4   - - - - -   - -   - - - -   + -   + -   3
    tickets_list?scope=mine ticket.private          1 4   - - - - -   - -   - - - -   - -   + -   3
    tickets_list?scope=mine ticket.classmate        1 4   - - - - -   - -   - - - -   - +   - +   3
    tickets_list?scope=mine ticket.lessons          1 4   - - - - -   - -   + - - -   - -   - -   3
    tickets_list?scope=mine ticket.parent           1 4   - - - - -   - -   - - - -   + -   - -   3
    tickets_list?scope=mine ticket.shared           1 4   - - - - -   - -   - - - -   + -   - -   3
    tickets_list?scope=mine ticket.director         1 4   + - - - -   - -   - - - -   - -   - -   3
    tickets_list?scope=mine ticket.by_secretary     1 4   - - - - -   - -   + - - -   - -   - -   3
    tickets_list?scope=mine ticket.by_class_teacher 1 4   - - - - -   - -   - - - -   + -   + -   3

    messages_list           message.student         1 4   + + + 4 4   + 4   4 4 4 4   + 4   + 4   3
    messages_list           note.student            1 4   + + + 4 4   + 4   4 4 4 4   - 4   - 4   3
    messages_list?to_class  message.to_class        1 4   + + + 4 4   4 4   4 + 4 4   + 4   + 4   3
    messages_list?to_class  note.to_class           1 4   + + + 4 4   4 4   4 - 4 4   - 4   - 4   3

    tickets_helpers         member.deputy_head      1 4   + + + 3 3   + 4   3 4 4 3   3 3   3 3   3
    tickets_helpers         member.helper           1 4   + + + 3 3   + 4   3 4 4 3   3 3   3 3   3
    tickets_helpers         member.other_helper     1 4   - - - 3 3   - 4   3 4 4 3   3 3   3 3   3
    tickets_helpers         member.teacher          1 4   - - - 3 3   - 4   3 4 4 3   3 3   3 3   3
    tickets_helpers         member.class_teacher    1 4   - - - 3 3   - 4   3 4 4 3   3 3   3 3   3
    tickets_helpers         member.student          1 4   - - - 3 3   - 4   3 4 4 3   3 3   3 3   3
    tickets_helpers         member.elsewhere        1 4   - - - 3 3   - 4   3 4 4 3   3 3   3 3   3

    requesters_list         member.student          1 4   3 + + 3 +   + +   3 + - 3   3 3   3 3   3
    requesters_list         member.other_student    1 4   3 + + 3 +   + +   3 + - 3   3 3   3 3   3
    requesters_list         member.eighth           1 4   3 + + 3 +   + +   3 - + 3   3 3   3 3   3
    requesters_list         member.parent           1 4   3 + + 3 +   + +   3 + - 3   3 3   3 3   3
    requesters_list         member.teacher          1 4   3 + + 3 +   + +   3 - - 3   3 3   3 3   3
    requesters_list         member.director         1 4   3 + + 3 +   + +   3 - - 3   3 3   3 3   3
    requesters_list         member.vendor_agent     1 4   3 - - 3 -   - -   3 - - 3   3 3   3 3   3
    requesters_list         member.elsewhere        1 4   3 - - 3 -   - -   3 - - 3   3 3   3 3   3

    people_list             member.student          1 4   + + + 3 +   3 3   3 + - 3   3 3   3 3   3
    people_list             member.other_student    1 4   + + + 3 +   3 3   3 + - 3   3 3   3 3   3
    people_list             member.eighth           1 4   + + + 3 +   3 3   3 - + 3   3 3   3 3   3
    people_list             member.parent           1 4   + + + 3 +   3 3   3 + - 3   3 3   3 3   3
    people_list             member.father           1 4   + + + 3 +   3 3   3 + - 3   3 3   3 3   3
    people_list             member.other_parent     1 4   + + + 3 +   3 3   3 + - 3   3 3   3 3   3
    people_list             member.teacher          1 4   + + + 3 +   3 3   3 - - 3   3 3   3 3   3
    people_list             member.director         1 4   + + + 3 +   3 3   3 - - 3   3 3   3 3   3
    people_list             member.vendor_agent     1 4   + + + 3 +   3 3   3 - - 3   3 3   3 3   3
    people_list             member.elsewhere        1 4   - - - 3 -   3 3   3 - - 3   3 3   3 3   3

    my_class_find           member.student          1 4   + 3 + 3 +   3 3   3 + 4 3   3 3   3 3   3
    my_class_find           member.other_student    1 4   + 3 + 3 +   3 3   3 + 4 3   3 3   3 3   3
    my_class_find           member.parent           1 4   + 3 + 3 +   3 3   3 + 4 3   3 3   3 3   3
    my_class_find           member.father           1 4   + 3 + 3 +   3 3   3 + 4 3   3 3   3 3   3
    my_class_find           member.eighth           1 4   - 3 - 3 -   3 3   3 - 4 3   3 3   3 3   3
    my_class_find           slip.7a                 1 4   + 3 + 3 +   3 3   3 + 4 3   3 3   3 3   3
    my_class_find           slip.8b                 1 4   - 3 - 3 -   3 3   3 - 4 3   3 3   3 3   3

    staff_list              member.teacher          1 4   + + + 3 +   + +   3 + + 3   3 3   3 3   3
    staff_list              member.director         1 4   + + + 3 +   + +   3 + + 3   3 3   3 3   3
    staff_list              member.student          1 4   - - - 3 -   - -   3 - - 3   3 3   3 3   3
    staff_list              member.parent           1 4   - - - 3 -   - -   3 - - 3   3 3   3 3   3
    staff_list              member.vendor_agent     1 4   - - - 3 -   - -   3 - - 3   3 3   3 3   3
    staff_list              member.elsewhere        1 4   - - - 3 -   - -   3 - - 3   3 3   3 3   3

    classes_list            class.7a                1 4   + + + 3 +   3 3   3 + - 3   3 3   3 3   3
    classes_list            class.8b                1 4   + + + 3 +   3 3   3 - + 3   3 3   3 3   3
    classes_list            class.elsewhere         1 4   - - - 3 -   3 3   3 - - 3   3 3   3 3   3
    classes_list?past       class.past              1 4   + + + 3 +   3 3   3 - - 3   3 3   3 3   3
    classes_list?past       class.7a                1 4   - - - 3 -   3 3   3 - - 3   3 3   3 3   3
    years_list              year.past               1 4   + + + 3 +   3 3   3 - - 3   3 3   3 3   3

    invitations_list        slip.7a                 1 4   + 3 + 3 +   3 3   3 + - 3   3 3   3 3   3
    invitations_list        slip.8b                 1 4   + 3 + 3 +   3 3   3 - + 3   3 3   3 3   3
    invitations_list        slip.staff              1 4   + 3 + 3 +   3 3   3 - - 3   3 3   3 3   3
    invitations_list        slip.elsewhere          1 4   - 3 - 3 -   3 3   3 - - 3   3 3   3 3   3

    appointments_list       appointment.helper      1 4   + + + - +   + -   - - - -   3 3   3 3   3
    appointments_list       appointment.other_helper 1 4  + + + - +   - +   - - - -   3 3   3 3   3
    appointments_list       appointment.staff       1 4   + + + - +   - -   - - - +   3 3   3 3   3
    appointments_list       appointment.elsewhere   1 4   - - - - -   - -   - - - -   3 3   3 3   3
    acting_list             acting.staff            1 4   + + + - +   - -   - - - +   3 3   3 3   3
    acting_list             acting.elsewhere        1 4   - - - - -   - -   - - - -   3 3   3 3   3

    consultations_list      booking.student         1 4   + + + - -   + -   - - - -   - -   + -   3
    consultations_list      booking.about           1 4   + + + - -   + -   - - - -   + -   + -   3
    consultations_list      booking.teacher         1 4   + + + - -   - +   + - - -   - -   - -   3
    consultations_list      booking.elsewhere       1 4   - - - - -   - -   - - - -   - -   - -   3
    waiting_list            waiting.student         1 4   + + + - -   + -   - - - -   - -   + -   3
    waiting_list            waiting.elsewhere       1 4   - - - - -   - -   - - - -   - -   - -   3
    slots_list              member.other_helper     1 4   + + + + +   + -   + + + +   + +   + +   3
    slots_list              member.elsewhere        1 4   - - - - -   - -   - - - -   - -   - -   3

    schedules_list          schedule.published      1 4   + + + + +   + +   + + + +   + +   + +   +
    schedules_list          schedule.draft          1 4   + + + - -   - -   - - - -   - -   - -   -
    schedules_list          schedule.elsewhere      1 4   - - - - -   - -   - - - -   - -   - -   -
    absences_list           absence.helper          1 4   + + + 3 +   + -   3 3 3 3   3 3   3 3   3
    absences_list           absence.other_helper    1 4   + + + 3 +   - +   3 3 3 3   3 3   3 3   3
    absences_list           absence.elsewhere       1 4   - - - 3 -   - -   3 3 3 3   3 3   3 3   3
    extra_hours_list        extra.helper            1 4   + + + 3 +   + -   3 3 3 3   3 3   3 3   3
    extra_hours_list        extra.other_helper      1 4   + + + 3 +   - +   3 3 3 3   3 3   3 3   3
    extra_hours_list        extra.elsewhere         1 4   - - - 3 -   - -   3 3 3 3   3 3   3 3   3
    callbacks_list          callback.demo           1 4   + + + 3 3   + +   3 3 3 3   3 3   3 3   3
    callbacks_list          callback.elsewhere      1 4   - - - 3 3   - -   3 3 3 3   3 3   3 3   3

    articles_list           article.everybody       1 4   + + + + +   + +   + + + +   + +   + +   +
    articles_list           article.staff           1 4   + + + + +   + +   + + + +   - -   - -   -
    articles_list           article.families        1 4   + + + + +   + +   + + + +   + +   + +   -
    articles_list           article.elsewhere       1 4   - - - - -   - -   - - - -   - -   - -   -
    articles_list           article.public          1 4   + + + + +   + +   + + + +   + +   + +   +
    articles_list           article.for_staff       1 4   + + + + +   + +   + + + +   - -   - -   -
    articles_list           article.for_helpers     1 4   + + + - -   + +   - - - -   - -   - -   -
    articles_list           article.draft           1 4   - - - - -   - -   - - - -   - -   - -   -
    articles_list?draft=draft article.draft         1 4   + + + - -   - -   - - - -   - -   - -   -
    articles_editions       edition.draft           1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    articles_usefulness     article.everybody       1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    articles_usefulness     article.draft           1 4   - - - 3 3   3 3   3 3 3 3   3 3   3 3   3
    articles_usefulness     article.elsewhere       1 4   - - - 3 3   3 3   3 3 3 3   3 3   3 3   3
    phrases_list            phrase.school           1 4   + + + 3 3   + +   3 + + 3   3 3   3 3   3
    phrases_list            phrase.helper           1 4   - - - 3 3   + -   3 - - 3   3 3   3 3   3
    phrases_list            phrase.elsewhere        1 4   - - - 3 3   - -   3 - - 3   3 3   3 3   3
    views_list              view.helper             1 4   - - - 3 3   + -   3 - - 3   3 3   3 3   3
    views_list              view.elsewhere          1 4   - - - 3 3   - -   3 - - 3   3 3   3 3   3
    notifications_list      told.parent             1 4   - - - - -   - -   - - - -   + -   - -   -
    notifications_list      told.hidden             1 4   - - - - -   - -   - - - -   - -   - -   -
    notifications_list      told.elsewhere          1 4   - - - - -   - -   - - - -   - -   - -   -
    letters_list            dead.parent             1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    letters_list            dead.elsewhere          1 4   - 3 - 3 3   3 3   3 3 3 3   3 3   3 3   3
    calendars_versions      calendar.demo           1 4   + + + 3 +   + +   3 + + 3   3 3   3 3   3
    calendars_versions      calendar.elsewhere      1 4   - - - 3 -   - -   3 - - 3   3 3   3 3   3
    policies_versions       policy.demo             1 4   + + + 3 +   + +   3 + + 3   3 3   3 3   3
    policies_versions       policy.elsewhere        1 4   - - - 3 -   - -   3 - - 3   3 3   3 3   3
    documents_current       document.demo           1 4   + + + + +   + +   + + + +   + +   + +   +
    documents_current       document.elsewhere      1 4   - - - - -   - -   - - - -   - -   - -   -

    feedback_list           comment.helper          1 4   + + 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    feedback_list           comment.deputy_head     1 4   + - 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    follow_ups_list         low.helper              1 4   + + 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    follow_ups_list         low.deputy_head         1 4   + - 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    follow_ups_list         low.elsewhere           1 4   - - 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    voices_list             voice.parent            1 4   + + 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    voices_list             voice.deputy_head       1 4   + - 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    voices_list             voice.elsewhere         1 4   - - 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    voices_mine             voice.parent            1 4   - - - - -   - -   - - - -   + -   - -   3
    voices_mine             voice.elsewhere         1 4   - - - - -   - -   - - - -   - -   - -   3
    voices_thanks           voice.passed            1 4   - - - - -   + -   - - - -   - -   - -   3
    voices_thanks           voice.deputy_head       1 4   - - - - -   - -   - - - -   - -   - -   3
    report_find             report.filed            1 4   + + + 3 3   - -   3 3 3 3   3 3   3 3   3
    report_find             report.own              1 4   - - - 3 3   + +   3 3 3 3   3 3   3 3   3

    erasures_list           erasure.demo            1 4   + 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    erasures_list           erasure.elsewhere       1 4   - 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    corrections_list        correction.demo         1 4   + 3 + 3 +   3 3   3 3 3 3   3 3   3 3   3
    corrections_list        correction.elsewhere    1 4   - 3 - 3 -   3 3   3 3 3 3   3 3   3 3   3
    clients_list            client.demo             1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    clients_list            client.elsewhere        1 4   - 3 - 3 3   3 3   3 3 3 3   3 3   3 3   3
    imports_rows            import.row              1 4   + 3 4 3 4   3 3   3 3 3 3   3 3   3 3   3

    audit_list              ticket.director         1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    audit_list              ticket.elsewhere        1 4   - 3 - 3 3   3 3   3 3 3 3   3 3   3 3   3
    audit_list              person.elsewhere        1 4   - 3 - 3 3   3 3   3 3 3 3   3 3   3 3   3
    audit_export            ticket.director         1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    audit_export            ticket.elsewhere        1 4   - 3 - 3 3   3 3   3 3 3 3   3 3   3 3   3
    audit_export            person.elsewhere        1 4   - 3 - 3 3   3 3   3 3 3 3   3 3   3 3   3
";

/// How many open requests are one's own, and how many wait for one's work: the lists of the table, and the world's own request
/// beside them, which is like `ticket.student`.
//                          dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-
const MINE: [i64; 15] = [1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 7, 1, 6, 1];
const WORK: [i64; 15] = [12, 13, 13, 0, 0, 10, 2, 0, 2, 0, 0, 0, 0, 0, 0];

/// Reads of a school whose address ends in no object and that yet tell of one object only; the other tables try them.
// What is told of conduct, `conduct` looks for.
const ONE: [&str; 21] = [
    "articles_compare",
    "articles_offer",
    "articles_vote_find",
    "calendars_find",
    "callbacks_count",
    "conduct_list",
    "conduct_outcomes",
    "consultations_calendar",
    "entry_find",
    "feedback_own",
    "notifications_find",
    "policies_find",
    "report_csv",
    "report_xlsx",
    "retention_find",
    "schedules_checks",
    "schedules_in_force",
    "tickets_answering_find",
    "tickets_deadline",
    "tickets_history",
    "tickets_live",
];

type Line = (&'static str, &'static str, Vec<char>);

fn lines() -> Vec<Line> {
    let lines = TABLE.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (list, rest) = line.split_once(' ').unwrap();
            let (label, cells) = rest.trim().split_once(' ').unwrap();
            let cells: Vec<char> = cells.chars().filter(|c| !c.is_whitespace()).collect();
            assert_eq!(cells.len(), SUBJECTS.len(), "{list} {label}");
            (list, label, cells)
        })
        .collect()
}

fn is_list(operation: &Operation) -> bool {
    operation.method == "GET"
        && operation.has("school")
        && !operation.is_guest()
        && !operation.path.ends_with('}')
        && !ONE.contains(&operation.id.as_str())
}

#[test]
fn every_list_has_its_lines() {
    for operation in Operation::known() {
        let of = |(list, _, _): &Line| list.split('?').next() == Some(operation.id.as_str());
        let told = lines().iter().any(of) || operation.id == "tickets_count";
        assert_eq!(is_list(operation), told, "{}", operation.id);
    }
}

/// The addresses under which a list is asked for; what they tell together is the list.
fn addresses(world: &World, planted: &Planted, list: &str) -> Vec<String> {
    let ticket = |label: &str, rest: &str| world.at(&format!("/tickets/{}{rest}", planted.word(label)));
    let (id, asked) = list.split_once('?').unwrap_or((list, ""));
    vec![match id {
        "articles_editions" => world.at(&format!("/articles/{}/editions", planted.word("article.draft"))),
        "messages_list" if asked == "to_class" => ticket("ticket.to_class", "/messages"),
        "messages_list" => ticket("ticket.student", "/messages"),
        "tickets_helpers" => ticket("ticket.student", "/helpers"),
        "my_class_find" => world.at(&format!("/classes/{}/contacts", planted.word("class.7a"))),
        "imports_rows" => world.at(&format!("/people/imports/{}/rows", planted.word("import.id"))),
        // Each look at the trail makes it longer, so one looks for what the lines are about.
        "audit_list" => {
            let (object, person) = (planted.word("ticket.director"), planted.word("person.elsewhere"));
            let elsewhere = planted.word("ticket.elsewhere");
            let asked = [("object", object), ("object", elsewhere), ("person", person)];
            return asked
                .map(|(name, value)| world.at(&format!("/audit?{}", pair(name, value))))
                .to_vec();
        }
        // What everybody's request says.
        "tickets_search" => world.at(&format!("/tickets/search?limit=100&{}", pair("q", "вопросы"))),
        // At most twenty are found, so everybody is looked for by name.
        "requesters_list" => {
            let search = |name: &String| world.at(&format!("/requesters?{}", pair("name", name)));
            let known = |label: &str| {
                lines()
                    .iter()
                    .any(|(own, named, _)| *own == list && *named == label)
            };
            let named = planted.names.iter().filter(|(label, _)| known(label));
            return named.map(|(_, name)| search(name)).collect();
        }
        _ => {
            let operation = Operation::known().iter().find(|o| o.id == id).unwrap();
            let address = operation.address(|_| "demo".to_owned());
            let asked = if asked == "past" { "year=2025-2026" } else { asked };
            match (
                parameters(operation).iter().any(|(name, _)| name == "limit"),
                asked,
            ) {
                (true, "") => format!("{address}?limit=100"),
                (true, asked) => format!("{address}?limit=100&{asked}"),
                (false, _) => address,
            }
        }
    }]
}

fn pair(name: &str, value: &str) -> String {
    serde_urlencoded::to_string([(name, value)]).unwrap()
}

/// The query parameters of an operation, with their schemas.
fn parameters(operation: &Operation) -> Vec<(String, Value)> {
    let all = operation.json["parameters"].as_array().into_iter().flatten();
    all.filter(|one| one["in"] == "query")
        .map(|one| (one["name"].as_str().unwrap().to_owned(), one["schema"].clone()))
        .collect()
}

/// The words that a schema lists.
fn words(schema: &Value) -> Vec<String> {
    let listed = schema["enum"].as_array().into_iter().flatten();
    let listed = listed.chain([&schema["const"]]).filter_map(Value::as_str);
    let parts = ["oneOf", "anyOf", "allOf"].into_iter();
    let parts = parts.flat_map(|part| schema[part].as_array().into_iter().flatten());
    listed.map(str::to_owned).chain(parts.flat_map(words)).collect()
}

/// What a parameter may be asked for, and the label of what the value names.
fn values(planted: &Planted, list: &str, name: &str, schema: &Value) -> Vec<(String, Option<String>)> {
    static DESCRIPTION: LazyLock<Value> =
        LazyLock::new(|| serde_json::from_str(&podskazka::openapi::text()).unwrap());
    let referred = schema["$ref"]
        .as_str()
        .map(|name| name.rsplit('/').next().unwrap());
    let schema = match referred {
        Some(referred) => &DESCRIPTION["components"]["schemas"][referred],
        None => schema,
    };
    let words = words(schema);
    if !words.is_empty() {
        return words.into_iter().map(|word| (word, None)).collect();
    }
    if schema["type"] == "boolean" {
        return vec![("true".to_owned(), None), ("false".to_owned(), None)];
    }
    let known = |label: &str| {
        lines()
            .iter()
            .any(|(own, named, _)| *own == list && *named == label)
    };
    let kind = |kind: &str| {
        let of = |(label, word): (&str, &str)| {
            let fits = label.starts_with(&format!("{kind}."))
                && (kind == "class" || kind == "member" || known(label));
            fits.then(|| (word.to_owned(), Some(label.to_owned())))
        };
        planted.labels().filter_map(of).collect::<Vec<_>>()
    };
    match (name, list) {
        ("limit" | "after" | "q", _) => Vec::new(),
        ("search" | "name", _) => {
            let named = planted.names.iter();
            named
                .filter(|(label, _)| known(label))
                .map(|(label, name)| (name.clone(), Some(label.clone())))
                .collect()
        }
        ("class", _) => kind("class"),
        ("journal", _) => vec![("Школьный журнал".to_owned(), None)],
        ("helper" | "about", _) => {
            let unnamed = |(word, _): (String, Option<String>)| (word, None);
            kind("member").into_iter().map(unnamed).collect()
        }
        ("booking", _) => {
            let booking =
                |(label, word): (&str, &str)| label.starts_with("booking.").then(|| (word.to_owned(), None));
            planted.labels().filter_map(booking).collect()
        }
        ("program", _) => kind("client"),
        ("person", _) => kind("person"),
        ("object", _) => kind("ticket"),
        // Whose order it is.
        ("member", _) => {
            let sort = list.split('_').next().unwrap().trim_end_matches('s');
            let of = |(word, label): (String, Option<String>)| {
                (word, label.map(|label| label.replace("member", sort)))
            };
            kind("member").into_iter().map(of).collect()
        }
        ("year", _) => vec![("2025-2026".to_owned(), None), ("2026-2027".to_owned(), None)],
        ("action", _) => vec![("ticket_file".to_owned(), None)],
        ("from" | "to" | "filed_from" | "filed_to", _) => vec![("2026-11-22".to_owned(), None)],
        ("hour", _) => vec![("12".to_owned(), None)],
        ("stars", _) => vec![("4".to_owned(), None)],
        _ => panic!("{list}: tell what {name} may be"),
    }
}

/// A subject at a list.
struct Reader<'a> {
    world: &'a World,
    planted: &'a Planted,
    token: Option<String>,
}

impl Reader<'_> {
    async fn get(&self, address: &str) -> Raw {
        let request = self.world.app.request("GET", address);
        Raw::of(match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
        .await
    }

    /// The labels of which an answer tells.
    fn told(&self, text: &str) -> BTreeSet<&str> {
        let told = self.planted.labels().filter(|(_, word)| text.contains(word));
        told.map(|(label, _)| label).collect()
    }

    /// Page by page, two at a time.
    async fn pages(&self, address: &str) -> BTreeSet<&str> {
        let (mut all, mut next) = (BTreeSet::new(), address.to_owned());
        loop {
            let answer = self.get(&next).await;
            assert_eq!(answer.status, 200, "{next}: {}", answer.text());
            all.extend(self.told(&answer.text()));
            match answer.json()["next"].as_str() {
                Some(after) => next = format!("{address}&{}", pair("after", after)),
                None => return all,
            }
        }
    }
}

/// No row of a list, or of a table but its heads.
fn is_empty(answer: &Raw) -> bool {
    match answer.header("content-type") {
        Some(kind) if kind.starts_with("text/csv") => answer.text().lines().count() == 1,
        _ => answer.json()["items"] == json!([]),
    }
}

both![
    everybody_finds_in_every_list_what_the_table_says,
    counters_count_what_the_lists_hold,
];

async fn everybody_finds_in_every_list_what_the_table_says(app: TestApp) {
    let world = World::of(&app).await;
    let planted = Planted::of(&world).await;
    let mut wrong = Vec::new();
    let mut lists: BTreeMap<&str, Vec<(&str, Vec<char>)>> = BTreeMap::new();
    for (list, label, cells) in lines() {
        lists.entry(list).or_default().push((label, cells));
    }
    for (subject, name) in SUBJECTS.iter().enumerate() {
        let token = match world.subject(subject) {
            Some(who) => Some(who.token().await),
            None => None,
        };
        let reader = Reader {
            world: &world,
            planted: &planted,
            token,
        };
        for (list, labels) in &lists {
            let mut told = BTreeSet::new();
            let mut status = 0;
            for address in addresses(&world, &planted, list) {
                let answer = reader.get(&address).await;
                status = answer.status;
                told.extend(reader.told(&answer.text()));
            }
            for (label, cells) in labels {
                let got = match status {
                    200 if told.contains(label) => '+',
                    200 => '-',
                    401 => '1',
                    403 => '3',
                    404 => '4',
                    _ => '?',
                };
                if got != cells[subject] {
                    wrong.push(format!(
                        "{list} {label} by {name}: {} expected, {got}",
                        cells[subject]
                    ));
                }
            }
            if status != 200 {
                assert!(told.is_empty(), "{list} refused {name} and told {told:?}");
                continue;
            }
            // What the table does not name at all is of the other school at least.
            let foreign = told.iter().filter(|label| label.ends_with("elsewhere"));
            wrong.extend(foreign.map(|label| format!("{list} told {name} of {label}")));
            if list.contains('?') {
                continue;
            }
            let ours = |all: &BTreeSet<&str>| -> BTreeSet<String> {
                let known = all
                    .iter()
                    .filter(|label| labels.iter().any(|(own, _)| own == *label));
                known.map(|label| (*label).to_owned()).collect()
            };
            let whole = ours(&told);
            let operation = Operation::known().iter().find(|o| o.id == *list).unwrap();
            let address = addresses(&world, &planted, list).remove(0);
            let bare = address.split('?').next().unwrap();
            // A search without words is none.
            let asks = match *list {
                "tickets_search" => format!("{bare}?{}&", pair("q", "вопросы")),
                _ => format!("{bare}?"),
            };
            for (parameter, schema) in parameters(operation) {
                for (value, named) in values(&planted, list, &parameter, &schema) {
                    let address = format!("{asks}{}", pair(&parameter, &value));
                    let answer = reader.get(&address).await;
                    if answer.status != 200 {
                        wrong.push(format!("{address} by {name}: {}", answer.status));
                        continue;
                    }
                    let told = reader.told(&answer.text());
                    // Another year is another list, and so are drafts: the table has lines of their own.
                    if !matches!(parameter.as_str(), "year" | "draft") && !ours(&told).is_subset(&whole) {
                        wrong.push(format!(
                            "{address} told {name} of {:?}",
                            ours(&told).difference(&whole)
                        ));
                    }
                    if parameter == "order" && ours(&told) != whole {
                        wrong.push(format!("{address} by {name}: {told:?}, not {whole:?}"));
                    }
                    // What the table does not name says nothing; a class has its lines at the classes.
                    let unseen = |label: &String| {
                        let class = label.starts_with("class.");
                        let all = if class {
                            lists.values().flatten().collect()
                        } else {
                            labels.iter().collect()
                        };
                        let all: Vec<&(&str, Vec<char>)> = all;
                        let cells: Vec<char> = all
                            .iter()
                            .filter(|(own, _)| own == label)
                            .map(|(_, cells)| cells[subject])
                            .collect();
                        !cells.is_empty() && !cells.contains(&'+')
                    };
                    if named.is_some_and(|label| unseen(&label)) && !is_empty(&answer) {
                        wrong.push(format!("{address} told {name} of what they may not see"));
                    }
                }
            }
            let paged = |name: &str| parameters(operation).iter().any(|(own, _)| own == name);
            // The table is one page, and reading the trail makes it longer.
            if paged("limit") && paged("after") && !list.starts_with("audit") {
                let pages = reader.pages(&format!("{asks}limit=4")).await;
                if ours(&pages) != whole {
                    wrong.push(format!(
                        "{list} page by page for {name}: {pages:?}, not {whole:?}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

async fn counters_count_what_the_lists_hold(app: TestApp) {
    let world = World::of(&app).await;
    Planted::of(&world).await;
    let mut wrong = Vec::new();
    for (subject, (mine, work)) in (2..).zip(MINE.iter().zip(WORK)) {
        let (name, who) = (SUBJECTS[subject], world.subject(subject).unwrap());
        let get = async |address: &str| {
            let request = app.request("GET", &world.at(address));
            Raw::of(request.bearer_auth(who.token().await)).await.json()
        };
        let ids = async |query: &str| -> BTreeSet<String> {
            let page = get(&format!("/tickets?limit=100&{query}")).await;
            let items = page["items"].as_array().unwrap().iter();
            items
                .map(|item| item["id"].as_str().unwrap().to_owned())
                .collect()
        };
        let counts = get("/ticket-counts").await;
        let own = ids("scope=mine&status=open").await;
        let at_work = ids("scope=work&status=open").await;
        let mut expected = json!({"mine": mine, "work": work});
        for (count, query) in [
            ("assigned", "scope=assigned"),
            ("unassigned", "scope=unassigned"),
            ("addressed", "scope=addressed"),
            ("overdue", "status=overdue"),
        ] {
            expected[count] = at_work.intersection(&ids(query).await).count().into();
        }
        if counts != expected || (json!(own.len()), json!(at_work.len())) != (json!(mine), json!(work)) {
            wrong.push(format!(
                "{name}: {expected} expected, {counts}; {own:?} {at_work:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
