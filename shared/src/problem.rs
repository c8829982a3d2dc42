//! Errors as RFC 9457 problems with kinds that machines can read and the app can translate.

use serde::{Deserialize, Serialize};

use crate::check::FieldError;
use crate::consultations::FreeSlot;
use crate::text::Lang;

/// The content type of every error answer.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// What went wrong and what to do, for people and for machines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Always `about:blank`: `kind` tells the sort.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "about:blank"))]
    pub type_: String,
    /// A short name of the kind in the reader's language.
    pub title: String,
    pub status: u16,
    pub kind: ProblemKind,
    /// What happened here and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Each field that is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// How many errors there are, when these are only the first of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors_total: Option<u32>,
    /// With `stale`: the object as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub current: Option<serde_json::Value>,
    /// With `slot_taken` and `slots_free`: what is free next, of this helper first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<FreeSlot>,
    /// With `totp_required`: what to send with the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// With `internal`: the id under which the server's log tells more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $status:literal $ru:literal $en:literal)*) => {
        /// The sort of a problem. Each has one HTTP status.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ProblemKind { $($(#[$doc])* $name,)* }

        impl ProblemKind {
            /// Every kind, for tests and the description.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The HTTP status that goes with the kind.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// What happened and what to do, in words.
            pub const fn text(self, lang: Lang) -> &'static str {
                match self { $(Self::$name => lang.pick($ru, $en),)* }
            }
        }
    };
}

