//! The requests of the demonstration: every state, in time and late, rated and not.

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{
    TicketClose, TicketNote, TicketRate, TicketRead, TicketReopen, TicketWork, TicketWrite,
};
use podskazka_shared::feedback::RatingBody;
use podskazka_shared::ids::TicketId;
use podskazka_shared::page::MAX_LIMIT;
use podskazka_shared::tickets::{Act, MessageKind, TicketBody, TicketsQuery, Topic};

use super::{WHY, people};
use crate::access::{Member, Permit, SchoolCard};
use crate::clock::new_id;
use crate::problem::Result;
use crate::store::{self, Store};
use crate::tickets::{Step, file, take};

const PARENT: &str = "parent@demo.test";
const STUDENT: &str = "student@demo.test";
const KLIMOVA: &str = "klimova@demo.test";
const TEACHER: &str = "teacher@demo.test";
const CLASS_TEACHER: &str = "class-teacher@demo.test";
const ZIMIN: &str = "zimin@demo.test";
const ADMIN: &str = "admin@demo.test";
const DEPUTY: &str = "deputy@demo.test";
const HELPER: &str = "helper@demo.test";

/// What happens to a request, this many minutes after filing.
enum Then {
    Assign(i64, &'static str),
    Ask(i64, &'static str, &'static str),
    Reply(i64, &'static str),
    Note(i64, &'static str, &'static str),
    Answer(i64, &'static str, &'static str),
    Reopen(i64, &'static str),
    Close(i64),
    Rate(i64, u8, Option<&'static str>),
}

struct Story {
    /// Hours before now when it was filed.
    ago: i64,
    by: &'static str,
    topic: Topic,
    text: &'static str,
    then: &'static [Then],
}

const STORIES: &[Story] = &[
    Story {
        ago: 2,
        by: PARENT,
        topic: Topic::FinalMarks,
        text: "Не вижу оценок за четверть.\nЗахожу в дневник, раздел «Итоговые» пустой, хотя четверть закончилась. Вход через приложение на телефоне.",
        then: &[],
    },
    Story {
        ago: 21,
        by: KLIMOVA,
        topic: Topic::Access,
        text: "Не приходит код для входа. Номер телефона сменили в сентябре, как указать новый?",
        then: &[
            Then::Assign(90, ADMIN),
            Then::Note(
                95,
                ADMIN,
                "Номер меняет классный руководитель, спросила у Веры Андреевны.",
            ),
        ],
    },
    Story {
        ago: 25,
        by: ZIMIN,
        topic: Topic::LessonPlanning,
        text: "Пропали темы уроков за октябрь в 9В. Вчера вечером были на месте.",
        then: &[],
    },
    Story {
        ago: 30,
        by: TEACHER,
        topic: Topic::LessonPlanning,
        text: "Как загрузить планирование из таблицы? При импорте пишет «неверный формат», файл прилагали на прошлой неделе.",
        then: &[Then::Ask(
            60,
            DEPUTY,
            "Подскажите, пожалуйста, в какой программе сохранена таблица и сколько в ней столбцов?",
        )],
    },
    Story {
        ago: 46,
        by: PARENT,
        topic: Topic::Attendance,
        text: "В дневнике стоит пропуск 18 числа, но Мария была на уроках.",
        then: &[
            Then::Ask(
                130,
                HELPER,
                "Уточните, пожалуйста, по каким урокам стоит пропуск?",
            ),
            Then::Reply(190, "По физкультуре и по истории."),
            Then::Answer(
                260,
                HELPER,
                "Учителя проверили журнал: отметки стояли по ошибке, их исправили. Обновите страницу дневника.",
            ),
        ],
    },
    Story {
        ago: 52,
        by: CLASS_TEACHER,
        topic: Topic::Reports,
        text: "Где скачать отчёт об успеваемости класса за четверть для педсовета?",
        then: &[
            Then::Answer(
                45,
                DEPUTY,
                "Раздел «Отчёты», «Итоги успеваемости класса», кнопка «Выгрузить» справа вверху. Период выберите «I четверть».",
            ),
            Then::Rate(80, 5, Some("Спасибо, нашла сразу!")),
        ],
    },
    Story {
        ago: 98,
        by: STUDENT,
        topic: Topic::Timetable,
        text: "В расписании на четверг два урока в одно время.",
        then: &[
            Then::Answer(
                400,
                HELPER,
                "Расписание исправили: английский теперь пятым уроком. Спасибо, что заметили.",
            ),
            Then::Rate(600, 4, None),
            Then::Close(610),
        ],
    },
    Story {
        ago: 150,
        by: TEACHER,
        topic: Topic::CurrentMarks,
        text: "Не сохраняется отметка за контрольную: после нажатия «Сохранить» клетка снова пустая.",
        then: &[
            Then::Assign(10, ADMIN),
            Then::Answer(
                95,
                ADMIN,
                "У урока не была указана дата. Я её добавила, попробуйте ещё раз.",
            ),
            Then::Reopen(150, "Попробовала, в 7А сохраняется, а в 7Б всё по-прежнему."),
            Then::Answer(
                230,
                ADMIN,
                "В 7Б была та же причина, исправлено. Проверила на своей стороне: отметка сохраняется.",
            ),
            Then::Rate(300, 4, Some("Помогли со второго раза, но быстро.")),
        ],
    },
    Story {
        ago: 215,
        by: KLIMOVA,
        topic: Topic::CurrentMarks,
        text: "Почему средний балл в дневнике не совпадает с тем, что говорит учитель?",
        then: &[
            Then::Answer(
                1700,
                DEPUTY,
                "Средний балл взвешенный: контрольная весит больше ответа на уроке. Вес виден, если нажать на отметку.",
            ),
            Then::Rate(1900, 3, Some("Ответили понятно, но ждали больше суток.")),
        ],
    },
    Story {
        ago: 300,
        by: ZIMIN,
        topic: Topic::ConductingLessons,
        text: "Как отметить, что урок провёл замещающий учитель?",
        then: &[
            Then::Answer(
                75,
                HELPER,
                "Откройте урок, «Изменить», поле «Провёл». Замену ставит и заместитель директора в расписании.",
            ),
            Then::Close(120),
            Then::Rate(121, 5, None),
        ],
    },
    Story {
        ago: 410,
        by: PARENT,
        topic: Topic::Access,
        text: "Забыли пароль от дневника, письмо для восстановления не приходит.",
        then: &[
            Then::Answer(
                35,
                ADMIN,
                "Письмо попало в «Спам»: отправитель изменился. Если его там нет, новый пароль выдаст классный руководитель.",
            ),
            Then::Rate(60, 5, Some("Нашли в спаме. Спасибо!")),
            Then::Close(61),
        ],
    },
    Story {
        ago: 520,
        by: CLASS_TEACHER,
        topic: Topic::Attendance,
        text: "Как отметить опоздание, а не пропуск?",
        then: &[
            Then::Answer(
                20,
                HELPER,
                "Нажмите на клетку дважды: первая отметка — пропуск, вторая — опоздание.",
            ),
            Then::Rate(30, 5, None),
            Then::Close(31),
        ],
    },
];

/// Makes those that are not there yet, the oldest first.
pub(super) async fn make(store: &Store, card: &SchoolCard, now: DateTime<Utc>) -> Result<()> {
    let read: Permit<TicketRead> = Permit::system(WHY, card.id);
    let query = TicketsQuery {
        limit: Some(MAX_LIMIT),
        ..TicketsQuery::default()
    };
    let there = store::tickets::list(store, &read, None, &query, (card.zone, now))
        .await?
        .items
        .len();
    for story in STORIES.iter().rev().skip(there) {
        tell(store, card, story, now - Duration::hours(story.ago)).await?;
    }
    Ok(())
}

async fn tell(store: &Store, card: &SchoolCard, story: &Story, filed: DateTime<Utc>) -> Result<()> {
    let requester = people::member(store, card, story.by, filed).await?;
    let body = TicketBody::new(story.topic, story.text);
    let id = file(store, &requester, &body, None, filed).await?;
    for then in story.then {
        happen(store, card, &requester, id, then, filed).await?;
    }
    Ok(())
}

async fn happen(
    store: &Store,
    card: &SchoolCard,
    requester: &Member,
    id: TicketId,
    then: &Then,
    filed: DateTime<Utc>,
) -> Result<()> {
    let at = |minutes: &i64| filed + Duration::minutes(*minutes);
    match then {
        Then::Assign(minutes, by) => {
            let helper = people::member(store, card, by, filed).await?;
            step::<TicketWork>(store, &helper, id, Step::Assign(Some(helper.id)), at(minutes)).await
        }
        Then::Ask(minutes, by, text) => {
            let helper = people::member(store, card, by, filed).await?;
            let say = Step::Say(Act::Ask, MessageKind::Question, text);
            step::<TicketWork>(store, &helper, id, say, at(minutes)).await
        }
        Then::Answer(minutes, by, text) => {
            let helper = people::member(store, card, by, filed).await?;
            let say = Step::Say(Act::Answer, MessageKind::Answer, text);
            step::<TicketWork>(store, &helper, id, say, at(minutes)).await
        }
        Then::Reopen(minutes, text) => {
            let say = Step::Say(Act::Reopen, MessageKind::Message, text);
            step::<TicketReopen>(store, requester, id, say, at(minutes)).await
        }
        Then::Close(minutes) => step::<TicketClose>(store, requester, id, Step::Close, at(minutes)).await,
        Then::Reply(minutes, text) => {
            let say = Step::Say(Act::Message, MessageKind::Message, text);
            step::<TicketWrite>(store, requester, id, say, at(minutes)).await
        }
        Then::Note(minutes, by, text) => {
            let helper = people::member(store, card, by, filed).await?;
            let say = Step::Say(Act::Note, MessageKind::Note, text);
            step::<TicketNote>(store, &helper, id, say, at(minutes)).await
        }
        Then::Rate(minutes, stars, comment) => {
            rate(store, requester, id, *stars, *comment, at(minutes)).await
        }
    }
}

async fn step<A: ActionType>(
    store: &Store,
    by: &Member,
    id: TicketId,
    step: Step<'_>,
    at: DateTime<Utc>,
) -> Result<()> {
    let read: Permit<TicketRead> = by.permit()?;
    let version = store::tickets::find(store, &read, id).await?.version;
    take::<A>(store, by, id, version, step, at).await
}

async fn rate(
    store: &Store,
    by: &Member,
    id: TicketId,
    stars: u8,
    comment: Option<&str>,
    at: DateTime<Utc>,
) -> Result<()> {
    let read: Permit<TicketRead> = by.permit()?;
    let permit: Permit<TicketRate> = by.permit()?;
    store
        .write(async |tx| {
            let ticket = permit.grant(store::tickets::hold(tx, &read, id).await?.into_row())?;
            let body = RatingBody {
                stars,
                reasons: Vec::new(),
                comment: comment.map(str::to_owned),
            };
            store::feedback::rate(tx, &ticket, new_id(at), &body, at).await
        })
        .await
}
