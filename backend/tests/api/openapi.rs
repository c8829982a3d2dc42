//! The description of the API: committed, complete, and true in its examples.

use std::collections::BTreeSet;

use podskazka_shared::check::Check;
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::people::{cards, imports};
use podskazka_shared::{
    appointments, articles, audit, auth, calendars, callbacks, classes, clients, conduct, consents,
    consultations, deadlines, drafts, duty, feedback, feeds, files, follow_ups, invitations, letters, live,
    my_class, notifications, people, phrases, platform, privacy, reports, schedules, schools, tickets,
    usefulness, views, voices,
};
use serde_json::Value;

use crate::support::TestApp;
use crate::support::client::Raw;
use crate::support::spec::Operation;

#[test]
fn the_committed_description_is_the_codes() {
    let committed = include_str!("../../../openapi/openapi.json");
    assert!(
        committed == podskazka::openapi::text(),
        "the API has changed: run `make openapi` and commit the file"
    );
}

#[test]
fn every_operation_tells_its_action_its_problems_and_an_example() {
    for operation in Operation::all() {
        let Operation { id, json, action, .. } = &operation;
        assert!(
            podskazka_shared::access::Action::ALL
                .iter()
                .any(|known| known.code() == action),
            "{id}"
        );
        assert!(!json["summary"].as_str().unwrap().is_empty(), "{id}");
        let responses = json["responses"].as_object().unwrap();
        let (success, problems): (Vec<_>, Vec<_>) =
            responses.iter().partition(|(status, _)| status.starts_with('2'));
        assert_eq!(success.len(), 1, "{id}");
        let (status, success) = success[0];
        assert_eq!(example_of(success).is_none(), status == "204", "{id}");
        assert!(problems.iter().any(|(status, _)| *status == "500"), "{id}");
        for (status, problem) in problems {
            if operation.form.is_some() {
                // What OAuth prescribes for a form knows no problems.
                assert!(
                    problem["content"]["application/json"]["example"]["error"].is_string(),
                    "{id}"
                );
                continue;
            }
            let example = &problem["content"]["application/problem+json"]["example"];
            assert_eq!(example["status"].to_string(), *status, "{id}");
        }
        let told = |status: &str| responses.contains_key(status);
        let guest = operation.is_guest();
        assert!(guest || told("401"), "{id}");
        let of_school = !guest && operation.has("school");
        assert!(!of_school || (told("403") && told("404")), "{id}");
        assert_eq!(
            told("412"),
            operation.guard == crate::support::spec::Guard::Version,
            "{id}"
        );
        assert_eq!(json["security"].is_null(), operation.is_guest(), "{id}");
    }
}

/// The names of the fields that a schema has.
fn fields<'a>(description: &'a Value, schema: &'a Value, found: &mut BTreeSet<&'a str>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        fields(description, &description["components"]["schemas"][name], found);
    }
    if let Some(properties) = schema["properties"].as_object() {
        found.extend(properties.keys().map(String::as_str));
    }
    for part in ["allOf", "oneOf", "anyOf"] {
        for part in schema[part].as_array().into_iter().flatten() {
            fields(description, part, found);
        }
    }
}

/// Two types of one name would overwrite each other's schema.
#[test]
fn every_example_has_fields_that_its_schema_names() {
    let description: Value = serde_json::from_str(&podskazka::openapi::text()).unwrap();
    for operation in Operation::all() {
        let responses = operation.json["responses"].as_object().unwrap().values();
        for content in responses.chain([&operation.json["requestBody"]]) {
            let content = &content["content"]["application/json"];
            let mut named = BTreeSet::new();
            fields(&description, &content["schema"], &mut named);
            for field in content["example"]
                .as_object()
                .into_iter()
                .flat_map(|all| all.keys())
            {
                assert!(named.contains(field.as_str()), "{} {field}", operation.id);
            }
        }
    }
}

#[test]
fn every_schema_that_is_referred_to_is_there() {
    let text = podskazka::openapi::text();
    let description: Value = serde_json::from_str(&text).unwrap();
    let schemas = &description["components"]["schemas"];
    let mut referred = text.split("\"#/components/schemas/").skip(1).peekable();
    assert!(referred.peek().is_some());
    for rest in referred {
        let name = rest.split('"').next().unwrap();
        assert!(!schemas[name].is_null(), "{name} is no schema: param(inline)");
    }
}