kinds! {
    /// The request cannot be read: broken JSON, a missing header.
    BadRequest 400 "Запрос не удалось прочитать." "The request could not be read."
    /// A create came without `Idempotency-Key`.
    IdempotencyKeyRequired 400 "Нужен заголовок Idempotency-Key." "The Idempotency-Key header is needed."
    /// A program's header `On-Behalf-Of` cannot be read.
    OnBehalfUnreadable 400 "Заголовок On-Behalf-Of не удалось прочитать: нужен один номер в журнале, UTF-8." "The On-Behalf-Of header could not be read: one id of the journal is needed, in UTF-8."
    /// Nobody is signed in, or the session has ended.
    Unauthenticated 401 "Войдите, чтобы продолжить." "Sign in to continue."
    /// Login and password do not fit together.
    WrongCredentials 401 "Логин или пароль не подошли. Проверьте раскладку и попробуйте ещё раз." "The login or the password does not fit. Check them and try again."
    /// The password fits; `challenge` asks for the second step.
    TotpRequired 401 "Введите код из приложения." "Enter the code of your app."
    /// The code of the second step does not fit, or was used.
    WrongCode 401 "Код не подошёл или уже использован. Дождитесь следующего и попробуйте ещё раз." "The code does not fit or was used. Wait for the next one and try again."
    /// The challenge of the second step is over.
    ChallengeOver 401 "Прошло слишком много времени. Введите пароль ещё раз." "Too much time has passed. Enter the password again."
    /// The role does not allow it.
    Forbidden 403 "На это у вас нет права." "You have no right to do this."
    /// A request by cookie came from another site.
    CrossSite 403 "Запрос пришёл с другого сайта и отклонён." "The request came from another site and was refused."
    /// A demonstration account outside this computer.
    DemoOnly 403 "Демонстрационные учётные записи работают только на этом компьютере." "Demonstration accounts work on this computer only."
    /// The school wants a second step from its staff, and this person has none yet.
    TotpSetupRequired 403 "Школа просит сотрудников входить в два шага. Включите второй шаг в профиле, в разделе «Вход и безопасность»." "The school asks its staff to sign in with two steps. Turn the second step on in your profile, under “Sign-in and security”."
    /// The school may not reset this person's password; why is not told.
    ResetNotHere 403 "Этому человеку школа задать новый пароль не может. Поможет ссылка «Забыли пароль?» на странице входа." "The school cannot set a new password for this person. The link “Forgot the password?” at the sign-in helps."
    /// It is not there, or not yours to see.
    NotFound 404 "Не найдено. Возможно, это удалено или вам недоступно." "Not found. It may be gone, or not open to you."
    /// A program acts for somebody whom its school does not have under this external id.
    OnBehalfNotFound 404 "В школе нет человека с таким номером в журнале (заголовок On-Behalf-Of)." "The school has nobody with this id of the journal (the On-Behalf-Of header)."
    /// The address exists, the method does not.
    MethodNotAllowed 405 "Так обратиться к этому адресу нельзя." "This address does not take that method."
    /// The body did not come in time.
    RequestTimeout 408 "Данные шли слишком долго. Проверьте связь и отправьте ещё раз." "The data took too long to come. Check the connection and send it again."
    /// The object's state does not allow it now.
    WrongState 409 "Сейчас это сделать нельзя: состояние изменилось. Обновите страницу." "This cannot be done now: the state has changed. Reload the page."
    /// Somebody was faster, or the time is not offered any more; `slots` tells what is free next.
    SlotTaken 409 "Это время уже занято или больше не предлагается. Выберите другое." "This time is taken already, or not offered any more. Choose another."
    /// Nobody waits where there is a free slot; `slots` tells it.
    SlotsFree 409 "Есть свободное время: запишитесь сразу, ждать не нужно." "There are free times: book one, there is no need to wait."
    /// The person, or the child, has another consultation at that time.
    BookingOverlaps 409 "На это время у вас или у ребёнка уже есть запись. Выберите другое время или отмените её." "You or your child already have a booking at this time. Choose another time, or cancel it."
    /// More consultations to come than one person may have.
    TooManyBookings 409 "У вас уже много записей впереди. Отмените лишние, и можно будет записаться снова." "You have many bookings to come already. Cancel some to book another."
    /// The time until which a booking is cancelled or moved is over.
    TooLateToCancel 409 "Отменить или перенести запись уже поздно. Предупредите специалиста по телефону." "It is too late to cancel or move the booking. Tell the helper by telephone."
    /// What is noted of a consultation cannot have happened yet.
    TooEarly 409 "Консультация ещё не началась." "The consultation has not begun yet."
    /// One person's files take all the room that one person has.
    FileSpaceExceeded 409 "Место для ваших файлов заполнено. Попросите администратора журнала или пришлите файл поменьше." "The room for your files is full. Ask the journal administrator, or send a smaller file."
    /// The school is one academic year ahead already.
    YearAhead 409 "Новый учебный год уже начат. Следующий за ним можно начать с сентября." "The new academic year has begun already. The one after it can begin from September on."
    /// A school of the person wants the second step.
    TotpKept 409 "Ваша школа просит входить в два шага, поэтому второй шаг не выключить." "Your school asks for two steps, so the second one cannot be turned off."
    /// Who asks others for a second step has one.
    TotpFirst 409 "Сначала включите второй шаг у себя: в профиле, в разделе «Вход и безопасность»." "Turn the second step on for yourself first: in your profile, under “Sign-in and security”."
    /// A name from before a school's slip set the password, while its owner has not proven themselves.
    NameKept 409 "Пароль задан по коду от школы, поэтому прежние способы входа пока не удалить. Подтвердите прежнюю почту ещё раз. Если её нет, подтвердите новую: через две недели запрет снимется." "The password was set by a slip of the school, so the earlier ways to sign in stay for now. Confirm the earlier address again. If you have none, confirm a new one: after two weeks they can be removed."
    /// A school's slip set the password, and the owner has not proven themselves since: no other school lets them in.
    ResetUnproven 409 "Пароль этой учётной записи задан по коду от школы, и знать его может не только владелец. Подтвердите прежнюю почту в разделе «Вход и безопасность» или создайте для этой школы другую учётную запись." "The password of this account was set by a slip of a school, and not only its owner may know it. Confirm the earlier address under “Sign-in and security”, or make another account for this school."
    /// Without this one nobody could sign in.
    LastName 409 "Это последний способ войти. Сначала добавьте другой." "This is the last way to sign in. Add another one first."
    /// No mail leaves this server.
    MailOff 409 "Почта на этом сервере не настроена, поэтому подтвердить адрес нельзя. Сообщите администратору." "Mail is not set up on this server, so the address cannot be confirmed. Tell the administrator."
    /// A student comes in only after a parent's consent.
    ParentConsentNeeded 409 "Сначала нужно согласие одного из родителей: в их приглашении или на бумаге у классного руководителя. После этого ваш код сработает." "First one of your parents has to consent: with their own invitation, or on paper with the class teacher. Then your code will work."
    /// Whoever is signed in has a card in that school already.
    AlreadyMember 409 "В этой школе у вас уже есть карточка. Если приглашение не для вас, выйдите и откройте его снова. Если карточек две, скажите администратору журнала." "You have a card in this school already. If the invitation is not yours, sign out and open it again. If there are two cards, tell the journal administrator."
    /// A way to ask is closed to the person for a time, by a decision on their conduct; others are open.
    ChannelClosed 409 "Этот способ обращения для вас временно закрыт решением школы. Другие открыты: телефон, кабинет и почта из контактов школы. До какого дня – в разделе «Правила общения»." "This way to ask is closed to you for a time by a decision of the school. Others are open: the telephone, the office and the mail in the school's contacts. Until which day stands under “Rules of conduct”."
    /// A newer version of a document is in force than the one that was read.
    DocumentChanged 409 "Пока вы читали, школа обновила документ. Откройте его ещё раз и отметьте снова." "The school changed the document while you read it. Open it again and tick it once more."
    /// A slip's code that was used, replaced, guessed or is too old.
    CodeOver 410 "Код не подошёл или уже не действует. Сверьте его с бумагой, а если он верный, попросите в школе новый." "The code does not fit, or works no more. Compare it with the paper; if it is right, ask the school for a new one."
    /// A link that was used, replaced or is too old.
    LinkOver 410 "Ссылка уже не действует. Запросите новую." "The link does not work any more. Ask for a new one."
    /// The object changed since it was read; `current` holds it as it is.
    Stale 412 "Пока вы работали, это изменил кто-то другой. Посмотрите, что нового, и повторите." "Somebody changed this while you worked. See what is new and repeat."
    /// The body is larger than allowed.
    TooLarge 413 "Слишком много данных за один раз." "Too much data at once."
    /// A file is larger than allowed.
    FileTooLarge 413 "Файл больше 20 МБ. Уменьшите его или пришлите снимок экрана." "The file is larger than 20 MB. Make it smaller, or send a screenshot."
    /// The body is not JSON, or a file is not sent as bytes.
    UnsupportedMediaType 415 "Данные нужны в формате JSON, файл — в виде application/octet-stream." "The data must be JSON, a file application/octet-stream."
    /// A file is of a kind that is not taken, whatever its name says, or is damaged.
    FileKindRefused 415 "Такой файл приложить нельзя, или он повреждён. Подойдут фотографии и снимки экрана (JPEG, PNG, WebP, GIF), PDF, тексты и таблицы, документы Word, Excel, PowerPoint и OpenDocument без макросов." "Such a file cannot be attached, or it is damaged. Photos and screenshots (JPEG, PNG, WebP, GIF), PDF, texts and tables, and Word, Excel, PowerPoint and OpenDocument files without macros are fine."
    /// A picture with more pixels than allowed.
    PictureTooLarge 415 "В картинке слишком много точек: подойдёт до 50 мегапикселей и до 12 000 по одной стороне. Уменьшите её." "The picture has too many pixels: up to 50 megapixels and 12,000 along one side are fine. Make it smaller."
    /// A file without a single byte.
    FileEmpty 415 "Файл пустой. Выберите другой." "The file is empty. Choose another."
    /// Fields are wrong; `errors` names them.
    Invalid 422 "Проверьте отмеченные поля." "Check the marked fields."
    /// A clock that runs does not reach its target within five years.
    DeadlineUnreachable 422 "За пять лет этот срок не наступит: проверьте рабочие часы и величину срока." "This deadline is not reached within five years: check the working hours and the target."
    /// The idempotency key was used for another request.
    IdempotencyKeyReused 422 "Этот Idempotency-Key уже использован для другого запроса." "This Idempotency-Key has been used for another request."
    /// A change came without `If-Match`.
    PreconditionRequired 428 "Нужен заголовок If-Match с версией." "The If-Match header with the version is needed."
    /// Too many tries, or too many requests in a minute; `Retry-After` tells how long to wait.
    TooManyRequests 429 "Слишком много попыток. Подождите немного." "Too many tries. Wait a little."
    /// More new requests in a day than one person may file; `Retry-After` tells when the next one may.
    QuotaExceeded 429 "За сутки от вас уже пришло очень много обращений. Новое можно будет подать позже, а срочное скажите по телефону или лично." "Very many requests have come from you within a day. A new one can be filed later; tell what is urgent by phone or in person."
    /// More files in an hour than one person may send; `Retry-After` tells when the next one may.
    UploadsExceeded 429 "За час от вас пришло очень много файлов. Подождите немного: присланные файлы хранятся час." "Very many files have come from you within an hour. Wait a little: files are kept for an hour."
    /// More files of requests in a day than one person may send; `Retry-After` tells when the next one may.
    FilesExceeded 429 "За сутки от вас пришло очень много файлов. Следующий можно будет приложить позже." "Very many files have come from you within a day. The next one can be attached later."
    /// A fault of ours; the trace id finds it in the log.
    Internal 500 "Ошибка на нашей стороне. Ничего не потеряно, попробуйте ещё раз." "A fault on our side. Nothing is lost, try again."
    /// The database does not answer just now.
    Unavailable 503 "Сервер занят. Попробуйте через минуту." "The server is busy. Try again in a minute."
    /// No room for files is left on the server.
    StorageFull 507 "На сервере кончилось место для файлов. Отправьте обращение без файла и скажите администратору." "The server has no room for files left. Send the request without the file and tell the administrator."
}

impl ProblemKind {
    /// Whether the rest of a body is not waited for.
    pub const fn leaves_body(self) -> bool {
        matches!(
            self,
            Self::RequestTimeout
                | Self::TooLarge
                | Self::FileTooLarge
                | Self::FileSpaceExceeded
                | Self::FilesExceeded
                | Self::StorageFull
        )
    }
}

/// The most errors that one answer tells.
pub const MAX_ERRORS: usize = 200;

impl Problem {
    /// A problem of this kind, worded in this language.
    pub fn new(kind: ProblemKind, lang: Lang) -> Self {
        Self {
            type_: "about:blank".to_owned(),
            title: kind.text(lang).to_owned(),
            status: kind.status(),
            kind,
            detail: None,
            errors: Vec::new(),
            errors_total: None,
            current: None,
            slots: Vec::new(),
            challenge: None,
            trace_id: None,
        }
    }
}
