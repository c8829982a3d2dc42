#!/usr/bin/env bash
# A server with a demo school in a folder of its own, for the browser tests. Playwright starts and ends it.
set -euo pipefail
cd "$(dirname "$0")"
port=${E2E_PORT:-18080}
server=${E2E_SERVER:-../target/debug/podskazka}
[ -x "$server" ] || { echo "no server at $server: make run or make test builds it" >&2; exit 2; }

data=$(mktemp -d)
mail=${TMPDIR:-/tmp}/podskazka-e2e-mail-$port
rm -rf "$mail"
pid=
post=
trap '[ -z "$pid" ] || { kill "$pid" 2>/dev/null; wait "$pid"; } || true; [ -z "$post" ] || kill "$post" 2>/dev/null || true; rm -rf "$data" "$mail"' EXIT
trap 'exit 143' INT TERM

node smtp.mjs "$mail" &
post=$!
until [ -s "$mail/.port" ]; do sleep 0.05; done
export PODSKAZKA_DATA_DIR=$data PODSKAZKA_LISTEN=127.0.0.1:$port PODSKAZKA_PUBLIC_URL=http://127.0.0.1:$port
# All browsers of all tests are a few accounts.
export PODSKAZKA_REQUESTS_PER_MINUTE=100000 PODSKAZKA_TICKETS_PER_DAY=10000 PODSKAZKA_FILES_PER_DAY=10000
export PODSKAZKA_SMTP_URL=smtp://127.0.0.1:$(cat "$mail/.port")

"$server" demo
# People of the demonstration get no letters: these do, one for each test and project that changes a sign-in.
for who in forgetful-phone forgetful-desktop careful-phone careful-desktop; do
    echo "семь синих слонов" | "$server" person create --school demo --login "$who@school.test" --name "Берёзкина Анна Олеговна" --role teacher
done
# Parents who leave, with all that the school holds about them.
for who in phone desktop; do
    echo "семь синих слонов" | "$server" person create --school demo --login "leaving-$who@school.test" --name "Ольшанская Вера ($who)" --role parent
done
echo "семь синих слонов" | "$server" person create --school demo --login doubting@school.test --name "Сомова Инна Павловна" --role parent
# A school that comes to ask its staff for a second step; one for each project, too.
for who in phone desktop; do
    "$server" school create --slug "strict-$who" --name "Школа № 1" --time-zone Europe/Moscow
    echo "семь синих слонов" | "$server" person create --school "strict-$who" --login "head-$who@school.test" --name "Лугова Ирина Петровна" --role director
    echo "семь синих слонов" | "$server" person create --school "strict-$who" --login "strict-$who@school.test" --name "Рощин Олег Юрьевич" --role teacher
done
# Staff who are appointed helpers, one for each project.
for who in phone desktop; do
    echo "семь синих слонов" | "$server" person create --school demo --login "appointed-$who@school.test" --name "Ветрова Нина Сергеевна ($who)" --role teacher
    echo "семь синих слонов" | "$server" person create --school demo --login "operator-$who@school.test" --name "Ключников Егор Ильич" --role system_admin
    "$server" operator add --login "operator-$who@school.test"
done
# A school that begins its next academic year; one for each project, too.
for who in phone desktop; do
    "$server" school create --slug "year-$who" --name "Школа № 2" --time-zone Europe/Moscow
    echo "семь синих слонов" | "$server" person create --school "year-$who" --login "head-year-$who@school.test" --name "Полянская Нина Сергеевна" --role director
done
# A school with as many helpers as a stand may have to show, and a head who lets its site show them.
"$server" school create --slug stand --name "Школа № 30 с углублённым изучением отдельных предметов" --time-zone Europe/Moscow
echo "семь синих слонов" | "$server" person create --school stand --login head-stand@school.test --name "Лугова Ирина Петровна" --role director
{
    printf '\tПН\tВТ\tСР\tЧТ\tПТ\n'
    for n in {10..39}; do
        printf 'Помощникова-%s А.П. (учитель информатики)\t8.00-9.30\t\t14.30-16.00\t\t12.15-13.45\n' "$n"
    done
} >"$data/stand.txt"
year=$(date -d '-8 months' +%Y)
"$server" schedule import --school stand --year "$year-$((year + 1))" --publish --order-number 12/01-10 --order-date "$year-09-01" "$data/stand.txt"
# A school that draws up its schedule; one for each project, too.
for who in phone desktop; do
    "$server" school create --slug "plan-$who" --name "Школа № 3" --time-zone Europe/Moscow
    echo "семь синих слонов" | "$server" person create --school "plan-$who" --login "head-plan-$who@school.test" --name "Яхонтова Мария Игоревна" --role director
    echo "семь синих слонов" | "$server" person create --school "plan-$who" --login "plan-$who@school.test" --name "Соколова Кира Денисовна" --role journal_admin
done
# A school in which everything that people type is code.
"$server" school create --slug xss --name "Школа № 4" --time-zone Europe/Moscow
for who in head:director deputy:deputy_head admin:journal_admin teacher:teacher; do
    echo "семь синих слонов" | "$server" person create --school xss --login "${who%:*}-xss@school.test" --name "${who%:*}-xss" --role "${who#*:}"
done
echo "семь синих слонов" | "$server" person create --school xss --login student-xss@school.test --name student-xss --role student --class 7А
echo "семь синих слонов" | "$server" person create --school xss --login parent-xss@school.test --name parent-xss --role parent --child student-xss@school.test
"$server" serve &
pid=$!
wait "$pid"
