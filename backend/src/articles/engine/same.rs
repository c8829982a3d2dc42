//! Words of a school that mean much the same, so that «домашка» finds «домашнее задание». Not words of any one question.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::search::words::{Origin, words};

/// Each line is one meaning, in both languages.
const SAME: &str = "
пароль логин вход войти зайти входить заходить войду зайду учетка учетный аккаунт авторизация password login sign signin account
забыть забыл забыла забыли потерять потерял потеряла сбросить сброс восстановить восстановление помнить помню вспомнить forgot forgotten lost reset
заблокировать заблокирован заблокировали блокировка закрылся пускать пускает попытка попытки locked lock blocked tries attempts
впервые первый регистрация зарегистрироваться листок листочек бумажка приглашение выдать выдали register first invitation
открывать открывается открыть грузить грузится тормозить тормозит виснуть висит зависать зависает вылетать вылетает глючить глючит лагает медленно медленный open opens load loads slow crash crashes
браузер приложение программа сайт страница экран кнопка обновление браузере browser app site page screen button
отметка оценка балл двойка тройка четверка пятерка двойку mark grade score
исправить исправление поправить изменить удалить убрать стереть заменить correct fix change delete remove edit
ошибка ошибочный ошибиться ошиблась неверный неправильный неправильно случайно перепутать перепутал лишний wrong mistake error mistaken
итоговый четвертной годовой полугодовой триместровый аттестация аттестован выставить final
средний взвешенный average mean weighted
четверть триместр полугодие семестр период term quarter semester trimester
домашний домашка дз задание задать задали homework assignment
пропуск прогул прогулять пропустить отсутствие отсутствовать отсутствовал посещаемость absence absent attendance missed
болеть заболеть заболел болезнь справка больничный уехать поездка уезжать предупредить ill sick illness tell
опоздание опоздать опоздал late
ктп план планирование тематический поурочный plan planning curriculum
загрузить загрузка импорт импортировать закачать залить столбец колонка import upload column columns
таблица excel эксель файл table spreadsheet file
выгрузить выгрузка скачать экспорт экспортировать download export
расписание смена звонки timetable schedule
группа подгруппа group subgroup
замена замещение замещать замещаю подмена подменять вместо substitute substituting replace cover covering
коллега colleague
отчет отчетность сводка ведомость табель report reports
распечатать печать напечатать печатать print printing
ребенок дети сын дочь дочка сынок внук внучка двойняшки близнецы child children son daughter kid kids
двое второй оба трое несколько two both second
родитель мама папа мать отец муж жена бабушка дедушка опекун parent mother father
перейти перешел перевести перевели перевод переехать переехали зачислить прежний moved move transferred transfer
ученик ученица школьник учащийся первоклассник student pupil students pupils
журнал дневник эж эжд diary journal
учитель педагог преподаватель предметник teacher
тетрадь бумага бумажный paper exercise notebook
нет нету пропасть пропали пропала исчезнуть исчезли пустой пусто видно видеть вижу видим not no nothing missing empty disappeared shown visible
сходиться сходятся расходиться расходятся совпадать совпадает отличаться отличается цифра цифры количество differ differs figures numbers add match
записать запись внести заполнить заполнять enter record fill
";

/// Words that requests have and that tell nothing of what is asked.
const FILLERS: &str = "
здравствуйте добрый день вечер утро привет пожалуйста подскажите подскажи скажите помогите помочь спасибо заранее уважаемые прошу срочно вопрос
мне меня мной мой моя мое мои моего моей моих нас нам наш наша наше наши его ее ей ему им их они он она оно вам вас ваш ты тебе тебя свой свою своего своих себя себе сам сама сами
этот эта эти этого этой этому тот та те того той тому там тут здесь туда сюда такой такая такое такие так тоже также еще уже теперь сейчас потом опять снова вдруг вообще просто очень совсем только лишь даже ведь вот ну ага либо нибудь
где куда откуда когда почему зачем кто кого кому чем чего какой какая какие какое сколько который которая которые которую чтобы если пока хотя раз
есть будет буду быть можно нельзя надо нужно нужен должен должна должно могу может можем мочь хочу хотел хотела хочется делать сделать сделал стать стал стало говорит говорят сказали сказал сказала пишет пишут написано знаю знает понимаю понять получается
все всё всех всем весь всю вся один одна одного ни после перед между через около под над про весь
hello hi please help thanks me my mine we our you your i im am are was were be been do does did how what why where when who which this that there here can cannot could would should have has had
";

/// What is known of words.
pub struct Known {
    /// The meanings that a key belongs to.
    of: HashMap<String, Vec<usize>>,
    /// The keys of each meaning.
    meanings: Vec<Vec<String>>,
    fillers: std::collections::HashSet<String>,
    /// The words as they are written, for those who mistype them.
    pub plain: Vec<(String, Vec<String>)>,
}

pub static KNOWN: LazyLock<Known> = LazyLock::new(Known::read);

impl Known {
    fn read() -> Self {
        let mut known = Self {
            of: HashMap::new(),
            meanings: Vec::new(),
            fillers: words(FILLERS, Origin::Text)
                .into_iter()
                .map(|word| word.plain)
                .collect(),
            plain: Vec::new(),
        };
        for (number, line) in SAME.trim().lines().enumerate() {
            let mut keys: Vec<String> = Vec::new();
            for word in words(line, Origin::Text) {
                keys.extend(word.keys.iter().cloned());
                known.plain.push((word.plain, word.keys));
            }
            keys.sort_unstable();
            keys.dedup();
            for key in &keys {
                known.of.entry(key.clone()).or_default().push(number);
            }
            known.meanings.push(keys);
        }
        known
    }

    /// Whether a word tells nothing.
    pub fn is_filler(&self, plain: &str) -> bool {
        self.fillers.contains(plain)
    }

    /// Whether it is a word of the school's.
    pub fn has(&self, keys: &[String]) -> bool {
        keys.iter().any(|key| self.of.contains_key(key))
    }

    /// Other keys that mean much the same.
    pub fn like(&self, keys: &[String]) -> Vec<&String> {
        let mut numbers: Vec<usize> = keys
            .iter()
            .filter_map(|key| self.of.get(key))
            .flatten()
            .copied()
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let meanings = numbers.into_iter().filter_map(|number| self.meanings.get(number));
        meanings.flatten().filter(|key| !keys.contains(key)).collect()
    }
}