/// The words of the API, as they are written in it.
#[test]
fn words_are_described_as_they_are_sent() {
    let description: Value = serde_json::from_str(&podskazka::openapi::text()).unwrap();
    let mut all = vec![&description];
    let mut words = 0;
    while let Some(value) = all.pop() {
        if let Some(listed) = value["enum"].as_array() {
            for word in listed.iter().filter_map(Value::as_str) {
                assert!(!word.contains(char::is_uppercase), "{word} in {listed:?}");
                words += 1;
            }
        }
        match value {
            Value::Object(fields) => all.extend(fields.values()),
            Value::Array(items) => all.extend(items),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    assert!(words > 100, "{words}");
}

/// The example of an answer: JSON, or a table.
fn example_of(answer: &Value) -> Option<Value> {
    let of =
        |kind: &str| Some(answer["content"][kind]["example"].clone()).filter(|example| !example.is_null());
    of("application/json")
        .or_else(|| of("text/csv"))
        .or_else(|| of("text/calendar"))
        .or_else(|| of("application/octet-stream"))
        .or_else(|| of(podskazka_shared::endpoint::Xlsx::MEDIA))
        .or_else(|| of("text/event-stream"))
}

/// The examples of an endpoint are of its types, and pass its checks.
fn true_examples<E: Endpoint>(all: &[Operation]) -> &'static str {
    let operation = all
        .iter()
        .find(|operation| operation.id == E::NAME)
        .expect(E::NAME);
    assert_eq!(
        (operation.path.as_str(), operation.method.as_str()),
        (E::PATH, E::METHOD.as_str())
    );
    let body = operation.example.clone().or(operation.form.clone());
    let file = operation.raw.then(|| Value::String(String::new()));
    let body = body.or(file);
    let body = body.unwrap_or(Value::Null);
    let body: E::Body = serde_json::from_value(body).expect(E::NAME);
    let mut errors = Vec::new();
    body.check(&mut errors);
    assert_eq!(errors, [], "{}", E::NAME);
    let reply = example_of(&operation.json["responses"][E::STATUS.to_string()]);
    serde_json::from_value::<E::Reply>(reply.unwrap_or(Value::Null)).expect(E::NAME);
    E::NAME
}

#[test]
fn every_example_is_of_its_type() {
    let all = Operation::all();
    macro_rules! each {
        ($($endpoint:ty),* $(,)?) => { vec![$(true_examples::<$endpoint>(&all)),*] };
    }
    let mut tried = each![
        audit::AuditExport,
        audit::AuditList,
        appointments::acting::ActingCreate,
        appointments::acting::ActingEnd,
        appointments::acting::ActingFind,
        appointments::acting::ActingList,
        appointments::order::AppointmentsApprove,
        appointments::order::AppointmentsCorrect,
        appointments::order::AppointmentsCreate,
        appointments::order::AppointmentsEnd,
        appointments::order::AppointmentsFind,
        appointments::order::AppointmentsList,
        auth::AuthKeys,
        auth::AuthLogin,
        auth::AuthLogout,
        auth::AuthRefresh,
        auth::AuthTotp,
        auth::MeLanguage,
        auth::notices::MeNotices,
        auth::notices::MeNoticesSeen,
        clients::AuthToken,
        clients::ClientsCreate,
        clients::ClientsEnd,
        clients::ClientsFind,
        clients::ClientsList,
        clients::ClientsRotate,
        auth::contacts::ContactsAdd,
        auth::contacts::ContactsConfirm,
        auth::contacts::ContactsRemove,
        auth::contacts::MeSecurity,
        auth::reset::AuthReset,
        auth::reset::AuthResetUse,
        auth::reset::PasswordChange,
        auth::sessions::SessionsEnd,
        auth::sessions::SessionsEndOthers,
        auth::sessions::SessionsList,
        auth::totp::TotpBegin,
        auth::totp::TotpCodes,
        auth::totp::TotpConfirm,
        auth::totp::TotpOff,
        cards::PeopleCreate,
        cards::PeopleEnd,
        cards::PeopleFind,
        cards::PeopleList,
        cards::PeopleReopen,
        cards::PeopleRoles,
        cards::PeopleTies,
        cards::PeopleUpdate,
        classes::ClassesCreate,
        classes::ClassesFind,
        classes::ClassesList,
        classes::ClassesStudents,
        classes::ClassesTeachers,
        classes::ClassesUpdate,
        classes::YearAdvance,
        classes::YearPreview,
        classes::YearsList,
        imports::ImportsApply,
        imports::ImportsCreate,
        imports::ImportsFind,
        imports::ImportsRows,
        calendars::publishing::CalendarsFind,
        calendars::publishing::CalendarsPublish,
        calendars::publishing::CalendarsVersions,
        consultations::ConsultSettingsFind,
        consultations::ConsultSettingsUpdate,
        consultations::ConsultationsArrive,
        consultations::ConsultationsBook,
        consultations::ConsultationsCalendar,
        consultations::ConsultationsCancel,
        consultations::ConsultationsConfirm,
        consultations::ConsultationsFind,
        consultations::ConsultationsHold,
        consultations::ConsultationsList,
        consultations::ConsultationsMove,
        consultations::ConsultationsNoShow,
        consultations::ConsultationsRequest,
        consultations::ConsultationsResult,
        consultations::ConsultationsWalkIn,
        consultations::SlotsList,
        consultations::WaitingCreate,
        consultations::WaitingFind,
        consultations::WaitingLeave,
        consultations::WaitingList,
        deadlines::DeadlinesPreview,
        deadlines::policy::PoliciesFind,
        deadlines::policy::PoliciesPublish,
        deadlines::policy::PoliciesVersions,
        deadlines::policy::TicketsDeadline,
        callbacks::CallbacksCount,
        callbacks::CallbacksDismiss,
        callbacks::CallbacksFind,
        callbacks::CallbacksList,
        callbacks::CallbacksRegister,
        callbacks::CallbacksTake,
        callbacks::CallbacksTry,
        callbacks::PublicCallbacksForm,
        callbacks::PublicCallbacksSend,
        articles::editions::ArticlesCompare,
        articles::editions::ArticlesDiscard,
        articles::editions::ArticlesEdition,
        articles::editions::ArticlesEditions,
        articles::editions::ArticlesPublish,
        articles::editions::ArticlesReturn,
        articles::editions::ArticlesSubmit,
        articles::ArticlesCreate,
        articles::ArticlesEnd,
        articles::ArticlesFind,
        articles::ArticlesImage,
        articles::ArticlesList,
        articles::ArticlesPreview,
        articles::ArticlesReplace,
        articles::ArticlesStarter,
        phrases::PhrasesCreate,
        phrases::PhrasesDelete,
        phrases::PhrasesFind,
        phrases::PhrasesList,
        phrases::PhrasesReplace,
        usefulness::ArticlesOffer,
        usefulness::ArticlesSearch,
        usefulness::ArticlesSuggest,
        usefulness::ArticlesUse,
        usefulness::ArticlesUsefulness,
        usefulness::ArticlesVote,
        usefulness::ArticlesVoteFind,
        views::ViewsCreate,
        views::ViewsDelete,
        views::ViewsFind,
        views::ViewsList,
        views::ViewsReplace,
        drafts::MeDrafts,
        drafts::MeDraftsKeep,
        duty::absences::AbsencesCreate,
        duty::absences::AbsencesEnd,
        duty::absences::AbsencesFind,
        duty::absences::AbsencesList,
        duty::absences::AbsencesUpdate,
        duty::extra::ExtraHoursCreate,
        duty::extra::ExtraHoursEnd,
        duty::extra::ExtraHoursFind,
        duty::extra::ExtraHoursList,
        voices::PublicVoicesForm,
        voices::PublicVoicesSend,
        voices::VoicesAnswer,
        voices::VoicesCreate,
        voices::VoicesFind,
        voices::VoicesList,
        voices::VoicesMine,
        voices::VoicesPass,
        voices::VoicesSeen,
        voices::VoicesThanks,
        follow_ups::FollowUpsClose,
        follow_ups::FollowUpsFind,
        follow_ups::FollowUpsList,
        feedback::FeedbackList,
        feedback::FeedbackOwn,
        reports::ReportCsv,
        reports::ReportFind,
        reports::ReportXlsx,
        feeds::MeFeed,
        files::FilesCreate,
        files::FilesFind,
        files::FilesTakeBack,
        files::MeDataFile,
        files::TicketsFile,
        feeds::MeFeedCreate,
        feeds::MeFeedEnd,
        feedback::TicketsRating,
        conduct::ConductAsk,
        conduct::ConductCreate,
        conduct::ConductDecided,
        conduct::ConductFind,
        conduct::ConductLift,
        conduct::ConductList,
        conduct::ConductOutcomes,
        conduct::ConductReply,
        conduct::ConductSend,
        consents::ConsentsFind,
        consents::ConsentsRecord,
        consents::ConsentsVoid,
        consents::ConsentsWithdraw,
        consents::DocumentsCreate,
        consents::DocumentsCurrent,
        consents::DocumentsFind,
        consents::mine::MeConsents,
        consents::mine::MeConsentsGive,
        invitations::InvitationsCreate,
        invitations::InvitationsFind,
        invitations::InvitationsList,
        invitations::InvitationsWithdraw,
        invitations::ResetSlipsCreate,
        invitations::entry::EntryFind,
        invitations::join::JoinEmail,
        invitations::join::JoinLook,
        invitations::join::JoinNew,
        invitations::join::JoinOwn,
        invitations::join::JoinReset,
        letters::LettersList,
        letters::PlatformLettersList,
        letters::PlatformLettersRemove,
        letters::PlatformLettersRetry,
        letters::PlatformLettersRetryAll,
        live::TicketsAnswering,
        live::TicketsAnsweringFind,
        live::TicketsLive,
        my_class::ContactsChecked,
        my_class::ContactsFind,
        my_class::ContactsUpdate,
        my_class::MyClassFind,
        notifications::MeMail,
        notifications::MeMailReplace,
        notifications::NotificationsFind,
        notifications::NotificationsList,
        notifications::NotificationsRead,
        people::MeFind,
        people::StaffList,
        platform::PlatformActingCreate,
        platform::PlatformDirectorsCreate,
        platform::PlatformDirectorsSlip,
        platform::PlatformHealthFind,
        platform::PlatformOperatorsCreate,
        platform::PlatformOperatorsList,
        platform::PlatformOperatorsRemove,
        platform::PlatformSchoolsCreate,
        platform::PlatformSchoolsList,
        privacy::CorrectionsAccept,
        privacy::CorrectionsFind,
        privacy::CorrectionsList,
        privacy::CorrectionsRefuse,
        privacy::ErasuresApprove,
        privacy::ErasuresFind,
        privacy::ErasuresList,
        privacy::ErasuresRefuse,
        privacy::MeCorrectionsCreate,
        privacy::MeData,
        privacy::MeErasuresCreate,
        privacy::MePrivacy,
        privacy::MePrivacyUndo,
        privacy::MeWithdrawalsCreate,
        privacy::RetentionFind,
        privacy::RetentionUpdate,
        schedules::PublicScheduleFind,
        schedules::days::PublicDaysList,
        schedules::days::PublicOnDuty,
        schedules::SchedulesAgree,
        schedules::SchedulesApprove,
        schedules::SchedulesChecks,
        schedules::SchedulesCreate,
        schedules::SchedulesFind,
        schedules::SchedulesInForce,
        schedules::SchedulesLines,
        schedules::SchedulesLink,
        schedules::SchedulesList,
        schedules::SchedulesPreview,
        schedules::SchedulesPublish,
        schedules::SchedulesReopen,
        schools::SchoolsFind,
        schools::SchoolsUpdate,
        tickets::MessagesCreate,
        tickets::MessagesList,
        tickets::TicketsAnswer,
        tickets::TicketsAsk,
        tickets::TicketsAssign,
        tickets::TicketsClose,
        tickets::TicketsCount,
        tickets::TicketsCreate,
        tickets::TicketsFind,
        tickets::TicketsHelpers,
        tickets::TicketsList,
        tickets::TicketsReopen,
        tickets::TicketsShare,
        tickets::TicketsDecide,
        tickets::TicketsFollow,
        tickets::TicketsHandOver,
        tickets::TicketsObject,
        tickets::TicketsOutcome,
        tickets::TicketsRedirect,
        tickets::TicketsReference,
        tickets::TicketsRefuse,
        tickets::TicketsStop,
        tickets::TicketsTopic,
        tickets::email::TicketsEmail,
        tickets::history::TicketsHistory,
        tickets::join::TicketsBulk,
        tickets::join::TicketsLink,
        tickets::join::TicketsMerge,
        tickets::join::TicketsSplit,
        tickets::join::TicketsUnmerge,
        tickets::requesters::RequestersList,
        tickets::search::TicketsSearch,
    ];
    tried.sort_unstable();
    let mut described: Vec<&str> = all.iter().map(|operation| operation.id.as_str()).collect();
    described.sort_unstable();
    assert_eq!(tried, described, "add the new endpoint to this list");
}

both![the_description_and_its_pages_are_served,];

async fn the_description_and_its_pages_are_served(app: TestApp) {
    let served = Raw::of(app.request("GET", "/openapi.json")).await;
    assert_eq!((served.status, served.text()), (200, podskazka::openapi::text()));
    assert_eq!(Raw::of(app.request("GET", "/docs/")).await.status, 200);
    for health in ["/health/live", "/health/ready"] {
        assert_eq!(Raw::of(app.request("GET", health)).await.status, 200);
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
    ] {
        assert_eq!(served.header(name), Some(value));
    }
    assert!(
        served
            .header("content-security-policy")
            .unwrap()
            .contains("default-src 'none'")
    );
}
